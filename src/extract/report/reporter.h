/*
 * reporter.h: what an extraction shows of itself while it works: how many
 * sheets it has read, what happened last, how fast it goes, and what is to be
 * said at its end.
 *
 * The worker thread's, but for what any thread may look at. Nothing fails.
 */
#ifndef EXTRACT_REPORT_REPORTER_H
#define EXTRACT_REPORT_REPORTER_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "extract/control/progress.h"
#include "extract/control/snapshot.h"
#include "extract/report/rate.h"

struct reporter {
	struct snapshot *snapshot; /* any thread: see snapshot.h */

	/* of the worker thread, which counts in it */
	struct extract_progress progress;
	struct rate rate;
	int64_t start_ms, idle_ms, idle_since_ms, published_ms;

	pthread_mutex_t lock;
	/* protected by lock */
	struct extract_ignored ignored;
	struct extract_event notices[EXTRACT_NOTICES];
	int n_notices;
};

/* `watcher` (may be NULL) is told of each change, as by snapshot.h. */
void reporter_init(struct reporter *reporter, struct mailbox *watcher);
void reporter_done(struct reporter *reporter);

/* The first sheet is about to be read: rates count from now. */
void reporter_start_rate(struct reporter *reporter);
/* One more sheet was read. */
void reporter_count_sheet(struct reporter *reporter);
/* Says what happened last. */
void reporter_recent(struct reporter *reporter, const char *image, bool failed,
		     const char *text);
/* Says it, and keeps it among the first to be told at the end. */
void reporter_notice(struct reporter *reporter, const char *image, bool failed,
		     const char *text);
/* A file of the tree that is not a sheet. */
void reporter_ignore(struct reporter *reporter, const char *path,
		     const char *why);

/* Puts up how it stands in this state; while it is paused no time passes. */
void reporter_publish(struct reporter *reporter, enum extract_state state);
/* Whether that was last done `pause_ms` ago, or longer. */
bool reporter_is_due(const struct reporter *reporter, int64_t pause_ms);
/* The time of work is over. */
void reporter_end(struct reporter *reporter);
/* Puts up what is in `progress`. */
void reporter_put(struct reporter *reporter);

/* Copies for any thread; the second returns how many there are. */
void reporter_get_ignored(struct reporter *reporter,
			  struct extract_ignored *ret);
int reporter_get_notices(struct reporter *reporter,
			 struct extract_event ret[EXTRACT_NOTICES]);

#endif
