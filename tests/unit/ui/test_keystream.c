/*
 * test_keystream.c: what terminals send, whole, in pieces, late, cut short:
 * which keys come of it, and that answers never become letters.
 */
#include "config.h"

#include "ui/keyboard/keystream.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/compiler.h"

#define PIECES 6

/* Pieces with this much time between them, and what comes of it all. */
struct example {
	const char *pieces[PIECES];
	int pause_ms;
	const char *expect;
};

static void tell(const struct keystream *ks, const struct key *key,
		 struct bytes *ret)
{
	static const struct {
		uint32_t code;
		const char *name;
	} names[] = {
		{KEYCODE_PASTE_BEGIN, "<paste>"},
		{KEYCODE_PASTE_END, "</paste>"},
		{KEYCODE_FOCUS_IN, "<in>"},
		{KEYCODE_FOCUS_OUT, "<out>"},
		{KEYCODE_CLICK, "<click>"},
		{KEYCODE_WHEEL_UP, "<up>"},
		{KEYCODE_WHEEL_DOWN, "<down>"},
		{KEYCODE_DRAG, "<drag>"},
		{KEYCODE_RELEASE, "<release>"},
	};
	char name[KEY_NAME_SIZE];

	if (ret->len > 0)
		bytes_append_char(ret, ' ');
	if (key->code == KEYCODE_REPLY) {
		bytes_printf(ret, "<%c%s>",
			     keystream_reply(ks)->final != 0
				     ? keystream_reply(ks)->final
				     : 'M',
			     keystream_reply(ks)->kind == SEQUENCE_STRING
				     ? keystream_reply(ks)->text
				     : "");
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (names[i].code != key->code)
			continue;
		bytes_append_str(ret, names[i].name);
		if (key->code >= KEYCODE_CLICK && key->code <= KEYCODE_RELEASE)
			bytes_printf(ret, "%d,%d", key->x, key->y);
		return;
	}
	key_format(key, name);
	bytes_append_str(ret, name);
}

static void drain(struct keystream *ks, int64_t now, struct bytes *ret)
{
	struct key key;

	while (keystream_next(ks, now, &key))
		tell(ks, &key, ret);
}

/* As the console does: it wakes when something can be given up. */
static void wait_until(struct keystream *ks, int64_t *now, int64_t end,
		       struct bytes *ret)
{
	for (;;) {
		int wait = keystream_wait(ks, *now);

		if (wait < 0 || *now + wait > end)
			break;
		*now += wait;
		drain(ks, *now, ret);
	}
	*now = end;
}

static void play(struct keystream *ks, const struct example *example)
{
	struct bytes got CLEANUP(bytes_done) = {0};
	int64_t now = 1000;

	for (int i = 0; i < PIECES && example->pieces[i] != NULL; i++) {
		const char *piece = example->pieces[i];

		if (i > 0)
			wait_until(ks, &now, now + example->pause_ms, &got);
		assert_int_equal(keystream_feed(ks, piece, strlen(piece), now),
				 strlen(piece));
		drain(ks, now, &got);
	}
	wait_until(ks, &now, now + 60000, &got);
	bytes_append_char(&got, '\0');
	if (strcmp(got.data, example->expect) != 0)
		fail_msg("%s...: %s, not %s", example->pieces[0] + 1, got.data,
			 example->expect);
}

static void play_all(enum keystream_charset charset,
		     const struct example *examples, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct keystream *ks = keystream_new(charset);

		play(ks, &examples[i]);
		keystream_free(ks);
	}
}

#define PLAY(charset, ...)                                              \
	do {                                                            \
		static const struct example examples[] = {__VA_ARGS__}; \
                                                                        \
		play_all(charset, examples, ARRAY_LEN(examples));       \
	} while (0)

/* ---- keys ---------------------------------------------------------------- */

static void test_characters(void **state)
{
	(void)state;
	PLAY(KEYSTREAM_UTF8,
	     {{"ab \r\n\t\177\003"},
	      0,
	      "a b Space Enter C-j Tab Backspace C-c"},
	     {{"\001\b\034"}, 0, "C-a C-h C-\\"}, {{"é→😀"}, 0, "é → 😀"},
	     {{"\xc3", "\xa9"}, 100, "é"},
	     /* Broken: overlong, a surrogate, a lone byte, one cut short. */
	     {{"\xc0\xaf"}, 0, "\uFFFD \uFFFD"},
	     {{"\xed\xa0\x80x"}, 0, "\uFFFD x"}, {{"\xe2\x82q"}, 0, "q"},
	     {{"\xe2\x82", "q"}, 5000, "q"},
	     /* A control of eight bits. */
	     {{"\xc2\x9bm"}, 0, "m"});
}

