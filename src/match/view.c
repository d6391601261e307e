/*
 * view.c: see view.h.
 *
 * 1. A question is found by its address, which holds whom was asked with which
 *    hints; those of the last session are noted in the cache.
 */
#include "config.h"

#include "match/view.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dwc/parse/name.h"
#include "dwc/validate/validate.h"
#include "match/matcher.h"
#include "run/cache/gbif.h"

struct match_view {
	const struct run *run;
	struct gbif_cache *cache;
	struct country_codes *codes;
	struct match_server server; /* empty: nobody was asked */
};

int match_view_open(const struct run *run, struct match_view **ret,
		    struct error *err)
{
	struct match_view *view = mem_zalloc(sizeof(*view));

	view->run = run;
	if (country_codes_load(run->config_dir, &view->codes, err) < 0) {
		free(view);
		return -1;
	}
	view->cache = gbif_cache_find(run);
	*ret = view;
	return 0;
}

void match_view_close(struct match_view *view)
{
	if (view == NULL)
		return;
	gbif_cache_close(view->cache);
	country_codes_free(view->codes);
	match_server_done(&view->server);
	free(view);
}

bool match_view_follow(struct match_view *view)
{
	char *note CLEANUP(mem_free_str) = NULL;

	gbif_cache_follow(view->cache);
	note = gbif_cache_note(view->cache, MATCH_NOTE_SERVER);
	match_server_done(&view->server);
	return note != NULL && match_server_read(note, &view->server) == 0;
}

const struct match_server *match_view_server(const struct match_view *view)
{
	return view->server.base_url != NULL ? &view->server : NULL;
}

static bool view_is_empty(const struct match_view *view)
{
	return view == NULL || view->server.base_url == NULL;
}

/* --- answers -------------------------------------------------------------- */

bool match_view_name(struct match_view *view, const char *value,
		     const char *author, const char *family,
		     struct said_name *ret)
{
	char *body CLEANUP(mem_free_str) = NULL;

	*ret = (struct said_name){0};
	if (view_is_empty(view) ||
	    !asked_name_read(&view->server, value, author, family, &ret->asked))
		return false;
	body = gbif_cache_get(view->cache, ret->asked.url, &ret->state);
	if (body == NULL ||
	    gbif_match_read(body, strlen(body), &ret->match, NULL) < 0) {
		said_name_done(ret);
		return false;
	}
	ret->finding = finding_of_name(&ret->asked, &ret->match);
	return true;
}

void said_name_done(struct said_name *said)
{
	asked_name_done(&said->asked);
	gbif_match_done(&said->match);
	free(said->state);
	*said = (struct said_name){0};
}

bool match_view_place(struct match_view *view, const char *latitude,
		      const char *longitude, const char *country,
		      struct said_place *ret)
{
	char *body CLEANUP(mem_free_str) = NULL;

	*ret = (struct said_place){0};
	if (view_is_empty(view) ||
	    !asked_place_read(&view->server, latitude, longitude, &ret->asked))
		return false;
	body = gbif_cache_get(view->cache, ret->asked.url, NULL);
	if (body == NULL ||
	    gbif_areas_read(body, strlen(body), &ret->areas, NULL) < 0) {
		said_place_done(ret);
		return false;
	}
	ret->elsewhere = finding_is_elsewhere(&ret->areas, view->codes,
					      view->run->places, country);
	return true;
}

void said_place_done(struct said_place *said)
{
	asked_place_done(&said->asked);
	gbif_areas_done(&said->areas);
	*said = (struct said_place){0};
}

bool match_view_record_name(struct match_view *view, const struct terms *terms,
			    const struct record *record, struct said_name *ret)
{
	return match_view_name(
		view, record_role_value(record, terms, ROLE_NAME),
		record_role_value(record, terms, ROLE_AUTHOR),
		record_role_value(record, terms, ROLE_FAMILY), ret);
}

