/*
 * monitor.c: `vasculum monitor RUN|FOLDER|events.jsonl`: look at a run without
 * touching it.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/human.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "cmd/commands.h"
#include "cmd/common/print.h"
#include "ui/monitor/monitor.h"
#include "watch/watch.h"
#include "watch/words.h"

#define MONITOR_EVENTS	12  /* that are printed */
#define MONITOR_GLANCES 100 /* runs of a folder that are looked into */

enum monitor_option {
	OPTION_ONCE,
	OPTION_JSON,
	OPTION_BELL,
	OPTION_PICTURE,
	OPTION_TMUX,
};

static const struct command_option monitor_options[] = {
	[OPTION_ONCE] = {"once", 0, NULL, "print how it stands, and end"},
	[OPTION_JSON] = {"json", 0, NULL, "the same as one object"},
	[OPTION_BELL] = {"bell", 0, NULL,
			 "ring at a half, three quarters and the end"},
	[OPTION_PICTURE] = {"picture", 'p', NULL,
			    "show the label that was read last"},
	[OPTION_TMUX] = {"tmux", 0, NULL,
			 "in a split of this tmux, or in a session of its own"},
	{0},
};

struct monitor_call {
	const struct command *command;
	bool once, json, tmux;
	struct monitor_options options;
};

/* --- one run -------------------------------------------------------------- */

/* A line of its own, where there are words. */
static void monitor_line(const char *label, const struct bytes *words)
{
	int column = 12;

	if (words->len == 0)
		return;
	printf("  %-10s", label);
	print_flow(words->data, 12, false, &column);
	putchar('\n');
}

static void monitor_show_words(const struct watch_view *view)
{
	static const struct {
		const char *label;
		void (*write)(const struct watch_view *view, struct bytes *ret);
	} lines[] = {
		{"state", watch_words_state},
		{"progress", watch_words_progress},
		{"sheets", watch_words_outcome},
		{"failures", watch_words_kinds},
		{"now", watch_words_work},
		{"cost", watch_words_money},
		{"records", watch_words_records},
		{"review", watch_words_review},
		{"batches", watch_words_batches},
	};

	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		struct bytes words CLEANUP(bytes_done) = {0};

		lines[i].write(view, &words);
		monitor_line(lines[i].label, &words);
	}
}

static void monitor_show_lists(const struct watch_view *view)
{
	const struct watch_figures *figures = &view->figures;

	for (size_t i = 0; i < figures->batches.n_chunks; i++) {
		struct bytes words CLEANUP(bytes_done) = {0};

		if (!figures->batches.chunks[i].open)
			break;
		watch_words_chunk(&figures->batches.chunks[i], view->now,
				  &words);
		monitor_line("batch", &words);
	}
	for (size_t i = 0; i < figures->curators.n; i++) {
		struct bytes words CLEANUP(bytes_done) = {0};

		watch_words_curator(&figures->curators.items[i], view->now,
				    &words);
		monitor_line("curator", &words);
	}
}

static void monitor_show_fields(const struct watch_view *view)
{
	const struct watch_records *records = &view->figures.records;
	size_t sheets = records->counts.sheets;
	char filled[32], sound[32], seen[32];

	if (!records->known || records->n_fields == 0 || sheets == 0)
		return;
	printf("\n  %-26s %7s %7s %9s\n", "FIELD", "FILLED", "SOUND",
	       "ON SHEET");
	for (size_t i = 0; i < records->n_fields; i++) {
		const struct watch_field *field = &records->fields[i];

		if (!field->required)
			continue;
		printf("  %-26s %5s %% %5s %% %7s%s\n", field->name,
		       print_share(field->filled, sheets, filled),
		       print_share(field->sound, sheets, sound),
		       records->looked ? print_share(field->seen, sheets, seen)
				       : "-",
		       records->looked ? " %" : "");
	}
}

static void monitor_show_events(const struct watch_view *view)
{
	const struct watch_log *log = &view->log;
	uint64_t first = watch_log_first(log);

	if (log->seq == 0)
		return;
	if (log->seq >= MONITOR_EVENTS && log->seq - MONITOR_EVENTS + 1 > first)
		first = log->seq - MONITOR_EVENTS + 1;
	putchar('\n');
	for (uint64_t seq = first; seq <= log->seq; seq++) {
		const struct watch_event *event = watch_log_event(log, seq);
		struct bytes words CLEANUP(bytes_done) = {0};

		watch_words_time(event->at, &words);
		bytes_printf(&words, "  %-8s", watch_class_word(event->class));
		watch_words_event(event, &words);
		fputs("  ", stdout);
		print_fitted(words.data, print_columns() - 2);
		putchar('\n');
	}
}

