/*
 * cluster.h: values of a column that are likely one, written differently.
 */
#ifndef REVIEW_COLUMNS_CLUSTER_H
#define REVIEW_COLUMNS_CLUSTER_H

#include "review/columns/column.h"

enum cluster_way {
	CLUSTER_FINGERPRINT, /* the same words */
	CLUSTER_NGRAM,	     /* the same runs of two letters */
	CLUSTER_NEIGHBOUR,   /* a letter or two apart */
};
#define CLUSTER_WAYS 3
/* "fingerprint", "n-gram", "neighbour". */
const char *cluster_word(enum cluster_way way);
int cluster_parse(const char *word, enum cluster_way *ret) MUST_USE;

struct clusters {
	uint32_t *members; /* places in the column's values, cluster by
			      cluster; of each the most frequent first */
	size_t n_members;
	size_t *starts; /* of the clusters, and behind the last of them */
	size_t n;	/* those of most records first */
};

/* Values that stand alone are left out. `stop` as in column.h. */
int clusters_find(const struct column *column, enum cluster_way way,
		  bool (*stop)(void *arg), void *arg, struct clusters *ret,
		  struct error *err) MUST_USE;
void clusters_done(struct clusters *clusters);

#endif
