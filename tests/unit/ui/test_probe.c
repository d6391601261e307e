/*
 * test_probe.c: what terminals answer, whole, in pieces, wrong, or not at
 * all. The second half plays the terminal at the other end of a pty.
 */
#include "config.h"

#include "ui/probe/probe.h"

#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/terminal/term.h"
#include "ui/tmux/tmux.h"

/* xterm 379 -ti vt340, as it came. */
#define XTERM                                                \
	"\033P>|XTerm(379)\033\\\033[6;19;9t\033[4;760;990t" \
	"\033[?1;0;256S\033[?2;0;1000;1000S\033[?63;1;2;4;6;9;15;16;22;28;29c"

/* Feeds a piece. */
static void parse_on(struct keystream *keys, struct probe_answers *answers,
		     const char *text, size_t len)
{
	struct key key;

	while (len > 0) {
		size_t n = keystream_feed(keys, text, len, 0);

		text += n;
		len -= n;
		while (keystream_next(keys, 0, &key))
			if (key.code == KEYCODE_REPLY)
				probe_take_answer(answers,
						  keystream_reply(keys));
	}
}

static void parse(struct probe_answers *answers, const char *text)
{
	struct keystream *keys = keystream_new(KEYSTREAM_UTF8);

	*answers = (struct probe_answers){0};
	parse_on(keys, answers, text, strlen(text));
	keystream_free(keys);
}

static void check_xterm(const struct probe_answers *answers)
{
	assert_true(answers->done);
	assert_true(answers->sixel);
	assert_string_equal(answers->name, "XTerm(379)");
	assert_int_equal(answers->cell_width, 9);
	assert_int_equal(answers->cell_height, 19);
	assert_int_equal(answers->area_width, 990);
	assert_int_equal(answers->registers, 256);
	assert_int_equal(answers->max_width, 1000);
}

/* ---- answers ------------------------------------------------------------- */

/* Cut in two anywhere. */
static void test_fragments(void **state)
{
	static const char text[] = XTERM;
	size_t len = strlen(text);

	(void)state;
	for (size_t cut = 0; cut <= len; cut++) {
		struct keystream *keys = keystream_new(KEYSTREAM_UTF8);
		struct probe_answers answers = {0};

		parse_on(keys, &answers, text, cut);
		assert_int_equal(answers.done, cut == len);
		parse_on(keys, &answers, text + cut, len - cut);
		check_xterm(&answers);
		keystream_free(keys);
	}
}

static void test_missing(void **state)
{
	struct probe_answers answers;

	(void)state;
	parse(&answers, "\033[?62;22c");
	assert_true(answers.done);
	assert_false(answers.sixel);
	assert_int_equal(answers.cell_width, 0);
	assert_int_equal(answers.registers, 0);
	assert_string_equal(answers.name, "");
	/* The first number is the kind of terminal, not an attribute. */
	parse(&answers, "\033[?4c");
	assert_false(answers.sixel);
	parse(&answers, "\033[?1;2;4c");
	assert_true(answers.sixel);
	parse(&answers, "");
	assert_false(answers.done);
}

/* XTSMGRAPHICS that failed says nothing. */
static void test_failed_items(void **state)
{
	struct probe_answers answers;

	(void)state;
	parse(&answers, "\033[?1;3;77S\033[?2;1S\033[?2;0;5S\033[?62;4c");
	assert_true(answers.sixel);
	assert_int_equal(answers.registers, 0);
	assert_int_equal(answers.max_width, 0);
}

/* Keys, other answers, broken sequences in between: what is asked for is
 * found all the same. */
static void test_garbage(void **state)
{
	static const char *const garbage[] = {
		"typed",
		"\033[A\033OP",
		"\033[0n",
		"\033[?2026;0$y",
		"\033]11;rgb:0000/0000/0000\033\\",
		"\033]0;title\a",
		"\033P1$r0m\033\\",
		"\033\033\033",
		"\033[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;19;20;21;22;"
		"23;24;25;26;27;28;29;30;31;32;33;34;35;36;37;38;39;40;41;42;"
		"43;44;45;46;47;48;49;50;51;52;53;54m",
		"\033[99999999999999999999;6t",
		"\033[6;;t",
		"\xff\xfe\x80\xc3\xa9",
		"\033P>|never ended",
		"\033[\033[",
		"\033P",
		"\033[6",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(garbage); i++) {
		struct probe_answers answers;
		struct bytes text CLEANUP(bytes_done) = {0};

		bytes_append_str(&text, garbage[i]);
		bytes_append_str(&text, XTERM);
		parse(&answers, text.data);
		check_xterm(&answers);
	}
}

