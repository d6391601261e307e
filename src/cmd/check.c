/*
 * check.c: `vasculum check RUN`: the validators over every current value.
 *
 * They run anew, whatever the index holds.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/json/json.h"
#include "cmd/commands.h"
#include "cmd/common/folded.h"
#include "cmd/common/lists.h"
#include "cmd/common/print.h"
#include "dwc/taxa/taxa_verdict.h"
#include "match/view.h"
#include "run/index/filter.h"
#include "run/index/rows.h"

static const struct command_option check_options[] = {
	{"format", 'f', "F", "text (the default) or jsonl"},
	{0},
};

struct check {
	const struct terms *terms;
	struct run_words *words; /* what the run says; or NULL */
	struct taxa *taxa;
	struct taxa_memory names;
	struct match_view *gbif;
	void (*show)(const struct specimen_row *row,
		     const struct verdicts *verdicts);
	size_t records, amiss, by_severity[SEVERITY_ERROR + 1];
};

/* --- how it is shown ------------------------------------------------------ */

static void check_text(const struct specimen_row *row,
		       const struct verdicts *verdicts)
{
	print_id(row->id);
	fputs("  ", stdout);
	print_fitted(row->image, PRINT_COLUMNS - 14);
	putchar('\n');
	for (size_t i = 0; i < verdicts->n; i++) {
		const struct verdict *verdict = &verdicts->items[i];

		printf("  %-7s  ", severity_word(verdict->severity));
		print_column(verdict->term, 20);
		fputs("  ", stdout);
		print_verdict(verdict, 2 + 7 + 2 + 20 + 2);
	}
}

static void check_jsonl(const struct specimen_row *row,
			const struct verdicts *verdicts)
{
	for (size_t i = 0; i < verdicts->n; i++) {
		const struct verdict *verdict = &verdicts->items[i];
		json_t *line CLEANUP(json_release) = json_object();

		json_set_string(line, "specimen_id", row->id);
		json_set_string(line, "image", row->image);
		json_set_string(line, "term", verdict->term);
		json_set_string(line, "code", verdict->code);
		json_set_string(line, "severity",
				severity_word(verdict->severity));
		json_set_string(line, "origin",
				verdict_origin_word(verdict->origin));
		json_set_string(line, "message", verdict->message);
		if (verdict->proposal != NULL)
			json_set_string(line, "proposal", verdict->proposal);
		else
			json_object_set_new(line, "proposal", json_null());
		print_json(line);
	}
}

static void check_sum(const struct check *check)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	char records[32], amiss[32], errors[32], warnings[32], notes[32];
	int column = 0;

	bytes_printf(
		&text,
		"%s records checked, %s with something amiss: %s errors, "
		"%s warnings, %s notes",
		print_figure(check->records, records),
		print_figure(check->amiss, amiss),
		print_figure(check->by_severity[SEVERITY_ERROR], errors),
		print_figure(check->by_severity[SEVERITY_WARNING], warnings),
		print_figure(check->by_severity[SEVERITY_NOTE], notes));
	if (check->amiss > 0)
		putchar('\n');
	print_flow(text.data, 0, false, &column);
	putchar('\n');
}

/* --- the command ---------------------------------------------------------- */

/* What the readers said themselves: the index knows it, a journal is not asked
 * for it. */
static void record_take_said(struct record *record, const json_t *values)
{
	for (size_t i = 0; i < record->n; i++) {
		struct field *field = &record->fields[i];

		field->said =
			json_number_at(json_object_get(values, field->term),
				       "confidence_raw", -1);
	}
}

static int check_visit(void *arg, const struct specimen_row *row,
		       const char *dwc, struct error *err)
{
	struct check *check = arg;
	json_t *values CLEANUP(json_release) = NULL;
	struct verdicts verdicts CLEANUP(verdicts_done) = {0};
	struct record record CLEANUP(record_done);

	record_init(&record);
	if (ferror(stdout))
		return 1;
	if (json_read(dwc, strlen(dwc), &values, NULL, err) < 0 ||
	    record_read_json(values, -1, SOURCE_MODEL, &record, NULL, err) < 0)
		return -1;
	record_take_said(&record, values);
	record_validate(check->terms, &record, &verdicts);
	run_words_validate(check->words, check->terms, &record, &verdicts);
	if (taxa_validate(check->taxa, &check->names, check->terms, &record,
			  &verdicts, err) < 0)
		return -1;
	match_validate(check->gbif, check->terms, &record, &verdicts);
	check->records++;
	check->amiss += verdicts.n > 0;
	for (size_t i = 0; i < verdicts.n; i++)
		check->by_severity[verdicts.items[i].severity]++;
	if (verdicts.n > 0)
		check->show(row, &verdicts);
	return 0;
}

static int check_records(const struct command *command, const char *dir,
			 struct check *check, struct error *err)
{
	struct index_filter filter;
	struct folded folded;
	int rc;

	if (folded_open(command, dir, &folded, err) < 0)
		return -1;
	check->terms = folded.run->terms;
	index_filter_init(&filter);
	rc = index_run_words(folded.index, &check->words, err);
	if (rc == 0)
		rc = lists_open(command, NULL, &check->taxa, err);
	if (rc == 0)
		rc = match_view_open(folded.run, &check->gbif, err);
	if (rc == 0)
		match_view_follow(check->gbif);
	if (rc == 0)
		rc = index_walk(folded.index, &filter, ORDER_DOUBT, 0,
				check_visit, check, err);
	run_words_free(check->words);
	taxa_memory_done(&check->names);
	taxa_close(check->taxa);
	match_view_close(check->gbif);
	folded_close(&folded);
	if (rc == 0 && check->show == check_text)
		check_sum(check);
	return rc;
}

static int check_take(void *data, int option, const char *value,
		      struct error *err)
{
	struct check *check = data;
	bool jsonl = strcmp(value, "jsonl") == 0;

	if (!jsonl && strcmp(value, "text") != 0)
		return error_set(err, ERROR_USAGE,
				 "--format is text or jsonl, not \"%s\" (see "
				 "vasculum check --help)",
				 value);
	check->show = jsonl ? check_jsonl : check_text;
	return 0;
}

static int check_run(const struct command *command, int argc, char **argv)
{
	struct check check = {.show = check_text};
	struct error err;
	char **args;
	int n, code;

	code = command_parse(command, argc, argv, check_take, &check, &args,
			     &n);
	if (code >= 0)
		return code;
	if (check_records(command, args[0], &check, &err) < 0)
		return command_fail(command, &err);
	return command_flush(command, COMMAND_DONE);
}

const struct command check_command = {
	.name = "check",
	.args = "RUN [--format text|jsonl]",
	.summary = "run the validators over every current value",
	.options = check_options,
	.args_min = 1,
	.args_max = 1,
	.args_wanted = "name one run directory",
	.run = check_run,
};
