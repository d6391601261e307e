/*
 * draw.h: signed records drawn for a second reading (run/record/second.h): by
 * lot, but so that whoever knows the seed draws the same.
 *
 * Each record has a number, of the seed and its id alone; those with the least
 * numbers are drawn. So a share that is drawn again later, with the same seed,
 * is filled up with what was signed since, and nobody chooses.
 */
#ifndef REVIEW_DRAW_H
#define REVIEW_DRAW_H

#include "base/thread/mailbox.h"
#include "run/index/filter.h"
#include "run/store/store.h"

struct draw_ask {
	struct index_filter filter; /* of which records; strings borrowed */
	const char *seed;
	/* So many per cent of the signed records that match, counting those
	 * that wait or were read; or, where that is 0, so many more. */
	double percent;
	size_t n;
};
/* "5%", "2.5 %" or "40" to percent or n. */
int draw_parse(const char *text, struct draw_ask *ask,
	       struct error *err) MUST_USE;

struct drawn {
	char **ids, **images; /* in the order of their numbers */
	size_t n;
	size_t records; /* signed ones that match */
	size_t before;	/* of them, those that wait or were read already */
};
int draw_make(struct index *index, const struct draw_ask *ask,
	      struct drawn *ret, struct error *err) MUST_USE;
void drawn_done(struct drawn *drawn);

enum draw_mail_kind {
	DRAW_MAIL_DONE = 650, /* struct draw_done */
};

struct draw_done {
	struct mail mail;
	int status; /* 0: durable and folded */
	struct error error;
	size_t n; /* records that wait now; others were not signed any more */
};

/* Marks them, as one act and one undo of `by`; copied. The reply goes to
 * `reply`, which outlives it. */
void draw_submit(struct store *store, const struct drawn *drawn, const char *by,
		 struct mailbox *reply);

#endif
