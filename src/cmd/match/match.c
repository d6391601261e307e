/*
 * match.c: `vasculum match RUN`: names and places of a run against GBIF.
 *
 * 1. It takes no lock that others wait for and writes no journal: what GBIF
 *    says goes into RUN/cache, and from there to whoever shows records.
 * 2. INT or TERM once: it ends, all that was answered is kept. HUP: the
 *    terminal is gone, it goes on.
 */
#include "config.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/human.h"
#include "cmd/common/configured.h"
#include "cmd/common/entries.h"
#include "cmd/common/folded.h"
#include "cmd/common/match_args.h"
#include "cmd/common/print.h"
#include "cmd/common/signals.h"
#include "cmd/match/show.h"

enum match_option {
	OPTION_BASE_URL,
	OPTION_CHECKLIST,
	OPTION_KINGDOM,
	OPTION_RATE,
	OPTION_LIMIT,
	OPTION_TIMEOUT,
	OPTION_NAMES_ONLY,
	OPTION_AGAIN,
	OPTION_OFFLINE,
	OPTION_DRY_RUN,
	OPTION_INSECURE_HTTP,
	OPTION_FORMAT,
	OPTION_JSON,
};

static const struct command_option match_options[] = {
	[OPTION_BASE_URL] = {"base-url", 0, "URL",
			     "who is asked (https://api.gbif.org)"},
	[OPTION_CHECKLIST] = {"checklist", 'c', "KEY",
			      "of GBIF's list of names (Catalogue of Life)"},
	[OPTION_KINGDOM] = {"kingdom", 'k', "NAME",
			    "all names are of this kingdom, as Plantae"},
	[OPTION_RATE] = {"rate", 'r', "N", "questions a second at most (2)"},
	[OPTION_LIMIT] = {"limit", 'n', "N", "at most N questions (0: all)"},
	[OPTION_TIMEOUT] = {"timeout", 0, "S",
			    "seconds that an answer may take (30)"},
	[OPTION_NAMES_ONLY] = {"names-only", 0, NULL,
			       "send no coordinates, only names"},
	[OPTION_AGAIN] = {"again", 'a', NULL,
			  "ask again what was answered before"},
	[OPTION_OFFLINE] = {"offline", 0, NULL,
			    "ask nobody, show what is there"},
	[OPTION_DRY_RUN] = {"dry-run", 0, NULL,
			    "say what would be asked; ask nothing"},
	[OPTION_INSECURE_HTTP] = {"insecure-http", 0, NULL,
				  "plain http beyond this machine"},
	[OPTION_FORMAT] = {"format", 'f', "F",
			   "list what was found: table, tsv or jsonl"},
	[OPTION_JSON] = {"json", 0, NULL, "one object about it at the end"},
	{0},
};

#define MATCH_LIMIT_MAX	  1000000000L
#define MATCH_TIMEOUT_MAX 3600L

struct match_call {
	const struct command *command;
	struct match_options options;
	struct match_shown shown;
	bool offline, dry_run;
};

/* --- the call ------------------------------------------------------------- */

static int match_take_rate(struct match_call *call, const char *value,
			   struct error *err)
{
	char *end;
	double rate = strtod(value, &end);

	if (end == value || *end != '\0' || !(rate > 0) ||
	    rate > MATCH_RATE_MAX)
		return error_set(err, ERROR_USAGE,
				 "--rate takes a number above 0, at most %g, "
				 "not \"%s\"",
				 MATCH_RATE_MAX, value);
	call->options.rate = rate;
	return 0;
}

static int match_take_number(struct match_call *call, int option,
			     const char *value, struct error *err)
{
	bool limit = option == OPTION_LIMIT;
	long n;

	if (command_number(limit ? "limit" : "timeout", value,
			   limit ? MATCH_LIMIT_MAX : MATCH_TIMEOUT_MAX, &n,
			   err) < 0)
		return -1;
	if (limit)
		call->options.limit = (size_t)n;
	else
		call->options.timeout_s = (double)n;
	return 0;
}

static int match_take(void *data, int option, const char *value,
		      struct error *err)
{
	struct match_call *call = data;
	const struct {
		const char **text;
		bool *flag;
	} slots[] = {
		[OPTION_BASE_URL] = {&call->options.base_url, NULL},
		[OPTION_CHECKLIST] = {&call->options.checklist, NULL},
		[OPTION_KINGDOM] = {&call->options.kingdom, NULL},
		[OPTION_NAMES_ONLY] = {NULL, &call->options.no_places},
		[OPTION_AGAIN] = {NULL, &call->options.again},
		[OPTION_OFFLINE] = {NULL, &call->offline},
		[OPTION_DRY_RUN] = {NULL, &call->dry_run},
		[OPTION_INSECURE_HTTP] = {NULL, &call->options.insecure_http},
		[OPTION_JSON] = {NULL, &call->shown.json},
	};

