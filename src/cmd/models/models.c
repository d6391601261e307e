/*
 * models.c: `vasculum models [RUN]`: which models can be asked, and what
 * asking them would cost, before a cent is spent.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file/xdg.h"
#include "base/human.h"
#include "base/mem.h"
#include "cmd/common/entries.h"
#include "cmd/common/extract_args.h"
#include "cmd/common/print.h"
#include "cmd/models/fetch.h"
#include "cmd/models/view.h"
#include "engine/chat/estimate.h"
#include "run/intake/worklist.h"

enum {
	SHEETS_DEFAULT = 1000, /* where no run is named */
};

enum models_option {
	MODELS_ENGINE,
	MODELS_MODEL,
	MODELS_REFRESH,
	MODELS_BASE_URL,
	MODELS_INSECURE_HTTP,
	MODELS_IMAGES,
	MODELS_SEND,
	MODELS_FORMAT,
};

static const struct command_option models_options[] = {
	[MODELS_ENGINE] = {"engine", 'e', "NAME",
			   "openrouter, openai or compatible"},
	[MODELS_MODEL] = {"model", 'm', "M[,M]", "only these"},
	[MODELS_REFRESH] = {"refresh", 'R', NULL,
			    "fetch the server's list of models and prices"},
	[MODELS_BASE_URL] = {"base-url", 'u', "URL",
			     "where --refresh asks, for another server"},
	[MODELS_INSECURE_HTTP] = {"insecure-http", 0, NULL,
				  "let --refresh use plain http, as extract"},
	[MODELS_IMAGES] = {"images", 'i', "DIR",
			   "where the photographs lie (the run's)"},
	[MODELS_SEND] = {"send", 's', "WHAT",
			 "what would be sent: both, labels, sheet or text"},
	[MODELS_FORMAT] = {"format", 'f', "F", "table, tsv or jsonl"},
	{0},
};

static const struct models_format *const models_formats[FORMAT_COUNT] = {
	[FORMAT_TABLE] = &models_table,
	[FORMAT_TSV] = &models_tsv,
	[FORMAT_JSONL] = &models_jsonl,
};

/* --- what is shown -------------------------------------------------------- */

static bool models_shows(const struct models_view *view,
			 const struct model *model)
{
	const char *engine = view->call->engine;

	return model->engine == NULL || engine == NULL ||
	       strcmp(model->engine, engine) == 0;
}

static bool models_any(const struct models_view *view)
{
	for (size_t i = 0; i < models_count(view->models); i++)
		if (models_shows(view, models_at(view->models, i)))
			return true;
	return false;
}

static void models_show_all(struct models_view *view)
{
	const struct models_format *format = view->call->format;

	for (size_t i = 0; i < models_count(view->models); i++) {
		const struct model *model = models_at(view->models, i);

		if (!models_shows(view, model))
			continue;
		if (model->alias == NULL && !format->nameless)
			view->nameless++;
		else
			format->row(view, model);
	}
}

static void models_tell_none(const struct command *command,
			     const struct models_view *view)
{
	fprintf(stderr,
		"vasculum %s: no model of the engine %s is known yet; ask its "
		"server with --refresh --base-url URL, or name any model to "
		"extract\n",
		command->name, view->call->engine);
}

/* Tells of a name that no table has: it may be mistyped. */
static void models_doubt(const struct command *command,
			 const struct models_view *view, const char *engine,
			 const struct model *model)
{
	char *hint CLEANUP(mem_free_str) = NULL;

	if (model->known)
		return;
	hint = human_suggestion(
		models_suggest(view->models, engine, model->id));
	fprintf(stderr, "vasculum %s: %s is not in any list%s\n", command->name,
		model->id, hint);
}

static int models_show_named(const struct command *command,
			     const struct models_view *view, struct error *err)
{
	const char *engine =
		view->call->engine != NULL ? view->call->engine : "openrouter";
	struct model_list list;

	if (model_list_parse(view->models, engine, view->call->names, &list,
			     err) < 0)
		return -1;
	for (size_t i = 0; i < list.n; i++) {
		models_doubt(command, view, engine, list.items[i]);
		view->call->format->row(view, list.items[i]);
	}
	model_list_done(&list);
	return 0;
}

static int models_show(const struct command *command, struct models_view *view,
		       struct error *err)
{
	const struct models_format *format = view->call->format;
	bool none = view->call->names == NULL && !models_any(view);
	int rc = 0;

	if (none)
		models_tell_none(command, view);
	/* An empty table says nothing to a person. */
	if (none && format->people)
		return 0;
	format->head(view);
	if (view->call->names != NULL)
		rc = models_show_named(command, view, err);
	else
		models_show_all(view);
	if (rc == 0)
		format->foot(view);
	return rc;
}

/* --- the command ---------------------------------------------------------- */

static int models_count_sheets(const struct models_call *call,
			       const struct run *run, size_t *ret,
			       struct error *err)
{
	const struct worklist_options options = {
		.images =
			call->images != NULL ? call->images : run->images_root,
		/* of no engine: only what was imported counts as done */
		.params_sha256 = "",
	};
	struct worklist worklist;

	if (options.images == NULL)
		return error_set(err, ERROR_USAGE,
				 "the run has no images yet; name their "
				 "directory with --images DIR");
	if (worklist_make(run, &options, &worklist, err) < 0)
		return -1;
	*ret = worklist.n;
	worklist_done(&worklist);
	return 0;
}

