/*
 * rounds.h: how often what is drawn by lot is tried. TEST_ROUNDS says it per
 * cent of the usual number, for builds in which each round takes long
 * (.ci/run).
 */
#ifndef TESTS_ROUNDS_H
#define TESTS_ROUNDS_H

#include <stdlib.h>

static inline int rounds_of(int usual)
{
	const char *said = getenv("TEST_ROUNDS");

	return said != NULL ? (int)(usual * strtol(said, NULL, 10) / 100)
			    : usual;
}

#endif
