/*
 * list.h: first in, first out. Items are linked through a node of their own,
 * so that putting one in allocates nothing and cannot fail; the node need not
 * be their first member.
 *
 * 1. An item is in one list at a time, and the list does not own it.
 * 2. A list that is all zero is empty.
 * 3. The node of an item that was taken out links to nothing.
 *
 * One thread's, or behind the lock of whoever has it.
 */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct list_node {
	struct list_node *next;
};

struct list {
	struct list_node *first, *last;
	size_t n;
};

/* The item of this type whose member is `node`; NULL for NULL. */
#define LIST_ITEM(node, type, member) \
	((type *)list_item((node), offsetof(type, member)))
void *list_item(struct list_node *node, size_t offset);

void list_push(struct list *list, struct list_node *node);
void list_push_first(struct list *list, struct list_node *node);
/* Puts it behind `after`, which is in the list; NULL: before all. */
void list_insert(struct list *list, struct list_node *after,
		 struct list_node *node);
/* Takes the first one out; NULL: there is none. */
struct list_node *list_pop(struct list *list);
/* Takes this one out, by looking for it; false where it is not in the list. */
bool list_remove(struct list *list, struct list_node *node);
/* Puts all of `from` behind those of `to`, and leaves `from` empty. */
void list_move(struct list *to, struct list *from);

#endif
