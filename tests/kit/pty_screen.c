/*
 * pty_screen.c: see pty_screen.h.
 */
#include "config.h"

#include "tests/kit/pty_screen.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/time/clock.h"

/* So many times as long as it has to be quiet an answer may be on its way. */
#define ANSWER_QUIETS 8

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void exec_child(const char *name, char *const *argv)
{
	int fd;

	setsid();
	fd = open(name, O_RDWR);
	ioctl(fd, TIOCSCTTY, 0);
	for (int to = 0; to <= 2; to++)
		dup2(fd, to);
	setenv("TERM", "xterm-256color", 1);
	unsetenv("TMUX");
	unsetenv("NO_COLOR");
	execv(argv[0], argv);
	_exit(127);
}

/* An empty screen. */
static void show(struct pty_screen *s)
{
	s->vterm = vterm_new(s->rows, s->columns);
	vterm_set_utf8(s->vterm, 1);
	s->cells = vterm_obtain_screen(s->vterm);
	vterm_screen_enable_altscreen(s->cells, 1);
	vterm_screen_reset(s->cells, 1);
}

void pty_screen_open(struct pty_screen *s, int columns, int rows,
		     char *const *argv)
{
	struct winsize size = {.ws_row = (unsigned short)rows,
			       .ws_col = (unsigned short)columns};
	const char *name;

	*s = (struct pty_screen){.columns = columns, .rows = rows};
	s->fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (s->fd < 0 || grantpt(s->fd) < 0 || unlockpt(s->fd) < 0)
		die("pseudo-terminal");
	ioctl(s->fd, TIOCSWINSZ, &size);
	name = ptsname(s->fd);
	s->child = fork();
	if (s->child < 0)
		die("fork");
	if (s->child == 0)
		exec_child(name, argv);
	fcntl(s->fd, F_SETFL, O_NONBLOCK);
	show(s);
}

/* A plain terminal answers what it is, and that a strip has arrived. */
static void answer(struct pty_screen *s)
{
	static const struct {
		const char *query, *text;
	} answers[] = {
		{"\033[5n", "\033[0n"},
		{"\033[c", "\033[?62;22c"},
	};

	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		const char *at = strstr(s->tail, answers[i].query);

		if (at == NULL)
			continue;
		pty_screen_type(s, answers[i].text);
		s->tail_len = 0;
		s->tail[0] = '\0';
	}
}

static void take(struct pty_screen *s, const char *data, size_t len)
{
	vterm_input_write(s->vterm, data, len);
	for (size_t i = 0; i < len; i++) {
		if (s->tail_len == sizeof(s->tail) - 1) {
			memmove(s->tail, s->tail + 32, s->tail_len - 32);
			s->tail_len -= 32;
		}
		s->tail[s->tail_len++] = data[i] != '\0' ? data[i] : ' ';
		s->tail[s->tail_len] = '\0';
		if (data[i] == 'n' || data[i] == 'c')
			answer(s);
	}
}

/* What comes within `ms`: false when that is nothing. */
static bool receive(struct pty_screen *s, int ms)
{
	struct pollfd fd = {.fd = s->fd, .events = POLLIN};
	char data[65536];
	ssize_t n;

	if (s->ended || poll(&fd, 1, ms) <= 0)
		return false;
	n = read(s->fd, data, sizeof(data));
	if (n <= 0) {
		s->ended = n == 0 || errno != EAGAIN;
		return false;
	}
	take(s, data, (size_t)n);
	return true;
}

void pty_screen_type(struct pty_screen *s, const char *keys)
{
	size_t len = strlen(keys);

	/* What nobody reads any more fills the terminal for good. */
	while (len > 0 && !s->ended) {
		ssize_t n = write(s->fd, keys, len);

		if (n < 0 && errno != EAGAIN && errno != EINTR) {
			s->ended = true;
			return;
		}
		if (n < 0) {
			receive(s, 10);
			continue;
		}
		keys += n;
		len -= (size_t)n;
	}
}

bool pty_screen_settle(struct pty_screen *s, int quiet_ms)
{
	bool any = receive(s, quiet_ms * ANSWER_QUIETS);

	while (any && receive(s, quiet_ms))
		;
	return any;
}

bool pty_screen_await(struct pty_screen *s, const char *text, int most_ms)
{
	int64_t end = clock_ms() + most_ms;

	while (pty_screen_find(s, text, NULL) < 0) {
		int64_t left = end - clock_ms();

		if (left <= 0 || s->ended)
			return false;
		receive(s, (int)left);
	}
	return true;
}

void pty_screen_resize(struct pty_screen *s, int columns, int rows)
{
	struct winsize size = {.ws_row = (unsigned short)rows,
			       .ws_col = (unsigned short)columns};

	s->columns = columns;
	s->rows = rows;
	/* A program paints all of it anew, and vterm_set_size has crashed. */
	vterm_free(s->vterm);
	show(s);
	ioctl(s->fd, TIOCSWINSZ, &size);
}

void pty_screen_close(struct pty_screen *s)
{
	int status;

	for (int i = 0; s->child != 0 && i < 100; i++) {
		if (waitpid(s->child, &status, WNOHANG) == s->child) {
			s->child = 0;
			break;
		}
		receive(s, 50);
	}
	if (s->child != 0) {
		kill(s->child, SIGKILL);
		waitpid(s->child, &status, 0);
	}
	close(s->fd);
	vterm_free(s->vterm);
}

static void put_utf8(uint32_t c, struct bytes *ret)
{
	char text[5];
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char heads[] = {0, 0, 0xc0, 0xe0, 0xf0};

	for (size_t i = n; i-- > 1; c >>= 6)
		text[i] = (char)(0x80 | (c & 0x3f));
	text[0] = (char)(heads[n] | c);
	bytes_append(ret, text, n);
}

void pty_screen_row(const struct pty_screen *s, int y, int x, int n,
		    struct bytes *ret)
{
	int end = n < 0 || x + n > s->columns ? s->columns : x + n;
	size_t used = ret->len;

	for (; x < end; x++) {
		VTermScreenCell cell;

		vterm_screen_get_cell(s->cells, (VTermPos){y, x}, &cell);
		if (cell.chars[0] == (uint32_t)-1)
			continue; /* the right half of a wide one */
		if (cell.chars[0] == 0 || cell.chars[0] == ' ') {
			bytes_append_char(ret, ' ');
			continue;
		}
		for (int i = 0;
		     i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0; i++)
			put_utf8(cell.chars[i], ret);
		used = ret->len;
	}
	ret->len = used;
	bytes_append_char(ret, '\0');
	ret->len--;
}

void pty_screen_cursor(const struct pty_screen *s, int *ret_x, int *ret_y)
{
	VTermPos at;

	vterm_state_get_cursorpos(vterm_obtain_state(s->vterm), &at);
	*ret_x = at.col;
	*ret_y = at.row;
}

int pty_screen_find(const struct pty_screen *s, const char *text, int *ret_x)
{
	for (int y = 0; y < s->rows; y++) {
		struct bytes row CLEANUP(bytes_done) = {0};
		const char *at;
		int x = 0;

		pty_screen_row(s, y, 0, -1, &row);
		at = strstr(row.data, text);
		if (at == NULL)
			continue;
		for (const char *c = row.data; c < at; c++)
			x += ((unsigned char)*c & 0xc0) != 0x80;
		if (ret_x != NULL)
			*ret_x = x;
		return y;
	}
	return -1;
}
