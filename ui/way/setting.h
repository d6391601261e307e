/*
 * setting.h: what ":set NAME VALUE" changes.
 */
#ifndef UI_WAY_SETTING_H
#define UI_WAY_SETTING_H

#include "ui/state/state.h"

enum setting {
	SETTING_SCOPE,
	SETTING_ORDER,
	SETTING_COLUMNS,
	SETTING_FOLD,
	SETTING_PACE,
};
#define SETTINGS 5

const char *setting_name(enum setting setting);
const char *setting_help(enum setting setting);
/* Its k-th possible value (of columns, each of the list), NULL behind the
 * last. */
const char *setting_value(enum setting setting, int k);

/* By a name or what begins one; -1 where none or several do. */
int setting_find(const char *word, size_t len, enum setting *ret) MUST_USE;
/* Appends its value now. */
void setting_write(const struct app *app, enum setting setting,
		   struct bytes *ret);
int setting_set(struct app *app, enum setting setting, const char *value,
		struct error *err) MUST_USE;

#endif
