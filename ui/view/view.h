/*
 * view.h: what is drawn where. A view draws a part of the state into a
 * rectangle of the surface; it changes nothing, and what it draws depends on
 * the state alone.
 */
#ifndef UI_VIEW_VIEW_H
#define UI_VIEW_VIEW_H

#include "ui/app/app.h"
#include "ui/terminal/surface.h"

/* All of it: panes, what is open over them, the key line. */
void app_render(const struct app *app, struct surface *surface);

/* Top line */
void title_view_render(const struct app *app, struct rect area,
		       struct surface *surface);
/* Bottom line: keys, messages, prompts */
void keys_view_render(const struct app *app, struct rect area,
		      struct surface *surface);
/* Fields, and what is said of one */
void grid_view_render(const struct app *app, struct rect area,
		      struct surface *surface);
/* The picture, inside its frame */
void sheet_view_render(const struct app *app, struct rect area,
		       struct surface *surface);
/* Extraction */
void progress_view_render(const struct app *app, struct rect area,
			  struct surface *surface);
void queue_view_render(const struct app *app, struct rect area,
		       struct surface *surface);
void help_view_render(const struct app *app, struct rect area,
		      struct surface *surface);
void history_view_render(const struct app *app, struct rect area,
			 struct surface *surface);
void menu_view_render(const struct app *app, struct rect area,
		      struct surface *surface);
void form_view_render(const struct app *app, struct rect area,
		      struct surface *surface);
/* All that is known of the extraction */
void traffic_view_render(const struct app *app, struct rect area,
			 struct surface *surface);

/* The selected field alone, in the last line of the wide sheet's frame. */
void field_view_render(const struct app *app, struct rect frame,
		       struct surface *surface);

/* Titles of the frames, appended to *ret; what does not fit into `columns` is
 * left out. */
void grid_view_title(const struct app *app, int columns, struct bytes *ret);
void sheet_view_title(const struct app *app, int columns, struct bytes *ret);
void progress_view_title(const struct app *app, int columns, struct bytes *ret);
/* Adds a piece to a title, with a line before it, where it fits. */
void title_add(struct bytes *ret, const struct app *app, int columns,
	       const char *text);

/* Lines there are to scroll through. */
int help_lines(const struct app *app);
int history_lines(const struct app *app);
int traffic_lines(const struct app *app);

/* Why a session ended early and what to do, in one sentence that is appended
 * to *ret; nothing where there is nothing to do. */
void progress_advice(const struct extract_progress *progress,
		     struct bytes *ret);

/* Lines above the first row of the queue. */
#define QUEUE_VIEW_HEAD 1
/* What the mouse has met: an item of the menu, a field of the form; -1 for
 * neither. */
int menu_item_at(const struct app *app, int y);
int form_field_at(const struct app *app, int y);

#endif
