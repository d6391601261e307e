/*
 * typing.c: the keys of lines that are typed, wherever one types. See
 * acts.h.
 */
#include "config.h"

#include "ui/app/acts.h"

struct lineedit *app_line(struct app *app)
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

void app_typed(struct app *app, const char *text, size_t len)
{
	struct lineedit *line = app_line(app);

	if (line != NULL)
		lineedit_insert(line, text, len);
}

static void line_apply(struct app *app, enum lineedit_op op)
{
	struct lineedit *line = app_line(app);

	if (line != NULL)
		lineedit_apply(line, op);
}

#define LINE_ACT(name, op)             \
	ACT(line_##name)               \
	{                              \
		line_apply(app, (op)); \
	}

LINE_ACT(left, LINEEDIT_LEFT)
LINE_ACT(right, LINEEDIT_RIGHT)
LINE_ACT(word_left, LINEEDIT_WORD_LEFT)
LINE_ACT(word_right, LINEEDIT_WORD_RIGHT)
LINE_ACT(home, LINEEDIT_HOME)
LINE_ACT(end, LINEEDIT_END)
LINE_ACT(backspace, LINEEDIT_BACKSPACE)
LINE_ACT(delete, LINEEDIT_DELETE)
LINE_ACT(kill_end, LINEEDIT_KILL_END)
LINE_ACT(kill_home, LINEEDIT_KILL_HOME)
LINE_ACT(kill_word_left, LINEEDIT_KILL_WORD_LEFT)
LINE_ACT(kill_word_right, LINEEDIT_KILL_WORD_RIGHT)
LINE_ACT(yank, LINEEDIT_YANK)
LINE_ACT(swap, LINEEDIT_SWAP)
