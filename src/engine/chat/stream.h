/*
 * stream.h: an answer that came as server-sent events. Pure; any thread.
 */
#ifndef ENGINE_CHAT_STREAM_H
#define ENGINE_CHAT_STREAM_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* Whether a body is a stream of events: by its first line, and where that
 * tells nothing by its type. *ret_at: where the body begins. */
bool chat_stream_is(const char *content_type, const char *body, size_t len,
		    size_t *ret_at);

/*
 * New reference to the object that the answer would have been had it come at
 * once: id, model, usage, error, and one choice with its message and
 * finish_reason; keys that never came are absent. *ret_whole: the answer said
 * that it is over (finish_reason, or [DONE]) and no event of it was broken.
 */
json_t *chat_stream_join(const char *text, size_t len, bool *ret_whole);

#endif
