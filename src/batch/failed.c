/*
 * failed.c: see failed.h.
 */
#include "config.h"

#include "batch/failed.h"

#include <string.h>

#include "run/index/index.h"
#include "run/index/specimen.h"

/* Whether an earlier chunk was asked with the same. */
static bool params_are_known(const struct batches *batches, size_t i)
{
	const char *params = batches->chunks[i]->params_sha256;

	for (size_t j = 0; j < i; j++) {
		const char *other = batches->chunks[j]->params_sha256;

		if (other != NULL && strcmp(other, params) == 0)
			return true;
	}
	return false;
}

int batch_count_failed(const struct run *run, const struct batches *batches,
		       size_t *ret, struct error *err)
{
	struct fold_report folded;
	struct index *index;
	int rc;

	*ret = 0;
	if (batches->n == 0)
		return 0;
	if (index_open(run, INDEX_FOLD, &index, err) < 0)
		return -1;
	rc = index_fold(index, -1, &folded, err);
	for (size_t i = 0; rc == 0 && i < batches->n; i++) {
		const char *params = batches->chunks[i]->params_sha256;
		size_t n = 0;

		if (params == NULL || params_are_known(batches, i))
			continue;
		rc = index_failed_of(index, params, &n, err);
		*ret += n;
	}
	index_close(index);
	return rc;
}
