/*
 * look.c: `vasculum look RUN`: what the sheets of a run show by themselves is
 * found out and kept, before or while others read them.
 *
 * 1. It takes no lock of the run and writes no journal. A lock of its own says
 *    whether others look already: then it begins at the other end.
 * 2. INT or TERM once: what is being looked at is given up; all that was found
 *    out is kept, and the same command goes on with the rest. HUP: the terminal
 *    is gone, it goes on.
 */
#include "config.h"

#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "cmd/commands.h"
#include "cmd/common/configured.h"
#include "cmd/common/folded.h"
#include "cmd/common/print.h"
#include "cmd/common/signals.h"
#include "cmd/common/ticker.h"
#include "cmd/follow/follow.h"
#include "extract/look/looking.h"
#include "run/run/settings.h"

enum look_option {
	OPTION_IMAGES,
	OPTION_LIMIT,
	OPTION_CONCURRENCY,
	OPTION_OCR_LANG,
	OPTION_JSON,
};

static const struct command_option look_options[] = {
	[OPTION_IMAGES] = {"images", 'i', "DIR",
			   "directory of the photographs (the run's own)"},
	[OPTION_LIMIT] = {"limit", 'n', "N",
			  "at most N sheets, in the order of their names"},
	[OPTION_CONCURRENCY] = {"concurrency", 'j', "N",
				"sheets at once (as there are processors)"},
	[OPTION_OCR_LANG] = {"ocr-lang", 'l', "L",
			     "models of the reader, as eng+fra (eng)"},
	[OPTION_JSON] = {"json", 0, NULL, "one object about it at the end"},
	{NULL, 0, NULL, NULL},
};

#define LOOK_LIMIT_MAX 1000000000L

struct look_call {
	const struct command *command;
	const char *dir, *images, *ocr_lang;
	long limit, concurrency;
	bool json;
};

static int look_take(void *data, int option, const char *value,
		     struct error *err)
{
	struct look_call *call = data;

	switch ((enum look_option)option) {
	case OPTION_IMAGES:
		call->images = value;
		return 0;
	case OPTION_LIMIT:
		return command_number("limit", value, LOOK_LIMIT_MAX,
				      &call->limit, err);
	case OPTION_CONCURRENCY:
		return command_number("concurrency", value,
				      SETTINGS_THREADS_MAX, &call->concurrency,
				      err);
	case OPTION_OCR_LANG:
		call->ocr_lang = value;
		return 0;
	case OPTION_JSON:
		call->json = true;
		return 0;
	}
	return 0;
}

#ifdef HAVE_OCR

#define LOOK_FAULTS 20 /* that are named; the rest are counted */

struct look_work {
	const struct look_call *call;
	struct folded folded;
	struct facts_cache *cache;
	struct look_sheets sheets;
	struct mailbox *inbox;
	struct signals *signals;
	struct looking *looking;
	int lock; /* of those that look; -1: none */
	struct looking_progress progress;
	struct ticker ticker;
	size_t faults;
	bool stopped;
	int64_t began_ms;
};

/* --- while it works ------------------------------------------------------- */

static void look_draw(void *receiver)
{
	struct look_work *work = receiver;
	const struct looking_progress *p = &work->progress;
	struct bytes line CLEANUP(bytes_done) = {0};
	size_t done = p->looked + p->known + p->failed;
	double spent_s = (double)(clock_ms() - work->began_ms) / 1000;
	char left[32] = "";

	bytes_printf(&line, "looking: %zu of %zu sheets", done, p->total);
	if (p->failed > 0)
		bytes_printf(&line, ", %zu failed", p->failed);
	if (p->looked > 0)
		ticker_duration(spent_s / (double)p->looked *
					(double)(p->total - done),
				left, sizeof(left));
	if (left[0] != '\0')
		bytes_printf(&line, ", %s left", left);
	ticker_say(&work->ticker, line.data);
}

static void look_progress(void *receiver, struct mail *mail)
{
	struct look_work *work = receiver;

	work->progress = *CONTAINER_OF(mail, struct looking_progress, mail);
	mail_free(mail);
}

static void look_fault(void *receiver, struct mail *mail)
{
	struct look_work *work = receiver;
	const struct looking_fault *fault =
		CONTAINER_OF(mail, struct looking_fault, mail);

	if (work->faults++ < LOOK_FAULTS) {
		ticker_clear(&work->ticker);
		fprintf(stderr, "vasculum look: %s: %s\n", fault->image,
			fault->error.text);
	}
	mail_free(mail);
}

static void look_signal(void *receiver, struct mail *mail)
{
	struct look_work *work = receiver;
	int number = CONTAINER_OF(mail, struct signals_mail, mail)->number;

	mail_free(mail);
	if (number == SIGHUP) {
		work->ticker.shown = false;
		return;
	}
	if (work->stopped)
		_exit(COMMAND_STOPPED);
	work->stopped = true;
	looking_cancel(work->looking);
}

static bool look_is_over(const void *receiver)
{
	const struct look_work *work = receiver;

	return work->progress.over;
}

static void look_follow(struct look_work *work)
{
	static const struct mail_taker takers[] = {
		{LOOKING_MAIL_PROGRESS, look_progress},
		{LOOKING_MAIL_FAULT, look_fault},
		{SIGNALS_MAIL, look_signal},
	};
	const struct follow follow = {
		.ticker = &work->ticker,
		.takers = takers,
		.n_takers = ARRAY_LEN(takers),
		.is_over = look_is_over,
		.draw = look_draw,
	};

	follow_mail(&follow, work->inbox, work);
}

/* --- what is told at the end ---------------------------------------------- */

