/*
 * fuzz_parse.c: any text as a value: what the parsers of dwc/ read lies inside
 * of it, figures are figures, and what is proposed for it stands by itself.
 */
#include "config.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/date/date.h"
#include "dwc/parse/coordinates.h"
#include "dwc/parse/name.h"
#include "dwc/parse/people.h"
#include "dwc/parse/quantity.h"
#include "dwc/span/span.h"
#include "dwc/validate/verdict.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "%s\n", what);
	abort();
}

static void demand_span(const char *text, size_t start, size_t end)
{
	demand(start <= end && end <= strlen(text), "a span beyond the text");
}

static void fuzz_figures(const char *text)
{
	struct coordinates pair;
	struct quantity quantity;
	struct number number;

	for (size_t at = 0; text[at] != '\0'; at++)
		if (number_read(text, at, NUMBER_GROUPS, &number) == 0) {
			demand_span(text, at, number.end);
			demand(isfinite(number.value) &&
				       isfinite(number.grouped),
			       "a number that is none");
			demand(number.doubt != NUMBER_SURE ||
				       number.value == number.grouped,
			       "a sure number of two values");
		}
	if (quantity_read(text, &quantity) == 0) {
		demand_span(text, quantity.start, quantity.end);
		demand(isfinite(quantity_metres(&quantity)), "metres");
	}
	if (coordinates_find(text, &pair) == 0) {
		demand_span(text, pair.start, pair.end);
		demand(fabs(pair.latitude.degrees) <= 90 &&
			       fabs(pair.longitude.degrees) <= 180,
		       "degrees beyond the earth");
	}
}

static void fuzz_words(const char *text)
{
	struct date_reading date;
	struct name_reading name;
	struct people people;

	if (date_read(text, 2026, &date) == 0) {
		demand_span(text, date.start, date.end);
		demand_span(text, date.said_start, date.said_end);
		demand(date.said_start <= date.start &&
			       date.end <= date.said_end,
		       "a date outside of what is said");
		demand(date_is_iso(date.iso), "a date that is none");
	}
	if (name_read(text, &name) == 0)
		demand_span(text, name.start, name.end);
	if (people_read(text, &people) == 0) {
		demand_span(text, people.start, people.end);
		demand_span(text, people.number_start, people.number_end);
		demand_span(text, people.end, people.rest);
		demand(people.n > 0, "nobody");
	}
}

/* The tables are loaded once for all inputs. */
static const struct terms *terms_once(void)
{
	static struct terms *terms;

	if (terms == NULL && terms_load(NULL, &terms, NULL) < 0)
		abort();
	return terms;
}

/* The proposals for a value of a term; false for none. */
static bool fuzz_propose(const char *term, const char *value, struct bytes *ret)
{
	struct verdicts verdicts = {0};
	struct record record;
	bool found = false;

	record_init(&record);
	record_set(&record, term, value, 0.9, SOURCE_MODEL);
	record_validate(terms_once(), &record, &verdicts);
	for (size_t i = 0; i < verdicts.n && !found; i++)
		if (strcmp(verdicts.items[i].term, term) == 0 &&
		    verdicts.items[i].proposal != NULL) {
			bytes_append_str(ret, verdicts.items[i].proposal);
			found = true;
		}
	verdicts_done(&verdicts);
	record_done(&record);
	return found;
}

static void fuzz_proposals(const char *text)
{
	static const char *const terms[] = {
		"scientificName",  "recordedBy",    "eventDate",
		"decimalLatitude", "country",	    "stateProvince",
		"locality",	   "catalogNumber", "minimumElevationInMeters"};

	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
		struct bytes proposal CLEANUP(bytes_done) = {0};
		struct bytes again CLEANUP(bytes_done) = {0};

		if (fuzz_propose(terms[i], text, &proposal))
			demand(!fuzz_propose(terms[i], proposal.data, &again),
			       "a proposal for a proposal");
	}
}

#define LABEL_WORDS 512

/* The text as words of a label, blanks between them. */
static void fuzz_label(const char *text)
{
	struct span_list list CLEANUP(span_list_done) = {0};
	struct span_text joined CLEANUP(span_text_done) = {0};
	char *copy CLEANUP(mem_free_str) = mem_strdup(text);
	const char *words[LABEL_WORDS];
	char *rest = NULL;
	size_t n = 0;

	for (char *word = strtok_r(copy, " ", &rest);
	     word != NULL && n < LABEL_WORDS; word = strtok_r(NULL, " ", &rest))
		words[n++] = word;
	span_text_init(&joined, &(struct span_words){words, NULL, n});
	spans_find_dates(&joined, 2026, &list);
	spans_find_quantities(&joined, &list);
	spans_find_coordinates(&joined, &list);
	spans_find_names(&joined, &list);
	spans_find_people(&joined, &list);
	spans_find_numbers(&joined, &list);
	for (size_t i = 0; i < list.n; i++) {
		const struct span *span = &list.items[i];

		demand_span(joined.text, span->start, span->end);
		demand(span->n > 0 && span->first + span->n <= n,
		       "a span beyond the words");
		demand(span->sure >= 0 && span->sure <= 1, "sureness");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *raw, *text;

	if (size > 512)
		return 0;
	raw = mem_strndup((const char *)data, size);
	fuzz_figures(raw);
	fuzz_words(raw);
	fuzz_label(raw);
	text = text_cleaned(raw);
	fuzz_proposals(text);
	free(text);
	free(raw);
	return 0;
}
