/*
 * record_json.c: a record as JSON, in all the shapes that models and earlier
 * programs wrote. See record.h.
 *
 * 1. Reading takes any JSON; only something that is not an object is refused.
 *    What cannot be a value is cut, mended or left out, and counted.
 * 2. Whatever was read: values and terms are valid UTF-8 without control
 *    characters but the newline, confidence and evidence are -1 or 0-1.
 * 3. What was written reads back as it was.
 */
#include "config.h"

#include "dwc/record/record.h"

#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"

#define RECORD_FIELDS_MAX 512
#define RECORD_VALUE_MAX  65536
#define RECORD_TERM_MAX	  256
#define RECORD_BOXES_MAX  1024
#define RECORD_DEPTH_MAX  8
#define LIST_SEPARATOR	  " | "

/* What one value object holds; the rest of its keys is `extra`. */
static const char *const field_keys[] = {
	"value", "confidence", "evidence", "boxes",	  "source",
	"by",	 "was",	       "model",	   "line_sha256",
};

/* --- texts ---------------------------------------------------------------- */

/* Appends a string's bytes cleaned, but with its line breaks. */
static void text_append_lines(const char *text, size_t len, struct bytes *ret)
{
	while (len > 0) {
		const char *feed = memchr(text, '\n', len);
		size_t line = feed != NULL ? (size_t)(feed - text) : len;
		size_t end = line;

		if (feed != NULL && end > 0 && text[end - 1] == '\r')
			end--;
		text_clean(text, end, ret);
		if (feed == NULL)
			return;
		bytes_append_char(ret, '\n');
		text += line + 1;
		len -= line + 1;
	}
}

/* Cuts `text` to at most `max` bytes, between two characters. */
static void value_cut(struct bytes *text, size_t max, int *repairs)
{
	if (text->len <= max)
		return;
	text->len = text_cut(text->data, max);
	text->data[text->len] = '\0';
	++*repairs;
}

static void value_append(const json_t *value, int depth, struct bytes *ret,
			 int *repairs);

static void value_append_list(const json_t *list, int depth, struct bytes *ret,
			      int *repairs)
{
	const json_t *item;
	size_t i;

	json_array_foreach(list, i, item)
	{
		struct bytes part CLEANUP(bytes_done) = {0};

		if (ret->len > RECORD_VALUE_MAX)
			return;
		value_append(item, depth + 1, &part, repairs);
		if (text_blank(part.data))
			continue;
		if (ret->len > 0)
			bytes_append_str(ret, LIST_SEPARATOR);
		bytes_append(ret, part.data, part.len);
	}
}

/* Appends the compact JSON of what is not a plain value. */
static void value_append_dump(const json_t *value, struct bytes *ret)
{
	struct bytes line CLEANUP(bytes_done) = {0};

	json_write_line(value, &line);
	text_append_lines(line.data, line.len - 1, ret);
}

/* Appends the text of a JSON value of any kind. */
static void value_append(const json_t *value, int depth, struct bytes *ret,
			 int *repairs)
{
	const json_t *inner = json_object_get(value, "value");
	size_t before = ret->len;

	if (json_is_null(value))
		return;
	if (json_is_string(value)) {
		text_append_lines(json_string_value(value),
				  json_string_length(value), ret);
		if (ret->len - before != json_string_length(value))
			++*repairs;
	} else if (json_is_array(value) && depth < RECORD_DEPTH_MAX) {
		value_append_list(value, depth, ret, repairs);
	} else if (inner != NULL && depth < RECORD_DEPTH_MAX) {
		value_append(inner, depth + 1, ret, repairs);
	} else {
		if (json_is_object(value) || json_is_array(value))
			++*repairs;
		value_append_dump(value, ret);
	}
}

/* --- figures -------------------------------------------------------------- */

/* "high", "0.9", "95 %", "95%"; -1 for anything else. */
static double figure_of_text(const char *text)
{
	static const struct {
		const char *word;
		double figure;
	} words[] = {{"high", 0.9}, {"medium", 0.6}, {"low", 0.3}};
	char *plain CLEANUP(mem_free_str) = text_squeezed(text);
	size_t len = strlen(plain);
	json_t *number;
	double figure = -1;
	bool percent;

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (text_casecmp(plain, words[i].word) == 0)
			return words[i].figure;
	percent = len > 0 && plain[len - 1] == '%';
	if (percent)
		plain[len - 1] = '\0';
	number = json_loads(plain, JSON_DECODE_ANY, NULL);
	if (json_is_number(number))
		figure = json_number_value(number) / (percent ? 100 : 1);
	json_decref(number);
	return figure;
}

/*
 * A confidence as 0-1. From 2 to 100 it is taken as per cent; a little over
 * 1 is a model's exaggeration. `fallback` for what is not a figure; -1 for
 * what says that it is none (json_read_digits).
 */
