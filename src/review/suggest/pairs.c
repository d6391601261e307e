/*
 * pairs.c: a value and how it is written, in two terms: each is offered for the
 * other. See gather.h.
 *
 * 1. A date or a coordinate is offered as what is written means, and never the
 *    other way: what stands on the sheet does not follow from its meaning.
 * 2. A date that may mean several days is offered as each of them; one of two
 *    days that the check warns of as each, too: a figure before it may have been
 *    read for a day.
 */
#include "config.h"

#include "review/suggest/gather.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dwc/date/date.h"
#include "dwc/record/written.h"
#include "dwc/typed/typed.h"

#define WORTH_PAIR 0.5

static void pair_offer(struct gather *gather, const struct term *to,
		       const char *value, const char *note)
{
	struct gather_term *of = gather_find(gather, to->name);

	if (of != NULL)
		gather_add(gather, of,
			   &(struct offer){
				   .value = value,
				   .note = note,
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
	/* Of the value itself the check proposes what it surely means. */
	if (typed.value != NULL && verbatim != term)
		pair_offer(gather, term, typed.value, verbatim->label);
	for (size_t i = 0;
	     i < typed.n_options && (verbatim != term || typed.n_options > 1);
	     i++)
		pair_offer(gather, term, typed.options[i].value,
			   verbatim != term ? verbatim->label
					    : typed.options[i].note);
	typed_done(&typed);
	verdicts_done(&verdicts);
	record_done(&record);
}

/* Whether the check warns of what stands there. */
static bool value_is_warned(const struct gather *gather, const char *term)
{
	const struct verdict *worst =
		verdicts_worst(&gather->specimen->verdicts, term);

	return worst != NULL && worst->severity != SEVERITY_NOTE;
}

/* What stands there itself (invariant 2). */
static void date_offer(struct gather *gather, const struct term *term,
		       const char *value)
{
	const size_t day = strlen("0000-00-00");
	const char *slash = strchr(value, '/');

	if (!value_is_warned(gather, term->name))
		return;
	if (!date_is_iso(value)) {
		pair_read(gather, term, term, value);
	} else if (slash == value + day && strlen(slash + 1) == day) {
		char *first CLEANUP(mem_free_str) = mem_strndup(value, day);

		pair_offer(gather, term, slash + 1, "the last day");
		pair_offer(gather, term, first, "the first day");
	}
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

		if (term->kind == TERM_DATE && !text_blank(value))
			date_offer(gather, term, value);
		if (verbatim == NULL)
			continue;
		written = record_value(record, verbatim->name);
		if (!text_blank(written) && pair_is_same(term))
			pair_offer(gather, term, written, verbatim->label);
		else if (!text_blank(written))
			pair_read(gather, term, verbatim, written);
		if (!text_blank(value) && pair_is_same(term))
			pair_offer(gather, verbatim, value, term->label);
	}
}
