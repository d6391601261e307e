/*
 * tail.c: following a file of lines. See tail.h.
 *
 * 1. A file that lost its name is read to its end before the one that has it
 *    now: what was written before a rotation is not passed over.
 * 2. A file that is shorter than what was read of it, or that begins with
 *    other bytes than before, was written anew.
 */
#include "config.h"

#include "watch/read/tail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "run/journal/journal.h"

#define TAIL_PIECE (1u << 20)

void tail_init(struct tail *tail, const char *path, uint64_t back)
{
	*tail = (struct tail){
		.path = mem_strdup(path),
		.back = back,
		.fd = -1,
	};
}

static void tail_close(struct tail *tail)
{
	if (tail->fd < 0)
		return;
	lines_done(&tail->lines);
	close(tail->fd);
	tail->fd = -1;
}

void tail_done(struct tail *tail)
{
	tail_close(tail);
	free(tail->path);
	tail->path = NULL;
}

/* How the file begins; fewer bytes while there are fewer. */
static size_t tail_read_head(const struct tail *tail, char ret[TAIL_HEAD])
{
	ssize_t got = pread(tail->fd, ret, TAIL_HEAD, 0);

	return got > 0 ? (size_t)got : 0;
}

/* Reads the open file from `from` on. */
static void tail_begin(struct tail *tail, uint64_t from)
{
	lines_done(&tail->lines);
	tail->from = from;
	tail->skips = from > 0;
	tail->left = 0;
	tail->head_len = tail_read_head(tail, tail->head);
	lines_init(&tail->lines, tail->fd, true, from, JOURNAL_LINE_MAX);
}

/* Opens what is of the name now, if it can be read. */
static bool tail_open(struct tail *tail)
{
	int fd = file_open_own(tail->path, O_RDONLY, 0);
	struct stat st;
	uint64_t size;

	tail->error.kind = ERROR_NONE;
	if (fd < 0 && errno != ENOENT && errno != ENOTDIR)
		error_sys(&tail->error, errno, "cannot read %s", tail->path);
	if (fd < 0)
		return false;
	if (fstat(fd, &st) < 0) {
		close(fd);
		return false;
	}
	tail->fd = fd;
	tail->dev = st.st_dev;
	tail->ino = st.st_ino;
	size = (uint64_t)st.st_size;
	/* One byte more: a line that begins just there is whole. */
	tail_begin(tail, tail->back > 0 && size > tail->back
				 ? size - tail->back - 1
				 : 0);
	return true;
}

/* Whether the open file is what it was, and only grew. */
static bool tail_grew(struct tail *tail)
{
	char head[TAIL_HEAD];
	size_t len = tail_read_head(tail, head);
	struct stat st;

	if (fstat(tail->fd, &st) < 0 ||
	    (uint64_t)st.st_size < tail->lines.position ||
	    len < tail->head_len ||
	    memcmp(head, tail->head, tail->head_len) != 0)
		return false;
	memcpy(tail->head, head, len);
	tail->head_len = len;
	return true;
}

uint64_t tail_left(const struct tail *tail)
{
	struct stat st;

	if (tail->fd < 0 || fstat(tail->fd, &st) < 0 ||
	    (uint64_t)st.st_size <= tail->lines.position)
		return 0;
	return (uint64_t)st.st_size - tail->lines.position;
}

/* Whether the name is another file's now. */
static bool tail_moved(const struct tail *tail)
{
	struct stat st;

	return lstat(tail->path, &st) < 0 || st.st_dev != tail->dev ||
	       st.st_ino != tail->ino;
}

/* Whether a file that lost its name is to be read on: until what is left of it
 * does not become less. That is a line whose writer was ended; nobody ends it
 * any more. */
static bool tail_may_say_more(struct tail *tail)
{
	uint64_t left = tail_left(tail);
	bool more = left > 0 && left != tail->left;

	tail->left = left;
	return more;
}

enum tail_news tail_look(struct tail *tail)
{
	bool had = tail->fd >= 0;

	if (had && !tail_grew(tail)) {
		tail_begin(tail, 0);
		if (!tail_moved(tail))
			return TAIL_ANEW;
	}
	if (had && !tail_moved(tail))
		return TAIL_SAME;
	if (had && tail_may_say_more(tail))
		return TAIL_SAME;
	tail_close(tail);
	if (tail_open(tail))
		return TAIL_ANEW;
	return had ? TAIL_GONE : TAIL_SAME;
}

int tail_next(struct tail *tail, struct line *ret, struct error *err)
{
	int rc;

	if (tail->fd < 0)
		return 0;
	rc = lines_next(&tail->lines, ret, err);
	if (rc > 0 && tail->skips) {
		tail->skips = false;
		rc = lines_next(&tail->lines, ret, err);
	}
	return rc;
}

/* The last line in `data` that holds the word and ends there; NULL: none. */
static const char *find_last(const char *data, size_t len, const char *word,
			     size_t *ret_len)
{
	size_t size = strlen(word);
	const char *found = NULL, *at = data, *end = data + len;

	while ((at = memmem(at, (size_t)(end - at), word, size)) != NULL) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));

		if (newline == NULL)
			break;
		found = at;
		at = newline + 1;
	}
	if (found == NULL)
		return NULL;
	*ret_len = (size_t)((const char *)memchr(found, '\n',
						 (size_t)(end - found)) -
			    found);
	while (found > data && found[-1] != '\n') {
		found--;
		(*ret_len)++;
	}
	return found;
}

int tail_find_back(const struct tail *tail, const char *word, uint64_t limit,
		   char **ret, struct error *err)
{
	/* Pieces overlap by a quarter, so that no line is cut by all of them. */
	char *piece CLEANUP(mem_free_str) = mem_alloc(TAIL_PIECE);
	uint64_t end = tail->from, low = end > limit ? end - limit : 0;

	while (tail->fd >= 0 && end > low) {
		uint64_t size = end - low < TAIL_PIECE ? end - low : TAIL_PIECE;
		ssize_t got = pread(tail->fd, piece, (size_t)size,
				    (off_t)(end - size));
		const char *line;
		size_t len;

		if (got < 0)
			return error_sys(err, errno, "cannot read %s",
					 tail->path);
		line = find_last(piece, (size_t)got, word, &len);
		if (line != NULL) {
			*ret = mem_strndup(line, len);
			return 1;
		}
		if (size < TAIL_PIECE)
			break;
		end -= TAIL_PIECE - TAIL_PIECE / 4;
	}
	return 0;
}
