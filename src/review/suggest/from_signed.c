/*
 * from_signed.c: values of this run's signed records that fit what is known of
 * another one. See gather.h.
 *
 * 1. What tells one gathering from another, its name and number, is never
 *    taken of a neighbour, unless it is the same gathering.
 * 2. A value that was misread stands for those that are spelled nearly so. One
 *    that nobody signed, a letter or two from one that somebody did, was likely
 *    misread itself; one that several records are signed with was not, and
 *    other figures are another place, or day.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dwc/context/gathering.h"
#include "review/suggest/gather.h"
#include "run/record/alike.h"

#define SIGNED_MOST	3   /* of one term, and of each way */
#define SPELLED_ASKED	2   /* readings of one term that are looked up */
#define MISREAD_LIKE	0.9 /* of one that was likely misread */
#define WORTH_NEAR	0.7
#define WORTH_SPELLED	0.8
#define WORTH_DUPLICATE 0.9

/* How near a record has to be for a term to be the same in both. */
static double term_near(const struct term *term)
{
	static const struct {
		enum term_role role;
		double near;
	} rows[] = {
		{ROLE_COUNTRY, NEAR_PLACE}, {ROLE_STATE, NEAR_PLACE},
		{ROLE_COUNTY, NEAR_PLACE},  {ROLE_COLLECTOR, NEAR_TRIP},
		{ROLE_LOCALITY, 0.6},	    {ROLE_COLLECTED, 0.8},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].role == term->role)
			return rows[i].near;
	if (term->kind == TERM_PLACE)
		return NEAR_PLACE;
	if (term->kind == TERM_PERSON)
		return NEAR_TRIP;
	return strcmp(term->group, "Place") == 0 ? 0.6 : 2;
}

static void near_add(struct gather *gather, struct gather_term *of,
		     const struct neighbour *neighbour)
{
	gather_add(gather, of,
		   &(struct offer){
			   .value = record_value(&neighbour->record.record,
						 of->term->name),
			   .note = neighbour->why,
			   .source = SUGGESTION_SIGNED,
			   .score = WORTH_NEAR * neighbour->near,
		   });
}

/* Values of neighbours, the nearest first. */
static void suggest_near(struct gather *gather, struct gather_term *of,
			 const struct neighbours *neighbours)
{
	double least = term_near(of->term);
	const char *had[SIGNED_MOST];
	size_t n = 0;

	for (size_t i = 0; i < neighbours->n && n < SIGNED_MOST; i++) {
		const struct neighbour *neighbour = &neighbours->items[i];
		const char *value =
			record_value(&neighbour->record.record, of->term->name);
		bool again = false;

		for (size_t k = 0; k < n && !again; k++)
			again = strcmp(had[k], value) == 0;
		if (neighbour->near < least || text_blank(value) || again)
			continue;
		near_add(gather, of, neighbour);
		had[n++] = value;
	}
}

static bool term_is_spelled(const struct term *term)
{
	return term->kind == TERM_PERSON || term->kind == TERM_NAME ||
	       term->role == ROLE_LOCALITY || term->kind == TERM_PLACE;
}

static char *spelled_note(const struct signed_value *value)
{
	return mem_printf("in %lld signed record%s", (long long)value->n,
			  value->n == 1 ? "" : "s");
}

/* Whether two texts have the same figures in the same order. */
static bool figures_are_same(const char *a, const char *b)
{
	static const char figures[] = "0123456789";

	for (;; a++, b++) {
		a += strcspn(a, figures);
		b += strcspn(b, figures);
		if (*a != *b || *a == '\0')
			return *a == *b;
	}
}

/* Whether what stands there is a slip of a signed value, which says another
 * thing. */
static bool spelled_is_misread(const struct gather *gather,
			       const struct gather_term *of, const char *value,
			       double like)
{
	char *alike CLEANUP(mem_free_str) = NULL;

	if (of->stands > 0 || like < MISREAD_LIKE ||
	    !figures_are_same(of->now, value))
		return false;
	alike = alike_text(gather->terms, of->term, value);
	return !alike_says(of->term, of->alike, alike) &&
	       !alike_says(of->term, alike, of->alike);
}

