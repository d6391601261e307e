/*
 * bench_serve.c: what the page's server takes: how long an event of the log is
 * on its way to each of ten streams, how much memory so many idle streams
 * need, and how long the first 200 rows of a queue of so many records take.
 *
 *	bench_serve [SECONDS [STREAMS [RECORDS]]]	(10, 1,000, 20,000)
 *
 * Streams come by a socket in the file system: an address has 32 at most.
 */
#include "config.h"

#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/mem.h"
#include "base/process/limits.h"
#include "base/time/clock.h"
#include "run/index/index.h"
#include "run/run/run.h"

#define READERS	  10
#define EVENTS_HZ 20
#define ROWS	  200
#define ROUNDS	  11

static void need(int rc, const struct error *err)
{
	if (rc == 0)
		return;
	fprintf(stderr, "bench_serve: %s\n", err->text);
	exit(1);
}

static void give_up(const char *what)
{
	fprintf(stderr, "bench_serve: %s\n", what);
	exit(1);
}

static int bench_remove(const char *path, const struct stat *st, int type,
			struct FTW *walk)
{
	return remove(path);
}

/* --- what is served ------------------------------------------------------- */

static void append(const char *path, const struct bytes *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);

	if (fd < 0 || write(fd, text->data, text->len) != (ssize_t)text->len)
		give_up("a file cannot be written");
	close(fd);
}

static void put_event(const char *path, long n)
{
	struct bytes line CLEANUP(bytes_done) = {0};

	bytes_printf(&line,
		     "{\"event_type\":\"specimen.completed\",\"timestamp\":"
		     "\"2026-11-24T10:00:00Z\",\"data\":{\"specimen_id\":"
		     "\"n%ld.\",\"sequence\":%ld,\"result\":{\"success\":true,"
		     "\"fields_extracted\":9}}}\n",
		     n, n);
	append(path, &line);
}

static void make_run(const char *dir, unsigned int n)
{
	struct bytes raw CLEANUP(bytes_done) = {0};
	char *path CLEANUP(mem_free_str) = NULL;
	struct index *index;
	struct error err;
	struct run *run;

	need(run_open(dir, RUN_CREATE, &run, &err), &err);
	path = run_path(run, "raw.jsonl");
	for (unsigned int i = 0; i < n; i++) {
		bytes_printf(&raw,
			     "{\"image\":\"%064x.jpg\",\"specimen_id\":"
			     "\"%064x\",\"model\":\"m\",\"provider\":\"local\","
			     "\"dwc\":{\"catalogNumber\":\"%u\","
			     "\"scientificName\":\"Stipa %c%u Trin.\","
			     "\"recordedBy\":\"%c. Macoun\","
			     "\"eventDate\":\"%u-08-11\",\"country\":"
			     "\"Canada\"},\"timestamp\":"
			     "\"2026-01-01T00:00:00Z\"}\n",
			     i, i, i, 'a' + (int)(i % 26), i % 977,
			     'A' + (int)(i % 26), 1880 + i % 150);
		if (raw.len > 1u << 20 || i + 1 == n) {
			append(path, &raw);
			bytes_clear(&raw);
		}
	}
	need(index_open(run, INDEX_FOLD, &index, &err), &err);
	need(index_fold(index, -1, NULL, &err), &err);
	index_close(index);
	run_close(run);
}

/* --- the server ----------------------------------------------------------- */

static pid_t start(const char *what, const char *socket_path)
{
	const char *top = getenv("top_builddir");
	char *program CLEANUP(mem_free_str) =
		mem_printf("%s/vasculum", top != NULL ? top : ".");
	pid_t pid = fork();

	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY);

		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		execl(program, program, "serve", what, "--socket", socket_path,
		      (char *)NULL);
		_exit(127);
	}
	return pid;
}

/* The server's peak of memory, MB. */
static long stop(pid_t pid)
{
	struct rusage usage;

	kill(pid, SIGTERM);
	if (wait4(pid, NULL, 0, &usage) != pid)
		give_up("the server is gone");
	return usage.ru_maxrss / 1024;
}

/* --- who asks ------------------------------------------------------------- */

/* A connection, once there is somebody to answer it. */
static int connect_to(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int64_t end = clock_ms() + 10000;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	while (connect(fd, (const struct sockaddr *)&address, sizeof(address)) <
	       0) {
		if (clock_ms() > end)
			give_up("the server does not answer");
		poll(NULL, 0, 10);
	}
	return fd;
}

static void ask(int fd, const char *path, const char *accept)
{
	struct bytes head CLEANUP(bytes_done) = {0};

	bytes_printf(&head, "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n",
		     path, accept);
	if (write(fd, head.data, head.len) != (ssize_t)head.len)
		give_up("a request cannot be sent");
}

/* Reads until `word` has come. */
static void await(int fd, const char *word, struct bytes *ret)
{
	char data[65536];

	while (ret->len == 0 || strstr(ret->data, word) == NULL) {
		ssize_t n = read(fd, data, sizeof(data));

		if (n <= 0)
			give_up("a stream has ended");
		bytes_append(ret, data, (size_t)n);
	}
}

