/*
 * help.c: what each key does, from the table of actions and the keymap.
 *
 * 1. The lines are counted by the same function that draws them (view_writer.h).
 */
#include "config.h"

#include <stdlib.h>

#include "base/text.h"
#include "ui/view/view_writer.h"
#include "ui/view/view.h"

#define HELP_KEYS_W 16

/* The keys of an action in the first mode that has it. */
static bool help_keys(const struct app *app, const struct action *action,
		      struct bytes *ret)
{
	for (int mode = 0; mode < MODE_COUNT; mode++)
		if (keymap_keys(app->keymap, (enum mode)mode, action, 3, ret) >
		    0)
			return true;
	return false;
}

static void help_action(const struct app *app, const struct action *action,
			struct pen *pen)
{
	struct bytes keys CLEANUP(bytes_done) = {0};

	if (help_keys(app, action, &keys))
		pen_entry(pen, HELP_KEYS_W, STYLE_KEY, keys.data, STYLE_NORMAL,
			  action->help);
}

static void help_group(const struct app *app, enum action_group group,
		       struct pen *pen)
{
	if (group > 0)
		pen_y(pen);
	pen_heading(pen, action_group_title(group));
	for (size_t i = 0; actions[i].name != NULL; i++)
		if (actions[i].group == group)
			help_action(app, &actions[i], pen);
}

/* What the signs in the grid mean. */
static void help_signs(const struct app *app, struct pen *pen)
{
	static const struct {
		enum glyph glyph;
		enum style style;
		const char *text;
	} signs[] = {
		{GLYPH_MACHINE, STYLE_DIM, "read by a model or a rule"},
		{GLYPH_PERSON, STYLE_ACCENT, "typed or confirmed by a person"},
		{GLYPH_SOUND, STYLE_NORMAL, "sound (S)"},
		{GLYPH_DOUBTFUL, STYLE_WARNING, "doubtful (W)"},
		{GLYPH_WRONG, STYLE_ERROR, "cannot be, or is missing (E)"},
	};

	pen_y(pen);
	pen_heading(pen, "Signs");
	for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
		int y = pen_y(pen);

		if (y < 0)
			continue;
		surface_put_glyph(pen->surface, pen->area.x + 1, y,
				  signs[i].style, signs[i].glyph);
		surface_put_cut(pen->surface, pen->area.x + HELP_KEYS_W + 2, y,
				pen->area.w - HELP_KEYS_W - 3, STYLE_NORMAL,
				signs[i].text);
	}
}

static void help_all(const struct app *app, struct pen *pen)
{
	for (int group = 0; group < GROUP_COUNT; group++)
		help_group(app, (enum action_group)group, pen);
	help_signs(app, pen);
}

int help_lines(const struct app *app)
{
	struct pen pen = {.area = app->layout.pane};

	help_all(app, &pen);
	return pen.line;
}

void help_view_render(const struct app *app, struct rect area,
		      struct surface *surface)
{
	struct pen pen = {area, app->scroll, 0, surface};

	help_all(app, &pen);
}
