/*
 * bench_keys.c: how fast the console answers a key while sheets are read on
 * all processors, or while a server is asked about them. It drives the real
 * program on a pseudo-terminal:
 *
 *	outside   from writing the key to the terminal until the first byte of
 *		  what the console shows for it comes back
 *	inside    from the key being readable until its frame was handed to the
 *		  terminal (VASCULUM_KEY_TIMES, ui/terminal/latency.h)
 *
 * usage: bench_keys [KEYS [SHEETS-DIRECTORY [BASE-URL [RUN]]]]
 *
 * BASE-URL: "-" asks no server. RUN: one that is there, which the sheets are
 * read into: it stays. One of a million records is made by bench_million.
 */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "run/journal/journal.h"

#define COLUMNS	   160
#define ROWS	   50
#define CELL_W	   9
#define CELL_H	   19
#define COPIES_MAX 4000
#define COPIES_NET 2000 /* small ones, which a server is asked about */

struct bench {
	char *dir, *images, *run, *times;
	uint64_t begun_at;    /* of the run's raw.jsonl */
	const char *base_url; /* of a server to be asked, or NULL */
	pid_t child;
	int fd;	       /* the terminal's other end */
	bool sixel;    /* this terminal shows sixel */
	char tail[64]; /* last bytes, to find queries */
	size_t tail_len;
	size_t bytes;
};

static void die(const char *what)
{
	perror(what);
	exit(1);
}

/* ---- sheets to read ---------------------------------------------------------- */

