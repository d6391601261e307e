/*
 * feeder.h: the thread that looks: it owns what is watched (watch/watch.h) and
 * sends what it sees, a whole view each time, at most two a second; so the
 * screen never waits for a file.
 */
#ifndef UI_MONITOR_FEEDER_H
#define UI_MONITOR_FEEDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/thread/mailbox.h"
#include "watch/place.h"
#include "watch/view.h"

enum feeder_mail_kind {
	FEEDER_MAIL_VIEW = 800, /* struct feeder_view */
	FEEDER_MAIL_LIST,	/* struct feeder_list */
	FEEDER_MAIL_TROUBLE,	/* struct feeder_trouble */
};

struct feeder_view {
	struct mail mail;
	struct watch_view view;
	char image_path[1024]; /* of the sheet that was read last; "": none */
};

/* A run of a folder, and how it stands. */
struct feeder_entry {
	char path[1024], name[128];
	enum watch_kind_of kind;
	double changed_at; /* s since 1970 */
	bool known;	   /* what follows */
	enum watch_state state;
	char words[120];
};

struct feeder_list {
	struct mail mail;
	double now;
	struct feeder_entry *entries; /* newest first; owned */
	size_t n, left_off;
};

struct feeder_trouble {
	struct mail mail;
	struct error error;
};

struct feeder;

/* Begins to look at `place` (copied), a run or a folder. `reply` outlives it;
 * of views and lists the latest wins. */
int feeder_start(const struct watch_place *place, struct mailbox *reply,
		 struct feeder **ret, struct error *err) MUST_USE;
void feeder_stop(struct feeder *feeder); /* NULL is fine */

/* Looks at this from now on; returns at once. */
void feeder_open(struct feeder *feeder, const struct watch_place *place);

#endif
