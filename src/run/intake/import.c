/*
 * import.c: outcomes of other runs. See import.h.
 *
 * 1. Lines are read and rewritten without a lock, a batch at a time; what is
 *    there already is asked under journals.lock with the index folded to the
 *    end, so that two imports of the same file take it in once.
 * 2. One append and one fsync for each batch.
 */
#include "config.h"

#include "run/intake/import.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/bytes.h"
#include "base/hash.h"
#include "base/mem.h"
#include "run/index/index.h"
#include "run/journal/journal.h"
#include "run/journal/lines.h"
#include "run/journal/outcome.h"

#define IMPORT_LINES 4096 /* of a batch */
#define IMPORT_BYTES (8u << 20)
#define IMPORT_SLOTS (IMPORT_LINES * 2) /* a power of two */

struct import_line {
	char source[HASH_HEX_SIZE];
	size_t start, len; /* in texts */
};

struct import {
	const struct run *run;
	struct journals *journals;
	struct index *index;
	/* the batch */
	struct import_line *lines;
	size_t n;
	struct bytes texts;
	struct bytes wanted; /* those that are new */
	uint16_t *slots;     /* hash table of line numbers + 1, by source */
};

int import_open(const struct run *run, struct import **ret, struct error *err)
{
	struct import *import = mem_zalloc(sizeof(*import));

	import->run = run;
	import->lines = mem_alloc(IMPORT_LINES * sizeof(*import->lines));
	import->slots = mem_zalloc(IMPORT_SLOTS * sizeof(*import->slots));
	if (journals_open(run->dir, &import->journals, err) < 0 ||
	    index_open(run, INDEX_FOLD, &import->index, err) < 0) {
		import_close(import);
		return -1;
	}
	*ret = import;
	return 0;
}

void import_close(struct import *import)
{
	if (import == NULL)
		return;
	journals_close(import->journals);
	index_close(import->index);
	free(import->lines);
	free(import->slots);
	bytes_done(&import->texts);
	bytes_done(&import->wanted);
	free(import);
}

/* --- the batch ------------------------------------------------------------ */

static void import_clear(struct import *import)
{
	import->n = 0;
	bytes_clear(&import->texts);
	memset(import->slots, 0, IMPORT_SLOTS * sizeof(*import->slots));
}

static bool import_is_full(const struct import *import)
{
	return import->n == IMPORT_LINES || import->texts.len >= IMPORT_BYTES;
}

/* Where this source stands in the hash table, or would. */
static uint16_t *import_slot(const struct import *import, const char *source)
{
	char head[9];
	size_t i;

	memcpy(head, source, 8);
	head[8] = '\0';
	i = strtoul(head, NULL, 16) % IMPORT_SLOTS;
	while (import->slots[i] != 0 &&
	       strcmp(import->lines[import->slots[i] - 1].source, source) != 0)
		i = (i + 1) % IMPORT_SLOTS;
	return &import->slots[i];
}

/* Adds a line that was read; false when the batch has it already. */
static bool import_add(struct import *import, const struct outcome *outcome)
{
	uint16_t *slot = import_slot(import, outcome->source_sha256);
	struct import_line *line = &import->lines[import->n];

	if (*slot != 0)
		return false;
	memcpy(line->source, outcome->source_sha256, HASH_HEX_SIZE);
	line->start = import->texts.len;
	outcome_write(outcome, &import->texts);
	line->len = import->texts.len - line->start;
	*slot = (uint16_t)++import->n;
	return true;
}

/* Under the lock and folded: gathers the lines that are new. */
static int import_choose(struct import *import, size_t *ret_n,
			 struct error *err)
{
	size_t n = 0;

	bytes_clear(&import->wanted);
	for (size_t i = 0; i < import->n; i++) {
		const struct import_line *line = &import->lines[i];
		bool known = false;

		if (index_has_source(import->index, line->source, &known, err) <
		    0)
			return -1;
		if (known)
			continue;
		bytes_append(&import->wanted, import->texts.data + line->start,
			     line->len);
		n++;
	}
	*ret_n = n;
	return 0;
}

