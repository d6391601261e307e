/*
 * bench_suggest.c: how long it takes until what may be put into a record's
 * fields is there, and what completes a line that is typed, in a run with many
 * signed records.
 *
 *	bench_suggest [SIGNED]	(20,000 unless told)
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "review/answer/query.h"
#include "run/index/index.h"

#define SIGNED 20000
#define OPEN   200 /* records that are asked about */
#define PEOPLE 97
#define PLACES 4999

static void fail(const struct error *err)
{
	fprintf(stderr, "bench_suggest: %s\n", err->text);
	exit(1);
}

/* One gathering of many: a collector's numbers and days go on together. */
static void put_record(struct bytes *raw, unsigned int i)
{
	unsigned int who = i % PEOPLE, nth = i / PEOPLE;

	bytes_printf(raw,
		     "{\"image\":\"%064x.jpg\",\"specimen_id\":\"%064x\","
		     "\"model\":\"m\",\"provider\":\"local\",\"dwc\":{"
		     "\"catalogNumber\":\"%u\",\"recordedBy\":\"A. Person%u\","
		     "\"recordNumber\":\"%u\",\"eventDate\":\"%u-%02u-%02u\","
		     "\"country\":\"Canada\",\"stateProvince\":"
		     "\"Saskatchewan\",\"locality\":\"Lake %u, %u mi. N of "
		     "Regina\",\"scientificName\":\"Carex species%u\"},"
		     "\"timestamp\":\"2026-01-01T00:00:00Z\"}\n",
		     i, i, i, who, nth, 1900 + nth / 336 % 100,
		     1 + nth / 28 % 12, 1 + nth % 28, i % PLACES, i % 40,
		     i % 3001);
}

static void put_approval(struct bytes *edits, unsigned int i)
{
	bytes_printf(edits,
		     "{\"seq\":%u,\"id\":\"%032x\",\"timestamp\":"
		     "\"2026-01-01T00:00:00Z\",\"by\":\"mb\",\"specimen_id\":"
		     "\"%064x\",\"op\":\"approve\"}\n",
		     i + 1, i, i);
}

static void put_file(const struct run *run, const char *name,
		     const struct bytes *lines)
{
	char *path CLEANUP(mem_free_str) = run_path(run, name);
	struct error err;

	if (file_write_atomic(path, lines->data, lines->len, 0644, &err) < 0)
		fail(&err);
}

static void make_run(const struct run *run, unsigned int n)
{
	struct bytes raw CLEANUP(bytes_done) = {0};
	struct bytes edits CLEANUP(bytes_done) = {0};
	struct fold_report report;
	struct index *index;
	struct error err;
	int64_t begun = clock_ns();

	for (unsigned int i = 0; i < n + OPEN; i++)
		put_record(&raw, i);
	for (unsigned int i = 0; i < n; i++)
		put_approval(&edits, i);
	put_file(run, "raw.jsonl", &raw);
	put_file(run, "edits.jsonl", &edits);
	if (index_open(run, INDEX_FOLD, &index, &err) < 0 ||
	    index_fold(index, -1, &report, &err) < 0)
		fail(&err);
	index_close(index);
	printf("%-34s %9.1f s\n", "signed records folded",
	       (double)(clock_ns() - begun) / 1e9);
}

static int order(const void *a, const void *b)
{
	const int64_t *left = a, *right = b;

	return *left < *right ? -1 : *left > *right;
}

static void tell(const char *what, int64_t *ns, size_t n)
{
	qsort(ns, n, sizeof(*ns), order);
	printf("%-34s %9.3f ms median %9.3f ms p99\n", what,
	       (double)ns[n / 2] / 1e6, (double)ns[n * 99 / 100] / 1e6);
}

static int64_t wait_answer(struct mailbox *box, int64_t begun)
{
	struct mail *mail = mailbox_wait(box, -1);
	int64_t took = clock_ns() - begun;

	mail_free(mail);
	return took;
}

static void bench_suggestions(struct query *query, struct mailbox *box,
			      unsigned int n)
{
	int64_t ns[OPEN];

	for (unsigned int i = 0; i < OPEN; i++) {
		char *id CLEANUP(mem_free_str) = mem_printf("%064x", n + i);
		int64_t begun = clock_ns();

		query_ask_suggestions(query, i, id, "mb");
		ns[i] = wait_answer(box, begun);
	}
	tell("suggestions of a record", ns, OPEN);
}

static void bench_completion(struct query *query, struct mailbox *box,
			     const char *what, const char *term,
			     const char *text)
{
	int64_t ns[OPEN];
	struct record known;

	record_init(&known);
	record_set(&known, "recordedBy", "A. Person7", 1, SOURCE_HUMAN);
	record_set(&known, "eventDate", "1900-03-04", 1, SOURCE_HUMAN);
	for (unsigned int i = 0; i < OPEN; i++) {
		int64_t begun = clock_ns();

		query_ask_completion(query, i, "x", term, text, &known);
		ns[i] = wait_answer(box, begun);
	}
	record_done(&known);
	tell(what, ns, OPEN);
}

static void bench_queries(const struct run *run, unsigned int n)
{
	struct mailbox *box;
	struct query *query;
	struct error err;

	if (mailbox_new(&box, &err) < 0 ||
	    query_start(run, box, &query, &err) < 0)
		fail(&err);
	bench_suggestions(query, box, n);
	bench_completion(query, box, "completion of a letter", "locality", "l");
	bench_completion(query, box, "completion of a word", "locality",
			 "Lake 49");
	bench_completion(query, box, "completion of a later word", "locality",
			 "regina");
	bench_completion(query, box, "completion of what nobody has",
			 "locality", "zzz");
	bench_completion(query, box, "completion of a name", "scientificName",
			 "Carex species2");
	query_stop(query);
	mailbox_free(box);
}

int main(int argc, char **argv)
{
	const char *temp = getenv("TMPDIR");
	char *dir CLEANUP(mem_free_str) = mem_printf(
		"%s/vasculum-bench-XXXXXX", temp != NULL ? temp : "/tmp");
	unsigned int n = argc > 1 ? (unsigned int)atoi(argv[1]) : SIGNED;
	struct error err;
	struct run *run;
	char *remove CLEANUP(mem_free_str) = NULL;

	if (mkdtemp(dir) == NULL)
		return 1;
	if (run_open(dir, RUN_CREATE, &run, &err) < 0)
		fail(&err);
	make_run(run, n);
	bench_queries(run, n);
	run_close(run);
	remove = mem_printf("rm -r '%s'", dir);
	return system(remove) == 0 ? 0 : 1;
}
