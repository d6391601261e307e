/*
 * submit.c: see submit.h.
 *
 * 1. Nothing new is made before it is known what became of what was begun.
 * 2. A chunk is sent before the next one is made: what lies on the disk is
 *    one file, and the money reserved is what is sent.
 */
#include "config.h"

#include "batch/send/submit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/text.h"
#include "batch/plan/chunk.h"
#include "batch/plan/money.h"
#include "batch/send/blame.h"
#include "batch/send/deliver.h"
#include "batch/send/look.h"
#include "batch/send/settle.h"
#include "engine/chat/chat.h"
#include "extract/schedule/budget.h"
#include "extract/worker/extractor.h"
#include "run/index/counts.h"
#include "run/index/index.h"
#include "run/intake/address.h"
#include "run/intake/images.h"

#define FORESEE_SHEETS	8  /* that are prepared to learn what all cost */
#define SUBMIT_SLUG_MAX 16 /* bytes more than the name of a model has */

struct submitting {
	struct batch_session *session;
	const struct submit_options *options;
	struct submit_report *report;
	struct extract_options extract; /* resolved */
	const struct engine_ops *ops;
	struct chunk_asked asked;
	struct batch_client *client;
	struct batch_sheets *sheets;
	struct money money;
	size_t most; /* requests of a chunk */
	bool alone;  /* nothing of ours waits there: one request goes whatever a
		       server says that may, or none ever would */
	uint64_t frame; /* bytes around them */
	/* The sheet that was prepared last, and is in no chunk yet. */
	struct next_sheet {
		struct pool_job *job; /* NULL: none */
		struct chat_request *request;
		struct plan_sums weight;
		int64_t nano_stream;
	} next;
	double spent_usd; /* by the journals */
	size_t blamed;	  /* sheets that failed by themselves */
	size_t listed;	  /* of these, that the list counts as failed before */
};

/* --- opening -------------------------------------------------------------- */

static int submit_check_sending(const struct submitting *s, const char *images,
				struct error *err)
{
	bool list = images != NULL && images_are_list(images);
	bool text = s->extract.send == PAYLOAD_TEXT;

	if (s->asked.shape == BATCH_OPENROUTER && s->extract.zdr)
		return error_set(err, ERROR_USAGE,
				 "--zdr cannot be promised: batches of "
				 "OpenRouter are kept until they are fetched; "
				 "leave it out, or use `vasculum extract`");
	if (list && text)
		return error_set(err, ERROR_USAGE,
				 "sheets that are named by addresses are sent "
				 "by these in a batch; leave out --send text");
	if (s->asked.shape == BATCH_OPENROUTER && !list && !text)
		return error_set(
			err, ERROR_USAGE,
			"batches of OpenRouter take no pictures from this "
			"machine: --send text sends the words of the sheets, "
			"and a list of public addresses has them fetched");
	/* An extraction tells each provider so; rows of a batch cannot. */
	if (s->asked.shape == BATCH_OPENROUTER && !s->extract.allow_training)
		batch_session_note(s->session,
				   "who may keep what is sent follows from the "
				   "settings of the account at OpenRouter: a "
				   "batch cannot say it (--allow-training: "
				   "that is known)");
	return 0;
}

static int submit_resolve(struct submitting *s, struct error *err)
{
	const struct batch_setup *setup = &s->session->setup;
	const char *images;

	if (extract_resolve(setup->run, s->options->extract, &s->extract,
			    &s->ops, err) < 0)
		return -1;
	if (!s->ops->network)
		return error_set(err, ERROR_USAGE,
				 "the engine \"%s\" has no batches; name one "
				 "that asks a server with --engine",
				 s->ops->name);
	images = s->extract.images != NULL ? s->extract.images
					   : setup->run->images_root;
	s->asked.shape = batch_shape_of(s->ops->name);
	s->asked.engine = s->ops->name;
	s->asked.base_url = s->extract.base_url != NULL
				    ? s->extract.base_url
				    : chat_default_url(s->ops->name);
	if (s->asked.base_url == NULL)
		return error_set(err, ERROR_USAGE,
				 "the engine \"%s\" does not know its server; "
				 "say it with --base-url",
				 s->ops->name);
	return submit_check_sending(s, images, err);
}

