/*
 * batch_submit.c: `vasculum batch submit`: what would be sent, and sending it.
 */
#include "config.h"

#include "cmd/batch.h"

#include <stdio.h>

#include "extract/forecast/forecast.h"

/* What it would do. */
static int batch_foresee(const struct batch_call *call)
{
	const struct forecast_ask ask = {.options = &call->options};
	struct forecast_ask full = ask;
	struct bytes text CLEANUP(bytes_done) = {0};
	struct forecast forecast;
	struct run *run = NULL;
	struct error err;
	int rc = run_open(call->dir, RUN_READ, &run, &err);

	full.run = run;
	if (rc == 0)
		rc = forecast_make(&full, &forecast, &err);
	run_close(run);
	if (rc < 0)
		return command_fail(call->command, &err);
	forecast_write(&forecast, &text);
	puts(text.data);
	return command_flush(call->command, COMMAND_DONE);
}

int batch_submit_run(const struct batch_call *call)
{
	struct error err;

	if (call->dry_run)
		return batch_foresee(call);
	error_set(&err, ERROR_FAILED, "batches cannot be submitted yet");
	return command_fail(call->command, &err);
}
