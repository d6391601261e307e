/*
 * heading.c: the columns of a table. See heading.h.
 */
#include "config.h"

#include "run/tables/heading.h"

#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "run/tables/preset.h"

#define NAME_BYTES_MAX 256 /* as of a key of a record (record_read_json) */

void heading_init(struct heading *heading)
{
	heading->n = heading->width = heading->n_parts = 0;
	heading->preset = NULL;
	heading->sha256[0] = '\0';
}

void heading_done(struct heading *heading)
{
	for (size_t i = 0; i < heading->n; i++) {
		free(heading->columns[i].name);
		free(heading->columns[i].exact);
		free(heading->columns[i].key);
		free(heading->columns[i].fallback);
		bytes_done(&heading->columns[i].member);
	}
	heading_init(heading);
}

bool heading_add(struct heading *heading, const char *name, size_t cell,
		 const char *fallback)
{
	char *clean CLEANUP(mem_free_str) = text_cleaned(name);

	if (heading->n == TABLE_COLUMNS_MAX)
		return false;
	heading->columns[heading->n++] = (struct heading_column){
		.name = text_squeezed(clean),
		.exact = mem_strdup(clean),
		.fallback = mem_strdup(fallback),
		.cell = cell,
	};
	if (cell < TABLE_COLUMNS_MAX && cell >= heading->width)
		heading->width = cell + 1;
	return true;
}

/* --- what a column is ------------------------------------------------------ */

/* What names the sheet itself: the columns that exports of this program end
 * with, and names that other programs have for a file. */
