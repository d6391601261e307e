/*
 * bench_fold.c: what is appended to a run of many records, folded into its
 * index: a change of every second one, the rows of a table that read each a
 * second time, and results of as many new sheets. Of each: rows a second, wall
 * time and what the processors worked, and the most memory so far.
 *
 *	bench_fold [RECORDS]	(20,000 unless told)
 *
 * The run is made in $TMPDIR and removed.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/mem.h"
#include "base/time/clock.h"
#include "run/index/index.h"
#include "run/journal/journal.h"
#include "tests/bench/million_run.h"

#define RECORDS	     20000
#define LINE_AT_ONCE 200 /* changes in one line */

/* Appends what `put` makes of each line of raw.jsonl, of which there are n. */
struct bench {
	const struct run *run;
	FILE *to;
	unsigned int n, seq;
	struct bytes changes; /* of the line of edits that is being filled */
	unsigned int changed;
};

/* A copy, in which `what` gives way to `with` wherever it stands. */
static void put_replaced(FILE *to, const struct journal_line *line,
			 const char *what, const char *with)
{
	const char *at = line->text, *end = at + line->len, *next;

	while ((next = memmem(at, (size_t)(end - at), what, strlen(what))) !=
	       NULL) {
		fwrite(at, 1, (size_t)(next - at), to);
		fputs(with, to);
		at = next + strlen(what);
	}
	fwrite(at, 1, (size_t)(end - at), to);
	fputc('\n', to);
}

static void put_second(struct bench *b, unsigned int i,
		       const struct journal_line *line)
{
	char *with CLEANUP(mem_free_str) = NULL;
	char id[HASH_HEX_SIZE];

	million_id(i + 3 * b->n, id);
	with = mem_printf("\"model\":\"t.csv\",\"provider\":\"import\","
			  "\"source_sha256\":\"%s\"",
			  id);
	put_replaced(b->to, line, "\"model\":\"m\",\"provider\":\"local\"",
		     with);
}

static void put_new(struct bench *b, unsigned int i,
		    const struct journal_line *line)
{
	char id[HASH_HEX_SIZE], other[HASH_HEX_SIZE];

	million_id(i, id);
	million_id(i + b->n, other);
	put_replaced(b->to, line, id, other);
}

/* A line of one group, as a change of many records is written. */
static void put_changes(struct bench *b, bool last)
{
	b->seq++;
	fprintf(b->to,
		"{\"seq\":%u,\"id\":\"%032x\",\"timestamp\":"
		"\"2026-02-01T00:00:00Z\",\"group\":\"g\",%s\"by\":\"mb\","
		"\"op\":\"bulk\",\"changes\":[%s]}\n",
		b->seq + b->n, b->seq + b->n, last ? "\"group_end\":true," : "",
		b->changes.data);
	bytes_clear(&b->changes);
	b->changed = 0;
}

static void put_change(struct bench *b, unsigned int i,
		       const struct journal_line *line)
{
	char id[HASH_HEX_SIZE], hash[HASH_HEX_SIZE];

	/* Those that million_run signs are all even. */
	if (i % 2 == 1) {
		million_id(i, id);
		hash_bytes(line->text, line->len, hash);
		bytes_printf(&b->changes,
			     "%s{\"specimen_id\":\"%s\",\"term\":\"habitat\","
			     "\"to\":\"dry\",\"base\":{\"line_sha256\":\"%s\","
			     "\"model\":\"m\"}}",
			     b->changed > 0 ? "," : "", id, hash);
		b->changed++;
	}
	if (b->changed == LINE_AT_ONCE || (i + 1 == b->n && b->changed > 0))
		put_changes(b, i + 2 > b->n);
}

static void append(struct bench *b, enum journal_id id,
		   void (*put)(struct bench *b, unsigned int i,
			       const struct journal_line *line))
{
	char *path CLEANUP(mem_free_str) = run_path(b->run, journal_name(id));
	struct journal_reader *reader;
	struct journal_line line;
	struct error err;

	b->to = fopen(path, "a");
	if (b->to == NULL ||
	    journal_reader_open(b->run->dir, JOURNAL_RAW, 0, &reader, &err) < 0)
		exit(1);
	for (unsigned int i = 0;
	     i < b->n && journal_reader_next(reader, &line, &err) > 0; i++)
		put(b, i, &line);
	journal_reader_close(reader);
	fclose(b->to);
}

static void fold(struct index *index, const char *what, unsigned int rows)
{
	struct fold_report report;
	struct stopwatch watch;
	struct rusage usage;
	struct error err;
	double seconds;

	watch_begin(&watch);
	if (index_fold(index, -1, &report, &err) < 0)
		million_fail(&err);
	seconds = (double)(clock_ns() - watch.wall) / 1e9;
	watch_tell(&watch, what, rows);
	getrusage(RUSAGE_SELF, &usage);
	printf("    %.0f rows a second, most memory so far %.1f MB\n",
	       rows / seconds, (double)usage.ru_maxrss / 1024);
}

int main(int argc, char **argv)
{
	unsigned int n = argc > 1 ? (unsigned int)atoi(argv[1]) : RECORDS;
	char *remove CLEANUP(mem_free_str) = NULL;
	struct bench b = {.n = n};
	struct index *index;

	b.run = million_run(NULL, n, &remove);
	index = million_index(b.run);
	append(&b, JOURNAL_EDITS, put_change);
	fold(index, "every second record changed", n / 2);
	append(&b, JOURNAL_RAW, put_second);
	fold(index, "each read a second time", n);
	append(&b, JOURNAL_RAW, put_new);
	fold(index, "as many new sheets", n);
	index_close(index);
	run_close((struct run *)(uintptr_t)b.run);
	bytes_done(&b.changes);
	return system(remove) == 0 ? 0 : 1;
}
