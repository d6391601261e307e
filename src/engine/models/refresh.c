/*
 * refresh.c: from a server's list of models to a table. See models.h.
 *
 * Two shapes are read: OpenRouter's (openrouter.ai/docs/models: pricing as
 * strings in USD, architecture, supported_parameters) and the bare one of
 * OpenAI and of servers made like it (id, and with vLLM max_model_len). What
 * a server does not say is not written, so that the table's word stays.
 */
#include "config.h"

#include "engine/models/models.h"

#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "engine/models/facts.h"
#include "engine/net/excerpt.h"

#define REFRESH_BYTES	 (8u << 20)
#define REFRESH_MAX	 20000
#define REFRESH_SAID_MAX 200

/* True where `array` is none, or holds `word`. */
static bool allows(const json_t *array, const char *word)
{
	if (!json_is_array(array))
		return true;
	for (size_t i = 0; i < json_array_size(array); i++) {
		const char *item = json_string_value(json_array_get(array, i));

		if (item != NULL && strcmp(item, word) == 0)
			return true;
	}
	return false;
}

/* Text comes out, as far as the server says. */
static bool writes_text(const json_t *item)
{
	const json_t *made = json_object_get(item, "architecture");
	const json_t *out = json_object_get(made, "output_modalities");
	const char *old = json_string_at(made, "modality");
	const char *arrow = old != NULL ? strstr(old, "->") : NULL;

	if (!json_is_array(out) && arrow != NULL)
		return strstr(arrow, "text") != NULL;
	return allows(out, "text");
}

/* Pictures go in, likewise. */
static bool reads_pictures(const json_t *item)
{
	const json_t *made = json_object_get(item, "architecture");
	const json_t *in = json_object_get(made, "input_modalities");
	const char *old = json_string_at(made, "modality");
	const char *arrow = old != NULL ? strstr(old, "->") : NULL;
	const char *image = old != NULL ? strstr(old, "image") : NULL;

	/* "text+image->text", as older lists have it */
	if (!json_is_array(in) && arrow != NULL)
		return image != NULL && image < arrow;
	return allows(in, "image");
}

/* Copies a number or its text as it came; the table's reader judges it. */
static void copy_number(json_t *entry, enum model_number number,
			const json_t *object, const char *key)
{
	json_t *value = json_object_get(object, key);

	if (json_is_number(value) || json_is_string(value))
		json_object_set(entry, model_number_word(number), value);
}

/* Whichever is there and is a number above 0. */
static void copy_first_size(json_t *entry, enum model_number number,
			    const json_t *a, const char *key_a, const json_t *b,
			    const char *key_b)
{
	int64_t size = json_int_at(a, key_a, 0);

	if (size <= 0)
		size = json_int_at(b, key_b, 0);
	if (size > 0)
		json_object_set_new(entry, model_number_word(number),
				    json_integer(size));
}

static void set_parameters(json_t *entry, const json_t *item)
{
	const json_t *supported = json_object_get(item, "supported_parameters");
	enum model_format format =
		allows(supported, "structured_outputs") ? MODEL_JSON_SCHEMA
		: allows(supported, "response_format")	? MODEL_JSON_OBJECT
							: MODEL_PLAIN;

	if (!json_is_array(supported))
		return;
	json_set_string(entry, "format", model_format_word(format));
	json_object_set_new(entry, "temperature",
			    json_boolean(allows(supported, "temperature")));
}

static json_t *refresh_entry(const json_t *item, const char *id,
			     const char *engine)
{
	const json_t *pricing = json_object_get(item, "pricing");
	const json_t *provider = json_object_get(item, "top_provider");
	json_t *entry = json_object();

	json_set_string(entry, "id", id);
	json_set_string(entry, "engine", engine);
	copy_number(entry, MODEL_PRICE_PROMPT, pricing, "prompt");
	copy_number(entry, MODEL_PRICE_COMPLETION, pricing, "completion");
	copy_number(entry, MODEL_PRICE_REQUEST, pricing, "request");
	copy_number(entry, MODEL_PRICE_IMAGE, pricing, "image");
	copy_number(entry, MODEL_PRICE_CACHED, pricing, "input_cache_read");
	copy_first_size(entry, MODEL_CONTEXT, item, "context_length", item,
			"max_model_len");
	copy_first_size(entry, MODEL_MAX_OUTPUT, provider,
			"max_completion_tokens", item, "max_output_length");
	if (!reads_pictures(item))
		json_object_set_new(entry, "pictures", json_false());
	set_parameters(entry, item);
	return entry;
}

