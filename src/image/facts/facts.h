/*
 * facts.h: what the picture of a sheet shows by itself, whoever asks and
 * whatever is made of it: regions of writing with who speaks in them, their
 * turn and words, and the codes. Derived from the bytes of the picture alone
 * (and from who looked: see FACTS_VERSION), so that all of it can be made
 * again.
 */
#ifndef IMAGE_FACTS_FACTS_H
#define IMAGE_FACTS_FACTS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "image/codes/code.h"
#include "image/facts/place.h"
#include "image/facts/words.h"
#include "image/find/labels.h"

/* Of what finds regions, roles, words and codes, and of the words that tell
 * roles: raise it when one of them finds something else on the same picture. */
#define FACTS_VERSION 4

#define FACTS_CODES_MAX CODES_MAX

/* A region of writing. */
struct region {
	struct label label; /* where it is, and its turn */
	enum region_role role;
	bool read; /* false: too many regions, its words were not looked for */
	double legible;		 /* words_legibility of its first reading */
	struct view_place place; /* where its upright picture lies */
	struct words words; /* none where it is not legible; upright order is
			       not promised */
};

/* All zero at first: nothing was looked for. Owned whole by one thread. */
struct facts {
	struct region *regions; /* best first, LABELS_MAX at most */
	size_t n_regions, cap_regions;
	struct code *codes; /* FACTS_CODES_MAX at most */
	size_t n_codes, cap_codes;
	int sheet_rotation; /* clockwise degrees for the whole sheet, or -1 */
	int width, height;  /* of the stored image */
};

/* What is known of the picture of a specimen. */
enum facts_state {
	FACTS_UNKNOWN, /* nobody has looked yet */
	FACTS_KNOWN,
	FACTS_CHANGED, /* the file at its path is another than was read */
};
#define FACTS_STATE_COUNT 3
/* "unknown", "known", "changed". */
const char *facts_state_word(enum facts_state state);

void facts_done(struct facts *facts);
/* Appends a region, all zero but for its label; valid until the next. */
struct region *facts_add_region(struct facts *facts, const struct label *label);
/* Appends a code; texts are copied and cleaned. What is blank then or over
 * FACTS_CODES_MAX is passed over. */
void facts_add_code(struct facts *facts, const char *type, const char *text,
		    struct box box, double quality);

/* The regions as labels, as outcomes have them. */
void facts_labels(const struct facts *facts, struct labels *ret);

/* "label", "slip" …; never fails on an unknown word, which is
 * ROLE_UNKNOWN. */
const char *region_role_word(enum region_role role);
enum region_role region_role_parse(const char *word);

/* As JSON; new reference. */
json_t *facts_write(const struct facts *facts);
/* Reads what facts_write wrote into *ret, the caller's to facts_done(). What
 * does not look like it is refused (ERROR_FAILED); sizes are limited. */
int facts_read(const json_t *json, struct facts *ret,
	       struct error *err) MUST_USE;

#endif
