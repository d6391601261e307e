/*
 * index.c: opening an index and folding the journals into it. See index.h.
 *
 * What comes at the end of a journal is folded in turns (turn.c); all of it,
 * where nothing was folded yet or a journal is another one, in a file of its
 * own that is swapped in when it is whole (build.c).
 */
#include "config.h"

#include "run/index/index.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "run/index/build/build.h"
#include "run/index/fold/crew.h"
#include "run/index/fold/load.h"
#include "run/index/fold/stats.h"
#include "run/index/fold/turn.h"
#include "run/index/follow/facts.h"
#include "run/index/follow/late.h"
#include "run/index/table/db.h"
#include "run/index/table/open.h"
#include "run/index/table/place.h"
#include "run/index/table/query.h"

int index_open_with(const struct run *run, enum index_mode mode,
		    const struct index_options *options, struct index **ret,
		    struct error *err)
{
	struct index *index = index_db_new(run, mode, options, run->index_path);

	if (index_db_open(index, err) < 0) {
		index_close(index);
		return -1;
	}
	*ret = index;
	return 0;
}

int index_open(const struct run *run, enum index_mode mode, struct index **ret,
	       struct error *err)
{
	static const struct index_options usual;

	return index_open_with(run, mode, &usual, ret, err);
}

int index_open_look(const struct run *run, struct index **ret,
		    struct error *err)
{
	static const struct index_options usual;
	char *path CLEANUP(mem_free_str) = file_join(run->dir, "index.db");
	struct index *index;

	/* Neither a link nor a pipe is opened. */
	if (file_check_own(path, false, err) < 0)
		return -1;
	index = index_db_new(run, INDEX_LOOK, &usual, path);
	if (index_db_open(index, err) < 0) {
		index_close(index);
		return -1;
	}
	*ret = index;
	return 0;
}

void index_close(struct index *index)
{
	if (index == NULL)
		return;
	index_build_drop(index);
	index_load_close(index);
	index_db_free(index);
}

const struct terms *index_terms(const struct index *index)
{
	return index->run->terms;
}

/* --- has anything changed? ------------------------------------------------ */

static struct index_seen index_look(const struct index *index,
				    enum journal_id id)
{
	char *path CLEANUP(mem_free_str) =
		run_path(index->run, journal_name(id));
	struct index_seen seen = {0};
	struct stat st;

	if (stat(path, &st) < 0)
		return seen;
	seen.dev = st.st_dev;
	seen.ino = st.st_ino;
	seen.size = st.st_size;
	seen.mtime_ns = file_mtime_ns(&st);
	return seen;
}

static bool index_seen_same(const struct index_seen *a,
			    const struct index_seen *b)
{
	return a->dev == b->dev && a->ino == b->ino && a->size == b->size &&
	       a->mtime_ns == b->mtime_ns;
}

/* 1 when a journal has to be looked at, 0 when all is as it was. */
static int index_moved(struct index *index, struct error *err)
{
	for (size_t i = 0; i < JOURNAL_FOLDED; i++) {
		struct index_seen now = index_look(index, (enum journal_id)i);
		struct place place;

		if (place_get(index, (enum journal_id)i, &place, err) < 0)
			return -1;
		if (!index->seen[i].checked ||
		    !index_seen_same(&index->seen[i], &now) ||
		    place.position != (int64_t)now.size)
			return 1;
	}
	return 0;
}

/* --- folding -------------------------------------------------------------- */

/* Folds one journal to its end: 1, or 0 when the time is over, or -1. */
static int fold_journal(struct index *index, enum journal_id id, int64_t end_ms,
			struct fold_report *report, struct error *err)
{
	struct index_seen now = index_look(index, id);
	enum fold_turn turn;

	if (now.dev != index->seen[id].dev || now.ino != index->seen[id].ino)
		index_load_close(index);
	do {
		turn = fold_turn(index, id, report, err);
		if (turn == TURN_FAILED)
			return -1;
		if (turn == TURN_STALE) {
			index->stale = true;
			return 1;
		}
		if (turn == TURN_END) {
			index->seen[id] = now;
			index->seen[id].checked = true;
			return 1;
		}
	} while (end_ms < 0 || clock_ms() < end_ms);
	return 0;
}

