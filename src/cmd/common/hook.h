/*
 * hook.h: what a person wants to happen when a command has ended: a program
 * that is started, and a sign on the terminal.
 */
#ifndef CMD_COMMON_HOOK_H
#define CMD_COMMON_HOOK_H

#include <stddef.h>

#include "base/error.h"

/* How the terminal is told. */
enum hook_sign {
	HOOK_SILENT,
	HOOK_BELL,   /* BEL */
	HOOK_OSC9,   /* OSC 9 ; TEXT (iTerm2, Windows Terminal, kitty) */
	HOOK_OSC777, /* OSC 777 ; notify ; TITLE ; TEXT (rxvt, foot, VTE) */
};
/* "bell", "osc9", "osc777"; ERROR_USAGE for another word. */
int hook_sign_parse(const char *word, enum hook_sign *ret,
		    struct error *err) MUST_USE;

/* What happened, for the program's environment. */
struct hook_facts {
	const char *run;     /* VASCULUM_RUN: its directory */
	const char *reason;  /* VASCULUM_REASON */
	size_t done, failed; /* VASCULUM_DONE, VASCULUM_FAILED */
	double cost_usd;     /* VASCULUM_COST */
};

/* Starts `command` (argv.h; NULL: none) and waits for it. Fails where it
 * could not be started, or ended otherwise than with 0. */
int hook_run(const char *command, const struct hook_facts *facts,
	     struct error *err) MUST_USE;

/* Gives the sign on standard error, where that is a terminal. */
void hook_sign(enum hook_sign sign, const char *title, const char *text);

#endif
