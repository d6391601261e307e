/*
 * editor.c: another program edits a text. See editor.h.
 *
 * 1. All that can wait is done on a thread of its own: files, the start of the
 *    program and its end.
 * 2. The program is of our process group, as a shell would have it: a key that
 *    stops the one stops both. It has no signal blocked.
 * 3. What cannot be taken over stays in the file, and the error names it: also
 *    where the program was killed, or failed, behind a change of the file. Else
 *    the file goes when the program has ended.
 */
#include "config.h"

#include "ui/terminal/editor.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/file/xdg.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/thread/thread.h"

#define EDITOR_GRACE_S	2 /* until one that is hung up is killed */
#define EDITOR_FILE_MAX (1 << 20)

extern char **environ;

struct editor {
	pthread_t thread;
	struct mailbox *reply;
	char *text;
	size_t most;
	char *path; /* the file; NULL: there is none yet */

	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t ended;
	pid_t pid; /* 0: it does not run */
	bool gone; /* it has ended, or never began */
	bool hung_up;
};

/* ---- the file ------------------------------------------------------------ */

/* Writes the text into a new file that nobody else can read. */
static int editor_write(struct editor *editor, struct error *err)
{
	char *dir CLEANUP(mem_free_str) = xdg_runtime_dir();
	int fd, rc;

	if (file_make_dirs(dir, 0700, err) < 0 ||
	    file_check_private(dir, err) < 0)
		return -1;
	editor->path = mem_printf("%s/value-XXXXXX.txt", dir);
	fd = mkstemps(editor->path, 4);
	if (fd < 0) {
		error_sys(err, errno, "cannot make a file in %s", dir);
		mem_replace(&editor->path, NULL);
		return -1;
	}
	rc = fcntl(fd, F_SETFD, FD_CLOEXEC);
	if (rc == 0)
		rc = file_write_all(fd, editor->text, strlen(editor->text));
	if (rc == 0)
		rc = file_write_all(fd, "\n", 1);
	if (rc < 0)
		error_sys(err, errno, "cannot write %s", editor->path);
	close(fd);
	return rc;
}

/* What the file holds; *ret is NULL where that is what was there. */
static int editor_read(struct editor *editor, char **ret, struct error *err)
{
	struct bytes bytes CLEANUP(bytes_done) = {0};

	if (file_read(editor->path, EDITOR_FILE_MAX, &bytes, err) < 0)
		return -1;
	while (bytes.len > 0 && (bytes.data[bytes.len - 1] == '\n' ||
				 bytes.data[bytes.len - 1] == '\r'))
		bytes.data[--bytes.len] = '\0';
	bytes_append_str(&bytes, "");
	if (memchr(bytes.data, '\0', bytes.len) != NULL ||
	    !text_is_utf8(bytes.data, bytes.len))
		return error_set(err, ERROR_FAILED,
				 "what the editor saved is not UTF-8 text; it "
				 "is kept in %s",
				 editor->path);
	if (bytes.len > editor->most)
		return error_set(err, ERROR_FAILED,
				 "what the editor saved has %zu bytes, and a "
				 "value %zu at most; it is kept in %s",
				 bytes.len, editor->most, editor->path);
	*ret = strcmp(bytes.data, editor->text) == 0 ? NULL
						     : bytes_steal(&bytes);
	return 0;
}

/* ---- the program --------------------------------------------------------- */

/* Both may have arguments; a blank one says nothing. */
static const char *editor_command(void)
{
	const char *visual = getenv("VISUAL"), *editor = getenv("EDITOR");

	if (!text_blank(visual))
		return visual;
	return text_blank(editor) ? "vi" : editor;
}

/* With no signal blocked or ignored. */
static int editor_attributes(posix_spawnattr_t *attributes)
{
	sigset_t none, all;

	sigemptyset(&none);
	sigfillset(&all);
	return posix_spawnattr_setsigmask(attributes, &none) != 0 ||
			       posix_spawnattr_setsigdefault(attributes,
							     &all) != 0 ||
			       posix_spawnattr_setflags(
				       attributes,
				       POSIX_SPAWN_SETSIGMASK |
					       POSIX_SPAWN_SETSIGDEF) != 0
		       ? -1
		       : 0;
}

/* Our standard error is elsewhere while the console runs. */
static int editor_spawn_as(char *const *argv, pid_t *ret)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	int rc;

	if (posix_spawn_file_actions_init(&files) != 0)
		return ENOMEM;
	rc = posix_spawnattr_init(&attributes);
	if (rc == 0) {
		rc = posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO,
						      STDERR_FILENO);
		if (rc == 0 && editor_attributes(&attributes) < 0)
			rc = EINVAL;
		if (rc == 0)
			rc = posix_spawn(ret, "/bin/sh", &files, &attributes,
					 argv, environ);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&files);
	return rc;
}

