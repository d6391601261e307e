/*
 * cost.h: what an answer that never came has cost. OpenRouter names each
 * generation in a head line (X-Generation-Id) before its answer is whole, and
 * tells of it afterwards: GET /generation?id=ID. Source: its API reference,
 * "Get request & usage metadata for a generation"; a generation is known
 * there some seconds after it ended. Pure; any thread.
 */
#ifndef ENGINE_CHAT_COST_H
#define ENGINE_CHAT_COST_H

#include "base/error.h"
#include "engine/chat/answer.h"
#include "engine/net/http.h"

/* The address that tells it, owned, of a server whose chat/completions is at
 * `chat_url`; NULL where the id (the server's text; may be NULL) is not one
 * to be put into an address. */
char *chat_cost_url(const char *chat_url, const char *generation_id);

/* Reads what it says into the answer: cost, tokens, and usage where that is
 * NULL. -1, with nothing changed: it does not say, or not yet. */
int chat_cost_read(const struct http_reply *reply,
		   struct chat_answer *answer) MUST_USE;

#endif
