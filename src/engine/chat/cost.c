/*
 * cost.c: what an answer that never came has cost. See cost.h.
 *
 * 1. An id goes into an address only where it is made of characters that mean
 *    nothing there: it is the server's text.
 * 2. An answer is changed as a whole or not at all.
 */
#include "config.h"

#include "engine/chat/cost.h"

#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "engine/chat/chat.h"

/* Of the characters that an address may hold as they are. */
static bool id_is_plain(const char *id)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-_.";

	return id != NULL && id[0] != '\0' && id[strspn(id, plain)] == '\0';
}

char *chat_cost_url(const char *chat_url, const char *generation_id)
{
	char *page CLEANUP(mem_free_str) = NULL;

	if (!id_is_plain(generation_id))
		return NULL;
	page = mem_printf("generation?id=%s", generation_id);
	return chat_endpoint(chat_url, page);
}

/* The provider's own count is what is billed; the other one is normalised. */
static double cost_tokens(const json_t *data, const char *native,
			  const char *other)
{
	double tokens = json_number_at(data, native, -1);

	return tokens >= 0 ? tokens : json_number_at(data, other, -1);
}

static void cost_set(json_t *usage, const char *key, double figure)
{
	if (figure >= 0)
		json_object_set_new(usage, key,
				    json_integer((json_int_t)figure));
}

int chat_cost_read(const struct http_reply *reply, struct chat_answer *answer)
{
	json_t *told CLEANUP(json_release) = NULL;
	const json_t *data;
	double cost, prompt, completion;

	if (reply->fate != HTTP_ANSWERED || reply->status != 200 ||
	    reply->body.len == 0 ||
	    json_read(reply->body.data, reply->body.len, &told, NULL, NULL) < 0)
		return -1;
	data = json_object_get(told, "data");
	cost = json_number_at(data, "total_cost", -1);
	prompt = cost_tokens(data, "native_tokens_prompt", "tokens_prompt");
	completion = cost_tokens(data, "native_tokens_completion",
				 "tokens_completion");
	if (!(cost >= 0 && cost < CHAT_COST_MAX) ||
	    !(prompt < CHAT_TOKENS_MAX) || !(completion < CHAT_TOKENS_MAX))
		return -1;
	answer->cost_usd = cost;
	answer->prompt_tokens = prompt;
	answer->completion_tokens = completion;
	if (answer->usage == NULL) {
		answer->usage = json_object();
		cost_set(answer->usage, "prompt_tokens", prompt);
		cost_set(answer->usage, "completion_tokens", completion);
	}
	return 0;
}
