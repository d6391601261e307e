/*
 * shelf.h: keeps the things used last, up to so many bytes.
 */
#ifndef REVIEW_SHELF_H
#define REVIEW_SHELF_H

#include <stddef.h>
#include <stdint.h>

struct shelf_item;

/* One thread's. */
struct shelf {
	struct shelf_item *items;
	size_t n;
	size_t bytes, limit;
	uint64_t clock;
	void (*free_value)(void *value);
};

void shelf_init(struct shelf *shelf, size_t limit,
		void (*free_value)(void *value));
void shelf_done(struct shelf *shelf);

/* What was put under this key, or NULL. Stays the shelf's; good until the
 * next shelf_put. */
void *shelf_find(struct shelf *shelf, const char *key);

/*
 * Puts `value`, which takes `bytes`, on the shelf, in the place of what was
 * there under this key. Takes the value, copies the key. What was not used
 * for longest goes until the limit holds; the new value itself always stays.
 */
void shelf_put(struct shelf *shelf, const char *key, void *value, size_t bytes);

#endif
