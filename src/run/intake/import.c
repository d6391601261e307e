/*
 * import.c: outcomes of other runs. See import.h.
 *
 * 1. Lines are read and rewritten without a lock, a batch at a time; what is
 *    there already is asked under journals.lock with the index folded to the
 *    end, so that two imports of the same file take it in once. The lock is
 *    held for no longer than a write and IMPORT_HOLD_MS of folding.
 * 2. One append and one fsync for each batch.
 * 3. A run that is not there is made with the first batch that holds a record.
 * 4. Outcomes of a caller have sources that differ, so that what this import
 *    has appended need not be folded before more is: only what others append
 *    meanwhile is.
 * 5. source_sha256 is of the bytes as they came, without what only surrounds a
 *    line: a byte order mark, white space at its ends.
 */
#include "config.h"

#include "run/intake/import.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/bytes.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "run/index/index.h"
#include "run/index/specimen.h"
#include "run/intake/charset.h"
#include "run/intake/records.h"
#include "run/journal/journal.h"
#include "run/journal/outcome.h"

#define IMPORT_LINES   4096 /* of a batch */
#define IMPORT_BYTES   (8u << 20)
#define IMPORT_SLOTS   (IMPORT_LINES * 2) /* a power of two */
#define IMPORT_HOLD_MS 200
#define IMPORT_END_MS  1000 /* of folding, behind outcomes of a caller */

struct import_line {
	char source[HASH_HEX_SIZE];
	size_t start, len; /* in texts */
};

/* Lines of which something is told at the end of the file. */
struct import_mark {
	uint64_t first; /* of them */
	size_t n;
};

struct import {
	const char *dir;       /* borrowed; of a run that is not open yet */
	struct run *own;       /* that this import opened, or NULL */
	const struct run *run; /* NULL while there is none */
	struct journals *journals;
	struct index *index;
	/* the batch */
	struct import_line *lines;
	bool *known; /* which of them the run has already */
	size_t n;
	struct bytes texts;
	struct bytes wanted; /* those that are new */
	uint16_t *slots;     /* hash table of line numbers + 1, by source */
	/* the file */
	struct bytes utf8; /* a line that was decoded */
	struct import_mark decoded, cut;
	/* who is told of folding, or NULL */
	void (*going)(void *arg, const struct fold_report *report);
	void *going_arg;
	/* outcomes of a caller */
	bool differing;
	uint64_t end; /* of raw.jsonl behind what was folded or appended here;
			 0: not known */
};

static struct import *import_new(void)
{
	struct import *import = mem_zalloc(sizeof(*import));

	import->lines = mem_alloc(IMPORT_LINES * sizeof(*import->lines));
	import->known = mem_zalloc(IMPORT_LINES * sizeof(*import->known));
	import->slots = mem_zalloc(IMPORT_SLOTS * sizeof(*import->slots));
	return import;
}

static int import_begin(struct import *import, const struct run *run,
			struct error *err)
{
	import->run = run;
	if (journals_open(run->dir, &import->journals, err) < 0 ||
	    index_open(run, INDEX_FOLD, &import->index, err) < 0)
		return -1;
	return 0;
}

int import_open(const struct run *run, struct import **ret, struct error *err)
{
	struct import *import = import_new();

	if (import_begin(import, run, err) < 0) {
		import_close(import);
		return -1;
	}
	*ret = import;
	return 0;
}

/* Opens the run, or makes it, unless that was done. */
static int import_open_run(struct import *import, struct error *err)
{
	if (import->run != NULL)
		return 0;
	if (run_open(import->dir, RUN_CREATE, &import->own, err) < 0)
		return -1;
	return import_begin(import, import->own, err);
}

/* Whether there is nothing at `dir`, or a directory that holds nothing. */
static bool import_is_new(const char *dir)
{
	DIR *stream = opendir(dir);
	const struct dirent *entry;
	bool empty = true;

	if (stream == NULL)
		return errno == ENOENT;
	while (empty) {
		entry = readdir(stream);
		if (entry == NULL)
			break;
		empty = strcmp(entry->d_name, ".") == 0 ||
			strcmp(entry->d_name, "..") == 0;
	}
	closedir(stream);
	return empty;
}

