/*
 * outcomes.c: lines of raw.jsonl folded to figures. See outcomes.h.
 */
#include "config.h"

#include "watch/read/outcomes.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "extract/control/progress.h"
#include "run/journal/outcome.h"

void watch_outcomes_init(struct watch_outcomes *outcomes)
{
	memset(outcomes, 0, sizeof(*outcomes));
}

static struct watch_model *model_of(struct watch_model *models, size_t *n,
				    const struct outcome *o)
{
	char name[sizeof(models->model)];
	size_t i = 0;

	progress_copy(name, sizeof(name),
		      o->model != NULL	    ? o->model
		      : o->provider != NULL ? o->provider
					    : "?");
	while (i < *n && strcmp(models[i].model, name) != 0)
		i++;
	if (i == WATCH_MODELS) {
		progress_copy(models[--i].model, sizeof(models[i].model),
			      "other");
	} else if (i == *n) {
		models[(*n)++] = (struct watch_model){0};
		memcpy(models[i].model, name, sizeof(name));
	}
	return &models[i];
}

/* What is no sum of money counts for nothing. */
static double cost_of(const struct outcome *o)
{
	return o->cost_usd > 0 && o->cost_usd < 1e9 ? o->cost_usd : 0;
}

void watch_models_add(struct watch_model *models, size_t *n,
		      const struct outcome *outcome)
{
	struct watch_model *model = model_of(models, n, outcome);

	model->cost_usd += cost_of(outcome);
	/* It says what was paid, and nothing of the sheet. */
	if (outcome_is_left(outcome))
		return;
	model->failed += outcome->error != NULL;
	model->succeeded += outcome->error == NULL;
}

static void term_count(struct watch_outcomes *outcomes, const char *name)
{
	char clean[sizeof(outcomes->terms[0].name)];
	size_t i = 0;

	progress_copy(clean, sizeof(clean), name);
	while (i < outcomes->n_terms &&
	       strcmp(outcomes->terms[i].name, clean) != 0)
		i++;
	if (i == WATCH_TERMS)
		return;
	if (i == outcomes->n_terms) {
		outcomes->n_terms++;
		memcpy(outcomes->terms[i].name, clean, sizeof(clean));
	}
	outcomes->terms[i].filled++;
}

static void name_keep(struct watch_outcomes *outcomes, const struct outcome *o)
{
	struct watch_name *name =
		&outcomes->names[outcomes->n_names++ % WATCH_NAMES];

	progress_copy(name->id, sizeof(name->id), o->specimen_id);
	progress_copy(name->image, sizeof(name->image), file_base(o->image));
}

const char *watch_outcomes_name(const struct watch_outcomes *outcomes,
				const char *id)
{
	uint64_t n = outcomes->n_names,
		 kept = n < WATCH_NAMES ? n : WATCH_NAMES;

	for (uint64_t i = 1; i <= kept; i++) {
		const struct watch_name *name =
			&outcomes->names[(n - i) % WATCH_NAMES];

		if (strcmp(name->id, id) == 0)
			return name->image;
	}
	return NULL;
}

static void failure_keep(struct watch_outcomes *outcomes,
			 const struct outcome *o, double at)
{
	struct watch_failure *failure =
		&outcomes->failures[outcomes->n_failures++ % WATCH_FAILURES];

	failure->at = at;
	progress_copy(failure->kind, sizeof(failure->kind),
		      o->error_kind != NULL ? o->error_kind : "error");
}

static int kind_order(const void *a, const void *b)
{
	const struct watch_kind *left = a, *right = b;

	if (left->n != right->n)
		return left->n > right->n ? -1 : 1;
	return strcmp(left->kind, right->kind);
}

size_t watch_outcomes_kinds(const struct watch_outcomes *outcomes, double since,
			    struct watch_kind ret[WATCH_KINDS])
{
	uint64_t n = outcomes->n_failures;
	uint64_t kept = n < WATCH_FAILURES ? n : WATCH_FAILURES;
	size_t n_kinds = 0;

