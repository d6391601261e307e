/*
 * batch.c: batches as servers tell of them. See batch.h.
 *
 * 1. Only the id has to be there: whatever else is missing, null, "" or of
 *    another type is unknown, and nothing is guessed in its place.
 * 2. A status that is not known counts as running: what is over is looked at
 *    once more at worst, and never given up.
 */
#include "config.h"

#include "engine/batch/batch.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/batch/read.h"
#include "engine/batch/tags.h"

#define BATCH_ERRORS_MAX 1000
#define BATCH_TOKENS_MAX 1e12
#define BATCH_COST_MAX	 1e6 /* USD, of one batch */

/* --- shapes --------------------------------------------------------------- */

enum batch_shape batch_shape_of(const char *engine)
{
	return strcmp(engine, "openrouter") == 0 ? BATCH_OPENROUTER
						 : BATCH_OPENAI;
}

static const char *const shape_words[BATCH_SHAPES] = {
	[BATCH_OPENAI] = "openai",
	[BATCH_OPENROUTER] = "openrouter",
};

const char *batch_shape_word(enum batch_shape shape)
{
	return shape_words[shape];
}

int batch_shape_parse(const char *word, enum batch_shape *ret)
{
	for (int i = 0; i < BATCH_SHAPES; i++)
		if (word != NULL && strcmp(word, shape_words[i]) == 0) {
			*ret = (enum batch_shape)i;
			return 0;
		}
	return -1;
}

const struct batch_limits *batch_limits(enum batch_shape shape)
{
	static const struct batch_limits limits[BATCH_SHAPES] = {
		[BATCH_OPENAI] = {.requests = 50000,
				  .bytes = UINT64_C(200) * 1000 * 1000,
				  .files = true,
				  .tags = true,
				  .cancels = true},
		[BATCH_OPENROUTER] = {.requests = 5000,
				      .bytes = UINT64_C(200) * 1000 * 1000},
	};

	return &limits[shape];
}

/* --- status --------------------------------------------------------------- */

/* The first of each is its documented word. */
static const struct {
	const char *word;
	enum batch_status status;
} statuses[] = {
	{"validating", BATCH_VALIDATING}, {"in_progress", BATCH_IN_PROGRESS},
	{"finalizing", BATCH_FINALIZING}, {"completed", BATCH_COMPLETED},
	{"failed", BATCH_FAILED},	  {"expired", BATCH_EXPIRED},
	{"cancelling", BATCH_CANCELLING}, {"canceling", BATCH_CANCELLING},
	{"cancelled", BATCH_CANCELLED},	  {"canceled", BATCH_CANCELLED},
	{"unknown", BATCH_UNKNOWN},
};

const char *batch_status_word(enum batch_status status)
{
	size_t i = 0;

	while (statuses[i].status != status)
		i++;
	return statuses[i].word;
}

enum batch_status batch_status_parse(const char *word)
{
	for (size_t i = 0; word != NULL && i < ARRAY_LEN(statuses); i++)
		if (text_casecmp(word, statuses[i].word) == 0)
			return statuses[i].status;
	return BATCH_UNKNOWN;
}

bool batch_status_is_over(enum batch_status status)
{
	return status == BATCH_COMPLETED || status == BATCH_FAILED ||
	       status == BATCH_EXPIRED || status == BATCH_CANCELLED;
}

/* --- the limit of what waits ---------------------------------------------- */

double batch_enqueued_limit(const char *message)
{
	const char *at =
		message != NULL ? strstr(message, "enqueued tokens") : NULL;
	double tokens = 0;

	/* "Limit: 1,350,000 enqueued tokens": the number before the words. */
	while (at != NULL && at > message &&
	       strchr("0123456789, ", at[-1]) != NULL)
		at--;
	if (at == NULL)
		return -1;
	for (; strchr("0123456789, ", *at) != NULL && *at != '\0'; at++)
		if (*at >= '0' && *at <= '9' && tokens < BATCH_TOKENS_MAX)
			tokens = tokens * 10 + (*at - '0');
	return tokens > 0 ? tokens : -1;
}

bool batch_error_is_queue(const char *code, const char *message)
{
	return (code != NULL &&
		text_casecmp(code, "token_limit_exceeded") == 0) ||
	       (message != NULL &&
		(strstr(message, "nqueued token") != NULL ||
		 strstr(message, "token_limit_exceeded") != NULL));
}

/* --- errors --------------------------------------------------------------- */

/* The custom_id of ours that a message names, owned, or NULL: 64 hex digits by
 * themselves, with what may go before them. */
static char *message_custom_id(const char *message)
{
	static const char hex[] = "0123456789abcdef";
	static const char prefix[] = "specimen-";
	size_t len = sizeof(prefix) - 1;

	for (const char *at = message; at != NULL && *at != '\0';) {
		size_t run = strspn(at, hex);
		bool ours = (size_t)(at - message) >= len &&
			    memcmp(at - len, prefix, len) == 0;

		if (run == HASH_HEX_SIZE - 1)
			return ours ? mem_strndup(at - len, len + run)
				    : mem_strndup(at, run);
		at += run > 0 ? run : 1;
	}
	return NULL;
}

