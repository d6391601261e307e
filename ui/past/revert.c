/*
 * revert.c: going back to a value. See revert.h.
 *
 * 1. Going back is an act like any other: what was done stays in the history,
 *    and undo takes it back.
 * 2. Of the same value that a field had several times the last is told; what
 *    stood there before anybody changed it comes last.
 */
#include "config.h"

#include "ui/past/revert.h"

#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/state/menu.h"
#include "ui/state/pendings.h"

/* Chooses that there is no value, which has no number of its own. */
#define REVERT_NOTHING 'x'
#define REVERT_MOST    (MENU_ITEMS - 2) /* room for nothing, and the first */

static bool revert_offers(const struct menu *menu, const char *value)
{
	if (!text_blank(value))
		return menu_has(menu, value);
	for (int i = 0; i < menu->n; i++)
		if (menu->items[i].letter == REVERT_NOTHING)
			return true;
	return false;
}

static void revert_offer(struct app *app, const char *value, const char *note)
{
	if (revert_offers(&app->menu, value))
		return;
	if (text_blank(value))
		menu_add(app, REVERT_NOTHING, "nothing", note);
	else
		menu_add(app, 0, value, note);
}

/* "mb 2026-11-23 20:15 typed" */
static void revert_note(const struct act *act, struct bytes *ret)
{
	const char *stamp = act->timestamp;

	bytes_printf(ret, "%s", act->by);
	if (stamp != NULL && strlen(stamp) >= 16)
		bytes_printf(ret, " %.10s %.5s", stamp, stamp + 11);
	if (act_via_word(act->via) != NULL)
		bytes_printf(ret, " %s", act_via_word(act->via));
	else if (act->op != ACT_SET)
		bytes_printf(ret, " %s", act_op_word(act->op));
}

/* What the act set the field to, and what stood there; false where it is about
 * something else. */
static bool revert_change(const struct specimen *s, const struct act *act,
			  const char *term, const char **to, const char **from)
{
	size_t i;
	json_t *change;

	*to = act->op == ACT_CLEAR ? "" : act->to;
	*from = act->from;
	if (act->term != NULL)
		return strcmp(act->term, term) == 0 && *to != NULL;
	json_array_foreach(act->changes, i, change)
	{
		const char *of = json_string_at(change, "specimen_id");
		const char *which = json_string_at(change, "term");

		*to = json_string_at(change, "to");
		*from = json_string_at(change, "from");
		if (of != NULL && which != NULL && specimen_is(s, of) &&
		    strcmp(which, term) == 0)
			return true;
	}
	return false;
}

static void revert_list(struct app *app, const char *term)
{
	const struct specimen *s = &app->here.specimen;
	const char *first = NULL, *to, *from;

	for (size_t i = s->n_acts; i-- > 0;) {
		struct bytes note CLEANUP(bytes_done) = {0};

		if (!revert_change(s, &s->acts[i], term, &to, &from))
			continue;
		first = from;
		revert_note(&s->acts[i], &note);
		if (app->menu.n < REVERT_MOST)
			revert_offer(app, to, note.data);
	}
	if (first != NULL)
		revert_offer(app, first, "before anybody changed it");
}

void revert_ask(struct app *app, struct effects *effects)
{
	const char *term = app->grid.term;

	(void)effects;
	if (app->overlay != OVERLAY_HISTORY) {
		app_say(app, "there is nothing to choose here");
		return;
	}
	pendings_look(app);
	menu_open(app, MENU_REVERT, term, "What is to stand there again?");
	revert_list(app, term);
	if (app->menu.n > 0)
		return;
	menu_close(app);
	app->overlay = OVERLAY_HISTORY;
	app_say(app, "nobody has changed %s yet", term);
}

void revert_chosen(struct app *app, int i, struct effects *effects)
{
	const struct menu_item *item = &app->menu.items[i];
	bool nothing = item->letter == REVERT_NOTHING;
	char *value CLEANUP(mem_free_str) =
		mem_strdup(nothing ? "" : item->text);
	bool same = strcmp(value, app_value(app, app->grid.term)) == 0;

	menu_close(app);
	if (same) {
		app_say(app, "that is what stands there");
		return;
	}
	pendings_submit(app,
			&(struct pending_ask){
				.op = nothing ? ACT_CLEAR : ACT_SET,
				.term = app->grid.term,
				.value = nothing ? NULL : value,
				.view = &app->asked,
			},
			effects);
}
