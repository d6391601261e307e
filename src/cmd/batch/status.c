/*
 * status.c: `vasculum batch status`: how the batches stand that are open,
 * asked of their servers; and `vasculum batch list`: all that a run has, out of
 * its own files. Neither writes anything.
 */
#include "config.h"

#include "cmd/batch/batch.h"

#include <jansson.h>
#include <stdio.h>
#include <time.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/human.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "batch/adopt/adopt.h"
#include "batch/adopt/folder.h"
#include "batch/failed.h"
#include "batch/fetch/poll.h"
#include "batch/kept.h"
#include "batch/survey.h"
#include "batch/take/turn.h"
#include "cmd/common/print.h"
#include "engine/batch/batch.h"
#include "run/run/discard.h"

enum status_column {
	COLUMN_CHUNK = 19,
	COLUMN_STATE = 12,
	COLUMN_COUNTS = 15,
	COLUMN_AGE = 9,
	COLUMN_ENDS = 9,
};

/* --- what is told --------------------------------------------------------- */

static void status_print_cell(const struct bytes *text, int width)
{
	print_column(text->len > 0 ? text->data : "", width);
	printf(" ");
}

static void status_print_row(const struct survey_row *row, int64_t now_s)
{
	struct survey_cells cells CLEANUP(survey_cells_done);

	survey_cells(row, now_s, &cells);
	/* Of a folder its name. */
	print_column(file_base(row->chunk), COLUMN_CHUNK);
	printf(" ");
	print_column(survey_word(row), COLUMN_STATE);
	printf(" ");
	status_print_cell(&cells.counts, -COLUMN_COUNTS);
	status_print_cell(&cells.age, -COLUMN_AGE);
	status_print_cell(&cells.ends, -COLUMN_ENDS);
	printf("%s\n", cells.cost.len > 0 ? cells.cost.data : "");
	if (row->why != NULL && row->open) {
		printf("  ");
		print_text(row->why);
		printf("\n");
	}
}

static void status_print_head(void)
{
	printf("%-*s %-*s %*s %*s %*s %s\n", COLUMN_CHUNK, "CHUNK",
	       COLUMN_STATE, "STATE", COLUMN_COUNTS, "DONE", COLUMN_AGE, "AGE",
	       COLUMN_ENDS, "ENDS IN", "COST");
}

static void status_print_money(const struct survey *survey)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	if (survey->reserved_usd > 0) {
		human_money(survey->reserved_usd, &text);
		bytes_append_str(&text, " reserved\n");
	}
	if (survey->may_usd > 0) {
		human_money(survey->may_usd, &text);
		bytes_append_str(&text, " that batches may have cost, and of "
					"which nobody has told\n");
	}
	if (text.len > 0)
		fputs(text.data, stdout);
}

/* `asks`: of the open ones alone. */
static void status_print_text(const struct survey *survey, size_t failed,
			      bool asks)
{
	int64_t now_s = (int64_t)time(NULL);
	char figure[32];

	if (survey->n > 0)
		status_print_head();
	for (size_t i = 0; i < survey->n; i++)
		status_print_row(&survey->rows[i], now_s);
	if (survey->n == 0)
		puts(asks ? "no batch of this run is open"
			  : "there is no batch");
	if (survey->unresolved > 0)
		printf("%s unresolved: what is not found again is sent once "
		       "more by submit --resubmit CHUNK\n",
		       print_figure(survey->unresolved, figure));
	status_print_money(survey);
	if (failed > 0)
		printf("%s of the sheets failed\n",
		       print_figure(failed, figure));
}

static void status_print_json(const struct survey *survey, size_t failed)
{
	json_t *o CLEANUP(json_release) = json_object();
	json_t *rows = json_array();

	for (size_t i = 0; i < survey->n; i++)
		json_array_append_new(rows, survey_json(&survey->rows[i]));
	json_object_set_new(o, "batches", rows);
	json_object_set_new(o, "open", json_integer((json_int_t)survey->open));
	json_object_set_new(o, "unresolved",
			    json_integer((json_int_t)survey->unresolved));
	json_object_set_new(o, "failed_sheets",
			    json_integer((json_int_t)failed));
	print_json_set_usd(o, "reserved_usd", survey->reserved_usd);
	print_json_set_usd(o, "may_have_cost_usd", survey->may_usd);
	print_json(o);
}

/* --- what there is -------------------------------------------------------- */

static void status_say_note(void *data, const char *text)
{
	(void)data;
	fprintf(stderr, "vasculum batch: %s\n", text);
}

