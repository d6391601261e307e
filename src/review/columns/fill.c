/*
 * fill.c: see fill.h.
 *
 * 1. The value above is the nearest before it, however many blanks lie between:
 *    those are filled by it, too, if they are wanted. Records that are not
 *    wanted give values all the same.
 * 2. Below a record of which nothing is to be known nothing stands above,
 *    whether it has a value or not: it would be told by what is filled.
 */
#include "config.h"

#include "review/columns/fill.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"

void fills_look(struct fills *fills, const char *id, const char *value,
		bool wanted)
{
	if (!text_blank(value)) {
		mem_replace(&fills->above, value);
		return;
	}
	if (!wanted || fills->above == NULL)
		return;
	ARRAY_GROW(fills->items, fills->n, fills->cap);
	fills->items[fills->n++] =
		(struct fill){mem_strdup(id), mem_strdup(fills->above)};
	fills->sorted = false;
}

void fills_pass(struct fills *fills)
{
	free(fills->above);
	fills->above = NULL;
}

static int fill_order(const void *a, const void *b)
{
	const struct fill *left = a, *right = b;

	return strcmp(left->id, right->id);
}

const char *fills_find(struct fills *fills, const char *id)
{
	struct fill key = {.id = (char *)(uintptr_t)id};
	const struct fill *found;

	if (fills->n == 0)
		return NULL;
	if (!fills->sorted)
		qsort(fills->items, fills->n, sizeof(key), fill_order);
	fills->sorted = true;
	found = bsearch(&key, fills->items, fills->n, sizeof(key), fill_order);
	return found != NULL ? found->value : NULL;
}

void fills_done(struct fills *fills)
{
	for (size_t i = 0; i < fills->n; i++) {
		free(fills->items[i].id);
		free(fills->items[i].value);
	}
	free(fills->items);
	free(fills->above);
	*fills = (struct fills){0};
}
