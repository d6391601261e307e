/*
 * items.c: see items.h.
 */
#include "config.h"

#include "extract/worker/items.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/mem.h"

void items_init(struct items *items, const struct worklist *list)
{
	*items = (struct items){
		.list = *list,
		.state = mem_zalloc(list->n * sizeof(struct item)),
	};
}

void items_done(struct items *items)
{
	worklist_done(&items->list);
	free(items->state);
	free(items->later);
	*items = (struct items){0};
}

bool items_next(struct items *items, size_t *ret)
{
	if (items->next < items->list.n)
		*ret = items->next++;
	else if (items->next_later < items->n_later)
		*ret = items->later[items->next_later++];
	else
		return false;
	return true;
}

bool items_left(const struct items *items)
{
	return items->next < items->list.n ||
	       items->next_later < items->n_later;
}

void items_put_off(struct items *items, size_t item)
{
	ARRAY_GROW(items->later, items->n_later, items->cap_later);
	items->later[items->n_later++] = item;
}

size_t items_retry_failed(struct items *items)
{
	size_t n = 0;

	for (size_t i = 0; i < items->next; i++) {
		if (items->state[i].state != ITEM_FAILED)
			continue;
		items->state[i].state = ITEM_WAITING;
		items_put_off(items, i);
		n++;
	}
	return n;
}

const char *items_image(const struct items *items, size_t item)
{
	return items->list.items[item].image;
}
