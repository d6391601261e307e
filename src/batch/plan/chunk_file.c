/*
 * chunk_file.c: see chunk_file.h.
 *
 * 1. A row goes to the disk in pieces of 64 KiB: no more of a chunk is ever
 *    in memory.
 * 2. What is sent is what was planned: length and hash are compared before.
 */
#include "config.h"

#include "batch/plan/chunk_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "engine/batch/request.h"
#include "engine/chat/request.h"

#define FILE_PIECE ((size_t)64 << 10)

char *chunk_files_dir(const struct run *run)
{
	return run_path(run, "cache/batches");
}

int chunk_files_make_dir(const struct run *run, struct error *err)
{
	char *cache CLEANUP(mem_free_str) = run_path(run, "cache");
	char *dir CLEANUP(mem_free_str) = chunk_files_dir(run);

	return file_make_dir(cache, 0777, err) < 0
		       ? -1
		       : file_make_dir(dir, 0777, err);
}

char *chunk_file_name(const char *id)
{
	return mem_printf("cache/batches/%s.jsonl", id);
}

/* A name of the journal's: it may come from somebody else. */
static char *chunk_file_path(const struct run *run, const char *name)
{
	if (name == NULL || !file_is_below(name) ||
	    strncmp(name, "cache/batches/", strlen("cache/batches/")) != 0)
		return NULL;
	return run_path(run, name);
}

void chunk_file_remove(const struct run *run, const char *name)
{
	char *path CLEANUP(mem_free_str) = chunk_file_path(run, name);

	if (path != NULL)
		unlink(path);
}

static bool file_is_kept(const struct batches *batches, const char *name)
{
	for (size_t i = 0; i < batches->n; i++)
		if (chunk_state_is_open(batches->chunks[i]->state) &&
		    batches->chunks[i]->file != NULL &&
		    strcmp(batches->chunks[i]->file, name) == 0)
			return true;
	return false;
}

void chunk_files_tidy(const struct run *run, const struct batches *batches)
{
	char *path CLEANUP(mem_free_str) = chunk_files_dir(run);
	DIR *dir = opendir(path);
	const struct dirent *entry;

	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL) {
		char *name CLEANUP(mem_free_str) =
			mem_printf("cache/batches/%s", entry->d_name);
		size_t len = strlen(name);

		if (len > 6 && strcmp(name + len - 6, ".jsonl") == 0 &&
		    !file_is_kept(batches, name))
			chunk_file_remove(run, name);
	}
	closedir(dir);
}

static int file_is_whole(int fd, uint64_t length, const char *hash)
{
	char found[HASH_HEX_SIZE];
	struct stat st;

	if (fstat(fd, &st) < 0 || (uint64_t)st.st_size != length ||
	    lseek(fd, 0, SEEK_SET) < 0 || hash_fd(fd, found) < 0)
		return 0;
	return hash != NULL && strcmp(found, hash) == 0;
}

int chunk_file_open(const struct run *run, const char *name, uint64_t length,
		    const char *hash, struct error *err)
{
	char *path CLEANUP(mem_free_str) = chunk_file_path(run, name);
	int fd = path != NULL ? file_open_own(path, O_RDONLY, 0) : -1;

	if (fd >= 0 && file_is_whole(fd, length, hash))
		return fd;
	if (fd >= 0)
		close(fd);
	return error_set(err, ERROR_NOT_FOUND,
			 "%s is not there any more, or not as it was written",
			 path != NULL ? path : "the file of the requests");
}

/* --- writing -------------------------------------------------------------- */

static int file_flush(struct chunk_file *file, struct error *err)
{
	if (file->buffer.len == 0)
		return 0;
	if (file_write_all(file->fd, file->buffer.data, file->buffer.len) < 0)
		return error_sys(err, errno, "cannot write %s", file->path);
	hash_sum_add(&file->sum, file->buffer.data, file->buffer.len);
	bytes_clear(&file->buffer);
	return 0;
}

/* After something was put into the buffer, `len` bytes of it. */
static int file_put(struct chunk_file *file, size_t len, struct error *err)
{
	file->bytes += len;
	return file->buffer.len >= FILE_PIECE ? file_flush(file, err) : 0;
}

/* How the body of a request to this model begins: {"model":"NAME" */
static void file_write_model(const char *model, struct bytes *to)
{
	json_t *object CLEANUP(json_release) = json_object();

	json_set_string(object, "model", model);
	json_write_line(object, to);
	to->len -= strlen("}\n");
	to->data[to->len] = '\0';
}

int chunk_file_begin(struct chunk_file *file, const struct run *run,
		     const char *id, const struct chunk_model *model,
		     struct error *err)
{
	char *name CLEANUP(mem_free_str) = chunk_file_name(id);

