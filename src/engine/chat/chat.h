/*
 * chat.h: the engines that ask a server which speaks OpenAI's
 * chat/completions: OpenRouter, OpenAI, and any compatible one (llama.cpp,
 * vLLM, Ollama). They share all but the dialect and the address.
 *
 * The engine is immutable once open: any thread may ask it. It sends nothing:
 * it says what to send (chat_compose) and where to.
 */
#ifndef ENGINE_CHAT_CHAT_H
#define ENGINE_CHAT_CHAT_H

#include "engine/chat/request.h"
#include "engine/engine.h"

extern const struct engine_ops chat_openrouter_ops;
extern const struct engine_ops chat_openai_ops;
extern const struct engine_ops chat_compatible_ops;

/* Of an engine that one of the three opened; borrowed for its life. */
const struct model_list *chat_models(const struct engine *engine);
/* Those that it was opened with. */
const struct terms *chat_terms(const struct engine *engine);
/* Of chat/completions. */
const char *chat_url(const struct engine *engine);
/* Header lines for http_start, ended by NULL; borrowed, as is the address. */
const char *const *chat_headers(const struct engine *engine);
/* Does the server tell afterwards what an answer has cost (cost.h)? */
bool chat_tells_costs(const struct engine *engine);
/* Prompt tokens of all but the pictures: an upper bound. */
double chat_text_tokens(const struct engine *engine);
/* Those of the words of a sheet, which are not prose: an upper bound. */
double chat_words_tokens(const char *words);
/* What a sheet costs with the first of its models, by the list of models, in
 * USD; -1: unknown. */
double chat_sheet_cost(const struct engine *engine);
/* The same in a batch. */
double chat_sheet_batch_cost(const struct engine *engine);
/* See chat_request_new. Owned. */
struct chat_request *chat_compose(const struct engine *engine, size_t model,
				  long max_tokens, bool anew,
				  struct payload *payload);
/* The same as the body of a row of a batch: of this model alone. Owned. */
struct chat_request *chat_compose_batch(const struct engine *engine,
					size_t model, long max_tokens,
					struct payload *payload);

/* The address that an engine of this name asks by itself, or NULL. Static. */
const char *chat_default_url(const char *engine);
/* "https://host/v1" and "models" make the address of GET /models: a base
 * URL may end in a slash, or in /chat/completions. Owned. */
char *chat_endpoint(const char *base_url, const char *name);

#endif
