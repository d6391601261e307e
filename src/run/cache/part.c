/*
 * part.c: a copy on its way into the cache. Part of image.h.
 *
 * 1. Bytes are hashed as they come, and once more as they were written: a
 *    disk that loses some is found out before anybody reads them.
 * 2. Nothing is synced: after a crash of the machine a copy that came out
 *    short is told by its size, and made again.
 * 3. A file of that name and size that is there already has the same bytes:
 *    it stays, for somebody may be reading it.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "run/cache/image_store.h"

#define PART_HEAD  12
#define PART_PIECE 65536

struct image_part {
	struct image_cache *cache;
	int fd; /* -1 once closed */
	char name[sizeof(IMAGE_PART) + 32];
	struct hash_sum sum;
	uint64_t size;
	unsigned char head[PART_HEAD];
};

int image_part_begin(struct image_cache *cache, struct image_part **ret,
		     struct error *err)
{
	struct image_part *part = mem_zalloc(sizeof(*part));
	char id[33];

	hash_random_id(id);
	snprintf(part->name, sizeof(part->name), IMAGE_PART "%s", id);
	part->cache = cache;
	part->fd = openat(cache->fd, part->name,
			  O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			  0666);
	if (part->fd < 0) {
		int sys = errno;

		free(part);
		return error_sys(err, sys, "cannot write into %s", cache->dir);
	}
	hash_sum_begin(&part->sum);
	*ret = part;
	return 0;
}

int image_part_write(struct image_part *part, const void *data, size_t len,
		     struct error *err)
{
	if (file_write_all(part->fd, data, len) < 0)
		return error_sys(err, errno, "cannot write into %s",
				 part->cache->dir);
	if (part->size < PART_HEAD) {
		size_t room = PART_HEAD - (size_t)part->size;

		memcpy(part->head + part->size, data, len < room ? len : room);
	}
	hash_sum_add(&part->sum, data, len);
	part->size += len;
	return 0;
}

uint64_t image_part_size(const struct image_part *part)
{
	return part->size;
}

enum picture_format image_part_format(const struct image_part *part)
{
	return picture_format_of(part->head, part->size < PART_HEAD
						     ? (size_t)part->size
						     : PART_HEAD);
}

void image_part_discard(struct image_part *part)
{
	if (part == NULL)
		return;
	if (part->fd >= 0)
		close(part->fd);
	image_file_remove(part->cache->fd, part->name);
	hash_sum_drop(&part->sum);
	free(part);
}

/* Closes what was written when it is what was meant. */
static int part_verify(struct image_part *part, char ret[HASH_HEX_SIZE],
		       struct error *err)
{
	char written[HASH_HEX_SIZE];
	int fd = part->fd;

	hash_sum_end(&part->sum, ret);
	if (lseek(fd, 0, SEEK_SET) < 0 || hash_fd(fd, written) < 0)
		return error_sys(err, errno, "cannot read a copy in %s",
				 part->cache->dir);
	part->fd = -1;
	if (close(fd) < 0)
		return error_sys(err, errno, "cannot write into %s",
				 part->cache->dir);
	if (strcmp(written, ret) != 0)
		return error_set(err, ERROR_FAILED,
				 "a copy in %s is not what was written; look "
				 "after its file system",
				 part->cache->dir);
	return 0;
}

/* Gives it its name, under the lock. */
static int part_commit(struct image_part *part, const struct image_key *key,
		       const char *name, struct error *err)
{
	struct image_cache *cache = part->cache;
	bool there =
		image_file_size(cache->fd, name, NULL) == (int64_t)part->size;

	if (there)
		image_file_remove(cache->fd, part->name);
	else if (renameat(cache->fd, part->name, cache->fd, name) < 0)
		return error_sys(err, errno, "cannot write into %s",
				 cache->dir);
	if (image_cache_remember(cache, key, name, part->size, err) < 0) {
		if (!there)
			image_file_remove(cache->fd, name);
		return -1;
	}
	if (!there)
		cache->bytes += part->size;
	image_cache_pin(cache, name);
	image_cache_sweep(cache);
	return 0;
}

int image_part_keep(struct image_part *part, const struct image_key *key,
		    struct image_copy *ret, struct error *err)
{
	struct image_cache *cache = part->cache;
	enum picture_format format = image_part_format(part);
	char sha256[HASH_HEX_SIZE], name[IMAGE_NAME_SIZE];
	int rc;

	if (format == PICTURE_UNKNOWN)
		rc = error_set(err, ERROR_FAILED, "%s is not an image",
			       key->image);
	else
		rc = part_verify(part, sha256, err);
	if (rc == 0) {
		image_name_make(sha256, format, name);
		pthread_mutex_lock(&cache->lock);
		rc = part_commit(part, key, name, err);
		pthread_mutex_unlock(&cache->lock);
	}
	if (rc == 0) {
		*ret = (struct image_copy){
			.path = file_join(cache->dir, name),
			.size = part->size,
		};
		memcpy(ret->sha256, sha256, sizeof(ret->sha256));
	}
	image_part_discard(part);
	return rc;
}

/* --- from a file ---------------------------------------------------------- */

/* Whether the file is what the key says, and not in the cache already. */
static int source_check(const struct image_cache *cache,
			const struct image_key *key, const char *source, int fd,
			struct error *err)
{
	struct stat st, own;

	if (fstat(fd, &st) < 0)
		return error_sys(err, errno, "cannot read %s", source);
	if (!S_ISREG(st.st_mode))
		return error_set(err, ERROR_FAILED, "%s is not a file", source);
	if ((uint64_t)st.st_size != key->size ||
	    file_mtime_ns(&st) != key->mtime_ns)
		return error_set(err, ERROR_FAILED,
				 "%s changed while it was copied; extract "
				 "again when it is at rest",
				 source);
	if (fstatat(cache->fd, file_base(source), &own, AT_SYMLINK_NOFOLLOW) ==
		    0 &&
	    own.st_dev == st.st_dev && own.st_ino == st.st_ino)
		return error_set(err, ERROR_FAILED,
				 "%s lies in the cache itself", source);
	return 0;
}

static int source_read(int fd, const char *source, struct image_part *part,
		       struct error *err)
{
	char piece[PART_PIECE];
	ssize_t got;

	while ((got = read(fd, piece, sizeof(piece))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_sys(err, errno, "cannot read %s", source);
		if (image_part_write(part, piece, (size_t)got, err) < 0)
			return -1;
		if (image_part_format(part) == PICTURE_UNKNOWN)
			break; /* image_part_keep says so */
	}
	return 0;
}

int image_cache_copy(struct image_cache *cache, const struct image_key *key,
		     const char *source, struct image_copy *ret,
		     struct error *err)
{
	struct image_part *part = NULL;
	/* Without waiting: a pipe of that name would hold us for ever. */
	int fd = open(source, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return error_sys(err, errno, "cannot open %s", source);
	rc = source_check(cache, key, source, fd, err);
	if (rc == 0)
		rc = image_part_begin(cache, &part, err);
	if (rc == 0)
		rc = source_read(fd, source, part, err);
	if (rc == 0)
		rc = source_check(cache, key, source, fd, err);
	close(fd);
	if (rc == 0 && image_part_format(part) != PICTURE_UNKNOWN &&
	    part->size != key->size)
		rc = error_set(err, ERROR_FAILED,
			       "%s changed while it was copied", source);
	if (rc == 0)
		return image_part_keep(part, key, ret, err);
	image_part_discard(part);
	return -1;
}
