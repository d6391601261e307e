/*
 * test_chat_request.c: the bytes of a request, whole and piece by piece.
 */
#include "config.h"

#include <jansson.h>
#include <openssl/evp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "engine/chat/request.h"

static const struct model free_model = {
	.id = "a:free", .format = MODEL_JSON_SCHEMA, .temperature = true};
static const struct model other_free = {.id = "b:free"};
static const struct model paid_model = {.id = "c\"quoted",
					.price_prompt = 1e-6,
					.price_completion = 2.0000001e-6,
					.format = MODEL_JSON_OBJECT};

struct fixture {
	struct chat_prompt prompt;
	struct model_list models;
	struct chat_setup setup;
	unsigned char jpeg[PAYLOAD_IMAGES][64];
};

static void fixture_init(struct fixture *f, enum chat_dialect dialect)
{
	static char system[] = "You read labels.", user[] = "Read \"this\"\n";

	memset(f, 0, sizeof(*f));
	f->prompt.system = system;
	f->prompt.user = user;
	f->prompt.schema = json_pack("{s:s}", "type", "object");
	f->models.items[0] = &free_model;
	f->models.items[1] = &paid_model;
	f->models.items[2] = &other_free;
	f->models.n = 3;
	f->setup.dialect = dialect;
	f->setup.prompt = &f->prompt;
	f->setup.models = &f->models;
	for (size_t i = 0; i < sizeof(f->jpeg); i++)
		f->jpeg[i / 64][i % 64] = (unsigned char)(i * 37 + 11);
}

static void fixture_done(struct fixture *f)
{
	json_decref(f->prompt.schema);
}

/* Pictures of these lengths. */
static struct payload payload_of(const struct fixture *f, int n,
				 const size_t *lengths)
{
	struct payload payload = {.n = n};

	for (int i = 0; i < n; i++) {
		payload.images[i].len = lengths[i];
		payload.images[i].jpeg = mem_alloc(64);
		memcpy(payload.images[i].jpeg, f->jpeg[i], 64);
	}
	return payload;
}

static char *read_all(const struct http_body *body, size_t piece)
{
	char *text = mem_zalloc((size_t)body->length + 1);
	uint64_t at = 0;

	while (at < body->length) {
		size_t got = body->read(body->body, at, text + at, piece);

		assert_true(got > 0 && got <= piece);
		at += got;
	}
	assert_int_equal(body->read(body->body, at, text, piece), 0);
	return text;
}

static json_t *parse(const char *text)
{
	json_t *json = json_loads(text, 0, NULL);

	assert_non_null(json);
	return json;
}

static const json_t *content_of(const json_t *body, size_t i)
{
	const json_t *message =
		json_array_get(json_object_get(body, "messages"), 1);

	return json_array_get(json_object_get(message, "content"), i);
}

/* The picture's bytes come back from the data URI. */
static void assert_picture(const json_t *part, const unsigned char *jpeg,
			   size_t len)
{
	static const char head[] = "data:image/jpeg;base64,";
	const char *url =
		json_string_at(json_object_get(part, "image_url"), "url");
	unsigned char raw[128];
	int got;

	assert_memory_equal(url, head, sizeof(head) - 1);
	url += sizeof(head) - 1;
	assert_int_equal(strlen(url), (len + 2) / 3 * 4);
	got = EVP_DecodeBlock(raw, (const unsigned char *)url,
			      (int)strlen(url));
	assert_true(got >= (int)len && got < (int)len + 3);
	assert_memory_equal(raw, jpeg, len);
}

/* Every way to cut the body gives the same bytes. */
static void test_any_pieces(void **state)
{
	static const size_t lengths[] = {1, 2, 3, 64, 61};
	struct fixture f;
	struct payload payload;
	struct chat_request *request;
	struct http_body body;
	char *whole;

	fixture_init(&f, CHAT_COMPATIBLE);
	payload = payload_of(&f, 5, lengths);
	request = chat_request_new(&f.setup, 0, 100, false, &payload);
	body = chat_request_body(request);
	whole = read_all(&body, 100000);
	for (size_t piece = 1; piece < 40; piece++) {
		char *text = read_all(&body, piece);

		assert_string_equal(text, whole);
		free(text);
	}
	json_t *json = parse(whole);
	for (size_t i = 0; i < 5; i++)
		assert_picture(content_of(json, i + 1), f.jpeg[i], lengths[i]);
	assert_string_equal(json_string_at(content_of(json, 0), "text"),
			    f.prompt.user);
	json_decref(json);
	free(whole);
	chat_request_free(request);
	fixture_done(&f);
}