bool match_view_record_place(struct match_view *view, const struct terms *terms,
			     const struct record *record,
			     struct said_place *ret)
{
	return match_view_place(
		view, record_role_value(record, terms, ROLE_LATITUDE),
		record_role_value(record, terms, ROLE_LONGITUDE),
		record_role_value(record, terms, ROLE_COUNTRY), ret);
}

/* --- verdicts ------------------------------------------------------------- */

static bool is_wrong(const struct verdicts *verdicts, const struct term *term)
{
	for (size_t i = 0; i < verdicts->n; i++)
		if (verdicts->items[i].severity == SEVERITY_ERROR &&
		    strcmp(verdicts->items[i].term, term->name) == 0)
			return true;
	return false;
}

/* The near name, with its author where the value has one, too. */
static char *name_proposed(const char *value, const struct gbif_usage *usage)
{
	struct name_reading reading;

	if (name_read(value, &reading) == 0 && reading.author)
		return gbif_usage_whole(usage);
	return gbif_usage_plain(usage);
}

static void say_name(struct match_view *view, const struct terms *terms,
		     const struct record *record, struct verdicts *verdicts)
{
	static const struct {
		const char *code;
		enum severity severity;
	} rows[FINDINGS] = {
		[FINDING_SYNONYM] = {"synonym", SEVERITY_NOTE},
		[FINDING_AUTHOR] = {"homonym", SEVERITY_NOTE},
		[FINDING_HOMONYMS] = {"homonym", SEVERITY_NOTE},
		[FINDING_VARIANT] = {"misspelt", SEVERITY_WARNING},
		[FINDING_SPECIES] = {"name-unknown", SEVERITY_WARNING},
		[FINDING_GENUS] = {"name-unknown", SEVERITY_WARNING},
		[FINDING_HIGHER] = {"name-unknown", SEVERITY_WARNING},
		[FINDING_UNKNOWN] = {"name-unknown", SEVERITY_WARNING},
	};
	struct said_name said CLEANUP(said_name_done) = {0};
	struct validation v = {
		.term = terms_role(terms, ROLE_NAME),
		.value = record_role_value(record, terms, ROLE_NAME),
		.origin = VERDICT_GBIF,
		.ret = verdicts};
	char *text CLEANUP(mem_free_str) = NULL;
	char *proposal CLEANUP(mem_free_str) = NULL;

	if (v.term == NULL || is_wrong(verdicts, v.term) ||
	    !match_view_record_name(view, terms, record, &said))
		return;
	text = finding_text(said.finding, &said.match, said.state);
	if (text == NULL)
		return;
	if (said.finding == FINDING_VARIANT)
		proposal = name_proposed(v.value, &said.match.usage);
	validation_add(&v, rows[said.finding].severity, rows[said.finding].code,
		       proposal, "%s", text);
}

static void say_place(struct match_view *view, const struct terms *terms,
		      const struct record *record, struct verdicts *verdicts)
{
	struct said_place said CLEANUP(said_place_done) = {0};
	struct validation v = {.term = terms_role(terms, ROLE_LONGITUDE),
			       .origin = VERDICT_GBIF,
			       .ret = verdicts};
	char *in CLEANUP(mem_free_str) = NULL;
	char *country CLEANUP(mem_free_str) = NULL;
	const struct gbif_area *area;
	bool sole;

	if (v.term == NULL || is_wrong(verdicts, v.term) ||
	    !match_view_record_place(view, terms, record, &said) ||
	    !said.elsewhere)
		return;
	area = finding_area(&said.areas, &sole);
	in = validation_quote(text_blank(area->title) ? area->code
						      : area->title);
	country = validation_quote(
		record_role_value(record, terms, ROLE_COUNTRY));
	validation_add(&v, SEVERITY_WARNING, "coordinates-elsewhere", NULL,
		       "GBIF: the coordinates lie in %s%s, not in %s.",
		       sole ? "" : "or near ", in, country);
}

void match_validate(struct match_view *view, const struct terms *terms,
		    const struct record *record, struct verdicts *verdicts)
{
	if (view_is_empty(view))
		return;
	say_name(view, terms, record, verdicts);
	say_place(view, terms, record, verdicts);
	verdicts_sort(verdicts, terms);
}
