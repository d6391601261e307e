/*
 * bulk.c: `vasculum bulk RUN …`: one change of the values of many records,
 * shown first or done: one act, and one undo.
 *
 * What --dry-run prints and what is done come from the same walk over the
 * index (review/columns/bulk.h); what became another value after it is left
 * out, and told.
 */
#include "config.h"

#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "cmd/commands.h"
#include "cmd/common/configured.h"
#include "cmd/common/folded.h"
#include "cmd/common/print.h"
#include "cmd/follow/errand.h"
#include "review/columns/bulk_task.h"
#include "review/review.h"
#include "run/index/filter.h"
#include "run/index/rows.h"

enum bulk_option {
	BULK_WHERE,
	BULK_REPLACE,
	BULK_FILL,
	BULK_SORT,
	BULK_SIGNED,
	BULK_DRY_RUN,
	BULK_FORMAT,
	BULK_BY,
	BULK_OPTIONS,
};

static const struct command_option bulk_options[] = {
	[BULK_WHERE] = {"where", 'w', "EXPR", "only those that match"},
	[BULK_REPLACE] = {"replace", 'r', "TERM",
			  "find and replace in its values: /RE/TEXT/"},
	[BULK_FILL] = {"fill", 0, "TERM",
		       "fill down: its blanks take the value above"},
	[BULK_SORT] = {"sort", 's', "KEY",
		       "the order of --fill: name, or another one of list"},
	[BULK_SIGNED] = {"signed", 0, NULL,
			 "signed records too; their signature ends"},
	[BULK_DRY_RUN] = {"dry-run", 'n', NULL,
			  "only print what would be changed"},
	[BULK_FORMAT] = {"format", 'f', "F", "table, tsv or jsonl"},
	[BULK_BY] = {"by", 0, "WHO", "who does it"},
	[BULK_OPTIONS] = {0},
};

struct bulk_call {
	const char *dir;
	const char *values[BULK_OPTIONS]; /* given options; "" without one */
	enum command_format format;
	struct bulk_ask ask; /* owned but for the filter's strings */
	char *where;	     /* which those are borrowed of */
	char *by;
};

static void bulk_call_done(struct bulk_call *call)
{
	call->ask.filter.missing = call->ask.filter.text = NULL;
	call->ask.filter.reader = NULL;
	bulk_ask_done(&call->ask);
	free(call->where);
	free(call->by);
}

/* --- what is asked -------------------------------------------------------- */

static struct bulk_change *bulk_add(struct bulk_call *call, char *term)
{
	struct bulk_ask *ask = &call->ask;

	ask->changes =
		mem_grow(ask->changes, ask->n + 1, sizeof(*ask->changes));
	ask->changes[ask->n] = (struct bulk_change){.term = term};
	return &ask->changes[ask->n++];
}

static int bulk_take_value(struct bulk_call *call, const char *word,
			   struct error *err)
{
	const char *equals = strchr(word, '=');

	if (equals == NULL || equals == word)
		return error_set(err, ERROR_USAGE,
				 "\"%s\" is not TERM=VALUE (TERM= clears)",
				 word);
	bulk_add(call, mem_strndup(word, (size_t)(equals - word)))->to =
		mem_strdup(equals + 1);
	return 0;
}

static int bulk_take_replace(struct bulk_call *call, const char *term,
			     char **words, int n, struct error *err)
{
	if (n != 1)
		return error_set(err, ERROR_USAGE,
				 "--replace %s is followed by /RE/TEXT/ and "
				 "nothing else",
				 term);
	bulk_add(call, mem_strdup(term))->replace = mem_strdup(words[0]);
	return 0;
}

static int bulk_take_fill(struct bulk_call *call, const char *term, int n,
			  struct error *err)
{
	if (n > 0 || call->values[BULK_REPLACE] != NULL)
		return error_set(err, ERROR_USAGE,
				 "--fill %s goes alone: without TERM=VALUE and "
				 "--replace",
				 term);
	bulk_add(call, mem_strdup(term))->fill = true;
	return 0;
}

static int bulk_take_words(struct bulk_call *call, char **words, int n,
			   struct error *err)
{
	const char *replace = call->values[BULK_REPLACE];
	const char *fill = call->values[BULK_FILL];

