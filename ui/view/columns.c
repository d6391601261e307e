/*
 * columns.c: the values of a term, and what a change of many records would do.
 *
 * 1. Only the rows that are seen are made: there may be a million.
 */
#include "config.h"

#include "ui/view/view.h"

#include <string.h>

#include "base/human.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/update/columns.h"
#include "ui/update/queue.h"

#define COUNT_COLUMNS 9
#define DOUBT_COLUMNS 8
#define IMAGE_COLUMNS 20

static void columns_words(struct surface *surface, struct rect area,
			  enum style style, const char *text)
{
	area.x += 1;
	area.w -= 2;
	surface_wrap(surface, area, style, text);
}

/* Which records: "open records, where doubt>1", "records, only flagged". */
static void columns_filter_words(const struct app *app, size_t n,
				 struct bytes *ret)
{
	struct bytes words CLEANUP(bytes_done) = {0};
	enum queue_scope scope = app->queue.scope;

	queue_filter_words(&app->queue, &words);
	if (scope == SCOPE_OPEN)
		bytes_append_str(ret, "open ");
	if (scope != SCOPE_ALL)
		bytes_append_str(ret, n == 1 ? "record" : "records");
	if (words.len > 0)
		bytes_printf(ret, "%s%s", scope != SCOPE_ALL ? ", " : "",
			     words.data);
}

/* ---- values -------------------------------------------------------------- */

static void values_head(const struct app *app, struct rect area,
			struct surface *surface)
{
	const struct columns_view *view = &app->columns;
	size_t filled = view->column->records - view->column->empty;
	struct bytes text CLEANUP(bytes_done) = {0};
	int x = area.x + 4, y = area.y + 1;

	bytes_printf(&text, "%s by %s: ", view->term, columns_list_word(view));
	human_count(columns_rows(view), &text);
	bytes_printf(&text,
		     columns_rows(view) == 1 ? " value in " : " values in ");
	human_count(filled, &text);
	bytes_append_char(&text, ' ');
	columns_filter_words(app, filled, &text);
	surface_put_cut(surface, area.x + 1, area.y, area.w - 2, STYLE_DIM,
			text.data);
	if (columns_rows(view) == 0)
		return;
	surface_put_right(surface, x, y, COUNT_COLUMNS - 1, STYLE_DIM, "count");
	x += COUNT_COLUMNS;
	surface_put_right(surface, x, y, DOUBT_COLUMNS - 1, STYLE_DIM, "doubt");
	x += DOUBT_COLUMNS;
	x += surface_put_cut(surface, x, y, area.x + area.w - x, STYLE_DIM,
			     "value");
	bytes_clear(&text);
	bytes_printf(&text, "%zu picked", view->n_picked);
	if (view->n_picked > 0)
		surface_put_right(surface, x, y, area.x + area.w - x - 1,
				  STYLE_ACCENT, text.data);
}

static void values_mark(const struct columns_view *view, size_t row,
			size_t cluster, struct rect line,
			struct surface *surface)
{
	size_t start;

	if (cluster == 0)
		return;
	start = view->clusters.starts[cluster - 1];
	surface_put_glyph(surface, line.x + 2, line.y, STYLE_DIM,
			  row == start ? GLYPH_TOP_LEFT : GLYPH_VERTICAL);
}

static void values_row(const struct app *app, size_t row, struct rect line,
		       struct surface *surface)
{
	const struct columns_view *view = &app->columns;
	bool chosen = row == view->selected;
	enum style style = chosen ? STYLE_CHOSEN : STYLE_NORMAL;
	size_t cluster, place = columns_value_at(view, row, &cluster);
	const struct column_value *value = &view->column->values[place];
	char *clean CLEANUP(mem_free_str) = text_cleaned(value->text);
	struct bytes count CLEANUP(bytes_done) = {0};
	int x = line.x + 4;

