/*
 * batch.c: `vasculum batch WORD RUN`: sheets that are read by a provider's
 * batch, for half the price and within a day. See batch.h.
 *
 * 1. One process at a time works on the batches of a run: it has
 *    RUN/batches.lock, and RUN/lock where it may put sheets into them.
 * 2. A signal ends what is waited for; what was sent is in the journal, and
 *    the same command goes on.
 */
#include "config.h"

#include "cmd/batch/batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cmd/common/configured.h"
#include "cmd/common/entries.h"
#include "cmd/common/extract_args.h"
#include "run/run/settings.h"

enum batch_option {
	OPTION_ENQUEUED_TOKENS = EXTRACT_ARGS,
	OPTION_CHUNK_SIZE,
	OPTION_RESUBMIT,
	OPTION_WAIT,
	OPTION_YES,
	OPTION_DRY_RUN,
	OPTION_JSON,
};

#define BATCH_TOKENS_MAX 1000000000000L
#define BATCH_CHUNK_MAX	 50000

static const struct command_option batch_options[] = {
	EXTRACT_ARG_OPTIONS,
	[OPTION_ENQUEUED_TOKENS] = {"enqueued-tokens", 0, "N",
				    "tokens that the account may have waiting"},
	[OPTION_CHUNK_SIZE] = {"chunk-size", 0, "N",
			       "most sheets of one batch (what the server "
			       "takes)"},
	[OPTION_RESUBMIT] = {"resubmit", 0, "CHUNK",
			     "send it once more, though it may be paid twice"},
	[OPTION_WAIT] = {"wait", 'w', NULL,
			 "collect until no batch is open any more"},
	[OPTION_YES] = {"yes", 'y', NULL,
			"also where it is dearer than without batches"},
	[OPTION_DRY_RUN] = {"dry-run", 0, NULL,
			    "say how many sheets, for how much; send none"},
	[OPTION_JSON] = {"json", 0, NULL, "one object about it"},
	{NULL, 0, NULL, NULL},
};

static int batch_take_option(void *data, int option, const char *value,
			     struct error *err)
{
	struct batch_call *call = data;
	long n = 0;

	switch (option) {
	case OPTION_ENQUEUED_TOKENS:
		if (command_number("enqueued-tokens", value, BATCH_TOKENS_MAX,
				   &n, err) < 0)
			return -1;
		call->enqueued_tokens = (double)n;
		return 0;
	case OPTION_CHUNK_SIZE:
		if (command_number("chunk-size", value, BATCH_CHUNK_MAX, &n,
				   err) < 0)
			return -1;
		call->chunk_size = (size_t)n;
		return 0;
	case OPTION_RESUBMIT:
		call->resubmit = value;
		return 0;
	case OPTION_WAIT:
		call->wait = true;
		return 0;
	case OPTION_YES:
		call->yes = true;
		return 0;
	case OPTION_DRY_RUN:
		call->dry_run = true;
		return 0;
	case OPTION_JSON:
		call->json = true;
		return 0;
	default:
		return extract_args_set(&call->options,
					(enum extract_arg)option, value, err);
	}
}

/* --- the words ------------------------------------------------------------ */

static const struct batch_word {
	const char *word;
	int (*run)(const struct batch_call *call);
	bool names;   /* takes names behind the run */
	bool submits; /* takes what is said of sending, */
	bool waits;   /* and --wait */
} batch_words[] = {
	{"submit", batch_submit_run, false, true, false},
	{"status", batch_status_run, false, false, false},
	{"collect", batch_collect_run, true, false, true},
	{"list", batch_list_run, true, false, false},
	{"cancel", batch_cancel_run, true, false, false},
};

/* The first option that means nothing to the word, or NULL: who says --dry-run
 * does not want it to be done all the same. */
static const char *batch_find_stray(const struct batch_call *call,
				    const struct batch_word *word)
{
	const struct {
		bool given, taken;
		const char *name;
	} options[] = {
		{call->dry_run, word->submits, "dry-run"},
		{call->resubmit != NULL, word->submits, "resubmit"},
		{call->yes, word->submits, "yes"},
		{call->chunk_size > 0, word->submits, "chunk-size"},
		{call->enqueued_tokens > 0, word->submits, "enqueued-tokens"},
		{call->wait, word->waits, "wait"},
	};

	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		if (options[i].given && !options[i].taken)
			return options[i].name;
	return NULL;
}

static int batch_do_word(struct batch_call *call, const struct batch_word *word,
			 int n)
{
	const char *stray = batch_find_stray(call, word);

	if (n > 2 && !word->names)
		return command_usage(call->command,
				     "%s takes one run directory", word->word);
	if (stray != NULL)
		return command_usage(call->command, "%s takes no --%s",
				     word->word, stray);
	return word->run(call);
}

static int batch_say_word(const struct command *command, const char *word)
{
	struct bytes words CLEANUP(bytes_done) = {0};

	for (size_t i = 0; i < ARRAY_LEN(batch_words); i++)
		bytes_printf(&words, "%s%s", i > 0 ? ", " : "",
			     batch_words[i].word);
	return command_usage(command, "there is no \"%s\"; it takes: %s", word,
			     words.data);
}

static int batch_dispatch(struct batch_call *call, char **args, int n)
{
	for (size_t i = 0; i < ARRAY_LEN(batch_words); i++) {
		if (strcmp(batch_words[i].word, args[0]) != 0)
			continue;
		call->dir = args[1];
		call->args = args + 2;
		call->n_args = n - 2;
		return batch_do_word(call, &batch_words[i], n);
	}
	return batch_say_word(call->command, args[0]);
}

static int batch_begin(void *data, const struct settings *settings, char **args,
		       int n)
{
	struct batch_call *call = data;

	extract_args_take_settings(&call->options, settings);
	return batch_dispatch(call, args, n);
}

static int batch_run(const struct command *command, int argc, char **argv)
{
	struct batch_call call = {.command = command};

	return command_configured(command, argc, argv, batch_take_option, &call,
				  batch_begin);
}

const struct command batch_command = {
	.name = "batch",
	.args = "submit|status|collect|list|cancel RUN [CHUNK|FOLDER...] [OPTIONS]",
	.summary = "have sheets read by a provider's batch",
	.details =
		"submit sends the sheets that are not done in batches, which "
		"cost about half and\ntake up to a day. What was sent stands in "
		"RUN/batches.jsonl. status asks how\nthose stand that are open; "
		"collect takes what they have answered into the run,\nonce or "
		"until all is there (--wait); list shows all that there were; "
		"cancel ends\nbatches, and takes back what was not sent yet. "
		"Stop it at any moment: the same\ncommand goes on where it "
		"was, and nothing is paid for twice.\nThe pace is the server's: "
		"--concurrency, --rpm, --tpm, --batch-size,\n--batch-pause, "
		"--no-wait and --cache-images change nothing here.",
	.options = batch_options,
	.args_min = 2,
	.args_max = 100,
	.args_wanted = "name what to do, and one run directory",
	.run = batch_run,
};
