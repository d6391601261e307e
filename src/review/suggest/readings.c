/*
 * readings.c: what the readings of a sheet say of its fields, and what the
 * checks propose. See gather.h.
 *
 * 1. Of each reader its last success speaks, as in the proposal.
 * 2. A reading disagrees where the record does not say all that it says, and
 *    no person decided.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "review/suggest/gather.h"
#include "run/record/alike.h"
#include "run/record/proposal.h"
#include "run/record/second.h"

/* What a suggestion is worth. */
#define WORTH_DIFFERS 0.6 /* a reading that disagrees, and … */
#define WORTH_AGREED  0.3 /* … as much more as readings have it */
#define WORTH_READING 0.3
#define WORTH_CODE    0.9 /* a code says it */
#define WORTH_CHECK   0.8
#define WORTH_SECOND  1.0 /* a person read it */

/* Successes whose values are compared. */
struct readers {
	const struct specimen *specimen;
	size_t *items, n; /* places in its outcomes */
};

static const char *reader_name(const struct outcome *outcome)
{
	return text_blank(outcome->model) ? "unknown model" : outcome->model;
}

/* "2 of 3 readings: MODEL, MODEL" */
static char *readers_note(const struct readers *readers, const bool *agree,
			  size_t n)
{
	struct bytes note CLEANUP(bytes_done) = {0};
	const char *between = ": ";

	bytes_printf(&note, "%zu of %zu reading%s", n, readers->n,
		     readers->n == 1 ? "" : "s");
	for (size_t i = 0; i < readers->n; i++) {
		size_t of = readers->items[i];

		if (!agree[i])
			continue;
		bytes_printf(&note, "%s%s", between,
			     reader_name(&readers->specimen->outcomes[of]));
		between = ", ";
	}
	return mem_strdup(note.data);
}

/* One value of a term, as a reading has it. */
struct heard {
	const struct field *field; /* NULL: left empty */
	char *alike;
};

static struct heard *readers_hear(const struct readers *readers,
				  const struct terms *terms,
				  const struct term *term)
{
	struct heard *ret = mem_zalloc((readers->n + 1) * sizeof(*ret));

	for (size_t i = 0; i < readers->n; i++) {
		const struct outcome *outcome =
			&readers->specimen->outcomes[readers->items[i]];
		const struct field *field =
			record_find(&outcome->dwc, term->name);

		if (field == NULL || text_blank(field->value))
			continue;
		ret[i].field = field;
		ret[i].alike = alike_text(terms, term, field->value);
	}
	return ret;
}

static void heard_free(struct heard *heard, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(heard[i].alike);
	free(heard);
}

static void heard_add(struct gather *gather, struct gather_term *of,
		      const struct readers *readers, const struct heard *heard,
		      size_t i)
{
	bool *agree = mem_zalloc(readers->n + 1);
	bool differs = !of->decided &&
		       !alike_says(of->term, of->alike, heard[i].alike);
	size_t n = 0;
	char *note;

	for (size_t k = 0; k < readers->n; k++) {
		agree[k] = heard[k].field != NULL &&
			   strcmp(heard[k].alike, heard[i].alike) == 0;
		n += agree[k];
	}
	note = readers_note(readers, agree, n);
	gather_add(
		gather, of,
		&(struct offer){
			.value = heard[i].field->value,
			.note = note,
			.source = SUGGESTION_READING,
			.agree = n,
			.differs = differs,
			.score = (differs ? WORTH_DIFFERS : WORTH_READING) +
				 WORTH_AGREED * (double)n / (double)readers->n,
			.boxes = heard[i].field->boxes,
			.n_boxes = heard[i].field->n_boxes,
		});
	free(note);
	free(agree);
}

/* Whether a reading before it said so in the same words, or did so in others
 * than the record has. */
static bool heard_before(const struct gather_term *of,
			 const struct heard *heard, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (heard[k].field != NULL &&
		    strcmp(heard[k].alike, heard[i].alike) == 0 &&
		    (strcmp(heard[k].field->value, of->now) == 0) ==
			    (strcmp(heard[i].field->value, of->now) == 0))
			return true;
	return false;
}

/* What a code says is of no outcome. */
static void suggest_found(struct gather *gather)
{
	const struct record *found = &gather->specimen->found;

	for (size_t i = 0; i < found->n; i++) {
		const struct field *field = &found->fields[i];
		struct gather_term *of = gather_find(gather, field->term);

		if (of != NULL)
			gather_add(gather, of,
				   &(struct offer){
					   .value = field->value,
					   .note = "bar code",
					   .source = SUGGESTION_LABEL,
					   .score = WORTH_CODE,
					   .boxes = field->boxes,
					   .n_boxes = field->n_boxes,
				   });
	}
}

/* What two persons say of a sheet, who did not see each other's values. */
static void suggest_second(struct gather *gather, struct gather_term *of)
{
	const struct specimen *specimen = gather->specimen;
	struct second_value value;
	const char *by;
	char *note;

	if (!second_disputes(specimen, of->term->name, &value, &by))
		return;
	note = mem_printf("%s, a second reader", by);
	gather_add(gather, of,
		   &(struct offer){.value = value.second,
				   .note = note,
				   .source = SUGGESTION_READING,
				   .agree = 1,
				   .differs = true,
				   .score = WORTH_SECOND});
	free(note);
	gather_add(gather, of,
		   &(struct offer){.value = value.first,
				   .note = "signed before",
				   .source = SUGGESTION_SIGNED,
				   .score = WORTH_SECOND});
}

void suggest_readings(struct gather *gather)
{
	struct readers readers = {.specimen = gather->specimen};

	readers.items = proposal_candidates(gather->specimen, &readers.n);
	for (size_t t = 0; t < gather->n; t++) {
		struct gather_term *of = &gather->of[t];
		struct heard *heard =
			readers_hear(&readers, gather->terms, of->term);

		for (size_t i = 0; i < readers.n; i++)
			if (heard[i].field != NULL &&
			    !heard_before(of, heard, i))
				heard_add(gather, of, &readers, heard, i);
		heard_free(heard, readers.n);
		suggest_second(gather, of);
	}
	free(readers.items);
	suggest_found(gather);
}

void suggest_checks(struct gather *gather)
{
	const struct verdicts *verdicts = &gather->specimen->verdicts;

	for (size_t i = 0; i < verdicts->n; i++) {
		const struct verdict *verdict = &verdicts->items[i];
		struct gather_term *of = gather_find(gather, verdict->term);

		if (of != NULL && verdict->proposal != NULL)
			gather_add(gather, of,
				   &(struct offer){
					   .value = verdict->proposal,
					   .source = SUGGESTION_CHECK,
					   .score = WORTH_CHECK,
				   });
	}
}