	if (chosen)
		surface_put_glyph(surface, line.x, line.y, STYLE_ACCENT,
				  GLYPH_HERE);
	if (view->picked[place])
		surface_put(surface, line.x + 1, line.y, 1, STYLE_ACCENT, "*");
	values_mark(view, row, cluster, line, surface);
	human_count(value->n, &count);
	surface_put_right(surface, x, line.y, COUNT_COLUMNS - 1, style,
			  count.data);
	x += COUNT_COLUMNS;
	if (value->doubt >= 0.05)
		surface_printf(surface, x, line.y, DOUBT_COLUMNS - 1,
			       STYLE_WARNING, "%7.1f", value->doubt);
	else
		surface_put_right(surface, x, line.y, DOUBT_COLUMNS - 1,
				  STYLE_DIM,
				  value->n_person == value->n ? "person" : "");
	x += DOUBT_COLUMNS;
	surface_put_cut(surface, x, line.y, line.x + line.w - x - 1, style,
			clean);
}

/* Why there are no rows. */
static const char *values_none(const struct app *app)
{
	const struct columns_view *view = &app->columns;

	if (view->error != NULL)
		return view->error;
	if (view->ticket != 0)
		return view->column == NULL ? "looking up the values"
					    : "putting values together";
	return columns_clustered(view)
		       ? "No two values look as if they were one{; "
			 "{values-order} shows them in another way}."
		       : "No record has a value{; {values-scope} takes other "
			 "records}.";
}

void values_view_render(const struct app *app, struct rect area,
			struct surface *surface)
{
	const struct columns_view *view = &app->columns;
	size_t rows = columns_rows(view);

	if (view->column != NULL)
		values_head(app, area, surface);
	if (rows == 0) {
		struct rect below = {area.x, area.y + COLUMNS_HEAD, area.w,
				     area.h - COLUMNS_HEAD};

		char *words CLEANUP(mem_free_str) =
			app_words(app, values_none(app));

		columns_words(surface, below, STYLE_DIM, words);
		return;
	}
	for (int i = 0; i < area.h - COLUMNS_HEAD; i++) {
		struct rect line = {area.x, area.y + COLUMNS_HEAD + i, area.w,
				    1};

		if (view->top + (size_t)i < rows)
			values_row(app, view->top + (size_t)i, line, surface);
	}
}

/* ---- a change ------------------------------------------------------------ */

/* What is to become of them: "recordedBy: 3 values become "J. Looman"". */
static void preview_what(const struct app *app, struct bytes *ret)
{
	const struct columns_view *view = &app->columns;
	const struct bulk_change *change = &view->ask.changes[0];

	bytes_printf(ret, "%s: ", change->term);
	if (change->fill)
		bytes_append_str(ret,
				 "fill down, blanks take the value above,");
	else if (change->replace != NULL)
		bytes_printf(ret, "find and replace %s", change->replace);
	else if (change->to[0] == '\0')
		bytes_append_str(ret, "empty the field");
	else
		bytes_printf(ret, "set \"%s\"", change->to);
	if (view->ask.n_ids > 0) {
		bytes_printf(ret, " in %zu marked %s", view->ask.n_ids,
			     view->ask.n_ids == 1 ? "record" : "records");
		return;
	}
	bytes_append_str(ret, ", in ");
	columns_filter_words(app, 0, ret);
}

static void preview_counts(const struct bulk_counts *counts, struct bytes *ret)
{
	human_count(counts->changed, ret);
	bytes_append_str(ret, " of ");
	human_count(counts->records, ret);
	bytes_append_str(ret, counts->records == 1 ? " record changes"
						   : " records change");
	if (counts->persons > 0) {
		bytes_append_str(ret, "; ");
		human_count(counts->persons, ret);
		bytes_append_str(ret, " of the values a person had set");
	}
}

static void preview_signed(const struct bulk_counts *counts, struct bytes *ret)
{
	if (counts->signed_in > 0)
		bytes_printf(ret,
			     "%zu signed ones change: their signatures end{. "
			     "{preview-signed} leaves them out}",
			     counts->signed_in);
	else if (counts->signed_out > 0)
		bytes_printf(
			ret,
			"%zu signed ones are left out{. {preview-signed} takes "
			"them too}",
			counts->signed_out);
	if (counts->rejected > 0)
		bytes_printf(ret, "%s%zu rejected ones are left out",
			     ret->len > 0 ? "; " : "", counts->rejected);
}