	if (option == OPTION_RATE)
		return match_take_rate(call, value, err);
	if (option == OPTION_LIMIT || option == OPTION_TIMEOUT)
		return match_take_number(call, option, value, err);
	if (option == OPTION_FORMAT) {
		call->shown.list = true;
		return command_format(value, &call->shown.format, err);
	}
	if (slots[option].flag != NULL)
		*slots[option].flag = true;
	else
		*slots[option].text = value;
	return 0;
}

/* --- while it works ------------------------------------------------------- */

struct match_ticker {
	struct ticker ticker;
	double rate;
};

static void match_tell(void *data, const struct match_progress *p)
{
	struct match_ticker *show = data;

	match_args_draw(&show->ticker, show->rate, p);
}

static int match_ask(const struct match_call *call, const struct run *run,
		     struct match_progress *ret, struct error *err)
{
	struct match_ticker show = {
		.rate = match_args_rate(&call->options),
	};
	atomic_bool stop;
	struct match_setup setup = {
		.run = run,
		.options = &call->options,
		.stop = &stop,
		.tell = match_tell,
		.data = &show,
	};
	struct signals *signals;
	int rc;

	atomic_init(&stop, false);
	ticker_init(&show.ticker);
	if (signals_start_flag(&stop, &signals, err) < 0)
		return -1;
	rc = match_work(&setup, ret, err);
	signals_stop(signals);
	ticker_clear(&show.ticker);
	return rc;
}

/* --- what would be asked -------------------------------------------------- */

static int match_foresee_tell(const struct match_call *call,
			      const struct run *run, struct error *err)
{
	const struct match_setup setup = {.run = run,
					  .options = &call->options};
	const char *url = call->options.base_url;
	struct match_progress p;
	struct bytes text CLEANUP(bytes_done) = {0};
	char time[32];

	if (match_foresee(&setup, &p, err) < 0)
		return -1;
	human_count(p.total, &text);
	bytes_append_str(&text,
			 p.total == 1 ? " question to " : " questions to ");
	bytes_append_str(&text, url != NULL ? url : GBIF_URL);
	bytes_append_str(&text, ", ");
	human_count(p.known, &text);
	bytes_append_str(&text, " answered before");
	ticker_duration((double)p.total / match_args_rate(&call->options), time,
			sizeof(time));
	if (p.total > 0)
		bytes_printf(&text, "; about %s", time);
	print_text(text.data);
	putchar('\n');
	return 0;
}

/* --- the whole ------------------------------------------------------------ */

static int match_finish(const struct match_call *call,
			const struct folded *folded,
			const struct match_progress *p, int rc,
			const struct error *why)
{
	bool stopped = rc < 0 && why->kind == ERROR_STOPPED;
	struct error err;

	if (rc < 0)
		command_fail(call->command, why);
	else if (p->failed > 0)
		fprintf(stderr, "vasculum match: %zu failed, the last: %s\n",
			p->failed, p->fault);
	if (rc < 0 && !stopped)
		return error_exit_code(why);
	if (match_show(&call->shown, folded, p, stopped ? "stopped" : NULL,
		       &err) < 0)
		return command_fail(call->command, &err);
	if (stopped)
		return command_flush(call->command, COMMAND_STOPPED);
	return command_flush(call->command, p->failed > 0 ? COMMAND_SOME_FAILED
							  : COMMAND_DONE);
}

static int match_folded(const struct match_call *call,
			const struct folded *folded)
{
	struct match_progress progress = {0};
	struct error err;
	int rc = 0;

	if (call->dry_run) {
		if (match_foresee_tell(call, folded->run, &err) < 0)
			return command_fail(call->command, &err);
		return command_flush(call->command, COMMAND_DONE);
	}
	if (!call->offline)
		rc = match_ask(call, folded->run, &progress, &err);
	return match_finish(call, folded, &progress, rc, &err);
}

static int match_work_with(void *data, const struct settings *settings,
			   char **args, int n)
{
	struct match_call *call = data;
	struct folded folded;
	struct error err;
	int code;

	(void)n;
	match_args_take_settings(&call->options, settings);
	call->shown.places = !call->options.no_places;
	if (folded_open(call->command, args[0], &folded, &err) < 0)
		return command_fail(call->command, &err);
	code = match_folded(call, &folded);
	folded_close(&folded);
	return code;
}

static int match_run(const struct command *command, int argc, char **argv)
{
	struct match_call call = {.command = command};

	return command_configured(command, argc, argv, match_take, &call,
				  match_work_with);
}

const struct command match_command = {
	.name = "match",
	.args = "RUN [OPTIONS]",
	.summary = "ask GBIF about the names and places of a run",
	.details =
		"Asks GBIF which of the names its index of names has, and in "
		"which country the\ncoordinates lie. Answers are kept in "
		"RUN/cache and shown with the records, as\ndoubts and "
		"candidates; no record is changed. Only names of taxa, and "
		"coordinates\nto a tenth of a degree, are sent, never who "
		"collected or named a plant. Stop it\nat any moment: the same "
		"command goes on where it was.",
	.options = match_options,
	.args_min = 1,
	.args_max = 1,
	.args_wanted = "name one run directory",
	.run = match_run,
};
