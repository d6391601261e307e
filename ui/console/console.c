/*
 * console.c: the console's beginning and end. See console.h.
 *
 * 1. Order of the beginning: signals, threads, curses, the terminal's probe.
 *    What fails before curses is told on a terminal as it was.
 * 2. Order of the end: the terminal is given back first; then what was asked
 *    is finished, and only then the threads go. What could not be saved goes
 *    into the draft, and is printed.
 * 3. When the terminal has gone away the extraction is finished without one.
 */
#include "config.h"

#include "ui/console/console.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/file/xdg.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "engine/chat/chat.h"
#include "run/cache/facts.h"
#include "ui/app/mail.h"
#include "ui/console/session.h"
#include "ui/state/menu.h"
#include "ui/state/pendings.h"
#include "ui/terminal/stderr_redirect.h"
#include "ui/tmux/tmux.h"

#define CONSOLE_WATCH_MS 500

/* ---- threads ------------------------------------------------------------- */

/* A run that cannot be written has no store; its index is brought up to date
 * here, once. */
static int console_fold(const struct run *run, struct error *err)
{
	struct index *index;
	struct fold_report report;

	if (index_open(run, INDEX_FOLD, &index, err) < 0)
		return -1;
	if (index_fold(index, -1, &report, err) < 0) {
		index_close(index);
		return -1;
	}
	index_close(index);
	return 0;
}

/* Another process has written: the store folds it. Any thread. */
static void console_wake(void *store)
{
	store_wake(store);
}

/* The directories of earlier sessions. On the forecaster's thread. */
static size_t console_recent(void *data, char ***ret)
{
	char *dir CLEANUP(mem_free_str) = xdg_state_dir();
	struct error err;
	size_t n = 0;

	(void)data;
	if (dir == NULL || habits_load(dir, HABITS_FOLDERS, ret, &n, &err) < 0)
		return 0;
	return n;
}

static int console_start_threads(struct session *s, struct error *err)
{
	if (mailbox_new(&s->mail, err) < 0)
		return -1;
	if (s->run->read_only) {
		if (console_fold(s->run, err) < 0)
			return -1;
	} else if (store_start(s->run, &s->store, err) < 0 ||
		   draft_saver_start(s->run, s->options->by, s->mail,
				     &s->drafts, err) < 0) {
		return -1;
	}
	if (query_start(s->run, s->mail, &s->query, err) < 0 ||
	    columns_start(s->run, s->mail, &s->columns, err) < 0 ||
	    forecaster_start(s->run, s->mail, console_recent, NULL,
			     &s->forecaster, err) < 0 ||
	    preview_start(s->mail, &s->preview, err) < 0)
		return -1;
	query_set_reader(s->query, s->options->by);
	if (s->store != NULL) {
		char *facts CLEANUP(mem_free_str) = facts_cache_watched(s->run);

		if (record_look_start(s->run, s->store,
				      s->options->extract.ocr_lang, &s->look,
				      err) < 0)
			return -1;
		if (claims_start(s->run->dir, s->options->by, s->mail,
				 &s->claims, err) < 0)
			return -1;
		if (keeper_start(s->run, s->store, &s->options->extract,
				 s->mail, &s->keeper, err) < 0)
			return -1;
		if (s->options->match &&
		    matching_start(s->run, &s->options->asks, s->mail,
				   &s->matching, err) < 0)
			return -1;
		store_watch(s->store, s->mail);
		/* A first fold may have ended unheard. */
		store_wake(s->store);
		if (journal_watch_start(s->run->dir, facts, console_wake,
					s->store, &s->watch, err) < 0)
			return -1;
	}
	return remote_attach(s->run, s->mail, &s->remote, err);
}

/* The store first: what it has in hand may still fail, and belongs into the
 * last draft then. */
static void console_stop_store(struct session *s)
{
	/* Each waits for its thread alone: both end what they do at once. */
	if (s->keeper != NULL)
		keeper_hold(s->keeper);
	batcher_stop(s->batcher);
	s->batcher = NULL;
	remote_detach(s->remote);
	keeper_stop(s->keeper);
	s->keeper = NULL;
	matching_stop(s->matching);
	s->matching = NULL;
	journal_watch_stop(s->watch);
	s->watch = NULL;
	record_look_stop(s->look);
	s->look = NULL;
	claims_stop(s->claims);
	s->claims = NULL;
	if (s->store == NULL)
		return;
	/* A change of a million is not waited for. */
	atomic_store(&s->cancel, true);
	store_stop(s->store);
	s->store = NULL;
}

static void console_stop_threads(struct session *s)
{
	forecaster_stop(s->forecaster);
	query_stop(s->query);
	columns_stop(s->columns);
	if (s->preview != NULL)
		preview_stop(s->preview);
}

