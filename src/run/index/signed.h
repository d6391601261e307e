/*
 * signed.h: the values of signed (approved) records by term: which there are,
 * how often and since when, how they begin, and whose records have them. What
 * completes what is typed, and finds the record that is like another one.
 *
 * A function of the journals as all of the index: what is reopened, or whose
 * signature is taken back, is not in it any more.
 */
#ifndef RUN_INDEX_SIGNED_H
#define RUN_INDEX_SIGNED_H

#include <stdint.h>

#include "dwc/record/record.h"
#include "run/index/index.h"

#define SIGNED_VALUE_MAX 400 /* bytes of one that is kept */

/* A value of a term. */
struct signed_value {
	int64_t id; /* for signed_records */
	char *value;
	int64_t n; /* records that have it */
};
struct signed_list {
	struct signed_value *items;
	size_t n, cap;
};
void signed_list_done(struct signed_list *list); /* also for CLEANUP */

/*
 * Appends values of a term, each once, at most `limit` of each way of asking:
 * those that begin so, whatever their case and accents, at their beginning or
 * at a later word; the most frequent; and those that are the same but for case
 * and accents. `prefix` NULL of the most frequent: all. In no order.
 */
int signed_beginning(struct index *index, const struct term *term,
		     const char *prefix, size_t limit, struct signed_list *list,
		     struct error *err) MUST_USE;
int signed_frequent(struct index *index, const struct term *term,
		    const char *prefix, size_t limit, struct signed_list *list,
		    struct error *err) MUST_USE;
int signed_same(struct index *index, const struct term *term, const char *value,
		struct signed_list *list, struct error *err) MUST_USE;

/* Whether a value begins so, at its beginning or at a later word. */
bool signed_begins(const char *value, const char *prefix);

/* The revision of the last record to be signed with a value; 0: there is none
 * any more. Not a part of the lists: it lies elsewhere for each value. */
int signed_last(struct index *index, int64_t value, int64_t *ret,
		struct error *err) MUST_USE;

/* The records that have a value, the last signed first: their keys. *ret
 * (room for `limit`) is filled; returns how many, or -1. */
int signed_records(struct index *index, int64_t value, size_t limit,
		   int64_t *ret, struct error *err) MUST_USE;

/* One of them. Owned: signed_record_done. */
struct signed_record {
	int64_t key, revision;
	char *id, *image, *by;
	struct record record; /* values alone */
};
/* 1; 0 where it is not signed any more; -1. */
int signed_record(struct index *index, int64_t key, struct signed_record *ret,
		  struct error *err) MUST_USE;
void signed_record_done(struct signed_record *record);

/* Terms whose values are looked at; NULL: one that the table has not. */
#define SIGNED_GLANCE_MAX 4
/*
 * No more of one of them than tells how near it is, which is looked at for
 * hundreds: its key and revision, and of its record the values of these terms.
 * As signed_record otherwise.
 */
int signed_glance(struct index *index, int64_t key,
		  const struct term *const terms[SIGNED_GLANCE_MAX],
		  struct signed_record *ret, struct error *err) MUST_USE;

#endif
