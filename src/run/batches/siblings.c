/*
 * siblings.c: see siblings.h.
 *
 * 1. A line is read where its bytes have what it is about; all others, which
 *    are mostly lists of sheets, are only passed over.
 */
#include "config.h"

#include "run/batches/siblings.h"

#include <dirent.h>
#include <string.h>

#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "run/batches/batch_line.h"
#include "run/journal/journal.h"

#define SIBLINGS_LOOKED_MAX 10000 /* entries of the folder */

struct sibling_scan {
	const char *chunk;
	void (*take)(void *data, const char *batch_id);
	void *data;
};

static void sibling_take(const struct sibling_scan *scan,
			 const struct journal_line *line)
{
	json_t *object CLEANUP(json_release) = NULL;
	enum batch_op op;
	const char *id, *chunk;

	if (batch_line_read(line->text, line->len, &object, &op, NULL) < 0 ||
	    op != BATCH_OP_SUBMITTED)
		return;
	id = json_string_at(object, "batch_id");
	chunk = json_string_at(object, "chunk");
	if (id != NULL && chunk != NULL && strcmp(chunk, scan->chunk) != 0)
		scan->take(scan->data, id);
}

static void sibling_read(const struct sibling_scan *scan, const char *dir)
{
	const char *word = batch_op_word(BATCH_OP_SUBMITTED);
	size_t len = strlen(word);
	struct journal_reader *reader;
	struct journal_line line;

	if (journal_reader_open(dir, JOURNAL_BATCHES, 0, &reader, NULL) < 0)
		return;
	while (journal_reader_next(reader, &line, NULL) > 0)
		if (line.text != NULL &&
		    memmem(line.text, line.len, word, len) != NULL)
			sibling_take(scan, &line);
	journal_reader_close(reader);
}

void siblings_scan(const char *run_dir, const char *chunk,
		   void (*take)(void *data, const char *batch_id), void *data)
{
	const struct sibling_scan scan = {chunk, take, data};
	char *folder CLEANUP(mem_free_str) = file_join(run_dir, "..");
	DIR *stream = opendir(folder);
	const struct dirent *entry;
	int looked = 0;

	if (stream == NULL)
		return;
	while (looked++ < SIBLINGS_LOOKED_MAX &&
	       (entry = readdir(stream)) != NULL) {
		char *dir CLEANUP(mem_free_str) =
			file_join(folder, entry->d_name);

		if (entry->d_name[0] != '.')
			sibling_read(&scan, dir);
	}
	closedir(stream);
}