	if (fill == NULL && call->values[BULK_SORT] != NULL)
		return error_set(err, ERROR_USAGE,
				 "--sort says what stands above for --fill; "
				 "leave it out");
	if (fill == NULL && replace != NULL)
		return bulk_take_replace(call, replace, words, n, err);
	if (fill == NULL && n == 0)
		return error_set(err, ERROR_USAGE,
				 "say what is to be changed: TERM=VALUE, "
				 "--replace TERM /RE/TEXT/ or --fill TERM");
	if (call->values[BULK_WHERE] == NULL)
		return error_set(err, ERROR_USAGE,
				 "say by --where which records get the value; "
				 "all of them: --where \"doubt>=0\"");
	if (fill != NULL)
		return bulk_take_fill(call, fill, n, err);
	for (int i = 0; i < n; i++)
		if (bulk_take_value(call, words[i], err) < 0)
			return -1;
	return 0;
}

static int bulk_filter(struct bulk_call *call, const struct terms *terms,
		       struct error *err)
{
	return index_filter_parse(call->values[BULK_WHERE], terms,
				  &call->ask.filter, &call->where, err);
}

/* --- what there is to say ------------------------------------------------- */

/* Of the counts, by the names that they have in JSON, too. */
static const struct {
	const char *name, *words;
	size_t offset;
	bool always;
} bulk_counts[] = {
	{"records", "records match", offsetof(struct bulk_counts, records),
	 true},
	{"changed", "change", offsetof(struct bulk_counts, changed), true},
	{"values", "values change", offsetof(struct bulk_counts, values), true},
	{"persons", "of them a person had set",
	 offsetof(struct bulk_counts, persons), false},
	{"signed_in", "signed ones change; their signatures end",
	 offsetof(struct bulk_counts, signed_in), false},
	{"signed_out", "signed ones are left out (see --signed)",
	 offsetof(struct bulk_counts, signed_out), false},
	{"rejected", "rejected ones are left out",
	 offsetof(struct bulk_counts, rejected), false},
	{"stale", "values changed meanwhile; they are left out",
	 offsetof(struct bulk_counts, stale), false},
};

static size_t bulk_count(const struct bulk_counts *counts, size_t i)
{
	size_t n;

	memcpy(&n, (const char *)counts + bulk_counts[i].offset, sizeof(n));
	return n;
}

static void bulk_print_counts(const struct bulk_counts *counts, FILE *to)
{
	char figure[32];

	for (size_t i = 0; i < ARRAY_LEN(bulk_counts); i++) {
		size_t n = bulk_count(counts, i);

		if (n > 0 || bulk_counts[i].always)
			fprintf(to, "%10s %s\n", print_figure(n, figure),
				bulk_counts[i].words);
	}
}

static void bulk_tell_counts(enum command_format format,
			     const struct bulk_counts *counts)
{
	json_t *object CLEANUP(json_release) = NULL;

	if (format != FORMAT_JSONL) {
		/* lines of a table are not disturbed */
		bulk_print_counts(counts,
				  format == FORMAT_TSV ? stderr : stdout);
		return;
	}
	object = json_object();
	for (size_t i = 0; i < ARRAY_LEN(bulk_counts); i++)
		json_object_set_new(
			object, bulk_counts[i].name,
			json_integer((json_int_t)bulk_count(counts, i)));
	print_json(object);
}

static void bulk_quoted(const char *value)
{
	if (value[0] == '\0') {
		fputs("(empty)", stdout);
		return;
	}
	putchar('"');
	print_text(value);
	putchar('"');
}

/* For people: each change of a value once, with how many records it is of. */
static void bulk_print_pairs(const struct bulk_plan *plan)
{
	char figure[32];

	for (size_t i = 0; i < plan->n_pairs; i++) {
		const struct bulk_pair *pair = &plan->pairs[i];

		printf("%10s %s: ", print_figure(pair->n, figure), pair->term);
		bulk_quoted(pair->from);
		fputs(" -> ", stdout);
		bulk_quoted(pair->to);
		putchar('\n');
	}
}

static void bulk_print_tsv(const char *id, const char *image,
			   const struct bulk_pair *pair,
			   const struct bulk_item *item)
{
	const char *const cells[] = {id, image, pair->term, pair->from,
				     pair->to};

	for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
		print_text(cells[i]);
		putchar('\t');
	}
	printf("%s\t%s\n", item->person ? "true" : "false",
	       item->is_signed ? "true" : "false");
}

