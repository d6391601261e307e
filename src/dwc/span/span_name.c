/*
 * span_name.c: scientific names among the words of a label. See span.h.
 */
#include "config.h"

#include "dwc/span/span_add.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dwc/parse/name_likeness.h"

/* Reads a name at byte `at`; its bytes count from the text's beginning. */
static bool name_at(const struct span_text *text, size_t at,
		    struct name_reading *ret)
{
	if (name_read(text->text + at, ret) < 0)
		return false;
	ret->start += at;
	ret->end += at;
	if (ret->doubt) {
		ret->doubt_start += at;
		ret->doubt_end += at;
	}
	return true;
}

void spans_find_names(const struct span_text *text, struct span_list *list)
{
	size_t behind = 0;
	double surest = 0;

	for (size_t i = 0; i < text->n; i++) {
		struct name_reading name;
		struct span *span;
		double sure;

		if (!name_at(text, text->starts[i], &name))
			continue;
		sure = name_likeness(text->text, &name);
		if (sure <= 0 || (name.start < behind && sure <= surest))
			continue;
		behind = name.end;
		surest = sure;
		span = span_add(list, text, SPAN_NAME, name.start, name.end);
		span->value = mem_strndup(text->text + name.start,
					  name.end - name.start);
		span->sure = sure;
		span->as.name = name;
	}
}
