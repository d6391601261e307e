/*
 * preview.h: the preview thread: turns a sheet, or a label on it, into bytes
 * that the console only copies out. The latest request wins; an answer says
 * which request it is of.
 */
#ifndef REVIEW_PREVIEW_PREVIEW_H
#define REVIEW_PREVIEW_PREVIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/box.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/thread/mailbox.h"
#include "image/pixels/bitmap.h"
#include "image/show/cells.h"
#include "image/show/protocol.h"
#include "image/show/tone.h"
#include "image/show/view.h"

enum preview_mail_kind {
	PREVIEW_MAIL_DONE = 500, /* struct preview_reply */
	PREVIEW_MAIL_LATE,	 /* struct preview_late */
};

/* A number that is painted beside what stands there. */
struct preview_mark {
	struct box box; /* stored pixels */
	int number;
};
#define PREVIEW_MARKS 400

/* What of the same sheet may be asked for next: a label, upright. */
struct preview_next {
	struct box region; /* w == 0: nothing */
	int rotation;
	bool exif;
};

struct preview_request {
	uint64_t ticket;
	const char *path;  /* copied */
	int rotation;	   /* clockwise degrees on top of the stored image */
	bool exif;	   /* turn by EXIF first (then rotation); where EXIF
			    * mirrors, that is done in any case */
	struct box region; /* stored pixels to show; w == 0: whole sheet */
	double zoom;	   /* 1: the region fits the pane; 2: twice as large */
	double scale;	   /* shown pixels for each stored one; 0: by zoom */
	double pan_x, pan_y;	  /* 0-1: which part is seen when zoomed */
	struct preview_next next; /* made when nothing else is wanted */
	struct box frames[32];	  /* stored pixels, drawn as frames */
	int n_frames;
	struct preview_mark marks[PREVIEW_MARKS]; /* of sixels alone */
	int n_marks;
	enum tone tone;
	bool early; /* strips may come after the answer (preview_late); of
		       the thread alone */
	int columns, rows;	     /* of the pane in cells */
	int cell_width, cell_height; /* pixels of a cell; for sixel */
	bool sixel;
	enum show_protocol protocol; /* with sixel: what it is sent in */
	bool sixel_bands;  /* strips are whole bands of six pixels high: for
			     tmux, which takes a band as begun for covered */
	bool sixel_whole;  /* all in one strip, for what is not a console */
	int sixel_colours; /* registers of the terminal; 2-256 */
	int max_width, max_height;    /* of a graphic; 0: no limit */
	enum preview_colours colours; /* for the cells */
	enum cell_blocks blocks;
	bool ascii; /* no Unicode blocks */
	bool plain; /* with pixels: cells all alike below them, which are soon
		       sent, and not again for another picture; with `early` the
		       first strips come while the picture is decoded */
};

/* A horizontal strip of the picture: a complete sixel DCS sequence; in another
 * protocol without its end, and in kitty's without its beginning (kitty.h,
 * iterm.h). */
struct preview_strip {
	int row, rows;	     /* in cells from the pane's top */
	int column, columns; /* and from its left edge */
	struct bytes sixel;  /* empty: it comes later */
};
#define PREVIEW_STRIPS 8

struct preview_reply {
	struct mail mail;
	uint64_t ticket;
	struct error error; /* kind ERROR_NONE when it went well */
	int columns, rows;  /* of the cell picture = the pane asked for */
	struct preview_cell *cells; /* columns * rows, row by row */
	int n_strips;
	struct preview_strip strips[PREVIEW_STRIPS];
	double scale;	  /* shown pixels / stored pixels, for "100 %" */
	int rotation;	  /* in all, EXIF included */
	struct view view; /* what of the stored picture is in which cells */
	bool truncated;	  /* the file ends early */
	bool ready;	  /* it had been made before it was asked for */
};

/* A strip that an answer was given without; nothing may come of it where another
 * picture was asked for meanwhile. */
struct preview_late {
	struct mail mail;
	uint64_t ticket;
	int strip; /* of the answer's */
	struct bytes sixel;
};

/*
 * The thread. `reply` must outlive it; nothing else is shared. All of these
 * are for the thread that started it and return at once, but for
 * preview_stop, which waits until what is under way is given up (some ms).
 */
struct preview;

int preview_start(struct mailbox *reply, struct preview **ret,
		  struct error *err) MUST_USE;
void preview_stop(struct preview *preview);
/* Replaces a request that still waits. */
void preview_ask(struct preview *preview,
		 const struct preview_request *request);
/* Renders ahead of need (the next sheet); only while nothing waits. Behind that
 * what is likely to be asked for next is rendered (preview_guess.h). */
void preview_prefetch(struct preview *preview,
		      const struct preview_request *request);
/* Whether nothing is to be rendered: for tests and measurements. */
bool preview_idle(struct preview *preview);

/* The same, synchronously, for `vasculum preview` and tests, in a process
 * that runs no preview thread. Owned reply: mail_free(&reply->mail). */
struct preview_reply *preview_render(const struct preview_request *request);

/* The picture itself, in the colours it has, fitted into request->columns x
 * request->rows pixels: for files. Frames are drawn in. */
int preview_bitmap(const struct preview_request *request, struct bitmap *ret,
		   struct error *err) MUST_USE;

#endif
