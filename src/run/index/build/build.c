/*
 * build.c: an index made from nothing. See build.h.
 *
 * The rows are made in a file of its own (draft.c, stage.c), which last takes
 * the place of the old one.
 *
 * 1. The result is that of folding line by line.
 * 2. One process builds (lock.h).
 * 3. The file is nobody else's: no journal of its own, no locks. What fails
 *    leaves it to be thrown away.
 */
#include "config.h"

#include "run/index/build/build.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/time/clock.h"
#include "run/index/build/lock.h"
#include "run/index/build/stage.h"
#include "run/index/fold/crew.h"
#include "run/index/fold/load.h"
#include "run/index/fold/stats.h"
#include "run/index/table/open.h"
#include "run/index/table/sql.h"
#include "run/index/table/swap.h"

#define BUILD_MIN     (256u << 10) /* bytes of raw.jsonl from which it pays */
#define BUILD_DEPTH   12	   /* batches at once */
#define BUILD_TURN_MS 200

bool index_build_can(const struct index *index)
{
	char *dir CLEANUP(mem_free_str) = mem_strdup(index->path);
	char *slash = strrchr(dir, '/');

	if (slash != NULL)
		slash[slash == dir] = '\0';
	return !index->memory && access(slash != NULL ? dir : ".", W_OK) == 0;
}

bool index_build_pays(const struct index *index)
{
	uint64_t size = journal_size(index->run->dir, JOURNAL_RAW);

	return index_build_can(index) &&
	       (size >= BUILD_MIN || (size > 0 && index->options.builds));
}

int index_build_made(const struct index *index)
{
	return index->build != NULL ? build_stage_made(index->build) : -1;
}

void index_build_drop(struct index *index)
{
	struct index_build *build = index->build;

	if (build == NULL)
		return;
	ordered_stop(build->ordered, batch_free);
	if (build->waiting != NULL)
		batch_free(build->waiting);
	journal_reader_close(build->reader);
	index_fold_done(&build->draft.fold);
	if (build->target->lock >= 0)
		unlink(build->target->path); /* it was not renamed */
	crew_stop(build->target);
	index_load_close(build->target);
	index_db_free(build->target);
	index_draft_done(&build->draft);
	free(build);
	index->build = NULL;
}

static int build_open(struct index_build *build, struct error *err)
{
	struct index *target = build->target;
	int64_t lines;

	if (ftruncate(target->lock, 0) < 0)
		return error_sys(err, errno, "cannot write %s", target->path);
	/* What the run says of its records comes before their rows. */
	if (stats_count_lines(target, &lines, err) < 0 ||
	    stats_make(target, lines, err) < 0)
		return -1;
	build->draft.rules.run_words = target->stats.words;
	if (index_db_make(target, err) < 0 ||
	    index_db_exec(target, "BEGIN", err) < 0 ||
	    index_db_exec(target, index_new_paths, err) < 0 ||
	    (target->words && index_db_exec(target, index_words_many, err) < 0))
		return -1;
	if (stats_store(target, err) < 0 ||
	    index_fold_begin(&build->draft.fold, target, JOURNAL_RAW,
			     &build->draft.report, err) < 0 ||
	    journal_reader_open(target->run->dir, JOURNAL_RAW, 0,
				&build->reader, err) < 0)
		return -1;
	/* Where no threads can be had, this one does it all. */
	if (ordered_start(crew_threads(target), BUILD_DEPTH, batch_read,
			  &build->draft.rules, &build->ordered, NULL) == 0)
		return 0;
	return ordered_start(0, BUILD_DEPTH, batch_read, &build->draft.rules,
			     &build->ordered, err);
}

static int build_begin(struct index *index, int lock, struct error *err)
{
	struct index_build *build = mem_zalloc(sizeof(*build));
	char *path CLEANUP(mem_free_str) = build_lock_path(index);

	build->target =
		index_db_new(index->run, INDEX_FOLD, &index->options, path);
	build->draft.target = build->target;
	build->target->building = true;
	build->target->turn_ms = BUILD_TURN_MS;
	build->target->lock = lock;
	build->size = journal_size(index->run->dir, JOURNAL_RAW);
	build->draft.rules.terms = index->run->terms;
	atomic_init(&build->draft.rules.rows, true);
	build->stage = build_stage_raw;
	index->build = build;
	if (build_open(build, err) == 0)
		return 0;
	index_build_drop(index);
	return -1;
}

/* Nobody can open an index meanwhile. */
static int build_swap(struct index *index, struct error *err)
{
	struct index_build *build = index->build;

	if (build->target->words &&
	    index_db_exec(build->target, index_words_few, err) < 0)
		return -1;
	return index_swap(index, build->target, build_stage_finish, build, err);
}

/* Adds what was found. */
static void build_report(const struct index_build *build,
			 struct fold_report *ret)
{
	const struct fold_report *report = &build->draft.report;

	ret->lines += report->lines;
	ret->bad += report->bad;
	if (ret->first_bad[0] == '\0')
		memcpy(ret->first_bad, report->first_bad,
		       sizeof(ret->first_bad));
}

int index_build(struct index *index, int64_t end_ms, struct fold_report *report,
		struct error *err)
{
	bool made = false;
	int rc = 0;

	if (index->build == NULL) {
		int lock = build_lock_wait(index, end_ms, &made, err);

		if (lock < 0)
			return lock == -2 ? -1 : 0;
		if (made) {
			build_lock_drop(index, lock);
			return 1;
		}
		if (build_begin(index, lock, err) < 0)
			return -1;
		/* Whoever waits is told that it goes on. */
		if (end_ms >= 0)
			return 0;
	}
	while (rc >= 0 && index->build->stage != NULL) {
		rc = index->build->stage(index->build, err);
		if (rc >= 0 && end_ms >= 0 && clock_ms() >= end_ms)
			return 0;
	}
	if (rc == 0)
		rc = build_swap(index, err);
	build_report(index->build, report);
	index_build_drop(index);
	return rc < 0 ? -1 : 1;
}
