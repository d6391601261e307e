/*
 * fault.c: the table of faults. See fault.h.
 *
 * 1. The first row that fits is taken: what codes say counts more than what
 *    messages say, and both more than a status alone. Messages are trusted
 *    only for the statuses that they come with.
 * 2. An upstream provider's trouble is never taken for our account's: the
 *    rows of "@provider" stand before those of keys, money and days.
 * 3. The last row fits everything.
 */
#include "config.h"

#include "engine/chat/fault.h"

#include <stdbool.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define ANY    0, 999
#define ONE(s) (s), (s)
#define INSIDE 0, 299 /* told in an answer that began as a success */

#define KEY_SPENT \
	"key limit|key budget|key's|key spend|spend limit|spending limit"
#define BASE_URL "is --base-url the address of the API, up to \"/v1\"?"

/* clang-format off */
const struct chat_fault chat_faults[] = {
/* Days, pools and money: the limit's source tells them apart best. What is
 * in flight may cost no more than there is: less of it at once will do. */
{ANY, "openrouter_free_tier_daily", NULL,
	CHAT_DAILY, CHAT_SCOPE_ACCOUNT, "daily_quota", NULL},
{ANY, "openrouter_in_flight_budget|in_flight_budget_exhausted", NULL,
	CHAT_RATE, CHAT_SCOPE_ACCOUNT, "rate_limit", NULL},
{ANY, "openrouter_key_limit", NULL,
	CHAT_NO_CREDIT, CHAT_SCOPE_KEY, "key_limit",
	"raise the key's limit, or use another"},
{ANY, "openrouter_workspace_budget|openrouter_guardrail_budget", NULL,
	CHAT_NO_CREDIT, CHAT_SCOPE_ACCOUNT, "budget",
	"raise the budget at the provider, or wait for its reset"},
{ONE(429), NULL, "free-models-per-day",
	CHAT_DAILY, CHAT_SCOPE_ACCOUNT, "daily_quota", NULL},
{0, 499, NULL, "can only afford",
	CHAT_AFFORD, CHAT_SCOPE_REQUEST, "afford", NULL},
{ANY, "openrouter_credits", NULL,
	CHAT_NO_CREDIT, CHAT_SCOPE_ACCOUNT, "credit", NULL},
{ANY, "upstream_provider_shared_pool|capacity_exhausted", NULL,
	CHAT_OVERLOADED, CHAT_SCOPE_MODEL, "overloaded", NULL},
{ONE(429), "@provider", NULL,
	CHAT_OVERLOADED, CHAT_SCOPE_MODEL, "overloaded", NULL},
{ONE(429), NULL, "rate-limited upstream|rate limited upstream",
	CHAT_OVERLOADED, CHAT_SCOPE_MODEL, "overloaded", NULL},
/* Requests or tokens of a day; "perday" is of Google's quotaId. */
{ONE(429), NULL, "per-day|per day|perday|daily limit|limit_rpd|"
	"(rpd)|(tpd)",
	CHAT_DAILY, CHAT_SCOPE_ACCOUNT, "daily_quota", NULL},
{ONE(402), "@provider", NULL,
	CHAT_OVERLOADED, CHAT_SCOPE_MODEL, "provider", NULL},
{ONE(402), NULL, KEY_SPENT,
	CHAT_NO_CREDIT, CHAT_SCOPE_KEY, "key_limit",
	"raise the key's limit, or use another"},
{ANY, "insufficient_credits|payment_required", NULL,
	CHAT_NO_CREDIT, CHAT_SCOPE_ACCOUNT, "credit", NULL},
{400, 403, "token_limit_exceeded", NULL, /* a budget of OpenRouter's */
	CHAT_NO_CREDIT, CHAT_SCOPE_ACCOUNT, "credit", NULL},
{ANY, "insufficient_quota|billing_hard_limit_reached|billing_not_active|"
      "insufficient_balance", NULL,
	CHAT_NO_CREDIT, CHAT_SCOPE_ACCOUNT, "quota", NULL},

/* Refusals: what was asked, not who asked. */
{ANY, "@moderation|moderation_blocked|guardrail_blocked", NULL,
	CHAT_REFUSED, CHAT_SCOPE_REQUEST, "moderation", NULL},
{ANY, "refusal", NULL,
	CHAT_REFUSED, CHAT_SCOPE_REQUEST, "refusal", NULL},
{ANY, "content_policy_violation|content_policy|content_filter|"
      "responsibleaipolicyviolation", NULL,
	CHAT_REFUSED, CHAT_SCOPE_REQUEST, "content_filter", NULL},
{400, 403, NULL, "content policy|content_policy|content management policy|"
	"safety system|requires moderation|was flagged",
	CHAT_REFUSED, CHAT_SCOPE_REQUEST, "content_filter", NULL},

/* Keys. A provider that refuses OpenRouter's own key is out of order. */
{401, 403, "@provider", NULL,
	CHAT_OVERLOADED, CHAT_SCOPE_MODEL, "provider", NULL},
{ONE(403), NULL, KEY_SPENT,
	CHAT_NO_CREDIT, CHAT_SCOPE_KEY, "key_limit",
	"raise the key's limit, or use another"},
{ONE(403), NULL, "budget limit exceeded",
	CHAT_NO_CREDIT, CHAT_SCOPE_ACCOUNT, "budget", NULL},
{ANY, "invalid_api_key|authentication_error|unauthenticated|"
      "account_deactivated", NULL,
	CHAT_KEY_REFUSED, CHAT_SCOPE_KEY, "key", NULL},
{ONE(400), NULL, "api key not valid|invalid api key|incorrect api key|"
	"api key expired",
	CHAT_KEY_REFUSED, CHAT_SCOPE_KEY, "key", NULL},

/* This one picture, or its size. */
{ANY, "invalid_image|image_too_large|image_too_small|"
      "unsupported_image_format|image_download_failed|image_not_found|"
      "image_parse_error|invalid_image_format|invalid_image_url", NULL,
	CHAT_FAILED, CHAT_SCOPE_REQUEST, "image", NULL},
{ANY, "context_length_exceeded|exceed_context_size_error|string_too_long|"
      "string_above_max_length", NULL,
	CHAT_SMALLER, CHAT_SCOPE_REQUEST, "context", NULL},
{ANY, "max_tokens_exceeded", NULL,
	CHAT_LONGER, CHAT_SCOPE_REQUEST, "length", NULL},
{ANY, "request_too_large|payload_too_large", NULL,
	CHAT_SMALLER, CHAT_SCOPE_REQUEST, "too_large", NULL},
{0, 422, NULL, "context length|context size|context window|"
	"maximum context|prompt is too long|input is too long",
	CHAT_SMALLER, CHAT_SCOPE_REQUEST, "context", NULL},
{ONE(500), NULL, "context length|context size|context window|"
	"maximum context|prompt is too long|input is too long",
	CHAT_SMALLER, CHAT_SCOPE_REQUEST, "context", NULL},

/* A model that is not there, or cannot see. */
{400, 500, NULL, "image input is not supported|support image input|"
	"does not support image|not a multimodal model|support vision|"
	"image_url is only supported|unknown variant `image_url`",
	CHAT_MODEL_REFUSED, CHAT_SCOPE_MODEL, "no_vision",
	"choose a model that takes pictures"},
{ANY, "model_not_found|model_not_available|model_deprecated|"
      "model_not_supported|invalid_model|unknown_model|no_endpoints|"
      "no_endpoints_found|privacy_restricted", NULL,
	CHAT_MODEL_REFUSED, CHAT_SCOPE_MODEL, "model", NULL},
{ONE(400), NULL, "not a valid model|invalid model|unknown model|"
	"model not found|no such model|no endpoints found|"
	"no allowed providers|unsupported model",
	CHAT_MODEL_REFUSED, CHAT_SCOPE_MODEL, "model", NULL},
{ONE(404), NULL, "model|endpoint|provider|data policy|free",
	CHAT_MODEL_REFUSED, CHAT_SCOPE_MODEL, "model", NULL},
{400, 500, NULL, "invalid image|process image|decode image|load image|"
	"download image|unsupported image|identify image|image_url|"
	"image format|image type|image size|image dimension|image data|"
	"image exceeds|image is too|invalid base64",
	CHAT_FAILED, CHAT_SCOPE_REQUEST, "image", NULL},

/* Statuses. A 403 that says no more is the request's; one that speaks of a
 * model or a place will meet every sheet, and another model may be allowed. */
{300, 399, NULL, NULL,
	CHAT_MODEL_REFUSED, CHAT_SCOPE_MODEL, "redirect",
	"the server is elsewhere: give its address with --base-url"},
{ONE(401), NULL, NULL,
	CHAT_KEY_REFUSED, CHAT_SCOPE_KEY, "key", NULL},
{ONE(402), NULL, NULL,
	CHAT_NO_CREDIT, CHAT_SCOPE_ACCOUNT, "credit", NULL},
{ONE(403), NULL, "model|region|country|territory",
	CHAT_MODEL_REFUSED, CHAT_SCOPE_MODEL, "forbidden", NULL},
{ONE(403), NULL, "api key|apikey|api_key|permission|credential",
	CHAT_KEY_REFUSED, CHAT_SCOPE_KEY, "key", NULL},
{ONE(403), NULL, NULL,
	CHAT_FAILED, CHAT_SCOPE_REQUEST, "forbidden", NULL},
{404, 405, NULL, NULL,
	CHAT_MODEL_REFUSED, CHAT_SCOPE_MODEL, "not_found", BASE_URL},
{ONE(408), NULL, NULL,
	CHAT_RETRY, CHAT_SCOPE_REQUEST, "timeout", NULL},
{ONE(409), NULL, NULL,
	CHAT_RETRY, CHAT_SCOPE_REQUEST, "server", NULL},
{ONE(410), NULL, NULL,
	CHAT_MODEL_REFUSED, CHAT_SCOPE_MODEL, "model", NULL},
{ONE(413), NULL, NULL,
	CHAT_SMALLER, CHAT_SCOPE_REQUEST, "too_large", NULL},
{ONE(425), NULL, NULL,
	CHAT_RETRY, CHAT_SCOPE_REQUEST, "server", NULL},
/* Google says the same of minutes as OpenAI of an empty purse. */
{ONE(429), "resource_exhausted", NULL,
	CHAT_RATE, CHAT_SCOPE_ACCOUNT, "rate_limit", NULL},
{ONE(429), NULL, "check your plan and billing",
	CHAT_NO_CREDIT, CHAT_SCOPE_ACCOUNT, "quota", NULL},
/* OpenAI's types of a limit, which each model has of its own. */
{ONE(429), "requests|tokens", NULL,
	CHAT_RATE, CHAT_SCOPE_MODEL, "rate_limit", NULL},
{ONE(429), NULL, NULL,
	CHAT_RATE, CHAT_SCOPE_ACCOUNT, "rate_limit", NULL},
/* Nothing that is the sheet's was said: another model may take it. */
{ONE(400), "@opaque", NULL,
	CHAT_REFUSED, CHAT_SCOPE_REQUEST, "bad_request", NULL},
{400, 499, NULL, NULL,
	CHAT_FAILED, CHAT_SCOPE_REQUEST, "bad_request", NULL},
{502, 503, NULL, NULL,
	CHAT_OVERLOADED, CHAT_SCOPE_MODEL, "overloaded", NULL},
{ONE(504), NULL, NULL,
	CHAT_RETRY, CHAT_SCOPE_REQUEST, "timeout", NULL},
{ONE(524), NULL, NULL,
	CHAT_RETRY, CHAT_SCOPE_REQUEST, "timeout", NULL},
{ONE(529), NULL, NULL,
	CHAT_OVERLOADED, CHAT_SCOPE_MODEL, "overloaded", NULL},
{500, 599, NULL, NULL,
	CHAT_RETRY, CHAT_SCOPE_REQUEST, "server", NULL},

/* What a batch did not come to. */
{INSIDE, "batch_expired", NULL,
	CHAT_RETRY, CHAT_SCOPE_REQUEST, "batch_expired", NULL},
{INSIDE, "batch_cancelled|batch_canceled", NULL,
	CHAT_RETRY, CHAT_SCOPE_REQUEST, "batch_cancelled", NULL},

/* Errors inside of a success that have no number. */
{INSIDE, "rate_limit_exceeded|rate_limit_error|rate_limited|"
	 "resource_exhausted|too_many_requests", NULL,
	CHAT_RATE, CHAT_SCOPE_ACCOUNT, "rate_limit", NULL},
{INSIDE, "provider_overloaded|provider_unavailable|overloaded_error|"
	 "overloaded|unavailable|service_unavailable", NULL,
	CHAT_OVERLOADED, CHAT_SCOPE_MODEL, "overloaded", NULL},
{INSIDE, "timeout|request_timeout|deadline_exceeded", NULL,
	CHAT_RETRY, CHAT_SCOPE_REQUEST, "timeout", NULL},
{INSIDE, "invalid_request|invalid_request_error|badrequesterror|"
	 "invalid_argument|invalid_prompt", NULL,
	CHAT_FAILED, CHAT_SCOPE_REQUEST, "bad_request", NULL},
{INSIDE, NULL, "overloaded|loading model|maximum pending requests",
	CHAT_OVERLOADED, CHAT_SCOPE_MODEL, "overloaded", NULL},
{INSIDE, NULL, "rate limit|too many requests",
	CHAT_RATE, CHAT_SCOPE_ACCOUNT, "rate_limit", NULL},
{ANY, NULL, NULL,
	CHAT_RETRY, CHAT_SCOPE_REQUEST, "server", NULL},
};
/* clang-format on */
const size_t chat_faults_n = ARRAY_LEN(chat_faults);

