/*
 * spend.c: what reading has cost and brought. See spend.h.
 *
 * 1. Each line counts, also of a sheet that was read more than once: it was
 *    paid for. How many sheets were read is what the index tells.
 */
#include "config.h"

#include "report/spend.h"

#include <stdlib.h>
#include <string.h>

#include "run/journal/journal.h"
#include "run/journal/outcome.h"

#define SPEND_TELL 1000 /* lines */

static void spend_add(struct spend *spend, const struct outcome *outcome)
{
	struct day *day;

	if (outcome_is_row(outcome)) {
		spend->rows++;
		return;
	}
	day = days_of(&spend->days, outcome->timestamp);
	watch_models_add(spend->models, &spend->n_models, outcome);
	if (outcome->cost_usd > 0 && outcome->cost_usd < 1e9)
		day->usd += outcome->cost_usd;
	if (outcome_is_left(outcome))
		return;
	day->good += outcome->error == NULL;
	day->bad += outcome->error != NULL;
	if (outcome->error != NULL)
		watch_kinds_add(spend->kinds, &spend->n_kinds,
				outcome->error_kind != NULL
					? outcome->error_kind
					: "error");
}

static int model_order(const void *a, const void *b)
{
	const struct watch_model *x = a, *y = b;

	if (x->cost_usd != y->cost_usd)
		return x->cost_usd > y->cost_usd ? -1 : 1;
	if (x->succeeded != y->succeeded)
		return x->succeeded > y->succeeded ? -1 : 1;
	return strcmp(x->model, y->model);
}

static int kind_order(const void *a, const void *b)
{
	const struct watch_kind *x = a, *y = b;

	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return strcmp(x->kind, y->kind);
}

int spend_read(const char *dir,
	       void (*tell)(void *arg, size_t done, size_t total), void *arg,
	       struct spend *ret, struct error *err)
{
	uint64_t size = journal_size(dir, JOURNAL_RAW);
	struct journal_reader *reader;
	struct journal_line line;
	size_t lines = 0;
	int got;

	*ret = (struct spend){0};
	if (journal_reader_open(dir, JOURNAL_RAW, 0, &reader, err) < 0)
		return -1;
	while ((got = journal_reader_next(reader, &line, err)) > 0) {
		struct outcome outcome;

		if (tell != NULL && lines++ % SPEND_TELL == 0)
			tell(arg, (size_t)line.position, (size_t)size);
		if (line.text == NULL ||
		    outcome_read_head(line.text, line.len, &outcome, NULL) < 0)
			continue;
		spend_add(ret, &outcome);
		outcome_done(&outcome);
	}
	journal_reader_close(reader);
	if (ret->n_models > 0)
		qsort(ret->models, ret->n_models, sizeof(*ret->models),
		      model_order);
	if (ret->n_kinds > 0)
		qsort(ret->kinds, ret->n_kinds, sizeof(*ret->kinds),
		      kind_order);
	if (got < 0)
		spend_done(ret);
	return got;
}

void spend_done(struct spend *spend)
{
	days_done(&spend->days);
	*spend = (struct spend){0};
}
