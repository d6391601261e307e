/*
 * keys.c: keys, clicks and pastes. See keys.h.
 *
 * 1. A key that is meant for the next record waits for it, and all keys behind
 *    it; a fast hand is ahead of the disk.
 * 2. What is pasted is text, and never a command; nor is a word that is typed
 *    where none is expected (burst.h).
 */
#include "config.h"

#include "ui/app/keys.h"

#include <string.h>

#include "ui/app/burst.h"
#include "ui/app/dispatch.h"
#include "ui/app/reconcile.h"
#include "ui/input/habit.h"
#include "ui/update/field.h"
#include "ui/update/line.h"
#include "ui/update/move.h"
#include "ui/update/window.h"
#include "ui/way/way.h"

static void keys_unbound(struct app *app, const struct key *key,
			 struct effects *effects)
{
	struct lineedit *line = line_current(app);
	struct bytes advice CLEANUP(bytes_done) = {0};
	char name[KEY_NAME_SIZE];
	char text[5];

	if (line != NULL) {
		if (key_is_text(key))
			lineedit_insert(line, text, key_utf8(key, text));
		return;
	}
	if (app_mode(app) == MODE_MENU && window_choose_key(app, key, effects))
		return;
	if (habit_advise(app->keymap, app_mode(app), key, &advice)) {
		app_say(app, "%s", advice.data);
		return;
	}
	key_format(key, name);
	app_say(app, "%s does nothing here{; {help} tells what the keys do}",
		name);
}

/* Whether a key has to wait for the record it is meant for: a fast hand is
 * ahead of the disk. Behind a key that waits a letter may be meant for a line,
 * whatever it does here. */
static bool keys_holds(struct app *app, const struct key *key,
		       enum action_id action)
{
	if (app->n_held > 0 && key_is_text(key))
		return true;
	if (action != ACTION_NONE && action_is_outer(action))
		return false;
	if (app->n_held > 0)
		return true;
	return app_moving(app) && app->here.have &&
	       (action == ACTION_NONE ||
		(actions[action].needs & NEED_RECORD) != 0 ||
		actions[action].group == GROUP_RECORD);
}

/* Whether it comes behind a key that came too soon (painted.h). */
static bool keys_refuses(const struct app *app, enum action_id action)
{
	return app->painted.refused &&
	       (action == ACTION_NONE || !action_is_outer(action));
}

static void keys_hold(struct app *app)
{
	for (int i = 0; i < app->n_keys && app->n_held < APP_HELD; i++)
		app->held[app->n_held++] = app->keys[i];
	app->n_keys = 0;
	if (app->n_held == APP_HELD)
		app_alarm(app, "waiting for the last act to be written");
}

void app_clock(struct app *app, int64_t now_ms)
{
	app->spent.now_ms = now_ms;
}

/* What the record that is here costs; keys that wait are of the next. */
static void keys_count(struct app *app, int n)
{
	spent_count(&app->spent, app->here.have ? app->here.specimen.id : NULL,
		    n);
}

/* Figures are of a number where words have some, whatever else they do. */
static bool keys_words(struct app *app, const struct key *key,
		       struct effects *effects)
{
	if (app->n_keys > 0 || app->n_held > 0 || app_mode(app) != MODE_WORDS ||
	    !field_words_key(app, key, effects))
		return false;
	keys_count(app, 1);
	return true;
}

/* A line feed, which C-j is as well: Enter, where it has no other meaning. */
static struct key keys_line_feed(const struct app *app, const struct key *key)
{
	static const struct key feed = {.code = 'j', .mods = KEY_CTRL};
	enum action_id action;

	if (app->n_keys == 0 && key_equal(key, &feed) &&
	    keymap_find(app->keymap, app_mode(app), key, 1, &action) ==
		    KEYMAP_NONE)
		return (struct key){.code = KEYCODE_ENTER};
	return *key;
}

static void keys_press(struct app *app, const struct key *pressed,
		       struct effects *effects)
{
	const struct key meant = keys_line_feed(app, pressed);
	const struct key *key = &meant;
	enum action_id action = ACTION_NONE;
	enum keymap_match match;

