/*
 * bench_local.c: the built-in engine on given sheets.
 *
 *   bench_local [-t THREADS] [-n TIMES] [-q] SHEET...
 *
 * Prints a line of raw.jsonl for each sheet (image and dwc alone; -q leaves
 * them out), for tests/bench/score, and to stderr what it took. Without
 * sheets it takes those of data/demo, once with one and once with two
 * threads: two cores should give nearly twice the rate.
 */
#include "config.h"

#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "engine/engine.h"

struct job {
	char **paths;
	int n, times;
	bool silent;
	const struct engine_ops *ops;
	struct engine *engine;
	atomic_int next, failed;
	pthread_mutex_t print;
};

static void print_line(struct job *job, const char *path,
		       const struct outcome *outcome)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	json_t *object = json_object();
	json_object_set_new(object, "image", json_string(file_base(path)));
	json_object_set_new(object, "dwc",
			    record_write_json(&outcome->dwc, false));
	json_write_line(object, &line);
	json_decref(object);
	pthread_mutex_lock(&job->print);
	fwrite(line.data, 1, line.len, stdout);
	pthread_mutex_unlock(&job->print);
}

static void read_one(struct job *job, struct engine_reader *reader,
		     const char *path, bool print)
{
	struct error err;
	struct outcome outcome;
	struct sheet sheet = {
		.path = path, .image = file_base(path), .specimen_id = "0"};
	memset(&outcome, 0, sizeof(outcome));
	record_init(&outcome.dwc);
	if (job->ops->read(reader, &sheet, &outcome, &err)) {
		fprintf(stderr, "%s: %s\n", path, err.text);
		atomic_fetch_add(&job->failed, 1);
	} else if (print) {
		print_line(job, path, &outcome);
	}
	record_done(&outcome.dwc);
}

static void *work(void *arg)
{
	struct job *job = arg;
	struct engine_reader *reader;
	struct error err;
	if (job->ops->reader_new(job->engine, &reader, &err)) {
		fprintf(stderr, "%s\n", err.text);
		atomic_fetch_add(&job->failed, 1);
		return NULL;
	}
	for (;;) {
		int i = atomic_fetch_add(&job->next, 1);
		if (i >= job->n * job->times)
			break;
		read_one(job, reader, job->paths[i % job->n],
			 i < job->n && !job->silent);
	}
	job->ops->reader_free(reader);
	return NULL;
}

static double cpu_seconds(void)
{
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       1e-6 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static void run(struct job *job, int threads)
{
	pthread_t ids[64];
	struct rusage usage;
	int64_t start = clock_ms();
	double cpu = cpu_seconds();
	atomic_store(&job->next, 0);
	for (int i = 0; i < threads; i++)
		pthread_create(&ids[i], NULL, work, job);
	for (int i = 0; i < threads; i++)
		pthread_join(ids[i], NULL);
	double seconds = (double)(clock_ms() - start) / 1000;
	int sheets = job->n * job->times;
	cpu = cpu_seconds() - cpu;
	getrusage(RUSAGE_SELF, &usage);
	fprintf(stderr,
		"local reading: %d sheets, %d thread%s: %.2f s, %.1f "
		"sheets/min, %.2f CPU-s a sheet, %ld MB at most\n",
		sheets, threads, threads > 1 ? "s" : "", seconds,
		60 * sheets / seconds, cpu / sheets, usage.ru_maxrss / 1024);
}

static int demo_sheets(char ***ret)
{
	const char *top = getenv("top_srcdir");
	char *dir = file_join(top ? top : ".", "data/demo/sheets");
	struct dirent **names;
	int n = scandir(dir, &names, NULL, alphasort), count = 0;
	char **paths = mem_alloc((size_t)(n > 0 ? n : 1) * sizeof(*paths));
	for (int i = 0; i < n; i++) {
		if (strstr(names[i]->d_name, ".jpg"))
			paths[count++] = file_join(dir, names[i]->d_name);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	free(dir);
	*ret = paths;
	return count;
}

int main(int argc, char **argv)
{
	struct error err;
	struct engine_options options = {.ocr_lang = "eng"};
	struct places *places = NULL;
	struct job job = {.times = 1, .print = PTHREAD_MUTEX_INITIALIZER};
	int threads = 1, c;
	while ((c = getopt(argc, argv, "t:n:q")) != -1) {
		if (c == 't')
			threads = atoi(optarg) > 0 ? atoi(optarg) % 64 : 1;
		else if (c == 'n')
			job.times = atoi(optarg) > 0 ? atoi(optarg) : 1;
		else
			job.silent = true;
	}
	job.ops = engine_find("local");
	if (!job.ops) {
		fprintf(stderr, "built without the local engine\n");
		return 77;
	}
	if (places_load(NULL, &places, &err) == 0)
		options.places = places;
	if (job.ops->open(&options, &job.engine, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	job.paths = argv + optind;
	job.n = argc - optind;
	if (job.n == 0) {
		job.n = demo_sheets(&job.paths);
		job.silent = true;
		run(&job, 2);
	}
	if (job.n > 0)
		run(&job, threads);
	job.ops->close(job.engine);
	places_free(places);
	return atomic_load(&job.failed) ? 1 : 0;
}
