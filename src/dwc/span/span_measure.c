/*
 * span_measure.c: quantities and coordinates among the words of a label. See
 * span.h.
 */
#include "config.h"

#include "dwc/span/span_add.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"

void spans_find_coordinates(const struct span_text *text,
			    struct span_list *list)
{
	struct coordinates found;
	size_t at = 0;

	while (coordinates_find_from(text->text, at, &found) == 0) {
		const struct coordinate *latitude = &found.latitude;
		const struct coordinate *longitude = &found.longitude;
		bool marked = latitude->marked && longitude->marked;
		bool sure = latitude->sure && longitude->sure;
		struct span *span = span_add(list, text, SPAN_COORDINATES,
					     found.start, found.end);

		span->value =
			mem_printf("%s, %s", latitude->text, longitude->text);
		span->sure = marked ? (sure ? 0.98 : 0.8) : 0.6;
		span->as.coordinates = found;
		at = found.end;
	}
}

/* --- quantities ----------------------------------------------------------- */

void spans_find_quantities(const struct span_text *text, struct span_list *list)
{
	struct quantity quantity;
	size_t at = 0;

	while (quantity_read_from(text->text, at, &quantity) == 0) {
		enum measure measure = measure_of(text->text, &quantity);
		struct span *span = span_add(list, text, SPAN_QUANTITY,
					     quantity.start, quantity.end);

		span->as.quantity.quantity = quantity;
		span->as.quantity.measure = measure;
		span->as.quantity.metres = quantity_metres(&quantity);
		span->as.quantity.metres_to = quantity_metres_to(&quantity);
		span->value = quantity_metres_text(&quantity);
		span->sure = measure == MEASURE_ELEVATION ? 0.95
			     : quantity.unit != NULL	  ? 0.8
							  : 0.3;
		at = quantity.end;
	}
}
