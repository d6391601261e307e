/*
 * bench_collect.c: how fast the results of a batch become outcomes that are
 * durable: rows as the published ones are, of a file on the disk to raw.jsonl
 * by group commit; and how fast a second collect finds that all is there.
 *
 *	bench_collect [SHEETS]	(50,000 unless told)
 */
#include "config.h"

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "batch/collect/collect.h"

#define SHEETS	      50000
#define SHEETS_A_LINE 200

struct bench {
	char *dir, *results;
	struct run *run;
	struct store *store;
	struct batches batches;
	struct error err;
};

static void need(int rc, const struct bench *b)
{
	if (rc == 0)
		return;
	fprintf(stderr, "bench_collect: %s\n", b->err.text);
	exit(1);
}

/* Processor seconds of the process so far: what a busy machine spares. */
static double cpu(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

/* The same of one thread alone: the store also folds what is there already. */
static double cpu_of(const char *name)
{
	DIR *threads = opendir("/proc/self/task");
	struct dirent *entry;
	double seconds = 0;

	while (threads != NULL && (entry = readdir(threads)) != NULL) {
		char path[300], comm[20] = "";
		unsigned long user = 0, kernel = 0;
		FILE *file;

		snprintf(path, sizeof(path), "/proc/self/task/%s/stat",
			 entry->d_name);
		file = fopen(path, "r");
		if (file == NULL)
			continue;
		if (fscanf(file,
			   "%*d (%19[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u "
			   "%*u %*u %lu %lu",
			   comm, &user, &kernel) == 3 &&
		    strcmp(comm, name) == 0)
			seconds += (double)(user + kernel) /
				   (double)sysconf(_SC_CLK_TCK);
		fclose(file);
	}
	if (threads != NULL)
		closedir(threads);
	return seconds;
}

static int bench_remove(const char *path, const struct stat *st, int type,
			struct FTW *walk)
{
	return remove(path);
}

static void bench_hash(int i, char ret[HASH_HEX_SIZE])
{
	char name[32];

	snprintf(name, sizeof(name), "%d", i);
	hash_bytes(name, strlen(name), ret);
}

/* A record of ten fields, half of them empty, as a model writes it. */
static void bench_row(struct bytes *ret, int i)
{
	static const char *const terms[] = {
		"basisOfRecord", "catalogNumber", "scientificName",
		"eventDate",	 "recordedBy",	  "country",
		"stateProvince", "locality",	  "institutionCode",
		"collectionCode"};
	char hash[HASH_HEX_SIZE];

	bench_hash(i, hash);
	bytes_printf(
		ret,
		"{\"id\": \"batch_req_%d\", \"custom_id\": \"specimen-%s\", "
		"\"response\": {\"status_code\": 200, \"request_id\": "
		"\"r\", \"body\": {\"id\": \"c-%d\", \"object\": "
		"\"chat.completion\", \"created\": 1759804796, \"model\": "
		"\"gpt-4o-mini-2024-07-18\", \"choices\": [{\"index\": 0, "
		"\"message\": {\"role\": \"assistant\", \"content\": \"{",
		i, hash, i);
	for (size_t k = 0; k < ARRAY_LEN(terms); k++)
		bytes_printf(ret,
			     "%s\\n  \\\"%s\\\": {\\\"value\\\": \\\"%s\\\", "
			     "\\\"confidence\\\": 0.%d}",
			     k > 0 ? "," : "", terms[k],
			     (i + (int)k) % 2 == 0 ? ""
						   : "Senecio integerrimus",
			     i % 10);
	bytes_append_str(ret, "\\n}\", \"refusal\": null}, \"finish_reason\": "
			      "\"stop\"}], \"usage\": {\"prompt_tokens\": "
			      "36000, \"completion_tokens\": 400, "
			      "\"total_tokens\": 36400}}}, \"error\": null}\n");
}

/* Sheets [from, to) of the plan, as a line. */
static void bench_sheets(struct bench *b, int from, int to)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	char hash[HASH_HEX_SIZE];

	bytes_append_str(&text,
			 "{\"op\":\"sheets\",\"chunk\":\"c\",\"sheets\":[");
	for (int i = from; i < to; i++) {
		bench_hash(i, hash);
		bytes_printf(&text,
			     "%s{\"custom_id\":\"specimen-%s\","
			     "\"image\":\"%s.jpg\"}",
			     i > from ? "," : "", hash, hash);
	}
	bytes_append_str(&text, "]}");
	batches_take(&b->batches, text.data, text.len);
}