static double figure_read(const json_t *value, double fallback, int *repairs)
{
	double figure = -1;

	if (value == NULL || json_is_null(value))
		return fallback;
	if (json_is_number(value)) {
		figure = json_number_value(value);
		if (figure >= 0 && figure <= 1)
			return figure;
	} else if (json_is_string(value) &&
		   strcmp(json_string_value(value), "NaN") == 0) {
		++*repairs;
		return -1;
	} else if (json_is_string(value)) {
		figure = figure_of_text(json_string_value(value));
		if (figure < 0)
			figure = fallback;
	} else {
		figure = fallback;
	}
	++*repairs;
	if (figure == fallback)
		return fallback;
	if (figure >= 2 && figure <= 100)
		figure /= 100;
	return figure < 0 ? 0 : figure > 1 ? 1 : figure;
}

/* --- reading -------------------------------------------------------------- */

static bool box_read(const json_t *item, struct box *ret)
{
	int parts[4];

	if (json_array_size(item) != ARRAY_LEN(parts))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		double part = json_number_value(json_array_get(item, i));

		if (!json_is_number(json_array_get(item, i)) ||
		    !(fabs(part) < INT_MAX / 2))
			return false;
		parts[i] = (int)(part < 0 ? part - 0.5 : part + 0.5);
	}
	*ret = (struct box){parts[0], parts[1], parts[2], parts[3]};
	return ret->w >= 0 && ret->h >= 0;
}

static void field_read_boxes(struct field *field, const json_t *boxes,
			     int *repairs)
{
	const json_t *item;
	size_t i;

	json_array_foreach(boxes, i, item)
	{
		struct box box;

		if (field->n_boxes < RECORD_BOXES_MAX && box_read(item, &box))
			field_add_box(field, box);
		else
			++*repairs;
	}
}

static char *string_read(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	struct bytes text = {0};
	int ignored = 0;

	if (!json_is_string(value))
		return NULL;
	value_append(value, 0, &text, &ignored);
	value_cut(&text, RECORD_VALUE_MAX, &ignored);
	return bytes_steal(&text);
}

/* Who says it, and what was read where; `corrected` counts only where no
 * source is named. */
static void field_read_source(struct field *field, const json_t *object)
{
	const char *word = json_string_at(object, "source");

	for (int i = 0; word != NULL && i < SOURCE_COUNT; i++)
		if (strcmp(field_source_word((enum field_source)i), word) == 0)
			field->source = (enum field_source)i;
	if (word == NULL && json_is_true(json_object_get(object, "corrected")))
		field->source = SOURCE_HUMAN;
	field->by = string_read(object, "by");
	field->was = string_read(object, "was");
	field->model = string_read(object, "model");
	field->line_sha256 = string_read(object, "line_sha256");
}

/* Whether there are keys that field_read does not take for its own. */
static bool field_has_extra(const json_t *object)
{
	const char *key;
	json_t *value;

	/* jansson iterates over a non-const object, but changes nothing. */
	json_object_foreach((json_t *)(uintptr_t)object, key, value)
	{
		size_t i = 0;

		while (i < ARRAY_LEN(field_keys) &&
		       strcmp(key, field_keys[i]) != 0)
			i++;
		if (i == ARRAY_LEN(field_keys))
			return true;
	}
	return false;
}

/* The keys of a value object that are none of ours; NULL for none. A mark
 * "corrected" that no "was" explains is another program's, and is kept. */
static json_t *field_read_extra(const json_t *object)
{
	json_t *extra;

	if (!field_has_extra(object))
		return NULL;
	extra = json_deep_copy(object);
	if (json_is_string(json_object_get(object, "was")) ||
	    !json_is_true(json_object_get(object, "corrected")))
		json_object_del(extra, "corrected");
	for (size_t i = 0; i < ARRAY_LEN(field_keys); i++)
		json_object_del(extra, field_keys[i]);
	if (json_object_size(extra) > 0)
		return extra;
	json_decref(extra);
	return NULL;
}

static void field_read_object(struct field *field, const json_t *object,
			      double fallback, int *repairs)
{
	field->confidence = figure_read(json_object_get(object, "confidence"),
					fallback, repairs);
	field->evidence =
		figure_read(json_object_get(object, "evidence"), -1, repairs);
	field_read_boxes(field, json_object_get(object, "boxes"), repairs);
	field_read_source(field, object);
	field->extra = field_read_extra(object);
}

/* Forgets all but term and value. */
static void field_clear(struct field *field)
{
	free(field->by);
	free(field->was);
	free(field->model);
	free(field->line_sha256);
	field_unsupport(field);
	json_decref(field->extra);
	field->by = field->was = field->model = field->line_sha256 = NULL;
	field->extra = NULL;
	field->said = -1;
}

