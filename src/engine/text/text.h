/*
 * text.h: the record in what a model wrote: JSON, in fences, among prose, or
 * with the small faults that models make. Pure; any thread.
 */
#ifndef ENGINE_TEXT_TEXT_H
#define ENGINE_TEXT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "dwc/record/record.h"
#include "dwc/record/term.h"

/*
 * Appends to an initialised record. *ret_wrapped: the JSON was not the whole
 * text; *ret_repairs: what was mended, renamed, cut or left out (mend.h,
 * record_find.h, record_read_json). -1: there is no JSON object in it that
 * holds one of the terms, or none that is whole; a record is never made of a
 * piece. An empty object is a record in which nothing was read.
 */
int chat_text_read(const char *text, size_t len, const struct terms *terms,
		   struct record *record, bool *ret_wrapped, int *ret_repairs,
		   struct error *err) MUST_USE;

/* Whether the text is one object in JSON that needs no mending. */
bool chat_text_is_strict(const char *text, size_t len);
/* Whether nothing in it looks like JSON, whole or not. */
bool chat_text_is_prose(const char *text, size_t len);

#endif
