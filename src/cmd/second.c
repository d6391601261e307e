/*
 * second.c: `vasculum second RUN N%`: signed records drawn for a second
 * reading by another curator.
 *
 * The seed is the run's own id unless told, and is printed: whoever doubts the
 * lot draws it again.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "cmd/commands.h"
#include "cmd/common/configured.h"
#include "cmd/common/folded.h"
#include "cmd/common/print.h"
#include "cmd/follow/errand.h"
#include "review/draw.h"
#include "review/review.h"
#include "run/index/filter.h"

enum second_option {
	SECOND_WHERE,
	SECOND_SEED,
	SECOND_DRY_RUN,
	SECOND_FORMAT,
	SECOND_BY,
	SECOND_OPTIONS,
};

static const struct command_option second_options[] = {
	[SECOND_WHERE] = {"where", 'w', "EXPR", "only of those that match"},
	[SECOND_SEED] = {"seed", 0, "TEXT",
			 "what the lot follows from (the run's id)"},
	[SECOND_DRY_RUN] = {"dry-run", 'n', NULL,
			    "only print what would be drawn"},
	[SECOND_FORMAT] = {"format", 'f', "F", "table, tsv or jsonl"},
	[SECOND_BY] = {"by", 0, "WHO", "who draws"},
	[SECOND_OPTIONS] = {0},
};

struct second_call {
	const char *values[SECOND_OPTIONS]; /* given options; "" without one */
	enum command_format format;
	struct draw_ask ask;
	char *where; /* which its filter is borrowed of; owned */
	char *by;    /* owned */
};

static void second_call_done(struct second_call *call)
{
	free(call->where);
	free(call->by);
}

/* ---- printing ------------------------------------------------------------ */

static void second_print_json(const struct second_call *call,
			      const struct drawn *drawn)
{
	json_t *sum = json_object();

	for (size_t i = 0; i < drawn->n; i++) {
		json_t *line = json_object();

		json_set_string(line, "specimen_id", drawn->ids[i]);
		json_set_string(line, "image", drawn->images[i]);
		print_json(line);
		json_decref(line);
	}
	json_set_string(sum, "seed", call->ask.seed);
	json_object_set_new(sum, "signed",
			    json_integer((json_int_t)drawn->records));
	json_object_set_new(sum, "before",
			    json_integer((json_int_t)drawn->before));
	json_object_set_new(sum, "drawn", json_integer((json_int_t)drawn->n));
	print_json(sum);
	json_decref(sum);
}

static void second_print_table(const struct second_call *call,
			       const struct drawn *drawn)
{
	bool tsv = call->format == FORMAT_TSV;
	char figure[32];
	FILE *to = tsv ? stderr : stdout;

	for (size_t i = 0; i < drawn->n; i++) {
		if (tsv) {
			print_text(drawn->ids[i]);
			putchar('\t');
		}
		print_text(drawn->images[i]);
		putchar('\n');
	}
	fprintf(to, "%10s signed records match\n",
		print_figure(drawn->records, figure));
	fprintf(to, "%10s wait for a second reader already, or were read\n",
		print_figure(drawn->before, figure));
	fprintf(to, "%10s drawn; seed ", print_figure(drawn->n, figure));
	fprintf(to, "%s\n", call->ask.seed);
}

static void second_print(const struct second_call *call,
			 const struct drawn *drawn)
{
	if (call->format == FORMAT_JSONL)
		second_print_json(call, drawn);
	else
		second_print_table(call, drawn);
}

/* ---- drawing ------------------------------------------------------------- */

struct second_asked {
	const struct drawn *drawn;
	const char *by;
};

static void second_submit(void *asker, struct store *store, struct mailbox *box)
{
	const struct second_asked *asked = asker;

	draw_submit(store, asked->drawn, asked->by, box);
}

