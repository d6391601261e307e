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
			struct view_writer *writer)
{
	struct bytes keys CLEANUP(bytes_done) = {0};

	if (help_keys(app, action, &keys))
		view_writer_entry(writer, HELP_KEYS_W, STYLE_KEY, keys.data,
				  STYLE_NORMAL, action->help);
}

static void help_group(const struct app *app, enum action_group group,
		       struct view_writer *writer)
{
	if (group > 0)
		view_writer_y(writer);
	view_writer_heading(writer, action_group_title(group));
	for (size_t i = 0; actions[i].name != NULL; i++)
		if (actions[i].group == group)
			help_action(app, &actions[i], writer);
}

/* What the signs in the grid mean. */
static void help_signs(const struct app *app, struct view_writer *writer)
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

	view_writer_y(writer);
	view_writer_heading(writer, "Signs");
	for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
		int y = view_writer_y(writer);

		if (y < 0)
			continue;
		surface_put_glyph(writer->surface, writer->area.x + 1, y,
				  signs[i].style, signs[i].glyph);
		surface_put_cut(writer->surface,
				writer->area.x + HELP_KEYS_W + 2, y,
				writer->area.w - HELP_KEYS_W - 3, STYLE_NORMAL,
				signs[i].text);
	}
}

static void help_all(const struct app *app, struct view_writer *writer)
{
	for (int group = 0; group < GROUP_COUNT; group++)
		help_group(app, (enum action_group)group, writer);
	help_signs(app, writer);
}

int help_lines(const struct app *app)
{
	struct view_writer writer = {.area = app->layout.pane};

	help_all(app, &writer);
	return writer.line;
}

void help_view_render(const struct app *app, struct rect area,
		      struct surface *surface)
{
	struct view_writer writer = {area, app->scroll, 0, surface};

	help_all(app, &writer);
}
