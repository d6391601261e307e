/*
 * monitor.c: `vasculum monitor RUN|FOLDER|events.jsonl`: look at a run without
 * touching it.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/human.h"
#include "base/json.h"
#include "base/mem.h"
#include "cmd/commands.h"
#include "cmd/common/print.h"
#include "watch/watch.h"
#include "watch/words.h"

#define MONITOR_EVENTS	12  /* that are printed */
#define MONITOR_GLANCES 100 /* runs of a folder that are looked into */

enum monitor_option {
	OPTION_ONCE,
	OPTION_JSON,
};

static const struct command_option monitor_options[] = {
	[OPTION_ONCE] = {"once", 0, NULL, "print how it stands, and end"},
	[OPTION_JSON] = {"json", 0, NULL, "the same as one object"},
	{0},
};

struct monitor_call {
	const struct command *command;
	bool once, json;
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
		printf("  %-26s %5s %% %5s %% %7s %%\n", field->name,
		       print_share(field->filled, sheets, filled),
		       print_share(field->sound, sheets, sound),
		       print_share(field->seen, sheets, seen));
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

/* --- the command ---------------------------------------------------------- */

static int monitor_take(void *data, int option, const char *value,
			struct error *err)
{
	struct monitor_call *call = data;

	(void)value;
	(void)err;
	if (option == OPTION_JSON)
		call->json = true;
	else
		call->once = true;
	return 0;
}

static int monitor_work(const struct monitor_call *call, const char *path,
			struct error *err)
{
	struct watch_place place;
	int rc;

	if (watch_place_find(path, &place, err) < 0)
		return -1;
	rc = place.kind == WATCH_FOLDER ? monitor_folder(call, &place, err)
					: monitor_once(call, &place, err);
	watch_place_done(&place);
	return rc;
}

static int monitor_run(const struct command *command, int argc, char **argv)
{
	struct monitor_call call = {.command = command};
	struct error err;
	char **args;
	int n, code;

	code = command_parse(command, argc, argv, monitor_take, &call, &args,
			     &n);
	if (code >= 0)
		return code;
	if (monitor_work(&call, args[0], &err) < 0)
		return command_fail(command, &err);
	return command_flush(command, COMMAND_DONE);
}

const struct command monitor_command = {
	.name = "monitor",
	.args = "RUN|FOLDER|events.jsonl [OPTIONS]",
	.summary = "look at a run without touching it",
	.details = "Shows how far a run is, what it costs, what goes wrong and "
		   "who is at work, also of\nruns that another user or the "
		   "original pipeline writes. Takes no lock, and writes\n"
		   "nothing. Of a folder it lists the runs, newest first.",
	.options = monitor_options,
	.args_min = 1,
	.args_max = 1,
	.args_wanted = "name one run, folder of runs, or log of events",
	.run = monitor_run,
};