static int import_fold(struct import *import, struct error *err)
{
	struct fold_report report;

	return index_fold(import->index, -1, &report, err);
}

static int import_write_locked(struct import *import, size_t *ret_n,
			       struct error *err)
{
	if (import_fold(import, err) < 0 ||
	    import_choose(import, ret_n, err) < 0)
		return -1;
	if (*ret_n == 0)
		return 0;
	return journals_append(import->journals, JOURNAL_RAW,
			       import->wanted.data, import->wanted.len, NULL,
			       err);
}

static int import_write(struct import *import, struct import_counts *counts,
			struct error *err)
{
	size_t n = 0;
	int rc;

	if (import->n == 0)
		return 0;
	/* The bulk of a fold is done before others have to wait for it. */
	if (import_fold(import, err) < 0 ||
	    journals_lock(import->journals, &counts->torn, err) < 0)
		return -1;
	rc = import_write_locked(import, &n, err);
	journals_unlock(import->journals);
	if (rc == 0) {
		counts->imported += n;
		counts->skipped += import->n - n;
	}
	import_clear(import);
	return rc;
}

/* --- lines ---------------------------------------------------------------- */

/* Reads and rewrites one line; a bad one is told. */
static void import_line(struct import *import, const struct line *line,
			const char *name,
			const struct import_listener *listener,
			struct import_counts *counts)
{
	struct error why = {0};
	struct outcome outcome;
	size_t before = import->texts.len;

	if (line->text == NULL) {
		error_set(&why, ERROR_FAILED, "a line of %zu bytes is too long",
			  line->len);
	} else if (outcome_read(line->text, line->len, &outcome, NULL, &why) ==
		   0) {
		if (outcome.source_sha256 == NULL) {
			outcome.source_sha256 = mem_alloc(HASH_HEX_SIZE);
			hash_bytes(line->text, line->len,
				   outcome.source_sha256);
		}
		if (!import_add(import, &outcome))
			counts->skipped++;
		outcome_done(&outcome);
		if (import->texts.len - before <= JOURNAL_LINE_MAX)
			return;
		import->texts.len = before;
		import->n--;
		error_set(&why, ERROR_FAILED, "a line of %zu bytes is too long",
			  line->len);
	}
	counts->bad++;
	if (listener != NULL)
		listener->bad(listener->arg, name, line->number, why.text);
}

/* The journal itself would be read for ever. */
static int import_check_file(const struct import *import, int fd,
			     const char *name, struct error *err)
{
	char *path CLEANUP(mem_free_str) =
		run_path(import->run, journal_name(JOURNAL_RAW));
	struct stat file, own;

	if (fstat(fd, &file) < 0 || stat(path, &own) < 0)
		return 0;
	if (file.st_dev == own.st_dev && file.st_ino == own.st_ino)
		return error_set(err, ERROR_USAGE,
				 "%s is this run's own journal; name the file "
				 "of another run",
				 name);
	return 0;
}

static bool import_is_blank(const struct line *line)
{
	return line->text != NULL &&
	       (line->len == 0 || (line->len == 1 && line->text[0] == '\r'));
}

int import_lines(struct import *import, int fd, const char *name,
		 const struct import_listener *listener,
		 struct import_counts *counts, struct error *err)
{
	struct error why = {0};
	struct lines lines;
	struct line line;
	int rc;

	if (import_check_file(import, fd, name, err) < 0)
		return -1;
	import_clear(import);
	lines_init(&lines, fd, false, 0, JOURNAL_LINE_MAX);
	while ((rc = lines_next(&lines, &line, &why)) > 0) {
		if (!import_is_blank(&line))
			import_line(import, &line, name, listener, counts);
		if (import_is_full(import) &&
		    import_write(import, counts, err) < 0) {
			lines_done(&lines);
			return -1;
		}
	}
	lines_done(&lines);
	if (import_write(import, counts, err) < 0)
		return -1;
	if (rc < 0)
		return error_sys(err, why.sys, "cannot read %s", name);
	return import_fold(import, err);
}
