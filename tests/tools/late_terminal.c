/*
 * late_terminal.c: a terminal at the end of a long way: it shows sixel, and
 * answers what it is asked MS milliseconds later. Whoever left it with a question
 * open has the answer typed into the shell.
 *
 *	late_terminal MS KEYS COMMAND ARG ...
 *
 * Runs COMMAND; types KEYS as soon as it asks whether a strip of a picture has
 * arrived; and when it has ended and all was answered, prints how many bytes of
 * input nobody has read. Ends with 1 where nothing of that was asked, and with 2
 * where it asked what the terminal is before its screen began (terminfo's smcup):
 * so does who waits for the answer first.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "base/compiler.h"
#include "base/time/clock.h"

#define COLUMNS	  120
#define ROWS	  40
#define QUERY_MAX 16
#define DUE_MAX	  256

struct answer {
	const char *text;
	int64_t due_ms;
};

struct terminal {
	int fd, slave;
	int late_ms;
	const char *keys; /* to be typed, or NULL: they were */
	char tail[QUERY_MAX + 1];
	struct answer due[DUE_MAX];
	int first, n;
	bool begun; /* the screen has */
	bool waits; /* and something was asked before */
};

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void say(const struct terminal *t, const char *text)
{
	if (write(t->fd, text, strlen(text)) < 0)
		die("late_terminal: write");
}

static void owe(struct terminal *t, const char *text)
{
	if (t->n < DUE_MAX)
		t->due[t->n++] = (struct answer){text, clock_ms() + t->late_ms};
}

static void hear(struct terminal *t, char c)
{
	static const struct {
		const char *query, *answer;
	} known[] = {
		{"\033[16t", "\033[6;19;9t"},
		{"\033[?1;1;0S", "\033[?1;0;256S"},
		{"\033[5n", "\033[0n"},
		{"\033[c", "\033[?62;4;22c"},
		{"\033[?1049h", ""},
	};

	memmove(t->tail, t->tail + 1, QUERY_MAX - 1);
	t->tail[QUERY_MAX - 1] = c;
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		size_t n = strlen(known[i].query);

		if (strcmp(t->tail + QUERY_MAX - n, known[i].query) != 0)
			continue;
		if (known[i].answer[0] == '\0')
			t->begun = true;
		t->waits = t->waits || !t->begun;
		owe(t, known[i].answer);
		if (strcmp(known[i].query, "\033[5n") == 0 && t->keys != NULL) {
			say(t, t->keys);
			t->keys = NULL;
		}
	}
}

static void answer(struct terminal *t)
{
	while (t->first < t->n && t->due[t->first].due_ms <= clock_ms())
		say(t, t->due[t->first++].text);
}

static void turn(struct terminal *t)
{
	struct pollfd fd = {.fd = t->fd, .events = POLLIN};
	char data[4096];
	ssize_t n;

	if (poll(&fd, 1, 5) <= 0)
		return;
	n = read(t->fd, data, sizeof(data));
	for (ssize_t i = 0; i < n; i++)
		hear(t, data[i]);
}

static pid_t start(struct terminal *t, char **argv)
{
	struct winsize size = {ROWS, COLUMNS, COLUMNS * 9, ROWS * 19};
	pid_t child;

	t->fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (t->fd < 0 || grantpt(t->fd) < 0 || unlockpt(t->fd) < 0)
		die("pseudo-terminal");
	ioctl(t->fd, TIOCSWINSZ, &size);
	/* Held open: what nobody reads stays there. */
	t->slave = open(ptsname(t->fd), O_RDWR | O_NOCTTY | O_CLOEXEC);
	child = fork();
	if (t->slave < 0 || child < 0)
		die("late_terminal");
	if (child == 0) {
		setsid();
		ioctl(t->slave, TIOCSCTTY, 0);
		for (int to = 0; to <= 2; to++)
			dup2(t->slave, to);
		execvp(argv[0], argv);
		_exit(127);
	}
	return child;
}

/* Bytes that wait to be read, lines or not. */
static int left_over(const struct terminal *t)
{
	struct termios raw;
	int n = 0;

	tcgetattr(t->slave, &raw);
	raw.c_lflag &= (tcflag_t) ~(ICANON | ECHO);
	tcsetattr(t->slave, TCSANOW, &raw);
	ioctl(t->slave, FIONREAD, &n);
	return n;
}

int main(int argc, char **argv)
{
	struct terminal t = {.tail = "                "};
	pid_t child;
	int status;

	if (argc < 4) {
		fprintf(stderr, "usage: late_terminal MS KEYS COMMAND ...\n");
		return 2;
	}
	t.late_ms = atoi(argv[1]);
	t.keys = argv[2];
	child = start(&t, argv + 3);
	while (waitpid(child, &status, WNOHANG) == 0) {
		turn(&t);
		answer(&t);
	}
	turn(&t);
	while (t.first < t.n) {
		poll(NULL, 0, 5);
		answer(&t);
	}
	printf("%d\n", left_over(&t));
	return t.keys != NULL ? 1 : t.waits ? 2 : 0;
}
