/*
 * label_text.h: the words of one label in reading order: lines, and the
 * tokens they fall into.
 *
 * A token is a part of a word that ends with its punctuation: OCR glues
 * "Alt.1010m" and "Det.J.F.A." together, and a heading may end inside.
 */
#ifndef ENGINE_MAP_LABEL_TEXT_H
#define ENGINE_MAP_LABEL_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "dwc/record/record.h"
#include "image/facts/words.h"

#define TOKEN_LETTERS 40

struct token {
	size_t word;		     /* index into the words */
	size_t start, end;	     /* bytes of the word's text */
	char letters[TOKEN_LETTERS]; /* folded: a-z and 0-9 alone */
	bool colon; /* ends with ':', '.' or ';', or ':' follows it */
	int line;
	int x0, x1; /* left and right edge, pixels of the view */
};

struct text_line {
	size_t first, n; /* tokens */
	int baseline;	 /* mean, pixels of the view */
	int x0, x1;
	bool capitals; /* hardly a lower-case letter in it */
};

struct label_text {
	const struct words *words; /* borrowed */
	struct token *tokens;
	size_t n_tokens;
	struct text_line *lines; /* from top to bottom */
	size_t n_lines;
	int tall; /* usual height of a word's box, pixels of the view */
};

/* Arranges the words; they stay the caller's and must outlive the text. Never
 * fails. One thread at a time, as are the lists below. */
void label_text_init(struct label_text *text, const struct words *words);
void label_text_done(struct label_text *text);

/* Blank between a token and the one before it on its line, in `tall`s; 0 for
 * the first of a line or inside a word. */
double token_gap(const struct label_text *text, size_t token);

/* A choice of tokens, in reading order. All zero at first. */
struct token_list {
	size_t *items; /* of the text's tokens; owned */
	size_t n, cap;
};

void token_list_add(struct token_list *list, size_t token);
void token_list_done(struct token_list *list);

/* Appends the text of the tokens, a blank between words. */
void token_list_text(const struct label_text *text,
		     const struct token_list *list, struct bytes *ret);
/* Mean confidence of their words (0-1), by length; 0 for none. */
double token_list_confidence(const struct label_text *text,
			     const struct token_list *list);
/* Adds a box to *field for each line the tokens stand on. */
void token_list_boxes(const struct label_text *text,
		      const struct token_list *list, struct field *field);

/* Folds to a-z and 0-9 alone, NUL-terminated in ret[size]; cut at size - 1.
 * Returns the length. Any thread. */
size_t letters_fold(const char *text, char *ret, size_t size);

#endif
