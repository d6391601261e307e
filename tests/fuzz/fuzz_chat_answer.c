/*
 * fuzz_chat_answer.c: any bytes as a server's reply: whatever came, there is
 * a verdict with its words, and a record only with a success.
 *
 * The first bytes choose what is not in the body: how it ended, whether it
 * was sent, the status and the type.
 */
#include "config.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "engine/chat/answer.h"

#define FUZZ_HEAD 4
/* Of all that is looked for, little: names, and one that looks like another. */
#define FUZZ_TERMS "term\tkind\ncountry\ttext\nhabitat\ttext\neventDate\tdate\n"
#define FUZZ_EPOCH INT64_C(1790000000000)
#define FUZZ_WEEK  (INT64_C(7) * 24 * 3600 * 1000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "%s\n", what);
	abort();
}

static void fuzz_reply(const uint8_t *data, size_t size, struct http_reply *ret)
{
	static const int statuses[] = {200, 400, 401, 402, 403, 404, 408,
				       413, 422, 429, 500, 502, 503, 504,
				       524, 529, 0,   204, 302, 418};

	http_reply_init(ret);
	/* '0' is an answer: corpora can be written by hand then. */
	ret->fate = (enum http_fate)(data[0] % 6);
	ret->sent = data[1] != '0';
	ret->status = statuses[data[2] % (sizeof(statuses) / sizeof(int))];
	if (data[3] == 's')
		strcpy(ret->content_type, "text/event-stream");
	if (data[3] == 'r')
		ret->reset_epoch_ms = FUZZ_EPOCH + 1000;
	bytes_append(&ret->body, data + FUZZ_HEAD, size - FUZZ_HEAD);
}

static void fuzz_record(const struct record *record)
{
	for (size_t i = 0; i < record->n; i++) {
		const struct field *field = &record->fields[i];

		demand(text_is_utf8(field->value, strlen(field->value)),
		       "a value that is not UTF-8");
		demand(strpbrk(field->value, "\n\r\t\x1b") == NULL,
		       "a control character in a value");
		demand(field->source == SOURCE_MODEL, "not of a model");
	}
}

static void fuzz_check(const struct chat_answer *answer)
{
	const char *text = answer->text;
	bool good = answer->verdict == CHAT_SUCCESS;

	demand((int)answer->verdict >= 0 && answer->verdict < CHAT_VERDICTS,
	       "no verdict");
	demand(chat_scope_word(answer->scope) != NULL, "no scope");
	demand(good == (answer->kind == NULL), "kind");
	demand(good == (text[0] == '\0'), "text");
	demand(good || answer->dwc.n == 0, "a record of a failure");
	demand(memchr(text, '\0', sizeof(answer->text)) != NULL, "no end");
	demand(text_is_utf8(text, strlen(text)), "a text that is not UTF-8");
	demand(strpbrk(text, "\n\r\t\x1b") == NULL, "more than a line");
	demand(answer->wait_ms >= -1 && answer->wait_ms <= FUZZ_WEEK, "wait");
	demand(answer->cost_usd == -1 ||
		       (answer->cost_usd >= 0 && answer->cost_usd < 1000),
	       "cost");
	demand(answer->afford_tokens >= 0 && answer->repairs >= 0, "negative");
	demand(answer->verdict != CHAT_AFFORD || answer->afford_tokens > 0,
	       "nothing to afford");
	fuzz_record(&answer->dwc);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct http_reply reply;
	struct chat_answer answer;
	struct terms *terms;

	if (size < FUZZ_HEAD)
		return 0;
	/* Loaded each time: nothing outlives an input. */
	if (terms_parse(FUZZ_TERMS, &terms, NULL) < 0)
		abort();
	fuzz_reply(data, size, &reply);
	chat_answer_init(&answer);
	chat_answer_read(&reply, terms, FUZZ_EPOCH, &answer);
	fuzz_check(&answer);
	chat_answer_done(&answer);
	http_reply_done(&reply);
	terms_free(terms);
	return 0;
}
