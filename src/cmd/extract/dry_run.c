/*
 * dry_run.c: `vasculum extract --dry-run`: what it would do.
 */
#include "config.h"

#include "cmd/extract/extract.h"

#include <jansson.h>
#include <stdio.h>

#include "base/bytes.h"
#include "base/human.h"
#include "base/json/json.h"
#include "cmd/common/extract_args.h"
#include "cmd/common/print.h"
#include "extract/forecast/forecast.h"
#include "run/run/discard.h"

/* null where it is unknown. */
static void forecast_set(json_t *o, const char *key, double value)
{
	if (value < 0)
		json_object_set_new(o, key, json_null());
	else
		print_json_set_real(o, key, value);
}

static void forecast_print_json(const struct run *run, const struct forecast *f)
{
	json_t *o CLEANUP(json_release) = json_object();
	const struct json_count counts[] = {
		{"sheets", f->sheets},	   {"unlooked", f->unlooked},
		{"selected", f->selected}, {"done", f->done},
		{"failed", f->failed},	   {"in_batches", f->batched},
		{"measured", f->measured},
	};

	json_set_string(o, "run_id", run->id);
	json_set_string(o, "engine", f->engine);
	json_set_string(o, "model", f->model);
	json_set_counts(o, counts, ARRAY_LEN(counts));
	json_set_string(o, "basis", forecast_basis_word(f->basis));
	print_json_set_usd(o, "cost_usd", f->cost_usd);
	forecast_set(o, "tokens", f->tokens);
	forecast_set(o, "seconds", f->seconds);
	forecast_set(o, "at_least_s", f->least_s > 0 ? f->least_s : -1);
	print_json_set_usd(o, "budget_left_usd", f->budget_usd);
	print_json(o);
}

static void forecast_print_text(const struct forecast *f)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	forecast_write(f, &text);
	bytes_append_str(&text, "\nread by ");
	bytes_append_str(&text, f->model);
	bytes_append_str(&text, "; ");
	human_count(f->done, &text);
	bytes_append_str(&text, " read before, ");
	human_count(f->failed, &text);
	bytes_append_str(&text, " failed and left out");
	if (f->batched > 0) {
		bytes_append_str(&text, ", ");
		human_count(f->batched, &text);
		bytes_append_str(&text, " in batches");
	}
	bytes_append_char(&text, '\n');
	if (f->measured > 0 && f->sheets > 0) {
		bytes_append_str(&text, "by what ");
		human_count(f->measured, &text);
		bytes_append_str(&text, f->measured == 1
						? " sheet of this run took\n"
						: " sheets of this run took\n");
	}
	fputs(text.data, stdout);
}

/* A run that is not there yet is made for it, and goes again. */
static int extract_foresee_open(const struct extract_call *call, bool there,
				struct run **ret, struct error *err)
{
	const char *images = call->options.images;
	bool make = !there && images != NULL;

	if ((call->options.engine != NULL &&
	     extract_args_check_engine(&call->options, call->options.engine,
				       err) < 0) ||
	    (images != NULL && extract_args_check_images(images, err) < 0) ||
	    run_open(call->dir, make ? RUN_CREATE : RUN_READ, ret, err) < 0)
		return -1;
	return extract_args_check_engine(
		&call->options, extract_engine_name(*ret, &call->options), err);
}

int extract_foresee(const struct extract_call *call)
{
	const struct run_before before = run_look_before(call->dir);
	struct forecast_ask ask = {.options = &call->options};
	struct run *run = NULL;
	struct forecast forecast;
	struct error err;
	int rc = extract_foresee_open(call, before.run, &run, &err);

	ask.run = run;
	if (rc == 0)
		rc = forecast_make(&ask, &forecast, &err);
	if (rc == 0 && call->json)
		forecast_print_json(run, &forecast);
	else if (rc == 0)
		forecast_print_text(&forecast);
	run_close(run);
	run_discard(call->dir, &before);
	return rc < 0 ? command_fail(call->command, &err)
		      : command_flush(call->command, COMMAND_DONE);
}
