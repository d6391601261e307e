/*
 * queue.c: the queues of an asker. Part of it (see requester.h).
 */
#include "config.h"

#include "extract/ask/parts.h"

void asking_queue_init(struct asking_queue *queue)
{
	*queue = (struct asking_queue){.last = &queue->first};
}

void asking_queue_put(struct asking_queue *queue, struct asking *asking)
{
	asking->next = NULL;
	*queue->last = asking;
	queue->last = &asking->next;
	queue->n++;
}

struct asking *asking_queue_take(struct asking_queue *queue)
{
	struct asking *asking = queue->first;

	if (asking == NULL)
		return NULL;
	queue->first = asking->next;
	if (queue->first == NULL)
		queue->last = &queue->first;
	queue->n--;
	asking->next = NULL;
	return asking;
}

void asking_queue_put_first(struct asking_queue *queue, struct asking *asking)
{
	asking->next = queue->first;
	queue->first = asking;
	if (asking->next == NULL)
		queue->last = &asking->next;
	queue->n++;
}

void asking_queue_put_by_time(struct asking_queue *queue, struct asking *asking)
{
	struct asking **at = &queue->first;

	while (*at != NULL && (*at)->due_ms <= asking->due_ms)
		at = &(*at)->next;
	asking->next = *at;
	*at = asking;
	if (asking->next == NULL)
		queue->last = &asking->next;
	queue->n++;
}
