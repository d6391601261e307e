/*
 * json.c: tolerant reading of JSON. See json.h.
 *
 * 1. The strict parse is tried first, so that good input costs nothing.
 * 2. A repair never changes what is outside strings, and inside only what
 *    jansson would refuse.
 */
#include "config.h"

#include "base/json/json.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define JSON_CLEAN_DEPTH 32

void json_release(json_t **slot)
{
	json_decref(*slot);
	*slot = NULL;
}

/* The value of four hex digits, or -1. */
static int json_hex4(const char *at, const char *end)
{
	int value = 0;

	if (end - at < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		char c = at[i];
		int digit = c >= '0' && c <= '9'   ? c - '0'
			    : c >= 'a' && c <= 'f' ? c - 'a' + 10
			    : c >= 'A' && c <= 'F' ? c - 'A' + 10
						   : -1;

		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

/* Copies the escape at `at` (a backslash) as it may stay; returns its end. */
static const char *json_repair_escape(const char *at, const char *end,
				      struct bytes *ret)
{
	int unit = at + 1 < end && at[1] == 'u' ? json_hex4(at + 2, end) : -1;
	size_t len = unit >= 0 ? 6 : at + 1 < end ? 2 : 1;

	if (unit >= 0xd800 && unit < 0xdc00) {
		int low = end - at >= 12 && at[6] == '\\' && at[7] == 'u'
				  ? json_hex4(at + 8, end)
				  : -1;

		if (low >= 0xdc00 && low < 0xe000)
			len = 12;
		else
			unit = 0xdc00;
	}
	if (unit >= 0xdc00 && unit < 0xe000)
		bytes_append_str(ret, "\\ufffd");
	else if (unit != 0)
		bytes_append(ret, at, len);
	return at + len;
}

/* Raw control characters inside strings become their escapes' meaning. */
static void json_repair_char(char c, bool in_string, struct bytes *ret)
{
	if ((unsigned char)c < 0x20 && in_string)
		bytes_printf(ret, "\\u%04x", (unsigned char)c);
	else
		bytes_append_char(ret, c);
}

static void json_repair(const char *text, size_t len, struct bytes *ret)
{
	struct bytes valid CLEANUP(bytes_done) = {0};
	const char *at, *end;
	bool in_string = false;

	text_repair(text, len, &valid);
	if (valid.data == NULL)
		return;
	end = valid.data + valid.len;
	for (at = valid.data; at < end;) {
		if (in_string && *at == '\\') {
			at = json_repair_escape(at, end, ret);
			continue;
		}
		if (*at == '"')
			in_string = !in_string;
		json_repair_char(*at++, in_string, ret);
	}
}

/* Parses strictly; integers that no C type holds are read as reals. */
static json_t *json_parse(const char *text, size_t len, json_error_t *why)
{
	const size_t flags = JSON_DECODE_ANY;
	json_t *value = json_loadb(text, len, flags, why);

	if (value == NULL &&
	    json_error_code(why) == json_error_numeric_overflow)
		value = json_loadb(text, len, flags | JSON_DECODE_INT_AS_REAL,
				   why);
	return value;
}

int json_read(const char *text, size_t len, json_t **ret, bool *ret_repaired,
	      struct error *err)
{
	struct bytes repaired CLEANUP(bytes_done) = {0};
	json_error_t why;
	json_t *value = json_parse(text, len, &why);
	bool broken = value == NULL;

	if (broken) {
		json_error_t again;

		json_repair(text, len, &repaired);
		value = json_parse(repaired.data != NULL ? repaired.data : "",
				   repaired.len, &again);
	}
	if (value == NULL)
		return error_set(err, ERROR_FAILED, "not JSON: %s (byte %d)",
				 why.text, why.position);
	if (ret_repaired != NULL)
		*ret_repaired = broken;
	*ret = value;
	return 0;
}

static json_t *string_cleaned(const json_t *value)
{
	struct bytes clean CLEANUP(bytes_done) = {0};

	text_clean(json_string_value(value), json_string_length(value), &clean);
	return json_stringn(clean.data != NULL ? clean.data : "", clean.len);
}

static json_t *cleaned_below(const json_t *value, int depth)
{
	json_t *copy, *item;
	const char *key;
	size_t i;

	if (json_is_string(value))
		return string_cleaned(value);
	if (!json_is_object(value) && !json_is_array(value))
		return json_copy((json_t *)(uintptr_t)value);
	if (depth == 0)
		return json_null();
	copy = json_is_object(value) ? json_object() : json_array();
	json_array_foreach(value, i, item)
		json_array_append_new(copy, cleaned_below(item, depth - 1));
	/* jansson iterates over a non-const object, but changes nothing. */
	json_object_foreach((json_t *)(uintptr_t)value, key, item)
	{
		char *name CLEANUP(mem_free_str) = text_cleaned(key);

		json_object_set_new(copy, name, cleaned_below(item, depth - 1));
	}
	return copy;
}

json_t *json_cleaned(const json_t *value)
{
	return cleaned_below(value, JSON_CLEAN_DEPTH);
}

const char *json_string_at(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

double json_number_at(const json_t *object, const char *key, double fallback)
{
	const json_t *value = json_object_get(object, key);
	const char *text = json_string_value(value);
	json_t *parsed;
	double number = fallback;

	if (json_is_number(value))
		return json_number_value(value);
	if (text == NULL)
		return fallback;
	parsed = json_loads(text, JSON_DECODE_ANY, NULL);
	if (json_is_number(parsed))
		number = json_number_value(parsed);
	json_decref(parsed);
	return number;
}

int64_t json_int_at(const json_t *object, const char *key, int64_t fallback)
{
	double number = json_number_at(object, key, (double)fallback);

	/* Outside of this the conversion is undefined. */
	if (!(number > -9.2e18 && number < 9.2e18))
		return fallback;
	return (int64_t)number;
}

void json_set_string(json_t *object, const char *key, const char *text)
{
	struct bytes valid CLEANUP(bytes_done) = {0};

	if (text == NULL)
		return;
	text_repair(text, strlen(text), &valid);
	json_object_set_new(object, key,
			    json_string(valid.data != NULL ? valid.data : ""));
}

void json_set_counts(json_t *object, const struct json_count *counts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		json_object_set_new(object, counts[i].key,
				    json_integer((json_int_t)counts[i].n));
}
