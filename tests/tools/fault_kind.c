/*
 * fault_kind.c: the table of faults. How answers are put into bytes is
 * fault_play.c's. See fault_kind.h.
 *
 * 1. A name is the whole interface: tests, rules and ledgers use it.
 * 2. What is billed says so in usage.cost wherever it arrives; what is not
 *    says 0. So a client's sum can equal the ledger's to the nano-dollar.
 * 3. `all` holds only what ends with each sheet on its own: nothing in it
 *    makes a client stop for all sheets.
 */
#include "config.h"

#include "fault_kind.h"

#include <string.h>

#include "base/compiler.h"
#include "fault_play.h"

/* An error in OpenRouter's shape. */
#define OR_ERROR(code, message, metadata)                         \
	"{\"error\":{\"message\":\"" message "\",\"code\":" #code \
	",\"metadata\":{" metadata "}},\"user_id\":\"user_test\"}"
#define TYPED(type) "\"error_type\":\"" type "\""
#define UPSTREAM(type) \
	TYPED(type) ",\"provider_name\":\"TestProvider\",\"raw\":\"upstream\""

#define FEW	"p=0.006"
#define RARE	"p=0.003"
#define BILLED	FAULT_BILLED
#define SUCCESS (FAULT_BILLED | FAULT_GOOD)

