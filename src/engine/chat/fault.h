/*
 * fault.h: the table from what a server says is wrong to what that means:
 * one row a signal (doc/providers.md, "Limits and waits").
 */
#ifndef ENGINE_CHAT_FAULT_H
#define ENGINE_CHAT_FAULT_H

#include <stddef.h>

#include "engine/chat/answer.h"

#define CHAT_WORDS_MAX 12

/* What is known of a fault. Words are codes and types that machines write;
 * three are ours: "@provider" where the error is told as an upstream
 * provider's, "@moderation" where reasons of a moderation are listed,
 * "@opaque" where a 400 gives no reason at all. */
struct chat_signal {
	int status; /* of HTTP, or the error's own in an answer that began
		       as a success */
	const char *words[CHAT_WORDS_MAX]; /* borrowed */
	size_t n_words;
	const char *said; /* the message, in lower case; borrowed, not NULL */
};

struct chat_fault {
	int first, last;   /* statuses */
	const char *words; /* "a|b": one of the signal's words; NULL: any */
	const char *said;  /* "a|b": the message holds one; NULL: any */
	enum chat_verdict verdict;
	enum chat_scope scope;
	const char *kind;
	const char *hint; /* what a person can do, or NULL */
};

extern const struct chat_fault chat_faults[];
extern const size_t chat_faults_n;

/* The first row that fits; the last one fits everything. Static. */
const struct chat_fault *chat_fault_find(const struct chat_signal *signal);

#endif
