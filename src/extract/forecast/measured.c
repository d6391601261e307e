/*
 * measured.c: what sheets have cost, and how fast they were read. See
 * measured.h.
 *
 * 1. A gap between two outcomes is a pause where it is ten times as long as
 *    the usual one (their median), and over a minute: a run that was stopped
 *    over night was not slow.
 * 2. Lines that were taken in from elsewhere tell costs, but no times.
 */
#include "config.h"

#include "extract/forecast/measured.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/json/json.h"
#include "base/time/clock.h"
#include "run/journal/journal.h"
#include "run/journal/outcome.h"

#define PAUSE_USUALS 10
#define PAUSE_S	     60

/* Sums over outcomes of one kind. */
struct sums {
	size_t sheets, told; /* those that tell their tokens */
	size_t batched;	     /* those that were in batches … */
	double batch_cost;   /* … which are paid in another way */
	double cost, prompt, answer, last; /* sums but `last` */
	double *gaps;
	size_t n_gaps, cap;
};

struct reading {
	const char *params, *model;
	struct sums of_params, of_model;
};

static void sums_done(struct sums *sums)
{
	free(sums->gaps);
}

static void sums_add_time(struct sums *sums, const struct outcome *outcome)
{
	double at;

	if (outcome->source_sha256 != NULL ||
	    clock_parse(outcome->timestamp, &at) < 0)
		return;
	if (sums->last > 0 && at >= sums->last) {
		ARRAY_GROW(sums->gaps, sums->n_gaps, sums->cap);
		sums->gaps[sums->n_gaps++] = at - sums->last;
	}
	sums->last = at;
}

static void sums_add(struct sums *sums, const struct outcome *outcome)
{
	double prompt = json_number_at(outcome->usage, "prompt_tokens", -1);
	double answer = json_number_at(outcome->usage, "completion_tokens", -1);

	sums->sheets++;
	if (json_object_get(outcome->extra, "batch_id") != NULL) {
		sums->batched++;
		sums->batch_cost += outcome->cost_usd;
	} else {
		sums->cost += outcome->cost_usd;
	}
	if (prompt >= 0 && answer >= 0) {
		sums->told++;
		sums->prompt += prompt;
		sums->answer += answer;
	}
	sums_add_time(sums, outcome);
}

static int compare_reals(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* -1 where nothing can be told. */
static double sums_seconds(struct sums *sums)
{
	double longest, whole = 0;
	size_t n = 0;

	if (sums->n_gaps == 0)
		return -1;
	qsort(sums->gaps, sums->n_gaps, sizeof(*sums->gaps), compare_reals);
	longest = PAUSE_USUALS * sums->gaps[sums->n_gaps / 2];
	if (longest < PAUSE_S)
		longest = PAUSE_S;
	while (n < sums->n_gaps && sums->gaps[n] <= longest)
		whole += sums->gaps[n++];
	return n > 0 && whole > 0 ? whole / (double)n : -1;
}

static void reading_take(struct reading *reading, const struct outcome *outcome)
{
	if (outcome->params_sha256 != NULL &&
	    strcmp(outcome->params_sha256, reading->params) == 0)
		sums_add(&reading->of_params, outcome);
	else if (outcome->model != NULL &&
		 strcmp(outcome->model, reading->model) == 0)
		sums_add(&reading->of_model, outcome);
}

static int reading_read(struct reading *reading, const struct run *run,
			struct error *err)
{
	uint64_t size = journal_size(run->dir, JOURNAL_RAW);
	uint64_t from = size > MEASURED_BYTES ? size - MEASURED_BYTES : 0;
	struct journal_reader *reader;
	struct journal_line line;
	int got;

	if (journal_reader_open(run->dir, JOURNAL_RAW, from, &reader, err) < 0)
		return -1;
	while ((got = journal_reader_next(reader, &line, err)) > 0) {
		struct outcome outcome;
		struct error ignored;

		if (line.text == NULL ||
		    outcome_read(line.text, line.len, &outcome, NULL,
				 &ignored) < 0)
			continue;
		reading_take(reading, &outcome);
		outcome_done(&outcome);
	}
	journal_reader_close(reader);
	return got;
}

/* -1 where none has told. */
static double sums_mean(const struct sums *sums, double sum)
{
	return sums->told > 0 ? sum / (double)sums->told : -1;
}

int measured_read(const struct run *run, const char *params_sha256,
		  const char *model, struct measured *ret, struct error *err)
{
	struct reading reading = {.params = params_sha256, .model = model};
	int rc = reading_read(&reading, run, err);
	struct sums *sums = reading.of_params.sheets > 0 ? &reading.of_params
							 : &reading.of_model;
	size_t n = sums->sheets - sums->batched;

	*ret = (struct measured){
		.sheets = sums->sheets,
		.cost_usd = n > 0 ? sums->cost / (double)n : -1,
		.batch_usd = sums->batched > 0
				     ? sums->batch_cost / (double)sums->batched
				     : -1,
		.prompt_tokens = sums_mean(sums, sums->prompt),
		.answer_tokens = sums_mean(sums, sums->answer),
		.of_params = sums == &reading.of_params,
		.seconds = sums_seconds(sums),
	};
	sums_done(&reading.of_params);
	sums_done(&reading.of_model);
	return rc;
}
