/*
 * pick.c: choosing words. See pick.h.
 *
 * 1. Words of marks alone have no number, nor have the least legible of a page
 *    of more than two figures can number. All numbers have as many figures, so
 *    that none is the beginning of another, and the last figure of a number is
 *    the last key it takes. A word's number stays the same until the choice is
 *    over.
 * 2. Two numbers are a span, whichever comes first; one and Enter is one word.
 * 3. A button that is pressed over a word means nothing before it is let go:
 *    where it was not moved, it is a click.
 */
#include "config.h"

#include "ui/update/sheet/pick.h"

#include <stdlib.h>

#include "ui/state/lacks.h"
#include "ui/update/sheet/sheet_text.h"

#define PICK_LEGIBLE 8 /* pixels of a word's height, to be told apart */
#define PICK_REACH   2 /* words' heights from a word that are still near it */

/* The number of the first word. */
static int pick_base(const struct app *app)
{
	return app->text.page.n_ranked < 10 ? 1 : 10;
}

static int pick_figures(const struct app *app)
{
	return pick_base(app) == 1 ? 1 : 2;
}

int pick_number(const struct app *app, size_t word)
{
	size_t rank = app->text.page.words[word].rank;

	if (!app->pick.active || rank == 0)
		return 0;
	return pick_base(app) + (int)rank - 1;
}

/* The word with this number; their count where none has. */
static size_t pick_numbered(const struct app *app, int number)
{
	size_t word = 0;

	while (word < app->text.page.n && pick_number(app, word) != number)
		word++;
	return word;
}

bool pick_holds(const struct app *app, size_t word)
{
	const struct pick *pick = &app->pick;
	size_t a = pick->press_from, b = pick->press_to;

	if (pick->pressed && pick->moved)
		return word >= (a < b ? a : b) && word <= (a < b ? b : a);
	return pick->active && pick->begun && word == pick->from;
}

size_t pick_boxes(const struct app *app, struct box *ret, size_t most)
{
	const struct pick *pick = &app->pick;

	if (pick->pressed && pick->moved)
		return transcript_boxes(&app->text.page, pick->press_from,
					pick->press_to, ret, most);
	if (pick->active && pick->begun)
		return transcript_boxes(&app->text.page, pick->from, pick->from,
					ret, most);
	return 0;
}

/* ---- by numbers ---------------------------------------------------------- */

/* The label that the field is written on, else the first. */
static int pick_label(const struct app *app)
{
	const struct field *field = app_field(app, app->grid.term);
	const struct labels *labels = app_labels(app);

	for (int i = 0; i < labels->n; i++) {
		struct transcript_word of = {.stored = labels->items[i].box};

		if (field != NULL && field->n_boxes > 0) {
			of.stored = field->boxes[0];
			if (transcript_word_within(&of, labels->items[i].box))
				return i;
		}
	}
	return 0;
}

/* Shown pixels for each stored one, of the label in the pane. */
static double pick_scale(const struct app *app)
{
	const struct app_caps *caps = &app->caps;
	const struct labels *labels = app_labels(app);
	const struct preview_reply *reply = app->sheet.reply;
	const struct view_pane pane = {.columns = app->layout.picture.w,
				       .rows = app->layout.picture.h,
				       .cell_width = caps->cell_width,
				       .cell_height = caps->cell_height};
	const struct label *label;
	bool across;

	if (labels == NULL || app->sheet.label < 0 ||
	    app->sheet.label >= labels->n)
		return reply != NULL ? reply->scale : 0;
	label = &labels->items[app->sheet.label];
	across = (label->rotation + app->sheet.turn) % 180 != 0;
	return view_aim_scale(&app->sheet.aim,
			      across ? label->box.h : label->box.w,
			      across ? label->box.w : label->box.h, &pane);
}

/* Whether the words can be told apart in the picture. */
static bool pick_is_legible(const struct app *app)
{
	return app->caps.sixel && app->caps.cell_width > 0 &&
	       app->caps.cell_height > 0 &&
	       sheet_text_height(app) * pick_scale(app) >= PICK_LEGIBLE;
}

/* Numbers that are nowhere to be seen choose nothing: where the sheet has room
 * only alone, it is shown, and goes again. */
static void pick_open(struct app *app)
{
	if (!app->layout.tabs || app->layout.sheet.w > 0)
		return;
	app->pick.opened = app->sheet.wide = true;
	app_fit(app);
}

static void pick_close(struct app *app)
{
	if (!app->pick.opened)
		return;
	app->pick.opened = app->sheet.wide = false;
	app_fit(app);
}

void pick_begin(struct app *app)
{
	const struct labels *labels = app_labels(app);
	const struct term *term =
		app->grid.term != NULL ? terms_find(app->terms, app->grid.term)
				       : NULL;
	const char *lacks;

	if (term != NULL && term->kind == TERM_HISTORY) {
		app_say(app, "it is a list{: {edit} opens it}");
		return;
	}
	if (app->sheet.label < 0 && labels != NULL && labels->n > 0)
		app->sheet.label = pick_label(app);
	sheet_text_arrange(app);
	lacks = sheet_text_lacks(app);
	if (lacks != NULL) {
		app_say(app, "%s", lacks);
		return;
	}
	pick_open(app);
	app->pick.left = app->text.left;
	app->pick.top = app->text.top;
	app->pick.active = true;
	app->pick.begun = false;
	app->pick.typed = app->pick.n_typed = 0;
	app->pick.in_text = !sheet_text_shows(app) && !pick_is_legible(app);
	sheet_text_follow(app);
	app_say(app, "a number takes its word, two all between{; {pan-up}, "
		     "{pan-down}: the rest}");
}

