/*
 * grid.c: which rows there are, and selecting one. See grid.h.
 *
 * 1. The selection is a term, not a row: it survives the next record and
 *    whatever is folded.
 * 2. What is doubtful has a row, whatever is folded, and keeps it when a person
 *    has decided: nothing moves under their hands.
 * 3. From an act one goes on to the next doubtful field. That the way begins
 *    anew, or is at its end, is said.
 */
#include "config.h"

#include "ui/update/grid.h"

#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/state/lacks.h"
#include "ui/update/sheet.h"

static void grid_add(struct grid *grid, const char *term)
{
	ARRAY_GROW(grid->rows, (size_t)grid->n, grid->cap);
	grid->rows[grid->n++] = term;
}

/* Whether a term that is not required has a row. */
static bool grid_shows(const struct app *app, const char *term)
{
	const struct field *field = app_field(app, term);
	bool decided = field != NULL && (field->source == SOURCE_HUMAN ||
					 field->source == SOURCE_EMPTY);

	return app->grid.fold == FOLD_ALL || decided ||
	       app_pending(app, term) != NULL || app_doubts(app, term) != 0 ||
	       (app->grid.fold == FOLD_VALUES &&
		!text_blank(app_value(app, term)));
}

static void grid_add_unknown(struct app *app)
{
	const struct record *record = &app->here.specimen.record;

	for (size_t i = 0; i < record->n; i++)
		if (terms_find(app->terms, record->fields[i].term) == NULL &&
		    grid_shows(app, record->fields[i].term))
			grid_add(&app->grid, record->fields[i].term);
}

void grid_rebuild(struct app *app)
{
	struct grid *grid = &app->grid;
	size_t n = terms_count(app->terms);

	grid->n = 0;
	if (!app->here.have)
		return;
	for (size_t i = 0; i < n; i++)
		if (term_is_required(terms_at(app->terms, i)))
			grid_add(grid, terms_at(app->terms, i)->name);
	grid_add(grid, NULL);
	for (size_t i = 0; i < n; i++) {
		const struct term *term = terms_at(app->terms, i);

		if (!term_is_required(term) && grid_shows(app, term->name))
			grid_add(grid, term->name);
	}
	grid_add_unknown(app);
	if (!grid->selected)
		grid_select(app, grid->rows[0]);
	else if (grid_selected(app) < 0)
		grid_select(app, NULL);
}

int grid_selected(const struct app *app)
{
	const struct grid *grid = &app->grid;

	for (int i = 0; grid->selected && i < grid->n; i++) {
		const char *term = grid->rows[i];

		if (term == grid->term || (term != NULL && grid->term != NULL &&
					   strcmp(term, grid->term) == 0))
			return i;
	}
	return -1;
}

void grid_select(struct app *app, const char *term)
{
	const char *before = app->grid.term;

	if (term == NULL || before == NULL || strcmp(term, before) != 0)
		app->painted.led = true;
	mem_replace(&app->grid.term, term);
	app->grid.selected = true;
	sheet_follow(app);
}

void grid_go(struct app *app, const char *term)
{
	grid_select(app, term);
	app->painted.led = false;
}

void grid_move(struct app *app, int by)
{
	int at = grid_selected(app) + by;

	if (app->grid.n == 0)
		return;
	if (at >= app->grid.n)
		at = app->grid.n - 1;
	if (at < 0)
		at = 0;
	grid_go(app, app->grid.rows[at]);
}

/* ---- from doubt to doubt ------------------------------------------------- */

/* The first doubtful row from `at` on, in steps of `by`; -1: there is none. */
static int grid_doubtful(const struct app *app, int at, int by)
{
	for (; at >= 0 && at < app->grid.n; at += by)
		if (app_doubts(app, app->grid.rows[at]) != 0)
			return at;
	return -1;
}

static void grid_say_done(struct app *app)
{
	if (app_lacks(app, NEED_WRITABLE | NEED_OPEN) == NULL)
		app_say(app, "nothing is doubtful any more: a signs");
}

void grid_next(struct app *app)
{
	int at = grid_selected(app);
	int next = grid_doubtful(app, at + 1, 1);

	if (next < 0) {
		next = grid_doubtful(app, 0, 1);
		if (next < 0 || next == at) {
			if (next < 0)
				grid_say_done(app);
			return;
		}
		app_say(app, "from the top again: %zu still doubtful",
			app_doubtful_terms(app, NULL, 0));
	}
	grid_select(app, app->grid.rows[next]);
}

void grid_doubt_previous(struct app *app, struct effects *effects)
{
	int at = grid_selected(app);
	int next = grid_doubtful(app, at - 1, -1);

	if (next < 0) {
		next = grid_doubtful(app, app->grid.n - 1, -1);
		if (next < 0 || next == at) {
			app_say(app, next < 0 ? "nothing is doubtful"
					      : "no other field is doubtful");
			return;
		}
		app_say(app, "from the end again");
	}
	grid_select(app, app->grid.rows[next]);
}

void grid_open(struct app *app)
{
	int at = grid_doubtful(app, 0, 1);

	if (app->grid.n > 0)
		grid_select(app, app->grid.rows[at >= 0 ? at : 0]);
	if (at >= 0 || app_lacks(app, NEED_WRITABLE | NEED_OPEN) != NULL ||
	    app->message.alarm)
		return;
	if (app->message.text[0] == '\0') {
		app_say(app, "nothing here is doubtful: a signs");
	} else {
		char *said CLEANUP(mem_free_str) =
			mem_strdup(app->message.text);

		app_say(app, "%s; nothing here is doubtful: a signs", said);
	}
}

void grid_fold(struct app *app, struct effects *effects)
{
	static const char *const words[] = {
		[FOLD_BRIEF] = "the required terms",
		[FOLD_VALUES] = "the terms that have a value",
		[FOLD_ALL] = "all terms",
	};

	app->grid.fold = (enum fold)((app->grid.fold + 1) % 3);
	grid_rebuild(app);
	app_say(app, "showing %s", words[app->grid.fold]);
}

int grid_row_at(const struct app *app, int x, int y)
{
	int at = app->grid.top + y - app->layout.grid.y;

	return rect_holds(app->layout.grid, x, y) && at < app->grid.n ? at : -1;
}

void grid_scroll(struct app *app)
{
	struct grid *grid = &app->grid;
	int at = grid_selected(app), height;

	height = app->layout.pane.h - typing_rows(app);
	layout_share(&app->layout, grid->n < height ? grid->n : height);
	height = app->layout.grid.h;
	if (at < 0 || height <= 0)
		return;
	if (grid->top > grid->n - height)
		grid->top = grid->n > height ? grid->n - height : 0;
	if (at < grid->top)
		grid->top = at;
	if (at >= grid->top + height)
		grid->top = at - height + 1;
}
