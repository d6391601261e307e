/*
 * span_place.c: places among the words of a label. See span.h.
 */
#include "config.h"

#include "dwc/span/span_add.h"

#include <stdlib.h>

#include "base/mem.h"

void spans_find_places(const struct span_text *text,
		       const struct places *places, struct span_list *list)
{
	struct place_span *found = NULL;
	size_t n = places_find_spans(places, text->text, &found);

	for (size_t i = 0; i < n; i++) {
		const struct place_span *place = &found[i];
		struct span *span = span_add(list, text, SPAN_PLACE,
					     place->start, place->end);

		span->value = mem_strdup(place->state_province != NULL
						 ? place->state_province
						 : place->country);
		span->sure = place->sure;
		span->as.place = *place;
	}
	free(found);
}
