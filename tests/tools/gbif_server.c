/*
 * gbif_server.c: a GBIF on loopback, with a small world of names and places,
 * that misbehaves on purpose. Written from GBIF's own code and documents
 * (engine/gbif/gbif.h names them), not from our client.
 *
 *	gbif_server --ready FILE [OPTION...]
 *
 *	--port N, --ready FILE, --parent PID, --max-seconds N   (fault_loop.h)
 *	--log FILE      gets a line for each request: its path and query
 *	--state TEXT    what its index calls itself (COL26.6 XR)
 *	--no-state 1    it says nothing of its index: 404
 *	--status N      the first --first requests of names and places fail so
 *	--first N       (0: all of them)
 *	--after S       with so many seconds of Retry-After (-1: without)
 *	--delay MS      before each answer
 *
 * Some names of its world have odd answers: see `odd`.
 */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "fault_call.h"
#include "fault_loop.h"

#define WORD 200

struct options {
	struct loop_options loop;
	const char *log, *state;
	long no_state, status, first, delay;
	int64_t after;
};

struct gbif {
	const struct options *options;
	FILE *log;
	long failed;
};

/* --- the world ------------------------------------------------------------ */

static const struct taxon {
	const char *canonical, *name, *author, *rank, *status, *accepted;
	const char *family, *kingdom;
} world[] = {
	{"Plantae", "Plantae", "", "KINGDOM", "ACCEPTED", "", "", "Plantae"},
	{"Animalia", "Animalia", "", "KINGDOM", "ACCEPTED", "", "", "Animalia"},
	{"Poaceae", "Poaceae", "", "FAMILY", "ACCEPTED", "", "Poaceae",
	 "Plantae"},
	{"Elymus", "Elymus L.", "L.", "GENUS", "ACCEPTED", "", "Poaceae",
	 "Plantae"},
	{"Agropyron", "Agropyron Gaertn.", "Gaertn.", "GENUS", "ACCEPTED", "",
	 "Poaceae", "Plantae"},
	{"Elymus canadensis", "Elymus canadensis L.", "L.", "SPECIES",
	 "ACCEPTED", "", "Poaceae", "Plantae"},
	{"Elymus lanceolatus", "Elymus lanceolatus (Scribn. & J.G.Sm.) Gould",
	 "(Scribn. & J.G.Sm.) Gould", "SPECIES", "ACCEPTED", "", "Poaceae",
	 "Plantae"},
	{"Agropyron dasystachyum", "Agropyron dasystachyum (Hook.) Scribn.",
	 "(Hook.) Scribn.", "SPECIES", "SYNONYM", "Elymus lanceolatus",
	 "Poaceae", "Plantae"},
	{"Carex", "Carex L.", "L.", "GENUS", "ACCEPTED", "", "Cyperaceae",
	 "Plantae"},
	{"Carex aquatilis", "Carex aquatilis Wahlenb.", "Wahlenb.", "SPECIES",
	 "ACCEPTED", "", "Cyperaceae", "Plantae"},
	/* a homonym: one name, two plants */
	{"Carex ambigua", "Carex ambigua (L.) Link", "(L.) Link", "SPECIES",
	 "SYNONYM", "Carex aquatilis", "Cyperaceae", "Plantae"},
	{"Carex ambigua", "Carex ambigua Moench", "Moench", "SPECIES",
	 "ACCEPTED", "", "Cyperaceae", "Plantae"},
};

/* Answers that are not made of the world. */
static const struct odd {
	const char *name;
	int status;
	const char *body;
	uint64_t filler;
} odd[] = {
	{"Fractus ruptus", 200, "{\"usage\":{\"name\":\"Fractus", 0},
	{"Alius mundus", 200, "{\"matchType\":\"EXACT\",\"usageKey\":1}", 0},
	{"Vastus immensus", 200, "", 9000000},
	{"Malus status", 400, "{\"message\":\"no such rank\"}", 0},
	{"Novus typus", 200,
	 "{\"usage\":{\"key\":\"X\",\"name\":\"Novus typus L.\","
	 "\"canonicalName\":\"Novus typus\",\"authorship\":\"L.\","
	 "\"rank\":\"SPECIES\"},\"diagnostics\":{\"matchType\":\"AMBIGUOUS\","
	 "\"confidence\":97}}",
	 0},
	{"Pictus coloratus", 200,
	 "{\"usage\":{\"key\":\"X\",\"name\":\"\\u001b[31mPictus "
	 "pictus\\u202e\",\"canonicalName\":\"Pictus pictus\","
	 "\"rank\":\"SPECIES\"},\"diagnostics\":{\"matchType\":\"VARIANT\","
	 "\"confidence\":95}}",
	 0},
};

