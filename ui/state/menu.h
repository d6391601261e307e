/*
 * menu.h: a choice over the fields, and the line that is typed at the bottom.
 * What a choice does is not known here (ui/update/window.h).
 */
#ifndef UI_STATE_MENU_H
#define UI_STATE_MENU_H

#include "ui/state/state.h"

#define MENU_TEXT_LINES 11 /* where the items leave room for them */

/* Opens one without items over whatever is open. Strings are copied; text may
 * be NULL, and name keys; each line of it begins a paragraph. */
void menu_open(struct app *app, enum menu_kind kind, const char *title,
	       const char *text);
/* `letter` 0: its number chooses it. The note may be NULL. What goes beyond
 * MENU_ITEMS is left out. */
void menu_add(struct app *app, char letter, const char *text, const char *note);
bool menu_has(const struct menu *menu, const char *text);
/* Also where none is open. */
void menu_close(struct app *app);
void menu_move(struct app *app, int by);

/* The paragraph at *text, without its end; owned, and *text goes on behind
 * it. NULL at the end. */
char *menu_paragraph(const char **text);
/* Lines of its text that a pane has room for above the items. */
int menu_text_lines(const struct menu *menu, struct rect area);
/* Whether one paragraph is shown whole above two items. */
bool menu_fits(const struct app *app, const char *text);
/* Line of the first item in a pane, below the text. */
int menu_first_line(const struct menu *menu, struct rect area);
/* The item that stands there: another than the first where not all have room
 * and a later one is selected. */
int menu_first_item(const struct menu *menu, struct rect area);
/* The item on this line of the screen; -1: none. */
int menu_item_at(const struct app *app, int y);
/* The item with this letter or number; -1: none. */
int menu_item_of(const struct menu *menu, const struct key *key);

/* Opens the line; what was typed into one of this kind, and of this record, is
 * there again. */
void prompt_open(struct app *app, enum prompt_kind kind);
/* Puts a text into an empty line; NULL is fine. */
void prompt_offer(struct app *app, const char *text);
/* What the draft calls an open line that is of no record and has words in it;
 * NULL: there is none. */
const char *prompt_line_word(const struct app *app);
/* The term whose values it is for, or NULL; borrowed. */
const char *prompt_line_term(const struct app *app);
/* Of a line that is being opened: what stood in it when an earlier session was
 * cut off is there again. */
void prompt_resume(struct app *app);
/* Says of such a line where it is found. */
void prompt_tell(struct app *app);
/* Whether an open line has words in it that are nowhere else, and for which
 * act on the record. */
bool prompt_typed(const struct app *app, enum act_op *ret);

#endif
