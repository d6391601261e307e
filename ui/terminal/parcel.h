/*
 * parcel.h: one sequence on its way to the terminal: a strip, where it is shown, and
 * the question whether it has arrived. It can be ended before all of it was sent.
 *
 *	parcel_open  parcel_put…  parcel_put_strip  parcel_put…  parcel_close
 *
 * The UI thread's.
 */
#ifndef UI_TERMINAL_PARCEL_H
#define UI_TERMINAL_PARCEL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "ui/probe/traits.h"

struct parcel {
	const struct terminal_traits *traits; /* borrowed */
	struct bytes out;
	size_t sent;
	size_t body, body_end; /* of `out`: what can be left out */
	bool asks;	       /* it ends with a question */
};

/* Whether these bytes of the preview thread's are a strip in the terminal's
 * protocol. */
bool parcel_takes(const struct parcel *parcel, const struct bytes *strip);

/* Begins another one; what was left of the last is forgotten. */
void parcel_open(struct parcel *parcel);
void parcel_put(struct parcel *parcel, const char *data, size_t len);
/* Saves the cursor and moves it to a cell of the screen, or of the pane (from
 * 0). */
void parcel_put_place(struct parcel *parcel, int row, int column);
void parcel_put_strip(struct parcel *parcel, const struct bytes *strip);
/* With `ask` it ends with a question, where the terminal answers one. */
void parcel_close(struct parcel *parcel, bool ask);

/* True while not all of it was sent. */
bool parcel_pending(const struct parcel *parcel);

enum parcel_cut {
	PARCEL_WHOLE,	/* nothing could be left out any more */
	PARCEL_SHORT,	/* its strip is not going to arrive as a whole */
	PARCEL_DROPPED, /* nothing had been sent: it is empty */
};
/* Leaves out what of the strip was not sent. */
enum parcel_cut parcel_cut(struct parcel *parcel);
/* Takes the question out, where that was not begun to be sent. */
void parcel_hush(struct parcel *parcel);

/* Forgets it. */
void parcel_clear(struct parcel *parcel);
void parcel_done(struct parcel *parcel);

#endif