static int submit_open_sheets(struct submitting *s, bool looks,
			      struct error *err)
{
	const struct batch_sheets_setup setup = {
		.session = s->session,
		.options = &s->extract,
		.ops = s->ops,
		.looks = looks,
	};

	batch_sheets_close(s->sheets);
	s->sheets = NULL;
	if (batch_sheets_open(&setup, &s->sheets, err) < 0)
		return -1;
	s->asked.model = s->ops->model(batch_sheets_engine(s->sheets));
	s->asked.params_sha256 = batch_sheets_params(s->sheets);
	/* It borrows of the engine, which is a new one. */
	return money_learn(
		s->session->setup.run, batch_sheets_engine(s->sheets),
		s->asked.params_sha256, s->extract.max_tokens, &s->money, err);
}

static int submit_open_money(struct submitting *s, struct error *err)
{
	const struct run *run = s->session->setup.run;
	struct submit_report *report = s->report;
	struct index_counts counts;
	struct index *index;
	int rc;

	if (money_check(&s->money, s->extract.budget_usd, s->options->yes,
			err) < 0 ||
	    index_open(run, INDEX_READ, &index, err) < 0)
		return -1;
	rc = index_counts(index, &counts, err);
	index_close(index);
	s->spent_usd = rc == 0 ? counts.cost_usd : 0;
	report->price_known = s->money.paid;
	report->by_batch = s->money.by_batch;
	report->by_stream = s->money.by_stream;
	snprintf(report->engine, sizeof(report->engine), "%s", s->ops->name);
	snprintf(report->model, sizeof(report->model), "%s", s->asked.model);
	text_clean_line(report->model);
	return rc;
}

static void submit_open_limits(struct submitting *s)
{
	struct bytes frame CLEANUP(bytes_done) = {0};

	s->most = batch_limits(s->asked.shape)->requests;
	if (s->options->chunk_size > 0 && s->options->chunk_size < s->most)
		s->most = s->options->chunk_size;
	batch_rows_begin(s->asked.shape, s->asked.model, &frame);
	batch_rows_end(s->asked.shape, &frame);
	s->frame = frame.len + SUBMIT_SLUG_MAX;
}

/* What is asked for from now on. */
static int submit_remember(const struct submitting *s, struct error *err)
{
	const struct run *run = s->session->setup.run;
	const struct run_defaults defaults = {
		.images_root = s->extract.images,
		.engine = s->ops->name,
		.models = s->extract.models,
		.base_url = s->extract.base_url,
	};
	int64_t since;

	if (run_set_defaults(run->dir, &defaults, true, err) < 0)
		return -1;
	if (!s->extract.again)
		return 0;
	if (run_look_again(run, s->asked.params_sha256, &since, err) < 0)
		return -1;
	return run_begin_again(run, s->asked.params_sha256, since, err);
}

/* --- making a chunk ------------------------------------------------------- */

static bool chunk_is_asked(const struct batch_chunk *chunk,
			   const struct chunk_asked *asked)
{
	return chunk->engine != NULL && chunk->model != NULL &&
	       strcmp(chunk->engine, asked->engine) == 0 &&
	       strcmp(chunk->model, asked->model) == 0;
}

/* Tokens of batches that wait there, and how many these are. */
static double submit_enqueued(const struct submitting *s, size_t *ret_n)
{
	const struct batches *batches = &s->session->batches;
	double tokens = 0;

	*ret_n = 0;
	for (size_t i = 0; i < batches->n; i++) {
		const struct batch_chunk *chunk = batches->chunks[i];

		if (chunk->state > CHUNK_SUBMITTED ||
		    !chunk_is_asked(chunk, &s->asked))
			continue;
		tokens += chunk->tokens;
		++*ret_n;
	}
	return tokens;
}

