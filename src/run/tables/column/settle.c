/*
 * settle.c: what the columns of a table are. See settle.h.
 */
#include "config.h"

#include "run/tables/column/settle.h"

#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/parse/quantity.h"
#include "run/tables/column/cells.h"
#include "run/tables/column/preset.h"

#define NAME_BYTES_MAX 256 /* as of a key of a record (record_read_json) */

/* --- what a column is ------------------------------------------------------ */

/* What names the sheet itself: the columns that exports of this program end
 * with, and names that other programs have for a file. */
static const struct {
	const char *name;
	enum heading_use use;
} heading_sheets[] = {
	{"specimen_id", HEADING_SPECIMEN}, {"image", HEADING_IMAGE},
	{"filename", HEADING_IMAGE},	   {"file_name", HEADING_IMAGE},
	{"file name", HEADING_IMAGE},	   {"image name", HEADING_IMAGE},
	{"image_name", HEADING_IMAGE},	   {"imagename", HEADING_IMAGE},
	{"image file", HEADING_IMAGE},	   {"image filename", HEADING_IMAGE},
	{"photo", HEADING_IMAGE},	   {"photograph", HEADING_IMAGE},
	{"picture", HEADING_IMAGE},
};

/* Behind a namespace that terms of Darwin Core and Dublin Core stand in. */
static const char *heading_bare(const char *name)
{
	static const char *const spaces[] = {
		"http://rs.tdwg.org/dwc/terms/",
		"http://rs.tdwg.org/dwc/iri/",
		"http://purl.org/dc/terms/",
		"http://purl.org/dc/elements/1.1/",
		"http://rs.gbif.org/terms/1.0/",
		"dwc:",
		"dwciri:",
		"dcterms:",
		"dc:",
		"gbif:",
	};

	for (size_t i = 0; i < ARRAY_LEN(spaces); i++) {
		size_t len = strlen(spaces[i]);

		if (strncmp(name, spaces[i], len) == 0 && name[len] != '\0')
			return name + len;
	}
	return name;
}

/* The term of this name; or that is exported under it, which may be another
 * than its own. */
static const struct term *heading_term(const struct terms *terms,
				       const char *name)
{
	const char *wanted = heading_bare(name);
	const struct term *term;

	/* "County/Municipality" is both, and no namespace. */
	if (strstr(name, "://") == NULL &&
	    (strchr(name, '/') != NULL || strstr(name, ": ") != NULL))
		return NULL;
	term = terms_find_loose(terms, name);
	for (size_t i = 0; term == NULL && i < terms_count(terms); i++) {
		const char *iri = terms_at(terms, i)->iri;
		const char *bare = heading_bare(iri);

		if (bare != iri && text_casecmp(bare, wanted) == 0)
			return terms_at(terms, i);
	}
	return term;
}

static void heading_set(struct heading_column *column, const char *key,
			enum heading_how how)
{
	mem_replace(&column->key, key);
	column->how = how;
}

/* What --map says of it, NULL: nothing. */
static const char *heading_map(const struct heading_column *column,
			       const struct heading_maps *maps)
{
	size_t len = strlen(column->name);

	for (size_t i = 0; maps != NULL && i < maps->n; i++) {
		const char *item = maps->items[i];

		if (strncmp(item, column->name, len) != 0 || item[len] != '=')
			continue;
		maps->used[i] = true;
		return item + len + 1;
	}
	return NULL;
}

static bool heading_is_sheet(struct heading_column *column)
{
	for (size_t i = 0; i < ARRAY_LEN(heading_sheets); i++) {
		if (text_casecmp(heading_sheets[i].name, column->name) != 0)
			continue;
		column->use = heading_sheets[i].use;
		heading_set(column, heading_sheets[i].name, HEADING_TERM);
		return true;
	}
	return false;
}

static int heading_settle_map(struct heading_column *column, const char *to,
			      const struct terms *terms, struct error *err)
{
	const struct term *term = terms_find_loose(terms, to);

	if (to[0] == '\0') {
		column->use = HEADING_LEFT_OUT;
		heading_set(column, column->name, HEADING_MAP);
		return 0;
	}
	if (term == NULL && strcmp(to, "image") != 0)
		return error_set(err, ERROR_USAGE,
				 "--map %s=%s: \"%s\" is not a term%s%s%s",
				 column->name, to, to,
				 terms_suggest(terms, to) != NULL
					 ? "; did you mean "
					 : "",
				 terms_suggest(terms, to) != NULL
					 ? terms_suggest(terms, to)
					 : "",
				 terms_suggest(terms, to) != NULL ? "?" : "");
	if (term == NULL)
		column->use = HEADING_IMAGE;
	heading_set(column, term != NULL ? term->name : to, HEADING_MAP);
	return 0;
}

static int heading_settle_column(struct heading_column *column,
				 const struct preset *preset,
				 const struct terms *terms,
				 const struct heading_maps *maps,
				 struct error *err)
{
	const char *to = heading_map(column, maps);
	const struct term *term;

