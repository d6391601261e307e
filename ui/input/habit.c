/*
 * habit.c: what would do what a key does elsewhere. See habit.h.
 *
 * 1. A row is used only where the key has no binding of its own; what it names
 *    is an action, so that the advice stays true in any keymap.
 */
#include "config.h"

#include "ui/input/habit.h"

#include <string.h>

#include "base/compiler.h"

/* Of vim (d y p b w Z), tig (B), VisiData (D, ^, |) and pagers (b). */
static const struct {
	const char *key;
	const char *text; /* before the keys of `action` … */
	enum action_id action;
	const char *more; /* … and of `other`; or NULL */
	enum action_id other;
} habits[] = {
	{"d", "nothing is deleted: the field is emptied by", ACTION_CLEAR,
	 "the record rejected by", ACTION_REJECT},
	{"D", "nothing is deleted: the record is rejected by", ACTION_REJECT,
	 NULL, ACTION_NONE},
	{"y", "nothing is copied: candidates are shown by", ACTION_CANDIDATES,
	 NULL, ACTION_NONE},
	{"b", "back a page goes", ACTION_PAGE_UP, "to the record before",
	 ACTION_RECORD_PREVIOUS},
	{"A", "behind the value the cursor is put by", ACTION_EDIT, NULL,
	 ACTION_NONE},
	{"s", "the value is replaced by", ACTION_EDIT, NULL, ACTION_NONE},
	{"X", "the field is emptied by", ACTION_CLEAR, NULL, ACTION_NONE},
	{"U", "the last act is taken back by", ACTION_UNDO, "done again by",
	 ACTION_REDO},
	{"L", "the sheet is seen label by label by", ACTION_LABEL, NULL,
	 ACTION_NONE},
	{"{", "to the group before goes", ACTION_GROUP_PREVIOUS, NULL,
	 ACTION_NONE},
	{"}", "to the next group goes", ACTION_GROUP_NEXT, NULL, ACTION_NONE},
	{"*", "what is meant is looked for by", ACTION_SEARCH, NULL,
	 ACTION_NONE},
	{"|", "records are picked out by", ACTION_COMMAND, NULL, ACTION_NONE},
	{"C-s", "all is saved as soon as it is done; the record is signed by",
	 ACTION_APPROVE, NULL, ACTION_NONE},
	{"C-x", "what opens a field is", ACTION_EDIT, NULL, ACTION_NONE},
	{"Q", "the console is left by", ACTION_QUIT, NULL, ACTION_NONE},
};

/* Appends "TEXT x"; false where no key calls the action. */
static bool advise_one(const struct keymap *keymap, enum mode mode,
		       const char *text, enum action_id action,
		       struct bytes *ret)
{
	struct bytes keys CLEANUP(bytes_done) = {0};

	if (keymap_keys(keymap, mode, action, 1, &keys) == 0)
		return false;
	bytes_printf(ret, "%s %s", text, keys.data);
	return true;
}

bool habit_advise(const struct keymap *keymap, enum mode mode,
		  const struct key *key, struct bytes *ret)
{
	char name[KEY_NAME_SIZE];

	key_format(key, name);
	for (size_t i = 0; i < ARRAY_LEN(habits); i++) {
		struct bytes more CLEANUP(bytes_done) = {0};

		if (strcmp(habits[i].key, name) != 0)
			continue;
		if (!advise_one(keymap, mode, habits[i].text, habits[i].action,
				ret))
			return false;
		if (habits[i].more != NULL &&
		    advise_one(keymap, mode, habits[i].more, habits[i].other,
			       &more))
			bytes_printf(ret, ", %s", more.data);
		return true;
	}
	return false;
}
