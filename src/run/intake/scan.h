/*
 * scan.h: the image files of a directory tree, or the addresses of a list.
 */
#ifndef RUN_INTAKE_SCAN_H
#define RUN_INTAKE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "run/intake/worklist.h"

struct scan_file {
	char *path; /* relative to the root; or an address, whose size and
		       time are 0 */
	uint64_t size;
	int64_t mtime_ns;
};

/* Asked for each directory and every few hundred entries; see go_on of struct
 * worklist_options. NULL: never. */
struct scan_tick {
	bool (*go_on)(void *data, size_t found);
	void *data;
};

struct scan {
	struct scan_file *files; /* byte-sorted by path */
	size_t n, files_cap;
	struct worklist_ignored *ignored; /* byte-sorted by path; of a list, in
					  the order of its lines */
	size_t n_ignored, ignored_cap;
};

/*
 * Walks the tree below `root`; fails only when the root itself cannot be
 * read, or with ERROR_STOPPED by `tick` (may be NULL). No file is opened.
 * Any thread.
 *
 * Links to files are followed. Links to directories are followed after all
 * real directories were read, unless they lead to one that was: each
 * directory is entered once. Hidden files and directories are passed over.
 * Names that are not UTF-8 cannot be written to a journal; they are ignored.
 */
int scan_tree(const char *root, const struct scan_tick *tick, struct scan *ret,
	      struct error *err) MUST_USE;

/*
 * Reads a list: one address a line (address.h says which), blank lines and
 * those that begin with '#' passed over, CR LF and a byte order mark taken.
 * Doubles are dropped; bad lines are ignored, named "FILE:LINE". Fails for a
 * file that cannot be read or is over the limit. Nothing is fetched.
 */
#define SCAN_LIST_MAX 1000000 /* lines */
int scan_list(const char *path, const struct scan_tick *tick, struct scan *ret,
	      struct error *err) MUST_USE;

void scan_done(struct scan *scan);

/* For who makes a scan; `path` and `why` as in the structures, copied. */
void scan_add_file(struct scan *scan, const char *path, uint64_t size,
		   int64_t mtime_ns);
void scan_add_ignored(struct scan *scan, const char *path, const char *why);
void scan_sort_files(struct scan *scan);
void scan_sort(struct scan *scan); /* both */

#endif