static const struct country {
	double south, north, west, east;
	const char *title, *code;
} countries[] = {
	{49, 70, -141, -55, "Canada", "CA"},
	{25, 49, -125, -67, "United States of America", "US"},
	{50, 75, 60, 140, "Russian Federation", "RU"},
};

/* --- matching ------------------------------------------------------------- */

static json_t *usage_json(const struct taxon *t)
{
	char key[32];

	snprintf(key, sizeof(key), "T%td", t - world);
	return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s}", "key", key, "name",
			 t->name, "canonicalName", t->canonical, "authorship",
			 t->author, "rank", t->rank, "status", t->status);
}

static const struct taxon *taxon_find(const char *canonical, size_t from)
{
	for (size_t i = from; i < ARRAY_LEN(world); i++)
		if (text_casecmp(world[i].canonical, canonical) == 0)
			return &world[i];
	return NULL;
}

static json_t *taxon_json(const struct taxon *t, const char *type,
			  int confidence)
{
	const struct taxon *accepted = taxon_find(t->accepted, 0);
	json_t *o = json_pack("{s:b,s:o,s:[{s:s,s:s}],s:{s:s,s:i}}", "synonym",
			      accepted != NULL, "usage", usage_json(t),
			      "classification", "name", t->kingdom, "rank",
			      "KINGDOM", "diagnostics", "matchType", type,
			      "confidence", confidence);

	if (t->family[0] != '\0')
		json_array_append_new(json_object_get(o, "classification"),
				      json_pack("{s:s,s:s}", "name", t->family,
						"rank", "FAMILY"));
	if (accepted != NULL)
		json_object_set_new(o, "acceptedUsage", usage_json(accepted));
	return o;
}

static void add_alternative(json_t *o, const struct taxon *t)
{
	json_t *diagnostics = json_object_get(o, "diagnostics");
	json_t *list = json_object_get(diagnostics, "alternatives");

	if (list == NULL) {
		list = json_array();
		json_object_set_new(diagnostics, "alternatives", list);
	}
	json_array_append_new(list, taxon_json(t, "EXACT", 97));
}

static json_t *none_json(const char *note)
{
	json_t *o = json_pack("{s:b,s:{s:s,s:i}}", "synonym", 0, "diagnostics",
			      "matchType", "NONE", "confidence", 99);

	if (note != NULL)
		json_object_set_new(json_object_get(o, "diagnostics"), "note",
				    json_string(note));
	return o;
}

static const struct taxon *taxon_near(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(world); i++)
		if (strchr(world[i].canonical, ' ') != NULL &&
		    text_similarity(world[i].canonical, name) > 0.85)
			return &world[i];
	return NULL;
}

/* The genus, the family and the kingdom that were sent along, in this order. */
static const struct taxon *taxon_higher(const char *name, const char *family,
					const char *kingdom)
{
	char genus[WORD];
	const struct taxon *t;

	snprintf(genus, sizeof(genus), "%.*s", (int)strcspn(name, " "), name);
	t = taxon_find(genus, 0);
	if (t == NULL)
		t = taxon_find(family, 0);
	return t != NULL ? t : taxon_find(kingdom, 0);
}

static json_t *match_json(const char *name, const char *author,
			  const char *family, const char *kingdom)
{
	const struct taxon *t = taxon_find(name, 0), *other;
	json_t *o;

	other = t != NULL ? taxon_find(name, (size_t)(t - world) + 1) : NULL;
	if (other != NULL && author[0] == '\0') {
		o = none_json("Multiple equal matches");
		add_alternative(o, t);
		add_alternative(o, other);
		return o;
	}
	if (other != NULL && strcmp(other->author, author) == 0) {
		const struct taxon *first = t;

		t = other;
		other = first;
	}
	if (t != NULL) {
		o = taxon_json(t, "EXACT", 99);
		if (other != NULL)
			add_alternative(o, other);
		return o;
	}
	t = taxon_near(name);
	if (t != NULL)
		return taxon_json(t, "VARIANT", 96);
	t = taxon_higher(name, family, kingdom);
	return t != NULL ? taxon_json(t, "HIGHERRANK", 99) : none_json(NULL);
}

