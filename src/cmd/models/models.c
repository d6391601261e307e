/*
 * models.c: `vasculum models [RUN]`: which models can be asked, and what
 * asking them would cost, before a cent is spent.
 *
 * 1. Figures are estimates on the high side (engine/chat/estimate.h).
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/file/xdg.h"
#include "base/human.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "cmd/common/entries.h"
#include "cmd/common/extract_args.h"
#include "cmd/common/print.h"
#include "cmd/models/fetch.h"
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

struct models_format;

struct models_call {
	const char *run; /* NULL: none */
	const char *engine, *names, *base_url, *images;
	const struct models_format *format;
	enum payload_send send;
	bool sends; /* it was named */
	bool refresh, insecure_http;
};

/* What is shown, and what it is reckoned by. */
struct models_view {
	const struct models_call *call;
	struct models *models;
	struct chat_prompt label, words; /* of pictures, and of none */
	size_t sheets;			 /* to be read */
	size_t nameless; /* models without an alias, not in the table */
};

struct models_format {
	bool nameless; /* shows models without an alias too */
	void (*head)(const struct models_view *view);
	void (*row)(const struct models_view *view, const struct model *model);
	void (*foot)(const struct models_view *view);
};

/* --- reckoning ------------------------------------------------------------ */

static const struct chat_prompt *view_prompt(const struct models_view *view,
					     enum payload_send send)
{
	return send == PAYLOAD_TEXT ? &view->words : &view->label;
}

static double prompt_tokens(const struct models_view *view,
			    const struct model *model)
{
	enum payload_send send = view->call->send;

	return estimate_prompt_tokens(view_prompt(view, send), model, send);
}

/* Of all sheets, in USD; -1: unknown, or it is not sent that. */
static double whole_cost_of(const struct models_view *view,
			    const struct model *model, enum payload_send send,
			    bool batch)
{
	const struct chat_prompt *prompt = view_prompt(view, send);
	double one = batch ? estimate_batch_cost(prompt, model, send)
			   : estimate_cost(prompt, model, send);

	return one < 0 || (model->blind && send != PAYLOAD_TEXT)
		       ? -1
		       : one * (double)view->sheets;
}

static double whole_cost(const struct models_view *view,
			 const struct model *model)
{
	return whole_cost_of(view, model, view->call->send, false);
}

/* What is sent in a batch where nobody says it: what any of them takes. */
static enum payload_send batch_send(const struct models_view *view)
{
	return view->call->sends ? view->call->send : PAYLOAD_TEXT;
}

/* --- a table for people --------------------------------------------------- */

/* What the other columns leave. */
static int table_id_room(void)
{
	return 16 + print_columns() - PRINT_COLUMNS;
}

static void table_head(const struct models_view *view)
{
	(void)view;
	printf("%-18s %-10s %-*s %6s %6s %6s %3s %8s\n", "ALIAS", "ENGINE",
	       table_id_room(), "ID", "IN $", "OUT $", "TOKENS", "RPM",
	       "COST $");
}

/* Right-aligned; `known` is false for a price that nobody says. */
static void table_price(double usd, bool known, int width, int decimals)
{
	char real[32];

	printf(" %*s", width, known ? print_real(usd, decimals, real) : "?");
}

/* A whole number, in thousands where it is one of four digits or more. */
static void table_figure(double figure, int width)
{
	char text[32], cell[40] = "-";

	if (figure >= 1000)
		snprintf(cell, sizeof(cell), "%sk",
			 print_figure((size_t)(figure / 1000 + 0.5), text));
	else if (figure > 0)
		snprintf(cell, sizeof(cell), "%.0f", figure);
	printf(" %*s", width, cell);
}

static void table_row(const struct models_view *view, const struct model *model)
{
	double cost = whole_cost(view, model);

	print_column(model->alias, 17);
	printf("%c ", model->usual ? '*' : ' ');
	print_column(model->engine != NULL ? model->engine : "any", 10);
	putchar(' ');
	print_column(model->id, table_id_room());
	table_price(model->price_prompt * 1e6, model->price_prompt >= 0, 6, 2);
	table_price(model->price_completion * 1e6, model->price_completion >= 0,
		    6, 2);
	table_figure((double)model->context, 6);
	table_figure(model->rpm, 3);
	if (model_is_free(model))
		printf(" %8s", "free");
	else
		table_price(cost, cost >= 0, 8, 2);
	putchar('\n');
}

/* Behind either table: what it leaves out, and what its figures mean. */
static void foot_print(const struct models_view *view, const char *text)
{
	char n[32];
	int column = 0;

	if (view->nameless > 0)
		printf("\n%s more without an alias: --format tsv lists them.\n",
		       print_figure(view->nameless, n));
	putchar('\n');
	print_flow(text, 0, false, &column);
	putchar('\n');
}

