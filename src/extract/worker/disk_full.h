/*
 * disk_full.h: whether the disk is full, and when that is tried again. It
 * looks at nothing itself: it is told, and told the time (monotonic
 * milliseconds). One thread's; all zero at first: there is room.
 */
#ifndef EXTRACT_WORKER_DISK_FULL_H
#define EXTRACT_WORKER_DISK_FULL_H

#include <stdbool.h>
#include <stdint.h>

struct disk_full {
	bool journals;	/* they wait for room: nothing is begun */
	bool caches;	/* so do the index or a cache; */
	int64_t try_ms; /* then one sheet tries again, not before */
};

/* Whether nothing is to be begun because the disk is full. */
bool disk_full_waits(const struct disk_full *disk);

/* The journals wait for room, or go on. True where disk_full_waits changed, as
 * of the two below. */
bool disk_full_journals(struct disk_full *disk, bool wait);
/* The index or a cache found no room, or some again. */
bool disk_full_lacks(struct disk_full *disk, int64_t now_ms);
bool disk_full_found(struct disk_full *disk);

/* Whether a sheet may be begun, as far as the index and the caches go: while
 * they have no room, one now and then. */
bool disk_full_tries(struct disk_full *disk, int64_t now_ms);
/* How long until the next try; 0 or less: it is due. */
int64_t disk_full_left_ms(const struct disk_full *disk, int64_t now_ms);

#endif
