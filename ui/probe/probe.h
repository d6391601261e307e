/*
 * probe.h: what the terminal can do: asked when a screen begins, and again when
 * it may have become another (tmux is attached elsewhere).
 *
 * Queries: ECMA-48 and xterm's ctlseqs (DA1, XTWINOPS 14 and 16, XTSMGRAPHICS,
 * XTVERSION); kitty's graphics protocol (a=q); iTerm2's ReportCellSize
 * (iterm2.com/documentation-escape-codes.html); tmux's DCS passthrough (tmux(1),
 * allow-passthrough).
 */
#ifndef UI_PROBE_PROBE_H
#define UI_PROBE_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "review/preview/preview.h"
#include "ui/keyboard/keystream.h"

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

/* Answers of one terminal to one round of questions. */
struct probe_answers {
	bool done;		     /* DA1 has come */
	bool sixel;		     /* its attribute 4 */
	bool kitty;		     /* it knows kitty's graphics protocol */
	bool iterm;		     /* it knows iTerm2's ReportCellSize */
	int cell_width, cell_height; /* 16t */
	int area_width, area_height; /* 14t, pixels of the text area */
	int registers;		     /* XTSMGRAPHICS 1 */
	int max_width, max_height;   /* XTSMGRAPHICS 2 */
	char name[64];		     /* XTVERSION, filtered */
};

/* The traits with this protocol, whatever the terminal has said of it. */
void terminal_traits_force(struct terminal_traits *traits,
			   enum show_protocol protocol);

/* Takes one answer in, whatever it is; after DA1 nothing more. */
void probe_take_answer(struct probe_answers *answers,
		       const struct sequence *reply);

/*
 * The questions, asked again whenever the terminal may have become another.
 * Writes and reads nothing itself, but for the tmux that it runs; never waits.
 * One thread.
 */
struct probe;

/* What the environment tells; nothing has been asked. Cannot fail. */
struct probe *probe_new(void);
void probe_free(struct probe *probe); /* NULL is fine */

/* What is known. Borrowed. */
const struct terminal_traits *probe_traits(const struct probe *probe);

/* Begins to ask, where there is somebody to ask. While it asks, it will ask
 * again afterwards. */
void probe_start(struct probe *probe, int64_t now_ms);
/* True from then on until probe_turn has said that it is over. */
bool probe_asks(const struct probe *probe);
/* True while an answer of the terminal is on its way. */
bool probe_listens(struct probe *probe);
/* For how many milliseconds a terminal is waited for. */
int probe_patience(const struct probe *probe);
/* What has to be written to the terminal now, once; "" for nothing. Static. */
const char *probe_say(struct probe *probe);
bool probe_speaks(const struct probe *probe); /* there is something */
/* Something that the terminal answered, asked or not. */
void probe_hear(struct probe *probe, const struct sequence *reply,
		int64_t now_ms);
/* To be called when something was heard, probe_fd (-1: none) is readable, or
 * probe_wait (-1: never) is over. True when a round has ended: the traits may
 * be others. A terminal that did not answer in time (1 s, 3 s over SSH) is
 * what it was; its answer still counts when it comes. */
bool probe_turn(struct probe *probe, int64_t now_ms);
int probe_fd(const struct probe *probe);
int probe_wait(const struct probe *probe, int64_t now_ms);
/* After a resize: the cell's size where TIOCGWINSZ knows it. */
void probe_resized(struct probe *probe);

/*
 * One round for who only wants to know, on the descriptors 0 and 1 in raw mode;
 * waits for its end. Where they are not a terminal nothing is written. No other
 * reader of descriptor 0 may be there; what is typed meanwhile is lost.
 */
void probe_terminal(struct terminal_traits *ret);

#endif
