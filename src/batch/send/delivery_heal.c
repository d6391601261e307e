/*
 * delivery_heal.c: whether what was sent is there (delivery.h).
 *
 * 1. Nothing is uploaded or submitted here: the server's lists are asked, and
 *    what they come to (heal.h) is a line of the journal.
 */
#include "config.h"

#include "batch/send/delivery.h"

#include <string.h>

#include "base/mem.h"
#include "batch/send/heal.h"
#include "batch/send/look.h"
#include "run/batches/siblings.h"

#define MS_A_SECOND 1000

/* Why it cannot be told whether there is a batch. */
static const char why_no_list[] =
	"the answer was lost, and its server has no list in which to look for "
	"the batch";
static const char why_blind[] =
	"the answer was lost, and the server's list does not show whether "
	"there is a batch";
static const char why_empty[] =
	"the answer was lost, and the server lists no batch at all, which tells "
	"nothing of this one until it shows another";
static const char why_open[] =
	"a batch of this model and size was made at that time; whether it is "
	"this one shows once it has ended";
static const char why_dark[] =
	"a batch of this model and size was made at that time, and nothing "
	"that is told of it shows whether it is this one";

static bool delivery_knows(const void *data, const char *batch_id)
{
	const struct delivery *d = data;

	return batches_knew(&d->session->batches, batch_id);
}

/* `name` is that of a file; NULL: a batch is looked for. */
static struct heal_ask delivery_heal_ask(const struct delivery *d,
					 const char *name)
{
	const struct batch_chunk *chunk = d->chunk;
	const char *key = batch_client_key(d->client);
	bool body = name != NULL || d->server->shape == BATCH_OPENROUTER;

	return (struct heal_ask){
		.shape = d->server->shape,
		.run = d->session->setup.run->id,
		.chunk = chunk->id,
		.file_id = chunk->file_id,
		.name = name,
		.bytes = body ? chunk->bytes : 0,
		.model = chunk->model,
		.requests = chunk->n_sheets,
		.since_s = chunk->since_s,
		.other_key = chunk->key != NULL &&
			     (key == NULL || strcmp(key, chunk->key) != 0),
		.knows = delivery_knows,
		.data = d,
	};
}

/* What is not there may come yet: waits for that. */
static int delivery_wait_grace(struct delivery *d, const struct heal_ask *ask,
			       struct error *err)
{
	int64_t grace_s = heal_grace_s(ask);
	int64_t left_s = ask->since_s + grace_s - batch_client_now_s(d->client);

	if (left_s < 1)
		left_s = 1;
	if (left_s > grace_s)
		left_s = grace_s;
	return batch_client_wait(d->client, left_s * MS_A_SECOND, err);
}

static int delivery_say_unresolved(struct delivery *d, const char *why,
				   struct error *err)
{
	delivery_end(d, DELIVER_UNRESOLVED);
	batch_session_remark(d->session, d->chunk,
			     "unresolved: %s (`vasculum batch submit "
			     "--resubmit CHUNK` sends it once more, and both "
			     "may be paid)",
			     why);
	if (d->chunk->state == CHUNK_UNRESOLVED && d->chunk->why != NULL &&
	    strcmp(d->chunk->why, why) == 0)
		return 0;
	return delivery_say(d, BATCH_OP_UNRESOLVED,
			    json_pack("{s:s}", "why", why), err);
}

/* The list was asked for once more than is sensible. */
static int delivery_no_list(struct delivery *d, const struct batch_told *told,
			    struct error *err)
{
	char *why CLEANUP(mem_free_str) = NULL;

	if (d->tries + 1 <= DELIVER_TRIES)
		return delivery_pause(d, "the list of batches", told, err);
	why = mem_printf("the answer was lost, and the server's list of "
			 "batches cannot be had: %s",
			 told->text);
	return delivery_say_unresolved(d, why, err);
}

/* The pages of a list; 0, 1: that was all, 2: there is no list, or -1. */
static int delivery_list(struct delivery *d, const struct heal_ask *ask,
			 struct heal_seen *seen, struct error *err)
{
	char *after CLEANUP(mem_free_str) = NULL;
	bool more = true;

