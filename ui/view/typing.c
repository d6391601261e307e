/*
 * typing.c: below the fields while one types: the line where its row has not
 * room enough for it, what it means, what the check says of that, what it may
 * become.
 *
 * 1. Grey text can be told from what is typed without colours, too: it stands
 *    in brackets there.
 */
#include "config.h"

#include "ui/view/view.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/input/linerows.h"

/* The lines that are still free. */
struct below {
	struct rect left;
	struct surface *surface;
};

static void below_skip(struct below *below, int rows)
{
	below->left.y += rows;
	below->left.h -= rows;
}

static void below_put(struct below *below, enum style style, const char *text,
		      int most)
{
	struct rect area = below->left;

	if (area.h > most)
		area.h = most;
	if (area.h > 0)
		below_skip(below,
			   surface_wrap(below->surface, area, style, text));
}

void typing_view_render_rest(const struct app *app, int columns,
			     struct surface *surface)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	struct typing_item item;
	const char *rest = typing_rest(app, &item);
	bool letters = app->caps.letters;

	if (rest == NULL || columns <= 1 || surface->cursor_x < 0)
		return;
	bytes_printf(&text, "%s%s%s", letters ? "[" : "", rest,
		     letters ? "]" : "");
	surface_put_cut(surface, surface->cursor_x, surface->cursor_y, columns,
			STYLE_DIM, text.data);
}

/* The line over several rows, those of what is said below left free. */
static void render_line(const struct app *app, struct below *below)
{
	struct rect area = typing_area(app, 0);

	lineedit_render_rows(&app->edit.line, below->surface, area,
			     STYLE_INPUT);
	typing_view_render_rest(app, area.x + area.w - below->surface->cursor_x,
				below->surface);
	below_skip(below, area.h);
}

static void render_meaning(const struct app *app, struct below *below)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	if (typing_meaning(app, &text))
		below_put(below, STYLE_STRONG, text.data, TYPING_SAID_ROWS);
}

static void render_verdict(const struct app *app, struct below *below)
{
	static const enum style styles[] = {
		[SEVERITY_NOTE] = STYLE_NORMAL,
		[SEVERITY_WARNING] = STYLE_WARNING,
		[SEVERITY_ERROR] = STYLE_ERROR,
	};
	const struct verdict *worst = typing_worst(app);
	struct bytes text CLEANUP(bytes_done) = {0};

	if (worst == NULL)
		return;
	typing_worst_words(app, worst, &text);
	below_put(below, styles[worst->severity], text.data, TYPING_SAID_ROWS);
}

/* What is seen of a value that has not room enough: from the word on that is
 * being typed, where it goes on with what was typed. */
static const char *item_tail(const char *value, const char *typed, int columns)
{
	size_t at = typing_begun(value, typed);

	if (text_width(value) <= columns)
		return value;
	while (at > 0 && value[at - 1] != ' ')
		at--;
	return value + at;
}

static int render_item_value(const struct typing_item *item, const char *typed,
			     enum style style, struct rect at,
			     struct surface *surface)
{
	const char *tail = item_tail(item->value, typed, at.w);
	int used = 0;

	if (tail != item->value)
		used = surface_put_glyph(surface, at.x, at.y, STYLE_DIM,
					 GLYPH_ELLIPSIS);
	return used + surface_put_cut(surface, at.x + used, at.y, at.w - used,
				      style, tail);
}

static void render_item(const struct typing_item *item, int i, bool chosen,
			const char *typed, struct below *below)
{
	struct rect at = {below->left.x + 2, below->left.y, below->left.w - 2,
			  1};
	char digit[2] = {(char)('1' + i), '\0'};
	int used;

	if (chosen)
		surface_put_glyph(below->surface, at.x - 3, at.y, STYLE_ACCENT,
				  GLYPH_HERE);
	surface_put(below->surface, at.x - 2, at.y, 1, STYLE_KEY, digit);
	used = render_item_value(item, typed,
				 chosen ? STYLE_CHOSEN : STYLE_NORMAL, at,
				 below->surface);
	if (item->note[0] != '\0')
		surface_put_cut(below->surface, at.x + used + 2, at.y,
				at.w - used - 2, STYLE_DIM, item->note);
	below_skip(below, 1);
}

static void render_items(const struct app *app, struct below *below)
{
	struct typing_item items[TYPING_ITEMS];
	int n = (int)typing_items(app, items);
	int selected = app->typing.list ? app->typing.selected : -1;
	int top = selected >= below->left.h ? selected - below->left.h + 1 : 0;

	for (int i = top; i < n && below->left.h > 0; i++)
		render_item(&items[i], i, i == selected, app->typing.text,
			    below);
}

/* The other of a value and how it is written, beside which it is typed. */
static void render_pair(const struct app *app, struct below *below)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	if (app_pair_words(app, app->edit.term, &text))
		below_put(below, STYLE_DIM, text.data, TYPING_SAID_ROWS);
}

void typing_view_render(const struct app *app, struct rect area,
			struct surface *surface)
{
	struct below below = {{area.x + 1, area.y, area.w - 2, area.h},
			      surface};

	if (app->typing.away) {
		below_put(&below, STYLE_NORMAL,
			  "The editor has the text; what it saves comes back "
			  "here.",
			  2);
		return;
	}
	if (typing_is_below(app))
		render_line(app, &below);
	render_meaning(app, &below);
	render_verdict(app, &below);
	if (below.left.h > TYPING_PAIR_ROOM)
		render_pair(app, &below);
	if (typing_list_rows(app) > 0)
		render_items(app, &below);
}
