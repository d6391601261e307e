/*
 * grid.c: which rows there are, and selecting one. See grid.h.
 *
 * 1. The selection is a term or a heading, not a row: it survives the next
 *    record and whatever is folded.
 * 2. What is doubtful has a row, whatever is folded, and keeps it when a person
 *    has decided: nothing moves under their hands.
 *    So has a term that one went to by its name, in the records that follow
 *    too, until another fold is chosen.
 * 3. From an act one goes on to the next doubtful field. That the way begins
 *    anew, or is at its end, is said; of a value that the check speaks against
 *    all the same, that signing asks about it.
 * 4. Headings stand where all terms do. What is folded is the group's, not the
 *    record's.
 * 5. The required terms are a section of their own, before the fold line,
 *    whatever group they are of.
 */
#include "config.h"

#include "ui/update/grid.h"

#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/validate/verdict.h"
#include "ui/state/doubtful.h"
#include "ui/state/lacks.h"
#include "ui/state/pendings.h"
#include "ui/update/sheet/sheet.h"

/* Terms that are not in the table stand under it, behind all groups. */
#define GRID_OTHERS "Other"

static void grid_push(struct grid *grid, const char *term, const char *head)
{
	size_t n = (size_t)grid->n;

	ARRAY_GROW(grid->rows, n, grid->cap);
	ARRAY_GROW(grid->heads, n, grid->cap_heads);
	grid->rows[grid->n] = term;
	grid->heads[grid->n++] = head;
}

static void grid_add(struct grid *grid, const char *term)
{
	grid_push(grid, term, NULL);
}

static bool grid_is_named(const struct grid *grid, const char *term)
{
	for (size_t i = 0; i < grid->n_named; i++)
		if (strcmp(grid->named[i]->name, term) == 0)
			return true;
	return false;
}

/* The one that was named longest ago gives way. */
static void grid_name(struct grid *grid, const struct term *term)
{
	if (term == NULL || grid_is_named(grid, term->name))
		return;
	if (grid->n_named == GRID_NAMED)
		memmove(grid->named, grid->named + 1,
			--grid->n_named * sizeof(grid->named[0]));
	grid->named[grid->n_named++] = term;
}

/* Whether a term that is not required has a row. */
static bool grid_shows(const struct app *app, const char *term)
{
	const struct field *field = app_field(app, term);
	bool decided = field != NULL && (field->source == SOURCE_HUMAN ||
					 field->source == SOURCE_EMPTY);

	return app->grid.fold == FOLD_ALL || decided ||
	       grid_is_named(&app->grid, term) ||
	       app_pending(app, term) != NULL || app_doubts(app, term) != 0 ||
	       (app->grid.fold == FOLD_VALUES &&
		!text_blank(app_value(app, term)));
}

/* ---- groups -------------------------------------------------------------- */

/* What a term stands under; borrowed of the table. */
static const char *grid_head_of(const struct app *app, const char *name)
{
	const struct term *term = terms_find(app->terms, name);

	return term != NULL ? term->group : GRID_OTHERS;
}

bool grid_is_under(const struct app *app, const char *term, const char *head)
{
	const struct term *known = terms_find(app->terms, term);

	return (known == NULL || !term_is_required(known)) &&
	       strcmp(grid_head_of(app, term), head) == 0;
}

/* The bit of a group; 0 for one too many to be folded. */
static uint64_t grid_bit(const struct app *app, const char *head)
{
	size_t i = 0, n = terms_groups(app->terms);

	while (i < n &&
	       strcmp(terms_group(app->terms, i).items[0]->group, head) != 0)
		i++;
	return i < 64 ? UINT64_C(1) << i : 0;
}

bool grid_is_folded(const struct app *app, const char *head)
{
	return app->grid.fold == FOLD_ALL &&
	       (app->grid.folded & grid_bit(app, head)) != 0;
}

