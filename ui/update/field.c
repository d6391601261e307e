/*
 * field.c: acts on one field, and typing its value. See field.h.
 *
 * 1. Who types nothing new says that the value is right.
 * 2. After an act the next field is selected.
 */
#include "config.h"

#include "ui/update/field.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/state/menu.h"
#include "ui/state/pendings.h"
#include "ui/update/grid.h"

void field_accept(struct app *app, struct effects *effects)
{
	const char *term = app->grid.term;
	const struct pending_act *pending;
	const struct field *field;

	if (term == NULL) {
		grid_fold(app, effects);
		return;
	}
	pending = app_pending(app, term);
	field = app_field(app, term);
	if (pending != NULL && pending->failed) {
		pendings_submit(app, pending->op, term, pending->value,
				effects);
	} else if (pending == NULL &&
		   !(field != NULL && (field->source == SOURCE_HUMAN ||
				       field->source == SOURCE_EMPTY))) {
		pendings_submit(app, ACT_ACCEPT, term, app_value(app, term),
				effects);
	}
	grid_next(app);
}

void field_open(struct app *app, const char *term, const char *text,
		bool at_end)
{
	struct edit *edit = &app->edit;

	mem_replace(&edit->term, term);
	mem_replace(&edit->seen, app_value(app, term));
	lineedit_set(&edit->line, text);
	if (!at_end)
		lineedit_apply(&edit->line, LINEEDIT_HOME);
	edit->active = true;
}

void field_edit(struct app *app, struct effects *effects)
{
	field_open(app, app->grid.term, app_value(app, app->grid.term), true);
}

void field_edit_start(struct app *app, struct effects *effects)
{
	field_open(app, app->grid.term, app_value(app, app->grid.term), false);
}

void field_clear(struct app *app, struct effects *effects)
{
	if (text_blank(app_value(app, app->grid.term))) {
		app_say(app, "it is empty; Enter says that this is right");
		return;
	}
	pendings_submit(app, ACT_CLEAR, app->grid.term, NULL, effects);
}

void field_take(struct app *app, struct effects *effects)
{
	if (app->edit.active) {
		lineedit_set(&app->edit.line,
			     app_proposal(app, app->edit.term));
		return;
	}
	pendings_submit(app, ACT_SET, app->grid.term,
			app_proposal(app, app->grid.term), effects);
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

void field_commit(struct app *app, struct effects *effects)
{
	struct edit *edit = &app->edit;
	char *value CLEANUP(mem_free_str) = edit_value(edit);
	char *seen CLEANUP(mem_free_str) = text_cleaned(edit->seen);
	const struct pending_act *pending = app_pending(app, edit->term);
	bool failed = pending != NULL && pending->failed;
	enum act_op op = ACT_SET;

	edit->active = false;
	if (text_blank(value))
		op = text_blank(seen) ? ACT_ACCEPT : ACT_CLEAR;
	else if (strcmp(value, seen) == 0)
		op = ACT_ACCEPT;
	if (op == ACT_ACCEPT && !failed) {
		/* Nothing was changed: the same as saying it is right. */
		field_accept(app, effects);
		return;
	}
	if (op == ACT_ACCEPT)
		op = text_blank(value) ? ACT_CLEAR : ACT_SET;
	pendings_submit(app, op, edit->term, op == ACT_CLEAR ? NULL : value,
			effects);
	grid_next(app);
}

void field_candidates(struct app *app, struct effects *effects)
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

void field_chosen(struct app *app, int i, struct effects *effects)
{
	char *value CLEANUP(mem_free_str) = mem_strdup(app->menu.items[i].text);
	bool same = strcmp(value, app_value(app, app->grid.term)) == 0;

	menu_close(app);
	pendings_submit(app, same ? ACT_ACCEPT : ACT_SET, app->grid.term, value,
			effects);
	grid_next(app);
}
