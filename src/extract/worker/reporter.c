/*
 * reporter.c: what the worker tells of itself (see worker.h).
 */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "extract/control/progress.h"
#include "extract/worker/worker.h"

/* Milliseconds since the first sheet, pauses left out. */
int64_t worker_active_ms(const struct worker *w)
{
	int64_t now = w->idle_since_ms > 0 ? w->idle_since_ms : clock_ms();

	return now - w->start_ms - w->idle_ms;
}

static void worker_note_idle(struct worker *w, bool idle)
{
	if (idle && w->idle_since_ms == 0) {
		w->idle_since_ms = clock_ms();
	} else if (!idle && w->idle_since_ms > 0) {
		w->idle_ms += clock_ms() - w->idle_since_ms;
		w->idle_since_ms = 0;
	}
}

static enum extract_state worker_state(const struct worker *w)
{
	if (w->stopping)
		return EXTRACT_STOPPING;
	if (w->paused || worker_is_full(w))
		return EXTRACT_PAUSED;
	return w->readers > 0 ? EXTRACT_RUNNING : EXTRACT_SCANNING;
}

void worker_publish(struct worker *w)
{
	struct extract_progress *p = &w->progress;
	size_t finished = p->skipped + p->succeeded + p->failed;

	p->state = worker_state(w);
	worker_note_idle(w, p->state == EXTRACT_PAUSED);
	p->in_flight = w->in_flight;
	worker_add_traffic(w);
	p->elapsed_s = (double)(clock_ms() - w->start_ms) / 1000;
	p->per_minute = rate_per_minute(&w->rate, worker_active_ms(w));
	p->eta_s = p->state == EXTRACT_SCANNING
			   ? -1
			   : rate_eta(p->per_minute,
				      finished < p->total ? p->total - finished
							  : 0);
	w->published_ms = clock_ms();
	snapshot_put(w->snapshot, p);
}

void worker_recent(struct worker *w, const char *image, bool failed,
		   const char *text)
{
	struct extract_progress *p = &w->progress;
	struct extract_event *event = &p->recent[0];

	memmove(event + 1, event, (EXTRACT_RECENT - 1) * sizeof(*event));
	if (p->n_recent < EXTRACT_RECENT)
		p->n_recent++;
	extract_event_fill(event, image, failed, text);
}

void worker_notice(struct worker *w, const char *image, bool failed,
		   const char *text)
{
	struct extractor *extractor = w->extractor;

	worker_recent(w, image, failed, text);
	pthread_mutex_lock(&extractor->lock);
	if (extractor->n_notices < EXTRACT_NOTICES)
		extractor->notices[extractor->n_notices++] =
			w->progress.recent[0];
	pthread_mutex_unlock(&extractor->lock);
}
