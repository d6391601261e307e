/*
 * chunk_file.h: the requests of a chunk on their way to the disk: one row for
 * each sheet, as they are sent. Of one thread.
 */
#ifndef BATCH_PLAN_CHUNK_FILE_H
#define BATCH_PLAN_CHUNK_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/hash.h"
#include "engine/batch/batch.h"
#include "run/batches/batches.h"
#include "run/run/run.h"

/* RUN/cache/batches. Owned. */
char *chunk_files_dir(const struct run *run);
/* Makes it, in a run that is there. */
int chunk_files_make_dir(const struct run *run, struct error *err) MUST_USE;
/* "cache/batches/ID.jsonl", as the journal has it. Owned. */
char *chunk_file_name(const char *id);
/* Removes it; one that is not there is fine. */
void chunk_file_remove(const struct run *run, const char *name);
/* Removes all that are not files of open chunks: of processes that were killed
 * before they said what they had written. Who holds RUN/lock alone. */
void chunk_files_tidy(const struct run *run, const struct batches *batches);
/* A descriptor of the file where it is whole: of this length and SHA-256. -1
 * otherwise. */
int chunk_file_open(const struct run *run, const char *name, uint64_t length,
		    const char *hash, struct error *err) MUST_USE;

struct chunk_file {
	int fd; /* -1: none */
	char *path;
	enum batch_shape shape;
	struct bytes buffer; /* not written yet */
	struct hash_sum sum;
	size_t n;	/* rows */
	uint64_t bytes; /* so far, with the buffer */
	/* How the body of a request begins, and is to; empty: as it does. */
	struct bytes named, renamed;
};

/* Who is asked. */
struct chunk_model {
	enum batch_shape shape;
	const char *name; /* as requests have it */
	const char *slug; /* as the server wants it, or NULL: the same */
};
/* A value that is all zero but fd of -1 is closed. Begins the file anew. */
int chunk_file_begin(struct chunk_file *file, const struct run *run,
		     const char *id, const struct chunk_model *model,
		     struct error *err) MUST_USE;
struct chat_request;
/* Bytes that the row takes around the request, at most. */
#define CHUNK_ROW_FRAME 256
int chunk_file_add(struct chunk_file *file, const char *custom_id,
		   struct chat_request *request, struct error *err) MUST_USE;
/* The same of a row that was written before, without its separators. */
int chunk_file_add_row(struct chunk_file *file, const char *row, size_t len,
		       struct error *err) MUST_USE;
/* Ends and closes it: all of it is in the file, of `bytes` bytes. */
int chunk_file_end(struct chunk_file *file, char ret_hash[HASH_HEX_SIZE],
		   struct error *err) MUST_USE;
/* Closes and removes what was begun. */
void chunk_file_drop(struct chunk_file *file);

#endif
