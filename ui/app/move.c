/*
 * move.c: up, down, pages and the mouse, for whatever is open. See
 * acts.h.
 */
#include "config.h"

#include "ui/app/acts.h"
#include "ui/view/view.h"

#define FAR (1 << 28)

static void list_move(struct app *app, int by)
{
	static int (*const lines[])(const struct app *) = {
		[OVERLAY_HELP] = help_lines,
		[OVERLAY_HISTORY] = history_lines,
		[OVERLAY_TRAFFIC] = traffic_lines,
	};
	int most = lines[app->overlay](app) - app->layout.pane.h;

	app->scroll += by;
	if (app->scroll > most)
		app->scroll = most;
	if (app->scroll < 0)
		app->scroll = 0;
}

static void menu_move(struct app *app, int by)
{
	int at = app->menu.selected + by;

	if (at >= app->menu.n)
		at = app->menu.n - 1;
	app->menu.selected = at < 0 ? 0 : at;
}

static void app_move(struct app *app, int by)
{
	static void (*const moves[])(struct app *, int) = {
		[OVERLAY_NONE] = grid_move,    [OVERLAY_QUEUE] = queue_move,
		[OVERLAY_HELP] = list_move,    [OVERLAY_HISTORY] = list_move,
		[OVERLAY_MENU] = menu_move,    [OVERLAY_FORM] = form_move,
		[OVERLAY_TRAFFIC] = list_move,
	};

	moves[app->overlay](app, by);
}

static int app_page(const struct app *app)
{
	int height = app->overlay == OVERLAY_NONE ? app->layout.grid.h
						  : app->layout.pane.h - 2;

	return height > 2 ? height - 1 : 1;
}

ACT(down)
{
	app_move(app, 1);
}

ACT(up)
{
	app_move(app, -1);
}

ACT(page_down)
{
	app_move(app, app_page(app));
}

ACT(page_up)
{
	app_move(app, -app_page(app));
}

ACT(first)
{
	app_move(app, -FAR);
}

ACT(last)
{
	app_move(app, FAR);
}

/* ---- the mouse ------------------------------------------------------------- */

static void click_grid(struct app *app, const struct key *key)
{
	int at = app->grid.top + key->y - app->layout.grid.y;
	const char *term;

	if (!rect_holds(app->layout.grid, key->x, key->y) || at < 0 ||
	    at >= app->grid.n)
		return;
	term = app->grid.rows[at].term;
	if (at == grid_selected(app) && term != NULL && !app->read_only)
		edit_open(app, term, app_value(app, term), true);
	else
		grid_select(app, term);
}

static void click_queue(struct app *app, const struct key *key,
			struct effects *effects)
{
	size_t row = app->queue.top +
		     (size_t)(key->y - app->layout.pane.y - QUEUE_VIEW_HEAD);
	bool again = row == app->queue.selected;

	if (key->y < app->layout.pane.y + QUEUE_VIEW_HEAD ||
	    row >= app->queue.total)
		return;
	queue_select(app, row);
	if (again || key->code == KEYCODE_DOUBLE_CLICK)
		act_queue_choose(app, effects);
}

static void click_left(struct app *app, const struct key *key,
		       struct effects *effects)
{
	if (app->overlay == OVERLAY_NONE)
		click_grid(app, key);
	else if (app->overlay == OVERLAY_QUEUE)
		click_queue(app, key, effects);
	else if (app->overlay == OVERLAY_MENU)
		menu_choose(app, menu_item_at(app, key->y), effects);
	else if (app->overlay == OVERLAY_FORM &&
		 form_field_at(app, key->y) >= 0)
		form_select(app, (enum form_field)form_field_at(app, key->y));
}

static void mouse_wheel(struct app *app, const struct key *key)
{
	bool up = key->code == KEYCODE_WHEEL_UP;

	if (rect_holds(app->layout.picture, key->x, key->y))
		sheet_wheel(app, up);
	else if (rect_holds(app->layout.pane, key->x, key->y))
		app_move(app, (up ? -1 : 1) *
				      (app->overlay == OVERLAY_NONE ? 1 : 3));
}

void app_mouse(struct app *app, const struct key *key, struct effects *effects)
{
	const struct layout *l = &app->layout;

	if (app->prompt.active || app->edit.active)
		return;
	if (key->code == KEYCODE_WHEEL_UP || key->code == KEYCODE_WHEEL_DOWN)
		mouse_wheel(app, key);
	else if (rect_holds(l->picture, key->x, key->y))
		sheet_click(app, key->x, key->y);
	else if (rect_holds(l->pane, key->x, key->y))
		click_left(app, key, effects);
}
