/*
 * heal.h: was it done? What lists of a server say of a request whose answer
 * was lost: an upload, or the creation of a batch. Pure.
 */
#ifndef BATCH_SEND_HEAL_H
#define BATCH_SEND_HEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/batch/batch.h"

/* Clocks of a server's machines differ so much, and what was asked for before
 * that is not ours. */
#define HEAL_EARLIER_S 300
/* What was sent may still be under way: what is not there before that may come
 * yet. A server may read so many bytes of it a second. */
#define HEAL_GRACE_S	 5
#define HEAL_GRACE_BYTES ((uint64_t)2 << 20)
#define HEAL_LIKELY	 256  /* batches that may be ours, at most */
#define HEAL_PAGES	 1000 /* of a list, at most */

/* What is looked for. Texts are borrowed and may be NULL but `chunk`. */
struct heal_ask {
	enum batch_shape shape;
	const char *run, *chunk; /* of its metadata */
	const char *file_id;	 /* of its requests */
	const char *name;	 /* of the file; with `bytes` */
	uint64_t bytes;		 /* that were sent */
	const char *model;
	size_t requests;
	int64_t since_s; /* when it was asked for, by the server's clock; -1 */
	bool other_key;	 /* it is asked with another key than it was sent with,
			    perhaps of an account that does not see it */
	/* Is this batch known as another one already? */
	bool (*knows)(const void *data, const char *batch_id);
	const void *data;
};

/* What was seen so far. Zero at first; heal_seen_done ends it. */
struct heal_seen {
	char *found;   /* the id of the file or batch; NULL: not yet */
	char *status;  /* of the batch */
	char **likely; /* batches that may be ours, by model, size, time */
	size_t n_likely;
	size_t items, pages; /* that were looked at */
	char *last;	     /* item of the page before */
	bool older; /* the list has come to what is older: the rest is, too */
	bool cut;   /* it cannot be read to its end */
};
void heal_seen_done(struct heal_seen *seen);
/* This one of the likely ones, if it is one, is not ours. */
void heal_drop(struct heal_seen *seen, const char *batch_id);
/* None of the likely ones is ours. */
void heal_drop_likely(struct heal_seen *seen);

/* Takes a page of a list, newest first. False: nothing more has to, or can, be
 * looked at. */
bool heal_take_files(const struct heal_ask *ask,
		     const struct batch_file_page *page,
		     struct heal_seen *seen);
bool heal_take_batches(const struct heal_ask *ask,
		       const struct batch_page *page, struct heal_seen *seen);

enum heal_fate {
	HEAL_FOUND,  /* seen->found */
	HEAL_LOOK,   /* one of `likely` may be it: their results tell */
	HEAL_ABSENT, /* it was never made */
	HEAL_EARLY,  /* it is not there, but may come yet */
	HEAL_BLIND,  /* the list does not tell: it has no end, or lacks what is
			there */
};
/* What that means, once the list was read to its end, or to what is older.
 * `now_s` by the server's clock; -1 where that is not known. */
enum heal_fate heal_judge(const struct heal_ask *ask,
			  const struct heal_seen *seen, int64_t now_s);
/* How long after since_s it may come yet. */
int64_t heal_grace_s(const struct heal_ask *ask);

#endif
