/*
 * limits.h: what the system lets this process have.
 */
#ifndef BASE_PROCESS_LIMITS_H
#define BASE_PROCESS_LIMITS_H

#include <stddef.h>

/* How many files this process may have open, those it has included. */
size_t limits_files(void);

/*
 * How many more files may be opened, `wanted` at most. Where there are fewer
 * the soft limit (RLIMIT_NOFILE) is raised, as far as the hard one lets it.
 */
size_t limits_free_files(size_t wanted);

#endif
