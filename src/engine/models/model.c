/*
 * model.c: what one model costs. See models.h.
 *
 * 1. A cost is never below zero, whatever figures servers give; -1 stands for
 *    one that is not known, and is never added up.
 */
#include "config.h"

#include "engine/models/models.h"

#include <string.h>

bool model_price_known(const struct model *model)
{
	return model->price_prompt >= 0 && model->price_completion >= 0 &&
	       model->price_request >= 0 && model->price_image >= 0;
}

bool model_is_free(const struct model *model)
{
	return model_price_known(model) && model->price_prompt == 0 &&
	       model->price_completion == 0 && model->price_request == 0 &&
	       model->price_image == 0;
}

/* Figures of servers may be anything; none makes a request earn money. */
static double at_least_zero(double value)
{
	return value > 0 ? value : 0;
}

double model_cost(const struct model *model, double prompt_tokens,
		  double completion_tokens, double images)
{
	if (!model_price_known(model))
		return -1;
	return at_least_zero(prompt_tokens) * model->price_prompt +
	       at_least_zero(completion_tokens) * model->price_completion +
	       at_least_zero(images) * model->price_image +
	       model->price_request;
}

bool model_batch_price_known(const struct model *model)
{
	return model->price_batch_prompt >= 0 &&
	       model->price_batch_completion >= 0 &&
	       model->price_request >= 0 && model->price_image >= 0;
}

double model_batch_cost(const struct model *model, double prompt_tokens,
			double completion_tokens, double images)
{
	struct model batch = *model;

	if (!model_batch_price_known(model))
		return -1;
	batch.price_prompt = model->price_batch_prompt;
	batch.price_completion = model->price_batch_completion;
	return model_cost(&batch, prompt_tokens, completion_tokens, images);
}

int model_check_batch(const struct model *model, struct error *err)
{
	static const char free_mark[] = ":free";
	size_t len = strlen(model->id), mark = sizeof(free_mark) - 1;

	if (len < mark || strcmp(model->id + len - mark, free_mark) != 0)
		return 0;
	return error_set(err, ERROR_USAGE,
			 "%s is free, and no batch takes a free model; name "
			 "%.*s, or another that costs, with --model",
			 model->id, (int)(len - mark), model->id);
}

double model_image_tokens(const struct model *model, double images,
			  double megapixels)
{
	double n = at_least_zero(images);
	double tokens = n * model->image_tokens +
			at_least_zero(megapixels) * model->image_tokens_mpx;
	double most = n * model->image_tokens_max;

	return model->image_tokens_max > 0 && tokens > most ? most : tokens;
}
