/*
 * view.h: what is drawn where. A view draws a part of the state into a
 * rectangle of the surface; it changes nothing, and what it draws depends on
 * the state alone.
 */
#ifndef UI_VIEW_VIEW_H
#define UI_VIEW_VIEW_H

#include "ui/state/state.h"
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
/* What is said of the selected field */
void detail_view_render(const struct app *app, struct rect area,
			struct surface *surface);
/* The picture, inside its frame */
void sheet_view_render(const struct app *app, struct rect area,
		       struct surface *surface);
/* The label's text, in its place */
void sheet_text_view_render(const struct app *app, struct rect area,
			    struct surface *surface);
/* Extraction */
void progress_view_render(const struct app *app, struct rect area,
			  struct surface *surface);
void queue_view_render(const struct app *app, struct rect area,
		       struct surface *surface);
/* Help, history, traffic */
void list_view_render(const struct app *app, struct rect area,
		      struct surface *surface);
/* What completes the line at the bottom */
void offers_view_render(const struct app *app, struct surface *surface);
void menu_view_render(const struct app *app, struct rect area,
		      struct surface *surface);
/* The list of determinations */
void determinations_view_render(const struct app *app, struct rect area,
				struct surface *surface);
void form_view_render(const struct app *app, struct rect area,
		      struct surface *surface);

/* While one types: what follows from it, in the place of what is said of the
 * field; and the grey text behind the surface's cursor. */
void typing_view_render(const struct app *app, struct rect area,
			struct surface *surface);
void typing_view_render_rest(const struct app *app, int columns,
			     struct surface *surface);

/* The selected field alone, in the last line of the wide sheet's frame. */
void grid_view_render_field(const struct app *app, struct rect frame,
			    struct surface *surface);

/* Titles of the frames, appended to *ret; what does not fit into `columns` is
 * left out. */
void grid_view_title(const struct app *app, int columns, struct bytes *ret);
void sheet_view_title(const struct app *app, int columns, struct bytes *ret);
void progress_view_title(const struct app *app, int columns, struct bytes *ret);

#endif
