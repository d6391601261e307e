/*
 * request.c: the body of a request. See request.h.
 *
 * 1. The body is a list of pieces: text, and pictures that are turned into
 *    base64 while they are read: one buffer of libcurl's is all that a body
 *    ever takes beside its JPEG bytes.
 * 2. Keys stand in a fixed order; numbers are whole; nothing of the clock,
 *    the key or the session is in it.
 */
#include "config.h"

#include "engine/chat/request.h"

#include <jansson.h>
#include <math.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/json/json.h"
#include "base/mem.h"

/* A price that was whole in millionths is that again. */
#define PRICE_GRAIN 1e-3

#define CHAT_ANEW      "0.4" /* temperature: other words, the same label */
#define CHAT_FALLBACKS 2     /* OpenRouter takes three models in all */
#define PIECES_MAX     (2 * PAYLOAD_IMAGES + 1)

/* A run of the body: text, or the base64 of a picture. */
struct piece {
	struct bytes text;
	unsigned char *jpeg; /* NULL: text */
	size_t len;	     /* of the jpeg */
	uint64_t start, end; /* in the body */
};

struct chat_request {
	struct piece pieces[PIECES_MAX];
	size_t n;
};

/* --- writing -------------------------------------------------------------- */

static struct piece *request_add(struct chat_request *request, uint64_t length)
{
	uint64_t start =
		request->n > 0 ? request->pieces[request->n - 1].end : 0;
	struct piece *piece = &request->pieces[request->n++];

	piece->start = start;
	piece->end = start + length;
	return piece;
}

static void request_add_text(struct chat_request *request, struct bytes *text)
{
	struct piece *piece = request_add(request, text->len);

	piece->text = *text;
	*text = (struct bytes){0};
}

static void request_add_picture(struct chat_request *request,
				struct payload_image *image)
{
	uint64_t length = ((uint64_t)image->len + 2) / 3 * 4;
	struct piece *piece = request_add(request, length);

	piece->jpeg = image->jpeg;
	piece->len = image->len;
	image->jpeg = NULL;
	image->len = 0;
}

/* Appends a value as JSON; steals it. */
static void append_json(struct bytes *to, json_t *value)
{
	char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);

	bytes_append_str(to, text);
	free(text);
	json_decref(value);
}

static void append_string(struct bytes *to, const char *text)
{
	append_json(to, json_string(text));
}

/* What the user says, up to where the first picture's bytes go; or, in one
 * text, which models without eyes take too, all of it. */
static void write_said(const struct chat_setup *setup, const char *words,
		       struct bytes *to)
{
	char *whole CLEANUP(mem_free_str) = mem_printf(
		"%s\n\n%s", setup->prompt->user, words != NULL ? words : "");

	if (words != NULL) {
		append_string(to, whole);
		return;
	}
	bytes_append_str(to, "[{\"type\":\"text\",\"text\":");
	append_string(to, setup->prompt->user);
	bytes_append_char(to, '}');
}

static void write_head(const struct chat_setup *setup, const char *model,
		       const char *words, struct bytes *to)
{
	const struct chat_prompt *prompt = setup->prompt;

	bytes_append_str(to, "{\"model\":");
	append_string(to, model);
	bytes_append_str(to, ",\"messages\":[");
	if (prompt->system[0] != '\0') {
		bytes_append_str(to, "{\"role\":\"system\",\"content\":");
		append_string(to, prompt->system);
		bytes_append_str(to, "},");
	}
	bytes_append_str(to, "{\"role\":\"user\",\"content\":");
	write_said(setup, words, to);
}

/* A schema of all terms takes more than the words of a sheet do: with these the
 * prompt says all that it would. */
static enum model_format format_asked(const struct model *model, bool words)
{
	return words && model->format == MODEL_JSON_SCHEMA ? MODEL_JSON_OBJECT
							   : model->format;
}

