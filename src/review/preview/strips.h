/*
 * strips.h: the pixels of a picture, made strip by strip on as many threads as
 * there are cores, up to four, ready to be sent as each is done.
 */
#ifndef REVIEW_PREVIEW_STRIPS_H
#define REVIEW_PREVIEW_STRIPS_H

#include <pthread.h>
#include <stdbool.h>

#include "image/palette/palette.h"
#include "image/show/shown.h"
#include "image/show/view.h"
#include "review/preview/preview.h"
#include "review/preview/rate.h"

#define STRIPS_HELPERS 3

/* Filled by the caller, who keeps what is pointed at until strips_end. */
struct strips_plan {
	const struct preview_request *request;
	const struct shown *shown;
	/* Without colours for drawing; NULL: each strip has its own, which
	 * grows out of that of the strip above (palette_grow). */
	const struct palette *palette;
	int colours; /* at most, of their own */
	int there;   /* rows of shown->from that are there */
	struct view view;
	int sheet_width, sheet_height; /* stored pixels */
	int width, height;	       /* of all strips together */
	bool (*stale)(void *data);     /* gives it up; NULL: never */
	void *stale_data;
};

struct strips {
	/* the caller's thread's up to strips_begin, then immutable */
	struct strips_plan plan;
	int n;
	struct strips_place {
		int row, rows;	 /* cells of the picture */
		int top, height; /* pixels */
	} places[PREVIEW_STRIPS];
	int n_helpers; /* the caller's */
	pthread_t helpers[STRIPS_HELPERS];

	pthread_mutex_t lock;
	pthread_cond_t changed;
	/* protected by lock */
	int there;		/* rows of the picture */
	int next;		/* to be made */
	int mapped;		/* so many have their colours */
	unsigned char *row;	/* of indices, the last of those */
	struct palette palette; /* of that row; without colours for drawing */
	struct rate rate;	/* of those strips */
	bool failed;
	struct error error; /* of the first failure; none: given up */
	bool made[PREVIEW_STRIPS];
	struct bytes bytes[PREVIEW_STRIPS];
};

/* Rows of cells that all strips can have together, of so many. */
int strips_rows(const struct preview_request *request, int rows);

/* Plans them and, where it is worth it, starts threads that make them. Tells
 * their places in the reply. */
void strips_begin(struct strips *strips, const struct strips_plan *plan,
		  struct preview_reply *reply);
/* So many rows of the picture are there now. */
void strips_there(struct strips *strips, int rows);
/* Makes one strip, once its rows are there; false when none is left, or it
 * failed. */
bool strips_step(struct strips *strips);
/* Moves those that are made into the reply; how many. */
int strips_collect(struct strips *strips, struct preview_reply *reply);
/* What is not made yet never is, and the other threads look no more at the
 * picture. */
void strips_stop(struct strips *strips);
/* Waits for the other threads: 0, or -1 with the error, or without one, given
 * up. Due in any case; strips_collect once more after it, then strips_done. */
int strips_end(struct strips *strips, struct error *err) MUST_USE;
void strips_done(struct strips *strips);

/* Pixels of a row of sixels. */
#define STRIPS_BAND 6

#endif
