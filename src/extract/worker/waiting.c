/*
 * waiting.c: what the worker waits for, before it begins and while nothing can
 * be written. Part of the worker thread (see worker.h).
 *
 * 1. Nothing is asked of a server before the journals are open and have room,
 *    what earlier sessions had rescued is taken in, and there are files enough
 *    for all that is to be open at once.
 * 2. Each wait ends when somebody stops it, or its patience does (patience.c).
 */
#include "config.h"

#include "extract/worker/worker.h"

#include "base/mem.h"
#include "base/process/limits.h"
#include "base/time/clock.h"

/* Room for the outcomes of what may be under way when it gets scarce. */
#define WAITING_ROOM	   65536
#define WAITING_ROOM_SHEET 8192
/* Open files: of index, caches, sockets of those who watch, … */
#define FILES_RESERVED 48
#define FILES_THREAD   3
#define FILES_REQUEST  3 /* its socket, and what looking up a name takes */

/* --- room ----------------------------------------------------------------- */

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
