/*
 * answers.h: what a terminal has answered to one round of questions.
 *
 * Sources: ECMA-48 and xterm's ctlseqs (DA1, XTWINOPS 14 and 16, XTSMGRAPHICS,
 * XTVERSION); kitty's graphics protocol (a=q); iTerm2's ReportCellSize
 * (iterm2.com/documentation-escape-codes.html).
 */
#ifndef UI_PROBE_ANSWERS_H
#define UI_PROBE_ANSWERS_H

#include <stdbool.h>

#include "ui/keyboard/sequence.h"

/* The picture that the question about kitty's protocol is about. */
#define PROBE_KITTY_ID "i=7680"

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

/* Takes one answer in, whatever it is; after DA1 nothing more. */
void probe_take_answer(struct probe_answers *answers,
		       const struct sequence *reply);

#endif
