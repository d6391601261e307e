/*
 * neighbour.h: which of many texts are nearly the same: pairs at a small edit
 * distance (Levenshtein), found without comparing each with each.
 *
 * Pure; any thread.
 */
#ifndef REVIEW_COLUMNS_NEIGHBOUR_H
#define REVIEW_COLUMNS_NEIGHBOUR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

/* How far apart texts of so many letters may be and still be neighbours: what
 * is short is told apart by a letter. Of two the shorter one decides. */
size_t neighbour_radius(size_t letters);

/* Edit distance in letters of two texts of UTF-8, at most `limit` + 1. */
size_t neighbour_distance(const char *a, const char *b, size_t limit);

/*
 * Numbers the texts so that neighbours, and theirs, have the same number:
 * ret_groups[i] is the least index of the group of texts[i]. NULL texts stand
 * alone. `stop` is asked now and then, true ends it: returns -1.
 *
 * Texts are compared where they share a piece (a block). A block of more than
 * NEIGHBOUR_BLOCK texts tells nothing about them, as one that all catalogue
 * numbers begin with, and is left out.
 */
#define NEIGHBOUR_BLOCK 500
int neighbour_groups(const char *const *texts, size_t n, size_t *ret_groups,
		     bool (*stop)(void *arg), void *arg) MUST_USE;

#endif
