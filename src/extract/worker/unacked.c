/*
 * unacked.c: see unacked.h.
 */
#include "config.h"

#include "extract/worker/unacked.h"

#include <stdlib.h>

#include "base/array.h"

/* The slot of this ticket; 0: a free one. NULL: there is none. */
static struct unacked_outcome *unacked_slot(struct unacked *unacked,
					    uint64_t ticket)
{
	for (size_t i = 0; i < unacked->n_slots; i++)
		if (unacked->slots[i].ticket == ticket)
			return &unacked->slots[i];
	return NULL;
}

uint64_t unacked_put(struct unacked *unacked,
		     const struct unacked_outcome *outcome)
{
	struct unacked_outcome *slot = unacked_slot(unacked, 0);

	if (slot == NULL) {
		ARRAY_GROW(unacked->slots, unacked->n_slots, unacked->cap);
		slot = &unacked->slots[unacked->n_slots++];
	}
	*slot = *outcome;
	slot->ticket = ++unacked->ticket;
	unacked->n++;
	return slot->ticket;
}

bool unacked_take(struct unacked *unacked, uint64_t ticket,
		  struct unacked_outcome *ret)
{
	struct unacked_outcome *slot =
		ticket != 0 ? unacked_slot(unacked, ticket) : NULL;

	if (slot == NULL)
		return false;
	*ret = *slot;
	*slot = (struct unacked_outcome){0};
	unacked->n--;
	return true;
}

void unacked_outcome_done(struct unacked_outcome *outcome)
{
	free(outcome->specimen_id);
	free(outcome->error);
	*outcome = (struct unacked_outcome){0};
}

void unacked_done(struct unacked *unacked)
{
	for (size_t i = 0; i < unacked->n_slots; i++)
		unacked_outcome_done(&unacked->slots[i]);
	free(unacked->slots);
	*unacked = (struct unacked){0};
}
