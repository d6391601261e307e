/* read.c: members of what servers send. See read.h. */
#include "config.h"

#include "engine/batch/read.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "engine/net/excerpt.h"

#define READ_NAME_MAX  512
#define READ_WORDS_MAX 400
#define READ_COUNT_MAX 1000000000
#define READ_TIME_MAX  1e11 /* seconds: more are milliseconds */

char *read_name(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	struct bytes clean = {0};
	char *name;

	if (json_is_integer(value))
		return mem_printf("%" JSON_INTEGER_FORMAT,
				  json_integer_value(value));
	if (!json_is_string(value) || json_string_length(value) == 0)
		return NULL;
	text_clean(json_string_value(value), json_string_length(value), &clean);
	if (clean.len == 0) {
		bytes_done(&clean);
		return NULL;
	}
	name = bytes_steal(&clean);
	name[text_cut(name, READ_NAME_MAX)] = '\0';
	return name;
}

char *read_words(const json_t *value)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	struct bytes said = {0};

	if (json_is_string(value))
		bytes_append(&text, json_string_value(value),
			     json_string_length(value));
	else if (value != NULL && !json_is_null(value))
		json_write_line(value, &text);
	if (text.len > 0)
		http_excerpt(text.data, text.len, READ_WORDS_MAX, &said);
	if (said.len > 0)
		return bytes_steal(&said);
	bytes_done(&said);
	return NULL;
}

long read_count(const json_t *object, const char *key)
{
	int64_t count = json_int_at(object, key, -1);

	return count >= 0 && count <= READ_COUNT_MAX ? (long)count : -1;
}

int64_t read_time(const json_t *object, const char *key)
{
	double time = json_number_at(object, key, -1);
	const char *stamp = json_string_at(object, key);

	if (time < 0 && (stamp == NULL || clock_parse(stamp, &time) < 0))
		return -1;
	if (time >= READ_TIME_MAX)
		time /= 1000;
	return time > 0 && time < READ_TIME_MAX ? (int64_t)time : -1;
}
