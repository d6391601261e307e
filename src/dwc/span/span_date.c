/*
 * span_date.c: dates among the words of a label. See span.h.
 */
#include "config.h"

#include "dwc/span/span_add.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* How sure it is that a date stands there, and that it is this one. */
static double date_sureness(const struct date_reading *date)
{
	size_t len = strcspn(date->iso, "/");
	double sure = len >= 10 ? 0.97 : len >= 7 ? 0.85 : 0.6;

	if (date->weak)
		sure = date->season || date->hedge != DATE_EXACT ? 0.6 : 0.35;
	if (date->ambiguous)
		sure *= 0.75;
	if (date->century_open)
		sure *= 0.6;
	else if (date->two_digit_year)
		sure *= 0.85;
	return sure;
}

void spans_find_dates(const struct span_text *text, int this_year,
		      struct span_list *list)
{
	struct date_reading *dates = NULL;
	size_t n = date_read_all(text->text, this_year, &dates);

	for (size_t i = 0; i < n; i++) {
		struct span *span =
			span_add(list, text, SPAN_DATE, dates[i].said_start,
				 dates[i].said_end);

		span->value = mem_strdup(
			date_is_definite(&dates[i]) ? dates[i].iso : "");
		span->sure = date_sureness(&dates[i]);
		span->as.date = dates[i];
	}
	free(dates);
}
