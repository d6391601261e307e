/*
 * rescue.c: outcomes that could not be journaled. See rescue.h.
 *
 * 1. What is written is whole lines behind a newline, and durable with its
 *    name; what could not be written whole is cut off again.
 * 2. Only a regular file is opened, never through a symbolic link; the one in
 *    the state directory has to be this user's, in a directory that is.
 * 3. Taking in: append, then rename. A crash between the two leaves a file
 *    whose lines the journal has, and those are not written again.
 *    Lines of it that only an append which failed has left there are made
 *    durable first (journals_keep).
 * 4. A file that is locked and has lost its name was taken in meanwhile: who
 *    writes opens anew.
 */
#include "config.h"

#include "run/rescue/rescue.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/file/xdg.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "run/journal/lines.h"
#include "run/journal/outcome.h"
#include "run/rescue/line_set.h"

#define RESCUE_BATCH   (8u << 20) /* bytes that are taken in at once */
#define RESCUE_WAIT_MS 2000	  /* for another that writes or takes in */
#define RESCUE_SHOWN   8	  /* numbers of bad lines */

/* --- places --------------------------------------------------------------- */

/* The id comes from run.json, which somebody else may have written: one that
 * is not a plain word names its file by a hash. */
static char *rescue_state_path(const char *run_id)
{
	char *state CLEANUP(mem_free_str) = xdg_state_dir();
	size_t len = strspn(run_id, "0123456789abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_");
	char hash[HASH_HEX_SIZE];

	if (state == NULL)
		return NULL;
	if (len > 0 && len <= 64 && run_id[len] == '\0')
		return mem_printf("%s/rescue/%s.jsonl", state, run_id);
	hash_bytes(run_id, strlen(run_id), hash);
	return mem_printf("%s/rescue/%s.jsonl", state, hash);
}

char *rescue_path(const char *dir, const char *run_id, int place)
{
	return place == 0 ? file_join(dir, "rescue.jsonl")
			  : rescue_state_path(run_id);
}

/* Makes the directory of a file that does not lie in the run; nobody else's is
 * used. */
static int rescue_make_dir(const char *path, struct error *err)
{
	char *dir CLEANUP(mem_free_str) =
		mem_strndup(path, (size_t)(file_base(path) - path) - 1);
	struct stat st;

	if (file_make_dirs(dir, 0700, err) < 0)
		return -1;
	if (lstat(dir, &st) < 0)
		return error_sys(err, errno, "cannot look at %s", dir);
	if (!S_ISDIR(st.st_mode) || st.st_uid != geteuid() ||
	    (st.st_mode & 022) != 0)
		return error_set(err, ERROR_FAILED,
				 "%s is not a directory of yours alone; make "
				 "it so (mode 0700)",
				 dir);
	return 0;
}

/* --- opening -------------------------------------------------------------- */

static int rescue_check(int fd, const char *path, int place, struct error *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return error_sys(err, errno, "cannot look at %s", path);
	if (!S_ISREG(st.st_mode))
		return error_set(err, ERROR_USAGE,
				 "%s is not a regular file and is left alone; "
				 "remove it",
				 path);
	if (place > 0 && st.st_uid != geteuid())
		return error_set(err, ERROR_USAGE,
				 "%s is another user's and is left alone",
				 path);
	return 0;
}

static int rescue_lock(int fd, const char *path, struct error *err)
{
	int64_t end = clock_ms() + RESCUE_WAIT_MS;
	struct timespec pause = {.tv_nsec = 5000000};

	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return error_sys(err, errno, "cannot lock %s", path);
		if (clock_ms() >= end)
			return error_set(err, ERROR_BUSY,
					 "%s is held by another process; try "
					 "again when it is done",
					 path);
		nanosleep(&pause, NULL);
	}
	return 0;
}

/*
 * Opens the file of this place and locks it; 0, 1: there is none (any more),
 * or -1. What lies there and is not such a file is ERROR_USAGE.
 */
static int rescue_open(const char *path, int place, int flags, int *ret,
		       struct error *err)
{
	const int own = O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;
	const mode_t mode = place == 0 ? 0666 : 0600;
	int fd = open(path, flags | own, mode);

