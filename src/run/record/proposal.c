/*
 * proposal.c: one record out of several readings. See proposal.h.
 *
 * 1. Nothing is invented: each value is one that a reading has, with the line
 *    it is of; the values of a group are of one reading, but for the members
 *    that it left empty (proposal_fill).
 * 2. The verdicts that weigh follow from each reading's own record (readings.c).
 * 3. The best reading of a group is the greatest by a total order
 *    (standing_order), so that it depends neither on the order in which
 *    readings are compared nor on those that lose.
 * 4. A further reading never takes a sound telling value away: it wins a group
 *    only with as many of its own.
 */
#include "config.h"

#include "run/record/proposal.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "run/record/standing.h"

/* --- candidates ----------------------------------------------------------- */

size_t *proposal_candidates(const struct specimen *specimen, size_t *ret_n)
{
	size_t n = specimen->n_outcomes, kept = 0;
	size_t *ret = mem_alloc((n + 1) * sizeof(*ret));
	char **readers = mem_zalloc((n + 1) * sizeof(*readers));

	for (size_t i = n; i-- > 0 && kept < PROPOSAL_READINGS_MAX;) {
		bool later = false;

		if (specimen->outcomes[i].error != NULL)
			continue;
		readers[kept] = outcome_reader(&specimen->outcomes[i]);
		for (size_t k = 0; k < kept && !later; k++)
			later = strcmp(readers[k], readers[kept]) == 0;
		if (later)
			free(readers[kept]);
		else
			ret[kept++] = i;
	}
	for (size_t i = 0; i < kept; i++)
		free(readers[i]);
	free(readers);
	for (size_t i = 0; i < kept / 2; i++) {
		size_t swap = ret[i];

		ret[i] = ret[kept - 1 - i];
		ret[kept - 1 - i] = swap;
	}
	*ret_n = kept;
	return ret;
}

void proposal_take(const struct specimen *specimen, size_t i,
		   const struct field *field, struct record *ret)
{
	struct field *taken = record_put(ret, field);

	mem_replace(&taken->line_sha256, specimen->outcome_sha256[i]);
	if (taken->model == NULL)
		mem_replace(&taken->model, specimen->outcomes[i].model);
}

void proposal_calibrate(const struct specimen *specimen,
			const struct terms *terms, struct record *proposal)
{
	for (size_t i = 0; i < proposal->n; i++) {
		struct field *field = &proposal->fields[i];
		size_t of = specimen_find_line(specimen, field->line_sha256);

		if (of < specimen->n_outcomes)
			outcome_calibrate(&specimen->outcomes[of], terms,
					  field);
	}
}

/* --- groups --------------------------------------------------------------- */

/* Marks the members of which a rule holds; whether there is one. */
static bool group_mark(const struct readings *r, const struct group *group,
		       bool (*rule)(const struct term *term), bool *marks)
{
	bool any = false;

	for (size_t i = 0; i < group->n; i++) {
		const struct term *term = r->slots[group->slots[i]].term;

		if (term == NULL || !rule(term))
			continue;
		marks[i] = true;
		any = true;
	}
	return any;
}

/* The first member that any reading has a value of. */
static size_t group_first(const struct readings *r, const struct group *group)
{
	for (size_t i = 0; i < group->n; i++)
		for (size_t k = 0; k < r->n; k++)
			if (held_counts(&r->items[k].values[group->slots[i]]))
				return i;
	return 0;
}

/*
 * What leads are the telling terms, else the required ones, else what comes
 * first: the collector before their number, a latitude before its datum. A
 * place that is required differs from another, whatever they agree in.
 */
static void group_lead(const struct readings *r, struct group *group)
{
	if (!group_mark(r, group, term_is_telling, group->leads) &&
	    !group_mark(r, group, term_is_required, group->leads))
		group->leads[group_first(r, group)] = true;
	memcpy(group->firm, group->leads, group->n * sizeof(*group->firm));
	group_mark(r, group, term_is_required, group->firm);
}

/* Whether both are about one thing: they agree in a leading value, and differ
 * in none. */
static bool group_agrees(const struct group *group, const struct reading *a,
			 const struct reading *b)
{
	bool any = false;

	for (size_t i = 0; i < group->n; i++) {
		const struct held *left = &a->values[group->slots[i]];
		const struct held *right = &b->values[group->slots[i]];

		if (!group->firm[i] || left->field == NULL ||
		    right->field == NULL)
			continue;
		if (!held_alike(left, right))
			return false;
		any = true;
	}
	return any;
}

static void held_take(const struct readings *r, size_t reading, size_t slot,
		      struct record *ret)
{
	const struct reading *of = &r->items[reading];
	const struct field *field = of->values[slot].field;

	if (of->outcome < r->specimen->n_outcomes)
		proposal_take(r->specimen, of->outcome, field, ret);
	else
		record_put(ret, field);
}

/* A member that the best reading left empty, of the next best that is about
 * the same thing. What its own record finds wrong is not worth it. */