static int open_stream(const char *path)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	int fd = connect_to(path);

	ask(fd, "/api/events", "Accept: text/event-stream\r\n");
	await(fd, "retry:", &text);
	return fd;
}

/* --- from the log to a page ----------------------------------------------- */

static int by_time(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

struct times {
	int64_t *items; /* ns */
	size_t n, cap;
};

static void times_add(struct times *times, int64_t ns)
{
	ARRAY_GROW(times->items, times->n, times->cap);
	times->items[times->n++] = ns;
}

/* Of a hundred: the one that `percent` are below. */
static double times_at(struct times *times, size_t percent)
{
	qsort(times->items, times->n, sizeof(*times->items), by_time);
	return (double)times->items[(times->n - 1) * percent / 100] / 1e6;
}

static void bench_events(const char *log, const char *path, int seconds)
{
	int fds[READERS];
	struct times times = {0};
	long n = 0;

	for (int i = 0; i < READERS; i++)
		fds[i] = open_stream(path);
	for (int64_t end = clock_ms() + seconds * 1000; clock_ms() < end;) {
		char word[32];
		int64_t begun;

		/* Not in step with what looks twice a second. */
		poll(NULL, 0, 1000 / EVENTS_HZ + (int)(n * 37 % 50));
		snprintf(word, sizeof(word), "\"n%ld.\"", ++n);
		put_event(log, n);
		begun = clock_ns();
		for (int i = 0; i < READERS; i++) {
			struct bytes text CLEANUP(bytes_done) = {0};

			await(fds[i], word, &text);
			times_add(&times, clock_ns() - begun);
		}
	}
	printf("an event to %d streams: p50 %.0f ms, p99 %.0f ms, worst %.0f "
	       "ms (%zu)\n",
	       READERS, times_at(&times, 50), times_at(&times, 99),
	       times_at(&times, 100), times.n);
	for (int i = 0; i < READERS; i++)
		close(fds[i]);
	free(times.items);
}

/* --- streams that wait ---------------------------------------------------- */

static void bench_idle(const char *log, const char *path, int n)
{
	int *fds = mem_grow(NULL, (size_t)n, sizeof(*fds));
	struct bytes text CLEANUP(bytes_done) = {0};
	pid_t pid = start(log, path);

	if (limits_free_files((size_t)n + 8) < (size_t)n + 8)
		give_up("raise the limit of open files (ulimit -n)");
	for (int i = 0; i < n; i++)
		fds[i] = open_stream(path);
	/* All of them live. */
	put_event(log, 1);
	for (int i = 0; i < n; i++) {
		bytes_clear(&text);
		await(fds[i], "\"n1.\"", &text);
	}
	printf("%d idle streams: %ld MB\n", n, stop(pid));
	for (int i = 0; i < n; i++)
		close(fds[i]);
	free(fds);
}

/* --- the queue ------------------------------------------------------------ */

static void bench_queue(const char *run, const char *path, unsigned int n)
{
	struct times times = {0};
	pid_t pid = start(run, path);
	int64_t first = 0;

	for (int i = 0; i < ROUNDS; i++) {
		struct bytes text CLEANUP(bytes_done) = {0};
		int fd = connect_to(path);
		int64_t begun = clock_ns();

		ask(fd, "/api/records?limit=200", "");
		await(fd, "\"records\":[", &text);
		await(fd, "]}\n", &text);
		if (i == 0)
			first = clock_ns() - begun;
		else
			times_add(&times, clock_ns() - begun);
		close(fd);
	}
	printf("%d rows of %u records: %.0f ms at first, then %.0f ms (worst "
	       "%.0f); %ld MB\n",
	       ROWS, n, (double)first / 1e6, times_at(&times, 50),
	       times_at(&times, 100), stop(pid));
	free(times.items);
}

int main(int argc, char **argv)
{
	int seconds = argc > 1 ? atoi(argv[1]) : 10;
	int streams = argc > 2 ? atoi(argv[2]) : 1000;
	unsigned int records = argc > 3 ? (unsigned int)atoi(argv[3]) : 20000;
	char dir[] = "/tmp/bench_serve.XXXXXX";
	char *log, *run, *path;
	pid_t pid;

	if (seconds <= 0 || streams <= 0 || mkdtemp(dir) == NULL)
		return 1;
	log = mem_printf("%s/events.jsonl", dir);
	run = mem_printf("%s/run", dir);
	path = mem_printf("%s/socket", dir);
	setenv("XDG_CACHE_HOME", dir, 1);
	setenv("XDG_CONFIG_HOME", dir, 1);
	put_event(log, 0);
	pid = start(log, path);
	bench_events(log, path, seconds);
	stop(pid);
	bench_idle(log, path, streams);
	if (records > 0) {
		make_run(run, records);
		bench_queue(run, path, records);
	}
	free(log);
	free(run);
	free(path);
	nftw(dir, bench_remove, 16, FTW_DEPTH | FTW_PHYS);
	return 0;
}
