/*
 * names.c: a hash table with linear probing. See names.h.
 *
 * 1. A slot holds a number + 1, or 0; less than half of them are taken.
 */
#include "config.h"

#include "engine/map/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/mix.h"

void names_done(struct names *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->items[i]);
	free(names->items);
	free(names->slots);
	memset(names, 0, sizeof(*names));
}

/* The slot that holds the name, or the free one where it would be put. */
static size_t name_slot(const struct names *names, const char *name)
{
	size_t at =
		(size_t)mix_add_text(MIX_BEGIN, name) & (names->n_slots - 1);

	while (names->slots[at] != 0 &&
	       strcmp(names->items[names->slots[at] - 1], name) != 0)
		at = (at + 1) & (names->n_slots - 1);
	return at;
}

static void names_grow(struct names *names)
{
	free(names->slots);
	names->n_slots = names->n_slots > 0 ? 2 * names->n_slots : 1024;
	names->slots = mem_zalloc(names->n_slots * sizeof(*names->slots));
	for (size_t i = 0; i < names->n; i++)
		names->slots[name_slot(names, names->items[i])] =
			(uint32_t)i + 1;
}

uint32_t names_find(const struct names *names, const char *name)
{
	if (names->n_slots == 0)
		return NAMES_NONE;
	return names->slots[name_slot(names, name)] - 1;
}

uint32_t names_add(struct names *names, const char *name)
{
	size_t slot;

	if (2 * (names->n + 1) > names->n_slots)
		names_grow(names);
	slot = name_slot(names, name);
	if (names->slots[slot] == 0) {
		ARRAY_GROW(names->items, names->n, names->cap);
		names->items[names->n++] = mem_strdup(name);
		names->slots[slot] = (uint32_t)names->n;
	}
	return names->slots[slot] - 1;
}
