/*
 * grid.c: which rows there are, and selecting one. See grid.h.
 *
 * 1. The selection is a term, not a row: it survives the next record and
 *    whatever is folded.
 */
#include "config.h"

#include "ui/update/grid.h"

#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/update/sheet.h"

static void grid_add(struct grid *grid, const char *term)
{
	ARRAY_GROW(grid->rows, (size_t)grid->n, grid->cap);
	grid->rows[grid->n++] = term;
}

/* Whether a term that is not required has a row. */
static bool grid_shows(const struct app *app, const char *term)
{
	return app->grid.fold == FOLD_ALL ||
	       (app->grid.fold == FOLD_VALUES &&
		(!text_blank(app_value(app, term)) ||
		 app_pending(app, term) != NULL));
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
	mem_replace(&app->grid.term, term);
	app->grid.selected = true;
	sheet_follow(app);
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
	grid_select(app, app->grid.rows[at]);
}

void grid_next(struct app *app)
{
	int at = grid_selected(app) + 1;

	if (at < app->grid.n && app->grid.rows[at] == NULL)
		at++;
	if (at >= app->grid.n) {
		app_say(app, "that was the last field: a approves the record");
		return;
	}
	grid_select(app, app->grid.rows[at]);
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
	int at = grid_selected(app), height = app->layout.grid.h;

	if (at < 0 || height <= 0)
		return;
	if (grid->top > grid->n - height)
		grid->top = grid->n > height ? grid->n - height : 0;
	if (at < grid->top)
		grid->top = at;
	if (at >= grid->top + height)
		grid->top = at - height + 1;
}
