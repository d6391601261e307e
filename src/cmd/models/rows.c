/*
 * rows.c: models for spreadsheets and for programs. See view.h.
 */
#include "config.h"

#include "cmd/models/view.h"

#include <stdio.h>

#include "base/json/json.h"
#include "cmd/common/print.h"
#include "engine/chat/estimate.h"

static void say_nothing(const struct models_view *view)
{
	(void)view;
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
		double cost = view_cost_of(view, model, (enum payload_send)send,
					   batch);

		tsv_real(cost, cost >= 0, 4);
	}
}

static void tsv_row(const struct models_view *view, const struct model *model)
{
	double cost = view_cost(view, model);

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
	tsv_real(view_prompt_tokens(view, model), true, 0);
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
		double cost = view_cost_of(view, model, send, batch);

		json_set_known(ways, payload_send_word(send), cost, cost >= 0);
	}
	return ways;
}

static void jsonl_row(const struct models_view *view, const struct model *model)
{
	json_t *line CLEANUP(json_release) = json_object();
	double cost = view_cost(view, model);

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
	print_json_set_real(line, "prompt_tokens",
			    view_prompt_tokens(view, model));
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

const struct models_format models_tsv = {
	.nameless = true,
	.head = tsv_head,
	.row = tsv_row,
	.foot = say_nothing,
};

const struct models_format models_jsonl = {
	.nameless = true,
	.head = say_nothing,
	.row = jsonl_row,
	.foot = say_nothing,
};
