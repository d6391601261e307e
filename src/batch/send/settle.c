/*
 * settle.c: see settle.h.
 *
 * 1. The failure of a sheet is in raw.jsonl before the plan that leaves it out:
 *    who is killed between the two does it again, and finds the failure there.
 * 2. A plan that replaces a chunk ends it: its sheets are in one of both.
 * 3. Rows are taken over as they were written: the same is sent, but for the
 *    name of the model where its server wants another one for batches.
 */
#include "config.h"

#include "batch/send/settle.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "batch/plan/chunk.h"
#include "batch/send/blame.h"
#include "batch/send/limit.h"
#include "batch/told.h"
#include "extract/schedule/budget.h"
#include "run/journal/lines.h"

#define SETTLE_ROW_MAX ((size_t)64 << 20)
#define SETTLE_SLUG    ":batch" /* behind the name of a model */

/* A chunk that is settled. */
struct settling {
	struct batch_session *session;
	struct batch_chunk *chunk;
	const struct run *run;
	struct chunk_asked asked;
};

static bool settle_is_failed(const struct batch_chunk *chunk)
{
	return chunk->state == CHUNK_ENDED && chunk->told != NULL &&
	       batch_status_parse(chunk->status) == BATCH_FAILED &&
	       json_int_at(chunk->told, "completed", 0) <= 0 &&
	       json_string_at(chunk->told, "output_file_id") == NULL;
}

/* --- no room -------------------------------------------------------------- */

static int settle_queue(struct settling *s, double tokens, struct error *err)
{
	const char *words = batch_told_words(s->chunk->told);

	return batch_limit_refused(s->session, s->chunk,
				   words != NULL ? words : "no room", tokens,
				   err);
}

/* --- a sheet that is to blame --------------------------------------------- */

static int settle_blame(struct settling *s, size_t i, const char *why,
			struct error *err)
{
	const struct blame blame = {
		.engine = s->chunk->engine,
		.model = s->chunk->model,
		.params_sha256 = s->chunk->params_sha256,
		.batch_id = s->chunk->batch_id,
		.sheet = chunk_sheet(s->chunk, i),
		.kind = "batch_request",
		.why = why,
	};

	return batch_blame(s->session, &blame, err);
}

/* --- rows that are taken over --------------------------------------------- */

/* A row of the file without what parts it from the next; 0: it is none. */
static size_t row_length(const struct settling *s, const struct line *line)
{
	size_t len = line->len;

	if (line->text == NULL || len == 0 || line->text[0] != '{')
		return 0;
	if (s->asked.shape == BATCH_OPENROUTER && line->text[len - 1] == ',')
		len--;
	return len;
}

/* Of the sums of the chunk, the share of one request. */
static struct plan_sums settle_weight(const struct settling *s)
{
	double n = s->chunk->n_sheets > 0 ? (double)s->chunk->n_sheets : 1;

	return (struct plan_sums){
		.tokens = s->chunk->tokens / n,
		.nano_usd = nano_above(s->chunk->reserved_usd / n),
	};
}

/* Plans a chunk of the rows [from, to) but for `skip`. */
static int settle_copy(struct settling *s, int fd, size_t from, size_t to,
		       size_t skip, struct chunk_draft *draft,
		       struct error *err)
{
	const struct plan_sums weight = settle_weight(s);
	struct lines lines;
	struct line line;
	size_t row = 0;
	int got = 0;

	if (lseek(fd, 0, SEEK_SET) < 0)
		return error_sys(err, errno,
				 "cannot read the file of requests");
	lines_init(&lines, fd, false, 0, SETTLE_ROW_MAX);
	/* The first line of the other shape is what stands before the rows. */
	if (s->asked.shape == BATCH_OPENROUTER)
		got = lines_next(&lines, &line, err);
	while (got >= 0 && row < to && row < s->chunk->n_sheets &&
	       (got = lines_next(&lines, &line, err)) > 0) {
		size_t len = row_length(s, &line), i = row++;
		struct batch_sheet sheet;

		if (i < from || i == skip || len == 0)
			continue;
		sheet = chunk_sheet(s->chunk, i);
		if (chunk_file_add_row(&draft->file, line.text, len, err) < 0) {
			got = -1;
			break;
		}
		chunk_draft_add(draft, sheet.custom_id, sheet.specimen_id,
				sheet.image, &weight);
	}
	lines_done(&lines);
	return got < 0 ? -1 : 0;
}

static int settle_draft(struct settling *s, int fd, size_t from, size_t to,
			size_t skip, const char *replaces, struct bytes *lines,
			struct error *err)
{
	struct chunk_draft draft;

	if (chunk_draft_begin(&draft, s->run, &s->asked, err) < 0)
		return -1;
	if (settle_copy(s, fd, from, to, skip, &draft, err) < 0) {
		chunk_draft_drop(&draft);
		return -1;
	}
	return chunk_draft_end(&draft, replaces, lines, err);
}

/* Nothing of it is left to be sent, or its file is not there: its sheets are
 * free, but for the one that failed. */
