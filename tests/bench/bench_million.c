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
#include <time.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "review/columns/cluster.h"
#include "review/columns/column.h"
#include "review/answer/query.h"
#include "run/index/counts.h"
#include "run/index/filter.h"
#include "run/index/index.h"
#include "run/index/rows.h"

#define RECORDS	  20000
#define SIGNED_IN 4   /* one in so many is signed */
#define ASKED	  100 /* records and lines that are asked about */
#define ROWS	  100 /* of a window */

static void fail(const struct error *err)
{
	fprintf(stderr, "bench_million: %s\n", err->text);
	exit(1);
}

/* Wall and processor time since it was begun. */
struct stopwatch {
	int64_t wall, cpu;
};

static int64_t cpu_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void watch_begin(struct stopwatch *watch)
{
	watch->wall = clock_ns();
	watch->cpu = cpu_ns();
}

static void watch_tell(const struct stopwatch *watch, const char *what,
		       size_t n)
{
	double wall = (double)(clock_ns() - watch->wall) / 1e6;
	double cpu = (double)(cpu_ns() - watch->cpu) / 1e6;

	printf("  %-44s %9.1f ms (work %.1f)  %zu\n", what, wall, cpu, n);
	fflush(stdout);
}

/* ---- the run ------------------------------------------------------------- */

static void record_id(unsigned int i, char ret[HASH_HEX_SIZE])
{
	char name[32];

	snprintf(name, sizeof(name), "sheet %u", i);
	hash_bytes(name, strlen(name), ret);
}

static void put_value(struct bytes *raw, const char *term, unsigned int seed,
		      const char *value)
{
	bytes_printf(raw, "%s\"%s\":{\"value\":\"%s\",\"confidence\":0.%03u}",
		     raw->data[raw->len - 1] == '{' ? "" : ",", term, value,
		     500 + seed % 500);
}

/* A collector's numbers, days and places go on together; a value in some is
 * missing or misspelt. */
static void put_dwc(struct bytes *raw, unsigned int i)
{
	static const char *const provinces[] = {"Saskatchewan", "Alberta",
						"Manitoba", "Ontario",
						"British Columbia"};
	unsigned int x = (i + 1) * 2654435761u;
	unsigned int who = i / 400 % 9973, nth = i % 400;
	char value[160];

	snprintf(value, sizeof(value), "%07u", i);
	put_value(raw, "catalogNumber", x >> 3, value);
	snprintf(value, sizeof(value), "%s species%u%s",
		 i % 3 == 0 ? "Carex" : "Stipa", x % 3001,
		 i % 7 == 0 ? "" : " Nutt.");
	put_value(raw, "scientificName", x >> 5, value);
	snprintf(value, sizeof(value), "%c. Person%u%s", 'A' + (int)(who % 26),
		 who, i % 29 == 0 ? "." : "");
	put_value(raw, "recordedBy", x >> 7, i % 11 == 0 ? "" : value);
	snprintf(value, sizeof(value), "%u", nth + 1);
	put_value(raw, "recordNumber", x >> 9, value);
	snprintf(value, sizeof(value), "%u-%02u-%02u", 1880 + who % 120,
		 1 + nth / 28 % 12, 1 + nth % 28);
	put_value(raw, "eventDate", x >> 11, i % 13 == 0 ? "" : value);
	put_value(raw, "country", x >> 12, "Canada");
	put_value(raw, "stateProvince", x >> 13, provinces[who % 5]);
	snprintf(value, sizeof(value), "Lake %u, %u mi. N of Town%u",
		 who * 7 + nth / 20, nth % 40, who % 977);
	put_value(raw, "locality", x >> 15, i % 17 == 0 ? "" : value);
	snprintf(value, sizeof(value), "%s near water, %u %% shade",
		 i % 2 == 0 ? "sandy slope" : "moist meadow", x % 100);
	put_value(raw, "habitat", x >> 17, value);
	put_value(raw, "institutionCode", x >> 19, "AAFC");
}