static json_t *response_format(const struct chat_setup *setup,
			       enum model_format format)
{
	if (format == MODEL_JSON_OBJECT)
		return json_pack("{s:s}", "type", "json_object");
	return json_pack("{s:s,s:{s:s,s:b,s:O}}", "type", "json_schema",
			 "json_schema", "name", "darwin_core", "strict", 1,
			 "schema", setup->prompt->schema);
}

/* Dollars for a million tokens, as text; "max_price" takes no other. Never
 * below the price, which would leave nobody to be asked. */
static void set_price(json_t *prices, const char *key, double a_token)
{
	char text[32];

	snprintf(text, sizeof(text), "%.6f",
		 ceil(a_token * 1e12 - PRICE_GRAIN) / 1e6);
	json_set_string(prices, key, text);
}

static json_t *price_cap(const struct model *model)
{
	json_t *prices = json_object();

	set_price(prices, "prompt", model->price_prompt);
	set_price(prices, "completion", model->price_completion);
	return prices;
}

static json_t *provider_options(const struct chat_setup *setup,
				const struct model *model)
{
	json_t *options = json_object();

	if (!setup->allow_training)
		json_set_string(options, "data_collection", "deny");
	if (setup->zdr)
		json_object_set_new(options, "zdr", json_true());
	if (setup->cap_price && model_price_known(model))
		json_object_set_new(options, "max_price", price_cap(model));
	/* Else a provider that knows no schema drops it in silence. */
	if (model->format != MODEL_PLAIN)
		json_object_set_new(options, "require_parameters", json_true());
	return options;
}

static json_t *server_fallbacks(const struct model_list *models, size_t model)
{
	const struct model *first = models->items[model];
	json_t *names = json_array();

	json_array_append_new(names, json_string(first->id));
	for (size_t i = model + 1;
	     i < models->n && json_array_size(names) <= CHAT_FALLBACKS; i++)
		if (!model_is_free(first) || model_is_free(models->items[i]))
			json_array_append_new(
				names, json_string(models->items[i]->id));
	return names;
}

static void write_routing(const struct chat_setup *setup, size_t model,
			  struct bytes *to)
{
	const struct model *first = setup->models->items[model];
	json_t *names = server_fallbacks(setup->models, model);
	json_t *options = provider_options(setup, first);

	if (json_array_size(names) > 1) {
		bytes_append_str(to, ",\"models\":");
		append_json(to, names);
	} else {
		json_decref(names);
	}
	if (json_object_size(options) > 0) {
		bytes_append_str(to, ",\"provider\":");
		append_json(to, options);
	} else {
		json_decref(options);
	}
}

/* What follows the pictures, or the words. */
static void write_tail(const struct chat_setup *setup, size_t model,
		       long max_tokens, bool anew, bool words, struct bytes *to)
{
	const struct model *asked = setup->models->items[model];
	bool openai = setup->dialect == CHAT_OPENAI;

	bytes_printf(to, "%s}],\"%s\":%ld", words ? "" : "]",
		     openai ? "max_completion_tokens" : "max_tokens",
		     max_tokens);
	/* Reasoning models of OpenAI refuse any temperature; where parameters
	 * are required, none of their providers would be asked. */
	if (!openai && asked->temperature)
		bytes_append_str(to, anew ? ",\"temperature\":" CHAT_ANEW
					  : ",\"temperature\":0");
	if (!setup->batch)
		bytes_append_str(to, ",\"stream\":false");
	if (asked->format != MODEL_PLAIN) {
		bytes_append_str(to, ",\"response_format\":");
		append_json(to,
			    response_format(setup, format_asked(asked, words)));
	}
	if (setup->dialect == CHAT_OPENROUTER && !setup->batch)
		write_routing(setup, model, to);
	bytes_append_char(to, '}');
}

/* A picture, by its bytes or by its address; *text is what stands before it,
 * and then what stands behind. */
