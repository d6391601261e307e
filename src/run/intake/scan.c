/*
 * scan.c: what a scan has found. See scan.h.
 */
#include "config.h"

#include "run/intake/scan.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"

void scan_add_ignored(struct scan *scan, const char *path, const char *why)
{
	ARRAY_GROW(scan->ignored, scan->n_ignored, scan->ignored_cap);
	scan->ignored[scan->n_ignored++] = (struct worklist_ignored){
		.path = mem_strdup(path),
		.why = why,
	};
}

void scan_add_file(struct scan *scan, const char *path, uint64_t size,
		   int64_t mtime_ns)
{
	ARRAY_GROW(scan->files, scan->n, scan->files_cap);
	scan->files[scan->n++] = (struct scan_file){
		.path = mem_strdup(path),
		.size = size,
		.mtime_ns = mtime_ns,
	};
}

static int file_compare(const void *a, const void *b)
{
	const struct scan_file *x = a, *y = b;

	return strcmp(x->path, y->path);
}

static int other_compare(const void *a, const void *b)
{
	const struct worklist_ignored *x = a, *y = b;

	return strcmp(x->path, y->path);
}

void scan_sort_files(struct scan *scan)
{
	if (scan->n > 0)
		qsort(scan->files, scan->n, sizeof(*scan->files), file_compare);
}

void scan_sort(struct scan *scan)
{
	scan_sort_files(scan);
	if (scan->n_ignored > 0)
		qsort(scan->ignored, scan->n_ignored, sizeof(*scan->ignored),
		      other_compare);
}

void scan_done(struct scan *scan)
{
	for (size_t i = 0; i < scan->n; i++)
		free(scan->files[i].path);
	for (size_t i = 0; i < scan->n_ignored; i++)
		free(scan->ignored[i].path);
	free(scan->files);
	free(scan->ignored);
	*scan = (struct scan){0};
}
