/*
 * submit_begun.c: chunks that were begun before and are not with the server
 * yet (submit.h).
 *
 * 1. A batch that the server had no room for is sent again once one of ours
 *    has ended, never before; where none of ours is there, once in an hour.
 *    After a day its sheets are free again, and nothing is tried any more
 *    until somebody asks for it anew.
 */
#include "config.h"

#include "batch/send/submit.h"

#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "batch/plan/chunk_file.h"
#include "batch/send/deliver.h"
#include "batch/send/limit.h"

#define SUBMIT_GIVE_UP_S (24 * 3600) /* of no room */
#define SUBMIT_AGAIN_S	 3600

void batch_submit_count(struct submit_report *report,
			const struct batch_chunk *chunk, enum deliver_fate fate)
{
	report->chunks += fate == DELIVER_SENT;
	report->sent += fate == DELIVER_SENT ? chunk->n_sheets : 0;
	report->no_room = report->no_room || fate == DELIVER_WAITS;
	report->unpaid = report->unpaid || fate == DELIVER_UNPAID;
}

/* May a chunk that was refused be sent? */
static bool submit_may(const struct batches *batches,
		       const struct batch_chunk *chunk)
{
	int64_t age_s = (int64_t)time(NULL) - chunk->asked_s;

	if (chunk->refused_s < 0 || batches->ended > chunk->asked_at)
		return true;
	/* A clock that was set back is none to wait for. */
	return (age_s < 0 || age_s >= SUBMIT_AGAIN_S) &&
	       !batch_limit_has_other(batches, chunk);
}

/* Its sheets are free again. */
static int submit_take_back(struct batch_session *session,
			    struct batch_chunk *chunk, const char *why,
			    struct error *err)
{
	char *file CLEANUP(mem_free_str) = mem_strdup(chunk->file);

	batch_session_note(session,
			   "chunk %s %s; its %zu sheets are free again, and "
			   "go with the next `vasculum batch submit`",
			   chunk->id, why, chunk->n_sheets);
	if (batch_session_say(session, BATCH_OP_WITHDRAWN, chunk->id,
			      json_pack("{s:s}", "why", why), err) < 0)
		return -1;
	chunk_file_remove(session->setup.run, file);
	return 0;
}

/* Takes more than may wait at once: it never goes as it is. */
static bool submit_is_beyond(const struct batches *batches,
			     const struct batch_chunk *chunk)
{
	const struct batch_limit *limit = batches_limit(
		batches, chunk->engine, chunk->base_url, chunk->model);

	return chunk->refused_s >= 0 && limit != NULL &&
	       limit->enqueued_tokens > 0 &&
	       chunk->tokens > limit->enqueued_tokens && chunk->n_sheets > 1;
}

/* 1: its sheets are free; 0: it stays; -1. */
static int submit_review(struct batch_session *session,
			 struct batch_chunk *chunk,
			 struct submit_report *report, struct error *err)
{
	const char *why = NULL;

	if (chunk->refused_s >= 0 &&
	    time(NULL) - chunk->refused_s > SUBMIT_GIVE_UP_S) {
		why = "found no room for a day";
		report->gave_up = true;
	} else if (submit_is_beyond(&session->batches, chunk)) {
		why = "is more than may wait at once";
	}
	if (why == NULL)
		return 0;
	return submit_take_back(session, chunk, why, err) < 0 ? -1 : 1;
}

static bool submit_is_under_way(enum chunk_state state)
{
	return state <= CHUNK_UNRESOLVED;
}

/* One that may be sent now, or is to be looked for. */
static int submit_go_on(struct batch_session *session,
			struct batch_chunk *chunk, struct submit_report *report,
			struct error *err)
{
	enum deliver_fate fate;
	int gone = submit_review(session, chunk, report, err);

	if (gone != 0)
		return gone < 0 ? -1 : 0;
	/* What the account could not pay for it cannot pay for twice. */
	if (report->unpaid && chunk->state < CHUNK_SUBMITTING)
		return 0;
	if (!submit_may(&session->batches, chunk)) {
		report->no_room = true;
		return 0;
	}
	if (batch_deliver(session, chunk, &fate, err) < 0)
		return -1;
	batch_submit_count(report, chunk, fate);
	return 0;
}

static bool submit_is_over(const struct batch_session *session,
			   const struct error *err)
{
	const atomic_bool *stop = session->setup.stop;

	return err->kind == ERROR_STOPPED || err->kind == ERROR_NO_SPACE ||
	       (stop != NULL && atomic_load(stop));
}

/* What kept chunks, from the n-th thing on. */
static void submit_tell(struct batch_session *session,
			const struct batch_remarks *kept, size_t n)
{
	for (size_t i = n; i < kept->n; i++) {
		struct bytes text CLEANUP(bytes_done) = {0};

		batch_remarks_write(kept, i, &text);
		batch_session_note(session, "%s", text.data);
	}
}

/* The first of it is what the caller tells. */
static int submit_fail(const struct batch_remarks *kept, enum error_kind kind,
		       struct error *err)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	batch_remarks_write(kept, 0, &text);
	return error_set(err, kind, "%s", text.data);
}

int batch_submit_open(struct batch_session *session,
		      struct submit_report *report, struct error *err)
{
	struct batch_remarks kept CLEANUP(batch_remarks_done) = {0};
	const struct batches *batches = &session->batches;
	enum error_kind kind = ERROR_NONE;
	struct error why;

	for (size_t i = 0, n = batches->n; i < n; i++) {
		struct batch_chunk *chunk = batches->chunks[i];

		if (!submit_is_under_way(chunk->state) ||
		    submit_go_on(session, chunk, report, &why) == 0)
			continue;
		if (submit_is_over(session, &why)) {
			submit_tell(session, &kept, 0);
			*err = why;
			return -1;
		}
		/* What keeps one keeps no other. */
		if (kept.n == 0)
			kind = why.kind;
		batch_remarks_add(&kept, chunk->id, why.text);
	}
	submit_tell(session, &kept, 1);
	return kept.n > 0 ? submit_fail(&kept, kind, err) : 0;
}
