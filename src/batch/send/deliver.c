/*
 * deliver.c: see deliver.h; what is looked for is delivery_heal.c's.
 *
 * 1. Each step goes on from the state that the journal has, so that it is the
 *    same whether the process went on or was killed before it.
 * 2. A line of intent is durable before its request goes out. After it the
 *    request is made again only where the server said a clear no, nothing was
 *    sent, or its lists do not have it.
 */
#include "config.h"

#include "batch/send/delivery.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "batch/plan/chunk_file.h"
#include "batch/send/limit.h"
#include "batch/send/look.h"
#include "batch/send/settle.h"

#define MS_A_SECOND 1000

static int64_t delivery_epoch_ms(void)
{
	return (int64_t)time(NULL) * MS_A_SECOND;
}

/* --- sending -------------------------------------------------------------- */

/* A time by our own clock would not be one to look for what was made: nothing
 * is meant before the server has told its own. */
static int delivery_learn_clock(struct delivery *d, struct error *err)
{
	return batch_client_has_clock(d->client)
		       ? 0
		       : batch_look_probe(d->client, err);
}

/* The chunk cannot be sent as it is: its sheets are free again. */
static int delivery_take_back(struct delivery *d, const char *why,
			      enum deliver_fate fate, struct error *err)
{
	char *file CLEANUP(mem_free_str) = mem_strdup(d->chunk->file);

	if (delivery_say(d, BATCH_OP_WITHDRAWN, json_pack("{s:s}", "why", why),
			 err) < 0)
		return -1;
	chunk_file_remove(d->session->setup.run, file);
	delivery_end(d, fate);
	return 0;
}

static int delivery_say_refused(struct delivery *d,
				const struct batch_told *told,
				struct error *err)
{
	json_t *data = json_object();

	json_set_string(data, "why", told->text);
	json_object_set_new(data, "upload", json_true());
	return delivery_say(d, BATCH_OP_REFUSED, data, err);
}

static int delivery_no_room(struct delivery *d, const struct batch_told *told,
			    struct error *err)
{
	delivery_end(d, DELIVER_WAITS);
	return batch_limit_refused(d->session, d->chunk, told->text,
				   told->enqueued_tokens, err);
}

/* It goes out as it is once there is money. */
static int delivery_unpaid(struct delivery *d, const struct batch_told *told)
{
	batch_session_note(d->session,
			   "chunk %s waits until its account has money: %s",
			   d->chunk->id, told->text);
	delivery_end(d, DELIVER_UNPAID);
	return 0;
}

/* Its server may want another name of the model for batches. */
static int delivery_rename(struct delivery *d, struct error *err)
{
	if (batch_rename(d->session, d->chunk, err) < 0)
		return -1;
	d->renamed = d->chunk->state == CHUNK_REPLACED;
	delivery_end(d, DELIVER_GONE);
	return 0;
}

/* It was refused for good. What lacks a key goes out as it is once that is
 * there; what is wrong never will, and would stand before all other sheets. */
static int delivery_give_back(struct delivery *d, const struct batch_told *told,
			      const char *what, struct error *err)
{
	if (told->verdict == BATCH_REPLY_CREDIT)
		return delivery_unpaid(d, told);
	if ((told->verdict == BATCH_REPLY_REFUSED ||
	     told->verdict == BATCH_REPLY_MISSING) &&
	    batch_may_rename(d->chunk, told->text))
		return delivery_rename(d, err);
	if (told->verdict != BATCH_REPLY_KEY &&
	    delivery_take_back(d, told->text, DELIVER_GONE, err) < 0)
		return -1;
	return delivery_fail(what, told->text, err);
}

