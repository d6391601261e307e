/*
 * bench_index.c: how long the index takes, on the published records where
 * they are, else on as many made ones: folding, a window of rows, a rank, one
 * specimen, the sums.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "run/index/index.h"

#define RECORDS 2702
#define ROUNDS	200

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
		if (index_rows(index, &filter, ORDER_PRIORITY, RECORDS / 2, 50,
			       &rows, &n, NULL, &err) < 0)
			fail(&err);
		at[1] = clock_ns();
		if (index_rank(index, &filter, ORDER_PRIORITY, rows[0].id,
			       &rank, &err) < 0)
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

int main(void)
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
	run_close(run);
	remove_all(dir);
	bytes_done(&raw);
	free(path);
	free(published);
	free(dir);
	return 0;
}
