/*
 * session.c: see session.h.
 *
 * 1. A line is durable before anything follows from it.
 * 2. batches.jsonl may come from somebody else, as run.json may: an address
 *    that stands there alone gets no key.
 */
#include "config.h"

#include "batch/session.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/chat/chat.h"
#include "engine/net/url.h"
#include "extract/schedule/keyring.h"
#include "extract/worker/extractor.h"

/* Of a lock that is let go and taken again. */
#define SESSION_TRIES 10

struct batch_peer {
	char *engine, *base_url;
	struct batch_client *client;
};

/* --- its life ------------------------------------------------------------- */

static void session_say_borrowed(struct batch_session *session)
{
	batch_session_note(session,
			   "sheets are read by process %ld meanwhile: those "
			   "that it has begun are left to it",
			   borrowed_pid(session->borrowed));
}

/* RUN/lock, or that of an extraction that goes on. One that ends meanwhile has
 * freed it. */
static int session_lock_run(struct batch_session *session, struct error *err)
{
	struct batch_setup *setup = &session->setup;
	const struct run *run = setup->run;
	struct error why;
	int rc = 1;

	for (int i = 0; rc > 0 && i < SESSION_TRIES; i++) {
		if (run_lock_acquire(run->dir, &session->lock, err) == 0)
			return 0;
		if (err->kind != ERROR_BUSY)
			return -1;
		rc = batch_borrow(run, setup->stop, &session->borrowed, &why);
	}
	if (rc < 0 && why.kind != ERROR_NOT_FOUND)
		*err = why;
	if (rc != 0)
		return -1;
	setup->stop = borrowed_stop(session->borrowed);
	session_say_borrowed(session);
	return 0;
}

/* RUN/lock keeps sheets from being sent twice, that of batches their outcomes
 * from being appended twice. */
static int session_lock(struct batch_session *session, struct error *err)
{
	const struct batch_setup *setup = &session->setup;
	const char *dir = setup->run->dir;

	if (setup->looks)
		return 0;
	if (!setup->locked && !setup->collects &&
	    session_lock_run(session, err) < 0)
		return -1;
	return run_lock_batches(dir, !setup->collects, setup->stop,
				&session->batches_lock, err);
}

int batch_session_open(struct batch_session *session,
		       const struct batch_setup *setup, struct error *err)
{
	*session = (struct batch_session){.setup = *setup};
	batches_init(&session->batches);
	if (session_lock(session, err) < 0 ||
	    (!setup->looks &&
	     journals_open(setup->run->dir, &session->journals, err) < 0) ||
	    batches_fold(&session->batches, setup->run->dir, err) < 0) {
		batch_session_close(session);
		return -1;
	}
	if (session->batches.bad > 0)
		batch_session_note(
			session, "batches.jsonl: %zu bad %s passed over: %s",
			session->batches.bad,
			session->batches.bad == 1 ? "line was" : "lines were",
			session->batches.first_bad);
	return 0;
}

void batch_session_close(struct batch_session *session)
{
	for (size_t i = 0; i < session->n_peers; i++) {
		batch_client_free(session->peers[i].client);
		free(session->peers[i].engine);
		free(session->peers[i].base_url);
	}
	free(session->peers);
	batch_session_tell(session);
	batches_done(&session->batches);
	journals_close(session->journals);
	run_lock_release(session->batches_lock);
	run_lock_release(session->lock);
	batch_give_back(session->borrowed);
	*session = (struct batch_session){0};
}

/* --- what is written ------------------------------------------------------ */

int batch_session_append(struct batch_session *session,
			 const struct bytes *lines, struct error *err)
{
	/* Chunks that somebody works on would be gone. */
	if (!batches_is_same(&session->batches, session->setup.run->dir))
		return error_set(err, ERROR_FAILED,
				 "batches.jsonl was replaced by another file; "
				 "the same command reads it anew");
	if (batches_append(session->journals, lines, err) < 0)
		return -1;
	return batches_fold(&session->batches, session->setup.run->dir, err);
}

int batch_session_say(struct batch_session *session, enum batch_op op,
		      const char *chunk, json_t *data, struct error *err)
{
	struct bytes line CLEANUP(bytes_done) = {0};

	batch_line_write(op, chunk, data, &line);
	return batch_session_append(session, &line, err);
}