/* The id of the model whose batches this entry is of, owned; NULL: it is not
 * one of a batch. */
static char *batch_of(const char *id)
{
	static const char mark[] = ":batch";
	size_t len = strlen(id), tail = sizeof(mark) - 1;

	if (len <= tail || strcmp(id + len - tail, mark) != 0)
		return NULL;
	return mem_strndup(id, len - tail);
}

/* Adds the price of batches to the entry of the model that they are of; where
 * the server lists that one for batches alone, it gets one of its own. */
static void refresh_batch(json_t *entries, json_t *by_id, const json_t *item,
			  const char *id, const char *engine)
{
	const json_t *pricing = json_object_get(item, "pricing");
	json_t *entry = json_object_get(by_id, id);

	if (entry == NULL) {
		entry = json_object();
		json_set_string(entry, "id", id);
		json_set_string(entry, "engine", engine);
		json_object_set(by_id, id, entry);
		json_array_append_new(entries, entry);
	}
	copy_number(entry, MODEL_PRICE_BATCH_PROMPT, pricing, "prompt");
	copy_number(entry, MODEL_PRICE_BATCH_COMPLETION, pricing, "completion");
}

static void refresh_batches(json_t *entries, json_t *by_id, const json_t *data,
			    const char *engine)
{
	for (size_t i = 0; i < json_array_size(data); i++) {
		const json_t *item = json_array_get(data, i);
		const char *id = json_string_at(item, "id");
		char *of CLEANUP(mem_free_str) =
			id != NULL && model_name_fits(id) ? batch_of(id) : NULL;

		if (of != NULL && writes_text(item))
			refresh_batch(entries, by_id, item, of, engine);
	}
}

/* The entries of those that are of use; a server that names one twice is
 * believed the first time. */
static json_t *refresh_entries(const json_t *data, const char *engine)
{
	json_t *entries = json_array();
	json_t *by_id = json_object();

	for (size_t i = 0; i < json_array_size(data); i++) {
		const json_t *item = json_array_get(data, i);
		const char *id = json_string_at(item, "id");
		char *of CLEANUP(mem_free_str) =
			id != NULL ? batch_of(id) : NULL;
		json_t *entry;

		if (id == NULL || !model_name_fits(id) || of != NULL ||
		    json_object_get(by_id, id) != NULL || !writes_text(item))
			continue;
		entry = refresh_entry(item, id, engine);
		json_object_set(by_id, id, entry);
		json_array_append_new(entries, entry);
	}
	refresh_batches(entries, by_id, data, engine);
	json_decref(by_id);
	return entries;
}

/* The list in an answer, borrowed; an error says what came instead. */
static int refresh_data(const json_t *root, json_t **ret, struct error *err)
{
	const json_t *fault = json_object_get(root, "error");
	const char *message = json_is_string(fault)
				      ? json_string_value(fault)
				      : json_string_at(fault, "message");
	json_t *data = json_object_get(root, "data");
	struct bytes said CLEANUP(bytes_done) = {0};

	if (message != NULL) {
		bytes_append_str(&said, ": ");
		http_excerpt(message, strlen(message), REFRESH_SAID_MAX, &said);
	}
	if (!json_is_array(data))
		return error_set(err, ERROR_FAILED,
				 "the server's answer holds no list of models"
				 "%s",
				 said.data != NULL ? said.data : "");
	if (json_array_size(data) > REFRESH_MAX)
		return error_set(err, ERROR_FAILED,
				 "the server's list has over %d models",
				 REFRESH_MAX);
	*ret = data;
	return 0;
}

int models_refresh(const char *body, size_t len, const char *engine,
		   struct bytes *ret, size_t *ret_n, struct error *err)
{
	json_t *root CLEANUP(json_release) = NULL;
	json_t *table CLEANUP(json_release) = NULL;
	json_t *data = NULL, *entries;
	size_t n;

	if (len > REFRESH_BYTES)
		return error_set(err, ERROR_FAILED,
				 "the server's list is over %u MiB",
				 REFRESH_BYTES >> 20);
	if (json_read(body, len, &root, NULL, err) < 0 ||
	    refresh_data(root, &data, err) < 0)
		return -1;
	entries = refresh_entries(data, engine);
	n = json_array_size(entries);
	table = json_object();
	json_object_set_new(table, "models", entries);
	if (n == 0)
		return error_set(err, ERROR_FAILED,
				 "the server lists no model that writes text");
	json_write_line(table, ret);
	*ret_n = n;
	return 0;
}