static void monitor_show_text(const struct watch_view *view)
{
	print_text(view->name);
	putchar('\n');
	monitor_show_words(view);
	monitor_show_lists(view);
	monitor_show_fields(view);
	monitor_show_events(view);
	if (view->trouble[0] != '\0')
		fprintf(stderr, "vasculum monitor: %s\n", view->trouble);
}

static int monitor_once(const struct monitor_call *call,
			const struct watch_place *place, struct error *err)
{
	struct watch *watch;

	if (watch_open(place, &watch, err) < 0)
		return -1;
	watch_whole(watch);
	if (call->json) {
		json_t *json CLEANUP(json_release) =
			watch_view_json(watch_view(watch), true);

		print_json(json);
	} else {
		monitor_show_text(watch_view(watch));
	}
	watch_close(watch);
	return 0;
}

/* --- a folder ------------------------------------------------------------- */

static void monitor_show_entry(const struct watch_entry *entry,
			       const struct watch_view *view)
{
	struct bytes words CLEANUP(bytes_done) = {0};

	print_column(entry->name, 32);
	if (view->trouble[0] == '\0') {
		printf("  %-10s  ", watch_state_word(view->state));
		watch_words_progress(view, &words);
		bytes_append_str(&words, "  ");
	} else {
		bytes_printf(&words, "  %s  ", view->trouble);
	}
	watch_words_ago(entry->changed_at, view->now, &words);
	print_fitted(words.data, print_columns() - 46);
	putchar('\n');
}

static json_t *monitor_entry_json(const struct watch_entry *entry,
				  const struct watch_view *view)
{
	json_t *json = watch_view_json(view, false);

	json_set_string(json, "name", entry->name);
	json_set_string(json, "path", entry->path);
	return json;
}

/* Runs newest first; of the first hundred how they stand. */
static int monitor_folder(const struct monitor_call *call,
			  const struct watch_place *place, struct error *err)
{
	struct watch_view *view = mem_zalloc(sizeof(*view));
	struct watch_entries entries;
	int rc = watch_entries_read(place->path, &entries, err);

	for (size_t i = 0; rc == 0 && i < entries.n && i < MONITOR_GLANCES;
	     i++) {
		const struct watch_entry *entry = &entries.items[i];
		struct watch_place run = {entry->kind, entry->path,
					  entry->name};

		watch_glance(&run, view);
		if (call->json) {
			json_t *json CLEANUP(json_release) =
				monitor_entry_json(entry, view);

			print_json(json);
		} else {
			monitor_show_entry(entry, view);
		}
	}
	if (rc == 0 && entries.n + entries.left_off > MONITOR_GLANCES)
		fprintf(stderr, "vasculum monitor: and %zu older runs\n",
			entries.n + entries.left_off - MONITOR_GLANCES);
	if (rc == 0)
		watch_entries_done(&entries);
	free(view);
	return rc;
}

/* --- tmux ----------------------------------------------------------------- */

extern char **environ;

/* This program, to be started again; owned. */
static char *monitor_program(void)
{
	char path[4096];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path));

	return len > 0 && len < (ssize_t)sizeof(path)
		       ? mem_strndup(path, (size_t)len)
		       : mem_strdup("vasculum");
}

/* "vasculum-RUN", without what tmux takes for a part of a target, or, since it
 * expands names, for a format: #(…) is a command to it. Owned. */
static char *monitor_session(const struct watch_place *place)
{
	char *name = mem_printf("vasculum-%s", place->name);

	for (char *at = name; *at != '\0'; at++)
		if (strchr(".:;=@$%#{}\"' ", *at) != NULL)
			*at = '_';
	return name;
}

/* Whether such a session is there. */
static bool monitor_has_session(const char *name)
{
	char *target CLEANUP(mem_free_str) = mem_printf("=%s", name);
	const char *words[] = {"tmux", "has-session", "-t", target, NULL};
	posix_spawn_file_actions_t quiet;
	int status = -1;
	pid_t pid;

	posix_spawn_file_actions_init(&quiet);
	posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null",
					 O_WRONLY, 0);
	if (posix_spawnp(&pid, "tmux", &quiet, NULL, (char **)(uintptr_t)words,
			 environ) == 0)
		waitpid(pid, &status, 0);
	posix_spawn_file_actions_destroy(&quiet);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Becomes what the words say; on return it could not. */
