/*
 * borrow.c: see borrow.h.
 *
 * 1. A thread listens as long as it is lent: whoever submits waits for servers
 *    and cannot hear the lender.
 */
#include "config.h"

#include "batch/borrow.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/thread/thread.h"
#include "extract/control/control.h"
#include "run/batches/flight.h"

#define BORROW_LOOK_MS 100 /* between two looks whether it is stopped */

struct borrowed {
	/* immutable once it is lent */
	struct control_client *client; /* of the thread from then on */
	const atomic_bool *asked;      /* the caller's `stop` */
	json_t *terms;
	struct batch_held busy; /* its ids are of terms */
	pthread_t thread;
	bool listens; /* the thread is there */

	atomic_bool stop; /* what is under way is to end */
	atomic_bool over; /* the thread is */
};

static bool borrow_is_stopped(const atomic_bool *stop)
{
	return stop != NULL && atomic_load(stop);
}

/* Waits a little: 1 with what was said, 0, or -1 where the connection is over.
 * Several lines may have come at once: nothing more comes of those. */
static int borrow_hear(struct control_client *client, json_t **ret)
{
	struct pollfd fd = {control_fd(client), POLLIN, 0};
	struct error over;
	int got = control_hear(client, ret, &over);

	if (got == 0 && poll(&fd, 1, BORROW_LOOK_MS) > 0)
		got = control_hear(client, ret, &over);
	return got;
}

/* --- asking --------------------------------------------------------------- */

static int compare_ids(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void borrow_take(struct borrowed *b, json_t *terms)
{
	json_t *busy = json_object_get(terms, "busy"), *id;
	size_t i;

	b->terms = json_incref(terms);
	b->busy.ids =
		mem_zalloc((json_array_size(busy) + 1) * sizeof(*b->busy.ids));
	json_array_foreach(busy, i, id)
	{
		if (json_is_string(id))
			b->busy.ids[b->busy.n++] = json_string_value(id);
	}
	qsort(b->busy.ids, b->busy.n, sizeof(*b->busy.ids), compare_ids);
}

/* 0 once it is lent, 1 where the extraction is over, 2 while it is waited for,
 * or -1. */
static int borrow_step(struct borrowed *b, struct error *err)
{
	json_t *said CLEANUP(json_release) = NULL;
	const char *why;
	int got = borrow_hear(b->client, &said);

	if (got <= 0)
		return got < 0 ? 1 : 2;
	why = json_string_at(said, "error");
	if (why != NULL)
		return error_set(err, ERROR_BUSY,
				 "the extraction of this run does not let "
				 "anybody submit beside it: %.200s",
				 why);
	/* It was wanted back before it was told to be lent. */
	if (json_is_true(json_object_get(said, "recall")))
		return error_set(err, ERROR_BUSY,
				 "the extraction of this run ends: submit once "
				 "it has");
	if (!json_is_true(json_object_get(said, "lent")))
		return 2;
	borrow_take(b, said);
	return 0;
}

static int borrow_ask(struct borrowed *b, const struct run *run,
		      struct error *err)
{
	int rc = 2;

	if (control_connect(run, &b->client, err) < 0 ||
	    control_send(b->client, "borrow", err) < 0)
		return -1;
	while (rc == 2) {
		if (borrow_is_stopped(b->asked))
			return error_set(err, ERROR_STOPPED,
					 "stopped; the same command goes on "
					 "where it was");
		rc = borrow_step(b, err);
	}
	return rc;
}

/* --- while it is lent ----------------------------------------------------- */

static void *borrow_listen(void *arg)
{
	struct borrowed *b = arg;
	bool gone = false;

	while (!gone && !atomic_load(&b->over)) {
		json_t *said = NULL;
		int got = borrow_hear(b->client, &said);

		gone = got < 0;
		if (gone || borrow_is_stopped(b->asked) ||
		    json_is_true(json_object_get(said, "recall")))
			atomic_store(&b->stop, true);
		json_decref(said);
	}
	return NULL;
}

int batch_borrow(const struct run *run, const atomic_bool *stop,
		 struct borrowed **ret, struct error *err)
{
	struct borrowed *b = mem_zalloc(sizeof(*b));
	int rc;

	b->asked = stop;
	atomic_init(&b->stop, false);
	atomic_init(&b->over, false);
	rc = borrow_ask(b, run, err);
	if (rc == 0) {
		rc = thread_start(&b->thread, "borrow", borrow_listen, b, err);
		b->listens = rc == 0;
	}
	if (rc == 0)
		*ret = b;
	else
		batch_give_back(b);
	return rc;
}

void batch_give_back(struct borrowed *b)
{
	if (b == NULL)
		return;
	atomic_store(&b->over, true);
	if (b->listens)
		pthread_join(b->thread, NULL);
	control_close(b->client);
	batch_held_done(&b->busy);
	json_decref(b->terms);
	free(b);
}

const atomic_bool *borrowed_stop(const struct borrowed *b)
{
	return &b->stop;
}

long borrowed_pid(const struct borrowed *b)
{
	return (long)json_int_at(b->terms, "pid", 0);
}

double borrowed_reserved_usd(const struct borrowed *b)
{
	double usd = json_number_at(b->terms, "reserved_usd", 0);

	return usd > 0 ? usd : 0;
}

bool borrowed_is_busy(const struct borrowed *b, const char *sha256,
		      const char *image)
{
	return batch_held_has_sheet(&b->busy, sha256, image);
}
