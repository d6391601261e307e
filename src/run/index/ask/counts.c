/*
 * counts.c: sums over all specimens. See counts.h.
 */
#include "config.h"

#include "run/index/counts.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "run/index/table/db.h"
#include "run/record/second.h"

/* --- sums ----------------------------------------------------------------- */

static double counts_mean(int64_t sum, int64_t n)
{
	return n > 0 ? (double)sum / 1000 / (double)n : 0;
}

static int counts_read(struct index *index, struct index_counts *ret,
		       struct error *err)
{
	const struct index_tally *tally = &index->tally;
	int64_t revision;

	if (index_tally_load(index, err) < 0 ||
	    index_db_meta(index, "revision", &revision, err) < 0)
		return -1;
	*ret = (struct index_counts){
		.sheets = (size_t)tally->sheets,
		.extracted = (size_t)tally->extracted,
		.failed = (size_t)tally->failed,
		.flagged = (size_t)tally->marked[MARK_FLAGGED],
		.expert = (size_t)tally->marked[MARK_EXPERT],
		.second = (size_t)tally->marked[MARK_SECOND],
		.completeness_mean =
			counts_mean(tally->completeness, tally->sheets),
		.soundness_mean = counts_mean(tally->soundness, tally->sheets),
		.doubt_mean = counts_mean(tally->doubt, tally->sheets),
		.blank = (size_t)tally->blank,
		.cost_usd = (double)tally->cost / 1e9,
		.revision = revision,
	};
	for (size_t i = 0; i < STATUS_COUNT; i++)
		ret->by_status[i] = (size_t)tally->by_status[i];
	for (size_t i = 0; i < PRIORITY_COUNT; i++)
		ret->by_priority[i] = (size_t)tally->by_priority[i];
	return 0;
}

/* The sums are many rows: read in one transaction, so that they fit. */
static int counts_snapshot(struct index *index, struct index_counts *ret,
			   struct error *err)
{
	struct index_counts counts;
	int rc;

	if (index_db_exec(index, "BEGIN", err) < 0)
		return -1;
	rc = counts_read(index, &counts, err);
	index_db_rollback(index);
	if (rc == 0)
		*ret = counts;
	return rc;
}

int index_counts(struct index *index, struct index_counts *ret,
		 struct error *err)
{
	int rc = index_ask(index, err);

	if (rc == 0)
		rc = counts_snapshot(index, ret, err);
	if (rc < 0 && index_mend(index))
		rc = counts_snapshot(index, ret, err);
	return rc;
}

/* --- second readings ------------------------------------------------------ */

void index_agreements_free(struct index_agreement *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(list[i].term);
	free(list);
}

struct agreements {
	struct index_agreement *items;
	size_t n, cap, records;
};

static int agreements_count(struct index *index, struct agreements *ret,
			    struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_SECOND_COUNT, &stmt, err, "");

	if (got > 0)
		ret->records = (size_t)sqlite3_column_int64(stmt, 0);
	return got < 0 ? -1 : 0;
}

static int agreements_read(struct index *index, struct agreements *ret,
			   struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got;

	*ret = (struct agreements){0};
	if (agreements_count(index, ret, err) < 0)
		return -1;
	got = index_db_get(index, SQL_SECOND_SUMS, &stmt, err, "");
	for (; got > 0; got = index_db_next(index, stmt, err)) {
		ARRAY_GROW(ret->items, ret->n, ret->cap);
		ret->items[ret->n++] = (struct index_agreement){
			.term = mem_strdup(index_db_text(stmt, 0)),
			.n = (size_t)sqlite3_column_int64(stmt, 1),
			.same = (size_t)sqlite3_column_int64(stmt, 2),
		};
	}
	if (got < 0)
		index_agreements_free(ret->items, ret->n);
	return got;
}

