/*
 * proposal.c: one record out of several readings. See proposal.h.
 *
 * 1. Nothing is invented: each value is one that a reading has, with the line
 *    it is of; the values of a group are of one reading, but for the members
 *    that it left empty (proposal_fill).
 * 2. The verdicts that weigh follow from each reading's own record. What the
 *    run or a list of names says of a value may change with every sheet, and
 *    would change records that nobody touched.
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

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/doubt/doubt.h"
#include "run/record/alike.h"

#define CONFIDENCE_UNKNOWN 0.5 /* as quality.c has it */

/* One value of a reading. */
struct held {
	const struct field *field; /* NULL: left empty */
	char *alike;		   /* alike.h; owned */
	double confidence;	   /* calibrated */
	bool error, warning;	   /* says the record's own verdict */
	bool doubted; /* not on the sheet, and another left it empty */
};

/* A candidate. */
struct reading {
	size_t outcome;	     /* n_outcomes: what the sheet's own facts say */
	struct held *values; /* one for each term */
	char *model;	     /* alike.h; owned */
	size_t first;	     /* the first reading by this model */
	bool silent;	     /* it has no value at all */
};

/* The terms that any reading has a value of: those of the table in its order,
 * then others as they come. */
struct slot {
	const char *name;
	const struct term *term; /* NULL: not in the table */
};

struct proposal {
	const struct specimen *specimen;
	const struct terms *terms;
	struct slot *slots;
	size_t n_slots, cap_slots;
	struct reading *readings;
	size_t n;
	bool *counted; /* of readings that are the first by their model; for
			  held_agreed alone */
};

/* Terms that describe one thing. */
struct group {
	size_t *slots;
	size_t n;
	bool *leads; /* of each: it says which thing it is */
	bool *firm;  /* of each: two readings that differ in it differ */
};

/* What a reading has to say of a group. Of two figures the first is that of
 * its leading values. */
struct standing {
	size_t reading;
	int sound;	  /* telling values that are */
	int errors;	  /* values that are not sound */
	int warnings;	  /* doubtful ones */
	int supported[2]; /* by the sheet; less those that it is without */
	int agreed[2];	  /* other models that say the same */
	double confidence[2];
	bool any;
};

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

