/*
 * mark.h: the marks that stand around figures, in the many characters that
 * keyboards, typesetters and OCR give for one: dashes, blanks, primes. Each
 * function returns the bytes of the mark that begins at `at`, 0 when none
 * does. Any thread; no state. Source of the characters: Unicode, General
 * Punctuation (U+2000 to U+206F), and "Punctuation, Dash" (Pd) beyond it.
 */
#ifndef DWC_WORDS_MARK_H
#define DWC_WORDS_MARK_H

#include <stddef.h>

/* A dash of any length: "-", U+2010 to U+2015, U+2212 and its like. */
size_t mark_dash(const char *at);
/* One that can be a minus: not the em dash, which begins a remark. */
size_t mark_minus(const char *at);
/* A blank: space, tab, newline, or one of Unicode's. */
size_t mark_blank(const char *at);
/* A run of blanks. */
size_t mark_blanks(const char *at);
/* A blank that is set inside a number: no-break, thin, narrow. */
size_t mark_thin_blank(const char *at);
/* A degree sign, and what is typed for one. */
size_t mark_degree(const char *at);
/* One stroke: minutes of arc, feet; also an apostrophe. */
size_t mark_prime(const char *at);
/* Two strokes, in one character or two: seconds of arc, inches. */
size_t mark_double_prime(const char *at);

#endif
