/*
 * extract.c: `vasculum extract`: read the sheets of a directory into a run.
 *
 * 1. Only the extractor's own thread works; this one waits for its mail and
 *    for signals, and shows how it goes.
 * 2. INT or TERM once: what is in flight is finished and journaled. Twice:
 *    now; what was acknowledged is safe, the sheets in flight are read again
 *    next time. A third time does not even wait for the store.
 * 3. HUP: the terminal is gone, the extraction goes on.
 */
#include "config.h"

#include "cmd/extract/extract.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/process/argv.h"
#include "cmd/common/configured.h"
#include "cmd/common/extract_args.h"
#include "cmd/common/start.h"
#include "cmd/follow/follow.h"
#include "run/run/discard.h"
#include "run/run/settings.h"

/* --- options -------------------------------------------------------------- */

enum extract_option {
	OPTION_JSON = EXTRACT_ARGS,
	OPTION_WAIT_ROOM,
	OPTION_DRY_RUN,
	OPTION_BATCHED,
	OPTION_ON_END,
	OPTION_ON_STOP,
	OPTION_NOTIFY,
	OPTION_AT,
	OPTION_AFTER_RESET,
	OPTION_MATCH,
};

#define EXTRACT_WAIT_ROOM     600 /* s */
#define EXTRACT_WAIT_ROOM_MAX 1e9

static const struct command_option extract_options[] = {
	EXTRACT_ARG_OPTIONS,
	[OPTION_JSON] = {"json", 0, NULL, "one object about it at the end"},
	[OPTION_WAIT_ROOM] = {"wait-room", 0, "S",
			      "seconds it waits while nothing can be written "
			      "(600)"},
	[OPTION_DRY_RUN] = {"dry-run", 0, NULL,
			    "say how many sheets, for how much, in what time; "
			    "read none"},
	[OPTION_BATCHED] = {"batched", 0, NULL,
			    "also sheets that are in a batch, which is paid "
			    "all the same"},
	[OPTION_ON_END] = {"on-end", 0, "COMMAND",
			   "start this when all sheets are done"},
	[OPTION_ON_STOP] = {"on-stop", 0, "COMMAND",
			    "start this when it was stopped, or failed"},
	[OPTION_NOTIFY] = {"notify", 0, "HOW",
			   "tell the terminal: bell, osc9 or osc777"},
	[OPTION_AT] = {"at", 0, "TIME", "begin at this time, as 02:00"},
	[OPTION_AFTER_RESET] = {"after-reset", 0, NULL,
				"begin when the daily quota is new"},
	[OPTION_MATCH] = {"match", 0, NULL,
			  "ask GBIF about names and places meanwhile"},
	{NULL, 0, NULL, NULL},
};

static int extract_take_wait_room(struct extract_call *call, const char *value,
				  struct error *err)
{
	char *end;
	double x = strtod(value, &end);

	if (end == value || *end != '\0' ||
	    !(x >= 0 && x <= EXTRACT_WAIT_ROOM_MAX))
		return error_set(err, ERROR_USAGE,
				 "--wait-room takes a number of seconds, 0 for "
				 "no wait, not \"%s\"",
				 value);
	call->options.wait_room_s = x;
	return 0;
}

/* A command that cannot be read is refused before anything is paid for. */
static int extract_take_hook(const char **ret, const char *option,
			     const char *value, struct error *err)
{
	struct error why;
	char **argv;

	if (argv_split(value, &argv, &why) < 0)
		return error_set(err, ERROR_USAGE, "--%s: %s", option,
				 why.text);
	argv_free(argv);
	*ret = value;
	return 0;
}

/* What is to happen before and after it; 1: it is another option. */
static int extract_take_around(struct extract_call *call, int option,
			       const char *value, struct error *err)
{
	switch (option) {
	case OPTION_ON_END:
		return extract_take_hook(&call->on_end, "on-end", value, err);
	case OPTION_ON_STOP:
		return extract_take_hook(&call->on_stop, "on-stop", value, err);
	case OPTION_NOTIFY:
		return hook_sign_parse(value, &call->sign, err);
	case OPTION_AT:
		call->at = value;
		return 0;
	case OPTION_AFTER_RESET:
		call->after_reset = true;
		return 0;
	default:
		return 1;
	}
}

static int extract_take_option(void *data, int option, const char *value,
			       struct error *err)
{
	struct extract_call *call = data;
	int rc = extract_take_around(call, option, value, err);