static void bulk_print_json(const char *id, const char *image,
			    const struct bulk_pair *pair,
			    const struct bulk_item *item)
{
	json_t *line CLEANUP(json_release) = json_object();

	json_set_string(line, "specimen_id", id);
	json_set_string(line, "image", image);
	json_set_string(line, "term", pair->term);
	json_set_string(line, "from", pair->from);
	json_set_string(line, "to", pair->to);
	json_object_set_new(line, "person", json_boolean(item->person));
	json_object_set_new(line, "signed", json_boolean(item->is_signed));
	print_json(line);
}

/* For programs: each value of each record. */
static int bulk_print_items(struct index *index, const struct bulk_plan *plan,
			    enum command_format format, struct error *err)
{
	if (format == FORMAT_TSV)
		puts("specimen_id\timage\tterm\tfrom\tto\tperson\tsigned");
	for (size_t i = 0; i < plan->n_items && !ferror(stdout); i++) {
		const struct bulk_item *item = &plan->items[i];
		const struct bulk_pair *pair = &plan->pairs[item->pair];
		char *id, *image;
		int got = index_by_key(index, item->key, &id, &image, err);

		if (got < 0)
			return -1;
		if (got == 0) /* another session has joined it to another */
			continue;
		if (format == FORMAT_TSV)
			bulk_print_tsv(id, image, pair, item);
		else
			bulk_print_json(id, image, pair, item);
		free(id);
		free(image);
	}
	return 0;
}

/* --- only looking --------------------------------------------------------- */

static int bulk_look(const struct command *command, struct bulk_call *call,
		     struct error *err)
{
	struct bulk_plan plan = {0};
	struct folded folded;
	int rc;

	if (folded_open(command, call->dir, &folded, err) < 0)
		return -1;
	rc = bulk_filter(call, folded.run->terms, err);
	if (rc == 0)
		rc = bulk_plan_make(folded.index, &call->ask, NULL, 0, NULL,
				    NULL, &plan, err);
	if (rc == 0 && call->format == FORMAT_TABLE)
		bulk_print_pairs(&plan);
	else if (rc == 0)
		rc = bulk_print_items(folded.index, &plan, call->format, err);
	if (rc == 0)
		bulk_tell_counts(call->format, &plan.counts);
	bulk_plan_done(&plan);
	folded_close(&folded);
	return rc;
}

/* --- doing it ------------------------------------------------------------- */

static void bulk_say(struct mail *mail, struct bytes *line)
{
	const struct bulk_progress *progress =
		CONTAINER_OF(mail, struct bulk_progress, mail);
	char done[32], total[32];

	if (progress->followed < 0)
		bytes_printf(line, "%s of %s records",
			     print_figure(progress->done, done),
			     print_figure(progress->total, total));
	else
		bytes_printf(line, "written; the index follows: %d %%",
			     progress->followed / 10);
}

static bool bulk_is_written(struct mail *mail)
{
	return CONTAINER_OF(mail, struct bulk_progress, mail)->followed >= 0;
}

static void bulk_order(void *asker, struct store *store, struct mailbox *box)
{
	const struct bulk_order *order = asker;

	bulk_submit(store, order, 1, box);
}

/* COMMAND_DONE; COMMAND_SOME_FAILED where some of it was left out since it changed
 * meanwhile; or -1. */
static int bulk_reply(const struct bulk_call *call,
		      const struct bulk_done *done, struct error *err)
{
	if (done->status < 0) {
		*err = done->error;
		return -1;
	}
	bulk_tell_counts(call->format, &done->counts);
	return done->counts.stale > 0 ? COMMAND_SOME_FAILED : COMMAND_DONE;
}

/* As bulk_reply; a signal ends it before its last line, or lets the index follow
 * later: COMMAND_STOPPED. */
