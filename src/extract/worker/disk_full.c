/*
 * disk_full.c: a full disk. Part of the worker thread (see worker.h).
 *
 * 1. No sheet fails for want of room: what is under way is ended, nothing is
 *    begun, and it goes on by itself once there is room. Who does not wait for
 *    that and stops loses the answers that could not be written.
 * 2. The store tries its journals again and says when they go on. The index
 *    and the caches are tried again here, with one sheet at a time.
 */
#include "config.h"

#include "base/clock.h"
#include "extract/worker/worker.h"

#define ROOM_RETRY_MS 1000

bool worker_is_full(const struct worker *w)
{
	return w->full || w->no_room;
}

/* Tells a change of worker_is_full; `why` as in the snapshots. */
static void worker_tell_room(struct worker *w, bool was_full,
			     const struct error *why)
{
	bool full = worker_is_full(w);

	if (full && !was_full)
		event_log_paused(&w->event_log, "it waits for room");
	else if (!full && was_full && !w->paused)
		event_log_resumed(&w->event_log);
	if (full != was_full)
		w->progress.error = full ? *why : (struct error){0};
}

void worker_note_space(struct worker *w, const struct store_space *space)
{
	bool was_full = worker_is_full(w);

	w->full = space->waits;
	worker_tell_room(w, was_full, &space->error);
}

void worker_lack_room(struct worker *w, const struct error *err)
{
	bool was_full = worker_is_full(w);

	w->no_room = true;
	w->room_ms = clock_ms() + ROOM_RETRY_MS;
	worker_tell_room(w, was_full, err);
}

void worker_found_room(struct worker *w)
{
	bool was_full = worker_is_full(w);

	w->no_room = false;
	worker_tell_room(w, was_full, NULL);
}

bool worker_tries_room(struct worker *w)
{
	if (!w->no_room)
		return true;
	if (clock_ms() < w->room_ms)
		return false;
	w->room_ms = clock_ms() + ROOM_RETRY_MS;
	return true;
}

bool worker_await_room(struct worker *w, const struct error *err)
{
	int64_t left_ms;

	if (err->kind != ERROR_NO_SPACE || w->stopping)
		return false;
	worker_lack_room(w, err);
	while (!w->stopping && (left_ms = w->room_ms - clock_ms()) > 0) {
		worker_publish(w);
		worker_listen(w, (int)left_ms);
	}
	return !w->stopping;
}