	if (rc <= 0)
		return rc;
	if (option == OPTION_JSON) {
		call->json = true;
		return 0;
	}
	if (option == OPTION_BATCHED) {
		call->options.batched = true;
		return 0;
	}
	if (option == OPTION_MATCH) {
		call->match = true;
		return 0;
	}
	if (option == OPTION_DRY_RUN) {
		call->dry_run = true;
		return 0;
	}
	if (option == OPTION_WAIT_ROOM)
		return extract_take_wait_room(call, value, err);
	return extract_args_set(&call->options, (enum extract_arg)option, value,
				err);
}

/* --- while it works ------------------------------------------------------- */

static void extract_signal(void *receiver, struct mail *mail)
{
	struct extract_work *work = receiver;
	int number = CONTAINER_OF(mail, struct signals_mail, mail)->number;

	mail_free(mail);
	if (number == SIGHUP) {
		work->ticker.shown = false;
		return;
	}
	work->n_signals++;
	if (work->n_signals > 2)
		_exit(COMMAND_STOPPED);
	if (work->n_signals == 2) {
		extractor_command(work->extractor, VERB_ABORT, "signal");
		return;
	}
	extractor_command(work->extractor, VERB_STOP, "signal");
	ticker_clear(&work->ticker);
	fprintf(stderr, "vasculum extract: finishing the sheets in flight; "
			"once more stops now\n");
}

/* Says once that it waits, and once that it goes on: the store tells of the
 * journals, the worker's snapshots of all that found no room. */
static void extract_say_room(struct extract_work *work, const struct error *why)
{
	bool waits = work->store_waits || work->worker_waits;

	if (waits == work->said_waits)
		return;
	work->said_waits = waits;
	ticker_clear(&work->ticker);
	if (waits)
		fprintf(stderr,
			"vasculum extract: %s; waiting until it can be "
			"written, nothing is lost\n",
			why->text);
	else if (work->folded.rescued + work->folded.unsaved == 0)
		fprintf(stderr, "vasculum extract: writing goes on\n");
}

static void extract_heard(void *receiver, struct mail *mail)
{
	struct extract_work *work = receiver;
	const struct extract_progress *p = &work->progress;

	work->progress =
		CONTAINER_OF(mail, struct extract_mail, mail)->progress;
	mail_free(mail);
	if (p->state == EXTRACT_PAUSED)
		work->worker_waits = p->error.kind != ERROR_NONE;
	else if (p->state != EXTRACT_STOPPING &&
		 !extract_state_is_over(p->state))
		work->worker_waits = false;
	extract_say_room(work, &p->error);
}

static void extract_space(void *receiver, struct mail *mail)
{
	struct extract_work *work = receiver;
	struct store_space *space =
		CONTAINER_OF(mail, struct store_space, mail);

	work->store_waits = space->waits;
	extract_say_room(work, &space->error);
	mail_free(mail);
}

static void extract_folded(void *receiver, struct mail *mail)
{
	struct extract_work *work = receiver;

	work->folded = *CONTAINER_OF(mail, struct store_folded, mail);
	mail_free(mail);
}

static void extract_asked(void *receiver, struct mail *mail)
{
	struct extract_work *work = receiver;
	const struct matching_mail *matching =
		CONTAINER_OF(mail, struct matching_mail, mail);

	work->asked = matching->progress;
	work->matched = matching->over;
	work->match_error = matching->error;
	mail_free(mail);
}

static bool extract_is_over(const void *receiver)
{
	const struct extract_work *work = receiver;

	return extract_state_is_over(work->progress.state) &&
	       work->progress.state != EXTRACT_IDLE;
}

static void extract_draw(void *receiver)
{
	struct extract_work *work = receiver;

	ticker_draw(&work->ticker, &work->progress);
}

/* What it is told while the threads work, and when they end. */
static const struct mail_taker extract_takers[] = {
	{STORE_MAIL_SPACE, extract_space},
	{STORE_MAIL_FOLDED, extract_folded},
	{MATCHING_MAIL, extract_asked},
	{EXTRACT_MAIL_PROGRESS, extract_heard},
	{SIGNALS_MAIL, extract_signal},
};
#define EXTRACT_TAKERS_LAST 3 /* of them at its end */

