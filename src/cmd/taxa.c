/*
 * taxa.c: `vasculum taxa`: the lists of names: taken in, asked, shown, taken
 * away.
 *
 * 1. What is found is shown; no record is changed by it.
 */
#include "config.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/human.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "cmd/commands.h"
#include "cmd/common/lists.h"
#include "cmd/common/print.h"
#include "dwc/taxa/import.h"
#include "dwc/taxa/taxa.h"

#define MATCHES_DEFAULT 5
#define MATCHES_MAX	100
#define NAME_WORDS_MAX	64

enum taxa_option {
	TAXA_OPTION_NAME,
	TAXA_OPTION_EDITION,
	TAXA_OPTION_LIMIT,
	TAXA_OPTION_FORMAT,
};

static const struct command_option taxa_options[] = {
	[TAXA_OPTION_NAME] = {"name", 'n', "LIST",
			      "import: what to call the list; match, list: "
			      "this one alone"},
	[TAXA_OPTION_EDITION] = {"edition", 'E', "TEXT",
				 "import: which version of the list it is"},
	[TAXA_OPTION_LIMIT] = {"limit", 'l', "N",
			       "match: at most so many names (5)"},
	[TAXA_OPTION_FORMAT] = {"format", 'f', "F",
				"match, list: text or json"},
	{0},
};

struct taxa_call {
	const char *name, *edition;
	long limit; /* 0: the usual */
	bool json;
	unsigned int given; /* options, a bit each */
};

static int taxa_take(void *data, int option, const char *value,
		     struct error *err)
{
	struct taxa_call *call = data;

	call->given |= 1u << option;
	if (option == TAXA_OPTION_NAME)
		call->name = value;
	if (option == TAXA_OPTION_EDITION)
		call->edition = value;
	if (option == TAXA_OPTION_LIMIT) {
		if (command_number("limit", value, MATCHES_MAX, &call->limit,
				   err) < 0)
			return -1;
		return call->limit > 0 ? 0
				       : error_set(err, ERROR_USAGE,
						   "--limit counts from 1");
	}
	if (option == TAXA_OPTION_FORMAT) {
		call->json = strcmp(value, "json") == 0;
		if (!call->json && strcmp(value, "text") != 0)
			return error_set(err, ERROR_USAGE,
					 "--format is text or json, not \"%s\"",
					 value);
	}
	return 0;
}

/* --- import ----------------------------------------------------------------- */

static void show_progress(void *data, size_t rows)
{
	char n[32];

	(void)data;
	fprintf(stderr, "\r%s rows", print_figure(rows, n));
	fflush(stderr);
}

/* "12 passed over: no name (the first in line 7)", where there are any. */
static void say_passed(size_t n, size_t line, const char *what)
{
	char figure[32];

	if (n > 0)
		printf("  %s %s (the first in line %zu)\n",
		       print_figure(n, figure), what, line);
}

static void say_report(const struct taxa_import_report *report)
{
	char names[32], figure[32];

	printf("%s: %s %s taken in, edition ", report->name,
	       print_figure(report->names, names),
	       report->names == 1 ? "name" : "names");
	print_text(report->edition);
	printf("\n  %s of them synonyms\n",
	       print_figure(report->synonyms, figure));
	if (report->missing > 0)
		printf("  of %s the accepted name is not in the list\n",
		       print_figure(report->missing, figure));
	if (report->duplicates > 0)
		printf("  %s with the taxonID of a row before\n",
		       print_figure(report->duplicates, figure));
	say_passed(
		report->broken, report->broken_line,
		"passed over: not as many columns as the first row, or a NUL");
	say_passed(report->nameless, report->nameless_line,
		   "passed over: no name, or a hybrid formula");
	say_passed(report->higher, report->higher_line,
		   "passed over: of a rank above genus");
}

static int taxa_run_import(const struct command *command,
			   const struct taxa_call *call, char **args, int n)
{
	char *dir CLEANUP(mem_free_str) = taxa_dir();
	struct taxa_import import = {
		.dir = dir,
		.file = args[0],
		.name = call->name,
		.edition = call->edition,
		.progress = isatty(STDERR_FILENO) ? show_progress : NULL,
	};
	struct taxa_import_report report;
	struct error err;
	int rc;

	(void)n;
	rc = taxa_import(&import, &report, &err);
	if (import.progress != NULL)
		fputs("\r\033[K", stderr);
	if (rc < 0)
		return command_fail(command, &err);
	say_report(&report);
	taxa_import_report_done(&report);
	return COMMAND_DONE;
}

/* --- match ------------------------------------------------------------------ */

