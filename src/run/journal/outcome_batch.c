/*
 * outcome_batch.c: lines of a batch's output file. See outcome_batch.h.
 *
 * 1. Whatever is missing or of another type makes a failure that says so,
 *    never a crash and never an empty success.
 */
#include "config.h"

#include "run/journal/outcome_batch.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/bytes.h"
#include "base/hash.h"
#include "base/json/json.h"

bool outcome_batch_is(const json_t *line)
{
	return json_string_at(line, "custom_id") != NULL &&
	       json_object_get(line, "response") != NULL &&
	       json_object_get(line, "dwc") == NULL;
}

/* The object in an answer: alone, fenced by ```json, or amid prose; new
 * reference, or NULL. */
static json_t *batch_answer(const char *content)
{
	const char *first = strchr(content, '{');
	const char *last = strrchr(content, '}');
	json_t *answer = NULL;

	if (first == NULL || last == NULL || last < first ||
	    json_read_digits(first, (size_t)(last - first) + 1, NULL, &answer,
			     NULL) < 0)
		return NULL;
	if (json_is_object(answer))
		return answer;
	json_decref(answer);
	return NULL;
}

static void batch_time(const json_t *body, json_t *ret)
{
	double created = json_number_at(body, "created", 0);
	char stamp[32];
	struct tm utc;
	time_t when;

	if (!(created > 0 && created < 1e11))
		return;
	when = (time_t)created;
	if (gmtime_r(&when, &utc) != NULL &&
	    strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ", &utc) > 0)
		json_set_string(ret, "timestamp", stamp);
}

/* What keeps the answer from being one, or NULL. */
static json_t *batch_error(const json_t *line, const json_t *body)
{
	json_t *error = json_object_get(line, "error");

	if (error == NULL || json_is_null(error))
		error = json_object_get(body, "error");
	if (error == NULL || json_is_null(error))
		return NULL;
	return error;
}

static void batch_fail(json_t *ret, const json_t *response, json_t *error)
{
	double status = json_number_at(response, "status_code", 0);
	char text[64];

	if (status >= 100 && status < 1000)
		json_object_set_new(ret, "http_status",
				    json_integer((json_int_t)status));
	if (error != NULL) {
		json_object_set(ret, "error", error);
		return;
	}
	snprintf(text, sizeof(text), "the batch answered with status %d",
		 (int)(status >= 0 && status < 1000 ? status : 0));
	json_set_string(ret, "error", text);
}

/* The first choice's text becomes `dwc`, or the error that it is not one. */
static void batch_take_answer(const json_t *body, json_t *ret)
{
	const json_t *choice =
		json_array_get(json_object_get(body, "choices"), 0);
	const json_t *message = json_object_get(choice, "message");
	const char *content = json_string_at(message, "content");
	const char *refusal = json_string_at(message, "refusal");
	json_t *answer = content != NULL ? batch_answer(content) : NULL;

	json_set_string(ret, "finish_reason",
			json_string_at(choice, "finish_reason"));
	if (answer != NULL) {
		json_object_set_new(ret, "dwc", answer);
		return;
	}
	json_set_string(ret, "error",
			refusal != NULL ? refusal
					: "the answer is not a JSON object");
	json_set_string(ret, "raw_content", content);
}

/* Who it is of: the hash in custom_id where there is one (outcome_read.c
 * finds it), else custom_id itself. */
static void batch_identity(const json_t *line, json_t *ret)
{
	static const char prefix[] = "specimen-";
	const char *id = json_string_at(line, "custom_id");
	bool prefixed = strncmp(id, prefix, strlen(prefix)) == 0;
	const char *hash = prefixed ? id + strlen(prefix) : id;

	json_set_string(ret, "batch_custom_id", id);
	json_set_string(ret, "batch_response_id", json_string_at(line, "id"));
	if (!hash_is_hex(hash) || (hash[64] != '\0' && hash[64] != '.'))
		json_set_string(ret, "specimen_id", id);
}

json_t *outcome_batch_line(const json_t *line)
{
	const json_t *response = json_object_get(line, "response");
	const json_t *body = json_object_get(response, "body");
	json_t *error = batch_error(line, body);
	double status = json_number_at(response, "status_code", 200);
	json_t *ret = json_object();

	batch_identity(line, ret);
	json_set_string(ret, "model", json_string_at(body, "model"));
	json_set_string(ret, "provider", "openai");
	json_set_string(ret, "generation_id", json_string_at(body, "id"));
	batch_time(body, ret);
	if (json_is_object(json_object_get(body, "usage")))
		json_object_set(ret, "usage", json_object_get(body, "usage"));
	if (error != NULL || status != 200)
		batch_fail(ret, response, error);
	else
		batch_take_answer(body, ret);
	return ret;
}