static void outcome_calibrate(const struct outcome *outcome,
			      const struct terms *terms, struct field *field)
{
	struct record one = {.fields = field, .n = 1, .cap = 1};

	record_calibrate(terms, &one, outcome->provider, outcome->model);
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

/* --- reading them --------------------------------------------------------- */

static const struct record *reading_record(const struct proposal *p,
					   const struct reading *reading)
{
	const struct specimen *s = p->specimen;

	return reading->outcome < s->n_outcomes
		       ? &s->outcomes[reading->outcome].dwc
		       : &s->found;
}

static size_t slot_find(const struct proposal *p, const char *name)
{
	size_t known = terms_index(p->terms, name);

	if (known < terms_count(p->terms))
		return known;
	for (size_t i = known; i < p->n_slots; i++)
		if (strcmp(p->slots[i].name, name) == 0)
			return i;
	return p->n_slots;
}

static void slot_add(struct proposal *p, const char *name,
		     const struct term *term)
{
	ARRAY_GROW(p->slots, p->n_slots, p->cap_slots);
	p->slots[p->n_slots++] = (struct slot){name, term};
}

static void proposal_slots(struct proposal *p)
{
	for (size_t i = 0; i < terms_count(p->terms); i++) {
		const struct term *term = terms_at(p->terms, i);

		slot_add(p, term->name, term);
	}
	for (size_t i = 0; i < p->n; i++) {
		const struct record *record =
			reading_record(p, &p->readings[i]);

		for (size_t k = 0; k < record->n; k++)
			if (slot_find(p, record->fields[k].term) == p->n_slots)
				slot_add(p, record->fields[k].term, NULL);
	}
}

/* A reader that was not sure says so in its confidence, which weighs later. */
static bool verdict_weighs(const struct verdict *verdict)
{
	return verdict->severity == SEVERITY_WARNING &&
	       strcmp(verdict->code, "low-confidence") != 0;
}

static void reading_judge(const struct proposal *p, struct reading *reading)
{
	struct verdicts verdicts = {0};

	record_validate(p->terms, reading_record(p, reading), &verdicts);
	for (size_t i = 0; i < verdicts.n; i++) {
		const struct verdict *verdict = &verdicts.items[i];
		struct held *held =
			&reading->values[slot_find(p, verdict->term)];

		held->error |= verdict->severity == SEVERITY_ERROR;
		held->warning |= verdict_weighs(verdict);
	}
	verdicts_done(&verdicts);
}

/* How sure it is, as it counts for this reader. */
static double reading_sure(const struct proposal *p,
			   const struct reading *reading,
			   const struct field *field)
{
	struct field copy = *field; /* its texts are not ours */

	if (reading->outcome < p->specimen->n_outcomes)
		outcome_calibrate(&p->specimen->outcomes[reading->outcome],
				  p->terms, &copy);
	return copy.confidence < 0 ? CONFIDENCE_UNKNOWN : copy.confidence;
}

static void reading_fill(const struct proposal *p, struct reading *reading)
{
	const struct record *record = reading_record(p, reading);

	reading->silent = true;
	reading->values = mem_zalloc(p->n_slots * sizeof(*reading->values));
	for (size_t i = 0; i < record->n; i++) {
		const struct field *field = &record->fields[i];
		size_t slot = slot_find(p, field->term);
		struct held *held = &reading->values[slot];

		if (text_blank(field->value))
			continue;
		reading->silent = false;
		held->field = field;
		held->confidence = reading_sure(p, reading, field);
		held->alike =
			alike_text(p->terms, p->slots[slot].term, field->value);
	}
	reading_judge(p, reading);
}

static void reading_done(const struct proposal *p, struct reading *reading)
{
	for (size_t i = 0; reading->values != NULL && i < p->n_slots; i++)
		free(reading->values[i].alike);
	free(reading->values);
	free(reading->model);
}

/* Whether the sheet says it: 1, 0 where that was not looked for or cannot be
 * told, -1. The evidence that a line of raw.jsonl has is its reader's own. */
static int field_supported(const struct field *field)
{
	static const int worth[SUPPORT_COUNT] = {
		[SUPPORT_SEEN] = 1,
		[SUPPORT_INFERRED] = 1,
		[SUPPORT_NOWHERE] = -1,
	};

	return worth[field->support];
}

/* Whether both hold the value, in whatever notation. */
static bool held_alike(const struct held *a, const struct held *b)
{
	return a->field != NULL && b->field != NULL &&
	       alike_same(a->alike, b->alike);
}

/* Whether `b` bears out `a`: it says the same, or a part of it. */
static bool held_agrees(const struct slot *slot, const struct held *a,
			const struct held *b)
{
	return a->field != NULL && b->field != NULL &&
	       alike_says(slot->term, a->alike, b->alike);
}

static bool reading_is_copy(const struct proposal *p, const struct reading *a,
			    const struct reading *b)
{
	if (strcmp(a->model, b->model) != 0)
		return false;
	for (size_t i = 0; i < p->n_slots; i++) {
		const char *left = a->values[i].alike;
		const char *right = b->values[i].alike;

		if (left != right &&
		    (left == NULL || right == NULL || strcmp(left, right) != 0))
			return false;
	}
	return true;
}

/* Of readings that say the same for the same model the last one stays. */
static void proposal_drop_copies(struct proposal *p)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->n; i++) {
		bool copied = false;

		for (size_t k = i + 1; k < p->n && !copied; k++)
			copied = reading_is_copy(p, &p->readings[i],
						 &p->readings[k]);
		if (copied)
			reading_done(p, &p->readings[i]);
		else
			p->readings[kept++] = p->readings[i];
	}
	p->n = kept;
}

/* Finds out which readings are by one model. */
static void proposal_number(struct proposal *p)
{
	p->counted = mem_zalloc(p->n + 1);
	for (size_t i = 0; i < p->n; i++) {
		size_t first = 0;

		while (strcmp(p->readings[first].model, p->readings[i].model) !=
		       0)
			first++;
		p->readings[i].first = first;
	}
}

/* Whether another reading, of those that read anything, left it empty. What
 * the sheet's facts say is not a reading of all of it. */
static bool proposal_left_empty(const struct proposal *p, size_t reading,
				size_t slot)
{
	for (size_t i = 0; i < p->n; i++)
		if (i != reading && !p->readings[i].silent &&
		    p->readings[i].outcome < p->specimen->n_outcomes &&
		    p->readings[i].values[slot].field == NULL)
			return true;
	return false;
}

static void proposal_doubt(struct proposal *p)
{
	for (size_t i = 0; i < p->n; i++) {
		for (size_t k = 0; k < p->n_slots; k++) {
			struct held *held = &p->readings[i].values[k];

			held->doubted = held->field != NULL &&
					field_supported(held->field) < 0 &&
					proposal_left_empty(p, i, k);
		}
	}
}