	if (way_takes(app, key) || keys_words(app, key, effects))
		return;
	app->keys[app->n_keys++] = *key;
	match = keymap_find(app->keymap, app_mode(app), app->keys, app->n_keys,
			    &action);
	if (match == KEYMAP_PREFIX && app->n_keys < KEYMAP_KEYS)
		return;
	if (keys_refuses(app, action)) {
		app->n_keys = 0;
		painted_leave_out(app);
		return;
	}
	if (keys_holds(app, key, action)) {
		keys_hold(app);
		return;
	}
	keys_count(app, app->n_keys);
	app->n_keys = 0;
	if (burst_takes(app, key, action, effects))
		return;
	if (match == KEYMAP_MATCH)
		app_apply(app, action, effects);
	else if (app->layout.fits)
		keys_unbound(app, key, effects);
}

/* Whether a key that waited goes on to another record. */
static bool keys_move_on(const struct app *app, const struct key *key)
{
	enum action_id action = ACTION_NONE;

	return app_mode(app) == MODE_GRID &&
	       keymap_find(app->keymap, MODE_GRID, key, 1, &action) ==
		       KEYMAP_MATCH &&
	       (action == ACTION_RECORD_NEXT ||
		action == ACTION_RECORD_PREVIOUS);
}

/* Plays what was typed ahead, until it has to wait again. */
void keys_release(struct app *app, struct effects *effects)
{
	struct key held[APP_HELD];
	int i, word, n = app->n_held;

	app->burst.back = app->burst.back && n > 0;
	if (n == 0 || app_moving(app))
		return;
	memcpy(held, app->held, sizeof(held));
	app->n_held = 0;
	if (app->burst.back) {
		burst_resume(app, held, n, effects);
		return;
	}
	if (!app->burst.offered)
		burst_pause(app);
	/* Behind moves from record to record what comes may be a word. */
	for (i = 0; i < n && keys_move_on(app, &held[i]); i++)
		keys_press(app, &held[i], effects);
	if (app_moving(app)) {
		while (i < n)
			app->held[app->n_held++] = held[i++];
		return;
	}
	word = burst_word(app, held + i, n - i);
	if (word > 0)
		burst_offer(app, held + i, word, effects);
	for (i += word; i < n; i++)
		keys_press(app, &held[i], effects);
}

/* What is pasted is text wherever one types, and nothing elsewhere: a paste
 * must not run commands. */
static void keys_pasted(struct app *app)
{
	struct lineedit *line = line_current(app);

	if (line != NULL && app->paste.len > 0)
		lineedit_insert(line, app->paste.data, app->paste.len);
	else if (line == NULL)
		app_say(app, "that was a paste{: {edit} opens a field to paste "
			     "into}");
	bytes_clear(&app->paste);
}

static void keys_paste_key(struct app *app, const struct key *key)
{
	char text[5];

	if (app->paste.len >= LINEEDIT_MAX)
		return;
	if (key->code < KEYCODE_NONE && key->mods == 0)
		bytes_append(&app->paste, text, key_utf8(key, text));
	else if (key->code == KEYCODE_ENTER || key->code == KEYCODE_TAB)
		bytes_append_char(&app->paste, ' ');
}

int app_typed(struct app *app, const struct key *keys, int n,
	      struct effects *effects)
{
	if (app->n_held > 0 || app_moving(app) || !app->layout.fits)
		return 0;
	n = burst_word(app, keys, n);
	if (n == 0)
		return 0;
	app->message.text[0] = '\0';
	app->grid.opened = false;
	keys_count(app, n);
	burst_offer(app, keys, n, effects);
	reconcile(app, effects);
	return n;
}

void app_paused(struct app *app)
{
	burst_pause(app);
	way_pause(app);
}

void app_key(struct app *app, const struct key *key, struct effects *effects)
{
	/* Nobody has read the message because they look elsewhere. */
	if (key->code == KEYCODE_FOCUS_IN || key->code == KEYCODE_FOCUS_OUT)
		return;
	if (key->code == KEYCODE_PASTE_BEGIN) {
		app->pasting = true;
		return;
	}
	if (app->pasting && key->code != KEYCODE_PASTE_END) {
		keys_paste_key(app, key);
		return;
	}
	app->message.text[0] = '\0';
	app->grid.opened = false;
	if (key->code == KEYCODE_PASTE_END) {
		app->pasting = false;
		keys_count(app, 1);
		keys_pasted(app);
	} else if (key->code >= KEYCODE_CLICK && key->code <= KEYCODE_RELEASE) {
		if (key->code <= KEYCODE_WHEEL_DOWN)
			keys_count(app, 1);
		app->helps.ditto = false;
		if (app->layout.fits)
			move_mouse(app, key, effects);
	} else if (key->code < KEYCODE_CLICK) {
		keys_press(app, key, effects);
	}
	way_typed(app);
	reconcile(app, effects);
}