/* Copies that differ in a byte behind the picture: sheets of their own. */
static void copy_sheet(const struct bench *b, const char *path, int n)
{
	struct bytes data = {0};
	char *to = mem_printf("%s/%04d.jpg", b->images, n);
	struct error err;

	if (file_read(path, 1 << 26, &data, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
	bytes_printf(&data, "%d", n);
	if (file_write_atomic(to, data.data, data.len, 0644, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
	bytes_done(&data);
	free(to);
}

static void copy_sheets(const struct bench *b, const char *from, int copies)
{
	int n = 0;

	while (n < copies) {
		DIR *dir = opendir(from);
		struct dirent *entry;

		if (dir == NULL)
			die(from);
		while (n < copies && (entry = readdir(dir)) != NULL) {
			const char *dot = strrchr(entry->d_name, '.');
			char *path;

			if (dot == NULL || strcmp(dot, ".jpg") != 0)
				continue;
			path = file_join(from, entry->d_name);
			copy_sheet(b, path, n++);
			free(path);
		}
		closedir(dir);
		if (n == 0) {
			fprintf(stderr, "no .jpg in %s\n", from);
			exit(1);
		}
	}
}

/* ---- the terminal ------------------------------------------------------------ */

static void answer(const struct bench *b, const char *text)
{
	if (write(b->fd, text, strlen(text)) < 0 && errno != EAGAIN)
		die("write");
}

/* What a terminal answers to the probe and to the strips of a picture. */
static void answer_queries(struct bench *b)
{
	static const struct {
		const char *query, *plain, *sixel;
	} queries[] = {
		{"\033[16t", NULL, "\033[6;19;9t"},
		{"\033[?1;1;0S", NULL, "\033[?1;0;256S"},
		{"\033[?2;1;0S", NULL, "\033[?2;0;2000;2000S"},
		{"\033[5n", "\033[0n", "\033[0n"},
		{"\033[c", "\033[?62;22c", "\033[?62;4;22c"},
	};

	for (size_t i = 0; i < ARRAY_LEN(queries); i++) {
		const char *text =
			b->sixel ? queries[i].sixel : queries[i].plain;

		if (strstr(b->tail, queries[i].query) != NULL && text != NULL)
			answer(b, text);
	}
}

static void take(struct bench *b, const char *data, size_t len)
{
	b->bytes += len;
	for (size_t i = 0; i < len; i++) {
		if (b->tail_len == sizeof(b->tail) - 1) {
			memmove(b->tail, b->tail + 32, b->tail_len - 32);
			b->tail_len -= 32;
		}
		b->tail[b->tail_len++] = data[i] != '\0' ? data[i] : ' ';
		b->tail[b->tail_len] = '\0';
		/* Queries end in these. */
		if (strchr("tSnc", data[i]) != NULL) {
			size_t before = b->tail_len;

			answer_queries(b);
			if (before > 0 && strchr(b->tail, '\033') != NULL)
				b->tail_len = 0;
			b->tail[b->tail_len] = '\0';
		}
	}
}

/* Reads what comes within `ms`; true when something came. */
static bool drain(struct bench *b, int ms, bool first_only)
{
	int64_t end = clock_ms() + ms;
	bool any = false;

	for (;;) {
		struct pollfd fd = {.fd = b->fd, .events = POLLIN};
		int64_t left = end - clock_ms();
		char data[65536];
		ssize_t n;

		if (left < 0)
			left = 0;
		if (poll(&fd, 1, (int)left) <= 0)
			return any;
		n = read(b->fd, data, sizeof(data));
		if (n <= 0)
			return any;
		take(b, data, (size_t)n);
		any = true;
		if (first_only)
			return true;
	}
}

static void exec_console(const struct bench *b)
{
	if (b->base_url == NULL)
		execl("./vasculum", "./vasculum", b->run, "--images", b->images,
		      "--start", "--by", "bench", (char *)NULL);
	else
		execl("./vasculum", "./vasculum", b->run, "--images", b->images,
		      "--start", "--by", "bench", "--engine", "compatible",
		      "--base-url", b->base_url, "--model", "test", "--send",
		      "sheet", "--timeout", "3", (char *)NULL);
	_exit(127);
}

static void start_console(struct bench *b)
{
	struct winsize size = {ROWS, COLUMNS, COLUMNS * CELL_W, ROWS * CELL_H};
	const char *name;

	b->fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (b->fd < 0 || grantpt(b->fd) < 0 || unlockpt(b->fd) < 0)
		die("pseudo-terminal");
	ioctl(b->fd, TIOCSWINSZ, &size);
	name = ptsname(b->fd);
	b->child = fork();
	if (b->child < 0)
		die("fork");
	if (b->child == 0) {
		int fd;

		setsid();
		fd = open(name, O_RDWR);
		ioctl(fd, TIOCSCTTY, 0);
		for (int to = 0; to <= 2; to++)
			dup2(fd, to);
		setenv("TERM", "xterm-256color", 1);
		setenv("VASCULUM_KEY_TIMES", b->times, 1);
		unsetenv("TMUX");
		unsetenv("NO_COLOR");
		exec_console(b);
	}
	fcntl(b->fd, F_SETFL, O_NONBLOCK);
}

/* ---- figures ------------------------------------------------------------------ */

/* Outcomes that came since it was begun. */
static size_t sheets_read(const struct bench *b)
{
	struct journal_reader *journal;
	struct journal_line line;
	struct error err;
	size_t n = 0;

	if (journal_size(b->run, JOURNAL_RAW) <= b->begun_at)
		return 0;
	if (journal_reader_open(b->run, JOURNAL_RAW, b->begun_at, &journal,
				&err) < 0)
		return 0;
	while (journal_reader_next(journal, &line, &err) > 0)
		n++;
	journal_reader_close(journal);
	return n;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* What a curator's hands do: fields, records, typing. */
static const char *next_key(int i)
{
	/* Each changes the screen, and all together lead back to where they
	 * began. C-g leaves a field; Esc would, too, but has to be told from
	 * the start of a sequence, which takes curses 25 ms. */
	static const char *const keys[] = {
		"j", "j", "k", "e", "a",    "b", "\177", "x", "\007", "k", "J",
		"j", "e", "z", "q", "\007", "k", "K",	 "m", "m",    "m",
	};

	return keys[(size_t)i % ARRAY_LEN(keys)];
}

static void report(struct bench *b, double *ms, int n, size_t read_before,
		   int copies)
{
	size_t done = sheets_read(b);
	struct bytes inside = {0};

	qsort(ms, (size_t)n, sizeof(ms[0]), by_size);
	printf("%s: %d keys, %zu sheets read meanwhile, %.0f KB shown\n",
	       b->sixel ? "sixel" : "cells", n, done - read_before,
	       (double)b->bytes / 1024);
	printf("  outside  p50 %.2f ms  p99 %.2f ms  worst %.2f ms\n",
	       ms[n / 2], ms[n * 99 / 100], ms[n - 1]);
	if (file_read(b->times, 4096, &inside, NULL) == 0)
		printf("  inside   %s", inside.data);
	if (done >= (size_t)copies)
		printf("  (the sheets ran out before the keys did)\n");
	bytes_done(&inside);
}

static void end_console(struct bench *b)
{
	int status;

	answer(b, "\007"); /* out of a field */
	drain(b, 300, false);
	answer(b, "q");
	drain(b, 300, false);
	answer(b, "x"); /* leave at once */
	for (int i = 0; i < 200; i++) {
		if (waitpid(b->child, &status, WNOHANG) == b->child)
			return;
		drain(b, 50, false);
	}
	kill(b->child, SIGKILL);
	waitpid(b->child, &status, 0);
}

static void measure(struct bench *b, int keys, int copies)
{
	double *ms = mem_zalloc((size_t)keys * sizeof(*ms));
	size_t read_before;
	int n = 0;

	b->begun_at = journal_size(b->run, JOURNAL_RAW);
	start_console(b);
	for (int i = 0; i < 600 && sheets_read(b) < 4; i++)
		drain(b, 100, false);
	drain(b, 500, false);
	read_before = sheets_read(b);
	for (int i = 0; i < keys; i++) {
		const char *key = next_key(i);
		int64_t begun;

		/* Hands are not a metronome. */
		drain(b, 15 + (i * 7919) % 71, false);
		begun = clock_ns();
		answer(b, key);
		if (drain(b, 1000, true))
			ms[n++] = (double)(clock_ns() - begun) / 1e6;
	}
	end_console(b);
	if (n > 0)
		report(b, ms, n, read_before, copies);
	close(b->fd);
	free(ms);
}

static void remove_tree(const char *dir)
{
	char *command = mem_printf("rm -rf '%s'", dir);

	if (system(command) != 0)
		fprintf(stderr, "cannot remove %s\n", dir);
	free(command);
}

int main(int argc, char **argv)
{
	int keys = argc > 1 ? atoi(argv[1]) : 500;
	const char *top = getenv("top_srcdir");
	char *sheets =
		mem_printf("%s/data/demo/sheets", top != NULL ? top : ".");
	const char *base_url =
		argc > 3 && strcmp(argv[3], "-") != 0 ? argv[3] : NULL;
	int copies = base_url != NULL ? COPIES_NET
		     : argc > 2	      ? keys / 4 + 20
				      : keys / 2 + 20;

	if (keys < 10 || copies > COPIES_MAX) {
		fprintf(stderr, "usage: bench_keys [KEYS [DIRECTORY "
				"[BASE-URL [RUN]]]]\n");
		return 2;
	}
	for (int sixel = 0; sixel < 2; sixel++) {
		struct bench b = {.sixel = sixel != 0, .base_url = base_url};
		const char *temp = getenv("TMPDIR");

		b.dir = mem_printf("%s/vasculum-keys-XXXXXX",
				   temp != NULL ? temp : "/tmp");
		if (mkdtemp(b.dir) == NULL)
			die(b.dir);
		b.images = file_join(b.dir, "sheets");
		b.run = argc > 4 ? mem_strdup(argv[4])
				 : file_join(b.dir, "run");
		b.times = file_join(b.dir, "times.json");
		if (file_make_dirs(b.images, 0755, NULL) < 0)
			die(b.images);
		copy_sheets(&b, argc > 2 ? argv[2] : sheets, copies);
		measure(&b, keys, copies);
		remove_tree(b.dir);
		free(b.dir);
		free(b.images);
		free(b.run);
		free(b.times);
	}
	free(sheets);
	return 0;
}
