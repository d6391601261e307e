/*
 * span_number.c: numbers of collectors, and others, among the words of a
 * label. See span.h.
 *
 * A number is a run without blanks of digits, letters, hyphens and slashes with
 * a digit in it; "s.n." says that there is none. What other parsers read of the
 * same bytes is said (`part`, `year`), not left out.
 */
#include "config.h"

#include "dwc/span/span_add.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dwc/parse/number_mark.h"

void spans_find_numbers(const struct span_text *text, struct span_list *list)
{
	struct number_mark mark;
	size_t at = 0;

	while (number_mark_find(text->text, at, &mark) == 0) {
		struct span *span =
			span_add(list, text, SPAN_NUMBER, mark.begin, mark.end);

		span->value = mark.none ? mem_strdup("s.n.")
					: mem_strndup(text->text + mark.start,
						      mark.end - mark.start);
		span->sure = mark.none || mark.marked ? 0.9 : 0.4;
		if (mark.reference || mark.part)
			span->sure = 0.1;
		else if (mark.year && !mark.marked)
			span->sure = 0.25;
		span->as.number = mark;
		at = mark.end;
	}
}
