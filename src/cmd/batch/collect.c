/*
 * collect.c: `vasculum batch collect`: what batches have answered is
 * taken into the run, once or until all of it is there.
 *
 * 1. Where another process works on the batches of the run it does all that
 *    this one would: that is said, and is not a failure.
 */
#include "config.h"

#include "cmd/batch/batch.h"

#include <jansson.h>
#include <stdio.h>
#include <time.h>

#include "base/bytes.h"
#include "base/human.h"
#include "base/json/json.h"
#include "base/time/clock.h"
#include "batch/adopt/adopt.h"
#include "batch/adopt/folder.h"
#include "batch/failed.h"
#include "batch/take/turn.h"
#include "cmd/common/print.h"
#include "extract/schedule/budget.h"

/* Of all turns; chunks as they stand after the last one. */
struct collect_sums {
	struct turn_report report;
	size_t failed; /* sheets of the run's batches, as they stand */
	size_t adopted, imported; /* folders, and outcomes that came of them */
};

static void collect_add(struct collect_sums *sums,
			const struct turn_report *turn)
{
	struct turn_report sum = *turn;

	sum.collected += sums->report.collected;
	sum.succeeded += sums->report.succeeded;
	sum.failed += sums->report.failed;
	sum.missing += sums->report.missing;
	sum.unsettled += sums->report.unsettled;
	sum.cost_nano = nano_add(sum.cost_nano, sums->report.cost_nano);
	sums->report = sum;
}

/* --- what is told --------------------------------------------------------- */

static void collect_write_count(struct bytes *to, size_t n, const char *one,
				const char *many)
{
	if (n == 0)
		return;
	human_count(n, to);
	bytes_append_str(to, n == 1 ? one : many);
}

static void collect_write_open(const struct turn_report *report,
			       struct bytes *to)
{
	collect_write_count(to, report->running, " batch runs on\n",
			    " batches run on\n");
	collect_write_count(to, report->ended,
			    " batch has ended and could not be collected\n",
			    " batches have ended and could not be collected\n");
	collect_write_count(to, report->waiting,
			    " batch is still to be submitted\n",
			    " batches are still to be submitted\n");
	collect_write_count(to, report->unresolved,
			    " batch is unresolved: whether the server has it "
			    "cannot be told yet\n",
			    " batches are unresolved: whether the server has "
			    "them cannot be told yet\n");
}

static void collect_print_text(const struct collect_sums *sums)
{
	const struct turn_report *report = &sums->report;
	struct bytes text CLEANUP(bytes_done) = {0};

	if (sums->adopted > 0) {
		collect_write_count(&text, sums->adopted, " folder taken in",
				    " folders taken in");
		bytes_printf(&text, " with %zu new %s\n", sums->imported,
			     sums->imported == 1 ? "result" : "results");
	}
	human_count(report->succeeded, &text);
	bytes_append_str(&text, report->succeeded == 1 ? " sheet read"
						       : " sheets read");
	if (report->failed > 0) {
		bytes_append_str(&text, ", ");
		human_count(report->failed, &text);
		bytes_append_str(&text, " failed");
	}
	if (report->missing > 0) {
		bytes_append_str(&text, ", ");
		human_count(report->missing, &text);
		bytes_append_str(&text, " without a result");
	}
	bytes_append_str(&text, ", out of ");
	human_count(report->collected, &text);
	bytes_append_str(&text, report->collected == 1 ? " batch" : " batches");
	if (report->cost_nano > 0) {
		bytes_append_str(&text, "; ");
		human_money(nano_to_usd(report->cost_nano), &text);
	}
	bytes_append_char(&text, '\n');
	collect_write_open(report, &text);
	fputs(text.data, stdout);
}

