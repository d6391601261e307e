/*
 * extractor.c: what other threads call; all of it ends in mail to the worker
 * thread or in a copy of its snapshot. See extractor.h.
 */
#include "config.h"

#include "extract/worker/extractor.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/thread/thread.h"
#include "engine/chat/chat.h"
#include "engine/net/url.h"
#include "extract/control/loan.h"
#include "extract/schedule/keyring.h"
#include "extract/worker/worker.h"

struct extractor {
	/* immutable after the start */
	struct worker_setup setup;
	struct extract_options options;
	void *texts; /* of the options */
	struct mailbox *inbox;
	pthread_t thread;

	struct reporter reporter; /* the worker's, but for its copies */
	struct loan *loan;	  /* of RUN/lock */
};

int extract_check_engine(const char *name, struct error *err)
{
	const struct engine_ops *const *engines = engine_list();
	const char *lacks = engine_lacks(name);
	struct bytes names = {0};

	if (engine_find(name) != NULL)
		return 0;
	for (size_t i = 0; engines[i] != NULL; i++)
		bytes_printf(&names, "%s%s", i > 0 ? ", " : "",
			     engines[i]->name);
	if (lacks != NULL)
		error_set(err, ERROR_USAGE,
			  "there is no engine \"%s\": this build was made "
			  "without %s; it has: %s",
			  name, lacks, names.data);
	else
		error_set(err, ERROR_USAGE,
			  "there is no engine \"%s\"; this version has: %s",
			  name, names.data);
	bytes_done(&names);
	return -1;
}

int extract_check_privacy(const struct extract_options *options,
			  const char *engine, struct error *err)
{
	if (engine_find(engine)->privacy ||
	    (!options->zdr && !options->allow_training))
		return 0;
	return error_set(
		err, ERROR_USAGE,
		"--%s cannot be promised by the engine \"%s\": its "
		"server is not told what may be kept; leave it out, or "
		"use --engine openrouter",
		options->zdr ? "zdr" : "allow-training", engine);
}

static int extractor_check(const struct run *run,
			   const struct extract_options *options,
			   const struct engine_ops *ops, struct error *err)
{
	int at_once = ops->network ? options->window : options->threads;
	int most = ops->network ? EXTRACT_WINDOW_MAX : EXTRACT_THREADS_MAX;

	if (run->read_only)
		return error_set(err, ERROR_FAILED,
				 "%s cannot be written; make it writable, or "
				 "copy the run to where it is",
				 run->dir);
	if (options->images == NULL && run->images_root == NULL)
		return error_set(err, ERROR_USAGE,
				 "this run does not know its photographs yet; "
				 "name their directory with --images DIR");
	if (at_once < 0 || at_once > most)
		return error_set(err, ERROR_USAGE,
				 "--concurrency takes 1 to %d, not %d", most,
				 at_once);
	return 0;
}

static void extractor_free(struct extractor *extractor)
{
	reporter_done(&extractor->reporter);
	loan_free(extractor->loan);
	mailbox_free(extractor->inbox);
	free(extractor->texts);
	free(extractor);
}

static struct extractor *extractor_new(const struct extract_options *options)
{
	struct extractor *extractor = mem_zalloc(sizeof(*extractor));

	extractor->texts = extract_options_copy(options, &extractor->options);
	return extractor;
}

static void control_progress(void *extractor, struct extract_progress *ret)
{
	extractor_progress(extractor, ret);
}

static void control_command(void *extractor, enum extract_verb verb)
{
	extractor_command(extractor, verb, "signal");
}

/* The worker looks at the loan once it is awake. */
static void extractor_wake(struct extractor *extractor)
{
	struct mail *mail = mem_zalloc(sizeof(*mail));

	mail->kind = WORKER_MAIL_WAKE;
	mailbox_replace(extractor->inbox, mail);
}

static bool control_borrow(void *data)
{
	struct extractor *extractor = data;
	bool asked = loan_ask(extractor->loan);

	extractor_wake(extractor);
	return asked;
}

static enum loan_state control_lent(void *data, struct bytes *ret)
{
	struct extractor *extractor = data;

	return loan_read(extractor->loan, ret);
}

static void control_return(void *data)
{
	struct extractor *extractor = data;

	loan_return(extractor->loan);
	extractor_wake(extractor);
}

static const struct control_ops control_ops = {
	.progress = control_progress,
	.command = control_command,
	.borrow = control_borrow,
	.lent = control_lent,
	.give_back = control_return,
};

int extractor_start_with(const struct run *run, struct store *store,
			 const struct extract_options *options,
			 const struct engine_ops *ops, struct mailbox *watcher,
			 struct extractor **ret, struct error *err)
{
	struct extractor *extractor;