void pick_end(struct app *app)
{
	if (app->pick.active) {
		app->text.left = app->pick.left;
		app->text.top = app->pick.top;
	}
	pick_close(app);
	app->pick.active = app->pick.begun = app->pick.in_text = false;
	app->pick.pressed = app->pick.moved = false;
	app->pick.typed = app->pick.n_typed = 0;
}

void pick_back(struct app *app)
{
	struct pick *pick = &app->pick;

	if (pick->n_typed > 0) {
		pick->typed /= 10;
		pick->n_typed--;
	} else if (pick->begun) {
		pick->begun = false;
	} else {
		pick_end(app);
	}
}

/* A word is chosen. */
static enum pick_step pick_word(struct app *app, size_t word,
				struct pick_span *ret)
{
	struct pick *pick = &app->pick;

	pick->typed = pick->n_typed = 0;
	if (pick->begun) {
		*ret = (struct pick_span){pick->from, word};
		return PICK_DONE;
	}
	pick->begun = true;
	pick->from = word;
	app_say(app, "from \"%s\" to which?{ {words-take}: this word alone}",
		app->text.page.words[word].text);
	return PICK_GOES_ON;
}

enum pick_step pick_first(struct app *app, struct pick_span *ret)
{
	if (!app->pick.begun) {
		app_say(app, "a number takes its word{; {cancel} leaves}");
		return PICK_GOES_ON;
	}
	*ret = (struct pick_span){app->pick.from, app->pick.from};
	return PICK_DONE;
}

bool pick_takes(const struct app *app, const struct key *key)
{
	return app->pick.active && key->mods == 0 && key->code >= '0' &&
	       key->code <= '9';
}

enum pick_step pick_key(struct app *app, const struct key *key,
			struct pick_span *ret)
{
	struct pick *pick = &app->pick;
	size_t word;

	if (!pick_takes(app, key))
		return PICK_PASSED;
	pick->typed = pick->typed * 10 + (int)(key->code - '0');
	pick->n_typed++;
	if (pick->n_typed < pick_figures(app)) {
		app_say(app, "%d", pick->typed);
		return PICK_GOES_ON;
	}
	word = pick_numbered(app, pick->typed);
	if (word < app->text.page.n)
		return pick_word(app, word, ret);
	app_say(app, "there is no word %d", pick->typed);
	pick->typed = pick->n_typed = 0;
	return PICK_GOES_ON;
}

/* ---- by the mouse -------------------------------------------------------- */

/* The word at a cell of the text. */
static size_t pick_text_at(const struct app *app, int x, int y)
{
	const struct rect *pane = &app->layout.picture;
	const struct sheet_text *text = &app->text;

	return transcript_word_at(&text->page, x - pane->x + text->left,
				  y - pane->y + text->top, text->form.room);
}

/* The word at a cell of the picture, or near to it. */
static size_t pick_picture_at(const struct app *app, int x, int y)
{
	const struct preview_reply *reply = app->sheet.reply;
	const struct rect *pane = &app->layout.picture;
	const struct transcript *page = &app->text.page;
	const struct view *view = reply != NULL ? &reply->view : NULL;
	const struct box *box;
	int at_x, at_y, reach;
	size_t word;

	if (view == NULL || view->columns < 1 || view->rows < 1)
		return page->n;
	view_point(view, view->columns, view->rows, x - pane->x - view->column,
		   y - pane->y - view->row, &at_x, &at_y);
	word = transcript_word_near(page, at_x, at_y);
	if (word == page->n)
		return word;
	box = &page->words[word].stored;
	reach = PICK_REACH * (box->w < box->h ? box->w : box->h);
	return at_x >= box->x - reach && at_x < box->x + box->w + reach &&
			       at_y >= box->y - reach &&
			       at_y < box->y + box->h + reach
		       ? word
		       : page->n;
}

static size_t pick_at(const struct app *app, const struct key *key)
{
	if (!rect_holds(app->layout.picture, key->x, key->y))
		return app->text.page.n;
	return sheet_text_shows(app) ? pick_text_at(app, key->x, key->y)
				     : pick_picture_at(app, key->x, key->y);
}

static enum pick_step pick_press(struct app *app, const struct key *key)
{
	struct pick *pick = &app->pick;
	size_t word = pick_at(app, key);

	pick->moved = false;
	pick->pressed = word < app->text.page.n && app->grid.term != NULL &&
			app_lacks(app, NEED_OPEN | NEED_WRITABLE) == NULL;
	pick->press_from = pick->press_to = word;
	pick->press_x = key->x;
	pick->press_y = key->y;
	return pick->pressed ? PICK_GOES_ON : PICK_PASSED;
}

static enum pick_step pick_let_go(struct app *app, struct pick_span *ret)
{
	struct pick *pick = &app->pick;

	if (!pick->pressed)
		return PICK_GOES_ON;
	pick->pressed = false;
	if (pick->moved) {
		*ret = (struct pick_span){pick->press_from, pick->press_to};
		return PICK_DONE;
	}
	if (pick->active)
		return pick_word(app, pick->press_from, ret);
	return PICK_PASSED;
}

enum pick_step pick_mouse(struct app *app, const struct key *key,
			  struct pick_span *ret)
{
	struct pick *pick = &app->pick;
	size_t word;

	if (key->code == KEYCODE_CLICK)
		return pick_press(app, key);
	if (key->code == KEYCODE_RELEASE)
		return pick_let_go(app, ret);
	if (key->code != KEYCODE_DRAG)
		return PICK_PASSED;
	word = pick->pressed ? pick_at(app, key) : app->text.page.n;
	if (word < app->text.page.n) {
		pick->moved = pick->moved || key->x != pick->press_x ||
			      key->y != pick->press_y;
		pick->press_to = word;
	}
	return PICK_GOES_ON;
}
