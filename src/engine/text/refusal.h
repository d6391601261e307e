/*
 * refusal.h: a refusal that a model writes in place of an answer. Pure; any
 * thread.
 */
#ifndef ENGINE_TEXT_REFUSAL_H
#define ENGINE_TEXT_REFUSAL_H

#include <stdbool.h>
#include <stddef.h>

/* Whether this text, in which there is no JSON, begins by saying that its
 * writer will not do what was asked. In doubt it does not. */
bool chat_refusal_is(const char *text, size_t len);

#endif