/* Outcomes first: acts are about them, and the signed lines about acts. Ends
 * where the index is found stale. */
static int fold_tails(struct index *index, int64_t end_ms,
		      struct fold_report *report, struct error *err)
{
	static const enum journal_id order[] = {
		JOURNAL_RAW, JOURNAL_EDITS, JOURNAL_CURATED, JOURNAL_EVENTS};

	for (size_t i = 0; i < ARRAY_LEN(order) && !index->stale; i++) {
		int got = fold_journal(index, order[i], end_ms, report, err);

		if (got <= 0)
			return got;
	}
	return 1;
}

/* Begins anew, in a file of its own or, where that cannot be, in its place:
 * 1, 0 when the time is over, or -1. */
static int fold_anew(struct index *index, int64_t end_ms,
		     struct fold_report *report, struct error *err)
{
	int got;

	report->rebuilt = report->rebuilt || index->stale;
	if (index_build_can(index)) {
		got = index_build(index, end_ms, report, err);
		if (got != 0)
			index->stale = false;
		report->making = got == 0;
		report->made = got == 0 ? index_build_made(index) : 0;
		return got;
	}
	if (index->stale && !index_db_heal(index))
		return error_set(err, ERROR_FAILED,
				 "the index of %s cannot be made anew; delete "
				 "%s",
				 index->run->name, index->path);
	return 1;
}

/* Whether all has to be folded, and not what came since: 1, 0 or -1. */
static int fold_is_new(struct index *index, struct error *err)
{
	struct place place;

	if (index->stale || index->build != NULL)
		return 1;
	if (place_get(index, JOURNAL_RAW, &place, err) < 0)
		return -1;
	return place.position == 0 && index_build_pays(index);
}

/* Rows follow the facts of their sheets: 1, 0 when the time is over, or -1. */
static int fold_facts(struct index *index, int64_t end_ms,
		      struct fold_report *report, struct error *err)
{
	int moved = index_facts_moved(index, err);

	while (moved > 0) {
		enum fold_turn turn = index_facts_turn(index, report, err);

		if (turn != TURN_MORE)
			return turn == TURN_FAILED ? -1 : 1;
		if (end_ms >= 0 && clock_ms() >= end_ms)
			return 0;
	}
	return moved < 0 ? -1 : 1;
}

/* Rows that follow later than their lines: as fold_facts. */
static int fold_late(struct index *index, int64_t end_ms,
		     struct fold_report *report, struct error *err)
{
	int any = index_late_any(index, err);

	while (any > 0) {
		enum fold_turn turn =
			index_late_turn(index, end_ms, report, err);

		if (turn != TURN_MORE)
			return turn == TURN_FAILED ? -1 : 1;
		if (end_ms >= 0 && clock_ms() >= end_ms)
			return 0;
	}
	return any < 0 ? -1 : 1;
}

/* Whether all rows are what they are to be: 1, 0 or -1. */
static int fold_is_whole(struct index *index, struct error *err)
{
	int left = index_late_any(index, err);

	if (left == 0)
		left = index_facts_moved(index, err);
	return left < 0 ? -1 : left == 0;
}

static int fold_rows(struct index *index, int64_t end_ms,
		     struct fold_report *report, struct error *err)
{
	int got = fold_late(index, end_ms, report, err);

	return got > 0 ? fold_facts(index, end_ms, report, err) : got;
}

static int fold_journals(struct index *index, int64_t end_ms, bool rows,
			 struct fold_report *report, struct error *err)
{
	int moved, got;

	if (index_db_follow(index, err) < 0)
		return -1;
	moved = index->stale || index->build != NULL ? 1
						     : index_moved(index, err);
	if (moved < 0)
		return -1;
	while (moved > 0) {
		int anew = fold_is_new(index, err);

		if (anew < 0)
			return -1;
		got = anew > 0 ? fold_anew(index, end_ms, report, err) : 1;
		if (got > 0)
			got = fold_tails(index, end_ms, report, err);
		if (got <= 0)
			return got;
		moved = index->stale;
	}
	report->taken = true;
	got = rows ? fold_rows(index, end_ms, report, err)
		   : fold_is_whole(index, err);
	report->complete = got > 0;
	return got < 0 ? -1 : 0;
}