static void test_escape(void **state)
{
	(void)state;
	PLAY(KEYSTREAM_UTF8, {{"\033"}, 0, "Esc"}, {{"\033q"}, 0, "M-q"},
	     {{"\033", "q"}, 20, "M-q"}, {{"\033", "q"}, 30, "Esc q"},
	     {{"\033é\033\177"}, 0, "M-é M-Backspace"},
	     {{"jj\033"}, 0, "j j Esc"}, {{"\033\033"}, 0, "Esc Esc"},
	     {{"\033\033q"}, 0, "Esc M-q"},
	     {{"\033\033[A\033\033OB"}, 0, "M-Up M-Down"},
	     {{"\033\033\033[A"}, 0, "Esc M-Up"}, {{"\033\003"}, 0, "Esc C-c"},
	     {{"\033\033]0;x\aq"}, 0, "Esc <]0;x> q"},
	     /* Typed while the terminal tells something. */
	     {{"\033\033[0nq"}, 0, "Esc <n> q"},
	     {{"\033", "\033[6;20;10tq"}, 10, "Esc <t> q"},
	     {{"\033\033[I\033\033[<0;3;5M"}, 0, "Esc <in> Esc <click>2,4"},
	     {{"\033\033[200~a\033\033[201~q"}, 0, "Esc <paste> a </paste> q"},
	     /* Alt and an introducer; then what is typed is typed. */
	     {{"\033["}, 0, "M-["}, {{"\033O"}, 0, "M-O"},
	     {{"\033]", "q"}, 2000, "M-] q"});
}

static void test_named(void **state)
{
	(void)state;
	PLAY(KEYSTREAM_UTF8,
	     {{"\033[A\033OB\033[C\033OD\033[H\033OF"},
	      0,
	      "Up Down Right Left Home End"},
	     {{"\033[1~\033[4~\033[7~\033[8~\033[2~\033[3~\033[5~\033[6~"},
	      0,
	      "Home End Home End Insert Delete PageUp PageDown"},
	     {{"\033OP\033OR\033[15~\033[24~\033[[A\033[[E"},
	      0,
	      "F1 F3 F5 F12 F1 F5"},
	     {{"\033[1;5D\033[1;3C\033[1;2A\033[1;9D\033[;5B"},
	      0,
	      "C-Left M-Right S-Up M-Left C-Down"},
	     {{"\033[3;5~\033[1;2P\033O5P\033[5A"},
	      0,
	      "C-Delete S-F1 C-F1 C-Up"},
	     {{"\033[3$\033[7^\033[8@\033[a\033Ob"},
	      0,
	      "S-Delete C-Home C-S-End S-Up C-Down"},
	     {{"\033[Z\033[1;2Z\033OI\033OM\033Oj\033Op\033Oy\033OX"},
	      0,
	      "BackTab S-BackTab Tab Enter * 0 9 ="},
	     {{"\033[I\033[O"}, 0, "<in> <out>"},
	     /* Unknown: whole. */
	     {{"\033[25~\033[1;2;3A\033[2;3H\033[E\033[99~\033[1;17A"},
	      0,
	      "<~> <A> <H> <E> <~> <A>"});
}

static void test_protocols(void **state)
{
	(void)state;
	PLAY(KEYSTREAM_UTF8,
	     {{"\033[27u\033[99;5u\033[13;2u\033[9;2u\033[127u"},
	      0,
	      "Esc C-c S-Enter BackTab Backspace"},
	     {{"\033[97u\033[97;2u\033[97:65;2u\033[49:33;2u\033[49;2;33u"},
	      0,
	      "a A A ! !"},
	     {{"\033[97;3u\033[97;6u\033[32;5u\033[91;5u\033[57414u"},
	      0,
	      "M-a C-a C-Space Esc Enter"},
	     /* Repeated; let go; with Super; Caps Lock; a key of its own. */
	     {{"\033[97;1:2u\033[97;1:3u\033[97;9u\033[97;65u\033[57441u"},
	      0,
	      "a <u> <u> a <u>"},
	     {{"\033[1;1:3A\033[1;5:1A"}, 0, "<A> C-Up"},
	     {{"\033[27;5;99~\033[27;2;33~\033[27;3;13~\033[27;6;65~"},
	      0,
	      "C-c ! M-Enter C-a"},
	     /* No character. */
	     {{"\033[1114112u\033[55296u\033[0u\033[u\033[97;;;1u"},
	      0,
	      "<u> <u> <u> <u> <u>"});
}

