/*
 * fetching.h: inside batch/fetch: results on their way into a file, for the two
 * ways in which they come: fetch_file.c (OpenAI's shape), fetch_pages.c
 * (OpenRouter's); fetching.c is what these share.
 */
#ifndef BATCH_FETCH_FETCHING_H
#define BATCH_FETCH_FETCHING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "batch/fetch/fetch.h"
#include "batch/session.h"
#include "engine/batch/reply.h"

enum fetch_verdict {
	FETCH_WHOLE,
	FETCH_GONE,
	FETCH_NO_PAGES, /* this server has none */
};

/* A file on its way. */
struct fetch {
	struct batch_session *session;
	struct batch_chunk *chunk;
	struct batch_client *client;
	char *path;
	int fd;
	uint64_t stored; /* bytes of whole rows */
	int tries;	 /* that brought nothing, one after another */
	/* of pages */
	char *cursor; /* of the next page; NULL: the first */
	bool resumed; /* it is of an earlier session, and was not tried yet */
	size_t taken; /* rows of pages in this session */
	size_t most;  /* rows of an answer: more lead in a circle */
	struct bytes rows;
	size_t n_rows;	/* of this answer */
	bool disk_full; /* the file could not be written: see disk */
	struct error disk;
};

/* Where results of a chunk lie; `what` is "output" or "errors". Owned. */
char *fetch_path(const struct run *run, const struct batch_chunk *chunk,
		 const char *what);
int fetch_open(struct fetch *f, const char *what, struct error *err) MUST_USE;
void fetch_close(struct fetch *f);
/* It is durable on return. */
int fetch_sync(struct fetch *f, struct error *err) MUST_USE;

/* Is there nothing to be hoped for where results are not there? */
bool fetch_is_late(const struct fetch *f);
/* Before the next try: 0, or -1 where there is none. */
int fetch_pause(struct fetch *f, const struct batch_told *told,
		struct error *err) MUST_USE;
int64_t fetch_epoch_ms(void);

/* The two ways. */
int fetch_openai(const struct fetch *base, struct fetch_files *ret,
		 struct error *err) MUST_USE;
int fetch_openrouter(const struct fetch *base, struct fetch_files *ret,
		     struct error *err) MUST_USE;

#endif
