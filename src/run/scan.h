/*
 * scan.h: the image files of a directory tree.
 */
#ifndef RUN_SCAN_H
#define RUN_SCAN_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "run/worklist.h"

struct scan_file {
	char *path; /* relative to the root */
	uint64_t size;
	int64_t mtime_ns;
};

struct scan {
	struct scan_file *files; /* byte-sorted by path */
	size_t n, files_cap;
	struct worklist_other *others; /* byte-sorted by path */
	size_t n_others, others_cap;
};

/*
 * Walks the tree below `root`; fails only when the root itself cannot be
 * read. No file is opened. Any thread.
 *
 * Links to files are followed. Links to directories are followed after all
 * real directories were read, unless they lead to one that was: each
 * directory is entered once. Hidden files and directories are passed over.
 * Names that are no UTF-8 cannot be written to a journal; they are others.
 */
int scan_tree(const char *root, struct scan *ret, struct error *err) MUST_USE;
void scan_done(struct scan *scan);

#endif
