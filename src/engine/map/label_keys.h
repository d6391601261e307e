/*
 * label_keys.h: the headings of labels, from data/label-keys.tsv.
 *
 * A table is immutable once parsed and shared by all threads.
 */
#ifndef ENGINE_MAP_LABEL_KEYS_H
#define ENGINE_MAP_LABEL_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "engine/map/label_text.h"

enum key_role {
	KEY_HEADING, /* a value follows */
	KEY_STRICT,  /* a short word: only with '.' or ':' behind it */
	KEY_NUMBER,  /* the same; a number follows */
	KEY_IGNORE,  /* what follows is not wanted */
	KEY_TITLE,   /* begins the title of a label */
	KEY_SLIP,    /* marks a slip with a later determination */
};

struct label_key {
	const char *heading; /* as printed */
	const char *term;    /* "-" for none */
	enum key_role role;
	unsigned languages; /* of the heading: bits */
	char letters[TOKEN_LETTERS];
	int len;   /* of letters */
	int words; /* tokens of the heading */
};

struct label_keys;

/* Loads data/label-keys.tsv with what config_dir (may be NULL) adds to it.
 * *ret is the caller's to label_keys_free(). Fails, here and below, at a line
 * that does not fit, and names it. Any thread. */
int label_keys_load(const char *config_dir, struct label_keys **ret,
		    struct error *err) MUST_USE;
/* The same of the text of such a file. */
int label_keys_parse(const char *text, struct label_keys **ret,
		     struct error *err) MUST_USE;
void label_keys_free(struct label_keys *keys); /* NULL is fine */

size_t label_keys_count(const struct label_keys *keys);
/* The term of a heading that says this and no more, but for case and a stop or
 * colon behind it; short words that mean much else are left out. NULL: none.
 * Borrowed. */
const char *label_keys_term(const struct label_keys *keys, const char *text);

struct key_match {
	const struct label_key *key; /* borrowed from the table */
	size_t tokens;		     /* how many the heading takes */
	double likeness;	     /* 0-1 */
};

/* How far a heading may be misread. */
struct key_search {
	/* Languages (bits of label_key.languages) whose headings may be
	 * misread at all; others must stand there letter by letter. */
	unsigned languages;
	/* For labels that are known to be forms: the share of a longer
	 * heading's letters that may be wrong; 0: a few. */
	double loose;
};

/*
 * Does a heading begin at this token? The one that explains most letters
 * wins, so "Coll. No." goes before "Coll.". A few letters may be misread, by
 * the length of the heading. *ret is untouched where none does. Any thread.
 */
bool label_keys_match(const struct label_keys *keys,
		      const struct label_text *text, size_t token,
		      const struct key_search *how, struct key_match *ret);

#endif
