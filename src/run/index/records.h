/*
 * records.h: whole records out of the index, one after the other or by their
 * keys, all of one moment: what exports and checks go over.
 *
 * Belongs to the thread of its index. While it is open nothing may be folded
 * into that, and nothing else be asked of it.
 */
#ifndef RUN_INDEX_RECORDS_H
#define RUN_INDEX_RECORDS_H

#include "run/index/filter.h"

/* A value that says something. */
struct index_value {
	size_t place;	  /* of its term in the table; terms_count() of one that
			     is not in it */
	const char *term; /* not terminated, nor is the text */
	size_t term_len;
	const char *text;
	size_t len;
	double confidence; /* -1: none */
	enum field_source source;
};

/* All is borrowed, until the next record is asked for. */
struct index_record {
	int64_t key; /* while this is open */
	const char *id, *image;
	enum status status;
	const char *modified; /* when it became what it is; RFC 3339, or "" */
	const struct index_value *values;
	size_t n;
};

struct index_records;

/* Begins: what is folded from now on by others is not seen. */
int index_records_open(struct index *index, struct index_records **ret,
		       struct error *err) MUST_USE;
void index_records_close(struct index_records *records); /* NULL is fine */

/* Goes over all that match, from the first, in the order of their keys. */
int index_records_start(struct index_records *records,
			const struct index_filter *filter,
			struct error *err) MUST_USE;
/* The next of them: 1, 0 at the end, or -1. */
int index_records_next(struct index_records *records, struct index_record *ret,
		       struct error *err) MUST_USE;
/* The one of this key, apart from that: 1, 0 where there is none, or -1. */
int index_records_at(struct index_records *records, int64_t key,
		     struct index_record *ret, struct error *err) MUST_USE;

#endif