static void test_name_filtered(void **state)
{
	struct probe_answers answers;

	(void)state;
	parse(&answers, "\033P>|ev\x01il\x9b\xe2\x80\xae(1)\033\\\033[?62c");
	assert_true(answers.done);
	assert_string_equal(answers.name, "evil?(1)");
}

static void test_after_done(void **state)
{
	struct probe_answers answers;

	(void)state;
	parse(&answers, "\033[?62;4c\033[6;40;20t");
	assert_int_equal(answers.cell_width, 0);
}

/* ---- a terminal at the other end ----------------------------------------- */

struct answer {
	struct terminal_traits traits;
	bool modes_kept;
};

/* This process's terminal is the other end from now on. */
static void take_terminal(int slave)
{
	struct winsize size = {.ws_row = 40, .ws_col = 110};

	setsid();
	ioctl(slave, TIOCSCTTY, 0);
	ioctl(slave, TIOCSWINSZ, &size);
	dup2(slave, 0);
	dup2(slave, 1);
}

/* What the child does: asks, and reports through the pipe. */
static void ask(int slave, int report)
{
	struct answer answer = {0};
	struct termios before, after;

	take_terminal(slave);
	memset(&before, 0, sizeof(before));
	memset(&after, 0, sizeof(after));
	tcgetattr(0, &before);
	probe_terminal(&answer.traits);
	tcgetattr(0, &after);
	answer.modes_kept = before.c_lflag == after.c_lflag &&
			    before.c_iflag == after.c_iflag;
	if (write(report, &answer, sizeof(answer)) != sizeof(answer))
		_exit(1);
	_exit(0);
}

/* Reads from the terminal's side until this has come. */
static void hear(int master, struct bytes *heard, const char *end)
{
	size_t len = strlen(end);

	while (heard->len < len ||
	       memcmp(heard->data + heard->len - len, end, len) != 0) {
		char c;

		assert_int_equal(read(master, &c, 1), 1);
		bytes_append_char(heard, c);
	}
}

static void answer_with(int master, const char *reply)
{
	for (size_t i = 0; i < strlen(reply); i++)
		assert_int_equal(write(master, reply + i, 1), 1);
}

/* Asks a terminal that answers with `reply`, in pieces (NULL: nothing is
 * expected to be asked), with `outer` to what passes through tmux, and with
 * `kitty` to its question there. */
static void converse_thrice(const char *reply, const char *outer,
			    const char *kitty, struct answer *ret)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	int fds[2], slave, status;
	struct bytes heard CLEANUP(bytes_done) = {0};
	pid_t child;

	assert_true(master >= 0 && grantpt(master) == 0 &&
		    unlockpt(master) == 0);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	assert_true(slave >= 0);
	assert_int_equal(pipe(fds), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		ask(slave, fds[1]);
	close(slave);
	close(fds[1]);
	if (reply != NULL) {
		hear(master, &heard, "\033[c");
		assert_non_null(strstr(heard.data, "\033[16t"));
		answer_with(master, reply);
	}
	if (outer != NULL && getenv("TMUX") == NULL) {
		hear(master, &heard, "AAAA\033\\\033[c");
		answer_with(master, outer);
	} else if (outer != NULL) {
		hear(master, &heard, "\033\033[c\033\\");
		assert_non_null(strstr(heard.data, "\033Ptmux;\033\033["));
		answer_with(master, outer);
	}
	if (kitty != NULL) {
		hear(master, &heard,
		     "\033Ptmux;\033\033_Gi=7680,a=q,s=1,v=1,f=24;AAAA"
		     "\033\033\\\033\033[c\033\\");
		answer_with(master, kitty);
	}
	assert_int_equal(read(fds[0], ret, sizeof(*ret)), sizeof(*ret));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(ret->modes_kept);
	close(fds[0]);
	close(master);
}