/* "Carex aquatilis Wahlenb.", or what there is of it. */
static void print_name(const char *name, const char *author)
{
	print_text(name);
	if (author != NULL && author[0] != '\0') {
		putchar(' ');
		print_text(author);
	}
}

static void text_accepted(const struct taxa_match *match)
{
	bool named =
		match->accepted_name != NULL && match->accepted_name[0] != '\0';

	if (match->accepted_name == NULL)
		return;
	fputs("       = ", stdout);
	if (named)
		print_name(match->accepted_name, match->accepted_author);
	else
		print_text(match->accepted_id);
	puts(match->accepted_missing ? " (accepted; not in the list)"
				     : " (accepted)");
}

static void text_match(const struct taxa_match *match)
{
	const char *status = match->status_word[0] != '\0'
				     ? match->status_word
				     : taxa_status_word(match->status);

	printf("%s %3d %%  ", match->exact ? "=" : "~",
	       (int)(100 * match->score + .5));
	print_name(match->name, match->author);
	putchar('\n');
	text_accepted(match);
	fputs("       ", stdout);
	print_text(status);
	if (match->homonym)
		fputs(", homonym", stdout);
	if (match->family[0] != '\0') {
		fputs(", ", stdout);
		print_text(match->family);
	}
	fputs("; ", stdout);
	print_text(match->list->name);
	putchar(' ');
	print_text(match->list->edition);
	putchar('\n');
}

static json_t *json_accepted(const struct taxa_match *match)
{
	json_t *accepted;

	if (match->accepted_name == NULL)
		return json_null();
	accepted = json_object();
	json_set_string(accepted, "name", match->accepted_name);
	json_set_string(accepted, "author", match->accepted_author);
	json_set_string(accepted, "taxonID", match->accepted_id);
	json_object_set_new(accepted, "in_list",
			    json_boolean(!match->accepted_missing));
	return accepted;
}

static json_t *json_match(const struct taxa_match *match)
{
	json_t *item = json_object();

	json_set_string(item, "name", match->name);
	json_set_string(item, "author", match->author);
	json_set_string(item, "taxonID", match->id);
	json_set_string(item, "rank", match->rank);
	json_set_string(item, "family", match->family);
	json_set_string(item, "kingdom", match->kingdom);
	json_set_string(item, "status", taxa_status_word(match->status));
	json_set_string(item, "taxonomicStatus", match->status_word);
	json_object_set_new(item, "accepted", json_accepted(match));
	json_object_set_new(item, "homonym", json_boolean(match->homonym));
	json_object_set_new(item, "exact", json_boolean(match->exact));
	json_object_set_new(item, "score",
			    json_real((int)(1000 * match->score + .5) / 1000.));
	json_set_string(item, "list", match->list->name);
	json_set_string(item, "edition", match->list->edition);
	return item;
}

static void print_matches(const struct taxa_call *call, const char *name,
			  const struct taxa_matches *matches)
{
	json_t *answer CLEANUP(json_release) = NULL;
	json_t *items;

	if (!call->json) {
		for (size_t i = 0; i < matches->n; i++)
			text_match(&matches->items[i]);
		return;
	}
	answer = json_object();
	items = json_array();
	json_set_string(answer, "query", name);
	for (size_t i = 0; i < matches->n; i++)
		json_array_append_new(items, json_match(&matches->items[i]));
	json_object_set_new(answer, "matches", items);
	print_json(answer);
}

static int match_name(const struct taxa_call *call, struct taxa *taxa,
		      const char *name, struct error *err)
{
	size_t limit = call->limit > 0 ? (size_t)call->limit : MATCHES_DEFAULT;
	struct taxa_matches matches = {0};

	if (taxa_count(taxa) == 0)
		return error_set(err, ERROR_NOT_FOUND,
				 "there is no list of names; take one in with "
				 "vasculum taxa import FILE");
	if (taxa_match(taxa, name, limit, &matches, err) < 0)
		return -1;
	print_matches(call, name, &matches);
	if (matches.n == 0)
		fputs("vasculum taxa: no name in the lists is near\n", stderr);
	taxa_matches_done(&matches);
	return 0;
}

static int taxa_run_match(const struct command *command,
			  const struct taxa_call *call, char **args, int n)
{
	struct bytes name CLEANUP(bytes_done) = {0};
	struct taxa *taxa = NULL;
	struct error err;
	int rc;

	for (int i = 0; i < n; i++) {
		if (i > 0)
			bytes_append_char(&name, ' ');
		bytes_append_str(&name, args[i]);
	}
	rc = lists_open(command, call->name, &taxa, &err);
	if (rc == 0)
		rc = match_name(call, taxa, name.data, &err);
	taxa_close(taxa);
	return rc == 0 ? COMMAND_DONE : command_fail(command, &err);
}

