/*
 * commit.c: group commit: all queued outcomes in one append, all queued
 * events in another, one fsync each. See thread.h.
 *
 * 1. A line leaves its queue when it is durable, or when its owner or the end
 *    of the store gives it up and it was rescued (rescue.c); until then it is
 *    tried again, in order, whatever keeps it from being written.
 * 2. Outcomes go first: an event never tells of one that is not yet there.
 * 3. Events have no owner. Those that cannot be written any longer, or pile
 *    up by the thousand while nothing can be written, are let go.
 * 4. A check (store_check) waits among the outcomes: what was handed in before
 *    it is durable when it is acknowledged.
 */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/time/clock.h"
#include "run/store/thread.h"

#define COMMIT_BYTES  (8u << 20) /* at most in one append */
#define COMMIT_PAUSE  500	 /* ms before the second try … */
#define COMMIT_LONG   2000	 /* … and at most */
#define COMMIT_EVENTS 10000

/* --- telling -------------------------------------------------------------- */

static struct mail *commit_space_mail(const struct store *store, bool waits)
{
	struct store_space *space = mem_zalloc(sizeof(*space));

	space->mail.kind = STORE_MAIL_SPACE;
	space->waits = waits;
	space->waiting = store->outcomes.n;
	if (waits)
		space->error = store->why;
	return &space->mail;
}

/* Tells each mailbox that waits for an ack. */
static void commit_tell_waiting(const struct store *store, bool waits)
{
	const struct mailbox *told = NULL;

	for (struct list_node *at = store->outcomes.first; at != NULL;
	     at = at->next) {
		struct mailbox *reply = store_line_of(at)->reply;

		if (reply == NULL || reply == told)
			continue;
		mailbox_replace(reply, commit_space_mail(store, waits));
		told = reply;
	}
}

void store_commit_joined(struct store *store, const struct store_line *line)
{
	if (store->waits && line->reply != NULL)
		mailbox_replace(line->reply, commit_space_mail(store, true));
}

/* --- failing -------------------------------------------------------------- */

/* Gives up the outcomes of this mailbox; NULL: all that wait. */
static void commit_give_up(struct store *store, const struct mailbox *reply)
{
	struct list others = {0}, given_up = {0};
	struct list_node *node;

	while ((node = list_pop(&store->outcomes)) != NULL)
		list_push(reply == NULL || store_line_of(node)->reply == reply
				  ? &given_up
				  : &others,
			  node);
	list_move(&store->outcomes, &others);
	store_rescue(store, &given_up, &store->why);
}

void store_commit_give_up(struct store *store, const struct mailbox *reply)
{
	if (!store->waits)
		return;
	store->retry_ms = 0;
	store_commit(store, false);
	if (store->waits)
		commit_give_up(store, reply);
}

/* Writing goes on: said before the acks that follow (store.c, 4). */
static void commit_went_well(struct store *store)
{
	if (!store->waits)
		return;
	store->waits = false;
	store->tries = 0;
	commit_tell_waiting(store, false);
	store_tell(store, commit_space_mail(store, false));
}

static void commit_failed(struct store *store, const struct error *err,
			  bool final)
{
	bool first = !store->waits;

	store->why = *err;
	store->waits = true;
	store->tries++;
	if (final) {
		struct list_node *node;

		commit_give_up(store, NULL);
		while ((node = list_pop(&store->events)) != NULL)
			mail_free(&store_line_of(node)->mail);
		store->waits = false;
		return;
	}
	store->retry_ms =
		clock_ms() + (store->tries < 4 ? COMMIT_PAUSE : COMMIT_LONG);
	if (first) {
		commit_tell_waiting(store, true);
		store_tell(store, commit_space_mail(store, true));
	}
	while (store->events.n > COMMIT_EVENTS)
		mail_free(&store_line_of(list_pop(&store->events))->mail);
}

/* --- writing -------------------------------------------------------------- */

static bool at_check(struct list_node *node)
{
	return store_line_of(node)->mail.kind == STORE_CHECK;
}

/* Joins lines from the head of the queue, up to a check; returns how many. */
static size_t commit_gather(const struct list *queue, struct bytes *ret)
{
	size_t n = 0;

	for (struct list_node *at = queue->first; at != NULL;
	     at = at->next, n++) {
		const struct bytes *text = &store_line_of(at)->text;

		if (at_check(at) ||
		    (n > 0 && ret->len + text->len > COMMIT_BYTES))
			break;
		bytes_append(ret, text->data, text->len);
	}
	return n;
}

/* A line that no journal takes is refused alone, not with its batch. */
static void commit_refuse_long(struct list *queue)
{
	struct list good = {0};
	struct list_node *node;

	while ((node = list_pop(queue)) != NULL) {
		struct store_line *line = store_line_of(node);
		struct error err;

		if (line->text.len <= JOURNAL_LINE_MAX) {
			list_push(&good, node);
			continue;
		}
		error_set(&err, ERROR_FAILED,
			  "an outcome of %zu bytes is too long to be kept",
			  line->text.len);
		store_ack(line, false, &err);
	}
	list_move(queue, &good);
}

static int commit_append(struct store *store, struct list *queue,
			 enum journal_id id, struct error *err)
{
	struct bytes batch CLEANUP(bytes_done) = {0};
	size_t n = commit_gather(queue, &batch);

	if (journals_append(store->journals, id, batch.data, batch.len, NULL,
			    err) < 0)
		return -1;
	store->fold_due = true;
	commit_went_well(store);
	while (n-- > 0)
		store_ack(store_line_of(list_pop(queue)), false, NULL);
	return 0;
}

static int commit_check(struct store *store, struct list *queue,
			struct error *err)
{
	uint64_t room = store_line_of(queue->first)->room;

	if (store_take_in_locked(store, err) < 0 ||
	    (room > 0 && journals_reserve(store->journals, room, err) < 0))
		return -1;
	commit_went_well(store);
	store_ack(store_line_of(list_pop(queue)), false, NULL);
	return 0;
}

/* Under the lock: writes the queue in as few appends as may be. */
static int commit_queue(struct store *store, struct list *queue,
			enum journal_id id, struct error *err)
{
	int rc = 0;

	commit_refuse_long(queue);
	while (rc == 0 && queue->n > 0)
		rc = at_check(queue->first)
			     ? commit_check(store, queue, err)
			     : commit_append(store, queue, id, err);
	return rc;
}

void store_commit_check(struct store *store, struct store_line *line)
{
	store->rescue_due = rescue_is_due(store->run->dir, store->run->id);
	if (line->room == 0 && !store->rescue_due) {
		store_ack(line, false, NULL);
		return;
	}
	list_push(&store->outcomes, &line->mail.node);
	store_commit_joined(store, line);
}

void store_commit(struct store *store, bool final)
{
	struct error err;
	int rc;

	if (store->outcomes.n + store->events.n == 0)
		return;
	if (store->waits && !final && clock_ms() < store->retry_ms)
		return;
	rc = journals_lock(store->journals, &store->folded.torn, &err);
	if (rc == 0) {
		rc = commit_queue(store, &store->outcomes, JOURNAL_RAW, &err);
		if (rc == 0)
			rc = commit_queue(store, &store->events, JOURNAL_EVENTS,
					  &err);
		journals_unlock(store->journals);
	}
	if (rc < 0)
		commit_failed(store, &err, final);
}

int store_commit_wait(const struct store *store)
{
	int64_t left;

	if (store->outcomes.n + store->events.n == 0)
		return -1;
	left = store->waits ? store->retry_ms - clock_ms() : 0;
	return left > 0 ? (int)left : 0;
}
