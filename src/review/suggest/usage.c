/*
 * usage.c: how this run's signed records write a country and a state. See
 * gather.h.
 *
 * 1. What a collection writes for a place is its own affair ("USA", "U.S.A."):
 *    a form that its curators signed is offered for any other of the same
 *    place, by how often they did.
 *    One that this label prints goes before others.
 *    To who reads a sheet a second time one that was signed once says nothing,
 *    and of the usual ones one record less: it may be the sheet's own.
 * 2. Where nothing is known of a sheet's country or state, the one that most of
 *    the run's signed records have is offered, behind whatever the sheet says.
 *    One that a few of many have is a guess, and not offered; nor is a state of
 *    another country.
 * 3. A form that records are signed with goes before one of the same place that
 *    none is: also before what the check proposes.
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "review/suggest/gather.h"

#define USAGE_MOST  40	  /* forms that are looked at */
#define USAGE_ASKED 4	  /* values of a term that may be meant */
#define USUAL_LEAST 2	  /* records that make a form usual, … */
#define USUAL_SHARE 0.5	  /* … and their share of all that have any */
#define WORTH_FORM  0.74  /* of a form of the place that stands there */
#define WORTH_MEANT 0.6	  /* of a candidate's */
#define WORTH_USUAL 0.08  /* by its share */
#define WORTH_LABEL 0.1	  /* more: the label has it so */
#define WORTH_FIRST 0.001 /* more than a form that nobody signed */
#define WORTH_SHARE 0.05  /* as much more, by its share */

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

/* Whether the words of this label are offered so. */
static bool usage_is_printed(const struct usage *usage, const char *value)
{
	for (size_t i = 0; i < usage->of->n; i++) {
		const struct suggestion *s = &usage->of->items[i].suggestion;

		if (s->source == SUGGESTION_LABEL &&
		    strcmp(s->value, value) == 0)
			return true;
	}
	return false;
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

/* The forms of one place that are signed, but for the one that is asked of;
 * `printed`: what those are worth more that the label has. */
static void usage_forms(struct usage *usage, const char *text, double score,
			double printed)
{
	const char *named = usage_named(usage, text);

	for (size_t i = 0; named != NULL && i < usage->forms.n; i++) {
		const struct signed_value *form = &usage->forms.items[i];
		const char *other = usage->named[i];
		bool more = printed > 0 && usage_is_printed(usage, form->value);

		if (other != NULL && strcmp(other, named) == 0)
			usage_add(usage, form, score + (more ? printed : 0));
	}
}

/* Signed records that have this place, however it is written. */
static int64_t usage_count(const struct usage *usage, size_t of)
{
	int64_t n = 0;

	for (size_t i = 0; i < usage->forms.n; i++)
		if (i == of ||
		    (usage->named[i] != NULL && usage->named[of] != NULL &&
		     strcmp(usage->named[i], usage->named[of]) == 0))
			n += usage->forms.items[i].n;
	return n;
}

/* Whether a form is of another country than the record is: one of Canada says
 * nothing of a sheet of the Bahamas, however usual it is. */
static bool usage_is_abroad(const struct usage *usage, const char *form)
{
	const char *country = NULL;

	if (usage->of->term->role != ROLE_STATE || usage->country == NULL ||
	    usage_named(usage, form) != NULL)
		return false;
	return places_state_named(usage->places, NULL, form, &country) !=
		       NULL &&
	       strcmp(country, usage->country) != 0;
}

/* The commonest form, where it is of the place that most have. */
static void usage_usual(struct usage *usage)
{
	int64_t n = usage->forms.n > 0 ? usage_count(usage, 0) : 0;
	/* One of them may be this sheet (invariant 1). */
	int64_t own = usage->gather->specimen->blind ? 1 : 0;
	double share =
		n > own ? (double)(n - own) / (double)(usage->all - own) : 0;
	char *note;

	if (share < USUAL_SHARE || n - own < USUAL_LEAST ||
	    usage_is_abroad(usage, usage->forms.items[0].value))
		return;
	note = mem_printf("usual in this run: %lld of %lld signed",
			  (long long)n, (long long)usage->all);
	gather_add(usage->gather, usage->of,
		   &(struct offer){
			   .value = usage->forms.items[0].value,
			   .note = note,
			   .source = SUGGESTION_SIGNED,
			   .score = WORTH_USUAL * share,
		   });
	free(note);
}

/* The most that is offered for this place in a form that nobody signed; 0: it is
 * not. */
static double usage_unsigned(const struct usage *usage, const char *named)
{
	double most = 0;

	for (size_t i = 0; i < usage->of->n; i++) {
		const struct suggestion *s = &usage->of->items[i].suggestion;
		const char *other = usage_named(usage, s->value);

		if ((s->sources & 1u << SUGGESTION_SIGNED) == 0 &&
		    !s->differs && s->score > most && other != NULL &&
		    strcmp(other, named) == 0)
			most = s->score;
	}
	return most;
}

/* The form that this run signs goes before one that it never did (invariant
 * 3). */
static void usage_first(struct usage *usage)
{
	for (size_t i = 0; i < usage->of->n; i++) {
		struct suggestion *s = &usage->of->items[i].suggestion;
		const char *named = usage_named(usage, s->value);
		double other = named != NULL ? usage_unsigned(usage, named) : 0;

		for (size_t k = 0; k < usage->forms.n; k++)
			if (usage->forms.items[k].n >= USUAL_LEAST &&
			    strcmp(usage->forms.items[k].value, s->value) ==
				    0 &&
			    s->score <= other)
				s->score = fmin(other + WORTH_FIRST, 1);
	}
}

static void usage_tell(struct usage *usage)
{
	const struct gather_term *of = usage->of;
	size_t n = of->n < USAGE_ASKED ? of->n : USAGE_ASKED;

	usage_forms(usage, of->now, WORTH_FORM, WORTH_LABEL);
	for (size_t i = 0; i < n; i++) {
		char *value CLEANUP(mem_free_str) =
			mem_strdup(of->items[i].suggestion.value);

		usage_forms(usage, value, WORTH_MEANT, 0); /* items may move */
	}
	usage_first(usage);
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
