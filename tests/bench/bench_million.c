/*
 * bench_million.c: what a curator waits for in a run of a million records:
 * each filter of --where in the order of the queue, a record with what may be
 * put into its fields, the completion of a line, the values of a term and
 * their clusters. Wall time, and beside it what the processor worked, which a
 * busy machine changes less.
 *
 *	bench_million [RECORDS [RUN [PART]]]	(20,000 unless told)
 *
 * RUN is made where it is not there, and stays; a million take 1.5 GB. Without
 * one it is made in $TMPDIR and removed. PART: "filters", "columns" or "answers"
 * alone.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "review/columns/cluster.h"
#include "review/columns/column.h"
#include "review/answer/query.h"
#include "run/index/counts.h"
#include "run/index/filter.h"
#include "run/index/index.h"
#include "run/index/rows.h"
#include "tests/bench/million_run.h"

#define RECORDS 20000
#define ASKED	300 /* records and lines that are asked about */
#define ROWS	100 /* of a window */

/* ---- filters ------------------------------------------------------------- */

static void bench_rows(struct index *index, const char *where,
		       enum index_order order)
{
	char *storage CLEANUP(mem_free_str) = NULL;
	char *what CLEANUP(mem_free_str) =
		mem_printf("%s by %s", *where != '\0' ? where : "all",
			   index_order_word(order));
	struct index_filter filter;
	struct specimen_row *rows;
	struct stopwatch watch;
	struct error err;
	size_t n, total;

	if (index_filter_parse(where, index_terms(index), &filter, &storage,
			       &err) < 0)
		million_fail(&err);
	watch_begin(&watch);
	if (index_rows(index, &filter, order, 0, ROWS, &rows, &n, &total,
		       &err) < 0)
		million_fail(&err);
	watch_tell(&watch, what, total);
	for (size_t k = 0; k < n; k++)
		specimen_row_done(&rows[k]);
	free(rows);
}

static void bench_filters(struct index *index)
{
	static const char *const wheres[] = {
		"",
		"open",
		"status:APPROVED",
		"status:IN_REVIEW",
		"priority:HIGH",
		"priority:MINIMAL",
		"flagged",
		"expert",
		"second:waits",
		"reader:mb",
		"blank",
		"missing:locality",
		"missing:country",
		"missing:typeStatus",
		"evidence:none",
		"evidence:unknown",
		"doubt>1.5",
		"doubt>100",
		"completeness<50",
		"confidence<0.6",
		"quality<1",
		"soundness<40",
		"text:person77",
		"text:saskatchewan",
		"text:zzz",
		"text:la",
		"text:qz",
		"text:q",
		"text:ab",
		"open and missing:locality and text:carex",
		"open and doubt>1 and missing:recordedBy",
	};

	for (enum index_order order = 0; order < INDEX_ORDERS; order++) {
		printf("filters, by %s\n", index_order_word(order));
		for (size_t i = 0; i < ARRAY_LEN(wheres); i++)
			bench_rows(index, wheres[i], order);
	}
}

static void bench_counts(struct index *index)
{
	struct index_counts counts;
	struct coverage *coverage;
	struct stopwatch watch;
	struct error err;

	watch_begin(&watch);
	if (index_counts(index, &counts, &err) < 0)
		million_fail(&err);
	watch_tell(&watch, "counts", counts.sheets);
	watch_begin(&watch);
	if (index_coverage(index, &coverage, &err) < 0)
		million_fail(&err);
	watch_tell(&watch, "coverage of terms", counts.sheets);
	free(coverage);
}

/* ---- columns ------------------------------------------------------------- */

static bool never(void *arg)
{
	(void)arg;
	return false;
}

static void bench_clusters(const struct column *column)
{
	for (enum cluster_way way = 0; way < CLUSTER_WAYS; way++) {
		struct clusters clusters = {0};
		struct stopwatch watch;
		struct error err;

		watch_begin(&watch);
		if (clusters_find(column, way, never, NULL, &clusters, &err) <
		    0)
			million_fail(&err);
		watch_tell(&watch, cluster_word(way), clusters.n);
		clusters_done(&clusters);
	}
}

static void bench_columns(struct index *index)
{
	static const char *const terms[] = {"country", "recordedBy",
					    "scientificName", "locality",
					    "catalogNumber"};
	struct index_filter filter;

	index_filter_init(&filter);
	for (size_t i = 0; i < ARRAY_LEN(terms); i++) {
		struct column *column;
		struct stopwatch watch;
		struct error err;

		watch_begin(&watch);
		if (column_read(index, &filter, terms[i], never, NULL, &column,
				&err) < 0)
			million_fail(&err);
		printf("values of %s\n", terms[i]);
		watch_tell(&watch, "read", column->n);
		bench_clusters(column);
		column_release(column);
	}
}

/* ---- answers of the query thread ----------------------------------------- */

struct asker {
	struct query *query;
	struct mailbox *box;
	uint64_t ticket;
};

/* Waits for an answer of this kind, and drops others. */
static void wait_for(struct asker *asker, int kind)
{
	struct mail *mail;
	bool found;

	do {
		mail = mailbox_wait(asker->box, -1);
		found = mail->kind == kind;
		mail_free(mail);
	} while (!found);
}

