/*
 * rows.c: see rows.h.
 *
 * 1. Lines travel in blocks, read on any thread and taken in their order; a
 *    bounded number of them is held, whatever the file is like.
 */
#include "config.h"

#include "batch/collect/rows.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/thread/ordered.h"
#include "run/journal/lines.h"

#define ROWS_LINES    16	  /* of a block … */
#define ROWS_BYTES    (64u << 10) /* … which ends once it holds these */
#define ROWS_LINE_MAX (16u << 20)
#define ROWS_DEPTH    4 /* blocks at once, for each thread */
#define ROWS_THREADS  8

/* Some lines, on their way. */
struct block {
	const struct rows_reader *reader;
	struct bytes text;
	size_t ends[ROWS_LINES]; /* of each line, in text */
	uint64_t numbers[ROWS_LINES];
	size_t n;
	struct batch_row rows[ROWS_LINES];
	bool good[ROWS_LINES];
};

/* A file that is read. */
struct rows_file {
	const struct rows_reader *reader;
	struct lines lines;
	struct ordered *threads;
};

static void block_free(void *item)
{
	struct block *block = item;

	for (size_t i = 0; i < block->n; i++)
		if (block->good[i])
			batch_row_done(&block->rows[i]);
	bytes_done(&block->text);
	free(block);
}

static void block_hash(struct block *block, size_t i, size_t at)
{
	char hash[HASH_HEX_SIZE];

	hash_bytes(block->text.data + at, block->ends[i] - at, hash);
	mem_replace(&block->rows[i].outcome.source_sha256, hash);
}

/* On any thread. */
static void block_read(void *arg, void *item)
{
	struct block *block = item;
	const struct rows_reader *reader = block->reader;
	struct error err;
	size_t at = 0;

	(void)arg;
	if (reader->client != NULL && block->text.len > 0)
		batch_client_redact(reader->client, block->text.data,
				    block->text.len);
	for (size_t i = 0; i < block->n; i++) {
		block->good[i] = batch_row_read(block->text.data + at,
						block->ends[i] - at,
						reader->terms, reader->asked,
						&block->rows[i], &err) == 0;
		if (block->good[i] && reader->hashes)
			block_hash(block, i, at);
		at = block->ends[i];
	}
}

static bool block_is_full(const struct block *block)
{
	return block->n == ROWS_LINES || block->text.len >= ROWS_BYTES;
}

/* A line that is too long is one without text, and so a bad one. */
static void block_add(struct block *block, const struct line *line)
{
	bytes_append(&block->text, line->text != NULL ? line->text : "",
		     line->text != NULL ? line->len : 0);
	block->numbers[block->n] = line->number;
	block->ends[block->n++] = block->text.len;
}

/* Gives away the oldest block: 1, or 0 where none is held. */
static int rows_take(struct rows_file *file, struct error *err)
{
	const struct rows_reader *reader = file->reader;
	struct block *block = ordered_take(file->threads);
	int rc = 0;

	if (block == NULL)
		return 0;
	for (size_t i = 0; rc == 0 && i < block->n; i++) {
		if (block->good[i])
			rc = reader->take(reader->data, &block->rows[i], err);
		else
			reader->bad(reader->data, block->numbers[i]);
	}
	block_free(block);
	return rc < 0 ? -1 : 1;
}

static int rows_give(struct rows_file *file, struct block *block,
		     struct error *err)
{
	const atomic_bool *stop = file->reader->stop;

	while (!ordered_put(file->threads, block))
		if (rows_take(file, err) < 0) {
			block_free(block);
			return -1;
		}
	if (stop != NULL && atomic_load(stop))
		return error_set(err, ERROR_STOPPED,
				 "stopped before all results were collected; "
				 "the same command goes on");
	return 0;
}

/* The next lines; NULL at the end of the file. */
static int rows_next(struct rows_file *file, struct block **ret,
		     struct error *err)
{
	struct block *block = NULL;
	struct line line;
	int got = 1;

	while (got > 0 && (block == NULL || !block_is_full(block))) {
		got = lines_next(&file->lines, &line, err);
		if (got <= 0 || (line.text != NULL && line.len == 0))
			continue;
		if (block == NULL) {
			block = mem_zalloc(sizeof(*block));
			block->reader = file->reader;
		}
		block_add(block, &line);
	}
	if (got < 0 && block != NULL)
		block_free(block);
	*ret = got < 0 ? NULL : block;
	return got < 0 ? -1 : 0;
}

static int rows_run(struct rows_file *file, struct error *err)
{
	struct block *block;
	int taken;

	do {
		if (rows_next(file, &block, err) < 0 ||
		    (block != NULL && rows_give(file, block, err) < 0))
			return -1;
	} while (block != NULL);
	do
		taken = rows_take(file, err);
	while (taken > 0);
	return taken;
}

static size_t rows_threads(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > ROWS_THREADS ? ROWS_THREADS : (size_t)n;
}

int batch_rows_read(const struct rows_reader *reader, const char *path,
		    struct error *err)
{
	struct rows_file file = {.reader = reader};
	size_t threads = rows_threads();
	int fd = file_open_own(path, O_RDONLY, 0), rc = -1;

	if (fd < 0)
		return error_sys(err, errno, "cannot read %s", path);
	lines_init(&file.lines, fd, false, 0, ROWS_LINE_MAX);
	if (ordered_start(threads, threads * ROWS_DEPTH, block_read, NULL,
			  &file.threads, err) == 0) {
		rc = rows_run(&file, err);
		ordered_stop(file.threads, block_free);
	}
	lines_done(&file.lines);
	close(fd);
	return rc;
}
