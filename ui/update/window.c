/*
 * window.c: what opens over the fields, and closing it. See window.h.
 *
 * 1. What a choice or a typed line does is told by two tables here; menus and
 *    lines themselves know nothing of it.
 */
#include "config.h"

#include "ui/update/window.h"

#include "ui/past/revert.h"
#include "ui/state/menu.h"
#include "ui/state/pendings.h"
#include "ui/typing/determinations.h"
#include "ui/update/columns.h"
#include "ui/update/extraction.h"
#include "ui/update/field.h"
#include "ui/update/sheet/pick.h"
#include "ui/update/leave.h"
#include "ui/update/queue.h"
#include "ui/update/sheet/sheet.h"
#include "ui/update/sign.h"

void window_list(struct app *app, int overlay)
{
	if (app->overlay == (enum overlay)overlay)
		app_lift(app);
	else
		app_lay(app, (enum overlay)overlay);
}

/* Whether it is looked at, and what lies under it goes on then. */
static bool window_is_laid(const struct app *app)
{
	static const bool laid[OVERLAY_COUNT] = {
		[OVERLAY_QUEUE] = true,
		[OVERLAY_HELP] = true,
		[OVERLAY_HISTORY] = true,
		[OVERLAY_TRAFFIC] = true,
	};

	return laid[app->overlay];
}

void window_close(struct app *app, struct effects *effects)
{
	if (app->overlay == OVERLAY_MENU && app->menu.kind == MENU_STALE) {
		record_stale_chosen(app, 0, effects);
	} else if (app->overlay == OVERLAY_VALUES ||
		   app->overlay == OVERLAY_PREVIEW) {
		columns_close(app, effects);
	} else if (window_is_laid(app)) {
		app_lift(app);
	} else if (app->overlay != OVERLAY_NONE) {
		menu_close(app);
		app->overlay = OVERLAY_NONE;
	} else if (app->sheet.wide) {
		sheet_wide(app, effects);
	} else if (columns_back_stop(app, effects)) {
		return;
	} else if (!queue_search_end(app)) {
		leave_ask_drop(app);
	}
}

void window_leave(struct app *app, struct effects *effects)
{
	bool open = app->overlay != OVERLAY_NONE || app->sheet.wide;

	if (app->overlay == OVERLAY_PREVIEW && app->columns.doing != 0)
		app->overlay = OVERLAY_NONE; /* that goes on */
	else if (app->layout.fits && open)
		window_close(app, effects);
	else
		leave_ask(app, effects);
}

void window_cancel(struct app *app, struct effects *effects)
{
	if (app->prompt.active) {
		app->prompt.active = false;
	} else if (app->pick.active) {
		pick_end(app);
	} else if (app->edit.active && app->typing.list) {
		app->typing.list = false;
	} else if (app->edit.active) {
		field_drop(app);
	} else {
		window_close(app, effects);
	}
}

void window_suspend(struct app *app, struct effects *effects)
{
	if (app_extracting(app) && !app->progress.elsewhere)
		app_say(app, "not while sheets are being read: that would "
			     "stop it");
	else
		effects_add(effects, EFFECT_SUSPEND);
}

void window_pace(struct app *app, struct effects *effects)
{
	bool none = app->pace.pace.decided == 0;

	(void)effects;
	app->pace.off = !app->pace.off;
	if (app->pace.off)
		app_say(app, "your pace is hidden{; {pace} shows it}");
	else
		app_say(app, none ? "your pace is told once you have signed a "
				    "record today"
				  : "your pace is told above the lines on "
				    "reading{; {pace} hides it}");
}

void window_repaint(struct app *app, struct effects *effects)
{
	effects_add(effects, EFFECT_REPAINT);
}

/* Reasons to reject are the same each time; what else is asked has to be read
 * before it is answered. */
static bool window_may_choose(struct app *app)
{
	return app->menu.kind == MENU_REASON || painted_window(app);
}

void window_choose_item(struct app *app, int i, struct effects *effects)
{
	static void (*const chosen[])(struct app *, int, struct effects *) = {
		[MENU_REASON] = record_reason_chosen,
		[MENU_CANDIDATE] = field_chosen,
		[MENU_REVERT] = revert_chosen,
		[MENU_MOVE] = field_moved,
		[MENU_APPROVE] = record_approve_chosen,
		[MENU_STALE] = record_stale_chosen,
		[MENU_UNSAVED] = leave_unsaved_chosen,
		[MENU_DROP] = leave_drop_chosen,
		[MENU_QUIT] = leave_chosen,
		[MENU_EXTRACTION] = extraction_chosen,
	};

	if (i >= 0 && i < app->menu.n && window_may_choose(app))
		chosen[app->menu.kind](app, i, effects);
}

void window_choose(struct app *app, struct effects *effects)
{
	window_choose_item(app, app->menu.selected, effects);
}

bool window_choose_key(struct app *app, const struct key *key,
		       struct effects *effects)
{
	int i = menu_item_of(&app->menu, key);

	window_choose_item(app, i, effects);
	return i >= 0;
}

void window_prompt_done(struct app *app, struct effects *effects)
{
	static void (*const done[])(struct app *, struct effects *) = {
		[PROMPT_NOTE] = record_note_done,
		[PROMPT_REASON] = record_reason_done,
		[PROMPT_OVERRIDE] = record_override_done,
		[PROMPT_SEARCH] = queue_search_done,
		[PROMPT_DETERMINATION] = determinations_typed,
		[PROMPT_VALUES] = columns_set_done,
		[PROMPT_REPLACE] = columns_replace_done,
	};

	app->prompt.active = false;
	done[app->prompt.kind](app, effects);
	lineedit_set(&app->prompt.line, "");
}
