/*
 * import.h: outcomes of other runs taken into this one: lines of raw.jsonl
 * files of any known shape, rewritten in ours with all their own keys and
 * source_sha256, the hash of the original line.
 */
#ifndef RUN_INTAKE_IMPORT_H
#define RUN_INTAKE_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "run/index/index.h"
#include "run/journal/outcome.h"
#include "run/rescue/rescue.h"
#include "run/run/run.h"

struct import_counts {
	size_t imported;
	size_t skipped; /* there already */
	size_t bad;
	size_t decoded; /* that were not UTF-8 but Windows-1252 */
	int torn;	/* tails of journals that were set aside */
	struct rescue_report rescued; /* of extractions, taken in first */
};

/* Who is told of each bad line and, at the end of a file, of those that were
 * not UTF-8 and of those that hold more than a record does (record_read_json),
 * `first` of them; all is borrowed. */
struct import_listener {
	void (*bad)(void *arg, const char *name, uint64_t number,
		    const char *why);
	void (*decoded)(void *arg, const char *name, uint64_t first, size_t n);
	void (*cut)(void *arg, const char *name, uint64_t first, size_t n);
	void *arg;
};

struct import;

/* Into an open run, which outlives the import. */
int import_open(const struct run *run, struct import **ret,
		struct error *err) MUST_USE;
/* Into the run `dir`, borrowed. One that is not there yet is made when the
 * first record is: what holds none leaves none behind. */
int import_open_dir(const char *dir, struct import **ret,
		    struct error *err) MUST_USE;
void import_close(struct import *import); /* NULL is fine */

/*
 * Takes in all records that `fd` gives; `name` is for messages. Adds to
 * *counts what is durable, also when it fails (-1): importing the same again
 * skips what was taken in. Other processes may extract and review meanwhile.
 * The run's own raw.jsonl is refused, and what cannot be records (kind.h):
 * *ret_refused is true then, and another file may be taken in. Afterwards all
 * is folded.
 */
int import_lines(struct import *import, int fd, const char *name,
		 const struct import_listener *listener,
		 struct import_counts *counts, bool *ret_refused,
		 struct error *err) MUST_USE;

/*
 * Outcomes that a caller makes, each with its source_sha256, none of which two
 * of them share: taken in batch by batch, those that are there already
 * skipped. Begin folds what is there; end folds for about a second: what many
 * rows are is folded by whoever asks next.
 */
int import_begin_outcomes(struct import *import, struct import_counts *counts,
			  struct error *err) MUST_USE;
int import_outcome(struct import *import, const struct outcome *outcome,
		   struct import_counts *counts, struct error *err) MUST_USE;
/* The same of one that is written already: a line as outcome_write makes it,
 * with its newline. */
int import_written(struct import *import, const char *source_sha256,
		   const struct bytes *text, struct import_counts *counts,
		   struct error *err) MUST_USE;
int import_end_outcomes(struct import *import, struct import_counts *counts,
			struct error *err) MUST_USE;
/* Folds all that is there now. Nobody else can fold while an import has begun
 * to. */
int import_fold_all(struct import *import, struct error *err) MUST_USE;
/* `going` is told how far folding is, five times a second, whenever an import
 * folds what is there: of a run that has grown that takes minutes. */
void import_watch(struct import *import,
		  void (*going)(void *arg, const struct fold_report *report),
		  void *arg);
/* NULL while there is no run. Between begin and end it is folded to what was
 * there at the beginning. */
struct index *import_index(struct import *import);
/* The run, NULL likewise; its terms are those of the import. */
const struct run *import_run_of(const struct import *import);

#endif
