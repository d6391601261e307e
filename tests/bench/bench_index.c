/*
 * bench_index.c: how long the index takes, on the published records where
 * they are, else on as many made ones: folding, a window of rows, a rank, one
 * specimen, the sums. And how many made records are rebuilt in a second, with
 * one outcome each and with three; how large the index is beside the journal;
 * how long a search takes.
 *
 *	bench_index [RECORDS]	(20,000 unless told)
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "run/index/counts.h"
#include "run/index/filter.h"
#include "run/index/rank.h"
#include "run/index/rows.h"
#include "run/index/specimen.h"
#include "run/index/table/db.h"

#define RECORDS 2702
#define ROUNDS	200
#define MADE	20000

static void fail(const struct error *err)
{
	fprintf(stderr, "bench_index: %s\n", err->text);
	exit(1);
}

static void tell(const char *what, int64_t ns, int rounds)
{
	printf("%-34s %9.3f ms\n", what, (double)ns / 1e6 / rounds);
}

static void make_records(struct bytes *raw)
{
	for (unsigned int i = 0; i < RECORDS; i++)
		bytes_printf(raw,
			     "{\"image\":\"%064x.jpg\",\"specimen_id\":"
			     "\"%064x\",\"model\":\"m\",\"provider\":\"local\","
			     "\"dwc\":{\"catalogNumber\":\"%u\","
			     "\"scientificName\":\"Stipa comata Trin.\","
			     "\"eventDate\":\"1969-08-11\",\"country\":"
			     "\"Canada\"},\"timestamp\":"
			     "\"2026-01-01T00:00:00Z\"}\n",
			     i, i, i);
}

static void bench_queries(struct index *index)
{
	struct index_filter filter;
	struct index_counts counts;
	struct specimen specimen;
	struct specimen_row *rows;
	struct error err;
	int64_t at[5], rank, spent[4] = {0};
	size_t n;

	index_filter_init(&filter);
	filter.open_only = true;
	for (int i = 0; i < ROUNDS; i++) {
		at[0] = clock_ns();
		if (index_rows(index, &filter, ORDER_DOUBT, RECORDS / 2, 50,
			       &rows, &n, NULL, &err) < 0)
			fail(&err);
		at[1] = clock_ns();
		if (index_rank(index, &filter, ORDER_DOUBT, rows[0].id, &rank,
			       &err) < 0)
			fail(&err);
		at[2] = clock_ns();
		if (index_specimen(index, rows[0].id, &specimen, &err) < 0)
			fail(&err);
		at[3] = clock_ns();
		if (index_counts(index, &counts, &err) < 0)
			fail(&err);
		at[4] = clock_ns();
		for (int k = 0; k < 4; k++)
			spent[k] += at[k + 1] - at[k];
		specimen_done(&specimen);
		for (size_t k = 0; k < n; k++)
			specimen_row_done(&rows[k]);
		free(rows);
	}
	tell("50 rows from the middle", spent[0], ROUNDS);
	tell("rank of the middle one", spent[1], ROUNDS);
	tell("one specimen, replayed", spent[2], ROUNDS);
	tell("all sums", spent[3], ROUNDS);
}

static void bench_index(const struct run *run)
{
	struct fold_report report;
	struct index *index;
	struct error err;
	int64_t start = clock_ns();

	if (index_open(run, INDEX_FOLD, &index, &err) < 0 ||
	    index_fold(index, -1, &report, &err) < 0)
		fail(&err);
	printf("%zu records\n", report.lines);
	tell("open and fold from nothing", clock_ns() - start, 1);
	index_close(index);
	start = clock_ns();
	if (index_open(run, INDEX_FOLD, &index, &err) < 0 ||
	    index_fold(index, -1, &report, &err) < 0)
		fail(&err);
	tell("open and fold nothing new", clock_ns() - start, 1);
	bench_queries(index);
	index_close(index);
}

/* --- made records --------------------------------------------------------- */

static const char *word(unsigned int i)
{
	static const char *const words[] = {
		"Regina",  "creek",  "north",	"of",	 "Battleford",
		"slough",  "sandy",  "Cypress", "Hills", "roadside",
		"prairie", "east",   "Lac",	"la",	 "Ronge",
		"river",   "valley", "spruce",	"bog",	 "Qu'Appelle"};

	return words[i % ARRAY_LEN(words)];
}

