/*
 * batches.h: the batches of a run, as RUN/batches.jsonl tells them: chunks of
 * sheets that are sent together, how far each has come, what is reserved for
 * it, and which sheets are in flight.
 *
 * The journal says what was meant before each request, and what came of it
 * after: whoever is killed between the two finds the intent, and what became
 * of it is looked for before anything is sent again. A value of one thread.
 */
#ifndef RUN_BATCHES_BATCHES_H
#define RUN_BATCHES_BATCHES_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "run/batches/batch_line.h"
#include "run/journal/journal.h"

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

/* A limit that was learnt. */
struct batch_limit {
	char *engine, *base_url, *model;
	double enqueued_tokens; /* 0: none was named, one chunk at a time */
};

struct batches {
	struct batch_chunk **chunks; /* in order of their plans */
	size_t n, cap;
	struct batch_chunk **begun; /* their plan has not been read yet */
	size_t n_begun, cap_begun;
	struct batch_limit *limits;
	size_t n_limits, cap_limits;
	char **known; /* ids of all batches that there ever were */
	size_t n_known, cap_known;
	size_t ended;	     /* lines that said that one has ended, which
				makes room: one that failed had none */
	size_t bad, unknown; /* lines that were passed over */
	char first_bad[160]; /* why, of the first of them; clean text */
	uint64_t position;   /* that it was read to */
	uint64_t number;     /* of lines */
	uint64_t dev, ino;   /* of the file */
};

void batches_init(struct batches *batches);
void batches_done(struct batches *batches);

/* Takes one line; what cannot be read or says nothing that is possible is
 * counted and passed over. `text` NULL: it was too long. */
void batches_take(struct batches *batches, const char *text, size_t len);
/* Reads what came since; all of it anew where the file is another one. A run
 * without the file has no batches. */
int batches_fold(struct batches *batches, const char *dir,
		 struct error *err) MUST_USE;

/* Whether the file is still the one that was read, or there was none. */
bool batches_is_same(const struct batches *batches, const char *dir);

/* By its id; NULL: there is none. Borrowed. */
struct batch_chunk *batches_find(const struct batches *batches, const char *id);
/* The one the server calls so. */
struct batch_chunk *batches_find_batch(const struct batches *batches,
				       const char *batch_id);
/* Whether a batch of that id was ever one of these. */
bool batches_knew(const struct batches *batches, const char *batch_id);
/* What is reserved for open chunks, and what others may have cost: to be
 * counted against a budget beside what raw.jsonl has cost. */
double batches_reserved_usd(const struct batches *batches);
/* The part of it that closed ones may have cost. */
double batches_may_usd(const struct batches *batches);
/* The learnt limit for it; NULL: none. */
const struct batch_limit *batches_limit(const struct batches *batches,
					const char *engine,
					const char *base_url,
					const char *model);

/* What the server took that model for in a batch last; NULL: its name. */
const char *batches_slug(const struct batches *batches, const char *engine,
			 const char *base_url, const char *model);

size_t chunk_n_sheets(const struct batch_chunk *chunk);
/* The i-th sheet of an open chunk. */
struct batch_sheet chunk_sheet(const struct batch_chunk *chunk, size_t i);
/* By custom_id: true with *ret_i. */
bool chunk_find(struct batch_chunk *chunk, const char *custom_id,
		size_t *ret_i);

/* Appends lines, under journals.lock: durable on return. */
int batches_append(struct journals *journals, const struct bytes *lines,
		   struct error *err) MUST_USE;
/* One line of it; steals `data`. */
int batches_say(struct journals *journals, enum batch_op op, const char *chunk,
		json_t *data, struct error *err) MUST_USE;

#endif
