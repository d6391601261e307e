/*
 * people.c: initials whose full stops were not read: "D,W, Douglas", "M
 * Sherwood"; initials as the run's signed records write them, with blanks
 * between them or without; and people whom the sheet names elsewhere. See
 * gather.h.
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
#include "review/suggest/neighbours.h"

#define PEOPLE_ASKED 6 /* values of one term */
#define PEOPLE_BYTES 200
#define WORTH_TIDY   0.55
#define WORTH_OTHER  0.35 /* of another field */
#define WORTH_HABIT  0.3  /* of initials as others are written, and … */
#define WORTH_SHARE  0.3  /* … as much more, by the share of these */
#define HABIT_MOST   40	  /* signed values that are looked at */
#define HABIT_SURE   0.7  /* share of them that label words follow */
#define HABIT_LEAST  6	  /* records that make it one */

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

/* --- as others are written ------------------------------------------------ */

char *people_set(const char *text, bool apart)
{
	struct bytes ret = {0};

	bytes_append_str(&ret, "");
	for (size_t at = 0; text[at] != '\0';) {
		bool stop = is_initial(text, at) && text[at + 1] == '.';
		size_t next = at + 2;

		bytes_append_char(&ret, text[at]);
		if (!stop) {
			at++;
			continue;
		}
		bytes_append_char(&ret, '.');
		next += strspn(text + next, " ");
		if (is_initial(text, next) && text[next + 1] == '.') {
			if (apart)
				bytes_append_char(&ret, ' ');
			at = next;
			continue;
		}
		at += 2;
		/* "G.R.Hart": a surname is never glued to them. */
		if (isupper((unsigned char)text[at]))
			bytes_append_char(&ret, ' ');
	}
	return bytes_steal(&ret);
}

/* Records of a list whose people are written so, and of those that say how they
 * are. */
static void habit_count(const struct signed_list *list, bool apart,
			int64_t *ret_so, int64_t *ret_all)
{
	*ret_so = *ret_all = 0;
	for (size_t i = 0; i < list->n; i++) {
		const char *value = list->items[i].value;
		char *so CLEANUP(mem_free_str) = people_set(value, apart);
		char *other CLEANUP(mem_free_str) = people_set(value, !apart);

		if (strcmp(so, other) == 0)
			continue;
		*ret_all += list->items[i].n;
		*ret_so += strcmp(so, value) == 0 ? list->items[i].n : 0;
	}
}

/* The words of the label are written as the run writes them, where that is one
 * way; what is offered so already needs no second. */
static void people_follow(struct gather_term *of, bool apart)
{
	for (size_t i = 0; i < of->n; i++) {
		struct suggestion *s = &of->items[i].suggestion;
		char *value CLEANUP(mem_free_str) = people_set(s->value, apart);
		bool there = strcmp(value, of->now) == 0;

		for (size_t k = 0; k < of->n && !there; k++)
			there = strcmp(of->items[k].suggestion.value, value) ==
				0;
		if (s->source == SUGGESTION_LABEL && !there)
			mem_replace(&s->value, value);
	}
}

static void people_habit(struct gather *gather, struct gather_term *of,
			 const struct signed_list *list)
{
	for (int apart = 0; apart < 2; apart++) {
		char *value CLEANUP(mem_free_str) =
			people_set(of->now, apart != 0);
		int64_t so, all;

		habit_count(list, apart != 0, &so, &all);
		if (so >= HABIT_LEAST && !gather->specimen->blind &&
		    (double)so >= HABIT_SURE * (double)all)
			people_follow(of, apart != 0);
		if (so > (gather->specimen->blind ? 1 : 0) &&
		    strcmp(value, of->now) != 0)
			gather_add_spelled(
				gather, of,
				&(struct offer){
					.value = value,
					.note = "initials as they are signed",
					.source = SUGGESTION_SIGNED,
					.score = WORTH_HABIT +
						 WORTH_SHARE * (double)so /
							 (double)all,
				});
	}
}

/* How a house writes initials is its own affair. */
void suggest_initials(struct gather *gather, struct index *index)
{
	for (size_t t = 0; t < gather->n; t++) {
		struct gather_term *of = &gather->of[t];
		struct signed_list list CLEANUP(signed_list_done) = {0};

		if (of->term->kind == TERM_PERSON &&
		    strlen(of->now) <= PEOPLE_BYTES &&
		    signed_frequent(index, of->term, NULL, HABIT_MOST, &list,
				    NULL) == 0)
			people_habit(gather, of, &list);
	}
}

/* --- whom the sheet names ------------------------------------------------- */

/* Whether the check finds that no person stands there. */
static bool is_condemned(const struct gather *gather, const char *term)
{
	const struct verdict *worst =
		verdicts_worst(&gather->specimen->verdicts, term);

	return worst != NULL && worst->severity == SEVERITY_ERROR;
}

/* Who collected a plant often names it, too. */
static void people_others(struct gather *gather, struct gather_term *of)
{
	for (size_t t = 0; t < gather->n; t++) {
		const struct gather_term *other = &gather->of[t];
		char *tidy;

		if (other == of || other->term->kind != TERM_PERSON ||
		    strlen(other->now) > PEOPLE_BYTES ||
		    is_condemned(gather, other->term->name))
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