static void made_value(struct bytes *raw, const char *term, const char *value,
		       unsigned int seed)
{
	bytes_printf(raw, "%s\"%s\":{\"value\":\"%s\",\"confidence\":0.%03u}",
		     raw->data[raw->len - 1] == '{' ? "" : ",", term, value,
		     seed % 1000);
}

/* A record of the shape of imported ones: ten fields, some empty; a name in
 * three is spoilt, and each locality is its own. */
static void made_dwc(struct bytes *raw, unsigned int i, unsigned int round)
{
	unsigned int x = (i + 1) * 2654435761u;
	char value[160];

	bytes_append_str(raw, "\"dwc\":{");
	made_value(raw, "basisOfRecord", "PreservedSpecimen", x);
	snprintf(value, sizeof(value), "%07u", i);
	made_value(raw, "catalogNumber", value, x >> 3);
	snprintf(value, sizeof(value), "%s %c%u%s",
		 i % 3 == 0 ? "Stipa" : "Senecio", 'a' + (int)(x % 26), x % 977,
		 i % 3 == 1 ? "" : "ata Nutt.");
	made_value(raw, "scientificName", value, x >> 5);
	snprintf(value, sizeof(value), "%u-%02u-%02u", 1880 + x % 120,
		 1 + x % 12, 1 + x % 28);
	made_value(raw, "eventDate", i % 5 == 0 ? "" : value, x >> 7);
	snprintf(value, sizeof(value), "%c. %s", 'A' + (int)(x % 26),
		 word(x >> 9));
	made_value(raw, "recordedBy", i % 4 == 0 ? "" : value, x >> 9);
	made_value(raw, "country", "Canada", x >> 11);
	made_value(raw, "stateProvince", "Saskatchewan", x >> 11);
	snprintf(value, sizeof(value), "%u miles %s %s %s %s", x % 40,
		 word(x >> 4), word(x >> 8), word(x >> 12),
		 word((x >> 16) + round));
	made_value(raw, "locality", i % 3 == 0 ? "" : value, x >> 13);
	made_value(raw, "institutionCode", "AAFC", x >> 15);
	made_value(raw, "collectionCode", "REGINA", x >> 15);
	bytes_append_str(raw, "},");
}

static void made_line(struct bytes *raw, unsigned int i, unsigned int round)
{
	char name[32], id[HASH_HEX_SIZE], other[HASH_HEX_SIZE];

	snprintf(name, sizeof(name), "%u", i);
	hash_bytes(name, strlen(name), id);
	snprintf(name, sizeof(name), "params %u", round);
	hash_bytes(name, strlen(name), other);
	bytes_printf(raw,
		     "{\"image\":\"%s.jpg\",\"specimen_id\":\"%s\",\"sha256\":"
		     "\"%s\",\"model\":\"vision-api\",\"provider\":\"apple\",",
		     id, id, id);
	made_dwc(raw, i, round);
	bytes_printf(raw,
		     "\"timestamp\":\"2025-10-31T21:56:16.591399Z\","
		     "\"params_sha256\":\"%s\",\"extraction_method\":"
		     "\"simple\",\"ocr_engine\":\"vision\"}\n",
		     other);
}

static void made_journal(const struct run *run, unsigned int n,
			 unsigned int rounds)
{
	char *path = run_path(run, "raw.jsonl");
	struct bytes raw = {0};
	FILE *file = fopen(path, "w");

	if (file == NULL)
		exit(1);
	for (unsigned int i = 0; i < n * rounds; i++) {
		made_line(&raw, i % n, i / n);
		fwrite(raw.data, 1, raw.len, file);
		bytes_clear(&raw);
	}
	fclose(file);
	bytes_done(&raw);
	free(path);
}

static double file_size(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (double)st.st_size : 0;
}

static void bench_text(struct index *index, const char *text)
{
	struct index_filter filter;
	struct specimen_row *rows;
	struct error err;
	int64_t start = clock_ns();
	size_t n, total;

	index_filter_init(&filter);
	filter.text = text;
	if (index_rows(index, &filter, ORDER_DOUBT, 0, 50, &rows, &n, &total,
		       &err) < 0)
		fail(&err);
	printf("  text:%-15s %9zu found %9.1f ms\n", text, total,
	       (double)(clock_ns() - start) / 1e6);
	for (size_t k = 0; k < n; k++)
		specimen_row_done(&rows[k]);
	free(rows);
}