static void converse_twice(const char *reply, const char *outer,
			   struct answer *ret)
{
	converse_thrice(reply, outer, NULL, ret);
}

static void converse(const char *reply, struct answer *ret)
{
	converse_twice(reply, NULL, ret);
}

static int setup(void **state)
{
	static const char *const names[] = {
		"TMUX",	     "TMUX_PANE", "STY",	 "SSH_CONNECTION",
		"COLORTERM", "NO_COLOR",  "VTE_VERSION",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		unsetenv(names[i]);
	return setenv("TERM", "xterm-256color", 1);
}

static void test_direct(void **state)
{
	struct answer answer;

	(void)state;
	converse(XTERM, &answer);
	assert_true(answer.traits.terminal);
	assert_int_equal(answer.traits.route, TERMINAL_DIRECT);
	assert_int_equal(answer.traits.cell_width, 9);
	assert_int_equal(answer.traits.registers, 256);
	assert_int_equal(answer.traits.colours, PREVIEW_COLOURS_256);
	assert_string_equal(answer.traits.ack_request, "\033[5n");
	assert_string_equal(answer.traits.name, "XTerm(379)");
}

/* No size of a cell, no sixel; registers that are not told are assumed. */
static void test_direct_lacking(void **state)
{
	struct answer answer;

	(void)state;
	converse("\033[?62;4c", &answer);
	assert_int_equal(answer.traits.route, TERMINAL_NO_SIXEL);
	assert_non_null(strstr(answer.traits.no_sixel, "size"));
	converse("\033[4;800;1100t\033[?62;4c", &answer);
	assert_int_equal(answer.traits.route, TERMINAL_DIRECT);
	assert_int_equal(answer.traits.cell_width, 10);
	assert_int_equal(answer.traits.cell_height, 20);
	assert_int_equal(answer.traits.registers, 16);
	converse("\033[6;20;10t\033[?62;22c", &answer);
	assert_int_equal(answer.traits.route, TERMINAL_NO_SIXEL);
	assert_int_equal(answer.traits.cell_width, 10);
}

/* Who has no sixel and a name is asked for kitty's protocol; tmux, on the
 * other side of an SSH connection, is not: it would take it for a title. */
static void test_kitty(void **state)
{
	static const char kitty[] =
		"\033P>|kitty(0.26.5)\033\\\033[6;18;9t\033[?62;c";
	struct answer answer;

	(void)state;
	converse_twice(kitty, "\033_Gi=7680;OK\033\\\033[?62;c", &answer);
	assert_int_equal(answer.traits.route, TERMINAL_DIRECT);
	assert_int_equal(answer.traits.protocol, SHOW_KITTY);
	assert_int_equal(answer.traits.cell_width, 9);
	assert_string_equal(answer.traits.ack_request, "\033[5n");
	converse_twice(kitty, "\033_Gi=7680;ENOTSUP:no\033\\\033[?62;c",
		       &answer);
	assert_int_equal(answer.traits.route, TERMINAL_NO_SIXEL);
	assert_int_equal(answer.traits.protocol, SHOW_SIXEL);
	converse_twice(kitty, "\033[?62;c", &answer);
	assert_int_equal(answer.traits.route, TERMINAL_NO_SIXEL);
	converse("\033P>|tmux 3.3a\033\\\033[6;18;9t\033[?1;2c", &answer);
	assert_int_equal(answer.traits.route, TERMINAL_NO_SIXEL);
	/* It has both, and kitty's is better there. */
	converse_twice("\033P>|Konsole 22.12.3\033\\\033[6;18;9t\033[?62;1;4c",
		       "\033_Gi=7680;OK\033\\\033[?62;1;4c", &answer);
	assert_int_equal(answer.traits.protocol, SHOW_KITTY);
	converse_twice("\033P>|Konsole 21.12.3\033\\\033[6;18;9t\033[?62;1;4c",
		       "\033[?62;1;4c", &answer);
	assert_int_equal(answer.traits.route, TERMINAL_DIRECT);
	assert_int_equal(answer.traits.protocol, SHOW_SIXEL);
}

/* iTerm2's images: known by an answer, else by a name; in parts from 3.5 on. */
static void test_iterm(void **state)
{
	static const struct {
		const char *name, *answer;
		enum terminal_route route;
		enum show_protocol protocol;
		const char *found;
	} cases[] = {
		{"iTerm2 3.4.19", "\033]1337;ReportCellSize=18.0;9.0\033\\",
		 TERMINAL_DIRECT, SHOW_ITERM, "ReportCellSize"},
		{"iTerm2 3.5.0", "\033]1337;ReportCellSize=18.0;9.0;2.0\a",
		 TERMINAL_DIRECT, SHOW_ITERM_PARTS, "ReportCellSize"},
		{"iTerm2 4.0", "", TERMINAL_DIRECT, SHOW_ITERM_PARTS, "name"},
		{"mintty 3.6.1", "", TERMINAL_DIRECT, SHOW_ITERM, "name"},
		{"Other(9)", "\033]1337;ReportCellSize=18.0;9.0\033\\",
		 TERMINAL_DIRECT, SHOW_ITERM, "ReportCellSize"},
		{"Other(9)", "\033]1337;Name=x\033\\", TERMINAL_NO_SIXEL,
		 SHOW_SIXEL, ""},
		/* Who knows both gets kitty's. */
		{"Other(9)",
		 "\033]1337;ReportCellSize=18.0;9.0\033\\"
		 "\033_Gi=7680;OK\033\\",
		 TERMINAL_DIRECT, SHOW_KITTY, "question"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *first CLEANUP(mem_free_str) = mem_printf(
			"\033P>|%s\033\\\033[6;18;9t\033[?62;c", cases[i].name);
		char *second CLEANUP(mem_free_str) =
			mem_printf("%s\033[?62;c", cases[i].answer);
		struct answer answer;

		converse_twice(first, second, &answer);
		assert_int_equal(answer.traits.route, cases[i].route);
		assert_int_equal(answer.traits.protocol, cases[i].protocol);
		assert_non_null(strstr(answer.traits.found, cases[i].found));
	}
}

/* What characters a picture is made of, by who draws them. */
static void test_blocks(void **state)
{
	static const struct {
		const char *name;
		enum cell_blocks blocks;
	} cases[] = {
		{"foot(1.13.1)", CELL_SEXTANTS},
		{"XTerm(379)", CELL_QUADRANTS},
		{"footprint(1)", CELL_QUADRANTS},
		{"", CELL_QUADRANTS},
	};
	struct answer answer;

	(void)state;
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		skip();
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *reply CLEANUP(mem_free_str) =
			mem_printf("\033P>|%s\033\\\033[?62;4c", cases[i].name);

		converse(reply, &answer);
		assert_int_equal(answer.traits.blocks, cases[i].blocks);
	}
	/* VTE answers with no name; what is started in it inherits what it
	 * says, and answers for itself. */
	setenv("VTE_VERSION", "7006", 1);
	converse("\033[?65;1;9c", &answer);
	assert_int_equal(answer.traits.blocks, CELL_SEXTANTS);
	converse("\033P>|XTerm(379)\033\\\033[?62;4c", &answer);
	assert_int_equal(answer.traits.blocks, CELL_QUADRANTS);
	setenv("VTE_VERSION", "5800", 1);
	converse("\033[?65;1;9c", &answer);
	assert_int_equal(answer.traits.blocks, CELL_QUADRANTS);
	setenv("VTE_VERSION", "7006", 1);
	setenv("TERM", "rxvt-unicode-256color", 1);
	converse("\033[?62c", &answer);
	assert_int_equal(answer.traits.blocks, CELL_QUADRANTS);
	unsetenv("VTE_VERSION");
	setenv("TERM", "linux", 1);
	converse(NULL, &answer);
	assert_int_equal(answer.traits.blocks, CELL_HALVES);
	assert_non_null(setlocale(LC_CTYPE, "C"));
	setenv("TERM", "xterm", 1);
	converse("\033P>|foot(1.13.1)\033\\\033[?62;4c", &answer);
	assert_int_equal(answer.traits.blocks, CELL_HALVES);
}

/* Typed before, between and after the pieces of answers. */
static void test_typed(void **state)
{
	struct answer answer;

	(void)state;
	converse("ab\033[6;20;10tc\033]11;rgb:0/0/0\ad\033[?62;4c", &answer);
	assert_int_equal(answer.traits.route, TERMINAL_DIRECT);
	assert_int_equal(answer.traits.cell_width, 10);
	converse("\033P>|never ended q\033[?62;22ce", &answer);
	assert_true(answer.traits.asked);
	assert_string_equal(answer.traits.name, getenv("TERM"));
}

/* A terminal that never says a word is given up on. */
static void test_dumb_and_mute(void **state)
{
	struct answer answer;

	(void)state;
	converse("", &answer);
	assert_int_equal(answer.traits.route, TERMINAL_NO_SIXEL);
	assert_non_null(strstr(answer.traits.no_sixel, "answer"));
	setenv("TERM", "dumb", 1);
	converse(NULL, &answer);
	assert_int_equal(answer.traits.route, TERMINAL_NO_SIXEL);
	assert_int_equal(answer.traits.colours, PREVIEW_MONO);
}

static void test_screen(void **state)
{
	struct answer answer;

	(void)state;
	setenv("STY", "1.pts-1.host", 1);
	converse(NULL, &answer);
	assert_int_equal(answer.traits.route, TERMINAL_NO_SIXEL);
	assert_true(answer.traits.screen);
}

/* A tmux that answers what `words` say, first in PATH. */
static void fake_tmux(const char *dir, const char *words)
{
	char *path CLEANUP(mem_free_str) = file_join(dir, "tmux");
	char *script CLEANUP(mem_free_str) =
		mem_printf("#!/bin/sh\necho '%s'\n", words);
	char *search CLEANUP(mem_free_str) =
		mem_printf("%s:%s", dir, getenv("PATH"));

	assert_int_equal(
		file_write_atomic(path, script, strlen(script), 0700, NULL), 0);
	if (strncmp(getenv("PATH"), dir, strlen(dir)) != 0)
		setenv("PATH", search, 1);
	setenv("TMUX", "/tmp/tmux-0/default,1,0", 1);
	setenv("TMUX_PANE", "%0", 1);
}

#define TMUX_SIXEL "\033[6;20;10t\033[?62;4c"
#define TMUX_PLAIN "\033[6;20;10t\033[?1;2c"

static void test_tmux(void **state)
{
	static const struct {
		const char *words, *reply, *outer;
		enum terminal_route route;
		const char *why; /* there is none */
		bool shut;
	} cases[] = {
		{"0 0 on bottom 0 256,sixel,title", TMUX_SIXEL, NULL,
		 TERMINAL_TMUX, NULL, false},
		{"0 0 on bottom off 256,title", TMUX_SIXEL, NULL,
		 TERMINAL_NO_SIXEL, "terminal-features", true},
		{"0 0 on bottom 0 256", TMUX_PLAIN, NULL, TERMINAL_NO_SIXEL,
		 "allow-passthrough", true},
		{"61 1 on top 1 256", TMUX_PLAIN, XTERM, TERMINAL_PASSTHROUGH,
		 NULL, false},
		{"61 1 2 top all", TMUX_PLAIN, XTERM, TERMINAL_PASSTHROUGH,
		 NULL, false},
		{"0 0 on bottom on 256", TMUX_PLAIN, TMUX_PLAIN,
		 TERMINAL_NO_SIXEL, "around tmux", false},
		{"server exited", TMUX_PLAIN, NULL, TERMINAL_NO_SIXEL, "tmux",
		 false},
	};
	char dir[] = "/tmp/test_probe.XXXXXX";
	char *command;

	(void)state;
	assert_non_null(mkdtemp(dir));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct answer answer;
		const struct terminal_traits *t = &answer.traits;

		fake_tmux(dir, cases[i].words);
		converse_twice(cases[i].reply, cases[i].outer, &answer);
		assert_true(t->tmux);
		assert_int_equal(t->route, cases[i].route);
		assert_int_equal(t->shut, cases[i].shut);
		if (cases[i].why != NULL)
			assert_non_null(strstr(t->no_sixel, cases[i].why));
		if (t->route != TERMINAL_PASSTHROUGH)
			continue;
		assert_int_equal(t->cell_width, 9);
		assert_int_equal(t->origin_column, 61);
		assert_int_equal(t->origin_row, i == 3 ? 2 : 3);
		assert_string_equal(t->ack_request,
				    "\033Ptmux;\033\033[c\033\\");
		assert_string_equal(t->name, "tmux in XTerm(379)");
	}
	command = mem_printf("rm -rf %s", dir);
	assert_int_equal(system(command), 0);
	free(command);
}

