/*
 * wrap.h: words of a label as one text, where their lines break it.
 */
#ifndef ENGINE_MAP_WRAP_H
#define ENGINE_MAP_WRAP_H

#include "base/bytes.h"
#include "engine/map/label_text.h"

/*
 * Appends the words of a list as token_list_text does, but a word that is
 * hyphenated at the end of its line is whole ("Stark-" and "ville" are
 * "Starkville"), and a name that one line ends with and the next begins with
 * stands there once. Any thread.
 */
void wrap_text(const struct label_text *text, const struct token_list *list,
	       struct bytes *ret);

#endif