static void spelled_add(struct gather *gather, struct gather_term *of,
			struct index *index, const char *read)
{
	struct signed_list list CLEANUP(signed_list_done) = {0};
	double like[SIGNED_MOST];

	signed_spelled(index, gather->terms, gather->memory, of->term, read,
		       SIGNED_MOST, &list, like);
	for (size_t i = 0; i < list.n; i++) {
		char *note CLEANUP(mem_free_str) = NULL;

		/* It may be this very record that was signed with it. */
		if (gather->specimen->blind && list.items[i].n == 1)
			continue;
		note = spelled_note(&list.items[i]);
		gather_add(gather, of,
			   &(struct offer){
				   .value = list.items[i].value,
				   .note = note,
				   .source = SUGGESTION_SIGNED,
				   .misread = strcmp(read, of->now) == 0 &&
					      spelled_is_misread(
						      gather, of,
						      list.items[i].value,
						      like[i]),
				   .score = WORTH_SPELLED * like[i],
			   });
	}
}

/* What stands in the record, and what readings and the label say of it. */
static void suggest_spelled(struct gather *gather, struct gather_term *of,
			    struct index *index)
{
	char *read[SPELLED_ASKED + 1];
	size_t n = 0;

	if (!text_blank(of->now))
		read[n++] = mem_strdup(of->now);
	for (size_t i = 0; i < of->n && n < SPELLED_ASKED; i++)
		if (of->items[i].suggestion.source == SUGGESTION_READING ||
		    of->items[i].suggestion.source == SUGGESTION_LABEL)
			read[n++] = mem_strdup(of->items[i].suggestion.value);
	for (size_t i = 0; i < n; i++) {
		spelled_add(gather, of, index, read[i]);
		free(read[i]);
	}
}

static bool term_is_shared(const struct term *term)
{
	return term_is_spelled(term) || term->role == ROLE_COUNTY;
}

/* How many records are signed with what stands there. To who reads a sheet a
 * second time that says nothing: it may be the sheet's own. */
static void signed_count(struct gather *gather, struct gather_term *of,
			 struct index *index)
{
	struct signed_list list CLEANUP(signed_list_done) = {0};

	if (gather->specimen->blind || text_blank(of->now) ||
	    !term_is_shared(of->term) ||
	    signed_same(index, of->term, of->now, &list, NULL) < 0)
		return;
	for (size_t i = 0; i < list.n; i++)
		if (strcmp(list.items[i].value, of->now) == 0)
			of->stands += (size_t)list.items[i].n;
}

static void suggest_duplicate(struct gather *gather,
			      const struct neighbour *neighbour)
{
	for (size_t i = 0; i < gather->n; i++)
		if (gathering_shares(gather->of[i].term))
			gather_add(gather, &gather->of[i],
				   &(struct offer){
					   .value = record_value(
						   &neighbour->record.record,
						   gather->of[i].term->name),
					   .note = neighbour->why,
					   .source = SUGGESTION_DUPLICATE,
					   .score = WORTH_DUPLICATE,
				   });
}

const struct neighbour *
neighbours_duplicate(const struct neighbours *neighbours)
{
	for (size_t i = 0; i < neighbours->n; i++)
		if (neighbours->items[i].gathering)
			return &neighbours->items[i];
	return NULL;
}

void suggest_signed(struct gather *gather, struct index *index,
		    const struct neighbours *neighbours)
{
	const struct neighbour *duplicate = neighbours_duplicate(neighbours);

	for (size_t i = 0; i < gather->n; i++) {
		signed_count(gather, &gather->of[i], index);
		suggest_near(gather, &gather->of[i], neighbours);
		if (term_is_spelled(gather->of[i].term))
			suggest_spelled(gather, &gather->of[i], index);
	}
	if (duplicate != NULL)
		suggest_duplicate(gather, duplicate);
}
