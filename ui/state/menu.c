/*
 * menu.c: a choice, and a line that is typed. See menu.h.
 *
 * 1. One overlay at a time: a menu that opens over another one replaces it,
 *    and closing leads back to the fields.
 */
#include "config.h"

#include "ui/state/menu.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/terminal/surface.h"

void menu_open(struct app *app, enum menu_kind kind, const char *title,
	       const char *text)
{
	menu_close(app);
	app->menu.kind = kind;
	app->menu.title = mem_strdup(title);
	app->menu.text = text != NULL ? app_words(app, text) : NULL;
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

bool menu_has(const struct menu *menu, const char *text)
{
	for (int i = 0; i < menu->n; i++)
		if (strcmp(menu->items[i].text, text) == 0)
			return true;
	return false;
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

void menu_move(struct app *app, int by)
{
	int at = app->menu.selected + by;

	if (at >= app->menu.n)
		at = app->menu.n - 1;
	app->menu.selected = at < 0 ? 0 : at;
}

char *menu_paragraph(const char **text)
{
	const char *at = *text;
	size_t len;

	if (at == NULL || *at == '\0')
		return NULL;
	len = strcspn(at, "\n");
	*text = at + len + (at[len] == '\n' ? 1 : 0);
	return mem_strndup(at, len);
}

/* Title, text and items, each with an empty line before it. */
int menu_text_lines(const struct menu *menu, struct rect area)
{
	int room = area.h - 4 - menu->n;

	if (room > MENU_TEXT_LINES)
		room = MENU_TEXT_LINES;
	return room > 0 ? room : 0;
}

bool menu_fits(const struct app *app, const char *text)
{
	struct rect pane = app->layout.pane;
	int most = menu_text_lines(&(struct menu){.n = 2}, pane);

	return app->layout.fits &&
	       surface_wrap_lines(text, pane.w - 4, most + 1) <= most;
}

int menu_first_line(const struct menu *menu, struct rect area)
{
	const char *rest = menu->text;
	int lines = 0, most = menu_text_lines(menu, area);
	char *text;

	if (rest == NULL)
		return area.y + 3;
	while ((text = menu_paragraph(&rest)) != NULL) {
		lines += surface_wrap_lines(text, area.w - 4, most - lines);
		free(text);
	}
	return area.y + 4 + lines;
}

int menu_first_item(const struct menu *menu, struct rect area)
{
	int lines = area.y + area.h - menu_first_line(menu, area);

	return lines > 0 && menu->selected >= lines ? menu->selected - lines + 1
						    : 0;
}

int menu_item_at(const struct app *app, int y)
{
	struct rect pane = app->layout.pane;
	int line = y - menu_first_line(&app->menu, pane);
	int at = line + menu_first_item(&app->menu, pane);

	return line >= 0 && at < app->menu.n ? at : -1;
}

int menu_item_of(const struct menu *menu, const struct key *key)
{
	for (int i = 0; key->mods == 0 && i < menu->n; i++) {
		char letter = menu->items[i].letter;
		uint32_t digit = i < 9 ? (uint32_t)('1' + i) : 0;

		if (key->code == digit ||
		    (letter != 0 && key->code == (unsigned char)letter))
			return i;
	}
	return -1;
}

void prompt_open(struct app *app, enum prompt_kind kind)
{
	struct prompt *prompt = &app->prompt;
	bool other = kind < PROMPT_SEARCH && !app_is_here(app, prompt->of);

	prompt->active = true;
	if (prompt->kind != kind || other)
		lineedit_set(&prompt->line, "");
	prompt->kind = kind;
	mem_replace(&prompt->of, app->here.specimen.id);
}

void prompt_offer(struct app *app, const char *text)
{
	if (lineedit_text(&app->prompt.line)[0] == '\0')
		lineedit_set(&app->prompt.line, text);
}

bool prompt_typed(const struct app *app, enum act_op *ret)
{
	static const enum act_op ops[] = {
		[PROMPT_NOTE] = ACT_NOTE,
		[PROMPT_REASON] = ACT_REJECT,
		[PROMPT_OVERRIDE] = ACT_APPROVE,
	};
	const struct prompt *prompt = &app->prompt;
	const char *text = lineedit_text(&prompt->line);

	if (!prompt->active || prompt->kind >= PROMPT_SEARCH ||
	    prompt->kind == PROMPT_DETERMINATION || !app->here.have ||
	    text_blank(text))
		return false;
	*ret = ops[prompt->kind];
	return *ret != ACT_NOTE || prompt->seen == NULL ||
	       strcmp(text, prompt->seen) != 0;
}

/* ---- lines that are of no record ----------------------------------------- */

/* By their words in the draft, and how one comes back to them. A jump to a term
 * is a few letters: it is not kept. */
static const struct {
	const char *word, *way;
} line_words[] = {
	[PROMPT_SEARCH] = {"search", "{search} has it again"},
	[PROMPT_COMMAND] = {"command",
			    "{command} and {prompt:line-older} have it again"},
	[PROMPT_VALUES] =
		{"values",
		 "{values}, and {values:values-set} there, have it again"},
	[PROMPT_REPLACE] =
		{"replace",
		 "{values}, and {values:values-replace} there, have it again"},
};

static bool line_is_of_values(enum prompt_kind kind)
{
	return kind == PROMPT_VALUES || kind == PROMPT_REPLACE;
}

const char *prompt_line_term(const struct app *app)
{
	return line_is_of_values(app->prompt.kind) ? app->columns.term : NULL;
}

const char *prompt_line_word(const struct app *app)
{
	const struct prompt *prompt = &app->prompt;
	const char *text = lineedit_text(&prompt->line);

	if (!prompt->active || prompt->kind >= ARRAY_LEN(line_words) ||
	    text_blank(text))
		return NULL;
	return line_words[prompt->kind].word;
}

static void line_forget(struct draft *draft)
{
	mem_replace(&draft->line_of, NULL);
	mem_replace(&draft->line, NULL);
	mem_replace(&draft->line_term, NULL);
}

void prompt_resume(struct app *app)
{
	struct prompt *prompt = &app->prompt;
	struct draft *draft = &app->restored;
	const char *term = prompt_line_term(app);

	if (draft->line_of == NULL || draft->line == NULL ||
	    strcmp(draft->line_of, line_words[prompt->kind].word) != 0 ||
	    (term != NULL &&
	     (draft->line_term == NULL || strcmp(term, draft->line_term) != 0)))
		return;
	if (prompt->kind == PROMPT_COMMAND)
		history_add(&app->way.commands, draft->line);
	else
		lineedit_set(&prompt->line, draft->line);
	line_forget(draft);
}

void prompt_tell(struct app *app)
{
	const struct draft *draft = &app->restored;
	const char *of = draft->line_term != NULL ? draft->line_term : "";

	for (size_t i = 0; i < ARRAY_LEN(line_words); i++)
		if (draft->line != NULL && draft->line_of != NULL &&
		    line_words[i].word != NULL &&
		    strcmp(draft->line_of, line_words[i].word) == 0)
			app_say(app, "you had typed \"%s\"%s%s: %s",
				draft->line, of[0] != '\0' ? " for " : "", of,
				line_words[i].way);
}
