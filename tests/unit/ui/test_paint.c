/*
 * test_paint.c: how strips reach the terminal (ui/terminal/picture.h). The
 * terminal is a pipe of a few KB that is read as slowly as a test wants.
 */
#include "config.h"

#include "ui/terminal/picture.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "image/show/kitty.h"

/* More than a pipe holds, so that none goes out in one piece. */
#define STRIP_BYTES 90000

/* ---- what tests share ---------------------------------------------------- */

struct terminal {
	struct terminal_traits traits;
	struct picture *picture;
	int fd;		   /* where the terminal reads */
	struct bytes seen; /* all that arrived */
};

static int setup(void **state)
{
	struct terminal *t = mem_zalloc(sizeof(*t));
	int fds[2];

	t->traits = (struct terminal_traits){
		.route = TERMINAL_DIRECT,
		.ack_request = "\033[5n",
	};
	if (pipe(fds) < 0)
		return -1;
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
	fcntl(fds[1], F_SETFL, O_NONBLOCK);
	t->fd = fds[0];
	*state = t;
	return picture_new(&t->traits, fds[1], &t->picture, NULL);
}

static int teardown(void **state)
{
	struct terminal *t = *state;

	picture_free(t->picture);
	close(t->fd);
	bytes_done(&t->seen);
	free(t);
	return 0;
}

/* The terminal reads up to `most` bytes. */
static size_t take(struct terminal *t, size_t most)
{
	size_t taken = 0;
	char buffer[4096];

	while (taken < most) {
		size_t want = most - taken;
		ssize_t n = read(t->fd, buffer,
				 want < sizeof(buffer) ? want : sizeof(buffer));

		if (n <= 0)
			break;
		bytes_append(&t->seen, buffer, (size_t)n);
		taken += (size_t)n;
	}
	return taken;
}

/* A strip of this letter as the preview thread makes it: one sequence, or
 * several; ended or not. */
static void fill(const struct terminal *t, char letter, struct bytes *ret)
{
	static const struct {
		const char *first, *begin, *end;
		size_t piece;
	} forms[] = {
		[SHOW_SIXEL] = {"", "\033P0;1;0q", "\033\\", STRIP_BYTES},
		[SHOW_KITTY] = {"", "\033_Gq=2,m=1;", "\033\\", 4096},
		[SHOW_PLACEHOLDERS] = {"", "\033_Gq=2,m=1;", "\033\\", 4096},
		[SHOW_ITERM] = {"", "\033]1337;File=inline=1:", "",
				STRIP_BYTES},
		[SHOW_ITERM_PARTS] = {"\033]1337;MultipartFile=inline=1\a",
				      "\033]1337;FilePart=", "\a", 4096},
	};
	size_t piece = forms[t->traits.protocol].piece;

	bytes_append_str(ret, forms[t->traits.protocol].first);
	for (size_t n = 0; n < STRIP_BYTES; n += piece) {
		bytes_append_str(ret, forms[t->traits.protocol].begin);
		memset(bytes_reserve(ret, piece), letter, piece);
		ret->len += piece;
		bytes_append_str(ret, forms[t->traits.protocol].end);
	}
}

/* `n` strips of three rows each; strip i is full of the letter 'a' + i. */
static void show(struct terminal *t, int n, int row, int column)
{
	struct preview_reply reply = {.n_strips = n};

	for (int i = 0; i < n; i++) {
		reply.strips[i].row = 3 * i;
		reply.strips[i].rows = 3;
		reply.strips[i].column = 2;
		reply.strips[i].columns = 10;
		fill(t, (char)('a' + i), &reply.strips[i].sixel);
	}
	picture_show(t->picture, &reply, row, column);
	assert_int_equal(reply.n_strips, 0);
}

/* Reads and pumps, answering every question, until nothing is left to do. */
static void await_drawn(struct terminal *t)
{
	size_t asked = 0;

	for (int turn = 0; turn < 100000; turn++) {
		picture_pump(t->picture);
		take(t, SIZE_MAX);
		if (t->seen.len >= asked + 4 &&
		    memcmp(t->seen.data + t->seen.len - 4, "\033[5n", 4) == 0 &&
		    t->seen.len != asked) {
			asked = t->seen.len;
			picture_ack(t->picture);
		}
		if (picture_events(t->picture) == 0 &&
		    !picture_busy(t->picture))
			return;
	}
	fail_msg("it is never drawn");
}

