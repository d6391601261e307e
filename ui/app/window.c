/*
 * window.c: what opens over the fields, and the way out. See acts.h.
 *
 * 1. One overlay at a time; a menu that opens over another overlay replaces
 *    it, and closing leads back to the fields.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ui/app/acts.h"

ACT(help)
{
	app->overlay =
		app->overlay == OVERLAY_HELP ? OVERLAY_NONE : OVERLAY_HELP;
	app->scroll = 0;
}

ACT(history)
{
	app->overlay = OVERLAY_HISTORY;
	app->scroll = 0;
}

ACT(traffic)
{
	app->overlay = app->overlay == OVERLAY_TRAFFIC ? OVERLAY_NONE
						       : OVERLAY_TRAFFIC;
	app->scroll = 0;
}

ACT(close)
{
	if (app->overlay != OVERLAY_NONE) {
		menu_close(app);
		app->overlay = OVERLAY_NONE;
	} else if (app->sheet.wide) {
		act_wide(app, effects);
	} else if (app->grid.term != NULL) {
		pendings_drop(app, app->grid.term);
	}
}

ACT(suspend)
{
	if (app_extracting(app) && !app->progress.elsewhere)
		app_say(app, "not while sheets are being read: that would "
			     "stop it");
	else
		effects_add(effects, EFFECT_SUSPEND);
}

ACT(repaint)
{
	effects_add(effects, EFFECT_REPAINT);
}

/* ---- menus ---------------------------------------------------------------- */

void menu_open(struct app *app, enum menu_kind kind, const char *title,
	       const char *text)
{
	menu_close(app);
	app->menu.kind = kind;
	app->menu.title = mem_strdup(title);
	app->menu.text = mem_strdup(text);
	app->overlay = OVERLAY_MENU;
}

void menu_add(struct app *app, char letter, const char *text, const char *note)
{
	struct menu *menu = &app->menu;

	if (menu->n == MENU_ITEMS)
		return;
	menu->items[menu->n++] = (struct menu_item){
		.letter = letter,
		.text = mem_strdup(text),
		.note = mem_strdup(note),
	};
}

void menu_close(struct app *app)
{
	struct menu *menu = &app->menu;

	for (int i = 0; i < menu->n; i++) {
		free(menu->items[i].text);
		free(menu->items[i].note);
	}
	free(menu->title);
	free(menu->text);
	*menu = (struct menu){0};
	if (app->overlay == OVERLAY_MENU)
		app->overlay = OVERLAY_NONE;
}

void menu_choose(struct app *app, int i, struct effects *effects)
{
	static void (*const chosen[])(struct app *, int, struct effects *) = {
		[MENU_REASON] = menu_reason_chosen,
		[MENU_CANDIDATE] = menu_candidate_chosen,
		[MENU_APPROVE] = menu_approve_chosen,
		[MENU_QUIT] = menu_quit_chosen,
		[MENU_STOP] = menu_stop_chosen,
	};

	if (i >= 0 && i < app->menu.n)
		chosen[app->menu.kind](app, i, effects);
}

ACT(choose)
{
	menu_choose(app, app->menu.selected, effects);
}

bool menu_typed(struct app *app, const struct key *key, struct effects *effects)
{
	for (int i = 0; key->mods == 0 && i < app->menu.n; i++) {
		char letter = app->menu.items[i].letter;
		uint32_t digit = i < 9 ? (uint32_t)('1' + i) : 0;

		if (key->code == digit ||
		    (letter != 0 && key->code == (unsigned char)letter)) {
			menu_choose(app, i, effects);
			return true;
		}
	}
	return false;
}

/* ---- prompts --------------------------------------------------------------- */

void prompt_open(struct app *app, enum prompt_kind kind)
{
	app->prompt.active = true;
	if (app->prompt.kind != kind)
		lineedit_set(&app->prompt.line, "");
	app->prompt.kind = kind;
}

ACT(prompt_done)
{
	static void (*const done[])(struct app *, struct effects *) = {
		[PROMPT_NOTE] = prompt_note_done,
		[PROMPT_REASON] = prompt_reason_done,
		[PROMPT_SEARCH] = prompt_search_done,
	};

	app->prompt.active = false;
	done[app->prompt.kind](app, effects);
	lineedit_set(&app->prompt.line, "");
}
