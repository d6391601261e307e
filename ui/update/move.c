/*
 * move.c: up, down, pages and the mouse, for whatever is open. See move.h.
 *
 * 1. Tables say who moves and who is clicked in each overlay.
 */
#include "config.h"

#include "ui/update/move.h"

#include "ui/input/linerows.h"
#include "ui/list/list.h"
#include "ui/state/menu.h"
#include "ui/typing/determinations.h"
#include "ui/update/field.h"
#include "ui/update/form.h"
#include "ui/update/grid.h"
#include "ui/update/queue.h"
#include "ui/update/sheet/sheet.h"
#include "ui/update/window.h"

static void list_scroll(struct app *app, int by)
{
	struct listing listing CLEANUP(listing_done) = {0};
	int most;

	list_make(app, &listing);
	most = (int)listing.n - app->layout.pane.h;
	app->scroll += by;
	if (app->scroll > most)
		app->scroll = most;
	if (app->scroll < 0)
		app->scroll = 0;
}

void move_by(struct app *app, int by)
{
	static void (*const moves[])(struct app *, int) = {
		[OVERLAY_NONE] = grid_move,
		[OVERLAY_QUEUE] = queue_move,
		[OVERLAY_HELP] = list_scroll,
		[OVERLAY_HISTORY] = list_scroll,
		[OVERLAY_MENU] = menu_move,
		[OVERLAY_FORM] = form_move,
		[OVERLAY_TRAFFIC] = list_scroll,
		[OVERLAY_DETERMINATIONS] = determinations_move,
		[OVERLAY_SUMMARY] = list_scroll,
	};

	moves[app->overlay](app, by);
}

static int move_height(const struct app *app)
{
	return app->overlay == OVERLAY_NONE ? app->layout.grid.h
					    : app->layout.pane.h - 2;
}

void move_page(struct app *app, int by)
{
	int height = move_height(app);

	move_by(app, by * (height > 2 ? height - 1 : 1));
}

void move_half(struct app *app, int by)
{
	int height = move_height(app);

	move_by(app, by * (height > 2 ? height / 2 : 1));
}

/* ---- the mouse ----------------------------------------------------------- */

static void click_grid(struct app *app, const struct key *key,
		       struct effects *effects)
{
	int at = grid_row_at(app, key->x, key->y);
	const char *term;

	if (at < 0)
		return;
	term = app->grid.rows[at];
	if (at == grid_selected(app) && term == NULL)
		grid_fold(app, effects);
	else if (at == grid_selected(app) && !app->read_only)
		field_open(app, term, app_value(app, term), true);
	else
		grid_select_row(app, at);
}

/* The cursor goes there, in the line that is typed. */
static void click_line(struct app *app, const struct key *key)
{
	int row = app->layout.grid.y + grid_selected(app) - app->grid.top;
	struct rect area = typing_area(app, row);

	if (!rect_holds(area, key->x, key->y))
		return;
	if (typing_is_below(app))
		lineedit_point_at(&app->edit.line, area, key->x, key->y);
	else
		lineedit_point(&app->edit.line, area.w, key->x - area.x);
}

static void click_queue(struct app *app, const struct key *key,
			struct effects *effects)
{
	int row = queue_row_at(app, key->y);
	bool again = row == (int)app->queue.selected;

	if (row < 0)
		return;
	queue_select(app, (size_t)row);
	if (again || key->code == KEYCODE_DOUBLE_CLICK)
		queue_choose(app, effects);
}

static void click_menu(struct app *app, const struct key *key,
		       struct effects *effects)
{
	window_choose_item(app, menu_item_at(app, key->y), effects);
}

static void click_form(struct app *app, const struct key *key,
		       struct effects *effects)
{
	int field = form_field_at(app, key->y);

	if (field >= 0)
		form_select(app, (enum form_field)field);
}

static void move_click(struct app *app, const struct key *key,
		       struct effects *effects)
{
	static void (*const clicks[OVERLAY_COUNT])(
		struct app *, const struct key *, struct effects *) = {
		[OVERLAY_NONE] = click_grid,
		[OVERLAY_QUEUE] = click_queue,
		[OVERLAY_MENU] = click_menu,
		[OVERLAY_FORM] = click_form,
	};

	if (clicks[app->overlay] != NULL)
		clicks[app->overlay](app, key, effects);
}

/* What is not over the picture: rows that move, or are clicked. */
static void move_pane(struct app *app, const struct key *key,
		      struct effects *effects)
{
	int step = app->overlay == OVERLAY_NONE ? 1 : 3;

	if (key->code == KEYCODE_WHEEL_UP)
		move_by(app, -step);
	else if (key->code == KEYCODE_WHEEL_DOWN)
		move_by(app, step);
	else if (key->code == KEYCODE_CLICK)
		move_click(app, key, effects);
}

static void move_picture(struct app *app, const struct key *key)
{
	if (key->code == KEYCODE_WHEEL_UP || key->code == KEYCODE_WHEEL_DOWN)
		sheet_wheel(app, key->code == KEYCODE_WHEEL_UP);
	else
		sheet_click(app, key->x, key->y);
}

/* A button that was let go, or moved, means something where words are chosen
 * alone; there a click is one when the button is let go. */
static bool move_words(struct app *app, const struct key *key,
		       struct effects *effects)
{
	if (key->code == KEYCODE_WHEEL_UP || key->code == KEYCODE_WHEEL_DOWN)
		return false;
	if (app->overlay == OVERLAY_NONE)
		return field_words_mouse(app, key, effects);
	return key->code != KEYCODE_CLICK;
}

void move_mouse(struct app *app, const struct key *key, struct effects *effects)
{
	const struct layout *l = &app->layout;

	if (app->edit.active && !app->prompt.active &&
	    key->code == KEYCODE_CLICK)
		click_line(app, key);
	if (app->prompt.active || move_words(app, key, effects))
		return;
	if (rect_holds(l->picture, key->x, key->y))
		move_picture(app, key);
	else if (!app->edit.active && !app->pick.active &&
		 rect_holds(l->pane, key->x, key->y))
		move_pane(app, key, effects);
}
