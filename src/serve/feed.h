/*
 * feed.h: what one reader of server-sent events (WHATWG HTML, 9.2) is still
 * to be sent of a run: its events, how it stands, and a comment now and then.
 * Knows nothing of sockets. One thread's.
 *
 * An event is named by its file and its offset there, "DEVICE-INODE:OFFSET":
 * a reader that comes back says the last it has, and gets what came since.
 */
#ifndef SERVE_FEED_H
#define SERVE_FEED_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "watch/view.h"

#define FEED_BACKLOG	(64u << 10) /* bytes; who reads slower is dropped */
#define FEED_COMMENT_MS 15000	    /* so that the dead are found */
#define FEED_STATUS_MS	500	    /* between two of how it stands */
#define FEED_FIRST	100	    /* events that a new reader gets */

struct feed {
	bool people;	  /* with the names of curators */
	char log_id[40];  /* whose events were sent; "": none yet */
	uint64_t seq;	  /* of the last of them */
	uint64_t missed;  /* of the last that were there when it came (back) */
	uint64_t status;  /* revision that was sent; 0: none */
	int64_t spoke_ms; /* when something was said last */
	int64_t status_ms;
	struct bytes out; /* to be sent, from `sent` on */
	size_t sent;
};

/* `last` is what Last-Event-ID says; NULL: it is new. */
void feed_init(struct feed *feed, const struct watch_view *view,
	       const char *last, bool people, int64_t now_ms);
void feed_done(struct feed *feed);

/* Whether it is to be told how the run stands; that may be due soon. */
bool feed_wants_status(const struct feed *feed, const struct watch_view *view,
		       int64_t now_ms);
/* Puts out what came since, and of what came before the reader no more than
 * there is room for; false: too much waits, drop it. `status` is the view as
 * JSON text, where it wants that; else NULL. */
bool feed_fill(struct feed *feed, const struct watch_view *view,
	       const char *status, int64_t now_ms);
/* Copies at most `size` bytes of what waits; how many these are. */
size_t feed_take(struct feed *feed, char *buffer, size_t size);
/* Bytes that wait. */
size_t feed_waits(const struct feed *feed);

/* For who asks again and again in place of a stream: the events behind `last`
 * (NULL: the last ones), oldest first. New reference. */
json_t *feed_events_json(const struct watch_view *view, const char *last,
			 bool people);

#endif
