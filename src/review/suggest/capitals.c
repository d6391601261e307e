/*
 * capitals.c: what a form prints in capitals alone ("S.J. DARBYSHIRE"), as one
 * writes it. See gather.h.
 *
 * 1. Short values are offered so: names of people and of places. Prose in
 *    capitals is kept as it is printed.
 * 2. Words of the label are no likelier a value in small letters.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unicase.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "review/suggest/gather.h"

#define CAPITALS_ASKED 3 /* values of one term */
#define CAPITALS_BYTES 60
#define CAPITALS_RUN   3 /* letters of a word that is not an abbreviation */
#define WORTH_CAPITALS 0.4
#define SMALL_SHARE    0.9 /* of the worth of a label's words */

/* The bytes of the letters that begin at `at`; whether all are capitals in
 * *ret_capitals, how many in *ret_n. */
static size_t letters_run(const char *at, size_t *ret_n, bool *ret_capitals)
{
	size_t len = 0, one;

	*ret_n = 0;
	*ret_capitals = true;
	while ((one = text_letter(at + len)) > 0) {
		*ret_capitals = *ret_capitals && text_upper(at + len);
		len += one;
		(*ret_n)++;
	}
	return len;
}

static void append_small(struct bytes *ret, const char *text, size_t len)
{
	size_t small = 0;
	uint8_t *lower = u8_tolower((const uint8_t *)text, len, NULL, NULL,
				    NULL, &small);

	if (lower != NULL)
		bytes_append(ret, (const char *)lower, small);
	free(lower);
}

/* Each word with a capital at its beginning; NULL where a small letter stands
 * in it already, or no word is long enough to tell. Owned. */
static char *capitals_small(const char *text)
{
	struct bytes ret CLEANUP(bytes_done) = {0};
	bool told = false;

	bytes_append_str(&ret, "");
	for (size_t at = 0; text[at] != '\0';) {
		bool capitals, possessive = at > 0 && text[at - 1] == '\'';
		size_t n, len = letters_run(text + at, &n, &capitals);
		size_t keep = len > 0 && !(possessive && n == 1)
				      ? text_letter(text + at)
				      : 0;

		if (len > 0 && !capitals)
			return NULL;
		told |= n >= CAPITALS_RUN;
		bytes_append(&ret, text + at, keep);
		append_small(&ret, text + at + keep, len - keep);
		at += len;
		if (len == 0)
			bytes_append_char(&ret, text[at++]);
	}
	return told ? bytes_steal(&ret) : NULL;
}

static bool term_is_called(const struct term *term)
{
	return term->kind == TERM_PERSON || term->kind == TERM_PLACE ||
	       term->role == ROLE_COUNTY || term->role == ROLE_LOCALITY;
}

static bool value_is_offered(const struct gather_term *of, const char *value)
{
	for (size_t i = 0; i < of->n; i++)
		if (strcmp(of->items[i].suggestion.value, value) == 0)
			return true;
	return false;
}

/* `offer`: the value in capitals, which is borrowed. */
static void capitals_add(struct gather *gather, struct gather_term *of,
			 struct offer offer)
{
	char *small CLEANUP(mem_free_str) =
		strlen(offer.value) <= CAPITALS_BYTES
			? capitals_small(offer.value)
			: NULL;

	if (small == NULL || value_is_offered(of, small))
		return;
	offer.value = small;
	offer.note = "in small letters";
	gather_add_spelled(gather, of, &offer);
}

/* Words of the label stand where they did. */
static void capitals_of(struct gather *gather, struct gather_term *of,
			const struct suggestion *s)
{
	bool label = s->source == SUGGESTION_LABEL;
	char *value CLEANUP(mem_free_str) =
		mem_strdup(s->value); /* items may move */

	capitals_add(
		gather, of,
		(struct offer){
			.value = value,
			.source = label ? SUGGESTION_LABEL : SUGGESTION_CHECK,
			.score =
				label ? SMALL_SHARE * s->score : WORTH_CAPITALS,
			.boxes = s->boxes,
			.n_boxes = s->n_boxes,
		});
}

void suggest_capitals(struct gather *gather)
{
	for (size_t t = 0; t < gather->n; t++) {
		struct gather_term *of = &gather->of[t];
		size_t n = of->n < CAPITALS_ASKED ? of->n : CAPITALS_ASKED;

		if (!term_is_called(of->term))
			continue;
		capitals_add(gather, of,
			     (struct offer){
				     .value = of->now,
				     .source = SUGGESTION_CHECK,
				     .score = WORTH_CAPITALS,
			     });
		for (size_t i = 0; i < n; i++)
			capitals_of(gather, of, &of->items[i].suggestion);
	}
}
