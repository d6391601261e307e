/*
 * spool.c: lines that are made before the lock is taken. See spool.h.
 *
 * 1. Of each record eight bytes are held, a hash of its id: that of another one
 *    may look like it once in 10^13 records, and then only costs time.
 */
#include "config.h"

#include "review/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/hash.h"
#include "base/json/json.h"
#include "base/mem.h"

#define COPY_BYTES (8u << 20) /* at a time */

struct spool {
	FILE *file;
	char *line; /* of getline */
	size_t room;
	int64_t seq, last;
	struct index_reach reach;
	uint64_t *records; /* sorted when they are asked about */
	size_t n, cap;
	bool is_sorted, copies;
};

/* A file that goes with its descriptor, whatever becomes of the program. */
static int spool_open(const char *dir)
{
	char *path CLEANUP(mem_free_str) = mem_printf("%s/.spool.XXXXXX", dir);
	int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd >= 0)
		return fd;
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	return fd;
}

int spool_new(const char *dir, struct index *index, int64_t seq,
	      struct spool **ret, struct error *err)
{
	struct spool *spool = mem_zalloc(sizeof(*spool));
	int fd = spool_open(dir);

	spool->seq = seq;
	spool->file = fd >= 0 ? fdopen(fd, "w+") : NULL;
	if (spool->file == NULL) {
		error_set(err, ERROR_FAILED,
			  "cannot make a file in %s: %s; nothing was changed",
			  dir, strerror(errno));
		if (fd >= 0)
			close(fd);
		free(spool);
		return -1;
	}
	if (index_reached(index, &spool->reach, err) < 0) {
		spool_free(spool);
		return -1;
	}
	*ret = spool;
	return 0;
}

void spool_free(struct spool *spool)
{
	if (spool == NULL)
		return;
	fclose(spool->file);
	free(spool->line);
	free(spool->records);
	free(spool);
}

static int spool_fail(const char *what, struct error *err)
{
	enum error_kind kind = errno == ENOSPC || errno == EDQUOT
				       ? ERROR_NO_SPACE
				       : ERROR_FAILED;

	return error_set(err, kind,
			 "cannot %s what is to be done: %s; nothing was "
			 "changed",
			 what, strerror(errno));
}

int spool_add(struct spool *spool, const struct bytes *lines, struct error *err)
{
	if (fwrite(lines->data, 1, lines->len, spool->file) != lines->len)
		return spool_fail("keep", err);
	return 0;
}

/* ---- which records ------------------------------------------------------- */

static uint64_t record_hash(const char *id)
{
	char hex[HASH_HEX_SIZE];
	uint64_t x = 0;

	hash_bytes(id, strlen(id), hex);
	hex[16] = '\0';
	sscanf(hex, "%" SCNx64, &x);
	return x;
}

static int record_order(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return left < right ? -1 : left > right;
}

void spool_concern(struct spool *spool, const char *id)
{
	ARRAY_GROW(spool->records, spool->n, spool->cap);
	spool->records[spool->n++] = record_hash(id);
	spool->is_sorted = false;
}

int spool_holds(struct spool *spool, struct index *index, struct error *err)
{
	json_t *ids CLEANUP(json_release) = NULL;
	size_t i;
	json_t *id;

	if (index_touched(index, &spool->reach, &ids, err) < 0)
		return -1;
	if (!spool->is_sorted && spool->n > 1)
		qsort(spool->records, spool->n, sizeof(*spool->records),
		      record_order);
	spool->is_sorted = true;
	json_array_foreach(ids, i, id)
	{
		uint64_t hash = record_hash(json_string_value(id));

		if (spool->n > 0 && bsearch(&hash, spool->records, spool->n,
					    sizeof(hash), record_order) != NULL)
			return 0;
	}
	return json_array_size(ids) < INDEX_TOUCHED_MAX;
}

/* ---- copying ------------------------------------------------------------- */

static const char head[] = "{\"seq\":"; /* as act_write begins a line */

/* Appends a line with another number. */
static int copy_line(struct spool *spool, int64_t by, size_t len,
		     struct bytes *ret, struct error *err)
{
	char *rest;
	int64_t seq;

	if (len < sizeof(head) ||
	    strncmp(spool->line, head, sizeof(head) - 1) != 0)
		return error_set(err, ERROR_FAILED,
				 "what was to be done cannot be read again; "
				 "nothing was changed");
	seq = strtoll(spool->line + sizeof(head) - 1, &rest, 10) + by;
	bytes_printf(ret, "%s%" PRId64, head, seq);
	bytes_append(ret, rest, len - (size_t)(rest - spool->line));
	spool->last = seq;
	return 0;
}

int spool_copy(struct spool *spool, int64_t seq, struct bytes *ret,
	       int64_t *ret_last, struct error *err)
{
	if (!spool->copies &&
	    (fflush(spool->file) != 0 || fseek(spool->file, 0, SEEK_SET) != 0))
		return spool_fail("keep", err);
	spool->copies = true;
	while (ret->len < COPY_BYTES) {
		ssize_t len = getline(&spool->line, &spool->room, spool->file);

		if (len < 0 && ferror(spool->file) != 0)
			return spool_fail("read", err);
		*ret_last = spool->last;
		if (len < 0)
			return 0;
		if (copy_line(spool, seq - spool->seq, (size_t)len, ret, err) <
		    0)
			return -1;
	}
	*ret_last = spool->last;
	return 1;
}