/* Kitty around a tmux that lets its pictures pass: where its number and an
 * answer say that it has placeholders, and colours can number them. */
static void test_tmux_kitty(void **state)
{
	static const char ok[] = "\033_Gi=7680;OK\033\\\033[?62;c";
	static const struct {
		const char *term, *name, *kitty, *why;
	} cases[] = {
		{"tmux-256color", "kitty(0.28.1)", ok, NULL},
		{"tmux-256color", "kitty(1.0)", ok, NULL},
		{"screen-256color", "ghostty 1.1.3", ok, NULL},
		{"tmux-256color", "kitty(0.26.5)", NULL, "no sixel"},
		{"tmux-256color", "kittens(0.41.0)", NULL, "no sixel"},
		{"tmux-256color", "kitty(0.41.0)", "\033[?62;c",
		 "does not answer"},
		{"screen", "kitty(0.41.0)", ok, "256 colours"},
	};
	char dir[] = "/tmp/test_probe.XXXXXX";
	char *path;

	(void)state;
	assert_non_null(mkdtemp(dir));
	fake_tmux(dir, "61 1 on top 1 256 client=77");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *outer CLEANUP(mem_free_str) = mem_printf(
			"\033P>|%s\033\\\033[6;18;9t\033[?62;c", cases[i].name);
		struct answer answer;
		const struct terminal_traits *t = &answer.traits;

		setenv("TERM", cases[i].term, 1);
		converse_thrice(TMUX_PLAIN, outer, cases[i].kitty, &answer);
		assert_int_equal(t->client, 77);
		if (cases[i].why != NULL) {
			assert_int_equal(t->route, TERMINAL_NO_SIXEL);
			assert_non_null(strstr(t->no_sixel, cases[i].why));
			continue;
		}
		assert_int_equal(t->route, TERMINAL_PASSTHROUGH);
		assert_int_equal(t->protocol, SHOW_PLACEHOLDERS);
		/* They lie in the pane; the rest is told apart by marks. */
		assert_int_equal(t->origin_row, 0);
		assert_int_equal(t->max_width, 297 * 9);
		assert_int_equal(t->max_height, 297 * 18);
	}
	path = file_join(dir, "tmux");
	unlink(path);
	rmdir(dir);
	free(path);
}

