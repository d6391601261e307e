/*
 * ordered.c: work done at once, taken back in order. See ordered.h.
 *
 * A ring of slots: [head, next) are begun or done, [next, tail) wait.
 *
 * 1. head <= next <= tail <= head + depth.
 * 2. A slot belongs to the thread that moved `next` over it until it is done,
 *    and to the owner from then on.
 * 3. The owner waits only where all that was given is begun: mostly
 *    the threads are nice ones, and on a busy machine one may rest in the middle
 *    of its work.
 */
#include "config.h"

#include "base/thread/ordered.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/thread/thread.h"

struct slot {
	void *item;
	bool done;
};

struct ordered {
	/* immutable */
	void (*work)(void *arg, void *item);
	void *arg;
	size_t depth;
	pthread_t *threads;
	size_t n_threads;
	bool urgent;

	pthread_mutex_t lock;
	pthread_cond_t given, done;
	/* protected by lock */
	struct slot *slots; /* item `i` stands in slot i % depth */
	uint64_t head, next, tail;
	bool ended;
};

static struct slot *ordered_slot(struct ordered *ordered, uint64_t i)
{
	return &ordered->slots[i % ordered->depth];
}

/* Under the lock: does the work of the next item, without it. */
static void ordered_work_next(struct ordered *ordered)
{
	struct slot *slot = ordered_slot(ordered, ordered->next++);

	pthread_mutex_unlock(&ordered->lock);
	ordered->work(ordered->arg, slot->item);
	pthread_mutex_lock(&ordered->lock);
	slot->done = true;
	pthread_cond_signal(&ordered->done);
}

static void *ordered_main(void *arg)
{
	struct ordered *ordered = arg;

	if (!ordered->urgent)
		thread_be_nice();
	pthread_mutex_lock(&ordered->lock);
	while (!ordered->ended) {
		if (ordered->next < ordered->tail)
			ordered_work_next(ordered);
		else
			pthread_cond_wait(&ordered->given, &ordered->lock);
	}
	pthread_mutex_unlock(&ordered->lock);
	return NULL;
}

static struct ordered *
ordered_new(size_t depth, void (*work)(void *arg, void *item), void *arg)
{
	struct ordered *ordered = mem_zalloc(sizeof(*ordered));

	ordered->work = work;
	ordered->arg = arg;
	ordered->depth = depth;
	ordered->slots = mem_zalloc(depth * sizeof(*ordered->slots));
	pthread_mutex_init(&ordered->lock, NULL);
	pthread_cond_init(&ordered->given, NULL);
	pthread_cond_init(&ordered->done, NULL);
	return ordered;
}

static int ordered_begin(struct ordered *ordered, size_t threads,
			 struct ordered **ret, struct error *err)
{
	ordered->threads = mem_zalloc(threads * sizeof(*ordered->threads));
	while (ordered->n_threads < threads) {
		if (thread_start(&ordered->threads[ordered->n_threads],
				 "ordered", ordered_main, ordered, err) < 0) {
			ordered_stop(ordered, NULL);
			return -1;
		}
		ordered->n_threads++;
	}
	*ret = ordered;
	return 0;
}

int ordered_start(size_t threads, size_t depth,
		  void (*work)(void *arg, void *item), void *arg,
		  struct ordered **ret, struct error *err)
{
	return ordered_begin(ordered_new(depth, work, arg), threads, ret, err);
}

int ordered_start_urgent(size_t threads, size_t depth,
			 void (*work)(void *arg, void *item), void *arg,
			 struct ordered **ret, struct error *err)
{
	struct ordered *ordered = ordered_new(depth, work, arg);

	ordered->urgent = true;
	return ordered_begin(ordered, threads, ret, err);
}

bool ordered_put(struct ordered *ordered, void *item)
{
	bool room;

	pthread_mutex_lock(&ordered->lock);
	room = ordered->tail - ordered->head < ordered->depth;
	if (room) {
		*ordered_slot(ordered, ordered->tail++) =
			(struct slot){.item = item};
		pthread_cond_signal(&ordered->given);
	}
	pthread_mutex_unlock(&ordered->lock);
	return room;
}

void *ordered_take(struct ordered *ordered)
{
	void *item = NULL;
	struct slot *slot;

	pthread_mutex_lock(&ordered->lock);
	if (ordered->head < ordered->tail) {
		slot = ordered_slot(ordered, ordered->head);
		while (!slot->done)
			if (ordered->next < ordered->tail)
				ordered_work_next(ordered);
			else
				pthread_cond_wait(&ordered->done,
						  &ordered->lock);
		item = slot->item;
		ordered->head++;
	}
	pthread_mutex_unlock(&ordered->lock);
	return item;
}

void ordered_stop(struct ordered *ordered, void (*drop)(void *item))
{
	if (ordered == NULL)
		return;
	pthread_mutex_lock(&ordered->lock);
	ordered->ended = true;
	pthread_cond_broadcast(&ordered->given);
	pthread_mutex_unlock(&ordered->lock);
	for (size_t i = 0; i < ordered->n_threads; i++)
		pthread_join(ordered->threads[i], NULL);
	for (; ordered->head < ordered->tail; ordered->head++)
		drop(ordered_slot(ordered, ordered->head)->item);
	pthread_cond_destroy(&ordered->done);
	pthread_cond_destroy(&ordered->given);
	pthread_mutex_destroy(&ordered->lock);
	free(ordered->threads);
	free(ordered->slots);
	free(ordered);
}
