/*
 * taxa.h: the lists of names that were taken in: which there are, and which
 * of their names is meant by one that was typed or read.
 *
 * A list is a file of its own in the directory of lists, written whole and
 * swapped in (import.h), so that reading never waits and never sees half of
 * one. Whoever has a list open goes on with what they opened; taxa_current
 * says whether that is still what lies there.
 *
 * A struct taxa belongs to one thread at a time (the console's query thread
 * has one); each thread opens its own. Nothing here changes a record: what is
 * found is a proposal.
 */
#ifndef DWC_TAXA_TAXA_H
#define DWC_TAXA_TAXA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define TAXA_LISTS_MAX 16
#define TAXA_NAME_MAX  64 /* bytes of a list's name */

/* $XDG_DATA_HOME/vasculum/taxa, owned; NULL where nothing says where. */
char *taxa_dir(void);

/* Whether a list may have this name: letters, digits, dots, dashes and lines
 * in ASCII, a letter or digit first. */
bool taxa_name_good(const char *name);

/* What a list is. */
struct taxa_list {
	const char *name;
	const char *edition;  /* what its source calls this state of it */
	const char *file;     /* the name of the file it came from */
	const char *sha256;   /* of that file */
	const char *imported; /* RFC 3339 */
	int64_t names;
};

struct taxa;

/*
 * Opens the lists in `dir` (NULL: there is none, as where it does not exist),
 * or the one called `only`. A list that cannot be read is left out and told
 * by taxa_trouble; one that was asked for by its name is an error.
 */
int taxa_open(const char *dir, const char *only, struct taxa **ret,
	      struct error *err) MUST_USE;
void taxa_close(struct taxa *taxa); /* NULL is fine */

size_t taxa_count(const struct taxa *taxa);
/* By name, in order. Borrowed. */
const struct taxa_list *taxa_at(const struct taxa *taxa, size_t i);
/* Of the first list that could not be read, or of too many; NULL: all are
 * open. Borrowed. */
const char *taxa_trouble(const struct taxa *taxa);
/* Whether the lists that lie there are those that are open. */
bool taxa_current(const struct taxa *taxa);

/* Takes a list away. */
int taxa_remove(const char *dir, const char *name, struct error *err) MUST_USE;

/* --- matching ---------------------------------------------------------------- */

enum taxa_status {
	TAXA_UNTOLD, /* the list does not say */
	TAXA_ACCEPTED,
	TAXA_SYNONYM,
	TAXA_DOUBTFUL, /* unplaced, unchecked, ambiguous … */
	TAXA_STATUSES,
};
/* "accepted", "synonym", "doubtful", "unknown". */
const char *taxa_status_word(enum taxa_status status);
/* The status that a list means by its word. */
enum taxa_status taxa_status_of(const char *word);

/* A name of a list. */
struct taxa_match {
	const struct taxa_list *list; /* borrowed of the open lists */
	char *id;		      /* taxonID, or "" */
	char *name, *author;	      /* "" where the list has none */
	char *rank, *family, *kingdom;
	char *status_word; /* as the list has it */
	enum taxa_status status;
	bool homonym; /* the list has the name of another author, too */
	/* Where the accepted name is another one; else NULL. */
	char *accepted_name, *accepted_author, *accepted_id;
	bool accepted_missing; /* it is not in the list itself */
	bool exact;	       /* no letter differs, but in case and marks */
	double score;	       /* 0-1 */
};

struct taxa_matches {
	struct taxa_match *items;
	size_t n;
};

/*
 * The names that are nearest to `name`, best first, at most `limit`; none is
 * not an error. A genus that is only its initial ("C. canadensis") stands for
 * all that begin so. The order is the same on every machine.
 */
int taxa_match(struct taxa *taxa, const char *name, size_t limit,
	       struct taxa_matches *ret, struct error *err) MUST_USE;

/*
 * The names that begin as `prefix` does, whatever its case: genera while it is
 * one word, then names of which each word begins so ("cir flod" is Cirsium
 * flodmanii); in alphabetical order, at most `limit`, each of an author once.
 * Where very many begin so, some of them. Without scores.
 */
int taxa_complete(struct taxa *taxa, const char *prefix, size_t limit,
		  struct taxa_matches *ret, struct error *err) MUST_USE;

/* Whether the lists have this name, letter for letter, in this family: 1, 0
 * where they have it in others alone, or -1 where none has it with a family. A
 * list that cannot be read says nothing. NULL is fine. */
int taxa_family_is(struct taxa *taxa, const char *name, const char *family);

void taxa_matches_done(struct taxa_matches *matches); /* also for CLEANUP */

#endif
