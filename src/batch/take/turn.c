/*
 * turn.c: see turn.h.
 *
 * 1. Each step begins from what the journal says, so that a turn goes on where
 *    any other was killed.
 * 2. A "collecting" line with the end of raw.jsonl is durable before the first
 *    outcome of a batch is appended: none of it stands before that place.
 * 3. A chunk is collected when its outcomes are durable; only then are its
 *    files removed.
 * 4. What is wrong with one chunk keeps no other one.
 */
#include "config.h"

#include "batch/take/turn.h"

#include <string.h>

#include "base/file/xdg.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "batch/collect/collect.h"
#include "batch/fetch/fetch.h"
#include "batch/fetch/poll.h"
#include "batch/kept.h"
#include "batch/plan/chunk_file.h"
#include "batch/send/settle.h"
#include "batch/send/submit.h"
#include "batch/take/round.h"
#include "batch/told.h"
#include "engine/engine.h"
#include "engine/models/models.h"
#include "extract/schedule/budget.h"
#include "run/journal/journal.h"

#define TURN_WAIT_MS	 2000
#define TURN_WAIT_MAX_MS 300000 /* between two questions about a batch */

struct turn {
	struct batch_session *session;
	struct turn_report *report;
	struct models *models; /* for prices; NULL: not loaded yet */
	bool unsent;	       /* what waits may not be sent as it is called */
};

/* Nothing can go on then; everything else is of one chunk. */
static bool turn_is_fatal(const struct turn *t, const struct error *err)
{
	const atomic_bool *stop = t->session->setup.stop;

	return err->kind == ERROR_STOPPED || err->kind == ERROR_NO_SPACE ||
	       (stop != NULL && atomic_load(stop));
}

/* --- what a batch costs --------------------------------------------------- */

static int turn_load_models(struct turn *t, struct error *err)
{
	char *cache CLEANUP(mem_free_str) = xdg_cache_dir();

	if (t->models != NULL)
		return 0;
	return models_load(t->session->setup.run->config_dir, cache, &t->models,
			   err);
}

/* A prompt that was cached costs no more than another one of the batch. */
static int turn_price(struct turn *t, const struct batch_chunk *chunk,
		      struct bill_price *ret, struct error *err)
{
	const char *name = chunk->model;
	struct model_list list;
	const struct model *model;

	*ret = (struct bill_price){-1, -1, -1};
	if (name == NULL || strchr(name, ',') != NULL)
		return 0;
	if (turn_load_models(t, err) < 0 ||
	    model_list_parse(t->models, chunk->engine, name, &list, err) < 0)
		return -1;
	model = list.items[0];
	ret->prompt = model->price_batch_prompt;
	ret->completion = model->price_batch_completion;
	ret->cached = model->price_cached;
	if (ret->cached < 0 || ret->cached > ret->prompt)
		ret->cached = ret->prompt;
	model_list_done(&list);
	return 0;
}

/* --- collecting ----------------------------------------------------------- */

static void turn_note(void *data, const char *text)
{
	batch_session_note(data, "%s", text);
}

/* Where to look for outcomes of it; says so before there is one. */
static int turn_raw_position(struct turn *t, struct batch_chunk *chunk,
			     uint64_t *ret, struct error *err)
{
	int64_t at = json_int_at(chunk->progress, "raw", -1);
	uint64_t end;
	json_t *data;

	if (at >= 0) {
		*ret = (uint64_t)at;
		return 0;
	}
	if (journal_end(t->session->setup.run->dir, JOURNAL_RAW, &end, err) < 0)
		return -1;
	data = json_pack("{s:I}", "raw", (json_int_t)end);
	*ret = end;
	return batch_session_say(t->session, BATCH_OP_COLLECTING, chunk->id,
				 data, err);
}

static int64_t told_tokens(const json_t *told, const char *key)
{
	double n = json_number_at(told, key, 0);

	return n > 0 && n < 1e15 ? (int64_t)n : 0;
}

/* Requests that it says it has answered, well or not; -1. */
static long told_answered(const json_t *told)
{
	int64_t completed = json_int_at(told, "completed", -1);
	int64_t failed = json_int_at(told, "failed", 0);

	return completed >= 0 && failed >= 0 && completed < INT32_MAX &&
			       failed < INT32_MAX
		       ? (long)(completed + failed)
		       : -1;
}

