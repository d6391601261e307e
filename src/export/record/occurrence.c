/*
 * occurrence.c: records as rows. See occurrence.h.
 *
 * 1. All texts of a record are copied once, each with its NUL, into room that
 *    was made before: cells do not move while others are made.
 * 2. A value that GBIF would not read is not lost: a date goes to
 *    verbatimEventDate, a name to verbatimIdentification, unless something is
 *    there.
 * 3. Issues are told of the values as they were, not as they were mended.
 */
#include "config.h"

#include "export/record/occurrence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/array.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "dwc/record/identification.h"
#include "dwc/words/country.h"
#include "dwc/words/place.h"
#include "export/record/occurrence_check.h"
#include "export/record/taxon.h"

struct occurrence_maker {
	const struct run *run;
	const struct columns *columns;
	const struct sensitive *sensitive;
	bool publish;
	struct country_codes *codes;
	struct taxon_memory *taxa;
	char *country;	  /* that was asked last, and … */
	const char *code; /* … its code, or NULL */
	char today[DATE_ISO_SIZE];
	int year;
};

static const struct cell no_cell = {"", 0};

int occurrence_maker_new(const struct run *run, const struct columns *columns,
			 const struct sensitive *sensitive, bool publish,
			 struct occurrence_maker **ret, struct error *err)
{
	struct occurrence_maker *maker = mem_zalloc(sizeof(*maker));
	char stamp[CLOCK_STAMP_SIZE];

	clock_stamp(stamp);
	snprintf(maker->today, sizeof(maker->today), "%.10s", stamp);
	maker->run = run;
	maker->columns = columns;
	maker->sensitive = sensitive;
	maker->publish = publish;
	maker->year = clock_year();
	maker->taxa = taxon_memory_new();
	if (country_codes_load(run->config_dir, &maker->codes, err) < 0) {
		occurrence_maker_free(maker);
		return -1;
	}
	*ret = maker;
	return 0;
}

void occurrence_maker_free(struct occurrence_maker *maker)
{
	if (maker == NULL)
		return;
	taxon_memory_free(maker->taxa);
	country_codes_free(maker->codes);
	free(maker->country);
	free(maker);
}

/* --- values --------------------------------------------------------------- */

/* Copies a text into room that is there. */
static struct cell copy_text(struct bytes *texts, const char *text, size_t len)
{
	struct cell cell = {texts->data + texts->len, len};

	bytes_append(texts, text, len);
	bytes_append_char(texts, '\0');
	return cell;
}

static void copy_foreign(struct occurrence *o, const struct index_value *value)
{
	struct cell key = copy_text(&o->texts, value->term, value->term_len);

	ARRAY_GROW(o->foreign, o->n_foreign, o->cap_foreign);
	o->foreign[o->n_foreign++] = (struct foreign_cell){
		key.text, copy_text(&o->texts, value->text, value->len)};
}

/* Of a term that the run does not have: for an archive it is what it says,
 * "kingdom" of a fungus, too. */
static void take_foreign(const struct occurrence_maker *maker,
			 const struct index_value *value, struct occurrence *o)
{
	size_t at = maker->publish ? columns_beside(maker->columns, value->term,
						    value->term_len)
				   : COLUMN_ABSENT;

	if (at == COLUMN_ABSENT)
		copy_foreign(o, value);
	else
		o->cells[at] = copy_text(&o->texts, value->text, value->len);
}

static void take_values(const struct occurrence_maker *maker,
			const struct index_record *record, struct occurrence *o)
{
	const struct columns *columns = maker->columns;
	size_t room = 1;

	for (size_t i = 0; i < columns->n; i++)
		o->cells[i] = no_cell;
	o->n_foreign = 0;
	bytes_clear(&o->texts);
	for (size_t i = 0; i < record->n; i++)
		room += record->values[i].len + record->values[i].term_len + 2;
	bytes_reserve(&o->texts, room);
	for (size_t i = 0; i < record->n; i++) {
		const struct index_value *value = &record->values[i];

		if (value->len == 0)
			continue;
		if (value->place >= columns->n_places)
			take_foreign(maker, value, o);
		else
			o->cells[columns->of_place[value->place]] =
				copy_text(&o->texts, value->text, value->len);
	}
}

static struct cell *cell_of(const struct occurrence_maker *maker,
			    struct occurrence *o, enum column_use use)
{
	size_t at = maker->columns->at[use];

	return at != COLUMN_ABSENT ? &o->cells[at] : NULL;
}

static const char *text_of(const struct occurrence_maker *maker,
			   const struct occurrence *o, enum column_use use)
{
	return occurrence_cell(maker->columns, o, use)->text;
}

