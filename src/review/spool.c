/*
 * spool.c: lines that are made before the lock is taken. See spool.h.
 *
 * 1. Of each record sixteen bytes are held: a hash of its id, the line that
 *    concerns it, a tag. The id of another one may look like it once in 10^13
 *    records, and then only costs time: nothing of it is found in the line.
 * 2. A record is concerned by one line at most: who puts it into another one
 *    has it left out of the first.
 * 3. A line is parsed again only where something is left out of it.
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
#include "run/journal/act.h"

#define COPY_BYTES (8u << 20) /* at a time */
#define LEFT	   UINT32_MAX /* in the place of a line */

struct spool_record {
	uint64_t hash;
	uint32_t line, tag;
};

struct spool {
	FILE *file;
	off_t *starts; /* of the lines … */
	size_t n_lines, cap_lines;
	off_t size; /* … and of all of them */
	struct index_reach reach;
	struct spool_record *records; /* sorted when one is looked for */
	size_t n, cap;
	bool is_sorted;
	/* What is left out; sorted when it is copied. */
	struct spool_touch *leaves;
	size_t n_leaves, cap_leaves;
	/* copying */
	bool copies;
	size_t next;	   /* line to be read */
	size_t next_leave; /* of that line, or of a later one */
	size_t *kept;	   /* of each line, records that are not left out */
	struct bytes last; /* read, and not copied yet: it may be the end */
	int64_t copied;
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

int spool_new(const char *dir, struct index *index, struct spool **ret,
	      struct error *err)
{
	struct spool *spool = mem_zalloc(sizeof(*spool));
	int fd = spool_open(dir);

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
	struct spool_touches leaves;

	if (spool == NULL)
		return;
	leaves = (struct spool_touches){spool->leaves, spool->n_leaves};
	spool_touches_done(&leaves);
	fclose(spool->file);
	free(spool->starts);
	free(spool->records);
	free(spool->kept);
	bytes_done(&spool->last);
	free(spool);
}

/* ---- its lines ----------------------------------------------------------- */

/* By errno; 0: the file ended early. */
static int spool_fail(const char *what, struct error *err)
{
	int sys = errno != 0 ? errno : EIO;
	enum error_kind kind =
		sys == ENOSPC || sys == EDQUOT ? ERROR_NO_SPACE : ERROR_FAILED;

	return error_set(err, kind,
			 "cannot %s what is to be done: %s; nothing was "
			 "changed",
			 what, strerror(sys));
}

int spool_add(struct spool *spool, const struct bytes *line, struct error *err)
{
	errno = 0;
	if (fseeko(spool->file, spool->size, SEEK_SET) != 0 ||
	    fwrite(line->data, 1, line->len, spool->file) != line->len)
		return spool_fail("keep", err);
	ARRAY_GROW(spool->starts, spool->n_lines, spool->cap_lines);
	spool->starts[spool->n_lines++] = spool->size;
	spool->size += (off_t)line->len;
	return 0;
}

size_t spool_lines(const struct spool *spool)
{
	return spool->n_lines;
}

/* The text of a line, in the place of what *ret held. */
static int spool_text(struct spool *spool, size_t line, struct bytes *ret,
		      struct error *err)
{
	off_t end = line + 1 < spool->n_lines ? spool->starts[line + 1]
					      : spool->size;
	size_t len = (size_t)(end - spool->starts[line]);

	bytes_clear(ret);
	bytes_reserve(ret, len);
	errno = 0;
	if (fseeko(spool->file, spool->starts[line], SEEK_SET) != 0 ||
	    fread(ret->data, 1, len, spool->file) != len)
		return spool_fail("read", err);
	ret->len = len;
	ret->data[len] = '\0';
	return 0;
}

int spool_read(struct spool *spool, size_t line, json_t **ret,
	       struct error *err)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	if (spool_text(spool, line, &text, err) < 0)
		return -1;
	return json_read(text.data, text.len, ret, NULL, err);
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
	uint64_t left = ((const struct spool_record *)a)->hash;
	uint64_t right = ((const struct spool_record *)b)->hash;

	return left < right ? -1 : left > right;
}

void spool_concern(struct spool *spool, const char *id, uint32_t tag)
{
	ARRAY_GROW(spool->records, spool->n, spool->cap);
	spool->records[spool->n++] = (struct spool_record){
		record_hash(id), (uint32_t)spool->n_lines, tag};
	spool->is_sorted = false;
}

/* The entry of a record that some line concerns, or NULL. */
static struct spool_record *spool_find(struct spool *spool, const char *id)
{
	uint64_t hash = record_hash(id);
	size_t low = 0, high = spool->n;

	if (!spool->is_sorted && spool->n > 1)
		qsort(spool->records, spool->n, sizeof(*spool->records),
		      record_order);
	spool->is_sorted = true;
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (spool->records[mid].hash < hash)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < spool->n && spool->records[low].hash == hash; low++)
		if (spool->records[low].line != LEFT)
			return &spool->records[low];
	return NULL;
}

void spool_touches_done(struct spool_touches *touches)
{
	for (size_t i = 0; i < touches->n; i++)
		free(touches->items[i].id);
	free(touches->items);
	*touches = (struct spool_touches){0};
}

/* Those of `ids` that are ours. */
static void spool_ours(struct spool *spool, const json_t *ids,
		       struct spool_touches *ret)
{
	size_t cap = 0, i;
	json_t *id;

	json_array_foreach(ids, i, id)
	{
		const char *text = json_string_value(id);
		const struct spool_record *record = spool_find(spool, text);

		if (record == NULL)
			continue;
		ARRAY_GROW(ret->items, ret->n, cap);
		ret->items[ret->n++] = (struct spool_touch){
			mem_strdup(text), record->line, record->tag};
	}
}

