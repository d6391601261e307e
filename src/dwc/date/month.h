/*
 * month.h: the names of months, in the languages of labels and as Roman
 * numerals. Private to dwc/date. Words are given folded (text_folded). Any
 * thread; no state.
 */
#ifndef DWC_DATE_MONTH_H
#define DWC_DATE_MONTH_H

#include <stdbool.h>
#include <stddef.h>

#define MONTHS_NEAR 4 /* that one word may be a slip of */

/* 1-12 by a name, or by a beginning of three letters or more that fits one
 * month alone; 0 for none. */
int month_of_word(const char *word);
/* 1-12 where letters of a name that resembles few other words are wrong, as of no
 * other month's; 0 for none. */
int month_of_misspelt(const char *word);
/* Whether a name is a word of other languages, too: "set". */
bool month_is_weak(const char *folded);
/* 1-12 of a Roman numeral in small letters; 0 for none. */
int month_of_roman(const char *small);

/*
 * The months whose names, in any language but Finnish, the word is a slip of: a
 * letter off, or two where it is long; those that are off by the fewest. Returns
 * how many, 0 also for more than MONTHS_NEAR. What is no slip is near, too.
 */
size_t months_near(const char *folded, int ret[MONTHS_NEAR]);
/* The same of Roman numerals of three letters or more, in small letters, of
 * which one is none: "vih". */
size_t months_near_roman(const char *small, int ret[MONTHS_NEAR]);

#endif
