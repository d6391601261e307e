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

/* Loads data/label-words.tsv with what config_dir (may be NULL) adds to it. */
int label_words_load(const char *config_dir, struct label_words **ret,
		     struct error *err) MUST_USE;
/* Parses the text of such a file. A bad line is an error that names it. */
int label_words_parse(const char *text, struct label_words **ret,
		      struct error *err) MUST_USE;
void label_words_free(struct label_words *words);

/* The classes of a word of a-z (see letters_fold) as bits, 1 << class. */
unsigned label_words_classes(const struct label_words *words,
			     const char *letters);

#endif
