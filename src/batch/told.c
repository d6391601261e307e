/*
 * told.c: see told.h.
 */
#include "config.h"

#include "batch/told.h"

#include "base/json/json.h"

static void told_set_count(json_t *object, const char *key, int64_t n)
{
	if (n >= 0)
		json_object_set_new(object, key, json_integer((json_int_t)n));
}

static void told_set_real(json_t *object, const char *key, double x)
{
	if (x >= 0)
		json_object_set_new(object, key, json_real(x));
}

static json_t *told_errors(const struct batch_info *info)
{
	json_t *errors = json_array();

	for (size_t i = 0; i < info->n_errors; i++) {
		const struct batch_error *e = &info->errors[i];
		json_t *error = json_object();

		json_set_string(error, "code", e->code);
		json_set_string(error, "message", e->message);
		json_set_string(error, "custom_id", e->custom_id);
		told_set_count(error, "row", e->row);
		json_array_append_new(errors, error);
	}
	return errors;
}

json_t *batch_told_json(const struct batch_info *info)
{
	json_t *object = json_object();

	json_set_string(object, "batch_id", info->id);
	json_set_string(object, "status",
			info->status_text != NULL
				? info->status_text
				: batch_status_word(info->status));
	told_set_count(object, "total", info->total);
	told_set_count(object, "completed", info->completed);
	told_set_count(object, "failed", info->failed);
	told_set_count(object, "created_at", info->created_s);
	told_set_count(object, "expires_at", info->expires_s);
	told_set_count(object, "finished_at", info->finished_s);
	json_set_string(object, "output_file_id", info->output_file);
	json_set_string(object, "error_file_id", info->error_file);
	told_set_real(object, "prompt_tokens", info->usage.prompt_tokens);
	told_set_real(object, "completion_tokens",
		      info->usage.completion_tokens);
	told_set_real(object, "cost_usd", info->usage.cost_usd);
	if (info->n_errors > 0)
		json_object_set_new(object, "errors", told_errors(info));
	return object;
}

bool batch_told_is_queue(const json_t *line, double *ret_tokens)
{
	json_t *errors = json_object_get(line, "errors"), *error;
	size_t i;

	json_array_foreach(errors, i, error)
	{
		const char *message = json_string_at(error, "message");

		if (!batch_error_is_queue(json_string_at(error, "code"),
					  message))
			continue;
		*ret_tokens =
			message != NULL ? batch_enqueued_limit(message) : -1;
		return true;
	}
	return false;
}

bool batch_told_culprit(const json_t *line, const char **ret_custom_id,
			long *ret_row, const char **ret_words)
{
	json_t *errors = json_object_get(line, "errors"), *error;
	size_t i;

	json_array_foreach(errors, i, error)
	{
		*ret_custom_id = json_string_at(error, "custom_id");
		*ret_row = (long)json_int_at(error, "row", -1);
		*ret_words = json_string_at(error, "message");
		if (*ret_words == NULL)
			*ret_words = "the server refuses it";
		if (*ret_custom_id != NULL || *ret_row >= 0)
			return true;
	}
	return false;
}

const char *batch_told_words(const json_t *line)
{
	json_t *errors = json_object_get(line, "errors"), *error;
	size_t i;

	json_array_foreach(errors, i, error)
	{
		const char *words = json_string_at(error, "message");

		if (words == NULL)
			words = json_string_at(error, "code");
		if (words != NULL)
			return words;
	}
	return NULL;
}
