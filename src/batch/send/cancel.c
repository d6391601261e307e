/*
 * cancel.c: see cancel.h.
 *
 * 1. A cancellation may be asked for again as often as one likes.
 */
#include "config.h"

#include "batch/send/cancel.h"

#include <stdlib.h>
#include <time.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "batch/plan/chunk_file.h"
#include "batch/send/deliver.h"
#include "batch/told.h"
#include "engine/batch/reply.h"

#define CANCEL_TRIES	   4
#define CANCEL_WAIT_MAX_MS 60000

static int cancel_withdraw(struct batch_session *session,
			   const struct batch_chunk *chunk, struct error *err)
{
	char *file CLEANUP(mem_free_str) = mem_strdup(chunk->file);

	if (batch_session_say(
		    session, BATCH_OP_WITHDRAWN, chunk->id,
		    json_pack("{s:s}", "why", "somebody cancelled it"),
		    err) < 0)
		return -1;
	chunk_file_remove(session->setup.run, file);
	return 0;
}

static int cancel_send(struct batch_client *client, const char *batch_id,
		       struct batch_told *told, struct batch_info *info,
		       struct error *err)
{
	struct batch_request request = {0};
	struct http_reply reply;
	int rc;

	if (batch_ask_cancel(batch_client_server(client), batch_id, &request,
			     err) < 0)
		return -1;
	rc = batch_client_ask(client, &request, NULL, &reply, err);
	batch_request_done(&request);
	if (rc < 0)
		return -1;
	batch_reply_batch(&reply, (int64_t)time(NULL) * 1000, told, info);
	http_reply_done(&reply);
	return 0;
}

/* Puts the question a few times. */
static int cancel_ask(struct batch_client *client, const char *batch_id,
		      struct batch_told *told, struct batch_info *info,
		      struct error *err)
{
	for (int n = 0;; n++) {
		if (cancel_send(client, batch_id, told, info, err) < 0)
			return -1;
		if (told->verdict != BATCH_REPLY_AGAIN || n >= CANCEL_TRIES)
			return 0;
		if (batch_client_back_off(client, n, told->wait_ms,
					  CANCEL_WAIT_MAX_MS, err) < 0)
			return -1;
	}
}

static int cancel_submitted(struct batch_session *session,
			    struct batch_chunk *chunk, enum cancel_fate *ret,
			    struct error *err)
{
	struct batch_client *client;
	struct batch_info info = {0};
	struct batch_told told;
	int rc;

	if (batch_session_client(session, chunk, &client, err) < 0)
		return -1;
	*ret = CANCEL_RUNS_ON;
	if (!batch_limits(batch_client_server(client)->shape)->cancels)
		return 0;
	if (cancel_ask(client, chunk->batch_id, &told, &info, err) < 0)
		return -1;
	*ret = CANCEL_OVER;
	if (told.verdict == BATCH_REPLY_CONFLICT)
		return 0;
	if (told.verdict != BATCH_REPLY_GOOD)
		return error_set(err, ERROR_FAILED, "cannot be cancelled: %s",
				 told.text);
	*ret = CANCEL_ASKED;
	rc = batch_session_say(session, BATCH_OP_STATUS, chunk->id,
			       batch_told_json(&info), err);
	batch_info_done(&info);
	return rc;
}

int batch_cancel(struct batch_session *session, struct batch_chunk *chunk,
		 enum cancel_fate *ret, struct error *err)
{
	*ret = CANCEL_OVER;
	if (!chunk_state_is_open(chunk->state))
		return 0;
	/* An upload costs nothing, whether it is there or not. */
	if (chunk->state == CHUNK_SUBMITTING ||
	    chunk->state == CHUNK_UNRESOLVED)
		if (batch_resolve(session, chunk, err) < 0)
			return -1;
	switch (chunk->state) {
	case CHUNK_PLANNED:
	case CHUNK_UPLOADING:
	case CHUNK_UPLOADED:
		*ret = CANCEL_WITHDRAWN;
		return cancel_withdraw(session, chunk, err);
	case CHUNK_SUBMITTED:
		return cancel_submitted(session, chunk, ret, err);
	case CHUNK_SUBMITTING:
	case CHUNK_UNRESOLVED:
		*ret = CANCEL_UNKNOWN;
		return 0;
	default:
		return 0;
	}
}
