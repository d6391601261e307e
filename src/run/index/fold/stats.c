/*
 * stats.c: the statistics of a run. See stats.h.
 *
 * 1. What was begun and is gone on with says what one that was made at once
 *    says.
 */
#include "config.h"

#include "run/index/fold/stats.h"

#include <string.h>

#include "base/mem.h"
#include "base/time/clock.h"
#include "run/journal/outcome.h"

#define LINES_AT_ONCE 64

void stats_done(struct index_stats *stats)
{
	run_words_free(stats->words);
	*stats = (struct index_stats){0};
}

/* --- from the database ---------------------------------------------------- */

static int stats_read(struct index *index, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_STATS_GET, &stmt, err, "");
	struct index_stats *stats = &index->stats;

	stats_done(stats);
	if (got <= 0)
		return got;
	/* What another version stored is made anew from the first line. */
	if (run_words_read(index->run->terms, sqlite3_column_blob(stmt, 1),
			   (size_t)sqlite3_column_bytes(stmt, 1), &stats->words,
			   NULL) < 0)
		return 0;
	stats->lines = index->stored_lines;
	stats->position = sqlite3_column_int64(stmt, 0);
	return 0;
}

int stats_load(struct index *index, struct error *err)
{
	int64_t lines;

	if (index_db_meta(index, STATS_LINES, &lines, err) < 0)
		return -1;
	if (lines == index->stored_lines)
		return 0;
	index->stored_lines = lines;
	return stats_read(index, err);
}

int stats_store_of(struct index *index, const struct index_stats *stats,
		   struct error *err)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	if (stats->words != NULL)
		run_words_write(stats->words, &text);
	if (index_db_do(index, SQL_STATS_PUT, err, "ib", stats->position,
			&text) < 0 ||
	    index_db_meta_put(index, STATS_NEXT, 0, err) < 0)
		return -1;
	return index_db_meta_put(index, STATS_LINES, stats->lines, err);
}

int stats_store(struct index *index, struct error *err)
{
	index->stored_lines = index->stats.lines;
	return stats_store_of(index, &index->stats, err);
}

int stats_settle(struct index *index, struct error *err)
{
	return index_db_meta_put(index, STATS_SETTLED, index->stats.lines, err);
}

/* --- from the journal ----------------------------------------------------- */

int stats_count_lines(const struct index *index, int64_t *ret,
		      struct error *err)
{
	struct journal_reader *reader;
	struct journal_line line;
	int64_t lines = 0;
	int got;

	if (journal_reader_open(index->run->dir, JOURNAL_RAW, 0, &reader, err) <
	    0)
		return -1;
	while ((got = journal_reader_next(reader, &line, err)) > 0)
		lines++;
	journal_reader_close(reader);
	*ret = lines;
	return got;
}

/* Takes a line in, if it is of a record. */
static void stats_take(struct index_stats *stats,
		       const struct journal_line *line)
{
	struct outcome outcome;

	stats->lines++;
	if (line->text == NULL || line->len == 0 ||
	    outcome_read(line->text, line->len, &outcome, NULL, NULL) < 0)
		return;
	if (outcome.error == NULL && !outcome_is_left(&outcome))
		run_words_add(stats->words, &outcome.dwc, outcome.model);
	outcome_done(&outcome);
}

int stats_advance(const struct index *index, struct index_stats *stats,
		  int64_t due, int64_t end_ms, struct error *err)
{
	struct journal_reader *reader;
	struct journal_line line;
	int64_t begun = stats->lines;
	int got = 1;

	if (stats->words == NULL)
		stats->words = run_words_new(index->run->terms);
	if (journal_reader_open(index->run->dir, JOURNAL_RAW,
				(uint64_t)stats->position, &reader, err) < 0)
		return -1;
	/* Some lines are read however short the time is. */
	while (stats->lines < due &&
	       (end_ms < 0 || (stats->lines - begun) % LINES_AT_ONCE != 0 ||
		stats->lines == begun || clock_ms() < end_ms) &&
	       (got = journal_reader_next(reader, &line, err)) > 0) {
		stats_take(stats, &line);
		stats->position = (int64_t)(line.position + line.len + 1);
	}
	journal_reader_close(reader);
	if (got < 0)
		return -1;
	if (stats->lines < due)
		return 0;
	run_words_seal(stats->words);
	return 1;
}

int stats_make(struct index *index, int64_t lines, struct error *err)
{
	int64_t due = run_words_due(lines);

	stats_done(&index->stats);
	if (due == 0)
		return 0;
	if (stats_advance(index, &index->stats, due, -1, err) < 0)
		return -1;
	/* A journal that was cut meanwhile is another one. */
	if (index->stats.lines < due)
		stats_done(&index->stats);
	return 0;
}
