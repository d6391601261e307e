/*
 * store_kit.c: what the tests of the store share. See store_kit.h.
 */
#include "config.h"

#include "tests/kit/store_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "run/store/thread.h"
#include "tests/kit/scratch.h"

#define WAIT_MS 60000 /* for what has to come; never waited out */

static ssize_t gate_write(void *arg, int fd, const void *data, size_t len)
{
	struct gate *gate = arg;
	int sys;

	pthread_mutex_lock(&gate->lock);
	gate->writes++;
	pthread_cond_broadcast(&gate->changed);
	sys = gate->writes == gate->full_at ? ENOSPC : gate->write_error;
	pthread_mutex_unlock(&gate->lock);
	if (sys == 0)
		return write(fd, data, len);
	errno = sys;
	return -1;
}

static int gate_sync(void *arg, int fd)
{
	struct gate *gate = arg;
	int sys;

	pthread_mutex_lock(&gate->lock);
	gate->syncs++;
	gate->waiting++;
	pthread_cond_broadcast(&gate->changed);
	while (gate->shut)
		pthread_cond_wait(&gate->changed, &gate->lock);
	gate->waiting--;
	sys = gate->sync_error;
	pthread_mutex_unlock(&gate->lock);
	if (sys == 0)
		return fsync(fd);
	errno = sys;
	return -1;
}

static int gate_truncate(void *arg, int fd, off_t len)
{
	(void)arg;
	return ftruncate(fd, len);
}

static int gate_sync_dir(void *arg, const char *path, struct error *err)
{
	(void)arg;
	return file_sync_dir_of(path, err);
}

void gate_set(struct gate *gate, bool shut, int write_error, int sync_error)
{
	pthread_mutex_lock(&gate->lock);
	gate->shut = shut;
	gate->write_error = write_error;
	gate->sync_error = sync_error;
	pthread_cond_broadcast(&gate->changed);
	pthread_mutex_unlock(&gate->lock);
}

void gate_await_sync(struct gate *gate)
{
	pthread_mutex_lock(&gate->lock);
	while (gate->waiting == 0)
		pthread_cond_wait(&gate->changed, &gate->lock);
	pthread_mutex_unlock(&gate->lock);
}

void gate_await_writes(struct gate *gate, int n)
{
	pthread_mutex_lock(&gate->lock);
	while (gate->writes < n)
		pthread_cond_wait(&gate->changed, &gate->lock);
	pthread_mutex_unlock(&gate->lock);
}

int gate_syncs(struct gate *gate)
{
	int n;

	pthread_mutex_lock(&gate->lock);
	n = gate->syncs;
	pthread_mutex_unlock(&gate->lock);
	return n;
}

void gate_fail_write(struct gate *gate, int n)
{
	pthread_mutex_lock(&gate->lock);
	gate->full_at = gate->writes + n;
	pthread_mutex_unlock(&gate->lock);
}

int world_setup(void **state)
{
	struct world *w = mem_zalloc(sizeof(*w));
	char *dir;

	w->dir = scratch_new();
	dir = file_join(w->dir, "run");
	assert_int_equal(run_open(dir, RUN_CREATE, &w->run, NULL), 0);
	free(dir);
	dir = file_join(w->dir, "state");
	assert_int_equal(setenv("XDG_STATE_HOME", dir, 1), 0);
	free(dir);
	pthread_mutex_init(&w->gate.lock, NULL);
	pthread_cond_init(&w->gate.changed, NULL);
	w->ops = (struct journal_ops){
		.arg = &w->gate,
		.write = gate_write,
		.sync = gate_sync,
		.truncate = gate_truncate,
		.sync_dir = gate_sync_dir,
	};
	assert_int_equal(store_start_with(w->run, &w->ops, &w->store, NULL), 0);
	assert_int_equal(mailbox_new(&w->box, NULL), 0);
	*state = w;
	return 0;
}

int world_teardown(void **state)
{
	struct world *w = *state;

	gate_set(&w->gate, false, 0, 0);
	store_stop(w->store);
	mailbox_free(w->box);
	run_close(w->run);
	scratch_free(w->dir);
	pthread_cond_destroy(&w->gate.changed);
	pthread_mutex_destroy(&w->gate.lock);
	free(w);
	return 0;
}

void put(struct world *w, int number, uint64_t ticket)
{
	struct outcome outcome;

	outcome_init(&outcome);
	outcome.specimen_id = mem_printf("name:%d.jpg", number);
	outcome.image = mem_printf("%d.jpg", number);
	outcome.timestamp = mem_strdup("2026-11-23T20:15:04Z");
	outcome.provider = mem_strdup("local");
	record_set(&outcome.dwc, "country", "Canada", 0.5, SOURCE_RULE);
	store_put_outcome(w->store, &outcome, ticket, w->box);
	assert_null(outcome.image);
}

struct mail *await(struct mailbox *box, int kind)
{
	for (;;) {
		struct mail *mail = mailbox_wait(box, WAIT_MS);

		assert_non_null(mail);
		if (mail->kind == kind)
			return mail;
		mail_free(mail);
	}
}

void await_ack(struct world *w, uint64_t ticket, int status,
	       enum error_kind kind)
{
	struct mail *mail = await(w->box, STORE_MAIL_ACK);
	struct store_ack *ack = (struct store_ack *)mail;

	assert_int_equal(ack->ticket, ticket);
	assert_int_equal(ack->status, status);
	assert_int_equal(ack->error.kind, kind);
	mail_free(mail);
}

static int count_newlines(const char *dir, const char *name)
{
	char *text CLEANUP(mem_free_str) = scratch_read(dir, name, NULL);
	int n = 0;

	for (const char *at = text; (at = strchr(at, '\n')) != NULL; at++)
		n++;
	return n;
}

int count_rescued(struct world *w, int place)
{
	char *path CLEANUP(mem_free_str) =
		rescue_path(w->run->dir, w->run->id, place);

	return count_newlines("/", path);
}

int count_lines(struct world *w, enum journal_id id)
{
	return count_newlines(w->run->dir, journal_name(id));
}
