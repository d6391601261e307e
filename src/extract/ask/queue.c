/*
 * queue.c: the queues of an requester. Part of it (see requester.h).
 */
#include "config.h"

#include "extract/ask/parts.h"

void request_queue_init(struct request_queue *queue)
{
	*queue = (struct request_queue){.last = &queue->first};
}

void request_queue_put(struct request_queue *queue, struct sheet_request *sheet)
{
	sheet->next = NULL;
	*queue->last = sheet;
	queue->last = &sheet->next;
	queue->n++;
}

struct sheet_request *request_queue_take(struct request_queue *queue)
{
	struct sheet_request *sheet = queue->first;

	if (sheet == NULL)
		return NULL;
	queue->first = sheet->next;
	if (queue->first == NULL)
		queue->last = &queue->first;
	queue->n--;
	sheet->next = NULL;
	return sheet;
}

void request_queue_put_first(struct request_queue *queue,
			     struct sheet_request *sheet)
{
	sheet->next = queue->first;
	queue->first = sheet;
	if (sheet->next == NULL)
		queue->last = &sheet->next;
	queue->n++;
}

void request_queue_put_by_time(struct request_queue *queue,
			       struct sheet_request *sheet)
{
	struct sheet_request **at = &queue->first;

	while (*at != NULL && (*at)->due_ms <= sheet->due_ms)
		at = &(*at)->next;
	sheet->next = *at;
	*at = sheet;
	if (sheet->next == NULL)
		queue->last = &sheet->next;
	queue->n++;
}
