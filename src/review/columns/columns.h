/*
 * columns.h: the columns thread: reads values, clusters and plans for the
 * console. A newer request, or a cancel, ends the one that goes on within some
 * milliseconds.
 */
#ifndef REVIEW_COLUMNS_COLUMNS_H
#define REVIEW_COLUMNS_COLUMNS_H

#include "base/thread/mailbox.h"
#include "review/columns/bulk.h"
#include "review/columns/cluster.h"
#include "review/columns/column.h"
#include "run/index/filter.h"
#include "run/run/run.h"

struct columns;

/* What was cancelled or replaced is not answered. */
enum columns_mail_kind {
	COLUMNS_MAIL_VALUES = 620, /* struct columns_values */
	COLUMNS_MAIL_CLUSTERS,	   /* struct columns_clusters */
	COLUMNS_MAIL_PLAN,	   /* struct columns_plan */
};

struct columns_values {
	struct mail mail;
	uint64_t ticket;
	struct column *column; /* the mail's; who takes it leaves NULL */
	struct error error;    /* kind ERROR_NONE when it went well */
};

struct columns_clusters {
	struct mail mail;
	uint64_t ticket;
	enum cluster_way way;
	struct clusters clusters; /* likewise, empty */
	struct error error;
};

#define COLUMNS_NAMED 20000 /* items whose image is told */
struct columns_plan {
	struct mail mail;
	uint64_t ticket;
	struct bulk_plan plan; /* likewise */
	char **images;	       /* of the first items */
	size_t n_images;
	struct error error;
};

/* Answers go to `reply`, which outlives it. */
int columns_start(const struct run *run, struct mailbox *reply,
		  struct columns **ret, struct error *err) MUST_USE;
void columns_stop(struct columns *columns); /* NULL is fine */

/* All is copied, but the column, which is held. */
void columns_ask_values(struct columns *columns, uint64_t ticket,
			const struct index_filter *filter, const char *term);
void columns_ask_clusters(struct columns *columns, uint64_t ticket,
			  const struct column *column, enum cluster_way way);
void columns_ask_plan(struct columns *columns, uint64_t ticket,
		      const struct bulk_ask *ask);
void columns_cancel(struct columns *columns);

/* Frees the images of a plan that were taken out of their mail. */
void columns_images_free(char **images, size_t n);

#endif