	/* Another user's can be read all the same. */
	if (fd < 0 && flags == O_RDWR && (errno == EACCES || errno == EROFS))
		fd = open(path, O_RDONLY | own);
	if (fd < 0 && errno == ENOENT && (flags & O_CREAT) == 0)
		return 1;
	if (fd < 0 && (errno == ELOOP || errno == EMLINK || errno == ENXIO ||
		       errno == EISDIR))
		return error_set(err, ERROR_USAGE,
				 "%s is not a regular file and is left alone; "
				 "remove it",
				 path);
	if (fd < 0)
		return error_sys(err, errno, "cannot open %s", path);
	if (rescue_check(fd, path, place, err) < 0 ||
	    rescue_lock(fd, path, err) < 0) {
		close(fd);
		return -1;
	}
	if (!file_is_named(fd, path)) {
		close(fd);
		return 1;
	}
	*ret = fd;
	return 0;
}

/* --- writing -------------------------------------------------------------- */

/* Behind what is there; -1 with errno, and all is as it was. */
static int rescue_append(int fd, const char *path, const void *lines,
			 size_t len)
{
	struct stat st;
	char last = '\n';
	int sys;

	errno = EIO; /* of a file that became shorter */
	if (fstat(fd, &st) < 0 ||
	    (st.st_size > 0 && pread(fd, &last, 1, st.st_size - 1) != 1))
		return -1;
	if ((last == '\n' || file_write_all(fd, "\n", 1) == 0) &&
	    file_write_all(fd, lines, len) == 0 && fsync(fd) == 0)
		return 0;
	sys = errno == EFBIG ? ENOSPC : errno;
	if (st.st_size == 0)
		unlink(path);
	else if (ftruncate(fd, st.st_size) < 0)
		errno = sys; /* the rest is a bad line, or one that stands in
				both places and is taken in once */
	errno = sys;
	return -1;
}

static int rescue_write_at(const char *path, int place, const void *lines,
			   size_t len, struct error *err)
{
	int fd, rc;

	if (place > 0 && rescue_make_dir(path, err) < 0)
		return -1;
	do
		rc = rescue_open(path, place, O_RDWR | O_APPEND | O_CREAT, &fd,
				 err);
	while (rc > 0);
	if (rc < 0)
		return -1;
	rc = rescue_append(fd, path, lines, len);
	if (rc < 0)
		error_sys(err, errno, "cannot write %s", path);
	else
		rc = file_sync_dir_of(path, err);
	close(fd);
	return rc;
}

int rescue_write(const char *dir, const char *run_id, const void *lines,
		 size_t len, char **ret_path, struct error *err)
{
	error_set(err, ERROR_FAILED, "there is no place to rescue outcomes to");
	for (int place = 0; place < RESCUE_PLACES; place++) {
		char *path = rescue_path(dir, run_id, place);

		if (path != NULL &&
		    rescue_write_at(path, place, lines, len, err) == 0) {
			*ret_path = path;
			return 0;
		}
		free(path);
	}
	return -1;
}

/* --- reading -------------------------------------------------------------- */

/* A file that is taken in, or looked at. */
struct rescue {
	const char *dir, *path;
	struct journals *journals; /* NULL: it is only looked at */
	struct rescue_report *report;
	struct line_set set; /* the batch */
	size_t bad;
};

bool rescue_is_due(const char *dir, const char *run_id)
{
	for (int place = 0; place < RESCUE_PLACES; place++) {
		char *path CLEANUP(mem_free_str) =
			rescue_path(dir, run_id, place);
		struct stat st;

		if (path != NULL && lstat(path, &st) == 0)
			return true;
	}
	return false;
}

/* Adds to the words, as far as there is room. */
PRINTF_LIKE(2, 3)
static void rescue_note(struct rescue_report *report, const char *format, ...)
{
	size_t used = strlen(report->note);
	va_list args;

	if (used > 0 && used + 2 < sizeof(report->note)) {
		memcpy(report->note + used, "; ", 3);
		used += 2;
	}
	va_start(args, format);
	vsnprintf(report->note + used, sizeof(report->note) - used, format,
		  args);
	va_end(args);
}

static void rescue_add_bad(struct rescue *rescue, uint64_t number,
			   const char *why)
{
	struct rescue_report *report = rescue->report;
	size_t used = strlen(report->note);

	report->bad++;
	if (rescue->bad++ == 0)
		rescue_note(report, "%s:%llu: %s", rescue->path,
			    (unsigned long long)number, why);
	else if (rescue->bad <= RESCUE_SHOWN)
		snprintf(report->note + used, sizeof(report->note) - used,
			 "%s%llu", rescue->bad == 2 ? "; bad too: " : ", ",
			 (unsigned long long)number);
	else if (rescue->bad == RESCUE_SHOWN + 1)
		snprintf(report->note + used, sizeof(report->note) - used,
			 " …");
}

