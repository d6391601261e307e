/*
 * test_dispatch.c: every action has a function, and what it needs is asked
 * for first.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "match/matching.h"
#include "tests/kit/world.h"
#include "ui/app/mail.h"
#include "ui/state/lacks.h"
#include "ui/app/dispatch.h"
#include "ui/state/lacks.h"
#include "ui/app/keys.h"
#include "ui/state/lacks.h"

static void begin(struct world *world, const char *script)
{
	struct bytes out = {0};

	world_init(world);
	world_play(world, script, &out);
	bytes_done(&out);
}

static void apply(struct world *world, enum action_id id)
{
	app_apply(&world->app, id, &world->effects);
}

/* An action without a line in the table would call nothing, which no process
 * survives. */
static void test_every_action_is_done(void **state)
{
	for (int id = 0; id < ACTION_COUNT; id++) {
		struct world world;

		begin(&world, "size 100 30\nstart\n");
		if (id == ACTION_PROMPT_DONE)
			apply(&world, ACTION_NOTE);
		else if (actions[id].group == GROUP_TYPING)
			apply(&world, ACTION_EDIT);
		assert_true(app_lacks(&world.app, actions[id].needs) == NULL ||
			    (actions[id].needs & NEED_PROPOSAL) != 0);
		apply(&world, (enum action_id)id);
		world_done(&world);
	}
}

static void test_what_is_missing_is_told(void **state)
{
	struct world world;

	begin(&world, "empty\nsize 100 30\nstart\n");
	apply(&world, ACTION_APPROVE);
	assert_non_null(strstr(world.app.message.text, "no record yet"));
	apply(&world, ACTION_ZOOM_IN);
	assert_non_null(
		strstr(world.app.message.text, "its image is not here"));
	assert_true(world.app.sheet.zoom == 1);
	world_done(&world);

	begin(&world, "readonly\nsize 100 30\nstart\n");
	apply(&world, ACTION_CLEAR);
	assert_non_null(strstr(world.app.message.text, "can only be read"));
	assert_int_equal(world.app.pendings.n, 0);
	world_done(&world);
}

/* Where nothing fits the screen, one can leave, repaint and suspend, and no
 * more. */
static void test_too_small_a_terminal_takes_few_actions(void **state)
{
	struct world world;

	begin(&world, "size 100 30\nstart\nresize 40 10\n");
	world_answer(&world);
	apply(&world, ACTION_HELP);
	assert_int_equal(world.app.overlay, OVERLAY_NONE);
	assert_int_equal(world.effects.n, 0);
	apply(&world, ACTION_QUIT);
	assert_int_equal(world.effects.n, 1);
	assert_int_equal(world.effects.items[0].kind, EFFECT_QUIT);
	world_done(&world);
}

/* The sheet of each record that comes on the screen is looked at, once. */
static void test_a_record_is_looked_at_once(void **state)
{
	struct bytes out CLEANUP(bytes_done) = {0};
	struct world world;

	begin(&world, "size 100 30\nstart\nkeys j j\nkeys >\n");
	assert_int_equal(world.looks, 1);
	assert_string_equal(world.app.sheet.looked, world.app.here.image_path);
	world_play(&world, "keys J\n", &out);
	assert_int_equal(world.looks, 2);
	assert_string_equal(world.app.sheet.looked, world.app.here.image_path);
	world_done(&world);
}

/* Who turns to another window has not read what is told. */
static void test_focus_is_not_a_key(void **state)
{
	static const enum keycode codes[] = {KEYCODE_FOCUS_OUT,
					     KEYCODE_FOCUS_IN};
	struct world world;

	begin(&world, "size 100 30\nstart\n");
	app_alarm(&world.app, "not saved");
	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		app_key(&world.app, &(struct key){.code = codes[i]},
			&world.effects);
	assert_string_equal(world.app.message.text, "not saved");
	assert_int_equal(world.effects.n, 0);
	world_done(&world);
}

/* The words of the act that failed are not there any more when its second try
 * is remembered. */
static void test_what_is_tried_again_can_be_repeated(void **state)
{
	struct world world;

	begin(&world, "size 100 30\nstart\nfail the disk is broken\n"
		      "keys g j Space\ntype H. Weyburn of Regina\n"
		      "keys Enter\nok\nkeys g j Enter\n");
	assert_string_equal(world.app.pendings.last_term, "recordedBy");
	assert_string_equal(world.app.pendings.last_value,
			    "H. Weyburn of Regina");
	world_done(&world);
}

/* GBIF, which is asked meanwhile. */
static void asked(struct world *w, size_t answered, size_t failed, size_t total,
		  const char *fault)
{
	struct matching_mail *told = mem_zalloc(sizeof(*told));

	told->mail.kind = MATCHING_MAIL;
	told->progress.answered = answered;
	told->progress.failed = failed;
	told->progress.total = total;
	snprintf(told->progress.fault, sizeof(told->progress.fault), "%s",
		 fault);
	app_event(&w->app, &told->mail, &w->effects);
	world_collect(w);
}

static void test_questions_to_gbif_are_told(void **state)
{
	struct bytes out CLEANUP(bytes_done) = {0};
	struct world w;

	world_init(&w);
	world_play(&w, "size 100 30\nstart\n", &out);
	asked(&w, 0, 0, 12, "");
	assert_string_equal(w.app.message.text,
			    "asking GBIF 12 questions about names and places");
	app_say(&w.app, "another word");
	asked(&w, 3, 0, 12, "");
	assert_string_equal(w.app.message.text, "another word");
	asked(&w, 3, 0, 12, "HTTP 503");
	assert_string_equal(w.app.message.text,
			    "GBIF is asked again later: HTTP 503");
	asked(&w, 11, 1, 12, "HTTP 503");
	assert_string_equal(w.app.message.text,
			    "GBIF has answered 11 of 12 questions about names "
			    "and places");
	asked(&w, 0, 0, 3, "");
	app_alarm(&w.app, "not saved");
	asked(&w, 2, 0, 3, "HTTP 503");
	asked(&w, 3, 0, 3, "");
	assert_string_equal(w.app.message.text, "not saved");
	/* What ended meanwhile is over. */
	app_say(&w.app, "another word");
	asked(&w, 0, 0, 4, "");
	assert_string_equal(w.app.message.text,
			    "asking GBIF 4 questions about names and places");
	world_done(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_questions_to_gbif_are_told),
		cmocka_unit_test(test_every_action_is_done),
		cmocka_unit_test(test_what_is_missing_is_told),
		cmocka_unit_test(test_too_small_a_terminal_takes_few_actions),
		cmocka_unit_test(test_a_record_is_looked_at_once),
		cmocka_unit_test(test_focus_is_not_a_key),
		cmocka_unit_test(test_what_is_tried_again_can_be_repeated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