static int models_sheets(const struct models_call *call, size_t *ret,
			 struct error *err)
{
	struct run *run;
	int rc;

	*ret = SHEETS_DEFAULT;
	if (call->run == NULL)
		return 0;
	if (run_open(call->run, RUN_READ, &run, err) < 0)
		return -1;
	rc = models_count_sheets(call, run, ret, err);
	run_close(run);
	return rc;
}

static int models_renew(const struct command *command,
			const struct models_call *call, const char *cache_dir,
			struct error *err)
{
	const char *engine = call->engine != NULL ? call->engine : "openrouter";
	char figure[32];
	size_t n;

	if (!call->refresh)
		return 0;
	if (cache_dir == NULL)
		return error_set(err, ERROR_FAILED,
				 "there is no place for the list; set HOME or "
				 "XDG_CACHE_HOME");
	if (models_fetch(engine, call->base_url, call->insecure_http, cache_dir,
			 &n, err) < 0)
		return -1;
	fprintf(stderr, "vasculum %s: %s models of %s\n", command->name,
		print_figure(n, figure), engine);
	return 0;
}

static int models_print(const struct command *command,
			const struct models_call *call, struct error *err)
{
	struct models_view view = {.call = call};
	char *config_dir CLEANUP(mem_free_str) = xdg_config_dir();
	char *cache_dir CLEANUP(mem_free_str) = xdg_cache_dir();
	struct terms *terms = NULL;
	int rc = -1;

	if (models_renew(command, call, cache_dir, err) == 0 &&
	    models_sheets(call, &view.sheets, err) == 0 &&
	    models_load(config_dir, cache_dir, &view.models, err) == 0 &&
	    terms_load(config_dir, &terms, err) == 0 &&
	    prompt_load(config_dir, prompt_usual(NULL, PAYLOAD_BOTH), terms,
			&view.label, err) == 0 &&
	    prompt_load(config_dir, prompt_usual(NULL, PAYLOAD_TEXT), terms,
			&view.words, err) == 0)
		rc = models_show(command, &view, err);
	prompt_done(&view.label);
	prompt_done(&view.words);
	terms_free(terms);
	models_free(view.models);
	return rc;
}

static int models_take_engine(const char *name, struct models_call *call,
			      struct error *err)
{
	char *list CLEANUP(mem_free_str) = models_cache_name(name);

	if (list == NULL)
		return error_set(err, ERROR_USAGE,
				 "--engine is openrouter, openai or "
				 "compatible, not \"%s\"",
				 name);
	call->engine = name;
	return 0;
}

static int models_take_send(const char *word, struct models_call *call,
			    struct error *err)
{
	call->sends = true;
	if (payload_send_parse(word, &call->send) == 0)
		return 0;
	return error_set(err, ERROR_USAGE,
			 "--send is both, labels, sheet or text, not \"%s\"",
			 word);
}

static int models_take_format(const char *word, struct models_call *call,
			      struct error *err)
{
	enum command_format format;

	if (command_format(word, &format, err) < 0)
		return -1;
	call->format = models_formats[format];
	return 0;
}

static int models_take(void *data, int option, const char *value,
		       struct error *err)
{
	struct models_call *call = data;

	switch ((enum models_option)option) {
	case MODELS_ENGINE:
		return models_take_engine(value, call, err);
	case MODELS_MODEL:
		call->names = value;
		return 0;
	case MODELS_REFRESH:
		call->refresh = true;
		return 0;
	case MODELS_BASE_URL:
		call->base_url = value;
		return 0;
	case MODELS_INSECURE_HTTP:
		call->insecure_http = true;
		return 0;
	case MODELS_IMAGES:
		call->images = value;
		return extract_args_check_images(value, err);
	case MODELS_SEND:
		return models_take_send(value, call, err);
	case MODELS_FORMAT:
		return models_take_format(value, call, err);
	}
	return 0;
}

static int models_run(const struct command *command, int argc, char **argv)
{
	struct models_call call = {.format = &models_table};
	struct error err;
	char **args;
	int n, code;

	code = command_parse(command, argc, argv, models_take, &call, &args,
			     &n);
	if (code >= 0)
		return code;
	call.run = n == 1 ? args[0] : NULL;
	/* Who has a run chooses how its sheets are sent. */
	if (call.run != NULL && call.format == &models_table)
		call.format = &models_ways;
	if (models_print(command, &call, &err) < 0)
		return command_fail(command, &err);
	return command_flush(command, COMMAND_DONE);
}

const struct command models_command = {
	.name = "models",
	.args = "[RUN] [--engine E] [--model M[,M]] [--refresh] "
		"[--base-url URL] [--insecure-http] [--images DIR] "
		"[--send WHAT] "
		"[--format table|tsv|jsonl]",
	.summary = "list the models that can be asked, and what a run costs",
	.details = "The cost is an estimate, with 600 tokens an answer, for "
		   "the sheets of RUN that\n"
		   "were not imported, by what is sent of each and in a "
		   "batch, or for 1,000\n"
		   "sheets. No model is asked anything.\n"
		   "--refresh fetches what the server lists and keeps it for "
		   "later calls.",
	.options = models_options,
	.args_max = 1,
	.args_wanted = "name one run directory at most",
	.run = models_run,
};