	column->use = HEADING_VALUE;
	if (to != NULL)
		return heading_settle_map(column, to, terms, err);
	to = preset != NULL ? preset_term(preset, column->name) : NULL;
	if (to != NULL && strcmp(to, PRESET_IMAGE) == 0)
		column->use = HEADING_IMAGE;
	if (to != NULL) {
		if (to[0] == '\0')
			column->use = HEADING_LEFT_OUT;
		heading_set(column, to, HEADING_PRESET);
		return 0;
	}
	if (heading_is_sheet(column))
		return 0;
	term = heading_term(terms, column->name);
	if (term == NULL && strlen(column->name) > NAME_BYTES_MAX)
		return error_set(err, ERROR_FAILED,
				 "the column \"%.60s\" has a name of more than "
				 "%d bytes; give it a shorter one",
				 column->name, NAME_BYTES_MAX);
	heading_set(column,
		    term != NULL ? term->name : heading_bare(column->name),
		    term != NULL ? HEADING_TERM : HEADING_OWN_NAME);
	return 0;
}

/* --- exports of this program ------------------------------------------------ */

static const struct {
	const char *name;
	enum heading_use use;
} heading_tail[] = {
	{"specimen_id", HEADING_SPECIMEN},
	{"image", HEADING_IMAGE},
	{"status", HEADING_LEFT_OUT},
};

/* Whether the table ends as exports of this program do (to_table.c). What was
 * exported comes back as it was: a name there is that of a term to the letter,
 * or the record's own, whatever it looks like. */
static bool heading_is_own(const struct heading *heading)
{
	size_t tail = ARRAY_LEN(heading_tail);

	if (heading->n < tail)
		return false;
	for (size_t i = 0; i < tail; i++)
		if (strcmp(heading->columns[heading->n - tail + i].exact,
			   heading_tail[i].name) != 0)
			return false;
	return true;
}

/* One that --map does not name. */
static void heading_settle_own(struct heading *heading, size_t at,
			       const struct terms *terms)
{
	struct heading_column *column = &heading->columns[at];
	size_t tail = heading->n - ARRAY_LEN(heading_tail);
	bool known = at >= tail || terms_find(terms, column->exact) != NULL;

	column->use = at >= tail ? heading_tail[at - tail].use : HEADING_VALUE;
	heading_set(column, column->exact,
		    known ? HEADING_TERM : HEADING_OWN_NAME);
}

/* --- the whole of them ----------------------------------------------------- */

static int heading_check_twice(const struct heading *heading, size_t at,
			       struct error *err)
{
	const struct heading_column *column = &heading->columns[at];

	if (column->name[0] == '\0' || column->use == HEADING_LEFT_OUT)
		return 0;
	for (size_t i = 0; i < at; i++) {
		const struct heading_column *other = &heading->columns[i];

		if (other->use == HEADING_LEFT_OUT)
			continue;
		if (!heading->own && strcmp(other->name, column->name) == 0)
			return error_set(err, ERROR_FAILED,
					 "row 1: columns %zu and %zu are both "
					 "called \"%s\"; give one of them "
					 "another name",
					 i + 1, at + 1, column->name);
		if (strcmp(other->key, column->key) == 0)
			return error_set(err, ERROR_FAILED,
					 "row 1: columns \"%s\" and \"%s\" are "
					 "both %s; leave one out with "
					 "--map '%s='",
					 other->name, column->name, column->key,
					 column->name);
	}
	return 0;
}

/* --- what they may be -------------------------------------------------------- */

static bool heading_has(const struct heading *heading, const char *key)
{
	for (size_t i = 0; i < heading->n; i++)
		if (heading->columns[i].use != HEADING_LEFT_OUT &&
		    strcmp(heading->columns[i].key, key) == 0)
			return true;
	return false;
}

/* Beside a genus "Species" is the other half of the name. */
static const char *heading_may_be(const struct heading *heading, size_t at,
				  const struct heading_maps *maps)
{
	const struct heading_column *column = &heading->columns[at];
	const char *term = column->how == HEADING_OWN_NAME
				   ? maps->likely(maps->arg, column->name)
				   : NULL;

	return term != NULL && strcmp(term, "scientificName") == 0 &&
			       heading_has(heading, "genus")
		       ? "specificEpithet"
		       : term;
}

const char *heading_likely(const struct heading *heading, size_t at,
			   const struct heading_maps *maps)
{
	const char *term, *other;

	if (maps == NULL || maps->likely == NULL)
		return NULL;
	term = heading_may_be(heading, at, maps);
	if (term == NULL || heading_has(heading, term))
		return NULL;
	for (size_t i = 0; i < at; i++) {
		other = heading_may_be(heading, i, maps);
		if (other != NULL && strcmp(other, term) == 0)
			return NULL;
	}
	return term;
}

static void heading_take_likely(struct heading *heading,
				const struct heading_maps *maps)
{
	if (maps == NULL || !maps->takes_likely || heading->own)
		return;
	for (size_t i = 0; i < heading->n; i++) {
		const char *term = heading_likely(heading, i, maps);

		if (term != NULL)
			heading_set(&heading->columns[i], term, HEADING_LIKELY);
	}
}