	if (extractor_check(run, options, ops, err) < 0)
		return -1;
	extractor = extractor_new(options);
	reporter_init(&extractor->reporter, watcher);
	extractor->loan = loan_new();
	if (mailbox_new(&extractor->inbox, err) < 0)
		goto fail;
	extractor->setup = (struct worker_setup){
		.run = run,
		.store = store,
		.options = &extractor->options,
		.ops = ops,
		.inbox = extractor->inbox,
		.reporter = &extractor->reporter,
		.control_ops = &control_ops,
		.control_data = extractor,
		.loan = extractor->loan,
	};
	if (thread_start(&extractor->thread, "worker", worker_thread,
			 &extractor->setup, err) < 0)
		goto fail;
	*ret = extractor;
	return 0;
fail:
	extractor_free(extractor);
	return -1;
}

const char *extract_engine_name(const struct run *run,
				const struct extract_options *options)
{
	const char *names[] = {options->engine, run->engine,
			       options->default_engine, "local"};
	size_t i = 0;

	while (names[i] == NULL)
		i++;
	return names[i];
}

/* Models and address where the options do not say them. */
static void options_fill(struct extract_options *options, const char *models,
			 const char *base_url)
{
	if (options->models == NULL)
		options->models = models;
	if (options->base_url == NULL)
		options->base_url = base_url;
}

/* What is sent where the options do not say it. */
static void options_fill_send(struct extract_options *options, const char *word)
{
	if (!options->sends && word != NULL &&
	    payload_send_parse(word, &options->send) == 0)
		options->sends = true;
}

static bool url_is_own(const char *engine, const char *url)
{
	const char *own = chat_default_url(engine);

	return own != NULL ? http_url_same_server(url, own)
			   : http_url_is_here(url);
}

const char *extract_foreign_url(const struct run *run,
				const struct extract_options *options,
				const char *engine)
{
	const struct run_memory *memory = run_memory(run, engine);
	const char *url = memory != NULL ? memory->base_url : NULL;
	bool configured = options->default_engine != NULL &&
			  options->default_base_url != NULL &&
			  strcmp(options->default_engine, engine) == 0;

	if (url == NULL || options->base_url != NULL ||
	    !engine_find(engine)->network || url_is_own(engine, url) ||
	    !keyring_is_named(engine, options->key_file))
		return NULL;
	if (configured && http_url_same_server(url, options->default_base_url))
		return NULL;
	return url;
}

static int extractor_check_url(const struct run *run,
			       const struct extract_options *options,
			       const char *engine, struct error *err)
{
	const char *url = extract_foreign_url(run, options, engine);

	if (url == NULL)
		return 0;
	return error_set(
		err, ERROR_USAGE,
		"run.json of this run, and nobody else, says that keys "
		"of %s go to %s; where that is right, confirm it with "
		"--base-url %s, or with base-url in config.ini",
		engine, url, url);
}

int extract_resolve(const struct run *run,
		    const struct extract_options *options,
		    struct extract_options *ret,
		    const struct engine_ops **ret_ops, struct error *err)
{
	const char *name = extract_engine_name(run, options);
	const struct run_memory *memory = run_memory(run, name);

	*ret = *options;
	if (extract_check_engine(name, err) < 0 ||
	    extractor_check_url(run, options, name, err) < 0)
		return -1;
	/* What was asked last is asked again, of the same engine. */
	if (memory != NULL) {
		options_fill(ret, memory->models, memory->base_url);
		options_fill_send(ret, memory->send);
	}
	options_fill_send(ret, options->default_send);
	if (options->default_engine != NULL &&
	    strcmp(options->default_engine, name) == 0)
		options_fill(ret, options->default_models,
			     options->default_base_url);
	*ret_ops = engine_find(name);
	return (*ret_ops)->network ? extract_check_privacy(options, name, err)
				   : 0;
}

int extractor_start(const struct run *run, struct store *store,
		    const struct extract_options *options,
		    struct mailbox *watcher, struct extractor **ret,
		    struct error *err)
{
	const struct engine_ops *ops;
	struct extract_options full;

	if (extract_resolve(run, options, &full, &ops, err) < 0)
		return -1;
	return extractor_start_with(run, store, &full, ops, watcher, ret, err);
}

void extractor_command(struct extractor *extractor, enum extract_verb verb,
		       const char *why)
{
	struct worker_command *command = mem_zalloc(sizeof(*command));

	command->mail.kind = WORKER_MAIL_COMMAND;
	command->verb = verb;
	snprintf(command->why, sizeof(command->why), "%s",
		 why != NULL ? why : "");
	mailbox_post(extractor->inbox, &command->mail);
}

void extractor_unwatch(struct extractor *extractor)
{
	snapshot_unwatch(extractor->reporter.snapshot);
}

void extractor_progress(struct extractor *extractor,
			struct extract_progress *ret)
{
	snapshot_get(extractor->reporter.snapshot, ret);
}

void extractor_ignored(struct extractor *extractor, struct extract_ignored *ret)
{
	reporter_get_ignored(&extractor->reporter, ret);
}

int extractor_notices(struct extractor *extractor,
		      struct extract_event ret[EXTRACT_NOTICES])
{
	return reporter_get_notices(&extractor->reporter, ret);
}

void extractor_join(struct extractor *extractor, struct extract_progress *ret)
{
	pthread_join(extractor->thread, NULL);
	if (ret != NULL)
		extractor_progress(extractor, ret);
	extractor_free(extractor);
}
