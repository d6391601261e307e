/*
 * work.h: what was done since the console was opened.
 */
#ifndef UI_WORDS_WORK_H
#define UI_WORDS_WORK_H

#include <stdbool.h>
#include <stddef.h>

struct work {
	size_t approved, rejected; /* records; those undone count, too */
	size_t read_twice;	   /* signed ones, as their second reader */
	bool at_end; /* the summary opened because the queue was at its end */
};

#endif
