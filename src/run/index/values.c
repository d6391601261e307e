/*
 * values.c: the values of a specimen, packed. See values.h.
 *
 * A value is: its term as 1 + its place in the table, or 0, a length and the
 * name; a figure for source and confidence; one for what the sheet says of it;
 * a length and the text. Numbers are in base 128, the lowest digits first, the
 * high bit says that more follow. The first figure is SOURCES · c + source,
 * where c is 0 for no confidence, 1 for one that follows as eight bytes, else 2 +
 * its thousandths; where it is not 0, what the reader itself said follows in the
 * same way. The second is 2 · (SUPPORTS · e + support), where e is 0 for
 * no evidence, else 1 + its thousandths, and 1 more where boxes follow: how many,
 * and the four numbers of each.
 *
 * 1. What was written is read as it was; the index is made anew when the
 *    table of terms changes.
 * 2. What is read comes from a file: lengths and places are checked.
 */
#include "config.h"

#include "run/index/values.h"

#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#define SOURCES	 8 /* room for those to come */
#define SUPPORTS 8

enum { CONFIDENCE_NONE, CONFIDENCE_REAL, CONFIDENCE_FIRST };

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

void values_write(const struct record *record, const struct terms *terms,
		  struct bytes *ret)
{
	bytes_reserve(ret, 0);
	for (size_t i = 0; i < record->n; i++) {
		const struct field *field = &record->fields[i];
		size_t term = terms_index(terms, field->term);

		if (text_blank(field->value) && field->source != SOURCE_EMPTY)
			continue;
		if (term < terms_count(terms)) {
			number_write(term + 1, ret);
		} else {
			number_write(0, ret);
			text_write(field->term, ret);
		}
		confidence_write(field, ret);
		support_write(field, ret);
		text_write(field->value, ret);
	}
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

bool values_next(struct values *values, struct value *ret)
{
	return values->at < values->len && term_read(values, ret) &&
	       confidence_read(values, ret) && support_read(values, ret) &&
	       text_read(values, &ret->text, &ret->len);
}

/* --- what is made of them ------------------------------------------------- */

static json_t *value_json(const struct value *value)
{
	char *text CLEANUP(mem_free_str) = mem_strndup(value->text, value->len);
	json_t *object = json_object();

	json_set_string(object, "value", text);
	if (value->confidence >= 0)
		json_object_set_new(object, "confidence",
				    json_real(value->confidence));
	if (value->said >= 0)
		json_object_set_new(object, "confidence_raw",
				    json_real(value->said));
	json_set_string(object, "source", field_source_word(value->source));
	field_support_json(value->evidence, value->support, value->boxes,
			   value->n_boxes, object);
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
}
