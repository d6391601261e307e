/*
 * matched.c: see matched.h.
 *
 * 1. Records of one name are many: what was found of it is remembered, as a
 *    number, by all that it was asked with.
 */
#include "config.h"

#include "export/matched.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/json/json.h"
#include "base/mem.h"

#define MEMORY 65536 /* questions; then it begins anew */

/* What was found of a question, beside the issues. */
#define FOUND_UNASKED (ISSUES + 1) /* it could be asked, and was not */
#define FOUND_NOTHING (ISSUES + 2) /* not to be asked, or nothing is amiss */
#define FOUND_GOOD    (ISSUES + 3)

enum { NAME, AUTHOR, FAMILY, COUNTRY, LATITUDE, LONGITUDE, VALUES };

struct matched {
	struct match_view *view;
	const struct match_server *server;
	size_t places[VALUES]; /* of the terms in their table */
	struct bytes values[VALUES];
	json_t *memory;
	size_t names, names_unasked, spots, spots_unasked;
};

int matched_new(const struct run *run, struct matched **ret, struct error *err)
{
	static const enum term_role roles[VALUES] = {
		[NAME] = ROLE_NAME,	    [AUTHOR] = ROLE_AUTHOR,
		[FAMILY] = ROLE_FAMILY,	    [COUNTRY] = ROLE_COUNTRY,
		[LATITUDE] = ROLE_LATITUDE, [LONGITUDE] = ROLE_LONGITUDE,
	};
	struct matched *matched;
	struct match_view *view;

	*ret = NULL;
	if (match_view_open(run, &view, err) < 0)
		return -1;
	if (!match_view_follow(view)) {
		match_view_close(view);
		return 0;
	}
	matched = mem_zalloc(sizeof(*matched));
	matched->view = view;
	matched->server = match_view_server(view);
	matched->memory = json_object();
	for (int i = 0; i < VALUES; i++) {
		const struct term *term = terms_role(run->terms, roles[i]);

		matched->places[i] =
			term != NULL ? terms_index(run->terms, term->name)
				     : terms_count(run->terms) + 1;
	}
	*ret = matched;
	return 0;
}

void matched_free(struct matched *matched)
{
	if (matched == NULL)
		return;
	match_view_close(matched->view);
	json_decref(matched->memory);
	for (int i = 0; i < VALUES; i++)
		bytes_done(&matched->values[i]);
	free(matched);
}

/* --- one question --------------------------------------------------------- */

static long found_of_name(struct matched *m)
{
	static const long issues[] = {
		[GBIF_UNTOLD] = FOUND_GOOD,
		[GBIF_EXACT] = FOUND_GOOD,
		[GBIF_VARIANT] = ISSUE_TAXON_FUZZY,
		[GBIF_HIGHERRANK] = ISSUE_TAXON_HIGHER,
		[GBIF_NONE] = ISSUE_TAXON_NONE,
	};
	const char *value = m->values[NAME].data;
	const char *author = m->values[AUTHOR].data;
	const char *family = m->values[FAMILY].data;
	struct asked_name asked CLEANUP(asked_name_done) = {0};
	struct said_name said CLEANUP(said_name_done) = {0};

	if (match_view_name(m->view, value, author, family, &said))
		return issues[said.match.type];
	return asked_name_read(m->server, value, author, family, &asked)
		       ? FOUND_UNASKED
		       : FOUND_NOTHING;
}

static long found_of_place(struct matched *m)
{
	const char *latitude = m->values[LATITUDE].data;
	const char *longitude = m->values[LONGITUDE].data;
	struct asked_place asked CLEANUP(asked_place_done) = {0};
	struct said_place said CLEANUP(said_place_done) = {0};

	if (match_view_place(m->view, latitude, longitude,
			     m->values[COUNTRY].data, &said))
		return said.elsewhere ? ISSUE_COUNTRY_COORDINATE : FOUND_GOOD;
	return asked_place_read(m->server, latitude, longitude, &asked)
		       ? FOUND_UNASKED
		       : FOUND_NOTHING;
}

/* The same, remembered by the values from `first` to `last`. */
static long found(struct matched *m, int first, int last,
		  long (*find)(struct matched *m))
{
	struct bytes key CLEANUP(bytes_done) = {0};
	const json_t *known;
	long is;

	bytes_append_char(&key, (char)('a' + first));
	for (int i = first; i <= last; i++) {
		bytes_append_str(&key, m->values[i].data);
		bytes_append_char(&key, '\n');
	}
	known = json_object_get(m->memory, key.data);
	if (known != NULL)
		return (long)json_integer_value(known);
	if (json_object_size(m->memory) >= MEMORY)
		json_object_clear(m->memory);
	is = find(m);
	json_object_set_new(m->memory, key.data, json_integer(is));
	return is;
}

/* --- a record ------------------------------------------------------------- */

static void values_take(struct matched *m, const struct index_record *record)
{
	for (int i = 0; i < VALUES; i++) {
		bytes_clear(&m->values[i]);
		bytes_append_str(&m->values[i], "");
	}
	for (size_t v = 0; v < record->n; v++)
		for (int i = 0; i < VALUES; i++)
			if (record->values[v].place == m->places[i])
				bytes_append(&m->values[i],
					     record->values[v].text,
					     record->values[v].len);
}

void matched_check(struct matched *matched, const struct index_record *record,
		   const char *who, bool withheld, struct issues *issues)
{
	long is;

	if (matched == NULL)
		return;
	values_take(matched, record);
	is = found(matched, NAME, FAMILY, found_of_name);
	matched->names += is != FOUND_NOTHING;
	matched->names_unasked += is == FOUND_UNASKED;
	if (is < ISSUES)
		issues_add(issues, (enum issue)is, who,
			   matched->values[NAME].data);
	if (withheld)
		return;
	is = found(matched, COUNTRY, LONGITUDE, found_of_place);
	matched->spots += is != FOUND_NOTHING;
	matched->spots_unasked += is == FOUND_UNASKED;
	if (is < ISSUES)
		issues_add(issues, (enum issue)is, who,
			   matched->values[COUNTRY].data);
}

bool matched_all_names(const struct matched *matched)
{
	return matched != NULL && matched->names > 0 &&
	       matched->names_unasked == 0;
}

bool matched_all_places(const struct matched *matched)
{
	return matched != NULL && matched->spots > 0 &&
	       matched->spots_unasked == 0;
}
