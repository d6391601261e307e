/*
 * stream.c: an answer that came as server-sent events. See
 * stream.h; events are those of the HTML standard, 9.2.6, chunks those
 * of the OpenAI specification (chat.completion.chunk).
 *
 * 1. Only the first choice is followed.
 * 2. A broken event in the middle means that a piece is missing: the answer
 *    is not whole then, whatever else was said. One that ends the text
 *    without its blank line was merely cut.
 */
#include "config.h"

#include "engine/chat/stream.h"

#include <string.h>

#include "base/bytes.h"
#include "base/json/json.h"
#include "base/text.h"

struct stream {
	struct bytes event; /* data lines of the event that is being read */
	struct bytes content, refusal, arguments, thoughts;
	bool any_choice, any_arguments;
	json_t *answer, *choice;
	bool finished, done, damaged;
};

static void stream_init(struct stream *stream)
{
	*stream = (struct stream){
		.answer = json_object(),
		.choice = json_object(),
	};
}

static void stream_done(struct stream *stream)
{
	bytes_done(&stream->event);
	bytes_done(&stream->content);
	bytes_done(&stream->refusal);
	bytes_done(&stream->arguments);
	bytes_done(&stream->thoughts);
	json_decref(stream->answer);
	json_decref(stream->choice);
}

static bool value_told(const json_t *value)
{
	return value != NULL && !json_is_null(value);
}

static void keep(const json_t *from, const char *key, json_t *to)
{
	json_t *value = json_object_get(from, key);

	if (value_told(value))
		json_object_set(to, key, value);
}

/* Text, or a list of parts with texts. */
static void text_join(const json_t *value, struct bytes *ret)
{
	const json_t *part;
	size_t i;

	if (json_is_string(value))
		bytes_append(ret, json_string_value(value),
			     json_string_length(value));
	json_array_foreach(value, i, part)
	{
		const char *text = json_string_at(part, "text");

		if (text != NULL)
			bytes_append_str(ret, text);
	}
}

/* The arguments of the first tool that is called. */
static void stream_take_tool(struct stream *stream, const json_t *delta)
{
	const json_t *call;
	size_t i;

	json_array_foreach(json_object_get(delta, "tool_calls"), i, call)
	{
		const json_t *function = json_object_get(call, "function");

		if (json_number_at(call, "index", 0) != 0)
			continue;
		stream->any_arguments = true;
		text_join(json_object_get(function, "arguments"),
			  &stream->arguments);
	}
}

/* Servers that name it twice say the same in both. */
static void stream_take_thoughts(struct stream *stream, const json_t *delta)
{
	const json_t *thoughts = json_object_get(delta, "reasoning_content");

	if (!json_is_string(thoughts))
		thoughts = json_object_get(delta, "reasoning");
	text_join(thoughts, &stream->thoughts);
}

static void stream_take_choice(struct stream *stream, const json_t *choice)
{
	const json_t *delta = json_object_get(choice, "delta");

	if (!json_is_object(choice) || json_number_at(choice, "index", 0) != 0)
		return;
	if (!json_is_object(delta))
		delta = json_object_get(choice, "message");
	stream->any_choice = true;
	text_join(json_object_get(delta, "content"), &stream->content);
	text_join(json_object_get(delta, "refusal"), &stream->refusal);
	stream_take_thoughts(stream, delta);
	stream_take_tool(stream, delta);
	keep(choice, "error", stream->choice);
	keep(choice, "finish_reason", stream->choice);
	if (value_told(json_object_get(choice, "finish_reason")))
		stream->finished = true;
}

static void stream_take_chunk(struct stream *stream, const json_t *chunk)
{
	const json_t *choice;
	size_t i;

	if (!json_is_object(chunk))
		return;
	keep(chunk, "id", stream->answer);
	keep(chunk, "model", stream->answer);
	keep(chunk, "usage", stream->answer);
	keep(chunk, "error", stream->answer);
	json_array_foreach(json_object_get(chunk, "choices"), i, choice)
		stream_take_choice(stream, choice);
}

static bool stream_take_json(struct stream *stream, const char *text,
			     size_t len)
{
	json_t *chunk CLEANUP(json_release) = NULL;

	if (len == 0)
		return true;
	if (len == 6 && memcmp(text, "[DONE]", 6) == 0) {
		stream->done = true;
		return true;
	}
	if (json_read(text, len, &chunk, NULL, NULL) < 0)
		return false;
	stream_take_chunk(stream, chunk);
	return true;
}

