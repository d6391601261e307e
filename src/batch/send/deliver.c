/*
 * deliver.c: see deliver.h.
 *
 * 1. Each step goes on from the state that the journal has, so that it is the
 *    same whether the process went on or was killed before it.
 * 2. A line of intent is durable before its request goes out. After it the
 *    request is made again only where the server said a clear no, nothing was
 *    sent, or its lists do not have it.
 * 3. What may pass is tried again a few times, with growing pauses.
 */
#include "config.h"

#include "batch/send/deliver.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/json.h"
#include "base/mem.h"
#include "batch/plan/chunk_file.h"
#include "batch/send/heal.h"
#include "batch/send/look.h"
#include "engine/batch/reply.h"

#define DELIVER_TRIES	    5
#define DELIVER_WAIT_MS	    500 /* doubled by each try */
#define DELIVER_WAIT_MAX_MS 60000
#define MS_A_SECOND	    1000

/* Why it cannot be told whether there is a batch. */
static const char why_no_list[] =
	"the answer was lost, and its server has no list in which to look for "
	"the batch";
static const char why_blind[] =
	"the answer was lost, and the server's list does not show whether "
	"there is a batch";
static const char why_open[] =
	"a batch of this model and size was made at that time; whether it is "
	"this one shows once it has ended";
static const char why_dark[] =
	"a batch of this model and size was made at that time, and nothing "
	"that is told of it shows whether it is this one";

/* A chunk that is being delivered. */
struct delivery {
	struct batch_session *session;
	struct batch_chunk *chunk;
	struct batch_client *client;
	const struct batch_server *server;
	int tries;	/* that failed, one after another */
	bool untagged;	/* the server takes no metadata */
	bool only_look; /* nothing is sent */
	bool over;
	enum deliver_fate fate;
};

static void delivery_end(struct delivery *d, enum deliver_fate fate)
{
	d->over = true;
	d->fate = fate;
}

static int delivery_say(struct delivery *d, enum batch_op op, json_t *data,
			struct error *err)
{
	return batch_session_say(d->session, op, d->chunk->id, data, err);
}

static int64_t delivery_epoch_ms(void)
{
	return (int64_t)time(NULL) * MS_A_SECOND;
}

/* --- pauses --------------------------------------------------------------- */

static int delivery_fail(const struct delivery *d, const char *what,
			 const char *why, struct error *err)
{
	return error_set(err, ERROR_FAILED, "%s of chunk %s: %s", what,
			 d->chunk->id, why);
}

/* Before the next try; -1 after the last. */
static int delivery_pause(struct delivery *d, const char *what,
			  const struct batch_told *told, struct error *err)
{
	int64_t wait_ms = DELIVER_WAIT_MS << d->tries;

	if (++d->tries > DELIVER_TRIES)
		return delivery_fail(d, what, told->text, err);
	if (told->wait_ms > wait_ms)
		wait_ms = told->wait_ms;
	if (wait_ms > DELIVER_WAIT_MAX_MS)
		wait_ms = DELIVER_WAIT_MAX_MS;
	return batch_client_wait(d->client, wait_ms, err);
}

/* --- looking for it ------------------------------------------------------- */

static bool delivery_knows(const void *data, const char *batch_id)
{
	const struct delivery *d = data;

	return batches_knew(&d->session->batches, batch_id);
}

/* Does the server have other batches of ours, by the journal? */
static bool delivery_has_others(const struct delivery *d)
{
	const struct batches *batches = &d->session->batches;

	for (size_t i = 0; i < batches->n; i++) {
		const struct batch_chunk *chunk = batches->chunks[i];

		if (chunk->batch_id != NULL && chunk->base_url != NULL &&
		    d->chunk->base_url != NULL &&
		    strcmp(chunk->base_url, d->chunk->base_url) == 0)
			return true;
	}
	return false;
}

/* `name` is that of a file; NULL: a batch is looked for. */
static struct heal_ask delivery_heal_ask(const struct delivery *d,
					 const char *name)
{
	const struct batch_chunk *chunk = d->chunk;
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
		.others = delivery_has_others(d),
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
	if (d->chunk->state == CHUNK_UNRESOLVED && d->chunk->why != NULL &&
	    strcmp(d->chunk->why, why) == 0)
		return 0;
	return delivery_say(d, BATCH_OP_UNRESOLVED,
			    json_pack("{s:s}", "why", why), err);
}