/* A term that is not required, under its heading where it is the first. */
static void grid_add_under(struct app *app, const char *term, const char **head)
{
	struct grid *grid = &app->grid;
	const char *own = grid_head_of(app, term);

	if (!grid_shows(app, term))
		return;
	if (grid->fold == FOLD_ALL &&
	    (*head == NULL || strcmp(*head, own) != 0)) {
		grid_push(grid, NULL, own);
		*head = own;
	}
	if (!grid_is_folded(app, own) || app_doubts(app, term) != 0 ||
	    app_pending(app, term) != NULL)
		grid_add(grid, term);
}

static void grid_add_unknown(struct app *app, const char **head)
{
	const struct record *record = &app->here.specimen.record;

	for (size_t i = 0; i < record->n; i++)
		if (terms_find(app->terms, record->fields[i].term) == NULL)
			grid_add_under(app, record->fields[i].term, head);
}

static void grid_fill(struct app *app)
{
	size_t n = terms_count(app->terms);
	const char *head = NULL;

	for (size_t i = 0; i < n; i++)
		if (term_is_required(terms_at(app->terms, i)))
			grid_add(&app->grid, terms_at(app->terms, i)->name);
	grid_add(&app->grid, NULL);
	for (size_t i = 0; i < n; i++)
		if (!term_is_required(terms_at(app->terms, i)))
			grid_add_under(app, terms_at(app->terms, i)->name,
				       &head);
	grid_add_unknown(app, &head);
}

void grid_rebuild(struct app *app)
{
	struct grid *grid = &app->grid;

	grid->n = 0;
	if (!app->here.have)
		return;
	grid_fill(app);
	if (!grid->selected)
		grid_select(app, grid->rows[0]);
	else if (grid_selected(app) < 0)
		grid_select(app, NULL);
}

/* Whether this row is what is selected. */
static bool grid_is_selected(const struct grid *grid, int i)
{
	const char *term = grid->rows[i], *head = grid->heads[i];

	if (term == NULL || grid->term == NULL)
		return term == grid->term &&
		       (head == NULL || grid->head == NULL
				? head == grid->head
				: strcmp(head, grid->head) == 0);
	return strcmp(term, grid->term) == 0;
}

int grid_selected(const struct app *app)
{
	const struct grid *grid = &app->grid;

	for (int i = 0; grid->selected && i < grid->n; i++)
		if (grid_is_selected(grid, i))
			return i;
	return -1;
}

void grid_select(struct app *app, const char *term)
{
	const char *before = app->grid.term;

	if (term == NULL || before == NULL || strcmp(term, before) != 0)
		app->painted.led = true;
	mem_replace(&app->grid.term, term);
	app->grid.head = NULL;
	app->grid.selected = true;
	sheet_follow(app);
}

void grid_go(struct app *app, const char *term)
{
	grid_select(app, term);
	app->painted.led = false;
}

void grid_select_row(struct app *app, int row)
{
	grid_go(app, app->grid.rows[row]);
	app->grid.head = app->grid.heads[row];
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
	grid_select_row(app, at);
}

