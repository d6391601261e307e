/*
 * shelf.c: rows that wait. See shelf.h.
 *
 * An entry is the lengths of its parts and the parts. It is read by one call,
 * of as many bytes as most have, and by a second where it has more.
 */
#include "config.h"

#include "export/write/shelf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "export/write/output.h"

#define SHELF_PIECE (256u << 10)
#define SHELF_GUESS 1536

struct shelf {
	int fd;
	struct bytes ahead;  /* not written yet */
	uint64_t written;    /* bytes in the file */
	struct bytes buffer; /* of the entry that was read */
};

int shelf_new(const char *path, struct shelf **ret, struct error *err)
{
	int fd = output_nameless(path, err);

	if (fd < 0)
		return -1;
	*ret = mem_zalloc(sizeof(**ret));
	(*ret)->fd = fd;
	return 0;
}

void shelf_free(struct shelf *shelf)
{
	if (shelf == NULL)
		return;
	close(shelf->fd);
	bytes_done(&shelf->ahead);
	bytes_done(&shelf->buffer);
	free(shelf);
}

static int shelf_flush(struct shelf *shelf, struct error *err)
{
	if (shelf->ahead.len == 0)
		return 0;
	if (file_write_all(shelf->fd, shelf->ahead.data, shelf->ahead.len) < 0)
		return error_sys(err, errno,
				 "cannot keep rows beside what is written");
	shelf->written += shelf->ahead.len;
	bytes_clear(&shelf->ahead);
	return 0;
}

int shelf_put(struct shelf *shelf, const struct bytes parts[SHELF_PARTS],
	      int64_t *ret, struct error *err)
{
	uint64_t lens[SHELF_PARTS];

	*ret = (int64_t)(shelf->written + shelf->ahead.len);
	for (size_t i = 0; i < SHELF_PARTS; i++)
		lens[i] = parts[i].len;
	bytes_append(&shelf->ahead, lens, sizeof(lens));
	for (size_t i = 0; i < SHELF_PARTS; i++)
		bytes_append(&shelf->ahead, parts[i].data, parts[i].len);
	return shelf->ahead.len < SHELF_PIECE ? 0 : shelf_flush(shelf, err);
}

/* Reads on until the buffer has so many bytes of what lies at `place`. */
static int shelf_fill(struct shelf *shelf, int64_t place, size_t least,
		      size_t most, struct error *err)
{
	struct bytes *buffer = &shelf->buffer;

	while (buffer->len < least) {
		char *to = bytes_reserve(buffer, most - buffer->len);
		ssize_t got = pread(shelf->fd, to, most - buffer->len,
				    (off_t)place + (off_t)buffer->len);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return error_sys(err, got < 0 ? errno : EIO,
					 "cannot read rows that were kept");
		buffer->len += (size_t)got;
	}
	return 0;
}

int shelf_get(struct shelf *shelf, int64_t place,
	      struct shelf_part ret[SHELF_PARTS], struct error *err)
{
	uint64_t lens[SHELF_PARTS];
	size_t size = sizeof(lens);

	bytes_clear(&shelf->buffer);
	if (shelf_flush(shelf, err) < 0 ||
	    shelf_fill(shelf, place, size, SHELF_GUESS, err) < 0)
		return -1;
	memcpy(lens, shelf->buffer.data, sizeof(lens));
	for (size_t i = 0; i < SHELF_PARTS; i++)
		size += (size_t)lens[i];
	if (shelf_fill(shelf, place, size, size, err) < 0)
		return -1;
	size = sizeof(lens);
	for (size_t i = 0; i < SHELF_PARTS; i++) {
		ret[i] = (struct shelf_part){shelf->buffer.data + size,
					     (size_t)lens[i]};
		size += (size_t)lens[i];
	}
	return 0;
}