static const struct {
	const char *name;
	enum heading_use use;
} heading_sheets[] = {
	{"specimen_id", HEADING_SPECIMEN}, {"image", HEADING_IMAGE},
	{"filename", HEADING_IMAGE},	   {"file_name", HEADING_IMAGE},
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
	const struct term *term = terms_find_loose(terms, name);
	const char *wanted = heading_bare(name);

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

/* Text that has commas is not a table yet. */
static int heading_check_known(const struct heading *heading, struct error *err)
{
	for (size_t i = 0; i < heading->n; i++)
		if (heading->columns[i].how != HEADING_OWN_NAME)
			return 0;
	return error_set(err, ERROR_FAILED,
			 "none of its columns (\"%s\" is the first) is a term; "
			 "say what they are with --map COLUMN=TERM",
			 heading->n > 0 ? heading->columns[0].name : "");
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

/* --- a name in several columns ---------------------------------------------- */

static const struct heading_column *heading_named(const struct heading *heading,
						  const char *name)
{
	for (size_t i = 0; i < heading->n; i++)
		if (strcmp(heading->columns[i].name, name) == 0 &&
		    heading->columns[i].use != HEADING_LEFT_OUT)
			return &heading->columns[i];
	return NULL;
}

static const struct heading_column *heading_keyed(const struct heading *heading,
						  const char *key)
{
	for (size_t i = 0; i < heading->n; i++)
		if (heading->columns[i].use == HEADING_VALUE &&
		    strcmp(heading->columns[i].key, key) == 0)
			return &heading->columns[i];
	return NULL;
}

static bool heading_has_key(const struct heading *heading, const char *key)
{
	return heading_keyed(heading, key) != NULL;
}

/* Adds a part, and its name to that of the whole. */
static void heading_add_part(struct heading *heading, size_t *n,
			     const struct heading_column *column,
			     const char *mark, struct bytes *name)
{
	if (column == NULL || *n == HEADING_PARTS)
		return;
	bytes_printf(name, "%s%s", *n > 0 ? " + " : "", column->name);
	heading->parts[(*n)++] = (struct heading_part){
		(size_t)(column - heading->columns), mark};
}

/* Any table may have genus and epithet apart. What this program exported comes
 * back as it was; of a third part the rank would have to be known. */
static bool heading_has_binomen(const struct heading *heading)
{
	for (size_t i = 0; i < heading->n; i++)
		if (heading->columns[i].use == HEADING_SPECIMEN)
			return false;
	return heading_has_key(heading, "genus") &&
	       heading_has_key(heading, "specificEpithet") &&
	       !heading_has_key(heading, "infraspecificEpithet");
}

/* Whether the first part is a genus: --map can say that it is not, and of no
 * genus nothing is a name. */
static bool heading_has_genus(const struct heading *heading,
			      const struct terms *terms)
{
	const struct term *genus = terms_role(terms, ROLE_GENUS);

	return genus != NULL &&
	       strcmp(heading->columns[heading->parts[0].column].key,
		      genus->name) == 0;
}

/* Adds a column for it, which is called as its parts are. */
static void heading_add_joined(struct heading *heading,
			       const struct preset *preset,
			       const struct terms *terms)
{
	const struct term *term = terms_role(terms, ROLE_NAME);
	struct bytes name CLEANUP(bytes_done) = {0};
	const struct preset_part *part;
	size_t n = 0;

	for (size_t i = 0; preset != NULL; i++) {
		part = preset_name_part(preset, i);
		if (part == NULL)
			break;
		heading_add_part(heading, &n,
				 heading_named(heading, part->column),
				 part->mark, &name);
	}
	if (n == 0 && heading_has_binomen(heading)) {
		heading_add_part(heading, &n, heading_keyed(heading, "genus"),
				 "", &name);
		heading_add_part(heading, &n,
				 heading_keyed(heading, "specificEpithet"), "",
				 &name);
	}
	if (n < 2 || !heading_has_genus(heading, terms) || term == NULL ||
	    heading_has_key(heading, term->name) ||
	    !heading_add(heading, name.data, HEADING_JOINED, NULL))
		return;
	heading->n_parts = n;
	heading_set(&heading->columns[heading->n - 1], term->name,
		    HEADING_PRESET);
}

const char *heading_cell(const struct heading_column *column,
			 const struct table_row *row)
{
	const char *text = "";

	if (column->cell < row->n && column->cell < TABLE_COLUMNS_MAX)
		text = row->cells[column->cell];
	if (text[0] == '\0' && column->fallback != NULL)
		text = column->fallback;
	return text;
}

void heading_join(const struct heading *heading, const struct table_row *row,
		  struct bytes *ret)
{
	size_t plain = 0;

	bytes_clear(ret);
	for (size_t i = 0; row->fault == NULL && i < heading->n_parts; i++) {
		const struct heading_part *part = &heading->parts[i];
		char *cell CLEANUP(mem_free_str) = text_squeezed(
			heading_cell(&heading->columns[part->column], row));

		/* Of no genus it is no name, and of no epithet no more than
		 * that of the genus. */
		if ((cell[0] == '\0' && i == 0) ||
		    (part->mark[0] != '\0' && plain < 2))
			return;
		plain += cell[0] != '\0';
		if (cell[0] != '\0')
			bytes_printf(ret, "%s%s%s", ret->len > 0 ? " " : "",
				     part->mark, cell);
	}
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
		bytes_printf(&text, "%s\t%s\t%d\n", heading->columns[i].name,
			     heading->columns[i].key,
			     (int)heading->columns[i].use);
	hash_bytes(text.data != NULL ? text.data : "", text.len,
		   heading->sha256);
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
	if (heading_check_known(heading, err) < 0)
		return -1;
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

/* --- the form of a table --------------------------------------------------- */

/* Counts a character of the first line that stands in no quotation marks. */
static size_t form_count(const char *head, size_t len, char c)
{
	bool quoted = false;
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (head[i] == '"')
			quoted = !quoted;
		else if (!quoted && (head[i] == '\n' || head[i] == '\r'))
			break;
		n += !quoted && head[i] == c;
	}
	return n;
}

/* Whether the marks of a tab-separated table enclose its cells: as many stand
 * at the beginning of one as at an end. */
static bool form_encloses(const char *head, size_t len)
{
	size_t begin = 0, end = 0;

	for (size_t i = 0; i < len; i++) {
		char before = i > 0 ? head[i - 1] : '\n';
		char after = i + 1 < len ? head[i + 1] : '\n';

		if (head[i] != '"')
			continue;
		begin += before == '\t' || before == '\n';
		end += after == '\t' || after == '\n' || after == '\r';
	}
	return begin > 0 && begin == end;
}

/* Whether it ends as exports of this program do, which enclose nothing. */
static bool form_is_own(const char *head, size_t len)
{
	static const char own[] = "\tspecimen_id\timage\tstatus";
	const char *end = memchr(head, '\n', len);
	size_t line = end != NULL ? (size_t)(end - head) : len;

	return line >= sizeof(own) - 1 &&
	       memcmp(head + line - (sizeof(own) - 1), own, sizeof(own) - 1) ==
		       0;
}

void heading_form(const char *head, size_t len, struct table_form *ret)
{
	static const char separators[] = "\t,;|";
	size_t most = 0;

	*ret = (struct table_form){.separator = ',', .quote = '"'};
	for (const char *c = separators; *c != '\0'; c++) {
		size_t n = form_count(head, len, *c);

		if (n > most) {
			most = n;
			ret->separator = *c;
		}
	}
	if (ret->separator == '\t' &&
	    (form_is_own(head, len) || !form_encloses(head, len)))
		ret->quote = '\0';
	ret->blanks = ret->quote == '\0';
}
