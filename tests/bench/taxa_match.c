/*
 * taxa_match.c: how long a misread name takes to be found in the lists, and
 * how often it is the first that is found. For taxa.sh.
 *
 *	taxa_match DIR TABLE
 *
 * Names are drawn from the table that was taken in (its second column), and
 * misread: none, one, two or three letters of each.
 */
#include "config.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/time/clock.h"
#include "dwc/taxa/taxa.h"

#define DRAWN	 400
#define LINE_MAX 4096

struct tally {
	double ms[4 * DRAWN], cpu_ms[4 * DRAWN];
	size_t n, found[4], asked[4];
};

static uint32_t draw(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 16;
}

static void fail(const char *what)
{
	fprintf(stderr, "taxa_match: %s\n", what);
	exit(1);
}

/* Misreads a letter behind the first. */
static void misread(char *name, uint32_t *seed)
{
	static const char pairs[] = "eoecliilncunnurvtfbhaoea";
	size_t n = strlen(name);
	size_t at = 1 + draw(seed) % (n - 1);

	if (name[at] == ' ')
		at--;
	for (size_t i = 0; i + 1 < sizeof(pairs); i += 2)
		if (name[at] == pairs[i]) {
			name[at] = pairs[i + 1];
			return;
		}
	name[at] = 'z';
}

/* Of this thread: what others do does not count. */
static double cpu_ms(void)
{
	struct timespec at;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
	return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

static void ask(struct taxa *taxa, const char *name, const char *misread_name,
		int slips, struct tally *tally)
{
	struct taxa_matches matches;
	int64_t start = clock_ns();
	double cpu = cpu_ms();

	if (taxa_match(taxa, misread_name, 5, &matches, NULL) < 0)
		fail("the list cannot be read");
	tally->cpu_ms[tally->n] = cpu_ms() - cpu;
	tally->ms[tally->n++] = (double)(clock_ns() - start) / 1e6;
	tally->asked[slips]++;
	tally->found[slips] +=
		matches.n > 0 && strcmp(matches.items[0].name, name) == 0;
	taxa_matches_done(&matches);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void show_times(const char *what, double *ms, size_t n)
{
	qsort(ms, n, sizeof(*ms), compare);
	printf("%s: median %.2f ms, p99 %.2f, worst %.2f of %zu\n", what,
	       ms[n / 2], ms[n * 99 / 100], ms[n - 1], n);
}

static void show(struct tally *tally)
{
	show_times("match", tally->ms, tally->n);
	show_times("  of processor", tally->cpu_ms, tally->n);
	for (int i = 0; i < 4; i++)
		printf("  %d letters misread: first found in %.1f %%\n", i,
		       100.0 * (double)tally->found[i] /
			       (double)tally->asked[i]);
}

/* Every so many lines, so that DRAWN of them are taken. */
static size_t stride(FILE *table)
{
	char line[LINE_MAX];
	size_t lines = 0;

	while (fgets(line, sizeof(line), table) != NULL)
		lines++;
	rewind(table);
	return lines / DRAWN + 1;
}

static void run(struct taxa *taxa, FILE *table)
{
	static struct tally tally;
	char line[LINE_MAX];
	size_t every = stride(table), at = 0;
	uint32_t seed = 3;

	while (fgets(line, sizeof(line), table) != NULL) {
		char *name = strchr(line, '\t');
		char copy[LINE_MAX];

		if (at++ % every != 1 || name == NULL)
			continue;
		name++;
		name[strcspn(name, "\t")] = '\0';
		strcpy(copy, name);
		for (int slips = 0; slips < 4; slips++) {
			ask(taxa, name, copy, slips, &tally);
			misread(copy, &seed);
		}
	}
	show(&tally);
}

int main(int argc, char **argv)
{
	struct taxa *taxa;
	int64_t start = clock_ns();
	FILE *table;

	if (argc != 3)
		fail("give the directory of lists, and the table");
	if (taxa_open(argv[1], NULL, &taxa, NULL) < 0 || taxa_count(taxa) == 0)
		fail("there is no list");
	printf("open:  %.1f ms\n", (double)(clock_ns() - start) / 1e6);
	table = fopen(argv[2], "r");
	if (table == NULL)
		fail("the table cannot be read");
	run(taxa, table);
	fclose(table);
	taxa_close(taxa);
	return 0;
}
