/*
 * view.h: a run as whoever watches it sees it at one moment: `monitor`, its
 * JSON, and the page show this and nothing else. A value without pointers,
 * to be copied from thread to thread; every text in it is clean. Pure.
 */
#ifndef WATCH_VIEW_H
#define WATCH_VIEW_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "extract/control/progress.h"
#include "watch/read/figures.h"
#include "watch/read/log.h"
#include "watch/read/outcomes.h"
#include "watch/place.h"

enum watch_state {
	WATCH_IDLE,    /* nobody extracts, and no session was told of */
	WATCH_WORKING, /* somebody extracts */
	WATCH_PAUSED,
	WATCH_SILENT,  /* it should run, and nobody has said anything lately */
	WATCH_DONE,    /* the last session came to its end */
	WATCH_STOPPED, /* … was stopped, and can be resumed */
	WATCH_BROKEN,  /* … could not go on */
	WATCH_GONE,    /* what is watched is not there any more */
};
#define WATCH_STATES 8
/* "working", … */
const char *watch_state_word(enum watch_state state);

/* How far it was when that was told: a half, three quarters, the end. */
enum watch_mark {
	WATCH_MARK_HALF = 1,
	WATCH_MARK_MOST = 2,
	WATCH_MARK_END = 4,
};

struct watch_view {
	uint64_t revision; /* grows with each change */
	enum watch_kind_of kind;
	char path[512], name[128], run_id[80], images_root[256];
	bool gone;
	bool live; /* somebody holds RUN/lock */
	char holder[160];
	double now;	/* s since 1970, when it was read */
	double said_at; /* the last change of a journal; -1 unknown */
	char log_id
		[40]; /* which file the events are of, \"DEVICE-INODE\": an event is
			    named by that and its offset; \"\": none */
	int64_t told_total; /* by a manifest; 0: none */
	struct watch_log log;
	struct watch_outcomes outcomes;
	struct watch_figures figures;
	struct extract_progress progress; /* of the extracting process … */
	bool have_progress;		  /* … if one of this user does */
	unsigned int marks; /* enum watch_mark: that were passed */
	char trouble[200];  /* what cannot be read; "" */

	/* What follows from these: view_derive. */
	enum watch_state state;
	size_t total, done, succeeded, failed;	    /* of the session; total 0:
						  not known */
	double per_minute, eta_s, elapsed_s;	    /* 0, -1, -1: unknown */
	double cost_usd, budget_usd, projected_usd; /* budget 0: none;
						       projected -1: unknown */
	struct watch_kind kinds[WATCH_KINDS]; /* of failures of the session */
	size_t n_kinds;
};

void watch_view_derive(struct watch_view *view);

/* 0-1; -1 while the total is not known. */
double watch_view_share(const struct watch_view *view);
/* 0-1 of the sheets that were read; -1: none yet. */
double watch_view_success(const struct watch_view *view);

/*
 * The view as one JSON object: what `monitor --json` prints and the page's
 * /api/status sends. Without `people` curators have no names. New reference.
 */
json_t *watch_view_json(const struct watch_view *view, bool people);
/* One event of it, as a stream sends them. New reference. */
json_t *watch_event_json(const struct watch_event *event, bool people);

#endif
