/*
 * usage.c: how this run's signed records write a country and a state. See
 * gather.h.
 *
 * 1. What a collection writes for a place is its own affair ("USA", "U.S.A."):
 *    a form that its curators signed is offered for any other of the same
 *    place, by how often they did.
 *    To who reads a sheet a second time one that was signed once says nothing:
 *    it may be the sheet's own.
 * 2. Where nothing is known of a sheet's country or state, the usual ones are
 *    offered, last.
 */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "review/suggest/gather.h"

#define USAGE_MOST  40	 /* forms that are looked at */
#define USAGE_ASKED 4	 /* values of a term that may be meant */
#define USUAL_MOST  2	 /* offered where nothing is known */
#define USUAL_LEAST 2	 /* records that make a form usual */
#define WORTH_FORM  0.74 /* of a form of the place that stands there */
#define WORTH_MEANT 0.6	 /* of a candidate's */
#define WORTH_USUAL 0.1
#define WORTH_SHARE 0.05 /* as much more, by its share */

struct usage {
	struct gather *gather;
	struct gather_term *of;
	const struct places *places;
	const char *country; /* of the record, where it is known */
	struct signed_list forms;
	const char *named[USAGE_MOST]; /* what each of these is; or NULL */
	int64_t all;		       /* records that have any */
};

/* The name in use of what a text says; NULL: the table does not have it. */
static const char *usage_named(const struct usage *usage, const char *text)
{
	if (text_blank(text))
		return NULL;
	return usage->of->term->role == ROLE_COUNTRY
		       ? places_country_named(usage->places, text)
		       : places_state_named(usage->places, usage->country, text,
					    NULL);
}

static void usage_add(struct usage *usage, const struct signed_value *form,
		      double score)
{
	char *note CLEANUP(mem_free_str) =
		mem_printf("in %lld signed record%s", (long long)form->n,
			   form->n == 1 ? "" : "s");

	if (usage->gather->specimen->blind && form->n == 1)
		return;
	gather_add(usage->gather, usage->of,
		   &(struct offer){
			   .value = form->value,
			   .note = note,
			   .source = SUGGESTION_SIGNED,
			   .score = score + WORTH_SHARE * (double)form->n /
						    (double)usage->all,
		   });
}

/* The forms of one place that are signed, but for the one that is asked of. */
static void usage_forms(struct usage *usage, const char *text, double score)
{
	const char *named = usage_named(usage, text);

	for (size_t i = 0; named != NULL && i < usage->forms.n; i++) {
		const struct signed_value *form = &usage->forms.items[i];
		const char *other = usage->named[i];

		if (other != NULL && strcmp(other, named) == 0)
			usage_add(usage, form, score);
	}
}

static void usage_usual(struct usage *usage)
{
	size_t n = 0;

	for (size_t i = 0; i < usage->forms.n && n < USUAL_MOST; i++) {
		const struct signed_value *form = &usage->forms.items[i];

		if (form->n < USUAL_LEAST)
			continue;
		usage_add(usage, form, WORTH_USUAL);
		n++;
	}
}

static void usage_tell(struct usage *usage)
{
	const struct gather_term *of = usage->of;
	size_t n = of->n < USAGE_ASKED ? of->n : USAGE_ASKED;

	usage_forms(usage, of->now, WORTH_FORM);
	for (size_t i = 0; i < n; i++) {
		char *value CLEANUP(mem_free_str) =
			mem_strdup(of->items[i].suggestion.value);

		usage_forms(usage, value, WORTH_MEANT); /* items may move */
	}
	if (text_blank(of->now))
		usage_usual(usage);
}

static void usage_of(struct gather *gather, struct index *index,
		     const struct places *places, enum term_role role)
{
	struct gather_term *country = gather_role(gather, ROLE_COUNTRY);
	struct usage usage = {
		.gather = gather,
		.of = gather_role(gather, role),
		.places = places,
		.country = country != NULL
				   ? places_country_named(places, country->now)
				   : NULL,
	};

	if (usage.of == NULL ||
	    signed_frequent(index, usage.of->term, NULL, USAGE_MOST,
			    &usage.forms, NULL) < 0)
		return;
	for (size_t i = 0; i < usage.forms.n; i++) {
		usage.named[i] =
			usage_named(&usage, usage.forms.items[i].value);
		usage.all += usage.forms.items[i].n;
	}
	usage_tell(&usage);
	signed_list_done(&usage.forms);
}

void suggest_usage(struct gather *gather, struct index *index,
		   const struct places *places)
{
	usage_of(gather, index, places, ROLE_COUNTRY);
	usage_of(gather, index, places, ROLE_STATE);
}
