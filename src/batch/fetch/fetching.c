/*
 * fetching.c: see fetching.h.
 *
 * 1. What is not there (404) may come yet, for an hour after the batch has
 *    ended; then it was deleted.
 */
#include "config.h"

#include "batch/fetch/fetching.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/hash.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "batch/kept.h"
#include "batch/plan/chunk_file.h"

#define FETCH_TRIES	  5 /* without a byte more */
#define FETCH_WAIT_MAX_MS 30000
#define FETCH_LATE_S	  3600 /* when 404 is the last word */

/* --- the file -------------------------------------------------------------- */

/* The id of a chunk of ours is plain; another's may be anything. */
char *fetch_path(const struct run *run, const struct batch_chunk *chunk,
		 const char *what)
{
	char *dir CLEANUP(mem_free_str) = chunk_files_dir(run);
	char hash[HASH_HEX_SIZE];
	const char *name = chunk->id;

	if (strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			 "0123456789-_") != strlen(name) ||
	    strlen(name) > 100) {
		hash_bytes(name, strlen(name), hash);
		name = hash;
	}
	return mem_printf("%s/%s.%s", dir, name, what);
}

int fetch_open(struct fetch *f, const char *what, struct error *err)
{
	if (chunk_files_make_dir(f->session->setup.run, err) < 0)
		return -1;
	f->path = fetch_path(f->session->setup.run, f->chunk, what);
	f->fd = file_open_own(f->path, O_RDWR | O_CREAT, 0666);
	if (f->fd < 0)
		return error_sys(err, errno, "cannot write %s", f->path);
	return 0;
}

void fetch_close(struct fetch *f)
{
	if (f->fd >= 0)
		close(f->fd);
	free(f->path);
	free(f->cursor);
	bytes_done(&f->rows);
}

int fetch_sync(struct fetch *f, struct error *err)
{
	if (fdatasync(f->fd) < 0 && errno != EINVAL && errno != EROFS)
		return error_sys(err, errno, "cannot write %s", f->path);
	return 0;
}

/* --- what went wrong ------------------------------------------------------ */

static int fetch_fail(const struct batch_told *told, struct error *err)
{
	return error_set(err, ERROR_FAILED, "results cannot be fetched: %s",
			 told->text[0] != '\0' ? told->text
					       : "the answer is malformed");
}

bool fetch_is_late(const struct fetch *f)
{
	int64_t ended_s = json_int_at(f->chunk->told, "finished_at", -1);

	if (ended_s < 0)
		ended_s = chunk_sent_s(f->chunk);
	return ended_s < 0 ||
	       batch_client_now_s(f->client) - ended_s > FETCH_LATE_S;
}

int fetch_pause(struct fetch *f, const struct batch_told *told,
		struct error *err)
{
	bool again = told->verdict == BATCH_REPLY_AGAIN ||
		     told->verdict == BATCH_REPLY_MALFORMED ||
		     told->verdict == BATCH_REPLY_CONFLICT ||
		     told->verdict == BATCH_REPLY_MISSING;

	if (told->verdict == BATCH_REPLY_KEY &&
	    batch_client_next_key(f->client))
		return 0;
	if (!again || ++f->tries >= FETCH_TRIES)
		return fetch_fail(told, err);
	return batch_client_back_off(f->client, f->tries - 1, told->wait_ms,
				     FETCH_WAIT_MAX_MS, err);
}

int64_t fetch_epoch_ms(void)
{
	return (int64_t)time(NULL) * 1000;
}
