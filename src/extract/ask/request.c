/*
 * request.c: lists of requests. See request.h.
 */
#include "config.h"

#include "extract/ask/request.h"

struct sheet_request *request_of(struct list_node *node)
{
	return LIST_ITEM(node, struct sheet_request, node);
}

struct sheet_request *request_next(const struct sheet_request *request)
{
	return request_of(request->node.next);
}

struct sheet_request *request_take(struct list *list)
{
	return request_of(list_pop(list));
}

void request_put_by_time(struct list *list, struct sheet_request *request)
{
	struct list_node *after = NULL, *at = list->first;

	while (at != NULL && request_of(at)->due_ms <= request->due_ms) {
		after = at;
		at = at->next;
	}
	list_insert(list, after, &request->node);
}
