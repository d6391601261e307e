/*
 * packer.c: zip files. See packer.h.
 *
 * libzip asks for what it packs while it closes the archive: a thread does
 * that, and what the caller writes comes to it through a stream, an entry for
 * each part.
 *
 * 1. libzip writes through the callbacks of `target` into the output's
 *    descriptor; nothing is written there by anybody else.
 * 2. Of errors of both threads the packing one's tells more: the caller only
 *    learns that the other has left.
 */
#include "config.h"

#include "export/write/packer.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/mem.h"
#include "base/thread/thread.h"
#include "export/write/stream.h"

#define PACKER_LEVEL 6
#define PACKER_DATE  ((1 << 5) | 1) /* 1980-01-01, the first that zip knows */

/* An entry as libzip reads it. */
struct packer_source {
	struct packer *packer;
	bool ended;
};

struct packer {
	struct output *output;
	struct stream *stream;
	zip_t *zip;
	struct packer_source sources[PACKER_ENTRIES];
	struct packer_entry entries[PACKER_ENTRIES];
	size_t n, now;
	struct hash_sum sum; /* of the entry that is written */
	bool summing;
	pthread_t thread;
	bool running;
	/* the packing thread's, until it is joined */
	int sys; /* errno of the output, or 0 */
	zip_error_t zip_error;
	int rc;
};

/* --- the file that is written --------------------------------------------- */

static zip_int64_t target_fail(struct packer *packer, int zip_code)
{
	packer->sys = errno;
	zip_error_set(&packer->zip_error, zip_code, errno);
	return -1;
}

static zip_int64_t target_write(struct packer *packer, const void *data,
				zip_uint64_t len)
{
	if (file_write_all(output_fd(packer->output), data, (size_t)len) < 0)
		return target_fail(packer, ZIP_ER_WRITE);
	return (zip_int64_t)len;
}

static zip_int64_t target_seek(struct packer *packer, void *data,
			       zip_uint64_t len)
{
	zip_source_args_seek_t *args = ZIP_SOURCE_GET_ARGS(
		zip_source_args_seek_t, data, len, &packer->zip_error);

	if (args == NULL)
		return -1;
	if (lseek(output_fd(packer->output), (off_t)args->offset,
		  args->whence) < 0)
		return target_fail(packer, ZIP_ER_SEEK);
	return 0;
}

static zip_int64_t target_tell(struct packer *packer)
{
	off_t at = lseek(output_fd(packer->output), 0, SEEK_CUR);

	return at < 0 ? target_fail(packer, ZIP_ER_TELL) : (zip_int64_t)at;
}

static zip_int64_t target_stat(struct packer *packer)
{
	/* It is a new archive: there is none to be read. */
	zip_error_set(&packer->zip_error, ZIP_ER_READ, ENOENT);
	return -1;
}

static zip_int64_t target_call(void *user, void *data, zip_uint64_t len,
			       zip_source_cmd_t command)
{
	struct packer *packer = user;

	switch (command) {
	case ZIP_SOURCE_WRITE:
		return target_write(packer, data, len);
	case ZIP_SOURCE_SEEK:
	case ZIP_SOURCE_SEEK_WRITE:
		return target_seek(packer, data, len);
	case ZIP_SOURCE_TELL:
	case ZIP_SOURCE_TELL_WRITE:
		return target_tell(packer);
	case ZIP_SOURCE_STAT:
		return target_stat(packer);
	case ZIP_SOURCE_ERROR:
		return zip_error_to_data(&packer->zip_error, data, len);
	case ZIP_SOURCE_SUPPORTS:
		return ZIP_SOURCE_SUPPORTS_WRITABLE;
	case ZIP_SOURCE_BEGIN_WRITE:
	case ZIP_SOURCE_COMMIT_WRITE:
	case ZIP_SOURCE_ROLLBACK_WRITE:
	case ZIP_SOURCE_OPEN:
	case ZIP_SOURCE_CLOSE:
	case ZIP_SOURCE_FREE:
		return 0;
	default:
		zip_error_set(&packer->zip_error, ZIP_ER_OPNOTSUPP, 0);
		return -1;
	}
}

/* --- what is packed ------------------------------------------------------- */

static zip_int64_t entry_stat(void *data, zip_uint64_t len)
{
	zip_stat_t *st = data;

	if (len < sizeof(*st))
		return -1;
	zip_stat_init(st); /* its size is not known yet */
	return sizeof(*st);
}

static zip_int64_t entry_read(struct packer_source *source, void *data,
			      zip_uint64_t len)
{
	long got;

	if (source->ended)
		return 0;
	got = stream_take(source->packer->stream, data, (size_t)len);
	source->ended = got == 0;
	return got;
}

static zip_int64_t entry_call(void *user, void *data, zip_uint64_t len,
			      zip_source_cmd_t command)
{
	struct packer_source *source = user;
	zip_error_t why = {0};

	switch (command) {
	case ZIP_SOURCE_READ:
		return entry_read(source, data, len);
	case ZIP_SOURCE_STAT:
		return entry_stat(data, len);
	case ZIP_SOURCE_ERROR:
		zip_error_set(&why, ZIP_ER_READ, ECANCELED);
		return zip_error_to_data(&why, data, len);
	case ZIP_SOURCE_SUPPORTS:
		return zip_source_make_command_bitmap(
			ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE,
			ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, -1);
	default:
		return 0;
	}
}

