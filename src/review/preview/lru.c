/*
 * lru.c: keeps the things used last. See lru.h.
 *
 * There are tens of them, so they lie in an array that is looked through.
 */
#include "config.h"

#include "review/preview/lru.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct lru_item {
	char *key;
	void *value;
	size_t bytes;
	uint64_t used; /* by the lru's clock */
};

void lru_init(struct lru *lru, size_t limit, void (*free_value)(void *value))
{
	*lru = (struct lru){.limit = limit, .free_value = free_value};
}

static void lru_remove(struct lru *lru, size_t i)
{
	struct lru_item *item = &lru->items[i];

	lru->bytes -= item->bytes;
	free(item->key);
	lru->free_value(item->value);
	*item = lru->items[--lru->n];
}

void lru_done(struct lru *lru)
{
	while (lru->n > 0)
		lru_remove(lru, lru->n - 1);
	free(lru->items);
	lru->items = NULL;
}

static struct lru_item *lru_item(struct lru *lru, const char *key)
{
	for (size_t i = 0; i < lru->n; i++)
		if (strcmp(lru->items[i].key, key) == 0)
			return &lru->items[i];
	return NULL;
}

void *lru_find(struct lru *lru, const char *key)
{
	struct lru_item *item = lru_item(lru, key);

	if (item == NULL)
		return NULL;
	item->used = ++lru->clock;
	return item->value;
}

static size_t lru_oldest(const struct lru *lru)
{
	size_t oldest = 0;

	for (size_t i = 1; i < lru->n; i++)
		if (lru->items[i].used < lru->items[oldest].used)
			oldest = i;
	return oldest;
}

void lru_put(struct lru *lru, const char *key, void *value, size_t bytes)
{
	struct lru_item *item = lru_item(lru, key);

	if (item != NULL)
		lru_remove(lru, (size_t)(item - lru->items));
	while (lru->n > 0 && lru->bytes + bytes > lru->limit)
		lru_remove(lru, lru_oldest(lru));
	lru->items = mem_grow(lru->items, lru->n + 1, sizeof(*lru->items));
	lru->items[lru->n++] = (struct lru_item){
		.key = mem_strdup(key),
		.value = value,
		.bytes = bytes,
		.used = ++lru->clock,
	};
	lru->bytes += bytes;
}