static int count(const struct bytes *in, const char *what)
{
	int n = 0;
	size_t len = strlen(what);

	for (size_t i = 0; i + len <= in->len; i++)
		n += memcmp(in->data + i, what, len) == 0;
	return n;
}

/* Every DCS is ended before anything else begins, and text appears only
 * outside of them. Returns how many there were. */
static int check_sequences(const struct bytes *seen)
{
	bool inside = false;
	int n = 0;

	for (size_t i = 0; i < seen->len; i++) {
		if (seen->data[i] != '\033') {
			assert_true(!inside || seen->data[i] != 'T');
			continue;
		}
		if (seen->data[i + 1] == 'P') {
			assert_false(inside);
			inside = true;
			n++;
		} else if (seen->data[i + 1] == '\\') {
			assert_true(inside);
			inside = false;
		} else {
			assert_false(inside);
		}
	}
	assert_false(inside);
	return n;
}

/* A picture is whole sequences up to the one that says that no more come; only
 * after that there is anything else. Returns how many pictures there were. */
static int check_kitty(const struct bytes *seen)
{
	bool open = false;
	int n = 0;

	for (const char *at = seen->data; at < seen->data + seen->len; at++) {
		const char *end;

		if (strncmp(at, "\033_G", 3) != 0) {
			assert_false(open);
			continue;
		}
		end = strchr(at + 1, '\033');
		assert_non_null(end);
		assert_int_equal(end[1], '\\');
		if (strncmp(at, "\033_Ga=d", 6) == 0)
			assert_false(open);
		else
			open = strncmp(at, KITTY_END, strlen(KITTY_END)) != 0;
		n += strncmp(at, KITTY_END, strlen(KITTY_END)) == 0;
		at = end + 1;
	}
	assert_false(open);
	return n;
}

/* ---- tests --------------------------------------------------------------- */

static void test_paints_all(void **state)
{
	struct terminal *t = *state;

	show(t, 8, 4, 60);
	assert_int_equal(picture_events(t->picture), POLLOUT);
	await_drawn(t);
	assert_int_equal(check_sequences(&t->seen), 8);
	assert_int_equal(count(&t->seen, "\0337\033[5;63H\033P0;1;0qa"), 1);
	assert_int_equal(count(&t->seen, "\0337\033[26;63H\033P0;1;0qh"), 1);
	assert_int_equal(count(&t->seen, "\033\\\0338\033[5n"), 8);
	assert_true(t->seen.len > 8 * STRIP_BYTES);
}

/* A terminal that reads nothing holds nobody; it goes on where it was. */
static void test_stalled(void **state)
{
	struct terminal *t = *state;

	show(t, 2, 0, 0);
	for (int i = 0; i < 1000; i++)
		picture_pump(t->picture);
	take(t, 10);
	assert_int_equal(t->seen.len, 10);
	await_drawn(t);
	assert_int_equal(check_sequences(&t->seen), 2);
	assert_true(t->seen.len > 2 * STRIP_BYTES);
}

/* One strip at a time, until it is said to have arrived. */
static void test_pacing(void **state)
{
	struct terminal *t = *state;

	show(t, 3, 0, 0);
	for (int i = 0; i < 200; i++) {
		picture_pump(t->picture);
		take(t, SIZE_MAX);
	}
	assert_int_equal(check_sequences(&t->seen), 1);
	assert_int_equal(picture_events(t->picture), 0);
	assert_in_range(picture_timeout(t->picture), 1, 60000);
	picture_ack(t->picture);
	assert_int_equal(picture_timeout(t->picture), -1);
	assert_int_equal(picture_events(t->picture), POLLOUT);
	await_drawn(t);
	assert_int_equal(check_sequences(&t->seen), 3);
}

