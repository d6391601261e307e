/*
 * acts.h: inside ui/: the functions behind the table of actions, one group
 * for each app_NOUN.c, and what those files ask of each other.
 */
#ifndef UI_APP_ACTS_H
#define UI_APP_ACTS_H

#include "ui/app/app.h"

#define ACT(name) void act_##name(struct app *app, struct effects *effects)

/* grid.c: the fields */
ACT(accept);
ACT(edit_end);
ACT(edit_start);
ACT(clear);
ACT(take);
ACT(candidates);
ACT(fold);
ACT(commit);
ACT(cancel);
void grid_rebuild(struct app *app);
void grid_select(struct app *app, const char *term);
void grid_move(struct app *app, int by);
int grid_selected(const struct app *app); /* -1: nothing */
void edit_open(struct app *app, const char *term, const char *text,
	       bool at_end);
void edit_close(struct app *app);
/* Submits an act on the current record and remembers it. */
void app_submit(struct app *app, enum act_op op, const char *term,
		const char *value, const char *reason, bool override,
		struct effects *effects);
void menu_candidate_chosen(struct app *app, int i, struct effects *effects);

/* record.c: the record as a whole */
ACT(approve);
ACT(reject);
ACT(flag);
ACT(note);
ACT(undo);
ACT(redo);
ACT(reopen);
ACT(record_next);
ACT(record_previous);
void record_go(struct app *app, const char *id, size_t rank, enum arrival why);
void record_go_next(struct app *app);
void record_beside(struct app *app);
void menu_reason_chosen(struct app *app, int i, struct effects *effects);
void menu_approve_chosen(struct app *app, int i, struct effects *effects);
void prompt_note_done(struct app *app, struct effects *effects);
void prompt_reason_done(struct app *app, struct effects *effects);
void trail_clear(struct trail *trail);
void slot_done(struct slot *slot);

/* sheet.c: the picture */
ACT(label);
ACT(zoom_in);
ACT(zoom_out);
ACT(zoom_step);
ACT(turn_left);
ACT(turn_right);
ACT(view_reset);
ACT(pan_left);
ACT(pan_right);
ACT(pan_up);
ACT(pan_down);
ACT(wide);
/* The selected field changed: shows where it is written. */
void sheet_follow(struct app *app);
void sheet_arrive(struct app *app);
void sheet_ask(struct app *app, struct effects *effects);
void sheet_click(struct app *app, int x, int y);
void sheet_wheel(struct app *app, bool up);

/* queue.c: the list of records */
ACT(queue);
ACT(queue_choose);
ACT(queue_scope);
ACT(queue_order);
ACT(search);
void prompt_search_done(struct app *app, struct effects *effects);
void queue_move(struct app *app, int by);
void queue_select(struct app *app, size_t row);
void queue_filter(const struct app *app, struct index_filter *ret);
void queue_ask(struct app *app, struct effects *effects);
void queue_done(struct queue *queue);
/* "open oak" to scope and text; NULL is fine. */
void queue_restore(struct app *app, const char *words);

/* extract.c: pause, stop, retry */
ACT(extract_pause);
ACT(extract_resume);
ACT(extract_stop);
ACT(extract_retry);
void menu_quit_chosen(struct app *app, int i, struct effects *effects);
void menu_stop_chosen(struct app *app, int i, struct effects *effects);

/* form.c: the form that starts it */
ACT(extract_form);
ACT(form_start);
ACT(form_next);
ACT(form_previous);
ACT(form_toggle);
void form_done(struct form *form);
/* Opens it on this field. */
void form_open(struct app *app, enum form_field field);
/* Goes to a field; what was wrong is no longer said. */
void form_select(struct app *app, enum form_field field);
void form_move(struct app *app, int by);

/* window.c: overlays, menus, prompts, the way out */
ACT(help);
ACT(history);
ACT(traffic);
ACT(close);
ACT(quit);
ACT(suspend);
ACT(repaint);
ACT(choose);
ACT(prompt_done);
void menu_open(struct app *app, enum menu_kind kind, const char *title,
	       const char *text);
void menu_add(struct app *app, char letter, const char *text, const char *note);
void menu_close(struct app *app);
void menu_choose(struct app *app, int i, struct effects *effects);
/* Chooses by the letter or number typed; false when there is none. */
bool menu_typed(struct app *app, const struct key *key,
		struct effects *effects);
void prompt_open(struct app *app, enum prompt_kind kind);
void app_say(struct app *app, const char *format, ...) PRINTF_LIKE(2, 3);

/* move.c: up, down and the mouse, for whatever is open */
ACT(down);
ACT(up);
ACT(page_down);
ACT(page_up);
ACT(first);
ACT(last);
void app_mouse(struct app *app, const struct key *key, struct effects *effects);

/* typing.c: keys of lines that are typed */
ACT(line_left);
ACT(line_right);
ACT(line_word_left);
ACT(line_word_right);
ACT(line_home);
ACT(line_end);
ACT(line_backspace);
ACT(line_delete);
ACT(line_kill_end);
ACT(line_kill_home);
ACT(line_kill_word_left);
ACT(line_kill_word_right);
ACT(line_yank);
ACT(line_swap);
/* The line being typed, or NULL. */
struct lineedit *app_line(struct app *app);
void app_typed(struct app *app, const char *text, size_t len);

/* reconcile.c, mail.c, app.c */
void draft_copy(const struct draft *draft, struct draft *ret);
/* Compares what is wanted with what was asked, and asks the rest. */
void app_reconcile(struct app *app, struct effects *effects);
/* Gives the sheet all the room, or what the panes leave. */
void reconcile_layout(struct app *app);
/* The wanted record is the one that was fetched ahead: takes it. */
void record_swap(struct app *app);
void queue_take(struct app *app, struct query_rows *reply);
void app_release(struct app *app, struct effects *effects);
void pendings_done(struct pendings *pendings);
void pendings_drop(struct app *app, const char *term);
uint64_t app_ticket(struct app *app);

#endif