static void look_summarise(const struct look_work *work)
{
	const struct looking_progress *p = &work->progress;
	char time[32];

	if (work->faults > LOOK_FAULTS)
		fprintf(stderr, "vasculum look: and %zu more\n",
			work->faults - LOOK_FAULTS);
	ticker_duration((double)(clock_ms() - work->began_ms) / 1000, time,
			sizeof(time));
	fprintf(stderr,
		"vasculum look: %zu of %zu sheets: %zu looked at, %zu known "
		"before, %zu failed; %s\n",
		p->looked + p->known + p->failed, p->total, p->looked, p->known,
		p->failed, time);
	if (work->stopped)
		fprintf(stderr, "vasculum look: stopped; the same command goes "
				"on where it was\n");
}

static void look_print_json(const struct look_work *work)
{
	const struct looking_progress *p = &work->progress;
	json_t *o CLEANUP(json_release) = json_object();
	const struct json_count counts[] = {
		{"total", p->total},
		{"looked", p->looked},
		{"known", p->known},
		{"failed", p->failed},
	};

	json_set_string(o, "run_id", work->folded.run->id);
	json_set_counts(o, counts, ARRAY_LEN(counts));
	json_object_set_new(o, "stopped", json_boolean(work->stopped));
	print_json_set_real(o, "elapsed_s",
			    (double)(clock_ms() - work->began_ms) / 1000);
	print_json(o);
}

static int look_code(const struct look_work *work)
{
	if (work->stopped)
		return COMMAND_STOPPED;
	return work->progress.failed > 0 ? COMMAND_SOME_FAILED : COMMAND_DONE;
}

static int look_tell(const struct look_work *work)
{
	const struct command *command = work->call->command;

	if (work->progress.error.kind != ERROR_NONE)
		return command_fail(command, &work->progress.error);
	look_summarise(work);
	if (work->call->json)
		look_print_json(work);
	return command_flush(command, look_code(work));
}

/* --- the whole ------------------------------------------------------------ */

/* Whether others look at this run already. */
static bool look_others(struct look_work *work)
{
	char *path CLEANUP(mem_free_str) =
		run_path(work->folded.run, "cache/look.lock");

	work->lock = file_open_own(path, O_RDWR | O_CREAT, 0666);
	return work->lock >= 0 && flock(work->lock, LOCK_EX | LOCK_NB) < 0;
}

static int look_images(const struct look_call *call, const struct run *run,
		       const char **ret, struct error *err)
{
	*ret = call->images != NULL ? call->images : run->images_root;
	if (*ret != NULL)
		return 0;
	return error_set(err, ERROR_USAGE,
			 "%s knows no images; name their directory with "
			 "--images DIR",
			 run->name);
}

static int look_open(struct look_work *work, struct error *err)
{
	const struct look_call *call = work->call;
	struct looking_options options = {
		.ocr_lang = call->ocr_lang,
		.threads = (int)call->concurrency,
	};
	const char *images;

	if (folded_open(call->command, call->dir, &work->folded, err) < 0 ||
	    look_images(call, work->folded.run, &images, err) < 0 ||
	    look_sheets_make(work->folded.run, work->folded.index, images,
			     (size_t)call->limit, &work->sheets, err) < 0 ||
	    facts_cache_open(work->folded.run, &work->cache, err) < 0 ||
	    mailbox_new(&work->inbox, err) < 0 ||
	    signals_start(work->inbox, &work->signals, err) < 0)
		return -1;
	options.backwards = look_others(work);
	return looking_start(&options, &work->sheets, work->cache, work->inbox,
			     &work->looking, err);
}

static void look_close(struct look_work *work)
{
	looking_stop(work->looking);
	signals_stop(work->signals);
	mailbox_free(work->inbox);
	facts_cache_close(work->cache);
	look_sheets_done(&work->sheets);
	folded_close(&work->folded);
	if (work->lock >= 0)
		close(work->lock);
}

static int look_work(const struct look_call *call)
{
	struct look_work work = {
		.call = call, .lock = -1, .began_ms = clock_ms()};
	struct error err;
	int code;

	ticker_init(&work.ticker);
	if (look_open(&work, &err) < 0) {
		code = command_fail(call->command, &err);
	} else {
		look_follow(&work);
		code = look_tell(&work);
	}
	look_close(&work);
	return code;
}

#else

static int look_work(const struct look_call *call)
{
	struct error err;

	error_set(&err, ERROR_USAGE,
		  "this vasculum was built without OCR, which finds out what "
		  "sheets show; build it with tesseract");
	return command_fail(call->command, &err);
}

#endif

static int look_begin(void *data, const struct settings *settings, char **args,
		      int n)
{
	struct look_call *call = data;

	(void)n;
	call->dir = args[0];
	if (call->ocr_lang == NULL)
		call->ocr_lang = settings->ocr_lang;
	return look_work(call);
}

static int look_run(const struct command *command, int argc, char **argv)
{
	struct look_call call = {.command = command};

	return command_configured(command, argc, argv, look_take, &call,
				  look_begin);
}

const struct command look_command = {
	.name = "look",
	.args = "RUN [--images DIR] [OPTIONS]",
	.summary = "find out what the sheets show by themselves",
	.details =
		"Finds the writing on each sheet, reads it with the built-in "
		"reader, and keeps\nwords, places and codes in RUN/cache: "
		"what values are held against, whoever read\nthem. It writes "
		"no record and works while others extract or review. Stop it "
		"at\nany moment: the same command goes on where it was.",
	.options = look_options,
	.args_min = 1,
	.args_max = 1,
	.args_wanted = "name one run directory",
	.run = look_run,
};
