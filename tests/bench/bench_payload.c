/*
 * bench_payload.c: how fast the pictures of sheets are made that are sent, how
 * large they are, and what memory that takes: each way of sending, on one
 * thread and on two, for sheets of 1600 x 1068 and of 21 million pixels.
 * Each figure is of a process of its own, so that its memory is its own;
 * sheets are the shared ones where they are, else the demo's.
 */
#include "config.h"

#include <glob.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "base/thread/thread.h"
#include "base/time/clock.h"
#include "engine/label/find.h"
#include "engine/label/upright.h"
#include "engine/payload/payload.h"
#include "image/decode/part.h"
#include "image/encode/jpeg_write.h"
#include "run/cache/label.h"

/* A sheet from a scanner. */
#define BENCH_LARGE_WIDTH  3753
#define BENCH_LARGE_HEIGHT 5634
#define BENCH_LARGE_SHEETS 4
#define BENCH_THREADS_MAX  2
#define BENCH_MS	   1500 /* of each measurement, about */

struct bench {
	char **paths;
	size_t n;
	const char *what;
	char *dir; /* of the large sheets and the caches */
};

static void bench_fail(const struct error *err)
{
	fprintf(stderr, "%s\n", err->text);
	exit(1);
}

/* --- sheets --------------------------------------------------------------- */

static void bench_sheets(struct bench *bench)
{
	const char *top = getenv("top_srcdir");
	char *shared CLEANUP(mem_free_str) = mem_printf(
		"%s/../shared/specimens/sheets/*.jpg", top != NULL ? top : ".");
	char *demo CLEANUP(mem_free_str) = mem_printf(
		"%s/data/demo/sheets/*.jpg", top != NULL ? top : ".");
	glob_t found;

	bench->what = "shared specimens";
	if (glob(shared, 0, NULL, &found) != 0) {
		bench->what = "demo sheets";
		if (glob(demo, 0, NULL, &found) != 0)
			exit(1);
	}
	/* Kept to the end. */
	bench->paths = found.gl_pathv;
	bench->n = found.gl_pathc;
}

/* A grain as cameras have it, so that the file is as large as theirs. */
static void bench_grain(struct planes *planes)
{
	struct bitmap *luma = &planes->at[0];
	uint32_t seed = 1;

	for (size_t i = 0; i < luma->stride * (size_t)luma->height; i++) {
		int value;

		seed = seed * 1664525u + 1013904223u;
		value = luma->pixels[i] + (int)(seed >> 29) - 4;
		luma->pixels[i] = (unsigned char)(value < 0	? 0
						  : value > 255 ? 255
								: value);
	}
}

static void bench_enlarge(const char *from, const char *to)
{
	struct picture_part part = {.width = BENCH_LARGE_WIDTH,
				    .height = BENCH_LARGE_HEIGHT};
	struct turn none = {0};
	struct picture_info info;
	struct jpeg_file file;
	struct error err;

	if (picture_probe(from, &info, &err) < 0)
		bench_fail(&err);
	if (info.width > info.height) {
		part.width = BENCH_LARGE_HEIGHT;
		part.height = BENCH_LARGE_WIDTH;
	}
	if (picture_read_parts(from, &part, 1, &err) < 0)
		bench_fail(&err);
	bench_grain(&part.planes);
	if (jpeg_write(&part.planes, none, 85, 64u << 20, &file, &err) < 0 ||
	    file.len == 0 ||
	    file_write_atomic(to, file.data, file.len, 0600, &err) < 0)
		bench_fail(&err);
	jpeg_file_done(&file);
	picture_parts_done(&part, 1);
}

/* --- in a process of its own ---------------------------------------------- */

static double bench_rss_mb(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)usage.ru_maxrss / 1024;
}

/* Milliseconds of the processor, whatever else it does meanwhile. */
static double bench_cpu_ms(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

static void bench_apart(const struct bench *bench,
			void (*fn)(const struct bench *bench, int arg), int arg)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		fn(bench, arg);
		fflush(stdout);
		_exit(0);
	}
	waitpid(pid, NULL, 0);
}

static void bench_make_large(const struct bench *bench, int arg)
{
	for (int i = 0; i < BENCH_LARGE_SHEETS; i++) {
		char *to = mem_printf("%s/large-%d.jpg", bench->dir, i);

		bench_enlarge(bench->paths[(size_t)i % bench->n], to);
		free(to);
	}
	(void)arg;
}

/* --- rates ---------------------------------------------------------------- */

struct bench_worker {
	const struct bench *bench;
	enum payload_send send;
	int64_t until_ms;
	size_t first;
	size_t sheets, bytes, images;
	double megapixels;
};

static void *bench_work(void *arg)
{
	struct bench_worker *worker = arg;
	const struct bench *bench = worker->bench;
	const struct payload_options options = {.send = worker->send,
						.max_edge = PAYLOAD_EDGE,
						.max_bytes = PAYLOAD_BYTES};
	struct payload_maker *maker;
	struct error err;

	if (payload_maker_new(&options, NULL, &maker, &err) < 0)
		bench_fail(&err);
	/* Every sheet as often as every other. */
	for (size_t i = 0; i % bench->n != 0 || clock_ms() < worker->until_ms;
	     i++) {
		struct payload payload;

		if (payload_make(maker,
				 bench->paths[(worker->first + i) % bench->n],
				 "", false, &payload, &err) < 0)
			bench_fail(&err);
		worker->sheets++;
		worker->bytes += payload.bytes;
		worker->images += (size_t)payload.n;
		worker->megapixels += payload.megapixels;
		payload_done(&payload);
	}
	payload_maker_free(maker);
	return NULL;
}

