/*
 * values.h: the current values of a specimen as the index keeps them: a few
 * bytes for each beside its text, from which lists make JSON and searches make
 * words. Known to this folder alone; any thread.
 */
#ifndef RUN_INDEX_TABLE_VALUES_H
#define RUN_INDEX_TABLE_VALUES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "dwc/record/record.h"

/* Appends the values of a record; those that say nothing are left out. */
void values_write(const struct record *record, const struct terms *terms,
		  struct bytes *ret);

#define VALUE_BOXES_MAX 64 /* kept of one value */

/* One of them; texts are borrowed from the values. */
struct value {
	size_t place;	  /* in the table of terms; terms_count(): not in it */
	const char *term; /* not terminated */
	size_t term_len;
	const char *text; /* not terminated */
	size_t len;
	double confidence; /* -1: none */
	double said;	   /* field.said */
	enum field_source source;
	double evidence; /* -1: none */
	enum field_support support;
	struct box boxes[VALUE_BOXES_MAX];
	size_t n_boxes;
	const char *line;  /* VALUE_LINE bytes of a hash; NULL: of no outcome */
	const char *model; /* not terminated; NULL: not known */
	size_t model_len;
};
#define VALUE_LINE 32

/* Reading from the front: true and the next one, or false at the end, and
 * where they are not what values_write wrote. */
struct values {
	const char *data; /* borrowed */
	size_t len, at;
	const struct terms *terms;
	size_t first, n; /* of whose readings they are: set by values_next */
};
bool values_next(struct values *values, struct value *ret) MUST_USE;

/* Appends them as `list --format jsonl` shows a record. */
void values_json(const struct values *values, struct bytes *ret);

/* Appends what a search looks through: image and values, folded, a newline
 * between two. */
void values_words(const struct values *values, const char *image,
		  struct bytes *ret);

#endif
