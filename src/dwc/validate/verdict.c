/*
 * verdict.c: runs the validators over a record. See verdict.h; the
 * validators themselves are in files by kind of value.
 *
 * 1. Verdicts stand in the order of the table of terms.
 * 2. A proposal is tried as the value before it is given (validate_proposals):
 *    it is sound, and taking it leaves nothing more to propose. What a trial
 *    proposes is not tried again, so that one trial is the end of it.
 */
#include "config.h"

#include "dwc/validate/verdict.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "dwc/validate/validate.h"

#define CONFIDENCE_DOUBTFUL 0.5 /* the original pipeline's bound, too */
/* Of what a reader who is known says less surely than this a third and more is
 * wrong: it takes in about half of their wrong values, and a seventh of the
 * right. */
#define CONFIDENCE_SURE_ENOUGH 0.65

static void (*const by_kind[])(struct validation *) = {
	[TERM_TEXT] = validate_text,
	[TERM_NAME] = validate_name,
	[TERM_PERSON] = validate_person,
	[TERM_DATE] = validate_date,
	[TERM_NUMBER] = validate_number,
	[TERM_COORDINATE] = validate_coordinate,
	[TERM_IDENTIFIER] = validate_identifier,
	[TERM_PLACE] = validate_place,
	[TERM_VOCABULARY] = validate_vocabulary,
	[TERM_HISTORY] = validate_history,
	[TERM_FLAG] = validate_flag,
};

static void validate_empty(struct validation *v)
{
	if (!term_is_required(v->term))
		return;
	validation_add(v, SEVERITY_ERROR, "empty", NULL,
		       "%s is empty: type what the label says, or confirm "
		       "that it says nothing.",
		       v->term->label);
}

static void validate_value(struct validation *v)
{
	if (v->term->kind == TERM_HISTORY) {
		validate_history(v);
		return;
	}
	if (v->term->unchecked || validate_placeholder(v) ||
	    validate_boilerplate(v) || validate_heading_inside(v))
		return;
	validate_leaders(v);
	by_kind[v->term->kind](v);
}

/* What two values say of each other is not held against either. */
static bool verdict_is_between(const struct verdict *verdict)
{
	static const char *const codes[] = {"coordinate-pair", "place-mismatch",
					    "date-order", "coordinate-sign",
					    "coordinates-swapped"};

	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		if (strcmp(verdict->code, codes[i]) == 0)
			return true;
	return false;
}

/* Whether a proposal stands its own test: as the value of the term it is
 * sound, and nothing else is proposed for it. */
static bool proposal_stands(const struct validation *v, const char *proposal)
{
	char *value CLEANUP(mem_free_str) = text_squeezed(proposal);
	struct verdicts verdicts = {0};
	struct validation trial = *v;
	bool stands = true;

	trial.has_heading = false;
	trial.value = value;
	trial.ret = &verdicts;
	phrase_read(value, PHRASE_LETTERS_AND_DIGITS, &trial.phrase);
	validate_value(&trial);
	for (size_t i = 0; i < verdicts.n; i++) {
		const struct verdict *verdict = &verdicts.items[i];

		stands = stands && verdict->proposal == NULL &&
			 (verdict->severity == SEVERITY_NOTE ||
			  verdict_is_between(verdict));
	}
	phrase_done(&trial.phrase);
	verdicts_done(&verdicts);
	return stands;
}

/* Takes away the proposals of the verdicts from `first` on that do not stand
 * their test. */
static void validate_proposals(struct validation *v, size_t first)
{
	for (size_t i = first; i < v->ret->n; i++) {
		struct verdict *verdict = &v->ret->items[i];

		if (verdict->proposal == NULL ||
		    proposal_stands(v, verdict->proposal))
			continue;
		free(verdict->proposal);
		verdict->proposal = NULL;
	}
}

/* Whether a value wants a look for its confidence alone. That nothing is known
 * of its reader is not held against each; what they were not sure of themselves
 * is. */
static bool is_unsure(const struct field *field)
{
	bool known = field->said >= 0 && !field_reader_is_unknown(field);

	return field->confidence <
	       (known ? CONFIDENCE_SURE_ENOUGH : CONFIDENCE_DOUBTFUL);
}

/* Whether one of the verdicts from `first` on is more than a note. */
static bool verdicts_alarm(const struct verdicts *verdicts, size_t first)
{
	for (size_t i = first; i < verdicts->n; i++)
		if (verdicts->items[i].severity != SEVERITY_NOTE)
			return true;
	return false;
}