/* A command alone takes the shell's place, so that a signal reaches it. */
static int editor_spawn(struct editor *editor, struct error *err)
{
	const char *command = editor_command();
	bool simple = strpbrk(command, "=;&|<>(){}`$") == NULL;
	char *line CLEANUP(mem_free_str) =
		mem_printf("%s%s \"$@\"", simple ? "exec " : "", command);
	char sh[] = "sh", c[] = "-c";
	char *argv[] = {sh, c, line, sh, editor->path, NULL};
	pid_t pid = 0;
	int rc = 0;

	pthread_mutex_lock(&editor->lock);
	if (!editor->hung_up)
		rc = editor_spawn_as(argv, &pid);
	editor->pid = rc == 0 ? pid : 0;
	pthread_mutex_unlock(&editor->lock);
	if (rc != 0)
		return error_sys(err, rc, "cannot start %s", command);
	if (pid == 0)
		return error_set(err, ERROR_STOPPED, "the console ends");
	return 0;
}

/* The process is known by its id until it is reaped under the lock. */
static int editor_wait(struct editor *editor, struct error *err)
{
	siginfo_t info;
	int status = 0;

	while (waitid(P_PID, (id_t)editor->pid, &info, WEXITED | WNOWAIT) < 0 &&
	       errno == EINTR)
		;
	pthread_mutex_lock(&editor->lock);
	while (waitpid(editor->pid, &status, 0) < 0 && errno == EINTR)
		;
	editor->pid = 0;
	pthread_mutex_unlock(&editor->lock);
	if (WIFSIGNALED(status))
		return error_set(err, ERROR_FAILED, "%s was ended by signal %d",
				 editor_command(), WTERMSIG(status));
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return error_set(err, ERROR_FAILED, "%s has failed (status %d)",
				 editor_command(), WEXITSTATUS(status));
	return 0;
}

/* ---- the thread ---------------------------------------------------------- */

static void editor_done_free(struct mail *mail)
{
	struct editor_done *done = CONTAINER_OF(mail, struct editor_done, mail);

	free(done->text);
	free(done);
}

/* What a program saved that did not end well may be work: it is kept, and the
 * error says where. False where the file holds what it was given. */
static bool editor_keep(const struct editor *editor, struct error *err)
{
	struct bytes bytes CLEANUP(bytes_done) = {0};
	struct error unread, why = *err;
	size_t len = strlen(editor->text);
	int rc = file_read(editor->path, EDITOR_FILE_MAX, &bytes, &unread);

	if (rc < 0 ? access(editor->path, F_OK) < 0
		   : bytes.len == 0 ||
			     (bytes.len == len + 1 && bytes.data[len] == '\n' &&
			      memcmp(bytes.data, editor->text, len) == 0))
		return false;
	error_set(err, why.kind, "what it saved is kept in %s: %s",
		  editor->path, why.text);
	return true;
}

static void *editor_run(void *arg)
{
	struct editor *editor = arg;
	struct editor_done *done = mem_zalloc(sizeof(*done));
	bool kept = false;
	int rc = editor_write(editor, &done->error);

	done->mail = (struct mail){.kind = EDITOR_MAIL_DONE,
				   .free = editor_done_free};
	if (rc == 0)
		rc = editor_spawn(editor, &done->error);
	if (rc == 0) {
		rc = editor_wait(editor, &done->error);
		kept = rc < 0 ? editor_keep(editor, &done->error)
			      : editor_read(editor, &done->text, &done->error) <
					0;
	}
	if (editor->path != NULL && !kept)
		unlink(editor->path);
	pthread_mutex_lock(&editor->lock);
	editor->gone = true;
	pthread_cond_signal(&editor->ended);
	pthread_mutex_unlock(&editor->lock);
	mailbox_post(editor->reply, &done->mail);
	return NULL;
}

static void editor_free(struct editor *editor)
{
	pthread_mutex_destroy(&editor->lock);
	pthread_cond_destroy(&editor->ended);
	free(editor->text);
	free(editor->path);
	free(editor);
}

int editor_start(const char *text, size_t most, struct mailbox *reply,
		 struct editor **ret, struct error *err)
{
	struct editor *editor = mem_zalloc(sizeof(*editor));

	editor->reply = reply;
	editor->text = mem_strdup(text);
	editor->most = most;
	pthread_mutex_init(&editor->lock, NULL);
	pthread_cond_init(&editor->ended, NULL);
	if (thread_start(&editor->thread, "editor", editor_run, editor, err) <
	    0) {
		editor_free(editor);
		return -1;
	}
	*ret = editor;
	return 0;
}

static void editor_signal(struct editor *editor, int signo)
{
	if (editor->pid > 0)
		kill(editor->pid, signo);
}

void editor_continue(struct editor *editor)
{
	pthread_mutex_lock(&editor->lock);
	editor_signal(editor, SIGCONT);
	pthread_mutex_unlock(&editor->lock);
}

/* Hung up, stopped or not; killed where it is still there after a while. */
static void editor_end(struct editor *editor)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += EDITOR_GRACE_S;
	editor->hung_up = true;
	editor_signal(editor, SIGHUP);
	editor_signal(editor, SIGCONT);
	while (!editor->gone)
		if (pthread_cond_timedwait(&editor->ended, &editor->lock,
					   &until) != 0) {
			editor_signal(editor, SIGKILL);
			break;
		}
}

void editor_stop(struct editor *editor)
{
	if (editor == NULL)
		return;
	pthread_mutex_lock(&editor->lock);
	if (!editor->gone)
		editor_end(editor);
	pthread_mutex_unlock(&editor->lock);
	pthread_join(editor->thread, NULL);
	editor_free(editor);
}
