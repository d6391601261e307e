/*
 * habits.h: what a person types again and again in the console, in the state
 * directory: commands, and directories of photographs; for all runs, oldest
 * first, bounded, readable by them alone.
 */
#ifndef REVIEW_KEEP_HABITS_H
#define REVIEW_KEEP_HABITS_H

#include <stddef.h>

#include "base/error.h"

#define HABITS_MAX  200	 /* lines */
#define HABIT_BYTES 1000 /* of one; longer ones are not kept */

enum habits {
	HABITS_COMMANDS, /* STATE_DIR/commands */
	HABITS_FOLDERS,	 /* STATE_DIR/folders: absolute where they are there */
};

/* The lines of one of them, cleaned; *ret owned, each and all of it.
 * None where there is no file. Blocks: not on the UI thread. */
int habits_load(const char *state_dir, enum habits habits, char ***ret,
		size_t *ret_n, struct error *err) MUST_USE;
/* Adds one, in place of the same one before: what another console added since
 * stays. Blocks likewise. */
int habits_add(const char *state_dir, enum habits habits, const char *line,
	       struct error *err) MUST_USE;

/* A thread that adds them; posting never waits. What cannot be written is
 * dropped: nothing depends on it. */
struct habits_keeper;
int habits_keeper_start(const char *state_dir, struct habits_keeper **ret,
			struct error *err) MUST_USE;
void habits_keeper_put(struct habits_keeper *keeper, enum habits habits,
		       const char *line);
/* After the last is written; NULL is fine. */
void habits_keeper_stop(struct habits_keeper *keeper);

#endif
