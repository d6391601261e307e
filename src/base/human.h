/*
 * human.h: figures as people read them, the same in every place and whatever
 * the locale. Each is appended to *ret.
 */
#ifndef BASE_HUMAN_H
#define BASE_HUMAN_H

#include <stddef.h>

#include "base/bytes.h"

/* "2,779": digits in groups. */
void human_count(size_t n, struct bytes *ret);
/* "45 s", "12 min", "3 h 00", "9 days"; nothing for what is negative or no
 * number. */
void human_duration(double seconds, struct bytes *ret);
/* Behind a name that is not known: "; did you mean NAME?", or "" where none
 * is near (NULL). Owned. */
char *human_suggestion(const char *nearest);
/* "$1,234.50", rounded to cents. */
void human_money(double usd, struct bytes *ret);

#endif
