/*
 * reader.c: the reading end of the journals, and what they are called. See
 * journal.h.
 *
 * 1. Reading takes no lock: bytes up to a newline do not change.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "run/journal/journal.h"
#include "run/journal/lines.h"

static const char *const journal_names[JOURNAL_COUNT] = {
	[JOURNAL_RAW] = "raw.jsonl",
	[JOURNAL_EVENTS] = "events.jsonl",
	[JOURNAL_EDITS] = "edits.jsonl",
	[JOURNAL_CURATED] = "curated.jsonl",
	[JOURNAL_BATCHES] = "batches.jsonl",
	[JOURNAL_IDS] = "ids.jsonl",
};

const char *journal_name(enum journal_id id)
{
	return journal_names[id];
}

struct journal_reader {
	char *path;
	int fd; /* -1 while the file is not there */
	uint64_t position;
	struct lines lines;
};

/* Opens the file when it has appeared. */
static int journal_reader_ready(struct journal_reader *reader,
				struct error *err)
{
	if (reader->fd >= 0)
		return 0;
	reader->fd = file_open_own(reader->path, O_RDONLY, 0);
	if (reader->fd < 0 && errno == ENOENT)
		return 0;
	if (reader->fd < 0)
		return error_sys(err, errno, "cannot open %s", reader->path);
	lines_init(&reader->lines, reader->fd, true, reader->position,
		   JOURNAL_LINE_MAX);
	return 0;
}

int journal_reader_open(const char *dir, enum journal_id id, uint64_t position,
			struct journal_reader **ret, struct error *err)
{
	struct journal_reader *reader = mem_zalloc(sizeof(*reader));

	reader->fd = -1;
	reader->position = position;
	reader->path = file_join(dir, journal_name(id));
	if (journal_reader_ready(reader, err) < 0) {
		journal_reader_close(reader);
		return -1;
	}
	*ret = reader;
	return 0;
}

void journal_reader_close(struct journal_reader *reader)
{
	if (reader == NULL)
		return;
	lines_done(&reader->lines);
	if (reader->fd >= 0)
		close(reader->fd);
	free(reader->path);
	free(reader);
}

int journal_reader_next(struct journal_reader *reader, struct journal_line *ret,
			struct error *err)
{
	struct error why;
	struct line line;
	int rc;

	if (journal_reader_ready(reader, err) < 0)
		return -1;
	if (reader->fd < 0)
		return 0;
	rc = lines_next(&reader->lines, &line, &why);
	if (rc < 0)
		return error_sys(err, why.sys, "cannot read %s", reader->path);
	if (rc > 0)
		*ret = (struct journal_line){
			.text = line.text,
			.len = line.len,
			.position = line.position,
			.number = line.number,
		};
	return rc;
}

uint64_t journal_size(const char *dir, enum journal_id id)
{
	char *path CLEANUP(mem_free_str) = file_join(dir, journal_name(id));
	struct stat st;

	return stat(path, &st) == 0 ? (uint64_t)st.st_size : 0;
}

int journal_end(const char *dir, enum journal_id id, uint64_t *ret,
		struct error *err)
{
	char *path CLEANUP(mem_free_str) = file_join(dir, journal_name(id));
	int fd = file_open_own(path, O_RDONLY, 0);
	struct stat st;
	int rc, sys;

	*ret = 0;
	if (fd < 0 && errno == ENOENT)
		return 0;
	rc = fd < 0 || fstat(fd, &st) < 0
		     ? -1
		     : lines_end(fd, (uint64_t)st.st_size, ret);
	sys = errno;
	if (fd >= 0)
		close(fd);
	return rc < 0 ? error_sys(err, sys, "cannot read %s", path) : 0;
}
