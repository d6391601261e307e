/*
 * sheet_text.c: the text in the sheet pane. See sheet_text.h.
 *
 * 1. The page is made of one record's facts for one label, one width and one
 *    room for numbers; it is made anew when one of these is another. Words
 *    that are being chosen are given up where they would be other words.
 * 2. What is seen of it moves only when the words of the field are out of
 *    sight: who goes from field to field keeps the place of what they read.
 */
#include "config.h"

#include "ui/update/sheet/sheet_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/box.h"
#include "base/mem.h"

#define SHEET_COLUMNS 1000 /* of a page that nobody looks at */

/* ---- questions ----------------------------------------------------------- */

static const struct facts *text_facts(const struct app *app)
{
	const struct specimen *s = &app->here.specimen;

	return app->here.have && s->looked == FACTS_KNOWN ? s->facts : NULL;
}

static bool facts_speak(const struct facts *facts)
{
	for (size_t i = 0; facts != NULL && i < facts->n_regions; i++)
		if (facts->regions[i].words.n > 0)
			return true;
	return false;
}

/* Somebody looks at the sheet now. */
static bool text_is_coming(const struct app *app)
{
	return app->looks && app->here.have && app->here.image_path != NULL &&
	       app->here.specimen.looked == FACTS_UNKNOWN;
}

bool sheet_text_shows(const struct app *app)
{
	/* Of a row of the list its text is not here. */
	if (app_sheet_slot(app) != &app->here)
		return false;
	if (app->pick.active && app->pick.in_text)
		return true;
	if (app->text.shown != SHOWN_BEST)
		return app->text.shown == SHOWN_TEXT;
	if (app->caps.awaited && app->here.image_path != NULL)
		return false;
	return (!app->caps.sixel || app->here.image_path == NULL) &&
	       (facts_speak(text_facts(app)) || text_is_coming(app));
}

const char *sheet_text_lacks(const struct app *app)
{
	if (!app->here.have)
		return "there is no record yet{: {extract} reads sheets}";
	if (text_is_coming(app))
		return "Looking at this sheet: its words appear here.";
	if (app->here.specimen.looked == FACTS_CHANGED)
		return "The file is another than was read: its words are not "
		       "known.";
	if (text_facts(app) == NULL)
		return "Nobody has looked at this sheet: vasculum look RUN "
		       "does.";
	if (!facts_speak(text_facts(app)))
		return "No words could be read on this sheet.";
	return app->text.page.n > 0
		       ? NULL
		       : "No words could be read on this label{; {label}: the "
			 "next}.";
}

bool sheet_text_supports(const struct app *app,
			 const struct transcript_word *word)
{
	const struct field *field = app_field(app, app->grid.term);

	for (size_t i = 0; field != NULL && i < field->n_boxes; i++)
		if (transcript_word_within(word, field->boxes[i]) ||
		    (word->stored.w > 0 &&
		     box_holds_middle(word->stored, field->boxes[i])))
			return true;
	return false;
}

double sheet_text_height(const struct app *app)
{
	const struct transcript *page = &app->text.page;
	double sum = 0;

	for (size_t i = 0; i < page->n; i++) {
		const struct box *box = &page->words[i].stored;

		/* Whichever way it is turned, a word is longer than high. */
		sum += box->w < box->h ? box->w : box->h;
	}
	return page->n > 0 ? sum / (double)page->n : 0;
}

int sheet_text_room(const struct app *app)
{
	if (!app->pick.active)
		return 0;
	return app->text.page.n_ranked < 10 ? 2 : 3;
}

/* ---- laying out ---------------------------------------------------------- */

static struct transcript_form text_form(const struct app *app)
{
	const struct labels *labels = app_labels(app);
	int label = app->sheet.label;
	struct transcript_form form;

	memset(&form, 0, sizeof(form));
	form.columns = app->layout.picture.w;
	form.room = sheet_text_shows(app) ? sheet_text_room(app) : 0;
	if (labels != NULL && label >= 0 && label < labels->n)
		form.part = labels->items[label].box;
	return form;
}

static bool form_same_part(const struct transcript_form *a,
			   const struct transcript_form *b)
{
	return a->part.x == b->part.x && a->part.y == b->part.y &&
	       a->part.w == b->part.w && a->part.h == b->part.h;
}

static void text_give_up(struct app *app, bool other)
{
	struct pick *pick = &app->pick;

	app->text.left = app->text.top = 0;
	pick->begun = pick->pressed = pick->moved = false;
	pick->typed = pick->n_typed = 0;
	if (other)
		pick->active = false;
}

