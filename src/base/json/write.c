/*
 * write.c: JSON as a line of a journal. json_write_line of json.h.
 *
 * jansson writes all reals of a text with one number of digits: seventeen
 * lose nothing and make 0.1 of 0.1 a 0.10000000000000001, fifteen lose some.
 *
 * 1. Each real has the fewest digits, of fifteen and more, that read back as
 *    the same number; strings and integers are written as jansson does. A text
 *    that takes no more than fifteen digits has the bytes that jansson gives
 *    it.
 */
#include "config.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"

#define JSON_DIGITS_MIN 15
#define JSON_DIGITS_MAX 17
#define JSON_REAL_SIZE	64

static void json_append(const json_t *value, struct bytes *ret);

/* The text itself is jansson's: free of the locale, told from an integer. */
static void json_append_real(const json_t *value, struct bytes *ret)
{
	double real = json_real_value(value);
	char text[JSON_REAL_SIZE];
	int digits = JSON_DIGITS_MIN;
	size_t len;

	for (; digits < JSON_DIGITS_MAX; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, real);
		if (strtod(text, NULL) == real)
			break;
	}
	len = json_dumpb(value, text, sizeof(text),
			 JSON_ENCODE_ANY | JSON_REAL_PRECISION((size_t)digits));
	bytes_append(ret, text, len);
}

/* RFC 8259, 7: what has to be escaped, and no more. */
void json_append_string(const char *text, size_t len, struct bytes *ret)
{
	static const char short_for[] = "\"\\\b\f\n\r\t";
	static const char letters[] = "\"\\bfnrt";
	size_t from = 0;

	bytes_append_char(ret, '"');
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		const char *is;

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		bytes_append(ret, text + from, i - from);
		from = i + 1;
		is = c != '\0' ? strchr(short_for, text[i]) : NULL;
		if (is != NULL)
			bytes_printf(ret, "\\%c", letters[is - short_for]);
		else
			bytes_printf(ret, "\\u%04X", (unsigned)c);
	}
	bytes_append(ret, text + from, len - from);
	bytes_append_char(ret, '"');
}

static void json_append_array(const json_t *array, struct bytes *ret)
{
	const json_t *item;
	size_t i;

	bytes_append_char(ret, '[');
	json_array_foreach(array, i, item)
	{
		if (i > 0)
			bytes_append_char(ret, ',');
		json_append(item, ret);
	}
	bytes_append_char(ret, ']');
}

static void json_append_object(json_t *object, struct bytes *ret)
{
	const char *key;
	const json_t *value;
	bool first = true;

	bytes_append_char(ret, '{');
	json_object_foreach(object, key, value)
	{
		if (!first)
			bytes_append_char(ret, ',');
		first = false;
		json_append_string(key, strlen(key), ret);
		bytes_append_char(ret, ':');
		json_append(value, ret);
	}
	bytes_append_char(ret, '}');
}

static void json_append(const json_t *value, struct bytes *ret)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		/* jansson iterates over what it does not change without
		 * const. */
		json_append_object((json_t *)(uintptr_t)value, ret);
		break;
	case JSON_ARRAY:
		json_append_array(value, ret);
		break;
	case JSON_STRING:
		json_append_string(json_string_value(value),
				   json_string_length(value), ret);
		break;
	case JSON_INTEGER:
		bytes_printf(ret, "%" JSON_INTEGER_FORMAT,
			     json_integer_value(value));
		break;
	case JSON_REAL:
		json_append_real(value, ret);
		break;
	case JSON_TRUE:
		bytes_append_str(ret, "true");
		break;
	case JSON_FALSE:
		bytes_append_str(ret, "false");
		break;
	case JSON_NULL:
		bytes_append_str(ret, "null");
		break;
	}
}

void json_write_line(const json_t *value, struct bytes *ret)
{
	json_append(value, ret);
	bytes_append_char(ret, '\n');
}
