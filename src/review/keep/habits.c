/*
 * habits.c: what was typed, kept over restarts. See habits.h.
 *
 * 1. The file is replaced whole, under a lock: two consoles lose nothing of
 *    each other.
 */
#include "config.h"

#include "review/keep/habits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/file/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/thread/mailbox.h"
#include "base/thread/thread.h"

#define HABITS_SIZE (1u << 20)

static const char *const habits_files[] = {
	[HABITS_COMMANDS] = "commands",
	[HABITS_FOLDERS] = "folders",
};

/* ---- the file ------------------------------------------------------------ */

struct lines {
	char **items;
	size_t n, cap;
};

static void lines_drop(struct lines *lines, size_t i)
{
	free(lines->items[i]);
	lines->n--;
	memmove(&lines->items[i], &lines->items[i + 1],
		(lines->n - i) * sizeof(lines->items[0]));
}

static void lines_done(struct lines *lines)
{
	while (lines->n > 0)
		lines_drop(lines, lines->n - 1);
	free(lines->items);
	*lines = (struct lines){0};
}

/* Takes the line over; the same one before goes, and the oldest. */
static void lines_add(struct lines *lines, char *line)
{
	if (text_blank(line) || strlen(line) > HABIT_BYTES) {
		free(line);
		return;
	}
	for (size_t i = lines->n; i-- > 0;)
		if (strcmp(lines->items[i], line) == 0)
			lines_drop(lines, i);
	if (lines->n == HABITS_MAX)
		lines_drop(lines, 0);
	ARRAY_GROW(lines->items, lines->n, lines->cap);
	lines->items[lines->n++] = line;
}

static int lines_read(const char *path, struct lines *ret, struct error *err)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	const char *at;
	struct stat st;

	if (stat(path, &st) < 0 && errno == ENOENT)
		return 0;
	if (file_check_own(path, false, err) < 0 ||
	    file_read(path, HABITS_SIZE, &text, err) < 0)
		return -1;
	for (at = text.data; at != NULL && *at != '\0';) {
		size_t len = strcspn(at, "\n");
		char *line CLEANUP(mem_free_str) = mem_strndup(at, len);

		lines_add(ret, text_cleaned(line));
		at += len + (at[len] == '\n' ? 1 : 0);
	}
	return 0;
}

int habits_load(const char *state_dir, enum habits habits, char ***ret,
		size_t *ret_n, struct error *err)
{
	char *path CLEANUP(mem_free_str) =
		file_join(state_dir, habits_files[habits]);
	struct lines lines = {0};

	if (lines_read(path, &lines, err) < 0) {
		lines_done(&lines);
		return -1;
	}
	*ret = lines.items;
	*ret_n = lines.n;
	return 0;
}

static int habits_write(const char *path, const struct lines *lines,
			struct error *err)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	for (size_t i = 0; i < lines->n; i++)
		bytes_printf(&text, "%s\n", lines->items[i]);
	return file_write_atomic(path, text.data != NULL ? text.data : "",
				 text.len, 0600, err);
}

/* The directory, locked; or -1: then two consoles may meet. */
static int habits_lock(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0 && flock(fd, LOCK_EX) < 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* As it is kept; owned. A directory stays the same wherever one stands. */
static char *habit_line(enum habits habits, const char *line)
{
	char *real CLEANUP(mem_free_str) =
		habits == HABITS_FOLDERS ? realpath(line, NULL) : NULL;

	return text_cleaned(real != NULL ? real : line);
}

int habits_add(const char *state_dir, enum habits habits, const char *line,
	       struct error *err)
{
	char *path CLEANUP(mem_free_str) =
		file_join(state_dir, habits_files[habits]);
	struct lines lines CLEANUP(lines_done) = {0};
	int lock, rc;

	if (file_make_dirs(state_dir, 0700, err) < 0)
		return -1;
	lock = habits_lock(state_dir);
	rc = lines_read(path, &lines, err);
	if (rc == 0) {
		lines_add(&lines, habit_line(habits, line));
		rc = habits_write(path, &lines, err);
	}
	if (lock >= 0)
		close(lock);
	return rc;
}

/* ---- the thread ---------------------------------------------------------- */

struct habit_mail {
	struct mail mail; /* its kind: enum habits */
	char *line;
};

struct habits_keeper {
	char *dir;
	struct mailbox *inbox;
	pthread_t thread;
};

static void habit_mail_free(struct mail *mail)
{
	struct habit_mail *habit = CONTAINER_OF(mail, struct habit_mail, mail);

	free(habit->line);
	free(habit);
}

static void *keeper_main(void *arg)
{
	struct habits_keeper *keeper = arg;
	struct mail *mail;
	struct error err;

	while ((mail = mailbox_wait(keeper->inbox, -1)) != NULL) {
		const struct habit_mail *habit =
			CONTAINER_OF(mail, struct habit_mail, mail);

		if (habits_add(keeper->dir, (enum habits)habit->mail.kind,
			       habit->line, &err) < 0)
			err.kind = ERROR_NONE; /* see habits.h */
		mail_free(mail);
	}
	return NULL;
}

static void keeper_free(struct habits_keeper *keeper)
{
	mailbox_free(keeper->inbox);
	free(keeper->dir);
	free(keeper);
}

int habits_keeper_start(const char *state_dir, struct habits_keeper **ret,
			struct error *err)
{
	struct habits_keeper *keeper = mem_zalloc(sizeof(*keeper));

	keeper->dir = mem_strdup(state_dir);
	if (mailbox_new(&keeper->inbox, err) < 0 ||
	    thread_start(&keeper->thread, "habits", keeper_main, keeper, err) <
		    0) {
		keeper_free(keeper);
		return -1;
	}
	*ret = keeper;
	return 0;
}

void habits_keeper_put(struct habits_keeper *keeper, enum habits habits,
		       const char *line)
{
	struct habit_mail *habit = mem_zalloc(sizeof(*habit));

	habit->mail.kind = (int)habits;
	habit->mail.free = habit_mail_free;
	habit->line = mem_strdup(line);
	mailbox_post(keeper->inbox, &habit->mail);
}

void habits_keeper_stop(struct habits_keeper *keeper)
{
	if (keeper == NULL)
		return;
	mailbox_close(keeper->inbox);
	pthread_join(keeper->thread, NULL);
	keeper_free(keeper);
}