	for (uint64_t i = n - kept; i < n; i++) {
		const struct watch_failure *failure =
			&outcomes->failures[i % WATCH_FAILURES];

		if (since < 0 || failure->at >= since)
			watch_kinds_add(ret, &n_kinds, failure->kind);
	}
	if (n_kinds > 0)
		qsort(ret, n_kinds, sizeof(*ret), kind_order);
	return n_kinds;
}

/* --- the sheet ------------------------------------------------------------ */

static void sheet_values(const struct outcome *o, struct watch_sheet *ret)
{
	for (size_t i = 0; i < o->dwc.n; i++) {
		const struct field *field = &o->dwc.fields[i];
		struct watch_value *value = &ret->values[ret->n_values];

		if (text_blank(field->value))
			continue;
		ret->n_fields++;
		if (ret->n_values == WATCH_VALUES)
			continue;
		progress_copy(value->term, sizeof(value->term), field->term);
		progress_copy(value->value, sizeof(value->value), field->value);
		value->confidence = field->confidence;
		ret->n_values++;
	}
}

/* Labels stand in the order of their worth. */
static void sheet_label(const struct labels *labels, struct watch_sheet *ret)
{
	ret->turn = labels->n > 0 ? labels->sheet_rotation : -1;
	if (labels->n == 0)
		return;
	ret->label = labels->items[0].box;
	if (labels->items[0].rotation >= 0)
		ret->turn = labels->items[0].rotation;
}

static void sheet_fill(const struct outcome *o, double at,
		       struct watch_sheet *ret)
{
	memset(ret, 0, sizeof(*ret));
	progress_copy(ret->id, sizeof(ret->id), o->specimen_id);
	progress_copy(ret->image, sizeof(ret->image), o->image);
	progress_copy(ret->model, sizeof(ret->model), o->model);
	ret->at = at;
	sheet_label(&o->labels, ret);
	sheet_values(o, ret);
}

static void take_success(struct watch_outcomes *outcomes,
			 const struct outcome *o, double at)
{
	outcomes->succeeded++;
	for (size_t i = 0; i < o->dwc.n; i++)
		if (!text_blank(o->dwc.fields[i].value))
			term_count(outcomes, o->dwc.fields[i].term);
	sheet_fill(o, at, &outcomes->last);
	outcomes->have_last = true;
}

static void failed_keep(struct watch_outcomes *outcomes,
			const struct outcome *o)
{
	struct watch_failed *last = outcomes->failed_last;
	bool named = o->image != NULL && o->image[0] != '\0';

	memmove(last + 1, last, (WATCH_FAILED_LAST - 1) * sizeof(*last));
	*last = (struct watch_failed){.sheet = ""};
	progress_copy(last->sheet, sizeof(last->sheet),
		      named ? o->image : o->specimen_id);
	progress_copy(last->error, sizeof(last->error), o->error);
	outcomes->n_failed += outcomes->n_failed < WATCH_FAILED_LAST;
}

static void take_failure(struct watch_outcomes *outcomes,
			 const struct outcome *o, double at)
{
	outcomes->failed++;
	failure_keep(outcomes, o, at);
	failed_keep(outcomes, o);
}

static void outcomes_add(struct watch_outcomes *outcomes,
			 const struct outcome *o)
{
	double at;

	if (o->timestamp == NULL || clock_parse(o->timestamp, &at) < 0)
		at = -1;
	watch_models_add(outcomes->models, &outcomes->n_models, o);
	outcomes->cost_usd += cost_of(o);
	if (outcome_is_left(o))
		return;
	name_keep(outcomes, o);
	if (o->error != NULL)
		take_failure(outcomes, o, at);
	else
		take_success(outcomes, o, at);
}

void watch_outcomes_take(struct watch_outcomes *outcomes, const char *line,
			 size_t len)
{
	struct outcome outcome;

	outcomes->lines++;
	if (line == NULL || outcome_read(line, len, &outcome, NULL, NULL) < 0) {
		outcomes->bad++;
		return;
	}
	outcomes_add(outcomes, &outcome);
	outcome_done(&outcome);
}
