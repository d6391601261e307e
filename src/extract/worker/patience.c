/*
 * patience.c: how long the worker waits while nothing can be written, and what
 * becomes then of what could not be. Part of the worker thread (see worker.h).
 *
 * 1. It waits until it passes, until somebody stops it, or for as long as the
 *    options say; then what could not be written is rescued.
 */
#include "config.h"

#include "extract/worker/worker.h"

#include <limits.h>

#include "base/time/clock.h"
#include "extract/control/progress.h"

/* --- patience ------------------------------------------------------------- */

int64_t worker_patience_ms(const struct worker *w)
{
	int64_t left;

	if (!w->options->gives_up || w->stopping || !disk_full_waits(&w->disk))
		return -1;
	left = w->waits_since_ms + (int64_t)(w->options->wait_room_s * 1000) -
	       clock_ms();
	return left < 0 ? 0 : left < INT_MAX ? left : INT_MAX;
}

void worker_lose_patience(struct worker *w)
{
	struct extract_progress *p = &w->reporter->progress;
	struct error why = p->error;

	if (worker_patience_ms(w) != 0)
		return;
	error_set(&w->stop_reason, ERROR_STOPPED,
		  "nothing could be written for %g s (--wait-room): %s",
		  w->options->wait_room_s, why.text);
	progress_copy(p->stopped, sizeof(p->stopped), "room");
	worker_stop(w);
	worker_give_up(w);
}

void worker_give_up(struct worker *w)
{
	if (w->disk.journals && w->stopping &&
	    (w->unacked.n > 0 || w->checking))
		store_give_up(w->store, w->inbox);
}

void worker_checked(struct worker *w, const struct store_ack *ack)
{
	w->checking = false;
	w->check_error = ack->status < 0 ? ack->error : (struct error){0};
}