/* --- list, remove ----------------------------------------------------------- */

static void text_list(const struct taxa_list *list)
{
	char names[32], day[11];

	snprintf(day, sizeof(day), "%s", list->imported);
	print_column(list->name, 20);
	putchar(' ');
	print_column(list->edition, 14);
	printf(" %11s %-5s  taken in ",
	       print_figure((size_t)list->names, names),
	       list->names == 1 ? "name" : "names");
	print_text(day);
	fputs(" from ", stdout);
	print_text(list->file);
	putchar('\n');
}

static json_t *json_list(const struct taxa_list *list)
{
	json_t *item = json_object();

	json_set_string(item, "name", list->name);
	json_set_string(item, "edition", list->edition);
	json_object_set_new(item, "names", json_integer(list->names));
	json_set_string(item, "file", list->file);
	json_set_string(item, "sha256", list->sha256);
	json_set_string(item, "imported", list->imported);
	return item;
}

static int taxa_run_list(const struct command *command,
			 const struct taxa_call *call, char **args, int n)
{
	json_t *lists CLEANUP(json_release) = json_array();
	struct taxa *taxa;
	struct error err;

	(void)args, (void)n;
	if (lists_open(command, call->name, &taxa, &err) < 0)
		return command_fail(command, &err);
	for (size_t i = 0; i < taxa_count(taxa); i++)
		if (call->json)
			json_array_append_new(lists,
					      json_list(taxa_at(taxa, i)));
		else
			text_list(taxa_at(taxa, i));
	if (call->json)
		print_json(lists);
	else if (taxa_count(taxa) == 0)
		fputs("vasculum taxa: there is no list of names yet\n", stderr);
	taxa_close(taxa);
	return COMMAND_DONE;
}

static int taxa_run_remove(const struct command *command,
			   const struct taxa_call *call, char **args, int n)
{
	char *dir CLEANUP(mem_free_str) = taxa_dir();
	struct error err;

	(void)call, (void)n;
	if (taxa_remove(dir, args[0], &err) < 0)
		return command_fail(command, &err);
	return COMMAND_DONE;
}

/* --- the command ------------------------------------------------------------ */

static const struct taxa_verb {
	const char *word;
	int args_min, args_max;
	const char *args_wanted;
	unsigned int options; /* those it takes */
	int (*run)(const struct command *command, const struct taxa_call *call,
		   char **args, int n);
} verbs[] = {
	{"import", 1, 1, "name one file to take in",
	 1u << TAXA_OPTION_NAME | 1u << TAXA_OPTION_EDITION, taxa_run_import},
	{"match", 1, NAME_WORDS_MAX, "give a name to look for",
	 1u << TAXA_OPTION_NAME | 1u << TAXA_OPTION_LIMIT |
		 1u << TAXA_OPTION_FORMAT,
	 taxa_run_match},
	{"list", 0, 0, "list takes no arguments",
	 1u << TAXA_OPTION_NAME | 1u << TAXA_OPTION_FORMAT, taxa_run_list},
	{"remove", 1, 1, "name one list to take away", 0, taxa_run_remove},
};

static int taxa_run_verb(const struct command *command,
			 const struct taxa_call *call, char **args, int n)
{
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
		const struct taxa_verb *verb = &verbs[i];

		if (strcmp(args[0], verb->word) != 0)
			continue;
		if (n - 1 < verb->args_min || n - 1 > verb->args_max)
			return command_usage(command, "%s", verb->args_wanted);
		if ((call->given & ~verb->options) != 0)
			return command_usage(command,
					     "%s does not take that option",
					     verb->word);
		return verb->run(command, call, args + 1, n - 1);
	}
	return command_usage(command,
			     "say what to do: import, match, list or remove");
}

static int taxa_run(const struct command *command, int argc, char **argv)
{
	struct taxa_call call = {0};
	char **args;
	int n;
	int code =
		command_parse(command, argc, argv, taxa_take, &call, &args, &n);

	if (code >= 0)
		return code;
	return command_flush(command, taxa_run_verb(command, &call, args, n));
}

const struct command taxa_command = {
	.name = "taxa",
	.args = "import FILE | match NAME | list | remove LIST",
	.summary = "lists of names: take one in, look a name up",
	.details =
		"FILE is a Darwin Core Taxon table (TSV or CSV with a line of "
		"columns), a\nDarwin Core Archive, or plain names, one a line. "
		"A list of the same name is\nreplaced when the new one is "
		"whole. A match is shown, never applied.",
	.options = taxa_options,
	.args_min = 1,
	.args_max = NAME_WORDS_MAX + 1,
	.args_wanted = "say what to do: import, match, list or remove",
	.run = taxa_run,
};
