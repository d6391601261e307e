/*
 * taxa_sql.h: the file of a list of names: a SQLite database that is written
 * once and never changed.
 *
 * taxon	a name, as the list has it; n counts from 1 in the list's order
 * trait	what many names share: family, kingdom, rank, status
 * synonym	the accepted name of a name; `given` is what the list said,
 *		`accepted` null where that is not in it
 * key		names by their words, which are numbers of the lexicons (0:
 *		none); infra counts in that of epithets
 * shelf	the lexicons (lexicon.h): kind is 0 for genera, 1 for epithets;
 *		`last` is the greatest number of a word of that kind
 * meta		schema, name, edition, file, sha256, imported, names
 */
#ifndef DWC_TAXA_TAXA_SQL_H
#define DWC_TAXA_TAXA_SQL_H

/* Changes with the schema, and with how names are folded or taken apart. */
#define TAXA_SCHEMA	 "1"
#define TAXA_APPLICATION 0x76747861 /* "vtxa" */

enum taxa_lexicon {
	TAXA_GENERA,
	TAXA_EPITHETS,
	TAXA_LEXICONS,
};

#endif
