/*
 * people.c: initials whose full stops were not read: "D,W, Douglas", "M
 * Sherwood"; and people whom the sheet names elsewhere. See gather.h.
 *
 * 1. With its full stops a name stands in the place of the same without them,
 *    unless that is the value in force: nobody wants both.
 */
#include "config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "review/suggest/gather.h"

#define PEOPLE_ASKED 6 /* values of one term */
#define PEOPLE_BYTES 200
#define WORTH_TIDY   0.55
#define WORTH_OTHER  0.35 /* of another field */

/* Whether a single capital stands at `at`: an initial. */
static bool is_initial(const char *text, size_t at)
{
	return isupper((unsigned char)text[at]) &&
	       (at == 0 || strchr(" .,|&", text[at - 1]) != NULL) &&
	       (text[at + 1] == '\0' || strchr(" ,.", text[at + 1]) != NULL);
}

/* With a full stop behind each initial; owned. */
static char *people_tidy(const char *text)
{
	struct bytes ret = {0};

	bytes_append_str(&ret, "");
	for (size_t i = 0; text[i] != '\0'; i++) {
		bytes_append_char(&ret, text[i]);
		if (!is_initial(text, i) || text[i + 1] == '.')
			continue;
		bytes_append_char(&ret, '.');
		/* A comma that was read for it. */
		if (text[i + 1] == ',' && text[i + 2] != '\0')
			i++;
	}
	return bytes_steal(&ret);
}

/* The same name stands there as it was read: it is written so (invariant 1). */
static bool people_replace(struct gather_term *of, const char *read,
			   const char *tidy)
{
	bool done = false;

	for (size_t i = 0; i < of->n; i++) {
		struct suggestion *s = &of->items[i].suggestion;

		if (strcmp(s->value, read) != 0 || strcmp(read, of->now) == 0)
			continue;
		mem_replace(&s->value, tidy);
		s->sources |= 1u << SUGGESTION_CHECK;
		done = true;
	}
	return done;
}

static void people_add(struct gather *gather, struct gather_term *of,
		       const char *value)
{
	char *tidy CLEANUP(mem_free_str) = people_tidy(value);

	if (strlen(value) > PEOPLE_BYTES || strcmp(tidy, value) == 0 ||
	    people_replace(of, value, tidy))
		return;
	gather_add(gather, of,
		   &(struct offer){
			   .value = tidy,
			   .note = "initials",
			   .source = SUGGESTION_CHECK,
			   .score = WORTH_TIDY,
		   });
}

/* Who collected a plant often names it, too. */
static void people_others(struct gather *gather, struct gather_term *of)
{
	for (size_t t = 0; t < gather->n; t++) {
		const struct gather_term *other = &gather->of[t];
		char *tidy;

		if (other == of || other->term->kind != TERM_PERSON ||
		    strlen(other->now) > PEOPLE_BYTES)
			continue;
		tidy = people_tidy(other->now);
		gather_add(gather, of,
			   &(struct offer){
				   .value = tidy,
				   .note = other->term->label,
				   .source = SUGGESTION_CHECK,
				   .score = WORTH_OTHER,
			   });
		free(tidy);
	}
}

void suggest_people(struct gather *gather)
{
	for (size_t t = 0; t < gather->n; t++) {
		struct gather_term *of = &gather->of[t];
		size_t n = of->n < PEOPLE_ASKED ? of->n : PEOPLE_ASKED;

		if (of->term->kind != TERM_PERSON)
			continue;
		people_add(gather, of, of->now);
		for (size_t i = 0; i < n; i++) {
			char *value CLEANUP(mem_free_str) =
				mem_strdup(of->items[i].suggestion.value);

			people_add(gather, of, value); /* items may move */
		}
		people_others(gather, of);
	}
}
