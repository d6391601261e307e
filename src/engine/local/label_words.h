/*
 * label_words.h: what a line without a heading is about, by its words, from
 * data/label-words.tsv.
 */
#ifndef ENGINE_LOCAL_LABEL_WORDS_H
#define ENGINE_LOCAL_LABEL_WORDS_H

#include <stddef.h>

#include "base/error.h"

enum topic {
	TOPIC_INSTITUTION, /* printed matter: who owns the label */
	TOPIC_LOCALITY,
	TOPIC_HABITAT,
	TOPIC_REMARKS,
	TOPIC_COMMON, /* no part of a scientific name */
};
#define TOPIC_CLASSES 5

/* Immutable once parsed; shared by all threads. */
struct label_words;

/* Loads data/label-words.tsv with what config_dir (may be NULL) adds to it.
 * *ret is the caller's to label_words_free(). Fails, here and below, at a line
 * that does not fit, and names it. Any thread. */
int label_words_load(const char *config_dir, struct label_words **ret,
		     struct error *err) MUST_USE;
/* The same of the text of such a file. */
int label_words_parse(const char *text, struct label_words **ret,
		      struct error *err) MUST_USE;
void label_words_free(struct label_words *words); /* NULL is fine */

/* The classes of a folded word (letters_fold) as bits, 1 << enum topic; 0 for
 * a word that is not in the table. Any thread. */
unsigned label_words_classes(const struct label_words *words,
			     const char *letters);

#endif
