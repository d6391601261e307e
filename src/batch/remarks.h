/*
 * remarks.h: what keeps chunks from going on, kept until all of them were
 * looked at: what is the same for several is told once, with how many they are.
 * Of one thread.
 */
#ifndef BATCH_REMARKS_H
#define BATCH_REMARKS_H

#include <stddef.h>

#include "base/bytes.h"

/* Zero at first; batch_remarks_done ends it, and makes it that again. */
struct batch_remarks {
	struct batch_remark *items; /* in the order in which they came */
	size_t n, cap;
};
void batch_remarks_done(struct batch_remarks *remarks);

/* `text` says it of one chunk and of several alike, and names none. What is said
 * of a chunk several times, one after another, counts once. */
void batch_remarks_add(struct batch_remarks *remarks, const char *chunk,
		       const char *text);
/* The i-th: "b12: …", or "5 batches (b12, b34, b56, …): …". */
void batch_remarks_write(const struct batch_remarks *remarks, size_t i,
			 struct bytes *to);

#endif
