/*
 * action.h: what a key can do. One table is the source of the dispatch, the
 * help screen, the key line and the manual's table of keys; which keys call
 * an action stands in data/keymap.conf (keymap.h).
 */
#ifndef UI_INPUT_ACTION_H
#define UI_INPUT_ACTION_H

#include <stddef.h>

struct app;
struct effects;

/* What has to be there; a message says so where it is not. */
enum action_need {
	NEED_RECORD = 1,    /* a specimen is shown */
	NEED_FIELD = 2,	    /* one of its fields is selected */
	NEED_WRITABLE = 4,  /* the run can be written */
	NEED_IMAGE = 8,	    /* its sheet is shown */
	NEED_PROPOSAL = 16, /* the check proposes a value */
};

enum action_group {
	GROUP_FIELD,
	GROUP_RECORD,
	GROUP_SHEET,
	GROUP_QUEUE,
	GROUP_EXTRACT,
	GROUP_WINDOW,
	GROUP_TYPING,
};
#define GROUP_COUNT 7

struct action {
	const char *name; /* as in keymap.conf: "accept" */
	const char *hint; /* word of the key line, or NULL: not there */
	const char *help; /* one sentence without its full stop */
	enum action_group group;
	unsigned needs; /* of enum action_need */
	void (*fn)(struct app *app, struct effects *effects);
};

/* All of them, ended by a NULL name. */
extern const struct action actions[];

/* NULL for an unknown name of `len` bytes. */
const struct action *action_find(const char *name, size_t len);
const char *action_group_title(enum action_group group);

#endif