static void proposal_read(struct proposal *p)
{
	const struct specimen *s = p->specimen;
	size_t n, *candidates = proposal_candidates(s, &n);

	p->readings = mem_zalloc((n + 1) * sizeof(*p->readings));
	for (size_t i = 0; i < n; i++)
		p->readings[i] = (struct reading){
			.outcome = candidates[i],
			.model = alike_model(s->outcomes[candidates[i]].model),
		};
	p->n = n;
	if (s->found.n > 0)
		p->readings[p->n++] = (struct reading){
			.outcome = s->n_outcomes,
			.model = mem_strdup("the sheet"),
		};
	proposal_slots(p);
	for (size_t i = 0; i < p->n; i++)
		reading_fill(p, &p->readings[i]);
	proposal_drop_copies(p);
	proposal_number(p);
	proposal_doubt(p);
	free(candidates);
}

static void proposal_done(struct proposal *p)
{
	for (size_t i = 0; i < p->n; i++)
		reading_done(p, &p->readings[i]);
	free(p->readings);
	free(p->slots);
	free(p->counted);
}

/* --- what they have to say of a group ------------------------------------- */

static bool held_counts(const struct held *held)
{
	return held->field != NULL && !held->doubted;
}

/* How many other models bear it out. */
static int held_agreed(const struct proposal *p, size_t reading, size_t slot)
{
	const struct reading *own = &p->readings[reading];
	int n = 0;

	memset(p->counted, 0, p->n);
	p->counted[own->first] = true;
	for (size_t i = 0; i < p->n; i++) {
		const struct reading *other = &p->readings[i];

		if (p->counted[other->first] ||
		    !held_agrees(&p->slots[slot], &own->values[slot],
				 &other->values[slot]))
			continue;
		p->counted[other->first] = true;
		n++;
	}
	return n;
}

static bool slot_is_telling(const struct proposal *p, size_t slot)
{
	const struct term *term = p->slots[slot].term;

	return term != NULL && term_is_telling(term);
}

/* Adds what a value is worth to the figures from `tier` on. */
static void standing_add(const struct proposal *p, size_t slot, size_t tier,
			 struct standing *ret, int counts[2])
{
	const struct held *held = &p->readings[ret->reading].values[slot];
	int supported = field_supported(held->field);
	int agreed = held_agreed(p, ret->reading, slot);

	ret->any = true;
	ret->sound += slot_is_telling(p, slot) && !held->error;
	ret->errors += held->error;
	ret->warnings += held->warning;
	for (size_t i = tier; i < 2; i++) {
		ret->supported[i] += supported;
		ret->agreed[i] += agreed;
		ret->confidence[i] += held->confidence;
		counts[i]++;
	}
}

static void standing_make(const struct proposal *p, const struct group *group,
			  size_t reading, struct standing *ret)
{
	int counts[2] = {0, 0};

	*ret = (struct standing){.reading = reading};
	for (size_t i = 0; i < group->n; i++)
		if (held_counts(&p->readings[reading].values[group->slots[i]]))
			standing_add(p, group->slots[i],
				     group->leads[i] ? 0 : 1, ret, counts);
	for (size_t i = 0; i < 2; i++)
		if (counts[i] > 0)
			ret->confidence[i] /= counts[i];
}

#define ORDER(left, right)                                \
	do {                                              \
		if ((left) != (right))                    \
			return (left) > (right) ? -1 : 1; \
	} while (0)

/* The better one first (invariant 3). */
static int standing_order(const void *a, const void *b)
{
	const struct standing *left = a, *right = b;

	ORDER(left->any, right->any);
	ORDER(left->sound, right->sound);
	ORDER(right->errors, left->errors);
	ORDER(right->warnings, left->warnings);
	for (size_t i = 0; i < 2; i++)
		ORDER(left->supported[i], right->supported[i]);
	for (size_t i = 0; i < 2; i++)
		ORDER(left->agreed[i], right->agreed[i]);
	for (size_t i = 0; i < 2; i++)
		ORDER(left->confidence[i], right->confidence[i]);
	ORDER(left->reading, right->reading);
	return 0;
}

/* --- groups --------------------------------------------------------------- */