/* What the server said to an upload or a creation that it did not do. */
static int delivery_refused(struct delivery *d, const struct batch_told *told,
			    const char *what, struct error *err)
{
	bool tags = d->server->shape == BATCH_OPENAI && !d->untagged &&
		    d->chunk->state == CHUNK_SUBMITTING &&
		    strstr(told->text, "metadata") != NULL;

	if (told->unsure) /* the state says that it may have been done */
		return delivery_pause(d, what, told, err);
	if (told->verdict == BATCH_REPLY_QUEUE)
		return delivery_no_room(d, told, err);
	if (told->verdict == BATCH_REPLY_AGAIN || tags ||
	    (told->verdict == BATCH_REPLY_KEY &&
	     batch_client_next_key(d->client))) {
		d->untagged = d->untagged || tags;
		if (delivery_say(d, BATCH_OP_ABSENT, NULL, err) < 0)
			return -1;
		return told->verdict == BATCH_REPLY_AGAIN
			       ? delivery_pause(d, what, told, err)
			       : 0;
	}
	if (delivery_say_refused(d, told, err) < 0)
		return -1;
	if (told->verdict == BATCH_REPLY_TOO_LARGE)
		return delivery_take_back(d, told->text, DELIVER_LARGE, err);
	if (told->verdict == BATCH_REPLY_MISSING &&
	    d->chunk->state == CHUNK_PLANNED && ++d->tries <= DELIVER_TRIES &&
	    d->server->shape == BATCH_OPENAI)
		return 0; /* its file is not there (any more): once more */
	return delivery_give_back(d, told, what, err);
}

/* Nothing went out, or nobody waits any more. */
static int delivery_unasked(struct delivery *d, const struct error *why,
			    struct error *err)
{
	struct error unsaid;

	*err = *why;
	/* What was sent may have been done: the next one looks. */
	if (why->kind == ERROR_STOPPED || batch_client_has_begun(d->client))
		return -1;
	if (delivery_say(d, BATCH_OP_ABSENT, NULL, &unsaid) < 0)
		*err = unsaid;
	return -1;
}

static int delivery_upload_fd(struct delivery *d, int fd, struct error *err)
{
	char *name CLEANUP(mem_free_str) = mem_printf("%s.jsonl", d->chunk->id);
	struct batch_request request = {0};
	struct batch_file file = {0};
	struct batch_told told;
	struct http_reply reply;
	struct error why;
	json_t *data = json_object();
	int rc;

	json_set_string(data, "name", name);
	json_object_set_new(data, "bytes",
			    json_integer((json_int_t)d->chunk->bytes));
	json_object_set_new(
		data, "since",
		json_integer((json_int_t)batch_client_now_s(d->client)));
	json_set_string(data, "key", batch_client_key(d->client));
	if (batch_ask_upload(d->server, fd, d->chunk->bytes, name, &request,
			     err) < 0) {
		json_decref(data);
		return -1;
	}
	if (delivery_say(d, BATCH_OP_UPLOADING, data, err) < 0)
		rc = -1;
	else if (batch_client_ask(d->client, &request, NULL, &reply, &why) < 0)
		rc = delivery_unasked(d, &why, err);
	else {
		batch_reply_file(&reply, delivery_epoch_ms(), &told, &file);
		http_reply_done(&reply);
		rc = told.verdict == BATCH_REPLY_GOOD
			     ? delivery_say(
				       d, BATCH_OP_UPLOADED,
				       json_pack("{s:s}", "file_id", file.id),
				       err)
			     : delivery_refused(d, &told, "the upload", err);
		batch_file_done(&file);
	}
	batch_request_done(&request);
	return rc;
}

static int delivery_create_with(struct delivery *d,
				struct batch_request *request,
				struct error *err)
{
	struct batch_info info = {0};
	struct batch_told told;
	struct http_reply reply;
	struct error why;
	json_t *data = json_object();
	int rc;

	json_object_set_new(
		data, "since",
		json_integer((json_int_t)batch_client_now_s(d->client)));
	json_set_string(data, "key", batch_client_key(d->client));
	if (delivery_say(d, BATCH_OP_SUBMITTING, data, err) < 0)
		return -1;
	if (batch_client_ask(d->client, request, NULL, &reply, &why) < 0)
		return delivery_unasked(d, &why, err);
	batch_reply_batch(&reply, delivery_epoch_ms(), &told, &info);
	http_reply_done(&reply);
	if (told.verdict != BATCH_REPLY_GOOD)
		return delivery_refused(d, &told, "the submission", err);
	rc = delivery_say_sent(d, info.id, info.status_text, false, err);
	batch_info_done(&info);
	return rc;
}

