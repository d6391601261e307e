/*
 * list.c: `vasculum list RUN`: one line for each specimen.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "cmd/commands.h"
#include "cmd/common/folded.h"
#include "cmd/common/print.h"
#include "run/index/filter.h"
#include "run/index/rows.h"

enum list_option {
	LIST_WHERE,
	LIST_SORT,
	LIST_LIMIT,
	LIST_FORMAT,
	LIST_SPREADSHEET
};

static const struct command_option list_options[] = {
	[LIST_WHERE] = {"where", 'w', "EXPR", "only those that match"},
	[LIST_SORT] = {"sort", 's', "KEY",
		       "doubt (the default), name, status, quality, alike"},
	[LIST_LIMIT] = {"limit", 'n', "N", "at most N lines; 0: all"},
	[LIST_FORMAT] = {"format", 'f', "F", "table, tsv or jsonl"},
	[LIST_SPREADSHEET] = {"spreadsheet", 0, NULL,
			      "of tsv: no cell is taken for a formula"},
	{0},
};

struct list {
	const struct terms *terms;
	size_t shown;
	void (*cell)(const char *text); /* of tsv */
};

/* --- a table for people --------------------------------------------------- */

/* Columns of the image and of the name: what the others leave. A terminal that
 * is wider shows more of the name. */
#define LIST_IMAGE  18
#define LIST_OTHERS 47

static int list_name_room(void)
{
	return print_columns() - LIST_OTHERS - LIST_IMAGE;
}

static void list_table_head(const struct list *list)
{
	(void)list;
	printf("%-12s %-*s %-9s %-8s %5s %5s   %s\n", "SPECIMEN", LIST_IMAGE,
	       "IMAGE", "STATUS", "PRIORITY", "DOUBT", "SOUND", "NAME");
}

static int list_table_row(struct list *list, const struct specimen_row *row,
			  const char *dwc, struct error *err)
{
	const struct quality *q = &row->quality;

	(void)list;
	(void)dwc;
	(void)err;
	print_id(row->id);
	putchar(' ');
	print_column(row->image, LIST_IMAGE);
	printf(" %-9s %-8s %5.1f %5.0f %c ", status_word(row->status),
	       priority_word(q->priority), q->doubt, q->soundness,
	       row->expert    ? '!'
	       : row->flagged ? '*'
			      : ' ');
	print_fitted(row->failed && row->name[0] == '\0' ? "(failed)"
							 : row->name,
		     list_name_room());
	putchar('\n');
	return 0;
}

/* --- a table for spreadsheets --------------------------------------------- */

static void list_tsv_head(const struct list *list)
{
	fputs("specimen_id\timage\tstatus\tflagged\tpriority\tcompleteness\t"
	      "soundness\tconfidence\tquality\tdoubt\tblank\treasons",
	      stdout);
	for (size_t i = 0; i < terms_count(list->terms); i++)
		printf("\t%s", terms_at(list->terms, i)->name);
	putchar('\n');
}

/* A cell: clean text has neither tab nor newline. */
static void list_tsv_real(double value)
{
	char real[32];

	printf("\t%s", print_real(value, 1, real));
}

static void list_tsv_reasons(struct list *list, const char *reasons)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	bytes_append_str(&text, "");
	for (const char *at = reasons; *at != '\0'; at++) {
		if (*at == '\n')
			bytes_append_str(&text, "; ");
		else
			bytes_append_char(&text, *at);
	}
	list->cell(text.data);
}

static int list_tsv_row(struct list *list, const struct specimen_row *row,
			const char *dwc, struct error *err)
{
	json_t *values CLEANUP(json_release) = NULL;
	char doubt[32];

	if (json_read(dwc, strlen(dwc), &values, NULL, err) < 0)
		return -1;
	list->cell(row->id);
	putchar('\t');
	list->cell(row->image);
	printf("\t%s\t%s\t%s", status_word(row->status),
	       row->flagged ? "true" : "false",
	       priority_word(row->quality.priority));
	list_tsv_real(row->quality.completeness);
	list_tsv_real(row->quality.soundness);
	list_tsv_real(row->quality.confidence);
	list_tsv_real(row->quality.quality);
	printf("\t%s\t%s\t", print_real(row->quality.doubt, 2, doubt),
	       row->quality.blank ? "true" : "false");
	list_tsv_reasons(list, row->reasons);
	for (size_t i = 0; i < terms_count(list->terms); i++) {
		const char *name = terms_at(list->terms, i)->name;

		putchar('\t');
		list->cell(
			json_string_at(json_object_get(values, name), "value"));
	}
	putchar('\n');
	return 0;
}

/* --- for programs --------------------------------------------------------- */

static void list_jsonl_head(const struct list *list)
{
	(void)list;
}

static json_t *list_json_reasons(const char *reasons)
{
	json_t *list = json_array();

	while (*reasons != '\0') {
		size_t len = strcspn(reasons, "\n");

		json_array_append_new(list, json_stringn(reasons, len));
		reasons += len + (reasons[len] != '\0');
	}
	return list;
}

