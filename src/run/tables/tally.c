/*
 * tally.c: what the rows of a table hold. See tally.h.
 *
 * 1. What is worth a note is no fault, and neither is a term without a value:
 *    many tables have a few columns alone.
 */
#include "config.h"

#include "run/tables/tally.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/time/clock.h"

void tally_done(struct tally *tally)
{
	for (size_t i = 0; i < tally->n; i++) {
		struct tally_column *column = &tally->columns[i];

		for (size_t j = 0; j < column->n_faults; j++) {
			free(column->faults[j].message);
			free(column->faults[j].proposal);
		}
		free(column->key);
	}
	free(tally->columns);
	*tally = (struct tally){0};
}

static struct tally_column *tally_column(struct tally *tally, const char *key)
{
	for (size_t i = 0; i < tally->n; i++)
		if (strcmp(tally->columns[i].key, key) == 0)
			return &tally->columns[i];
	ARRAY_GROW(tally->columns, tally->n, tally->cap);
	tally->columns[tally->n] =
		(struct tally_column){.key = mem_strdup(key)};
	return &tally->columns[tally->n++];
}

/* --- days as spreadsheets count them ---------------------------------------- */

#define SHEET_DAY_ZERO	25569 /* of 1970-01-01, where 1900-01-01 is 1 */
#define SHEET_DAY_LEAST 10000 /* 1927: what is less may be a year */

/* The day that a number of five figures is, as spreadsheets count them; false:
 * it is none before tomorrow. */
static bool sheet_day(const char *text, char ret[CLOCK_DAY_SIZE])
{
	long number = strtol(text, NULL, 10);
	char stamp[CLOCK_STAMP_SIZE];
	int64_t today;

	if (strlen(text) != 5 || strspn(text, "0123456789") != 5 ||
	    number < SHEET_DAY_LEAST)
		return false;
	clock_stamp(stamp);
	if (clock_day(stamp, &today) < 0 ||
	    number - SHEET_DAY_ZERO > (long)today)
		return false;
	clock_day_write(number - SHEET_DAY_ZERO, ret);
	return ret[0] != '\0';
}

/* What to do about such a day, which the spreadsheet alone knows for sure: it
 * may count from 1904. NULL: it is none. Owned. */
static char *sheet_day_words(const struct terms *terms, const char *key,
			     const char *text)
{
	const struct term *term = terms_find(terms, key);
	char day[CLOCK_DAY_SIZE];

	if (term == NULL || term->kind != TERM_DATE || !sheet_day(text, day))
		return NULL;
	return mem_printf("\"%s\" is a day as a spreadsheet counts them, %s, "
			  "or four years later: give the column the format "
			  "YYYY-MM-DD there, and save it again.",
			  text, day);
}

/* --- faults ----------------------------------------------------------------- */

/* Counts a fault of its kind: *ret_first, another is the first of it. NULL:
 * there are too many kinds. */
static struct tally_fault *tally_fault(struct tally_column *column,
				       const char *code, enum severity severity,
				       bool *ret_first)
{
	struct tally_fault *fault;

	*ret_first = false;
	for (size_t i = 0; i < column->n_faults; i++) {
		fault = &column->faults[i];
		if (strcmp(fault->code, code) == 0 &&
		    fault->severity == severity)
			return fault;
	}
	if (column->n_faults == TALLY_FAULTS)
		return NULL;
	fault = &column->faults[column->n_faults++];
	*fault = (struct tally_fault){.code = code, .severity = severity};
	*ret_first = true;
	return fault;
}

static void tally_verdict(struct tally *tally, const struct terms *terms,
			  const struct record *record,
			  const struct verdict *verdict, size_t line)
{
	const char *value = record_value(record, verdict->term);
	char *day CLEANUP(mem_free_str) = NULL;
	struct tally_fault *fault;
	bool first;

	if (verdict->severity == SEVERITY_NOTE || value[0] == '\0')
		return;
	if (strcmp(verdict->code, "date-format") == 0)
		day = sheet_day_words(terms, verdict->term, value);
	fault = tally_fault(tally_column(tally, verdict->term),
			    day != NULL ? "sheet-day" : verdict->code,
			    verdict->severity, &first);
	if (fault == NULL)
		return;
	fault->n++;
	if (!first)
		return;
	fault->line = line;
	fault->message = mem_strdup(day != NULL ? day : verdict->message);
	fault->proposal = day != NULL ? NULL : mem_strdup(verdict->proposal);
}

void tally_add(struct tally *tally, const struct terms *terms,
	       const struct outcome *outcome, size_t line)
{
	struct verdicts verdicts CLEANUP(verdicts_done) = {0};

	tally->rows++;
	for (size_t i = 0; i < outcome->dwc.n; i++)
		tally_column(tally, outcome->dwc.fields[i].term)->n++;
	record_validate(terms, &outcome->dwc, &verdicts);
	for (size_t i = 0; i < verdicts.n; i++)
		tally_verdict(tally, terms, &outcome->dwc, &verdicts.items[i],
			      line);
}
