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
#include "run/batches/chunk.h"
#include "run/journal/journal.h"

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

/* Appends lines, under journals.lock: durable on return. */
int batches_append(struct journals *journals, const struct bytes *lines,
		   struct error *err) MUST_USE;
/* One line of it; steals `data`. */
int batches_say(struct journals *journals, enum batch_op op, const char *chunk,
		json_t *data, struct error *err) MUST_USE;

#endif
