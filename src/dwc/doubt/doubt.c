/*
 * doubt.c: the doubt of a record. See doubt.h.
 *
 * Signs are not added up: they are not independent (a value that is not on the
 * sheet is often one that the validators doubt, too), so the worst one decides,
 * and without any what its calibrated confidence lacks of 1.
 *
 * 1. A better confidence never raises the doubt of a value, a further sign
 *    never lowers it.
 * 2. What a person said is not doubted, whatever signs it bears.
 * 3. An empty term is doubted by what the table says of it: less than how likely
 *    the sheet says it. Whoever opens the record sees a gap at once; a wrong
 *    value has to be found, and goes before it.
 */
#include "config.h"

#include "dwc/doubt/doubt.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "dwc/record/word_tables.h"
#include "dwc/words/calibration.h"
#include "dwc/words/sign.h"

#define UNSURE_WORDS "not sure"
#define EMPTY_WORDS  "empty"

/* The worst sign so far. */
struct worst {
	double wrong;
	const char *words;
};

static void worst_take(struct worst *worst, const struct sign *sign)
{
	if (sign == NULL || sign->wrong < worst->wrong)
		return;
	worst->wrong = sign->wrong;
	worst->words = sign->words;
}

/* The sign of a verdict: its code's, else that of all so severe. */
static const struct sign *verdict_sign(const struct signs *signs,
				       const struct verdict *verdict)
{
	const struct sign *sign = NULL;

	if (verdict == NULL || verdict->severity == SEVERITY_NOTE)
		return NULL;
	sign = signs_find(signs, "verdict", verdict->code);
	return sign != NULL ? sign
			    : signs_find(signs, "verdict",
					 severity_word(verdict->severity));
}

static const struct sign *support_sign(const struct signs *signs,
				       enum field_support support)
{
	static const char *const of[SUPPORT_COUNT] = {
		[SUPPORT_NOWHERE] = "nowhere",
		[SUPPORT_ILLEGIBLE] = "illegible",
	};

	return of[support] != NULL ? signs_find(signs, "support", of[support])
				   : NULL;
}

static bool is_a_persons(const struct field *field)
{
	return field->source == SOURCE_HUMAN || field->source == SOURCE_EMPTY;
}

double field_doubt(const struct terms *terms, const struct field *field,
		   const struct verdict *verdict, const char **ret_words)
{
	const struct signs *signs = terms_word_tables(terms)->signs;
	struct worst worst = {.words = UNSURE_WORDS};
	double confidence =
		field->confidence < 0 ? CALIBRATION_UNKNOWN : field->confidence;

	worst.wrong = is_a_persons(field) ? 0 : 1 - confidence;
	if (!is_a_persons(field)) {
		worst_take(&worst, verdict_sign(signs, verdict));
		worst_take(&worst, support_sign(signs, field->support));
	}
	if (ret_words != NULL)
		*ret_words = worst.words;
	return worst.wrong;
}

/* How much it counts that the record lacks a value. */
static double empty_doubt(const struct terms *terms, const struct term *term,
			  const char **ret_words)
{
	const struct sign *sign = signs_find(terms_word_tables(terms)->signs,
					     "empty", term->name);

	*ret_words = sign != NULL ? sign->words : EMPTY_WORDS;
	if (sign != NULL)
		return sign->wrong;
	return term_is_telling(term) ? 1 : 0;
}

/* Keeps the worst REASONS_MAX, in order; of equals the first stays first. */
static void doubt_add(struct doubt *doubt, const struct term *term,
		      double wrong, const char *words)
{
	size_t at = doubt->n;

	while (at > 0 && doubt->reasons[at - 1].wrong < wrong)
		at--;
	if (at == REASONS_MAX)
		return;
	if (doubt->n < REASONS_MAX)
		doubt->n++;
	memmove(&doubt->reasons[at + 1], &doubt->reasons[at],
		(doubt->n - 1 - at) * sizeof(*doubt->reasons));
	doubt->reasons[at] = (struct reason){term, wrong, words};
}

/* How likely a value is wrong that no reason stands for. Of readers of whom
 * nothing is known it is what they say themselves: that nothing is known of them
 * is no reason to look at one value rather than at another. */
static double slight_doubt(const struct field *field, double wrong)
{
	return field_reader_is_unknown(field) ? 1 - field->said : wrong;
}

/* `slight`: the likeliest wrong of those that are not worth a reason. */
static void doubt_term(const struct terms *terms, const struct term *term,
		       const struct field *field,
		       const struct verdicts *verdicts, struct doubt *doubt,
		       struct reason *slight)
{
	bool filled = field != NULL && !text_blank(field->value);
	const char *words;
	double wrong;

	if (filled)
		wrong = field_doubt(terms, field,
				    verdicts_worst(verdicts, term->name),
				    &words);
	else if (field != NULL && is_a_persons(field))
		return;
	else
		wrong = empty_doubt(terms, term, &words);
	if (term_is_telling(term))
		doubt->expected += wrong;
	if (wrong > REASON_MIN || (!filled && term_is_telling(term)))
		doubt_add(doubt, term, wrong, words);
	else if (filled && slight_doubt(field, wrong) > slight->wrong)
		*slight = (struct reason){term, slight_doubt(field, wrong),
					  words};
	if (filled && term_is_telling(term) && term->role != ROLE_CATALOGUE)
		doubt->blank = false;
}

void record_doubt(const struct terms *terms, const struct record *record,
		  const struct verdicts *verdicts, struct doubt *ret)
{
	struct reason slight = {.wrong = REASON_SLIGHT};

	*ret = (struct doubt){.blank = true};
	for (size_t i = 0; i < terms_count(terms); i++) {
		const struct term *term = terms_at(terms, i);

		if (!term->unchecked || term_is_required(term))
			doubt_term(terms, term, record_find(record, term->name),
				   verdicts, ret, &slight);
	}
	if (ret->n == 0 && slight.term != NULL)
		ret->reasons[ret->n++] = slight;
}

void record_calibrate(const struct terms *terms, struct record *record,
		      const char *provider, const char *model)
{
	const struct calibration *calibration =
		terms_word_tables(terms)->calibration;

	for (size_t i = 0; i < record->n; i++) {
		struct field *field = &record->fields[i];

		if (field->said >= 0 || is_a_persons(field) ||
		    field->confidence < 0)
			continue;
		field->said = field->confidence;
		field->confidence = calibration_of(calibration, provider, model,
						   field->said);
	}
}