/* What its server says now of a chunk that is with it. */
static void status_ask_row(struct batch_session *session,
			   struct survey_row *row, struct batch_chunk *chunk)
{
	json_t *told CLEANUP(json_release) = NULL;
	struct error err;

	if (row->state != CHUNK_SUBMITTED)
		return;
	if (batch_poll_look(session, chunk, &told, &err) == 0)
		survey_tell(row, told);
	else
		batch_session_remark(session, chunk, "%s", err.text);
}

/* What the servers say now of those that run; what they do not say is told, and
 * the journal's last word stands. */
static void status_ask(struct batch_session *session, struct survey *survey)
{
	for (size_t i = 0; i < survey->n; i++) {
		struct survey_row *row = &survey->rows[i];
		struct batch_chunk *chunk =
			batches_find(&session->batches, row->chunk);

		if (chunk == NULL)
			continue;
		status_ask_row(session, row, chunk);
		if (row->state == CHUNK_ENDED ||
		    batch_status_is_over(batch_status_parse(row->status)))
			batch_warn_kept(session, chunk, row->ended_s);
	}
	batch_session_tell(session);
}

static int status_open(const struct batch_call *call, struct run **run,
		       struct batch_session *session, struct error *err)
{
	struct batch_setup setup = {
		.options = &call->options,
		.looks = true,
		.note = status_say_note,
	};

	if (run_open(call->dir, RUN_READ, run, err) < 0)
		return -1;
	setup.run = *run;
	return batch_session_open(session, &setup, err);
}

/* Folders of the earlier pipeline, behind the run. */
static int status_add_folders(const char *path, struct survey *survey,
			      struct error *err)
{
	char **paths = NULL;
	size_t n = 0;
	int rc = folder_find(path, &paths, &n, err);

	survey->rows = mem_grow(survey->rows, survey->n + n + 1,
				sizeof(*survey->rows));
	for (size_t i = 0; rc == 0 && i < n; i++) {
		rc = adopt_look(paths[i], &survey->rows[survey->n], err);
		survey->n += rc == 0;
	}
	folder_paths_free(paths, n);
	return rc;
}

/* Only folders: there is no run yet. */
static int list_folder(const struct batch_call *call)
{
	struct survey survey = {0};
	struct error err;
	int rc = status_add_folders(call->dir, &survey, &err);

	for (int i = 0; rc == 0 && i < call->n_args; i++)
		rc = status_add_folders(call->args[i], &survey, &err);
	if (rc == 0 && call->json)
		status_print_json(&survey, 0);
	else if (rc == 0)
		status_print_text(&survey, 0, false);
	survey_done(&survey);
	return rc < 0 ? command_fail(call->command, &err)
		      : command_flush(call->command, COMMAND_DONE);
}

static bool list_is_folder(const struct batch_call *call)
{
	struct run_before before = run_look_before(call->dir);
	char **paths = NULL;
	struct error err;
	size_t n = 0;
	bool is = !before.run && folder_find(call->dir, &paths, &n, &err) == 0;

	folder_paths_free(paths, n);
	return is;
}

/* `asks`: only open ones, of which the servers are asked. */
static int status_run(const struct batch_call *call, bool asks)
{
	struct batch_session session = {.lock = NULL};
	struct survey survey = {0};
	struct run *run = NULL;
	struct error err;
	size_t failed = 0;
	int rc = status_open(call, &run, &session, &err);
	int code = COMMAND_DONE;

	if (rc == 0)
		rc = batch_count_failed(run, &session.batches, &failed, &err);
	if (rc == 0) {
		survey_make(&session.batches, !asks, &survey);
		if (asks)
			status_ask(&session, &survey);
	}
	for (int i = 0; rc == 0 && i < call->n_args; i++)
		rc = status_add_folders(call->args[i], &survey, &err);
	if (rc == 0) {
		if (call->json)
			status_print_json(&survey, failed);
		else
			status_print_text(&survey, failed, asks);
		if (asks && survey.open > 0)
			code = COMMAND_STOPPED;
		else if (asks && failed > 0)
			code = COMMAND_SOME_FAILED;
	}
	survey_done(&survey);
	batch_session_close(&session);
	run_close(run);
	return rc < 0 ? command_fail(call->command, &err)
		      : command_flush(call->command, code);
}

int batch_status_run(const struct batch_call *call)
{
	return status_run(call, true);
}

int batch_list_run(const struct batch_call *call)
{
	return list_is_folder(call) ? list_folder(call)
				    : status_run(call, false);
}
