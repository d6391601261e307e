/*
 * standing.c: where a run stands. See standing.h.
 */
#include "config.h"

#include "report/standing.h"

#include <stdlib.h>

#include "run/cache/hash.h"
#include "run/index/specimen.h"
#include "run/intake/images.h"
#include "run/intake/scan.h"
#include "run/journal/lock.h"

/* --- what waits ----------------------------------------------------------- */

/* Whether a file of the images root was read, or its bytes under another
 * name. */
static int file_is_read(struct index *index, struct hash_cache *hashes,
			const struct scan_file *file, bool *ret,
			struct error *err)
{
	const char *sha256;

	if (index_has_image(index, file->path, ret, err) < 0)
		return -1;
	if (*ret || hashes == NULL)
		return 0;
	sha256 = hash_cache_get(hashes, file->path, file->size, file->mtime_ns);
	return sha256 != NULL ? index_has_id(index, sha256, ret, err) : 0;
}

static int count_waiting(const struct run *run, struct index *index,
			 const struct scan *scan, size_t *ret,
			 struct error *err)
{
	struct hash_cache *hashes = NULL;
	size_t waiting = 0;
	int rc = 0;

	if (hash_cache_open(run, &hashes, NULL) < 0)
		hashes = NULL; /* some copies are counted, no more */
	for (size_t i = 0; i < scan->n && rc == 0; i++) {
		bool read = true;

		rc = file_is_read(index, hashes, &scan->files[i], &read, err);
		waiting += !read;
	}
	hash_cache_close(hashes);
	*ret = waiting;
	return rc;
}

/* Sheets below the images root that no outcome tells of. */
static int read_waiting(const struct run *run, struct index *index,
			struct standing *standing, struct error *err)
{
	struct scan scan;
	int rc;

	if (run->images_root == NULL ||
	    images_scan(run->images_root, NULL, &scan, NULL) < 0)
		return 0;
	standing->images_known = true;
	rc = count_waiting(run, index, &scan, &standing->waiting, err);
	scan_done(&scan);
	return rc;
}

/* --- all ------------------------------------------------------------------ */

/* What is to be taken in was paid for; where it cannot be read, nothing is
 * known of it. */
static void read_rescued(const struct run *run, struct standing *standing)
{
	if (!rescue_is_due(run->dir, run->id))
		return;
	if (rescue_look(run->dir, run->id, &standing->rescued,
			&standing->trouble) == 0)
		standing->trouble.kind = ERROR_NONE;
	standing->counts.cost_usd += standing->rescued.cost_usd;
}

int standing_read(const struct run *run, struct index *index,
		  struct standing *ret, struct error *err)
{
	*ret = (struct standing){0};
	ret->extracting = run_lock_is_held(run->dir, NULL);
	if (index_counts(index, &ret->counts, err) < 0 ||
	    index_session(index, &ret->session, err) < 0 ||
	    index_coverage(index, &ret->coverage, err) < 0 ||
	    read_waiting(run, index, ret, err) < 0 ||
	    index_faults(index, &ret->bad, &ret->first_bad, err) < 0) {
		standing_done(ret);
		return -1;
	}
	read_rescued(run, ret);
	return 0;
}

void standing_done(struct standing *standing)
{
	free(standing->coverage);
	free(standing->first_bad);
	*standing = (struct standing){0};
}

size_t standing_sheets(const struct standing *standing)
{
	return standing->counts.sheets + standing->waiting;
}