static void set_text(struct cell *cell, const char *text)
{
	if (cell != NULL)
		*cell = (struct cell){text, strlen(text)};
}

/* Sets what has no value. */
static void keep_text(struct cell *cell, const char *text)
{
	if (cell != NULL && cell->len == 0)
		set_text(cell, text);
}

/* --- as GBIF wants them --------------------------------------------------- */

/* Two digits, at most `most`; what follows them, or NULL. */
static const char *time_part(const char *at, int most)
{
	bool digits =
		at[0] >= '0' && at[0] <= '9' && at[1] >= '0' && at[1] <= '9';

	return digits && (at[0] - '0') * 10 + at[1] - '0' <= most ? at + 2
								  : NULL;
}

/* "Z", "+02:00", "-0330", or nothing. */
static bool is_zone(const char *at)
{
	if (at[0] == '\0' || strcmp(at, "Z") == 0)
		return true;
	if (at[0] != '+' && at[0] != '-')
		return false;
	at = time_part(at + 1, 14);
	if (at == NULL || at[0] == '\0')
		return at != NULL;
	at = time_part(at + (at[0] == ':'), 59);
	return at != NULL && at[0] == '\0';
}

/* ISO 8601 with a time of day, to the minute or the second. */
static bool date_has_time(const char *text)
{
	char day[DATE_ISO_SIZE];
	const char *at = text;

	if (strlen(text) < 16 || text[10] != 'T')
		return false;
	snprintf(day, sizeof(day), "%.10s", text);
	at = time_part(text + 11, 24);
	if (!date_is_iso(day) || at == NULL || at[0] != ':')
		return false;
	at = time_part(at + 1, 59);
	if (at == NULL || at[0] != ':')
		return at != NULL && is_zone(at);
	at = time_part(at + 1, 60);
	if (at != NULL && at[0] == '.')
		at += 1 + strspn(at + 1, "0123456789");
	return at != NULL && is_zone(at);
}

/* The date as ISO 8601: what it is, or `ret`; NULL where it is not one. */
static const char *date_iso(const struct occurrence_maker *maker,
			    const char *text, char ret[DATE_ISO_SIZE])
{
	struct date_reading reading;

	if (date_is_iso(text) || date_has_time(text))
		return text;
	if (date_read(text, maker->year, &reading) < 0 || !reading.sure ||
	    !date_is_definite(&reading))
		return NULL;
	memcpy(ret, reading.iso, DATE_ISO_SIZE);
	return ret;
}

static void make_dates(const struct occurrence_maker *maker,
		       struct occurrence *o)
{
	struct cell *collected = cell_of(maker, o, COLUMN_DATE);
	struct cell *named = cell_of(maker, o, COLUMN_IDENTIFIED);
	const char *iso;

	if (collected != NULL && collected->len > 0) {
		iso = date_iso(maker, collected->text, o->collected);
		if (iso != collected->text)
			keep_text(cell_of(maker, o, COLUMN_VERBATIM_DATE),
				  collected->text);
		set_text(collected, iso != NULL ? iso : "");
	}
	if (named != NULL && named->len > 0) {
		iso = date_iso(maker, named->text, o->identified);
		set_text(named, iso != NULL ? iso : "");
	}
}

static void make_name(const struct occurrence_maker *maker,
		      struct occurrence *o)
{
	struct cell *name = cell_of(maker, o, COLUMN_NAME);
	const struct taxon *taxon;

	if (name == NULL || name->len == 0)
		return;
	taxon = taxon_tell(maker->taxa, name->text);
	if (taxon->doubted)
		keep_text(cell_of(maker, o, COLUMN_VERBATIM_NAME), name->text);
	set_text(name, taxon->name);
	keep_text(cell_of(maker, o, COLUMN_QUALIFIER), taxon->qualifier);
	keep_text(cell_of(maker, o, COLUMN_RANK), taxon->rank);
}

static const char *code_of(struct occurrence_maker *maker, const char *country)
{
	struct place_reading place;
	const char *code;

	if (maker->country != NULL && strcmp(maker->country, country) == 0)
		return maker->code;
	code = country_code(maker->codes, country);
	if (code == NULL &&
	    place_find(maker->run->places, country, &place) == 0 &&
	    place.state_province == NULL && place.start == 0 &&
	    place.end == strlen(country))
		code = country_code(maker->codes, place.country);
	mem_replace(&maker->country, country);
	maker->code = code;
	return code;
}

