/*
 * state.h: what the monitor knows and what its keys do: a view and where one
 * stands in it. No thread, file or terminal; one thread's.
 */
#ifndef UI_MONITOR_STATE_H
#define UI_MONITOR_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "review/preview/preview.h"
#include "ui/input/lineedit.h"
#include "ui/keyboard/key.h"
#include "ui/monitor/feeder.h"
#include "ui/terminal/rect.h"
#include "ui/terminal/surface.h"

/* What stands below the progress. */
enum monitor_page {
	PAGE_ALL, /* as much of everything as has room */
	PAGE_EVENTS,
	PAGE_FIELDS,
	PAGE_SHEET,
	PAGE_PEOPLE, /* failures, batches, curators */
};
#define MONITOR_PAGES 5

/* What of the stream is shown. */
enum monitor_filter {
	FILTER_ALL,
	FILTER_WRONG, /* failures and trouble */
	FILTER_STATE, /* not single sheets */
};
#define MONITOR_FILTERS 3

/* What the loop is to do. */
enum monitor_wish {
	WISH_NOTHING,
	WISH_QUIT,
	WISH_OPEN,   /* the entry that is chosen */
	WISH_LIST,   /* back to the folder */
	WISH_REDRAW, /* the screen anew */
};

struct monitor {
	/* How it was begun. */
	bool ascii;
	bool from_folder; /* there is a list to go back to */

	/* The folder. */
	bool in_list;
	struct feeder_list *list; /* NULL: not told yet; owned */
	size_t chosen;
	char chosen_path[1024]; /* follows its run while the list moves */

	/* The run. */
	struct feeder_view *told;      /* NULL: not told yet; owned */
	struct preview_reply *picture; /* NULL: none; owned */
	char pictured[72];	       /* the sheet it shows */
	char pictured_image[160];      /* and the name of its image */
	bool wants_picture;
	enum monitor_page page;
	enum monitor_filter filter;
	bool typing; /* the line that is sought */
	struct lineedit line;
	char sought[64]; /* folded; "": all */
	uint64_t held;	 /* the newest event that is shown; 0: follows */
	size_t fields_top;
	bool help;
	char notice[200];  /* stands on the bottom line until a key */
	uint64_t noticed;  /* seq of the last notice that was looked at */
	bool rings;	   /* the bell is due */
	char trouble[300]; /* cannot be looked at; "" */

	/* Set by painting: where the picture belongs. */
	struct rect picture_area;
	int events_rows;
};

void monitor_init(struct monitor *monitor, bool ascii, bool folder);
void monitor_done(struct monitor *monitor);

/* A key; what is to be done. */
enum monitor_wish monitor_key(struct monitor *monitor, const struct key *key);
/* Takes mail of the feeder or the preview; frees what it does not keep. */
void monitor_mail(struct monitor *monitor, struct mail *mail);
/* Forgets the run, for another one. */
void monitor_forget(struct monitor *monitor);

/* The entry of the list one stands on, or NULL. */
const struct feeder_entry *monitor_entry(const struct monitor *monitor);
/* Whether an event passes the filter. */
bool monitor_shows(const struct monitor *monitor,
		   const struct watch_event *event);
/* Up to `n` numbers of events, newest first, from the one that is held. */
size_t monitor_events(const struct monitor *monitor, uint64_t *ret, size_t n);

/* paint.c: draws it all; sets where the picture belongs. */
void monitor_paint(struct monitor *monitor, struct surface *surface);

#endif