static void put_record(struct bytes *raw, unsigned int i)
{
	char id[HASH_HEX_SIZE];

	record_id(i, id);
	bytes_printf(raw,
		     "{\"image\":\"%s.jpg\",\"specimen_id\":\"%s\",\"sha256\":"
		     "\"%s\",\"model\":\"m\",\"provider\":\"local\",\"dwc\":{",
		     id, id, id);
	put_dwc(raw, i);
	bytes_append_str(raw, "},\"timestamp\":\"2026-01-01T00:00:00Z\"}\n");
}

static void put_approval(struct bytes *edits, unsigned int i, unsigned int seq)
{
	char id[HASH_HEX_SIZE];

	record_id(i, id);
	bytes_printf(edits,
		     "{\"seq\":%u,\"id\":\"%032x\",\"timestamp\":"
		     "\"2026-01-01T00:00:00Z\",\"by\":\"mb\",\"specimen_id\":"
		     "\"%s\",\"op\":\"approve\"}\n",
		     seq, seq, id);
}

static FILE *open_journal(const struct run *run, const char *name)
{
	char *path CLEANUP(mem_free_str) = run_path(run, name);
	FILE *file = fopen(path, "w");

	if (file == NULL) {
		perror(path);
		exit(1);
	}
	return file;
}

static void make_journals(const struct run *run, unsigned int n)
{
	FILE *raw = open_journal(run, "raw.jsonl");
	FILE *edits = open_journal(run, "edits.jsonl");
	struct bytes line CLEANUP(bytes_done) = {0};
	unsigned int seq = 0;

	for (unsigned int i = 0; i < n; i++) {
		bytes_clear(&line);
		put_record(&line, i);
		fwrite(line.data, 1, line.len, raw);
		if (i % SIGNED_IN != 0)
			continue;
		bytes_clear(&line);
		put_approval(&line, i, ++seq);
		fwrite(line.data, 1, line.len, edits);
	}
	fclose(raw);
	fclose(edits);
}

static struct index *fold(const struct run *run)
{
	struct stopwatch watch;
	struct fold_report report;
	struct index *index;
	struct error err;

	watch_begin(&watch);
	if (index_open(run, INDEX_FOLD, &index, &err) < 0 ||
	    index_fold(index, -1, &report, &err) < 0)
		fail(&err);
	watch_tell(&watch, "lines folded", report.lines);
	return index;
}

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
		fail(&err);
	watch_begin(&watch);
	if (index_rows(index, &filter, order, 0, ROWS, &rows, &n, &total,
		       &err) < 0)
		fail(&err);
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
		fail(&err);
	watch_tell(&watch, "counts", counts.sheets);
	watch_begin(&watch);
	if (index_coverage(index, &coverage, &err) < 0)
		fail(&err);
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
			fail(&err);
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
			fail(&err);
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

