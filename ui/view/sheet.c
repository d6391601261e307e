/*
 * sheet.c: the sheet: the picture's cells, or why there is none. Where
 * the terminal shows sixels they go over these cells (loop.c), which are
 * never blank, so that curses does not think them free.
 *
 * 1. A picture that was asked for anew stays until the new one is here.
 */
#include "config.h"

#include "ui/view/view.h"

#include <stdio.h>

#include "ui/update/sheet/sheet_text.h"
#include "ui/view/frame.h"

/* "label 1/2 ── 100 % ── turned 90°" */
void sheet_view_title(const struct app *app, int columns, struct bytes *ret)
{
	const struct slot *slot = app_sheet_slot(app);
	const struct labels *labels = &slot->labels;
	const struct sheet_pane *sheet = &app->sheet;
	const struct preview_reply *reply = sheet->reply;
	char text[64];

	if (slot->have && sheet->label >= 0 && sheet->label < labels->n)
		bytes_printf(ret, "label %d/%d", sheet->label + 1, labels->n);
	else
		bytes_append_str(ret, "sheet");
	if (sheet_text_shows(app)) {
		frame_title_add(ret, app, columns, "text");
		return;
	}
	if (!slot->have || reply == NULL || reply->error.kind != ERROR_NONE)
		return;
	if (reply->ticket != sheet->ticket) {
		frame_title_add(ret, app, columns, "loading");
		return;
	}
	snprintf(text, sizeof(text), "%.0f %%", reply->scale * 100);
	frame_title_add(ret, app, columns, text);
	snprintf(text, sizeof(text), "turned %d%s", reply->rotation,
		 glyph_text(app->caps.ascii, GLYPH_DEGREE));
	if (reply->rotation != 0)
		frame_title_add(ret, app, columns, text);
	if (sheet->tone != TONE_PLAIN)
		frame_title_add(ret, app, columns, tone_word(sheet->tone));
	if (reply->truncated)
		frame_title_add(ret, app, columns, "the file ends early");
}

static void sheet_say(struct rect area, struct surface *surface,
		      enum style style, const char *text)
{
	struct rect inner = {area.x + 1, area.y + 1, area.w - 2, area.h - 2};

	surface_wrap(surface, inner, style, text);
}

static void sheet_cells(const struct preview_reply *reply, struct rect area,
			struct surface *surface)
{
	for (int y = 0; y < reply->rows && y < area.h; y++)
		for (int x = 0; x < reply->columns && x < area.w; x++)
			surface_put_picture(
				surface, area.x + x, area.y + y,
				&reply->cells[y * reply->columns + x]);
}

/* What keeps pictures away, and the key that lets them come. */
static void sheet_offer(const struct app *app, struct surface *surface)
{
	const struct rect area = app->layout.offer;
	struct bytes key CLEANUP(bytes_done) = {0};
	int x = area.x + 1;

	if (area.w <= 0)
		return;
	surface_put_cut(surface, x, area.y, area.w - 1, STYLE_WARNING,
			"tmux keeps pictures away");
	/* Where one types there is none. */
	if (keymap_keys(app->keymap, app_mode(app), ACTION_PASS, 1, &key) == 0)
		return;
	x += surface_put(surface, x, area.y + 1, area.w - 1, STYLE_KEY,
			 key.data);
	surface_put_cut(surface, x + 1, area.y + 1, area.x + area.w - x - 1,
			STYLE_NORMAL, "lets them pass, here");
}

void sheet_view_render(const struct app *app, struct rect area,
		       struct surface *surface)
{
	const struct preview_reply *reply = app->sheet.reply;
	const struct slot *slot = app_sheet_slot(app);

	if (!slot->have)
		return;
	sheet_offer(app, surface);
	if (sheet_text_shows(app))
		sheet_text_view_render(app, area, surface);
	else if (slot->image_path == NULL)
		sheet_say(area, surface, STYLE_DIM,
			  "No image: it is neither in the directory of "
			  "photographs (--images) nor in the cache. "
			  "Reviewing goes on without it.");
	else if (reply == NULL)
		sheet_say(area, surface, STYLE_DIM, "loading the sheet");
	else if (reply->error.kind != ERROR_NONE)
		sheet_say(area, surface, STYLE_NORMAL, reply->error.text);
	else
		sheet_cells(reply, area, surface);
}
