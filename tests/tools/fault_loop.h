/*
 * fault_loop.h: a server on loopback: it listens, turns its connections, and
 * ends by SIGTERM or SIGINT, when its parent is gone, or after its time.
 */
#ifndef TESTS_TOOLS_FAULT_LOOP_H
#define TESTS_TOOLS_FAULT_LOOP_H

#include "base/error.h"
#include "fault_service.h"

struct loop_options {
	const char *port;  /* "0": any free one */
	const char *ready; /* file that gets "PORT\n" once it can be asked */
	long parent;	   /* process that it does not outlive; 0: its own */
	long max_seconds;
};

struct loop;

/* Listens; blocks signals until loop_run. NULL: an error. Options are
 * borrowed. */
struct loop *loop_open(const struct loop_options *options, int *ret_port,
		       struct error *err);
/* Says that it is ready, and serves until it is to end. */
int loop_run(struct loop *loop, const struct service *service,
	     struct error *err) MUST_USE;
void loop_close(struct loop *loop); /* NULL is fine */

#endif