static void table_foot(const struct models_view *view)
{
	const char *date = models_date(view->models);
	struct bytes text CLEANUP(bytes_done) = {0};
	char n[32];

	bytes_printf(&text,
		     "IN and OUT are for a million tokens. COST is estimated "
		     "for %s %s%s, with %s sent of each, each asked once. * is "
		     "asked where no model is named. Prices are starting "
		     "values%s%s, renewed where `vasculum models --refresh` "
		     "was run.",
		     print_figure(view->sheets, n),
		     view->sheets == 1 ? "sheet" : "sheets",
		     view->call->run != NULL ? " not imported" : "",
		     estimate_sending(view->call->send)->what,
		     date != NULL ? " of " : "", date != NULL ? date : "");
	foot_print(view, text.data);
}

/* --- a table of the ways to send ------------------------------------------ */

static void ways_head(const struct models_view *view)
{
	(void)view;
	printf("%-18s %-10s %9s %9s %9s %9s %9s\n", "ALIAS", "ENGINE", "BOTH $",
	       "LABELS $", "SHEET $", "TEXT $", "BATCH $");
}

static void ways_cost(double cost, bool free)
{
	if (free)
		printf(" %9s", "free");
	else
		table_price(cost, cost >= 0, 9, cost < 1 ? 4 : 2);
}

static void ways_row(const struct models_view *view, const struct model *model)
{
	bool batch = !model_is_free(model);

	print_column(model->alias != NULL ? model->alias : model->id, 17);
	printf("%c ", model->usual ? '*' : ' ');
	print_column(model->engine != NULL ? model->engine : "any", 10);
	for (int send = 0; send < PAYLOAD_SENDS; send++) {
		if (model->blind && send != PAYLOAD_TEXT)
			printf(" %9s", "-");
		else
			ways_cost(whole_cost_of(view, model,
						(enum payload_send)send, false),
				  model_is_free(model));
	}
	if (batch)
		ways_cost(whole_cost_of(view, model, batch_send(view), true),
			  false);
	else
		printf(" %9s", "-");
	putchar('\n');
}

static void ways_foot(const struct models_view *view)
{
	const char *date = models_date(view->models);
	struct bytes text CLEANUP(bytes_done) = {0};
	char n[32];

	bytes_printf(
		&text,
		"What %s %s not imported would cost, each asked once: by "
		"what is sent of each (--send), and in a batch with %s "
		"sent. ? is a price that is not known, - what the model "
		"does not take. * is asked where no model is named. Prices "
		"are starting values%s%s, renewed where `vasculum models "
		"--refresh` was run.",
		print_figure(view->sheets, n),
		view->sheets == 1 ? "sheet" : "sheets",
		estimate_sending(batch_send(view))->what,
		date != NULL ? " of " : "", date != NULL ? date : "");
	foot_print(view, text.data);
}

/* --- for spreadsheets ----------------------------------------------------- */

static void tsv_head(const struct models_view *view)
{
	(void)view;
	puts("alias\tid\tengine\tdefault\tprice_prompt\tprice_completion\t"
	     "price_request\tprice_image\tcontext\tmax_output\trpm\ttpm\t"
	     "format\tprompt_tokens\tsheets\tcost_usd\tprice_batch_prompt\t"
	     "price_batch_completion\tprice_cached\tcost_usd_both\t"
	     "cost_usd_labels\tcost_usd_sheet\tcost_usd_text\t"
	     "batch_cost_usd_both\tbatch_cost_usd_labels\t"
	     "batch_cost_usd_sheet\tbatch_cost_usd_text");
}

/* Empty where it is unknown. */
static void tsv_real(double value, bool known, int decimals)
{
	char real[32];

	printf("\t%s", known ? print_real(value, decimals, real) : "");
}

static void tsv_ways(const struct models_view *view, const struct model *model,
		     bool batch)
{
	for (int send = 0; send < PAYLOAD_SENDS; send++) {
		double cost = whole_cost_of(view, model,
					    (enum payload_send)send, batch);

		tsv_real(cost, cost >= 0, 4);
	}
}

