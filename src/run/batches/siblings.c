/*
 * siblings.c: see siblings.h.
 *
 * 1. A line is read where its bytes have what it is about; all others, which
 *    are mostly lists of sheets, are only passed over.
 * 2. An id is one server's: another one may have given the same.
 * 3. A journal that was written last before the chunk was sent has no batch
 *    that could be taken for the chunk's, and is not opened: what is read of a
 *    folder is what its runs do now, not all that they ever did.
 */
#include "config.h"

#include "run/batches/siblings.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "run/batches/batch_line.h"
#include "run/journal/journal.h"

#define SIBLINGS_LOOKED_MAX 100000 /* entries of the folder */
/* By how much the clock of a server, or of a file system, may be wrong. */
#define SIBLINGS_CLOCKS_S (24 * 60 * 60)

struct sibling_scan {
	const struct batch_chunk *chunk;
	void (*take)(void *data, const char *batch_id);
	void *data;
};

/* `there`: the chunks so far that are planned for the same server. */
static void sibling_take(const struct sibling_scan *scan,
			 const struct journal_line *line, json_t *there)
{
	json_t *object CLEANUP(json_release) = NULL;
	enum batch_op op;
	const char *chunk, *url, *id;

	if (batch_line_read(line->text, line->len, &object, &op, NULL) < 0)
		return;
	chunk = json_string_at(object, "chunk");
	url = json_string_at(object, "base_url");
	id = json_string_at(object, "batch_id");
	if (chunk == NULL || strcmp(chunk, scan->chunk->id) == 0)
		return;
	if (op == BATCH_OP_PLANNED && url != NULL &&
	    strcmp(url, scan->chunk->base_url) == 0)
		json_object_set_new(there, chunk, json_true());
	else if (op == BATCH_OP_SUBMITTED && id != NULL &&
		 json_object_get(there, chunk) != NULL)
		scan->take(scan->data, id);
}

static bool sibling_line_is(const struct journal_line *line, enum batch_op op)
{
	const char *word = batch_op_word(op);

	return memmem(line->text, line->len, word, strlen(word)) != NULL;
}

static void sibling_read(const struct sibling_scan *scan, const char *dir)
{
	struct journal_reader *reader;
	struct journal_line line;
	json_t *there;

	if (journal_reader_open(dir, JOURNAL_BATCHES, 0, &reader, NULL) < 0)
		return;
	there = json_object();
	while (journal_reader_next(reader, &line, NULL) > 0)
		if (line.text != NULL &&
		    (sibling_line_is(&line, BATCH_OP_PLANNED) ||
		     sibling_line_is(&line, BATCH_OP_SUBMITTED)))
			sibling_take(scan, &line, there);
	json_decref(there);
	journal_reader_close(reader);
}

/* Whether an entry of the folder is a run with batches of the time (invariant
 * 3). */
static bool sibling_tells(const struct sibling_scan *scan, int folder,
			  const char *name)
{
	char *path CLEANUP(mem_free_str) =
		file_join(name, journal_name(JOURNAL_BATCHES));
	struct stat st;

	return name[0] != '.' && fstatat(folder, path, &st, 0) == 0 &&
	       S_ISREG(st.st_mode) &&
	       (scan->chunk->since_s < 0 ||
		st.st_mtime >= scan->chunk->since_s - SIBLINGS_CLOCKS_S);
}

void siblings_scan(const char *run_dir, const struct batch_chunk *chunk,
		   void (*take)(void *data, const char *batch_id), void *data)
{
	const struct sibling_scan scan = {chunk, take, data};
	char *folder CLEANUP(mem_free_str) = file_join(run_dir, "..");
	DIR *stream = chunk->base_url != NULL ? opendir(folder) : NULL;
	const struct dirent *entry;
	int looked = 0;

	if (stream == NULL)
		return;
	while (looked++ < SIBLINGS_LOOKED_MAX &&
	       (entry = readdir(stream)) != NULL) {
		char *dir CLEANUP(mem_free_str) =
			file_join(folder, entry->d_name);

		if (sibling_tells(&scan, dirfd(stream), entry->d_name))
			sibling_read(&scan, dir);
	}
	closedir(stream);
}
