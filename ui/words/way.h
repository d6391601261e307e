/*
 * way.h: what the line of a command or a term knows beside its text: lines
 * before it, which offer is in it, and what is left of a term's name.
 */
#ifndef UI_WORDS_WAY_H
#define UI_WORDS_WAY_H

#include <stdint.h>

#include "ui/words/history.h"

struct way {
	struct history commands;
	/* What stood there before an offer was put in, and what with it. */
	char *typed, *put;
	int chosen; /* of the offers */
	/* Of the name of the term that one has come to before it was typed to
	 * its end: the letters still to come; or NULL. */
	char *rest;
	int64_t jumped_ms; /* … when one came to it */
};

#endif
