/*
 * values.c: the values of a specimen, packed. See values.h.
 *
 * First stand the readings that they are of, after their number: a byte that
 * says whether a hash follows, that of the line, and a length and the model.
 * A value is: its term as 1 + its place in the table, or 0, a length and the
 * name; a figure for source and confidence; one for what the sheet says of it;
 * 1 + the place of its reading, or 0; a length and the text. Numbers are in
 * base 128, the lowest digits first, the high bit says that more follow. The
 * first figure is SOURCES · c + source, where c is 0 for no confidence, 1 for
 * one that follows as eight bytes, else 2 + its thousandths; where it is not 0,
 * what the reader itself said follows in the same way. The second is
 * 2 · (SUPPORTS · e + support), where e is 0 for no evidence, else 1 + its
 * thousandths, and 1 more where boxes follow: how many, and the four numbers of
 * each.
 *
 * 1. What was written is read as it was; the index is made anew when the
 *    table of terms changes.
 * 2. What is read comes from a file: lengths and places are checked.
 */
#include "config.h"

#include "run/index/table/values.h"

#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"

#define SOURCES	 8 /* room for those to come */
#define SUPPORTS 8

enum { CONFIDENCE_NONE, CONFIDENCE_REAL, CONFIDENCE_FIRST };

/* Whose values they are; borrowed. */
struct reading {
	const char *line, *model; /* NULL: not known */
};

/* --- writing -------------------------------------------------------------- */

static void number_write(size_t number, struct bytes *ret)
{
	for (; number >= 0x80; number >>= 7)
		bytes_append_char(ret, (char)(0x80 | (number & 0x7f)));
	bytes_append_char(ret, (char)number);
}

static void text_write(const char *text, struct bytes *ret)
{
	size_t len = strlen(text);

	number_write(len, ret);
	bytes_append(ret, text, len);
}

/* A share of 1, or less than 0 for none; `beside` goes into the same number,
 * of `n` that may. */
static void share_write(double share, size_t beside, size_t n,
			struct bytes *ret)
{
	size_t thousandths, c = CONFIDENCE_NONE;

	if (share >= 0) {
		thousandths = share <= 1 ? (size_t)lround(1000 * share) : 0;
		c = (double)thousandths / 1000 == share
			    ? CONFIDENCE_FIRST + thousandths
			    : CONFIDENCE_REAL;
	}
	number_write(n * c + beside, ret);
	if (c == CONFIDENCE_REAL)
		bytes_append(ret, &share, sizeof(share));
}

static void confidence_write(const struct field *field, struct bytes *ret)
{
	share_write(field->confidence, field->source, SOURCES, ret);
	if (field->confidence >= 0)
		share_write(field->said, 0, 1, ret);
}

static size_t pixels(int n)
{
	return n > 0 ? (size_t)n : 0;
}

static void support_write(const struct field *field, struct bytes *ret)
{
	size_t n = field->n_boxes < VALUE_BOXES_MAX ? field->n_boxes
						    : VALUE_BOXES_MAX;
	size_t e = 0;

	if (field->evidence >= 0 && field->evidence <= 1)
		e = 1 + (size_t)lround(1000 * field->evidence);
	number_write(2 * (SUPPORTS * e + field->support) + (n > 0), ret);
	if (n == 0)
		return;
	number_write(n, ret);
	for (size_t i = 0; i < n; i++) {
		const struct box *box = &field->boxes[i];

		number_write(pixels(box->x), ret);
		number_write(pixels(box->y), ret);
		number_write(pixels(box->w), ret);
		number_write(pixels(box->h), ret);
	}
}

static bool field_says(const struct field *field)
{
	return !text_blank(field->value) || field->source == SOURCE_EMPTY;
}

static int digit_of(char hex)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = hex != '\0' ? strchr(digits, hex) : NULL;

	return at != NULL ? (int)(at - digits) : -1;
}