static json_t *compose(const struct fixture *f, size_t model)
{
	static const size_t length = 10;
	struct payload payload = payload_of(f, 1, &length);
	struct chat_request *request =
		chat_request_new(&f->setup, model, 777, false, &payload);
	struct http_body body = chat_request_body(request);
	char *text = read_all(&body, 1000);
	json_t *json = parse(text);

	assert_null(payload.images[0].jpeg);
	free(text);
	chat_request_free(request);
	return json;
}

static void test_compatible(void **state)
{
	struct fixture f;
	json_t *json;

	fixture_init(&f, CHAT_COMPATIBLE);
	json = compose(&f, 1);
	assert_string_equal(json_string_at(json, "model"), "c\"quoted");
	assert_int_equal(json_int_at(json, "max_tokens", 0), 777);
	assert_true(json_is_false(json_object_get(json, "stream")));
	assert_string_equal(
		json_string_at(json_object_get(json, "response_format"),
			       "type"),
		"json_object");
	assert_null(json_object_get(json, "provider"));
	assert_null(json_object_get(json, "models"));
	json_decref(json);
	json = compose(&f, 2);
	assert_null(json_object_get(json, "response_format"));
	json_decref(json);
	fixture_done(&f);
}

/* What is asked anew differs in its temperature, and in nothing else. */
static void test_anew(void **state)
{
	static const size_t length = 10;
	struct fixture f;
	char *texts[2];

	fixture_init(&f, CHAT_COMPATIBLE);
	for (int anew = 0; anew < 2; anew++) {
		struct payload payload = payload_of(&f, 1, &length);
		struct chat_request *request =
			chat_request_new(&f.setup, 0, 777, anew != 0, &payload);
		struct http_body body = chat_request_body(request);
		char *at;

		texts[anew] = read_all(&body, 1000);
		at = strstr(texts[anew], "\"temperature\":0");
		assert_non_null(at);
		assert_int_equal(at[15], anew != 0 ? '.' : ',');
		if (anew != 0)
			memmove(at + 15, at + 17, strlen(at + 17) + 1);
		chat_request_free(request);
	}
	assert_string_equal(texts[0], texts[1]);
	free(texts[0]);
	free(texts[1]);
	fixture_done(&f);
}

static void test_openai(void **state)
{
	struct fixture f;
	json_t *json;

	fixture_init(&f, CHAT_OPENAI);
	json = compose(&f, 0);
	assert_int_equal(json_int_at(json, "max_completion_tokens", 0), 777);
	assert_null(json_object_get(json, "max_tokens"));
	assert_null(json_object_get(json, "temperature"));
	assert_string_equal(
		json_string_at(json_object_get(json, "response_format"),
			       "type"),
		"json_schema");
	json_decref(json);
	fixture_done(&f);
}

/* A free model never falls back on one that costs. */
static void test_openrouter(void **state)
{
	struct fixture f;
	const json_t *models, *provider;
	json_t *json;

	fixture_init(&f, CHAT_OPENROUTER);
	json = compose(&f, 0);
	models = json_object_get(json, "models");
	provider = json_object_get(json, "provider");
	assert_int_equal(json_array_size(models), 2);
	assert_string_equal(json_string_value(json_array_get(models, 0)),
			    "a:free");
	assert_string_equal(json_string_value(json_array_get(models, 1)),
			    "b:free");
	assert_string_equal(json_string_at(provider, "data_collection"),
			    "deny");
	assert_true(
		json_is_true(json_object_get(provider, "require_parameters")));
	assert_null(json_object_get(provider, "zdr"));
	assert_true(json_number_at(json, "temperature", -1) == 0);
	json_decref(json);

	f.setup.allow_training = true;
	f.setup.zdr = true;
	f.setup.cap_price = true;
	json = compose(&f, 1);
	models = json_object_get(json, "models");
	provider = json_object_get(json, "provider");
	assert_int_equal(json_array_size(models), 2);
	assert_string_equal(json_string_value(json_array_get(models, 1)),
			    "b:free");
	assert_null(json_object_get(provider, "data_collection"));
	assert_true(json_is_true(json_object_get(provider, "zdr")));
	assert_string_equal(
		json_string_at(json_object_get(provider, "max_price"),
			       "completion"),
		"2.000001");
	assert_string_equal(
		json_string_at(json_object_get(provider, "max_price"),
			       "prompt"),
		"1.000000");
	assert_null(json_object_get(json, "temperature"));
	json_decref(json);
	fixture_done(&f);
}