static int bulk_write(const struct command *command,
		      const struct bulk_call *call, const struct run *run,
		      struct error *err)
{
	atomic_bool cancel = false;
	struct bulk_order order = {
		.ask = &call->ask, .by = call->by, .cancel = &cancel};
	const struct errand errand = {
		.command = command,
		.run = run,
		.cancel = &cancel,
		.submit = bulk_order,
		.answer = BULK_MAIL_DONE,
		.progress = BULK_MAIL_PROGRESS,
		.say = bulk_say,
		.is_written = bulk_is_written,
	};
	struct mail *mail;
	int left = errand_run(&errand, &order, &mail, err), rc;

	if (left < 0)
		return -1;
	rc = bulk_reply(call, CONTAINER_OF(mail, struct bulk_done, mail), err);
	mail_free(mail);
	return rc >= 0 && left > 0 ? COMMAND_STOPPED : rc;
}

static int bulk_do(const struct command *command, struct bulk_call *call,
		   struct error *err)
{
	struct run *run;
	int rc;

	if (run_open(call->dir, RUN_WRITE, &run, err) < 0)
		return -1;
	rc = bulk_filter(call, run->terms, err);
	if (rc == 0)
		rc = bulk_write(command, call, run, err);
	run_close(run);
	return rc;
}

/* --- the command ---------------------------------------------------------- */

static int bulk_take(void *data, int option, const char *value,
		     struct error *err)
{
	struct bulk_call *call = data;

	call->values[option] = value != NULL ? value : "";
	if (option == BULK_SORT)
		return command_order(value, &call->ask.order, err);
	return option == BULK_FORMAT ? command_format(value, &call->format, err)
				     : 0;
}

static int bulk_parse(struct bulk_call *call, char **args, int n,
		      struct error *err)
{
	call->dir = args[0];
	call->ask.with_signed = call->values[BULK_SIGNED] != NULL;
	if (bulk_take_words(call, args + 1, n - 1, err) < 0)
		return -1;
	if (call->values[BULK_BY] != NULL && text_blank(call->values[BULK_BY]))
		return error_set(err, ERROR_USAGE, "--by has to say who");
	return configured_who(call->values[BULK_BY], &call->by, err);
}

static int bulk_run(const struct command *command, int argc, char **argv)
{
	struct bulk_call call CLEANUP(bulk_call_done) = {0};
	struct error err;
	char **args;
	int n, code, rc;

	call.ask.order = ORDER_NAME;
	code = command_parse(command, argc, argv, bulk_take, &call, &args, &n);
	if (code >= 0)
		return code;
	if (bulk_parse(&call, args, n, &err) < 0)
		return command_usage(command, "%s", err.text);
	rc = call.values[BULK_DRY_RUN] != NULL ? bulk_look(command, &call, &err)
					       : bulk_do(command, &call, &err);
	if (rc < 0)
		return command_fail(command, &err);
	return command_flush(command, rc);
}

const struct command bulk_command = {
	.name = "bulk",
	.args = "RUN --where EXPR TERM=VALUE... [--signed] [--dry-run] "
		"[--format F] [--by WHO]\n"
		"       vasculum bulk RUN [--where EXPR] --replace TERM "
		"/RE/TEXT/[gi] [--signed]\n"
		"                     [--dry-run] [--format F] [--by WHO]\n"
		"       vasculum bulk RUN --where EXPR --fill TERM [--sort KEY] "
		"[--signed]\n"
		"                     [--dry-run] [--format F] [--by WHO]",
	.summary = "change the values of many records at once",
	.details =
		"All records that match EXPR (see list) get the VALUE; TERM= "
		"leaves the field\n"
		"empty. --replace changes what RE, a regular expression of "
		"PCRE2, finds in the\n"
		"values of TERM: the first match, with g each one, with i in "
		"any case; in TEXT\n"
		"$1 is what the first group matched. --fill fills down: a "
		"blank of TERM takes the\n"
		"nearest value above it, of the records that match, by the "
		"names of their images\n"
		"or as --sort has it. Signed records are left out, but for\n"
		"--signed; rejected ones always. It is one act: all of it is "
		"in force or nothing,\n"
		"and one \"edit SPECIMEN --undo\" of any of its records takes "
		"all of it back.\n"
		"--dry-run prints what would be changed: each pair of values, "
		"or, as tsv and\n"
		"jsonl, each value of each record.",
	.options = bulk_options,
	.args_min = 1,
	.args_max = INT_MAX,
	.args_wanted = "name a run directory",
	.run = bulk_run,
};
