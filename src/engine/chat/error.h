/*
 * error.h: the error that a server tells of, in any of the shapes that
 * servers have for it. Pure; any thread.
 */
#ifndef ENGINE_CHAT_ERROR_H
#define ENGINE_CHAT_ERROR_H

#include <jansson.h>
#include <stdint.h>

#include "base/bytes.h"
#include "engine/chat/fault.h"

struct chat_error {
	struct chat_signal signal; /* words point into the body */
	struct bytes said;	   /* what signal.said points to */
	struct bytes message;	   /* for people: masked, clean */
	int retryable;		   /* of availability; -1: not said */
	int64_t wait_ms;	   /* longest that is asked for; -1 */
	int64_t reset_epoch_ms;	   /* of the limit; -1 */
	long afford_tokens;	   /* "can only afford N"; or 0 */
};

/*
 * The error in a body, borrowed: body.error where it says something, the
 * first of body.errors, the body itself where that is the error ("object":
 * "error"), and for `failed` (a status that is not a success) its detail or
 * message. Arrays of one are seen through. NULL: it holds none.
 */
const json_t *chat_error_find(const json_t *body, bool failed);

/*
 * Reads an error (NULL: there is none) into *ret, which chat_error_done ends;
 * the body has to outlive it. Never fails. `status` is that of HTTP; in a
 * success the error's own counts. `text` is the body as it came, for where
 * there is no JSON in it.
 */
void chat_error_read(const json_t *error, int status, const char *text,
		     size_t len, struct chat_error *ret);
void chat_error_done(struct chat_error *error);

#endif
