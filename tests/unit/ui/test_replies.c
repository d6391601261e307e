/*
 * test_replies.c: a terminal that answers and answers, asked or not, in pieces
 * and with pauses, whatever the console shows: nothing is ever done because
 * of it. VASCULUM_REPLIES says how many answers are played (a million: a few
 * seconds), VASCULUM_SEED which.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/kit/rounds.h"
#include "tests/kit/world.h"
#include "ui/keyboard/keystream.h"

#define REPLIES	   200000
#define PIECES	   6  /* within the time that a sequence has in all */
#define SETTING_OF 40 /* replies, then the console shows something else */

struct terminal {
	struct world world;
	struct keystream *keys;
	int64_t now;
	uint64_t seed;
	long heard; /* keys and answers that came of it */
};

static uint32_t draw(struct terminal *t, uint32_t below)
{
	t->seed = t->seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(t->seed >> 33) % below;
}

/* ---- what it says -------------------------------------------------------- */

/* n: a number; s: any text; e: an end; p: a prefix, m: a byte in the middle,
 * f: a final byte; the rest is itself. */
static const char *const shapes[] = {
	"\033[?%n;%n;%nc", "\033[>%n;%n;%nc",	 "\033[%n;%nR",
	"\033[?%n;%n;%nR", "\033[?%n;%n$y",	 "\033[%n;%n$y",
	"\033[%n;%n;%nt",  "\033[?%n;%n;%n;%nS", "\033[%nn",
	"\033[?%n;%nn",	   "\033[?%nu",		 "\033[%n;%n;%n;%n;%n;%n;%nx",
	"\033[%p%n;%n%f",  "\033[%p%n%m%f",	 "\033]%n;%s%e",
	"\033]%n;%s\a",	   "\033]%s%e",		 "\033P>|%s%e",
	"\033P%n$r%s%e",   "\033P%n+r%s=%s%e",	 "\033P!|%s%e",
	"\033P%s%e",	   "\033_G%n;%s%e",	 "\033_%s%e",
	"\033^%s%e",	   "\033X%s%e",		 "\033[I",
	"\033[O",
};

/* Letters that are commands come often. */
static char any_letter(struct terminal *t)
{
	static const char commands[] = "arfqxucnOJKGgsSTRp/?tm rgb:;=";

	return draw(t, 2) == 0 ? commands[draw(t, sizeof(commands) - 1)]
			       : (char)(' ' + draw(t, 95));
}

static void any_text(struct terminal *t, struct bytes *ret)
{
	for (uint32_t n = draw(t, 24); n > 0; n--)
		bytes_append_char(ret, any_letter(t));
	if (draw(t, 8) == 0)
		bytes_append_str(ret, "é→");
}

static void fill_in(struct terminal *t, char what, struct bytes *ret)
{
	switch (what) {
	case 'n':
		bytes_printf(ret, "%u",
			     draw(t, 4) == 0 ? draw(t, 100000) : draw(t, 80));
		break;
	case 's':
		any_text(t, ret);
		break;
	case 'e':
		bytes_append_str(ret, "\033\\");
		break;
	case 'p':
		bytes_append_char(ret, "=>?"[draw(t, 3)]);
		break;
	case 'm':
		bytes_append_char(ret, (char)(' ' + draw(t, 16)));
		break;
	default:
		bytes_append_char(ret, (char)('@' + draw(t, 63)));
	}
}

static void make_reply(struct terminal *t, struct bytes *ret)
{
	const char *shape = shapes[draw(t, ARRAY_LEN(shapes))];

	bytes_clear(ret);
	for (; *shape != '\0'; shape++) {
		if (*shape == '%')
			fill_in(t, *++shape, ret);
		else
			bytes_append_char(ret, *shape);
	}
	/* A line that broke. */
	if (draw(t, 16) == 0)
		ret->len = 1 + draw(t, (uint32_t)ret->len);
}

/* ---- what comes of it ---------------------------------------------------- */