bool grid_reveal(struct app *app, const char *term)
{
	const struct term *known = terms_find(app->terms, term);

	grid_go(app, term);
	if (known == NULL && app_field(app, term) == NULL)
		return false;
	if (grid_selected(app) < 0 && known == NULL)
		app->grid.fold = FOLD_ALL;
	if (known != NULL && !term_is_required(known))
		grid_name(&app->grid, known);
	app->grid.folded &= ~grid_bit(app, grid_head_of(app, term));
	grid_rebuild(app);
	return true;
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

/* The first term with a value that somebody put there although the check speaks
 * against it, in the record as it will stand: `a` asks about it. Owned, or
 * NULL. */
static char *grid_against(const struct app *app)
{
	struct verdicts verdicts = {0};
	struct record record;
	char *ret = NULL;

	pendings_record(app, &record);
	record_validate(app->terms, &record, &verdicts);
	for (size_t i = 0; i < verdicts.n && ret == NULL; i++) {
		const struct verdict *verdict = &verdicts.items[i];

		if (app_verdict_counts(app, verdict) &&
		    !text_blank(record_value(&record, verdict->term)) &&
		    !app_is_accepted(app, verdict->term))
			ret = mem_strdup(verdict->term);
	}
	verdicts_done(&verdicts);
	record_done(&record);
	return ret;
}

static void grid_say_done(struct app *app)
{
	char *against CLEANUP(mem_free_str) = NULL;

	if (app_lacks(app, NEED_WRITABLE | NEED_OPEN) != NULL)
		return;
	against = grid_against(app);
	if (against == NULL)
		app_say(app, "nothing is doubtful any more{: {approve} signs}");
	else
		app_say(app,
			"the check is against %s{: {approve} asks, then signs}",
			against);
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

	app->grid.opened = true;
	if (app->grid.n > 0)
		grid_select(app, app->grid.rows[at >= 0 ? at : 0]);
	if (at >= 0 || app_lacks(app, NEED_WRITABLE | NEED_OPEN) != NULL ||
	    app->message.alarm)
		return;
	if (app->message.text[0] == '\0') {
		app_say(app, "nothing here is doubtful{: {approve} signs}");
	} else {
		char *said CLEANUP(mem_free_str) =
			mem_strdup(app->message.text);

		app_say(app, "%s; nothing here is doubtful{: {approve} signs}",
			said);
	}
}

void grid_settle(struct app *app)
{
	const struct grid *grid = &app->grid;

	if (!grid->opened || grid->term == NULL ||
	    app_doubts(app, grid->term) != 0 ||
	    (grid_doubtful(app, 0, 1) < 0 && grid_selected(app) == 0))
		return;
	/* That nothing was doubtful is not so any more. */
	if (!app->message.alarm)
		app->message.text[0] = '\0';
	grid_open(app);
}

static void grid_fold_group(struct app *app)
{
	const char *head = app->grid.head;

	app->grid.folded ^= grid_bit(app, head);
	grid_rebuild(app);
	app_say(app, "%s: %s", head,
		grid_is_folded(app, head) ? "folded" : "its terms");
}

void grid_fold(struct app *app, struct effects *effects)
{
	static const char *const words[] = {
		[FOLD_BRIEF] = "the required terms",
		[FOLD_VALUES] = "the terms that have a value",
		[FOLD_ALL] = "all terms",
	};

	if (app->grid.head != NULL) {
		grid_fold_group(app);
		return;
	}
	app->grid.fold = (enum fold)((app->grid.fold + 1) % 3);
	app->grid.n_named = 0;
	grid_rebuild(app);
	app_say(app, "showing %s", words[app->grid.fold]);
}

/* The section of a row: a group, or "" of the required terms. */
static const char *grid_section(const struct app *app, int row)
{
	const struct grid *grid = &app->grid;

	for (int i = row; i < grid->n; i++)
		if (grid->rows[i] == NULL && grid->heads[i] == NULL)
			return i == row && row + 1 < grid->n
				       ? grid_section(app, row + 1)
				       : "";
	return grid->rows[row] != NULL ? grid_head_of(app, grid->rows[row])
				       : grid->heads[row];
}

/* Where the section of a row begins. */
static int grid_section_start(const struct app *app, int row)
{
	const char *section = grid_section(app, row);

	while (row > 0 && strcmp(grid_section(app, row - 1), section) == 0)
		row--;
	return row;
}

/* The first term of the section that begins here, or its heading where it is
 * folded. */
static int grid_section_field(const struct app *app, int row)
{
	const struct grid *grid = &app->grid;
	const char *section = grid_section(app, row);
	int at = row;

	while (at < grid->n && grid->rows[at] == NULL)
		at++;
	return at < grid->n && strcmp(grid_section(app, at), section) == 0
		       ? at
		       : row;
}

void grid_group(struct app *app, int by)
{
	int at = grid_selected(app), start;

	if (at < 0)
		return;
	start = grid_section_start(app, at);
	if (by < 0 && start > 0 && at <= grid_section_field(app, start))
		start = grid_section_start(app, start - 1);
	while (by > 0 && start < app->grid.n &&
	       strcmp(grid_section(app, start), grid_section(app, at)) == 0)
		start++;
	if (start == app->grid.n) {
		app_say(app, "this is the last group");
		return;
	}
	start = grid_section_field(app, start);
	grid_select_row(app, start);
	app_say(app, "%s",
		grid_section(app, start)[0] != '\0' ? grid_section(app, start)
						    : "Required");
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
