/*
 * query.h: two threads that answer the console, which holds only the visible
 * window of rows: one tells of records, the other goes through lists, which
 * may take seconds and never keeps a record waiting. Each owns a read-only
 * connection to the index. A newer request of the same kind replaces one that
 * still waits, and ends a list that is being gone through.
 */
#ifndef REVIEW_ANSWER_QUERY_H
#define REVIEW_ANSWER_QUERY_H

#include <stdint.h>

#include "base/error.h"
#include "base/thread/mailbox.h"
#include "review/suggest/suggest.h"
#include "review/team/pace.h"
#include "run/index/counts.h"
#include "run/index/filter.h"
#include "run/run/run.h"

struct query;

enum query_mail_kind {
	QUERY_MAIL_ROWS = 300,	/* struct query_rows */
	QUERY_MAIL_SPECIMEN,	/* struct query_specimen */
	QUERY_MAIL_COUNTS,	/* struct query_counts */
	QUERY_MAIL_SUGGESTIONS, /* struct query_suggestions */
	QUERY_MAIL_COMPLETION,	/* struct query_completion */
	QUERY_MAIL_PLACE,	/* struct query_place */
};

struct query_rows {
	struct mail mail;
	uint64_t ticket;
	struct specimen_row *rows;
	size_t n, offset, total;
	struct error error; /* kind ERROR_NONE when it went well */
};

struct query_specimen {
	struct mail mail;
	uint64_t ticket;
	struct specimen specimen;
	bool among;	  /* the rows of the filter asked with */
	bool placed;	  /* it is known where: */
	int64_t rank;	  /* among them; -1 none, or not known */
	size_t total;	  /* of them; 0 where that is not known */
	char *image_path; /* of the file to show, or NULL: "no image" */
	struct error error;
};

/* Where a record stands, which took too long to wait for with the record. */
struct query_place {
	struct mail mail;
	uint64_t ticket; /* the record was asked with */
	int64_t rank;	 /* -1: not among the rows (any more) */
	size_t total;
};

struct query_counts {
	struct mail mail;
	uint64_t ticket;
	struct index_counts counts;
	struct pace pace; /* of who asked; zero where it cannot be told */
	struct index_agreement *agreements; /* owned */
	size_t n_agreements, read_twice;
	struct error error;
};

/* What may be put into the fields of a record. */
struct query_suggestions {
	struct mail mail;
	uint64_t ticket;
	char *specimen_id;
	struct term_suggestions *terms; /* those that have any */
	size_t n_terms;
	/* The most alike record that the curator signed, and one that anybody
	 * signed of the same gathering; or NULL. */
	struct alike *alike, *duplicate;
	struct error error;
};

/* Values that begin as what was typed. */
struct query_completion {
	struct mail mail;
	uint64_t ticket;
	char *term, *text; /* as they were asked with */
	struct suggestions list;
	struct error error;
};

/* Answers go to `reply`, which outlives the query. */
int query_start(const struct run *run, struct mailbox *reply,
		struct query **ret, struct error *err) MUST_USE;
void query_stop(struct query *query); /* NULL is fine */

/* Where images are looked for from now on, in place of run->images_root;
 * copied. NULL: in the cache alone, which is asked last in any case. */
void query_set_images(struct query *query, const char *root);
/* Who looks at the answers from now on: of a record that they may read a second
 * time (run/record/second.h) no answer tells what others found. */
void query_set_reader(struct query *query, const char *by);

/* The filter's strings are copied. */
void query_ask_rows(struct query *query, uint64_t ticket,
		    const struct index_filter *filter, enum index_order order,
		    size_t offset, size_t limit);
/* By id or image (index_specimen says how); or, with id NULL, the one at `rank`
 * of the filter. The record never waits for its place: where that takes long it
 * follows by a mail of its own, if `place` asks for it. */
void query_ask_specimen(struct query *query, uint64_t ticket,
			const struct index_filter *filter,
			enum index_order order, const char *id, size_t rank,
			bool place);
/* Of the run, and of what `by` did today; NULL: of nobody. */
void query_ask_counts(struct query *query, uint64_t ticket, const char *by);
/* For the record of this id, which `by` looks at. */
void query_ask_suggestions(struct query *query, uint64_t ticket,
			   const char *specimen_id, const char *by);
/* `known`: what stands in the record for who types; copied. */
void query_ask_completion(struct query *query, uint64_t ticket,
			  const char *specimen_id, const char *term,
			  const char *text, const struct record *known);

#endif
