/*
 * readings.c: readings of one sheet, beside each other. See readings.h.
 *
 * 1. What a reading is worth follows from its own record: the verdicts that
 *    weigh are of that alone. What the run or a list of names says of a value may
 *    change with every sheet, and would change records that nobody touched.
 * 2. Of readings that say the same for the same model one is kept, the last:
 *    nobody is borne out by what they said before.
 */
#include "config.h"

#include "run/record/readings.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/doubt/doubt.h"
#include "run/record/alike.h"

#define CONFIDENCE_UNKNOWN 0.5 /* as quality.c has it */

/* --- reading them --------------------------------------------------------- */

static const struct record *reading_record(const struct readings *r,
					   const struct reading *reading)
{
	const struct specimen *s = r->specimen;

	return reading->outcome < s->n_outcomes
		       ? &s->outcomes[reading->outcome].dwc
		       : &s->found;
}

size_t slot_find(const struct readings *r, const char *name)
{
	size_t known = terms_index(r->terms, name);

	if (known < terms_count(r->terms))
		return known;
	for (size_t i = known; i < r->n_slots; i++)
		if (strcmp(r->slots[i].name, name) == 0)
			return i;
	return r->n_slots;
}

static void slot_add(struct readings *r, const char *name,
		     const struct term *term)
{
	ARRAY_GROW(r->slots, r->n_slots, r->cap_slots);
	r->slots[r->n_slots++] = (struct slot){name, term};
}

static void readings_slots(struct readings *r)
{
	for (size_t i = 0; i < terms_count(r->terms); i++) {
		const struct term *term = terms_at(r->terms, i);

		slot_add(r, term->name, term);
	}
	for (size_t i = 0; i < r->n; i++) {
		const struct record *record = reading_record(r, &r->items[i]);

		for (size_t k = 0; k < record->n; k++)
			if (slot_find(r, record->fields[k].term) == r->n_slots)
				slot_add(r, record->fields[k].term, NULL);
	}
}

/* A reader that was not sure says so in its confidence, which weighs later. */
static bool verdict_weighs(const struct verdict *verdict)
{
	return verdict->severity == SEVERITY_WARNING &&
	       strcmp(verdict->code, "low-confidence") != 0;
}

static void reading_judge(const struct readings *r, struct reading *reading)
{
	struct verdicts verdicts = {0};

	record_validate(r->terms, reading_record(r, reading), &verdicts);
	for (size_t i = 0; i < verdicts.n; i++) {
		const struct verdict *verdict = &verdicts.items[i];
		struct held *held =
			&reading->values[slot_find(r, verdict->term)];

		held->error |= verdict->severity == SEVERITY_ERROR;
		held->warning |= verdict_weighs(verdict);
	}
	verdicts_done(&verdicts);
}

void outcome_calibrate(const struct outcome *outcome, const struct terms *terms,
		       struct field *field)
{
	struct record one = {.fields = field, .n = 1, .cap = 1};

	record_calibrate(terms, &one, outcome->provider, outcome->model);
}

/* How sure it is, as it counts for this reader. */
static double reading_sure(const struct readings *r,
			   const struct reading *reading,
			   const struct field *field)
{
	struct field copy = *field; /* its texts are not ours */

	if (reading->outcome < r->specimen->n_outcomes)
		outcome_calibrate(&r->specimen->outcomes[reading->outcome],
				  r->terms, &copy);
	return copy.confidence < 0 ? CONFIDENCE_UNKNOWN : copy.confidence;
}

static void reading_fill(const struct readings *r, struct reading *reading)
{
	const struct record *record = reading_record(r, reading);

	reading->silent = true;
	reading->values = mem_zalloc(r->n_slots * sizeof(*reading->values));
	for (size_t i = 0; i < record->n; i++) {
		const struct field *field = &record->fields[i];
		size_t slot = slot_find(r, field->term);
		struct held *held = &reading->values[slot];

		if (text_blank(field->value))
			continue;
		reading->silent = false;
		held->field = field;
		held->confidence = reading_sure(r, reading, field);
		held->alike =
			alike_text(r->terms, r->slots[slot].term, field->value);
	}
	reading_judge(r, reading);
}

