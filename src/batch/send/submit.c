/*
 * submit.c: see submit.h.
 *
 * 1. Nothing new is made before it is known what became of what was begun.
 * 2. A chunk is sent before the next one is made: what lies on the disk is
 *    one file, and the money reserved is what is sent.
 */
#include "config.h"

#include "batch/send/submitting.h"

#include "base/mem.h"
#include "batch/send/blame.h"
#include "batch/send/deliver.h"
#include "batch/send/look.h"
#include "batch/send/settle.h"
#include "extract/schedule/budget.h"

#define FORESEE_SHEETS 8 /* that are prepared to learn what all cost */

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