/* Of an uploaded file. */
static int delivery_create(struct delivery *d, struct error *err)
{
	const struct batch_tags tags = {
		.run = d->session->setup.run->id,
		.chunk = d->chunk->id,
		.hash = d->chunk->hash,
	};
	struct batch_request request = {0};
	int rc;

	if (delivery_learn_clock(d, err) < 0 ||
	    batch_ask_create(d->server, d->chunk->file_id,
			     d->untagged ? NULL : &tags, &request, err) < 0)
		return -1;
	rc = delivery_create_with(d, &request, err);
	batch_request_done(&request);
	return rc;
}

static int delivery_submit_fd(struct delivery *d, int fd, struct error *err)
{
	struct batch_request request = {0};
	int rc;

	if (batch_ask_submit(d->server, fd, d->chunk->bytes, &request, err) < 0)
		return -1;
	rc = delivery_create_with(d, &request, err);
	batch_request_done(&request);
	return rc;
}

/* The file goes out, by itself or as the submission. */
static int delivery_send_file(struct delivery *d, struct error *err)
{
	struct error gone;
	int fd, rc;

	if (delivery_learn_clock(d, err) < 0)
		return -1;
	fd = chunk_file_open(d->session->setup.run, d->chunk->file,
			     d->chunk->bytes, d->chunk->hash, &gone);
	if (fd < 0)
		return delivery_take_back(d, gone.text, DELIVER_GONE, err);
	rc = d->server->shape == BATCH_OPENAI ? delivery_upload_fd(d, fd, err)
					      : delivery_submit_fd(d, fd, err);
	close(fd);
	return rc;
}

/* --- steps ---------------------------------------------------------------- */

static int delivery_looked(struct delivery *d, struct error *err)
{
	(void)err;
	delivery_end(d, d->chunk->state == CHUNK_SUBMITTED ? DELIVER_SENT
							   : DELIVER_WAITS);
	return 0;
}

static int delivery_sent(struct delivery *d, struct error *err)
{
	(void)err;
	/* OpenAI keeps it; of the other shape it is needed where one row is
	 * refused after the submission. */
	if (d->server->shape == BATCH_OPENAI)
		chunk_file_remove(d->session->setup.run, d->chunk->file);
	delivery_end(d, DELIVER_SENT);
	return 0;
}

static int delivery_step(struct delivery *d, struct error *err)
{
	static int (*const steps[CHUNK_STATES])(struct delivery *,
						struct error *) = {
		[CHUNK_PLANNED] = delivery_send_file,
		[CHUNK_UPLOADING] = delivery_heal_upload,
		[CHUNK_UPLOADED] = delivery_create,
		[CHUNK_SUBMITTING] = delivery_heal_batch,
		[CHUNK_UNRESOLVED] = delivery_heal_batch,
		[CHUNK_SUBMITTED] = delivery_sent,
	};
	enum chunk_state state = d->chunk->state;

	if (d->only_look && (state == CHUNK_PLANNED || state == CHUNK_UPLOADED))
		return delivery_looked(d, err);
	if (steps[state] == NULL)
		return delivery_looked(d, err);
	return steps[state](d, err);
}

static int delivery_run(struct delivery *d, struct error *err)
{
	if (batch_session_client(d->session, d->chunk, &d->client, err) < 0)
		return -1;
	d->server = batch_client_server(d->client);
	while (!d->over)
		if (delivery_step(d, err) < 0)
			return -1;
	return 0;
}

int batch_deliver(struct batch_session *session, struct batch_chunk *chunk,
		  enum deliver_fate *ret, struct error *err)
{
	struct delivery d = {.session = session, .chunk = chunk};

	if (delivery_run(&d, err) < 0)
		return -1;
	*ret = d.fate;
	if (!d.renamed)
		return 0;
	/* One that bears another name is not renamed: this comes once. */
	chunk = session->batches.chunks[session->batches.n - 1];
	return batch_deliver(session, chunk, ret, err);
}

int batch_resolve(struct batch_session *session, struct batch_chunk *chunk,
		  struct error *err)
{
	struct delivery d = {
		.session = session,
		.chunk = chunk,
		.only_look = true,
	};

	return delivery_run(&d, err);
}