static void write_text(struct terminal *t)
{
	bytes_append_str(&t->seen, "T");
}

/* Text between strips: the strip under way is ended, comes again as a whole
 * afterwards, and no text lands inside of it, wherever it was cut. */
static void test_yield_anywhere(void **state)
{
	struct terminal *t = *state;

	for (size_t cut = 0; cut < 70; cut++) {
		size_t whole;

		bytes_clear(&t->seen);
		show(t, 2, 0, 0);
		picture_pump(t->picture);
		take(t, cut < 60 ? cut : cut * 1500);
		picture_pump(t->picture);
		while (!picture_yield(t->picture))
			take(t, 100);
		take(t, SIZE_MAX);
		write_text(t);
		/* The question of the strip cut short is answered. */
		picture_ack(t->picture);
		await_drawn(t);
		check_sequences(&t->seen);
		whole = t->seen.len;
		assert_true(whole >= 2 * STRIP_BYTES);
		assert_non_null(memchr(t->seen.data, 'T', whole));
	}
}

/* The same in kitty's protocol, where a strip is many sequences; strips that the
 * picture before had more of are taken away. */
static void test_kitty(void **state)
{
	struct terminal *t = *state;

	t->traits.protocol = SHOW_KITTY;
	show(t, 3, 4, 60);
	await_drawn(t);
	assert_int_equal(check_kitty(&t->seen), 3);
	assert_int_equal(count(&t->seen, "\033_Ga=d,d=I,i="), 5);
	assert_int_equal(count(&t->seen, "\0337\033[5;63H\033_G"), 1);
	assert_int_equal(count(&t->seen, KITTY_END "\0338\033[5n"), 3);
	for (size_t cut = 0; cut < 120; cut++) {
		bytes_clear(&t->seen);
		show(t, 2, 0, 0);
		picture_pump(t->picture);
		take(t, cut < 100 ? cut : cut * 700);
		picture_pump(t->picture);
		while (!picture_yield(t->picture))
			take(t, 100);
		take(t, SIZE_MAX);
		write_text(t);
		picture_ack(t->picture);
		await_drawn(t);
		assert_true(check_kitty(&t->seen) >= 2);
		assert_true(t->seen.len >= 2 * STRIP_BYTES);
		assert_true(count(&t->seen, "\033_Ga=d,d=I,i=") >= 6);
	}
}

/* iTerm2's: from OSC to BEL there is nothing but the picture; parts are ended by
 * FileEnd. Returns how many pictures there were. */
static int check_iterm(const struct bytes *seen, bool parts)
{
	bool inside = false, open = false;
	int n = 0;

	for (const char *at = seen->data; at < seen->data + seen->len; at++) {
		if (strncmp(at, "\033]1337;", 7) == 0) {
			assert_false(inside);
			inside = true;
			n += strncmp(at + 7, "FileEnd\a", 8) == 0 ||
			     strncmp(at + 7, "File=", 5) == 0;
			open = strncmp(at + 7, "FileEnd\a", 8) != 0;
		} else if (*at == '\a') {
			assert_true(inside);
			inside = false;
			open = open && parts;
		} else if (*at == '\033') {
			/* The cursor is not moved amidst of parts. */
			assert_false(inside || open);
		} else {
			assert_true(!inside || *at != 'T');
		}
	}
	assert_false(inside || open);
	return n;
}

static void test_iterm(void **state)
{
	struct terminal *t = *state;

	for (int parts = 0; parts < 2; parts++) {
		t->traits.protocol = parts ? SHOW_ITERM_PARTS : SHOW_ITERM;
		bytes_clear(&t->seen);
		show(t, 3, 4, 60);
		await_drawn(t);
		assert_int_equal(check_iterm(&t->seen, parts), 3);
		assert_int_equal(count(&t->seen, "\0337\033[5;63H\033]1337;"),
				 1);
		assert_int_equal(count(&t->seen, "\a\0338\033[5n"), 3);
		for (size_t cut = 0; cut < 120; cut++) {
			bytes_clear(&t->seen);
			show(t, 2, 0, 0);
			picture_pump(t->picture);
			take(t, cut < 100 ? cut : cut * 700);
			picture_pump(t->picture);
			while (!picture_yield(t->picture))
				take(t, 100);
			take(t, SIZE_MAX);
			write_text(t);
			picture_ack(t->picture);
			await_drawn(t);
			assert_true(check_iterm(&t->seen, parts) >= 2);
			assert_true(t->seen.len >= 2 * STRIP_BYTES);
		}
	}
}

