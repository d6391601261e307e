/*
 * objects.c: flat objects of JSON as a table. See objects.h.
 *
 * 1. A number keeps its digits; what is no text is the text of its JSON, a
 *    list its items with bars between, null and false nothing.
 * 2. A row with a member that the first object has not is handed out with one
 *    cell too many: it is told, and nothing of it is lost in silence.
 */
#include "config.h"

#include "run/tables/objects.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "run/intake/charset.h"
#include "run/intake/records.h"

#define OBJECTS_WRAP "record" /* json_read_digits keeps digits below a key */

struct objects {
	struct records records;
	char *keys[TABLE_COLUMNS_MAX];
	size_t n;
	json_t *first; /* that was read ahead, or NULL */
	size_t line;   /* that it begins in */
	struct bytes text, wrapped;
	size_t starts[TABLE_COLUMNS_MAX];
	size_t decoded, decoded_line;
};

/* --- one object ------------------------------------------------------------ */

/* Keys of lines of raw.jsonl and its relatives. */
static bool object_is_outcome(const json_t *object)
{
	static const char *const keys[] = {"dwc", "error", "custom_id", "image",
					   "specimen_id"};

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (json_object_get(object, keys[i]) != NULL)
			return true;
	return false;
}

static bool object_is_flat(const json_t *object)
{
	return json_is_object(object) &&
	       json_string_at(object, "filename") != NULL &&
	       !object_is_outcome(object) &&
	       json_object_size(object) <= TABLE_COLUMNS_MAX;
}

/* Reads the text of a record; owned, NULL: it is not an object. */
static json_t *object_read(struct objects *objects, const struct line *line,
			   struct error *err)
{
	json_t *whole CLEANUP(json_release) = NULL;
	struct bytes *text = &objects->wrapped;

	bytes_clear(text);
	bytes_append_str(text, "{\"" OBJECTS_WRAP "\":");
	if (line->text == NULL) {
		error_set(err, ERROR_FAILED, "%s line %llu is too long",
			  objects->records.name,
			  (unsigned long long)line->number);
		return NULL;
	}
	if (text_is_utf8(line->text, line->len)) {
		bytes_append(text, line->text, line->len);
	} else {
		if (charset_decode(line->text, line->len, text, err) < 0)
			return NULL;
		if (objects->decoded++ == 0)
			objects->decoded_line = (size_t)line->number;
	}
	bytes_append_char(text, '}');
	if (json_read_digits(text->data, text->len, OBJECTS_WRAP, &whole, err) <
	    0)
		return NULL;
	return json_incref(json_object_get(whole, OBJECTS_WRAP));
}

static bool line_is_blank(const struct line *line)
{
	for (size_t i = 0; line->text != NULL && i < line->len; i++)
		if (memchr(" \t\r\n", line->text[i], 4) == NULL)
			return false;
	return line->text != NULL;
}

/* The next record: 1 and *ret, 0 at the end, or -1. Blank lines are none. */
static int object_next(struct objects *objects, json_t **ret, size_t *ret_line,
		       struct error *err)
{
	struct error why = {0};
	struct line line;
	int got;

	do
		got = records_next(&objects->records, &line, err);
	while (got > 0 && line_is_blank(&line));
	if (got <= 0)
		return got;
	*ret_line = (size_t)line.number;
	*ret = object_read(objects, &line, &why);
	if (*ret != NULL)
		return 1;
	return error_set(err, ERROR_FAILED, "%s line %zu: %s",
			 objects->records.name, *ret_line, why.text);
}

bool objects_are(int fd)
{
	struct objects objects = {0};
	json_t *first CLEANUP(json_release) = NULL;
	size_t line;
	bool flat;

	flat = records_open(&objects.records, fd, "", NULL) == 0 &&
	       object_next(&objects, &first, &line, NULL) > 0 &&
	       object_is_flat(first);
	records_done(&objects.records);
	bytes_done(&objects.wrapped);
	return flat;
}

/* --- all of them ------------------------------------------------------------- */

int objects_open(int fd, const char *name, struct heading *heading,
		 struct objects **ret, struct error *err)
{
	struct objects *objects = mem_zalloc(sizeof(*objects));
	const char *key;
	json_t *value;

	if (records_open(&objects->records, fd, name, err) < 0 ||
	    object_next(objects, &objects->first, &objects->line, err) <= 0) {
		objects_close(objects);
		return -1;
	}
	json_object_foreach(objects->first, key, value)
	{
		if (!heading_add(heading, key, objects->n, NULL))
			break;
		objects->keys[objects->n++] = mem_strdup(key);
	}
	*ret = objects;
	return 0;
}

void objects_close(struct objects *objects)
{
	if (objects == NULL)
		return;
	records_done(&objects->records);
	for (size_t i = 0; i < objects->n; i++)
		free(objects->keys[i]);
	json_decref(objects->first);
	bytes_done(&objects->text);
	bytes_done(&objects->wrapped);
	free(objects);
}

static void cell_append(const json_t *value, struct bytes *ret)
{
	const json_t *inner = json_object_get(value, "value");
	size_t i;
	json_t *item;

	if (inner != NULL)
		value = inner;
	if (value == NULL || json_is_null(value) || json_is_false(value))
		return;
	if (json_is_string(value)) {
		bytes_append(ret, json_string_value(value),
			     json_string_length(value));
		return;
	}
	if (!json_is_array(value)) {
		json_write_line(value, ret);
		ret->data[--ret->len] = '\0';
		return;
	}
	json_array_foreach(value, i, item)
	{
		if (i > 0)
			bytes_append_str(ret, " | ");
		cell_append(item, ret);
	}
}

/* Makes cells of an object; a text with a NUL in it breaks the row. */
static void row_fill(struct objects *objects, const json_t *object, size_t line,
		     struct table_row *ret)
{
	size_t found = 0;

	bytes_clear(&objects->text);
	for (size_t i = 0; i < objects->n; i++) {
		const json_t *value = json_object_get(object, objects->keys[i]);

		found += value != NULL;
		objects->starts[i] = objects->text.len;
		cell_append(value, &objects->text);
		ret->broken |=
			memchr(objects->text.data != NULL
				       ? objects->text.data + objects->starts[i]
				       : "",
			       '\0',
			       objects->text.len - objects->starts[i]) != NULL;
		bytes_append_char(&objects->text, '\0');
	}
	for (size_t i = 0; i < objects->n; i++)
		ret->cells[i] = objects->text.data + objects->starts[i];
	ret->n = objects->n + (found < json_object_size(object));
	ret->line = line;
}

int objects_next(struct objects *objects, struct table_row *ret,
		 struct error *err)
{
	json_t *object CLEANUP(json_release) = objects->first;
	size_t line = objects->line;
	int got = 1;

	objects->first = NULL;
	*ret = (struct table_row){0};
	if (object == NULL)
		got = object_next(objects, &object, &line, err);
	if (got > 0)
		row_fill(objects, object, line, ret);
	return got;
}

size_t objects_decoded(const struct objects *objects, size_t *ret_line)
{
	*ret_line = objects->decoded_line;
	return objects->decoded;
}