/* `arg`: the way of sending, and a thread or two. */
static void bench_rate(const struct bench *bench, int arg)
{
	struct bench_worker workers[BENCH_THREADS_MAX];
	pthread_t threads[BENCH_THREADS_MAX];
	int n = arg / PAYLOAD_PICTURES + 1;
	int64_t began = clock_ns();
	double seconds, sheets = 0, bytes = 0, images = 0, pixels = 0;

	for (int i = 0; i < n; i++) {
		workers[i] = (struct bench_worker){
			.bench = bench,
			.send = (enum payload_send)(arg % PAYLOAD_PICTURES),
			.until_ms = clock_ms() + BENCH_MS,
			.first = (size_t)i * bench->n / (size_t)n,
		};
		if (thread_start(&threads[i], "bench", bench_work, &workers[i],
				 NULL) < 0)
			exit(1);
	}
	for (int i = 0; i < n; i++) {
		pthread_join(threads[i], NULL);
		sheets += (double)workers[i].sheets;
		bytes += (double)workers[i].bytes;
		images += (double)workers[i].images;
		pixels += workers[i].megapixels;
	}
	seconds = (double)(clock_ns() - began) / 1e9;
	printf("  %-6s %d thread%s %6.1f sheets/s, %5.1f ms CPU each  %.1f "
	       "pictures, %4.0f KB, %.2f megapixels  peak RSS %5.1f MB\n",
	       payload_send_word((enum payload_send)(arg % PAYLOAD_PICTURES)),
	       n, n == 1 ? ", " : "s,", sheets / seconds,
	       bench_cpu_ms() / sheets, images / sheets, bytes / sheets / 1024,
	       pixels / sheets, bench_rss_mb());
}

/* --- the finder ----------------------------------------------------------- */

static double bench_ms_since(int64_t began, size_t n)
{
	return (double)(clock_ns() - began) / 1e6 / (double)n;
}

static void bench_finder(const struct bench *bench, int arg)
{
	struct labels *labels = mem_alloc(bench->n * sizeof(*labels));
	struct run run = {.dir = bench->dir};
	struct upright upright = {0};
	struct label_cache *cache;
	struct error err;
	double models, find, decide, put;
	int64_t began = clock_ns();
	bool guessed;

	for (size_t i = 0; i < bench->n; i++) {
		struct picture_info info;

		if (picture_probe(bench->paths[i], &info, &err) < 0 ||
		    label_find(bench->paths[i], &info, NULL, &labels[i], &err) <
			    0)
			bench_fail(&err);
	}
	find = bench_ms_since(began, bench->n);
	models = bench_rss_mb();
	/* Once for the models, once for the time. */
	for (int round = 0; round < 2; round++) {
		began = clock_ns();
		for (size_t i = 0; i < bench->n; i++) {
			struct labels again = labels[i];
			struct picture_info info;

			if (picture_probe(bench->paths[i], &info, &err) < 0 ||
			    upright_decide(&upright, bench->paths[i], &info,
					   round == 0 ? &again : &labels[i],
					   &guessed, &err) < 0)
				bench_fail(&err);
		}
	}
	decide = bench_ms_since(began, bench->n);
	printf("  finder %.1f ms a sheet, and turning what it is not sure of "
	       "%.1f ms (mean of all)\n",
	       find, decide);
	printf("  peak RSS %.1f MB by finding, %.1f MB with the models%s\n",
	       models, bench_rss_mb(), guessed ? " (there are none)" : "");
	upright_done(&upright);
	if (label_cache_open(&run, &cache, &err) < 0)
		bench_fail(&err);
	began = clock_ns();
	for (size_t i = 0; i < bench->n; i++)
		label_cache_put(cache, file_base(bench->paths[i]), arg,
				&labels[i]);
	put = bench_ms_since(began, bench->n);
	began = clock_ns();
	for (size_t i = 0; i < bench->n; i++)
		if (!label_cache_get(cache, file_base(bench->paths[i]), arg,
				     &labels[i]))
			exit(1);
	printf("  from the cache %.3f ms a sheet (put %.3f ms)\n",
	       bench_ms_since(began, bench->n), put);
	label_cache_close(cache);
	free(labels);
}

static void bench_idle(const struct bench *bench, int arg)
{
	(void)bench;
	(void)arg;
	printf("a process that makes none: peak RSS %.1f MB\n", bench_rss_mb());
}

static void bench_run(const struct bench *bench)
{
	printf("%s\n", bench->what);
	for (int i = 0; i < PAYLOAD_PICTURES * BENCH_THREADS_MAX; i++)
		bench_apart(bench, bench_rate, i);
	bench_apart(bench, bench_finder, 1);
}

static void bench_clean(const struct bench *bench)
{
	char *command = mem_printf("rm -rf '%s'", bench->dir);

	if (system(command) != 0)
		fprintf(stderr, "%s is left\n", bench->dir);
	free(command);
}

int main(void)
{
	char dir[] = "bench-payload-XXXXXX";
	struct bench bench = {0}, large = {0};

	if (mkdtemp(dir) == NULL)
		return 1;
	bench_sheets(&bench);
	bench.dir = large.dir = dir;
	large.what = "sheets of 3753 x 5634 pixels";
	large.n = BENCH_LARGE_SHEETS;
	large.paths = mem_zalloc(BENCH_LARGE_SHEETS * sizeof(char *));
	for (int i = 0; i < BENCH_LARGE_SHEETS; i++)
		large.paths[i] = mem_printf("%s/large-%d.jpg", dir, i);
	bench_apart(&bench, bench_idle, 0);
	bench_run(&bench);
	bench_apart(&bench, bench_make_large, 0);
	bench_run(&large);
	bench_clean(&bench);
	for (int i = 0; i < BENCH_LARGE_SHEETS; i++)
		free(large.paths[i]);
	free(large.paths);
	return 0;
}
