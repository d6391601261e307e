/*
 * help.c: what each key does, from the table of actions and the keymap. See
 * list.h.
 *
 * 1. An action that no key calls is not told.
 */
#include "config.h"

#include "ui/list/list.h"

#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/mem.h"

#define HELP_KEYS_W    16
#define HELP_KEYS_MOST 3 /* of one action */

/* The keys of an action in the first mode that has it; of a row of digits its
 * ends. */
static bool help_keys(const struct app *app, enum action_id action,
		      struct bytes *ret)
{
	bool digits = action == ACTION_TAKE_DIGIT ||
		      action == ACTION_EDIT_DIGIT ||
		      action == ACTION_LINE_DIGIT;
	struct bytes keys CLEANUP(bytes_done) = {0};
	int n = 0;

	for (int mode = 0; mode < MODE_COUNT && n == 0; mode++)
		n = keymap_keys(app->keymap, (enum mode)mode, action,
				digits ? 9 : HELP_KEYS_MOST, &keys);
	if (n > HELP_KEYS_MOST)
		bytes_printf(ret, "%.*s to %s", (int)strcspn(keys.data, ","),
			     keys.data, strrchr(keys.data, ' ') + 1);
	else if (n > 0)
		bytes_append_str(ret, keys.data);
	return n > 0;
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
		{GLYPH_ASKED, STYLE_WARNING,
		 "before a term: to be looked at{; {accept} goes there}"},
		{GLYPH_MACHINE, STYLE_DIM, "from a model, a rule or a table"},
		{GLYPH_CODE, STYLE_DIM, "read from a bar code (B)"},
		{GLYPH_PERSON, STYLE_ACCENT, "typed or confirmed by a person"},
		{GLYPH_SOUND, STYLE_NORMAL, "sound (S)"},
		{GLYPH_NOWHERE, STYLE_DIM, "not found on the sheet (N)"},
		{GLYPH_UNSURE, STYLE_NORMAL,
		 "its reader was not sure of it (U)"},
		{GLYPH_DIFFERS, STYLE_NORMAL, "readings disagree on it (D)"},
		{GLYPH_NOTE, STYLE_NORMAL,
		 "below the fields: worth knowing of a sound value"},
		{GLYPH_DOUBTFUL, STYLE_WARNING, "doubtful (W)"},
		{GLYPH_WRONG, STYLE_ERROR, "cannot be, or is missing (E)"},
	};

	listing_add(ret, STYLE_NORMAL, "");
	listing_add(ret, STYLE_STRONG, "Signs");
	for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
		char *words CLEANUP(mem_free_str) =
			app_words(app, signs[i].text);

		listing_add_entry(ret, HELP_KEYS_W, signs[i].style,
				  glyph_text(app->caps.ascii, signs[i].glyph),
				  STYLE_NORMAL, words);
	}
}

void help_list(const struct app *app, struct listing *ret)
{
	for (int group = 0; group < GROUP_COUNT; group++)
		help_group(app, (enum action_group)group, ret);
	help_signs(app, ret);
}