static const struct fault faults[] = {
	{.name = "none", .status = 200, .flags = SUCCESS},

	/* --- too many requests -------------------------------------------- */
	{.name = "rate_retry_after",
	 .all = "p=0.002,s=1",
	 .status = 429,
	 .build = play_retry_after,
	 .hold = HOLD_ACCOUNT},
	{.name = "rate_http_date",
	 .all = "p=0.001,s=2",
	 .status = 429,
	 .build = play_retry_date,
	 .hold = HOLD_ACCOUNT},
	{.name = "rate_past_date",
	 .all = "p=0.002",
	 .status = 429,
	 .headers = "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n",
	 .body = OR_ERROR(429, "Rate limit exceeded",
			  TYPED("rate_limit_exceeded"))},
	{.name = "rate_garbage",
	 .all = "p=0.002",
	 .status = 429,
	 .headers = "Retry-After: soon, perhaps\r\n",
	 .body = OR_ERROR(429, "Rate limit exceeded",
			  TYPED("rate_limit_exceeded"))},
	{.name = "rate_plain",
	 .all = "p=0.002",
	 .status = 429,
	 .body = OR_ERROR(429, "Rate limit exceeded",
			  TYPED("rate_limit_exceeded"))},
	{.name = "rate_reset_ms",
	 .status = 429,
	 .build = play_rate_reset,
	 .hold = HOLD_ACCOUNT},
	{.name = "daily_free",
	 .status = 429,
	 .build = play_daily_free,
	 .hold = HOLD_FREE,
	 .flags = FAULT_ALWAYS},
	{.name = "shared_pool",
	 .all = "p=0.002,s=1",
	 .status = 429,
	 .build = play_shared_pool,
	 .hold = HOLD_MODEL},
	{.name = "insufficient_quota",
	 .status = 429,
	 .body = "{\"error\":{\"message\":\"You exceeded your current quota, "
		 "please check your plan and billing details.\",\"type\":"
		 "\"insufficient_quota\",\"param\":null,\"code\":"
		 "\"insufficient_quota\"}}",
	 .flags = FAULT_ALWAYS | FAULT_KEY_BROKE},

	/* --- keys and money ------------------------------------------------ */
	{.name = "key_401",
	 .status = 401,
	 .body = OR_ERROR(401, "User not found.", TYPED("unauthorized")),
	 .flags = FAULT_ALWAYS | FAULT_KEY_DEAD},
	{.name = "credit_402",
	 .status = 402,
	 .body = OR_ERROR(402, "Insufficient credits. Add more and try again.",
			  TYPED("payment_required") ",\"limit_source\":"
						    "\"openrouter_credits\""),
	 .flags = FAULT_ALWAYS | FAULT_KEY_BROKE},
	{.name = "afford_402",
	 .all = RARE,
	 .status = 402,
	 .build = play_afford,
	 .flags = FAULT_ALWAYS},

	/* --- the request ---------------------------------------------------- */
	{.name = "invalid_image",
	 .all = FEW,
	 .status = 400,
	 .body = OR_ERROR(400, "The image could not be decoded.",
			  TYPED("invalid_image")),
	 .flags = FAULT_ALWAYS},
	{.name = "too_large",
	 .all = FEW,
	 .status = 413,
	 .body = OR_ERROR(413, "Request entity too large",
			  TYPED("payload_too_large")),
	 .flags = FAULT_ALWAYS},
	{.name = "reset_upload",
	 .all = RARE,
	 .end = ANSWER_RESET,
	 .build = play_nothing,
	 .flags = FAULT_EARLY | FAULT_LOST},
	{.name = "bad_model",
	 .status = 400,
	 .build = play_bad_model,
	 .flags = FAULT_ALWAYS},
	{.name = "model_404",
	 .status = 404,
	 .body = OR_ERROR(404, "No endpoints found for this model.",
			  TYPED("not_found")),
	 .flags = FAULT_ALWAYS},

	/* --- the server ------------------------------------------------------ */
	{.name = "status_408",
	 .all = RARE ",n=2",
	 .status = 408,
	 .body = OR_ERROR(408, "Request timeout", TYPED("timeout"))},
	{.name = "status_500",
	 .all = RARE ",n=2",
	 .status = 500,
	 .body = OR_ERROR(500, "Internal Server Error", TYPED("server_error"))},
	{.name = "status_502",
	 .all = RARE ",n=2",
	 .status = 502,
	 .body = OR_ERROR(502, "Provider returned error",
			  UPSTREAM("provider_unavailable"))},
	{.name = "status_503",
	 .all = RARE ",n=2",
	 .status = 503,
	 .body = OR_ERROR(503, "No provider is available",
			  TYPED("no_available_provider"))},
	{.name = "status_504",
	 .all = RARE ",n=2",
	 .status = 504,
	 .body = "<html><head><title>504 Gateway Time-out</title></head>"
		 "<body>504</body></html>",
	 .headers = "X-Proxy: test\r\n"},
	{.name = "status_524",
	 .all = RARE ",n=2",
	 .status = 524,
	 .body = OR_ERROR(524, "A timeout occurred", TYPED("edge_timeout"))},
	{.name = "status_529",
	 .all = RARE ",n=2",
	 .status = 529,
	 .body = OR_ERROR(529, "Provider overloaded",
			  UPSTREAM("provider_overloaded"))},
	{.name = "retry_after_503",
	 .all = "p=0.002,s=1",
	 .status = 503,
	 .build = play_busy,
	 .hold = HOLD_MODEL},
	{.name = "loading_503",
	 .all = RARE,
	 .status = 503,
	 .body = "{\"error\":{\"code\":503,\"message\":\"Loading model\","
		 "\"type\":\"unavailable_error\"}}"},
	{.name = "unavailable_retryable",
	 .all = "p=0.002,s=1",
	 .status = 503,
	 .build = play_unavailable,
	 .hold = HOLD_MODEL},
	{.name = "unavailable_final",
	 .status = 503,
	 .body = "{\"error\":{\"message\":\"This model cannot take the "
		 "request.\",\"http_status\":503,\"availability\":{\"code\":"
		 "\"no_eligible_endpoint\",\"retryable\":false,"
		 "\"retry_after\":null}}}",
	 .flags = FAULT_ALWAYS},
	{.name = "bare_error",
	 .all = RARE,
	 .status = 503,
	 .body = "{\"error\":\"server busy, please try again. maximum pending "
		 "requests exceeded\"}"},
	{.name = "vllm_error",
	 .all = RARE,
	 .status = 400,
	 .body = "{\"object\":\"error\",\"message\":\"This model's maximum "
		 "context length is 4096 tokens.\",\"type\":"
		 "\"BadRequestError\",\"param\":null,\"code\":400}",
	 .flags = FAULT_ALWAYS},
	{.name = "redirect",
	 .all = RARE,
	 .status = 302,
	 .build = play_redirect},

	/* --- 200, and yet no record ------------------------------------------- */
	{.name = "error_200",
	 .all = FEW,
	 .status = 200,
	 .body = OR_ERROR(502, "Upstream error", UPSTREAM("provider_error"))},
	{.name = "finish_error",
	 .all = FEW,
	 .status = 200,
	 .build = play_finish_error},
	{.name = "length_cut",
	 .all = FEW,
	 .status = 200,
	 .content = content_cut,
	 .finish = "length",
	 .flags = BILLED | FAULT_ALWAYS},
	{.name = "refusal",
	 .all = FEW,
	 .status = 200,
	 .build = play_refusal,
	 .flags = BILLED | FAULT_ALWAYS},
	{.name = "content_filter",
	 .all = FEW,
	 .status = 200,
	 .content = content_none,
	 .finish = "content_filter",
	 .flags = BILLED | FAULT_ALWAYS},
	{.name = "empty", .all = FEW, .status = 200, .content = content_none},
	{.name = "null_content",
	 .all = FEW,
	 .status = 200,
	 .build = play_null_content},
	{.name = "choices_empty",
	 .all = FEW,
	 .status = 200,
	 .body = "{\"id\":\"gen-none\",\"object\":\"chat.completion\","
		 "\"choices\":[],\"usage\":{\"prompt_tokens\":0,"
		 "\"completion_tokens\":0,\"total_tokens\":0,\"cost\":0}}"},
	{.name = "choices_null",
	 .all = RARE,
	 .status = 200,
	 .body = "{\"id\":\"gen-none\",\"choices\":null}"},
	{.name = "no_json",
	 .all = RARE,
	 .status = 200,
	 .content = content_none,
	 .before = "I can see a pressed plant on a sheet of paper, but no "
		   "label that I could read.",
	 .flags = BILLED},
	{.name = "html", .all = FEW, .status = 200, .build = play_html},
	{.name = "malformed",
	 .all = FEW,
	 .status = 200,
	 .body = "{\"id\":\"gen-1\",\"choices\":[{\"message\":{\"content\":"
		 "\"{}\"}}"},

	/* --- 200, and a record for who can read it ------------------------------ */
	{.name = "fenced",
	 .all = FEW,
	 .status = 200,
	 .before = "```json\n",
	 .after = "\n```",
	 .flags = SUCCESS},
	{.name = "prose",
	 .all = FEW,
	 .status = 200,
	 .before = "Here is what the label says {as far as it goes}:\n\n",
	 .after = "\n\nLet me know if you need {more}.",
	 .flags = SUCCESS},
	{.name = "bom",
	 .all = FEW,
	 .status = 200,
	 .build = play_bom,
	 .flags = SUCCESS},
	{.name = "whitespace",
	 .all = FEW,
	 .status = 200,
	 .build = play_whitespace,
	 .flags = SUCCESS},
	{.name = "bad_utf8",
	 .all = FEW,
	 .status = 200,
	 .content = content_bad_utf8,
	 .flags = SUCCESS},
	{.name = "control_chars",
	 .all = FEW,
	 .status = 200,
	 .content = content_controls,
	 .flags = SUCCESS},
	{.name = "strings",
	 .all = FEW,
	 .status = 200,
	 .content = content_strings,
	 .flags = SUCCESS},
	{.name = "numbers",
	 .all = FEW,
	 .status = 200,
	 .content = content_numbers,
	 .flags = SUCCESS},
	{.name = "lists",
	 .all = FEW,
	 .status = 200,
	 .content = content_lists,
	 .flags = SUCCESS},
	{.name = "nulls",
	 .all = FEW,
	 .status = 200,
	 .content = content_nulls,
	 .flags = SUCCESS},
	{.name = "confidence_text",
	 .all = FEW,
	 .status = 200,
	 .content = content_confidence,
	 .flags = SUCCESS},
	{.name = "unknown_keys",
	 .all = FEW,
	 .status = 200,
	 .content = content_unknown,
	 .flags = SUCCESS},
	{.name = "no_usage",
	 .status = 200,
	 .build = play_no_usage,
	 .flags = SUCCESS},
	{.name = "sse",
	 .all = FEW,
	 .status = 200,
	 .build = play_sse,
	 .flags = SUCCESS},
	{.name = "close_keepalive",
	 .all = FEW,
	 .status = 200,
	 .end = ANSWER_CLOSE_NEXT,
	 .flags = SUCCESS},

	/* --- the wire ------------------------------------------------------------ */
	{.name = "sse_error",
	 .all = FEW,
	 .status = 200,
	 .build = play_sse_error},
	{.name = "sse_cut",
	 .all = RARE,
	 .status = 200,
	 .build = play_sse_cut,
	 .end = ANSWER_CLOSE,
	 .flags = BILLED | FAULT_LOST},
	{.name = "short_body",
	 .all = RARE,
	 .status = 200,
	 .build = play_short_body,
	 .end = ANSWER_CLOSE,
	 .flags = BILLED | FAULT_LOST},
	{.name = "chunked_cut",
	 .all = RARE,
	 .status = 200,
	 .build = play_chunked_cut,
	 .end = ANSWER_CLOSE,
	 .flags = BILLED | FAULT_LOST},
	{.name = "reset_after_answer_billed",
	 .all = RARE,
	 .status = 200,
	 .build = play_head_only,
	 .end = ANSWER_RESET,
	 .flags = BILLED | FAULT_LOST},
	{.name = "silent",
	 .all = "p=0.002,ms=1500",
	 .end = ANSWER_HANG,
	 .build = play_nothing,
	 .flags = FAULT_LOST},
	{.name = "drip",
	 .all = "p=0.002,ms=2",
	 .status = 200,
	 .build = play_drip,
	 .flags = SUCCESS},
	{.name = "huge",
	 .all = "p=0.0005",
	 .status = 200,
	 .build = play_huge,
	 .end = ANSWER_CLOSE,
	 .flags = FAULT_LOST},
};

const struct fault *fault_none(void)
{
	return &faults[0];
}

const struct fault *fault_at(size_t n)
{
	return n < ARRAY_LEN(faults) ? &faults[n] : NULL;
}

const struct fault *fault_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(faults); i++)
		if (strcmp(faults[i].name, name) == 0)
			return &faults[i];
	return NULL;
}