static void test_mouse(void **state)
{
	(void)state;
	PLAY(KEYSTREAM_UTF8,
	     {{"\033[<0;3;5M\033[<0;3;5m\033[<64;1;1M\033[<65;1;2M"},
	      0,
	      "<click>2,4 <release>2,4 <up>0,0 <down>0,1"},
	     {{"\033[<32;4;5M\033[<32;4;5m\033[<2;3;5m\033[<64;1;1m"},
	      0,
	      "<drag>3,4 <release>3,4 <m> <m>"},
	     {{"\033[64;3;5M\033[35;3;5M"}, 0, "<drag>2,4 <release>2,4"},
	     {{"\033[<35;3;5M\033[<2;3;5M\033[<0;0;5M\033[<0;3M"},
	      0,
	      "<M> <M> <M> <M>"},
	     {{"\033[M !!q\033[M#!!\033[M`\377!q"},
	      0,
	      "<click>0,0 q <release>0,0 <up>222,0 q"},
	     {{"\033[32;3;5M"}, 0, "<click>2,4"},
	     /* Cut short. */
	     {{"\033[M ", "!"}, 100, ""},
	     {{"\033[M !", "!"}, 2000, "<click>0,0"});
}

/* ---- answers ------------------------------------------------------------- */

static const char *const answers[] = {
	"\033P>|foot(1.16.2)\033\\",
	"\033]10;rgb:d4d4/d4d4/d4d4\033\\",
	"\033]11;rgb:1414/1919/1f1f\a",
	"\033]52;c;cXVpdA==\a",
	"\033P1$r2 q\033\\",
	"\033P0$r\033\\",
	"\033P1+r524742=38\033\\",
	"\033P!|7E565445\033\\",
	"\033_Gi=31;OK\033\\",
	"\033_Gi=31;ENOENT:quit r a f\033\\",
	"\033^private\033\\",
	"\033Xstring\033\\",
	"\033[10;20R",
	"\033[?10;20;1R",
	"\033[?62;22c",
	"\033[>1;4000;29c",
	"\033[?2026;2$y",
	"\033[4;1$y",
	"\033[4;480;800t",
	"\033[6;19;9t",
	"\033[8;24;80t",
	"\033[?1;0;256S",
	"\033[0n",
	"\033[?1u",
	"\033[?997;1n",
	"\033[3;1;5;120;120;1;0x",
};

/* One unit whole, wherever it is cut and however long that takes, as long as
 * no piece is a byte that somebody may have typed. */
static void test_answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		size_t len = strlen(answers[i]);
		struct keystream *ks = keystream_new(KEYSTREAM_UTF8);
		struct bytes got CLEANUP(bytes_done) = {0};

		keystream_feed(ks, answers[i], len, 0);
		keystream_feed(ks, "J", 1, 0);
		drain(ks, 60000, &got);
		assert_int_equal(got.data[0], '<');
		assert_memory_equal(got.data + got.len - 3, "> J", 3);
		keystream_free(ks);
	}
}

/* No key but Esc came of it: its own ESC. */
static void check_no_letters(const char *answer, size_t cut, int pause)
{
	struct keystream *ks = keystream_new(KEYSTREAM_UTF8);
	size_t len = strlen(answer);
	int64_t now = 0;
	struct key key;

	keystream_feed(ks, answer, cut, now);
	while (keystream_next(ks, now, &key))
		;
	for (; now < pause; now++)
		while (keystream_next(ks, now, &key))
			if (key.code != KEYCODE_ESCAPE && cut > 2)
				fail_msg("%s at %zu: %d ms", answer + 1, cut,
					 pause);
	keystream_feed(ks, answer + cut, len - cut, now);
	for (; now < pause + 30000; now += 5)
		while (keystream_next(ks, now, &key))
			if (key.code < KEYCODE_NONE || key.mods != 0)
				fail_msg("%s at %zu: %d ms", answer + 1, cut,
					 pause);
	keystream_free(ks);
}

