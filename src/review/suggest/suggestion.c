/*
 * suggestion.c: what a curator may want to put into a field. See suggestion.h.
 */
#include "config.h"

#include "review/suggest/suggestion.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

const char *suggestion_source_word(enum suggestion_source source)
{
	static const char *const words[SUGGESTION_SOURCES] = {
		[SUGGESTION_READING] = "reading",
		[SUGGESTION_CHECK] = "check",
		[SUGGESTION_TAXA] = "names",
		[SUGGESTION_GBIF] = "GBIF",
		[SUGGESTION_LABEL] = "label",
		[SUGGESTION_SIGNED] = "signed",
		[SUGGESTION_DUPLICATE] = "duplicate",
	};

	return words[source];
}

void suggestions_add(struct suggestions *suggestions,
		     const struct suggestion *suggestion)
{
	struct suggestion *copy;

	suggestions->items = mem_grow(suggestions->items, suggestions->n + 1,
				      sizeof(*suggestions->items));
	copy = &suggestions->items[suggestions->n++];
	*copy = *suggestion;
	copy->value = mem_strdup(suggestion->value);
	copy->note =
		mem_strdup(suggestion->note != NULL ? suggestion->note : "");
	copy->boxes = NULL;
	if (suggestion->n_boxes == 0)
		return;
	copy->boxes = mem_alloc(suggestion->n_boxes * sizeof(*copy->boxes));
	memcpy(copy->boxes, suggestion->boxes,
	       suggestion->n_boxes * sizeof(*copy->boxes));
}

void suggestions_done(struct suggestions *suggestions)
{
	for (size_t i = 0; i < suggestions->n; i++) {
		free(suggestions->items[i].value);
		free(suggestions->items[i].note);
		free(suggestions->items[i].boxes);
	}
	free(suggestions->items);
	*suggestions = (struct suggestions){0};
}