/* A tmux that never answers holds nobody. */
static void test_tmux_hangs(void **state)
{
	static const char script[] = "#!/bin/sh\nsleep 1000\n";
	char dir[] = "/tmp/test_probe.XXXXXX";
	char *path;
	struct answer answer;

	(void)state;
	assert_non_null(mkdtemp(dir));
	fake_tmux(dir, "");
	path = file_join(dir, "tmux");
	assert_int_equal(
		file_write_atomic(path, script, strlen(script), 0700, NULL), 0);
	converse(TMUX_SIXEL, &answer);
	assert_int_equal(answer.traits.route, TERMINAL_NO_SIXEL);
	unlink(path);
	rmdir(dir);
	free(path);
}

/* The pane is given back also by a keeper that we have left before it could say
 * that the pane passes. */
static void test_tmux_keeper(void **state)
{
	char dir[] = "/tmp/test_probe.XXXXXX";
	char *path, *go, *done, *script;
	struct pollfd back = {.events = POLLIN};
	int fd;

	(void)state;
	signal(SIGPIPE, SIG_DFL);
	assert_non_null(mkdtemp(dir));
	fake_tmux(dir, "");
	path = file_join(dir, "tmux");
	go = file_join(dir, "go");
	done = file_join(dir, "done");
	script = mem_printf("#!/bin/sh\n"
			    "case \" $* \" in\n"
			    "*' show-options '*) ;;\n"
			    "*' -pu '*) echo back >%s ;;\n"
			    "*) read -r go <%s ;;\n"
			    "esac\n",
			    done, go);
	assert_int_equal(
		file_write_atomic(path, script, strlen(script), 0700, NULL), 0);
	assert_int_equal(mkfifo(go, 0600), 0);
	assert_int_equal(mkfifo(done, 0600), 0);
	fd = open(go, O_RDWR);
	back.fd = open(done, O_RDWR);
	tmux_free(tmux_open("%0", 0));
	assert_int_equal(write(fd, "go\n", 3), 3);
	assert_int_equal(poll(&back, 1, 20000), 1);
	close(fd);
	close(back.fd);
	unlink(path);
	unlink(go);
	unlink(done);
	rmdir(dir);
	free(path);
	free(go);
	free(done);
	free(script);
}

