/*
 * scan_tree.c: the image files of a directory tree. See scan.h.
 *
 * 1. A directory is known by device and inode; it is entered once.
 * 2. Pending directories are kept by path, not by descriptor: depth and
 *    breadth of the tree cost memory alone.
 */
#include "config.h"

#include "run/intake/scan.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/file/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "image/decode/picture.h"

#define SCAN_TICK 256 /* entries between two questions */

struct paths {
	char **items;
	size_t n, cap;
};

struct place {
	uint64_t dev, ino;
	bool used;
};

struct walk {
	int root_fd;
	struct paths dirs;  /* still to be entered */
	struct paths links; /* to directories; entered last */
	struct place *seen; /* hash table, cap is a power of two */
	size_t n_seen, seen_cap;
	const struct scan_tick *tick; /* may be NULL */
	size_t ticks;
	bool stopped;
	struct scan *scan;
};

static const char other_not_image[] = "not an image";
static const char other_format[] = "an image of a kind that is not read";
static const char other_build[] = "an image that this build cannot read";
static const char other_unreadable[] =
	"cannot be read; look at its permissions";
static const char other_name[] = "name is not UTF-8; rename it";
static const char other_link[] = "a link to nothing";
static const char other_special[] = "not a regular file";

/* --- paths ---------------------------------------------------------------- */

static void paths_push(struct paths *paths, char *path)
{
	ARRAY_GROW(paths->items, paths->n, paths->cap);
	paths->items[paths->n++] = path;
}

static void paths_done(struct paths *paths)
{
	for (size_t i = 0; i < paths->n; i++)
		free(paths->items[i]);
	free(paths->items);
}

/* --- directories that were entered ---------------------------------------- */

static size_t place_slot(const struct place *table, size_t cap, uint64_t dev,
			 uint64_t ino)
{
	uint64_t hash = (ino ^ (dev << 32)) * 0x9e3779b97f4a7c15u;
	size_t i = (size_t)(hash >> 32) & (cap - 1);

	while (table[i].used && (table[i].dev != dev || table[i].ino != ino))
		i = (i + 1) & (cap - 1);
	return i;
}

static void walk_grow_seen(struct walk *walk)
{
	size_t cap = walk->seen_cap > 0 ? walk->seen_cap * 2 : 64;
	struct place *table = mem_zalloc(cap * sizeof(*table));

	for (size_t i = 0; i < walk->seen_cap; i++) {
		const struct place *old = &walk->seen[i];

		if (old->used)
			table[place_slot(table, cap, old->dev, old->ino)] =
				*old;
	}
	free(walk->seen);
	walk->seen = table;
	walk->seen_cap = cap;
}

/* True the first time a directory is seen. */
static bool walk_is_new(struct walk *walk, const struct stat *st)
{
	uint64_t dev = (uint64_t)st->st_dev, ino = (uint64_t)st->st_ino;
	struct place *place;

	if (walk->n_seen * 2 >= walk->seen_cap)
		walk_grow_seen(walk);
	place = &walk->seen[place_slot(walk->seen, walk->seen_cap, dev, ino)];
	if (place->used)
		return false;
	*place = (struct place){.dev = dev, .ino = ino, .used = true};
	walk->n_seen++;
	return true;
}

/* --- entries -------------------------------------------------------------- */

/* A regular file, or a link to one. */
static void walk_file(struct walk *walk, const char *path,
		      const struct stat *st)
{
	enum picture_format format = picture_format_of_name(path);

	if (format == PICTURE_UNKNOWN)
		scan_add_ignored(walk->scan, path,
				 picture_name_is_foreign(path)
					 ? other_format
					 : other_not_image);
	else if (!picture_format_readable(format))
		scan_add_ignored(walk->scan, path, other_build);
	else
		scan_add_file(walk->scan, path, (uint64_t)st->st_size,
			      file_mtime_ns(st));
}

/* An entry whose kind is known by `st`; takes `path`. */
static void walk_entry(struct walk *walk, char *path, bool link,
		       const struct stat *st)
{
	if (S_ISDIR(st->st_mode)) {
		paths_push(link ? &walk->links : &walk->dirs, path);
		return;
	}
	if (S_ISREG(st->st_mode))
		walk_file(walk, path, st);
	else
		scan_add_ignored(walk->scan, path, other_special);
	free(path);
}

/* Whether an entry needs no stat: directories, and files of other kinds. */
static bool walk_known(const struct dirent *entry, struct stat *st)
{
#ifdef DT_DIR
	if (entry->d_type == DT_DIR)
		st->st_mode = S_IFDIR;
	else if (entry->d_type == DT_REG &&
		 picture_format_of_name(entry->d_name) == PICTURE_UNKNOWN)
		st->st_mode = S_IFREG;
	else
		return false;
	return true;
#else
	return false;
#endif
}