/* The first rows of an order, and those from the middle, of what is open. */
static void bench_order(struct index *index, enum index_order order,
			unsigned int n)
{
	const size_t offsets[] = {0, n / 2};
	struct index_filter filter;
	struct specimen_row *rows;
	struct error err;
	size_t got, total;

	index_filter_init(&filter);
	filter.open_only = true;
	for (size_t i = 0; i < ARRAY_LEN(offsets); i++) {
		int64_t start = clock_ns();

		if (index_rows(index, &filter, order, offsets[i], 200, &rows,
			       &got, &total, &err) < 0)
			fail(&err);
		printf("  by %-9s 200 rows from %7zu %9.1f ms\n",
		       index_order_word(order), offsets[i],
		       (double)(clock_ns() - start) / 1e6);
		for (size_t k = 0; k < got; k++)
			specimen_row_done(&rows[k]);
		free(rows);
	}
}

/* Processor seconds of the process, all threads: what a busy machine spares. */
static double cpu(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

static void bench_rebuild(const struct run *run, unsigned int n,
			  unsigned int rounds, bool no_words)
{
	const struct index_options options = {.no_words = no_words};
	char *raw = run_path(run, "raw.jsonl");
	double used = cpu(), seconds;
	int64_t start = clock_ns();
	struct index *index;
	struct error err;

	if (index_open_with(run, INDEX_FOLD, &options, &index, &err) < 0 ||
	    index_fold(index, -1, NULL, &err) < 0)
		fail(&err);
	seconds = (double)(clock_ns() - start) / 1e9;
	used = cpu() - used;
	index_close(index);
	printf("%u records of %u, %s words: %.0f lines/s, %.0f records/s "
	       "(%.1f us of processor a line); index %.2f of the journal\n",
	       n, rounds, no_words ? "without" : "with", n * rounds / seconds,
	       n / seconds, 1e6 * used / (n * rounds),
	       file_size(run->index_path) / file_size(raw));
	start = clock_ns();
	if (index_open_with(run, INDEX_FOLD, &options, &index, &err) < 0 ||
	    index_fold(index, -1, NULL, &err) < 0)
		fail(&err);
	tell("  open again", clock_ns() - start, 1);
	bench_text(index, "battleford");
	bench_text(index, "stipa q977");
	bench_text(index, "saskatchewan");
	bench_text(index, "ba");
	for (enum index_order order = ORDER_DOUBT; order < INDEX_ORDERS;
	     order++)
		bench_order(index, order, n);
	index_close(index);
	free(raw);
}

static void bench_made(const struct run *run, unsigned int n)
{
	for (unsigned int rounds = 1; rounds <= 3; rounds += 2) {
		made_journal(run, n, rounds);
		bench_rebuild(run, n, rounds, true);
		bench_rebuild(run, n, rounds, false);
	}
}

static void remove_all(const char *dir)
{
	static const char *const names[] = {
		"run.json",	"lock",		"raw.jsonl", "index.db",
		"index.db-wal", "index.db-shm", ""};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char *path = mem_printf("%s/%s", dir, names[i]);

		if (names[i][0] == '\0')
			rmdir(dir);
		else
			unlink(path);
		free(path);
	}
}

int main(int argc, char **argv)
{
	const char *top = getenv("top_srcdir");
	const char *temp = getenv("TMPDIR");
	char *dir = mem_printf("%s/vasculum-bench-XXXXXX",
			       temp != NULL ? temp : "/tmp");
	char *published =
		mem_printf("%s/../shared/specimens/published-2702.raw.jsonl",
			   top != NULL ? top : ".");
	struct bytes raw = {0};
	struct error err;
	struct run *run;
	char *path;

	if (mkdtemp(dir) == NULL)
		return 1;
	if (file_read(published, 64u << 20, &raw, &err) < 0)
		make_records(&raw);
	if (run_open(dir, RUN_CREATE, &run, &err) < 0)
		fail(&err);
	path = run_path(run, "raw.jsonl");
	if (file_write_atomic(path, raw.data, raw.len, 0644, &err) < 0)
		fail(&err);
	bench_index(run);
	bench_made(run, argc > 1 ? (unsigned int)atoi(argv[1]) : MADE);
	run_close(run);
	remove_all(dir);
	bytes_done(&raw);
	free(path);
	free(published);
	free(dir);
	return 0;
}
