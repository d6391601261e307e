/*
 * money.c: see money.h.
 *
 * 1. What is reserved is what may come: of a prompt the tokens that this run has
 *    measured of the same parameters, a mean that holds for many sheets, else a
 *    token for each two bytes of text and the most that pictures take; and an
 *    answer as long as is allowed, whatever answers were like.
 * 2. Amounts are whole nano-dollars, rounded up.
 */
#include "config.h"

#include "batch/plan/money.h"

#include <math.h>

#include "engine/chat/chat.h"
#include "extract/forecast/measured.h"
#include "extract/schedule/budget.h"

#define BYTES_A_TOKEN 2 /* at least */

int money_learn(const struct run *run, const struct engine *engine,
		const char *params_sha256, long max_tokens, struct money *ret,
		struct error *err)
{
	const struct model *model = chat_models(engine)->items[0];
	struct measured measured;

	if (measured_read(run, params_sha256, model->id, &measured, err) < 0)
		return -1;
	*ret = (struct money){
		.model = model,
		.prompt_tokens =
			measured.of_params ? measured.prompt_tokens : -1,
		.max_tokens = max_tokens > 0 ? max_tokens : MONEY_MAX_TOKENS,
		.paid = model_batch_price_known(model),
		.by_batch = sheet_price_batch(engine, &measured),
		.by_stream = sheet_price_stream(engine, &measured),
	};
	return 0;
}

static bool money_is_dearer(const struct model *model)
{
	return model_price_known(model) && model_batch_price_known(model) &&
	       (model->price_batch_prompt > model->price_prompt ||
		model->price_batch_completion > model->price_completion);
}

int money_check(const struct money *money, double budget_usd, bool yes,
		struct error *err)
{
	const struct model *model = money->model;

	if (model_check_batch(model, err) < 0)
		return -1;
	if (!money->paid && budget_usd > 0)
		return error_set(
			err, ERROR_USAGE,
			"what a batch of %s costs is not known, so that "
			"--budget cannot be kept; leave it out, or look with "
			"`vasculum models --refresh`",
			model->id);
	if (money_is_dearer(model) && !yes)
		return error_set(
			err, ERROR_USAGE,
			"a batch of %s is dearer than the same without: $%g "
			"and $%g for a million tokens in place of $%g and "
			"$%g; --yes sends it all the same",
			model->id, model->price_batch_prompt * 1e6,
			model->price_batch_completion * 1e6,
			model->price_prompt * 1e6,
			model->price_completion * 1e6);
	return 0;
}

double money_tokens(const struct money *money, const struct money_sheet *sheet)
{
	if (money->prompt_tokens > 0)
		return money->prompt_tokens;
	return ceil((double)sheet->text_bytes / BYTES_A_TOKEN +
		    model_image_tokens(money->model, (double)sheet->images,
				       sheet->megapixels));
}

int64_t money_by_batch(const struct money *money, double tokens,
		       const struct money_sheet *sheet)
{
	double usd = model_batch_cost(money->model, tokens,
				      (double)money->max_tokens,
				      (double)sheet->images);

	return usd > 0 ? nano_above(usd) : 0;
}

int64_t money_by_stream(const struct money *money, double tokens,
			const struct money_sheet *sheet)
{
	double usd = model_cost(money->model, tokens, (double)money->max_tokens,
				(double)sheet->images);

	return usd > 0 ? nano_above(usd) : 0;
}
