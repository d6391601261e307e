/*
 * grid.c: the fields of a record: which rows there are, selecting one,
 * and the acts on it. See acts.h.
 *
 * 1. The selection is a term, not a row: it survives the next record and
 *    whatever is folded.
 * 2. An act is shown at once as "being saved"; it is called saved only when
 *    the store has answered (mail.c).
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/app/acts.h"

static void grid_add(struct grid *grid, const char *term)
{
	grid->rows = mem_grow(grid->rows, (size_t)grid->n + 1,
			      sizeof(grid->rows[0]));
	grid->rows[grid->n++] = (struct grid_row){term};
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
		grid_select(app, grid->rows[0].term);
	else if (grid_selected(app) < 0)
		grid_select(app, NULL);
}

int grid_selected(const struct app *app)
{
	const struct grid *grid = &app->grid;

	for (int i = 0; grid->selected && i < grid->n; i++) {
		const char *term = grid->rows[i].term;

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
	grid_select(app, app->grid.rows[at].term);
}

/* On to the next field; the fold line is no field. */
static void grid_next(struct app *app)
{
	int at = grid_selected(app) + 1;

	if (at < app->grid.n && app->grid.rows[at].term == NULL)
		at++;
	if (at >= app->grid.n) {
		app_say(app, "that was the last field: a approves the record");
		return;
	}
	grid_select(app, app->grid.rows[at].term);
}

/* A failed or older act on the field gives way to a new one. */
void pendings_drop(struct app *app, const char *term)
{
	struct pendings *all = &app->pendings;

	for (size_t i = all->n; i-- > 0;) {
		struct pending_act *p = &all->items[i];

		if (!p->failed || p->term == NULL || !app->here.have ||
		    strcmp(p->term, term) != 0 ||
		    strcmp(p->specimen_id, app->here.specimen.id) != 0)
			continue;
		free(p->specimen_id);
		free(p->term);
		free(p->value);
		free(p->error);
		all->n--;
		memmove(p, p + 1, (all->n - i) * sizeof(*p));
	}
}

void pendings_done(struct pendings *pendings)
{
	for (size_t i = 0; i < pendings->n; i++) {
		free(pendings->items[i].specimen_id);
		free(pendings->items[i].term);
		free(pendings->items[i].value);
		free(pendings->items[i].error);
	}
	free(pendings->items);
	*pendings = (struct pendings){0};
}

/* What the store has, or will have once it has caught up. */
static const char *grid_seen(const struct app *app, const char *term)
{
	const struct field *field = app_field(app, term);
	const char *seen = field != NULL ? field->value : "";

	for (size_t i = 0; i < app->pendings.n; i++) {
		const struct pending_act *p = &app->pendings.items[i];

		if (!p->failed && p->term != NULL && p->specimen_id != NULL &&
		    strcmp(p->term, term) == 0 &&
		    strcmp(p->specimen_id, app->here.specimen.id) == 0)
			seen = p->value != NULL ? p->value : "";
	}
	return seen;
}

void app_submit(struct app *app, enum act_op op, const char *term,
		const char *value, const char *reason, bool override,
		struct effects *effects)
{
	bool anywhere = op == ACT_UNDO || op == ACT_REDO;
	const char *id = anywhere ? NULL : app->here.specimen.id;
	struct pendings *all = &app->pendings;
	struct pending_act next = {
		.ticket = app_ticket(app),
		.op = op,
		.specimen_id = mem_strdup(id),
		.term = mem_strdup(term),
		.value = mem_strdup(value),
	};
	struct effect *effect = effects_add(effects, EFFECT_REVIEW);

	effect->ticket = next.ticket;
	effect->review = (struct effect_review){
		.op = op,
		.specimen_id = mem_strdup(id),
		.term = mem_strdup(term),
		.value = mem_strdup(value),
		.reason = mem_strdup(reason),
		.seen = term != NULL ? mem_strdup(grid_seen(app, term)) : NULL,
		.override = override,
	};
	/* `value` may belong to the failed act that gives way. */
	if (term != NULL)
		pendings_drop(app, next.term);
	all->items = mem_grow(all->items, all->n + 1, sizeof(all->items[0]));
	all->items[all->n++] = next;
	app->saved = false;
}

ACT(fold)
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

ACT(accept)
{
	const char *term = app->grid.term;
	const struct pending_act *pending;
	const struct field *field;

	if (term == NULL) {
		act_fold(app, effects);
		return;
	}
	pending = app_pending(app, term);
	field = app_field(app, term);
	if (pending != NULL && pending->failed) {
		app_submit(app, pending->op, term, pending->value, NULL, false,
			   effects);
	} else if (pending == NULL &&
		   !(field != NULL && (field->source == SOURCE_HUMAN ||
				       field->source == SOURCE_EMPTY))) {
		app_submit(app, ACT_ACCEPT, term, app_value(app, term), NULL,
			   false, effects);
	}
	grid_next(app);
}

