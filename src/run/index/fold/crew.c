/*
 * crew.c: the rows of many specimens, made anew by several threads at once.
 * See crew.h.
 *
 * A row is read and written by the owner of the index alone; what lies between,
 * which takes the longer half, is a function of what was read (replay.h, row.h)
 * and done by any thread.
 *
 * 1. Rows are put in the order in which they were given, each by itself: the
 *    index says the same however many threads there are.
 * 2. What is read of a specimen does not depend on rows of others: those may
 *    be put meanwhile.
 * 3. A few rows, as of an act or a sheet, start no thread.
 * 4. The owner makes rows, too, rather than wait, and there is a thread less than
 *    processors. They are as urgent as the owner: a row is made in less time than
 *    a nice thread waits for a processor that is wanted by others.
 */
#include "config.h"

#include "run/index/fold/crew.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/thread/ordered.h"
#include "run/index/fold/fold.h"

#define CREW_FROM    16 /* rows that are worth threads */
#define CREW_DEPTH   64 /* rows at once */
#define CREW_THREADS 4

size_t crew_threads(const struct index *index)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	if (index->options.threads > 0)
		return index->options.threads;
	if (n < 2)
		return 0;
	return n < CREW_THREADS ? (size_t)n : CREW_THREADS;
}

static void crew_make(void *terms, void *remake)
{
	index_remake_make(terms, remake);
}

static void crew_free(void *remake)
{
	index_remake_done(remake);
	free(remake);
}

void crew_start(struct index *index, size_t n)
{
	size_t threads = crew_threads(index);

	if (index->crew != NULL || threads == 0 || n < CREW_FROM)
		return;
	if (threads > 1)
		threads--;
	/* Where none can be had, the owner does it all. */
	if (ordered_start_urgent(threads, CREW_DEPTH, crew_make,
				 (void *)(uintptr_t)index->run->terms,
				 &index->crew, NULL) < 0)
		index->crew = NULL;
}

void crew_stop(struct index *index)
{
	ordered_stop(index->crew, crew_free);
	index->crew = NULL;
}

/* Puts the row that was given first: 1, 0 where none is left, or -1. */
static int crew_put(struct index *index, struct error *err)
{
	struct index_remake *remake = ordered_take(index->crew);
	int rc;

	if (remake == NULL)
		return 0;
	rc = index_remake_put(index, remake, err);
	crew_free(remake);
	return rc < 0 ? -1 : 1;
}

static int crew_give(struct index *index, int64_t key,
		     const struct index_fresh *fresh, struct error *err)
{
	struct index_remake *remake = mem_alloc(sizeof(*remake));

	if (index_remake_load(index, key, fresh, remake, err) < 0) {
		free(remake);
		return -1;
	}
	while (!ordered_put(index->crew, remake))
		if (crew_put(index, err) < 0) {
			crew_free(remake);
			return -1;
		}
	return 0;
}

int crew_refresh(struct index *index, int64_t key,
		 const struct index_fresh *fresh, struct error *err)
{
	struct index_remake remake;
	int rc;

	if (index->crew != NULL)
		return crew_give(index, key, fresh, err);
	if (index_remake_load(index, key, fresh, &remake, err) < 0)
		return -1;
	index_remake_make(index->run->terms, &remake);
	rc = index_remake_put(index, &remake, err);
	index_remake_done(&remake);
	return rc;
}

int crew_finish(struct index *index, struct error *err)
{
	int got = 1;

	while (index->crew != NULL && got > 0)
		got = crew_put(index, err);
	return got < 0 ? -1 : 0;
}

void crew_drop(struct index *index)
{
	struct index_remake *remake;

	while (index->crew != NULL &&
	       (remake = ordered_take(index->crew)) != NULL)
		crew_free(remake);
}