/* ---- placeholders -------------------------------------------------------- */

/* The numbers of pictures that begin in what passes through tmux. Each wrapped
 * sequence is whole: all of it doubled, and kitty's in it ended. */
static int begun(const struct bytes *seen, unsigned ids[], int most)
{
	struct bytes inner CLEANUP(bytes_done) = {0};
	const char *at = seen->data;
	int n = 0;

	while ((at = strstr(at, "\033Ptmux;")) != NULL) {
		size_t from = inner.len;

		for (at += 7; strncmp(at, "\033\\", 2) != 0; at++) {
			if (*at == '\033')
				assert_int_equal(*++at, '\033');
			assert_int_not_equal(*at, '\0');
			bytes_append_char(&inner, *at);
		}
		if (strcmp(inner.data + from, "\033[c") != 0 &&
		    strstr(inner.data + from, "a=T") != NULL)
			assert_string_equal(inner.data + inner.len -
						    strlen(KITTY_END),
					    KITTY_END);
	}
	at = inner.data;
	while (at != NULL && (at = strstr(at, "\033_Ga=T,U=1,")) != NULL) {
		assert_true(n < most);
		assert_int_equal(sscanf(strstr(at, "i="), "i=%u", &ids[n++]),
				 1);
		assert_non_null(strstr(at, ",c=10,r=3,m=1;"));
		at++;
	}
	return n;
}

static void through_tmux(struct terminal *t)
{
	t->traits.protocol = SHOW_PLACEHOLDERS;
	t->traits.route = TERMINAL_PASSTHROUGH;
	strcpy(t->traits.ack_request, "\033Ptmux;\033\033[c\033\\");
}

static void await_arrived(struct terminal *t)
{
	for (int turn = 0; turn < 100000; turn++) {
		picture_pump(t->picture);
		if (take(t, SIZE_MAX) == 0 && !picture_busy(t->picture)) {
			if (!picture_waits(t->picture))
				return;
			picture_ack(t->picture);
		}
	}
	fail_msg("it never arrives");
}

/* A screen of the picture's cells, but for one that lies over it; the number of
 * characters that were laid. */
static int lay(struct terminal *t, struct surface *surface)
{
	int n = 0;

	surface_init(surface, 80, 24, false);
	for (int y = 0; y < 24; y++)
		for (int x = 0; x < 80; x++) {
			struct cell *cell = surface_at(surface, x, y);

			cell->style = STYLE_PICTURE;
			strcpy(cell->text, "#");
		}
	surface_at(surface, 25, 5)->style = STYLE_ERROR;
	picture_lay(t->picture, surface);
	for (int y = 0; y < 24; y++)
		for (int x = 0; x < 80; x++)
			n += surface_at(surface, x, y)->style ==
			     STYLE_PLACEHOLDER;
	return n;
}

