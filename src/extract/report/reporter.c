/*
 * reporter.c: see reporter.h.
 *
 * 1. Only `snapshot` and what is behind the lock is seen by other threads.
 * 2. Rates are of the time that was worked: a pause stops their clock.
 */
#include "config.h"

#include "extract/report/reporter.h"

#include <string.h>

#include "base/time/clock.h"

void reporter_init(struct reporter *r, struct mailbox *watcher)
{
	*r = (struct reporter){
		.snapshot = snapshot_new(watcher),
		.progress = {.eta_s = -1},
		.start_ms = clock_ms(),
	};
	pthread_mutex_init(&r->lock, NULL);
}

void reporter_done(struct reporter *r)
{
	snapshot_free(r->snapshot);
	pthread_mutex_destroy(&r->lock);
}

/* Milliseconds since the start, pauses left out. */
static int64_t reporter_active_ms(const struct reporter *r)
{
	int64_t now = r->idle_since_ms > 0 ? r->idle_since_ms : clock_ms();

	return now - r->start_ms - r->idle_ms;
}

void reporter_start_rate(struct reporter *r)
{
	rate_init(&r->rate, reporter_active_ms(r));
}

void reporter_count_sheet(struct reporter *r)
{
	rate_add(&r->rate, reporter_active_ms(r));
}

static void reporter_note_idle(struct reporter *r, bool idle)
{
	if (idle && r->idle_since_ms == 0) {
		r->idle_since_ms = clock_ms();
	} else if (!idle && r->idle_since_ms > 0) {
		r->idle_ms += clock_ms() - r->idle_since_ms;
		r->idle_since_ms = 0;
	}
}

static double reporter_eta(const struct extract_progress *p)
{
	size_t finished = p->skipped + p->succeeded + p->failed;

	if (p->state == EXTRACT_SCANNING)
		return -1;
	return rate_eta(p->per_minute,
			finished < p->total ? p->total - finished : 0);
}

void reporter_publish(struct reporter *r, enum extract_state state)
{
	struct extract_progress *p = &r->progress;

	p->state = state;
	reporter_note_idle(r, state == EXTRACT_PAUSED);
	p->elapsed_s = (double)(clock_ms() - r->start_ms) / 1000;
	p->per_minute = rate_per_minute(&r->rate, reporter_active_ms(r));
	p->eta_s = reporter_eta(p);
	r->published_ms = clock_ms();
	snapshot_put(r->snapshot, p);
}

bool reporter_is_due(const struct reporter *r, int64_t pause_ms)
{
	return clock_ms() - r->published_ms >= pause_ms;
}

void reporter_end(struct reporter *r)
{
	struct extract_progress *p = &r->progress;

	p->elapsed_s = (double)(clock_ms() - r->start_ms) / 1000;
	p->eta_s = -1;
	p->in_flight = 0;
}

void reporter_put(struct reporter *r)
{
	snapshot_put(r->snapshot, &r->progress);
}

void reporter_recent(struct reporter *r, const char *image, bool failed,
		     const char *text)
{
	struct extract_progress *p = &r->progress;
	struct extract_event *event = &p->recent[0];

	memmove(event + 1, event, (EXTRACT_RECENT - 1) * sizeof(*event));
	if (p->n_recent < EXTRACT_RECENT)
		p->n_recent++;
	extract_event_fill(event, image, failed, text);
}

void reporter_notice(struct reporter *r, const char *image, bool failed,
		     const char *text)
{
	reporter_recent(r, image, failed, text);
	pthread_mutex_lock(&r->lock);
	if (r->n_notices < EXTRACT_NOTICES)
		r->notices[r->n_notices++] = r->progress.recent[0];
	pthread_mutex_unlock(&r->lock);
}

void reporter_ignore(struct reporter *r, const char *path, const char *why)
{
	struct extract_ignored *ignored = &r->ignored;

	r->progress.ignored++;
	pthread_mutex_lock(&r->lock);
	ignored->total++;
	if (ignored->n < EXTRACT_IGNORED_MAX) {
		progress_copy(ignored->items[ignored->n].path,
			      sizeof(ignored->items[0].path), path);
		progress_copy(ignored->items[ignored->n].why,
			      sizeof(ignored->items[0].why), why);
		ignored->n++;
	}
	pthread_mutex_unlock(&r->lock);
}

void reporter_get_ignored(struct reporter *r, struct extract_ignored *ret)
{
	pthread_mutex_lock(&r->lock);
	*ret = r->ignored;
	pthread_mutex_unlock(&r->lock);
}

int reporter_get_notices(struct reporter *r,
			 struct extract_event ret[EXTRACT_NOTICES])
{
	int n;

	pthread_mutex_lock(&r->lock);
	n = r->n_notices;
	memcpy(ret, r->notices, (size_t)n * sizeof(*ret));
	pthread_mutex_unlock(&r->lock);
	return n;
}