/* --- the thread ----------------------------------------------------------- */

static void *packer_thread(void *arg)
{
	struct packer *packer = arg;

	packer->rc = zip_close(packer->zip);
	if (packer->rc < 0) {
		if (packer->zip_error.zip_err == 0)
			packer->zip_error.zip_err =
				zip_error_code_zip(zip_get_error(packer->zip));
		stream_leave(packer->stream);
		zip_discard(packer->zip);
	}
	packer->zip = NULL;
	return NULL;
}

static int packer_fail(struct packer *packer, struct error *err)
{
	if (packer->sys != 0)
		return error_sys(err, packer->sys,
				 "cannot write the archive; make room, or name "
				 "another place with -o");
	return error_set(err, ERROR_FAILED, "cannot write the archive: %s",
			 zip_error_strerror(&packer->zip_error));
}

/* Waits for the thread: whether it packed all. */
static int packer_join(struct packer *packer, struct error *err)
{
	if (packer->running)
		pthread_join(packer->thread, NULL);
	packer->running = false;
	return packer->rc < 0 ? packer_fail(packer, err) : 0;
}

static int packer_add(struct packer *packer, size_t i)
{
	zip_source_t *source;
	zip_int64_t at;

	packer->sources[i] = (struct packer_source){.packer = packer};
	source = zip_source_function(packer->zip, entry_call,
				     &packer->sources[i]);
	if (source == NULL)
		return -1;
	at = zip_file_add(packer->zip, packer->entries[i].name, source,
			  ZIP_FL_ENC_UTF_8);
	if (at < 0) {
		zip_source_free(source);
		return -1;
	}
	if (zip_file_set_dostime(packer->zip, (zip_uint64_t)at, 0, PACKER_DATE,
				 0) < 0)
		return -1;
	return zip_set_file_compression(packer->zip, (zip_uint64_t)at,
					ZIP_CM_DEFLATE, PACKER_LEVEL);
}

/* Opens the archive over the output, with all its entries. */
static int packer_open(struct packer *packer, struct error *err)
{
	zip_source_t *target = zip_source_function_create(target_call, packer,
							  &packer->zip_error);

	if (target == NULL)
		return packer_fail(packer, err);
	packer->zip = zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE,
					   &packer->zip_error);
	if (packer->zip == NULL) {
		zip_source_free(target);
		return packer_fail(packer, err);
	}
	for (size_t i = 0; i < packer->n; i++)
		if (packer_add(packer, i) < 0)
			return error_set(err, ERROR_FAILED,
					 "cannot make the archive: %s",
					 zip_strerror(packer->zip));
	zip_error_init(&packer->zip_error);
	return 0;
}

static void packer_begin(struct packer *packer)
{
	hash_sum_begin(&packer->sum);
	packer->summing = true;
}

int packer_start(struct output *output, const char *const *names, size_t n,
		 struct packer **ret, struct error *err)
{
	struct packer *packer = mem_zalloc(sizeof(*packer));

	packer->output = output;
	packer->stream = stream_new();
	packer->n = n < PACKER_ENTRIES ? n : PACKER_ENTRIES;
	for (size_t i = 0; i < packer->n; i++)
		packer->entries[i].name = names[i];
	zip_error_init(&packer->zip_error);
	if (packer_open(packer, err) < 0 ||
	    thread_start(&packer->thread, "pack", packer_thread, packer, err) <
		    0) {
		packer_free(packer);
		return -1;
	}
	packer->running = true;
	packer_begin(packer);
	*ret = packer;
	return 0;
}

int packer_write(struct packer *packer, const void *data, size_t len,
		 struct error *err)
{
	hash_sum_add(&packer->sum, data, len);
	packer->entries[packer->now].size += len;
	return stream_put(packer->stream, data, len) < 0
		       ? packer_join(packer, err)
		       : 0;
}

int packer_next(struct packer *packer, struct error *err)
{
	hash_sum_end(&packer->sum, packer->entries[packer->now].sha256);
	packer->summing = false;
	packer->now++;
	if (packer->now < packer->n)
		packer_begin(packer);
	return stream_end(packer->stream) < 0 ? packer_join(packer, err) : 0;
}

const struct packer_entry *packer_entry(const struct packer *packer, size_t i)
{
	return &packer->entries[i];
}

int packer_finish(struct packer *packer, struct error *err)
{
	return packer_join(packer, err);
}

void packer_free(struct packer *packer)
{
	if (packer == NULL)
		return;
	if (packer->running)
		stream_leave(packer->stream);
	(void)packer_join(packer, NULL);
	if (packer->zip != NULL)
		zip_discard(packer->zip);
	if (packer->summing)
		hash_sum_drop(&packer->sum);
	zip_error_fini(&packer->zip_error);
	stream_free(packer->stream);
	free(packer);
}