static void field_read(struct field *field, const json_t *value,
		       double fallback, enum field_source source, int *repairs,
		       size_t *cut)
{
	struct bytes text = {0};

	value_append(value, 0, &text, repairs);
	*cut += text.len > RECORD_VALUE_MAX;
	value_cut(&text, RECORD_VALUE_MAX, repairs);
	field_clear(field);
	free(field->value);
	field->value = bytes_steal(&text);
	field->confidence = fallback;
	field->source = source;
	if (json_object_get(value, "value") != NULL)
		field_read_object(field, value, fallback, repairs);
}

/* The object that holds the terms: models that were asked for two passes
 * wrap the second one. */
static const json_t *record_unwrap(const json_t *dwc)
{
	static const char *const wraps[] = {"PASS_2", "pass_2", "PASS 2"};

	for (int depth = 0; depth < RECORD_DEPTH_MAX; depth++) {
		const json_t *inner = NULL;

		for (size_t i = 0; inner == NULL && i < ARRAY_LEN(wraps); i++)
			inner = json_object_get(dwc, wraps[i]);
		/* A value object of that name is a field, not a wrapping. */
		if (!json_is_object(inner) ||
		    json_object_get(inner, "value") != NULL)
			break;
		dwc = inner;
	}
	return dwc;
}

/* The key as a term may be: clean, at most RECORD_TERM_MAX bytes. */
static char *term_read(const char *key, int *repairs)
{
	struct bytes term = {0};

	text_clean(key, strlen(key), &term);
	if (term.len != strlen(key))
		++*repairs;
	value_cut(&term, RECORD_TERM_MAX, repairs);
	return bytes_steal(&term);
}

int record_read_json(const json_t *dwc, double fallback,
		     enum field_source source, struct record *record,
		     int *ret_repairs, struct error *err)
{
	const json_t *terms = record_unwrap(dwc);
	const json_t *value;
	const char *key;
	int repairs = 0;

	if (!json_is_object(terms))
		return error_set(
			err, ERROR_FAILED,
			"the values of a record are not a JSON object");
	/* jansson iterates over a non-const object, but changes nothing. */
	json_object_foreach((json_t *)(uintptr_t)terms, key, value)
	{
		char *term CLEANUP(mem_free_str) = term_read(key, &repairs);

		record->cut += strlen(key) > RECORD_TERM_MAX;
		if (term[0] == '\0' || (record->n >= RECORD_FIELDS_MAX &&
					record_find(record, term) == NULL)) {
			record->cut += term[0] != '\0';
			repairs++;
			continue;
		}
		field_read(record_ensure(record, term), value, fallback, source,
			   &repairs, &record->cut);
	}
	if (ret_repairs != NULL)
		*ret_repairs = repairs;
	return 0;
}

/* --- writing -------------------------------------------------------------- */

json_t *boxes_write(const struct box *boxes, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_pack("[i,i,i,i]", boxes[i].x,
						      boxes[i].y, boxes[i].w,
						      boxes[i].h));
	return list;
}

void field_support_json(double evidence, enum field_support support,
			const struct box *boxes, size_t n, json_t *object)
{
	const char *word = field_support_word(support);

	json_object_set_new(object, "evidence",
			    evidence >= 0 ? json_real(evidence) : json_null());
	json_object_set_new(object, "support",
			    word != NULL ? json_string(word) : json_null());
	json_object_set_new(object, "boxes",
			    n > 0 || word != NULL ? boxes_write(boxes, n)
						  : json_null());
}

static void field_write_source(const struct field *field, json_t *object)
{
	bool corrected =
		json_is_true(json_object_get(field->extra, "corrected")) ||
		(field->was != NULL && strcmp(field->was, field->value) != 0);

	json_set_string(object, "source", field_source_word(field->source));
	if (field->said >= 0)
		json_object_set_new(object, "confidence_raw",
				    json_real(field->said));
	json_object_set_new(object, "corrected", json_boolean(corrected));
	json_set_string(object, "by", field->by);
	json_set_string(object, "was", field->was);
	json_set_string(object, "line_sha256", field->line_sha256);
}

static json_t *field_write(const struct field *field, bool with_source)
{
	json_t *object = json_object();

	json_set_string(object, "value", field->value);
	if (field->confidence >= 0)
		json_object_set_new(object, "confidence",
				    json_real(field->confidence));
	if (with_source)
		field_write_source(field, object);
	else if (field->source == SOURCE_BARCODE)
		json_set_string(object, "source",
				field_source_word(field->source));
	json_set_string(object, "model", field->model);
	if (field->n_boxes > 0)
		json_object_set_new(object, "boxes",
				    boxes_write(field->boxes, field->n_boxes));
	if (field->evidence >= 0)
		json_object_set_new(object, "evidence",
				    json_real(field->evidence));
	if (field->extra != NULL)
		json_object_update_missing(object, field->extra);
	return object;
}

json_t *record_write_json(const struct record *record, bool with_source)
{
	json_t *dwc = json_object();

	for (size_t i = 0; i < record->n; i++)
		json_object_set_new(
			dwc, record->fields[i].term,
			field_write(&record->fields[i], with_source));
	return dwc;
}