int import_open_dir(const char *dir, struct import **ret, struct error *err)
{
	struct import *import = import_new();

	import->dir = dir;
	/* What is there is a run, or refused, before anything is read. */
	if (!import_is_new(dir) && import_open_run(import, err) < 0) {
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
	free(import->known);
	free(import->slots);
	bytes_done(&import->texts);
	bytes_done(&import->wanted);
	bytes_done(&import->utf8);
	run_close(import->own);
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
	if (index_has_sources(import->index, import->lines[0].source,
			      sizeof(*import->lines), import->n, import->known,
			      err) < 0)
		return -1;
	for (size_t i = 0; i < import->n; i++) {
		const struct import_line *line = &import->lines[i];

		if (import->known[i])
			continue;
		bytes_append(&import->wanted, import->texts.data + line->start,
			     line->len);
		n++;
	}
	*ret_n = n;
	return 0;
}

static int import_fold(struct import *import, int budget_ms, bool *ret_end,
		       struct error *err)
{
	struct fold_report report;

	if (index_fold(import->index, budget_ms, &report, err) < 0)
		return -1;
	*ret_end = report.complete;
	return 0;
}

/* Folds to the end, however long that takes. */
int import_fold_all(struct import *import, struct error *err)
{
	struct fold_report report = {0};

	while (!report.complete) {
		if (index_fold(import->index, IMPORT_HOLD_MS, &report, err) < 0)
			return -1;
		if (import->going != NULL)
			import->going(import->going_arg, &report);
	}
	return 0;
}

void import_watch(struct import *import,
		  void (*going)(void *arg, const struct fold_report *report),
		  void *arg)
{
	import->going = going;
	import->going_arg = arg;
}

/*
 * Takes journals.lock with the index folded to the end. What others appended
 * before the lock was had is folded without it: a batch of theirs takes
 * seconds, and nobody may have to wait for so long.
 */
static int import_lock_folded(struct import *import, int *ret_torn,
			      struct error *err)
{
	bool end;

	if (import->differing && import->end > 0) {
		if (journals_lock(import->journals, ret_torn, err) < 0)
			return -1;
		if (journal_size(import->run->dir, JOURNAL_RAW) == import->end)
			return 0;
		journals_unlock(import->journals);
	}
	for (;;) {
		if (import_fold_all(import, err) < 0 ||
		    journals_lock(import->journals, ret_torn, err) < 0)
			return -1;
		if (import_fold(import, IMPORT_HOLD_MS, &end, err) < 0) {
			journals_unlock(import->journals);
			return -1;
		}
		if (end)
			return 0;
		journals_unlock(import->journals);
	}
}

static int import_write_locked(struct import *import, size_t *ret_n,
			       struct error *err)
{
	if (import_choose(import, ret_n, err) < 0)
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
	if (import_open_run(import, err) < 0 ||
	    import_lock_folded(import, &counts->torn, err) < 0)
		return -1;
	rc = import_write_locked(import, &n, err);
	import->end = rc == 0 ? journal_size(import->run->dir, JOURNAL_RAW) : 0;
	journals_unlock(import->journals);
	if (rc == 0) {
		counts->imported += n;
		counts->skipped += import->n - n;
	}
	import_clear(import);
	return rc;
}

/* What an extraction could not journal comes first. */
static int import_take_in(struct import *import, struct import_counts *counts,
			  struct error *err)
{
	const struct run *run = import->run;
	int rc;

	if (run == NULL || !rescue_is_due(run->dir, run->id))
		return 0;
	if (journals_lock(import->journals, &counts->torn, err) < 0)
		return -1;
	rc = rescue_take_in(import->journals, run->dir, run->id,
			    &counts->rescued, err);
	journals_unlock(import->journals);
	return rc;
}

/* --- lines ---------------------------------------------------------------- */

/* Takes away what only surrounds a record. */
static void import_trim(struct line *line)
{
	static const char mark[] = "\xef\xbb\xbf";

	if (line->len >= 3 && memcmp(line->text, mark, 3) == 0) {
		line->text += 3;
		line->len -= 3;
	}
	while (line->len > 0 &&
	       isspace((unsigned char)line->text[line->len - 1]))
		line->len--;
	while (line->len > 0 && isspace((unsigned char)*line->text)) {
		line->text++;
		line->len--;
	}
}

static void import_note(struct import_mark *mark, const struct line *line)
{
	if (mark->n++ == 0)
		mark->first = line->number;
}

/* Reads a line in whatever characters it is written. */
static int import_read(struct import *import, const struct line *line,
		       struct outcome *ret, struct error *err)
{
	const char *text = line->text;
	size_t len = line->len;

	if (!text_is_utf8(text, len)) {
		bytes_clear(&import->utf8);
		if (charset_decode(text, len, &import->utf8, err) < 0)
			return -1;
		text = import->utf8.data;
		len = import->utf8.len;
	}
	if (outcome_read_digits(text, len, ret, NULL, err) < 0)
		return -1;
	if (ret->source_sha256 == NULL) {
		ret->source_sha256 = mem_alloc(HASH_HEX_SIZE);
		hash_bytes(line->text, line->len, ret->source_sha256);
	}
	if (text != line->text)
		import_note(&import->decoded, line);
	if (ret->dwc.cut > 0)
		import_note(&import->cut, line);
	return 0;
}

static int import_too_long(const struct line *line, struct error *err)
{
	return error_set(err, ERROR_FAILED, "a line of %zu bytes is too long",
			 line->len);
}

/* Rewrites a line; one that was there before is counted. */
static int import_rewrite(struct import *import, const struct line *line,
			  struct import_counts *counts, struct error *err)
{
	struct outcome outcome;
	size_t before = import->texts.len;

	if (line->text == NULL)
		return import_too_long(line, err);
	if (import_read(import, line, &outcome, err) < 0)
		return -1;
	if (!import_add(import, &outcome))
		counts->skipped++;
	outcome_done(&outcome);
	if (import->texts.len - before <= JOURNAL_LINE_MAX)
		return 0;
	import->texts.len = before;
	import->n--;
	return import_too_long(line, err);
}

/* Takes in one line; a bad one is told. */
static void import_line(struct import *import, struct line *line,
			const char *name,
			const struct import_listener *listener,
			struct import_counts *counts)
{
	struct error why = {0};

	if (line->text != NULL)
		import_trim(line);
	if (line->text != NULL && line->len == 0)
		return;
	if (import_rewrite(import, line, counts, &why) == 0)
		return;
	counts->bad++;
	if (listener != NULL)
		listener->bad(listener->arg, name, line->number, why.text);
}

/* The journal itself would be read for ever. */
static int import_check_file(const struct import *import, int fd,
			     const char *name, struct error *err)
{
	char *path CLEANUP(mem_free_str) = NULL;
	struct stat file, own;

	if (import->run == NULL)
		return 0;
	path = run_path(import->run, journal_name(JOURNAL_RAW));
	if (fstat(fd, &file) < 0 || stat(path, &own) < 0)
		return 0;
	if (file.st_dev == own.st_dev && file.st_ino == own.st_ino)
		return error_set(err, ERROR_USAGE,
				 "%s is this run's own journal; name the file "
				 "of another run",
				 name);
	return 0;
}

static int import_records(struct import *import, struct records *records,
			  const struct import_listener *listener,
			  struct import_counts *counts, struct error *err)
{
	struct error why = {0};
	struct line line;
	int rc = 1;

	while (rc > 0) {
		rc = records_next(records, &line, &why);
		if (rc > 0)
			import_line(import, &line, records->name, listener,
				    counts);
		if ((rc <= 0 || import_is_full(import)) &&
		    import_write(import, counts, err) < 0)
			return -1;
	}
	if (rc < 0 && err != NULL)
		*err = why;
	return rc;
}

static void import_tell_marks(const struct import *import, const char *name,
			      const struct import_listener *listener,
			      struct import_counts *counts)
{
	const struct import_mark *decoded = &import->decoded;
	const struct import_mark *cut = &import->cut;

	counts->decoded += decoded->n;
	if (listener == NULL)
		return;
	if (decoded->n > 0 && listener->decoded != NULL)
		listener->decoded(listener->arg, name, decoded->first,
				  decoded->n);
	if (cut->n > 0 && listener->cut != NULL)
		listener->cut(listener->arg, name, cut->first, cut->n);
}

int import_lines(struct import *import, int fd, const char *name,
		 const struct import_listener *listener,
		 struct import_counts *counts, bool *ret_refused,
		 struct error *err)
{
	struct records records CLEANUP(records_done) = {.name = name};
	int rc;

	*ret_refused = false;
	if (import_check_file(import, fd, name, err) < 0 ||
	    import_take_in(import, counts, err) < 0)
		return -1;
	if (records_open(&records, fd, name, err) < 0) {
		*ret_refused = true;
		return -1;
	}
	import_clear(import);
	import->decoded = import->cut = (struct import_mark){0};
	rc = import_records(import, &records, listener, counts, err);
	import_tell_marks(import, name, listener, counts);
	if (rc < 0 || import->run == NULL)
		return rc;
	return import_fold_all(import, err);
}

/* --- outcomes of a caller ------------------------------------------------- */

int import_begin_outcomes(struct import *import, struct import_counts *counts,
			  struct error *err)
{
	import_clear(import);
	import->differing = true;
	import->end = 0;
	if (import->run == NULL)
		return 0;
	if (import_take_in(import, counts, err) < 0)
		return -1;
	return import_fold_all(import, err);
}

int import_outcome(struct import *import, const struct outcome *outcome,
		   struct import_counts *counts, struct error *err)
{
	if (!import_add(import, outcome))
		counts->skipped++;
	return import_is_full(import) ? import_write(import, counts, err) : 0;
}

int import_written(struct import *import, const char *source_sha256,
		   const struct bytes *text, struct import_counts *counts,
		   struct error *err)
{
	uint16_t *slot = import_slot(import, source_sha256);
	struct import_line *line = &import->lines[import->n];

	if (*slot != 0) {
		counts->skipped++;
		return 0;
	}
	memcpy(line->source, source_sha256, HASH_HEX_SIZE);
	line->start = import->texts.len;
	line->len = text->len;
	bytes_append(&import->texts, text->data, text->len);
	*slot = (uint16_t)++import->n;
	return import_is_full(import) ? import_write(import, counts, err) : 0;
}

int import_end_outcomes(struct import *import, struct import_counts *counts,
			struct error *err)
{
	int rc = import_write(import, counts, err);
	bool end;

	import->differing = false;
	if (rc < 0 || import->run == NULL)
		return rc;
	return import_fold(import, IMPORT_END_MS, &end, err);
}

struct index *import_index(struct import *import)
{
	return import->index;
}

const struct run *import_run_of(const struct import *import)
{
	return import->run;
}