/* ---- the state ----------------------------------------------------------- */

/* What the form has to know of an engine. */
static struct app_engine console_engine(const struct session *s,
					const struct engine_ops *ops)
{
	return (struct app_engine){
		.name = ops->name,
		.network = ops->network,
		.any_server =
			ops->network && chat_default_url(ops->name) == NULL,
		.foreign_url = extract_foreign_url(s->run, &s->options->extract,
						   ops->name),
	};
}

/* The engines of this build; freed by the caller. */
static struct app_engine *console_engines(const struct session *s)
{
	const struct engine_ops *const *list = engine_list();
	struct app_engine *engines;
	size_t n = 0;

	while (list[n] != NULL)
		n++;
	engines = mem_zalloc((n + 1) * sizeof(*engines));
	for (size_t i = 0; i < n; i++)
		engines[i] = console_engine(s, list[i]);
	return engines;
}

static void console_init_app(struct session *s)
{
	struct app_options options = {
		.terms = s->run->terms,
		.keymap = &s->keymap,
		.run_name = s->run->name,
		.by = s->options->by,
		.read_only = s->run->read_only,
		.follows = s->store != NULL,
		.looks = s->look != NULL,
		.engines = s->engines,
		.extract = s->options->extract,
		.home = getenv("HOME"),
		.records_of =
			run_has_records(s->run) ? s->run->images_root : NULL,
		.at = s->options->at,
	};

	if (options.extract.images == NULL)
		options.extract.images = s->run->images_root;
	if (options.extract.engine == NULL)
		options.extract.engine = s->run->engine;
	if (options.extract.engine == NULL)
		options.extract.engine = options.extract.default_engine;
	session_caps(s, &options.caps);
	term_size(s->term, &options.columns, &options.rows);
	surface_init(&s->surface, options.columns, options.rows,
		     options.caps.ascii);
	app_init(&s->app, &options);
}

/* The commands of earlier sessions, and who keeps the next ones; the console
 * does without where there is no place for them. */
static void console_start_habits(struct session *s)
{
	char *dir CLEANUP(mem_free_str) = xdg_state_dir();
	char **lines = NULL;
	size_t n = 0;
	struct error err;

	if (dir == NULL)
		return;
	if (habits_load(dir, HABITS_COMMANDS, &lines, &n, &err) < 0 ||
	    habits_keeper_start(dir, &s->habits, &err) < 0)
		app_alarm(&s->app, "%s", err.text);
	for (size_t i = 0; i < n; i++) {
		history_add(&s->app.way.commands, lines[i]);
		free(lines[i]);
	}
	free(lines);
}

static void console_start_app(struct session *s)
{
	struct draft draft = {0};
	struct error err;
	bool have = draft_load(s->run, s->options->by, &draft, &err) == 0;

	app_start(&s->app, have ? &draft : NULL, &s->effects);
	if (!have && err.kind != ERROR_NOT_FOUND)
		app_alarm(&s->app, "%s", err.text);
	draft_done(&draft);
	session_perform(s);
	if (s->options->start && s->store != NULL &&
	    session_start_extraction(s, &s->options->extract, &err) < 0)
		app_alarm(&s->app, "%s", err.text);
}

/* ---- the terminal -------------------------------------------------------- */

static int console_check_terminal(struct error *err)
{
	const char *type = getenv("TERM");
	struct termios mode;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return error_set(err, ERROR_USAGE,
				 "the console needs a terminal; without one "
				 "use vasculum list, show and edit");
	if (type != NULL && strcmp(type, "dumb") == 0)
		return error_set(err, ERROR_USAGE,
				 "a console cannot be drawn with TERM=dumb; "
				 "use vasculum list, show and edit");
	if (term_check_type(NULL, err) < 0)
		return -1;
	/* In the background this stops the process, as it should. */
	if (tcgetattr(STDIN_FILENO, &mode) == 0)
		tcsetattr(STDIN_FILENO, TCSANOW, &mode);
	return 0;
}

static int console_open_terminal(struct session *s, struct error *err)
{
	struct term_options options = {
		.in = stdin,
		.out = stdout,
		.mouse = true,
		.focus = true,
	};

	/* Its answers come among the keys: nobody waits for them. */
	probe_start(s->probe, clock_ms());
	session_take_traits(s);
	options.colours = s->traits.colours;
	if (term_open(&options, &s->term, err) < 0)
		return -1;
	if (picture_new(&s->traits, -1, &s->picture, err) < 0) {
		term_close(s->term);
		s->term = NULL;
		return -1;
	}
	return 0;
}

