/*
 * evidence.c: how often values are found on the sheet that they were read
 * from, and how often on another one.
 *
 *	evidence FACTS.jsonl RECORDS.jsonl [--shift N] [--half 0|1] [--verbose]
 *
 * FACTS is what look_sheets prints, RECORDS any lines with `image` and `dwc`.
 * Prints a line for each term: how many values were judged, and how many of
 * them are supported, inferred, not on the sheet, cannot tell. With --shift
 * each sheet is asked about the record N lines further on; a value that its own
 * record has too is left out, and so it is where a list of alternatives
 * shares one. --half takes the sheets at even or odd places of RECORDS.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "run/evidence/evidence.h"

#define FILE_MAX_BYTES (64u << 20)
#define TERMS_MAX      128

struct rates {
	const struct terms *terms;
	json_t *facts; /* image -> facts */
	json_t *records;
	size_t shift;
	int half; /* -1: both */
	bool verbose;
	size_t counts[TERMS_MAX][SUPPORT_COUNT];
	double ms, worst_ms;
	size_t sheets;
};

static void fail(const char *what)
{
	fprintf(stderr, "evidence: %s\n", what);
	exit(2);
}

static json_t *lines_read(const char *path)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	struct error err;
	json_t *lines = json_array();
	char *save = NULL;

	if (file_read(path, FILE_MAX_BYTES, &text, &err) != 0)
		fail(err.text);
	for (char *at = text.len > 0 ? strtok_r(text.data, "\n", &save) : NULL;
	     at != NULL; at = strtok_r(NULL, "\n", &save)) {
		json_t *line;

		if (json_read(at, strlen(at), &line, NULL, &err) == 0)
			json_array_append_new(lines, line);
	}
	return lines;
}

static json_t *facts_by_image(const char *path)
{
	json_t *lines = lines_read(path), *line;
	json_t *ret = json_object();
	size_t i;

	json_array_foreach(lines, i, line)
		json_object_set(ret, json_string_at(line, "image"),
				json_object_get(line, "facts"));
	json_decref(lines);
	return ret;
}

/* The text of a value: its first alternative. */
static const char *value_text(const json_t *value)
{
	if (json_is_array(value))
		value = json_array_get(value, 0);
	if (json_is_object(value))
		value = json_object_get(value, "value");
	return json_is_string(value) ? json_string_value(value) : "";
}

/* Whether two values share an alternative, or nearly. */
static bool values_share(const json_t *a, const json_t *b)
{
	size_t n = json_is_array(a) ? json_array_size(a) : 1;
	size_t m = json_is_array(b) ? json_array_size(b) : 1;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < m; k++) {
			const json_t *x =
				json_is_array(a) ? json_array_get(a, i) : a;
			const json_t *y =
				json_is_array(b) ? json_array_get(b, k) : b;

			if (text_similarity(value_text(x), value_text(y)) > 0.5)
				return true;
		}
	return false;
}

static double now_ms(void)
{
	struct timespec at;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
	return 1e3 * (double)at.tv_sec + 1e-6 * (double)at.tv_nsec;
}

static void rates_field(struct rates *rates, const char *image,
			const struct field *field)
{
	size_t term = terms_index(rates->terms, field->term);
	const char *word = field_support_word(field->support);

	if (term >= TERMS_MAX || term == terms_count(rates->terms) ||
	    text_blank(field->value))
		return;
	rates->counts[term][field->support]++;
	if (rates->verbose)
		printf("%s\t%s\t%s\t%.2f\t%s\n", image, field->term,
		       word != NULL ? word : "-", field->evidence,
		       field->value);
}

static void rates_sheet(struct rates *rates, const char *image,
			const json_t *own, json_t *asked)
{
	struct facts facts;
	struct error err;
	struct record record;
	struct evidence_sheet *sheet;
	const char *term;
	json_t *value;
	double ms;

	if (facts_read(json_object_get(rates->facts, image), &facts, &err) < 0)
		return;
	record_init(&record);
	json_object_foreach(asked, term, value)
	{
		if (rates->shift > 0 &&
		    values_share(json_object_get(own, term), value))
			continue;
		record_set(&record, term, value_text(value), 1, SOURCE_MODEL);
	}
	ms = now_ms();
	sheet = evidence_sheet_new(&facts, rates->terms);
	evidence_match(sheet, NULL, &record);
	evidence_sheet_free(sheet);
	ms = now_ms() - ms;
	rates->ms += ms;
	rates->worst_ms = ms > rates->worst_ms ? ms : rates->worst_ms;
	rates->sheets++;
	for (size_t i = 0; i < record.n; i++)
		rates_field(rates, image, &record.fields[i]);
	record_done(&record);
	facts_done(&facts);
}

static void rates_print(const struct rates *rates)
{
	printf("%-28s %6s %9s %9s %9s %9s\n", "term", "judged", "supported",
	       "inferred", "not", "cannot");
	for (size_t i = 0; i < TERMS_MAX && i < terms_count(rates->terms);
	     i++) {
		const size_t *n = rates->counts[i];
		size_t all = n[SUPPORT_SEEN] + n[SUPPORT_INFERRED] +
			     n[SUPPORT_NOWHERE] + n[SUPPORT_ILLEGIBLE];

		if (all == 0)
			continue;
		printf("%-28s %6zu %8.0f%% %8.0f%% %8.0f%% %8.0f%%\n",
		       terms_at(rates->terms, i)->name, all,
		       100.0 * (double)n[SUPPORT_SEEN] / (double)all,
		       100.0 * (double)n[SUPPORT_INFERRED] / (double)all,
		       100.0 * (double)n[SUPPORT_NOWHERE] / (double)all,
		       100.0 * (double)n[SUPPORT_ILLEGIBLE] / (double)all);
	}
	printf("%zu sheets, %.2f ms each, %.2f at most\n", rates->sheets,
	       rates->ms / (double)(rates->sheets > 0 ? rates->sheets : 1),
	       rates->worst_ms);
}

static void options_read(int argc, char **argv, struct rates *ret)
{
	for (int i = 3; i < argc; i++) {
		if (strcmp(argv[i], "--verbose") == 0)
			ret->verbose = true;
		else if (strcmp(argv[i], "--shift") == 0 && i + 1 < argc)
			ret->shift = (size_t)atoi(argv[++i]);
		else if (strcmp(argv[i], "--half") == 0 && i + 1 < argc)
			ret->half = atoi(argv[++i]);
		else
			fail("unknown option");
	}
}

int main(int argc, char **argv)
{
	struct rates rates = {.half = -1};
	struct terms *terms;
	struct error err;
	size_t n;

	if (argc < 3)
		fail("usage: evidence FACTS RECORDS [--shift N] [--half 0|1]");
	options_read(argc, argv, &rates);
	if (terms_load(NULL, &terms, &err) < 0)
		fail(err.text);
	rates.terms = terms;
	rates.facts = facts_by_image(argv[1]);
	rates.records = lines_read(argv[2]);
	n = json_array_size(rates.records);
	for (size_t i = 0; i < n; i++) {
		const json_t *own = json_array_get(rates.records, i);
		json_t *asked =
			json_array_get(rates.records, (i + rates.shift) % n);

		if (rates.half >= 0 && (size_t)rates.half != i % 2)
			continue;
		rates_sheet(&rates, json_string_at(own, "image"),
			    json_object_get(own, "dwc"),
			    json_object_get(asked, "dwc"));
	}
	rates_print(&rates);
	json_decref(rates.facts);
	json_decref(rates.records);
	terms_free(terms);
	return 0;
}
