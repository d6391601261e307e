/*
 * hash.h: SHA-256 as lower-case hex, by libcrypto.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

#define HASH_HEX_SIZE 65 /* 64 digits and the NUL */

/* Of bytes in memory. Cannot fail. */
void hash_bytes(const void *data, size_t len, char ret[HASH_HEX_SIZE]);

/* Of a file, read in pieces of 64 KiB. */
int hash_file(const char *path, char ret[HASH_HEX_SIZE],
	      struct error *err) MUST_USE;
/* Of what is left to be read of a descriptor. errno on -1. */
int hash_fd(int fd, char ret[HASH_HEX_SIZE]) MUST_USE;

/* Of bytes that come piece by piece. Begun, it is to be ended, or dropped. */
struct hash_sum {
	struct evp_md_ctx_st *ctx; /* libcrypto's */
};
void hash_sum_begin(struct hash_sum *sum);
void hash_sum_add(struct hash_sum *sum, const void *data, size_t len);
void hash_sum_end(struct hash_sum *sum, char ret[HASH_HEX_SIZE]);
void hash_sum_drop(struct hash_sum *sum);

/* True when the first 64 characters are lower- or upper-case hex digits. */
bool hash_is_hex(const char *text);

/* 32 random hex digits from the system's generator, for ids of runs and
 * acts. */
void hash_random_id(char ret[33]);

#endif
