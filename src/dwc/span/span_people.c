/*
 * span_people.c: people among the words of a label. See span.h.
 *
 * Wherever a word has a capital, people may begin. What is read there ends
 * before the first word that no person is called by (dwc/parse/people.h).
 */
#include "config.h"

#include "dwc/span/span_add.h"

#include "base/mem.h"
#include "base/text.h"

/* By how much people inside of others have to be surer than these. */
#define SURER 0.15

static double people_sureness(const struct people *people)
{
	double sure = people->sure ? 0.8 : people->named ? 0.7 : 0.4;

	if (people->n > 1 || people->others)
		sure += 0.1;
	if (people->number_end > people->number_start)
		sure += 0.05;
	return sure;
}

/* Reads people at byte `at`; their bytes count from the text's beginning. */
static bool people_at(const struct span_text *text, size_t at,
		      struct people *ret)
{
	if (people_read(text->text + at, ret) < 0)
		return false;
	ret->start += at;
	ret->end += at;
	ret->number_start += at;
	ret->number_end += at;
	ret->rest += at;
	return true;
}

void spans_find_people(const struct span_text *text, struct span_list *list)
{
	size_t behind = 0;
	double surest = 0;

	for (size_t i = 0; i < text->n; i++) {
		struct people people;
		struct span *span;
		double sure;

		if (!people_at(text, text->starts[i], &people))
			continue;
		sure = people_sureness(&people);
		if (people.start < behind && sure <= surest + SURER)
			continue;
		behind = people.end;
		surest = sure;
		span = span_add(list, text, SPAN_PEOPLE, people.start,
				people.end);
		span->value = mem_strndup(text->text + people.start,
					  people.end - people.start);
		span->sure = sure;
		span->as.people = people;
	}
}
