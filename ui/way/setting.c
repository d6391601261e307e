/*
 * setting.c: what can be set. See setting.h.
 *
 * 1. One table says of each setting its words, how it is told and how it is
 *    changed. All of them are kept with the draft, but for the fold.
 */
#include "config.h"

#include "ui/way/setting.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "ui/update/grid.h"
#include "ui/update/queue.h"

static const char *const folds[] = {
	[FOLD_BRIEF] = "required",
	[FOLD_VALUES] = "values",
	[FOLD_ALL] = "all",
};

/* ---- words --------------------------------------------------------------- */

static const char *scope_value(int k)
{
	return k < SCOPE_COUNT ? queue_scope_word((enum queue_scope)k) : NULL;
}

static const char *order_value(int k)
{
	return k < INDEX_ORDERS ? index_order_word((enum index_order)k) : NULL;
}

static const char *columns_value(int k)
{
	if (k == QUEUE_COLUMNS)
		return "usual";
	return k < QUEUE_COLUMNS ? queue_column_word((enum queue_column)k)
				 : NULL;
}

static const char *fold_value(int k)
{
	return k < (int)ARRAY_LEN(folds) ? folds[k] : NULL;
}

static const char *pace_value(int k)
{
	static const char *const words[] = {"on", "off"};

	return k < (int)ARRAY_LEN(words) ? words[k] : NULL;
}

/* ---- values -------------------------------------------------------------- */

static void scope_write(const struct app *app, struct bytes *ret)
{
	bytes_append_str(ret, queue_scope_word(app->queue.scope));
}

static void order_write(const struct app *app, struct bytes *ret)
{
	bytes_append_str(ret, index_order_word(app->queue.order));
}

static void columns_write(const struct app *app, struct bytes *ret)
{
	queue_columns_write(&app->queue.columns, ret);
}

static void fold_write(const struct app *app, struct bytes *ret)
{
	bytes_append_str(ret, folds[app->grid.fold]);
}

static void pace_write(const struct app *app, struct bytes *ret)
{
	bytes_append_str(ret, pace_value(app->pace.off ? 1 : 0));
}

/* The number of a word, or of what begins one, among the values; -1: it is
 * none, or begins several. */
static int value_find(const char *(*value)(int k), const char *word)
{
	int found = -1, n = 0;

	for (int k = 0; value(k) != NULL; k++) {
		if (text_casecmp(value(k), word) == 0)
			return k;
		if (strncasecmp(value(k), word, strlen(word)) == 0) {
			found = k;
			n++;
		}
	}
	return n == 1 ? found : -1;
}

static void scope_take(struct app *app, int k)
{
	queue_set_scope(app, (enum queue_scope)k);
}

static void order_take(struct app *app, int k)
{
	queue_set_order(app, (enum index_order)k);
}

static void fold_take(struct app *app, int k)
{
	app->grid.fold = (enum fold)k;
	grid_rebuild(app);
}

static void pace_take(struct app *app, int k)
{
	app->pace.off = k > 0;
}

static const struct {
	const char *name, *help;
	const char *(*value)(int k);
	void (*write)(const struct app *app, struct bytes *ret);
	void (*take)(struct app *app, int k); /* NULL: a list */
} settings[SETTINGS] = {
	[SETTING_SCOPE] = {"scope", "which records are in the queue",
			   scope_value, scope_write, scope_take},
	[SETTING_ORDER] = {"order", "in which order", order_value, order_write,
			   order_take},
	[SETTING_COLUMNS] = {"columns", "what it tells of each, with commas",
			     columns_value, columns_write, NULL},
	[SETTING_FOLD] = {"fold", "which terms are shown", fold_value,
			  fold_write, fold_take},
	[SETTING_PACE] = {"pace", "how many were signed today", pace_value,
			  pace_write, pace_take},
};

const char *setting_name(enum setting setting)
{
	return settings[setting].name;
}

const char *setting_help(enum setting setting)
{
	return settings[setting].help;
}

const char *setting_value(enum setting setting, int k)
{
	return settings[setting].value(k);
}

int setting_find(const char *word, size_t len, enum setting *ret)
{
	int found = 0;

	for (int i = 0; i < SETTINGS; i++)
		if (strncmp(settings[i].name, word, len) == 0) {
			*ret = (enum setting)i;
			found++;
		}
	return found == 1 && len > 0 ? 0 : -1;
}

void setting_write(const struct app *app, enum setting setting,
		   struct bytes *ret)
{
	settings[setting].write(app, ret);
}

static int setting_refuse(enum setting setting, const char *value,
			  struct error *err)
{
	struct bytes words CLEANUP(bytes_done) = {0};

	for (int k = 0; settings[setting].value(k) != NULL; k++)
		bytes_printf(&words, "%s%s", k > 0 ? ", " : "",
			     settings[setting].value(k));
	return error_set(err, ERROR_USAGE, "%s is one of: %s; not \"%s\"",
			 settings[setting].name, words.data, value);
}

int setting_set(struct app *app, enum setting setting, const char *value,
		struct error *err)
{
	int k;

	if (settings[setting].take == NULL)
		return queue_columns_parse(value, &app->queue.columns, err);
	k = value_find(settings[setting].value, value);
	if (k < 0)
		return setting_refuse(setting, value, err);
	settings[setting].take(app, k);
	return 0;
}
