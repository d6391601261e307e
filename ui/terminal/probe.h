/*
 * probe.h: what the terminal can do: asked once, before curses starts.
 *
 * Queries: ECMA-48 and xterm's ctlseqs (DA1, XTWINOPS 14 and 16, XTSMGRAPHICS,
 * XTVERSION); tmux's DCS passthrough (tmux(1), allow-passthrough).
 */
#ifndef UI_TERMINAL_PROBE_H
#define UI_TERMINAL_PROBE_H

#include <stdbool.h>
#include <stddef.h>

#include "review/preview.h"

enum terminal_route {
	TERMINAL_NO_SIXEL,
	TERMINAL_DIRECT,      /* sixel goes to the terminal as it is */
	TERMINAL_TMUX,	      /* tmux itself takes sixel */
	TERMINAL_PASSTHROUGH, /* wrapped, through a tmux that lets it pass */
};

struct terminal_traits {
	bool terminal; /* standard input and output are one */
	enum terminal_route route;
	char no_sixel[96];	      /* why there is none, for a person */
	int cell_width, cell_height;  /* pixels; 0: not known */
	int registers;		      /* colours of a sixel picture, 2-256 */
	int max_width, max_height;    /* of one, in pixels; 0: no limit known */
	enum preview_colours colours; /* of text */
	bool unicode;		      /* the locale's character set is UTF-8 */
	bool tmux, screen;	      /* what runs around us */
	bool remote;		      /* over SSH */
	char name[64]; /* what the terminal calls itself, or TERM */

	/* Passthrough alone: the pane's place in the terminal around tmux. */
	int origin_row, origin_column;

	/* What a picture's strip is followed by, and the exact answer that
	 * says it has arrived; the latter is for define_key, like the answer
	 * to DA1, which may come late over a slow line. "" where unknown. */
	char ack_request[32], ack_reply[80];
	char da1_reply[80];
};

/*
 * Asks the terminal behind the descriptors 0 and 1, in raw mode, with one
 * write; waits for the last answer, at most 1 s (3 s over SSH). Where they
 * are not a terminal nothing is written, and the traits say so. Honours
 * NO_COLOR, COLORTERM, TERM. Call before curses starts, with no other reader of
 * descriptor 0. Cannot fail: what is not answered is not there.
 */
void probe_terminal(struct terminal_traits *ret);

/* After a resize: the cell's size where TIOCGWINSZ knows it, and where the
 * pane lies. Takes a few ms inside tmux (runs it); never reads the terminal.
 */
void probe_again(struct terminal_traits *traits);

/*
 * The answers' parser, apart from any terminal: takes bytes in pieces of any
 * size, skips what it does not know. Exposed for tests.
 */
struct probe_parser {
	enum { PROBE_TEXT, PROBE_ESCAPE, PROBE_CSI, PROBE_STRING } state;
	char text[128]; /* of the sequence at hand */
	size_t len;
	bool string_escape; /* an ESC inside a string */

	bool done;		     /* DA1 has come */
	bool sixel;		     /* its attribute 4 */
	char da1_reply[80];	     /* the whole of it */
	int cell_width, cell_height; /* 16t */
	int area_width, area_height; /* 14t, pixels of the text area */
	int registers;		     /* XTSMGRAPHICS 1 */
	int max_width, max_height;   /* XTSMGRAPHICS 2 */
	char name[64];		     /* XTVERSION, filtered */
};
void probe_parse(struct probe_parser *parser, const char *data, size_t len);

#endif
