/*
 * export.c: `vasculum export RUN`: records as an archive or a table.
 */
#include "config.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/human.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "cmd/commands.h"
#include "cmd/common/folded.h"
#include "cmd/common/print.h"
#include "cmd/common/signals.h"
#include "cmd/common/ticker.h"
#include "export/export.h"

enum export_option {
	OPTION_FORMAT,
	OPTION_OUTPUT,
	OPTION_WHERE,
	OPTION_ALL,
	OPTION_METADATA,
	OPTION_TEMPLATE,
	OPTION_AGAINST,
	OPTION_SENSITIVE,
	OPTION_CHECK,
	OPTION_JSON,
	OPTION_BOM,
	OPTION_SPREADSHEET,
};

static const struct command_option export_options[] = {
	[OPTION_FORMAT] = {"format", 'f', "F",
			   "dwca (the default), csv, tsv or jsonl"},
	[OPTION_OUTPUT] = {"output", 'o', "FILE", "what is written"},
	[OPTION_WHERE] = {"where", 'w', "EXPR",
			  "only those that match (see: list)"},
	[OPTION_ALL] = {"all", 'a', NULL,
			"also what is not approved; never what is rejected"},
	[OPTION_METADATA] = {"metadata", 'm', "FILE",
			     "what the dataset says of itself"},
	[OPTION_TEMPLATE] = {"metadata-template", 0, NULL,
			     "print such a file to begin with"},
	[OPTION_AGAINST] = {"against", 0, "OLD.zip",
			    "compare identifiers with what was published"},
	[OPTION_SENSITIVE] = {"sensitive", 0, "FILE",
			      "taxa whose places are withheld"},
	[OPTION_CHECK] = {"check", 'c', NULL,
			  "write nothing, say what GBIF would find"},
	[OPTION_JSON] = {"json", 0, NULL, "of --check: for programs"},
	[OPTION_BOM] = {"bom", 0, NULL, "of csv: begin with a byte order mark"},
	[OPTION_SPREADSHEET] = {"spreadsheet", 0, NULL,
				"of csv: no cell is taken for a formula"},
	{0},
};

struct export_call {
	const struct command *command;
	struct export_options options;
	struct metadata metadata;
	const char *metadata_path, *output;
	bool template, check, json;
	struct ticker ticker;
	atomic_bool cancelled;
};

/* --- the call ------------------------------------------------------------- */

static int export_take_format(const char *word, struct export_call *call,
			      struct error *err)
{
	if (export_format_parse(word, &call->options.format) == 0)
		return 0;
	return error_set(err, ERROR_USAGE,
			 "--format is dwca, csv, tsv or jsonl, not \"%s\"",
			 word);
}

static int export_take(void *data, int option, const char *value,
		       struct error *err)
{
	struct export_call *call = data;
	const struct {
		bool *flag;
		const char **text;
	} slots[] = {
		[OPTION_OUTPUT] = {NULL, &call->output},
		[OPTION_WHERE] = {NULL, &call->options.where},
		[OPTION_ALL] = {&call->options.all, NULL},
		[OPTION_METADATA] = {NULL, &call->metadata_path},
		[OPTION_TEMPLATE] = {&call->template, NULL},
		[OPTION_AGAINST] = {NULL, &call->options.against},
		[OPTION_SENSITIVE] = {NULL, &call->options.sensitive},
		[OPTION_CHECK] = {&call->check, NULL},
		[OPTION_JSON] = {&call->json, NULL},
		[OPTION_BOM] = {&call->options.bom, NULL},
		[OPTION_SPREADSHEET] = {&call->options.guard, NULL},
	};

	if (option == OPTION_FORMAT)
		return export_take_format(value, call, err);
	if (slots[option].flag != NULL)
		*slots[option].flag = true;
	else
		*slots[option].text = value;
	return 0;
}

/* --- while it goes on ----------------------------------------------------- */

#define BAR 20