static int second_mark(const struct command *command, const struct run *run,
		       const struct second_call *call,
		       const struct drawn *drawn, struct error *err)
{
	struct second_asked asked = {.drawn = drawn, .by = call->by};
	const struct errand errand = {
		.command = command,
		.run = run,
		.submit = second_submit,
		.answer = DRAW_MAIL_DONE,
	};
	const struct draw_done *done;
	struct mail *mail;
	int rc;

	if (errand_run(&errand, &asked, &mail, err) < 0)
		return -1;
	done = CONTAINER_OF(mail, struct draw_done, mail);
	rc = done->status;
	if (rc < 0)
		*err = done->error;
	mail_free(mail);
	return rc;
}

static int second_draw(const struct command *command, const char *dir,
		       struct second_call *call, struct drawn *drawn,
		       struct error *err)
{
	struct folded folded;
	char *seed;
	int rc;

	if (folded_open(command, dir, &folded, err) < 0)
		return -1;
	seed = text_cleaned(call->values[SECOND_SEED] != NULL
				    ? call->values[SECOND_SEED]
				    : folded.run->id);
	call->ask.seed = seed;
	rc = index_filter_parse(call->values[SECOND_WHERE], folded.run->terms,
				&call->ask.filter, &call->where, err);
	if (rc == 0)
		rc = draw_make(folded.index, &call->ask, drawn, err);
	folded_close(&folded);
	if (rc == 0)
		second_print(call, drawn);
	call->ask.seed = NULL;
	free(seed);
	return rc;
}

static int second_do(const struct command *command, const char *dir,
		     struct second_call *call, struct error *err)
{
	struct drawn drawn CLEANUP(drawn_done) = {0};
	struct run *run;
	int rc;

	if (call->values[SECOND_DRY_RUN] != NULL)
		return second_draw(command, dir, call, &drawn, err);
	if (run_open(dir, RUN_WRITE, &run, err) < 0)
		return -1;
	rc = second_draw(command, dir, call, &drawn, err);
	if (rc == 0 && drawn.n > 0)
		rc = second_mark(command, run, call, &drawn, err);
	run_close(run);
	return rc;
}

/* ---- the command --------------------------------------------------------- */

static int second_find_who(struct second_call *call, struct error *err)
{
	if (call->values[SECOND_BY] != NULL &&
	    text_blank(call->values[SECOND_BY]))
		return error_set(err, ERROR_USAGE, "--by has to say who");
	return configured_who(call->values[SECOND_BY], &call->by, err);
}

static int second_take(void *data, int option, const char *value,
		       struct error *err)
{
	struct second_call *call = data;

	call->values[option] = value != NULL ? value : "";
	return option == SECOND_FORMAT
		       ? command_format(value, &call->format, err)
		       : 0;
}

static int second_run(const struct command *command, int argc, char **argv)
{
	struct second_call call CLEANUP(second_call_done) = {0};
	struct error err;
	char **args;
	int n, code;

	code = command_parse(command, argc, argv, second_take, &call, &args,
			     &n);
	if (code >= 0)
		return code;
	if (draw_parse(args[1], &call.ask, &err) < 0 ||
	    second_find_who(&call, &err) < 0)
		return command_usage(command, "%s", err.text);
	if (second_do(command, args[0], &call, &err) < 0)
		return command_fail(command, &err);
	return command_flush(command, COMMAND_DONE);
}

const struct command second_command = {
	.name = "second",
	.args = "RUN N%|N [--where EXPR] [--seed TEXT] [--dry-run] "
		"[--format F]\n"
		"                       [--by WHO]",
	.summary = "draw signed records for a second reading",
	.details = "A share of the signed records, or N more of them, returns "
		   "to another curator,\n"
		   "who reads them without seeing what was signed: in the "
		   "console \":set scope\n"
		   "second\" lists those that one may read, `edit --second` "
		   "does the same for\n"
		   "scripts. Nobody gets a record that they have worked on. "
		   "The lot follows from\n"
		   "the seed, which is printed; a share counts what was drawn "
		   "before. `stats`\n"
		   "tells how far both agree. It is one act, and one \"edit "
		   "SPECIMEN --undo\" takes\n"
		   "it back.",
	.options = second_options,
	.args_min = 2,
	.args_max = 2,
	.args_wanted = "name a run directory and how many: 5% or 40",
	.run = second_run,
};
