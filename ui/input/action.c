/*
 * action.c: the table of actions. See action.h.
 *
 * 1. An action's id is its place in the table, and its name is its own.
 */
#include "config.h"

#include "ui/input/action.h"

#include <string.h>

#define ON_FIELD  (NEED_RECORD | NEED_FIELD | NEED_WRITABLE)
#define ON_RECORD (NEED_RECORD | NEED_WRITABLE)

const struct action actions[ACTION_COUNT] = {
#define ACTION(id, name, hint, help, group, needs) \
	[ACTION_##id] = {name, hint, help, group, needs},
#include "ui/input/action_table.h"
};

static const char *const group_titles[GROUP_COUNT] = {
#define GROUP(id, title) [GROUP_##id] = title,
#include "ui/input/action_table.h"
};

enum action_id action_find(const char *name, size_t len)
{
	int id = 0;

	while (id < ACTION_COUNT && (strlen(actions[id].name) != len ||
				     memcmp(actions[id].name, name, len) != 0))
		id++;
	return (enum action_id)id;
}

bool action_is_outer(enum action_id id)
{
	return id == ACTION_LEAVE || id == ACTION_QUIT ||
	       id == ACTION_REPAINT || id == ACTION_SUSPEND;
}

const char *action_group_title(enum action_group group)
{
	return group_titles[group];
}
