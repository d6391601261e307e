/*
 * start.h: a command that begins later: at a time of day, or when a server's
 * daily quota is new.
 */
#ifndef CMD_COMMON_START_H
#define CMD_COMMON_START_H

#include "base/error.h"
#include "cmd/common/command.h"

/*
 * When `text` is, seconds since 1970: "02:00" or "02:00:30", the next time
 * that the local clock says so; or a date with it, "2026-11-30 02:00" or with a
 * T, local where it names no zone. ERROR_USAGE where it is none, or has passed.
 * `now` is seconds since 1970.
 */
int start_parse(const char *text, double now, double *ret,
		struct error *err) MUST_USE;

/*
 * When the daily quotas of the run `dir` are new: when its log says so that an
 * account waits (rate.limited), else at midnight UTC, which is when
 * OpenRouter's free requests are counted anew.
 */
double start_after_reset(const char *dir, double now);

/* Waits for it, saying so on a terminal. 0; or COMMAND_STOPPED after INT or
 * TERM, when nothing was begun. HUP does not end it. `err` tells what else is
 * in the way: -1. */
int start_wait(const struct command *command, double at,
	       struct error *err) MUST_USE;

#endif