/* A run that was moved away or removed has not lost its records: what is known
 * of them stays, and nothing is written of it. */
static int index_check_run(const struct index *index, struct error *err)
{
	struct stat st;

	if (stat(index->run->dir, &st) == 0 ||
	    (errno != ENOENT && errno != ENOTDIR))
		return 0;
	return error_set(err, ERROR_FAILED,
			 "%s was moved or removed: put it back, or open it "
			 "where it is now",
			 index->run->dir);
}

static int fold_all(struct index *index, int budget_ms, bool rows,
		    struct fold_report *ret, struct error *err)
{
	int64_t end_ms = budget_ms >= 0 ? clock_ms() + budget_ms : -1;
	struct fold_report report = {0};
	int rc = index_check_run(index, err);

	if (rc < 0)
		return -1;
	rc = fold_journals(index, end_ms, rows, &report, err);
	if (rc < 0 && index_db_heal(index)) {
		report = (struct fold_report){.rebuilt = true};
		rc = fold_journals(index, end_ms, rows, &report, err);
	}
	crew_stop(index);
	if (rc == 0 && ret != NULL)
		*ret = report;
	return rc;
}

int index_fold(struct index *index, int budget_ms, struct fold_report *ret,
	       struct error *err)
{
	return fold_all(index, budget_ms, true, ret, err);
}

int index_fold_lines(struct index *index, int budget_ms,
		     struct fold_report *ret, struct error *err)
{
	return fold_all(index, budget_ms, false, ret, err);
}

void fold_report_add(struct fold_report *sum, const struct fold_report *report)
{
	sum->lines += report->lines;
	sum->bad += report->bad;
	sum->remade += report->remade;
	sum->rebuilt = sum->rebuilt || report->rebuilt;
	sum->complete = report->complete;
	sum->taken = report->taken;
	sum->making = report->making;
	sum->made = report->made;
	if (sum->first_bad[0] == '\0')
		memcpy(sum->first_bad, report->first_bad,
		       sizeof(sum->first_bad));
}

void fold_report_making(const struct fold_report *report, struct bytes *ret)
{
	if (report->making && report->made < 0)
		bytes_append_str(ret, "another process makes the index anew");
	else if (report->making)
		bytes_printf(ret, "the index is made anew: %d %%",
			     report->made / 10);
}

static int index_keep_up(struct index *index, struct error *err)
{
	struct renewal renewal;

	if (!index->memory)
		return index_db_follow(index, err);
	if (index_fold(index, -1, NULL, err) < 0)
		return -1;
	return index_renew(index, -1, &renewal, err);
}

int index_ask(struct index *index, struct error *err)
{
	bool firm = index_query_firm(index, true);
	int rc = index_keep_up(index, err);

	index_query_firm(index, firm);
	return rc;
}

int index_run_words(struct index *index, struct run_words **ret,
		    struct error *err)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	if (index_ask(index, err) < 0 || stats_load(index, err) < 0)
		return -1;
	*ret = NULL;
	if (index->stats.words == NULL)
		return 0;
	run_words_write(index->stats.words, &text);
	return run_words_read(index->run->terms, text.data, text.len, ret, err);
}

static bool index_heal(struct index *index)
{
	if (!index_db_heal(index))
		return false;
	return (index->mode == INDEX_READ && !index->memory) ||
	       index_fold(index, -1, NULL, NULL) == 0;
}

bool index_mend(struct index *index)
{
	bool firm = index_query_firm(index, true);
	bool mended = index_heal(index);

	index_query_firm(index, firm);
	return mended;
}

int index_faults(struct index *index, int64_t *ret_n, char **ret_first,
		 struct error *err)
{
	char *first;

	if (index_db_meta_text(index, "bad.first", &first, err) < 0)
		return -1;
	if (index_db_meta(index, "bad", ret_n, err) < 0) {
		free(first);
		return -1;
	}
	*ret_first = first;
	return 0;
}
