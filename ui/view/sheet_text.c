/*
 * sheet_text.c: the words of the label as they lie on it, where the terminal
 * shows no picture, or somebody wants to read them.
 *
 * 1. Words that say what stands in the selected field are marked as the
 *    picture's frames mark them; those that were hardly read are dim, and have
 *    a question mark behind them where nothing is dim.
 * 2. A line of its own says who speaks below it.
 */
#include "config.h"

#include "ui/view/view.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/update/sheet/pick.h"
#include "ui/update/sheet/sheet_text.h"

/* A page's cell to the screen's; false where it is not seen. */
static bool text_place(const struct app *app, struct rect area, int *x, int *y)
{
	*x += area.x - app->text.left;
	*y += area.y - app->text.top;
	return *y >= area.y && *y < area.y + area.h && *x < area.x + area.w;
}

/* Puts a text that may begin left of the area. */
static void text_put(struct rect area, int x, int y, enum style style,
		     const char *text, struct surface *surface)
{
	while (*text != '\0' && x < area.x) {
		size_t next = text_next(text, 0);
		struct bytes one CLEANUP(bytes_done) = {0};

		bytes_append(&one, text, next);
		x += text_width(one.data);
		text += next;
	}
	if (*text != '\0' && x < area.x + area.w)
		surface_put(surface, x, y, area.x + area.w - x, style, text);
}

static void text_number(const struct app *app, struct rect area, int x, int y,
			size_t word, struct surface *surface)
{
	int number = pick_number(app, word);
	char text[16];

	if (number == 0)
		return;
	snprintf(text, sizeof(text), "%d:", number);
	text_put(area, x - (int)strlen(text), y, STYLE_KEY, text, surface);
}

static enum style text_style(const struct app *app, size_t word)
{
	const struct transcript_word *w = &app->text.page.words[word];
	bool chooses = app->pick.begun || app->pick.moved;

	if (pick_holds(app, word))
		return STYLE_FOUND;
	if (!chooses && sheet_text_supports(app, w))
		return STYLE_FOUND;
	return w->confidence < TRANSCRIPT_DOUBTED ? STYLE_DIM : STYLE_NORMAL;
}

static void text_word(const struct app *app, struct rect area, size_t word,
		      struct surface *surface)
{
	const struct transcript_word *w = &app->text.page.words[word];
	int x = w->column, y = w->row;

	if (!text_place(app, area, &x, &y))
		return;
	text_put(area, x, y, text_style(app, word), w->text, surface);
	text_number(app, area, x, y, word, surface);
	if (app->caps.letters && w->confidence < TRANSCRIPT_DOUBTED)
		text_put(area, x + w->width, y, STYLE_DIM, "?", surface);
}

/* Who speaks, for people. */
static const char *text_role(enum region_role role)
{
	static const char *const words[ROLE_COUNT] = {
		[ROLE_UNKNOWN] = "text",
		[ROLE_LABEL] = "label",
		[ROLE_SLIP] = "determination",
		[ROLE_ANNOTATION] = "annotation",
		[ROLE_STAMP] = "stamp",
		[ROLE_CODE] = "code",
		[ROLE_FRAME] = "printed frame",
	};

	return words[role];
}

static void text_heading(const struct app *app, struct rect area,
			 const struct transcript_heading *heading,
			 struct surface *surface)
{
	int x = app->text.left, y = heading->row, used;

	if (!text_place(app, area, &x, &y))
		return;
	used = surface_put(surface, x, y, area.w, STYLE_DIM,
			   text_role(heading->role));
	for (x += used + 1; x < area.x + area.w; x++)
		surface_put_glyph(surface, x, y, STYLE_DIM, GLYPH_HORIZONTAL);
}

/* That there is more than is seen, in the corner where it goes on. */
static void text_more(const struct app *app, struct rect area,
		      struct surface *surface)
{
	const struct transcript *page = &app->text.page;
	int x = area.x + area.w - 1, y = area.y + area.h - 1;

	if (app->text.left + area.w < page->columns ||
	    app->text.top + area.h < page->rows)
		surface_put_glyph(surface, x, y, STYLE_DIM, GLYPH_ELLIPSIS);
}

void sheet_text_view_render(const struct app *app, struct rect area,
			    struct surface *surface)
{
	const struct transcript *page = &app->text.page;
	struct rect inner = {area.x + 1, area.y + 1, area.w - 2, area.h - 2};
	const char *lacks = sheet_text_lacks(app);

	if (lacks != NULL) {
		char *words CLEANUP(mem_free_str) = app_words(app, lacks);

		surface_wrap(surface, inner, STYLE_DIM, words);
		return;
	}
	for (size_t i = 0; i < page->n_headings; i++)
		text_heading(app, area, &page->headings[i], surface);
	for (size_t i = 0; i < page->n; i++)
		text_word(app, area, i, surface);
	text_more(app, area, surface);
}
