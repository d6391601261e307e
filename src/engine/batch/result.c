/*
 * result.c: rows of results. See result.h.
 *
 * 1. A row that says nothing of its request is a failure that says so, never
 *    an empty success.
 */
#include "config.h"

#include "engine/batch/result.h"

#include <stdlib.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "engine/batch/read.h"

void batch_result_done(struct batch_result *result)
{
	free(result->custom_id);
	free(result->id);
	json_decref(result->body);
	free(result->error_code);
	free(result->error_message);
	*result = (struct batch_result){0};
}

/* The body of a response, new reference, or NULL. Some servers write it as a
 * string, and some the answer itself in place of the response. */
static json_t *response_body(json_t *response)
{
	json_t *body = json_object_get(response, "body");
	json_t *inner = NULL;

	if (json_is_object(body))
		return json_incref(body);
	if (json_is_string(body)) {
		if (json_read(json_string_value(body), json_string_length(body),
			      &inner, NULL, NULL) == 0 &&
		    json_is_object(inner))
			return inner;
		json_decref(inner);
		return json_incref(body);
	}
	if (json_object_get(response, "choices") != NULL)
		return json_incref(response);
	return NULL;
}

static void result_read_response(struct batch_result *ret, json_t *response)
{
	int64_t status = json_int_at(response, "status_code", 200);

	if (!json_is_object(response))
		return;
	ret->body = response_body(response);
	ret->status_code = status >= 100 && status < 1000 ? (int)status : 0;
}

static void result_read_error(struct batch_result *ret, const json_t *error)
{
	if (error == NULL || json_is_null(error))
		return;
	ret->error_code = read_name(error, "code");
	ret->error_message = read_words(
		json_is_object(error) ? json_object_get(error, "message")
				      : error);
	if (ret->error_code == NULL && ret->error_message == NULL)
		ret->error_message = read_words(error);
}

int batch_result_read_json(const json_t *row, struct batch_result *ret,
			   struct error *err)
{
	char *custom_id = read_name(row, "custom_id");

	if (custom_id == NULL)
		return error_set(err, ERROR_FAILED,
				 "a row of results does not say which request "
				 "it answers");
	*ret = (struct batch_result){
		.custom_id = custom_id,
		.id = read_name(row, "id"),
	};
	result_read_response(ret, json_object_get(row, "response"));
	result_read_error(ret, json_object_get(row, "error"));
	return 0;
}

int batch_result_read(const char *row, size_t len, struct batch_result *ret,
		      struct error *err)
{
	json_t *json CLEANUP(json_release) = NULL;

	if (json_read(row, len, &json, NULL, err) < 0)
		return -1;
	return batch_result_read_json(json, ret, err);
}

/* The error as a body tells of one, new reference. */
static json_t *result_error_body(const struct batch_result *result)
{
	json_t *error = json_object();
	json_t *body = json_object();

	json_set_string(error, "code", result->error_code);
	json_set_string(error, "message",
			result->error_message != NULL ? result->error_message
						      : result->error_code);
	json_object_set_new(body, "error", error);
	return body;
}

void batch_result_answer(const struct batch_result *result,
			 const struct terms *terms, struct chat_answer *ret)
{
	bool failed =
		result->error_code != NULL || result->error_message != NULL;
	bool answered = result->status_code != 0 && result->body != NULL;
	json_t *body CLEANUP(json_release) = NULL;

	/* What a response says itself is more than what a batch says of it. */
	if (failed && !(answered && result->status_code != 200))
		body = result_error_body(result);
	else
		body = json_incref(result->body);
	chat_answer_read_json(body, answered ? result->status_code : 200, terms,
			      ret);
	if (!answered)
		ret->http_status = 0;
}
