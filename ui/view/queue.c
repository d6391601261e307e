/*
 * queue.c: the list of records: what is doubted of each and why, its name,
 * date and collector, as the columns are chosen.
 *
 * 1. A row that is not in the window of rows is left blank.
 * 2. What nobody can tell records by is not shown: of a file whose name is a
 *    hash, its beginning.
 */
#include "config.h"

#include "ui/view/view.h"

#include <string.h>

#include "base/file/file.h"
#include "base/human.h"
#include "base/text.h"
#include "ui/update/queue.h"

#define LEAD 4	/* cells before the columns: here, mark, flag */
#define HASH 24 /* letters of a file's name that is one, at least */

static const char *const status_marks[STATUS_COUNT] = {
	[STATUS_PENDING] = "",
	[STATUS_IN_REVIEW] = "begun",
	[STATUS_APPROVED] = "approved",
	[STATUS_REJECTED] = "rejected",
};

/* ---- what stands in a column --------------------------------------------- */

/* What a column says of a row; *ret is empty where it says nothing. */
typedef void queue_cell(const struct app *app, const struct specimen_row *row,
			struct bytes *ret);

static bool row_is_signed(const struct specimen_row *row)
{
	return row->status == STATUS_APPROVED || row->status == STATUS_REJECTED;
}

static void cell_doubt(const struct app *app, const struct specimen_row *row,
		       struct bytes *ret)
{
	if (row->failed || row_is_signed(row))
		return;
	if (row->quality.blank)
		bytes_append_str(ret, "blank");
	else
		bytes_printf(ret, "%5.1f", row->quality.doubt);
}

static void cell_state(const struct app *app, const struct specimen_row *row,
		       struct bytes *ret)
{
	bytes_append_str(ret, app_claim(app, row->id) != NULL ? "in use"
			      : row->failed		      ? "unread"
					    : status_marks[row->status]);
}

/* "0a476e41c2….jpg" of a name that is a hash. */
static void cell_file(const struct app *app, const struct specimen_row *row,
		      struct bytes *ret)
{
	const char *base = row->image != NULL ? file_base(row->image) : row->id;
	const char *dot = strrchr(base, '.');
	size_t len = dot != NULL ? (size_t)(dot - base) : strlen(base);

	if (len > HASH && strspn(base, "0123456789abcdefABCDEF") >= len)
		bytes_printf(ret, "%.10s%s%s", base,
			     glyph_text(app->caps.ascii, GLYPH_ELLIPSIS),
			     dot != NULL ? dot : "");
	else
		bytes_append_str(ret, base);
}

static void cell_name(const struct app *app, const struct specimen_row *row,
		      struct bytes *ret)
{
	if (text_blank(row->name))
		cell_file(app, row, ret);
	else
		bytes_append_str(ret, row->name);
}

static void cell_text(const char *text, struct bytes *ret)
{
	bytes_append_str(ret, text != NULL ? text : "");
}

static void cell_date(const struct app *app, const struct specimen_row *row,
		      struct bytes *ret)
{
	cell_text(row->date, ret);
}

static void cell_collector(const struct app *app,
			   const struct specimen_row *row, struct bytes *ret)
{
	cell_text(row->collector, ret);
}

static void cell_number(const struct app *app, const struct specimen_row *row,
			struct bytes *ret)
{
	cell_text(row->number, ret);
}

/* The lines of its reasons, one behind the other. */
static void cell_why(const struct app *app, const struct specimen_row *row,
		     struct bytes *ret)
{
	const struct claim *claim = app_claim(app, row->id);
	const char *at = row->reasons;

	if (claim != NULL) {
		bytes_printf(ret, "open at %s", claim->who);
		return;
	}
	if (row_is_signed(row))
		return;
	if (row->failed || row->quality.blank) {
		bytes_append_str(ret, row->failed ? "it could not be read"
						  : "nothing was read");
		return;
	}
	while (at != NULL && *at != '\0') {
		size_t len = strcspn(at, "\n");

		bytes_printf(ret, "%s%.*s", ret->len > 0 ? "; " : "", (int)len,
			     at);
		at += len + (at[len] == '\n' ? 1 : 0);
	}
	if (ret->len == 0)
		bytes_append_str(ret, row->expert    ? "for an expert"
				      : row->flagged ? "flagged"
						     : "nothing speaks "
						       "against it");
}

static void cell_sound(const struct app *app, const struct specimen_row *row,
		       struct bytes *ret)
{
	bytes_printf(ret, "%3.0f %%", row->quality.soundness);
}

static void cell_priority(const struct app *app, const struct specimen_row *row,
			  struct bytes *ret)
{
	bytes_append_str(ret, priority_word(row->quality.priority));
}

static queue_cell *const cells[QUEUE_COLUMNS] = {
	[COLUMN_DOUBT] = cell_doubt,
	[COLUMN_STATE] = cell_state,
	[COLUMN_NAME] = cell_name,
	[COLUMN_DATE] = cell_date,
	[COLUMN_COLLECTOR] = cell_collector,
	[COLUMN_NUMBER] = cell_number,
	[COLUMN_WHY] = cell_why,
	[COLUMN_FILE] = cell_file,
	[COLUMN_SOUND] = cell_sound,
	[COLUMN_PRIORITY] = cell_priority,
};

