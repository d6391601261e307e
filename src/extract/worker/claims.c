/*
 * claims.c: an open-addressed table from SHA-256 to the number of a sheet.
 * See claims.h.
 *
 * 1. Some slots are always free, so probing ends.
 * 2. SHA-256 is evenly spread: its first 64 bits are the hash, and even a
 *    table that is nearly full is probed a few dozen times at most.
 */
#include "config.h"

#include "extract/worker/claims.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define CLAIM_DIGEST 32

struct claim {
	unsigned char digest[CLAIM_DIGEST];
	size_t owner; /* + 1; 0: a free slot */
};

static unsigned int claim_digit(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned int)(c - '0');
	return (unsigned int)((c | 0x20) - 'a' + 10);
}

static void claim_digest(const char *sha256, unsigned char ret[CLAIM_DIGEST])
{
	for (int i = 0; i < CLAIM_DIGEST; i++)
		ret[i] = (unsigned char)((claim_digit(sha256[2 * i]) << 4) |
					 claim_digit(sha256[2 * i + 1]));
}

static struct claim *claims_slot(struct claim *slots, size_t cap,
				 const unsigned char *digest)
{
	uint64_t hash;
	size_t at;

	memcpy(&hash, digest, sizeof(hash));
	at = (size_t)hash & (cap - 1);
	while (slots[at].owner != 0 &&
	       memcmp(slots[at].digest, digest, CLAIM_DIGEST) != 0)
		at = (at + 1) & (cap - 1);
	return &slots[at];
}

static void claims_grow(struct claims *claims)
{
	size_t cap = claims->cap > 0 ? claims->cap * 2 : 64;
	struct claim *slots = mem_grow(NULL, cap, sizeof(*slots));

	memset(slots, 0, cap * sizeof(*slots));
	for (size_t i = 0; i < claims->cap; i++)
		if (claims->slots[i].owner != 0)
			*claims_slot(slots, cap, claims->slots[i].digest) =
				claims->slots[i];
	free(claims->slots);
	claims->slots = slots;
	claims->cap = cap;
}

bool claims_take(struct claims *claims, const char *sha256, size_t item,
		 size_t *ret_owner)
{
	unsigned char digest[CLAIM_DIGEST];
	struct claim *slot;

	if (claims->n * 8 >= claims->cap * 7)
		claims_grow(claims);
	claim_digest(sha256, digest);
	slot = claims_slot(claims->slots, claims->cap, digest);
	if (slot->owner != 0) {
		*ret_owner = slot->owner - 1;
		return slot->owner == item + 1;
	}
	memcpy(slot->digest, digest, sizeof(digest));
	slot->owner = item + 1;
	claims->n++;
	return true;
}

bool claims_next(const struct claims *claims, size_t *at,
		 char ret_sha256[HASH_HEX_SIZE], size_t *ret_owner)
{
	const struct claim *slot;

	while (*at < claims->cap && claims->slots[*at].owner == 0)
		++*at;
	if (*at >= claims->cap)
		return false;
	slot = &claims->slots[(*at)++];
	for (size_t i = 0; i < CLAIM_DIGEST; i++)
		snprintf(ret_sha256 + 2 * i, 3, "%02x", slot->digest[i]);
	*ret_owner = slot->owner - 1;
	return true;
}

void claims_done(struct claims *claims)
{
	free(claims->slots);
	*claims = (struct claims){0};
}
