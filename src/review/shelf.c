/*
 * shelf.c: keeps the things used last. See shelf.h.
 *
 * There are tens of them, so they lie in an array that is looked through.
 */
#include "config.h"

#include "review/shelf.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct shelf_item {
	char *key;
	void *value;
	size_t bytes;
	uint64_t used; /* by the shelf's clock */
};

void shelf_init(struct shelf *shelf, size_t limit,
		void (*free_value)(void *value))
{
	*shelf = (struct shelf){.limit = limit, .free_value = free_value};
}

static void shelf_remove(struct shelf *shelf, size_t i)
{
	struct shelf_item *item = &shelf->items[i];

	shelf->bytes -= item->bytes;
	free(item->key);
	shelf->free_value(item->value);
	*item = shelf->items[--shelf->n];
}

void shelf_done(struct shelf *shelf)
{
	while (shelf->n > 0)
		shelf_remove(shelf, shelf->n - 1);
	free(shelf->items);
	shelf->items = NULL;
}

static struct shelf_item *shelf_item(struct shelf *shelf, const char *key)
{
	for (size_t i = 0; i < shelf->n; i++)
		if (strcmp(shelf->items[i].key, key) == 0)
			return &shelf->items[i];
	return NULL;
}

void *shelf_find(struct shelf *shelf, const char *key)
{
	struct shelf_item *item = shelf_item(shelf, key);

	if (item == NULL)
		return NULL;
	item->used = ++shelf->clock;
	return item->value;
}

static size_t shelf_oldest(const struct shelf *shelf)
{
	size_t oldest = 0;

	for (size_t i = 1; i < shelf->n; i++)
		if (shelf->items[i].used < shelf->items[oldest].used)
			oldest = i;
	return oldest;
}

void shelf_put(struct shelf *shelf, const char *key, void *value, size_t bytes)
{
	struct shelf_item *item = shelf_item(shelf, key);

	if (item != NULL)
		shelf_remove(shelf, (size_t)(item - shelf->items));
	while (shelf->n > 0 && shelf->bytes + bytes > shelf->limit)
		shelf_remove(shelf, shelf_oldest(shelf));
	shelf->items =
		mem_grow(shelf->items, shelf->n + 1, sizeof(*shelf->items));
	shelf->items[shelf->n++] = (struct shelf_item){
		.key = mem_strdup(key),
		.value = value,
		.bytes = bytes,
		.used = ++shelf->clock,
	};
	shelf->bytes += bytes;
}
