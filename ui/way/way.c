/*
 * way.c: the lines of commands and terms. See way.h.
 *
 * 1. One goes to a term as soon as its letters begin no other; whoever types
 *    its name to the end has the letters that are left taken from them, and an
 *    Enter behind them, so that none is an order: least of all that a value is
 *    right which nobody has looked at. Who pauses has seen where they are, and
 *    letters are orders again; Enter is one when it does not come by habit.
 * 2. Before a letter is typed the first rows of fields have figures, with which
 *    no term begins.
 * 3. An offer is put in the place of what was typed, which is there again
 *    behind the last one.
 */
#include "config.h"

#include "ui/way/way.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ui/state/menu.h"
#include "ui/update/grid.h"
#include "ui/update/window.h"
#include "ui/way/command_run.h"
#include "ui/way/offers.h"

#define WAY_NUMBERS 9 /* rows that have a figure */
/* Who ends a name by habit has not looked at the field yet. */
#define WAY_END_MS 1000

void way_done(struct way *way)
{
	history_done(&way->commands);
	free(way->typed);
	free(way->put);
	free(way->rest);
	*way = (struct way){0};
}

static void way_open(struct app *app, enum prompt_kind kind)
{
	prompt_open(app, kind);
	lineedit_set(&app->prompt.line, "");
	mem_replace(&app->way.put, NULL);
	mem_replace(&app->way.typed, NULL);
	app->way.chosen = kind == PROMPT_TERM ? 0 : -1;
	if (kind == PROMPT_COMMAND)
		prompt_resume(app);
	history_begin(&app->way.commands);
}

void way_command(struct app *app, struct effects *effects)
{
	way_open(app, PROMPT_COMMAND);
}

void way_term(struct app *app, struct effects *effects)
{
	app->overlay = OVERLAY_NONE;
	way_open(app, PROMPT_TERM);
}

/* ---- terms --------------------------------------------------------------- */

static void term_go(struct app *app, const char *name)
{
	app->prompt.active = false;
	grid_reveal(app, name);
}

int way_number(const struct app *app, int row)
{
	const struct grid *grid = &app->grid;
	int n = 0;

	if (!app->prompt.active || app->prompt.kind != PROMPT_TERM ||
	    app->prompt.line.text.len > 0 || app->overlay != OVERLAY_NONE ||
	    row < grid->top || grid->rows[row] == NULL)
		return 0;
	for (int i = grid->top; i <= row; i++)
		n += grid->rows[i] != NULL;
	return n <= WAY_NUMBERS ? n : 0;
}

/* The row with a number is gone to; that there is none is said. */
static void way_go_numbered(struct app *app, int number)
{
	int last = app->grid.top + app->layout.grid.h;

	lineedit_set(&app->prompt.line, "");
	for (int i = app->grid.top; i < last && i < app->grid.n; i++)
		if (way_number(app, i) == number) {
			term_go(app, app->grid.rows[i]);
			return;
		}
	app_say(app, "no row has the number %d", number);
}

void way_typed(struct app *app)
{
	const char *text = lineedit_text(&app->prompt.line);
	struct offers offers;
	size_t len = strlen(text);

	if (!app->prompt.active || app->prompt.kind != PROMPT_TERM || len == 0)
		return;
	if (len == 1 && text[0] >= '1' && text[0] <= '0' + WAY_NUMBERS) {
		way_go_numbered(app, text[0] - '0');
		return;
	}
	offers_make(app, PROMPT_TERM, text, &offers);
	if (app->way.chosen >= offers.n)
		app->way.chosen = 0;
	if (offers.n != 1)
		return;
	mem_replace(&app->way.rest,
		    strncasecmp(offers.items[0].text, text, len) == 0
			    ? offers.items[0].text + len
			    : "");
	app->way.jumped_ms = app->spent.now_ms;
	term_go(app, offers.items[0].text);
	app_say(app, "%s", offers.items[0].note);
}

bool way_takes(struct app *app, const struct key *key)
{
	char *rest = app->way.rest;
	bool next = rest != NULL && rest[0] != '\0' && key_is_text(key) &&
		    key->code < 0x80 &&
		    tolower((int)key->code) == tolower((unsigned char)rest[0]);
	bool end = rest != NULL && key->code == KEYCODE_ENTER &&
		   key->mods == 0 &&
		   app->spent.now_ms - app->way.jumped_ms < WAY_END_MS;

	if (next)
		memmove(rest, rest + 1, strlen(rest));
	if (next && app->grid.term != NULL)
		app_say(app, "%s", app->grid.term);
	if (end)
		app_say(app, "this is %s{; {accept}: it is right}",
			app->grid.term != NULL ? app->grid.term : "the term");
	if (!next)
		mem_replace(&app->way.rest, NULL);
	return next || end;
}