/* The limits of the next chunk; false where there is no room for any. */
static bool submit_limits(struct submitting *s, struct plan_sums *ret)
{
	const struct batch_limit *learnt =
		batches_limit(&s->session->batches, s->asked.engine,
			      s->asked.base_url, s->asked.model);
	double most = s->options->enqueued_tokens, waiting;
	size_t n;

	*ret = (struct plan_sums){
		.requests = s->most,
		.bytes = batch_limits(s->asked.shape)->bytes,
	};
	waiting = submit_enqueued(s, &n);
	s->alone = false;
	if (most <= 0 && learnt == NULL)
		return true;
	if (most <= 0) {
		most = learnt->enqueued_tokens;
		s->alone = n == 0;
	}
	if (most <= 0) /* it is not known: one at a time */
		return n == 0;
	ret->tokens = most - waiting;
	return ret->tokens > 0;
}

/* The money that is left, in *ret; false: there is none. */
static bool submit_money(const struct submitting *s, int64_t *ret)
{
	int64_t total = nano_of(s->extract.budget_usd);

	*ret = 0;
	if (total == 0)
		return true;
	*ret = total - nano_of(s->spent_usd) -
	       nano_of(batches_reserved_usd(&s->session->batches));
	if (s->session->borrowed != NULL)
		*ret -= nano_above(borrowed_reserved_usd(s->session->borrowed));
	return *ret > 0;
}

/* Of its pictures, as they are sent. */
static uint64_t payload_picture_bytes(const struct payload *payload)
{
	uint64_t bytes = 0;

	for (int i = 0; i < payload->n; i++)
		bytes += ((uint64_t)payload->images[i].len + 2) / 3 * 4;
	return bytes;
}

/* Makes the sheet's request: s->next. Steals the job. */
static void submit_compose(struct submitting *s, struct pool_job *job)
{
	struct next_sheet *next = &s->next;
	struct payload *payload = &job->payload;
	struct money_sheet sheet = {
		.images = (size_t)payload->n,
		.megapixels = payload->megapixels,
	};
	uint64_t pictures = payload_picture_bytes(payload), bytes;
	double tokens;

	next->job = job;
	next->request = chat_compose_batch(batch_sheets_engine(s->sheets), 0,
					   s->money.max_tokens, payload);
	bytes = chat_request_body(next->request).length;
	sheet.text_bytes = bytes > pictures ? (size_t)(bytes - pictures) : 0;
	tokens = money_tokens(&s->money, &sheet);
	next->weight = (struct plan_sums){
		.bytes = bytes + CHUNK_ROW_FRAME,
		.tokens = tokens,
		.nano_usd = money_by_batch(&s->money, tokens, &sheet),
	};
	next->nano_stream = money_by_stream(&s->money, tokens, &sheet);
}

/* --- once more ------------------------------------------------------------ */

/* It is looked for a last time: what is there is not paid twice. */
static int submit_look_last(struct submitting *s, struct batch_chunk *chunk,
			    struct error *err)
{
	if (chunk->state == CHUNK_SUBMITTING ||
	    chunk->state == CHUNK_UNRESOLVED)
		return batch_resolve(s->session, chunk, err);
	return error_set(err, ERROR_USAGE,
			 "chunk %s is %s, and not unresolved: it needs no "
			 "--resubmit",
			 chunk->id, chunk_state_word(chunk->state));
}

static int submit_again(struct submitting *s, struct error *err)
{
	const char *id = s->options->resubmit;
	struct batch_chunk *chunk;
	int64_t left;

	if (id == NULL)
		return 0;
	chunk = batches_find(&s->session->batches, id);
	if (chunk == NULL)
		return error_set(err, ERROR_NOT_FOUND,
				 "there is no chunk \"%s\" in this run", id);
	if (submit_look_last(s, chunk, err) < 0)
		return -1;
	if (chunk->state != CHUNK_UNRESOLVED)
		return 0;
	if (!submit_money(s, &left) ||
	    (left > 0 && left < nano_above(chunk->reserved_usd)))
		return error_set(err, ERROR_USAGE,
				 "the budget has no room for chunk %s once "
				 "more, up to $%.4f beside what the first one "
				 "may cost; go on with a larger --budget",
				 id, chunk->reserved_usd);
	return batch_session_say(s->session, BATCH_OP_RESUBMIT, id, NULL, err);
}

/* --- a sheet's request ---------------------------------------------------- */

