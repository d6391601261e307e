/*
 * test_walk.c: a curator whose cat walks over the keyboard: keys, clicks,
 * bursts, new sizes, answers that come late, other curators and failures in
 * any order. Nothing is expected of what is shown, but that all of it can be
 * drawn at any moment, and that nothing crashes or asks without end. The rest
 * of the proof is the sanitizers', and tests/scripts/walk.sh's.
 *
 *	WALK_STEPS=100000	so many steps in each size (600)
 *	WALK_SEED=7		another walk
 *	WALK_TRACE=1		prints each step, as lines of a key script
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

#include "base/mem.h"
#include "tests/kit/world.h"

/* A screen is drawn after one in so many steps, and all is begun anew. */
#define DRAWN_EVERY 4
#define BEGUN_EVERY 3000

struct walk {
	struct world world;
	uint64_t random;
	int columns, rows;
	bool trace;
	struct bytes out;
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

static void step(struct walk *w, const char *fmt, ...) PRINTF_LIKE(2, 3);

static void step(struct walk *w, const char *fmt, ...)
{
	struct bytes line CLEANUP(bytes_done) = {0};
	va_list args;

	va_start(args, fmt);
	bytes_vprintf(&line, fmt, args);
	va_end(args);
	if (w->trace) {
		puts(line.data);
		fflush(stdout);
	}
	world_line(&w->world, line.data, &w->out);
	bytes_clear(&w->out);
	bytes_clear(&w->world.log);
}

/* A key: of the keymap, or one that moves, or any that can be printed. */
static void name_key(struct walk *w, char ret[KEY_NAME_SIZE])
{
	static const char *const often[] = {"Enter", "Esc",   "Down", "Up",
					    "Left",  "Right", "Tab",  "j",
					    "k",     "u",     "e",    "a"};
	const struct keymap *keymap = &w->world.keymap;
	unsigned kind = below(w, 10);

	if (kind < 6) {
		const struct binding *b =
			&keymap->bindings[below(w, (unsigned)keymap->n)];

		key_format(&b->keys[below(w, (unsigned)b->n_keys)], ret);
	} else if (kind < 9) {
		snprintf(ret, KEY_NAME_SIZE, "%s", PICK(w, often));
	} else {
		snprintf(ret, KEY_NAME_SIZE, "%c", (char)('!' + below(w, 94)));
	}
}

static void press_keys(struct walk *w)
{
	char name[KEY_NAME_SIZE];

	name_key(w, name);
	step(w, "keys %s", name);
}

static void press_chord(struct walk *w)
{
	const struct keymap *keymap = &w->world.keymap;
	const struct binding *b;
	struct bytes keys CLEANUP(bytes_done) = {0};

	b = &keymap->bindings[below(w, (unsigned)keymap->n)];
	for (int i = 0; i < b->n_keys; i++) {
		char name[KEY_NAME_SIZE];

		key_format(&b->keys[i], name);
		bytes_printf(&keys, "%s%s", i > 0 ? " " : "", name);
	}
	step(w, "keys %s", keys.data);
}

static void press_burst(struct walk *w)
{
	struct bytes keys CLEANUP(bytes_done) = {0};
	int n = 2 + (int)below(w, 60);

	for (int i = 0; i < n; i++) {
		char name[KEY_NAME_SIZE];

		name_key(w, name);
		bytes_printf(&keys, "%s%s", i > 0 ? " " : "", name);
	}
	step(w, "at-once %s", keys.data);
}

static const char *const words[] = {
	"a",
	"Saskatchewan",
	"14.8.69",
	"goto 3",
	"where country=Canada",
	"sort alike",
	"set locality=x",
	"columns name date doubt",
	"/(a+)+$/x/",
	"re/[/",
	"%s%n",
	"\360\237\214\277 Carex",
	"e\314\201\314\201\314\201",
	"\327\251\327\234\327\225\327\235 abc",
	"\342\200\256drow",
	"東京都",
	"loca",
	"habitat",
	"  ",
};

static void type_word(struct walk *w)
{
	static const char *const ways[] = {"type", "paste"};

	step(w, "%s %s", PICK(w, ways), PICK(w, words));
}

static void paste_long(struct walk *w)
{
	char text[10001];

	for (int i = 0; i < 10000; i++)
		text[i] = i % 7 == 6 ? ' ' : (char)('a' + i % 26);
	text[10000] = '\0';
	step(w, "paste %s", text);
}

static void use_mouse(struct walk *w)
{
	static const char *const ways[] = {"click", "drag", "release",
					   "wheel-up", "wheel-down"};

	step(w, "%s %u %u", PICK(w, ways), below(w, 130), below(w, 50));
}

static void resize(struct walk *w)
{
	static const char *const sizes[] = {
		"20 5",	 "60 16", "80 24", "300 100", "1 1",  "110 32",
		"40 10", "61 17", "30 60", "200 8",   "2 50", "100 2",
	};

	step(w, "resize %s", PICK(w, sizes));
	if (below(w, 3) != 0)
		step(w, "resize %d %d", w->columns, w->rows);
}

static void happen(struct walk *w)
{
	static const char *const lines[] = {
		"hold",
		"hold",
		"answer",
		"answer",
		"answer",
		"hidden",
		"painted",
		"painted",
		"hasty",
		"unhurried",
		"unhurried",
		"fail the disk is broken",
		"full there is no room",
		"ok",
		"ok",
		"ok",
		"tick",
		"clock 30",
		"clock 2000",
		"clock -4000",
		"draft-fails no room",
		"draft-ok",
		"other locality elsewhere",
		"other country USA",
		"behind recordedBy somebody",
		"behind-act note look at this",
		"behind-act flag",
		"behind-act approve",
		"claimed 3d ts",
		"claimed",
		"looked plain",
		"looked hostile",
		"looked large",
		"looked blank",
		"reads another locality Weyburn",
		"reads third eventDate 1936",
		"sheet-says catalogNumber 77",
		"alike 3 same collector, next number",
		"duplicate 4 same collector and number",
		"progress 1 40 2 3 1",
		"traffic steady",
		"traffic cooling",
		"traffic hostile",
		"traffic budget",
		"making 300",
		"made",
	};

	step(w, "%s", PICK(w, lines));
}

static void begin(struct walk *w)
{
	static const char *const before[] = {
		"looks",
		"pixels",
		"label plain",
		"mono",
		"ascii",
		"label hostile",
		"label blank",
		"label large",
		"readonly",
		"empty",
		"looks",
		"records-of",
		"draft 2c locality half a val",
	};

	if (w->world.started)
		world_done(&w->world);
	world_init(&w->world);
	step(w, "size %d %d", w->columns, w->rows);
	for (int n = (int)below(w, 4); n > 0; n--)
		step(w, "%s", PICK(w, before));
	for (unsigned i = 0; i < 6; i++)
		step(w, "knows locality Saska%s %u",
		     i % 2 == 0 ? "toon | of a list" : "tchewan", i);
	step(w, "start");
}

/* What happens, and of a thousand steps how often. */
static void walk(struct walk *w)
{
	static const struct {
		unsigned until;
		void (*fn)(struct walk *w);
	} ways[] = {
		{550, press_keys}, {700, press_chord}, {760, press_burst},
		{818, type_word},  {820, paste_long},  {880, use_mouse},
		{900, resize},	   {1000, happen},
	};
	unsigned lot = below(w, 1000);

	for (size_t i = 0; i < ARRAY_LEN(ways); i++)
		if (lot < ways[i].until) {
			ways[i].fn(w);
			return;
		}
}

static int setting(const char *name, int usual)
{
	const char *text = getenv(name);

	return text != NULL ? atoi(text) : usual;
}

static void test_walk(void **state)
{
	const int *size = *state;
	struct walk w = {
		.random = (uint64_t)setting("WALK_SEED", 1) * 1000 +
			  (uint64_t)size[0],
		.columns = size[0],
		.rows = size[1],
		.trace = getenv("WALK_TRACE") != NULL,
	};
	int steps = setting("WALK_STEPS", 600);

	for (int i = 0; i < steps; i++) {
		if (i % BEGUN_EVERY == 0)
			begin(&w);
		walk(&w);
		if (i % DRAWN_EVERY == 0)
			step(&w, "dump");
	}
	world_done(&w.world);
	bytes_done(&w.out);
}

int main(void)
{
	static int sizes[][2] = {{80, 24}, {60, 16}, {110, 32}, {20, 5}};
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(test_walk, sizes[0]),
		cmocka_unit_test_prestate(test_walk, sizes[1]),
		cmocka_unit_test_prestate(test_walk, sizes[2]),
		cmocka_unit_test_prestate(test_walk, sizes[3]),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
