/*
 * leave.c: leaving the console. See leave.h.
 *
 * 1. Two things are asked about, one after the other: acts that could not be
 *    saved, and an extraction that would end with the console.
 */
#include "config.h"

#include "ui/update/leave.h"

#include "base/file/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/state/menu.h"
#include "ui/state/painted.h"
#include "ui/state/pendings.h"
#include "ui/update/grid.h"
#include "ui/update/record.h"

#define LEAVE_NAMED 3 /* acts that are named; of others, how many */
#define LEAVE_IMAGE 24
#define LEAVE_WHY   170

/* ---- sheets that are being read ------------------------------------------ */

static void leave_ask_extraction(struct app *app, struct effects *effects)
{
	bool ours = app_extracting(app) && !app->progress.elsewhere;

	if (!ours) {
		effects_add(effects, EFFECT_QUIT);
		return;
	}
	menu_open(app, MENU_QUIT, "Sheets are being read",
		  app->quitting ? "The sheets in hand are being finished."
				: "The reading ends with this console; what "
				  "was read is kept.");
	if (!app->quitting)
		menu_add(app, 's', "stop after the sheets in hand, then leave",
			 NULL);
	menu_add(app, 'x', "leave at once",
		 "the sheets in hand are read again next time");
	menu_add(app, 'n', "keep the console open", NULL);
}

static void leave_at_once(struct app *app, struct effects *effects)
{
	effects_add_command(effects, VERB_ABORT);
	effects_add(effects, EFFECT_QUIT);
}

void leave_chosen(struct app *app, int i, struct effects *effects)
{
	char letter = app->menu.items[i].letter;

	menu_close(app);
	app->quitting = letter == 's';
	if (letter == 's') {
		effects_add_command(effects, VERB_STOP);
		app_say(app, "leaving when the sheets in hand are read");
	} else if (letter == 'x') {
		leave_at_once(app, effects);
	}
}

/* ---- acts that are not saved --------------------------------------------- */

static const struct pending_act *leave_failed(const struct app *app, size_t n)
{
	for (size_t i = 0; i < app->pendings.n; i++)
		if (app->pendings.items[i].failed && n-- == 0)
			return &app->pendings.items[i];
	return NULL;
}

static void leave_name(const struct pending_act *p, struct bytes *ret)
{
	const char *whose = p->image != NULL ? p->image : p->specimen_id;
	const char *name = whose != NULL ? file_base(whose) : "";
	size_t len = text_cut(name, LEAVE_IMAGE);

	bytes_printf(ret, "%s of %.*s%s\n",
		     p->term != NULL ? p->term : act_op_word(p->op), (int)len,
		     name, name[len] != '\0' ? "..." : "");
}

/* What, where it will be, and why; the last may be cut. */
static size_t leave_say_unsaved(const struct app *app, struct bytes *ret)
{
	const struct pending_act *p;
	const char *why = "";
	size_t n = 0;

	for (; (p = leave_failed(app, n)) != NULL; n++) {
		if (n < LEAVE_NAMED)
			leave_name(p, ret);
		why = p->error;
	}
	if (n > LEAVE_NAMED)
		bytes_printf(ret, "and %zu more\n", n - LEAVE_NAMED);
	bytes_append_str(ret,
			 app->draft_fails
				 ? "No draft can be written either: after "
				   "leaving it is printed in the terminal.\n"
				 : "After leaving it is kept as a draft, and "
				   "here again next time.\n");
	bytes_printf(ret, "Why: %.*s\n", (int)text_cut(why, LEAVE_WHY), why);
	return n;
}

static void leave_ask_unsaved(struct app *app)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	size_t n = leave_say_unsaved(app, &text);

	menu_open(app, MENU_UNSAVED,
		  n == 1 ? "One thing is not saved" : "Not all is saved",
		  text.data);
	menu_add(app, 'g', "go to the first of them", NULL);
	menu_add(app, 'x', "leave", NULL);
	menu_add(app, 'd', "drop it for good and leave", NULL);
	menu_add(app, 'n', "keep the console open", NULL);
}

static void leave_go(struct app *app, const struct pending_act *p)
{
	if (p == NULL)
		return;
	if (p->term != NULL)
		grid_select(app, p->term);
	if (p->specimen_id != NULL && !app_is_here(app, p->specimen_id))
		record_go(app, p->specimen_id, 0, ARRIVE_MOVE);
}

void leave_unsaved_chosen(struct app *app, int i, struct effects *effects)
{
	char letter = app->menu.items[i].letter;

	menu_close(app);
	if (letter == 'd')
		pendings_drop_all(app);
	if (letter == 'x' || letter == 'd')
		leave_ask_extraction(app, effects);
	else if (letter == 'g')
		leave_go(app, leave_failed(app, 0));
}

/* The act that a key to close is about: on the field, else on the record.
 * *ret_term: which of them. */
static const struct pending_act *leave_here(const struct app *app,
					    const char **ret_term)
{
	const struct pending_act *p = NULL;

	*ret_term = app->grid.term;
	if (app->grid.term != NULL)
		p = pendings_failed(app, app->grid.term);
	if (p != NULL)
		return p;
	*ret_term = NULL;
	return pendings_failed(app, NULL);
}

/* Both values were on the screen, and the key of the other one's. */
static bool leave_to_other(struct app *app, const struct pending_act *p)
{
	char *mine CLEANUP(mem_free_str) = NULL;

	if (!pending_conflicts(app, p))
		return false;
	if (!painted_allows(app))
		return true;
	mine = text_cleaned(p->value != NULL ? p->value : "");
	app_say(app, "theirs stays; yours was \"%s\"", mine);
	pendings_drop(app, app->grid.term);
	return true;
}

void leave_ask_drop(struct app *app)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	const char *term, *typed;
	const struct pending_act *p = leave_here(app, &term);

	if (p == NULL || leave_to_other(app, p))
		return;
	leave_name(p, &text);
	typed = p->value != NULL ? p->value : p->reason;
	if (typed != NULL)
		bytes_printf(&text, "%.*s\n", (int)text_cut(typed, LEAVE_WHY),
			     typed);
	bytes_printf(&text, "Why it is not saved: %.*s\n",
		     (int)text_cut(p->error, LEAVE_WHY), p->error);
	menu_open(app, MENU_DROP, "Drop what could not be saved?", text.data);
	menu_add(app, 'n', "keep it", NULL);
	menu_add(app, 'd', "drop it for good", NULL);
}

void leave_drop_chosen(struct app *app, int i, struct effects *effects)
{
	const char *term;
	char letter = app->menu.items[i].letter;

	(void)effects;
	menu_close(app);
	if (letter == 'd' && leave_here(app, &term) != NULL)
		pendings_drop(app, term);
}

/* On a screen that is too small the question is one line, and its key once
 * more the answer. */
static bool leave_answered(struct app *app, struct effects *effects)
{
	if (app->layout.fits || app->overlay != OVERLAY_MENU)
		return false;
	if (app->menu.kind == MENU_UNSAVED) {
		menu_close(app);
		leave_ask_extraction(app, effects);
	} else if (app->menu.kind == MENU_QUIT) {
		menu_close(app);
		leave_at_once(app, effects);
	} else {
		return false;
	}
	return true;
}

void leave_ask(struct app *app, struct effects *effects)
{
	if (leave_answered(app, effects))
		return;
	if (app_failed(app) > 0)
		leave_ask_unsaved(app);
	else
		leave_ask_extraction(app, effects);
}
