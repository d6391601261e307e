/*
 * chunk.h: a chunk: sheets that are sent together as one batch, how far it has
 * come, and what is reserved for it. A value of one thread.
 */
#ifndef RUN_BATCHES_CHUNK_H
#define RUN_BATCHES_CHUNK_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

enum chunk_state {
	CHUNK_PLANNED,	  /* its file is written; nothing was sent */
	CHUNK_UPLOADING,  /* the file may be with the server */
	CHUNK_UPLOADED,	  /* it is (file_id) */
	CHUNK_SUBMITTING, /* a batch may have been made */
	CHUNK_UNRESOLVED, /* the same, and it was looked for in vain */
	CHUNK_SUBMITTED,  /* the server has it (batch_id) and works */
	CHUNK_ENDED,	  /* the server is done; results are to be taken */
	CHUNK_COLLECTED,  /* they stand in raw.jsonl */
	CHUNK_WITHDRAWN,  /* it was never submitted */
	CHUNK_REPLACED,	  /* nothing was made of it; others have its sheets */
};
#define CHUNK_STATES 10
/* "planned", … */
const char *chunk_state_word(enum chunk_state state);
/* Its sheets are not to be asked for too, and its reservation stands. */
bool chunk_state_is_open(enum chunk_state state);

/* A sheet of a chunk; texts are borrowed of the chunk. */
struct batch_sheet {
	const char *custom_id;	 /* by which the server names it */
	const char *specimen_id; /* 64 hex digits */
	const char *image;	 /* relative to the images root, or an address;
				    "" where another program made the batch */
};

struct batch_chunk {
	char *id; /* "b-" and 16 hex digits, or another program's */
	enum chunk_state state;
	/* of the plan; texts may be NULL where the line did not say them */
	char *planned;	/* when; RFC 3339 */
	char *shape;	/* of the protocol: "openai", "openrouter" */
	char *engine;	/* "openai", "openrouter", "compatible" */
	char *base_url; /* that was asked */
	char *model;
	char *slug; /* what it is called in the batch; NULL: the same */
	char *params_sha256;
	char *hash; /* SHA-256 of the file of requests */
	char *file; /* its path; relative to the run */
	uint64_t bytes;
	double tokens; /* that it takes of the enqueued ones */
	double reserved_usd;
	size_t n_sheets;
	/* of what was sent */
	char *key;     /* fingerprint of the key, or NULL */
	char *file_id; /* of the upload */
	char *batch_id;
	int attempts;	   /* to submit it */
	int64_t since_s;   /* the last attempt, by the server's clock where
				 it is known; -1 */
	size_t asked_at;   /* batches->ended when it was sent last: what has
				 ended since made room */
	int64_t refused_s; /* when the server first had no room for it, by our
				 clock; -1: it never said so */
	int64_t asked_s;   /* when it said so last */
	char *why;	   /* it was refused, or is not resolved; or NULL */
	/* of what the server said last */
	char *status;	  /* in its own words, or NULL */
	json_t *told;	  /* the whole line of the last status or end, or
			     NULL */
	json_t *progress; /* the last "collecting" line, or NULL */
	json_t *result;	  /* the "collected" line, or NULL */
	double cost_usd;  /* of what was collected */
	uint64_t closed;  /* the number of the line that closed it; 0: open */
	/* Money that earlier attempts, or a bill that never came, may have
	 * cost: it counts as spent, and is shown as "may have cost". */
	double may_usd;

	/* in order of the file; of a closed chunk none */
	size_t *places; /* three offsets into `text` for each sheet */
	size_t n_places, cap_places;
	struct bytes text;
	size_t *order; /* positions by custom_id; NULL: not sorted yet */
};

struct batch_chunk *chunk_new(const char *id);
void chunk_free(struct batch_chunk *chunk);

/* How many its plan says that it has. */
size_t chunk_n_sheets(const struct batch_chunk *chunk);
/* The i-th sheet of an open chunk. */
struct batch_sheet chunk_sheet(const struct batch_chunk *chunk, size_t i);
/* By custom_id: true with *ret_i. */
bool chunk_find(struct batch_chunk *chunk, const char *custom_id,
		size_t *ret_i);

/* A sheet more; texts are copied. How many there are so far. */
void chunk_add_sheet(struct batch_chunk *chunk, const char *custom_id,
		     const char *specimen_id, const char *image);
size_t chunk_n_added(const struct batch_chunk *chunk);
/* It is over, in this state, and its sheets are let go. */
void chunk_close(struct batch_chunk *chunk, enum chunk_state state);

#endif
