/*
 * gbif.h: what GBIF says of a name (species/match, version 2), of a place
 * (geocode/reverse) and of its index of names, as values. Pure; any thread.
 *
 * The shapes were read in GBIF's own code: NameUsageMatch and its Diagnostics
 * (CatalogueOfLife/backend, matching-ws), MatchingService (gbif/matching-ws),
 * Location (gbif/geocode). What follows from them:
 *
 * - EXACT and VARIANT speak of the name that was asked for. HIGHERRANK speaks
 *   of a genus, family or kingdom in its place, which may be no more than the
 *   hint that was sent; its confidence is that of the higher name.
 * - NONE is said of unknown names, of several that fit equally well, and of
 *   matches below a confidence of 80. Its own confidence means nothing.
 * - With verbose=true `alternatives` hold what was weighed and not taken: so it
 *   can be told whether the very name is there all the same.
 *
 * All texts are owned, cleaned and cut; "" stands for nothing.
 */
#ifndef ENGINE_GBIF_GBIF_H
#define ENGINE_GBIF_GBIF_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum gbif_type {
	GBIF_UNTOLD, /* another word, or none: nothing follows from it */
	GBIF_EXACT,
	GBIF_VARIANT,
	GBIF_HIGHERRANK,
	GBIF_NONE,
};

/* A name of the index. */
struct gbif_usage {
	char *key;
	char *name;	 /* with its author, as a rule; "": there is none */
	char *canonical; /* without author and marks of rank */
	char *author;
	char *rank; /* "SPECIES" */
	char *status;
};

#define GBIF_OTHERS_MAX 12

struct gbif_match {
	enum gbif_type type;
	char *type_word; /* as the server has it */
	int confidence;	 /* per cent; -1: not said */
	char *note;
	struct gbif_usage usage;
	struct gbif_usage accepted; /* of a synonym */
	char *kingdom, *family;	    /* as the index classifies it */
	struct gbif_match *others;  /* what was not taken; they have none */
	size_t n_others;
};

/* Reads a body; ERROR_FAILED where it is not such an answer. */
int gbif_match_read(const char *text, size_t len, struct gbif_match *ret,
		    struct error *err) MUST_USE;
void gbif_match_done(struct gbif_match *match); /* also for CLEANUP */
/* In the same shape, with nothing but what is above: new reference. */
json_t *gbif_match_write(const struct gbif_match *match);

/* The name with its author; owned. */
char *gbif_usage_whole(const struct gbif_usage *usage);
/* The name without it, marks of rank and all; owned. */
char *gbif_usage_plain(const struct gbif_usage *usage);

/* Something that lies at, or near, a place. */
struct gbif_area {
	char *title;
	char code[3];	 /* ISO 3166-1, two capitals */
	double distance; /* degrees; 0: the place is inside */
};

#define GBIF_AREAS_MAX 64

/* Those that belong to a country. */
struct gbif_areas {
	struct gbif_area *items;
	size_t n;
};

int gbif_areas_read(const char *text, size_t len, struct gbif_areas *ret,
		    struct error *err) MUST_USE;
void gbif_areas_done(struct gbif_areas *areas); /* also for CLEANUP */
json_t *gbif_areas_write(const struct gbif_areas *areas);

/* Which state of which index answers ("COL26.6 XR 315557"), by its metadata:
 * owned. ERROR_FAILED where they do not say it. */
int gbif_index_read(const char *text, size_t len, char **ret,
		    struct error *err) MUST_USE;

#endif