/* An event is over. Some servers leave out the blank lines between them: then
 * each data line is one. */
static void stream_dispatch(struct stream *stream, bool at_end)
{
	const char *line = stream->event.data;
	const char *feed;
	bool good = true;

	if (line == NULL || stream->event.len == 0)
		return;
	if (!stream_take_json(stream, line, stream->event.len)) {
		good = strchr(line, '\n') != NULL;
		for (; good && (feed = strchr(line, '\n')) != NULL;
		     line = feed + 1)
			good = stream_take_json(stream, line,
						(size_t)(feed - line));
		good = good && stream_take_json(stream, line, strlen(line));
	}
	if (!good && !at_end)
		stream->damaged = true;
	bytes_clear(&stream->event);
}

static void stream_take_line(struct stream *stream, const char *line,
			     size_t len)
{
	static const char field[] = "data:";
	const size_t name = sizeof(field) - 1;

	if (len == 0) {
		stream_dispatch(stream, false);
		return;
	}
	if (len < name || memcmp(line, field, name) != 0)
		return; /* a comment, or a field that says nothing to us */
	line += name;
	len -= name;
	if (len > 0 && *line == ' ') {
		line++;
		len--;
	}
	if (stream->event.len > 0)
		bytes_append_char(&stream->event, '\n');
	text_repair(line, len, &stream->event);
}

static json_t *text_take(const struct bytes *text)
{
	return json_stringn(text->data != NULL ? text->data : "", text->len);
}

/* The message as one that came at once has it. */
static json_t *stream_message(const struct stream *stream)
{
	json_t *message = json_object();

	json_object_set_new(message, "content", text_take(&stream->content));
	if (stream->refusal.len > 0)
		json_object_set_new(message, "refusal",
				    text_take(&stream->refusal));
	if (stream->thoughts.len > 0)
		json_object_set_new(message, "reasoning_content",
				    text_take(&stream->thoughts));
	if (stream->any_arguments)
		json_object_set_new(message, "tool_calls",
				    json_pack("[{s:{s:o}}]", "function",
					      "arguments",
					      text_take(&stream->arguments)));
	return message;
}

json_t *chat_stream_join(const char *text, size_t len, bool *ret_whole)
{
	struct stream stream CLEANUP(stream_done);
	json_t *choices = json_array();

	stream_init(&stream);
	while (len > 0) {
		size_t line = 0;

		while (line < len && text[line] != '\n' && text[line] != '\r')
			line++;
		stream_take_line(&stream, text, line);
		if (line + 1 < len && text[line] == '\r' &&
		    text[line + 1] == '\n')
			line++;
		line += line < len ? 1 : 0;
		text += line;
		len -= line;
	}
	stream_dispatch(&stream, true);
	if (stream.any_choice) {
		json_object_set_new(stream.choice, "message",
				    stream_message(&stream));
		json_array_append(choices, stream.choice);
	}
	json_object_set_new(stream.answer, "choices", choices);
	*ret_whole = (stream.finished || stream.done) && !stream.damaged;
	return json_incref(stream.answer);
}

/* Behind byte order mark, white space and comment lines. */
static size_t body_start(const char *body, size_t len)
{
	size_t at = len >= 3 && memcmp(body, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	while (at < len) {
		const char *feed;

		if (strchr(" \t\r\n", body[at]) != NULL && body[at] != '\0') {
			at++;
			continue;
		}
		if (body[at] != ':')
			return at;
		feed = memchr(body + at, '\n', len - at);
		at = feed != NULL ? (size_t)(feed - body) + 1 : len;
	}
	return at;
}

bool chat_stream_is(const char *content_type, const char *body, size_t len,
		    size_t *ret_at)
{
	static const char *const fields[] = {
		"data:", "event:", "id:", "retry:"};
	size_t at = body_start(body, len);

	*ret_at = at;
	if (at < len && (body[at] == '{' || body[at] == '['))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		if (len - at >= strlen(fields[i]) &&
		    memcmp(body + at, fields[i], strlen(fields[i])) == 0)
			return true;
	if (at < len)
		return strstr(content_type, "text/event-stream") != NULL;
	return memchr(body, ':', len) != NULL ||
	       strstr(content_type, "text/event-stream") != NULL;
}