static const char *make_country(struct occurrence_maker *maker,
				struct occurrence *o)
{
	const char *country = text_of(maker, o, COLUMN_COUNTRY);
	const char *code = country[0] != '\0' ? code_of(maker, country) : NULL;

	if (code != NULL)
		keep_text(cell_of(maker, o, COLUMN_COUNTRY_CODE), code);
	return code;
}

/* To the second; a stamp without a zone stays without one. */
static void make_modified(const struct occurrence_maker *maker,
			  const char *stamp, struct occurrence *o)
{
	bool zone = strlen(stamp) > 19 && strpbrk(stamp + 19, "Z+-") != NULL;
	double seconds;
	struct tm tm;
	time_t when;

	if (stamp[0] == '\0' || clock_parse(stamp, &seconds) < 0)
		return;
	when = (time_t)seconds;
	if (gmtime_r(&when, &tm) == NULL ||
	    strftime(o->modified, sizeof(o->modified),
		     zone ? "%Y-%m-%dT%H:%M:%SZ" : "%Y-%m-%dT%H:%M:%S",
		     &tm) == 0)
		return;
	set_text(cell_of(maker, o, COLUMN_MODIFIED), o->modified);
}

static void make_fallbacks(const struct columns *columns, struct occurrence *o)
{
	for (size_t i = 0; i < columns->n; i++)
		if (columns->items[i].fallback != NULL)
			keep_text(&o->cells[i], columns->items[i].fallback);
}

/* --- determinations ------------------------------------------------------- */

static const struct {
	enum column_use use;
	const char *key;
} named_by[] = {
	{COLUMN_NAMED_BY, "identifiedBy"},
	{COLUMN_IDENTIFIED, "dateIdentified"},
	{COLUMN_QUALIFIER, "identificationQualifier"},
	{COLUMN_AUTHOR, "scientificNameAuthorship"},
	{COLUMN_RANK, "taxonRank"},
};

/* The one in force is that of the record, too: what the record lacks of it is
 * filled in, unless it is of another name. */
static void make_current(const struct occurrence_maker *maker,
			 struct occurrence *o)
{
	struct cell *name = cell_of(maker, o, COLUMN_NAME);
	const json_t *entry =
		o->history != NULL ? identifications_latest(o->history) : NULL;
	const char *said = json_string_at(entry, "scientificName");

	if (said == NULL || name == NULL ||
	    (name->len > 0 && text_casecmp(name->text, said) != 0))
		return;
	keep_text(name, said);
	for (size_t i = 0; i < ARRAY_LEN(named_by); i++) {
		const char *text = json_string_at(entry, named_by[i].key);

		if (text != NULL)
			keep_text(cell_of(maker, o, named_by[i].use), text);
	}
}

/* Their names and dates are as GBIF wants them, too; a date that it would not
 * read is left as it is. Cells lie in the list as it was: it is kept. */
static void make_determinations(const struct occurrence_maker *maker,
				struct occurrence *o)
{
	char iso[DATE_ISO_SIZE];
	json_t *entry;
	size_t i;

	json_decref(o->said);
	o->said = o->history;
	o->history = o->said != NULL ? json_deep_copy(o->said) : NULL;
	json_array_foreach(o->history, i, entry)
	{
		const char *name = json_string_at(entry, "scientificName");
		const char *date = json_string_at(entry, "dateIdentified");
		const struct taxon *taxon =
			name != NULL ? taxon_tell(maker->taxa, name) : NULL;

		if (taxon != NULL && taxon->doubted) {
			if (json_string_at(entry, "identificationQualifier") ==
			    NULL)
				json_set_string(entry,
						"identificationQualifier",
						taxon->qualifier);
			json_set_string(entry, "scientificName", taxon->name);
		}
		if (date != NULL)
			date = date_iso(maker, date, iso);
		if (date == iso)
			json_set_string(entry, "dateIdentified", iso);
	}
}

static void take_history(const struct columns *columns, struct occurrence *o)
{
	struct error ignored;

	json_decref(o->history);
	o->history = NULL;
	for (size_t i = 0; i < columns->n; i++)
		if (columns->items[i].history && o->cells[i].len > 0 &&
		    identifications_read(o->cells[i].text, &o->history,
					 &ignored) < 0)
			o->history = NULL;
}

/* --- what is not told ----------------------------------------------------- */

