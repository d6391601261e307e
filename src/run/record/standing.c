/*
 * standing.c: what a reading has to say of a group. See standing.h.
 *
 * 1. The order is total, and of two readings alone: which one is the best
 *    depends neither on the order in which they are compared nor on those that
 *    lose.
 * 2. Sound telling values come first, so that a further reading wins a group
 *    only with as many of its own.
 */
#include "config.h"

#include "run/record/standing.h"

#include <string.h>

/* How many other models bear it out. */
static int held_agreed(const struct readings *r, size_t reading, size_t slot)
{
	const struct reading *own = &r->items[reading];
	int n = 0;

	memset(r->counted, 0, r->n);
	r->counted[own->first] = true;
	for (size_t i = 0; i < r->n; i++) {
		const struct reading *other = &r->items[i];

		if (r->counted[other->first] ||
		    !held_agrees(&r->slots[slot], &own->values[slot],
				 &other->values[slot]))
			continue;
		r->counted[other->first] = true;
		n++;
	}
	return n;
}

static bool slot_is_telling(const struct readings *r, size_t slot)
{
	const struct term *term = r->slots[slot].term;

	return term != NULL && term_is_telling(term);
}

/* Adds what a value is worth to the figures from `tier` on. */
static void standing_add(const struct readings *r, size_t slot, size_t tier,
			 struct standing *ret, int counts[2])
{
	const struct held *held = &r->items[ret->reading].values[slot];
	int supported = field_supported(held->field);
	int agreed = held_agreed(r, ret->reading, slot);

	ret->any = true;
	ret->sound += slot_is_telling(r, slot) && !held->error;
	ret->errors += held->error;
	ret->warnings += held->warning;
	for (size_t i = tier; i < 2; i++) {
		ret->supported[i] += supported;
		ret->agreed[i] += agreed;
		ret->confidence[i] += held->confidence;
		counts[i]++;
	}
}

void standing_make(const struct readings *r, const struct group *group,
		   size_t reading, struct standing *ret)
{
	int counts[2] = {0, 0};

	*ret = (struct standing){.reading = reading};
	for (size_t i = 0; i < group->n; i++)
		if (held_counts(&r->items[reading].values[group->slots[i]]))
			standing_add(r, group->slots[i],
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

int standing_order(const void *a, const void *b)
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