static void submit_drop_next(struct submitting *s)
{
	chat_request_free(s->next.request);
	pool_job_free(s->next.job);
	s->next = (struct next_sheet){0};
}

/* 1 where there is a next sheet, with its request. */
static int submit_next(struct submitting *s, struct error *err)
{
	struct pool_job *job;
	int got;

	if (s->next.job != NULL)
		return 1;
	got = batch_sheets_next(s->sheets, &job, err);
	if (got > 0)
		submit_compose(s, job);
	return got;
}

/* Puts the next sheet into the draft. */
static int submit_put(struct submitting *s, struct chunk_draft *draft,
		      struct error *err)
{
	const struct next_sheet *next = &s->next;
	char *specimen CLEANUP(mem_free_str) = batch_sheets_specimen(next->job);
	char custom_id[BATCH_ID_SIZE];

	batch_custom_id(s->asked.shape, draft->id, specimen, custom_id);
	if (chunk_file_add(&draft->file, custom_id, next->request, err) < 0)
		return -1;
	chunk_draft_add(draft, custom_id, specimen, next->job->image,
			&next->weight);
	s->report->nano_batch =
		nano_add(s->report->nano_batch, next->weight.nano_usd);
	s->report->nano_stream =
		nano_add(s->report->nano_stream, next->nano_stream);
	submit_drop_next(s);
	return 0;
}

static void submit_too_large(struct submitting *s)
{
	struct pool_job *job = s->next.job;

	s->next.job = NULL;
	submit_drop_next(s);
	batch_sheets_fail(s->sheets, job, "request_too_large",
			  "what is sent of it is more than a batch takes");
}

/* Fills the draft; *ret says why it ends: PLAN_FITS where the sheets do. */
static int submit_fill(struct submitting *s, struct chunk_draft *draft,
		       const struct plan_sums *limits, enum plan_fit *ret,
		       struct error *err)
{
	int got;

	while ((got = submit_next(s, err)) > 0) {
		*ret = plan_fit(limits, &draft->sums, s->frame,
				&s->next.weight);
		if (*ret == PLAN_NO_ROOM && s->alone)
			*ret = PLAN_FITS;
		if (*ret == PLAN_TOO_LARGE)
			submit_too_large(s);
		else if (*ret != PLAN_FITS)
			return 0;
		else if (submit_put(s, draft, err) < 0)
			return -1;
	}
	*ret = PLAN_FITS;
	return got;
}

static int submit_plan(struct submitting *s, struct chunk_draft *draft,
		       struct error *err)
{
	struct bytes lines CLEANUP(bytes_done) = {0};

	if (chunk_draft_end(draft, NULL, &lines, err) < 0)
		return -1;
	return batch_session_append(s->session, &lines, err);
}

/* Makes one chunk: 1 with *ret_fit, why it ended; 0: there is nothing to put
 * into one. */
static int submit_make(struct submitting *s, char ret_id[24],
		       enum plan_fit *ret_fit, struct error *err)
{
	struct plan_sums limits;
	struct chunk_draft draft;
	int64_t money;

	ret_id[0] = '\0';
	*ret_fit = PLAN_NO_ROOM;
	if (!submit_limits(s, &limits))
		return 0;
	*ret_fit = PLAN_NO_MONEY;
	if (!submit_money(s, &money))
		return 0;
	limits.nano_usd = money;
	s->asked.slug = batches_slug(&s->session->batches, s->asked.engine,
				     s->asked.base_url, s->asked.model);
	if (chunk_draft_begin(&draft, s->session->setup.run, &s->asked, err) <
		    0 ||
	    submit_fill(s, &draft, &limits, ret_fit, err) < 0) {
		chunk_draft_drop(&draft);
		return -1;
	}
	if (draft.sums.requests == 0) {
		chunk_draft_drop(&draft);
		return 0;
	}
	snprintf(ret_id, 24, "%s", draft.id);
	return submit_plan(s, &draft, err) < 0 ? -1 : 1;
}

/* --- all of them ---------------------------------------------------------- */

