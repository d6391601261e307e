/*
 * lru.h: keeps the things used last, up to so many bytes.
 */
#ifndef REVIEW_PREVIEW_LRU_H
#define REVIEW_PREVIEW_LRU_H

#include <stddef.h>
#include <stdint.h>

struct lru_item;

/* One thread's. */
struct lru {
	struct lru_item *items;
	size_t n;
	size_t bytes, limit;
	uint64_t clock;
	void (*free_value)(void *value);
};

void lru_init(struct lru *lru, size_t limit, void (*free_value)(void *value));
void lru_done(struct lru *lru);

/* What was put under this key, or NULL. Stays the cache's; good until the
 * next lru_put. */
void *lru_find(struct lru *lru, const char *key);

/*
 * Puts `value`, which takes `bytes`, into the cache, in the place of what was
 * there under this key. Takes the value, copies the key. What was not used
 * for longest goes until the limit holds; the new value itself always stays.
 */
void lru_put(struct lru *lru, const char *key, void *value, size_t bytes);

#endif
