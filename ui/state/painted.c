/*
 * painted.c: what was on the screen. See painted.h.
 *
 * 1. A selection that came by itself (on to the next doubtful field) has been
 *    seen only by who saw a frame with it. Who went there by a key of their own
 *    saw its row before.
 * 2. What comes behind a key that was refused was typed by somebody who thinks
 *    it was done: it would hit another field than they mean, so none of it is
 *    done. It is told how much that was.
 * 3. What is chosen, done to many records, or taken by a number was painted
 *    with the very things that the key acts on; that something like it was open
 *    is not enough.
 */
#include "config.h"

#include "ui/state/painted.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dwc/record/identification.h"
#include "ui/state/detail.h"
#include "ui/state/state.h"

#define PAINTED_LOOK "came up only now: look, then press again"

void painted_done(struct painted *painted)
{
	bytes_done(&painted->rows);
	bytes_done(&painted->offers);
	bytes_done(&painted->window);
	free(painted->chosen);
	free(painted->ditto);
	*painted = (struct painted){0};
}

static void painted_add(struct painted *painted, const char *term)
{
	if (term != NULL)
		bytes_printf(&painted->rows, "%s\n", term);
}

/* A value may have line breaks, and no NUL. */
static void painted_add_offer(struct painted *painted, const char *value)
{
	bytes_append(&painted->offers, value, strlen(value) + 1);
}

/* What a line that is typed may become. */
static void painted_take_items(struct app *app)
{
	struct typing_item items[TYPING_ITEMS];
	size_t n = typing_items(app, items);
	size_t rows = (size_t)typing_list_rows(app);

	/* One that is walked through is scrolled to. */
	if (!app->typing.list && n > rows)
		n = rows;
	for (size_t i = 0; !app->layout.wide && i < n; i++)
		painted_add_offer(&app->painted, items[i].value);
}

/* Candidates that the frame has room for. */
static void painted_take_offers(struct app *app)
{
	const struct suggestions *list = helps_of_term(app, app->grid.term);
	struct detail detail CLEANUP(detail_done) = {0};

	bytes_clear(&app->painted.offers);
	if (app->edit.active)
		painted_take_items(app);
	if (app->layout.wide || app->edit.active)
		return;
	detail_make(app, &detail);
	for (size_t i = 0; i < detail.offers; i++)
		painted_add_offer(&app->painted, list->items[i].value);
}

/* Where there is no room to name it, it is named when it is used. */
static void painted_take_ditto(struct app *app)
{
	const struct alike *record = helps_ditto(app);

	mem_replace(&app->painted.ditto, record != NULL ? record->image : NULL);
}

static void painted_take(struct app *app)
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
	painted_take_ditto(app);
	painted->led = false;
	app->edit.unseen = false;
}

void painted_resume(struct app *app)
{
	app->painted.refused = false;
	app->painted.left_out = 0;
}

/* Whether a line is among those between two newlines. */
static bool lines_have(const struct bytes *lines, const char *text)
{
	char *line CLEANUP(mem_free_str) = mem_printf("\n%s\n", text);

	return lines->len > 0 && strstr(lines->data, line) != NULL;
}

/* Whether the record's fields were in the last frame. Enter twice, where once
 * closes what lay over them, is not for what comes to light. */
static bool painted_shows(const struct app *app)
{
	return app_is_shown(app) && !app->painted.covered;
}

bool painted_allows(struct app *app)
{
	struct painted *painted = &app->painted;
	const char *term = app->grid.term;

	if (term == NULL)
		return true;
	if (painted_shows(app) && painted->chosen != NULL &&
	    strcmp(painted->chosen, term) == 0)
		return true;
	if (painted_shows(app) && !painted->led &&
	    lines_have(&painted->rows, term))
		return true;
	painted->refused = true;
	app_say(app, "%s " PAINTED_LOOK, term);
	return false;
}

bool painted_offered(const struct app *app, const char *value)
{
	const struct bytes *offers = &app->painted.offers;

	for (size_t at = 0; at < offers->len;
	     at += strlen(offers->data + at) + 1)
		if (strcmp(offers->data + at, value) == 0)
			return true;
	return false;
}

bool painted_typed(struct app *app)
{
	if (!app->edit.unseen)
		return true;
	app->painted.refused = true;
	app_say(app, "%s", APP_NOT_SHOWN);
	return false;
}

