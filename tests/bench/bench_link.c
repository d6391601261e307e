/*
 * bench_link.c: the console on a slow line, as a curator sees it: how soon a
 * letter that is typed comes back, with nothing else under way and amidst of a
 * picture, and what a step of the picture costs in bytes and time. Plays a terminal
 * that shows sixel and takes everything at once; the line is what the command
 * brings (tests/bench/link.sh: ssh through tests/tools/slow_link).
 *
 *	bench_link ROUNDS COMMAND ARG ...
 *	bench_link cat ROUNDS COMMAND ARG ...
 *
 * The second is for a command that sends back what it gets and no more: what the
 * line takes for itself.
 * The letter is '&', which occurs in no sixel.
 */
#include "config.h"

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

#include "base/compiler.h"
#include "base/mem.h"
#include "base/time/clock.h"

#define COLUMNS	  160
#define ROWS	  50
#define CELL_W	  9
#define CELL_H	  19
#define QUIET_MS  900
#define LETTER	  '&'
#define ROUNDS	  100
#define QUERY_MAX 16

struct line {
	int fd;
	pid_t child;
	size_t bytes;	 /* that came */
	int64_t last_ns; /* when the last of them did */
	long letters;
	char tail[QUERY_MAX + 1]; /* the last bytes */
};

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void line_say(const struct line *line, const char *text)
{
	if (write(line->fd, text, strlen(text)) < 0 && errno != EAGAIN)
		die("bench_link: write");
}

static void line_start(struct line *line, char **argv)
{
	struct winsize size = {ROWS, COLUMNS, COLUMNS * CELL_W, ROWS * CELL_H};
	const char *name;

	line->fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (line->fd < 0 || grantpt(line->fd) < 0 || unlockpt(line->fd) < 0)
		die("pseudo-terminal");
	ioctl(line->fd, TIOCSWINSZ, &size);
	name = ptsname(line->fd);
	line->child = fork();
	if (line->child < 0)
		die("fork");
	if (line->child == 0) {
		int fd;

		setsid();
		fd = open(name, O_RDWR);
		ioctl(fd, TIOCSCTTY, 0);
		for (int to = 0; to <= 2; to++)
			dup2(fd, to);
		setenv("TERM", "xterm-256color", 1);
		execvp(argv[0], argv);
		_exit(127);
	}
	fcntl(line->fd, F_SETFL, O_NONBLOCK);
}

/* What a terminal answers to a question that has just ended. */
static void line_answer(const struct line *line)
{
	static const struct {
		const char *query, *answer;
	} known[] = {
		{"\033[16t", "\033[6;19;9t"},
		{"\033[?1;1;0S", "\033[?1;0;256S"},
		{"\033[?2;1;0S", "\033[?2;0;2000;2000S"},
		{"\033[5n", "\033[0n"},
		{"\033[c", "\033[?62;4;22c"},
		{"\033[>0q", "\033P>|XTerm(379)\033\\"},
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		size_t n = strlen(known[i].query);

		if (strcmp(line->tail + QUERY_MAX - n, known[i].query) == 0)
			line_say(line, known[i].answer);
	}
}

static void line_take(struct line *line, const char *data, size_t len)
{
	line->bytes += len;
	line->last_ns = clock_ns();
	for (size_t i = 0; i < len; i++) {
		line->letters += data[i] == LETTER;
		memmove(line->tail, line->tail + 1, QUERY_MAX - 1);
		line->tail[QUERY_MAX - 1] = data[i];
		line_answer(line);
	}
}

/* Reads for up to `ms`, or until that many letters have come. False when nothing
 * came in that time. */
static bool line_read(struct line *line, int64_t end_ms, long letters)
{
	bool any = false;

	while (letters < 0 || line->letters < letters) {
		struct pollfd fd = {.fd = line->fd, .events = POLLIN};
		int64_t left = end_ms - clock_ms();
		char data[4096];
		ssize_t n;

		if (left <= 0 || poll(&fd, 1, (int)left) <= 0)
			return any;
		n = read(line->fd, data, sizeof(data));
		if (n <= 0)
			return any;
		line_take(line, data, (size_t)n);
		any = true;
	}
	return true;
}

