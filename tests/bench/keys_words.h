/*
 * keys_words.h: the words of the label as the screen shows them, and which of
 * them say a text. For keys_player.
 */
#ifndef TESTS_BENCH_KEYS_WORDS_H
#define TESTS_BENCH_KEYS_WORDS_H

#include "tests/kit/pty_screen.h"

struct label_word {
	char *text;
	char number[8]; /* that takes it; "" while words have none */
};

struct label_words {
	struct label_word *items;
	size_t n, cap;
};

/* A run of words. */
struct label_span {
	size_t first, n; /* n 0: none */
	size_t edits;	 /* keys that make the text of it */
};

/* The words in the right pane, in the order of reading. */
void label_words_read(const struct pty_screen *screen, struct label_words *ret);
void label_words_done(struct label_words *words); /* also for CLEANUP */

/* What the run says in the line that it is taken into: with the marks of a
 * keyboard. Owned. */
char *label_words_text(const struct label_words *words,
		       const struct label_span *span);

/* Keys that a text takes which is typed off the label: one for each word that
 * stands there behind the one before, its letters for any other. */
size_t label_words_along(const struct label_words *words, const char *to);

/* The run whose text needs the fewest edits to become `to`. */
struct label_span label_words_find(const struct label_words *words,
				   const char *to);

#endif