void batch_session_event(struct batch_session *session, const char *type,
			 const struct batch_chunk *chunk, json_t *data)
{
	json_t *event = json_object();

	json_set_string(event, "run_id", session->setup.run->id);
	json_set_string(event, "chunk", chunk->id);
	json_set_string(event, "batch_id", chunk->batch_id);
	json_set_string(event, "engine", chunk->engine);
	json_set_string(event, "model", chunk->model);
	if (data != NULL)
		json_object_update(event, data);
	json_decref(data);
	store_put_event(session->setup.store, type, event);
}

void batch_session_note(struct batch_session *session, const char *format, ...)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	va_list args;

	if (session->setup.note == NULL)
		return;
	va_start(args, format);
	bytes_vprintf(&text, format, args);
	va_end(args);
	/* Ids, words of servers, names of files: whoever wrote them. */
	text_clean_line(text.data);
	session->setup.note(session->setup.data, text.data);
}

void batch_session_remark(struct batch_session *session,
			  const struct batch_chunk *chunk, const char *format,
			  ...)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	va_list args;

	va_start(args, format);
	bytes_vprintf(&text, format, args);
	va_end(args);
	batch_remarks_add(&session->remarks, chunk->id, text.data);
}

void batch_session_tell(struct batch_session *session)
{
	struct batch_remarks *remarks = &session->remarks;

	for (size_t i = 0; i < remarks->n; i++) {
		struct bytes text CLEANUP(bytes_done) = {0};

		batch_remarks_write(remarks, i, &text);
		batch_session_note(session, "%s", text.data);
	}
	batch_remarks_done(remarks);
}

/* --- who is asked --------------------------------------------------------- */

static bool url_is(const char *a, const char *b)
{
	return a != NULL && b != NULL && http_url_same_server(a, b);
}

/* May a key of this engine go there, though only a file of the run says so? */
static bool url_is_trusted(const struct batch_setup *setup, const char *engine,
			   const char *url)
{
	const struct extract_options *o = setup->options;
	const char *own = chat_default_url(engine);

	if (!keyring_is_named(engine, o->key_file) || url_is(url, o->base_url))
		return true;
	if (own != NULL ? url_is(url, own) : http_url_is_here(url))
		return true;
	if (o->default_engine != NULL && strcmp(o->default_engine, engine) == 0)
		return url_is(url, o->default_base_url);
	return false;
}

int batch_session_client_of(struct batch_session *session, const char *engine,
			    const char *base_url, struct batch_client **ret,
			    struct error *err)
{
	const struct extract_options *o = session->setup.options;
	const struct batch_client_setup setup = {
		.engine = engine,
		.base_url = base_url,
		.key_file = o->key_file,
		.timeout_s = o->timeout_s,
		.insecure_http = o->insecure_http,
		.stop = session->setup.stop,
	};
	struct batch_peer *peer;

	for (size_t i = 0; i < session->n_peers; i++) {
		peer = &session->peers[i];
		if (strcmp(peer->engine, engine) == 0 &&
		    strcmp(peer->base_url, base_url) == 0) {
			*ret = peer->client;
			return 0;
		}
	}
	if (batch_client_new(&setup, ret, err) < 0)
		return -1;
	ARRAY_GROW(session->peers, session->n_peers, session->cap_peers);
	peer = &session->peers[session->n_peers++];
	*peer = (struct batch_peer){mem_strdup(engine), mem_strdup(base_url),
				    *ret};
	return 0;
}

int batch_session_client(struct batch_session *session,
			 const struct batch_chunk *chunk,
			 struct batch_client **ret, struct error *err)
{
	const char *engine = chunk->engine != NULL ? chunk->engine : "";
	const char *url = chunk->base_url != NULL ? chunk->base_url
						  : chat_default_url(engine);
	struct error gone;

	if (extract_check_engine(engine, err) < 0)
		return -1;
	if (url == NULL)
		return error_set(err, ERROR_FAILED,
				 "batches.jsonl does not say where it was "
				 "sent");
	if (!url_is_trusted(&session->setup, engine, url))
		return error_set(
			err, ERROR_USAGE,
			"batches.jsonl of this run, and nobody else, says "
			"that keys of %s go to %s; where that is right, "
			"confirm it with --base-url %s, or with base-url in "
			"config.ini",
			engine, url, url);
	if (batch_session_client_of(session, engine, url, ret, err) < 0)
		return -1;
	/* For another batch it may have gone on to a later one. */
	if (chunk->batch_id != NULL &&
	    batch_client_use_key(*ret, NULL, err) < 0)
		return -1;
	if (chunk->key != NULL &&
	    batch_client_use_key(*ret, chunk->key, &gone) < 0)
		batch_session_remark(session, chunk, "%s", gone.text);
	return 0;
}
