/*
 * objects.c: objects of JSON as a table. See objects.h.
 *
 * 1. A number keeps its digits; what is no text is the text of its JSON, a
 *    list its items with bars between, null and false nothing.
 * 2. A row with a member that the first object has not is handed out with one
 *    cell too many: it is told, and nothing of it is lost in silence. So is what
 *    is no object: the next is read all the same.
 */
#include "config.h"

#include "run/tables/objects.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "run/intake/charset.h"
#include "run/intake/records.h"

#define OBJECTS_WRAP   "record" /* json_read_digits keeps digits below a key */
#define OBJECTS_BEFORE "{\"" OBJECTS_WRAP "\":"
#define OBJECTS_LOOK   16 /* records of which one tells what a file holds */

struct objects {
	struct records records;
	char *keys[TABLE_COLUMNS_MAX];
	size_t n;
	/* of the record that was read last: */
	bool reviewed; /* it says that people went over all of it */
	struct error why;
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

/* Puts the record itself in the place of what has one inside, beside how it was
 * made, and in what pictures. */
static void object_unwrap(json_t **object)
{
	json_t *inner = json_object_get(*object, "formatted_json");
	json_t *flat;

	if (!json_is_object(inner))
		return;
	flat = json_object();
	json_object_set(flat, "filename", json_object_get(*object, "filename"));
	json_object_update_missing(flat, inner);
	json_decref(*object);
	*object = flat;
}

/* The editor leaves what somebody has only begun, too. */
static bool object_is_reviewed(const json_t *object)
{
	const json_t *review = json_object_get(object, "review_metadata");

	return json_is_object(json_object_get(object, "formatted_json")) &&
	       json_is_true(json_object_get(review, "complete"));
}

static bool object_is_flat(const json_t *object)
{
	return json_is_object(object) &&
	       json_string_at(object, "filename") != NULL &&
	       !object_is_outcome(object) &&
	       json_object_size(object) <= TABLE_COLUMNS_MAX;
}

/* Reads what is wrapped; owned, NULL: it is not JSON. */
static json_t *object_unwrapped(const struct bytes *text, struct error *err)
{
	size_t before = strlen(OBJECTS_BEFORE);
	json_t *whole CLEANUP(json_release) = NULL;
	json_t *alone;

	/* What is wrong is told where it stands in the record itself. */
	if (json_read_digits(text->data, text->len, OBJECTS_WRAP, &whole, err) <
	    0) {
		if (json_read(text->data + before, text->len - before - 1,
			      &alone, NULL, err) == 0)
			json_decref(alone);
		return NULL;
	}
	if (json_object_size(whole) != 1) {
		error_set(err, ERROR_FAILED,
			  "not JSON: something follows the first value");
		return NULL;
	}
	return json_incref(json_object_get(whole, OBJECTS_WRAP));
}

/* Reads the text of a record; owned, NULL: it is not JSON. */
static json_t *object_read(struct objects *objects, const struct line *line,
			   struct error *err)
{
	struct bytes *text = &objects->wrapped;

	bytes_clear(text);
	bytes_append_str(text, OBJECTS_BEFORE);
	if (line->text == NULL) {
		error_set(err, ERROR_FAILED, "it is too long");
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
	return object_unwrapped(text, err);
}

static bool line_is_blank(const struct line *line)
{
	for (size_t i = 0; line->text != NULL && i < line->len; i++)
		if (memchr(" \t\r\n", line->text[i], 4) == NULL)
			return false;
	return line->text != NULL;
}

/* The next record: 1 and *ret, NULL with objects->why for one that cannot be
 * read; 0 at the end, or -1. Blank lines are none. */
static int object_next(struct objects *objects, json_t **ret, size_t *ret_line,
		       struct error *err)
{
	struct line line;
	int got;

