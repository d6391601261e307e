/*
 * walk_keys.c: presses keys at random in a program on a terminal in memory,
 * for tests/scripts/walk.sh.
 *
 *	walk_keys SEED KEYS KILL PROGRAM ARGS...
 *	walk_keys undo TEXT PROGRAM ARGS...
 *
 * KEYS writes are made, each of one to forty keys, some of them in two parts,
 * with a new size now and then. When the program ends by itself it is started
 * again; about every KILL writes (0: never) it is killed and started again.
 * Exits 1 when it was ended by a signal that this did not send, or by a code
 * other than 0, unless it kept what could not be saved; the screen is printed
 * then. Enter is never pressed in the
 * form that starts an extraction: no single key here opens it.
 *
 * undo presses u until TEXT stands on the screen.
 */
#include "config.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/compiler.h"
#include "base/mem.h"
#include "tests/kit/pty_screen.h"

#define MOST_UNDOS 20000

struct walk {
	struct pty_screen screen;
	char *const *argv;
	uint64_t random;
	int kill_every;
	int starts;
};

/* SplitMix64, public domain (Vigna). */
static unsigned below(struct walk *w, unsigned n)
{
	uint64_t z = w->random += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return (unsigned)((z ^ z >> 31) % n);
}

#define PICK(w, table) ((table)[below(w, ARRAY_LEN(table))])

static const int sizes[][2] = {{80, 24}, {80, 24},  {80, 24},	{20, 5},
			       {60, 16}, {110, 32}, {300, 100}, {40, 10}};

static void start(struct walk *w)
{
	const int *size = PICK(w, sizes);

	pty_screen_open(&w->screen, size[0], size[1], w->argv);
	w->starts++;
	pty_screen_settle(&w->screen, 20);
}

static void print_screen(struct walk *w)
{
	for (int y = 0; y < w->screen.rows; y++) {
		struct bytes row CLEANUP(bytes_done) = {0};

		pty_screen_row(&w->screen, y, 0, -1, &row);
		fprintf(stderr, "|%s\n", row.data);
	}
}

/* Code 1 is of what could not be saved and is kept. */
static bool ended_well(struct walk *w, int status)
{
	/* What it said last may be unread. */
	w->screen.ended = false;
	pty_screen_settle(&w->screen, 50);
	if (!WIFEXITED(status))
		return false;
	return WEXITSTATUS(status) == 0 ||
	       (WEXITSTATUS(status) == 1 &&
		pty_screen_find(&w->screen, "kept as a draft", NULL) >= 0);
}

/* The program is gone, or is killed: started again unless it fell. */
static int start_again(struct walk *w, bool killed)
{
	int status;

	if (killed)
		kill(w->screen.child, SIGKILL);
	if (waitpid(w->screen.child, &status, 0) != w->screen.child)
		return -1;
	w->screen.child = 0;
	if (!killed && !ended_well(w, status)) {
		fprintf(stderr, "walk_keys: the program ended with %s %d\n",
			WIFEXITED(status) ? "code" : "signal",
			WIFEXITED(status) ? WEXITSTATUS(status)
					  : WTERMSIG(status));
		print_screen(w);
		return -1;
	}
	pty_screen_close(&w->screen);
	start(w);
	return 0;
}

/* Keys of a curator, some often; s and S, which start and stop, are left. */
static const char *const keys[] = {
	"\r",	  "\r",	     "\r",	"\r",	  "\033",      "\033",
	"\t",	  "\t",	     "j",	"j",	  "k",	       "J",
	"J",	  "K",	     "g",	"G",	  "e",	       "e",
	"i",	  " ",	     "x",	"c",	  "w",	       "\"",
	"\"",	  ".",	     ".",	"M",	  "m",	       "'",
	"[",	  "]",	     "a",	"a",	  "r",	       "f",
	"!",	  "C",	     "u",	"u",	  "O",	       "H",
	"F",	  "F",	     ":",	"/",	  "n",	       "N",
	"o",	  "o",	     "t",	"l",	  "h",	       "W",
	"Z",	  "I",	     "v",	"z",	  "+",	       "-",
	"<",	  ">",	     "0",	"1",	  "1",	       "2",
	"3",	  "9",	     "d",	"q",	  "?",	       "p",
	"b",	  "A",	     "1",	"é",	  "\022",      "\004",
	"\025",	  "\006",    "\002",	"\016",	  "\020",      "\027",
	"\013",	  "\031",    "\024",	"\b",	  "\177",      "\030\005",
	"\033[Z", "\033[A",  "\033[B",	"\033[C", "\033[D",    "\033[H",
	"\033[F", "\033[5~", "\033[6~", "\0331",  "\0332",     "\0339",
	"\033m",  "\033w",   "\033l",	"\033\r", "\033+",     "\033-",
	"\033<",  "\033b",   "\033f",	"\033d",  "\033[1;2A", "\033[1;2C",
	"\033OP", "\033[I",  "\033[O",	"\f",
};

