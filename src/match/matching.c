/*
 * matching.c: see matching.h.
 *
 * 1. The run is looked at again when its index has grown, not before: a look
 *    is a walk over all its records. Where that takes long, it is seldom.
 */
#include "config.h"

#include "match/matching.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/thread/thread.h"
#include "base/time/clock.h"
#include "run/index/index.h"

#define LOOK_MS	  5000	 /* between two looks, at least */
#define LOOK_PART 20	 /* … and so many times as long as one takes */
#define AGAIN_MS  300000 /* after one that failed */

struct matching {
	const struct run *run;
	struct match_server server;
	struct match_options options; /* its texts are the server's */
	struct mailbox *watcher;
	struct mailbox *inbox; /* closed: it is to end */
	atomic_bool stop, finish;
	pthread_t thread;
	/* the thread's */
	struct index *index;
	struct index_reach seen;
	int64_t took_ms;
	char state[128]; /* of the index of names; "": it is asked */
};

/* --- what is told --------------------------------------------------------- */

static void matching_post(struct matching *m, const struct match_progress *p,
			  bool over, const struct error *why)
{
	struct matching_mail *mail;

	if (m->watcher == NULL)
		return;
	mail = mem_zalloc(sizeof(*mail));
	mail->mail.kind = MATCHING_MAIL;
	mail->progress = *p;
	mail->over = over;
	if (why != NULL)
		mail->error = *why;
	mailbox_replace(m->watcher, &mail->mail);
}

static void matching_tell(void *data, const struct match_progress *p)
{
	matching_post(data, p, false, NULL);
}

/* --- a look --------------------------------------------------------------- */

/* Whether the index has grown since the last look. */
static bool matching_is_due(struct matching *m)
{
	struct index_reach reach;

	if (m->index == NULL &&
	    index_open(m->run, INDEX_READ, &m->index, NULL) < 0)
		return false;
	return index_reached(m->index, &reach, NULL) == 0 &&
	       (reach.raw != m->seen.raw || reach.edits != m->seen.edits);
}

/* 0, or -1 with the error told. */
static int matching_look(struct matching *m, struct match_progress *ret,
			 struct error *err)
{
	const struct match_setup setup = {
		.run = m->run,
		.options = &m->options,
		.stop = &m->stop,
		.state = m->state[0] != '\0' ? m->state : NULL,
		.tell = matching_tell,
		.data = m,
	};
	int64_t began_ms = clock_ms();
	int rc;

	if (m->index == NULL || index_reached(m->index, &m->seen, NULL) < 0)
		m->seen = (struct index_reach){0};
	rc = match_work(&setup, ret, err);
	m->took_ms = clock_ms() - began_ms;
	m->options.again = false;
	memcpy(m->state, ret->state, sizeof(m->state));
	return rc;
}

/* Until it is to look again; woken to finish, or to end. */
static void matching_wait(struct matching *m, bool failed)
{
	int64_t wait_ms = failed ? AGAIN_MS : m->took_ms * LOOK_PART;

	if (wait_ms < LOOK_MS)
		wait_ms = LOOK_MS;
	if (wait_ms > AGAIN_MS)
		wait_ms = AGAIN_MS;
	mail_free(mailbox_wait(m->inbox, (int)wait_ms));
}

static void *matching_main(void *arg)
{
	struct matching *m = arg;
	struct match_progress progress = {0};
	struct error err = {0};
	bool finish = false, failed = false;

	thread_be_nice();
	while (!mailbox_closed(m->inbox) && !finish) {
		finish = atomic_load(&m->finish);
		if (finish || matching_is_due(m)) {
			failed = matching_look(m, &progress, &err) < 0;
			if (failed)
				m->seen = (struct index_reach){-1, -1};
		}
		if (!finish && !atomic_load(&m->finish))
			matching_wait(m, failed);
	}
	index_close(m->index);
	matching_post(m, &progress, true, failed ? &err : NULL);
	return NULL;
}

/* --- its life ------------------------------------------------------------- */

static void matching_free(struct matching *m)
{
	mailbox_free(m->inbox);
	match_server_done(&m->server);
	free(m);
}

int matching_start(const struct run *run, const struct match_options *options,
		   struct mailbox *watcher, struct matching **ret,
		   struct error *err)
{
	struct matching *m = mem_zalloc(sizeof(*m));

	m->run = run;
	m->watcher = watcher;
	m->options = *options;
	match_server_init(&m->server, options->base_url, options->checklist,
			  options->kingdom);
	m->options.base_url = m->server.base_url;
	m->options.checklist = m->server.checklist;
	m->options.kingdom = m->server.kingdom;
	atomic_init(&m->stop, false);
	atomic_init(&m->finish, false);
	if (mailbox_new(&m->inbox, err) < 0 ||
	    thread_start(&m->thread, "match", matching_main, m, err) < 0) {
		matching_free(m);
		return -1;
	}
	*ret = m;
	return 0;
}

void matching_finish(struct matching *matching)
{
	struct mail *mail = mem_zalloc(sizeof(*mail));

	atomic_store(&matching->finish, true);
	mailbox_post(matching->inbox, mail);
}

void matching_stop(struct matching *matching)
{
	if (matching == NULL)
		return;
	atomic_store(&matching->stop, true);
	mailbox_close(matching->inbox);
	pthread_join(matching->thread, NULL);
	matching_free(matching);
}
