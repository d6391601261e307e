/*
 * message.h: what a model wrote, in the several places where servers put it,
 * and how it finished. Pure; any thread. Private to this folder.
 */
#ifndef ENGINE_CHAT_MESSAGE_H
#define ENGINE_CHAT_MESSAGE_H

#include <jansson.h>

#include "base/bytes.h"
#include "engine/chat/answer.h"

/* How a model finished, where that is not simply the end. Static. */
struct chat_finish {
	const char *word; /* the server's */
	enum chat_verdict verdict;
	const char *kind;
};
/* By the server's word, in any case; NULL: it is the end, or not known. */
const struct chat_finish *chat_finish_find(const char *word);

/* Appends what was written as a choice's answer; nothing of NULL. */
void chat_choice_text(const json_t *choice, struct bytes *ret);

/* All that the message of a choice may say. */
struct chat_message {
	struct bytes content;	/* as chat_choice_text */
	struct bytes arguments; /* of the function that was called instead */
	struct bytes thoughts; /* which servers keep apart from what it wrote */
};
/* Appends to what is there. chat_message_done is to be called in any case. */
void chat_message_read(const json_t *choice, struct chat_message *ret);
void chat_message_done(struct chat_message *message); /* also for CLEANUP */

#endif
