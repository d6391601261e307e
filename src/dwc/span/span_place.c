/*
 * span_place.c: places among the words of a label. See span.h.
 */
#include "config.h"

#include "dwc/span/span_add.h"

#include <stdlib.h>

#include "base/mem.h"

/* The table's name, or what is written. */
static char *place_value(const struct span_text *text,
			 const struct place_span *place)
{
	if (place->state_province != NULL)
		return mem_strdup(place->state_province);
	if (place->country != NULL)
		return mem_strdup(place->country);
	return mem_strndup(text->text + place->name_start,
			   place->name_end - place->name_start);
}

void spans_find_places(const struct span_text *text,
		       const struct places *places, struct span_list *list)
{
	struct place_span *found = NULL;
	size_t n = places_find_spans(places, text->text, &found);

	for (size_t i = 0; i < n; i++) {
		const struct place_span *place = &found[i];
		struct span *span = span_add(list, text, SPAN_PLACE,
					     place->start, place->end);

		span->value = place_value(text, place);
		span->sure = place->sure;
		span->as.place = *place;
	}
	free(found);
}