/* By all that may name the plant; signed values are not always whole. */
static enum sensitive_level level_of(const struct occurrence_maker *maker,
				     const struct occurrence *o)
{
	static const enum column_use uses[] = {
		COLUMN_NAME,
		COLUMN_FAMILY,
		COLUMN_GENUS,
	};
	const json_t *entry =
		o->history != NULL ? identifications_latest(o->history) : NULL;
	const char *said = json_string_at(entry, "scientificName");
	char *parts CLEANUP(mem_free_str) = NULL;
	enum sensitive_level level;

	if (maker->sensitive == NULL)
		return SENSITIVE_NO;
	parts = mem_printf("%s %s %s", text_of(maker, o, COLUMN_GENUS),
			   text_of(maker, o, COLUMN_EPITHET),
			   text_of(maker, o, COLUMN_INFRA));
	level = sensitive_level(maker->sensitive, parts);
	for (size_t i = 0; i < ARRAY_LEN(uses); i++)
		level = sensitive_stricter(
			level, sensitive_level(maker->sensitive,
					       text_of(maker, o, uses[i])));
	if (said != NULL)
		level = sensitive_stricter(
			level, sensitive_level(maker->sensitive, said));
	/* What the label says may be another name by now. */
	if (text_of(maker, o, COLUMN_NAME)[0] == '\0')
		level = sensitive_stricter(
			level, sensitive_level(maker->sensitive,
					       text_of(maker, o,
						       COLUMN_VERBATIM_NAME)));
	return level;
}

static bool keeps_county(const struct columns *columns, size_t column,
			 enum sensitive_level level)
{
	return level == SENSITIVE_COUNTY &&
	       column == columns->at[COLUMN_COUNTY];
}

/* Who named a plant may say where it grew. */
static void make_history_told(const struct columns *columns,
			      struct occurrence *o)
{
	static const char *const telling[] = {
		"identificationRemarks",
		"identificationReferences",
	};
	json_t *entry;
	size_t i;

	json_array_foreach(o->history, i, entry)
	{
		for (size_t j = 0; j < ARRAY_LEN(telling); j++)
			json_object_del(entry, telling[j]);
	}
	free(o->told);
	o->told = o->history != NULL ? identifications_text(o->history) : NULL;
	for (i = 0; i < columns->n; i++) {
		if (!columns->items[i].history || o->cells[i].len == 0)
			continue;
		o->cells[i] = no_cell;
		if (o->told != NULL)
			set_text(&o->cells[i], o->told);
	}
}

static void make_withheld(const struct occurrence_maker *maker,
			  struct occurrence *o)
{
	const struct columns *columns = maker->columns;
	enum sensitive_level level = o->sensitive;
	size_t withheld = o->n_foreign;

	for (size_t i = 0; i < columns->n; i++) {
		bool hidden = columns->items[i].hidden ||
			      (i == columns->at[COLUMN_STATE] &&
			       level == SENSITIVE_COUNTRY);

		if (!hidden || keeps_county(columns, i, level) ||
		    o->cells[i].len == 0)
			continue;
		o->cells[i] = no_cell;
		withheld++;
	}
	make_history_told(columns, o);
	/* What a foreign key says is not known. */
	o->n_foreign = 0;
	if (withheld == 0)
		return;
	set_text(cell_of(maker, o, COLUMN_WITHHELD),
		 "Place, label text and picture are withheld: the taxon is "
		 "sensitive.");
	snprintf(o->withheld, sizeof(o->withheld), "Place generalized to %s.",
		 sensitive_word(level));
	set_text(cell_of(maker, o, COLUMN_GENERALIZED), o->withheld);
}

void occurrence_make(struct occurrence_maker *maker,
		     const struct index_record *record, const char *id,
		     struct occurrence *ret, struct issues *issues)
{
	const struct columns *columns = maker->columns;
	const char *code = NULL;
	struct cell date = no_cell, named = no_cell;

	take_values(maker, record, ret);
	ret->own = ret->cells[0];
	set_text(&ret->cells[0], id);
	if (maker->publish || maker->sensitive != NULL)
		take_history(columns, ret);
	ret->sensitive = level_of(maker, ret);
	if (maker->publish) {
		make_current(maker, ret);
		make_determinations(maker, ret);
		date = *occurrence_cell(columns, ret, COLUMN_DATE);
		named = *occurrence_cell(columns, ret, COLUMN_IDENTIFIED);
		make_name(maker, ret);
		make_dates(maker, ret);
		code = make_country(maker, ret);
		make_modified(maker, record->modified, ret);
		make_fallbacks(columns, ret);
	}
	if (issues != NULL && maker->publish)
		occurrence_check(
			&(struct occurrence_said){
				.columns = columns,
				.occurrence = ret,
				.date = date.text,
				.identified = named.text,
				.code = code,
				.today = maker->today,
			},
			issues);
	if (ret->sensitive != SENSITIVE_NO)
		make_withheld(maker, ret);
}