static void collect_print_json(const struct collect_sums *sums)
{
	const struct turn_report *report = &sums->report;
	json_t *o CLEANUP(json_release) = json_object();
	const struct json_count counts[] = {
		{"collected", report->collected},
		{"succeeded", report->succeeded},
		{"failed", report->failed},
		{"missing", report->missing},
		{"unsettled", report->unsettled},
		{"running", report->running},
		{"ended", report->ended},
		{"waiting", report->waiting},
		{"unresolved", report->unresolved},
		{"unknown", report->unknown},
		{"failed_sheets", sums->failed},
		{"adopted", sums->adopted},
		{"imported", sums->imported},
	};

	json_set_counts(o, counts, ARRAY_LEN(counts));
	print_json_set_usd(o, "cost_usd", nano_to_usd(report->cost_nano));
	json_object_set_new(o, "elsewhere", json_false());
	print_json(o);
}

static int collect_print_busy(const struct batch_call *call,
			      const struct error *busy)
{
	json_t *o CLEANUP(json_release) = json_object();

	if (call->json) {
		json_object_set_new(o, "elsewhere", json_true());
		print_json(o);
	} else {
		printf("nothing to do here: %s\n", busy->text);
	}
	return command_flush(call->command, COMMAND_DONE);
}

/* --- batches of the earlier pipeline -------------------------------------- */

static int collect_adopt_one(struct batch_work *work, const char *path,
			     struct collect_sums *sums, struct error *err)
{
	struct adopt_report report;

	if (batch_adopt(&work->session, path, &report, err) < 0)
		return -1;
	sums->adopted++;
	sums->imported += report.appended;
	return 0;
}

static int collect_adopt(struct batch_work *work, struct collect_sums *sums,
			 struct error *err)
{
	for (int i = 0; i < work->call->n_args; i++) {
		char **paths = NULL;
		size_t n = 0;
		int rc = folder_find(work->call->args[i], &paths, &n, err);

		for (size_t k = 0; rc == 0 && k < n; k++)
			rc = collect_adopt_one(work, paths[k], sums, err);
		folder_paths_free(paths, n);
		if (rc < 0)
			return -1;
	}
	return 0;
}

/* --- the work ------------------------------------------------------------- */

static int collect_pause(struct batch_work *work, int64_t ms, struct error *err)
{
	struct timespec tick = {.tv_nsec = 100000000};
	int64_t end_ms = clock_ms() + ms;

	while (clock_ms() < end_ms) {
		if (atomic_load(&work->stop))
			return error_set(err, ERROR_STOPPED,
					 "stopped; the same command goes on");
		nanosleep(&tick, NULL);
	}
	return 0;
}

static int collect_turns(struct batch_work *work, struct collect_sums *sums,
			 struct error *err)
{
	int64_t wait_ms = 0;

	for (;;) {
		struct turn_report turn;
		int rc = batch_turn(&work->session, &turn, err);

		collect_add(sums, &turn);
		if (rc < 0)
			return -1;
		if (!work->call->wait || !turn_may_wait(&turn))
			return 0;
		wait_ms = turn_wait_ms(wait_ms, &turn);
		if (collect_pause(work, wait_ms, err) < 0)
			return -1;
		batch_work_turn(work);
	}
}

int batch_work_collect(struct batch_work *work, int *ret_code,
		       struct error *err)
{
	struct collect_sums sums = {.failed = 0};
	int rc = collect_adopt(work, &sums, err);

	if (rc == 0)
		rc = collect_turns(work, &sums, err);
	if (rc == 0)
		rc = batch_count_failed(work->run, &work->session.batches,
					&sums.failed, err);
	if (rc == 0 || sums.report.collected + sums.imported > 0) {
		if (work->call->json)
			collect_print_json(&sums);
		else
			collect_print_text(&sums);
	}
	*ret_code = turn_open(&sums.report) > 0 ? COMMAND_STOPPED
		    : sums.failed > 0		? COMMAND_SOME_FAILED
						: COMMAND_DONE;
	return rc;
}

int batch_collect_run(const struct batch_call *call)
{
	struct batch_work work = {.collects = true};
	struct error err;
	int code = COMMAND_DONE;
	int rc = batch_work_open(&work, call, call->n_args > 0, &err);
	bool busy = rc < 0 && err.kind == ERROR_BUSY;

	if (rc == 0)
		rc = batch_work_collect(&work, &code, &err);
	batch_work_close(&work);
	if (busy)
		return collect_print_busy(call, &err);
	return rc < 0 ? command_fail(call->command, &err)
		      : command_flush(call->command, code);
}
