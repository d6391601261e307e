/*
 * term.h: the table of terms. data/terms.tsv is the single source for grid
 * order, JSON schema, validators, export columns and documentation; a file
 * of that name in the configuration directory replaces it.
 *
 * A `struct terms` is immutable once loaded and shared by all threads.
 */
#ifndef DWC_RECORD_TERM_H
#define DWC_RECORD_TERM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum term_required {
	TERM_OPTIONAL,
	TERM_REQUIRED, /* one of the seven of "completeness" */
	TERM_TELLING,  /* required, and one of the five of "soundness" */
};

/* What a value is, which chooses its validators. */
enum term_kind {
	TERM_TEXT,
	TERM_NAME,	 /* a scientific name */
	TERM_PERSON,	 /* one or more people, " | " between them */
	TERM_DATE,	 /* ISO 8601 date or range */
	TERM_NUMBER,	 /* decimal */
	TERM_COORDINATE, /* decimal degrees */
	TERM_IDENTIFIER, /* catalogue and collector's numbers */
	TERM_PLACE,
	TERM_VOCABULARY, /* of a small set of words */
	TERM_FLAG,
};

struct term {
	const char *name;  /* "scientificName" */
	const char *group; /* "Identity", "Event", "Place", "Taxon", ... */
	const char *iri;
	enum term_kind kind;
	enum term_required required;
	const char *label; /* for people: "Scientific name" */
	const char *help;  /* one sentence */
};

struct terms;

/* Loads data/terms.tsv or its replacement in config_dir (may be NULL). */
int terms_load(const char *config_dir, struct terms **ret,
	       struct error *err) MUST_USE;
/* Parses the text of such a file; for tests and terms_load. */
int terms_parse(const char *tsv, struct terms **ret,
		struct error *err) MUST_USE;
void terms_free(struct terms *terms);

size_t terms_count(const struct terms *terms);
/* In grid order; borrowed for the table's life. */
const struct term *terms_at(const struct terms *terms, size_t i);
/* NULL for an unknown name. Exact spelling. */
const struct term *terms_find(const struct terms *terms, const char *name);
/* Its position in grid order; terms_count() for an unknown name. */
size_t terms_index(const struct terms *terms, const char *name);
/* The known name nearest to a mistyped one ("scientficName"), or NULL: for
 * "did you mean". */
const char *terms_suggest(const struct terms *terms, const char *name);

/* "text", "name", ...: the words of the column `kind`. */
const char *term_kind_word(enum term_kind kind);

#endif
