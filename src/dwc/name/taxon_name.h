/*
 * taxon_name.h: a scientific name in its parts: genus, epithet, infraspecific
 * epithet, and who named it.
 *
 * After the International Code of Nomenclature for algae, fungi, and plants
 * (Shenzhen Code, 2018), articles 20 to 24, 46 and H.3. Of several infra-
 * specific epithets the last counts, as in article 24.1.
 *
 * Pure; any thread.
 */
#ifndef DWC_NAME_TAXON_NAME_H
#define DWC_NAME_TAXON_NAME_H

#include <stdbool.h>

#include "dwc/name/spelling.h"

enum taxon_part {
	TAXON_GENUS, /* the first word, of whatever rank */
	TAXON_EPITHET,
	TAXON_INFRA,
	TAXON_PARTS,
};

struct taxon_name {
	/* Folded words, letters and digits alone; "": the name has none. */
	char parts[TAXON_PARTS][SPELLING_MAX + 1];
	char *canonical; /* as it was written, without authors; owned */
	char *author;	 /* "" for none; owned */
	bool formula;	 /* of two parents: the parts are the first's */
	bool marked;	 /* the infraspecific epithet has its rank before it */
};

/*
 * Takes a name apart. With `lenient`, as people type and machines read: case
 * does not count, digits may stand in words, "sp." and marks of doubt are
 * passed over. Returns false, and an empty name, where it does not begin with
 * what may be a genus. Either way the name is to be given to taxon_name_done.
 */
bool taxon_name_read(const char *text, bool lenient, struct taxon_name *ret);
void taxon_name_done(struct taxon_name *name); /* also for CLEANUP */

/*
 * Folds `len` bytes into a word as parts are: case, marks, hyphens and
 * everything else that is no letter or digit taken away, ligatures written
 * out. False where nothing is left or it would be too long.
 */
bool taxon_name_fold(const char *text, size_t len, char ret[SPELLING_MAX + 1]);

/* 0-1: how alike two author strings are, abbreviations allowed for. */
double taxon_name_author_likeness(const char *a, const char *b);

#endif