/* A sheet that no batch of the server takes, even alone. */
static int submit_blame(struct submitting *s, const struct batch_sheet *sheet,
			struct error *err)
{
	const struct blame blame = {
		.engine = s->asked.engine,
		.model = s->asked.model,
		.params_sha256 = s->asked.params_sha256,
		.sheet = *sheet,
		.kind = "request_too_large",
		.why = "the server does not take a batch of it alone; send "
		       "less of it, with --max-edge, --max-bytes or --send "
		       "text",
	};

	s->blamed++;
	return batch_blame(s->session, &blame, err);
}

/* The server takes fewer at once than were in the draft that was taken back,
 * whose first sheet was this one: its sheets go into smaller ones. One that was
 * alone has failed, and the list goes on behind it: to begin anew would find it
 * again where failed ones are asked for. */
static int submit_halve(struct submitting *s, size_t n,
			const struct batch_sheet *first, struct error *err)
{
	if (n == 1)
		return submit_blame(s, first, err);
	s->most = n / 2;
	submit_drop_next(s);
	if (!s->extract.retry_failed && !s->extract.again)
		s->listed = s->blamed;
	return submit_open_sheets(s, false, err);
}

/* Sends the chunk: 1 where more may follow, 0, or -1. */
static int submit_send(struct submitting *s, struct batch_chunk *chunk,
		       enum plan_fit fit, struct error *err)
{
	const struct batch_sheet sheet = chunk_sheet(chunk, 0);
	char *custom_id CLEANUP(mem_free_str) = mem_strdup(sheet.custom_id);
	char *specimen CLEANUP(mem_free_str) = mem_strdup(sheet.specimen_id);
	char *image CLEANUP(mem_free_str) = mem_strdup(sheet.image);
	const struct batch_sheet first = {custom_id, specimen, image};
	enum deliver_fate fate;

	if (batch_deliver(s->session, chunk, &fate, err) < 0)
		return -1;
	batch_submit_count(s->report, chunk, fate);
	if (fate == DELIVER_LARGE)
		return submit_halve(s, chunk->n_sheets, &first, err) < 0 ? -1
									 : 1;
	return fate != DELIVER_WAITS && fate != DELIVER_UNPAID &&
	       fit == PLAN_FULL;
}

/* Whether there is more to do: 1, 0 or -1. */
static int submit_chunk(struct submitting *s, struct error *err)
{
	struct batch_chunk *chunk;
	enum plan_fit fit;
	char id[24];
	int made = submit_make(s, id, &fit, err);

	if (made < 0)
		return -1;
	s->report->no_room = s->report->no_room || fit == PLAN_NO_ROOM;
	s->report->no_money = s->report->no_money || fit == PLAN_NO_MONEY;
	if (made == 0)
		return 0;
	chunk = batches_find(&s->session->batches, id);
	if (chunk == NULL)
		return error_set(err, ERROR_FAILED,
				 "chunk %s was written and cannot be read", id);
	return submit_send(s, chunk, fit, err);
}

static void submit_tell(struct submitting *s)
{
	const struct batches *batches = &s->session->batches;
	struct submit_report *report = s->report;
	double left;

	report->waiting = report->unresolved = report->open = 0;
	for (size_t i = 0; i < batches->n; i++) {
		const struct batch_chunk *chunk = batches->chunks[i];

		report->unresolved += chunk->state == CHUNK_UNRESOLVED ||
				      chunk->state == CHUNK_SUBMITTING;
		report->open += chunk->state == CHUNK_SUBMITTED ||
				chunk->state == CHUNK_ENDED;
		report->waiting += chunk->state < CHUNK_SUBMITTING;
	}
	report->reserved_usd = batches_reserved_usd(batches);
	left = s->extract.budget_usd - s->spent_usd - report->reserved_usd;
	report->budget_usd = s->extract.budget_usd <= 0 ? -1
			     : left > 0			? left
							: 0;
	if (s->sheets == NULL)
		return;
	report->sheets = *batch_sheets_counts(s->sheets);
	report->sheets.failed += s->blamed;
	report->sheets.left_out -= s->listed;
	report->left = batch_sheets_left(s->sheets) + (s->next.job != NULL);
}

