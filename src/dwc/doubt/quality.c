/*
 * quality.c: what a record is worth. See quality.h.
 */
#include "config.h"

#include "dwc/doubt/quality.h"

#include <string.h>

#include "base/compiler.h"
#include "base/text.h"
#include "dwc/doubt/doubt.h"

#define CONFIDENCE_UNKNOWN 0.5
#define SOUNDNESS_PART	   0.6
#define CONFIDENCE_PART	   0.4

static const char *const priority_words[PRIORITY_COUNT] = {
	[PRIORITY_CRITICAL] = "CRITICAL", [PRIORITY_HIGH] = "HIGH",
	[PRIORITY_MEDIUM] = "MEDIUM",	  [PRIORITY_LOW] = "LOW",
	[PRIORITY_MINIMAL] = "MINIMAL",
};

/* What is counted over the required terms. */
struct tally {
	int required, filled;
	int telling, telling_filled, sound;
	double confidence;
};

static void tally_term(struct tally *tally, const struct term *term,
		       const struct record *record,
		       const struct verdicts *verdicts)
{
	const struct field *field = record_find(record, term->name);
	bool filled = field != NULL && !text_blank(field->value);
	const struct verdict *worst = verdicts_worst(verdicts, term->name);
	double confidence;

	tally->required++;
	tally->filled += filled;
	if (!term_is_telling(term))
		return;
	tally->telling++;
	if (!filled)
		return;
	confidence =
		field->confidence < 0 ? CONFIDENCE_UNKNOWN : field->confidence;
	tally->telling_filled++;
	tally->confidence += confidence;
	tally->sound += worst == NULL || worst->severity < SEVERITY_ERROR;
}

static enum priority priority_of(double doubt, bool failed)
{
	static const double cuts[] = {
		[PRIORITY_CRITICAL] = DOUBT_CRITICAL,
		[PRIORITY_HIGH] = DOUBT_HIGH,
		[PRIORITY_MEDIUM] = DOUBT_MEDIUM,
		[PRIORITY_LOW] = DOUBT_LOW,
	};
	size_t level = 0;

	while (!failed && level < ARRAY_LEN(cuts) && doubt < cuts[level])
		level++;
	return (enum priority)level;
}

static double percent(double part, int whole)
{
	return whole > 0 ? 100 * part / whole : 0;
}

void record_quality(const struct terms *terms, const struct record *record,
		    const struct verdicts *verdicts, bool failed,
		    struct quality *ret)
{
	struct tally tally = {0};
	struct doubt doubt;

	record_doubt(terms, record, verdicts, &doubt);
	for (size_t i = 0; i < terms_count(terms); i++)
		if (term_is_required(terms_at(terms, i)))
			tally_term(&tally, terms_at(terms, i), record,
				   verdicts);
	*ret = (struct quality){
		.completeness = percent(tally.filled, tally.required),
		.soundness = percent(tally.sound, tally.telling),
		.confidence = percent(tally.confidence, tally.telling_filled),
	};
	ret->quality = SOUNDNESS_PART * ret->soundness +
		       CONFIDENCE_PART * ret->confidence;
	ret->doubt = doubt.expected;
	ret->blank = doubt.blank;
	ret->priority = priority_of(doubt.expected, failed);
}

double quality_turn(const struct quality *quality, bool failed)
{
	if (failed)
		return 20;
	return quality->blank ? 10 : -quality->doubt;
}

const char *priority_word(enum priority priority)
{
	return priority_words[priority];
}

int priority_parse(const char *word, enum priority *ret)
{
	for (size_t i = 0; i < PRIORITY_COUNT; i++)
		if (text_casecmp(word, priority_words[i]) == 0) {
			*ret = (enum priority)i;
			return 0;
		}
	return -1;
}