static int turn_setup(struct turn *t, struct batch_chunk *chunk,
		      const struct fetch_files *files,
		      struct collect_setup *ret, struct error *err)
{
	const struct batch_setup *setup = &t->session->setup;
	const struct engine_ops *ops =
		engine_find(chunk->engine != NULL ? chunk->engine : "");
	struct batch_client *client;

	if (batch_session_client(t->session, chunk, &client, err) < 0)
		return -1;
	*ret = (struct collect_setup){
		.run = setup->run,
		.store = setup->store,
		.chunk = chunk,
		.provider = ops != NULL ? ops->provider : NULL,
		.client = client,
		.files = {files->output, files->errors},
		.cost_usd = json_number_at(chunk->told, "cost_usd", -1),
		.used = {.prompt = told_tokens(chunk->told, "prompt_tokens"),
			 .completion =
				 told_tokens(chunk->told, "completion_tokens")},
		.answered = files->gone ? -1 : told_answered(chunk->told),
		.stop = setup->stop,
		.note = turn_note,
		.arg = t->session,
	};
	/* A sum that nobody would bill is none. */
	if (bill_nano(ret->cost_usd) < 0)
		ret->cost_usd = -1;
	return turn_price(t, chunk, &ret->price, err);
}

static int turn_say_collected(struct turn *t, struct batch_chunk *chunk,
			      const struct collect_report *report,
			      struct error *err)
{
	json_t *data = json_pack("{s:s?, s:I, s:I, s:I, s:f}", "batch_id",
				 chunk->batch_id, "succeeded",
				 (json_int_t)report->succeeded, "failed",
				 (json_int_t)report->failed, "missing",
				 (json_int_t)report->missing, "cost_usd",
				 nano_to_usd(report->cost_nano));
	json_t *line = json_copy(data);
	char *id CLEANUP(mem_free_str) = mem_strdup(chunk->id);
	char *file CLEANUP(mem_free_str) = mem_strdup(chunk->file);

	json_object_set_new(line, "settled", json_boolean(report->cost_known));
	if (batch_session_say(t->session, BATCH_OP_COLLECTED, id, line, err) <
	    0) {
		json_decref(data);
		return -1;
	}
	batch_session_event(t->session, "batch.collected", chunk, data);
	fetch_files_remove(t->session, chunk);
	chunk_file_remove(t->session->setup.run, file);
	return 0;
}

static void turn_count_collected(struct turn *t,
				 const struct batch_chunk *chunk,
				 const struct collect_report *report)
{
	struct turn_report *r = t->report;

	r->changed = true;
	r->collected++;
	r->succeeded += report->succeeded;
	r->failed += report->failed;
	r->missing += report->missing;
	r->cost_nano = nano_add(r->cost_nano, report->cost_nano);
	r->unsettled += !report->cost_known;
	if (report->missing > 0)
		batch_session_note(t->session,
				   "%s: %zu of %zu sheets have no result, and "
				   "are sent again by the next `batch submit`",
				   chunk->id, report->missing, report->sheets);
	if (!report->cost_known)
		batch_session_note(
			t->session,
			"%s: nobody says what it has cost; $%.2f stay "
			"reserved, as what it may have cost",
			chunk->id, chunk->reserved_usd);
}

static int turn_collect(struct turn *t, struct batch_chunk *chunk,
			struct error *err)
{
	struct fetch_files files = {0};
	struct collect_setup setup;
	struct collect_report report;
	uint64_t raw = 0;
	int rc = turn_raw_position(t, chunk, &raw, err);

	if (rc == 0)
		rc = batch_fetch(t->session, chunk, &files, err);
	if (rc == 0 && files.gone)
		batch_session_note(t->session,
				   "%s: the server does not have the results "
				   "of batch %s any more",
				   chunk->id, chunk->batch_id);
	if (rc == 0)
		rc = turn_setup(t, chunk, &files, &setup, err);
	if (rc == 0) {
		setup.raw_position = raw;
		rc = batch_collect(&setup, &report, err);
	}
	if (rc == 0)
		rc = turn_say_collected(t, chunk, &report, err);
	if (rc == 0)
		turn_count_collected(t, chunk, &report);
	fetch_files_done(&files);
	return rc;
}

/* --- steps ---------------------------------------------------------------- */

