/*
 * batch_rules.h: which fault of a batch server is played when. A rule is
 *
 *	NAME[:KEY=VALUE,...]          several of them: "RULE;RULE;..."
 *
 * Each fault has a point at which it strikes (batch_rules.c): a kind of
 * request, the course of a batch, or the row of one request in its results.
 *
 *	n=N       plays so often; 0: always. Default: once, or always where a
 *	          server is simply so. Of rows: the first N times that the
 *	          custom_id is worked on
 *	from=N    from the N-th time on that it could
 *	batch=N   only for the N-th batch that was created (1: the first)
 *	p=0..1    for this share of the rows, by a draw of the custom_id
 *	row=N     for the N-th row of the batch
 *	status=S  of an answer, or of a row
 *	s=S       seconds of Retry-After (2)
 *	at=N      where an answer or an upload is cut (half of it), how many
 *	          rows are done by then (half), or which line is to blame (2)
 *	chat=X    row_chat: the answer of this fault of fault_kind.c
 *	word=X    odd_status: the word (paused)
 *	quiet=1   expire: rows that were not done have no line at all
 */
#ifndef TESTS_TOOLS_BATCH_RULES_H
#define TESTS_TOOLS_BATCH_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "fault_kind.h"

#define BATCH_RULES_MAX 48

enum batch_point {
	POINT_SERVER, /* how it is: looked up by batch_rules_has */
	POINT_ANY,
	POINT_UPLOAD,
	POINT_BODY,  /* of an upload, or of requests: half of it is there */
	POINT_FILES, /* their list */
	POINT_CONTENT,
	POINT_CREATE,
	POINT_LIST,
	POINT_POLL,
	POINT_CANCEL,
	POINT_RESULTS,
	POINT_COURSE,
	POINT_ROW,
};

enum {
	BATCH_FAULT_DONE = 1,	 /* the request is carried out all the same */
	BATCH_FAULT_LASTING = 2, /* n=0 unless the rule says otherwise */
	BATCH_FAULT_CUT = 4,	 /* the answer is right up to a place */
	BATCH_FAULT_PAGE = 8,	 /* what it says is wrong, not how it is sent */
};

struct batch_fault {
	const char *name;
	enum batch_point point;
	int status; /* of an error; 0: no answer */
	const char *code, *message;
	const char *body; /* in place of an error */
	enum answer_end end;
	unsigned flags;
};

struct batch_rule {
	const struct batch_fault *fault;
	long n, from, batch, row, status, seconds, at, quiet;
	double p;     /* < 0: not given */
	double slice; /* where its share begins */
	char chat[32], word[32];
	long seen; /* times that it could have played */
	long plays;
};

struct batch_rules {
	struct batch_rule items[BATCH_RULES_MAX];
	size_t n;
	uint64_t seed;
	double shared; /* of the rows, by rules with p */
};

int batch_rules_add(struct batch_rules *rules, const char *text,
		    struct error *err) __attribute__((warn_unused_result));
/* The rule that plays at this point for the batch (0: none), counted; NULL:
 * none does. Valid as long as no rule is added. */
const struct batch_rule *batch_rules_play(struct batch_rules *rules,
					  enum batch_point point, long batch);
/* Whether the rule that makes a server so is there; not counted. */
const struct batch_rule *batch_rules_has(const struct batch_rules *rules,
					 const char *name);
/* The same for the row-th row of a batch, whose custom_id was worked on
 * `times` times before. */
const struct batch_rule *batch_rules_row(struct batch_rules *rules,
					 const char *custom_id, long batch,
					 long row, long times);
/* The n-th fault, from 0 on; NULL after the last. */
const struct batch_fault *batch_fault_at(size_t n);

#endif
