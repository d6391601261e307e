/*
 * catalogue.c: keys by the hashes of their texts. See catalogue.h.
 *
 * 1. A table of open addresses, at most three quarters full. A text's keys
 *    stand from its place on, in the order in which they were added.
 * 2. The hash is salted by chance: nobody can make a journal whose texts all
 *    fall on one place.
 */
#include "config.h"

#include "run/index/build/catalogue.h"

#include <openssl/rand.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/mix.h"

#define CATALOGUE_FIRST 1024

struct catalogue_slot {
	uint32_t mark; /* of the hash */
	uint32_t key;  /* 0: free */
};

void catalogue_done(struct catalogue *catalogue)
{
	free(catalogue->slots);
	*catalogue = (struct catalogue){0};
}

/* Salt, each byte in turn, and the end. */
static uint32_t catalogue_mark(const struct catalogue *catalogue,
			       const char *text)
{
	uint64_t x = catalogue->salt;

	for (; *text != '\0'; text++)
		x = (x ^ (unsigned char)*text) * UINT64_C(0x9e3779b97f4a7c15);
	return (uint32_t)mix_end(x);
}

static struct catalogue_slot *catalogue_at(const struct catalogue *catalogue,
					   size_t at)
{
	return &catalogue->slots[at & (catalogue->size - 1)];
}

static void catalogue_put(struct catalogue *catalogue,
			  struct catalogue_slot slot)
{
	size_t at = slot.mark;

	while (catalogue_at(catalogue, at)->key != 0)
		at++;
	*catalogue_at(catalogue, at) = slot;
}

/* Moves from a free place on, so that what stands together is met in its
 * order. */
static void catalogue_grow(struct catalogue *catalogue)
{
	struct catalogue old = *catalogue;
	size_t from = 0;

	if (old.size == 0 && RAND_bytes((unsigned char *)&catalogue->salt,
					(int)sizeof(catalogue->salt)) != 1)
		catalogue->salt = (uint64_t)(uintptr_t)catalogue;
	catalogue->size = old.size > 0 ? 2 * old.size : CATALOGUE_FIRST;
	catalogue->slots =
		mem_zalloc(catalogue->size * sizeof(*catalogue->slots));
	while (from < old.size && old.slots[from].key != 0)
		from++;
	for (size_t i = 0; i < old.size; i++)
		if (catalogue_at(&old, from + i)->key != 0)
			catalogue_put(catalogue, *catalogue_at(&old, from + i));
	free(old.slots);
}

void catalogue_add(struct catalogue *catalogue, const char *text, uint32_t key)
{
	if (4 * (catalogue->n + 1) > 3 * catalogue->size)
		catalogue_grow(catalogue);
	catalogue_put(catalogue, (struct catalogue_slot){
					 catalogue_mark(catalogue, text), key});
	catalogue->n++;
}

uint32_t catalogue_next(const struct catalogue *catalogue, const char *text,
			size_t *at)
{
	uint32_t mark;

	if (catalogue->size == 0)
		return 0;
	mark = catalogue_mark(catalogue, text);
	for (;;) {
		const struct catalogue_slot *slot =
			catalogue_at(catalogue, mark + *at);

		if (slot->key == 0)
			return 0;
		++*at;
		if (slot->mark == mark)
			return slot->key;
	}
}
