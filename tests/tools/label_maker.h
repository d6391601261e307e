/*
 * label_maker.h: labels that nobody has written, in the languages of the
 * tables: words of data/label-words.tsv and headings of data/label-keys.tsv
 * around invented names, in many orders and layouts, misread as OCR does. The
 * mapping learns from them what no transcribed set here shows.
 */
#ifndef TESTS_TOOLS_LABEL_MAKER_H
#define TESTS_TOOLS_LABEL_MAKER_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/map/field.h"
#include "image/facts/words.h"

struct label_maker; /* the tables, cut up */

struct label_maker *label_maker_new(void);
void label_maker_free(struct label_maker *maker);

/* What each word of a made label is part of. */
struct made_word {
	enum map_field field;
	int run; /* words of one value have the same */
};

#define MADE_WORDS_MAX 600

/* Makes the label of this number: the same each time; true for one that asks by
 * headings. `words` is all zero, and
 * the caller's to words_done(); made[i] belongs to word i. */
bool label_make(const struct label_maker *maker, uint64_t number,
		struct words *words, struct made_word made[MADE_WORDS_MAX]);

#endif