/* ---- the end ------------------------------------------------------------- */

static bool progress_ended(const struct extract_progress *p)
{
	return p->state == EXTRACT_IDLE || p->state == EXTRACT_FINISHED ||
	       p->state == EXTRACT_FAILED;
}

/* Waits for the extraction, with an ear for signals. */
static void console_finish_extraction(struct session *s)
{
	struct extract_progress p;
	bool stopped = false;

	if (s->extractor == NULL)
		return;
	extractor_unwatch(s->extractor);
	if (s->end == SESSION_SIGNAL)
		extractor_command(s->extractor, VERB_STOP, "signal");
	for (;;) {
		int signo;

		extractor_progress(s->extractor, &p);
		if (progress_ended(&p))
			break;
		signo = sigwatch_wait(s->signals, CONSOLE_WATCH_MS);
		if (signo != SIGTERM && signo != SIGINT && signo != SIGQUIT)
			continue;
		if (stopped || s->end == SESSION_SIGNAL)
			extractor_command(s->extractor, VERB_ABORT, "signal");
		else
			extractor_command(s->extractor, VERB_STOP, "signal");
		stopped = true;
	}
	extractor_join(s->extractor, &p);
	s->extractor = NULL;
	s->app.progress = p;
	s->app.have_progress = true;
}

/* What waits for room is tried once more. */
static void console_last_try(struct session *s)
{
	pendings_retry(&s->app, &s->effects);
	session_perform(s);
}

/* Paid answers that could not be journaled: on the screen it was seen by
 * those alone who looked. */
static void console_tell_rescued(const struct session *s)
{
	if (s->app.rescued != NULL)
		fprintf(stderr, "vasculum: %s\n", s->app.rescued);
}

/* Whether a change of many records, or something to be taken back, is on its
 * way: what keeps it from being made leaves nothing that a draft has. */
static bool console_is_changing(const struct app *app)
{
	bool changing = app->columns.doing != 0;

	for (size_t i = 0; i < app->pendings.n; i++) {
		enum act_op op = app->pendings.items[i].op;

		changing = changing || op == ACT_UNDO || op == ACT_REDO;
	}
	return changing;
}

/* What came when the screen was gone; the draft that follows from it is
 * written. */
static void console_take_last(struct session *s)
{
	const char *what = s->app.columns.doing != 0
				   ? "the change of many records"
				   : "the undo";
	bool changing = console_is_changing(&s->app);
	struct mail *mail;

	s->app.message.alarm = false;
	while ((mail = mailbox_take(s->mail)) != NULL)
		app_event(&s->app, mail, &s->effects);
	for (size_t i = 0; i < s->effects.n && s->drafts != NULL; i++)
		if (s->effects.items[i].kind == EFFECT_DRAFT)
			draft_saver_put(s->drafts, &s->effects.items[i].draft);
	effects_clear(&s->effects);
	if (changing && s->app.message.alarm)
		fprintf(stderr, "vasculum: %s: %s\n", what,
			s->app.message.text);
	console_tell_rescued(s);
}

#define TOLD_MOST 160 /* columns of what is in the draft anyway */

/* "sheet-01.jpg locality: Regina": so that it can be typed again. What is kept
 * is cut, or it would push the reason off the screen. */
static void console_tell_typed(const char *image, const char *what,
			       const char *text, bool kept)
{
	char *name CLEANUP(mem_free_str) =
		text_cleaned(image != NULL ? image : "");
	char *clean CLEANUP(mem_free_str) =
		text_cleaned(text != NULL ? text : "");
	size_t len = kept ? text_fit(clean, TOLD_MOST, NULL) : strlen(clean);

	fprintf(stderr, "  %s %s%s%.*s%s\n", name, what, len > 0 ? ": " : "",
		(int)len, clean, clean[len] != '\0' ? "…" : "");
}

static void console_tell_act(const struct pending_act *p, bool kept)
{
	console_tell_typed(p->image != NULL ? p->image : p->specimen_id,
			   p->term != NULL ? p->term : act_op_word(p->op),
			   p->value != NULL ? p->value : p->reason, kept);
}

/* What was being typed. */
static void console_tell_typing(const struct app *app)
{
	enum act_op op;

	if (app->edit.active)
		console_tell_typed(app->here.specimen.image, app->edit.term,
				   lineedit_text(&app->edit.line), false);
	else if (prompt_typed(app, &op))
		console_tell_typed(app->here.specimen.image, act_op_word(op),
				   lineedit_text(&app->prompt.line), false);
}

