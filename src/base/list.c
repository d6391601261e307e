/*
 * list.c: first in, first out. See list.h.
 */
#include "config.h"

#include "base/list.h"

void *list_item(struct list_node *node, size_t offset)
{
	return node != NULL ? (char *)node - offset : NULL;
}

void list_insert(struct list *list, struct list_node *after,
		 struct list_node *node)
{
	node->next = after != NULL ? after->next : list->first;
	if (after != NULL)
		after->next = node;
	else
		list->first = node;
	if (node->next == NULL)
		list->last = node;
	list->n++;
}

void list_push(struct list *list, struct list_node *node)
{
	list_insert(list, list->last, node);
}

void list_push_first(struct list *list, struct list_node *node)
{
	list_insert(list, NULL, node);
}

/* Takes out what stands behind `after`; NULL: the first one. */
static void list_unlink(struct list *list, struct list_node *after)
{
	struct list_node *node = after != NULL ? after->next : list->first;

	if (after != NULL)
		after->next = node->next;
	else
		list->first = node->next;
	if (node->next == NULL)
		list->last = after;
	node->next = NULL;
	list->n--;
}

struct list_node *list_pop(struct list *list)
{
	struct list_node *node = list->first;

	if (node != NULL)
		list_unlink(list, NULL);
	return node;
}

bool list_remove(struct list *list, struct list_node *node)
{
	struct list_node *after = NULL;

	for (struct list_node *at = list->first; at != NULL; at = at->next) {
		if (at == node) {
			list_unlink(list, after);
			return true;
		}
		after = at;
	}
	return false;
}

void list_move(struct list *to, struct list *from)
{
	if (from->first == NULL)
		return;
	if (to->last != NULL)
		to->last->next = from->first;
	else
		to->first = from->first;
	to->last = from->last;
	to->n += from->n;
	*from = (struct list){0};
}
