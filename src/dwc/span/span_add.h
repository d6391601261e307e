/*
 * span_add.h: what the finders share. Private to dwc/span.
 */
#ifndef DWC_SPAN_SPAN_ADD_H
#define DWC_SPAN_SPAN_ADD_H

#include "dwc/span/span.h"

/* Appends a span of these bytes, without value and sureness; borrowed until
 * the next. */
struct span *span_add(struct span_list *list, const struct span_text *text,
		      enum span_kind kind, size_t start, size_t end);

#endif