static void rescue_add_line(struct rescue *rescue, const struct line *line)
{
	struct outcome outcome;
	struct error why;

	if (line->text == NULL) {
		rescue_add_bad(rescue, line->number, "the line is too long");
	} else if (line->len > 0) {
		if (outcome_read(line->text, line->len, &outcome, NULL, &why) <
		    0) {
			rescue_add_bad(rescue, line->number, why.text);
			return;
		}
		line_set_add(&rescue->set, line->text, line->len,
			     outcome.cost_usd);
		outcome_done(&outcome);
	}
}

/* Takes in what the journal lacks of the batch, or counts it. */
static int rescue_flush(struct rescue *rescue, struct error *err)
{
	struct bytes lines CLEANUP(bytes_done) = {0};
	struct rescue_report *report = rescue->report;

	if (rescue->set.n == 0)
		return 0;
	if (line_set_compare(&rescue->set, rescue->dir, JOURNAL_RAW, err) < 0)
		return -1;
	line_set_join(&rescue->set, &lines);
	if (rescue->journals != NULL &&
	    (journals_keep(rescue->journals, JOURNAL_RAW, err) < 0 ||
	     (lines.len > 0 &&
	      journals_append(rescue->journals, JOURNAL_RAW, lines.data,
			      lines.len, NULL, err) < 0)))
		return -1;
	for (size_t i = 0; i < rescue->set.n; i++) {
		const struct line_item *item = &rescue->set.items[i];

		report->lines += !item->known;
		report->cost_usd += item->known ? 0 : item->worth;
	}
	line_set_clear(&rescue->set);
	return 0;
}

static int rescue_read(struct rescue *rescue, int fd, struct error *err)
{
	struct lines lines;
	struct line line;
	struct error why;
	int rc = 0, flushed = 0;

	lines_init(&lines, fd, false, 0, JOURNAL_LINE_MAX);
	while (flushed == 0 && (rc = lines_next(&lines, &line, &why)) > 0) {
		rescue_add_line(rescue, &line);
		if (rescue->set.texts.len >= RESCUE_BATCH)
			flushed = rescue_flush(rescue, err);
	}
	lines_done(&lines);
	if (flushed < 0)
		return -1;
	if (rc < 0)
		return error_sys(err, why.sys, "cannot read %s", rescue->path);
	return rescue_flush(rescue, err);
}

/* The journal has it all. */
static int rescue_put_away(const char *path, struct error *err)
{
	char stamp[CLOCK_STAMP_SIZE];
	char *taken CLEANUP(mem_free_str) = NULL;

	clock_stamp_short(stamp);
	taken = mem_printf("%s.taken-%s", path, stamp);
	if (rename(path, taken) < 0)
		return error_sys(err, errno, "cannot rename %s to %s", path,
				 taken);
	return file_sync_dir_of(path, err);
}

static int rescue_one(struct rescue *rescue, int place, struct error *err)
{
	struct error why;
	int fd, rc;

	/* NFS locks exclusively what is open for writing alone (flock(2)). */
	rc = rescue_open(rescue->path, place, O_RDWR, &fd, &why);
	if (rc > 0)
		return 0;
	if (rc < 0 && why.kind == ERROR_USAGE) {
		rescue_note(rescue->report, "%s", why.text);
		return 0;
	}
	if (rc < 0) {
		if (err != NULL)
			*err = why;
		return -1;
	}
	rc = rescue_read(rescue, fd, err);
	if (rc == 0 && rescue->journals != NULL)
		rc = rescue_put_away(rescue->path, err);
	close(fd);
	return rc;
}

static int rescue_all(struct journals *journals, const char *dir,
		      const char *run_id, struct rescue_report *report,
		      struct error *err)
{
	int rc = 0;

	for (int place = 0; place < RESCUE_PLACES && rc == 0; place++) {
		char *path CLEANUP(mem_free_str) =
			rescue_path(dir, run_id, place);
		struct rescue rescue = {
			.dir = dir,
			.path = path,
			.journals = journals,
			.report = report,
		};

		if (path != NULL)
			rc = rescue_one(&rescue, place, err);
		line_set_done(&rescue.set);
	}
	text_clean_line(report->note);
	return rc;
}

int rescue_take_in(struct journals *journals, const char *dir,
		   const char *run_id, struct rescue_report *report,
		   struct error *err)
{
	return rescue_all(journals, dir, run_id, report, err);
}

int rescue_look(const char *dir, const char *run_id,
		struct rescue_report *report, struct error *err)
{
	return rescue_all(NULL, dir, run_id, report, err);
}