/* What the settings want is kept to what it can tell apart. */
static void test_forced(void **state)
{
	struct terminal_traits traits = {
		.tmux = true, .cell_width = 9, .cell_height = 18};

	(void)state;
	terminal_traits_force(&traits, SHOW_PLACEHOLDERS);
	assert_int_equal(traits.route, TERMINAL_PASSTHROUGH);
	assert_int_equal(traits.protocol, SHOW_PLACEHOLDERS);
	assert_int_equal(traits.max_width, 297 * 9);
	assert_int_equal(traits.max_height, 297 * 18);
}

static void test_tmux_answer(void **state)
{
	struct tmux_answer answer;

	(void)state;
	tmux_read_answer("3 4 on top all 256,sixel,title\n", &answer);
	assert_true(answer.known && answer.features_sixel &&
		    answer.passthrough);
	assert_int_equal(answer.pane_left, 3);
	assert_int_equal(answer.status_top, 1);
	tmux_read_answer("", &answer);
	assert_false(answer.known || answer.features_sixel);
}

static void hear_all(struct probe *probe, const char *text)
{
	struct keystream *keys = keystream_new(KEYSTREAM_UTF8);
	struct key key;

	keystream_feed(keys, text, strlen(text), 0);
	while (keystream_next(keys, 0, &key))
		if (key.code == KEYCODE_REPLY)
			probe_hear(probe, keystream_reply(keys), 0);
	keystream_free(keys);
}

