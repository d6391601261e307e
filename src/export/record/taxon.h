/*
 * taxon.h: a scientific name as an archive has it: without the marks of doubt,
 * which stand apart (identificationQualifier), and its rank.
 *
 * What was found of names before is kept: most come again. One thread's.
 */
#ifndef EXPORT_RECORD_TAXON_H
#define EXPORT_RECORD_TAXON_H

#include <stdbool.h>

struct taxon {
	char *said;	  /* the name that was asked; owned, as are … */
	char *name;	  /* … this: without "cf.", "?", "sp." */
	char *qualifier;  /* and this: "cf. aquatilis", "?"; "" for none */
	const char *rank; /* "species"; "" where that cannot be told */
	bool doubted;	  /* name and what was said differ */
};

struct taxon_memory;
struct taxon_memory *taxon_memory_new(void);
void taxon_memory_free(struct taxon_memory *memory); /* NULL is fine */

/* Borrowed, until another name is asked. */
const struct taxon *taxon_tell(struct taxon_memory *memory, const char *name);

#endif