/* The bytes that a hash is written as in hex. */
static bool line_bytes(const char *hex, char ret[VALUE_LINE])
{
	if (hex == NULL || strlen(hex) != 2 * VALUE_LINE)
		return false;
	for (size_t i = 0; i < VALUE_LINE; i++) {
		int high = digit_of(hex[2 * i]), low = digit_of(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		ret[i] = (char)(high << 4 | low);
	}
	return true;
}

static void reading_write(const struct reading *reading, struct bytes *ret)
{
	char line[VALUE_LINE];
	bool has = line_bytes(reading->line, line);

	bytes_append_char(ret, (char)has);
	if (has)
		bytes_append(ret, line, sizeof(line));
	text_write(reading->model != NULL ? reading->model : "", ret);
}

static bool text_same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Its place among the readings, counted from 1, where it is put when it is new;
 * 0 for what nobody read. */
static size_t reading_of(const struct field *field, struct reading *readings,
			 size_t *n)
{
	if (field->line_sha256 == NULL && field->model == NULL)
		return 0;
	for (size_t i = 0; i < *n; i++)
		if (text_same(readings[i].line, field->line_sha256) &&
		    text_same(readings[i].model, field->model))
			return i + 1;
	readings[(*n)++] = (struct reading){field->line_sha256, field->model};
	return *n;
}

void values_write(const struct record *record, const struct terms *terms,
		  struct bytes *ret)
{
	struct reading *readings =
		mem_alloc((record->n + 1) * sizeof(*readings));
	size_t n = 0;

	for (size_t i = 0; i < record->n; i++)
		if (field_says(&record->fields[i]))
			reading_of(&record->fields[i], readings, &n);
	bytes_reserve(ret, 0);
	if (record->n > 0)
		number_write(n, ret);
	for (size_t i = 0; i < n; i++)
		reading_write(&readings[i], ret);
	for (size_t i = 0; i < record->n; i++) {
		const struct field *field = &record->fields[i];
		size_t term = terms_index(terms, field->term);

		if (!field_says(field))
			continue;
		if (term < terms_count(terms)) {
			number_write(term + 1, ret);
		} else {
			number_write(0, ret);
			text_write(field->term, ret);
		}
		confidence_write(field, ret);
		support_write(field, ret);
		number_write(reading_of(field, readings, &n), ret);
		text_write(field->value, ret);
	}
	free(readings);
}

/* --- reading -------------------------------------------------------------- */

static bool number_read(struct values *values, size_t *ret)
{
	size_t number = 0;

	for (unsigned int shift = 0; shift < 35; shift += 7) {
		unsigned char byte;

		if (values->at == values->len)
			return false;
		byte = (unsigned char)values->data[values->at++];
		number |= (size_t)(byte & 0x7f) << shift;
		if (byte < 0x80) {
			*ret = number;
			return true;
		}
	}
	return false;
}

static bool text_read(struct values *values, const char **ret, size_t *ret_len)
{
	size_t len;

	if (!number_read(values, &len) || len > values->len - values->at)
		return false;
	*ret = values->data + values->at;
	*ret_len = len;
	values->at += len;
	return true;
}

static bool term_read(struct values *values, struct value *ret)
{
	size_t term;

	if (!number_read(values, &term) || term > terms_count(values->terms))
		return false;
	ret->place = term > 0 ? term - 1 : terms_count(values->terms);
	if (term == 0)
		return text_read(values, &ret->term, &ret->term_len);
	ret->term = terms_at(values->terms, term - 1)->name;
	ret->term_len = strlen(ret->term);
	return true;
}

/* What share_write wrote. */
static bool share_read(struct values *values, size_t n, double *ret_share,
		       size_t *ret_beside)
{
	size_t figure, c;

	if (!number_read(values, &figure))
		return false;
	*ret_beside = figure % n;
	c = figure / n;
	*ret_share = -1;
	if (c >= CONFIDENCE_FIRST)
		*ret_share = (double)(c - CONFIDENCE_FIRST) / 1000;
	if (c != CONFIDENCE_REAL)
		return true;
	if (values->len - values->at < sizeof(*ret_share))
		return false;
	memcpy(ret_share, values->data + values->at, sizeof(*ret_share));
	values->at += sizeof(*ret_share);
	return true;
}

static bool confidence_read(struct values *values, struct value *ret)
{
	size_t source, none;

	if (!share_read(values, SOURCES, &ret->confidence, &source))
		return false;
	ret->source = (enum field_source)source;
	ret->said = -1;
	return !(ret->confidence >= 0) ||
	       share_read(values, 1, &ret->said, &none);
}

static bool pixels_read(struct values *values, int *ret)
{
	size_t number;

	if (!number_read(values, &number) || number > INT_MAX)
		return false;
	*ret = (int)number;
	return true;
}

static bool boxes_read(struct values *values, struct value *ret)
{
	if (!number_read(values, &ret->n_boxes) ||
	    ret->n_boxes > VALUE_BOXES_MAX)
		return false;
	for (size_t i = 0; i < ret->n_boxes; i++) {
		struct box *box = &ret->boxes[i];

		if (!pixels_read(values, &box->x) ||
		    !pixels_read(values, &box->y) ||
		    !pixels_read(values, &box->w) ||
		    !pixels_read(values, &box->h))
			return false;
	}
	return true;
}

static bool support_read(struct values *values, struct value *ret)
{
	size_t figure, support, e;

	if (!number_read(values, &figure))
		return false;
	support = figure / 2 % SUPPORTS;
	e = figure / 2 / SUPPORTS;
	if (support >= SUPPORT_COUNT || e > 1001)
		return false;
	ret->support = (enum field_support)support;
	ret->evidence = e > 0 ? (double)(e - 1) / 1000 : -1;
	ret->n_boxes = 0;
	return figure % 2 == 0 || boxes_read(values, ret);
}

static bool reading_read(struct values *values, struct value *ret)
{
	const char *line = NULL;

	if (values->at == values->len)
		return false;
	if (values->data[values->at++] != 0) {
		if (values->len - values->at < VALUE_LINE)
			return false;
		line = values->data + values->at;
		values->at += VALUE_LINE;
	}
	ret->line = line;
	return text_read(values, &ret->model, &ret->model_len);
}

/* Passes over the readings, which stand first. */
static bool readings_read(struct values *values)
{
	struct value ignored;

	if (values->at > 0)
		return true;
	if (!number_read(values, &values->n))
		return false;
	values->first = values->at;
	for (size_t i = 0; i < values->n; i++)
		if (!reading_read(values, &ignored))
			return false;
	return true;
}

/* Whose reading the value is. */
static bool whose_read(struct values *values, struct value *ret)
{
	struct values readings = *values;
	size_t place;

	ret->line = ret->model = NULL;
	ret->model_len = 0;
	if (!number_read(values, &place) || place > values->n)
		return false;
	readings.at = values->first;
	for (size_t i = 0; i < place; i++)
		if (!reading_read(&readings, ret))
			return false;
	if (ret->model_len == 0)
		ret->model = NULL;
	return true;
}

bool values_next(struct values *values, struct value *ret)
{
	return values->at < values->len && readings_read(values) &&
	       values->at < values->len && term_read(values, ret) &&
	       confidence_read(values, ret) && support_read(values, ret) &&
	       whose_read(values, ret) &&
	       text_read(values, &ret->text, &ret->len);
}

/* --- what is made of them ------------------------------------------------- */

static void value_set_whose(const struct value *value, json_t *object)
{
	char *model CLEANUP(mem_free_str) = NULL;
	char line[2 * VALUE_LINE + 1];

	if (value->model != NULL)
		model = mem_strndup(value->model, value->model_len);
	json_set_string(object, "model", model);
	if (value->line == NULL)
		return;
	for (size_t i = 0; i < VALUE_LINE; i++)
		snprintf(line + 2 * i, 3, "%02x",
			 (unsigned char)value->line[i]);
	json_set_string(object, "line_sha256", line);
}

static json_t *value_json(const struct value *value)
{
	char *text CLEANUP(mem_free_str) = mem_strndup(value->text, value->len);
	json_t *object = json_object();

	json_set_string(object, "value", text);
	if (value->confidence >= 0)
		json_object_set_new(object, "confidence",
				    json_real(value->confidence));
	json_set_string(object, "source", field_source_word(value->source));
	if (value->said >= 0)
		json_object_set_new(object, "confidence_raw",
				    json_real(value->said));
	field_support_json(value->evidence, value->support, value->boxes,
			   value->n_boxes, object);
	value_set_whose(value, object);
	return object;
}

void values_json(const struct values *values, struct bytes *ret)
{
	json_t *dwc CLEANUP(json_release) = json_object();
	struct values rest = *values;
	struct value value;

	while (values_next(&rest, &value)) {
		char *term CLEANUP(mem_free_str) =
			mem_strndup(value.term, value.term_len);

		json_object_set_new(dwc, term, value_json(&value));
	}
	json_write_line(dwc, ret);
	ret->data[--ret->len] = '\0';
}

/* Folds what was appended from `start` on. */
static void words_fold(struct bytes *words, size_t start)
{
	char *folded CLEANUP(mem_free_str) = NULL;
	bool ascii = true;

	for (size_t i = start; i < words->len; i++) {
		unsigned char c = (unsigned char)words->data[i];

		ascii = ascii && c < 0x80;
		if (c >= 'A' && c <= 'Z')
			words->data[i] = (char)(c - 'A' + 'a');
	}
	if (ascii)
		return;
	folded = text_folded(words->data + start);
	words->len = start;
	bytes_append_str(words, folded);
}

void values_words(const struct values *values, const char *image,
		  struct bytes *ret)
{
	struct values rest = *values;
	struct value value;
	size_t start = ret->len;

	bytes_append_str(ret, image);
	words_fold(ret, start);
	while (values_next(&rest, &value)) {
		bytes_append_char(ret, '\n');
		start = ret->len;
		bytes_append(ret, value.text, value.len);
		words_fold(ret, start);
	}
	/* The last letters, too, begin a trigram (says.c). */
	bytes_append_str(ret, "\n\n");
}