#define EXPECT(what)      \
	if (!(what))      \
		_exit(1); \
	else              \
		(void)0

/* Late, again, not any more: the same probe, in no time. */
static void ask_again(void)
{
	struct probe *probe = probe_new();
	const struct terminal_traits *traits = probe_traits(probe);

	probe_start(probe, 0);
	EXPECT(probe_asks(probe) && probe_wait(probe, 0) > 0);
	EXPECT(strstr(probe_say(probe), "\033[c") != NULL);
	EXPECT(probe_say(probe)[0] == '\0');
	EXPECT(!probe_turn(probe, 999) && probe_turn(probe, 1000));
	EXPECT(strstr(traits->no_sixel, "answer") != NULL);
	EXPECT(!probe_turn(probe, 2000) && probe_wait(probe, 2000) == -1);
	hear_all(probe, XTERM);
	EXPECT(probe_turn(probe, 5000));
	EXPECT(traits->route == TERMINAL_DIRECT);
	/* Nobody answers: it is what it was. */
	probe_start(probe, 6000);
	EXPECT(probe_turn(probe, 7000));
	EXPECT(traits->route == TERMINAL_DIRECT && traits->cell_width == 9);
	/* Another terminal; asked twice at once, it is asked once more. */
	probe_start(probe, 8000);
	probe_start(probe, 8001);
	hear_all(probe, "\033[?62;22c");
	EXPECT(probe_turn(probe, 8002));
	EXPECT(traits->route == TERMINAL_NO_SIXEL && probe_asks(probe));
	EXPECT(strstr(probe_say(probe), "\033[c") != NULL);
	hear_all(probe, XTERM);
	EXPECT(probe_turn(probe, 8003) && !probe_asks(probe));
	EXPECT(traits->route == TERMINAL_DIRECT);
	/* What nobody asked for changes nothing. */
	hear_all(probe, "\033[?62;22c");
	EXPECT(!probe_turn(probe, 9000));
	EXPECT(traits->route == TERMINAL_DIRECT);
	probe_free(probe);
	_exit(0);
}