static void line_settle(struct line *line)
{
	while (line_read(line, clock_ms() + QUIET_MS, -1))
		;
}

/* ---- figures ------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void report(const char *what, double *values, int n, const char *unit)
{
	qsort(values, (size_t)n, sizeof(*values), compare);
	printf("  %-38s median %7.0f  worst %7.0f %s\n", what, values[n / 2],
	       values[n - 1], unit);
}

/* Types the letter and takes it back; milliseconds until it was seen. */
static double echo(struct line *line)
{
	static const char letter[] = {LETTER, '\0'};
	int64_t begun = clock_ns();
	long want = line->letters + 1;
	double ms;

	line_say(line, letter);
	line_read(line, clock_ms() + 10000, want);
	ms = (double)(clock_ns() - begun) / 1e6;
	line_say(line, "\177");
	return ms;
}

static void measure_line(struct line *line, int rounds)
{
	double ms[ROUNDS];

	for (int i = 0; i < rounds; i++) {
		ms[i] = echo(line);
		line_settle(line);
	}
	report("a letter, sent back by cat", ms, rounds, "ms");
}

static const char *pan(int i)
{
	return i % 2 == 0 ? "\033[1;2C" : "\033[1;2D";
}

static void measure_echo(struct line *line, int rounds)
{
	double alone[ROUNDS], amidst[ROUNDS], bytes[ROUNDS];

	for (int i = 0; i < rounds; i++) {
		size_t before = line->bytes;

		alone[i] = echo(line);
		bytes[i] = (double)(line->bytes - before);
		line_settle(line);
	}
	for (int i = 0; i < rounds; i++) {
		line_say(line, pan(i));
		/* Hands are not a metronome. */
		line_read(line, clock_ms() + 60 + (i * 7919) % 331, -1);
		amidst[i] = echo(line);
		line_settle(line);
	}
	report("a letter, nothing under way", alone, rounds, "ms");
	report("  what comes up to it", bytes, rounds, "bytes");
	report("a letter amidst of a picture", amidst, rounds, "ms");
}

static void measure_steps(struct line *line, int rounds)
{
	double bytes[ROUNDS], ms[ROUNDS];

	for (int i = 0; i < rounds; i++) {
		size_t before = line->bytes;
		int64_t begun = clock_ns();

		line_say(line, pan(i));
		line_settle(line);
		bytes[i] = (double)(line->bytes - before) / 1024;
		ms[i] = (double)(line->last_ns - begun) / 1e6;
	}
	report("a step of the picture, until it is whole", ms, rounds, "ms");
	report("  what it sends", bytes, rounds, "KB");
}

static void measure_console(struct line *line, int rounds, int64_t begun)
{
	if (line->bytes < 2000)
		fprintf(stderr, "bench_link: nothing is shown\n");
	printf("  %-38s %14.0f ms, %.0f KB\n",
	       "the first record, picture and all",
	       (double)(line->last_ns - begun) / 1e6,
	       (double)line->bytes / 1024);
	/* In a field, the picture twice as large. */
	line_say(line, "e");
	line_settle(line);
	line_say(line, "\033+");
	line_settle(line);
	line_say(line, "\033+");
	line_settle(line);
	measure_echo(line, rounds);
	measure_steps(line, rounds);
}

int main(int argc, char **argv)
{
	struct line line = {.tail = "                "};
	bool cat = argc > 1 && strcmp(argv[1], "cat") == 0;
	int rounds = argc > 2 + cat ? atoi(argv[1 + cat]) : 0;
	int64_t begun = clock_ns();

	if (rounds < 1 || rounds > ROUNDS) {
		fprintf(stderr, "usage: bench_link [cat] ROUNDS COMMAND ARG "
				"...\n");
		return 2;
	}
	line_start(&line, argv + 2 + cat);
	/* The first screen, and its picture. */
	line_read(&line, clock_ms() + 5000, -1);
	line_settle(&line);
	if (cat)
		measure_line(&line, rounds);
	else
		measure_console(&line, rounds, begun);
	kill(line.child, SIGHUP);
	waitpid(line.child, NULL, 0);
	return 0;
}