static void tsv_row(const struct models_view *view, const struct model *model)
{
	double cost = whole_cost(view, model);

	print_text(model->alias);
	putchar('\t');
	print_text(model->id);
	printf("\t%s\t%s", model->engine != NULL ? model->engine : "",
	       model->usual ? "true" : "false");
	tsv_real(model->price_prompt, model->price_prompt >= 0, 12);
	tsv_real(model->price_completion, model->price_completion >= 0, 12);
	tsv_real(model->price_request, true, 12);
	tsv_real(model->price_image, true, 12);
	tsv_real((double)model->context, model->context > 0, 0);
	tsv_real((double)model->max_output, model->max_output > 0, 0);
	tsv_real(model->rpm, model->rpm > 0, 0);
	tsv_real(model->tpm, model->tpm > 0, 0);
	printf("\t%s", model_format_word(model->format));
	tsv_real(prompt_tokens(view, model), true, 0);
	printf("\t%zu", view->sheets);
	tsv_real(cost, cost >= 0, 4);
	tsv_real(model->price_batch_prompt, model->price_batch_prompt >= 0, 12);
	tsv_real(model->price_batch_completion,
		 model->price_batch_completion >= 0, 12);
	tsv_real(model->price_cached, model->price_cached >= 0, 12);
	for (int batch = 0; batch < 2; batch++)
		tsv_ways(view, model, batch != 0);
	putchar('\n');
}

/* --- for programs --------------------------------------------------------- */

/* null where it is unknown. */
static void json_set_known(json_t *object, const char *key, double value,
			   bool known)
{
	json_object_set_new(object, key,
			    known ? json_real(value) : json_null());
}

/* {"both","labels","sheet","text"}, new reference. */
static json_t *jsonl_ways(const struct models_view *view,
			  const struct model *model, bool batch)
{
	json_t *ways = json_object();

	for (int i = 0; i < PAYLOAD_SENDS; i++) {
		enum payload_send send = (enum payload_send)i;
		double cost = whole_cost_of(view, model, send, batch);

		json_set_known(ways, payload_send_word(send), cost, cost >= 0);
	}
	return ways;
}

static void jsonl_row(const struct models_view *view, const struct model *model)
{
	json_t *line CLEANUP(json_release) = json_object();
	double cost = whole_cost(view, model);

	json_set_string(line, "alias", model->alias);
	json_set_string(line, "id", model->id);
	json_set_string(line, "engine", model->engine);
	json_object_set_new(line, "default", json_boolean(model->usual));
	json_set_known(line, "price_prompt", model->price_prompt,
		       model->price_prompt >= 0);
	json_set_known(line, "price_completion", model->price_completion,
		       model->price_completion >= 0);
	json_set_known(line, "price_request", model->price_request, true);
	json_set_known(line, "price_image", model->price_image, true);
	json_object_set_new(line, "context", json_integer(model->context));
	json_object_set_new(line, "max_output",
			    json_integer(model->max_output));
	print_json_set_real(line, "rpm", model->rpm);
	print_json_set_real(line, "tpm", model->tpm);
	json_set_string(line, "format", model_format_word(model->format));
	print_json_set_real(line, "prompt_tokens", prompt_tokens(view, model));
	json_object_set_new(line, "completion_tokens",
			    json_integer(ESTIMATE_ANSWER));
	json_object_set_new(line, "sheets",
			    json_integer((json_int_t)view->sheets));
	json_set_known(line, "cost_usd", cost, cost >= 0);
	json_set_known(line, "price_batch_prompt", model->price_batch_prompt,
		       model->price_batch_prompt >= 0);
	json_set_known(line, "price_batch_completion",
		       model->price_batch_completion,
		       model->price_batch_completion >= 0);
	json_set_known(line, "price_cached", model->price_cached,
		       model->price_cached >= 0);
	json_object_set_new(line, "costs_usd", jsonl_ways(view, model, false));
	json_object_set_new(line, "batch_costs_usd",
			    jsonl_ways(view, model, true));
	print_json(line);
}

static void models_silent(const struct models_view *view)
{
	(void)view;
}

static const struct models_format models_formats[FORMAT_COUNT] = {
	[FORMAT_TABLE] = {false, table_head, table_row, table_foot},
	[FORMAT_TSV] = {true, tsv_head, tsv_row, models_silent},
	[FORMAT_JSONL] = {true, models_silent, jsonl_row, models_silent},
};

static const struct models_format models_ways = {false, ways_head, ways_row,
						 ways_foot};

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
	if (none &&
	    (format == &models_formats[FORMAT_TABLE] || format == &models_ways))
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
	call->format = &models_formats[format];
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
	struct models_call call = {.format = &models_formats[FORMAT_TABLE]};
	struct error err;
	char **args;
	int n, code;

	code = command_parse(command, argc, argv, models_take, &call, &args,
			     &n);
	if (code >= 0)
		return code;
	call.run = n == 1 ? args[0] : NULL;
	/* Who has a run chooses how its sheets are sent. */
	if (call.run != NULL && call.format == &models_formats[FORMAT_TABLE])
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
