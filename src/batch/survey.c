/*
 * survey.c: see survey.h.
 *
 * 1. What a server said is cleaned when it is taken in: all texts can be shown.
 * 2. A figure that is not known is left out, never shown as 0.
 */
#include "config.h"

#include "batch/survey.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/human.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "batch/kept.h"

#define SURVEY_AGE_MAX_S (1000 * 86400LL) /* longer than that is a slip */

static char *survey_text(const char *text)
{
	return text != NULL ? text_cleaned(text) : NULL;
}

static long survey_count(const json_t *told, const char *key)
{
	int64_t n = json_int_at(told, key, -1);

	return n >= 0 && n <= INT32_MAX ? (long)n : -1;
}

void survey_tell(struct survey_row *row, const json_t *told)
{
	const char *status = json_string_at(told, "status");

	if (status != NULL) {
		free(row->status);
		row->status = text_cleaned(status);
	}
	row->total = survey_count(told, "total");
	row->done = survey_count(told, "completed");
	row->failed = survey_count(told, "failed");
	row->expires_s = json_int_at(told, "expires_at", row->expires_s);
	row->ended_s = json_int_at(told, "finished_at", row->ended_s);
}

/* Of one that was collected, what came of it. */
static void survey_tell_result(struct survey_row *row,
			       const struct batch_chunk *chunk)
{
	row->total = (long)row->sheets;
	row->done = survey_count(chunk->result, "succeeded");
	row->failed = survey_count(chunk->result, "failed");
	row->cost_usd = chunk->cost_usd;
}

static void survey_fill(const struct batch_chunk *chunk, struct survey_row *ret)
{
	*ret = (struct survey_row){
		.chunk = survey_text(chunk->id),
		.batch_id = survey_text(chunk->batch_id),
		.engine = survey_text(chunk->engine),
		.model = survey_text(chunk->model),
		.status = survey_text(chunk->status),
		.why = survey_text(chunk->why),
		.state = chunk->state,
		.open = chunk_state_is_open(chunk->state),
		.sheets = chunk->n_sheets,
		.total = -1,
		.done = -1,
		.failed = -1,
		.sent_s = chunk->state >= CHUNK_SUBMITTING &&
					  chunk->state <= CHUNK_COLLECTED
				  ? chunk_sent_s(chunk)
				  : -1,
		.expires_s = -1,
		.ended_s = -1,
		.cost_usd = -1,
		.may_usd = chunk->may_usd,
	};
	if (ret->open)
		ret->reserved_usd = chunk->reserved_usd;
	survey_tell(ret, chunk->told);
	if (chunk->state == CHUNK_COLLECTED)
		survey_tell_result(ret, chunk);
}

void survey_make(const struct batches *batches, bool all, struct survey *ret)
{
	*ret = (struct survey){
		.rows = mem_zalloc((batches->n + 1) * sizeof(*ret->rows)),
	};
	for (size_t i = 0; i < batches->n; i++) {
		const struct batch_chunk *chunk = batches->chunks[i];
		bool open = chunk_state_is_open(chunk->state);

		ret->open += open;
		ret->unresolved += chunk->state == CHUNK_UNRESOLVED ||
				   chunk->state == CHUNK_SUBMITTING;
		ret->may_usd += chunk->may_usd;
		if (open)
			ret->reserved_usd += chunk->reserved_usd;
		if (open || all)
			survey_fill(chunk, &ret->rows[ret->n++]);
	}
}

void survey_row_done(struct survey_row *row)
{
	char *texts[] = {row->chunk, row->batch_id, row->engine,
			 row->model, row->status,   row->why};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		free(texts[i]);
	json_decref(row->history);
	*row = (struct survey_row){0};
}

void survey_done(struct survey *survey)
{
	for (size_t i = 0; i < survey->n; i++)
		survey_row_done(&survey->rows[i]);
	free(survey->rows);
	*survey = (struct survey){0};
}

/* --- words ---------------------------------------------------------------- */

const char *survey_word(const struct survey_row *row)
{
	bool told = row->state == CHUNK_SUBMITTED || row->state == CHUNK_ENDED;

	return told && row->status != NULL ? row->status
					   : chunk_state_word(row->state);
}

/* "12+1/50": done, failed, all. */
static void survey_counts(const struct survey_row *row, struct bytes *ret)
{
	size_t total = row->total > 0 ? (size_t)row->total : row->sheets;

	if (row->done >= 0)
		human_count((size_t)row->done, ret);
	else
		bytes_append_char(ret, '-'); /* nobody has told */
	if (row->done >= 0 && row->failed > 0) {
		bytes_append_char(ret, '+');
		human_count((size_t)row->failed, ret);
	}
	bytes_append_char(ret, '/');
	human_count(total, ret);
}

