/*
 * scan_list.c: the addresses of a list file. See scan.h.
 *
 * 1. A list is read line by line: it may come from anywhere, and be anything.
 * 2. A bad line is named by its number: what stands in it may be a password.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "run/intake/address.h"
#include "run/intake/scan.h"
#include "run/journal/lines.h"

#define LIST_TICK 4096 /* lines between two questions */
/* Of a line, with blanks around the address; longer ones are bad. */
#define LIST_LINE (2 * ADDRESS_MAX)

/* What is on the line but blanks at its ends, a mark of the byte order at
 * the start of the file, and CR. */
static struct line list_trim(struct line line)
{
	if (line.number == 1 && line.len >= 3 &&
	    memcmp(line.text, "\xEF\xBB\xBF", 3) == 0) {
		line.text += 3;
		line.len -= 3;
	}
	while (line.len > 0 && strchr(" \t", line.text[0]) != NULL) {
		line.text++;
		line.len--;
	}
	while (line.len > 0 && strchr(" \t\r", line.text[line.len - 1]) != NULL)
		line.len--;
	return line;
}

static void list_take(struct scan *scan, const char *name, struct line line)
{
	char *where CLEANUP(mem_free_str) = NULL;
	char *address CLEANUP(mem_free_str) = NULL;
	const char *why;

	if (line.text != NULL) {
		line = list_trim(line);
		if (line.len == 0 || line.text[0] == '#')
			return;
	}
	why = line.text != NULL ? address_problem(line.text, line.len)
				: address_problem(NULL, SIZE_MAX);
	if (why == NULL) {
		address = mem_strndup(line.text, line.len);
		scan_add_file(scan, address, 0, 0);
		return;
	}
	where = mem_printf("%s:%llu", name, (unsigned long long)line.number);
	scan_add_ignored(scan, where, why);
}

static int list_read(int fd, const char *path, const struct scan_tick *tick,
		     struct scan *scan, struct error *err)
{
	struct lines lines CLEANUP(lines_done);
	struct line line;
	int rc;

	lines_init(&lines, fd, false, 0, LIST_LINE);
	while ((rc = lines_next(&lines, &line, err)) > 0) {
		if (line.number > SCAN_LIST_MAX)
			return error_set(err, ERROR_FAILED,
					 "the list %s has more than %d lines; "
					 "make several runs of it",
					 path, SCAN_LIST_MAX);
		list_take(scan, file_base(path), line);
		if (line.number % LIST_TICK == 0 && tick != NULL &&
		    tick->go_on != NULL && !tick->go_on(tick->data, scan->n))
			return error_set(err, ERROR_STOPPED,
					 "the reading of %s was stopped", path);
	}
	return rc;
}

static void list_drop_doubles(struct scan *scan)
{
	size_t n = 0;

	for (size_t i = 0; i < scan->n; i++) {
		if (n > 0 &&
		    strcmp(scan->files[n - 1].path, scan->files[i].path) == 0)
			free(scan->files[i].path);
		else
			scan->files[n++] = scan->files[i];
	}
	scan->n = n;
}

int scan_list(const char *path, const struct scan_tick *tick, struct scan *ret,
	      struct error *err)
{
	struct scan scan = {0};
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return error_sys(err, errno, "cannot open the list %s", path);
	rc = list_read(fd, path, tick, &scan, err);
	close(fd);
	if (rc < 0) {
		scan_done(&scan);
		return -1;
	}
	scan_sort_files(&scan);
	list_drop_doubles(&scan);
	*ret = scan;
	return 0;
}