static void request_add_image(struct chat_request *request,
			      struct payload_image *image, struct bytes *text)
{
	bytes_append_str(text, ",{\"type\":\"image_url\",\"image_url\":"
			       "{\"url\":");
	if (image->url != NULL) {
		append_string(text, image->url);
		bytes_append_str(text, "}}");
		return;
	}
	bytes_append_str(text, "\"data:image/jpeg;base64,");
	request_add_text(request, text);
	request_add_picture(request, image);
	bytes_append_str(text, "\"}}");
}

struct chat_request *chat_request_new(const struct chat_setup *setup,
				      size_t model, long max_tokens, bool anew,
				      struct payload *payload)
{
	struct chat_request *request = mem_zalloc(sizeof(*request));
	struct bytes text = {0};

	write_head(setup, setup->models->items[model]->id, payload->text,
		   &text);
	for (int i = 0; i < payload->n; i++)
		request_add_image(request, &payload->images[i], &text);
	write_tail(setup, model, max_tokens, anew, payload->text != NULL,
		   &text);
	request_add_text(request, &text);
	mem_free_str(&payload->text);
	payload->text = NULL;
	return request;
}

/* --- reading -------------------------------------------------------------- */

/* The base64 of a picture from `at` on, as much as there is and fits. */
static size_t picture_read(const struct piece *piece, uint64_t at, char *to,
			   size_t size)
{
	uint64_t left = piece->end - piece->start - at;
	size_t want = size < left ? size : (size_t)left, done = 0;

	while (done < want) {
		size_t from = (size_t)((at + done) / 4 * 3);
		size_t skip = (size_t)((at + done) % 4);
		size_t whole = skip == 0 ? (want - done) / 4 * 3 : 0;
		size_t rest = piece->len - from;
		unsigned char quartet[5];

		if (whole > 3 && rest > 3) {
			/* Never the last three: they may need padding, and
			 * the NUL that EVP_EncodeBlock adds needs room. */
			size_t n = (whole < rest ? whole : rest) - 3;

			n -= n % 3;
			if (n > 0) {
				done += (size_t)EVP_EncodeBlock(
					(unsigned char *)to + done,
					piece->jpeg + from, (int)n);
				continue;
			}
		}
		EVP_EncodeBlock(quartet, piece->jpeg + from,
				rest < 3 ? (int)rest : 3);
		for (; skip < 4 && done < want; skip++)
			to[done++] = (char)quartet[skip];
	}
	return want;
}

static size_t piece_read(const struct piece *piece, uint64_t at, char *to,
			 size_t size)
{
	size_t left = piece->text.len - (size_t)at;

	if (piece->jpeg != NULL)
		return picture_read(piece, at, to, size);
	if (size > left)
		size = left;
	memcpy(to, piece->text.data + at, size);
	return size;
}

size_t chat_request_read(const void *body, uint64_t offset, char *to,
			 size_t size)
{
	const struct chat_request *request = body;
	size_t done = 0;

	for (size_t i = 0; i < request->n && done < size; i++) {
		const struct piece *piece = &request->pieces[i];
		uint64_t at = offset + done;

		if (at >= piece->start && at < piece->end)
			done += piece_read(piece, at - piece->start, to + done,
					   size - done);
	}
	return done;
}

static void request_drop(void *body)
{
	struct chat_request *request = body;

	for (size_t i = 0; i < request->n; i++) {
		bytes_done(&request->pieces[i].text);
		free(request->pieces[i].jpeg);
		request->pieces[i].jpeg = NULL;
	}
}

struct http_body chat_request_body(struct chat_request *request)
{
	return (struct http_body){
		.read = chat_request_read,
		.sent = request_drop,
		.body = request,
		.length = request->pieces[request->n - 1].end,
	};
}

void chat_request_free(struct chat_request *request)
{
	if (request == NULL)
		return;
	request_drop(request);
	free(request);
}
