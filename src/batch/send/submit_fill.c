/*
 * submit_fill.c: sheets put into chunks, as many as there is room and money for
 * (submitting.h).
 */
#include "config.h"

#include "batch/send/submitting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "extract/schedule/budget.h"

/* --- limits ---------------------------------------------------------------- */

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

bool submit_money(const struct submitting *s, int64_t *ret)
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

/* --- a sheet's request ---------------------------------------------------- */

void submit_drop_next(struct submitting *s)
{
	chat_request_free(s->next.request);
	pool_job_free(s->next.job);
	s->next = (struct next_sheet){0};
}

/* 1 where there is a next sheet, with its request. */
int submit_next(struct submitting *s, struct error *err)
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

	batch_custom_id(s->asked.shape, specimen, custom_id);
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

int submit_make(struct submitting *s, char ret_id[24], enum plan_fit *ret_fit,
		struct error *err)
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