/* Asks for a record of the queue, and waits for it. */
static void ask_record(struct asker *asker, unsigned int i, bool place)
{
	struct index_filter filter;
	char id[HASH_HEX_SIZE];

	index_filter_init(&filter);
	filter.open_only = true;
	million_id(i / SIGNED_IN * SIGNED_IN + 1, id);
	query_ask_specimen(asker->query, ++asker->ticket, &filter, ORDER_DOUBT,
			   id, 0, place);
	wait_for(asker, QUERY_MAIL_SPECIMEN);
}

/* What the fields of a record are offered. */
static void ask_candidates(struct asker *asker, unsigned int at)
{
	char id[HASH_HEX_SIZE];

	million_id(at / SIGNED_IN * SIGNED_IN + 1, id);
	query_ask_suggestions(asker->query, ++asker->ticket, id, "mb");
	wait_for(asker, QUERY_MAIL_SUGGESTIONS);
}

/* The next record: the record itself, and its candidates. The tables that these
 * need are read for the first. */
static void bench_records(struct asker *asker, unsigned int n)
{
	struct laps record = {0}, both = {0};
	struct stopwatch watch;

	watch_begin(&watch);
	ask_record(asker, 0, true);
	ask_candidates(asker, 0);
	watch_tell(&watch, "the first record with candidates", 1);
	for (unsigned int i = 0; i < ASKED; i++) {
		unsigned int at = (i * 7919 + 1) % n;

		laps_begin(&record);
		laps_begin(&both);
		ask_record(asker, at, true);
		laps_take(&record);
		ask_candidates(asker, at);
		laps_take(&both);
	}
	laps_tell(&record, "next record");
	laps_tell(&both, "next record with candidates");
}

/* A record, while a text is sought that is found nowhere; and a question
 * for other rows, which ends that. */
static void bench_busy(struct asker *asker, unsigned int n)
{
	struct index_filter none, all;
	struct laps record = {0}, rows = {0};

	index_filter_init(&none);
	index_filter_init(&all);
	none.text = "qz";
	for (unsigned int i = 0; i < ASKED; i++) {
		query_ask_rows(asker->query, ++asker->ticket, &none,
			       ORDER_DOUBT, 0, ROWS);
		laps_begin(&record);
		ask_record(asker, (i * 7919 + 1) % n, false);
		laps_take(&record);
		laps_begin(&rows);
		query_ask_rows(asker->query, ++asker->ticket, &all, ORDER_DOUBT,
			       0, ROWS);
		wait_for(asker, QUERY_MAIL_ROWS);
		laps_take(&rows);
	}
	laps_tell(&record, "next record while a text is sought");
	laps_tell(&rows, "other rows while a text is sought");
}

static void bench_completion(struct asker *asker, const char *term,
			     const char *text)
{
	char *what CLEANUP(mem_free_str) =
		mem_printf("completion of %s \"%s\"", term, text);
	struct record known;
	struct laps laps = {0};

	record_init(&known);
	record_set(&known, "recordedBy", "A. Person52", 1, SOURCE_HUMAN);
	record_set(&known, "eventDate", "1932-03-04", 1, SOURCE_HUMAN);
	for (unsigned int i = 0; i < ASKED; i++) {
		laps_begin(&laps);
		query_ask_completion(asker->query, ++asker->ticket, "x", term,
				     text, &known);
		wait_for(asker, QUERY_MAIL_COMPLETION);
		laps_take(&laps);
	}
	record_done(&known);
	laps_tell(&laps, what);
}

static void bench_answers(const struct run *run, unsigned int n)
{
	struct asker asker = {0};
	struct error err;

	if (mailbox_new(&asker.box, &err) < 0 ||
	    query_start(run, asker.box, &asker.query, &err) < 0)
		million_fail(&err);
	printf("answers\n");
	bench_records(&asker, n);
	bench_busy(&asker, n);
	bench_completion(&asker, "locality", "l");
	bench_completion(&asker, "locality", "Lake 49");
	bench_completion(&asker, "locality", "town7");
	bench_completion(&asker, "locality", "zzz");
	bench_completion(&asker, "recordedBy", "p");
	bench_completion(&asker, "scientificName", "Carex species2");
	bench_completion(&asker, "catalogNumber", "0");
	query_stop(asker.query);
	mailbox_free(asker.box);
}

static bool is_asked(int argc, char **argv, const char *part)
{
	return argc <= 3 || strcmp(argv[3], part) == 0;
}

int main(int argc, char **argv)
{
	unsigned int n = argc > 1 ? (unsigned int)atoi(argv[1]) : RECORDS;
	char *remove CLEANUP(mem_free_str) = NULL;
	struct run *run = million_run(argc > 2 ? argv[2] : NULL, n, &remove);
	struct index *index = million_index(run);

	bench_counts(index);
	if (is_asked(argc, argv, "filters"))
		bench_filters(index);
	if (is_asked(argc, argv, "columns"))
		bench_columns(index);
	if (is_asked(argc, argv, "answers"))
		bench_answers(run, n);
	index_close(index);
	run_close(run);
	return remove == NULL || system(remove) == 0 ? 0 : 1;
}
