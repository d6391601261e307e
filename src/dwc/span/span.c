/*
 * span.c: words as one text, and lists of spans. See span.h.
 *
 * 1. The text of n words has a blank or a line end between two, but for those
 *    that are glued; starts[i] <= starts[i + 1], and starts[n] is its length.
 */
#include "config.h"

#include "dwc/span/span_add.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/mem.h"

void span_text_init(struct span_text *text, const struct span_words *words)
{
	struct bytes joined = {0};

	*text = (struct span_text){.n = words->n};
	text->starts = mem_alloc((words->n + 1) * sizeof(*text->starts));
	for (size_t i = 0; i < words->n; i++) {
		enum span_gap gap =
			words->gaps != NULL ? words->gaps[i] : SPAN_BLANK;

		if (i > 0 && gap != SPAN_GLUED)
			bytes_append_char(&joined,
					  gap == SPAN_LINE ? '\n' : ' ');
		text->starts[i] = joined.len;
		bytes_append_str(&joined, words->items[i]);
	}
	text->starts[words->n] = joined.len;
	bytes_reserve(&joined, 0);
	text->text = bytes_steal(&joined);
}

void span_text_done(struct span_text *text)
{
	free(text->text);
	free(text->starts);
	*text = (struct span_text){0};
}

size_t span_text_word(const struct span_text *text, size_t at)
{
	size_t low = 0, high = text->n;

	while (low + 1 < high) {
		size_t middle = low + (high - low) / 2;

		if (text->starts[middle] <= at)
			low = middle;
		else
			high = middle;
	}
	return low;
}

struct span *span_add(struct span_list *list, const struct span_text *text,
		      enum span_kind kind, size_t start, size_t end)
{
	size_t first = span_text_word(text, start);
	size_t last = span_text_word(text, end > start ? end - 1 : start);

	ARRAY_GROW(list->items, list->n, list->cap);
	list->items[list->n] = (struct span){
		.kind = kind,
		.first = first,
		.n = last - first + 1,
		.start = start,
		.end = end,
	};
	return &list->items[list->n++];
}

void span_list_done(struct span_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->items[i].value);
	free(list->items);
	*list = (struct span_list){0};
}
