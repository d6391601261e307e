/*
 * submit.c: `vasculum batch submit`: what would be sent, and sending it.
 */
#include "config.h"

#include "cmd/batch/batch.h"

#include <jansson.h>
#include <stdio.h>

#include "base/bytes.h"
#include "base/human.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "batch/send/submit.h"
#include "cmd/common/extract_args.h"
#include "cmd/common/print.h"
#include "extract/schedule/budget.h"
#include "run/run/discard.h"

/* --- what is told --------------------------------------------------------- */

static void submit_write_count(struct bytes *to, size_t n, const char *one,
			       const char *many)
{
	human_count(n, to);
	bytes_append_str(to, n == 1 ? one : many);
}

/* ", about $0.40 by batch, without about $0.80 by list prices": what extract
 * and the console's form would say of these sheets. */
static void submit_write_likely(const struct submit_report *report,
				struct bytes *to)
{
	double n = (double)report->left;

	if (report->by_batch.basis == FORECAST_UNKNOWN)
		return;
	bytes_append_str(to, ", about ");
	human_money(report->by_batch.usd * n, to);
	bytes_append_str(to, " by batch");
	if (report->by_stream.basis == FORECAST_MEASURED ||
	    report->by_stream.basis == FORECAST_LISTED) {
		bytes_append_str(to, ", without about ");
		human_money(report->by_stream.usd * n, to);
	}
	if (report->by_batch.basis == FORECAST_LISTED)
		bytes_append_str(to, " by list prices");
}

/* "at most $0.40, without batches $0.80": what is reserved */
static void submit_write_price(const struct submit_report *report,
			       struct bytes *to)
{
	if (!report->price_known) {
		bytes_append_str(to, "for a price that is not known");
		return;
	}
	bytes_append_str(to, "at most ");
	human_money(nano_to_usd(report->nano_batch), to);
	if (report->nano_stream <= 0)
		return;
	bytes_append_str(to, ", without batches ");
	human_money(nano_to_usd(report->nano_stream), to);
}

/* Of sheets that would be sent, how many the budget pays for. */
static void submit_write_budget(const struct submit_report *report,
				struct bytes *to)
{
	double usd = nano_to_usd(report->nano_batch);

	if (report->budget_usd < 0 || usd <= report->budget_usd)
		return;
	bytes_append_str(to, "the budget pays for about ");
	human_count((size_t)(report->budget_usd / usd * (double)report->left),
		    to);
	bytes_append_str(to, " of them\n");
}

/* "12 read before, 3 in batches"; nothing where there are none. */
static void submit_write_others(const struct submit_report *report,
				struct bytes *to)
{
	const struct batch_sheets_counts *sheets = &report->sheets;
	const struct {
		size_t n;
		const char *words;
	} counts[] = {
		{sheets->done, " read before"},
		{sheets->left_out, " failed before"},
		{sheets->held, " in batches"},
		{sheets->blank, " without a word"},
		{sheets->failed, " failed"},
	};
	size_t begin = to->len;

	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		if (counts[i].n == 0)
			continue;
		if (to->len > begin)
			bytes_append_str(to, ", ");
		human_count(counts[i].n, to);
		bytes_append_str(to, counts[i].words);
	}
	if (to->len > begin)
		bytes_append_char(to, '\n');
}

static void submit_write_state(const struct submit_report *report,
			       struct bytes *to)
{
	if (report->unresolved > 0) {
		submit_write_count(to, report->unresolved,
				   " chunk is unresolved: whether the server "
				   "has it cannot be told yet\n",
				   " chunks are unresolved: whether the server "
				   "has them cannot be told yet\n");
	}
	if (report->no_room)
		bytes_append_str(to, "the server takes no more until a batch "
				     "has ended; the same command goes on\n");
	if (report->no_money)
		bytes_append_str(to, "the budget pays for no more\n");
	if (report->unpaid)
		bytes_append_str(to, "the account at the provider has no money "
				     "for more; the same command goes on once "
				     "it has\n");
	if (report->left > 0)
		submit_write_count(to, report->left,
				   " sheet is left to be sent\n",
				   " sheets are left to be sent\n");
	if (report->open > 0)
		submit_write_count(to, report->open,
				   " batch is with the server\n",
				   " batches are with the server\n");
}

static void submit_print_text(const struct batch_call *call,
			      const struct submit_report *report)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	if (call->dry_run)
		submit_write_count(&text, report->left, " sheet to send",
				   " sheets to send");
	else
		submit_write_count(&text, report->sent, " sheet sent",
				   " sheets sent");
	if (!call->dry_run && report->sent > 0) {
		bytes_append_str(&text, " in ");
		submit_write_count(&text, report->chunks, " batch", " batches");
	}
	if (call->dry_run)
		submit_write_likely(report, &text);
	if (report->nano_batch > 0 || !report->price_known) {
		bytes_append_str(&text,
				 call->dry_run ? "; it reserves " : ", ");
		submit_write_price(report, &text);
	}
	bytes_printf(&text, "; read by %s\n", report->model);
	submit_write_others(report, &text);
	if (call->dry_run)
		submit_write_budget(report, &text);
	else
		submit_write_state(report, &text);
	fputs(text.data, stdout);
}

