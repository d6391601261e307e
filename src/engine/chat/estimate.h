/*
 * estimate.h: what asking about a sheet would cost, before a cent is spent:
 * estimates on the high side, by the list of models. What a run has measured
 * is nearer (extract/forecast). Pure; any thread.
 */
#ifndef ENGINE_CHAT_ESTIMATE_H
#define ENGINE_CHAT_ESTIMATE_H

#include "engine/chat/prompt.h"
#include "engine/models/models.h"
#include "engine/payload/payload.h"

/* Tokens of an answer: some twenty terms with their values. */
#define ESTIMATE_ANSWER 600

/* What a payload of the usual size is: up to three labels of a quarter of a
 * megapixel, and the sheet, smaller where labels go with it; or the words of a
 * sheet that has many. */
struct estimate_sending {
	const char *what; /* "3 labels and the sheet" */
	double images, megapixels;
	double words; /* bytes of text */
};
const struct estimate_sending *estimate_sending(enum payload_send send);

/* Prompt tokens of one sheet. */
double estimate_prompt_tokens(const struct chat_prompt *prompt,
			      const struct model *model,
			      enum payload_send send);
/* In USD, of one sheet that is asked about once; -1: its price is unknown. */
double estimate_cost(const struct chat_prompt *prompt,
		     const struct model *model, enum payload_send send);
/* The same in a batch; -1: what that costs is unknown. */
double estimate_batch_cost(const struct chat_prompt *prompt,
			   const struct model *model, enum payload_send send);

#endif
