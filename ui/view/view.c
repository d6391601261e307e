/*
 * view.c: the whole screen, put together from its views. See view.h.
 *
 * 1. Only this file calls views.
 */
#include "config.h"

#include "ui/view/view.h"

#include "base/mem.h"

static void render_too_small(const struct app *app, struct surface *surface)
{
	int middle = surface->rows / 2;
	bool asks =
		app->overlay == OVERLAY_MENU &&
		(app->menu.kind == MENU_UNSAVED || app->menu.kind == MENU_QUIT);
	char *words CLEANUP(mem_free_str) = app_words(
		app, asks ? "enlarge it{; {quit} leaves all the same}."
			  : "enlarge it{; {quit} leaves}.");

	surface_printf(surface, 0, middle > 0 ? middle - 1 : 0,
		       surface->columns, STYLE_STRONG,
		       "This terminal is %d x %d.", app->layout.columns,
		       app->layout.rows);
	surface_printf(surface, 0, middle, surface->columns, STYLE_NORMAL,
		       "vasculum needs %d x %d:", LAYOUT_MIN_COLUMNS,
		       LAYOUT_MIN_ROWS);
	surface_put_cut(surface, 0, middle + 1, surface->columns, STYLE_NORMAL,
			words);
	if (asks)
		surface_put_cut(surface, 0, middle + 2, surface->columns,
				STYLE_ERROR, app->menu.title);
}

/* Which of the two is here, and the key to the other. */
static void render_tabs(const struct app *app, struct rect frame,
			struct surface *surface)
{
	struct bytes keys CLEANUP(bytes_done) = {0};
	struct bytes text CLEANUP(bytes_done) = {0};

	if (!app->layout.tabs || app->overlay != OVERLAY_NONE ||
	    keymap_keys(app->keymap, app_mode(app), ACTION_WIDE, 1, &keys) == 0)
		return;
	bytes_printf(&text, " %s: %s ", keys.data,
		     app->layout.wide ? "fields" : "sheet");
	surface_put_right(surface, frame.x, frame.y, frame.w - 2, STYLE_KEY,
			  text.data);
}

/* The frames with their titles. */
static void render_frames(const struct app *app, struct surface *surface)
{
	const struct layout *l = &app->layout;
	struct bytes title CLEANUP(bytes_done) = {0};

	if (!l->wide) {
		grid_view_title(app, l->left.w - (l->tabs ? 16 : 4), &title);
		surface_frame(surface, l->left, STYLE_STRONG, title.data);
		bytes_clear(&title);
		progress_view_title(app, l->left.w - 4, &title);
		surface_divide(surface, l->left, l->divider, STYLE_NORMAL,
			       title.data);
	}
	if (l->sheet.w > 0) {
		bytes_clear(&title);
		sheet_view_title(app, l->sheet.w - 4, &title);
		surface_frame(surface, l->sheet, STYLE_NORMAL, title.data);
	}
	render_tabs(app, l->wide ? l->sheet : l->left, surface);
}

static void render_pane(const struct app *app, struct surface *surface)
{
	static void (*const overlays[])(const struct app *, struct rect,
					struct surface *) = {
		[OVERLAY_NONE] = grid_view_render,
		[OVERLAY_QUEUE] = queue_view_render,
		[OVERLAY_HELP] = list_view_render,
		[OVERLAY_HISTORY] = list_view_render,
		[OVERLAY_MENU] = menu_view_render,
		[OVERLAY_FORM] = form_view_render,
		[OVERLAY_TRAFFIC] = list_view_render,
		[OVERLAY_DETERMINATIONS] = determinations_view_render,
		[OVERLAY_SUMMARY] = list_view_render,
		[OVERLAY_VALUES] = values_view_render,
		[OVERLAY_PREVIEW] = preview_view_render,
	};

	overlays[app->overlay](app, app->layout.pane, surface);
}

void app_render(const struct app *app, struct surface *surface)
{
	const struct layout *l = &app->layout;

	surface_clear(surface);
	if (!l->fits) {
		render_too_small(app, surface);
		return;
	}
	title_view_render(app, l->title, surface);
	render_frames(app, surface);
	if (l->picture.w > 0)
		sheet_view_render(app, l->picture, surface);
	if (!l->wide) {
		render_pane(app, surface);
		progress_view_render(app, l->extract, surface);
	}
	if (l->wide)
		grid_view_render_field(app, l->sheet, surface);
	offers_view_render(app, surface);
	keys_view_render(app, l->keys, surface);
}