static void preview_doing(const struct columns_view *view, struct bytes *ret)
{
	if (view->followed >= 0) {
		bytes_printf(
			ret,
			"written; the lists follow: %d %%{. {leave} goes on "
			"meanwhile}",
			view->followed / 10);
		return;
	}
	bytes_append_str(ret, "making it: ");
	human_count(view->done, ret);
	bytes_append_str(ret, " of ");
	human_count(view->total, ret);
	bytes_append_str(
		ret, " records{. {close} stops it, and nothing is changed}{; "
		     "{leave} goes on meanwhile}");
}

static int preview_line(const struct app *app, const char *text, int y,
			enum style style, struct rect area,
			struct surface *surface)
{
	char *words CLEANUP(mem_free_str) = app_words(app, text);
	char *clean CLEANUP(mem_free_str) = text_cleaned(words);
	struct rect room = {area.x + 1, y, area.w - 2, area.y + area.h - y};

	if (room.h > 2)
		room.h = 2;
	return y + surface_wrap(surface, room, style, clean);
}

static int preview_head(const struct app *app, struct rect area,
			struct surface *surface)
{
	const struct columns_view *view = &app->columns;
	struct bytes what CLEANUP(bytes_done) = {0};
	struct bytes counts CLEANUP(bytes_done) = {0};
	struct bytes closed CLEANUP(bytes_done) = {0};
	int y = area.y;

	preview_what(app, &what);
	y = preview_line(app, what.data, y, STYLE_STRONG, area, surface);
	if (view->doing != 0)
		preview_doing(view, &counts);
	else
		preview_counts(&view->plan.counts, &counts);
	y = preview_line(app, counts.data, y, STYLE_NORMAL, area, surface);
	preview_signed(&view->plan.counts, &closed);
	if (closed.len > 0)
		y = preview_line(app, closed.data, y, STYLE_WARNING, area,
				 surface);
	return y;
}

static void preview_value(const char *value, struct bytes *ret)
{
	if (value[0] == '\0')
		bytes_append_str(ret, "(empty)");
	else
		bytes_printf(ret, "\"%s\"", value);
}

/* First each pair of values, then each record. */
static void preview_row(const struct columns_view *view, size_t row, int y,
			struct rect area, struct surface *surface)
{
	const struct bulk_plan *plan = &view->plan;
	struct bytes text CLEANUP(bytes_done) = {0};
	struct bytes count CLEANUP(bytes_done) = {0};
	char *clean CLEANUP(mem_free_str) = NULL;
	size_t item = row - plan->n_pairs;
	const struct bulk_pair *pair =
		&plan->pairs[row < plan->n_pairs ? row
						 : plan->items[item].pair];
	int x = area.x + 1, left = COUNT_COLUMNS;

	if (row < plan->n_pairs) {
		human_count(pair->n, &count);
		surface_put_right(surface, x, y, COUNT_COLUMNS - 1,
				  STYLE_NORMAL, count.data);
	} else if (item < view->n_images) {
		const char *slash = strrchr(view->images[item], '/');

		left = IMAGE_COLUMNS;
		surface_put_cut(surface, x, y, IMAGE_COLUMNS - 1, STYLE_DIM,
				slash != NULL ? slash + 1 : view->images[item]);
	}
	preview_value(pair->from, &text);
	bytes_printf(&text, " %s ", surface_glyph(surface, GLYPH_ARROW));
	preview_value(pair->to, &text);
	clean = text_cleaned(text.data);
	surface_put_cut(surface, x + left, y, area.w - left - 2,
			row < plan->n_pairs ? STYLE_NORMAL : STYLE_DIM, clean);
}

void preview_view_render(const struct app *app, struct rect area,
			 struct surface *surface)
{
	const struct columns_view *view = &app->columns;
	size_t rows = view->plan.n_pairs + view->plan.n_items;
	int y;

	if (view->error != NULL || !view->planned) {
		columns_words(surface, area,
			      view->error != NULL ? STYLE_ERROR : STYLE_DIM,
			      view->error != NULL
				      ? view->error
				      : "looking up what would change");
		return;
	}
	y = preview_head(app, area, surface);
	for (size_t row = view->plan_top; row < rows && y < area.y + area.h;
	     row++)
		preview_row(view, row, y++, area, surface);
}
