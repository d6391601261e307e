/*
 * queue.c: the list of records: priority, soundness, status, image,
 * name.
 *
 * 1. A row that is not in the window of rows is left blank.
 */
#include "config.h"

#include "ui/view/view.h"

#include <string.h>

#include "base/text.h"
#include "ui/update/queue.h"

static const char *const status_marks[STATUS_COUNT] = {
	[STATUS_PENDING] = "",
	[STATUS_IN_REVIEW] = "begun",
	[STATUS_APPROVED] = "approved",
	[STATUS_REJECTED] = "rejected",
};

static void queue_head(const struct app *app, struct rect area,
		       struct surface *surface)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	const struct queue *queue = &app->queue;

	queue_count(queue, queue->total, &text);
	bytes_printf(&text, " %s by %s", queue_scope_title(queue->scope),
		     queue_order_word(queue->order));
	if (queue->text != NULL)
		bytes_printf(&text, ", containing \"%s\"", queue->text);
	surface_put_cut(surface, area.x + 1, area.y, area.w - 2, STYLE_DIM,
			text.data);
}

static const char *image_base(const struct specimen_row *row)
{
	const char *slash =
		row->image != NULL ? strrchr(row->image, '/') : NULL;

	if (row->image == NULL)
		return row->id;
	return slash != NULL ? slash + 1 : row->image;
}

static void queue_render_row(const struct app *app,
			     const struct specimen_row *row, struct rect line,
			     bool chosen, struct surface *surface)
{
	bool here = app_is_here(app, row->id);
	bool elsewhere = app_claim(app, row->id) != NULL;
	enum style style = chosen ? STYLE_CHOSEN : STYLE_NORMAL;
	int x = line.x + 2, end = line.x + line.w;
	int image = line.w < 80 ? 14 : 24;

	if (chosen)
		surface_put_glyph(surface, line.x, line.y, STYLE_ACCENT,
				  GLYPH_HERE);
	if (queue_marks_has(&app->marks, row->id))
		surface_put(surface, line.x + 1, line.y, 1, STYLE_ACCENT, "*");
	x += surface_printf(surface, x, line.y, 9, style, "%-8s ",
			    priority_word(row->quality.priority));
	surface_printf(surface, x, line.y, 4, STYLE_DIM, "%3.0f%%",
		       row->quality.soundness);
	x += 5;
	surface_put(surface, x, line.y, 8, STYLE_DIM,
		    elsewhere	  ? "in use"
		    : row->failed ? "unread"
				  : status_marks[row->status]);
	x += 9;
	surface_put_glyph(surface, x, line.y, STYLE_ACCENT,
			  row->expert	 ? GLYPH_EXPERT
			  : row->flagged ? GLYPH_FLAG
					 : GLYPH_NOTHING);
	if (!row->flagged && !row->expert)
		surface_put(surface, x, line.y, 1, STYLE_NORMAL, " ");
	x += 2;
	surface_put_cut(surface, x, line.y, image, here ? STYLE_STRONG : style,
			image_base(row));
	x += image + 1;
	surface_put_cut(surface, x, line.y, end - x, style,
			row->name != NULL ? row->name : "");
}

void queue_view_render(const struct app *app, struct rect area,
		       struct surface *surface)
{
	const struct queue *queue = &app->queue;
	int rows = area.h - QUEUE_HEAD;

	if (!queue->have || (app->making != NULL && queue->total == 0)) {
		surface_put_cut(surface, area.x + 1, area.y, area.w - 2,
				STYLE_DIM,
				app->making != NULL ? app->making
						    : "looking up the records");
		return;
	}
	queue_head(app, area, surface);
	for (int i = 0; i < rows; i++) {
		size_t at = queue->top + (size_t)i;
		const struct specimen_row *row = queue_row(app, at);
		struct rect line = {area.x, area.y + QUEUE_HEAD + i, area.w, 1};

		if (row != NULL)
			queue_render_row(app, row, line, at == queue->selected,
					 surface);
	}
}
