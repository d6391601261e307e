/*
 * event.c: lines of events.jsonl. See event.h.
 */
#include "config.h"

#include "run/journal/event.h"

#include <stdlib.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/time/clock.h"

void event_write(const char *type, json_t *data, struct bytes *ret)
{
	json_t *object CLEANUP(json_release) = json_object();
	char stamp[CLOCK_STAMP_SIZE];

	clock_stamp(stamp);
	json_set_string(object, "event_type", type);
	json_set_string(object, "timestamp", stamp);
	json_object_set_new(object, "data",
			    data != NULL ? data : json_object());
	json_write_line(object, ret);
}

int event_read(const char *line, size_t len, struct event *ret,
	       struct error *err)
{
	json_t *object CLEANUP(json_release) = NULL;
	const char *type, *stamp;
	json_t *data;

	if (json_read(line, len, &object, NULL, err) < 0)
		return -1;
	type = json_string_at(object, "event_type");
	stamp = json_string_at(object, "timestamp");
	data = json_object_get(object, "data");
	if (type == NULL || type[0] == '\0')
		return error_set(err, ERROR_FAILED,
				 "not an event: it has no event_type");
	*ret = (struct event){
		.type = mem_strdup(type),
		.timestamp = mem_strdup(stamp != NULL ? stamp : ""),
		.data = json_is_object(data) ? json_incref(data)
					     : json_object(),
	};
	return 0;
}

void event_done(struct event *event)
{
	free(event->type);
	free(event->timestamp);
	json_decref(event->data);
	*event = (struct event){0};
}
