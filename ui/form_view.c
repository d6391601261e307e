/*
 * form_view.c: the form that starts an extraction.
 */
#include "config.h"

#include "ui/view.h"

#define FORM_FIRST   3 /* line of the first field */
#define FORM_LABEL_W 14

static const struct {
	const char *label, *help;
} form_texts[FORM_FIELDS] = {
	[FORM_IMAGES] = {"Images", "directory of photographs; empty: the "
				   "run's own"},
	[FORM_ENGINE] = {"Engine", "Space changes it"},
	[FORM_OFFSET] = {"Offset", "sheets to pass over, in order of names"},
	[FORM_LIMIT] = {"Limit", "sheets to take; empty: all"},
	[FORM_THREADS] = {"Threads", "sheets read at once; empty: one for "
				     "each processor"},
	[FORM_RETRY] = {"Failed ones", "Space: read again what failed before"},
	[FORM_AGAIN] = {"Done ones", "Space: read again what was read before"},
};

int form_field_at(const struct app *app, int y)
{
	int at = y - app->layout.pane.y - FORM_FIRST;

	return at >= 0 && at < FORM_FIELDS ? at : -1;
}

static const char *form_choice(const struct app *app, enum form_field field)
{
	const struct form *form = &app->form;

	if (field == FORM_ENGINE)
		return app->engines[form->engine];
	if (field == FORM_RETRY)
		return form->retry_failed ? "[x] again" : "[ ] leave out";
	return form->again ? "[x] again" : "[ ] leave out";
}

static void form_render_field(const struct app *app, enum form_field field,
			      struct rect area, struct surface *surface)
{
	const struct form *form = &app->form;
	bool chosen = (int)field == form->selected;
	int x = area.x + 2 + FORM_LABEL_W, y = area.y + FORM_FIRST + (int)field;
	int width = area.w - FORM_LABEL_W - 3;
	bool choice = field == FORM_ENGINE || field == FORM_RETRY ||
		      field == FORM_AGAIN;

	if (chosen)
		surface_put_glyph(surface, area.x, y, STYLE_ACCENT, GLYPH_HERE);
	surface_put(surface, area.x + 2, y, FORM_LABEL_W,
		    chosen ? STYLE_CHOSEN : STYLE_NORMAL,
		    form_texts[field].label);
	if (choice)
		surface_put_cut(surface, x, y, width,
				chosen ? STYLE_STRONG : STYLE_NORMAL,
				form_choice(app, field));
	else if (chosen)
		lineedit_render(&form->lines[field], surface, x, y, width,
				STYLE_INPUT);
	else
		surface_put_cut(surface, x, y, width, STYLE_NORMAL,
				lineedit_text(&form->lines[field]));
}

void form_view_render(const struct app *app, struct rect area,
		      struct surface *surface)
{
	const struct form *form = &app->form;
	int last = area.y + FORM_FIRST + FORM_FIELDS;

	surface_put(surface, area.x + 2, area.y + 1, area.w - 4, STYLE_STRONG,
		    "Read sheets");
	for (int i = 0; i < FORM_FIELDS; i++)
		form_render_field(app, (enum form_field)i, area, surface);
	if (form->error[0] != '\0')
		surface_put_cut(surface, area.x + 2, last + 1, area.w - 4,
				STYLE_STRONG, form->error);
	else
		surface_put_cut(surface, area.x + 2, last + 1, area.w - 4,
				STYLE_DIM, form_texts[form->selected].help);
}