static void extract_follow(struct extract_work *work)
{
	const struct follow follow = {
		.ticker = &work->ticker,
		.takers = extract_takers,
		.n_takers = ARRAY_LEN(extract_takers),
		.is_over = extract_is_over,
		.draw = extract_draw,
	};

	follow_mail(&follow, work->inbox, work);
}

/* --- who is told ---------------------------------------------------------- */

static bool extract_is_whole(const struct extract_work *work)
{
	return work->progress.state == EXTRACT_FINISHED &&
	       work->progress.stopped[0] == '\0';
}

static const char *extract_reason(const struct extract_work *work)
{
	const struct extract_progress *p = &work->progress;

	return p->stopped[0] != '\0'	    ? p->stopped
	       : p->state == EXTRACT_FAILED ? "failed"
					    : "done";
}

/* Whoever waits for its end: a program and the terminal. What comes of that
 * changes nothing about how the extraction ended. */
static void extract_announce(const struct extract_work *work)
{
	const struct extract_call *call = work->call;
	const struct extract_progress *p = &work->progress;
	const struct hook_facts facts = {
		.run = work->run->dir,
		.reason = extract_reason(work),
		.done = p->succeeded,
		.failed = p->failed,
		.cost_usd = p->cost_usd,
	};
	bool whole = extract_is_whole(work);
	struct bytes text CLEANUP(bytes_done) = {0};
	struct error err;

	bytes_printf(&text, "%s, %zu read, %zu failed", facts.reason,
		     facts.done, facts.failed);
	hook_sign(call->sign, work->run->name, text.data);
	if (hook_run(whole ? call->on_end : call->on_stop, &facts, &err) < 0)
		fprintf(stderr, "vasculum extract: --%s: %s\n",
			whole ? "on-end" : "on-stop", err.text);
}

/* It could not even begin; whoever waits for it, maybe since the evening, is
 * told so. */
static void extract_announce_refused(const struct extract_call *call)
{
	char *dir CLEANUP(mem_free_str) = realpath(call->dir, NULL);
	const struct hook_facts facts = {
		.run = dir != NULL ? dir : call->dir,
		.reason = "failed",
	};
	struct error err;

	hook_sign(call->sign, call->dir, "failed");
	if (hook_run(call->on_stop, &facts, &err) < 0)
		fprintf(stderr, "vasculum extract: --on-stop: %s\n", err.text);
}

/* --- the whole ------------------------------------------------------------ */

static int extract_open(struct extract_work *work, struct error *err)
{
	const struct extract_call *call = work->call;
	const char *images = call->options.images;

	if ((call->options.engine != NULL &&
	     extract_args_check_engine(&call->options, call->options.engine,
				       err) < 0) ||
	    (images != NULL && extract_args_check_images(images, err) < 0))
		return -1;
	if (run_open(call->dir, images != NULL ? RUN_CREATE : RUN_WRITE,
		     &work->run, err) < 0 ||
	    mailbox_new(&work->inbox, err) < 0 ||
	    signals_start(work->inbox, &work->signals, err) < 0 ||
	    store_start(work->run, &work->store, err) < 0)
		return -1;
	store_watch(work->store, work->inbox);
	if (extract_args_check_engine(
		    &call->options,
		    extract_engine_name(work->run, &call->options), err) < 0)
		return -1;
	return extractor_start(work->run, work->store, &call->options,
			       work->inbox, &work->extractor, err);
}

static void extract_close(struct extract_work *work)
{
	matching_stop(work->matching);
	store_stop(work->store);
	signals_stop(work->signals);
	mailbox_free(work->inbox);
	run_close(work->run);
}

/* --- what GBIF is asked meanwhile ----------------------------------------- */

/* Where it cannot be asked, the sheets are read all the same. */
static void extract_begin_gbif(struct extract_work *work)
{
	struct error err;

	if (work->call->match &&
	    matching_start(work->run, &work->call->asks, work->inbox,
			   &work->matching, &err) < 0)
		fprintf(stderr, "vasculum extract: GBIF: %s\n", err.text);
}

/* What came last is asked as well, unless somebody stopped the extraction. All is
 * told and done but for that: a signal ends the process as it would have ended,
 * and what was answered is kept. */