/* The place, from 0, of the request that a message names as an element of the
 * list ("requests[12]", "requests.12"); -1. */
static long message_row(const char *message)
{
	static const char list[] = "requests";
	const char *at = message != NULL ? strstr(message, list) : NULL;
	char *end;
	long row;

	if (at == NULL)
		return -1;
	at += sizeof(list) - 1;
	if ((*at != '[' && *at != '.') || at[1] < '0' || at[1] > '9')
		return -1;
	row = strtol(at + 1, &end, 10);
	return end - at <= 9 ? row : -1;
}

static void error_read(const json_t *from, struct batch_error *ret)
{
	const json_t *said =
		json_is_object(from) ? json_object_get(from, "message") : from;
	/* As it came: what is shown has its long numbers masked, as keys. */
	const char *message = json_string_value(said);
	long line = read_count(from, "line");

	ret->code = read_name(from, "code");
	ret->message = read_words(said);
	if (json_is_object(from) && ret->message == NULL && ret->code == NULL)
		ret->message = read_words(from);
	ret->custom_id = read_name(from, "custom_id");
	if (ret->custom_id == NULL)
		ret->custom_id = message_custom_id(message);
	/* Lines of a file are counted from 1. */
	ret->row = line > 0 ? line - 1 : message_row(message);
}

static void info_add_error(struct batch_info *info, const json_t *from)
{
	if (from == NULL || json_is_null(from) ||
	    (json_is_object(from) && json_object_size(from) == 0) ||
	    (json_is_string(from) && json_string_length(from) == 0) ||
	    info->n_errors >= BATCH_ERRORS_MAX)
		return;
	info->errors = mem_grow(info->errors, info->n_errors + 1,
				sizeof(*info->errors));
	error_read(from, &info->errors[info->n_errors++]);
}

/* {"errors":{"data":[…]}} of OpenAI, a list, one alone, a text; and "error". */
static void info_read_errors(struct batch_info *info, const json_t *object)
{
	const json_t *errors = json_object_get(object, "errors");
	const json_t *list = json_object_get(errors, "data");
	const json_t *item;
	size_t i;

	if (list == NULL)
		list = errors;
	if (json_is_array(list)) {
		json_array_foreach(list, i, item)
		{
			info_add_error(info, item);
		}
	} else if (list != errors || json_object_get(list, "object") == NULL) {
		info_add_error(info, list);
	}
	info_add_error(info, json_object_get(object, "error"));
}

/* --- a batch -------------------------------------------------------------- */

void batch_info_init(struct batch_info *info)
{
	*info = (struct batch_info){
		.status = BATCH_UNKNOWN,
		.created_s = -1,
		.expires_s = -1,
		.finished_s = -1,
		.total = -1,
		.completed = -1,
		.failed = -1,
		.usage = {-1, -1, -1},
	};
}

void batch_info_done(struct batch_info *info)
{
	free(info->id);
	free(info->status_text);
	free(info->model);
	free(info->input_file);
	free(info->output_file);
	free(info->error_file);
	for (size_t i = 0; i < info->n_errors; i++) {
		free(info->errors[i].code);
		free(info->errors[i].message);
		free(info->errors[i].custom_id);
	}
	free(info->errors);
	free(info->run);
	free(info->chunk);
	free(info->hash);
	batch_info_init(info);
}

static double figure_at(const json_t *object, const char *key,
			const char *other, double max)
{
	double figure = json_number_at(object, key, -1);

	if (figure < 0 && other != NULL)
		figure = json_number_at(object, other, -1);
	return figure >= 0 && figure < max ? figure : -1;
}

static void info_read_counts(struct batch_info *info, const json_t *object)
{
	const json_t *counts = json_object_get(object, "request_counts");

	if (!json_is_object(counts))
		counts = object;
	info->total = read_count(counts, "total");
	info->completed = read_count(counts, "completed");
	info->failed = read_count(counts, "failed");
}

static void info_read_times(struct batch_info *info, const json_t *object)
{
	static const char *const ends[] = {"finalized_at", "completed_at",
					   "failed_at", "expired_at",
					   "cancelled_at"};

	info->created_s = read_time(object, "created_at");
	info->expires_s = read_time(object, "expires_at");
	for (size_t i = 0; i < ARRAY_LEN(ends) && info->finished_s < 0; i++)
		info->finished_s = read_time(object, ends[i]);
}

static void info_read_usage(struct batch_info *info, const json_t *object)
{
	const json_t *usage = json_object_get(object, "usage");

	info->usage = (struct batch_usage){
		.prompt_tokens = figure_at(usage, "prompt_tokens",
					   "input_tokens", BATCH_TOKENS_MAX),
		.completion_tokens =
			figure_at(usage, "completion_tokens", "output_tokens",
				  BATCH_TOKENS_MAX),
		.cost_usd =
			figure_at(usage, "cost", "total_cost", BATCH_COST_MAX),
	};
}

