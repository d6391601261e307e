/*
 * effort.c: what review has cost. See effort.h.
 *
 * 1. Which acts count, and which were taken back, is what the index says: of a
 *    group without its end, or an act that was undone, nothing is added here.
 * 2. A bulk act is among the acts of each specimen that it concerns, each time
 *    with that specimen's changes alone: no value is counted twice.
 */
#include "config.h"

#include "review/team/effort.h"

#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"

void effort_done(struct effort *effort)
{
	for (size_t i = 0; i < effort->n; i++)
		free(effort->people[i].by);
	free(effort->people);
	days_done(&effort->days);
	*effort = (struct effort){0};
}

/* --- values --------------------------------------------------------------- */

static void count_value(struct effort_help *help, const char *value)
{
	help->values++;
	for (size_t at = 0; value[at] != '\0'; at = text_next(value, at))
		help->characters++;
}

static void count_values(struct effort *effort, const struct act *act)
{
	struct effort_help *help = &effort->helps[act->via];
	size_t i;
	json_t *change;

	if (act->op == ACT_SET && act->to != NULL)
		count_value(help, act->to);
	json_array_foreach(act->op == ACT_BULK ? act->changes : NULL, i, change)
	{
		const char *to = json_string_at(change, "to");

		count_value(help, to != NULL ? to : "");
	}
}

/* --- people --------------------------------------------------------------- */

static struct effort_person *effort_person(struct effort *effort,
					   const char *by)
{
	bool full = effort->n >= EFFORT_PEOPLE_MAX;

	for (size_t i = 0; i < effort->n; i++)
		if (effort->people[i].by == NULL ||
		    strcmp(effort->people[i].by, by) == 0)
			return &effort->people[i];
	effort->people = mem_grow(effort->people, effort->n + 1,
				  sizeof(*effort->people));
	effort->people[effort->n] = (struct effort_person){
		.by = full ? NULL : mem_strdup(by),
		.first = INT64_MAX,
	};
	return &effort->people[effort->n++];
}

static void count_decision(struct effort *effort, const struct act *act)
{
	struct effort_person *person = effort_person(effort, act->by);

	person->approved += act->op == ACT_APPROVE;
	person->rejected += act->op == ACT_REJECT;
	if (act->seq < person->first)
		person->first = act->seq;
	if (!act->spent.told)
		return;
	person->told++;
	person->keys += act->spent.keys;
	person->seconds += act->spent.seconds;
}

/* Those who are not told apart stand last. */
static int person_order(const void *a, const void *b)
{
	const struct effort_person *x = a, *y = b;

	if ((x->by == NULL) != (y->by == NULL))
		return x->by == NULL ? 1 : -1;
	return x->first < y->first ? -1 : x->first > y->first;
}

/* --- days ----------------------------------------------------------------- */

/* Whether a record came signed: as the row of a table, with which nobody spent
 * any time here. */
static bool came_signed(const struct specimen *specimen, const struct act *act)
{
	return act != NULL && act->op == ACT_APPROVE && !act->spent.told &&
	       specimen->base < specimen->n_outcomes &&
	       outcome_is_row(&specimen->outcomes[specimen->base]);
}

static void count_day(struct effort *effort, const struct specimen *specimen)
{
	const struct act *act = specimen->signer < specimen->n_acts
					? &specimen->acts[specimen->signer]
					: NULL;
	bool approved = specimen->status == STATUS_APPROVED;
	struct day *day;

	if (!approved && specimen->status != STATUS_REJECTED)
		return;
	if (came_signed(specimen, act)) {
		effort->rows++;
		return;
	}
	day = days_of(&effort->days, act != NULL ? act->timestamp : NULL);
	day->good += approved;
	day->bad += !approved;
}

/* --- all ------------------------------------------------------------------ */

void effort_count(struct effort *effort, const struct specimen *specimen)
{
	for (size_t i = 0; i < specimen->n_acts; i++) {
		const struct act *act = &specimen->acts[i];

		if (specimen->undone[i])
			continue;
		count_values(effort, act);
		if (act->op == ACT_APPROVE || act->op == ACT_REJECT)
			count_decision(effort, act);
	}
	count_day(effort, specimen);
}

void effort_sort(struct effort *effort)
{
	if (effort->n > 0)
		qsort(effort->people, effort->n, sizeof(*effort->people),
		      person_order);
}