	*file = (struct chunk_file){.fd = -1, .shape = model->shape};
	if (chunk_files_make_dir(run, err) < 0)
		return -1;
	file->path = run_path(run, name);
	file->fd =
		file_open_own(file->path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (file->fd < 0) {
		error_sys(err, errno, "cannot create %s", file->path);
		free(file->path);
		file->path = NULL;
		return -1;
	}
	hash_sum_begin(&file->sum);
	if (model->slug != NULL) {
		file_write_model(model->name, &file->named);
		file_write_model(model->slug, &file->renamed);
	}
	batch_rows_begin(model->shape,
			 model->slug != NULL ? model->slug : model->name,
			 &file->buffer);
	return file_put(file, file->buffer.len, err);
}

/* Writes another model's name where the body begins with that of ours; returns
 * how many bytes of the body that stands for. */
static uint64_t file_rename(struct chunk_file *file,
			    const struct http_body *body)
{
	size_t len = file->named.len, at = file->buffer.len;
	size_t got =
		len == 0 ? 0
			 : body->read(body->body, 0,
				      bytes_reserve(&file->buffer, len), len);

	if (len == 0 || got < len ||
	    memcmp(file->buffer.data + at, file->named.data, len) != 0)
		return 0;
	bytes_append(&file->buffer, file->renamed.data, file->renamed.len);
	file->bytes += file->renamed.len;
	return len;
}

static int file_put_request(struct chunk_file *file,
			    struct chat_request *request, struct error *err)
{
	const struct http_body body = chat_request_body(request);
	uint64_t at = file_rename(file, &body);

	while (at < body.length) {
		uint64_t left = body.length - at;
		size_t want = left < FILE_PIECE ? (size_t)left : FILE_PIECE;
		char *to = bytes_reserve(&file->buffer, want);
		size_t got = body.read(body.body, at, to, want);

		if (got == 0)
			return error_set(err, ERROR_FAILED,
					 "a request ends before its end");
		file->buffer.len += got;
		file->buffer.data[file->buffer.len] = '\0';
		at += got;
		if (file_put(file, got, err) < 0)
			return -1;
	}
	return 0;
}

int chunk_file_add(struct chunk_file *file, const char *custom_id,
		   struct chat_request *request, struct error *err)
{
	size_t before = file->buffer.len;

	batch_row_open(file->shape, file->n, custom_id, &file->buffer);
	if (file_put(file, file->buffer.len - before, err) < 0 ||
	    file_put_request(file, request, err) < 0)
		return -1;
	before = file->buffer.len;
	batch_row_close(file->shape, &file->buffer);
	file->n++;
	return file_put(file, file->buffer.len - before, err);
}

static void file_copy_row(struct chunk_file *file, const char *row, size_t len)
{
	const struct bytes *named = &file->named;
	const char *at = named->len == 0
				 ? NULL
				 : memmem(row, len, named->data, named->len);
	size_t before = at != NULL ? (size_t)(at - row) : len;

	bytes_append(&file->buffer, row, before);
	if (at == NULL)
		return;
	bytes_append(&file->buffer, file->renamed.data, file->renamed.len);
	bytes_append(&file->buffer, at + named->len, len - before - named->len);
}

int chunk_file_add_row(struct chunk_file *file, const char *row, size_t len,
		       struct error *err)
{
	size_t before = file->buffer.len;

	if (file->shape == BATCH_OPENROUTER && file->n > 0)
		bytes_append_str(&file->buffer, ",\n");
	file_copy_row(file, row, len);
	if (file->shape == BATCH_OPENAI)
		bytes_append_char(&file->buffer, '\n');
	file->n++;
	return file_put(file, file->buffer.len - before, err);
}

static void file_close(struct chunk_file *file)
{
	if (file->fd >= 0)
		close(file->fd);
	bytes_done(&file->buffer);
	bytes_done(&file->named);
	bytes_done(&file->renamed);
	free(file->path);
	*file = (struct chunk_file){.fd = -1};
}

int chunk_file_end(struct chunk_file *file, char ret_hash[HASH_HEX_SIZE],
		   struct error *err)
{
	size_t before = file->buffer.len;
	uint64_t bytes;

	batch_rows_end(file->shape, &file->buffer);
	file->bytes += file->buffer.len - before;
	if (file_flush(file, err) < 0)
		return -1;
	hash_sum_end(&file->sum, ret_hash);
	bytes = file->bytes;
	file_close(file);
	file->bytes = bytes;
	return 0;
}

void chunk_file_drop(struct chunk_file *file)
{
	if (file->fd >= 0)
		hash_sum_drop(&file->sum);
	if (file->path != NULL)
		unlink(file->path);
	file_close(file);
}