static void reading_done(const struct readings *r, struct reading *reading)
{
	for (size_t i = 0; reading->values != NULL && i < r->n_slots; i++)
		free(reading->values[i].alike);
	free(reading->values);
	free(reading->model);
}

int field_supported(const struct field *field)
{
	static const int worth[SUPPORT_COUNT] = {
		[SUPPORT_SEEN] = 1,
		[SUPPORT_INFERRED] = 1,
		[SUPPORT_NOWHERE] = -1,
	};

	return worth[field->support];
}

bool held_counts(const struct held *held)
{
	return held->field != NULL && !held->doubted;
}

bool held_alike(const struct held *a, const struct held *b)
{
	return a->field != NULL && b->field != NULL &&
	       alike_same(a->alike, b->alike);
}

bool held_agrees(const struct slot *slot, const struct held *a,
		 const struct held *b)
{
	return a->field != NULL && b->field != NULL &&
	       alike_says(slot->term, a->alike, b->alike);
}

static bool reading_is_copy(const struct readings *r, const struct reading *a,
			    const struct reading *b)
{
	if (strcmp(a->model, b->model) != 0)
		return false;
	for (size_t i = 0; i < r->n_slots; i++) {
		const char *left = a->values[i].alike;
		const char *right = b->values[i].alike;

		if (left != right &&
		    (left == NULL || right == NULL || strcmp(left, right) != 0))
			return false;
	}
	return true;
}

/* Of readings that say the same for the same model the last one stays. */
static void readings_drop_copies(struct readings *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->n; i++) {
		bool copied = false;

		for (size_t k = i + 1; k < r->n && !copied; k++)
			copied = reading_is_copy(r, &r->items[i], &r->items[k]);
		if (copied)
			reading_done(r, &r->items[i]);
		else
			r->items[kept++] = r->items[i];
	}
	r->n = kept;
}

/* Finds out which readings are by one model. */
static void readings_number(struct readings *r)
{
	r->counted = mem_zalloc(r->n + 1);
	for (size_t i = 0; i < r->n; i++) {
		size_t first = 0;

		while (strcmp(r->items[first].model, r->items[i].model) != 0)
			first++;
		r->items[i].first = first;
	}
}

/* Whether another reading, of those that read anything, left it empty. What
 * the sheet's facts say is not a reading of all of it. */
static bool readings_left_empty(const struct readings *r, size_t reading,
				size_t slot)
{
	for (size_t i = 0; i < r->n; i++)
		if (i != reading && !r->items[i].silent &&
		    r->items[i].outcome < r->specimen->n_outcomes &&
		    r->items[i].values[slot].field == NULL)
			return true;
	return false;
}

static void readings_doubt(struct readings *r)
{
	for (size_t i = 0; i < r->n; i++) {
		for (size_t k = 0; k < r->n_slots; k++) {
			struct held *held = &r->items[i].values[k];

			held->doubted = held->field != NULL &&
					field_supported(held->field) < 0 &&
					readings_left_empty(r, i, k);
		}
	}
}

void readings_make(struct readings *r, const size_t *candidates, size_t n)
{
	const struct specimen *s = r->specimen;

	r->items = mem_zalloc((n + 1) * sizeof(*r->items));
	for (size_t i = 0; i < n; i++)
		r->items[i] = (struct reading){
			.outcome = candidates[i],
			.model = alike_model(s->outcomes[candidates[i]].model),
		};
	r->n = n;
	if (s->found.n > 0)
		r->items[r->n++] = (struct reading){
			.outcome = s->n_outcomes,
			.model = mem_strdup("the sheet"),
		};
	readings_slots(r);
	for (size_t i = 0; i < r->n; i++)
		reading_fill(r, &r->items[i]);
	readings_drop_copies(r);
	readings_number(r);
	readings_doubt(r);
}

void readings_done(struct readings *r)
{
	for (size_t i = 0; i < r->n; i++)
		reading_done(r, &r->items[i]);
	free(r->items);
	free(r->slots);
	free(r->counted);
}