static void bench_plan(struct bench *b, int n)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	char *sent CLEANUP(mem_free_str) = mem_strdup(
		"{\"op\":\"submitted\",\"chunk\":\"c\",\"batch_id\":\"b1\"}");

	batches_init(&b->batches);
	for (int i = 0; i < n; i += SHEETS_A_LINE)
		bench_sheets(b, i,
			     i + SHEETS_A_LINE < n ? i + SHEETS_A_LINE : n);
	bytes_printf(&text,
		     "{\"op\":\"planned\",\"chunk\":\"c\",\"timestamp\":\"t\","
		     "\"shape\":\"openai\",\"model\":\"gpt-4o-mini\","
		     "\"params_sha256\":\"p\",\"requests\":%d}",
		     n);
	batches_take(&b->batches, text.data, text.len);
	batches_take(&b->batches, sent, strlen(sent));
}

/* Row by row: what is measured is the memory of who reads them. */
static void bench_results(struct bench *b, int n)
{
	struct bytes row CLEANUP(bytes_done) = {0};
	double written = 0;
	FILE *file;

	b->results = file_join(b->dir, "results");
	file = fopen(b->results, "w");
	for (int i = 0; file != NULL && i < n; i++) {
		bytes_clear(&row);
		bench_row(&row, i);
		written += (double)fwrite(row.data, 1, row.len, file);
	}
	if (file == NULL || fclose(file) != 0) {
		perror(b->results);
		exit(1);
	}
	printf("%-36s %8.1f MB\n", "results", written / 1e6);
}

static void bench_memory(const char *what)
{
	struct rusage usage;

	if (getrusage(RUSAGE_SELF, &usage) == 0)
		printf("%-36s %8.1f MB\n", what, (double)usage.ru_maxrss / 1e3);
}

static void bench_collect(struct bench *b, const char *what, double cost_usd)
{
	const struct collect_setup setup = {
		.run = b->run,
		.store = b->store,
		.chunk = batches_find(&b->batches, "c"),
		.provider = "openai",
		.files = {b->results, NULL},
		.price = {1e-7, 1e-7, 1e-7},
		.cost_usd = cost_usd,
		.answered = -1,
	};
	struct collect_report report;
	int64_t start = clock_ns();
	double seconds, before = cpu(), store = cpu_of("store");

	need(batch_collect(&setup, &report, &b->err), b);
	seconds = (double)(clock_ns() - start) / 1e9;
	printf("%-36s %8.3f s  (%.0f a second; %.3f s of processor, %.2f of "
	       "them the store's; %zu appended, %zu there)\n",
	       what, seconds, (double)report.sheets / seconds, cpu() - before,
	       cpu_of("store") - store, report.appended, report.before);
}

/* A run of its own each time: the fold goes on behind it. */
static void bench_run(struct bench *b, const char *name, const char *what,
		      double cost_usd)
{
	char *dir CLEANUP(mem_free_str) = file_join(b->dir, name);

	need(run_open(dir, RUN_CREATE, &b->run, &b->err), b);
	need(store_start(b->run, &b->store, &b->err), b);
	bench_collect(b, what, cost_usd);
	bench_memory("most memory until then");
	bench_collect(b, "the same again", cost_usd);
	store_stop(b->store);
	run_close(b->run);
}

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : SHEETS;
	char dir[] = "/tmp/vasculum-bench-XXXXXX";
	struct bench b = {.dir = mkdtemp(dir)};

	if (b.dir == NULL || n < 1)
		return 1;
	bench_plan(&b, n);
	bench_results(&b, n);
	bench_run(&b, "run", "collected, with fsync", -1);
	bench_run(&b, "shared", "the same, one bill shared out", 3.5);
	bench_memory("most memory, the index folded");
	batches_done(&b.batches);
	free(b.results);
	nftw(b.dir, bench_remove, 16, FTW_DEPTH | FTW_PHYS);
	return 0;
}
