/*
 * disk_full.c: see disk_full.h.
 *
 * 1. No sheet fails for want of room: what is under way is ended, nothing is
 *    begun, and it goes on by itself once there is room. Of who does not wait
 *    for that and stops, the store rescues what could not be written.
 * 2. The store tries its journals again and says when they go on. The index
 *    and the caches are tried again here, with one sheet at a time.
 */
#include "config.h"

#include "extract/worker/disk_full.h"

#define DISK_FULL_TRY_MS 1000

bool disk_full_waits(const struct disk_full *disk)
{
	return disk->journals || disk->caches;
}

static bool disk_full_set(struct disk_full *disk, bool *which, bool full)
{
	bool before = disk_full_waits(disk);

	*which = full;
	return disk_full_waits(disk) != before;
}

bool disk_full_journals(struct disk_full *disk, bool wait)
{
	return disk_full_set(disk, &disk->journals, wait);
}

bool disk_full_lacks(struct disk_full *disk, int64_t now_ms)
{
	disk->try_ms = now_ms + DISK_FULL_TRY_MS;
	return disk_full_set(disk, &disk->caches, true);
}

bool disk_full_found(struct disk_full *disk)
{
	return disk_full_set(disk, &disk->caches, false);
}

bool disk_full_tries(struct disk_full *disk, int64_t now_ms)
{
	if (!disk->caches)
		return true;
	if (now_ms < disk->try_ms)
		return false;
	disk->try_ms = now_ms + DISK_FULL_TRY_MS;
	return true;
}

int64_t disk_full_left_ms(const struct disk_full *disk, int64_t now_ms)
{
	return disk->try_ms - now_ms;
}