bool painted_offers(struct app *app, size_t i, const char *value)
{
	const struct bytes *offers = &app->painted.offers;
	size_t at = 0;

	for (; i > 0 && at < offers->len; i--)
		at += strlen(offers->data + at) + 1;
	if (at < offers->len && strcmp(offers->data + at, value) == 0)
		return true;
	app->painted.refused = true;
	app_say(app, "the candidates have changed: look at them, then press "
		     "again");
	return false;
}

bool painted_proposes(struct app *app)
{
	struct painted *painted = &app->painted;

	if (painted_shows(app) && painted->chosen != NULL &&
	    strcmp(painted->chosen, app->grid.term) == 0)
		return true;
	painted->refused = true;
	app_say(app, "%s " PAINTED_LOOK, app->grid.term);
	return false;
}

bool painted_knows(struct app *app, const char *image)
{
	struct painted *painted = &app->painted;

	if (app_is_shown(app) && painted->ditto != NULL &&
	    strcmp(painted->ditto, image) == 0)
		return true;
	painted->refused = true;
	app_say(app, "the record that is like it " PAINTED_LOOK);
	return false;
}

/* ---- what is open -------------------------------------------------------- */

static void window_write_menu(const struct app *app, struct bytes *ret)
{
	const struct menu *menu = &app->menu;

	bytes_printf(ret, "%d %s\n%s\n", menu->kind, menu->title,
		     menu->text != NULL ? menu->text : "");
	for (int i = 0; i < menu->n; i++)
		bytes_printf(ret, "%s\n", menu->items[i].text);
}

/* What it asks before it starts. */
static void window_write_form(const struct app *app, struct bytes *ret)
{
	bytes_printf(ret, "%u %s", app->form.asked, app->form.error);
}

static void window_write_names(const struct app *app, struct bytes *ret)
{
	bytes_append_str(ret, app_value(app, IDENTIFICATION_TERM));
}

static void window_write_plan(const struct app *app, struct bytes *ret)
{
	const struct columns_view *view = &app->columns;

	if (view->planned)
		bytes_printf(ret, "%llu", (unsigned long long)view->plan_of);
}

/* Numbers of words are of one page. */
static void window_write_words(const struct app *app, struct bytes *ret)
{
	const struct sheet_text *text = &app->text;

	if (app->pick.active)
		bytes_printf(ret, "%s %lld %d %d %d %d", text->of,
			     (long long)text->stamp, text->form.part.x,
			     text->form.part.y, text->form.part.w,
			     text->form.part.h);
}

/* Rows of the list of records, each between two newlines. */
static void window_write_queue(const struct app *app, struct bytes *ret)
{
	const struct queue *queue = &app->queue;

	bytes_append_char(ret, '\n');
	for (size_t i = 0; queue->have && i < queue->n; i++) {
		size_t at = queue->offset + i;

		if (at >= queue->top &&
		    at < queue->top + (size_t)app->layout.pane.h)
			bytes_printf(ret, "%s\n", queue->rows[i].id);
	}
}

static void window_write(const struct app *app, struct bytes *ret)
{
	static void (*const writes[OVERLAY_COUNT])(const struct app *,
						   struct bytes *) = {
		[OVERLAY_NONE] = window_write_words,
		[OVERLAY_QUEUE] = window_write_queue,
		[OVERLAY_MENU] = window_write_menu,
		[OVERLAY_FORM] = window_write_form,
		[OVERLAY_DETERMINATIONS] = window_write_names,
		[OVERLAY_PREVIEW] = window_write_plan,
	};

	bytes_printf(ret, "%d ", app->overlay);
	if (writes[app->overlay] != NULL)
		writes[app->overlay](app, ret);
}

bool painted_window(struct app *app)
{
	struct painted *painted = &app->painted;
	struct bytes now CLEANUP(bytes_done) = {0};

	window_write(app, &now);
	if (painted->window.len == now.len &&
	    memcmp(painted->window.data, now.data, now.len) == 0)
		return true;
	painted->refused = true;
	app_say(app, "%s", APP_NOT_SHOWN);
	return false;
}

bool painted_lists(struct app *app, const char *id)
{
	struct painted *painted = &app->painted;

	if (lines_have(&painted->window, id))
		return true;
	painted->refused = true;
	app_say(app, "%s", APP_NOT_SHOWN);
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
	bytes_clear(&app->painted.window);
	app->painted.covered = app->overlay != OVERLAY_NONE;
	if (app->layout.fits)
		window_write(app, &app->painted.window);
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
