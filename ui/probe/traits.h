/*
 * traits.h: what a terminal can do, as it follows from the environment and from
 * what was answered. Pure, but for the environment and the kernel's size of the
 * window.
 */
#ifndef UI_PROBE_TRAITS_H
#define UI_PROBE_TRAITS_H

#include <stdbool.h>

#include "review/preview/preview.h"
#include "ui/probe/answers.h"
#include "ui/tmux/tmux.h"

enum terminal_route {
	TERMINAL_NO_SIXEL,    /* nor anything in its place */
	TERMINAL_DIRECT,      /* pictures go to the terminal as they are */
	TERMINAL_TMUX,	      /* tmux itself takes sixel */
	TERMINAL_PASSTHROUGH, /* wrapped, through a tmux that lets it pass */
};

struct terminal_traits {
	bool terminal; /* standard input and output are one */
	bool asked;    /* a round has ended; before, all else is a guess */
	enum terminal_route route;
	char no_sixel[96];	      /* why there is none, for a person */
	int cell_width, cell_height;  /* pixels; 0: not known */
	enum show_protocol protocol;  /* what they are sent in */
	char found[64];		      /* how that is known, for a person */
	int registers;		      /* colours of a sixel picture, 2-256 */
	int max_width, max_height;    /* of one, in pixels; 0: no limit known */
	enum preview_colours colours; /* of text */
	enum cell_blocks blocks;      /* what pictures of characters are of */
	bool unicode;		      /* the locale's character set is UTF-8 */
	bool tmux, screen;	      /* what runs around us */
	bool shut; /* no pictures since this tmux lets nothing pass; it might */
	bool remote;   /* over SSH */
	int rtt_ms;    /* what its last answer took; 0: not known */
	char name[64]; /* what the terminal calls itself, or TERM */

	/* Passthrough alone: the pane's place in the terminal around tmux. */
	int origin_row, origin_column;
	/* The process that shows tmux there; 0: none, or not known. */
	int client;

	/* What a picture's strip is followed by; the answer says that it has
	 * arrived. "" where there is none. */
	char ack_request[32];
	/* Text does not erase sixel there, only clearing the screen does. */
	bool sixel_stays;
};

/* The traits with this protocol, whatever the terminal has said of it. */
void terminal_traits_force(struct terminal_traits *traits,
			   enum show_protocol protocol);

/* What the environment tells; nothing has been asked. */
void terminal_traits_init(struct terminal_traits *traits);
/* No pictures, and why. */
void terminal_traits_refuse(struct terminal_traits *traits, const char *why);

/* What was answered: by the terminal, or tmux in its place; by that around
 * tmux; by either about kitty's protocol and iTerm2's; and by tmux itself. */
struct probe_heard {
	struct probe_answers inner, outer, kitty;
	struct tmux_answer tmux;
};
/* Nothing that was said before is known by heart: each round begins anew. */
void terminal_traits_conclude(struct terminal_traits *traits,
			      const struct probe_heard *heard);

/* Whether a terminal that calls itself so is this program, of whatever number:
 * "foot(1.13.1)", "Konsole 22.12.3". */
bool terminal_is(const char *name, const char *program);
/* Whether one of this name knows kitty's placeholders. */
bool terminal_knows_cells(const char *name);
/* Whether a cell can be so many pixels large. */
bool terminal_cell_fits(int width, int height);

#endif