static int delivery_say_sent(struct delivery *d, const char *batch_id,
			     const char *status, bool healed, struct error *err)
{
	json_t *data = json_object();

	json_set_string(data, "batch_id", batch_id);
	json_set_string(data, "status", status);
	json_set_string(data, "key", batch_client_key(d->client));
	if (healed)
		json_object_set_new(data, "healed", json_true());
	if (delivery_say(d, BATCH_OP_SUBMITTED, data, err) < 0)
		return -1;
	data = json_object();
	json_object_set_new(data, "requests",
			    json_integer((json_int_t)d->chunk->n_sheets));
	json_object_set_new(data, "reserved_usd",
			    json_real(d->chunk->reserved_usd));
	batch_session_event(d->session, "batch.submitted", d->chunk, data);
	return 0;
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
			return delivery_fail(d, "the list of batches",
					     told.text, err);
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
		return delivery_say_unresolved(d, why_blind, err);
	case HEAL_ABSENT:
		break;
	}
	return delivery_say(d, BATCH_OP_ABSENT, NULL, err);
}

/* A batch may have been made. */
static int delivery_heal_batch(struct delivery *d, struct error *err)
{
	const struct heal_ask ask = delivery_heal_ask(d, NULL);
	struct heal_seen seen = {0};
	int rc = delivery_list(d, &ask, &seen, err);

	if (rc == 0)
		rc = delivery_judge(d, &ask, &seen, err);
	else if (rc == 2)
		rc = delivery_say_unresolved(d, why_no_list, err);
	heal_seen_done(&seen);
	return rc < 0 ? -1 : 0;
}

/* The file may be there. It costs nothing: where that cannot be told, it is
 * sent once more. */
static int delivery_heal_upload(struct delivery *d, struct error *err)
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

/* --- sending -------------------------------------------------------------- */

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
				const struct batch_told *told, bool upload,
				bool waits, struct error *err)
{
	json_t *data = json_object();

	json_set_string(data, "why", told->text);
	if (upload)
		json_object_set_new(data, "upload", json_true());
	if (waits) {
		json_object_set_new(data, "waits", json_true());
		json_object_set_new(data, "since",
				    json_integer((json_int_t)time(NULL)));
	}
	return delivery_say(d, BATCH_OP_REFUSED, data, err);
}

/* What was learnt of how many tokens may wait. */
static int delivery_learn(struct delivery *d, double tokens, struct error *err)
{
	json_t *data = json_object();

	json_set_string(data, "engine", d->chunk->engine);
	json_set_string(data, "base_url", d->chunk->base_url);
	json_set_string(data, "model", d->chunk->model);
	json_object_set_new(data, "enqueued_tokens",
			    json_real(tokens > 0 ? tokens : 0));
	return batch_session_say(d->session, BATCH_OP_LIMIT, NULL, data, err);
}

static int delivery_no_room(struct delivery *d, const struct batch_told *told,
			    struct error *err)
{
	delivery_end(d, DELIVER_WAITS);
	if (delivery_say_refused(d, told, false, true, err) < 0)
		return -1;
	return delivery_learn(d, told->enqueued_tokens, err);
}

/* It was refused for good. What lacks money or a key goes out as it is once
 * they are there; what is wrong never will, and would stand before all other
 * sheets. */
static int delivery_give_back(struct delivery *d, const struct batch_told *told,
			      const char *what, struct error *err)
{
	if (told->verdict != BATCH_REPLY_CREDIT &&
	    told->verdict != BATCH_REPLY_KEY &&
	    delivery_take_back(d, told->text, DELIVER_GONE, err) < 0)
		return -1;
	return delivery_fail(d, what, told->text, err);
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
	if (delivery_say_refused(d, told, true, false, err) < 0)
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
	*err = *why;
	/* What was sent may have been done: the next one looks. */
	if (why->kind == ERROR_STOPPED)
		return -1;
	(void)delivery_say(d, BATCH_OP_ABSENT, NULL, &(struct error){0});
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

	if (batch_ask_create(d->server, d->chunk->file_id,
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
	int fd = chunk_file_open(d->session->setup.run, d->chunk->file,
				 d->chunk->bytes, d->chunk->hash, &gone);
	int rc;

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
	return 0;
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