static void walk_look(struct walk *walk, const char *dir, int fd,
		      const struct dirent *entry)
{
	char *path = dir[0] != '\0' ? mem_printf("%s/%s", dir, entry->d_name)
				    : mem_strdup(entry->d_name);
	struct stat st = {0};
	const char *why = NULL;
	bool link = false;

	if (!text_is_utf8(entry->d_name, strlen(entry->d_name))) {
		why = other_name;
	} else if (!walk_known(entry, &st)) {
		if (fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
			why = other_unreadable;
		link = why == NULL && S_ISLNK(st.st_mode);
		if (link && fstatat(fd, entry->d_name, &st, 0) < 0)
			why = other_link;
	}
	if (why == NULL) {
		walk_entry(walk, path, link, &st);
		return;
	}
	scan_add_ignored(walk->scan, path, why);
	free(path);
}

/* False when the walk is to end. */
static bool walk_goes_on(struct walk *walk)
{
	const struct scan_tick *tick = walk->tick;

	if (!walk->stopped && tick != NULL && tick->go_on != NULL)
		walk->stopped = !tick->go_on(tick->data, walk->scan->n);
	return !walk->stopped;
}

/* Reads a directory; `fd` is consumed. */
static int walk_read(struct walk *walk, const char *dir, int fd)
{
	DIR *stream = fdopendir(fd);
	struct dirent *entry;
	int sys;

	if (stream == NULL) {
		close(fd);
		return -1;
	}
	while (errno = 0, (entry = readdir(stream)) != NULL) {
		if (entry->d_name[0] != '.')
			walk_look(walk, dir, dirfd(stream), entry);
		if (++walk->ticks % SCAN_TICK == 0 && !walk_goes_on(walk))
			break;
	}
	sys = entry == NULL ? errno : 0;
	closedir(stream);
	errno = sys;
	return sys != 0 ? -1 : 0;
}

/* Enters a directory below the root. */
static void walk_enter(struct walk *walk, const char *dir)
{
	int fd = openat(walk->root_fd, dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat st;

	if (fd >= 0 && fstat(fd, &st) == 0 && !walk_is_new(walk, &st)) {
		close(fd);
		return;
	}
	if (fd < 0 || walk_read(walk, dir, fd) < 0)
		scan_add_ignored(walk->scan, dir, other_unreadable);
}

static int paths_compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Takes the next directory: real ones first, links in the order of their
 * names; NULL when there are none left. Owned. */
static char *walk_next(struct walk *walk)
{
	struct paths *links = &walk->links;
	char *first;

	if (walk->dirs.n > 0)
		return walk->dirs.items[--walk->dirs.n];
	if (links->n == 0)
		return NULL;
	qsort(links->items, links->n, sizeof(*links->items), paths_compare);
	first = links->items[0];
	links->items[0] = links->items[--links->n];
	return first;
}

static int walk_root(struct walk *walk, const char *root, struct error *err)
{
	struct stat st;
	int fd;

	walk->root_fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (walk->root_fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return error_set(err, ERROR_NOT_FOUND,
				 "there is no images directory %s; name the "
				 "one to use with --images DIR",
				 root);
	fd = walk->root_fd >= 0 ? fcntl(walk->root_fd, F_DUPFD_CLOEXEC, 3) : -1;
	if (fd < 0 || fstat(fd, &st) < 0)
		return error_sys(err, errno,
				 "cannot read the images directory %s", root);
	walk_is_new(walk, &st);
	if (walk_read(walk, "", fd) < 0)
		return error_sys(err, errno,
				 "cannot read the images directory %s", root);
	return 0;
}

static void walk_done(struct walk *walk)
{
	if (walk->root_fd >= 0)
		close(walk->root_fd);
	paths_done(&walk->dirs);
	paths_done(&walk->links);
	free(walk->seen);
}

int scan_tree(const char *root, const struct scan_tick *tick, struct scan *ret,
	      struct error *err)
{
	struct scan scan = {0};
	struct walk walk = {.root_fd = -1, .tick = tick, .scan = &scan};
	int rc = walk_root(&walk, root, err);
	char *dir;

	while (rc == 0 && walk_goes_on(&walk) &&
	       (dir = walk_next(&walk)) != NULL) {
		walk_enter(&walk, dir);
		free(dir);
	}
	if (walk.stopped)
		rc = error_set(err, ERROR_STOPPED,
			       "the search for sheets was stopped");
	walk_done(&walk);
	if (rc < 0) {
		scan_done(&scan);
		return -1;
	}
	scan_sort(&scan);
	*ret = scan;
	return 0;
}