/* The word of our own exports that says how a record stands. */
static void heading_drop_status(struct heading *heading)
{
	size_t status = heading->n;
	bool own = false;

	for (size_t i = 0; i < heading->n; i++) {
		if (strcmp(heading->columns[i].name, "status") == 0)
			status = i;
		own |= heading->columns[i].use == HEADING_SPECIMEN;
	}
	if (own && status < heading->n &&
	    heading->columns[status].how == HEADING_OWN_NAME)
		heading->columns[status].use = HEADING_LEFT_OUT;
}

/* What is asked of each cell, found out once. */
static void heading_prepare(struct heading *heading, const struct terms *terms)
{
	const struct term *catalog = terms_role(terms, ROLE_CATALOGUE);

	for (size_t i = 0; i < heading->n; i++) {
		struct heading_column *column = &heading->columns[i];
		const char *key = column->key;

		column->names =
			strcmp(key, "occurrenceID") == 0 ||
			strcmp(key, "institutionCode") == 0 ||
			(catalog != NULL && strcmp(key, catalog->name) == 0);
		bytes_clear(&column->member);
		json_append_string(key, strlen(key), &column->member);
		bytes_append_str(&column->member, ":{\"value\":");
	}
}

static void heading_sum(struct heading *heading)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	for (size_t i = 0; i < heading->n; i++)
		bytes_printf(&text, "%s\t%s\t%d%s\n", heading->columns[i].name,
			     heading->columns[i].key,
			     (int)heading->columns[i].use,
			     heading->columns[i].fills ? "\tfilled" : "");
	hash_bytes(text.data != NULL ? text.data : "", text.len,
		   heading->sha256);
}

/* The unit that a name ends with, in parentheses, where it is a length and no
 * metre: of a term in metres its figures are not values. */
static void heading_find_unit(struct heading_column *column,
			      const struct terms *terms)
{
	const struct term *term = terms_find(terms, column->key);
	const char *at = strpbrk(column->name, "([");
	char *text CLEANUP(mem_free_str) = NULL;
	struct quantity quantity;
	size_t len = at != NULL ? strcspn(at + 1, ")]") : 0;

	column->unit = NULL;
	if (term == NULL || !term->metres || len == 0 ||
	    column->use != HEADING_VALUE)
		return;
	text = mem_printf("1 %.*s", (int)len, at + 1);
	if (quantity_read(text, &quantity) < 0 ||
	    quantity.end != strlen(text) || !quantity_is_length(&quantity) ||
	    quantity_metres(&quantity) == 1)
		return;
	column->unit = at + 1;
	column->unit_len = len;
}

static void heading_find_fill(struct heading_column *column,
			      const struct heading_maps *maps)
{
	column->fills = false;
	for (size_t i = 0; maps != NULL && i < maps->n_fills; i++) {
		if (strcmp(maps->fills[i], column->name) != 0)
			continue;
		maps->filled[i] = true;
		column->fills = true;
	}
}

static int heading_settle_one(struct heading *heading, size_t at,
			      const struct preset *preset,
			      const struct terms *terms,
			      const struct heading_maps *maps,
			      struct error *err)
{
	struct heading_column *column = &heading->columns[at];

	if (column->name[0] == '\0') {
		column->use = HEADING_LEFT_OUT;
		heading_set(column, "", HEADING_OWN_NAME);
		return 0;
	}
	if (heading->own && heading_map(column, maps) == NULL) {
		heading_settle_own(heading, at, terms);
		return 0;
	}
	return heading_settle_column(column, preset, terms, maps, err);
}

int heading_settle(struct heading *heading, const struct terms *terms,
		   const struct heading_maps *maps, const char *preset,
		   struct error *err)
{
	const struct preset *found = NULL;

	if (preset != NULL && preset_find(preset, &found, err) < 0)
		return -1;
	heading->own = preset == NULL && heading_is_own(heading);
	if (preset == NULL && !heading->own)
		found = preset_guess(heading);
	heading->preset = found != NULL ? preset_name(found) : NULL;
	for (size_t i = 0; i < heading->n; i++)
		if (heading_settle_one(heading, i, found, terms, maps, err) < 0)
			return -1;
	heading_take_likely(heading, maps);
	for (size_t i = 0; i < heading->n; i++) {
		heading_find_unit(&heading->columns[i], terms);
		heading_find_fill(&heading->columns[i], maps);
	}
	heading_add_joined(heading, found, terms);
	heading_drop_status(heading);
	for (size_t i = 0; i < heading->n; i++)
		if (heading_check_twice(heading, i, err) < 0)
			return -1;
	heading_prepare(heading, terms);
	heading_sum(heading);
	return 0;
}

bool heading_is_interpreted(const struct heading *heading)
{
	static const char *const marks[] = {"lastInterpreted", "speciesKey"};

	for (size_t i = 0; i < heading->n && !heading->own; i++)
		if (text_among(heading_bare(heading->columns[i].name), marks,
			       ARRAY_LEN(marks)))
			return true;
	return false;
}