static json_t *place_json(double latitude, double longitude, double near)
{
	json_t *list = json_array();

	for (size_t i = 0; i < ARRAY_LEN(countries); i++) {
		const struct country *c = &countries[i];
		bool in = latitude >= c->south && latitude < c->north &&
			  longitude >= c->west && longitude < c->east;

		if (latitude < c->south - near || latitude >= c->north + near ||
		    longitude < c->west - near || longitude >= c->east + near)
			continue;
		json_array_append_new(
			list, json_pack("{s:s,s:s,s:s,s:s,s:f}", "id", c->code,
					"type", "Political", "title", c->title,
					"isoCountryCode2Digit", c->code,
					"distance", in ? 0. : near / 2));
	}
	json_array_append_new(list,
			      json_pack("{s:s,s:s,s:s}", "id", "14", "type",
					"WGSRPD", "title", "Somewhere"));
	return list;
}

/* --- requests ------------------------------------------------------------- */

struct ask {
	struct http_head head;
	struct answer answer;
};

static void *ask_begin(void *self, const struct http_head *head, int64_t now_ms)
{
	struct ask *ask = mem_zalloc(sizeof(*ask));

	(void)self, (void)now_ms;
	ask->head = *head;
	return ask;
}

static bool ask_feed(void *self, void *request, const char *data, size_t len,
		     int64_t now_ms)
{
	(void)self, (void)request, (void)data, (void)len, (void)now_ms;
	return true;
}

/* A parameter, its %XX resolved; "" where it is not there. */
static void parameter(const struct ask *ask, const char *name, char ret[WORD])
{
	char raw[WORD];
	size_t n = 0;

	ret[0] = '\0';
	if (!http_query(&ask->head, name, raw, sizeof(raw)))
		return;
	for (const char *at = raw; *at != '\0'; at++) {
		char hex[3] = {0};

		if (at[0] == '%' && isxdigit((unsigned char)at[1]) &&
		    isxdigit((unsigned char)at[2])) {
			memcpy(hex, at + 1, 2);
			ret[n++] = (char)strtol(hex, NULL, 16);
			at += 2;
		} else {
			ret[n++] = *at;
		}
	}
	ret[n] = '\0';
}

static void answer_value(struct ask *ask, int status, json_t *value)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	json_write_line(value, &text);
	json_decref(value);
	answer_json(&ask->answer, status, &text);
}

static void answer_odd(struct ask *ask, const struct odd *as)
{
	answer_head(&ask->answer, as->status, "application/json",
		    (int64_t)(strlen(as->body) + as->filler), NULL);
	bytes_append_str(&ask->answer.out, as->body);
	ask->answer.filler = as->filler;
}

static void answer_match(struct ask *ask)
{
	char name[WORD], author[WORD], family[WORD], kingdom[WORD];

	parameter(ask, "scientificName", name);
	parameter(ask, "scientificNameAuthorship", author);
	parameter(ask, "family", family);
	parameter(ask, "kingdom", kingdom);
	for (size_t i = 0; i < ARRAY_LEN(odd); i++)
		if (strcmp(odd[i].name, name) == 0) {
			answer_odd(ask, &odd[i]);
			return;
		}
	answer_value(ask, 200, match_json(name, author, family, kingdom));
}

static void answer_place(struct ask *ask)
{
	char lat[WORD], lng[WORD], near[WORD];

	parameter(ask, "lat", lat);
	parameter(ask, "lng", lng);
	parameter(ask, "uncertaintyDegrees", near);
	answer_value(ask, 200,
		     place_json(strtod(lat, NULL), strtod(lng, NULL),
				strtod(near, NULL)));
}

static void answer_index(struct ask *ask, const struct options *options)
{
	if (options->no_state != 0) {
		answer_value(ask, 404, json_object());
		return;
	}
	answer_value(ask, 200,
		     json_pack("{s:s,s:{s:s,s:s}}", "created",
			       "2026-08-01T00:00:00Z", "mainIndex",
			       "datasetAlias", options->state, "clbDatasetKey",
			       "315557"));
}