/* All words of the sheet, wherever they lie. */
static void text_make_sheet(const struct facts *facts, struct sheet_text *text)
{
	const struct transcript_form form = {.columns = SHEET_COLUMNS};

	transcript_done(&text->sheet);
	if (facts != NULL)
		transcript_make(facts, &form, &text->sheet);
}

void sheet_text_arrange(struct app *app)
{
	const struct facts *facts = text_facts(app);
	const char *id = facts != NULL ? app->here.specimen.id : NULL;
	int64_t stamp = app->here.specimen.facts_stamp;
	struct sheet_text *text = &app->text;
	bool same = id == NULL
			    ? text->of == NULL
			    : text->of != NULL && strcmp(text->of, id) == 0 &&
				      text->stamp == stamp;
	struct transcript_form form;

	if (!same) {
		text_give_up(app, true);
		text_make_sheet(facts, text);
	}
	form = text_form(app);
	if (same && form.columns == text->form.columns &&
	    form.room == text->form.room && form_same_part(&form, &text->form))
		return;
	if (!form_same_part(&form, &text->form))
		text_give_up(app, false);
	transcript_done(&text->page);
	if (facts != NULL)
		transcript_make(facts, &form, &text->page);
	mem_replace(&text->of, id);
	text->stamp = stamp;
	text->form = form;
}

/* ---- what is seen -------------------------------------------------------- */

static int text_clamp(int at, int size, int all)
{
	if (at > all - size)
		at = all - size;
	return at > 0 ? at : 0;
}

static void text_keep_within(struct app *app)
{
	const struct rect *pane = &app->layout.picture;
	struct sheet_text *text = &app->text;

	text->left = text_clamp(text->left, pane->w, text->page.columns);
	text->top = text_clamp(text->top, pane->h, text->page.rows);
}

/* Where to begin so that `from` to `to` is seen of what fits: nowhere else
 * where it is, else it in the middle. */
static int text_bring(int begin, int size, int from, int to)
{
	if (from >= begin && to <= begin + size)
		return begin;
	if (to - from >= size)
		return from;
	return from - (size - (to - from)) / 2;
}

void sheet_text_follow(struct app *app)
{
	const struct rect *pane = &app->layout.picture;
	struct sheet_text *text = &app->text;
	int x0 = -1, x1 = 0, y0 = 0, y1 = 0;

	sheet_text_arrange(app);
	for (size_t i = 0; i < text->page.n; i++) {
		const struct transcript_word *word = &text->page.words[i];
		int end = word->column + word->width;

		if (!sheet_text_supports(app, word))
			continue;
		y0 = x0 < 0 || word->row < y0 ? word->row : y0;
		y1 = x0 < 0 || word->row >= y1 ? word->row + 1 : y1;
		x1 = x0 < 0 || end > x1 ? end : x1;
		x0 = x0 < 0 || word->column < x0 ? word->column : x0;
	}
	if (x0 >= 0) {
		text->left = text_bring(text->left, pane->w, x0, x1);
		text->top = text_bring(text->top, pane->h, y0, y1);
	}
	text_keep_within(app);
}

void sheet_text_pan(struct app *app, int right, int down)
{
	const struct rect *pane = &app->layout.picture;
	struct sheet_text *text = &app->text;
	int left = text->left, top = text->top;

	text->left += right * (pane->w / 2 > 0 ? pane->w / 2 : 1);
	text->top += down * (pane->h / 2 > 0 ? pane->h / 2 : 1);
	text_keep_within(app);
	if (text->page.columns <= pane->w && text->page.rows <= pane->h)
		app_say(app, "all of the text is in sight");
	else if (text->left == left && text->top == top)
		app_say(app, "the text ends here");
}

void sheet_text_switch(struct app *app, struct effects *effects)
{
	bool to_text = !sheet_text_shows(app);
	bool best = to_text != app->caps.sixel;

	app->pick.in_text = false;
	app->text.shown = to_text ? SHOWN_TEXT : SHOWN_PICTURE;
	if (best)
		app->text.shown = SHOWN_BEST;
	if (sheet_text_shows(app) != to_text)
		app->text.shown = to_text ? SHOWN_TEXT : SHOWN_PICTURE;
	app_say(app, to_text ? "the label's text" : "the picture");
	sheet_text_follow(app);
}

void sheet_text_done(struct sheet_text *text)
{
	transcript_done(&text->page);
	transcript_done(&text->sheet);
	free(text->of);
	*text = (struct sheet_text){0};
}
