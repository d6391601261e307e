/*
 * request.h: the body of a chat/completions request: the prompt, the
 * pictures of a sheet as data URIs or its words, and the parameters. The same sheet, model
 * and parameters always give the same bytes, so that caches of the server
 * may answer a repeated one.
 */
#ifndef ENGINE_CHAT_REQUEST_H
#define ENGINE_CHAT_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/net/http.h"
#include "engine/models/models.h"
#include "engine/payload/payload.h"
#include "engine/chat/prompt.h"

/* Which dialect of the protocol is spoken. */
enum chat_dialect {
	CHAT_COMPATIBLE, /* llama.cpp, vLLM, Ollama: the plain protocol */
	CHAT_OPENROUTER, /* routing, fallback and privacy options */
	CHAT_OPENAI,	 /* max_completion_tokens, no temperature */
};

struct chat_setup {
	enum chat_dialect dialect;
	const struct chat_prompt *prompt;
	const struct model_list *models; /* in order of preference */
	bool allow_training; /* of CHAT_OPENROUTER: providers may keep it */
	bool zdr;	     /* likewise: only those that retain nothing */
	bool cap_price; /* likewise: none that is dearer than the model's known
			   price, which is that of its cheapest provider */
	bool batch; /* a row of a batch: it says nothing of streaming, nor of
			   routing, which a batch has for all its rows or not
			   at all */
};

struct chat_request;

/*
 * Takes pictures and words out of the payload (their labels stay). `model` is a
 * position in setup->models; with OpenRouter the two after it are named as
 * the server's own fallbacks, except where they cost and it is free: nobody
 * pays because a free model had no room. `anew`: an answer to it was of no
 * use, so that it is asked with another temperature, where the model knows
 * one. Owned; the setup
 * is borrowed for the call. Never fails. One thread at a time.
 */
struct chat_request *chat_request_new(const struct chat_setup *setup,
				      size_t model, long max_tokens, bool anew,
				      struct payload *payload);
void chat_request_free(struct chat_request *request); /* NULL is fine */

/* For http_start; valid as long as the request. The pictures are freed once
 * they were sent. */
struct http_body chat_request_body(struct chat_request *request);

/* Bytes from `offset` on, up to `size`; for http and tests. */
size_t chat_request_read(const void *request, uint64_t offset, char *to,
			 size_t size);

#endif