/* Acts that could not be saved, and where they are now. Returns how many. */
static int console_tell_unsaved(struct session *s, const struct error *lost)
{
	const struct app *app = &s->app;
	const struct pending_act *last = NULL;
	enum act_op op;
	bool typed = lost != NULL && app->here.have &&
		     (app->edit.active || prompt_typed(app, &op));

	for (size_t i = 0; i < app->pendings.n; i++)
		if (app->pendings.items[i].failed)
			last = &app->pendings.items[i];
	if (last == NULL && !typed)
		return 0;
	fprintf(stderr, "vasculum: not saved (%s)%s%s%s:\n",
		last != NULL ? last->error : "not finished",
		lost != NULL ? ", and no draft could be written ("
			     : "; kept as a draft",
		lost != NULL ? lost->text : "", lost != NULL ? ")" : "");
	for (size_t i = 0; i < app->pendings.n; i++)
		if (app->pendings.items[i].failed)
			console_tell_act(&app->pendings.items[i], lost == NULL);
	if (typed)
		console_tell_typing(app);
	return (int)app_failed(app) + (typed ? 1 : 0);
}

/* The threads go; what could not be saved goes into the draft, or is told.
 * Returns how much that was. */
static int console_end(struct session *s, bool ran)
{
	struct error lost;
	bool kept;

	if (ran)
		console_last_try(s);
	console_stop_store(s);
	if (ran)
		console_take_last(s);
	habits_keeper_stop(s->habits);
	kept = draft_saver_stop(s->drafts, &lost) == 0;
	console_stop_threads(s);
	return ran ? console_tell_unsaved(s, kept ? NULL : &lost) : 0;
}

static int console_exit_code(const struct session *s, int unsaved)
{
	const struct extract_progress *p = &s->app.progress;

	if (unsaved > 0)
		return COMMAND_FAILED;
	if (!s->app.have_progress || p->elsewhere)
		return COMMAND_DONE;
	if (strcmp(p->stopped, "signal") == 0)
		return COMMAND_STOPPED;
	/* Nobody saw how it ended: as `vasculum extract` would end. */
	if (s->end != SESSION_HUNG_UP)
		return COMMAND_DONE;
	if (p->state == EXTRACT_FAILED)
		return COMMAND_FAILED;
	if (p->stopped[0] != '\0')
		return COMMAND_STOPPED;
	return p->failed > 0 ? COMMAND_SOME_FAILED : COMMAND_DONE;
}

static void session_free(struct session *s)
{
	surface_done(&s->surface);
	effects_done(&s->effects);
	keymap_done(&s->keymap);
	free(s->engines);
	probe_free(s->probe);
	passthrough_free(s->passthrough);
	mailbox_free(s->mail);
	sigwatch_stop(s->signals);
	free(s);
}

/* Everything on the terminal, from its probe to its return. */
static int console_on_terminal(struct session *s, struct error *err)
{
	int redirect;

	s->probe = probe_new();
	s->passthrough = passthrough_new(tmux_pane());
	if (console_open_terminal(s, err) < 0)
		return -1;
	stderr_redirect_begin(&redirect);
	console_init_app(s);
	console_start_habits(s);
	console_start_app(s);
	session_loop(s);
	if (s->editor != NULL)
		session_take_terminal(s);
	if (s->end == SESSION_HUNG_UP && sigwatch_terminal_gone())
		sigwatch_drop_terminal();
	picture_stop(s->picture);
	picture_leave(s->picture);
	session_close(s);
	passthrough_take_back(s->passthrough);
	/* Told to, it goes on without one that is still there. */
	if (s->end == SESSION_HUNG_UP) {
		sigwatch_drop_terminal();
		stderr_redirect_drop(redirect);
	} else {
		stderr_redirect_end(redirect);
	}
	latency_report(&s->latency);
	return 0;
}

int console_run(const struct run *run, const struct console_options *options,
		struct error *err)
{
	struct session *s;
	int rc, unsaved;

	*err = (struct error){0};
	if (console_check_terminal(err) < 0)
		return error_exit_code(err);
	s = mem_zalloc(sizeof(*s));
	s->run = run;
	s->options = options;
	s->engines = console_engines(s);
	rc = keymap_load(&s->keymap, run->config_dir, options->key_file, err);
	if (rc == 0)
		rc = sigwatch_start(&s->signals, err);
	if (rc == 0)
		rc = console_start_threads(s, err);
	if (rc == 0) {
		sigwatch_guard_crash();
		rc = console_on_terminal(s, err);
	}
	if (rc == 0)
		console_finish_extraction(s);
	unsaved = console_end(s, rc == 0);
	if (rc == 0) {
		rc = console_exit_code(s, unsaved);
		app_done(&s->app);
	} else {
		rc = error_exit_code(err);
	}
	session_free(s);
	return rc;
}