static void info_read_tags(struct batch_info *info, const json_t *object)
{
	const json_t *tags = json_object_get(object, "metadata");

	info->run = read_name(tags, BATCH_TAG_RUN);
	info->chunk = read_name(tags, BATCH_TAG_CHUNK);
	info->hash = read_name(tags, BATCH_TAG_HASH);
}

int batch_info_read(const json_t *object, struct batch_info *ret,
		    struct error *err)
{
	char *id = read_name(object, "id");

	if (id == NULL)
		return error_set(err, ERROR_FAILED,
				 "what the server tells of a batch has no id");
	batch_info_init(ret);
	ret->id = id;
	ret->status_text = read_name(object, "status");
	ret->status = batch_status_parse(ret->status_text);
	ret->model = read_name(object, "model");
	ret->input_file = read_name(object, "input_file_id");
	ret->output_file = read_name(object, "output_file_id");
	ret->error_file = read_name(object, "error_file_id");
	info_read_times(ret, object);
	info_read_counts(ret, object);
	info_read_usage(ret, object);
	info_read_errors(ret, object);
	info_read_tags(ret, object);
	return 0;
}

/* --- pages ---------------------------------------------------------------- */

/* Whether there is more, and behind what: servers may say neither. */
static void page_read_end(const json_t *object, size_t asked, size_t n,
			  const char *last, bool *ret_more, char **ret_after)
{
	const json_t *more = json_object_get(object, "has_more");

	*ret_after = read_name(object, "last_id");
	if (*ret_after == NULL)
		*ret_after = mem_strdup(last);
	*ret_more = json_is_boolean(more) ? json_is_true(more)
					  : n > 0 && n >= asked;
	if (*ret_after == NULL)
		*ret_more = false;
}

/* The list of a page, or NULL with an error. */
static const json_t *page_list(const json_t *object, struct error *err)
{
	const json_t *list = json_is_array(object)
				     ? object
				     : json_object_get(object, "data");

	if (!json_is_array(list))
		(void)error_set(err, ERROR_FAILED,
				"the server's list is not one");
	return json_is_array(list) ? list : NULL;
}

void batch_page_done(struct batch_page *page)
{
	for (size_t i = 0; i < page->n; i++)
		batch_info_done(&page->items[i]);
	free(page->items);
	free(page->after);
	*page = (struct batch_page){0};
}

int batch_page_read(const json_t *object, size_t asked, struct batch_page *ret,
		    struct error *err)
{
	const json_t *list = page_list(object, err);
	const json_t *item;
	size_t i;

	if (list == NULL)
		return -1;
	*ret = (struct batch_page){0};
	ret->items =
		mem_zalloc((json_array_size(list) + 1) * sizeof(*ret->items));
	json_array_foreach(list, i, item)
	{
		if (batch_info_read(item, &ret->items[ret->n], NULL) == 0)
			ret->n++;
	}
	page_read_end(object, asked, json_array_size(list),
		      ret->n > 0 ? ret->items[ret->n - 1].id : NULL, &ret->more,
		      &ret->after);
	return 0;
}

/* --- files ---------------------------------------------------------------- */

void batch_file_done(struct batch_file *file)
{
	free(file->id);
	free(file->name);
	*file = (struct batch_file){0};
}

int batch_file_read(const json_t *object, struct batch_file *ret,
		    struct error *err)
{
	char *id = read_name(object, "id");

	if (id == NULL)
		return error_set(err, ERROR_FAILED,
				 "what the server tells of a file has no id");
	*ret = (struct batch_file){
		.id = id,
		.name = read_name(object, "filename"),
		.bytes = json_int_at(object, "bytes", -1),
		.created_s = read_time(object, "created_at"),
	};
	if (ret->bytes < 0)
		ret->bytes = -1;
	return 0;
}

void batch_file_page_done(struct batch_file_page *page)
{
	for (size_t i = 0; i < page->n; i++)
		batch_file_done(&page->items[i]);
	free(page->items);
	free(page->after);
	*page = (struct batch_file_page){0};
}

int batch_file_page_read(const json_t *object, size_t asked,
			 struct batch_file_page *ret, struct error *err)
{
	const json_t *list = page_list(object, err);
	const json_t *item;
	size_t i;

	if (list == NULL)
		return -1;
	*ret = (struct batch_file_page){0};
	ret->items =
		mem_zalloc((json_array_size(list) + 1) * sizeof(*ret->items));
	json_array_foreach(list, i, item)
	{
		if (batch_file_read(item, &ret->items[ret->n], NULL) == 0)
			ret->n++;
	}
	page_read_end(object, asked, json_array_size(list),
		      ret->n > 0 ? ret->items[ret->n - 1].id : NULL, &ret->more,
		      &ret->after);
	return 0;
}
