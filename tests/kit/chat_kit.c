/*
 * chat_kit.c: models, keys and answers made by hand. See chat_kit.h.
 *
 * The few functions of models.h that a scheduler calls are here as weak
 * symbols: the library's own take their place where they are linked.
 */
#include "config.h"

#include "tests/kit/chat_kit.h"

#include <stdio.h>
#include <string.h>

#define WEAK __attribute__((weak))

WEAK bool model_is_free(const struct model *model)
{
	return model->price_prompt == 0 && model->price_completion == 0 &&
	       model->price_request <= 0 && model->price_image <= 0;
}

WEAK bool model_price_known(const struct model *model)
{
	return model->price_prompt >= 0 && model->price_completion >= 0;
}

WEAK double model_cost(const struct model *model, double prompt_tokens,
		       double completion_tokens, double images)
{
	if (!model_price_known(model))
		return -1;
	return model->price_prompt * prompt_tokens +
	       model->price_completion * completion_tokens +
	       model->price_request + model->price_image * images;
}

WEAK double model_image_tokens(const struct model *model, double images,
			       double megapixels)
{
	return model->image_tokens * images +
	       model->image_tokens_mpx * megapixels;
}

struct model *kit_model(struct chat_kit *kit, const char *id, double prompt,
			double completion)
{
	struct model *model = &kit->models[kit->list.n];

	*model = (struct model){.id = id,
				.price_prompt = prompt / 1e6,
				.price_completion = completion / 1e6,
				.image_tokens_mpx = 1000,
				.image_tokens = 100,
				.known = true};
	if (prompt < 0)
		model->price_prompt = model->price_completion = -1;
	kit->list.items[kit->list.n++] = model;
	return model;
}

struct api_key *kit_key(struct chat_kit *kit, const char *account)
{
	static char secret[] = "a secret";
	struct api_key *key = &kit->ring.keys[kit->ring.n++];

	key->secret = secret;
	key->account = (char *)(uintptr_t)account;
	snprintf(key->fingerprint, sizeof(key->fingerprint), "key-%zu",
		 kit->ring.n);
	return key;
}

struct scheduler_options kit_options(const struct chat_kit *kit, size_t window)
{
	return (struct scheduler_options){.models = &kit->list,
					  .keys = &kit->ring,
					  .window = window,
					  .seed = 1};
}

struct chat_answer kit_answer(enum chat_verdict verdict, int64_t wait_ms)
{
	static const struct {
		enum chat_scope scope;
		const char *kind;
		int status;
	} kinds[CHAT_VERDICTS] = {
		[CHAT_SUCCESS] = {CHAT_SCOPE_REQUEST, NULL, 200},
		[CHAT_FAILED] = {CHAT_SCOPE_REQUEST, "bad_request", 400},
		[CHAT_MALFORMED] = {CHAT_SCOPE_REQUEST, "malformed", 200},
		[CHAT_RETRY] = {CHAT_SCOPE_REQUEST, "server_error", 500},
		[CHAT_LONGER] = {CHAT_SCOPE_REQUEST, "truncated", 200},
		[CHAT_SMALLER] = {CHAT_SCOPE_REQUEST, "too_large", 413},
		[CHAT_AFFORD] = {CHAT_SCOPE_KEY, "credit", 402},
		[CHAT_REFUSED] = {CHAT_SCOPE_REQUEST, "refused", 200},
		[CHAT_RATE] = {CHAT_SCOPE_ACCOUNT, "rate_limit", 429},
		[CHAT_DAILY] = {CHAT_SCOPE_ACCOUNT, "daily_limit", 429},
		[CHAT_OVERLOADED] = {CHAT_SCOPE_MODEL, "overloaded", 503},
		[CHAT_NO_CREDIT] = {CHAT_SCOPE_ACCOUNT, "credit", 402},
		[CHAT_KEY_REFUSED] = {CHAT_SCOPE_KEY, "key", 401},
		[CHAT_MODEL_REFUSED] = {CHAT_SCOPE_MODEL, "no_model", 404},
	};
	struct chat_answer answer = {
		.verdict = verdict,
		.scope = kinds[verdict].scope,
		.kind = kinds[verdict].kind,
		.http_status = kinds[verdict].status,
		.wait_ms = wait_ms,
		.cost_usd = -1,
		.prompt_tokens = -1,
		.completion_tokens = -1,
	};

	if (answer.kind != NULL)
		snprintf(answer.text, sizeof(answer.text), "%s: HTTP %d",
			 answer.kind, answer.http_status);
	return answer;
}