static void extract_await_gbif(struct extract_work *work, int code)
{
	double rate = match_args_rate(&work->call->asks);
	struct mail *mail;

	if (work->matching == NULL || work->n_signals > 0)
		return;
	signals_exit(work->signals, code);
	matching_finish(work->matching);
	while (!work->matched) {
		mail = mailbox_wait(work->inbox, -1);
		if (mail != NULL && mail->kind == MATCHING_MAIL)
			extract_asked(work, mail);
		else
			mail_free(mail);
		match_args_draw(&work->ticker, rate, &work->asked);
	}
	ticker_clear(&work->ticker);
	if (work->match_error.kind != ERROR_NONE)
		fprintf(stderr, "vasculum extract: GBIF: %s\n",
			work->match_error.text);
	else if (work->asked.failed > 0)
		fprintf(stderr,
			"vasculum extract: GBIF: %zu failed, the last: "
			"%s\n",
			work->asked.failed, work->asked.fault);
}

/* Ends the threads. After a second signal readers may still be at work, and
 * nobody waits for them: what they use stays where it is until the process
 * is gone. */
static void extract_end(struct extract_work *work)
{
	struct mail *mail;

	signals_exit(work->signals, COMMAND_STOPPED);
	if (work->n_signals < 2)
		extractor_join(work->extractor, NULL);
	store_stop(work->store);
	work->store = NULL;
	while ((mail = mailbox_take(work->inbox)) != NULL)
		mail_hand(mail, extract_takers, EXTRACT_TAKERS_LAST, work);
}

static int extract_work(const struct extract_call *call)
{
	const struct run_before before = run_look_before(call->dir);
	struct extract_work work = {.call = call};
	struct error err;
	int code;

	if (extract_open(&work, &err) < 0) {
		extract_close(&work);
		run_discard(call->dir, &before);
		code = command_fail(call->command, &err);
		extract_announce_refused(call);
		return code;
	}
	ticker_init(&work.ticker);
	extract_begin_gbif(&work);
	extract_follow(&work);
	extract_name_ignored(&work);
	extract_name_notices(&work);
	extract_end(&work);
	code = extract_tell(&work);
	extract_announce(&work);
	extract_await_gbif(&work, code);
	if (work.n_signals > 1) {
		fflush(NULL);
		_exit(code);
	}
	extract_close(&work);
	if (work.progress.state == EXTRACT_FAILED && !extract_has_begun(&work))
		run_discard(call->dir, &before);
	return code;
}

/* Waits for the time that was asked for: -1 when it has come, else the exit
 * code. What would be refused then is refused now. */
static int extract_await(const struct extract_call *call)
{
	double now = (double)time(NULL), at = now;
	struct error err;
	struct run *run;
	int rc;

	if (call->at == NULL && !call->after_reset)
		return -1;
	if (call->options.images != NULL) {
		rc = extract_args_check_images(call->options.images, &err);
	} else {
		rc = run_open(call->dir, RUN_WRITE, &run, &err);
		if (rc == 0)
			run_close(run);
	}
	if (rc == 0 && call->at != NULL)
		rc = start_parse(call->at, now, &at, &err);
	else if (rc == 0)
		at = start_after_reset(call->dir, now);
	if (rc == 0)
		rc = start_wait(call->command, at, &err);
	if (rc < 0)
		return command_fail(call->command, &err);
	return rc == COMMAND_STOPPED ? rc : -1;
}

static int extract_begin(void *data, const struct settings *settings,
			 char **args, int n)
{
	struct extract_call *call = data;
	int code;

	(void)n;
	call->dir = args[0];
	extract_args_take_settings(&call->options, settings);
	match_args_take_settings(&call->asks, settings);
	call->match = call->match || settings->match;
	if (call->dry_run)
		return extract_foresee(call);
	code = extract_await(call);
	return code < 0 ? extract_work(call) : code;
}

static int extract_run(const struct command *command, int argc, char **argv)
{
	struct extract_call call = {
		.command = command,
		.options = {.gives_up = true, .wait_room_s = EXTRACT_WAIT_ROOM},
	};

	return command_configured(command, argc, argv, extract_take_option,
				  &call, extract_begin);
}

const struct command extract_command = {
	.name = "extract",
	.args = "RUN [--images DIR] [OPTIONS]",
	.summary = "read sheets into a run",
	.details = "Reads the sheets of the images directory that are not done "
		   "yet, and appends\nwhat it finds to RUN/raw.jsonl, sheet by "
		   "sheet. With --images it makes the\nrun where there is "
		   "none. Stop it at any moment: the same command goes on\n"
		   "where it was.",
	.options = extract_options,
	.args_min = 1,
	.args_max = 1,
	.args_wanted = "name one run directory",
	.run = extract_run,
};
