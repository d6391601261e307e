/*
 * alike_memory.c: see alike_memory.h.
 *
 * 1. A value has one slot, by its hash: whoever comes later takes it. What is
 *    in a slot is compared byte by byte, so that it is never another's.
 */
#include "config.h"

#include "run/record/alike_memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/mix.h"
#include "run/record/alike.h"

#define SLOTS 8192 /* some hundred bytes each; a power of two */

struct slot {
	const struct term *term; /* borrowed */
	char *value, *alike;	 /* NULL: nothing is in it */
};

struct alike_memory {
	struct slot slots[SLOTS];
};

struct alike_memory *alike_memory_new(void)
{
	return mem_zalloc(sizeof(struct alike_memory));
}

void alike_memory_free(struct alike_memory *memory)
{
	if (memory == NULL)
		return;
	for (size_t i = 0; i < SLOTS; i++) {
		free(memory->slots[i].value);
		free(memory->slots[i].alike);
	}
	free(memory);
}

/* By the value, and which term it is of. */
static size_t slot_of(const struct term *term, const char *value)
{
	uint64_t x = mix_add_text(MIX_BEGIN ^ (uintptr_t)term, value);

	return (size_t)((x ^ x >> 32) % SLOTS);
}

char *alike_recall(struct alike_memory *memory, const struct terms *terms,
		   const struct term *term, const char *value)
{
	struct slot *slot;

	if (memory == NULL || value == NULL)
		return alike_text(terms, term, value);
	slot = &memory->slots[slot_of(term, value)];
	if (slot->value == NULL || slot->term != term ||
	    strcmp(slot->value, value) != 0) {
		free(slot->alike);
		slot->alike = alike_text(terms, term, value);
		slot->term = term;
		mem_replace(&slot->value, value);
	}
	return mem_strdup(slot->alike);
}
