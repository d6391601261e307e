/*
 * sheet_text.h: the words of a sheet as a text for a model: in lines as they
 * are printed, block by block, each headed by who speaks in it. Pure.
 */
#ifndef ENGINE_PAYLOAD_SHEET_TEXT_H
#define ENGINE_PAYLOAD_SHEET_TEXT_H

#include <stddef.h>

#include "base/bytes.h"
#include "image/facts/facts.h"

/* Bytes of a text, of which a sheet with five full labels has a tenth. */
#define SHEET_TEXT_MAX (32u << 10)

/*
 * Appends the text of the facts, at most about `max` bytes of it, cut between
 * lines; the best regions come first. The same facts give the same text; nothing
 * is appended where there are neither words nor codes. Never fails. Any thread.
 */
void sheet_text_write(const struct facts *facts, size_t max, struct bytes *ret);

#endif
