/*
 * estimate.c: what a sheet would cost by the list of models. See estimate.h.
 *
 * 1. Text counts by its bytes, pictures by model_image_tokens, an answer as
 *    one of full labels. A budget reserves more: answers of --max-tokens.
 */
#include "config.h"

#include "engine/chat/estimate.h"

#include <string.h>

#define BYTES_A_TOKEN	   4   /* of English text */
#define BYTES_A_TOKEN_READ 2.5 /* of what OCR read */
#define WORDS_BYTES	   800

const struct estimate_sending *estimate_sending(enum payload_send send)
{
	static const struct estimate_sending sendings[PAYLOAD_SENDS] = {
		[PAYLOAD_BOTH] = {.what = "3 labels and the sheet",
				  .images = 4,
				  .megapixels = 3 * 0.25 + 0.7},
		[PAYLOAD_LABELS] = {.what = "3 labels",
				    .images = 3,
				    .megapixels = 3 * 0.25},
		[PAYLOAD_SHEET] = {.what = "the sheet",
				   .images = 1,
				   .megapixels = 1.7},
		[PAYLOAD_TEXT] = {.what = "the words", .words = WORDS_BYTES},
	};

	return &sendings[send];
}

double estimate_prompt_tokens(const struct chat_prompt *prompt,
			      const struct model *model, enum payload_send send)
{
	const struct estimate_sending *sending = estimate_sending(send);
	double bytes = (double)(strlen(prompt->system) + strlen(prompt->user));

	if (model->format == MODEL_JSON_SCHEMA && send != PAYLOAD_TEXT)
		bytes += (double)json_dumpb(prompt->schema, NULL, 0,
					    JSON_COMPACT);
	return bytes / BYTES_A_TOKEN + sending->words / BYTES_A_TOKEN_READ +
	       model_image_tokens(model, sending->images, sending->megapixels);
}

double estimate_cost(const struct chat_prompt *prompt,
		     const struct model *model, enum payload_send send)
{
	return model_cost(model, estimate_prompt_tokens(prompt, model, send),
			  ESTIMATE_ANSWER, estimate_sending(send)->images);
}

double estimate_batch_cost(const struct chat_prompt *prompt,
			   const struct model *model, enum payload_send send)
{
	return model_batch_cost(
		model, estimate_prompt_tokens(prompt, model, send),
		ESTIMATE_ANSWER, estimate_sending(send)->images);
}