void way_pause(struct app *app)
{
	if (app->way.rest != NULL)
		app->way.rest[0] = '\0';
}

static void term_done(struct app *app)
{
	const char *text = lineedit_text(&app->prompt.line);
	struct offers offers;

	offers_make(app, PROMPT_TERM, text, &offers);
	if (offers.n > 0)
		term_go(app, offers.items[app->way.chosen < offers.n
						  ? app->way.chosen
						  : 0]
				     .text);
	else
		app_say(app, "no term begins \"%s\"", text);
}

/* ---- both ---------------------------------------------------------------- */

static void command_done(struct app *app, struct effects *effects)
{
	char *line CLEANUP(mem_free_str) =
		mem_strdup(lineedit_text(&app->prompt.line));

	if (line[0] == '\0')
		return;
	history_add(&app->way.commands, line);
	mem_replace(&effects_add(effects, EFFECT_HABIT)->habit, line);
	command_run(app, line, effects);
}

void way_prompt_done(struct app *app, struct effects *effects)
{
	if (app->prompt.kind != PROMPT_COMMAND &&
	    app->prompt.kind != PROMPT_TERM) {
		window_prompt_done(app, effects);
		return;
	}
	app->prompt.active = false;
	if (app->prompt.kind == PROMPT_COMMAND)
		command_done(app, effects);
	else
		term_done(app);
}

/* Puts a text behind the first `from` bytes of what was typed. */
static void complete_put(struct app *app, size_t from, const char *text,
			 size_t len, const char *end)
{
	struct way *way = &app->way;

	free(way->put);
	way->put = mem_printf("%.*s%.*s%s", (int)from, way->typed, (int)len,
			      text, end);
	lineedit_set(&app->prompt.line, way->put);
}

/* Whether an offer stands in the line now. */
static bool complete_goes_on(const struct app *app)
{
	return app->way.put != NULL &&
	       strcmp(app->way.put, lineedit_text(&app->prompt.line)) == 0;
}

/* The first time: what all have in common, where that is more than stands
 * there; true when something was put in. */
static bool complete_begin(struct app *app, const struct offers *offers)
{
	size_t len = offers_common(offers);
	size_t have = strlen(app->way.typed) - offers->from;

	app->way.chosen = -1;
	if (offers->n == 1)
		complete_put(app, offers->from, offers->items[0].text, len,
			     offers->items[0].whole ? "" : " ");
	else if (len > have)
		complete_put(app, offers->from, offers->items[0].text, len, "");
	else
		return false;
	mem_replace(&app->way.put, NULL);
	return true;
}

void way_complete(struct app *app, int by)
{
	struct way *way = &app->way;
	struct offers offers;
	bool goes_on = complete_goes_on(app);
	int at;

	if (!goes_on)
		mem_replace(&way->typed, lineedit_text(&app->prompt.line));
	offers_make(app, app->prompt.kind, way->typed, &offers);
	if (offers.n == 0 || (!goes_on && complete_begin(app, &offers)))
		return;
	/* Behind the last one stands what was typed. */
	at = (way->chosen + 1 + by + offers.n + 1) % (offers.n + 1) - 1;
	way->chosen = at;
	if (at < 0)
		complete_put(app, strlen(way->typed), "", 0, "");
	else
		complete_put(app, offers.from, offers.items[at].text,
			     strlen(offers.items[at].text), "");
}

static void older_offer(struct app *app, int by)
{
	struct offers offers;

	offers_make(app, PROMPT_TERM, lineedit_text(&app->prompt.line),
		    &offers);
	if (offers.n > 0)
		app->way.chosen = (app->way.chosen + by + offers.n) % offers.n;
}

void way_older(struct app *app, int by)
{
	const char *line;

	if (app->prompt.kind == PROMPT_TERM) {
		older_offer(app, by);
		return;
	}
	if (app->prompt.kind != PROMPT_COMMAND)
		return;
	line = history_go(&app->way.commands, by,
			  lineedit_text(&app->prompt.line));
	if (line != NULL)
		lineedit_set(&app->prompt.line, line);
}
