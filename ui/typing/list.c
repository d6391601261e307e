/*
 * list.c: taking what a line may become. See list.h.
 *
 * 1. What is taken into the line is still being typed: it is saved by who
 *    saves the line.
 * 2. Tab goes on with what was typed, or with what was chosen in the list; it
 *    puts nothing else in the place of somebody's words.
 */
#include "config.h"

#include "ui/typing/list.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/input/linerows.h"
#include "ui/state/lacks.h"
#include "ui/state/painted.h"

bool typing_open_list(struct app *app)
{
	struct typing_item items[TYPING_ITEMS];

	if (typing_items(app, items) == 0)
		return false;
	app->typing.list = true;
	app->typing.selected = 0;
	return true;
}

static void items_move(struct app *app, int by)
{
	struct typing_item items[TYPING_ITEMS];
	int n = (int)typing_items(app, items);
	int at = app->typing.selected + by;

	if (at < 0)
		app->typing.list = false;
	else if (at < n)
		app->typing.selected = at;
}

void typing_walk(struct app *app, int by)
{
	if (app->typing.list) {
		items_move(app, by);
		return;
	}
	if (typing_is_below(app) &&
	    lineedit_move(&app->edit.line, typing_columns(app), by))
		return;
	if (by > 0 && !typing_open_list(app))
		app_say(app, "no value is known that begins so");
}

enum act_via typing_via(const struct app *app, const struct typing_item *item)
{
	const struct suggestions *typed = helps_completion(app);
	const struct suggestion *s = item->suggestion;

	if (item->meant || item->raw)
		return app->edit.via;
	if (item->label)
		return VIA_LABEL;
	if (s == NULL)
		return VIA_COMPLETION;
	if (s->source == SUGGESTION_TAXA)
		return VIA_TAXA;
	if (s->source == SUGGESTION_LABEL)
		return VIA_LABEL;
	return typed != NULL && s >= typed->items && s < typed->items + typed->n
		       ? VIA_COMPLETION
		       : VIA_CANDIDATE;
}

void typing_put(struct app *app, const struct typing_item *item)
{
	char *value CLEANUP(mem_free_str) = mem_strdup(item->value);
	enum act_via via = typing_via(app, item);

	app->edit.unseen =
		!item->meant && !item->raw && !painted_offered(app, value);
	lineedit_set(&app->edit.line, value);
	app->edit.via = via;
	app->typing.list = false;
}

/* What of the list Tab takes; false: nothing. */
static bool typing_choose(const struct app *app, struct typing_item *ret)
{
	struct typing_item items[TYPING_ITEMS];
	size_t n = typing_items(app, items);
	size_t at = app->typing.list ? (size_t)app->typing.selected : 0;

	if (!app->typing.list && typing_rest(app, ret) != NULL)
		return true;
	if (at < n)
		*ret = items[at];
	return at < n;
}

void typing_take(struct app *app)
{
	const char *proposal = app_proposal(app, app->edit.term);
	struct typing_item item;
	bool any = typing_choose(app, &item);
	bool stood_on = app->typing.list || typing_rest(app, &item) != NULL;

	if (any && !stood_on && proposal == NULL &&
	    typing_is_strange(app, &item)) {
		app_say(app, "nothing known begins so{; {commit} saves it}{, "
			     "{line-down} lists candidates}");
		return;
	}
	if (any && (stood_on || item.meant || proposal == NULL)) {
		typing_put(app, &item);
	} else if (proposal != NULL) {
		char *value CLEANUP(mem_free_str) = mem_strdup(proposal);

		lineedit_set(&app->edit.line, value);
		app->edit.via = VIA_CANDIDATE;
	}
	app->typing.list = false;
}

/* Whether a mark stands there behind a word: it is of what comes next. */
static bool mark_behind(const char *text)
{
	return text[0] != '\0' && strchr(",;:", text[0]) != NULL &&
	       (text[1] == ' ' || text[1] == '\0');
}

/* The bytes of grey text that are its next word, with what stands before it:
 * blanks, and a mark behind the word before. */
static size_t rest_word(const char *rest)
{
	size_t len = mark_behind(rest) ? 1 : 0;

	len += strspn(rest + len, " ");
	while (rest[len] != '\0' && rest[len] != ' ' &&
	       !mark_behind(rest + len))
		len++;
	return len;
}

/* A part of the grey text, behind as much of its item as was typed. */
static void typing_put_word(struct app *app, const struct typing_item *item,
			    const char *rest)
{
	char *value CLEANUP(mem_free_str) = mem_strndup(
		item->value, (size_t)(rest - item->value) + rest_word(rest));
	enum act_via via = typing_via(app, item);

	app->edit.unseen = !painted_offered(app, item->value);
	lineedit_set(&app->edit.line, value);
	app->edit.via = via;
}

bool typing_take_word(struct app *app)
{
	struct typing_item item;
	const char *rest = typing_rest(app, &item);

	if (rest == NULL)
		return false;
	typing_put_word(app, &item, rest);
	return true;
}

void typing_right(struct app *app, struct effects *effects)
{
	struct typing_item item;

	if (typing_rest(app, &item) != NULL)
		typing_put(app, &item);
	else
		lineedit_apply(&app->edit.line, LINEEDIT_RIGHT);
}
