/*
 * detail.c: what is said of the selected field, and of a record of which nothing
 * was read.
 *
 * 1. What stands where follows from ui/state/detail.c alone; here it is drawn.
 */
#include "config.h"

#include "ui/view/view.h"

#include "base/mem.h"
#include "base/text.h"
#include "dwc/doubt/doubt.h"
#include "ui/state/detail.h"
#include "ui/state/doubtful.h"

static void detail_render_line(const struct detail_line *line, struct rect at,
			       struct surface *surface)
{
	int x = at.x + line->indent, end = at.x + at.w;
	char digit[2] = {line->digit, '\0'};

	if (line->digit != 0)
		surface_put(surface, at.x, at.y, 1, STYLE_KEY, digit);
	if (line->marked)
		surface_put_glyph(surface, x - 2, at.y, line->style,
				  line->mark);
	x += surface_put_cut(surface, x, at.y, end - x, line->style,
			     line->text);
	if (line->note != NULL)
		surface_put_right(surface, x + 2, at.y, end - x - 2, STYLE_DIM,
				  line->note);
}

static void render_unread(const struct app *app, struct rect line,
			  struct surface *surface)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	char *words CLEANUP(mem_free_str) = NULL;

	bytes_printf(&text, "%s: %s",
		     app->here.specimen.error != NULL ? "It could not be read"
						      : "Nothing was read",
		     app->read_only ? "a better reading is needed."
				    : "{{extract} asks another engine.}");
	words = app_words(app, text.data);
	surface_put_cut(surface, line.x, line.y, line.w, STYLE_NORMAL, words);
}

/* What is likeliest wrong with the record, worst first, in the last of the rows
 * that are free, and how many more are doubted: of what the title counts alone,
 * else it would speak against that and the marks. */
static void render_doubt(const struct app *app, struct rect free,
			 struct surface *surface)
{
	const struct specimen *s = &app->here.specimen;
	struct bytes text CLEANUP(bytes_done) = {0};
	struct doubt doubt;
	size_t others;
	int rows;

	if (app_is_signed(app))
		return;
	others = app_doubtful_terms(app, NULL, 0);
	record_doubt(app->terms, &s->record, &s->verdicts, &doubt);
	for (size_t i = 0; i < doubt.n; i++)
		if (app_doubts(app, doubt.reasons[i].term->name) != 0) {
			bytes_printf(&text, "%s%s (%s)",
				     text.len == 0 ? "Doubted: " : ", ",
				     doubt.reasons[i].term->name,
				     doubt.reasons[i].words);
			others -= others > 0;
		}
	if (text.len == 0)
		return;
	if (others > 0)
		bytes_printf(&text, ", and %zu more", others);
	rows = surface_wrap_lines(text.data, free.w, free.h);
	free.y += free.h - rows;
	free.h = rows;
	surface_wrap(surface, free, STYLE_DIM, text.data);
}

void detail_view_render(const struct app *app, struct rect area,
			struct surface *surface)
{
	struct rect last = {area.x + 1, area.y + area.h - 1, area.w - 2, 1};
	struct detail detail CLEANUP(detail_done) = {0};
	bool unread = app_is_unread(app);
	int end;

	if (app->grid.term == NULL)
		return;
	if (app->edit.active) {
		typing_view_render(app, area, surface);
		return;
	}
	if (unread)
		render_unread(app, last, surface);
	detail_make(app, &detail);
	for (size_t i = 0; i < detail.n; i++)
		detail_render_line(&detail.lines[i],
				   (struct rect){detail.area.x,
						 detail.area.y + (int)i,
						 detail.area.w, 1},
				   surface);
	end = detail.area.y + (int)detail.n;
	if (!unread && end < last.y)
		render_doubt(
			app,
			(struct rect){last.x, end, last.w, last.y + 1 - end},
			surface);
}