/* What is written, started or ended: it takes a hand to ask for that. */
static void check_effects(struct terminal *t, const struct bytes *reply)
{
	struct effects *effects = &t->world.effects;

	for (size_t i = 0; i < effects->n; i++) {
		switch (effects->items[i].kind) {
		case EFFECT_REVIEW:
		case EFFECT_EXTRACT:
		case EFFECT_COMMAND:
		case EFFECT_QUIT:
		case EFFECT_SUSPEND:
			fail_msg("an act follows from ESC %.*s",
				 (int)reply->len - 1, reply->data + 1);
			break;
		default:
			break;
		}
	}
	world_answer(&t->world);
	bytes_clear(&t->world.log);
}

static void hear(struct terminal *t, const struct bytes *reply)
{
	struct key key;

	while (keystream_next(t->keys, t->now, &key)) {
		t->heard++;
		if (key.code == KEYCODE_REPLY || key.code == KEYCODE_FOCUS_IN ||
		    key.code == KEYCODE_FOCUS_OUT)
			continue;
		app_key(&t->world.app, &key, &t->world.effects);
		check_effects(t, reply);
	}
}

/* Time passes as the console sees it: it wakes when it has to. */
static void pass(struct terminal *t, int ms, const struct bytes *reply)
{
	int64_t end = t->now + ms;
	int wait;

	while ((wait = keystream_wait(t->keys, t->now)) >= 0 &&
	       t->now + wait <= end) {
		t->now += wait;
		hear(t, reply);
	}
	t->now = end;
}

/* Up to 0.7 s between bytes; more than that only between larger pieces, for
 * then a byte that comes alone is one that somebody types. */
static void say(struct terminal *t, const struct bytes *reply)
{
	size_t at = 0, least = 1;

	for (int pieces = 1; at < reply->len; pieces++) {
		size_t left = reply->len - at;
		size_t n =
			pieces < PIECES && draw(t, 2) == 0
				? least + draw(t, (uint32_t)(left - least + 1))
				: left;
		int pause = (int)draw(t, draw(t, 2) == 0 ? 60 : 690);

		least = 1;
		if (n >= 2 && left - n >= 2 && draw(t, 4) == 0) {
			pause = 701 + (int)draw(t, 4000);
			least = 2;
		}
		keystream_feed(t->keys, reply->data + at, n, t->now);
		hear(t, reply);
		at += n;
		if (at < reply->len)
			pass(t, pause, reply);
	}
}

static const char *const settings[] = {
	"keys Esc Esc Esc",
	"keys Esc Esc Esc e\ntype abc",
	"keys Esc Esc Esc o",
	"keys Esc Esc Esc ?",
	"keys Esc Esc Esc H",
	"keys Esc Esc Esc r",
	"keys Esc Esc Esc C\ntype abc",
	"keys Esc Esc Esc s",
	"keys Esc Esc Esc c",
	"keys Esc Esc Esc /\ntype abc",
};

static void change_setting(struct terminal *t)
{
	struct bytes ignored CLEANUP(bytes_done) = {0};

	/* What is still under way is given up first. */
	pass(t, 20000, &ignored);
	world_play(&t->world, settings[draw(t, ARRAY_LEN(settings))], &ignored);
	world_answer(&t->world);
	bytes_clear(&t->world.log);
}

static long number_from(const char *name, long otherwise)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0' ? atol(value) : otherwise;
}

static void test_replies(void **state)
{
	struct terminal t = {0};
	struct bytes reply CLEANUP(bytes_done) = {0};
	long n = number_from("VASCULUM_REPLIES", rounds_of(REPLIES));

	(void)state;
	t.seed = (uint64_t)number_from("VASCULUM_SEED", 1);
	t.keys = keystream_new(KEYSTREAM_UTF8);
	world_init(&t.world);
	world_play(&t.world, "size 100 30\nstart", &reply);
	for (long i = 0; i < n; i++) {
		if (i % SETTING_OF == 0)
			change_setting(&t);
		make_reply(&t, &reply);
		say(&t, &reply);
		pass(&t, (int)draw(&t, 900), &reply);
	}
	printf("%ld answers, %ld keys and answers heard, no act\n", n, t.heard);
	/* They were not all lost. */
	assert_true(t.heard > n / 2);
	keystream_free(t.keys);
	world_done(&t.world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_replies)};

	return cmocka_run_group_tests_name("replies", tests, NULL, NULL);
}
