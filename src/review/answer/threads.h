/*
 * threads.h: the two threads that answer: what each has, and where it begins.
 * Known to this folder alone.
 */
#ifndef REVIEW_ANSWER_THREADS_H
#define REVIEW_ANSWER_THREADS_H

#include <pthread.h>

#include "dwc/taxa/taxa_verdict.h"
#include "match/view.h"
#include "review/answer/query.h"
#include "review/answer/request.h"

/* Goes through lists. */
struct lister {
	struct mailbox *inbox;
	pthread_t thread;
	bool runs;
	/* the thread's */
	struct index *index;
	char *reader;		/* NULL: nobody; all is told */
	enum query_ask answers; /* what it is at */
};

struct query {
	const struct run *run;
	struct mailbox *inbox, *reply;
	pthread_t thread;
	struct lister lister;
	/* the thread's */
	struct index *index;
	int patience; /* that is left for a place */
	char *images;
	char *reader;	  /* NULL: nobody; all is told */
	char *typed_id;	  /* of the record that is being typed into … */
	bool typed_blind; /* … which its second reader does */
	struct pace_reader *pace; /* NULL: not asked for yet */
	struct taxa *taxa; /* NULL: not asked for yet, or it cannot be read */
	struct taxa_memory names;
	struct match_view *gbif; /* likewise */
	struct map_model model;	 /* of what labels say; loaded when asked for */
	bool asked_model, has_model;
	struct alike_memory *memory; /* of values that were compared */
};

/* The thread of records (records.c), and the one of lists (lists.c); `arg` is
 * the struct query. */
void *query_records_main(void *arg);
void *query_lists_main(void *arg);

/* An answer that tells of a record, or that it cannot be told; where a record
 * stands, and among how many (place.c). */
struct query_specimen *
query_specimen_new(const struct query_request *request) MUST_USE;
int query_place(struct index *index, const struct query_request *request,
		const char *id, int64_t *ret_rank, size_t *ret_total,
		struct error *err) MUST_USE;

#endif
