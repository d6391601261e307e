/*
 * pairs.c: a value and how it is written, in two terms: each is offered for the
 * other. See gather.h.
 *
 * 1. A date or a coordinate is offered as what is written means, and never the
 *    other way: what stands on the sheet does not follow from its meaning.
 */
#include "config.h"

#include "review/suggest/gather.h"

#include "base/text.h"
#include "dwc/record/written.h"
#include "dwc/typed/typed.h"

#define WORTH_PAIR 0.5

static void pair_offer(struct gather *gather, const struct term *to,
		       const char *value, const struct term *from)
{
	struct gather_term *of = gather_find(gather, to->name);

	if (of != NULL)
		gather_add(gather, of,
			   &(struct offer){
				   .value = value,
				   .note = from->label,
				   .source = SUGGESTION_CHECK,
				   .score = WORTH_PAIR,
			   });
}

/* What is written, read as a value of this term. */
static void pair_read(struct gather *gather, const struct term *term,
		      const struct term *verbatim, const char *written)
{
	struct verdicts verdicts = {0};
	struct record record;
	struct typed typed;

	if (term->kind == TERM_DATE)
		record_copy(&gather->specimen->record, &record);
	else
		record_init(&record); /* a pair of coordinates fills both */
	record_set(&record, term->name, written, 1, SOURCE_HUMAN);
	record_validate_term(gather->terms, &record, term->name, &verdicts);
	typed_read(gather->terms, &record, term->name, &verdicts,
		   (struct typed_known){0}, &typed);
	if (typed.value != NULL)
		pair_offer(gather, term, typed.value, verbatim);
	for (size_t i = 0; i < typed.n_options; i++)
		pair_offer(gather, term, typed.options[i].value, verbatim);
	typed_done(&typed);
	verdicts_done(&verdicts);
	record_done(&record);
}

static bool pair_is_same(const struct term *term)
{
	return term->kind == TERM_NAME || term->kind == TERM_TEXT;
}

void suggest_pairs(struct gather *gather)
{
	const struct record *record = &gather->specimen->record;

	for (size_t i = 0; i < terms_count(gather->terms); i++) {
		const struct term *term = terms_at(gather->terms, i);
		const struct term *verbatim =
			term_verbatim(gather->terms, term);
		const char *value = record_value(record, term->name);
		const char *written;

		if (verbatim == NULL)
			continue;
		written = record_value(record, verbatim->name);
		if (!text_blank(written) && pair_is_same(term))
			pair_offer(gather, term, written, verbatim);
		else if (!text_blank(written))
			pair_read(gather, term, verbatim, written);
		if (!text_blank(value) && pair_is_same(term))
			pair_offer(gather, verbatim, value, term);
	}
}
