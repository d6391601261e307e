/*
 * says.h: searching for a part of a word, in SQL: the function says(image,
 * values, folded) and what the table of words can do. Known to this folder
 * alone.
 */
#ifndef RUN_INDEX_TABLE_SAYS_H
#define RUN_INDEX_TABLE_SAYS_H

#include <sqlite3.h>
#include <stdbool.h>

#include "base/bytes.h"
#include "dwc/record/term.h"

/* Adds the function to a connection; a code of SQLite. `terms` is borrowed. */
int says_add(sqlite3 *db, const struct terms *terms) MUST_USE;

/* Whether this SQLite can keep the trigrams of texts (FTS5, since 3.34). */
bool says_can_index(sqlite3 *db);

/* Whether a folded text is long enough for a trigram. */
bool says_is_long(const char *folded);

/* Appends the text as a phrase of FTS5. */
void says_phrase(const char *folded, struct bytes *ret);

#endif