/* What nothing else is said of, but the reader itself was not sure of. */
static void validate_confidence(struct validation *v, const struct field *field,
				size_t said_before)
{
	if (verdicts_alarm(v->ret, said_before) ||
	    field->source == SOURCE_HUMAN || field->confidence < 0 ||
	    !is_unsure(field) || validation_is_confirmed(v))
		return;
	if (field->confidence < field->said)
		validation_add(v, SEVERITY_WARNING, "low-confidence", NULL,
			       "Of what its reader is so sure of (%.0f %%) "
			       "%.0f in 100 are wrong: compare it with the "
			       "sheet.",
			       100 * field->said,
			       100 * (1 - field->confidence));
	else
		validation_add(v, SEVERITY_WARNING, "low-confidence", NULL,
			       "The reader was not sure of this (%.0f %%): "
			       "compare it with the sheet.",
			       100 * field->confidence);
}

static void validate_term(struct validation *v, const struct field *field)
{
	size_t said_before = v->ret->n;
	char *value CLEANUP(mem_free_str) = NULL;

	v->value = NULL;
	if (field == NULL || text_blank(field->value)) {
		if (field == NULL || field->source != SOURCE_EMPTY)
			validate_empty(v);
		validate_latest(v, field);
		return;
	}
	value = text_squeezed(field->value);
	v->value = value;
	phrase_read(value, PHRASE_LETTERS_AND_DIGITS, &v->phrase);
	validate_value(v);
	validate_written(v, field);
	validate_proposals(v, said_before);
	validate_confidence(v, field, said_before);
	said_before = v->ret->n;
	validate_latest(v, field);
	validate_proposals(v, said_before);
	phrase_done(&v->phrase);
}

static struct validation validation_of(const struct terms *terms,
				       const struct record *record,
				       struct verdicts *ret)
{
	return (struct validation){
		.terms = terms,
		.record = record,
		.tables = terms_word_tables(terms),
		.this_year = clock_year(),
		.ret = ret,
	};
}

void record_validate_term(const struct terms *terms,
			  const struct record *record, const char *term,
			  struct verdicts *ret)
{
	struct validation v = validation_of(terms, record, ret);
	const struct field *field = NULL;

	v.term = terms_find(terms, term);
	if (v.term == NULL)
		return;
	for (size_t i = record->n; i > 0; i--)
		if (strcmp(record->fields[i - 1].term, term) == 0)
			field = &record->fields[i - 1];
	validate_term(&v, field);
}

void record_validate(const struct terms *terms, const struct record *record,
		     struct verdicts *ret)
{
	struct validation v = validation_of(terms, record, ret);
	const struct field **fields =
		mem_zalloc((terms_count(terms) + 1) * sizeof(*fields));

	/* Of two fields of one term the first counts, as in record_find. */
	for (size_t i = record->n; i > 0; i--)
		fields[terms_index(terms, record->fields[i - 1].term)] =
			&record->fields[i - 1];
	for (size_t i = 0; i < terms_count(terms); i++) {
		v.term = terms_at(terms, i);
		validate_term(&v, fields[i]);
	}
	free(fields);
}

void verdicts_sort(struct verdicts *verdicts, const struct terms *terms)
{
	struct verdict *items = verdicts->items;

	/* They are few, and nearly in order. */
	for (size_t i = 1; i < verdicts->n; i++) {
		struct verdict moved = items[i];
		size_t term = terms_index(terms, moved.term), at = i;

		while (at > 0 && terms_index(terms, items[at - 1].term) > term)
			at--;
		memmove(items + at + 1, items + at, (i - at) * sizeof(*items));
		items[at] = moved;
	}
}

void verdicts_done(struct verdicts *verdicts)
{
	for (size_t i = 0; i < verdicts->n; i++) {
		free(verdicts->items[i].term);
		free(verdicts->items[i].message);
		free(verdicts->items[i].proposal);
	}
	free(verdicts->items);
	*verdicts = (struct verdicts){0};
}

const struct verdict *verdicts_worst(const struct verdicts *verdicts,
				     const char *term)
{
	const struct verdict *worst = NULL;

	for (size_t i = 0; i < verdicts->n; i++) {
		const struct verdict *verdict = &verdicts->items[i];

		if (strcmp(verdict->term, term) == 0 &&
		    (worst == NULL || verdict->severity > worst->severity))
			worst = verdict;
	}
	return worst;
}

bool verdict_condemns(const struct verdict *verdict,
		      const struct record *record)
{
	return verdict->severity == SEVERITY_ERROR &&
	       !text_blank(record_value(record, verdict->term));
}

const char *severity_word(enum severity severity)
{
	static const char *const words[] = {
		[SEVERITY_NOTE] = "note",
		[SEVERITY_WARNING] = "warning",
		[SEVERITY_ERROR] = "error",
	};

	return words[severity];
}

const char *verdict_origin_word(enum verdict_origin origin)
{
	static const char *const words[] = {
		[VERDICT_RECORD] = "record",
		[VERDICT_RUN] = "run",
		[VERDICT_TAXA] = "taxa",
		[VERDICT_GBIF] = "gbif",
	};

	return words[origin];
}
