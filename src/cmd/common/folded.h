/*
 * folded.h: a run opened for a command that only looks, with its index
 * folded to the end of the journals.
 */
#ifndef CMD_COMMON_FOLDED_H
#define CMD_COMMON_FOLDED_H

#include "cmd/common/command.h"
#include "run/index/index.h"

struct folded {
	struct run *run;
	struct index *index;
};

/* Tells of lines that had to be skipped. */
int folded_open(const struct command *command, const char *dir,
		struct folded *ret, struct error *err) MUST_USE;
void folded_close(struct folded *folded);

#endif