static void test_placeholders(void **state)
{
	struct terminal *t = *state;
	unsigned first[8], second[8];
	char text[KITTY_CELL_TEXT];
	struct surface surface;

	through_tmux(t);
	show(t, 2, 4, 20);
	assert_int_equal(lay(t, &surface), 0);
	surface_done(&surface);
	assert_false(picture_news(t->picture));
	await_arrived(t);
	assert_true(picture_news(t->picture));
	assert_false(picture_news(t->picture));
	assert_int_equal(begun(&t->seen, first, 8), 2);
	assert_int_not_equal(first[0], first[1]);
	/* tmux keeps text where it is: no place is told. */
	assert_null(strstr(t->seen.data, "H"));

	/* Two strips of 10 x 3, without the cell that something lies over. */
	assert_int_equal(lay(t, &surface), 59);
	kitty_cell(first[1], 2, 9, text);
	assert_string_equal(surface_at(&surface, 31, 9)->text, text);
	assert_int_equal(surface_at(&surface, 31, 9)->fg, first[1] & 255);
	assert_string_equal(surface_at(&surface, 25, 5)->text, "#");
	assert_string_equal(surface_at(&surface, 32, 9)->text, "#");
	surface_done(&surface);

	/* Text over it is no damage; what the terminal lost is sent again. */
	bytes_clear(&t->seen);
	picture_damage(t->picture, 0, INT_MAX);
	await_arrived(t);
	assert_int_equal(t->seen.len, 0);
	picture_again(t->picture);
	await_arrived(t);
	assert_int_equal(begun(&t->seen, second, 8), 2);
	assert_memory_equal(first, second, 2 * sizeof(first[0]));

	/* Another picture: other numbers, and those before go. */
	bytes_clear(&t->seen);
	show(t, 1, 4, 20);
	await_arrived(t);
	assert_int_equal(begun(&t->seen, second, 8), 1);
	assert_int_not_equal(second[0], first[0]);
	assert_int_not_equal(second[0], first[1]);
	for (int i = 0; i < 2; i++) {
		char *gone CLEANUP(mem_free_str) =
			mem_printf("_Ga=d,d=I,i=%u,", first[i]);

		assert_non_null(strstr(t->seen.data, gone));
	}
	bytes_clear(&t->seen);
	picture_leave(t->picture);
	take(t, SIZE_MAX);
	assert_int_equal(count(&t->seen, "_Ga=d,d=I,i="), 16);
	assert_int_equal(begun(&t->seen, second, 8), 0);
}

/* Text in between: wherever it was cut, what passes through tmux is whole. */
static void test_placeholders_cut(void **state)
{
	struct terminal *t = *state;
	unsigned ids[8];

	through_tmux(t);
	for (size_t cut = 0; cut < 120; cut++) {
		bytes_clear(&t->seen);
		show(t, 2, 0, 0);
		picture_pump(t->picture);
		take(t, cut < 100 ? cut : cut * 700);
		picture_pump(t->picture);
		while (!picture_yield(t->picture))
			take(t, 100);
		take(t, SIZE_MAX);
		write_text(t);
		picture_ack(t->picture);
		await_arrived(t);
		assert_in_range(begun(&t->seen, ids, 8), 2, 3);
		assert_true(t->seen.len >= 2 * STRIP_BYTES);
	}
}

/* ---- the end ------------------------------------------------------------- */

/* A stalled terminal: yielding says no, and does not block. */
static void test_yield_stalled(void **state)
{
	struct terminal *t = *state;

#ifdef F_SETPIPE_SZ
	fcntl(t->fd, F_SETPIPE_SZ, 4096);
#endif
	show(t, 1, 0, 0);
	picture_pump(t->picture);
	assert_true(picture_busy(t->picture));
	assert_false(picture_yield(t->picture));
	assert_int_equal(picture_events(t->picture), POLLOUT);
	take(t, SIZE_MAX);
	assert_true(picture_yield(t->picture));
	assert_false(picture_busy(t->picture));
	take(t, SIZE_MAX);
	assert_int_equal(check_sequences(&t->seen), 1);
	assert_true(t->seen.len < STRIP_BYTES);
}

/* Only what was written over is painted again. */
static void test_damage(void **state)
{
	struct terminal *t = *state;

	show(t, 8, 10, 0);
	await_drawn(t);
	bytes_clear(&t->seen);
	picture_damage(t->picture, 0, 10);
	picture_damage(t->picture, 34, 100);
	await_drawn(t);
	assert_int_equal(check_sequences(&t->seen), 0);
	picture_damage(t->picture, 15, 2);
	await_drawn(t);
	assert_int_equal(check_sequences(&t->seen), 2);
	assert_int_equal(count(&t->seen, "qb"), 1);
	assert_int_equal(count(&t->seen, "qc"), 1);
}

/* After many repairs the whole is painted, before the terminal forgets what
 * it has had for longest. */
