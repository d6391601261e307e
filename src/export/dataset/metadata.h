/*
 * metadata.h: what a dataset says of itself: a small file in the form of
 * config.ini, of which eml.xml is made, with the values that all its records
 * share, how they are named, and where pictures of them are to be found.
 *
 * Immutable once read; any thread.
 */
#ifndef EXPORT_DATASET_METADATA_H
#define EXPORT_DATASET_METADATA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "export/dataset/issue.h"

/* Texts are owned, NULL where the file does not say them. */
struct metadata_agent {
	char *given_name, *surname, *organisation, *position;
	char *email, *phone, *url, *orcid;
	char *address, *city, *postcode, *country;
};

struct metadata_licence {
	const char *word;  /* "CC-BY-4.0", as the file says it */
	const char *url;   /* that GBIF knows it by */
	const char *title; /* for people */
};

/* A value of all records that have none of their own. */
struct metadata_default {
	char *term, *value;
};

struct metadata {
	char *title, *description, *organisation, *language;
	char *id; /* of the dataset, a DOI or UUID */
	char *version;
	char *published; /* YYYY-MM-DD */
	char *url, *citation;
	const struct metadata_licence *licence; /* static; NULL: none, or … */
	char *licence_said; /* … one that GBIF does not take */
	struct metadata_agent contact, creator, provider;
	struct metadata_default *defaults;
	size_t n_defaults, cap;
	char *id_prefix; /* before a catalogue number */
	char *media_url; /* with {file}, {sha256} or {catalogNumber} */
	char *media_creator, *media_rights_holder;
	const struct metadata_licence *media_licence;
	char *sensitive; /* the list of taxa; relative to the file */
};

/* Reads a file. A section or key that is not known is refused with its line. */
int metadata_load(const char *path, struct metadata *ret,
		  struct error *err) MUST_USE;
/* The same of a text; `name` is what errors call it. */
int metadata_parse(const char *text, const char *name, struct metadata *ret,
		   struct error *err) MUST_USE;
void metadata_done(struct metadata *metadata); /* also for CLEANUP */

/* Adds what eml.xml, or GBIF, would lack. */
void metadata_check(const struct metadata *metadata, struct issues *issues);

/* The value of all records for a term; "" where the file says that they have
 * none, NULL where it does not say. Borrowed. */
const char *metadata_default(const struct metadata *metadata, const char *term);

/* A file to begin with, every key explained. Static. */
const char *metadata_template(void);

#endif
