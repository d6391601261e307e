/*
 * fault_main.h: what the main functions of servers that misbehave share: their
 * words ("ask", "faults"), their options, and what they write at the end.
 */
#ifndef TESTS_TOOLS_FAULT_MAIN_H
#define TESTS_TOOLS_FAULT_MAIN_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "fault_call.h"

/* The option `word`, into a member of the program's struct server_options. */
#define SERVER_OPTION(word, kind, member)                           \
	{                                                           \
		word, kind, offsetof(struct server_options, member) \
	}

struct fault_server {
	const char *name; /* of the program, and of its file */
	const struct call_option *options;
	size_t n_options;
	void *values; /* that they fill, with what holds without them */
	/* The i-th fault's name; NULL behind the last. */
	const char *(*fault)(size_t i);
	/* Completes the values; false where they cannot be served. */
	bool (*settle)(void *values);
	int (*serve)(const void *values, struct error *err);
};

/* Returns the exit status. */
int fault_main(int argc, char **argv, const struct fault_server *server);

/* Writes a ledger, which it frees; `path` NULL: nowhere. */
int fault_write_ledger(json_t *ledger, const char *path,
		       struct error *err) MUST_USE;

#endif
