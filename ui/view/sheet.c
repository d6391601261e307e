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
	const struct labels *labels = app_labels(app);
	const struct sheet_pane *sheet = &app->sheet;
	const struct preview_reply *reply = sheet->reply;
	char text[64];

	if (app->here.have && labels != NULL && sheet->label >= 0 &&
	    sheet->label < labels->n)
		bytes_printf(ret, "label %d/%d", sheet->label + 1, labels->n);
	else
		bytes_append_str(ret, "sheet");
	if (sheet_text_shows(app)) {
		frame_title_add(ret, app, columns, "text");
		return;
	}
	if (!app->here.have || reply == NULL || reply->error.kind != ERROR_NONE)
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

void sheet_view_render(const struct app *app, struct rect area,
		       struct surface *surface)
{
	const struct preview_reply *reply = app->sheet.reply;

	if (!app->here.have)
		return;
	if (sheet_text_shows(app))
		sheet_text_view_render(app, area, surface);
	else if (app->here.image_path == NULL)
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