void edit_open(struct app *app, const char *term, const char *text, bool at_end)
{
	struct edit *edit = &app->edit;

	mem_replace(&edit->term, term);
	mem_replace(&edit->seen, app_value(app, term));
	lineedit_set(&edit->line, text);
	if (!at_end)
		lineedit_apply(&edit->line, LINEEDIT_HOME);
	edit->active = true;
}

void edit_close(struct app *app)
{
	app->edit.active = false;
}

ACT(edit_end)
{
	edit_open(app, app->grid.term, app_value(app, app->grid.term), true);
}

ACT(edit_start)
{
	edit_open(app, app->grid.term, app_value(app, app->grid.term), false);
}

ACT(clear)
{
	if (text_blank(app_value(app, app->grid.term))) {
		app_say(app, "it is empty; Enter says that this is right");
		return;
	}
	app_submit(app, ACT_CLEAR, app->grid.term, NULL, NULL, false, effects);
}

const char *app_proposal(const struct app *app, const char *term)
{
	const struct verdicts *verdicts = &app->here.specimen.verdicts;

	for (size_t i = 0; app->here.have && term != NULL && i < verdicts->n;
	     i++)
		if (strcmp(verdicts->items[i].term, term) == 0 &&
		    verdicts->items[i].proposal != NULL)
			return verdicts->items[i].proposal;
	return NULL;
}

bool app_proposes(const struct app *app)
{
	return app_proposal(app, app->edit.active ? app->edit.term
						  : app->grid.term) != NULL;
}

ACT(take)
{
	if (app->edit.active) {
		lineedit_set(&app->edit.line,
			     app_proposal(app, app->edit.term));
		return;
	}
	app_submit(app, ACT_SET, app->grid.term,
		   app_proposal(app, app->grid.term), NULL, false, effects);
	grid_next(app);
}

/* The field's typed value, without blanks at its ends; owned. */
static char *edit_value(const struct edit *edit)
{
	const char *text = lineedit_text(&edit->line);
	size_t len;

	while (*text == ' ')
		text++;
	len = strlen(text);
	while (len > 0 && text[len - 1] == ' ')
		len--;
	return mem_strndup(text, len);
}

ACT(commit)
{
	struct edit *edit = &app->edit;
	char *value CLEANUP(mem_free_str) = edit_value(edit);
	char *seen CLEANUP(mem_free_str) = text_cleaned(edit->seen);
	const struct pending_act *pending = app_pending(app, edit->term);
	bool failed = pending != NULL && pending->failed;
	enum act_op op = ACT_SET;

	edit_close(app);
	if (text_blank(value))
		op = text_blank(seen) ? ACT_ACCEPT : ACT_CLEAR;
	else if (strcmp(value, seen) == 0)
		op = ACT_ACCEPT;
	if (op == ACT_ACCEPT && !failed) {
		/* Nothing was changed: the same as saying it is right. */
		act_accept(app, effects);
		return;
	}
	if (op == ACT_ACCEPT)
		op = text_blank(value) ? ACT_CLEAR : ACT_SET;
	app_submit(app, op, edit->term, op == ACT_CLEAR ? NULL : value, NULL,
		   false, effects);
	grid_next(app);
}

ACT(cancel)
{
	if (app->prompt.active) {
		app->prompt.active = false;
		return;
	}
	if (app->edit.active) {
		edit_close(app);
		draft_done(&app->restored);
		app->restored = (struct draft){0};
		return;
	}
	act_close(app, effects);
}

/* Whether an item of the menu has this text already. */
static bool menu_has(const struct menu *menu, const char *text)
{
	for (int i = 0; i < menu->n; i++)
		if (strcmp(menu->items[i].text, text) == 0)
			return true;
	return false;
}

ACT(candidates)
{
	const struct specimen *s = &app->here.specimen;
	const char *term = app->grid.term;
	const char *proposal = app_proposal(app, term);

	menu_open(app, MENU_CANDIDATE, term, NULL);
	for (size_t i = s->n_outcomes; i-- > 0;) {
		const char *value = record_value(&s->outcomes[i].dwc, term);

		if (!text_blank(value) && !menu_has(&app->menu, value))
			menu_add(app, 0, value,
				 s->outcomes[i].model != NULL
					 ? s->outcomes[i].model
					 : s->outcomes[i].provider);
	}
	if (proposal != NULL && !menu_has(&app->menu, proposal))
		menu_add(app, 0, proposal, "proposed by the check");
	if (app->menu.n > 0)
		return;
	menu_close(app);
	app_say(app, "no extraction has read a value for %s", term);
}

void menu_candidate_chosen(struct app *app, int i, struct effects *effects)
{
	char *value CLEANUP(mem_free_str) = mem_strdup(app->menu.items[i].text);
	bool same = strcmp(value, app_value(app, app->grid.term)) == 0;

	menu_close(app);
	app_submit(app, same ? ACT_ACCEPT : ACT_SET, app->grid.term, value,
		   NULL, false, effects);
	grid_next(app);
}