/* What keeps a chunk, which may wait in vain, is told; -1 where nothing can go
 * on. */
static int turn_pass(struct turn *t, const struct batch_chunk *chunk,
		     const struct error *why, struct error *err)
{
	t->report->refused += why->kind == ERROR_USAGE;
	*err = *why;
	if (turn_is_fatal(t, why))
		return -1;
	batch_session_remark(t->session, chunk, "%s", why->text);
	return 0;
}

static int turn_poll(struct turn *t, struct batch_chunk *chunk,
		     struct error *err)
{
	struct batches *batches = &t->session->batches;
	uint64_t position = batches->position;
	enum poll_fate fate;
	struct error why = {0};

	if (batch_poll(t->session, chunk, &fate, &why) < 0) {
		*err = why;
		return -1;
	}
	t->report->changed =
		t->report->changed || batches->position != position;
	if (fate != POLL_UNKNOWN)
		return 0;
	t->report->unknown++;
	return turn_pass(t, chunk, &why, err);
}

/* An ended chunk that was not settled otherwise. */
static int turn_end(struct turn *t, struct batch_chunk *chunk,
		    struct error *err)
{
	struct error why = {0};
	bool taken = false;
	int rc = batch_settle(t->session, chunk, &taken, &why);

	if (rc == 0 && !taken)
		rc = turn_collect(t, chunk, &why);
	if (rc < 0)
		batch_warn_kept(t->session, chunk,
				json_int_at(chunk->told, "finished_at", -1));
	t->report->changed = t->report->changed || taken;
	return rc < 0 ? turn_pass(t, chunk, &why, err) : 0;
}

static int turn_chunk(struct turn *t, struct batch_chunk *chunk,
		      struct error *err)
{
	if (chunk->state == CHUNK_SUBMITTED && turn_poll(t, chunk, err) < 0)
		return -1;
	return chunk->state == CHUNK_ENDED ? turn_end(t, chunk, err) : 0;
}

static int turn_submit(struct turn *t, struct error *err)
{
	struct submit_report report = {0};
	struct error why = {0};
	int rc = batch_submit_open(t->session, &report, &why);

	t->report->changed = t->report->changed || report.sent > 0;
	t->unsent = rc < 0 && why.kind == ERROR_USAGE;
	if (rc == 0)
		return 0;
	*err = why;
	if (turn_is_fatal(t, &why))
		return -1;
	batch_session_note(t->session, "%s", why.text);
	return 0;
}

static void turn_count(struct turn *t)
{
	const struct batches *batches = &t->session->batches;
	struct turn_report *r = t->report;

	for (size_t i = 0; i < batches->n; i++) {
		enum chunk_state state = batches->chunks[i]->state;

		r->running += state == CHUNK_SUBMITTED;
		r->ended += state == CHUNK_ENDED;
		r->unresolved +=
			state == CHUNK_SUBMITTING || state == CHUNK_UNRESOLVED;
		r->waiting += state < CHUNK_SUBMITTING;
	}
	if (t->unsent)
		r->refused += r->waiting + r->unresolved;
}

int batch_turn(struct batch_session *session, struct turn_report *report,
	       struct error *err)
{
	struct turn t = {.session = session, .report = report};
	struct batches *batches = &session->batches;
	int rc;

	*report = (struct turn_report){0};
	rc = turn_submit(&t, err);
	/* Those that settling plans come behind, and are sent at the end. */
	for (size_t i = 0, n = batches->n; rc == 0 && i < n; i++)
		rc = turn_chunk(&t, batches->chunks[i], err);
	if (rc == 0 && report->changed)
		rc = turn_submit(&t, err);
	if (rc == 0 && report->collected > 0)
		rc = batch_round_end(session, err);
	batch_session_tell(session);
	turn_count(&t);
	models_free(t.models);
	return rc;
}

size_t turn_open(const struct turn_report *report)
{
	return report->running + report->ended + report->unresolved +
	       report->waiting;
}

bool turn_may_wait(const struct turn_report *report)
{
	return turn_open(report) > report->refused;
}

int64_t turn_wait_ms(int64_t wait_ms, const struct turn_report *report)
{
	if (wait_ms == 0 || report->changed)
		return TURN_WAIT_MS;
	return wait_ms * 2 < TURN_WAIT_MAX_MS ? wait_ms * 2 : TURN_WAIT_MAX_MS;
}
