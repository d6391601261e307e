/*
 * foresee.c: what the form would do, and the directory in it. See foresee.h.
 *
 * 1. What the form says is compared with what was asked last; a form that says
 *    something impossible has no forecast. The latest ticket wins.
 * 2. A directory is completed only where somebody types one: in a line that is
 *    as it was, Tab goes on.
 */
#include "config.h"

#include "ui/update/foresee.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ui/update/form.h"

void foresight_done(struct foresight *foresight)
{
	free(foresight->asked);
	free(foresight->folder_was);
	free(foresight->folder);
	folders_done(&foresight->folders);
}

/* ---- what it would do ---------------------------------------------------- */

/* The options in words; NULL: they are impossible. Owned. */
static char *options_words(struct app *app, struct extract_options *ret)
{
	struct effects effects = {0};
	struct bytes words = {0};

	if (form_look(app, ret) < 0)
		return NULL;
	effects_add_options(&effects, EFFECT_FORECAST, ret);
	effect_describe(&effects.items[0], &words);
	effects_done(&effects);
	return bytes_steal(&words);
}

static void forecast_ask(struct app *app, struct effects *effects)
{
	struct foresight *foresight = &app->foresight;
	struct extract_options options;
	char *words CLEANUP(mem_free_str) = options_words(app, &options);

	if (words != NULL && foresight->asked != NULL &&
	    strcmp(words, foresight->asked) == 0)
		return;
	foresight->have = false;
	foresight->ticket = 0;
	mem_replace(&foresight->asked, words);
	if (words == NULL)
		return;
	effects_add_options(effects, EFFECT_FORECAST, &options);
	effects->items[effects->n - 1].ticket = foresight->ticket =
		app_ticket(app);
}

void foresee_take(struct app *app, struct forecaster_forecast *mail)
{
	struct foresight *foresight = &app->foresight;

	if (mail->ticket != foresight->ticket)
		return;
	foresight->ticket = 0;
	foresight->have = true;
	foresight->forecast = mail->forecast;
	foresight->error = mail->error;
}

/* ---- the directory ------------------------------------------------------- */

static const char *folder_line(const struct app *app)
{
	return lineedit_text(&app->form.lines[FORM_IMAGES]);
}

/* Whether the one that is told of is the one on the line. */
static bool folder_is_here(const struct app *app)
{
	const struct foresight *foresight = &app->foresight;

	return foresight->folder != NULL && foresight->folder_ticket == 0 &&
	       strcmp(foresight->folder, folder_line(app)) == 0;
}

/* Somebody types: nothing stands there, or something else than before. */
static bool folder_is_typed(const struct app *app)
{
	const char *was = app->foresight.folder_was;

	return folder_line(app)[0] == '\0' || was == NULL ||
	       strcmp(was, folder_line(app)) != 0;
}

/* "~/" is the home directory, as in a shell: it is seen to be. */
static void folder_at_home(struct app *app)
{
	struct lineedit *line = &app->form.lines[FORM_IMAGES];
	char *text CLEANUP(mem_free_str) = NULL;

	if (app->home == NULL || app->home[0] != '/' ||
	    strncmp(folder_line(app), "~/", 2) != 0)
		return;
	text = mem_printf("%s%s", app->home, folder_line(app) + 1);
	lineedit_set(line, text);
}

static void folders_ask(struct app *app, struct effects *effects)
{
	struct foresight *foresight = &app->foresight;
	bool on = app->form.selected == FORM_IMAGES;
	struct effect *effect;

	if (on && !foresight->on_folder)
		mem_replace(&foresight->folder_was, folder_line(app));
	foresight->on_folder = on;
	if (on)
		folder_at_home(app);
	if (!on || (foresight->folder != NULL &&
		    strcmp(foresight->folder, folder_line(app)) == 0))
		return;
	mem_replace(&foresight->folder, folder_line(app));
	folders_done(&foresight->folders);
	foresight->completes = false;
	effect = effects_add(effects, EFFECT_FOLDERS);
	effect->folders = mem_strdup(folder_line(app));
	effect->ticket = foresight->folder_ticket = app_ticket(app);
}

const char *foresee_rest(const struct app *app, size_t *ret)
{
	const struct folders *folders = &app->foresight.folders;
	size_t typed = strlen(folder_line(app)), len;

	if (app_mode(app) != MODE_FORM || app->form.selected != FORM_IMAGES ||
	    !folder_is_here(app) || !folder_is_typed(app) || folders->n == 0)
		return NULL;
	/* Of those of before the last one is as good as any. */
	len = typed == 0 ? strlen(folders->items[0]) : folders_common(folders);
	if (len <= typed)
		return NULL;
	*ret = len - typed;
	return folders->items[0] + typed;
}

/* Whether there was something. */
static bool folder_complete(struct app *app)
{
	struct lineedit *line = &app->form.lines[FORM_IMAGES];
	size_t len = 0;
	const char *rest = foresee_rest(app, &len);
	char *text CLEANUP(mem_free_str) = NULL;

	if (rest == NULL)
		return false;
	text = mem_printf("%s%.*s", folder_line(app), (int)len, rest);
	lineedit_set(line, text);
	return true;
}

void foresee_take_folders(struct app *app, struct forecaster_folders *mail)
{
	struct foresight *foresight = &app->foresight;

	if (mail->ticket != foresight->folder_ticket)
		return;
	foresight->folder_ticket = 0;
	folders_done(&foresight->folders);
	foresight->folders = mail->list;
	mail->list = (struct folders){0};
	if (foresight->completes && app_mode(app) == MODE_FORM &&
	    app->form.selected == FORM_IMAGES && !folder_complete(app))
		form_turn(app, 1);
	foresight->completes = false;
}

void foresee_tab(struct app *app, struct effects *effects)
{
	struct foresight *foresight = &app->foresight;
	bool types = app->form.selected == FORM_IMAGES && folder_is_typed(app);

	(void)effects;
	if (types && !folder_is_here(app) && !foresight->completes) {
		foresight->completes = true;
		return;
	}
	foresight->completes = false;
	if (!types || !folder_complete(app))
		form_turn(app, 1);
}

/* ---- both ---------------------------------------------------------------- */

void foresee_ask(struct app *app, struct effects *effects)
{
	struct foresight *foresight = &app->foresight;

	if (app->overlay != OVERLAY_FORM) {
		/* When it is opened again the run is another. */
		mem_replace(&foresight->asked, NULL);
		mem_replace(&foresight->folder, NULL);
		foresight->have = foresight->on_folder = false;
		foresight->completes = false;
		foresight->ticket = foresight->folder_ticket = 0;
		return;
	}
	folders_ask(app, effects);
	forecast_ask(app, effects);
}