static const char *const texts[] = {
	"Regina",
	"14.8.69",
	"goto 3",
	":goto 3\r",
	":where country=Canada\r",
	":where open\r",
	"'loc\r",
	"'ev\r",
	"/Canada\r",
	"/(a+)+$/x/\r",
	"re/[/",
	"/^(.*)$/$1$1/\r",
	"\033[200~pasted\nin two lines\033[201~",
	"\033[200~\357\273\277\001\002\033[31m\377\033[201~",
	"\327\251\327\234\327\225\327\235 abc",
	"e\314\201\314\201\314\201",
	"\342\200\256drow",
	"東京都",
	"Alaska\r",
	"x\r",
	"eRegina\r",
	"iab\r",
};

static void add_mouse(struct walk *w, struct bytes *ret)
{
	static const int buttons[] = {0, 0, 0, 32, 32, 64, 65, 2};

	bytes_printf(ret, "\033[<%d;%u;%u%c", PICK(w, buttons),
		     1 + below(w, 110), 1 + below(w, 40),
		     below(w, 3) == 0 ? 'm' : 'M');
}

static void add_long(struct bytes *ret)
{
	bytes_append_str(ret, "\033[200~");
	for (int i = 0; i < 10000; i++)
		bytes_append_char(ret, i % 7 == 6 ? ' ' : (char)('a' + i % 26));
	bytes_append_str(ret, "\033[201~");
}

static void add_any(struct walk *w, struct bytes *ret)
{
	unsigned lot = below(w, 1000);

	if (lot < 850)
		bytes_append_str(ret, PICK(w, keys));
	else if (lot < 930)
		bytes_append_str(ret, PICK(w, texts));
	else if (lot < 998)
		add_mouse(w, ret);
	else
		add_long(ret);
}

static void press(struct walk *w)
{
	struct bytes burst CLEANUP(bytes_done) = {0};
	int n = below(w, 8) == 0 ? 2 + (int)below(w, 39) : 1;
	size_t cut;
	char after;

	for (int i = 0; i < n; i++)
		add_any(w, &burst);
	cut = below(w, 6) == 0 ? below(w, (unsigned)burst.len) : burst.len;
	after = burst.data[cut];
	burst.data[cut] = '\0';
	pty_screen_type(&w->screen, burst.data);
	burst.data[cut] = after;
	if (cut < burst.len) {
		pty_screen_settle(&w->screen, 1);
		pty_screen_type(&w->screen, burst.data + cut);
	}
	if (below(w, 3) != 0)
		pty_screen_settle(&w->screen, 1);
	if (below(w, 60) == 0) {
		const int *size = PICK(w, sizes);

		pty_screen_resize(&w->screen, size[0], size[1]);
	}
}

static int walk(struct walk *w, int writes)
{
	start(w);
	for (int i = 0; i < writes; i++) {
		bool killed = w->kill_every > 0 &&
			      below(w, (unsigned)w->kill_every) == 0;

		press(w);
		if (w->screen.ended || killed)
			if (start_again(w, killed) < 0)
				return 1;
	}
	pty_screen_settle(&w->screen, 200);
	if (start_again(w, true) < 0)
		return 1;
	kill(w->screen.child, SIGKILL);
	pty_screen_close(&w->screen);
	printf("%d starts\n", w->starts);
	return 0;
}

static int undo(struct walk *w, const char *text)
{
	pty_screen_open(&w->screen, 120, 24, w->argv);
	pty_screen_settle(&w->screen, 300);
	/* A draft that was typed is open again. */
	for (int i = 0; i < 2; i++) {
		pty_screen_type(&w->screen, "\033");
		pty_screen_settle(&w->screen, 60);
	}
	for (int i = 0; i < MOST_UNDOS && !w->screen.ended; i++) {
		pty_screen_type(&w->screen, "u");
		pty_screen_settle(&w->screen, 15);
		if (pty_screen_find(&w->screen, text, NULL) >= 0) {
			pty_screen_type(&w->screen, "qq");
			pty_screen_close(&w->screen);
			printf("%d undos\n", i);
			return 0;
		}
	}
	print_screen(w);
	kill(w->screen.child, SIGKILL);
	pty_screen_close(&w->screen);
	return 1;
}

int main(int argc, char **argv)
{
	struct walk w = {0};

	if (argc > 3 && strcmp(argv[1], "undo") == 0) {
		w.argv = argv + 3;
		return undo(&w, argv[2]);
	}
	if (argc < 5)
		return 2;
	w.random = (uint64_t)atoi(argv[1]);
	w.kill_every = atoi(argv[3]);
	w.argv = argv + 4;
	return walk(&w, atoi(argv[2]));
}
