/*
 * parts.h: the parts of the monitor's screen, each in a rectangle. They change
 * nothing but where the picture belongs and how far one has scrolled.
 */
#ifndef UI_MONITOR_PARTS_H
#define UI_MONITOR_PARTS_H

#include "ui/monitor/state.h"

#define PAINT_LABEL 10 /* columns of what stands before a line */

/* Rows that were used. */
int progress_paint(const struct watch_view *view, struct rect area,
		   struct surface *surface);
void fields_paint(struct monitor *m, struct rect area, struct surface *surface);
/* Sets where the picture belongs. */
void sheet_paint(struct monitor *m, struct rect area, struct surface *surface);
void sheet_title(const struct monitor *m, struct bytes *ret);
void people_paint(struct monitor *m, struct rect area, struct surface *surface);
/* Sets how many rows there are for events. */
void events_paint(struct monitor *m, struct rect area, struct surface *surface);
void events_title(const struct monitor *m, struct bytes *ret);

#endif
