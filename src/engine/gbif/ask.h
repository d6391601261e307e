/*
 * ask.h: what is asked of GBIF, as addresses for a GET; and what a reply means
 * before it is read. Pure; any thread.
 *
 * Of a name goes out what the index is asked for (species/match, version 2:
 * scientificName, scientificNameAuthorship, family, kingdom, checklistKey,
 * verbose), of a place its coordinates. Nothing else of a record is sent.
 *
 * GBIF has published no limit of requests for these. It once asked rgbif for one
 * a second (ropensci/rgbif issue 320), answers 429 to who asks too much, and
 * wants clients to name themselves, as http.c does.
 */
#ifndef ENGINE_GBIF_ASK_H
#define ENGINE_GBIF_ASK_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/net/http.h"

#define GBIF_URL "https://api.gbif.org"
/* The Catalogue of Life, extended release: what GBIF itself goes by. */
#define GBIF_CHECKLIST "7ddf754f-d193-4cc9-b351-99906754a03b"

/* Coordinates are asked to a tenth of a degree, about ten kilometres: enough to
 * tell a country, by far fewer questions, and saying less of where something
 * rare grows. What belongs to a country this near, in degrees, is told with it:
 * as far as that, and labels and maps, may be wrong. */
#define GBIF_NEAR 0.2

/* Who is asked, for what. All is borrowed. */
struct gbif_server {
	const char *base_url; /* "https://api.gbif.org" */
	const char *checklist;
};

struct gbif_name {
	const char *name;   /* without its author */
	const char *author; /* "", or NULL: none; likewise the others */
	const char *family, *kingdom;
};

/* Addresses; owned. */
char *gbif_name_url(const struct gbif_server *server,
		    const struct gbif_name *name);
char *gbif_place_url(const struct gbif_server *server, double latitude,
		     double longitude);
char *gbif_index_url(const struct gbif_server *server);

enum gbif_reply {
	GBIF_REPLY_GOOD,    /* there is a body to be read */
	GBIF_REPLY_AGAIN,   /* it may pass: ask again, after wait_ms */
	GBIF_REPLY_REFUSED, /* this question is wrong, others may not be */
	GBIF_REPLY_CLOSED,  /* no question will be answered */
};

struct gbif_told {
	enum gbif_reply reply;
	int64_t wait_ms; /* the server's wish; -1: none */
	bool too_fast;	 /* it was asked too much at once */
	char text[300];	 /* what is wrong, a clean line; "" */
};

void gbif_reply_read(const struct http_reply *reply, struct gbif_told *ret);

#endif
