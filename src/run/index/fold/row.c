/*
 * row.c: what the index keeps of a specimen. See row.h.
 */
#include "config.h"

#include "run/index/fold/row.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "dwc/context/gathering.h"
#include "dwc/doubt/doubt.h"
#include "run/index/filter.h"
#include "run/index/table/values.h"
#include "run/record/second.h"

static void row_digits(const struct specimen *specimen,
		       const struct terms *terms, struct bytes *ret)
{
	size_t n = terms_count(terms);

	memset(bytes_reserve(ret, n), '0', n);
	ret->len = n;
	ret->data[n] = '\0';
	for (size_t i = 0; i < specimen->record.n; i++) {
		const struct field *field = &specimen->record.fields[i];
		size_t term = terms_index(terms, field->term);
		const struct verdict *worst;

		if (text_blank(field->value) || term == n)
			continue;
		worst = verdicts_worst(&specimen->verdicts, field->term);
		ret->data[term] =
			worst != NULL && worst->severity == SEVERITY_ERROR
				? '1'
				: '2';
	}
}

static void row_supports(const struct record *record, const struct terms *terms,
			 struct bytes *ret)
{
	size_t n = terms_count(terms);

	memset(bytes_reserve(ret, n), '0', n);
	ret->len = n;
	ret->data[n] = '\0';
	for (size_t i = 0; i < record->n; i++) {
		const struct field *field = &record->fields[i];
		size_t term = terms_index(terms, field->term);

		if (term < n)
			ret->data[term] = (char)('0' + field->support);
	}
}

static void row_reasons(const struct specimen *specimen,
			const struct terms *terms, struct bytes *ret)
{
	struct doubt doubt;

	bytes_append_str(ret, "");
	record_doubt(terms, &specimen->record, &specimen->verdicts, &doubt);
	for (size_t i = 0; i < doubt.n; i++)
		bytes_printf(ret, "%s%s: %s", i > 0 ? "\n" : "",
			     doubt.reasons[i].term->name,
			     doubt.reasons[i].words);
}

static unsigned int row_marks(const struct specimen *specimen)
{
	return (specimen->flagged ? 1u << MARK_FLAGGED : 0) |
	       (specimen->expert ? 1u << MARK_EXPERT : 0) |
	       (specimen->second ? 1u << MARK_SECOND : 0);
}

static void row_second(const struct specimen *specimen, struct index_row *ret)
{
	struct second_reading reading;
	struct second_value value;

	if (second_waits(specimen))
		second_hands(specimen, &ret->hands);
	if (!second_ended(specimen, &reading))
		return;
	ret->share.marks |= INDEX_READ_TWICE;
	if (second_is_open(specimen))
		ret->share.marks |= INDEX_DISPUTED;
	for (size_t i = 0; second_value(specimen, &reading, i, &value); i++)
		if (strpbrk(value.term, "\t\n") == NULL)
			bytes_printf(&ret->agreed, "%s\t%d\n", value.term,
				     !second_differs(&value));
}

/* Of a signed record its signature, of another what was done with it last, or
 * that it was read. A stamp that no clock wrote says nothing. */
static const char *row_modified(const struct specimen *specimen)
{
	const char *stamp = NULL;
	double seconds;

	if (specimen->signer < specimen->n_acts)
		stamp = specimen->acts[specimen->signer].timestamp;
	else if (specimen->n_acts > 0)
		stamp = specimen->acts[specimen->n_acts - 1].timestamp;
	else if (specimen->base < specimen->n_outcomes)
		stamp = specimen->outcomes[specimen->base].timestamp;
	return stamp != NULL && clock_parse(stamp, &seconds) == 0 ? stamp : "";
}

/* Whether a curator's word stands in it. */
static bool row_is_edited(const struct specimen *specimen)
{
	for (size_t i = 0; i < specimen->record.n; i++)
		if (specimen->record.fields[i].by != NULL)
			return true;
	return false;
}

/* The record as it was read: a curator's values are those that were proposed. */
static void row_as_read(const struct specimen *specimen, struct record *ret)
{
	record_copy(&specimen->record, ret);
	for (size_t i = 0; i < specimen->record.n; i++) {
		const struct field *field = &specimen->record.fields[i];
		const struct field *read =
			record_find(&specimen->proposal, field->term);

		if (field->by == NULL)
			continue;
		if (read != NULL)
			record_put(ret, read);
		else
			record_remove(ret, field->term);
	}
}

/*
 * Where it stands in the order of doubt: by what was read of it, whatever a
 * curator has made of that. So who works on a record keeps their place, and
 * comes back to it. What is blank, or failed, stands behind all that can be
 * mended, which it is once somebody has put a value into it.
 */
static double row_turn(const struct specimen *specimen,
		       const struct terms *terms, bool failed)
{
	struct verdicts verdicts CLEANUP(verdicts_done) = {0};
	struct record read CLEANUP(record_done) = {0};
	double now = quality_turn(&specimen->quality, failed), turn;
	struct quality quality;

	if (now > 0 || !row_is_edited(specimen))
		return now;
	row_as_read(specimen, &read);
	record_validate(terms, &read, &verdicts);
	if (specimen->words != NULL)
		run_words_validate(specimen->words, terms, &read, &verdicts);
	record_quality(terms, &read, &verdicts, false, &quality);
	turn = quality_turn(&quality, false);
	return turn > 0 ? 0 : turn;
}

void index_row_make(const struct specimen *specimen, const struct terms *terms,
		    int64_t outcomes, int64_t successes, struct index_row *ret)
{
	const struct quality *quality = &specimen->quality;

	*ret = (struct index_row){
		.image = mem_strdup(specimen->image),
		.name = mem_strdup(
			record_role_value(&specimen->record, terms, ROLE_NAME)),
		.share = {.extracted = successes > 0,
			  .failed = outcomes > 0 && successes == 0,
			  .marks = row_marks(specimen),
			  .status = (int)specimen->status,
			  .priority = (int)quality->priority,
			  .completeness = quality->completeness,
			  .soundness = quality->soundness,
			  .doubt = quality->doubt,
			  .blank = quality->blank},
		.confidence = quality->confidence,
		.quality = quality->quality,
		.turn = row_turn(specimen, terms,
				 outcomes > 0 && successes == 0),
		.revision = specimen->revision,
		.due = specimen->due,
		.modified = mem_strdup(row_modified(specimen)),
		.facts = specimen->facts_stamp,
	};
	gathering_key(terms, &specimen->record, &ret->alike);
	if (specimen->status == STATUS_APPROVED &&
	    specimen->signer < specimen->n_acts)
		ret->signer = mem_strdup(specimen->acts[specimen->signer].by);
	row_second(specimen, ret);
	row_reasons(specimen, terms, &ret->reasons);
	values_write(&specimen->record, terms, &ret->values);
	row_digits(specimen, terms, &ret->digits);
	row_supports(&specimen->record, terms, &ret->supports);
}

void index_row_done(struct index_row *row)
{
	free(row->image);
	free(row->name);
	free(row->modified);
	bytes_done(&row->alike);
	bytes_done(&row->hands);
	bytes_done(&row->agreed);
	free(row->signer);
	bytes_done(&row->reasons);
	bytes_done(&row->values);
	bytes_done(&row->digits);
	bytes_done(&row->supports);
	*row = (struct index_row){0};
}
