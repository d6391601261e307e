/*
 * keys.c: the bottom line: what the keys do here, whether all is saved,
 * and in their place a message or a line that is typed.
 *
 * 1. The hints come from the table of actions and the keymap, those of the
 *    mode first; what does not fit is left out whole. "help" and "quit" always
 *    fit. Where something is open, closing it has a hint of its own.
 */
#include "config.h"

#include "ui/view/view.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/state/lacks.h"

/* How far what concerns many records is; of an undo, which has no page of its
 * own, also what stops it while that can be. */
static void keys_back(const struct app *app, struct bytes *ret)
{
	const struct back_view *back = &app->undoing;
	char *stop CLEANUP(mem_free_str) = app_words(
		app, back->followed < 0 ? "{, {close} stops it}" : "");
	int made = back->followed >= 0 ? back->followed : back->made;

	bytes_printf(ret, " %s%s %d %%%s", act_op_word(back->op),
		     back->followed >= 0 ? ", lists" : "", made / 10, stop);
}

static void keys_doing(const struct columns_view *view, struct bytes *ret)
{
	size_t made = view->total > 0 ? view->done * 100 / view->total : 0;

	if (view->followed >= 0)
		bytes_printf(ret, " change, lists %d %%", view->followed / 10);
	else
		bytes_printf(ret, " change %zu %%", made);
}

/* "saved", and its opposites, for the right end. */
static enum style keys_state(const struct app *app, struct bytes *ret)
{
	bool ascii = app->caps.ascii;
	size_t failed = app_failed(app), saving = app_saving(app);

	if (failed > 0) {
		bytes_printf(ret, " %zu NOT SAVED %s", failed,
			     glyph_text(ascii, GLYPH_WRONG));
		return STYLE_ERROR;
	}
	if (app->undoing.ticket != 0) {
		keys_back(app, ret);
		return STYLE_DIM;
	}
	if (app->columns.doing != 0) {
		keys_doing(&app->columns, ret);
		return STYLE_DIM;
	}
	if (saving > 0) {
		bytes_printf(ret, " saving%s",
			     glyph_text(ascii, GLYPH_PENDING));
		return STYLE_DIM;
	}
	if (app->draft_fails) {
		bytes_printf(ret, " NO DRAFT %s",
			     glyph_text(ascii, GLYPH_WRONG));
		return STYLE_ERROR;
	}
	if (app->saved)
		bytes_printf(ret, " saved %s", glyph_text(ascii, GLYPH_SOUND));
	return STYLE_NORMAL;
}

struct hint {
	char key[KEY_NAME_SIZE];
	const char *word;
};

/* Whether what the line may become is listed below it, by number. */
static bool hint_has_numbers(const struct app *app)
{
	struct typing_item items[TYPING_ITEMS];

	return app->edit.active && typing_list_rows(app) > 0 &&
	       typing_items(app, items) > 0;
}

/* The key that stands for an action on the key line: a character where there
 * is one, since that is what one reads. */
static bool hint_make(const struct app *app, enum action_id action,
		      struct hint *ret)
{
	struct bytes keys CLEANUP(bytes_done) = {0};
	bool digit = action == ACTION_LINE_DIGIT;

	if ((actions[action].hint == NULL && !digit) ||
	    keymap_keys(app->keymap, app_mode(app), action, 1, &keys) == 0)
		return false;
	snprintf(ret->key, sizeof(ret->key), "%s%s", keys.data,
		 digit ? glyph_text(app->caps.ascii, GLYPH_ELLIPSIS) : "");
	ret->word = digit ? "take" : actions[action].hint;
	return true;
}

static int hint_width(const struct hint *hint)
{
	return text_width(hint->key) + 1 + text_width(hint->word) + 2;
}

static int hint_put(const struct hint *hint, int x, struct rect area,
		    struct surface *surface)
{
	x += surface_put(surface, x, area.y, area.x + area.w - x, STYLE_KEY,
			 hint->key) +
	     1;
	return x +
	       surface_put(surface, x, area.y, area.x + area.w - x,
			   STYLE_NORMAL, hint->word) +
	       2;
}

/* Hints that have to be there: the way to all others, and out. */
static bool hint_is_last(enum action_id action)
{
	return action == ACTION_HELP || action == ACTION_LEAVE;
}

/* Where a hint stands: the mode's own first, the way out last. */
enum hint_rank { HINT_OWN, HINT_OTHER, HINT_LAST, HINT_RANKS };

/* Whether grey text stands there, whose next word a key would take. */
static bool hint_has_grey(const struct app *app)
{
	struct typing_item item;

	return typing_rest(app, &item) != NULL;
}

