/*
 * alike.h: whether two readings say the same: values in a notation of their
 * own kind, in which what only looks different is one text.
 */
#ifndef RUN_RECORD_ALIKE_H
#define RUN_RECORD_ALIKE_H

#include "dwc/record/term.h"

/*
 * The value of a term (NULL: one that the table does not have) as it is
 * compared: dates as ISO 8601, numbers and coordinates by what they are worth,
 * names by their words, with their authors behind a newline, people by initials
 * and surnames, countries and states by the name in use; all else without
 * case, marks and spacing. "" where the value says nothing. Owned. Any thread;
 * no state, and no clock: the same value always gives the same text.
 */
char *alike_text(const struct terms *terms, const struct term *term,
		 const char *value);

/* Whether two such texts of a term mean the same thing: names, whoever their
 * authors are. */
bool alike_same(const char *a, const char *b);

/*
 * Whether `a` says all that `b` says: the same, or a date within a month or a
 * year, a name with its author, a person with their initials.
 */
bool alike_says(const struct term *term, const char *a, const char *b);

/*
 * The name of a model whoever serves it: "qwen/qwen-2.5-vl-72b:free" of one
 * provider is "qwen-2.5-vl-72b" of another, and says nothing more when it says
 * the same. "" for NULL. Owned.
 */
char *alike_model(const char *model);

#endif
