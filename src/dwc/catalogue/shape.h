/*
 * shape.h: what the numbers of a collection look like: "########" are eight
 * digits, "WIS-L-#######" seven behind a mark of the house.
 *
 * A shape has '#' for each digit and all else as it is. In a pattern that a
 * person sets '@' also stands for a letter and '*' for any run of characters;
 * several stand between blanks.
 *
 * Pure; any thread.
 */
#ifndef DWC_CATALOGUE_SHAPE_H
#define DWC_CATALOGUE_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

/* Of a number that is looked at, and of a shape. */
#define SHAPE_MAX 64
/* Shapes that are told apart; further ones are counted and forgotten. */
#define SHAPES_MAX 64

/* How often each shape was seen. All zero: nothing is known. */
struct shapes {
	struct {
		char text[SHAPE_MAX];
		size_t count;
	} items[SHAPES_MAX];
	size_t n;
	size_t total; /* numbers that were seen */
};

/* Makes the shape of a number; false for one that is blank, too long, or holds
 * what cannot be printed. */
bool shape_of(const char *number, char ret[SHAPE_MAX]);

/* Takes a catalogue number of the collection into account. */
void shapes_learn(struct shapes *shapes, const char *number);

/* The share of the numbers known that are shaped so, 0-1; -1 where too few
 * are known to tell (SHAPES_ENOUGH). */
#define SHAPES_ENOUGH 10
double shapes_share(const struct shapes *shapes, const char *number);

/* Appends them as lines of text; reads them from it, `*at` moves behind them.
 * False where it is not such text. */
void shapes_write(const struct shapes *shapes, struct bytes *ret);
bool shapes_read(struct shapes *shapes, const char **at);

/* Whether a number is as one of the patterns says; case does not matter. */
bool pattern_fits(const char *patterns, const char *number);

/* Whether patterns can be used: printable, each of SHAPE_MAX at most. What is
 * wrong, a static sentence, in *ret_why. */
bool pattern_is_sound(const char *patterns, const char **ret_why);

#endif
