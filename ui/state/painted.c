/*
 * painted.c: what was on the screen. See painted.h.
 *
 * 1. A selection that came by itself (on to the next doubtful field) has been
 *    seen only by who saw a frame with it. Who went there by a key of their own
 *    saw its row before.
 * 2. What comes behind a key that was refused was typed by somebody who thinks
 *    it was done: it would hit another field than they mean, so none of it is
 *    done. It is told how much that was.
 */
#include "config.h"

#include "ui/state/painted.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ui/state/detail.h"
#include "ui/state/state.h"

#define PAINTED_LOOK "came up only now: look, then press again"

void painted_done(struct painted *painted)
{
	bytes_done(&painted->rows);
	bytes_done(&painted->offers);
	free(painted->chosen);
	*painted = (struct painted){0};
}

static void painted_add(struct painted *painted, const char *term)
{
	if (term != NULL)
		bytes_printf(&painted->rows, "%s\n", term);
}

/* What a line that is typed may become. */
static void painted_take_items(struct app *app)
{
	struct typing_item items[TYPING_ITEMS];
	size_t n = typing_items(app, items);

	for (size_t i = 0; !app->layout.wide && i < n; i++)
		bytes_printf(&app->painted.offers, "%s\n", items[i].value);
}

/* Candidates that the frame has room for. */
static void painted_take_offers(struct app *app)
{
	const struct suggestions *list = helps_of_term(app, app->grid.term);
	struct detail detail CLEANUP(detail_done) = {0};

	bytes_clear(&app->painted.offers);
	if (app->edit.active)
		painted_take_items(app);
	if (app->layout.wide || list == NULL || app->edit.active)
		return;
	detail_make(app, &detail);
	for (size_t i = 0; i < detail.offers; i++)
		bytes_printf(&app->painted.offers, "%s\n",
			     list->items[i].value);
}

void painted_take(struct app *app)
{
	struct painted *painted = &app->painted;
	const struct grid *grid = &app->grid;

	bytes_clear(&painted->rows);
	bytes_append_char(&painted->rows, '\n');
	for (int i = 0; !app->layout.wide && i < app->layout.grid.h &&
			grid->top + i < grid->n;
	     i++)
		painted_add(painted, grid->rows[grid->top + i]);
	mem_replace(&painted->chosen, grid->term);
	painted_take_offers(app);
	painted->led = false;
}

void painted_resume(struct app *app)
{
	app->painted.refused = false;
	app->painted.left_out = 0;
}

static bool painted_row(const struct painted *painted, const char *term)
{
	char *line CLEANUP(mem_free_str) = mem_printf("\n%s\n", term);

	return painted->rows.len > 0 &&
	       strstr(painted->rows.data, line) != NULL;
}

bool painted_allows(struct app *app)
{
	struct painted *painted = &app->painted;
	const char *term = app->grid.term;

	if (term == NULL)
		return true;
	if (app_is_shown(app) && painted->chosen != NULL &&
	    strcmp(painted->chosen, term) == 0)
		return true;
	if (app_is_shown(app) && !painted->led && painted_row(painted, term))
		return true;
	painted->refused = true;
	app_say(app, "%s " PAINTED_LOOK, term);
	return false;
}

bool painted_offers(struct app *app, size_t i, const char *value)
{
	const struct bytes *offers = &app->painted.offers;
	const char *at = offers->len > 0 ? offers->data : "";
	size_t len = strlen(value);

	for (; i > 0 && *at != '\0'; i--)
		at += strcspn(at, "\n") + 1;
	if (strncmp(at, value, len) == 0 && at[len] == '\n')
		return true;
	app->painted.refused = true;
	app_say(app, "the candidates have changed: look at them, then press "
		     "again");
	return false;
}

void painted_leave_out(struct app *app)
{
	size_t n = ++app->painted.left_out;

	app_say(app, "%s " PAINTED_LOOK " (%zu key%s left out)",
		app->grid.term != NULL ? app->grid.term : "the record", n,
		n == 1 ? "" : "s");
}

void app_shows(struct app *app)
{
	painted_resume(app);
	if (!app->here.have || !app->layout.fits ||
	    app->overlay != OVERLAY_NONE)
		return;
	app->shown_whole =
		!app->layout.wide || (app->shown_whole && app_is_shown(app));
	if (!app_is_here(app, app->shown_id))
		mem_replace(&app->shown_id, app->here.specimen.id);
	seen_done(&app->shown);
	app->shown = specimen_seen(&app->here.specimen);
	painted_take(app);
	if (app->looked == LOOKED_NOT)
		app->looked = LOOKED_BRIEFLY;
}
