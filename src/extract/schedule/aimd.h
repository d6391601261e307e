/*
 * aimd.h: how many requests may be in flight: a window that starts full, is
 * cut by a quarter when the server complains, and grows by one for each 25
 * successes.
 *
 * A value of one thread, without pointers. Nothing fails.
 */
#ifndef EXTRACT_SCHEDULE_AIMD_H
#define EXTRACT_SCHEDULE_AIMD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct aimd {
	size_t window; /* 1 to most */
	size_t most;
	size_t successes; /* since it changed last */
	uint64_t cuts;	  /* so far */
};

/* `most` of 0 is 1. */
void aimd_init(struct aimd *aimd, size_t most);
void aimd_success(struct aimd *aimd);
/*
 * The server complained of a request that was sent when aimd->cuts was `cut`.
 * False where the window was cut since: the complaint is of the same burst.
 */
bool aimd_complaint(struct aimd *aimd, uint64_t cut);

#endif
