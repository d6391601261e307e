/*
 * request.h: what the threads that answer are asked. Known to this folder
 * alone.
 */
#ifndef REVIEW_ANSWER_REQUEST_H
#define REVIEW_ANSWER_REQUEST_H

#include "base/thread/mailbox.h"
#include "dwc/record/record.h"
#include "run/index/filter.h"

/* Kinds of requests in the inbox. */
enum query_ask {
	ASK_ROWS,
	ASK_SPECIMEN,
	ASK_COUNTS,
	ASK_IMAGES,
	ASK_READER,
	ASK_SUGGESTIONS,
	ASK_COMPLETION,
	ASK_FIND,  /* the record at a rank */
	ASK_FOUND, /* that record, now by its id */
	ASK_PLACE, /* where a record stands */
};

struct query_request {
	struct mail mail;
	uint64_t ticket;
	struct index_filter filter; /* its strings are ours */
	enum index_order order;
	size_t offset, limit;
	char *id; /* or NULL: by rank */
	size_t rank;
	bool place;   /* is wanted, however long it takes */
	size_t total; /* of ASK_FOUND */
	char *images;
	char *by;
	char *term, *text; /* to be completed */
	struct record known;
};

struct query_request *query_request_new(enum query_ask kind, uint64_t ticket,
					const struct index_filter *filter,
					enum index_order order) MUST_USE;
struct query_request *query_request_of(struct mail *mail);

#endif