/* The next of "a|b|c", owned; NULL at the end. */
static char *list_next(const char **list)
{
	size_t len = strcspn(*list, "|");
	char *item = len > 0 ? mem_strndup(*list, len) : NULL;

	*list += len + ((*list)[len] == '|' ? 1 : 0);
	return item;
}

static bool words_fit(const char *list, const struct chat_signal *signal)
{
	bool fits = list == NULL;
	char *item;

	while (!fits && (item = list_next(&list)) != NULL) {
		for (size_t i = 0; i < signal->n_words; i++)
			if (text_casecmp(item, signal->words[i]) == 0)
				fits = true;
		mem_free_str(&item);
	}
	return fits;
}

static bool message_fits(const char *list, const struct chat_signal *signal)
{
	bool fits = list == NULL;
	char *item;

	while (!fits && (item = list_next(&list)) != NULL) {
		fits = strstr(signal->said, item) != NULL;
		mem_free_str(&item);
	}
	return fits;
}

const struct chat_fault *chat_fault_find(const struct chat_signal *signal)
{
	const struct chat_fault *fault = chat_faults;
	const struct chat_fault *last = chat_faults + chat_faults_n - 1;

	while (fault < last &&
	       (signal->status < fault->first || signal->status > fault->last ||
		!words_fit(fault->words, signal) ||
		!message_fits(fault->said, signal)))
		fault++;
	return fault;
}
