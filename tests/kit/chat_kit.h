/*
 * chat_kit.h: what tests of asking servers share: models, keys and answers
 * made by hand.
 */
#ifndef TESTS_CHAT_KIT_H
#define TESTS_CHAT_KIT_H

#include "engine/chat/answer.h"
#include "engine/models/models.h"
#include "extract/schedule/scheduler.h"

/* Models and keys to schedule with; all zero at first. */
struct chat_kit {
	struct model models[MODEL_LIST_MAX];
	struct model_list list;
	struct keyring ring;
};

/* Adds a model of such prices in USD for a million tokens. `id` is borrowed;
 * one that ends in ":free" is free. */
struct model *kit_model(struct chat_kit *kit, const char *id, double prompt,
			double completion);
/* Adds a key; texts are borrowed. Its fingerprint is "key-N". */
struct api_key *kit_key(struct chat_kit *kit, const char *account);
/* Options of such a kit without limits. */
struct scheduler_options kit_options(const struct chat_kit *kit, size_t window);

/* An answer that says no more than that. */
struct chat_answer kit_answer(enum chat_verdict verdict, int64_t wait_ms);

#endif