static void test_cut_answers(void **state)
{
	static const int pauses[] = {10, 30, 300, 690, 1600, 3600, 9000};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(answers); i++)
		for (size_t cut = 1; cut < strlen(answers[i]); cut++)
			for (size_t p = 0; p < ARRAY_LEN(pauses); p++)
				check_no_letters(answers[i], cut, pauses[p]);
}

/* Byte after byte, slower than Esc waits. */
static void test_dribbled_answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		struct keystream *ks = keystream_new(KEYSTREAM_UTF8);
		int64_t now = 0;
		struct key key;

		for (const char *c = answers[i]; *c != '\0'; c++) {
			keystream_feed(ks, c, 1, now);
			for (int ms = 0; ms < 60; ms++, now++)
				while (keystream_next(ks, now, &key))
					assert_true(key.code ==
							    KEYCODE_ESCAPE ||
						    key.code == KEYCODE_REPLY);
		}
		keystream_free(ks);
	}
}

/* What never ends is given up, and what is typed then is a key. */
static void test_given_up(void **state)
{
	(void)state;
	PLAY(KEYSTREAM_UTF8, {{"\033]10;rgb", "q"}, 1000, "q"},
	     {{"\033P>|fo", "q"}, 1000, "q"}, {{"\033_G", "q"}, 1000, "q"},
	     {{"\033[?62", "q"}, 1000, "q"}, {{"\033[1;", "q"}, 1000, "q"},
	     /* Within the time it is the sequence's. */
	     {{"\033[1;", "qj"}, 500, "<q> j"},
	     /* Esc and C-c are heard; an end that is cut is not Esc. */
	     {{"\033P>|fo", "\033", "q"}, 100, "Esc q"},
	     {{"\033P>|fo", "\033"}, 100, "Esc"},
	     {{"\033P>|foot\033", "\\q"}, 300, "<P>|foot> q"},
	     {{"\033P>|fo\003"}, 0, "C-c"}, {{"\033[1;\003"}, 0, "C-c"},
	     {{"\033P>|fo\030q"}, 0, "q"},
	     /* A new one ends it; so does a stray end. */
	     {{"\033P>|fo\033[A"}, 0, "Up"}, {{"\033[1;\033[B"}, 0, "Down"},
	     {{"\033\\q"}, 0, "q"}, {{"\033P>|fo", "\033\\", "q"}, 2000, "q"},
	     /* The rest, late: in one piece, or its very end. */
	     {{"\033P>|fo", "ot(1)\033\\q"}, 2000, "<P>|foot(1)> q"},
	     {{"\033[?62;4", "c", "q"}, 2000, "<c> q"},
	     {{"\033", "[A"}, 100, "Esc Up"},
	     {{"\033", "O", "q"}, 1000, "Esc O q"},
	     {{"\033", "O"}, 100, "Esc O"},
	     {{"\033", "[?", "62;4", "5c"}, 1000, "Esc <c>"},
	     /* Long after, nothing is the rest. */
	     {{"\033P>|fo", "jj"}, 20000, "j j"});
}

static void test_given_up_by_length(void **state)
{
	struct keystream *ks = keystream_new(KEYSTREAM_UTF8);
	char junk[500];
	struct key key;

	(void)state;
	memset(junk, 'r', sizeof(junk));
	keystream_feed(ks, "\033]0;", 4, 0);
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(keystream_feed(ks, junk, sizeof(junk), 1),
				 sizeof(junk));
		assert_false(keystream_next(ks, 1, &key));
	}
	/* So much cannot be meant: a short pause is enough. */
	assert_false(keystream_next(ks, 50, &key));
	keystream_feed(ks, "qq", 2, 60);
	assert_true(keystream_next(ks, 60, &key));
	assert_int_equal(key.code, 'q');
	keystream_free(ks);
}

/* ---- pastes -------------------------------------------------------------- */

static void test_paste(void **state)
{
	(void)state;
	PLAY(KEYSTREAM_UTF8,
	     {{"\033[200~a b\r\nc\td\033[201~q"},
	      0,
	      "<paste> a Space b Enter Enter c Tab d </paste> q"},
	     /* Controls and sequences are not text. */
	     {{"\033[200~a\001\004\177\033[31mb\033]0;x\ac\033[A\033qd"
	       "\033[I\033[<0;1;1M\003e\033[201~"},
	      0,
	      "<paste> a <m> b <]0;x> c d e </paste>"},
	     {{"\033[200~x\033]never ended\033[201~q"},
	      0,
	      "<paste> x </paste> q"},
	     {{"\033[201~q"}, 0, "q"},
	     {{"\033[200~a\033[200~b\033[201~"}, 0, "<paste> a b </paste>"},
	     /* Answers get through. */
	     {{"\033[200~a\033[0nb\033[201~"}, 0, "<paste> a <n> b </paste>"});
}

