/*
 * action.h: what a key can do, by name. One table (action_table.h) is the
 * source of the dispatch, the help screen, the key line and the manual's table
 * of keys; which keys call an action stands in data/keymap.conf (keymap.h),
 * what it does in ui/app/dispatch.c.
 */
#ifndef UI_INPUT_ACTION_H
#define UI_INPUT_ACTION_H

#include <stdbool.h>
#include <stddef.h>

/* What has to be there; a message says so where it is not. */
enum action_need {
	NEED_RECORD = 1,    /* a specimen is shown */
	NEED_FIELD = 2,	    /* one of its fields is selected */
	NEED_WRITABLE = 4,  /* the run can be written */
	NEED_IMAGE = 8,	    /* its sheet is shown */
	NEED_PROPOSAL = 16, /* the check proposes a value */
	NEED_OPEN = 32,	    /* the record is neither signed nor rejected */
};

enum action_group {
#define GROUP(id, title) GROUP_##id,
#include "ui/input/action_table.h"
	GROUP_COUNT,
};

enum action_id {
#define ACTION(id, name, hint, help, group, needs) ACTION_##id,
#include "ui/input/action_table.h"
	ACTION_COUNT,
	ACTION_NONE = ACTION_COUNT,
};

struct action {
	const char *name; /* as in keymap.conf: "accept" */
	const char *hint; /* word of the key line, or NULL: not there */
	const char *help; /* one sentence without its full stop */
	enum action_group group;
	unsigned needs; /* of enum action_need */
};

extern const struct action actions[ACTION_COUNT];

/* ACTION_NONE for an unknown name of `len` bytes. */
enum action_id action_find(const char *name, size_t len);
/* Whether it is about the console itself, whatever it shows: leaving it,
 * painting, suspending. */
bool action_is_outer(enum action_id id);
const char *action_group_title(enum action_group group);

#endif
