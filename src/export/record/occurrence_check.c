/*
 * occurrence_check.c: what GBIF would flag. See occurrence_check.h.
 *
 * Limits are those of gbif/pipelines: dates of collecting from 1600 on, of
 * naming from 1700 on (facts of its TemporalParser), elevations as the table of
 * terms has them.
 */
#include "config.h"

#include "export/record/occurrence_check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/compiler.h"
#include "base/text.h"

#define YEAR_COLLECTED	1600
#define YEAR_IDENTIFIED 1700
#define ELEVATION_LEAST -430
#define ELEVATION_MOST	8850

static const char *text_at(const struct occurrence_said *said,
			   enum column_use use)
{
	return occurrence_cell(said->columns, said->occurrence, use)->text;
}

static void add(const struct occurrence_said *said, struct issues *issues,
		enum issue issue, const char *value)
{
	issues_add(issues, issue, text_at(said, COLUMN_ID), value);
}

/* A number and nothing else; LC_NUMERIC is never set. */
static bool number_of(const char *text, double *ret)
{
	char *end;

	if (text[0] == '\0' || strspn(text, "+-.0123456789eE") != strlen(text))
		return false;
	*ret = strtod(text, &end);
	return *end == '\0' && isfinite(*ret);
}

/* --- dates ---------------------------------------------------------------- */

static bool date_is_to_come(const char *iso, const char *today)
{
	size_t len = strcspn(iso, "/T");

	return strncmp(iso, today, len < 10 ? len : 10) > 0;
}

static void check_date(const struct occurrence_said *said, const char *was,
		       const char *iso, int first, enum issue invalid,
		       struct issues *issues)
{
	if (was[0] == '\0')
		return;
	if (iso[0] == '\0')
		add(said, issues, invalid, was);
	else if (date_year(iso) < first || date_is_to_come(iso, said->today))
		add(said, issues, (enum issue)(invalid + 1), was);
}

_Static_assert(ISSUE_RECORDED_UNLIKELY == ISSUE_RECORDED_INVALID + 1 &&
		       ISSUE_IDENTIFIED_UNLIKELY ==
			       ISSUE_IDENTIFIED_INVALID + 1,
	       "what is unlikely follows what is invalid");

static void check_dates(const struct occurrence_said *said,
			struct issues *issues)
{
	check_date(said, said->date, text_at(said, COLUMN_DATE), YEAR_COLLECTED,
		   ISSUE_RECORDED_INVALID, issues);
	check_date(said, said->identified, text_at(said, COLUMN_IDENTIFIED),
		   YEAR_IDENTIFIED, ISSUE_IDENTIFIED_INVALID, issues);
	if (said->date[0] == '\0')
		add(said, issues, ISSUE_RECORDED_MISSING, NULL);
}

/* --- places --------------------------------------------------------------- */

static void check_country(const struct occurrence_said *said,
			  struct issues *issues)
{
	const char *country = text_at(said, COLUMN_COUNTRY);
	const char *code = text_at(said, COLUMN_COUNTRY_CODE);

	if (country[0] != '\0' && said->code == NULL)
		add(said, issues, ISSUE_COUNTRY_INVALID, country);
	else if (said->code != NULL && strcmp(said->code, code) != 0)
		add(said, issues, ISSUE_COUNTRY_MISMATCH, code);
}

static void check_coordinates(const struct occurrence_said *said,
			      struct issues *issues)
{
	const char *lat = text_at(said, COLUMN_LATITUDE);
	const char *lon = text_at(said, COLUMN_LONGITUDE);
	double north, east;

	if (lat[0] == '\0' && lon[0] == '\0')
		return;
	if (!number_of(lat, &north) || !number_of(lon, &east)) {
		add(said, issues, ISSUE_COORDINATE_INVALID,
		    lat[0] != '\0' ? lat : lon);
		return;
	}
	if (fabs(north) > 90 || fabs(east) > 180)
		add(said, issues, ISSUE_COORDINATE_RANGE,
		    fabs(north) > 90 ? lat : lon);
	if (north == 0 && east == 0)
		add(said, issues, ISSUE_COORDINATE_ZERO, NULL);
	if (text_at(said, COLUMN_DATUM)[0] == '\0')
		add(said, issues, ISSUE_DATUM_ASSUMED, NULL);
}

static void check_measures(const struct occurrence_said *said,
			   struct issues *issues)
{
	const char *around = text_at(said, COLUMN_UNCERTAINTY);
	const char *height = text_at(said, COLUMN_ELEVATION);
	double metres;

	if (around[0] != '\0' && (!number_of(around, &metres) || metres <= 0))
		add(said, issues, ISSUE_UNCERTAINTY_INVALID, around);
	if (height[0] == '\0')
		return;
	if (!number_of(height, &metres))
		add(said, issues, ISSUE_ELEVATION_NUMBER, height);
	else if (metres < ELEVATION_LEAST || metres > ELEVATION_MOST)
		add(said, issues, ISSUE_ELEVATION_UNLIKELY, height);
}

/* --- words ---------------------------------------------------------------- */

static bool basis_is_known(const char *basis)
{
	static const char *const words[] = {
		"PreservedSpecimen", "FossilSpecimen",	   "LivingSpecimen",
		"MaterialEntity",    "MaterialSample",	   "MaterialCitation",
		"HumanObservation",  "MachineObservation", "Observation",
		"Occurrence",
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (text_casecmp(words[i], basis) == 0)
			return true;
	return false;
}

/* "Isotype of Carex x", "HOLOTYPUS", "co-type". */
static bool type_is_known(const char *type)
{
	for (const char *at = type; *at != '\0'; at++)
		if ((at[0] | 0x20) == 't' && (at[1] | 0x20) == 'y' &&
		    (at[2] | 0x20) == 'p')
			return true;
	return false;
}

static void check_words(const struct occurrence_said *said,
			struct issues *issues)
{
	const char *basis = text_at(said, COLUMN_BASIS);
	const char *count = text_at(said, COLUMN_COUNT);
	const char *type = text_at(said, COLUMN_TYPE);

	if (text_at(said, COLUMN_NAME)[0] == '\0')
		add(said, issues, ISSUE_NAME_MISSING, NULL);
	if (basis[0] != '\0' && !basis_is_known(basis))
		add(said, issues, ISSUE_BASIS_INVALID, basis);
	if (count[0] != '\0' && strspn(count, "0123456789") != strlen(count))
		add(said, issues, ISSUE_COUNT_INVALID, count);
	if (type[0] != '\0' && !type_is_known(type))
		add(said, issues, ISSUE_TYPE_INVALID, type);
}

void occurrence_check(const struct occurrence_said *said, struct issues *issues)
{
	check_words(said, issues);
	check_dates(said, issues);
	check_country(said, issues);
	check_coordinates(said, issues);
	check_measures(said, issues);
}