static int submit_prepare(struct submitting *s, struct error *err)
{
	if (submit_resolve(s, err) < 0 ||
	    batch_session_client_of(s->session, s->asked.engine,
				    s->asked.base_url, &s->client, err) < 0 ||
	    submit_open_sheets(s, false, err) < 0 ||
	    submit_open_money(s, err) < 0)
		return -1;
	submit_open_limits(s);
	return batch_look_probe(s->client, err);
}

static int submit_run(struct submitting *s, struct error *err)
{
	int rc;

	chunk_files_tidy(s->session->setup.run, &s->session->batches);
	if (batch_settle_all(s->session, err) < 0 ||
	    submit_prepare(s, err) < 0 || submit_again(s, err) < 0 ||
	    submit_remember(s, err) < 0 ||
	    batch_submit_open(s->session, s->report, err) < 0)
		return -1;
	/* Chunks that were taken back left their sheets free. */
	if (submit_open_sheets(s, false, err) < 0)
		return -1;
	if (s->report->gave_up || s->report->unpaid)
		return 0;
	do
		rc = submit_chunk(s, err);
	while (rc > 0);
	return rc;
}

/* Whether all sheets of the list are read, or in batches that the server has. */
static bool submit_is_whole(const struct submitting *s)
{
	const struct submit_report *r = s->report;

	return r->left == 0 && r->waiting + r->unresolved == 0 && !r->no_room &&
	       !r->no_money && !r->unpaid;
}

/* A round of --again: nothing is left of it where nothing is in a batch, either;
 * else it ends with the last of them (take/round.h). */
static int submit_end_again(struct submitting *s, struct error *err)
{
	const struct run *run = s->session->setup.run;

	submit_tell(s);
	if (!s->extract.again || !submit_is_whole(s))
		return 0;
	return s->report->sheets.held + s->report->sent == 0
		       ? run_end_again(run, err)
		       : run_send_again(run, s->asked.params_sha256,
					s->session->batches.number, err);
}

static void submit_done(struct submitting *s)
{
	submit_tell(s);
	submit_drop_next(s);
	batch_sheets_close(s->sheets);
}

int batch_submit(struct batch_session *session,
		 const struct submit_options *options,
		 struct submit_report *report, struct error *err)
{
	struct submitting s = {
		.session = session,
		.options = options,
		.report = report,
	};
	int rc;

	*report = (struct submit_report){0};
	rc = submit_run(&s, err);
	if (rc == 0)
		rc = submit_end_again(&s, err);
	submit_done(&s);
	return rc;
}

/* --- what it would do ----------------------------------------------------- */

/* A list knows of usual sheets only: these may be smaller. */
static void submit_cap(struct sheet_price *price, int64_t at_most)
{
	if (at_most > 0 && price->usd > nano_to_usd(at_most))
		price->usd = nano_to_usd(at_most);
}

/* The first few are prepared; the others are taken to be like them. */
static int submit_sample(struct submitting *s, size_t n, struct error *err)
{
	int64_t batch = 0, stream = 0;
	size_t looked = 0;
	int got = 1;

	while (looked < FORESEE_SHEETS && (got = submit_next(s, err)) > 0) {
		batch += s->next.weight.nano_usd;
		stream += s->next.nano_stream;
		looked++;
		submit_drop_next(s);
	}
	if (looked > 0) {
		submit_cap(&s->report->by_batch, batch / (int64_t)looked);
		submit_cap(&s->report->by_stream, stream / (int64_t)looked);
		s->report->nano_batch = nano_times(batch / (int64_t)looked, n);
		s->report->nano_stream =
			nano_times(stream / (int64_t)looked, n);
	}
	return got < 0 ? -1 : 0;
}

int batch_submit_foresee(struct batch_session *session,
			 const struct submit_options *options,
			 struct submit_report *report, struct error *err)
{
	struct submitting s = {
		.session = session,
		.options = options,
		.report = report,
	};
	int rc = -1;

	*report = (struct submit_report){0};
	if (submit_resolve(&s, err) == 0 &&
	    submit_open_sheets(&s, true, err) == 0 &&
	    submit_open_money(&s, err) == 0) {
		size_t n = batch_sheets_left(s.sheets);

		rc = submit_sample(&s, n, err);
		submit_done(&s);
		report->left = n;
		return rc;
	}
	submit_done(&s);
	return rc;
}