static void export_tell(void *arg, bool writing, size_t done, size_t total)
{
	struct export_call *call = arg;
	struct bytes line CLEANUP(bytes_done) = {0};
	size_t full = total > 0 ? done * BAR / total : 0;

	if (!call->ticker.shown || ticker_wait(&call->ticker) > 0)
		return;
	bytes_append_str(&line, writing ? "writing  " : "checking  ");
	human_count(done, &line);
	if (total > 0) {
		bytes_append_char(&line, '/');
		human_count(total, &line);
		bytes_append_str(&line, "  [");
		for (size_t i = 0; i < BAR; i++)
			bytes_append_char(&line, i < full ? '#' : '.');
		bytes_printf(&line, "]  %zu %%", done * 100 / total);
	}
	ticker_say(&call->ticker, line.data);
}

/* --- what is said of it --------------------------------------------------- */

static void say_figure(FILE *to, size_t n, const char *one, const char *many)
{
	char figure[32];

	if (n > 0)
		fprintf(to, "%s %s\n", print_figure(n, figure),
			n == 1 ? one : many);
}

static void say_left_out(const struct export_report *r, FILE *to)
{
	say_figure(to, r->unsigned_ones, "record is not approved: left out",
		   "records are not approved: left out");
	say_figure(to, r->rejected, "record is rejected: left out",
		   "records are rejected: left out");
	say_figure(to, r->blank, "record has no value: left out",
		   "records have no value: left out");
	say_figure(to, r->left_reopened,
		   "record was exported before, and is open again",
		   "records were exported before, and are open again");
	say_figure(to, r->left_rejected,
		   "record was exported before, and is rejected now",
		   "records were exported before, and are rejected now");
	say_figure(to, r->withheld,
		   "record is of a sensitive taxon: its place is withheld",
		   "records are of sensitive taxa: their places are withheld");
}

static void say_ids(const struct export_report *r, bool given, FILE *to)
{
	static const char *const words[ID_HOWS] = {
		[ID_RECORD] = "that the record had",
		[ID_PUBLISHED] = "as published before",
		[ID_CATALOG] = "of prefix and catalogue number",
		[ID_UUID] = "as UUID",
	};
	const struct roster_changes *c = &r->changes;
	char figure[32], more[32], gone[32], changed[32];

	if (r->counts.kept > 0)
		fprintf(to, "occurrenceID: %s as before\n",
			print_figure(r->counts.kept, figure));
	for (size_t i = 0; i < ID_HOWS; i++)
		if (r->counts.given[i] > 0)
			fprintf(to, "occurrenceID: %s %s %s\n",
				print_figure(r->counts.given[i], figure),
				given ? "new," : "would be new,", words[i]);
	if (c->old > 0)
		fprintf(to,
			"against what was published: %s kept, %s new, %s "
			"changed, %s gone\n",
			print_figure(c->kept, figure),
			print_figure(c->added, more),
			print_figure(c->changed, changed),
			print_figure(c->gone, gone));
}

static void say_rest(const struct export_report *r, FILE *to)
{
	say_figure(to, r->determinations, "determination (identification.txt)",
		   "determinations (identification.txt)");
	say_figure(to, r->pictures, "picture (multimedia.txt)",
		   "pictures (multimedia.txt)");
	say_figure(to, r->folded,
		   "value had line breaks or tabs: they are spaces now",
		   "values had line breaks or tabs: they are spaces now");
}

static void say_issue(const struct export_report *r, size_t i)
{
	const struct issue_kind *kind = issue_kind((enum issue)i);
	char figure[32];

	if (r->issues.of[i].n == 0)
		return;
	printf("  %-39s %7s  %s\n", kind->name,
	       print_figure(r->issues.of[i].n, figure), kind->words);
	for (size_t j = 0; j < ISSUE_EXAMPLES; j++)
		if (r->issues.of[i].examples[j] != NULL)
			printf("%50s%s\n", "", r->issues.of[i].examples[j]);
}