int spool_touched(struct spool *spool, struct index *index, size_t most,
		  struct spool_touches *ret, struct error *err)
{
	json_t *ids CLEANUP(json_release) = NULL;
	struct index_reach reach;

	*ret = (struct spool_touches){0};
	if (index_reached(index, &reach, err) < 0 ||
	    index_touched(index, &spool->reach, &ids, err) < 0)
		return -1;
	if (json_array_size(ids) >= INDEX_TOUCHED_MAX)
		return 2;
	spool_ours(spool, ids, ret);
	if (ret->n > most) {
		spool_touches_done(ret);
		return 1;
	}
	spool->reach = reach;
	return 0;
}

void spool_leave(struct spool *spool, const char *id)
{
	struct spool_record *record;

	/* One that has taken in another one may have two entries. */
	while ((record = spool_find(spool, id)) != NULL) {
		ARRAY_GROW(spool->leaves, spool->n_leaves, spool->cap_leaves);
		spool->leaves[spool->n_leaves++] = (struct spool_touch){
			mem_strdup(id), record->line, record->tag};
		record->line = LEFT;
	}
}

/* ---- copying ------------------------------------------------------------- */

static int leave_order(const void *a, const void *b)
{
	size_t left = ((const struct spool_touch *)a)->line;
	size_t right = ((const struct spool_touch *)b)->line;

	return left < right ? -1 : left > right;
}

/* A line without this record. One that takes acts back names a record, too: not
 * one that it does not concern. */
static void leave_one(json_t *line, const char *id)
{
	const char *named = json_string_at(line, "specimen_id");
	json_t *changes = json_object_get(line, "changes");
	json_t *except = json_object_get(line, "except");

	for (size_t i = json_array_size(changes); i-- > 0;) {
		const char *of = json_string_at(json_array_get(changes, i),
						"specimen_id");

		if (of != NULL && strcmp(of, id) == 0)
			json_array_remove(changes, i);
	}
	if (changes != NULL)
		return;
	if (named != NULL && strcmp(named, id) == 0) {
		json_object_del(line, "specimen_id");
		json_object_del(line, "image");
	}
	if (except == NULL) {
		except = json_array();
		json_object_set_new(line, "except", except);
	}
	json_array_append_new(except, json_string(id));
}

/* Leaves out of the next line what is to be: 1, 0 where nothing of it is left,
 * or -1. */
static int copy_leave(struct spool *spool, struct bytes *text,
		      struct error *err)
{
	json_t *line CLEANUP(json_release) = NULL;
	const struct spool_touch *leave = spool->leaves + spool->next_leave;

	if (spool->next_leave == spool->n_leaves || leave->line != spool->next)
		return 1;
	if (json_read(text->data, text->len, &line, NULL, err) < 0)
		return -1;
	for (;
	     spool->next_leave < spool->n_leaves && leave->line == spool->next;
	     leave++, spool->next_leave++)
		leave_one(line, leave->id);
	bytes_clear(text);
	json_write_line(line, text);
	return spool->kept[spool->next] > 0;
}

static const char head[] = "{\"seq\":"; /* as act_write begins a line */

/* Appends the line that was read last with its number; `end`: as the last one
 * of the group. */
static int copy_last(struct spool *spool, int64_t seq, bool end,
		     struct bytes *ret, struct error *err)
{
	struct bytes *last = &spool->last;
	char *rest;

	if (last->len == 0)
		return 0;
	if (last->len < sizeof(head) + 2 ||
	    strncmp(last->data, head, sizeof(head) - 1) != 0)
		return error_set(err, ERROR_FAILED,
				 "what was to be done cannot be read again; "
				 "nothing was changed");
	strtoll(last->data + sizeof(head) - 1, &rest, 10);
	bytes_printf(ret, "%s%" PRId64, head, seq + spool->copied++);
	bytes_append(ret, rest, last->len - (size_t)(rest - last->data));
	if (end) {
		ret->len -= 2; /* "}\n" */
		bytes_printf(ret, ",\"group_end\":%" PRId64 "}\n",
			     spool->copied);
	}
	bytes_clear(last);
	return 0;
}

static void copy_count(struct spool *spool)
{
	spool->kept = mem_zalloc((spool->n_lines + 1) * sizeof(*spool->kept));
	for (size_t i = 0; i < spool->n; i++)
		if (spool->records[i].line != LEFT)
			spool->kept[spool->records[i].line]++;
}

static int copy_begin(struct spool *spool, struct error *err)
{
	if (spool->copies)
		return 0;
	spool->copies = true;
	copy_count(spool);
	if (spool->n_leaves > 1)
		qsort(spool->leaves, spool->n_leaves, sizeof(*spool->leaves),
		      leave_order);
	return fflush(spool->file) == 0 ? 0 : spool_fail("keep", err);
}

int spool_copy(struct spool *spool, int64_t seq, struct bytes *ret,
	       struct error *err)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	if (copy_begin(spool, err) < 0)
		return -1;
	for (; spool->next < spool->n_lines; spool->next++) {
		int left;

		if (ret->len >= COPY_BYTES)
			return 1;
		if (spool_text(spool, spool->next, &text, err) < 0)
			return -1;
		left = copy_leave(spool, &text, err);
		if (left < 0)
			return -1;
		if (left == 0)
			continue;
		if (copy_last(spool, seq, false, ret, err) < 0)
			return -1;
		bytes_append(&spool->last, text.data, text.len);
	}
	return copy_last(spool, seq, true, ret, err);
}

int64_t spool_copied(const struct spool *spool)
{
	return spool->copied;
}
