/*
 * watch.h: a run that is watched: reads what came since, without a lock and
 * without writing anything of the run, and keeps one view of it (view.h) that
 * `monitor` and the page share. Also for runs that another user writes, runs
 * of the original pipeline, and bare logs.
 *
 * One thread's: that which calls watch_turn may wait for the file system.
 */
#ifndef WATCH_WATCH_H
#define WATCH_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "run/index/index.h"
#include "watch/view.h"

struct watch;

/* `place` (not a folder) is copied. Fails where its run.json is damaged, or
 * something in it is not what it should be (run/run/guard.h). */
int watch_open(const struct watch_place *place, struct watch **ret,
	       struct error *err) MUST_USE;
void watch_close(struct watch *watch); /* NULL is fine */

/*
 * Reads what came, for some tens of milliseconds at most; true where the view
 * has changed. `now_ms` is clock_ms(). What was deleted is looked for again at
 * each turn.
 */
bool watch_turn(struct watch *watch, int64_t now_ms);
/* The same to the end of all that is there: for who looks once. */
void watch_whole(struct watch *watch);
/* More is there to be read at once. */
bool watch_has_more(const struct watch *watch);
/* Readable when a journal may have changed; -1: nobody tells, look at times. */
int watch_fd(const struct watch *watch);

/* What the journals of a run say, and nothing that takes long: for a list of
 * runs. A view that cannot be had says why as its `trouble`. *ret is large. */
void watch_glance(const struct watch_place *place, struct watch_view *ret);

/* Borrowed until the next turn. */
const struct watch_view *watch_view(const struct watch *watch);

/* The run and an index to ask about it; NULL: there is none. Borrowed, and
 * for this thread, until the next turn. */
const struct run *watch_run(const struct watch *watch);
struct index *watch_index(struct watch *watch);

/* The file of this sheet, or NULL: "no image". Owned. */
char *watch_image(const struct watch *watch, const char *image, const char *id);

#endif
