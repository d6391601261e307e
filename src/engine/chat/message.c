/*
 * message.c: what a model wrote, and how it finished. See message.h.
 */
#include "config.h"

#include "engine/chat/message.h"

#include "base/json/json.h"
#include "base/text.h"

static const struct chat_finish finishes[] = {
	{"length", CHAT_LONGER, "length"},
	{"max_tokens", CHAT_LONGER, "length"}, /* and Google's, in capitals */
	{"max_output_tokens", CHAT_LONGER, "length"},
	{"model_length", CHAT_LONGER, "length"},
	{"model_context_window_exceeded", CHAT_LONGER, "length"},
	{"content_filter", CHAT_REFUSED, "content_filter"},
	{"safety", CHAT_REFUSED, "content_filter"},
	{"image_safety", CHAT_REFUSED, "content_filter"},
	{"recitation", CHAT_REFUSED, "content_filter"},
	{"prohibited_content", CHAT_REFUSED, "content_filter"},
	{"blocklist", CHAT_REFUSED, "content_filter"},
	{"spii", CHAT_REFUSED, "content_filter"},
	{"refusal", CHAT_REFUSED, "refusal"},
	{"error", CHAT_RETRY, "server"},
	{"abort", CHAT_RETRY, "truncated"},
	{"cancelled", CHAT_RETRY, "truncated"},
	{"malformed_function_call", CHAT_MALFORMED, "malformed"},
};

const struct chat_finish *chat_finish_find(const char *word)
{
	for (size_t i = 0; word != NULL && i < ARRAY_LEN(finishes); i++)
		if (text_casecmp(finishes[i].word, word) == 0)
			return &finishes[i];
	return NULL;
}

/* Appends the text of a content: a string, parts of a list, or the object
 * itself, which some servers parse on the way. */
static void content_text(const json_t *content, struct bytes *ret)
{
	const json_t *part;
	size_t i;

	if (json_is_string(content))
		bytes_append(ret, json_string_value(content),
			     json_string_length(content));
	else if (json_is_object(content))
		json_write_line(content, ret);
	json_array_foreach(content, i, part)
	{
		const json_t *text = json_is_string(part)
					     ? part
					     : json_object_get(part, "text");

		if (json_is_string(text))
			bytes_append(ret, json_string_value(text),
				     json_string_length(text));
	}
}

/* The arguments of the function that was called instead of answering. */
static const json_t *message_arguments(const json_t *message)
{
	const json_t *call =
		json_array_get(json_object_get(message, "tool_calls"), 0);
	const json_t *function = json_object_get(call, "function");

	if (function == NULL)
		function = json_object_get(message, "function_call");
	return json_object_get(function, "arguments");
}

void chat_choice_text(const json_t *choice, struct bytes *ret)
{
	const json_t *message = json_object_get(choice, "message");

	content_text(message != NULL ? json_object_get(message, "content")
				     : json_object_get(choice, "text"),
		     ret);
}

/* What it thought, where servers keep that apart from what it wrote. */
static void message_thoughts(const json_t *message, struct bytes *ret)
{
	static const char *const keys[] = {"reasoning_content", "reasoning",
					   "reasoning_details"};

	for (size_t i = 0; i < ARRAY_LEN(keys) && text_blank(ret->data); i++) {
		bytes_clear(ret);
		content_text(json_object_get(message, keys[i]), ret);
	}
}

void chat_message_read(const json_t *choice, struct chat_message *ret)
{
	const json_t *message = json_object_get(choice, "message");

	chat_choice_text(choice, &ret->content);
	content_text(message_arguments(message), &ret->arguments);
	message_thoughts(message, &ret->thoughts);
}

void chat_message_done(struct chat_message *message)
{
	bytes_done(&message->content);
	bytes_done(&message->arguments);
	bytes_done(&message->thoughts);
}
