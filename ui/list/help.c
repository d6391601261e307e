/*
 * help.c: what each key does, from the table of actions and the keymap. See
 * list.h.
 *
 * 1. An action that no key calls is not told.
 */
#include "config.h"

#include "ui/list/list.h"

#define HELP_KEYS_W 16

/* The keys of an action in the first mode that has it. */
static bool help_keys(const struct app *app, enum action_id action,
		      struct bytes *ret)
{
	for (int mode = 0; mode < MODE_COUNT; mode++)
		if (keymap_keys(app->keymap, (enum mode)mode, action, 3, ret) >
		    0)
			return true;
	return false;
}

static void help_group(const struct app *app, enum action_group group,
		       struct listing *ret)
{
	if (group > 0)
		listing_add(ret, STYLE_NORMAL, "");
	listing_add(ret, STYLE_STRONG, action_group_title(group));
	for (int id = 0; id < ACTION_COUNT; id++) {
		struct bytes keys CLEANUP(bytes_done) = {0};

		if (actions[id].group == group &&
		    help_keys(app, (enum action_id)id, &keys))
			listing_add_entry(ret, HELP_KEYS_W, STYLE_KEY,
					  keys.data, STYLE_NORMAL,
					  actions[id].help);
	}
}

/* What the signs in the grid mean. */
static void help_signs(const struct app *app, struct listing *ret)
{
	static const struct {
		enum glyph glyph;
		enum style style;
		const char *text;
	} signs[] = {
		{GLYPH_MACHINE, STYLE_DIM, "read by a model or a rule"},
		{GLYPH_CODE, STYLE_DIM, "read from a bar code (B)"},
		{GLYPH_PERSON, STYLE_ACCENT, "typed or confirmed by a person"},
		{GLYPH_SOUND, STYLE_NORMAL, "sound (S)"},
		{GLYPH_NOWHERE, STYLE_DIM, "not found on the sheet (N)"},
		{GLYPH_DOUBTFUL, STYLE_WARNING, "doubtful (W)"},
		{GLYPH_WRONG, STYLE_ERROR, "cannot be, or is missing (E)"},
	};

	listing_add(ret, STYLE_NORMAL, "");
	listing_add(ret, STYLE_STRONG, "Signs");
	for (size_t i = 0; i < ARRAY_LEN(signs); i++)
		listing_add_entry(ret, HELP_KEYS_W, signs[i].style,
				  glyph_text(app->caps.ascii, signs[i].glyph),
				  STYLE_NORMAL, signs[i].text);
}

void help_list(const struct app *app, struct listing *ret)
{
	for (int group = 0; group < GROUP_COUNT; group++)
		help_group(app, (enum action_group)group, ret);
	help_signs(app, ret);
}
