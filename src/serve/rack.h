/*
 * rack.h: the runs that a server shows: those that were named, and those in
 * the folders that were named. One of them is watched while somebody looks at
 * it, and a minute longer. One thread's, which may wait for the file system.
 */
#ifndef SERVE_RACK_H
#define SERVE_RACK_H

#include <jansson.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "watch/watch.h"

#define RACK_WATCHED 8 /* runs at once */

struct rack_run {
	char key[17]; /* of its path, for URLs */
	struct watch_place place;
	double changed_at;
	bool named;	  /* by itself, not by its folder */
	bool listed;	  /* it is there still */
	int64_t brief_ms; /* when that was looked at; clock_ms() */
	json_t *brief; /* how it stands, for the list; NULL: not looked yet */
	/* while it is watched */
	struct watch *watch;
	size_t readers;		    /* streams of it */
	int64_t used_ms, turned_ms; /* clock_ms() */
	uint64_t told;		    /* revision of `status` */
	char *status;		    /* watch_view_json as text */
};

struct rack;

/* Each path is a run, a log, or a folder of runs. Without `people` curators
 * have no names. */
int rack_new(char *const *paths, size_t n, bool people, struct rack **ret,
	     struct error *err) MUST_USE;
void rack_free(struct rack *rack); /* NULL is fine */

/* By its key or its name; NULL and "": the newest. NULL: it is not there. */
struct rack_run *rack_find(struct rack *rack, const char *name);
/* Watches it, and has looked at it now. */
int rack_open(struct rack *rack, struct rack_run *run, int64_t now_ms,
	      struct error *err) MUST_USE;
/* Its view as JSON text, borrowed until the next turn. */
const char *rack_status(struct rack *rack, struct rack_run *run);

/* Reads what is due, and ends what nobody looks at. *ret_wait_ms: until the
 * next is due. */
void rack_turn(struct rack *rack, int64_t now_ms, int *ret_wait_ms);
/* Fills what poll() is to wait for; how many. */
size_t rack_fds(const struct rack *rack, int64_t now_ms,
		struct pollfd ret[RACK_WATCHED]);

/* All runs, newest first, each in a few figures. New reference. */
json_t *rack_list_json(struct rack *rack, int64_t now_ms);

/* The i-th of all; NULL behind the last. */
struct rack_run *rack_at(struct rack *rack, size_t i);

#endif
