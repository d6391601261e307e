/*
 * feed.c: what one reader is still to be sent. See feed.h.
 *
 * 1. An event is sent once to a reader, in the order of the file.
 * 2. How a run stands is sent only where nothing else waits: a slow reader
 *    gets the latest, not each.
 * 3. A reader is dropped for what it does not take, never for what it missed:
 *    it would come back with the same place, and be dropped again.
 * 4. Where events are not kept any more, or the file is another one, that is
 *    said ("anew") before what follows.
 */
#include "config.h"

#include "serve/feed.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json/json.h"

/* --- where it goes on ----------------------------------------------------- */

/* The seq behind which a reader goes on that has `last`; false: what it has is
 * not of this file, or what came next is not kept. */
static bool feed_place(const struct watch_view *view, const char *last,
		       uint64_t *ret)
{
	const struct watch_log *log = &view->log;
	size_t len = strlen(view->log_id);
	uint64_t offset, first = watch_log_first(log);
	char *end;

	if (len == 0 || strncmp(last, view->log_id, len) != 0 ||
	    last[len] != ':' || strspn(last + len + 1, "0123456789") == 0)
		return false;
	offset = strtoull(last + len + 1, &end, 10);
	if (*end != '\0')
		return false;
	for (uint64_t seq = log->seq; seq > 0 && seq >= first; seq--) {
		const struct watch_event *event = watch_log_event(log, seq);

		if (event == NULL || event->offset > offset)
			continue;
		*ret = seq;
		return true;
	}
	return false;
}

/* The seq behind which a new reader begins. */
static uint64_t feed_begin(const struct watch_log *log)
{
	uint64_t first = watch_log_first(log);
	uint64_t from = log->seq > FEED_FIRST ? log->seq - FEED_FIRST : 0;

	return first > 0 && from < first - 1 ? first - 1 : from;
}

/* --- what is sent --------------------------------------------------------- */

static void put_event(const struct watch_view *view,
		      const struct watch_event *event, bool people,
		      struct bytes *ret)
{
	json_t *json CLEANUP(json_release) = watch_event_json(event, people);

	if (view->log_id[0] != '\0')
		bytes_printf(ret, "id: %s:%" PRIu64 "\n", view->log_id,
			     event->offset);
	bytes_append_str(ret, "event: log\ndata: ");
	json_write_line(json, ret);
	bytes_append_char(ret, '\n');
}

static void put_anew(struct bytes *ret)
{
	bytes_append_str(ret, "event: anew\ndata: {}\n\n");
}

void feed_init(struct feed *feed, const struct watch_view *view,
	       const char *last, bool people, int64_t now_ms)
{
	memset(feed, 0, sizeof(*feed));
	feed->people = people;
	feed->spoke_ms = now_ms;
	feed->status_ms = now_ms - FEED_STATUS_MS;
	memcpy(feed->log_id, view->log_id, sizeof(feed->log_id));
	/* How long to wait before it comes back (ms). */
	bytes_append_str(&feed->out, "retry: 2000\n\n");
	feed->missed = view->log.seq;
	if (last != NULL && feed_place(view, last, &feed->seq))
		return;
	put_anew(&feed->out);
	feed->seq = feed_begin(&view->log);
}

void feed_done(struct feed *feed)
{
	bytes_done(&feed->out);
}

/* Another file of events, or they came faster than they were fed. */
static void feed_follow(struct feed *feed, const struct watch_view *view)
{
	const struct watch_log *log = &view->log;
	uint64_t first = watch_log_first(log);

	if (strcmp(feed->log_id, view->log_id) == 0 && feed->seq <= log->seq &&
	    (first == 0 || feed->seq + 1 >= first))
		return;
	memcpy(feed->log_id, view->log_id, sizeof(feed->log_id));
	put_anew(&feed->out);
	feed->seq = feed_begin(log);
	feed->missed = log->seq;
}

/* Bytes that may wait before another event is put behind them. */
static size_t feed_room(const struct feed *feed)
{
	return feed->seq < feed->missed ? FEED_BACKLOG / 2 : FEED_BACKLOG;
}

bool feed_wants_status(const struct feed *feed, const struct watch_view *view,
		       int64_t now_ms)
{
	return feed->status != view->revision &&
	       now_ms - feed->status_ms >= FEED_STATUS_MS &&
	       (feed_waits(feed) == 0 || feed->status == 0);
}

static void feed_put_status(struct feed *feed, const struct watch_view *view,
			    const char *status, int64_t now_ms)
{
	feed->status = view->revision;
	feed->status_ms = now_ms;
	bytes_append_str(&feed->out, "event: status\ndata: ");
	bytes_append_str(&feed->out, status);
	bytes_append_str(&feed->out, "\n\n");
}

bool feed_fill(struct feed *feed, const struct watch_view *view,
	       const char *status, int64_t now_ms)
{
	size_t before = feed->out.len;

	feed_follow(feed, view);
	while (feed->seq < view->log.seq &&
	       feed_waits(feed) <= feed_room(feed)) {
		const struct watch_event *event =
			watch_log_event(&view->log, ++feed->seq);

		if (event != NULL)
			put_event(view, event, feed->people, &feed->out);
	}
	if (feed_waits(feed) > FEED_BACKLOG)
		return false;
	if (status != NULL)
		feed_put_status(feed, view, status, now_ms);
	if (feed->out.len > before)
		feed->spoke_ms = now_ms;
	else if (now_ms - feed->spoke_ms >= FEED_COMMENT_MS) {
		bytes_append_str(&feed->out, ":\n\n");
		feed->spoke_ms = now_ms;
	}
	return true;
}

size_t feed_waits(const struct feed *feed)
{
	return feed->out.len - feed->sent;
}

size_t feed_take(struct feed *feed, char *buffer, size_t size)
{
	size_t n = feed_waits(feed);

	if (n > size)
		n = size;
	if (n == 0)
		return 0;
	memcpy(buffer, feed->out.data + feed->sent, n);
	feed->sent += n;
	/* A thousand readers that wait keep no memory. */
	if (feed->sent == feed->out.len) {
		bytes_done(&feed->out);
		memset(&feed->out, 0, sizeof(feed->out));
		feed->sent = 0;
	}
	return n;
}

json_t *feed_events_json(const struct watch_view *view, const char *last,
			 bool people)
{
	json_t *ret = json_object(), *list = json_array();
	uint64_t seq;
	bool anew = last == NULL || !feed_place(view, last, &seq);

	if (anew)
		seq = feed_begin(&view->log);
	for (seq++; seq <= view->log.seq; seq++) {
		const struct watch_event *event =
			watch_log_event(&view->log, seq);
		json_t *item;

		if (event == NULL)
			continue;
		item = watch_event_json(event, people);
		if (view->log_id[0] != '\0')
			json_object_set_new(item, "id",
					    json_sprintf("%s:%" PRIu64,
							 view->log_id,
							 event->offset));
		json_array_append_new(list, item);
	}
	json_object_set_new(ret, "anew", json_boolean(anew));
	json_object_set_new(ret, "events", list);
	return ret;
}
