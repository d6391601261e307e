/*
 * claims.h: which sheet of this session has which bytes, so that the same
 * bytes are never read twice. One thread's.
 */
#ifndef EXTRACT_WORKER_CLAIMS_H
#define EXTRACT_WORKER_CLAIMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"

struct claim;
struct claims {
	struct claim *slots;
	size_t cap; /* a power of two, or 0 */
	size_t n;
};

/*
 * Claims the bytes with this SHA-256 (64 hex digits) for the sheet `item`.
 * True when they are its own now, or were before; false when another sheet
 * has them, whose number is put into *ret_owner.
 */
bool claims_take(struct claims *claims, const char *sha256, size_t item,
		 size_t *ret_owner);
/* One claim after another, in no order: true with the bytes and whose they are.
 * *at is 0 at first; nothing is claimed meanwhile. */
bool claims_next(const struct claims *claims, size_t *at,
		 char ret_sha256[HASH_HEX_SIZE], size_t *ret_owner);
void claims_done(struct claims *claims);

#endif
