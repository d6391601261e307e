/*
 * view.c: what follows from what was read. See view.h.
 *
 * 1. Who extracts knows best: its progress goes before the events, and those
 *    before counting lines.
 */
#include "config.h"

#include "watch/view.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "run/index/counts.h"

const char *watch_state_word(enum watch_state state)
{
	static const char *const words[WATCH_STATES] = {
		[WATCH_IDLE] = "idle",	       [WATCH_WORKING] = "working",
		[WATCH_PAUSED] = "paused",     [WATCH_SILENT] = "silent",
		[WATCH_DONE] = "done",	       [WATCH_STOPPED] = "stopped",
		[WATCH_BROKEN] = "broken off", [WATCH_GONE] = "gone",
	};

	return words[state];
}

/* --- how it stands -------------------------------------------------------- */

static bool view_progress_counts(const struct watch_view *view)
{
	return view->have_progress && view->progress.state != EXTRACT_IDLE;
}

static enum watch_state state_of_progress(enum extract_state state)
{
	return state == EXTRACT_PAUSED	   ? WATCH_PAUSED
	       : state == EXTRACT_FINISHED ? WATCH_DONE
	       : state == EXTRACT_FAILED   ? WATCH_BROKEN
					   : WATCH_WORKING;
}

/* Nobody was heard of for a while, as far as clocks agree. */
static bool view_is_silent(const struct watch_view *view)
{
	double said = view->said_at > view->log.session.last_at
			      ? view->said_at
			      : view->log.session.last_at;

	return said < 0 || view->now - said > WATCH_SILENT_S;
}

/* Lines of outcomes alone: the original pipeline without its events. */
static enum watch_state state_of_lines(const struct watch_view *view)
{
	if (view->outcomes.lines == 0)
		return view->live ? WATCH_WORKING : WATCH_IDLE;
	if (view->total > 0 && view->done >= view->total)
		return WATCH_DONE;
	if (view->live)
		return WATCH_WORKING;
	/* Of ours somebody would hold the lock. */
	if (view->kind == WATCH_RUN)
		return WATCH_IDLE;
	if (!view_is_silent(view))
		return WATCH_WORKING;
	return view->total > 0 ? WATCH_STOPPED : WATCH_IDLE;
}

static enum watch_state view_state(const struct watch_view *view)
{
	const struct watch_session *s = &view->log.session;

	if (view->gone)
		return WATCH_GONE;
	if (view_progress_counts(view) &&
	    !extract_state_is_over(view->progress.state))
		return state_of_progress(view->progress.state);
	switch (s->phase) {
	case WATCH_PHASE_RUNNING:
		if (view->live)
			return WATCH_WORKING;
		/* Who writes the lock file would be there. */
		if (view->kind == WATCH_RUN)
			return WATCH_STOPPED;
		if (!view_is_silent(view))
			return WATCH_WORKING;
		return view->total > 0 && view->done >= view->total
			       ? WATCH_DONE
			       : WATCH_SILENT;
	case WATCH_PHASE_PAUSED:
		return view->live ? WATCH_PAUSED : WATCH_STOPPED;
	case WATCH_PHASE_ENDED:
		return view->live ? WATCH_WORKING : WATCH_DONE;
	case WATCH_PHASE_BROKEN:
		return WATCH_BROKEN;
	case WATCH_PHASE_NONE:
		break;
	}
	return state_of_lines(view);
}

/* --- how far -------------------------------------------------------------- */

static void count_by_progress(struct watch_view *view)
{
	const struct extract_progress *p = &view->progress;

	view->total = p->total;
	view->succeeded = p->succeeded;
	view->failed = p->failed;
	view->done = p->skipped + p->succeeded + p->failed;
	view->per_minute = p->per_minute;
	view->eta_s = p->eta_s;
	view->elapsed_s = p->elapsed_s;
}