static int list_jsonl_row(struct list *list, const struct specimen_row *row,
			  const char *dwc, struct error *err)
{
	const struct quality *q = &row->quality;
	json_t *line CLEANUP(json_release) = NULL;
	json_t *values;

	(void)list;
	if (json_read(dwc, strlen(dwc), &values, NULL, err) < 0)
		return -1;
	line = json_object();
	json_set_string(line, "specimen_id", row->id);
	json_set_string(line, "image", row->image);
	json_set_string(line, "status", status_word(row->status));
	json_object_set_new(line, "flagged", json_boolean(row->flagged));
	json_object_set_new(line, "expert", json_boolean(row->expert));
	json_object_set_new(line, "second", json_boolean(row->second));
	json_object_set_new(line, "failed", json_boolean(row->failed));
	json_set_string(line, "priority", priority_word(q->priority));
	print_json_set_real(line, "completeness", q->completeness);
	print_json_set_real(line, "soundness", q->soundness);
	print_json_set_real(line, "confidence", q->confidence);
	print_json_set_real(line, "quality", q->quality);
	print_json_set_real(line, "doubt", q->doubt);
	json_object_set_new(line, "blank", json_boolean(q->blank));
	json_object_set_new(line, "reasons", list_json_reasons(row->reasons));
	json_object_set_new(line, "dwc", values);
	print_json(line);
	return 0;
}

static const struct list_format {
	void (*head)(const struct list *list);
	int (*row)(struct list *list, const struct specimen_row *row,
		   const char *dwc, struct error *err);
} list_formats[FORMAT_COUNT] = {
	[FORMAT_TABLE] = {list_table_head, list_table_row},
	[FORMAT_TSV] = {list_tsv_head, list_tsv_row},
	[FORMAT_JSONL] = {list_jsonl_head, list_jsonl_row},
};

/* --- the command ---------------------------------------------------------- */

struct list_call {
	const char *dir, *where;
	enum index_order order;
	long limit;
	const struct list_format *format;
	struct list list;
};

static int list_visit(void *arg, const struct specimen_row *row,
		      const char *dwc, struct error *err)
{
	struct list_call *call = arg;

	if (ferror(stdout))
		return 1; /* nobody reads any more; command_flush says so */
	call->list.shown++;
	return call->format->row(&call->list, row, dwc, err);
}

static int list_take_format(const char *word, struct list_call *call,
			    struct error *err)
{
	enum command_format format;

	if (command_format(word, &format, err) < 0)
		return -1;
	call->format = &list_formats[format];
	return 0;
}

static int list_take(void *data, int option, const char *value,
		     struct error *err)
{
	struct list_call *call = data;

	switch ((enum list_option)option) {
	case LIST_WHERE:
		call->where = value;
		return 0;
	case LIST_SORT:
		return command_order(value, &call->order, err);
	case LIST_LIMIT:
		return command_number("limit", value, 1000000000, &call->limit,
				      err);
	case LIST_FORMAT:
		return list_take_format(value, call, err);
	case LIST_SPREADSHEET:
		call->list.cell = print_cell;
		return 0;
	}
	return 0;
}

static int list_print(const struct command *command, struct list_call *call,
		      struct error *err)
{
	char *storage CLEANUP(mem_free_str) = NULL;
	struct index_filter filter;
	struct folded folded;
	int rc;

	if (folded_open(command, call->dir, &folded, err) < 0)
		return -1;
	call->list.terms = folded.run->terms;
	rc = index_filter_parse(call->where, folded.run->terms, &filter,
				&storage, err);
	if (rc == 0) {
		call->format->head(&call->list);
		rc = index_walk(folded.index, &filter, call->order,
				(size_t)call->limit, list_visit, call, err);
	}
	folded_close(&folded);
	return rc;
}

static int list_run(const struct command *command, int argc, char **argv)
{
	struct list_call call = {.format = &list_formats[FORMAT_TABLE],
				 .list.cell = print_text};
	struct error err;
	char **args;
	int n, code;

	code = command_parse(command, argc, argv, list_take, &call, &args, &n);
	if (code >= 0)
		return code;
	call.dir = args[0];
	if (list_print(command, &call, &err) < 0)
		return command_fail(command, &err);
	return command_flush(command, COMMAND_DONE);
}

const struct command list_command = {
	.name = "list",
	.args = "RUN [--where EXPR] [--sort KEY] [--limit N] "
		"[--format table|tsv|jsonl] [--spreadsheet]",
	.summary = "print one line for each specimen",
	.details =
		"What needs a person most comes first. DOUBT: telling values "
		"likely wrong or\n"
		"missing; SOUND: per cent of them that pass the check; * marks "
		"the flagged,\n"
		"! those for an expert.\n"
		"EXPR: conditions joined by \"and\": status:PENDING, "
		"priority:CRITICAL, flagged,\n"
		"expert, missing:locality, text:WORD, open (neither signed nor "
		"rejected),\n"
		"blank (nothing was read), evidence:none (a value is not on "
		"the sheet),\n"
		"doubt>1.5 (also <, <=, =, >=, and of completeness, soundness, "
		"confidence,\n"
		"quality).",
	.options = list_options,
	.args_min = 1,
	.args_max = 1,
	.args_wanted = "name one run directory",
	.run = list_run,
};