static void test_paste_without_end(void **state)
{
	(void)state;
	PLAY(KEYSTREAM_UTF8,
	     {{"\033[200~abc", "q"}, 1000, "<paste> a b c </paste> q"},
	     {{"\033[200~abc", "\033", "q"}, 100, "<paste> a b c </paste> q"},
	     {{"\033[200~abc", "\003", "q"},
	      100,
	      "<paste> a b c </paste> C-c q"},
	     /* A slow line: its rest is text, too. */
	     {{"\033[200~abc", "raf\033[201~q"},
	      3000,
	      "<paste> a b c </paste> <paste> r a f </paste> q"},
	     {{"\033[200~abc\033", "[201~q"}, 100, "<paste> a b c </paste> q"},
	     {{"\033[200~abc\033[20", "1~", "q"},
	      1000,
	      "<paste> a b c </paste> q"},
	     {{"\033[200~abc", "\r"}, 1000, "<paste> a b c </paste> Enter"});
}

/* ---- charsets, terminfo -------------------------------------------------- */

static void test_eight_bits(void **state)
{
	(void)state;
	PLAY(KEYSTREAM_ISO, {{"\233A\217B\2331;5Dq"}, 0, "Up Down C-Left q"},
	     {{"\23510;rgb:1/2/3\234q"}, 0, "<]10;rgb:1/2/3> q"},
	     {{"\220>|x\033\\q"}, 0, "<P>|x> q"}, {{"\205q"}, 0, "q"});
	PLAY(KEYSTREAM_UTF8, {{"\233A"}, 0, "\uFFFD A"});
}

/* A character that is cut short leaves nothing to the next. */
static void test_locale(void **state)
{
	(void)state;
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		skip();
	PLAY(KEYSTREAM_LOCALE, {{"\xc3\xa9q"}, 0, "é q"},
	     {{"\xc3", "\xa9"}, 100, "é"}, {{"\xc3", "é"}, 5000, "é"},
	     {{"\xc3\033[Aé"}, 0, "Up é"});
	setlocale(LC_CTYPE, "C");
}

static void test_terminfo(void **state)
{
	static const struct example examples[] = {
		{{"\033A\033\033[224zq\013\033B"}, 0, "Up M-F1 q Down M-B"},
		{{"\033[200~\013\033[201~"}, 0, "<paste> </paste>"},
		{{"\033[H\r"}, 0, "PageUp Enter"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(examples); i++) {
		struct keystream *ks = keystream_new(KEYSTREAM_UTF8);

		keystream_know(ks, "\033A", (struct key){.code = KEYCODE_UP});
		keystream_know(ks, "\033[224z",
			       (struct key){.code = KEYCODE_F1});
		keystream_know(ks, "\013", (struct key){.code = KEYCODE_DOWN});
		keystream_know(ks, "\033[H",
			       (struct key){.code = KEYCODE_PAGE_UP});
		/* Not units. */
		keystream_know(ks, "\r", (struct key){.code = KEYCODE_END});
		keystream_know(ks, "\033", (struct key){.code = KEYCODE_END});
		keystream_know(ks, "xy", (struct key){.code = KEYCODE_END});
		play(ks, &examples[i]);
		keystream_free(ks);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_characters),
		cmocka_unit_test(test_escape),
		cmocka_unit_test(test_named),
		cmocka_unit_test(test_protocols),
		cmocka_unit_test(test_mouse),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_cut_answers),
		cmocka_unit_test(test_dribbled_answers),
		cmocka_unit_test(test_given_up),
		cmocka_unit_test(test_given_up_by_length),
		cmocka_unit_test(test_paste),
		cmocka_unit_test(test_paste_without_end),
		cmocka_unit_test(test_eight_bits),
		cmocka_unit_test(test_locale),
		cmocka_unit_test(test_terminfo),
	};

	return cmocka_run_group_tests_name("keystream", tests, NULL, NULL);
}
