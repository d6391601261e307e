/*
 * term.h: the table of terms. data/terms.tsv, with what a file of that name
 * in the configuration directory adds to it, is the single source for grid
 * order, JSON schema, validators, export columns and documentation: adding a
 * term touches the table alone. Where the program needs one certain term, it
 * asks for its role.
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
	TERM_HISTORY, /* of determinations (identification.h); not asked for */
	TERM_FLAG,
};

/* What the program looks for by its meaning. At most one term has a role, and
 * a table may have none for it. */
enum term_role {
	ROLE_NONE,
	ROLE_CATALOGUE,	 /* the number that the collection gave the sheet */
	ROLE_GATHERING,	 /* the number that the collector gave the plant */
	ROLE_COLLECTED,	 /* the date of collecting */
	ROLE_IDENTIFIED, /* the date of naming */
	ROLE_NAME,	 /* the scientific name */
	ROLE_AUTHOR,	 /* who published it */
	ROLE_FAMILY,
	ROLE_GENUS,
	ROLE_COUNTRY,
	ROLE_STATE,
	ROLE_COUNTY,
	ROLE_LOCALITY,
	ROLE_LATITUDE,
	ROLE_LONGITUDE,
	ROLE_COLLECTOR, /* who collected the plant */
};
#define TERM_ROLES 16

/* Where on a sheet a value stands. What "perhaps" stands there may as well
 * stand nowhere: that it was not found says nothing. */
enum term_said {
	SAID_NOWHERE, /* it is not looked for */
	SAID_LABEL,   /* on the collector's label */
	SAID_NAME,    /* there, or where a determination was noted */
	SAID_HOUSE,   /* there, or where the collection marked the sheet */
	SAID_ANY,
	SAID_LABEL_PERHAPS,
	SAID_NAME_PERHAPS,
	SAID_HOUSE_PERHAPS,
};

struct term {
	const char *name;     /* "scientificName" */
	const char *group;    /* its heading: "Identity", "Place", "Taxon" */
	const char *together; /* the word of its set; "" for none */
	const char *iri;
	enum term_kind kind;
	bool unchecked; /* anything goes: it is written as it is printed */
	enum term_required required;
	enum term_role role;
	bool has_range; /* of a number */
	long least, most;
	bool metres;
	enum term_said said;
	const char *label; /* for people: "Scientific name" */
	const char *help;  /* one sentence */
};

struct terms;

/* Terms in grid order, borrowed for the table's life. */
struct term_list {
	const struct term *const *items;
	size_t n;
};

/* Loads data/terms.tsv with what config_dir (may be NULL) adds to it, and the
 * tables of words that go with it. */
int terms_load(const char *config_dir, struct terms **ret,
	       struct error *err) MUST_USE;
/* Parses the text of such a table, with nothing added; for tests. */
int terms_parse(const char *tsv, struct terms **ret,
		struct error *err) MUST_USE;
void terms_free(struct terms *terms);

size_t terms_count(const struct terms *terms);
/* In grid order; borrowed for the table's life. */
const struct term *terms_at(const struct terms *terms, size_t i);
/* NULL for an unknown name. Exact spelling. */
const struct term *terms_find(const struct terms *terms, const char *name);
/* Whatever its case and separators, and behind a prefix: "Event Date",
 * "event_date", "dwc:eventDate", the IRI. The exact name comes first, then grid
 * order; NULL. */
const struct term *terms_find_loose(const struct terms *terms,
				    const char *name);
/* Its position in grid order; terms_count() for an unknown name. */
size_t terms_index(const struct terms *terms, const char *name);

/* Counts for completeness; for soundness, too. */
bool term_is_required(const struct term *term);
bool term_is_telling(const struct term *term);

/* The term that has the role, or NULL. */
const struct term *terms_role(const struct terms *terms, enum term_role role);

/* The headings that terms stand under, in the order of their first terms. */
size_t terms_groups(const struct terms *terms);
/* The terms under heading `i`; it is the group of each. */
struct term_list terms_group(const struct terms *terms, size_t i);

/* The terms that describe one thing with this one of the table: a date and
 * how it was written. The term is among them, and may be alone. */
struct term_list terms_together(const struct terms *terms,
				const struct term *term);

/* Of all that the table and the words with it say: what was worked out with
 * another table is not to be trusted. */
const char *terms_sha256(const struct terms *terms);

/* The known name nearest to a mistyped one ("scientficName"), or NULL: for
 * "did you mean". */
const char *terms_suggest(const struct terms *terms, const char *name);

/* "text", "name", ...: the words of the column `kind`. */
const char *term_kind_word(enum term_kind kind);

#endif
