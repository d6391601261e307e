/*
 * aimd.c: additive increase, multiplicative decrease. See aimd.h.
 *
 * 1. 1 <= window <= most, always.
 * 2. Complaints of requests that were sent before the last cut change
 *    nothing: a burst of fifty cuts once.
 */
#include "config.h"

#include "extract/schedule/aimd.h"

#define AIMD_GROW_AFTER 25

void aimd_init(struct aimd *aimd, size_t most)
{
	if (most == 0)
		most = 1;
	*aimd = (struct aimd){.window = most, .most = most};
}

void aimd_success(struct aimd *aimd)
{
	if (++aimd->successes < AIMD_GROW_AFTER)
		return;
	aimd->successes = 0;
	if (aimd->window < aimd->most)
		aimd->window++;
}

bool aimd_complaint(struct aimd *aimd, uint64_t cut)
{
	if (cut != aimd->cuts)
		return false;
	aimd->cuts++;
	aimd->successes = 0;
	/* Rounded down, so that it gets smaller at each cut. */
	if (aimd->window > 1)
		aimd->window -= (aimd->window + 3) / 4;
	return true;
}
