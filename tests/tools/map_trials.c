/*
 * map_trials.c: what a confidence is worth. See map_trials.h.
 *
 * 1. That a value is given is learned from all that regions say; that it is
 *    right to the letter from what stands in records.
 */
#include "config.h"

#include "map_trials.h"

#include <math.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "map_truth.h"

/* Whether a sheet's record has it, and from there. */
static bool candidate_is_given(const struct map_model *model,
			       const struct map_candidate *c,
			       const struct record *record)
{
	const struct field *f = record_find(record, map_field_term(c->field));

	return f != NULL && strcmp(f->value, c->value) == 0 &&
	       fabs(f->confidence -
		    map_weights_confidence(model->weights, WORTH_EXACT,
					   c->field, c->signs)) < 1e-9;
}

void trials_add(struct trials *trials, const struct map_model *model,
		const struct label_reading *reading, const json_t *dwc,
		size_t fold, const struct record *record)
{
	for (size_t k = 0; k < reading->n_candidates; k++) {
		const struct map_candidate *c = &reading->candidates[k];
		int right =
			truth_right(dwc, map_field_term(c->field), c->value);
		struct trial *t;

		if (right < 0)
			continue;
		ARRAY_GROW(trials->items, trials->n, trials->cap);
		t = &trials->items[trials->n++];
		t->field = c->field;
		t->fold = fold;
		t->given =
			record != NULL && candidate_is_given(model, c, record);
		t->right[WORTH_ALIKE] = right == 1;
		t->right[WORTH_EXACT] =
			truth_exact(dwc, map_field_term(c->field), c->value) ==
			1;
		memcpy(t->signs, c->signs, sizeof(t->signs));
	}
}

/* Logistic regression; the weights of a field are drawn to those of all. What
 * one fold showed may be left out. */
static void calibrate_worth(struct map_weights *w, enum map_worth worth,
			    const struct trials *trials, bool known, size_t but)
{
	double all[MAP_SIGNS] = {0}, own[MAP_FIELD_COUNT][MAP_SIGNS] = {{0}};
	double n = (double)trials->n + 1;

	for (int round = 0; round < 3000; round++) {
		double g_all[MAP_SIGNS] = {0};
		double g_own[MAP_FIELD_COUNT][MAP_SIGNS] = {{0}};

		for (size_t i = 0; i < trials->n; i++) {
			const struct trial *t = &trials->items[i];
			double sum = 0, off;

			if (t->fold == but ||
			    (worth == WORTH_EXACT && known && !t->given))
				continue;
			for (int k = 0; k < MAP_SIGNS; k++)
				sum += (all[k] + own[t->field][k]) *
				       t->signs[k];
			off = t->right[worth] - 1 / (1 + exp(-sum));
			for (int k = 0; k < MAP_SIGNS; k++) {
				g_all[k] += off * t->signs[k];
				g_own[t->field][k] += off * t->signs[k];
			}
		}
		for (int k = 0; k < MAP_SIGNS; k++) {
			all[k] += 0.3 * (g_all[k] - 0.5 * all[k]) / n;
			for (int f = 1; f < MAP_FIELD_COUNT; f++)
				own[f][k] +=
					0.3 * (g_own[f][k] - 8 * own[f][k]) / n;
		}
	}
	for (int f = 1; f < MAP_FIELD_COUNT; f++)
		for (int k = 0; k < MAP_SIGNS; k++)
			w->signs[worth][f][k] = all[k] + own[f][k];
}

void trials_calibrate(const struct trials *trials, struct map_weights *w,
		      bool known, size_t but)
{
	for (int i = 0; i < MAP_WORTHS; i++)
		calibrate_worth(w, (enum map_worth)i, trials, known, but);
}
