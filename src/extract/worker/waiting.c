/*
 * waiting.c: what the worker waits for, before it begins and while nothing can
 * be written. Part of the worker thread (see worker.h).
 *
 * 1. Nothing is asked of a server before the journals are open and have room,
 *    what earlier sessions had rescued is taken in, and there are files enough
 *    for all that is to be open at once.
 * 2. It waits until it passes, until somebody stops it, or for as long as the
 *    options say; then what could not be written is rescued.
 */
#include "config.h"

#include "extract/worker/worker.h"

#include <limits.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "extract/control/progress.h"

/* Room for the outcomes of what may be under way when it gets scarce. */
#define WAITING_ROOM	   65536
#define WAITING_ROOM_SHEET 8192
/* Open files: of index, caches, sockets of those who watch, … */
#define FILES_RESERVED 48
#define FILES_THREAD   3
#define FILES_REQUEST  3 /* its socket, and what looking up a name takes */

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

bool worker_await_room(struct worker *w, const struct error *err)
{
	int64_t left_ms;

	if (err->kind != ERROR_NO_SPACE || w->stopping)
		return false;
	worker_lack_room(w, err);
	left_ms = disk_full_left_ms(&w->disk, clock_ms());
	while (!w->stopping && left_ms > 0) {
		worker_publish(w);
		worker_listen(w, (int)left_ms);
		left_ms = disk_full_left_ms(&w->disk, clock_ms());
	}
	return !w->stopping;
}

/* --- the journals --------------------------------------------------------- */

void worker_checked(struct worker *w, const struct store_ack *ack)
{
	w->checking = false;
	w->check_error = ack->status < 0 ? ack->error : (struct error){0};
}

static int worker_check(struct worker *w, uint64_t room, struct error *err)
{
	w->checking = true;
	store_check(w->store, room, 0, w->inbox);
	while (w->checking) {
		worker_publish(w);
		worker_listen(w, -1);
	}
	if (w->check_error.kind == ERROR_NONE)
		return 0;
	return error_set(err, w->stopping ? ERROR_STOPPED : ERROR_FAILED, "%s",
			 w->check_error.text);
}

int worker_take_in_rescued(struct worker *w, struct error *err)
{
	return worker_check(w, 0, err);
}

int worker_check_journals(struct worker *w, struct error *err)
{
	if (w->requester == NULL)
		return 0;
	return worker_check(
		w, WAITING_ROOM + (uint64_t)w->at_once * WAITING_ROOM_SHEET,
		err);
}

/* --- open files ----------------------------------------------------------- */

static void worker_say_fewer(struct worker *w, size_t wanted, size_t most)
{
	char *text CLEANUP(mem_free_str) = mem_printf(
		"%zu at once, not %zu: no more than %zu files may be open "
		"(ulimit -n)",
		most, wanted, limits_files());

	reporter_notice(w->reporter, "", false, text);
}

int worker_check_files(struct worker *w, struct error *err)
{
	size_t each = w->ops->network ? FILES_REQUEST : FILES_THREAD;
	size_t others = FILES_RESERVED;
	size_t wanted = w->at_once, most;

	if (w->ops->network)
		others += (size_t)w->threads * FILES_THREAD;
	most = limits_free_files(others + wanted * each);
	most = most > others ? (most - others) / each : 0;
	if (most == 0)
		return error_set(err, ERROR_FAILED,
				 "no more than %zu files may be open, and "
				 "reading takes %zu more than there are: allow "
				 "it some with ulimit -n",
				 limits_files(), others + each);
	if (most >= wanted)
		return 0;
	worker_say_fewer(w, wanted, most);
	w->at_once = most;
	if (!w->ops->network)
		w->threads = (int)most;
	return 0;
}
