/*
 * fingerprint.h: keys under which values that mean the same collide, though
 * they are written otherwise: the "fingerprint" and the "n-gram fingerprint"
 * of OpenRefine, made here from their published descriptions
 * (https://openrefine.org/docs/technical-reference/clustering-in-depth).
 *
 * Pure; any thread.
 */
#ifndef REVIEW_COLUMNS_FINGERPRINT_H
#define REVIEW_COLUMNS_FINGERPRINT_H

#include <stddef.h>

/* The words of a value, each once, in order: "Looman, J." and "J LOOMAN" are
 * both "j looman". Owned; "" for what has no letter or digit. */
char *fingerprint_words(const char *value);

/* Its runs of `n` letters, each once, in order: "Krżysztof", "Kryz Sztof" and
 * "kryzsztof" come near each other. What is shorter is its own. Owned. */
char *fingerprint_ngrams(const char *value, size_t n);

/* The value in small letters without marks, those of western alphabets that
 * are not made of a letter and a mark in ASCII ("ø" is "o"); blanks at the
 * ends are gone, and one stands for several. Owned. */
char *fingerprint_plain(const char *value);

#endif