static int settle_close(struct settling *s, struct error *err)
{
	if (s->chunk->state < CHUNK_SUBMITTED)
		return batch_session_say(
			s->session, BATCH_OP_WITHDRAWN, s->chunk->id,
			json_pack("{s:s}", "why",
				  "the file of its requests is not there"),
			err);
	return batch_session_say(
		s->session, BATCH_OP_COLLECTED, s->chunk->id,
		json_pack("{s:s?, s:i, s:i, s:I, s:f, s:b}", "batch_id",
			  s->chunk->batch_id, "succeeded", 0, "failed", 0,
			  "missing", (json_int_t)s->chunk->n_sheets, "cost_usd",
			  0.0, "settled", 1),
		err);
}

/* Plans what is left, in one chunk or two. `skip` of n_sheets: none. */
static int settle_replace(struct settling *s, size_t skip, bool halve,
			  struct error *err)
{
	size_t n = s->chunk->n_sheets, half = halve ? n / 2 : n;
	struct bytes lines CLEANUP(bytes_done) = {0};
	char *file CLEANUP(mem_free_str) = mem_strdup(s->chunk->file);
	struct error gone;
	int fd, rc;

	fd = n - (skip < n) == 0
		     ? -1
		     : chunk_file_open(s->run, file, s->chunk->bytes,
				       s->chunk->hash, &gone);
	if (fd < 0)
		return settle_close(s, err);
	rc = settle_draft(s, fd, 0, half, skip, s->chunk->id, &lines, err);
	if (rc == 0 && half < n)
		rc = settle_draft(s, fd, half, n, skip, NULL, &lines, err);
	close(fd);
	if (rc == 0)
		rc = batch_session_append(s->session, &lines, err);
	if (rc == 0)
		chunk_file_remove(s->run, file);
	return rc;
}

/* --- the whole ------------------------------------------------------------ */

static size_t settle_find(struct batch_chunk *chunk, const char *custom_id,
			  long row)
{
	size_t i = chunk->n_sheets;

	if (custom_id != NULL && chunk_find(chunk, custom_id, &i))
		return i;
	return row >= 0 && (size_t)row < chunk->n_sheets ? (size_t)row
							 : chunk->n_sheets;
}

bool batch_may_rename(const struct batch_chunk *chunk, const char *words)
{
	static const char *const named[] = {"model", "variant", "endpoint",
					    SETTLE_SLUG};
	size_t len = chunk->model != NULL ? strlen(chunk->model) : 0;
	size_t tail = strlen(SETTLE_SLUG);
	char *said CLEANUP(mem_free_str) = text_folded(words);

	if (len == 0 || chunk->slug != NULL || chunk->shape == NULL ||
	    strcmp(chunk->shape, batch_shape_word(BATCH_OPENROUTER)) != 0 ||
	    (len > tail && strcmp(chunk->model + len - tail, SETTLE_SLUG) == 0))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(named); i++)
		if (strstr(said, named[i]) != NULL)
			return true;
	return false;
}

static struct settling settle_begin(struct batch_session *session,
				    struct batch_chunk *chunk)
{
	return (struct settling){
		.session = session,
		.chunk = chunk,
		.run = session->setup.run,
		.asked = {.engine = chunk->engine,
			  .base_url = chunk->base_url,
			  .model = chunk->model,
			  .slug = chunk->slug,
			  .params_sha256 = chunk->params_sha256},
	};
}

int batch_rename(struct batch_session *session, struct batch_chunk *chunk,
		 struct error *err)
{
	struct settling s = settle_begin(session, chunk);
	char *slug CLEANUP(mem_free_str) =
		mem_printf("%s" SETTLE_SLUG, chunk->model);

	s.asked.shape = BATCH_OPENROUTER;
	s.asked.slug = slug;
	return settle_replace(&s, chunk->n_sheets, false, err);
}

static int settle_wrong(struct settling *s, bool *ret_taken, struct error *err)
{
	const char *custom_id = NULL, *words = batch_told_words(s->chunk->told);
	size_t n = s->chunk->n_sheets, culprit = n;
	long row = -1;

	if (batch_told_culprit(s->chunk->told, &custom_id, &row, &words))
		culprit = settle_find(s->chunk, custom_id, row);
	if (culprit == n && n == 1)
		culprit = 0;
	*ret_taken = culprit < n || s->asked.shape == BATCH_OPENROUTER;
	if (!*ret_taken || n == 0)
		return 0;
	if (custom_id == NULL && row < 0 && words != NULL &&
	    batch_may_rename(s->chunk, words))
		return batch_rename(s->session, s->chunk, err);
	if (culprit < n &&
	    settle_blame(s, culprit,
			 words != NULL ? words
				       : "the server refuses its request",
			 err) < 0)
		return -1;
	return settle_replace(s, culprit, culprit == n, err);
}

int batch_settle(struct batch_session *session, struct batch_chunk *chunk,
		 bool *ret_taken, struct error *err)
{
	struct settling s = settle_begin(session, chunk);
	double tokens;

	*ret_taken = false;
	if (!settle_is_failed(chunk) || chunk->shape == NULL ||
	    batch_shape_parse(chunk->shape, &s.asked.shape) < 0)
		return 0;
	if (batch_told_is_queue(chunk->told, &tokens)) {
		*ret_taken = true;
		return settle_queue(&s, tokens, err);
	}
	return settle_wrong(&s, ret_taken, err);
}

int batch_settle_all(struct batch_session *session, struct error *err)
{
	/* New chunks come behind. */
	for (size_t i = 0, n = session->batches.n; i < n; i++) {
		bool taken;

		if (batch_settle(session, session->batches.chunks[i], &taken,
				 err) < 0)
			return -1;
	}
	return 0;
}