static void say_check(const struct export_report *r)
{
	size_t blocking = issues_blocking(&r->issues);
	size_t warning = issues_warning(&r->issues);
	char figure[32];

	printf("%s %s\n", print_figure(r->counts.records, figure),
	       r->counts.records == 1 ? "record" : "records");
	printf("blocking: %s\n",
	       blocking > 0 ? "GBIF would not take it" : "nothing");
	for (size_t i = 0; i < ISSUES_BLOCKING; i++)
		say_issue(r, i);
	printf("warnings: %s\n", warning > 0 ? "GBIF would flag" : "none");
	for (size_t i = ISSUES_BLOCKING; i < ISSUES; i++)
		say_issue(r, i);
	printf("not checked, since only GBIF's servers can tell:\n");
	for (size_t i = 0; i < ISSUES_UNCHECKED; i++) {
		const char *name = issue_unchecked(i, &r->asked);

		if (name != NULL)
			printf("  %s\n", name);
	}
	say_left_out(r, stdout);
	say_ids(r, false, stdout);
	say_rest(r, stdout);
}

static json_t *json_issues(const struct export_report *r, size_t from,
			   size_t to)
{
	json_t *list = json_array();

	for (size_t i = from; i < to; i++) {
		json_t *issue;
		json_t *examples;

		if (r->issues.of[i].n == 0)
			continue;
		issue = json_object();
		examples = json_array();
		json_set_string(issue, "issue",
				issue_kind((enum issue)i)->name);
		json_object_set_new(
			issue, "count",
			json_integer((json_int_t)r->issues.of[i].n));
		for (size_t j = 0; j < ISSUE_EXAMPLES; j++)
			if (r->issues.of[i].examples[j] != NULL)
				json_array_append_new(
					examples,
					json_string(
						r->issues.of[i].examples[j]));
		json_object_set_new(issue, "examples", examples);
		json_array_append_new(list, issue);
	}
	return list;
}

static void say_json(const struct export_report *r)
{
	json_t *line CLEANUP(json_release) = json_object();
	json_t *unchecked = json_array();

	for (size_t i = 0; i < ISSUES_UNCHECKED; i++) {
		const char *name = issue_unchecked(i, &r->asked);

		if (name != NULL)
			json_array_append_new(unchecked, json_string(name));
	}
	json_object_set_new(line, "records",
			    json_integer((json_int_t)r->counts.records));
	json_object_set_new(line, "blocking",
			    json_issues(r, 0, ISSUES_BLOCKING));
	json_object_set_new(line, "warnings",
			    json_issues(r, ISSUES_BLOCKING, ISSUES));
	json_object_set_new(line, "unchecked", unchecked);
	print_json(line);
}

/* --- the command ---------------------------------------------------------- */

static int export_checked(const struct export_call *call,
			  const struct export_report *report)
{
	bool bad = issues_blocking(&report->issues) > 0 ||
		   report->counts.records == 0;

	if (call->json)
		say_json(report);
	else
		say_check(report);
	return command_flush(call->command,
			     bad ? COMMAND_FAILED : COMMAND_DONE);
}

/* Values that the format has no place for. */
static void say_foreign(const struct export_report *r,
			enum export_format format)
{
	if (format == EXPORT_DWCA)
		say_figure(stderr, r->foreign,
			   "value of no known term: left out",
			   "values of no known term: left out");
	if (format == EXPORT_CSV || format == EXPORT_TSV)
		say_figure(stderr, r->beyond,
			   "value of a key beyond the columns that a table has "
			   "is left out; jsonl has it",
			   "values of keys beyond the columns that a table has "
			   "are left out; jsonl has them");
}

static int export_written(const struct export_call *call,
			  const struct export_report *report)
{
	char figure[32];
	size_t warnings = issues_warning(&report->issues);

	fprintf(stderr, "%s %s written to ",
		print_figure(report->counts.records, figure),
		report->counts.records == 1 ? "record" : "records");
	fprintf(stderr, "%s\n", call->output);
	say_left_out(report, stderr);
	say_ids(report, true, stderr);
	say_rest(report, stderr);
	say_foreign(report, call->options.format);
	if (call->options.format == EXPORT_DWCA && warnings > 0)
		fprintf(stderr,
			"GBIF would flag some values: %zu %s of issues, listed "
			"by --check\n",
			warnings, warnings == 1 ? "kind" : "kinds");
	return COMMAND_DONE;
}