/* Words are one text with the prompt: models without eyes take no list. */
static void test_words(void **state)
{
	static const char whole[] =
		"{\"model\":\"c\\\"quoted\",\"messages\":[{\"role\":"
		"\"system\",\"content\":\"You read labels.\"},{\"role\":"
		"\"user\",\"content\":\"Read \\\"this\\\"\\n\\n\\n[label]"
		"\\nPlants of\\n\"}],\"max_tokens\":777,\"stream\":false,"
		"\"response_format\":{\"type\":\"json_object\"}}";
	struct payload payload = {.text = mem_strdup("[label]\nPlants of\n")};
	struct chat_request *request;
	struct http_body body;
	struct fixture f;
	char *text;

	assert_false(payload_is_blank(&payload));
	fixture_init(&f, CHAT_COMPATIBLE);
	request = chat_request_new(&f.setup, 1, 777, false, &payload);
	body = chat_request_body(request);
	text = read_all(&body, 11);
	assert_string_equal(text, whole);
	free(text);
	chat_request_free(request);
	/* No schema, whoever knows them: it is longer than the words. */
	payload.text = mem_strdup("x");
	request = chat_request_new(&f.setup, 0, 777, false, &payload);
	body = chat_request_body(request);
	text = read_all(&body, 1000);
	assert_non_null(strstr(text, "\"json_object\""));
	assert_null(strstr(text, "schema"));
	assert_null(payload.text);
	assert_true(payload_is_blank(&payload));
	free(text);
	chat_request_free(request);
	fixture_done(&f);
}

/* A row of a batch says what of the request its batch says for all. A picture
 * may stand there by its address, which is escaped as any text is. */
static void test_batch_row(void **state)
{
	static const char whole[] =
		"{\"model\":\"a:free\",\"messages\":[{\"role\":\"system\","
		"\"content\":\"You read labels.\"},{\"role\":\"user\","
		"\"content\":[{\"type\":\"text\",\"text\":"
		"\"Read \\\"this\\\"\\n\"},{\"type\":\"image_url\","
		"\"image_url\":{\"url\":\"https://a.org/\\\"s.jpg\"}}]}],"
		"\"max_tokens\":777,\"temperature\":0,\"response_format\":"
		"{\"type\":\"json_schema\",\"json_schema\":{\"name\":"
		"\"darwin_core\",\"strict\":true,\"schema\":{\"type\":"
		"\"object\"}}}}";
	struct fixture f;
	struct payload payload;
	struct chat_request *request;
	struct http_body body;
	char *text;

	fixture_init(&f, CHAT_OPENROUTER);
	f.setup.batch = true;
	f.setup.zdr = true;
	payload_of_address("https://a.org/\"s.jpg", &payload);
	request = chat_request_new(&f.setup, 0, 777, false, &payload);
	body = chat_request_body(request);
	text = read_all(&body, 7);
	assert_string_equal(text, whole);
	free(text);
	chat_request_free(request);
	payload_done(&payload);
	fixture_done(&f);
}

/* Each wish stands alone: none brings another with it. */
static void test_wishes(void **state)
{
	struct fixture f;
	const json_t *provider;
	json_t *json;

	fixture_init(&f, CHAT_OPENROUTER);
	f.setup.allow_training = true;
	json = compose(&f, 1);
	provider = json_object_get(json, "provider");
	assert_int_equal(json_object_size(provider), 1);
	json_decref(json);

	f.setup.zdr = true;
	json = compose(&f, 1);
	provider = json_object_get(json, "provider");
	assert_int_equal(json_object_size(provider), 2);
	assert_true(json_is_true(json_object_get(provider, "zdr")));
	json_decref(json);

	f.setup.zdr = false;
	f.setup.cap_price = true;
	json = compose(&f, 1);
	provider = json_object_get(json, "provider");
	assert_int_equal(json_object_size(provider), 2);
	assert_non_null(json_object_get(provider, "max_price"));
	json_decref(json);
	fixture_done(&f);
}

/* The pictures are gone once they were sent. */
static void test_sent_is_dropped(void **state)
{
	static const size_t length = 64;
	struct fixture f;
	struct payload payload;
	struct chat_request *request;
	struct http_body body;

	fixture_init(&f, CHAT_COMPATIBLE);
	payload = payload_of(&f, 1, &length);
	request = chat_request_new(&f.setup, 0, 100, false, &payload);
	body = chat_request_body(request);
	free(read_all(&body, 50));
	body.sent(body.body);
	body.sent(body.body);
	chat_request_free(request);
	fixture_done(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_any_pieces),
		cmocka_unit_test(test_compatible),
		cmocka_unit_test(test_anew),
		cmocka_unit_test(test_openai),
		cmocka_unit_test(test_openrouter),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_batch_row),
		cmocka_unit_test(test_wishes),
		cmocka_unit_test(test_sent_is_dropped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
