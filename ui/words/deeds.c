/*
 * deeds.c: what was done, and what was taken back. See deeds.h.
 *
 * 1. The store says what is undone: by the acts of a curator on a record, or
 *    all of them. What this list has is what they have come to in this console;
 *    of a longer past the oldest is forgotten.
 */
#include "config.h"

#include "ui/words/deeds.h"

#include <stdlib.h>
#include <string.h>

static void deed_done(struct deed *deed)
{
	free(deed->specimen_id);
	free(deed->image);
	free(deed->term);
	free(deed->from);
	free(deed->to);
}

static void list_clear(struct deeds_list *list)
{
	while (list->n > 0)
		deed_done(&list->items[--list->n]);
}

static void list_remove(struct deeds_list *list, size_t i)
{
	deed_done(&list->items[i]);
	list->n--;
	memmove(&list->items[i], &list->items[i + 1],
		(list->n - i) * sizeof(list->items[0]));
}

static void list_push(struct deeds_list *list, struct deed deed)
{
	if (list->n == DEEDS_MAX)
		list_remove(list, 0);
	list->items[list->n++] = deed;
}

void deeds_add(struct deeds *deeds, struct deed deed)
{
	list_clear(&deeds->undone);
	list_push(&deeds->done, deed);
}

void deeds_drop(struct deeds *deeds, const char *act)
{
	for (size_t i = deeds->done.n; i-- > 0;)
		if (strcmp(deeds->done.items[i].act, act) == 0)
			list_remove(&deeds->done, i);
}

const struct deed *deeds_next(const struct deeds *deeds, bool redo)
{
	const struct deeds_list *list = redo ? &deeds->undone : &deeds->done;

	return list->n > 0 ? &list->items[list->n - 1] : NULL;
}

size_t deeds_since(const struct deeds *deeds, const char *act)
{
	size_t n = 0, all = deeds->done.n;

	if (act[0] == '\0')
		return all;
	while (n < all && strcmp(deeds->done.items[all - 1 - n].act, act) != 0)
		n++;
	return n < all ? n : 0;
}

void deeds_go(struct deeds *deeds, bool redo)
{
	struct deeds_list *from = redo ? &deeds->undone : &deeds->done;
	struct deeds_list *to = redo ? &deeds->done : &deeds->undone;

	if (from->n > 0)
		list_push(to, from->items[--from->n]);
}

void deeds_done(struct deeds *deeds)
{
	list_clear(&deeds->done);
	list_clear(&deeds->undone);
}
