/*
 * move.c: a value goes to another field. See move.h.
 *
 * 1. Where something stands already, the value goes behind it.
 * 2. What is typed stays typed until a term is chosen.
 */
#include "config.h"

#include "ui/ditto/move.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "engine/map/field.h"
#include "ui/state/menu.h"
#include "ui/state/painted.h"
#include "ui/state/pendings.h"

#define LOOSE " \t\n,;:" /* between what stays and what goes */

/* What is moved. Owned. */
struct moving {
	char *stays, *goes;
};

static void moving_done(struct moving *moving)
{
	free(moving->stays);
	free(moving->goes);
}

/* Without what is loose at the end, and before the beginning. */
static char *text_tight(const char *text, size_t n)
{
	while (n > 0 && strchr(LOOSE, text[n - 1]) != NULL)
		n--;
	while (n > 0 && strchr(LOOSE, text[0]) != NULL) {
		text++;
		n--;
	}
	return mem_strndup(text, n);
}

static struct moving moving_now(const struct app *app)
{
	const struct lineedit *line = &app->edit.line;
	const char *value;

	if (app->edit.active) {
		value = lineedit_text(line);
		return (struct moving){
			.stays = text_tight(value, line->at),
			.goes = text_tight(value + line->at,
					   strlen(value + line->at)),
		};
	}
	value = app_value(app, app->grid.term);
	return (struct moving){
		.stays = mem_strdup(""),
		.goes = text_tight(value, strlen(value)),
	};
}

static const char *moving_term(const struct app *app)
{
	return app->edit.active ? app->edit.term : app->grid.term;
}

/* --- to which? ------------------------------------------------------------ */

/* What labels are read for, so that it may have been read into the wrong
 * field; not what the collection gave the sheet. */
static bool term_takes(const struct term *term, const char *from)
{
	static const field_set never = FIELD_BIT(FIELD_COORDINATES) |
				       FIELD_BIT(FIELD_ELEVATION) |
				       FIELD_BIT(FIELD_FAMILY);
	enum map_field field = map_field_of(term->name);

	return field != MAP_FIELD_COUNT && (FIELD_BIT(field) & never) == 0 &&
	       term->role != ROLE_CATALOGUE && strcmp(term->name, from) != 0;
}

#define RANKS 4

/* How likely it is meant: who and when are taken for another's, and prose takes
 * nearly all else that is read wrongly. */
static int term_rank(const struct term *term, const struct term *from)
{
	if (from != NULL && term->kind == from->kind &&
	    (term->kind == TERM_PERSON || term->kind == TERM_DATE))
		return 0;
	if (term->kind == TERM_TEXT && term->said == SAID_LABEL)
		return 1;
	return term_is_required(term) ? 2 : 3;
}

/* A letter of its name that no other term has yet; 0: none. */
static char term_letter(const struct menu *menu, const char *name)
{
	for (const char *at = name; *at != '\0'; at++) {
		char c = (char)tolower((unsigned char)*at);
		bool had = c < 'a' || c > 'z' || strchr("jkq", c) != NULL;

		for (int i = 0; i < menu->n && !had; i++)
			had = menu->items[i].letter == c;
		if (!had)
			return c;
	}
	return 0;
}

static void move_list(struct app *app, const char *from)
{
	const struct term *own = terms_find(app->terms, from);

	for (int rank = 0; rank < RANKS; rank++)
		for (size_t i = 0; i < terms_count(app->terms); i++) {
			const struct term *term = terms_at(app->terms, i);

			if (!term_takes(term, from) ||
			    term_rank(term, own) != rank)
				continue;
			menu_add(app, term_letter(&app->menu, term->name),
				 term->name, app_value(app, term->name));
		}
}

void value_move_ask(struct app *app, struct effects *effects)
{
	struct moving moving CLEANUP(moving_done) = moving_now(app);
	char *title CLEANUP(mem_free_str) = NULL;
	char *from CLEANUP(mem_free_str) = mem_strdup(moving_term(app));

	(void)effects;
	if (moving.goes[0] == '\0') {
		app_say(app, app->edit.active
				     ? "nothing stands behind the cursor"
				     : "there is nothing to move");
		return;
	}
	if (!app->edit.active && !painted_allows(app))
		return;
	title = mem_printf("move \"%s\" to", moving.goes);
	pendings_look(app);
	menu_open(app, MENU_MOVE, "move", title);
	move_list(app, from);
}

/* --- there ---------------------------------------------------------------- */

/* What stands there, and the value behind it; owned. */
static char *value_joined(const struct app *app, const char *term,
			  const char *value)
{
	const struct term *known = terms_find(app->terms, term);
	const char *has = app_value(app, term);

	if (text_blank(has))
		return mem_strdup(value);
	if (known != NULL && known->kind != TERM_TEXT &&
	    known->kind != TERM_PERSON)
		return mem_strdup(value);
	return mem_printf("%s%s%s", has,
			  known != NULL && known->kind == TERM_PERSON ? " | "
								      : "; ",
			  value);
}

bool value_move(struct app *app, int i, struct effects *effects)
{
	struct moving moving CLEANUP(moving_done) = moving_now(app);
	char *to CLEANUP(mem_free_str) = mem_strdup(app->menu.items[i].text);
	char *from CLEANUP(mem_free_str) = mem_strdup(moving_term(app));
	char *value CLEANUP(mem_free_str) = value_joined(app, to, moving.goes);
	const struct pending_more more = {to, value};
	bool typed = app->edit.active;
	bool empty = text_blank(moving.stays);

	menu_close(app);
	app->edit.active = false;
	pendings_submit(app,
			&(struct pending_ask){
				.op = empty ? ACT_CLEAR : ACT_SET,
				.term = from,
				.value = empty ? NULL : moving.stays,
				.seen = typed ? app->edit.base : NULL,
				.view = typed ? NULL : &app->asked,
				.via = VIA_CANDIDATE,
				.more = &more,
				.n_more = 1,
			},
			effects);
	app_say(app, "%s: \"%s\"{; {undo} takes it back}", to, value);
	return true;
}
