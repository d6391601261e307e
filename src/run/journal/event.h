/*
 * event.h: lines of events.jsonl: {"event_type","timestamp","data"}, the
 * types and payloads of vasculum-formats(5).
 */
#ifndef RUN_JOURNAL_EVENT_H
#define RUN_JOURNAL_EVENT_H

#include <jansson.h>

#include "base/bytes.h"
#include "base/error.h"

/* Appends one line stamped now; steals `data` (may be NULL). */
void event_write(const char *type, json_t *data, struct bytes *ret);

struct event {
	char *type, *timestamp;
	json_t *data; /* never NULL; object */
};
int event_read(const char *line, size_t len, struct event *ret,
	       struct error *err) MUST_USE;
void event_done(struct event *event);

#endif