static int order_ns(const void *a, const void *b)
{
	const int64_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

static void tell(const char *what, int64_t *ns)
{
	qsort(ns, ASKED, sizeof(*ns), order_ns);
	printf("  %-44s %9.2f ms median %9.2f ms p99\n", what,
	       (double)ns[ASKED / 2] / 1e6, (double)ns[ASKED * 99 / 100] / 1e6);
}

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

/* The next record: the record itself, and what its fields are offered. */
/* Asks for a record of the queue, and waits for it. */
static void ask_record(struct asker *asker, unsigned int i, bool place)
{
	struct index_filter filter;
	char id[HASH_HEX_SIZE];

	index_filter_init(&filter);
	filter.open_only = true;
	record_id(i / SIGNED_IN * SIGNED_IN + 1, id);
	query_ask_specimen(asker->query, ++asker->ticket, &filter, ORDER_DOUBT,
			   id, 0, place);
	wait_for(asker, QUERY_MAIL_SPECIMEN);
}

/* The next record: the record itself, and what its fields are offered. */
static void bench_records(struct asker *asker, unsigned int n)
{
	int64_t record[ASKED], both[ASKED];

	for (unsigned int i = 0; i < ASKED; i++) {
		unsigned int at = (i * 7919 + 1) % n;
		int64_t begun = clock_ns();
		char id[HASH_HEX_SIZE];

		ask_record(asker, at, true);
		record[i] = clock_ns() - begun;
		record_id(at / SIGNED_IN * SIGNED_IN + 1, id);
		query_ask_suggestions(asker->query, ++asker->ticket, id, "mb");
		wait_for(asker, QUERY_MAIL_SUGGESTIONS);
		both[i] = clock_ns() - begun;
	}
	tell("next record", record);
	tell("next record with candidates", both);
}

/* A record, while a text is sought that is found nowhere; and a question
 * for other rows, which ends that. */
static void bench_busy(struct asker *asker, unsigned int n)
{
	struct index_filter none, all;
	int64_t record[ASKED], rows[ASKED];

	index_filter_init(&none);
	index_filter_init(&all);
	none.text = "qz";
	for (unsigned int i = 0; i < ASKED; i++) {
		int64_t begun;

		query_ask_rows(asker->query, ++asker->ticket, &none,
			       ORDER_DOUBT, 0, ROWS);
		begun = clock_ns();
		ask_record(asker, (i * 7919 + 1) % n, false);
		record[i] = clock_ns() - begun;
		begun = clock_ns();
		query_ask_rows(asker->query, ++asker->ticket, &all, ORDER_DOUBT,
			       0, ROWS);
		wait_for(asker, QUERY_MAIL_ROWS);
		rows[i] = clock_ns() - begun;
	}
	tell("next record while a text is sought", record);
	tell("other rows while a text is sought", rows);
}

static void bench_completion(struct asker *asker, const char *term,
			     const char *text)
{
	char *what CLEANUP(mem_free_str) =
		mem_printf("completion of %s \"%s\"", term, text);
	struct record known;
	int64_t ns[ASKED];

	record_init(&known);
	record_set(&known, "recordedBy", "A. Person52", 1, SOURCE_HUMAN);
	record_set(&known, "eventDate", "1932-03-04", 1, SOURCE_HUMAN);
	for (unsigned int i = 0; i < ASKED; i++) {
		int64_t begun = clock_ns();

		query_ask_completion(asker->query, ++asker->ticket, "x", term,
				     text, &known);
		wait_for(asker, QUERY_MAIL_COMPLETION);
		ns[i] = clock_ns() - begun;
	}
	record_done(&known);
	tell(what, ns);
}

static void bench_answers(const struct run *run, unsigned int n)
{
	struct asker asker = {0};
	struct error err;

	if (mailbox_new(&asker.box, &err) < 0 ||
	    query_start(run, asker.box, &asker.query, &err) < 0)
		fail(&err);
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
	const char *temp = getenv("TMPDIR");
	char *dir CLEANUP(mem_free_str) =
		argc > 2 ? mem_strdup(argv[2])
			 : mem_printf("%s/vasculum-bench-XXXXXX",
				      temp != NULL ? temp : "/tmp");
	char *remove CLEANUP(mem_free_str) = NULL;
	unsigned int n = argc > 1 ? (unsigned int)atoi(argv[1]) : RECORDS;
	bool there = argc > 2 && access(dir, F_OK) == 0;
	struct index *index;
	struct run *run;
	struct error err;

	if (argc <= 2 && mkdtemp(dir) == NULL)
		return 1;
	if (run_open(dir, RUN_CREATE, &run, &err) < 0)
		fail(&err);
	if (!there)
		make_journals(run, n);
	printf("a run of %u records\n", n);
	index = fold(run);
	bench_counts(index);
	if (is_asked(argc, argv, "filters"))
		bench_filters(index);
	if (is_asked(argc, argv, "columns"))
		bench_columns(index);
	if (is_asked(argc, argv, "answers"))
		bench_answers(run, n);
	index_close(index);
	run_close(run);
	if (argc > 2)
		return 0;
	remove = mem_printf("rm -r '%s'", dir);
	return system(remove) == 0 ? 0 : 1;
}
