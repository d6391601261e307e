/*
 * steer.h: what can be done to a run from the page (`serve --control`), and
 * the doing: start, pause, resume, stop. A start is of this process (hand.h);
 * the others go to whoever extracts, through the control socket. One thread's.
 */
#ifndef SERVE_STEER_STEER_H
#define SERVE_STEER_STEER_H

#include <jansson.h>

#include "base/error.h"
#include "serve/steer/hand.h"
#include "watch/watch.h"

/* What can be done; with `budget` (a number as text; "": none) also what a
 * start would do, which may take a while to find out. NULL: that is not asked.
 * New reference. */
int steer_json(struct hands *hands, struct watch *watch, const char *budget,
	       json_t **ret, struct error *err) MUST_USE;

/*
 * Does what `order` says: {"do": "start", "budget": 5}, {"do": "pause"}, ….
 * What comes of it is told by the view of the run, and by steer_json. ERROR_USAGE
 * where it says nothing sensible, ERROR_STALE where the run is not in the
 * state for it.
 */
int steer_do(struct hands *hands, struct watch *watch, const json_t *order,
	     struct error *err) MUST_USE;

#endif