static void test_again(void **state)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	int slave, status;
	pid_t child;

	(void)state;
	assert_true(master >= 0 && grantpt(master) == 0 &&
		    unlockpt(master) == 0);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	assert_true(slave >= 0);
	child = fork();
	if (child == 0) {
		take_terminal(slave);
		ask_again();
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	close(slave);
	close(master);
}

static void test_colours(void **state)
{
	static const struct {
		const char *term, *colorterm, *no_color;
		enum preview_colours colours;
	} cases[] = {
		{"xterm-256color", NULL, NULL, PREVIEW_COLOURS_256},
		{"xterm-256color", "truecolor", NULL, PREVIEW_TRUE_COLOUR},
		{"xterm-256color", "truecolor", "1", PREVIEW_MONO},
		{"xterm-256color", NULL, "", PREVIEW_COLOURS_256},
		{"st-meta-256color", NULL, NULL, PREVIEW_COLOURS_256},
		{"xterm", NULL, NULL, PREVIEW_COLOURS_8},
		{"xterm-mono", NULL, NULL, PREVIEW_MONO},
		{"vt220", NULL, NULL, PREVIEW_MONO},
		{"xterm-direct", NULL, NULL, PREVIEW_TRUE_COLOUR},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct terminal_traits traits;

		setup(NULL);
		setenv("TERM", cases[i].term, 1);
		if (cases[i].colorterm != NULL)
			setenv("COLORTERM", cases[i].colorterm, 1);
		if (cases[i].no_color != NULL)
			setenv("NO_COLOR", cases[i].no_color, 1);
		/* Input is not a terminal here: nothing is asked. */
		probe_terminal(&traits);
		assert_int_equal(traits.colours, cases[i].colours);
	}
}

static void test_no_terminal(void **state)
{
	struct terminal_traits traits;

	(void)state;
	probe_terminal(&traits);
	assert_false(traits.terminal);
	assert_int_equal(traits.route, TERMINAL_NO_SIXEL);
	assert_true(strlen(traits.no_sixel) > 10);
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

/* Nothing is asked of a terminal that terminfo does not know. */
static void test_type(void **state)
{
	struct error err;

	(void)state;
	assert_int_equal(term_check_type("xterm", &err), 0);
	assert_int_equal(term_check_type("no-such-type", &err), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_non_null(strstr(err.text, "TERM=no-such-type"));
	assert_int_equal(term_check_type("", &err), -1);
	assert_non_null(strstr(err.text, "TERM is not set"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_type),	   TEST(test_fragments),
		TEST(test_missing),	   TEST(test_failed_items),
		TEST(test_garbage),	   TEST(test_name_filtered),
		TEST(test_after_done),	   TEST(test_direct),
		TEST(test_direct_lacking), TEST(test_dumb_and_mute),
		TEST(test_screen),	   TEST(test_tmux),
		TEST(test_colours),	   TEST(test_no_terminal),
		TEST(test_tmux_hangs),	   TEST(test_tmux_answer),
		TEST(test_kitty),	   TEST(test_iterm),
		TEST(test_blocks),	   TEST(test_tmux_kitty),
		TEST(test_again),	   TEST(test_typed),
		TEST(test_tmux_keeper),	   TEST(test_forced),
	};
	int null = open("/dev/null", O_RDONLY);

	/* Whatever the tests run in, it is not asked. */
	dup2(null, STDIN_FILENO);
	return cmocka_run_group_tests_name("probe", tests, NULL, NULL);
}
