/*
 * print.h: how commands print: clean text, aligned columns, figures, JSON.
 * Everything goes to stdout.
 */
#ifndef CMD_COMMON_PRINT_H
#define CMD_COMMON_PRINT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

/* The text, cleaned (base/text.h); NULL prints nothing. */
void print_text(const char *text);

/* A cell of a table for a spreadsheet: cleaned, and with an apostrophe before
 * it where it would be taken for a formula. Plain numbers are none. */
void print_cell(const char *text);

/* The text, fitted to so many columns with "…" and padded with blanks;
 * a negative width pads on the left. */
void print_column(const char *text, int width);

/* The same without blanks behind it: the last column of a table. */
void print_fitted(const char *text, int width);

/* Columns that tables for people take: those of the terminal, at least 80; 80
 * where the output is none. */
#define PRINT_COLUMNS 80
int print_columns(void);

/*
 * The text, cleaned, broken at blanks so that lines end before PRINT_COLUMNS
 * and go on at column `indent`; a word that is longer than that stays whole.
 * Where `brackets`, [what they enclose] is not broken. *column is where the
 * line stands, before and after.
 */
void print_flow(const char *text, int indent, bool brackets, int *column);

/* What a verdict says, and proposes, and its code, from column `column` on to
 * the end of the line, with more lines below where it takes them. */
struct verdict;
void print_verdict(const struct verdict *verdict, int column);

/* An id in twelve columns: of a hash its first digits, which name it. */
void print_id(const char *id);

/* 2702 as "2,702", in every locale. Into `ret`, which is returned. */
const char *print_figure(size_t n, char ret[32]);

/* A part of a whole in whole per cent, "<1" and ">99" at the ends. */
const char *print_share(size_t part, size_t whole, char ret[32]);

/* A real number with so many decimals, with a point in every locale. */
const char *print_real(double value, int decimals, char ret[32]);

/* One line of JSON. What text_clean would drop stands as \\uXXXX: nothing is
 * lost, and no terminal is steered. */
void print_json(const json_t *value);
/* The same, appended. */
void print_json_line(const json_t *value, struct bytes *ret);

/* Sets a figure with one decimal at most, so that lines stay readable. */
void print_json_set_real(json_t *object, const char *key, double value);
/* A sum of money, without what adding it up left behind its digits; null where
 * it is unknown, below 0. */
void print_json_set_usd(json_t *object, const char *key, double usd);

#endif