static void count_by_session(struct watch_view *view)
{
	const struct watch_session *s = &view->log.session;
	const struct index_session *known = &view->figures.records.session;
	bool same = view->figures.records.known &&
		    strcmp(known->started, s->started) == 0;

	view->succeeded = (size_t)s->succeeded;
	view->failed = (size_t)s->failed;
	/* The log is read from its tail; the index has seen all of it. */
	if (same && s->partial) {
		view->succeeded = (size_t)known->succeeded;
		view->failed = (size_t)known->failed;
	}
	view->total = s->total > 0 ? (size_t)s->total
		      : same	   ? (size_t)known->total
				   : (size_t)view->told_total;
	view->done = (size_t)s->skipped + view->succeeded + view->failed;
	view->per_minute = watch_log_rate(&view->log, view->now);
	if (s->started_at >= 0 && s->last_at >= s->started_at)
		view->elapsed_s = s->last_at - s->started_at;
}

/* Of a run that was only sent in batches nobody says how many sheets it has but
 * these: those that came back, and those that are in flight. */
static void count_by_lines(struct watch_view *view)
{
	const struct watch_batches *batches = &view->figures.batches;

	view->succeeded = (size_t)view->outcomes.succeeded;
	view->failed = (size_t)view->outcomes.failed;
	view->done = view->succeeded + view->failed;
	view->total = (size_t)view->told_total;
	if (view->total == 0 && batches->n > 0)
		view->total = view->done + batches->in_flight;
}

static void view_count(struct watch_view *view)
{
	view->total = view->done = view->succeeded = view->failed = 0;
	view->per_minute = 0;
	view->eta_s = view->elapsed_s = -1;
	if (view_progress_counts(view))
		count_by_progress(view);
	else if (view->log.session.phase != WATCH_PHASE_NONE)
		count_by_session(view);
	else
		count_by_lines(view);
	if (view->total < view->done && view->total > 0)
		view->total = view->done;
	if (view->eta_s < 0 && view->total > 0 && view->done <= view->total)
		view->eta_s =
			rate_eta(view->per_minute, view->total - view->done);
}

/* --- money ---------------------------------------------------------------- */

/* What the run will have cost, by what its sheets did so far. */
static double cost_projected(const struct watch_view *view)
{
	size_t left = view->total - view->done;
	size_t read =
		(size_t)(view->outcomes.succeeded + view->outcomes.failed);

	if (view->total == 0 || read == 0 || view->outcomes.cost_usd <= 0)
		return -1;
	return view->cost_usd +
	       view->outcomes.cost_usd / (double)read * (double)left;
}

static void view_cost(struct watch_view *view)
{
	const struct watch_records *records = &view->figures.records;
	const struct extract_traffic *t = &view->progress.traffic;

	view->budget_usd = 0;
	view->cost_usd = records->known ? records->counts.cost_usd
					: view->outcomes.cost_usd;
	view->projected_usd = -1;
	if (view_progress_counts(view) && t->window > 0) {
		view->cost_usd = t->spent_usd;
		view->budget_usd = t->budget_usd;
		view->projected_usd = t->projected_usd;
	}
	if (view->projected_usd < 0)
		view->projected_usd = cost_projected(view);
}

/* --- failures ------------------------------------------------------------- */

/* The journal's kinds are exact; a bare log has the words of its errors. */
static void view_kinds(struct watch_view *view)
{
	const struct watch_session *s = &view->log.session;

	memset(view->kinds, 0, sizeof(view->kinds));
	if (view->outcomes.lines > 0) {
		view->n_kinds = watch_outcomes_kinds(
			&view->outcomes, s->started_at, view->kinds);
		return;
	}
	view->n_kinds = view->log.n_kinds;
	memcpy(view->kinds, view->log.kinds, sizeof(view->kinds));
}

void watch_view_derive(struct watch_view *view)
{
	view_count(view);
	view->state = view_state(view);
	if (view->state != WATCH_WORKING && view->state != WATCH_PAUSED)
		view->eta_s = -1;
	view_cost(view);
	view_kinds(view);
}

double watch_view_share(const struct watch_view *view)
{
	return view->total > 0 ? (double)view->done / (double)view->total : -1;
}

double watch_view_success(const struct watch_view *view)
{
	size_t n = view->succeeded + view->failed;

	return n > 0 ? (double)view->succeeded / (double)n : -1;
}
