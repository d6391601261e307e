/*
 * bench_run.c: how fast a run takes in, keeps and finds: an import of the
 * size of the published one, single durable appends, outcomes through the
 * store, and the worklist of a tree whose sheets are all known.
 *
 *	bench_run [SHEETS]	(20,000 unless told)
 */
#include "config.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "run/cache/hash.h"
#include "run/intake/import.h"
#include "run/intake/scan.h"
#include "run/intake/worklist.h"
#include "run/journal/journal.h"
#include "run/store/store.h"

#define IMPORT_LINES 2702
#define APPENDS	     200
#define OUTCOMES     5000

struct bench {
	char *dir, *images;
	struct run *run;
	struct error err;
};

static void need(int rc, const struct bench *b)
{
	if (rc == 0)
		return;
	fprintf(stderr, "bench_run: %s\n", b->err.text);
	exit(1);
}

static double since(int64_t start)
{
	return (double)(clock_ns() - start) / 1e9;
}

/* Processor seconds of the process so far: what a busy machine spares. */
static double cpu(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

static int bench_remove(const char *path, const struct stat *st, int type,
			struct FTW *walk)
{
	return remove(path);
}

/* A record as the published ones are: ten fields, half of them empty. */
static void bench_line(struct bytes *ret, int i)
{
	static const char *const terms[] = {
		"basisOfRecord", "catalogNumber", "scientificName",
		"eventDate",	 "recordedBy",	  "country",
		"stateProvince", "locality",	  "institutionCode",
		"collectionCode"};
	char name[32], hash[HASH_HEX_SIZE];

	snprintf(name, sizeof(name), "%d", i);
	hash_bytes(name, strlen(name), hash);
	bytes_printf(ret,
		     "{\"image\": \"%s.jpg\", \"specimen_id\": \"%s\", "
		     "\"model\": \"vision-api\", \"provider\": \"apple\", "
		     "\"extraction_method\": \"simple\", \"ocr_engine\": "
		     "\"vision\", \"dwc\": {",
		     hash, hash);
	for (size_t k = 0; k < ARRAY_LEN(terms); k++)
		bytes_printf(ret,
			     "%s\"%s\": {\"value\": \"%s\", \"confidence\": "
			     "0.%03d}",
			     k > 0 ? ", " : "", terms[k],
			     (i + (int)k) % 2 == 0 ? ""
						   : "Senecio integerrimus",
			     (i * 7) % 1000);
	bytes_append_str(ret, "}, \"timestamp\": "
			      "\"2025-10-31T21:56:16.591399+00:00\", "
			      "\"converted_from_csv\": true}\n");
}

static void bench_import_once(struct bench *b, const char *path,
			      const char *what)
{
	struct import_counts counts = {0};
	struct import *import = NULL;
	double before = cpu();
	int64_t start = clock_ns();
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool refused;

	need(import_open(b->run, &import, &b->err), b);
	need(import_lines(import, fd, path, NULL, &counts, &refused, &b->err),
	     b);
	import_close(import);
	close(fd);
	printf("%-36s %8.3f s  (%.3f s of processor; %zu new, %zu known, "
	       "%zu bad)\n",
	       what, since(start), cpu() - before, counts.imported,
	       counts.skipped, counts.bad);
}

static void bench_import(struct bench *b)
{
	char *path CLEANUP(mem_free_str) = file_join(b->dir, "in.jsonl");
	struct bytes text CLEANUP(bytes_done) = {0};

	for (int i = 0; i < IMPORT_LINES; i++)
		bench_line(&text, i);
	need(file_write_atomic(path, text.data, text.len, 0644, &b->err), b);
	bench_import_once(b, path, "import and fold of 2,702 records");
	bench_import_once(b, path, "the same again");
}

static void bench_append(struct bench *b)
{
	struct journals *journals = NULL;
	int64_t start;

	need(journals_open(b->run->dir, &journals, &b->err), b);
	start = clock_ns();
	for (int i = 0; i < APPENDS; i++) {
		need(journals_lock(journals, NULL, &b->err), b);
		need(journals_append(journals, JOURNAL_EVENTS,
				     "{\"event_type\":\"x\"}\n", 19, NULL,
				     &b->err),
		     b);
		journals_unlock(journals);
	}
	printf("%-36s %8.3f ms\n", "lock, append, fsync, unlock",
	       since(start) * 1000 / APPENDS);
	journals_close(journals);
}

static void bench_outcome(int i, struct outcome *ret)
{
	char name[32], hash[HASH_HEX_SIZE];

	outcome_init(ret);
	snprintf(name, sizeof(name), "s%06d.jpg", i);
	hash_bytes(name, strlen(name), hash);
	ret->specimen_id = mem_strdup(hash);
	ret->sha256 = mem_strdup(hash);
	ret->image = mem_strdup(name);
	hash_bytes("params", 6, hash);
	ret->params_sha256 = mem_strdup(hash);
	record_set(&ret->dwc, "country", "Canada", 0.5, SOURCE_RULE);
	record_set(&ret->dwc, "locality", "Regina", 0.5, SOURCE_RULE);
}

/* Outcomes [from, to) through the store; all acks are waited for. */
static double bench_put(struct bench *b, int from, int to)
{
	struct store *store = NULL;
	struct mailbox *box = NULL;
	int64_t start = clock_ns();
	double took;

	need(store_start(b->run, &store, &b->err), b);
	need(mailbox_new(&box, &b->err), b);
	for (int i = from; i < to; i++) {
		struct outcome outcome;

		bench_outcome(i, &outcome);
		store_put_outcome(store, &outcome, (uint64_t)i + 1, box);
	}
	for (int left = to - from; left > 0;) {
		struct mail *mail = mailbox_wait(box, -1);

		left -= mail->kind == STORE_MAIL_ACK;
		mail_free(mail);
	}
	took = since(start);
	store_stop(store);
	mailbox_free(box);
	return took;
}

static void bench_store(struct bench *b)
{
	double took = bench_put(b, 0, OUTCOMES);

	printf("%-36s %8.0f /s\n", "outcomes through the store",
	       OUTCOMES / took);
}

static void bench_sheets(struct bench *b, int n)
{
	struct hash_cache *hashes = NULL;
	struct scan scan;

	for (int i = 0; i < n; i++) {
		char name[32];
		char *path CLEANUP(mem_free_str) = NULL;

		snprintf(name, sizeof(name), "s%06d.jpg", i);
		path = file_join(b->images, name);
		close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
	}
	need(scan_tree(b->images, NULL, &scan, &b->err), b);
	need(hash_cache_open(b->run, &hashes, &b->err), b);
	for (size_t i = 0; i < scan.n; i++) {
		const struct scan_file *file = &scan.files[i];
		char hash[HASH_HEX_SIZE];

		hash_bytes(file->path, strlen(file->path), hash);
		hash_cache_put(hashes, file->path, file->size, file->mtime_ns,
			       hash);
	}
	hash_cache_close(hashes);
	scan_done(&scan);
}

static void bench_worklist(struct bench *b, int n)
{
	char params[HASH_HEX_SIZE];
	const struct worklist_options options = {.images = b->images,
						 .params_sha256 = params};
	double before;
	struct worklist list;
	int64_t start;

	hash_bytes("params", 6, params);
	need(file_make_dirs(b->images, 0755, &b->err), b);
	bench_sheets(b, n);
	if (n > OUTCOMES)
		bench_put(b, OUTCOMES, n);
	before = cpu();
	start = clock_ns();
	need(worklist_make(b->run, &options, &list, &b->err), b);
	printf("worklist of %7d sheets, all done   %8.3f s  (%.3f s of processor; "
	       "%zu left)\n",
	       n, since(start), cpu() - before, list.n);
	worklist_done(&list);
}

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 20000;
	const char *temp = getenv("TMPDIR");
	struct bench b = {0};
	char *dir;

	b.dir = mem_printf("%s/vasculum-bench-XXXXXX",
			   temp != NULL ? temp : "/tmp");
	if (mkdtemp(b.dir) == NULL)
		return 1;
	dir = file_join(b.dir, "run");
	b.images = file_join(b.dir, "images");
	need(run_open(dir, RUN_CREATE, &b.run, &b.err), &b);
	bench_import(&b);
	bench_append(&b);
	bench_store(&b);
	bench_worklist(&b, n);
	run_close(b.run);
	nftw(b.dir, bench_remove, 16, FTW_DEPTH | FTW_PHYS);
	free(dir);
	free(b.images);
	free(b.dir);
	return 0;
}