static int monitor_exec(const char *const *words, struct error *err)
{
	execvp(words[0], (char **)(uintptr_t)words);
	return error_sys(err, errno,
			 "cannot start tmux; install it, or leave "
			 "--tmux out");
}

/*
 * Becomes a tmux: a split of the one around us; else a session of its own,
 * named after the run, with console and monitor, or that session where it is
 * there already. Words go to tmux one by one: no shell sees them.
 */
static int monitor_in_tmux(const struct watch_place *place, struct error *err)
{
	char *self CLEANUP(mem_free_str) = monitor_program();
	char *name CLEANUP(mem_free_str) = monitor_session(place);
	char *target CLEANUP(mem_free_str) = mem_printf("=%s", name);
	/* A word that ends in ; would end the command. */
	char *path CLEANUP(mem_free_str) = mem_printf(
		"%s%s", place->path, place->kind == WATCH_LOG ? "" : "/");
	const char *const split[] = {"tmux",	"split-window", self,
				     "monitor", path,		NULL};
	const char *const attach[] = {"tmux", "attach-session", "-t", target,
				      NULL};
	const char *const alone[] = {"tmux", "new-session", "-s", name,
				     self,   "monitor",	    path, NULL};
	const char *const both[] = {
		"tmux", "new-session", "-s",	       name, self,
		path,	";",	       "split-window", "-d", "-l",
		"14",	self,	       "monitor",      path, NULL};
	const char *pane = getenv("TMUX");

	if (pane != NULL && pane[0] != '\0')
		return monitor_exec(split, err);
	if (monitor_has_session(name))
		return monitor_exec(attach, err);
	return monitor_exec(place->kind == WATCH_RUN ? both : alone, err);
}

/* --- the command ---------------------------------------------------------- */

static int monitor_take(void *data, int option, const char *value,
			struct error *err)
{
	struct monitor_call *call = data;

	bool *const flags[] = {
		[OPTION_ONCE] = &call->once,
		[OPTION_JSON] = &call->json,
		[OPTION_BELL] = &call->options.bell,
		[OPTION_PICTURE] = &call->options.picture,
		[OPTION_TMUX] = &call->tmux,
	};

	(void)value;
	(void)err;
	*flags[option] = true;
	return 0;
}

/* Where nobody looks at a screen, it is printed once. */
static bool monitor_is_for_people(const struct monitor_call *call)
{
	return !call->once && !call->json && isatty(STDIN_FILENO) &&
	       isatty(STDOUT_FILENO);
}

/* An exit code. */
static int monitor_work(const struct monitor_call *call, const char *path,
			struct error *err)
{
	struct watch_place place;
	int rc;

	if (watch_place_find(path, &place, err) < 0)
		return error_exit_code(err);
	if (call->tmux) {
		rc = monitor_in_tmux(&place, err);
		watch_place_done(&place);
		return rc < 0 ? error_exit_code(err) : COMMAND_DONE;
	}
	if (monitor_is_for_people(call)) {
		rc = monitor_run(&place, &call->options, err);
		watch_place_done(&place);
		return rc;
	}
	rc = place.kind == WATCH_FOLDER ? monitor_folder(call, &place, err)
					: monitor_once(call, &place, err);
	watch_place_done(&place);
	return rc < 0 ? error_exit_code(err) : COMMAND_DONE;
}

static int monitor_command_run(const struct command *command, int argc,
			       char **argv)
{
	struct monitor_call call = {.command = command};
	struct error err = {0};
	char **args;
	int n, code;

	code = command_parse(command, argc, argv, monitor_take, &call, &args,
			     &n);
	if (code >= 0)
		return code;
	code = monitor_work(&call, args[0], &err);
	if (err.kind != ERROR_NONE)
		return command_fail(command, &err);
	return command_flush(command, code);
}

const struct command monitor_command = {
	.name = "monitor",
	.args = "RUN|FOLDER|events.jsonl [OPTIONS]",
	.summary = "look at a run without touching it",
	.details = "Shows how far a run is, what it costs, what goes wrong and "
		   "who is at work,\nalso of runs that another user or the "
		   "original pipeline writes. Takes no lock,\nand writes "
		   "nothing. Of a folder it lists the runs, newest first.",
	.options = monitor_options,
	.args_min = 1,
	.args_max = 1,
	.args_wanted = "name one run, folder of runs, or log of events",
	.run = monitor_command_run,
};
