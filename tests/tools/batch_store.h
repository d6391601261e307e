/*
 * batch_store.h: the files and batches of a batch server, and how batches come
 * along: by polls and by virtual time. No sockets, no sleeping.
 *
 * Each GET of a batch is a step. After `polls` steps it is at its end; when
 * the clock passes its end it expires. Rows are worked on, and billed, in
 * proportion; what is worked on has its line in the results from then on.
 */
#ifndef TESTS_TOOLS_BATCH_STORE_H
#define TESTS_TOOLS_BATCH_STORE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "batch_ledger.h"
#include "batch_rules.h"

#define BATCH_ID_SIZE 40
#define BATCH_WINDOW  86400 /* seconds until a batch expires */

enum batch_state {
	STATE_VALIDATING,
	STATE_IN_PROGRESS,
	STATE_FINALIZING,
	STATE_COMPLETED,
	STATE_FAILED,
	STATE_EXPIRED,
	STATE_CANCELLING,
	STATE_CANCELLED,
	STATES,
};

struct batch_options {
	bool router;		      /* OpenRouter's shape */
	long polls, cancel_polls;     /* GETs until a batch is at its end */
	long max_requests, max_bytes; /* of a batch */
	long enqueued_tokens;	      /* of a model; 0: no limit */
	long page;		      /* rows of a page of results at most */
	long foreign;		      /* of others, after each creation */
	int64_t clock_s;	      /* how far the clock is ahead */
	int64_t prompt_pico, completion_pico; /* 10^-12 USD a token */
	const char *keys; /* "K1,K2", or NULL: any. Borrowed. */
	bool accounts;	  /* each key is an account of its own */
	uint64_t seed;
};

struct batch_file {
	char id[BATCH_ID_SIZE];
	char *name, *purpose, *owner;
	int64_t created_s;
	struct bytes data;
	bool deleted;
};

struct batch_row {
	size_t item; /* of the ledger */
	long tokens; /* that it has enqueued */
};

struct batch {
	char id[BATCH_ID_SIZE];
	long serial; /* from 1 on; 0: of somebody else */
	char *endpoint, *model, *owner;
	char input[BATCH_ID_SIZE], output[BATCH_ID_SIZE], errors[BATCH_ID_SIZE];
	json_t *metadata; /* NULL: none */
	int64_t created_s, ended_s, expires_s;
	enum batch_state state;
	struct batch_rule course; /* its fault is NULL: nothing special */
	bool deleted;
	long step, cancel_step;
	struct batch_row *rows;
	size_t n_rows, cap_rows, done; /* done: worked on */
	size_t succeeded, failed;
	long tokens, prompt_tokens, completion_tokens;
	int64_t cost_nano;
	const char *fault; /* what validation said: a code, or NULL */
	char *fault_text;
	long fault_line;       /* that is to blame, or 0 */
	struct bytes out, err; /* lines of results so far */
	size_t *lines;	       /* where each line of `out` ends; router */
	size_t n_lines, cap_lines;
};

struct batch_store {
	struct batch_options options;
	struct batch_rules rules;
	struct batch_ledger ledger;
	struct batch_file **files;
	size_t n_files;
	struct batch **batches; /* in the order of their creation */
	size_t n_batches;
	int64_t advanced_s; /* of the clock */
	long serial, row_serial;
	bool full; /* a token limit was told, and nothing has ended since */
};

void batch_store_init(struct batch_store *store,
		      const struct batch_options *options);
void batch_store_done(struct batch_store *store);
/* Virtual seconds since 1970. */
int64_t batch_store_now(const struct batch_store *store);

/* Takes over the bytes. */
struct batch_file *batch_store_add_file(struct batch_store *store,
					const char *name, const char *purpose,
					struct bytes *data, const char *owner);
/* By id; NULL for one that is not there, or is not the owner's. */
struct batch_file *batch_store_file(struct batch_store *store, const char *id,
				    const char *owner);

/* A batch in the making; of it are taken endpoint, model, metadata, input. */
struct batch *batch_new(void);
void batch_free(struct batch *batch);
/* What a request of a batch says: its custom_id and its body; false: not to be
 * used. `line` is from 1 on. */
bool batch_add_row(struct batch_store *store, struct batch *batch,
		   const json_t *request, size_t len, long line);
/* The batch is created: it takes the batch over. */
void batch_store_add(struct batch_store *store, struct batch *batch,
		     const char *owner);
struct batch *batch_store_find(struct batch_store *store, const char *id,
			       const char *owner);
bool batch_is_terminal(const struct batch *batch);
/* One GET of it. */
void batch_step(struct batch_store *store, struct batch *batch);
void batch_cancel(struct batch_store *store, struct batch *batch);
/* The next GET of each batch finds it at its end. */
void batch_store_finish(struct batch_store *store);
/* Validation will find this. `text` is taken over; the first one counts. */
void batch_blame(struct batch *batch, const char *code, char *text, long line);
bool batch_course_is(const struct batch *batch, const char *name);

#endif