static int export_do(struct export_call *call, const char *dir,
		     struct error *err)
{
	struct export_report report CLEANUP(export_report_done) = {0};
	struct signals *signals;
	struct folded folded;
	int rc, code;

	if (folded_open(call->command, dir, &folded, err) < 0)
		return -1;
	/* So that no half file stays where somebody has enough of it. */
	if (signals_start_flag(&call->cancelled, &signals, err) < 0) {
		folded_close(&folded);
		return -1;
	}
	call->options.cancelled = &call->cancelled;
	ticker_init(&call->ticker);
	call->options.progress = export_tell;
	call->options.arg = call;
	rc = export_run(folded.run, folded.index, &call->options, &report, err);
	ticker_clear(&call->ticker);
	signals_stop(signals);
	folded_close(&folded);
	if (rc < 0)
		return -1;
	code = call->check ? export_checked(call, &report)
			   : export_written(call, &report);
	return code;
}

/* What is read is not what is written. */
static int export_check_inputs(const struct export_call *call,
			       struct error *err)
{
	const char *const inputs[] = {
		call->metadata_path,
		call->options.sensitive != NULL ? call->options.sensitive
						: call->metadata.sensitive,
		call->options.against,
	};
	struct stat out, in;

	if (call->check || stat(call->output, &out) < 0)
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(inputs); i++)
		if (inputs[i] != NULL && stat(inputs[i], &in) == 0 &&
		    in.st_dev == out.st_dev && in.st_ino == out.st_ino)
			return error_set(err, ERROR_USAGE,
					 "%s is read for this export; "
					 "name another file with -o",
					 call->output);
	return 0;
}

static int export_begin(struct export_call *call, const char *dir,
			struct error *err)
{
	if (!call->check && call->output == NULL)
		return error_set(err, ERROR_USAGE,
				 "name the file with -o FILE, or ask for "
				 "--check");
	if (!call->check && call->options.format == EXPORT_DWCA &&
	    call->metadata_path == NULL)
		return error_set(
			err, ERROR_USAGE,
			"an archive needs --metadata FILE; "
			"--metadata-template prints one to begin with");
	if (call->metadata_path != NULL) {
		if (metadata_load(call->metadata_path, &call->metadata, err) <
		    0)
			return -1;
		call->options.metadata = &call->metadata;
	}
	if (export_check_inputs(call, err) < 0)
		return -1;
	call->options.path = call->check ? NULL : call->output;
	return export_do(call, dir, err);
}

static int export_run_command(const struct command *command, int argc,
			      char **argv)
{
	struct export_call call = {.command = command};
	struct error err;
	char **args;
	int n, code;

	code = command_parse(command, argc, argv, export_take, &call, &args,
			     &n);
	if (code >= 0)
		return code;
	if (call.template) {
		fputs(metadata_template(), stdout);
		return command_flush(command, COMMAND_DONE);
	}
	if (n == 0)
		return command_usage(command, "name one run directory");
	code = export_begin(&call, args[0], &err);
	metadata_done(&call.metadata);
	return code < 0 ? command_fail(command, &err) : code;
}

const struct command export_command = {
	.name = "export",
	.args = "RUN [--format dwca|csv|tsv|jsonl] -o FILE [--metadata FILE]\n"
		"RUN --check [--metadata FILE]\n"
		"--metadata-template",
	.summary = "write approved records as an archive or a table",
	.details =
		"dwca is a Darwin Core Archive as GBIF takes it: what would "
		"keep it from that is\n"
		"found first, and nothing is written then. A record keeps the "
		"occurrenceID of its\n"
		"first export (RUN/ids.jsonl). csv, tsv and jsonl have the "
		"values as they were\n"
		"signed.",
	.options = export_options,
	.args_min = 0,
	.args_max = 1,
	.args_wanted = "name one run directory",
	.run = export_run_command,
};
