/*
 * report.c: `vasculum report RUN`: how a run stands, as one page.
 */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/human.h"
#include "base/json/json.h"
#include "cmd/commands.h"
#include "cmd/common/folded.h"
#include "cmd/common/print.h"
#include "cmd/common/ticker.h"
#include "export/write/output.h"
#include "report/json.h"
#include "report/page/page.h"
#include "run/run/guard.h"

enum report_option {
	OPTION_OUTPUT,
	OPTION_JSON,
	OPTION_NAMES,
};

static const struct command_option report_options[] = {
	[OPTION_OUTPUT] = {"output", 'o', "FILE",
			   "what is written; - is the standard output"},
	[OPTION_JSON] = {"json", 0, NULL, "the figures as one object"},
	[OPTION_NAMES] = {"names", 0, NULL, "show the names of curators"},
	{0},
};

struct report_call {
	const char *output; /* NULL: not named */
	bool json, names;
	struct ticker ticker;
};

/* --- the call ------------------------------------------------------------- */

static int report_take(void *data, int option, const char *value,
		       struct error *err)
{
	struct report_call *call = data;

	(void)err;
	if (option == OPTION_OUTPUT)
		call->output = value;
	call->json |= option == OPTION_JSON;
	call->names |= option == OPTION_NAMES;
	return 0;
}

static bool report_prints(const struct report_call *call)
{
	return call->output == NULL || strcmp(call->output, "-") == 0;
}

/* Refused before anything is read for it. */
static int report_check(const struct report_call *call, struct error *err)
{
	if (call->output == NULL && !call->json)
		return error_set(err, ERROR_USAGE,
				 "name the page with -o FILE, or ask for "
				 "--json");
	if (report_prints(call))
		return 0;
	return output_check(call->output, err) < 0
		       ? -1
		       : run_guard_output(call->output, err);
}

/* Now; or the time that SOURCE_DATE_EPOCH says, so that the same run gives the
 * same report (reproducible-builds.org/specs/source-date-epoch). */
static double report_time(void)
{
	const char *said = getenv("SOURCE_DATE_EPOCH");
	char *end = NULL;
	long long at = said != NULL ? strtoll(said, &end, 10) : -1;

	if (said == NULL || end == said || *end != '\0' || at < 0)
		return (double)time(NULL);
	return (double)at;
}

/* --- the report ----------------------------------------------------------- */

static void report_tell(void *arg, const char *what, size_t done, size_t total)
{
	struct report_call *call = arg;
	struct bytes line CLEANUP(bytes_done) = {0};

	if (!call->ticker.shown || ticker_wait(&call->ticker) > 0)
		return;
	bytes_printf(&line, "%s: %zu %%", what,
		     total > 0 ? 100 * done / total : 100);
	ticker_say(&call->ticker, line.data);
}

static int report_write(const char *path, const struct bytes *text,
			struct error *err)
{
	struct output *output;

	if (output_open(path, &output, err) < 0)
		return -1;
	if (output_write(output, text->data, text->len, err) < 0) {
		output_drop(output);
		return -1;
	}
	return output_finish(output, err);
}

static int report_put(const struct report_call *call,
		      const struct summary *summary, struct error *err)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	if (call->json) {
		json_t *object CLEANUP(json_release) =
			report_json(summary, call->names);

		print_json_line(object, &text);
	} else {
		report_page(summary, call->names, &text);
	}
	if (!report_prints(call))
		return report_write(call->output, &text, err);
	if (fwrite(text.data, 1, text.len, stdout) < text.len)
		return error_sys(err, errno,
				 "cannot write the report; look at "
				 "where it goes");
	return 0;
}

static int report_do(const struct command *command, struct report_call *call,
		     const char *dir, struct error *err)
{
	struct summary summary;
	struct folded folded;
	int rc;

	if (report_check(call, err) < 0 ||
	    folded_open(command, dir, &folded, err) < 0)
		return -1;
	ticker_init(&call->ticker);
	rc = summary_read(folded.run, folded.index, report_time(), report_tell,
			  call, &summary, err);
	ticker_clear(&call->ticker);
	if (rc == 0) {
		rc = report_put(call, &summary, err);
		summary_done(&summary);
	}
	folded_close(&folded);
	return rc;
}

static int report_run(const struct command *command, int argc, char **argv)
{
	struct report_call call = {0};
	struct error err;
	char **args;
	int n, code;

	code = command_parse(command, argc, argv, report_take, &call, &args,
			     &n);
	if (code >= 0)
		return code;
	if (report_do(command, &call, args[0], &err) < 0)
		return command_fail(command, &err);
	return command_flush(command, COMMAND_DONE);
}

const struct command report_command = {
	.name = "report",
	.args = "RUN -o FILE.html [--names]\n"
		"RUN --json [-o FILE] [--names]",
	.summary = "write how a run stands as one page, to be read and printed",
	.details =
		"The page needs nothing else: no script, no network. Its first "
		"printed page says\n"
		"how many sheets are read and signed, how good the readings "
		"are, what they cost,\n"
		"when review is done at this pace, and what needs attention.",
	.options = report_options,
	.args_min = 1,
	.args_max = 1,
	.args_wanted = "name one run directory",
	.run = report_run,
};