int index_agreements(struct index *index, struct index_agreement **ret,
		     size_t *ret_n, size_t *ret_records, struct error *err)
{
	struct agreements list;
	int rc = index_ask(index, err);

	if (rc == 0)
		rc = agreements_read(index, &list, err);
	if (rc < 0 && index_mend(index))
		rc = agreements_read(index, &list, err);
	if (rc < 0)
		return -1;
	*ret = list.items;
	*ret_n = list.n;
	*ret_records = list.records;
	return 0;
}

/* --- open records --------------------------------------------------------- */

static void open_add(struct index_open *open, int stage, int64_t half, size_t n)
{
	open->n += n;
	if (stage == 2)
		open->failed += n;
	else if (stage == 1)
		open->blank += n;
	else
		open->doubts[half < 0		    ? 0
			     : half >= INDEX_DOUBTS ? INDEX_DOUBTS - 1
						    : half] += n;
}

static int open_read(struct index *index, struct index_open *ret,
		     struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_OPEN_DOUBTS, &stmt, err, "");

	*ret = (struct index_open){0};
	for (; got > 0; got = index_db_next(index, stmt, err))
		open_add(ret, sqlite3_column_int(stmt, 0),
			 sqlite3_column_int64(stmt, 1),
			 (size_t)sqlite3_column_int64(stmt, 2));
	return got;
}

int index_open_doubts(struct index *index, struct index_open *ret,
		      struct error *err)
{
	int rc = index_ask(index, err);

	if (rc == 0)
		rc = open_read(index, ret, err);
	if (rc < 0 && index_mend(index))
		rc = open_read(index, ret, err);
	return rc;
}

/* --- coverage ------------------------------------------------------------- */

/* The bit of each term of the table; -1 for one that no record has. */
static int coverage_bits(struct index *index, int *ret, struct error *err)
{
	const struct terms *terms = index->run->terms;

	for (size_t i = 0; i < terms_count(terms); i++) {
		sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
		int got = index_db_get(index, SQL_TERM_GET, &stmt, err, "s",
				       terms_at(terms, i)->name);

		if (got < 0)
			return -1;
		ret[i] = got > 0 ? sqlite3_column_int(stmt, 0) : -1;
	}
	return 0;
}

/* Whether the sheet says a value of this digit, or lets it follow. */
static bool support_is_seen(char digit)
{
	return digit == '0' + SUPPORT_SEEN || digit == '0' + SUPPORT_INFERRED;
}

static void coverage_add(const char *fields, const char *supports,
			 const int *bits, size_t n, struct coverage *coverage)
{
	size_t len = strlen(fields), n_supports = strlen(supports);

	for (size_t i = 0; i < n; i++) {
		if (bits[i] < 0 || (size_t)bits[i] >= len)
			continue;
		coverage[i].filled += fields[bits[i]] != '0';
		coverage[i].sound += fields[bits[i]] == '2';
		coverage[i].seen += (size_t)bits[i] < n_supports &&
				    support_is_seen(supports[bits[i]]);
	}
}

static int coverage_read(struct index *index, const int *bits, size_t n,
			 struct coverage *coverage, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(index_db_release) = NULL;
	int got = index_db_get(index, SQL_COVERAGE, &stmt, err, "");

	for (; got > 0; got = index_db_next(index, stmt, err))
		coverage_add(index_db_text(stmt, 0), index_db_text(stmt, 1),
			     bits, n, coverage);
	return got;
}

static int coverage_try(struct index *index, struct coverage **ret,
			struct error *err)
{
	size_t n = terms_count(index->run->terms);
	struct coverage *coverage = mem_zalloc(n * sizeof(*coverage));
	int *bits = mem_alloc(n * sizeof(*bits));
	int rc = coverage_bits(index, bits, err);

	if (rc == 0)
		rc = coverage_read(index, bits, n, coverage, err);
	free(bits);
	if (rc == 0)
		*ret = coverage;
	else
		free(coverage);
	return rc;
}

int index_coverage(struct index *index, struct coverage **ret,
		   struct error *err)
{
	int rc = index_ask(index, err);

	if (rc == 0)
		rc = coverage_try(index, ret, err);
	if (rc < 0 && index_mend(index))
		rc = coverage_try(index, ret, err);
	return rc;
}