	while (more) {
		struct batch_page page = {0};
		struct batch_told told;

		if (batch_look_page(d->client, after, &told, &page, err) < 0)
			return -1;
		if (told.verdict == BATCH_REPLY_AGAIN ||
		    told.verdict == BATCH_REPLY_MALFORMED)
			return delivery_no_list(d, &told, err) < 0 ? -1 : 1;
		if (told.verdict == BATCH_REPLY_KEY)
			return delivery_fail("the list of batches", told.text,
					     err);
		if (told.verdict != BATCH_REPLY_GOOD)
			return 2;
		more = heal_take_batches(ask, &page, seen) &&
		       page.after != NULL;
		mem_replace(&after, page.after);
		batch_page_done(&page);
	}
	return 0;
}

static int delivery_judge(struct delivery *d, const struct heal_ask *ask,
			  struct heal_seen *seen, struct error *err);

/* One of the likely ones, by its results; else it cannot be told yet. */
static int delivery_look(struct delivery *d, const struct heal_ask *ask,
			 struct heal_seen *seen, struct error *err)
{
	bool open = false, dark = false;

	for (size_t i = 0; i < seen->n_likely; i++) {
		enum look_fate fate;

		if (batch_look(d->client, seen->likely[i], d->chunk, &fate,
			       err) < 0)
			return -1;
		if (fate == LOOK_OURS)
			return delivery_say_sent(d, seen->likely[i], NULL, true,
						 err);
		open = open || fate == LOOK_OPEN;
		dark = dark || fate == LOOK_DARK;
	}
	if (open)
		return delivery_say_unresolved(d, why_open, err);
	if (dark)
		return delivery_say_unresolved(d, why_dark, err);
	heal_drop_likely(seen);
	return delivery_judge(d, ask, seen, err);
}

static int delivery_judge(struct delivery *d, const struct heal_ask *ask,
			  struct heal_seen *seen, struct error *err)
{
	switch (heal_judge(ask, seen, batch_client_now_s(d->client))) {
	case HEAL_FOUND:
		return delivery_say_sent(d, seen->found, seen->status, true,
					 err);
	case HEAL_LOOK:
		return delivery_look(d, ask, seen, err);
	case HEAL_EARLY:
		return delivery_wait_grace(d, ask, err);
	case HEAL_BLIND:
		return delivery_say_unresolved(
			d, seen->items == 0 ? why_empty : why_blind, err);
	case HEAL_ABSENT:
		break;
	}
	return delivery_say(d, BATCH_OP_ABSENT, NULL, err);
}

/* A batch is another run's. That one may be wrong, and have ours; then its own,
 * where it was made, is among the likely ones still: no more are ever made than
 * the runs have asked for. */
static void delivery_leave(void *data, const char *batch_id)
{
	struct heal_seen *seen = data;

	heal_drop(seen, batch_id);
}

/* A batch may have been made. */
int delivery_heal_batch(struct delivery *d, struct error *err)
{
	const struct heal_ask ask = delivery_heal_ask(d, NULL);
	struct heal_seen seen = {0};
	int rc = delivery_list(d, &ask, &seen, err);

	/* Where ids of batches may be given again they tell nothing. */
	if (rc == 0 && seen.n_likely > 0 &&
	    d->server->shape == BATCH_OPENROUTER)
		siblings_scan(d->session->setup.run->dir, d->chunk,
			      delivery_leave, &seen);
	if (rc == 0)
		rc = delivery_judge(d, &ask, &seen, err);
	else if (rc == 2)
		rc = delivery_say_unresolved(d, why_no_list, err);
	heal_seen_done(&seen);
	return rc < 0 ? -1 : 0;
}

/* The file may be there. It costs nothing: where that cannot be told, it is
 * sent once more. */
int delivery_heal_upload(struct delivery *d, struct error *err)
{
	char *name CLEANUP(mem_free_str) = mem_printf("%s.jsonl", d->chunk->id);
	const struct heal_ask ask = delivery_heal_ask(d, name);
	struct heal_seen seen = {0};
	char *after CLEANUP(mem_free_str) = NULL;
	bool more = true;
	int rc = 0;

	while (more && rc == 0) {
		struct batch_file_page page = {0};

		rc = batch_look_files(d->client, after, &page, err);
		more = rc == 0 && heal_take_files(&ask, &page, &seen) &&
		       page.after != NULL;
		mem_replace(&after, page.after);
		batch_file_page_done(&page);
	}
	if (rc < 0)
		more = false;
	else if (seen.found != NULL)
		rc = delivery_say(d, BATCH_OP_UPLOADED,
				  json_pack("{s:s, s:b}", "file_id", seen.found,
					    "healed", 1),
				  err);
	else
		rc = delivery_say(d, BATCH_OP_ABSENT, NULL, err);
	heal_seen_done(&seen);
	return rc;
}