	*ret = NULL;
	do
		got = records_next(&objects->records, &line, err);
	while (got > 0 && line_is_blank(&line));
	if (got <= 0)
		return got;
	*ret_line = (size_t)line.number;
	*ret = object_read(objects, &line, &objects->why);
	if (*ret == NULL)
		return 1;
	objects->reviewed = object_is_reviewed(*ret);
	object_unwrap(ret);
	if (json_is_object(*ret))
		return 1;
	json_decref(*ret);
	*ret = NULL;
	error_set(&objects->why, ERROR_FAILED, "it is not an object of JSON");
	return 1;
}

/* The first that can be read, among the first records; NULL: none can. */
static json_t *object_first(struct objects *objects)
{
	json_t *object = NULL;
	size_t line;

	for (int i = 0; object == NULL && i < OBJECTS_LOOK; i++)
		if (object_next(objects, &object, &line, NULL) <= 0)
			break;
	return object;
}

bool objects_are(int fd)
{
	struct objects objects = {0};
	json_t *first CLEANUP(json_release) = NULL;
	bool flat;

	if (records_open(&objects.records, fd, "", NULL) == 0)
		first = object_first(&objects);
	flat = object_is_flat(first);
	records_done(&objects.records);
	bytes_done(&objects.wrapped);
	return flat;
}

/* --- all of them ------------------------------------------------------------- */

static int objects_begin(struct objects *objects, int fd, const char *name,
			 struct error *err)
{
	records_done(&objects->records);
	objects->decoded = 0;
	if (lseek(fd, 0, SEEK_SET) < 0)
		return error_sys(err, errno, "cannot read %s", name);
	return records_open(&objects->records, fd, name, err);
}

static void objects_head(struct objects *objects, json_t *first,
			 struct heading *heading)
{
	const char *key;
	json_t *value;

	json_object_foreach(first, key, value)
	{
		if (!heading_add(heading, key, objects->n, NULL))
			break;
		objects->keys[objects->n++] = mem_strdup(key);
	}
}

int objects_open(int fd, const char *name, struct heading *heading,
		 struct objects **ret, struct error *err)
{
	struct objects *objects = mem_zalloc(sizeof(*objects));
	json_t *first CLEANUP(json_release) = NULL;

	if (objects_begin(objects, fd, name, err) == 0) {
		first = object_first(objects);
		if (first == NULL)
			(void)error_set(err, ERROR_FAILED,
					"%s has no object of JSON any more "
					"that can be read; write it anew",
					name);
		objects_head(objects, first, heading);
		if (first == NULL)
			error_set(err, ERROR_FAILED,
				  "%s has no object of JSON that can be read "
				  "any more: import it again",
				  name);
	}
	/* What comes before the first that can be read is told, too. */
	if (first == NULL || objects_begin(objects, fd, name, err) < 0) {
		objects_close(objects);
		return -1;
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

static bool holds_nul(const struct bytes *text, size_t from)
{
	return text->len > from &&
	       memchr(text->data + from, '\0', text->len - from) != NULL;
}

/* Makes cells of an object. */
static void row_fill(struct objects *objects, const json_t *object,
		     struct table_row *ret)
{
	size_t found = 0;

	bytes_clear(&objects->text);
	for (size_t i = 0; i < objects->n; i++) {
		const json_t *value = json_object_get(object, objects->keys[i]);

		found += value != NULL;
		objects->starts[i] = objects->text.len;
		cell_append(value, &objects->text);
		if (holds_nul(&objects->text, objects->starts[i]))
			ret->fault = TABLE_FAULT_NUL;
		bytes_append_char(&objects->text, '\0');
	}
	for (size_t i = 0; i < objects->n; i++)
		ret->cells[i] = objects->text.data + objects->starts[i];
	ret->n = objects->n + (found < json_object_size(object));
}

int objects_next(struct objects *objects, struct table_row *ret,
		 struct error *err)
{
	json_t *object CLEANUP(json_release) = NULL;
	size_t line = 0;
	int got = object_next(objects, &object, &line, err);

	*ret = (struct table_row){.line = line};
	if (got > 0 && object == NULL)
		ret->fault = objects->why.text;
	if (object != NULL)
		row_fill(objects, object, ret);
	return got;
}

const char *objects_reader(const struct objects *objects)
{
	return objects->reviewed ? "vouchervision, reviewed" : "vouchervision";
}

size_t objects_decoded(const struct objects *objects, size_t *ret_line)
{
	*ret_line = objects->decoded_line;
	return objects->decoded;
}