static void proposal_fill(const struct readings *r, const struct group *group,
			  const struct standing *order, size_t slot,
			  struct record *ret)
{
	const struct reading *best = &r->items[order[0].reading];

	for (size_t i = 1; i < r->n && order[i].any; i++) {
		const struct reading *next = &r->items[order[i].reading];
		const struct held *held = &next->values[slot];

		if (!held_counts(held) || held->error ||
		    !group_agrees(group, best, next))
			continue;
		held_take(r, order[i].reading, slot, ret);
		return;
	}
}

static void proposal_choose(const struct readings *r, const struct group *group,
			    struct record *ret)
{
	struct standing *order = mem_alloc((r->n + 1) * sizeof(*order));

	for (size_t i = 0; i < r->n; i++)
		standing_make(r, group, i, &order[i]);
	if (r->n > 1)
		qsort(order, r->n, sizeof(*order), standing_order);
	for (size_t i = 0; r->n > 0 && order[0].any && i < group->n; i++) {
		size_t slot = group->slots[i], best = order[0].reading;

		if (held_counts(&r->items[best].values[slot]))
			held_take(r, best, slot, ret);
		else
			proposal_fill(r, group, order, slot, ret);
	}
	free(order);
}

/* Chooses for the terms that belong together with this one. */
static void proposal_group(const struct readings *r, size_t slot, bool *done,
			   struct record *ret)
{
	const struct term *term = r->slots[slot].term;
	struct term_list list = {.n = 1};
	struct group group;

	if (term != NULL)
		list = terms_together(r->terms, term);
	group = (struct group){
		.slots = mem_alloc(list.n * sizeof(*group.slots)),
		.n = list.n,
		.leads = mem_zalloc(list.n * sizeof(*group.leads)),
		.firm = mem_zalloc(list.n * sizeof(*group.firm)),
	};
	for (size_t i = 0; i < list.n; i++) {
		group.slots[i] =
			term != NULL ? slot_find(r, list.items[i]->name) : slot;
		done[group.slots[i]] = true;
	}
	group_lead(r, &group);
	proposal_choose(r, &group, ret);
	free(group.slots);
	free(group.leads);
	free(group.firm);
}

/* --- the record ----------------------------------------------------------- */

/* The only reading, as it is: nothing is to be weighed. */
static void proposal_copy(const struct specimen *specimen, size_t i,
			  struct record *ret)
{
	const struct record *record = &specimen->outcomes[i].dwc;

	for (size_t k = 0; k < record->n; k++)
		if (!text_blank(record->fields[k].value))
			proposal_take(specimen, i, &record->fields[k], ret);
}

static void proposal_weigh(const struct specimen *specimen,
			   const struct terms *terms, const size_t *candidates,
			   size_t n, struct record *ret)
{
	struct readings readings = {.specimen = specimen, .terms = terms};
	bool *done;

	readings_make(&readings, candidates, n);
	done = mem_zalloc(readings.n_slots + 1);
	for (size_t i = 0; i < readings.n_slots; i++)
		if (!done[i])
			proposal_group(&readings, i, done, ret);
	free(done);
	readings_done(&readings);
}

void proposal_make(const struct specimen *specimen, const struct terms *terms,
		   struct record *ret)
{
	size_t n, *candidates = proposal_candidates(specimen, &n);

	record_init(ret);
	if (n == 1 && specimen->found.n == 0)
		proposal_copy(specimen, candidates[0], ret);
	else
		proposal_weigh(specimen, terms, candidates, n, ret);
	free(candidates);
	record_sort(ret, terms);
}

/* --- what came of it ------------------------------------------------------ */

struct share {
	size_t telling, all;
};

static bool share_is_more(const struct share *a, const struct share *b)
{
	return a->telling != b->telling ? a->telling > b->telling
					: a->all > b->all;
}

size_t proposal_base(const struct specimen *specimen, const struct terms *terms,
		     const struct record *proposal)
{
	size_t n = specimen->n_outcomes, best = n;
	struct share most = {0, 0};

	for (size_t i = n; i-- > 0;) {
		struct share share = {0, 0};

		for (size_t k = 0; k < proposal->n; k++) {
			const struct field *field = &proposal->fields[k];
			const struct term *term =
				terms_find(terms, field->term);

			if (field->line_sha256 == NULL ||
			    strcmp(field->line_sha256,
				   specimen->outcome_sha256[i]) != 0)
				continue;
			share.all++;
			share.telling += term != NULL && term_is_telling(term);
		}
		if (share_is_more(&share, &most)) {
			most = share;
			best = i;
		}
	}
	return best;
}

json_t *proposal_terms_of(const struct specimen *specimen, size_t i)
{
	const struct record *proposal = &specimen->proposal;
	json_t *terms = json_array();

	for (size_t k = 0; k < proposal->n; k++) {
		const char *line = proposal->fields[k].line_sha256;

		if (line != NULL &&
		    strcmp(line, specimen->outcome_sha256[i]) == 0)
			json_array_append_new(
				terms, json_string(proposal->fields[k].term));
	}
	return terms;
}
