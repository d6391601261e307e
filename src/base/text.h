/*
 * text.h: UTF-8 text: what may be shown of it, how wide it is, where its
 * characters (grapheme clusters) and words end, and how alike two texts are.
 * Unicode's own tables come from libunistring.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

/*
 * Appends `len` bytes of `text` to *ret as valid UTF-8 that is safe to show:
 * each invalid byte becomes U+FFFD; C0 and C1 controls, DEL, and the bidi and
 * other invisible format controls (U+200E-200F, 202A-202E, 2060-2064,
 * 2066-2069, FEFF, 061C, U+FFF9-FFFB, tags E0000-E007F) are dropped, but tab,
 * newline and carriage return become one space each.
 */
void text_clean(const char *text, size_t len, struct bytes *ret);

/* The same, but that line breaks stay: LF, and CR and CR LF as LF. */
void text_clean_lines(const char *text, size_t len, struct bytes *ret);

/* Cleans a NUL-terminated text in place (never longer than it was: invalid
 * bytes become '?' here). For logs and error lines. */
void text_clean_line(char *text);

/* Cleaned copy, owned by the caller. */
char *text_cleaned(const char *text);

/* Appends `len` bytes to *ret with every invalid UTF-8 sequence replaced by
 * U+FFFD and NULs dropped; nothing else is changed. */
void text_repair(const char *text, size_t len, struct bytes *ret);

/* Of Unicode's tables: another may fold a text otherwise. */
int text_unicode_version(void);

bool text_is_utf8(const char *text, size_t len);

/* True for NULL, "" and texts of white space alone (Unicode's). */
bool text_blank(const char *text);

/* Owned copy without white space at both ends, inner runs made one space. */
char *text_squeezed(const char *text);

/* Columns that a cleaned UTF-8 text takes in a terminal. */
int text_width(const char *text);

/* Bytes of the longest prefix, cut between grapheme clusters, that takes at
 * most `columns`; *ret_width (may be NULL) gets the columns it takes. */
size_t text_fit(const char *text, int columns, int *ret_width);

/* Bytes of the longest prefix of at most `max` bytes that ends between two
 * characters (code points) of valid UTF-8. */
size_t text_cut(const char *text, size_t max);

/* Byte offset of the grapheme boundary after / before `at`; the ends stop. */
size_t text_next(const char *text, size_t at);
size_t text_prev(const char *text, size_t at);

/* Byte offset of the end of the word after / start of the word before `at`,
 * as Emacs' M-f and M-b move. */
size_t text_word_next(const char *text, size_t at);
size_t text_word_prev(const char *text, size_t at);

/* Bytes of the letter, or combining mark, that begins at `at`; 0 when none
 * does. */
size_t text_letter(const char *at);
/* True when an upper-case letter begins at `at`. */
bool text_upper(const char *at);
/* Whether two letters at least stand in it, and no small one. */
bool text_in_capitals(const char *text);
/* Owned copy with capitals alone. */
char *text_to_capitals(const char *text);
/* Whether its first letter is of a script that runs from right to left (UAX
 * 9, rule P2). */
bool text_runs_left(const char *text);

/* Owned copy folded for comparison: NFKD without marks, case folded. */
char *text_folded(const char *text);

/* 0-1: 1 - edit distance / longer length, over the folded texts, in code
 * points. Texts over 4096 bytes are compared by equality alone. */
double text_similarity(const char *a, const char *b);
/* The same, or 0 where it is less than `floor`: which is found out sooner. */
double text_similarity_above(const char *a, const char *b, double floor);

/* Edit distance in bytes, at most `limit` + 1. For folded, short texts. */
int text_distance(const char *a, const char *b, int limit);

/* ASCII case-insensitive comparison that no locale changes. */
int text_casecmp(const char *a, const char *b);

/* Whether it is one of these, to the letter. */
bool text_among(const char *text, const char *const *list, size_t n);
/* The same of a list whose words are parted by blanks. */
bool text_in_words(const char *text, const char *words);

#endif
