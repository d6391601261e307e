/*
 * text.h: the record in what a model wrote: JSON, in fences, among prose, or
 * with the small faults that models make. Pure; any thread.
 */
#ifndef ENGINE_CHAT_TEXT_H
#define ENGINE_CHAT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "dwc/record/record.h"

/*
 * Appends to an initialised record. *ret_wrapped: the JSON was not the whole
 * text; *ret_repairs: values mended, cut or left out (record_read_json).
 * -1: there is no JSON object in it, or none that is whole; a record is never
 * made of a piece.
 */
int chat_text_read(const char *text, size_t len, struct record *record,
		   bool *ret_wrapped, int *ret_repairs,
		   struct error *err) MUST_USE;

/* The end of the object or list that the text begins with, or 0 where it is
 * not closed. */
size_t chat_text_span(const char *text, size_t len);

#endif