/* ---- lines --------------------------------------------------------------- */

/* "3/5 open records by doubt, doubt>1.5", and how many are marked. */
static void queue_head(const struct app *app, struct rect area,
		       struct surface *surface)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	struct bytes marked CLEANUP(bytes_done) = {0};
	const struct queue *queue = &app->queue;
	int room = area.w - 2;

	if (queue->total > 0) {
		human_count(queue->selected + 1, &text);
		bytes_append_char(&text, '/');
	}
	queue_count(queue, queue->total, &text);
	bytes_printf(&text, " %s by %s", queue_scope_title(queue->scope),
		     queue_order_word(queue->order));
	if (queue->where != NULL)
		bytes_printf(&text, ", %s", queue->where);
	if (queue->text != NULL)
		bytes_printf(&text, ", containing \"%s\"", queue->text);
	if (app->marks.n > 0) {
		bytes_printf(&marked, " * %zu marked", app->marks.n);
		surface_put_right(surface, area.x, area.y, area.w - 1,
				  STYLE_ACCENT, marked.data);
		room -= text_width(marked.data) + 1;
	}
	surface_put_cut(surface, area.x + 1, area.y, room, STYLE_DIM,
			text.data);
}

static void queue_titles(const struct queue_room *room, struct rect line,
			 struct surface *surface)
{
	int x = line.x + LEAD;

	for (int i = 0; i < room->n; i++) {
		surface_put_cut(surface, x, line.y, room->widths[i], STYLE_DIM,
				queue_column_word(room->items[i]));
		x += room->widths[i] + 1;
	}
}

/* Where one is, what is marked, what is flagged. */
static void queue_lead(const struct app *app, const struct specimen_row *row,
		       struct rect line, bool chosen, struct surface *surface)
{
	if (chosen)
		surface_put_glyph(surface, line.x, line.y, STYLE_ACCENT,
				  GLYPH_HERE);
	if (queue_marks_has(&app->marks, row->id))
		surface_put(surface, line.x + 1, line.y, 1, STYLE_ACCENT, "*");
	if (row->expert || row->flagged)
		surface_put_glyph(surface, line.x + 2, line.y, STYLE_ACCENT,
				  row->expert ? GLYPH_EXPERT : GLYPH_FLAG);
}

static enum style queue_style(const struct app *app,
			      const struct specimen_row *row,
			      enum queue_column column, bool chosen)
{
	bool here = app_is_here(app, row->id);

	if (column == COLUMN_NAME && !text_blank(row->name))
		return chosen ? STYLE_CHOSEN
		       : here ? STYLE_STRONG
			      : STYLE_NORMAL;
	if (column == COLUMN_NAME || column == COLUMN_STATE ||
	    column == COLUMN_FILE || column == COLUMN_PRIORITY)
		return STYLE_DIM;
	return STYLE_NORMAL;
}

static void queue_render_row(const struct app *app,
			     const struct specimen_row *row,
			     const struct queue_room *room, struct rect line,
			     bool chosen, struct surface *surface)
{
	int x = line.x + LEAD;

	queue_lead(app, row, line, chosen, surface);
	for (int i = 0; i < room->n; i++) {
		enum queue_column column = room->items[i];
		struct bytes text CLEANUP(bytes_done) = {0};

		cells[column](app, row, &text);
		if (text.len > 0)
			surface_put_cut(surface, x, line.y, room->widths[i],
					queue_style(app, row, column, chosen),
					text.data);
		x += room->widths[i] + 1;
	}
}

/* What the row that is stood on has no room for: all that is doubted of it,
 * and its file. */
static void queue_foot(const struct app *app, struct rect area,
		       struct surface *surface)
{
	const struct specimen_row *row = queue_row(app, app->queue.selected);
	struct rect lines = {area.x + 1, area.y + area.h - QUEUE_FOOT,
			     area.w - 2, QUEUE_FOOT};
	struct bytes text CLEANUP(bytes_done) = {0};
	struct bytes why CLEANUP(bytes_done) = {0};

	if (row == NULL)
		return;
	cell_file(app, row, &text);
	cell_why(app, row, &why);
	if (why.len > 0)
		bytes_printf(&text, ": %s", why.data);
	surface_wrap(surface, lines, STYLE_DIM, text.data);
}

void queue_view_render(const struct app *app, struct rect area,
		       struct surface *surface)
{
	const struct queue *queue = &app->queue;
	struct rect line = {area.x, area.y + 1, area.w, 1};
	struct queue_room room;

	if (!queue->have || (app->behind && queue->total == 0)) {
		surface_put_cut(surface, area.x + 1, area.y, area.w - 2,
				STYLE_DIM,
				app->making != NULL ? app->making
						    : "looking up the records");
		return;
	}
	queue_columns_fit(&queue->columns, area.w - LEAD - 1, &room);
	queue_head(app, area, surface);
	queue_titles(&room, line, surface);
	queue_foot(app, area, surface);
	for (int i = QUEUE_HEAD; i < area.h - QUEUE_FOOT; i++) {
		size_t at = queue->top + (size_t)(i - QUEUE_HEAD);
		const struct specimen_row *row = queue_row(app, at);

		line.y = area.y + i;
		if (row != NULL)
			queue_render_row(app, row, &room, line,
					 at == queue->selected, surface);
	}
}