static void test_many_repairs(void **state)
{
	struct terminal *t = *state;
	int strips = 0;

	show(t, 8, 0, 0);
	await_drawn(t);
	for (int i = 0; i < 9; i++) {
		bytes_clear(&t->seen);
		picture_damage(t->picture, 0, 1);
		await_drawn(t);
		strips = check_sequences(&t->seen);
		assert_int_equal(strips, i < 8 ? 1 : 8);
	}
}

static void test_cover(void **state)
{
	struct terminal *t = *state;

	show(t, 2, 0, 0);
	await_drawn(t);
	bytes_clear(&t->seen);
	picture_cover(t->picture, true);
	picture_damage(t->picture, 0, INT_MAX);
	await_drawn(t);
	assert_int_equal(t->seen.len, 0);
	picture_cover(t->picture, false);
	await_drawn(t);
	assert_int_equal(check_sequences(&t->seen), 2);
}

/* Another picture in the middle of one. */
static void test_replace(void **state)
{
	struct terminal *t = *state;

	show(t, 8, 0, 0);
	picture_pump(t->picture);
	take(t, 5000);
	show(t, 1, 40, 0);
	await_drawn(t);
	assert_true(check_sequences(&t->seen) <= 2);
	assert_int_equal(count(&t->seen, "\033[41;3H"), 1);
	bytes_clear(&t->seen);
	picture_clear(t->picture);
	picture_damage(t->picture, 0, INT_MAX);
	await_drawn(t);
	assert_int_equal(t->seen.len, 0);
}

/* Through tmux: wrapped, each ESC doubled, moved to where the pane is; cut
 * short it is whole all the same. */
static void test_passthrough(void **state)
{
	static const char opening[] = "\033Ptmux;\033\0337\033\033[6;43H"
				      "\033\033P0;1;0qaaaa";
	struct terminal *t = *state;

	t->traits.route = TERMINAL_PASSTHROUGH;
	t->traits.origin_row = 1;
	t->traits.origin_column = 40;
	strcpy(t->traits.ack_request, "\033Ptmux;\033\033[c\033\\");
	show(t, 1, 4, 0);
	picture_pump(t->picture);
	while (!picture_yield(t->picture))
		take(t, 1000);
	take(t, SIZE_MAX);
	assert_memory_equal(t->seen.data, opening, strlen(opening));
	assert_int_equal(count(&t->seen, "aa\033\033\\\033\0338\033\\"
					 "\033Ptmux;\033\033[c\033\\"),
			 1);
	assert_int_equal(picture_events(t->picture), 0);
	picture_ack(t->picture);
	assert_int_equal(picture_events(t->picture), POLLOUT);
}

/* Where text does not erase, what was painted and is not painted over again
 * has to go with the screen; once. */
static void test_leaves(void **state)
{
	struct terminal *t = *state;

	for (int stays = 0; stays < 2; stays++) {
		t->traits.sixel_stays = stays;
		show(t, 4, 10, 20);
		await_drawn(t);
		assert_false(picture_leaves(t->picture));
		show(t, 4, 10, 20);
		await_drawn(t);
		assert_false(picture_leaves(t->picture));
		/* A part of it only, elsewhere, nowhere. */
		show(t, 3, 10, 20);
		assert_int_equal(picture_leaves(t->picture), stays);
		assert_false(picture_leaves(t->picture));
		await_drawn(t);
		show(t, 3, 10, 21);
		assert_int_equal(picture_leaves(t->picture), stays);
		/* It was never seen there. */
		show(t, 8, 0, 0);
		assert_false(picture_leaves(t->picture));
		await_drawn(t);
		picture_clear(t->picture);
		assert_int_equal(picture_leaves(t->picture), stays);
		picture_clear(t->picture);
		assert_false(picture_leaves(t->picture));
	}
}

/* Who leaves asks nothing more: of a strip that is under way the question is not
 * sent, and its sequence is complete all the same. A question that was sent is
 * waited for. */
