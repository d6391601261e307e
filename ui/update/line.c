/*
 * line.c: lines that are typed, wherever one types. See line.h.
 *
 * 1. One line at a time: the prompt's before a field's before the form's.
 */
#include "config.h"

#include "ui/update/line.h"

#include "ui/typing/list.h"
#include "ui/update/form.h"

struct lineedit *line_current(struct app *app)
{
	switch (app_mode(app)) {
	case MODE_PROMPT:
		return &app->prompt.line;
	case MODE_EDIT:
		return &app->edit.line;
	case MODE_FORM:
		return form_chooses(app->form.selected)
			       ? NULL
			       : &app->form.lines[app->form.selected];
	default:
		return NULL;
	}
}

void line_apply(struct app *app, int op)
{
	struct lineedit *line = line_current(app);

	if (line != NULL)
		lineedit_apply(line, (enum lineedit_op)op);
}

void line_word_right(struct app *app, struct effects *effects)
{
	if (app_mode(app) != MODE_EDIT || !typing_take_word(app))
		line_apply(app, LINEEDIT_WORD_RIGHT);
}