/* Marks the members of which a rule holds; whether there is one. */
static bool group_mark(const struct proposal *p, const struct group *group,
		       bool (*rule)(const struct term *term), bool *marks)
{
	bool any = false;

	for (size_t i = 0; i < group->n; i++) {
		const struct term *term = p->slots[group->slots[i]].term;

		if (term == NULL || !rule(term))
			continue;
		marks[i] = true;
		any = true;
	}
	return any;
}

/* The first member that any reading has a value of. */
static size_t group_first(const struct proposal *p, const struct group *group)
{
	for (size_t i = 0; i < group->n; i++)
		for (size_t k = 0; k < p->n; k++)
			if (held_counts(
				    &p->readings[k].values[group->slots[i]]))
				return i;
	return 0;
}

/*
 * What leads are the telling terms, else the required ones, else what comes
 * first: the collector before their number, a latitude before its datum. A
 * place that is required differs from another, whatever they agree in.
 */
static void group_lead(const struct proposal *p, struct group *group)
{
	if (!group_mark(p, group, term_is_telling, group->leads) &&
	    !group_mark(p, group, term_is_required, group->leads))
		group->leads[group_first(p, group)] = true;
	memcpy(group->firm, group->leads, group->n * sizeof(*group->firm));
	group_mark(p, group, term_is_required, group->firm);
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

static void held_take(const struct proposal *p, size_t reading, size_t slot,
		      struct record *ret)
{
	const struct reading *of = &p->readings[reading];
	const struct field *field = of->values[slot].field;

	if (of->outcome < p->specimen->n_outcomes)
		proposal_take(p->specimen, of->outcome, field, ret);
	else
		record_put(ret, field);
}

/* A member that the best reading left empty, of the next best that is about
 * the same thing. What its own record finds wrong is not worth it. */
static void proposal_fill(const struct proposal *p, const struct group *group,
			  const struct standing *order, size_t slot,
			  struct record *ret)
{
	const struct reading *best = &p->readings[order[0].reading];

	for (size_t i = 1; i < p->n && order[i].any; i++) {
		const struct reading *next = &p->readings[order[i].reading];
		const struct held *held = &next->values[slot];

		if (!held_counts(held) || held->error ||
		    !group_agrees(group, best, next))
			continue;
		held_take(p, order[i].reading, slot, ret);
		return;
	}
}

static void proposal_choose(const struct proposal *p, const struct group *group,
			    struct record *ret)
{
	struct standing *order = mem_alloc((p->n + 1) * sizeof(*order));

	for (size_t i = 0; i < p->n; i++)
		standing_make(p, group, i, &order[i]);
	if (p->n > 1)
		qsort(order, p->n, sizeof(*order), standing_order);
	for (size_t i = 0; p->n > 0 && order[0].any && i < group->n; i++) {
		size_t slot = group->slots[i], best = order[0].reading;

		if (held_counts(&p->readings[best].values[slot]))
			held_take(p, best, slot, ret);
		else
			proposal_fill(p, group, order, slot, ret);
	}
	free(order);
}

/* Chooses for the terms that belong together with this one. */
static void proposal_group(const struct proposal *p, size_t slot, bool *done,
			   struct record *ret)
{
	const struct term *term = p->slots[slot].term;
	struct term_list list = {.n = 1};
	struct group group;

	if (term != NULL)
		list = terms_together(p->terms, term);
	group = (struct group){
		.slots = mem_alloc(list.n * sizeof(*group.slots)),
		.n = list.n,
		.leads = mem_zalloc(list.n * sizeof(*group.leads)),
		.firm = mem_zalloc(list.n * sizeof(*group.firm)),
	};
	for (size_t i = 0; i < list.n; i++) {
		group.slots[i] =
			term != NULL ? slot_find(p, list.items[i]->name) : slot;
		done[group.slots[i]] = true;
	}
	group_lead(p, &group);
	proposal_choose(p, &group, ret);
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
			   const struct terms *terms, struct record *ret)
{
	struct proposal p = {.specimen = specimen, .terms = terms};
	bool *done;

	proposal_read(&p);
	done = mem_zalloc(p.n_slots + 1);
	for (size_t i = 0; i < p.n_slots; i++)
		if (!done[i])
			proposal_group(&p, i, done, ret);
	free(done);
	proposal_done(&p);
}

void proposal_make(const struct specimen *specimen, const struct terms *terms,
		   struct record *ret)
{
	size_t n, *candidates = proposal_candidates(specimen, &n);

	record_init(ret);
	if (n == 1 && specimen->found.n == 0)
		proposal_copy(specimen, candidates[0], ret);
	else
		proposal_weigh(specimen, terms, ret);
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
