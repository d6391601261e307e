/*
 * query.h: what the query of an address says, and its numbers. Pure.
 */
#ifndef SERVE_ANSWER_QUERY_H
#define SERVE_ANSWER_QUERY_H

#include "base/error.h"

/* What the query of an address says; NULL: nothing. Borrowed. */
struct query {
	const char *run, *id, *where, *sort, *offset, *limit, *label, *width;
	const char *budget;
	const char *last; /* Last-Event-ID, or `after` */
};

/* A whole number of a query; `usual` where it says nothing. ERROR_USAGE, naming
 * it, where it is none, or not between `least` and `most`. */
int query_number(const char *name, const char *text, long usual, long least,
		 long most, long *ret, struct error *err) MUST_USE;

#endif