static void test_stops_unasked(void **state)
{
	struct terminal *t = *state;

	show(t, 2, 0, 0);
	picture_pump(t->picture);
	assert_true(picture_busy(t->picture));
	for (int i = 0; i < 1000 && !picture_stop(t->picture); i++)
		take(t, SIZE_MAX);
	take(t, SIZE_MAX);
	assert_false(picture_busy(t->picture));
	assert_false(picture_waits(t->picture));
	assert_int_equal(count(&t->seen, "\033[5n"), 0);
	assert_int_equal(check_sequences(&t->seen), 1);
	bytes_clear(&t->seen);
	for (int i = 0; i < 1000 && !picture_waits(t->picture); i++) {
		picture_pump(t->picture);
		take(t, SIZE_MAX);
	}
	assert_true(picture_stop(t->picture));
	assert_true(picture_waits(t->picture));
	assert_int_equal(count(&t->seen, "\033[5n"), 1);
}

/* A strip that comes later is painted when it does, where it belongs, and once;
 * until then it cannot be damaged. */
static void test_late_strip(void **state)
{
	struct terminal *t = *state;
	struct preview_reply reply = {.n_strips = 2};
	struct bytes late = {0}, twice = {0};

	for (int i = 0; i < 2; i++)
		reply.strips[i] = (struct preview_strip){
			.row = 3 * i, .rows = 3, .column = 2, .columns = 10};
	fill(t, 'b', &reply.strips[1].sixel);
	picture_show(t->picture, &reply, 0, 0);
	await_drawn(t);
	assert_int_equal(check_sequences(&t->seen), 1);
	assert_int_equal(count(&t->seen, "\033[1;3H"), 0);
	picture_again(t->picture);
	picture_damage(t->picture, 0, 2);
	bytes_clear(&t->seen);
	await_drawn(t);
	assert_int_equal(count(&t->seen, "\033[1;3H"), 0);
	assert_int_equal(count(&t->seen, "\033[4;3H"), 1);
	bytes_clear(&t->seen);
	fill(t, 'a', &late);
	picture_add(t->picture, 0, &late);
	await_drawn(t);
	assert_int_equal(count(&t->seen, "\033[1;3H"), 1);
	assert_int_equal(count(&t->seen, "\033[4;3H"), 0);
	fill(t, 'c', &twice);
	picture_add(t->picture, 0, &twice);
	picture_add(t->picture, 7, &twice);
	assert_int_equal(picture_events(t->picture), 0);
	bytes_done(&late);
	bytes_done(&twice);
}

static void test_nothing_to_do(void **state)
{
	struct terminal_traits traits = {.route = TERMINAL_NO_SIXEL};
	struct preview_reply reply = {.n_strips = 1};
	struct picture *picture;

	(void)state;
	assert_int_equal(picture_new(&traits, -1, &picture, NULL), 0);
	bytes_append_str(&reply.strips[0].sixel, "\033Pqaaa\033\\");
	picture_show(picture, &reply, 0, 0);
	picture_pump(picture);
	assert_true(picture_yield(picture));
	assert_int_equal(picture_events(picture), 0);
	assert_int_equal(picture_timeout(picture), -1);
	picture_free(picture);
	picture_free(NULL);
}

/* The terminal has gone: nothing is waited for. */
static void test_gone(void **state)
{
	struct terminal *t = *state;

	close(t->fd);
	t->fd = open("/dev/null", O_RDONLY);
	show(t, 2, 0, 0);
	picture_pump(t->picture);
	assert_int_equal(picture_events(t->picture), 0);
	assert_true(picture_yield(t->picture));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_paints_all),
		TEST(test_stalled),
		TEST(test_pacing),
		TEST(test_yield_anywhere),
		TEST(test_yield_stalled),
		TEST(test_damage),
		TEST(test_many_repairs),
		TEST(test_cover),
		TEST(test_replace),
		TEST(test_passthrough),
		TEST(test_leaves),
		TEST(test_stops_unasked),
		TEST(test_late_strip),
		TEST(test_nothing_to_do),
		TEST(test_gone),
		TEST(test_kitty),
		TEST(test_iterm),
		TEST(test_placeholders),
		TEST(test_placeholders_cut),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests_name("paint", tests, NULL, NULL);
}