/* Whether what is typed is gone on with by nothing, and nothing takes its place
 * but what is chosen in the list: the key that takes says so (ui/typing). */
static bool hint_takes_none(const struct app *app)
{
	struct typing_item items[TYPING_ITEMS];

	return app->edit.active && !app->typing.list && !hint_has_grey(app) &&
	       app_proposal(app, app->edit.term) == NULL &&
	       typing_items(app, items) > 0 && typing_is_strange(app, items);
}

/* Whether it asks for a change of many records that is under way: then it does
 * nothing. */
static bool hint_is_over(const struct app *app, enum action_id action)
{
	return app->columns.doing != 0 && (action == ACTION_PREVIEW_WRITE ||
					   action == ACTION_PREVIEW_SIGNED);
}

static bool hint_fits(const struct app *app, enum action_id action,
		      enum hint_rank rank, struct hint *ret)
{
	bool last = hint_is_last(action);
	bool own = keymap_owns(app->keymap, app_mode(app), action);
	bool numbers;

	if (rank != (last  ? HINT_LAST
		     : own ? HINT_OWN
			   : HINT_OTHER) ||
	    !hint_make(app, action, ret))
		return false;
	if (app_lacks(app, actions[action].needs) != NULL)
		return false;
	/* One tells of the list, and of its numbers where it is open. */
	numbers = (action == ACTION_LINE_DOWN || action == ACTION_LINE_DIGIT) &&
		  hint_has_numbers(app);
	if ((action == ACTION_LEAVE && app->overlay != OVERLAY_NONE) ||
	    (action == ACTION_LINE_WORD_RIGHT && !hint_has_grey(app)) ||
	    (action == ACTION_TAKE && hint_takes_none(app)) ||
	    (action == (numbers ? ACTION_LINE_DOWN : ACTION_LINE_DIGIT)) ||
	    hint_is_over(app, action))
		return false;
	return !(last && mode_types(app_mode(app)));
}

static void keys_render_hints(const struct app *app, struct rect area,
			      struct surface *surface)
{
	int tail = 0, x = area.x + 1;
	struct hint hint;

	for (int id = 0; id < ACTION_COUNT; id++)
		if (hint_fits(app, (enum action_id)id, HINT_LAST, &hint))
			tail += hint_width(&hint);
	for (int rank = 0; rank < HINT_RANKS; rank++) {
		if (rank == HINT_LAST)
			tail = 0;
		for (int id = 0; id < ACTION_COUNT; id++)
			if (hint_fits(app, (enum action_id)id,
				      (enum hint_rank)rank, &hint) &&
			    x + hint_width(&hint) - 2 + tail <= area.x + area.w)
				x = hint_put(&hint, x, area, surface);
	}
}

static void keys_render_prompt(const struct app *app, struct rect area,
			       struct surface *surface)
{
	static const char *const labels[] = {
		[PROMPT_NOTE] = " Note: ",
		[PROMPT_REASON] = " Reject because: ",
		[PROMPT_OVERRIDE] = " Approve although wrong, because: ",
		[PROMPT_SEARCH] = " Records that contain: ",
		[PROMPT_DETERMINATION] = " Determination, ",
		[PROMPT_COMMAND] = " :",
		[PROMPT_TERM] = " To the term: ",
		[PROMPT_VALUES] = " Set the picked values to: ",
		[PROMPT_REPLACE] = " Replace, as /RE/TEXT/g: ",
	};
	int used = surface_put(surface, area.x, area.y, area.w, STYLE_STRONG,
			       labels[app->prompt.kind]);

	if (app->prompt.kind == PROMPT_DETERMINATION) {
		int member = app->determinations.typed_member;

		used += surface_printf(surface, area.x + used, area.y,
				       area.w - used, STYLE_STRONG, "%s: ",
				       determination_members[member].label);
	}

	lineedit_render(&app->prompt.line, surface, area.x + used, area.y,
			area.w - used - 1, STYLE_INPUT);
}

void keys_view_render(const struct app *app, struct rect area,
		      struct surface *surface)
{
	struct bytes state CLEANUP(bytes_done) = {0};
	enum style style;
	int width;

	if (app->prompt.active) {
		keys_render_prompt(app, area, surface);
		return;
	}
	style = keys_state(app, &state);
	width = state.len > 0 ? text_width(state.data) + 1 : 0;
	area.w -= width;
	if (width > 0)
		surface_put(surface, area.x + area.w, area.y, width, style,
			    state.data);
	if (app->message.text[0] != '\0') {
		surface_put_cut(surface, area.x + 1, area.y, area.w - 1,
				app->message.alarm ? STYLE_STRONG
						   : STYLE_NORMAL,
				app->message.text);
		return;
	}
	keys_render_hints(app, area, surface);
}
