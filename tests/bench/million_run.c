/*
 * million_run.c: see million_run.h.
 */
#include "config.h"

#include "tests/bench/million_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/mem.h"
#include "base/time/clock.h"

void million_fail(const struct error *err)
{
	fprintf(stderr, "%s\n", err->text);
	exit(1);
}

/* ---- watches ------------------------------------------------------------- */

static int64_t cpu_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void watch_begin(struct stopwatch *watch)
{
	watch->wall = clock_ns();
	watch->cpu = cpu_ns();
}

void watch_tell(const struct stopwatch *watch, const char *what, size_t n)
{
	double wall = (double)(clock_ns() - watch->wall) / 1e6;
	double cpu = (double)(cpu_ns() - watch->cpu) / 1e6;

	printf("  %-44s %9.1f ms (work %.1f)  %zu\n", what, wall, cpu, n);
	fflush(stdout);
}

static int order_ns(const void *a, const void *b)
{
	const int64_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

void laps_begin(struct laps *laps)
{
	watch_begin(&laps->watch);
}

void laps_take(struct laps *laps)
{
	ARRAY_GROW(laps->wall, laps->n, laps->cap_wall);
	ARRAY_GROW(laps->cpu, laps->n, laps->cap_cpu);
	laps->wall[laps->n] = clock_ns() - laps->watch.wall;
	laps->cpu[laps->n++] = cpu_ns() - laps->watch.cpu;
}

static double laps_ms(const int64_t *ns, size_t n, size_t percent)
{
	return (double)ns[(n - 1) * percent / 100] / 1e6;
}

void laps_tell(struct laps *laps, const char *what)
{
	size_t n = laps->n;

	if (n > 0) {
		qsort(laps->wall, n, sizeof(*laps->wall), order_ns);
		qsort(laps->cpu, n, sizeof(*laps->cpu), order_ns);
		printf("  %-38s %7.2f median %7.2f p99 %7.2f worst ms"
		       " (work %.2f, %.2f, %.2f)  %zu\n",
		       what, laps_ms(laps->wall, n, 50),
		       laps_ms(laps->wall, n, 99), laps_ms(laps->wall, n, 100),
		       laps_ms(laps->cpu, n, 50), laps_ms(laps->cpu, n, 99),
		       laps_ms(laps->cpu, n, 100), n);
		fflush(stdout);
	}
	free(laps->wall);
	free(laps->cpu);
	*laps = (struct laps){0};
}

/* ---- the run ------------------------------------------------------------- */

void million_id(unsigned int i, char ret[HASH_HEX_SIZE])
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

	million_id(i, id);
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

	million_id(i, id);
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

struct run *million_run(const char *dir, unsigned int n, char **ret_remove)
{
	const char *temp = getenv("TMPDIR");
	char *at CLEANUP(mem_free_str) =
		dir != NULL ? mem_strdup(dir)
			    : mem_printf("%s/vasculum-bench-XXXXXX",
					 temp != NULL ? temp : "/tmp");
	bool there = dir != NULL && access(dir, F_OK) == 0;
	struct run *run;
	struct error err;

	*ret_remove = NULL;
	if (dir == NULL && mkdtemp(at) == NULL) {
		perror(at);
		exit(1);
	}
	if (run_open(at, RUN_CREATE, &run, &err) < 0)
		million_fail(&err);
	if (!there)
		make_journals(run, n);
	if (dir == NULL)
		*ret_remove = mem_printf("rm -r '%s'", at);
	printf("a run of %u records\n", n);
	return run;
}

struct index *million_index(const struct run *run)
{
	struct stopwatch watch;
	struct fold_report report;
	struct index *index;
	struct error err;

	watch_begin(&watch);
	if (index_open(run, INDEX_FOLD, &index, &err) < 0 ||
	    index_fold(index, -1, &report, &err) < 0)
		million_fail(&err);
	watch_tell(&watch, "lines folded", report.lines);
	return index;
}