static void survey_span(int64_t from_s, int64_t to_s, struct bytes *ret)
{
	if (from_s >= 0 && to_s >= from_s && to_s - from_s < SURVEY_AGE_MAX_S)
		human_duration((double)(to_s - from_s), ret);
}

static void survey_age(const struct survey_row *row, int64_t now_s,
		       struct bytes *ret)
{
	survey_span(row->sent_s, row->ended_s >= 0 ? row->ended_s : now_s, ret);
}

static void survey_ends(const struct survey_row *row, int64_t now_s,
			struct bytes *ret)
{
	if (row->state == CHUNK_SUBMITTED && row->ended_s < 0)
		survey_span(now_s, row->expires_s, ret);
}

static void survey_cost(const struct survey_row *row, struct bytes *ret)
{
	if (row->cost_usd > 0 || (row->cost_usd == 0 && row->may_usd <= 0))
		human_money(row->cost_usd, ret);
	else if (row->reserved_usd > 0) {
		bytes_append_str(ret, "at most ");
		human_money(row->reserved_usd, ret);
	}
	if (row->may_usd <= 0)
		return;
	bytes_append_str(ret,
			 ret->len > 0 ? ", may have cost " : "may have cost ");
	human_money(row->may_usd, ret);
}

static void line_add(struct bytes *line, const char *before,
		     const struct bytes *part)
{
	if (part->len == 0)
		return;
	bytes_append_str(line, "  ");
	bytes_append_str(line, before);
	bytes_append(line, part->data, part->len);
}

void survey_cells(const struct survey_row *row, int64_t now_s,
		  struct survey_cells *ret)
{
	*ret = (struct survey_cells){0};
	survey_counts(row, &ret->counts);
	survey_age(row, now_s, &ret->age);
	survey_ends(row, now_s, &ret->ends);
	survey_cost(row, &ret->cost);
}

void survey_cells_done(struct survey_cells *cells)
{
	bytes_done(&cells->counts);
	bytes_done(&cells->age);
	bytes_done(&cells->ends);
	bytes_done(&cells->cost);
}

void survey_line(const struct survey_row *row, int64_t now_s, struct bytes *ret)
{
	struct survey_cells cells CLEANUP(survey_cells_done);

	survey_cells(row, now_s, &cells);
	bytes_append_str(ret, survey_word(row));
	line_add(ret, "", &cells.counts);
	line_add(ret, "since ", &cells.age);
	line_add(ret, "ends within ", &cells.ends);
	line_add(ret, "", &cells.cost);
}

/* --- JSON ----------------------------------------------------------------- */

static void survey_set_time(json_t *object, const char *key, int64_t at_s)
{
	time_t when = (time_t)at_s;
	char stamp[32];
	struct tm utc;

	if (at_s < 0 || gmtime_r(&when, &utc) == NULL ||
	    strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
		json_object_set_new(object, key, json_null());
	else
		json_set_string(object, key, stamp);
}

static void survey_set_count(json_t *object, const char *key, long n)
{
	json_object_set_new(object, key,
			    n >= 0 ? json_integer(n) : json_null());
}

json_t *survey_json(const struct survey_row *row)
{
	json_t *o = json_pack("{s:s, s:s?, s:s, s:s?, s:s?, s:s?, s:I}",
			      "chunk", row->chunk, "batch_id", row->batch_id,
			      "state", chunk_state_word(row->state), "status",
			      row->status, "engine", row->engine, "model",
			      row->model, "sheets", (json_int_t)row->sheets);

	survey_set_count(o, "total", row->total);
	survey_set_count(o, "completed", row->done);
	survey_set_count(o, "failed", row->failed);
	survey_set_time(o, "submitted_at", row->sent_s);
	survey_set_time(o, "expires_at", row->expires_s);
	survey_set_time(o, "ended_at", row->ended_s);
	json_object_set_new(o, "cost_usd",
			    row->cost_usd >= 0 ? json_real(row->cost_usd)
					       : json_null());
	json_object_set_new(o, "reserved_usd", json_real(row->reserved_usd));
	json_object_set_new(o, "may_have_cost_usd", json_real(row->may_usd));
	if (row->why != NULL)
		json_set_string(o, "why", row->why);
	if (row->history != NULL)
		json_object_set(o, "history", row->history);
	return o;
}