static void answer_failure(struct ask *ask, const struct options *options)
{
	char after[64] = "";

	if (options->after >= 0)
		snprintf(after, sizeof(after), "Retry-After: %lld\r\n",
			 (long long)options->after);
	answer_head(&ask->answer, (int)options->status, "text/html", 13, after);
	bytes_append_str(&ask->answer.out, "<h1>slow</h1>");
}

static const struct answer *ask_answer(void *self, void *request,
				       int64_t now_ms)
{
	struct gbif *gbif = self;
	const struct options *options = gbif->options;
	struct ask *ask = request;
	const char *path = ask->head.path;
	bool index = strcmp(path, "/v2/species/match/metadata") == 0;

	(void)now_ms;
	if (gbif->log != NULL) {
		fprintf(gbif->log, "%s?%s\n", path, ask->head.query);
		fflush(gbif->log);
	}
	ask->answer.delay_ms = options->delay;
	if (index)
		answer_index(ask, options);
	else if (options->status != 0 &&
		 (options->first == 0 || gbif->failed++ < options->first))
		answer_failure(ask, options);
	else if (strcmp(path, "/v2/species/match") == 0)
		answer_match(ask);
	else if (strcmp(path, "/v1/geocode/reverse") == 0)
		answer_place(ask);
	else
		answer_value(ask, 404, json_object());
	return &ask->answer;
}

static void *ask_refuse(void *self)
{
	struct ask *ask = mem_zalloc(sizeof(*ask));

	(void)self;
	answer_value(ask, 400, json_object());
	return ask;
}

static void ask_end(void *self, void *request, bool sent, int64_t now_ms)
{
	struct ask *ask = request;

	(void)self, (void)sent, (void)now_ms;
	answer_done(&ask->answer);
	free(ask);
}

static void ask_closed(void *self)
{
	(void)self;
}

/* --- life ----------------------------------------------------------------- */

#define OPTION(word, kind, member)                           \
	{                                                    \
		word, kind, offsetof(struct options, member) \
	}

static const struct call_option call_options[] = {
	OPTION("port", CALL_TEXT, loop.port),
	OPTION("ready", CALL_TEXT, loop.ready),
	OPTION("parent", CALL_LONG, loop.parent),
	OPTION("max-seconds", CALL_LONG, loop.max_seconds),
	OPTION("log", CALL_TEXT, log),
	OPTION("state", CALL_TEXT, state),
	OPTION("no-state", CALL_LONG, no_state),
	OPTION("status", CALL_LONG, status),
	OPTION("first", CALL_LONG, first),
	OPTION("after", CALL_SIGNED, after),
	OPTION("delay", CALL_LONG, delay),
};

static int serve(const struct options *options, struct error *err)
{
	struct gbif gbif = {.options = options};
	const struct service service = {
		.self = &gbif,
		.begin = ask_begin,
		.feed = ask_feed,
		.answer = ask_answer,
		.refuse = ask_refuse,
		.end = ask_end,
		.closed = ask_closed,
	};
	struct loop *loop;
	int port, rc;

	loop = loop_open(&options->loop, &port, err);
	if (loop == NULL)
		return -1;
	if (options->log != NULL)
		gbif.log = fopen(options->log, "a");
	rc = loop_run(loop, &service, err);
	if (gbif.log != NULL)
		fclose(gbif.log);
	loop_close(loop);
	return rc;
}

int main(int argc, char **argv)
{
	struct options options = {
		.loop = {.port = "0", .max_seconds = 1800},
		.state = "COL26.6 XR",
		.after = -1,
	};
	struct error err = {0};

	if (call_read(argc, argv, call_options, ARRAY_LEN(call_options),
		      &options) < 0 ||
	    options.loop.ready == NULL) {
		fprintf(stderr, "usage: gbif_server --ready FILE [OPTION...]: "
				"see gbif_server.c\n");
		return 2;
	}
	if (serve(&options, &err) < 0) {
		fprintf(stderr, "gbif_server: %s\n", err.text);
		return 1;
	}
	return 0;
}