/* The same as `extract --dry-run --json` has it, for both ways. */
static void submit_set_likely(json_t *o, const struct submit_report *report)
{
	const struct {
		const char *key;
		struct sheet_price price;
	} ways[] = {
		{"likely_batch_usd", report->by_batch},
		{"likely_stream_usd", report->by_stream},
	};

	for (size_t i = 0; i < ARRAY_LEN(ways); i++)
		print_json_set_usd(o, ways[i].key,
				   ways[i].price.usd < 0
					   ? -1
					   : ways[i].price.usd *
						     (double)report->left);
	json_set_string(o, "basis",
			forecast_basis_word(report->by_batch.basis));
}

static void submit_print_json(const struct batch_call *call,
			      const struct submit_report *report)
{
	json_t *o CLEANUP(json_release) = json_object();
	const struct json_count counts[] = {
		{"selected", report->sheets.selected},
		{"done", report->sheets.done},
		{"in_batches", report->sheets.held},
		{"failed", report->sheets.failed},
		{"failed_before", report->sheets.left_out},
		{"blank", report->sheets.blank},
		{"sent", report->sent},
		{"chunks", report->chunks},
		{"left", report->left},
		{"waiting", report->waiting},
		{"open", report->open},
		{"unresolved", report->unresolved},
	};

	json_set_string(o, "engine", report->engine);
	json_set_string(o, "model", report->model);
	json_set_counts(o, counts, ARRAY_LEN(counts));
	json_object_set_new(o, "no_room", json_boolean(report->no_room));
	json_object_set_new(o, "no_money", json_boolean(report->no_money));
	json_object_set_new(o, "unpaid", json_boolean(report->unpaid));
	print_json_set_usd(o, "batch_usd",
			   report->price_known ? nano_to_usd(report->nano_batch)
					       : -1);
	print_json_set_usd(
		o, "stream_usd",
		report->price_known ? nano_to_usd(report->nano_stream) : -1);
	if (call->dry_run)
		submit_set_likely(o, report);
	print_json_set_usd(o, "reserved_usd", report->reserved_usd);
	print_json_set_usd(o, "budget_left_usd", report->budget_usd);
	json_object_set_new(o, "dry_run", json_boolean(call->dry_run));
	print_json(o);
}

static void submit_print(const struct batch_call *call,
			 const struct submit_report *report)
{
	if (call->json)
		submit_print_json(call, report);
	else
		submit_print_text(call, report);
}

static struct submit_options submit_options_of(const struct batch_call *call)
{
	return (struct submit_options){
		.extract = &call->options,
		.enqueued_tokens = call->enqueued_tokens,
		.chunk_size = call->chunk_size,
		.resubmit = call->resubmit,
		.yes = call->yes,
	};
}

static int submit_code(const struct submit_report *report)
{
	if (report->no_room || report->no_money || report->unpaid ||
	    report->unresolved > 0 || report->waiting > 0 || report->left > 0)
		return COMMAND_STOPPED;
	return report->sheets.failed > 0 ? COMMAND_SOME_FAILED : COMMAND_DONE;
}

/* --- what it would do ----------------------------------------------------- */

static void submit_say_note(void *data, const char *text)
{
	(void)data;
	fprintf(stderr, "vasculum batch: %s\n", text);
}

static int submit_foresee_in(const struct batch_call *call, struct run *run,
			     struct submit_report *report, struct error *err)
{
	const struct batch_setup setup = {
		.run = run,
		.options = &call->options,
		.looks = true,
		.note = submit_say_note,
	};
	const struct submit_options options = submit_options_of(call);
	struct batch_session session;
	int rc;

	if (batch_session_open(&session, &setup, err) < 0)
		return -1;
	rc = batch_submit_foresee(&session, &options, report, err);
	batch_session_close(&session);
	return rc;
}

/* A run that is not there is made for it, and goes again. */
static int submit_foresee(const struct batch_call *call)
{
	const struct run_before before = run_look_before(call->dir);
	const char *images = call->options.images;
	struct submit_report report = {0};
	struct run *run = NULL;
	struct error err;
	int rc = images != NULL ? extract_args_check_images(images, &err) : 0;

	if (rc == 0)
		rc = run_open(call->dir,
			      !before.run && images != NULL ? RUN_CREATE
							    : RUN_READ,
			      &run, &err);
	if (rc == 0)
		rc = submit_foresee_in(call, run, &report, &err);
	run_close(run);
	run_discard(call->dir, &before);
	if (rc < 0)
		return command_fail(call->command, &err);
	submit_print(call, &report);
	return command_flush(call->command, COMMAND_DONE);
}

/* --- sending -------------------------------------------------------------- */

static int submit_work(struct batch_work *work, struct submit_report *report,
		       struct error *err)
{
	const struct batch_call *call = work->call;
	const struct submit_options options = submit_options_of(call);
	const char *images = call->options.images;

	if ((call->options.engine != NULL &&
	     extract_args_check_engine(&call->options, call->options.engine,
				       err) < 0) ||
	    (images != NULL && extract_args_check_images(images, err) < 0) ||
	    batch_work_open(work, call, images != NULL, err) < 0)
		return -1;
	return batch_submit(&work->session, &options, report, err);
}

int batch_submit_run(const struct batch_call *call)
{
	const struct run_before before = run_look_before(call->dir);
	struct submit_report report = {0};
	struct batch_work work = {.call = call};
	struct error err;
	int rc;

	if (call->dry_run)
		return submit_foresee(call);
	rc = submit_work(&work, &report, &err);
	batch_work_close(&work);
	if (rc < 0 && report.sent + report.open + report.unresolved == 0)
		run_discard(call->dir, &before);
	if (rc == 0 || report.sent > 0)
		submit_print(call, &report);
	return rc < 0 ? command_fail(call->command, &err)
		      : command_flush(call->command, submit_code(&report));
}
