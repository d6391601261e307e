/*
 * test_control.c: the control socket, both ends, and following another
 * process.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "extract/control/control.h"
#include "extract/control/remote.h"
#include "extract/control/socket.h"
#include "tests/kit/fake_run.h"
#include "tests/kit/scratch.h"

#define WAIT_MS 60000

struct fixture {
	struct fake *fake;
	char *runtime; /* $XDG_RUNTIME_DIR */
};

static int setup(void **state)
{
	struct fixture *f = mem_zalloc(sizeof(*f));

	f->runtime = scratch_new();
	setenv("XDG_RUNTIME_DIR", f->runtime, 1);
	f->fake = fake_new();
	/* a run of its own: tests share /tmp when the first place fails */
	snprintf(f->fake->run.id, 33, "test-%ld", (long)getpid());
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	fake_free(f->fake);
	scratch_free(f->runtime);
	free(f);
	return 0;
}

static bool one_is_read(struct fake *fake)
{
	return fake->reading == 1;
}

static void start_held(struct fake *fake)
{
	fake_images(fake, 5);
	fake->hold_reads = true;
	fake_start(fake);
	fake_wait(fake, one_is_read);
}

static void answer(struct control_client *client, struct extract_progress *ret)
{
	struct pollfd fd = {control_fd(client), POLLIN, 0};
	long pid;
	int rc;

	while ((rc = control_receive(client, ret, &pid, NULL)) == 0)
		assert_int_equal(poll(&fd, 1, WAIT_MS), 1);
	assert_int_equal(rc, 1);
	assert_int_equal(pid, getpid());
}

static void answer_until(struct control_client *client,
			 enum extract_state state, struct extract_progress *ret)
{
	do
		answer(client, ret);
	while (ret->state != state);
}

static void ask(struct control_client *client, const char *word)
{
	assert_int_equal(control_send(client, word, NULL), 0);
}

static void test_commands(void **state)
{
	struct fake *fake = ((struct fixture *)*state)->fake;
	struct control_client *client;
	struct extract_progress p;

	start_held(fake);
	assert_int_equal(control_connect(&fake->run, &client, NULL), 0);
	ask(client, "progress");
	answer(client, &p);
	assert_int_equal(p.total, 5);
	assert_string_equal(p.engine, "fake");
	assert_string_equal(p.run_id, fake->run.id);
	ask(client, "watch");
	ask(client, "pause");
	answer_until(client, EXTRACT_PAUSED, &p);
	ask(client, "resume");
	answer_until(client, EXTRACT_RUNNING, &p);
	ask(client, "stop");
	answer_until(client, EXTRACT_STOPPING, &p);
	fake_release_reads(fake);
	answer_until(client, EXTRACT_FINISHED, &p);
	assert_string_equal(p.stopped, "signal");
	assert_int_equal(p.succeeded, 1);
	fake_join(fake);
	control_close(client);
	assert_int_equal(control_connect(&fake->run, &client, NULL), -1);
}

static void test_retry(void **state)
{
	struct fake *fake = ((struct fixture *)*state)->fake;
	struct control_client *client;
	struct extract_progress p;

	fake_image(fake, "0-once.jpg", "a");
	fake_image(fake, "1-held.jpg", "b");
	fake_start(fake);
	fake_wait(fake, one_is_read);
	assert_int_equal(control_connect(&fake->run, &client, NULL), 0);
	ask(client, "watch");
	do
		answer(client, &p);
	while (p.failed == 0);
	ask(client, "retry");
	do
		answer(client, &p);
	while (p.failed > 0);
	fake_release_reads(fake);
	answer_until(client, EXTRACT_FINISHED, &p);
	assert_int_equal(p.succeeded, 2);
	assert_int_equal(p.failed, 0);
	control_close(client);
	fake_join(fake);
}

/* Sends bytes as they are and returns the answer, "" at the end; owned. */
static char *converse(const struct run *run, const char *text, size_t len)
{
	struct pollfd fd = {-1, POLLIN, 0};
	struct bytes heard = {0};

	assert_int_equal(socket_connect(run->id, &fd.fd, NULL), 0);
	assert_int_equal(send(fd.fd, text, len, MSG_NOSIGNAL), (ssize_t)len);
	while (heard.len == 0 || heard.data[heard.len - 1] != '\n') {
		char *at = bytes_reserve(&heard, 4096);
		ssize_t got;

		assert_int_equal(poll(&fd, 1, WAIT_MS), 1);
		got = recv(fd.fd, at, 4096, 0);
		if (got <= 0)
			break;
		heard.len += (size_t)got;
		heard.data[heard.len] = '\0';
	}
	close(fd.fd);
	return bytes_steal(&heard);
}

static void test_verbs(void **state)
{
	enum extract_verb found;

	for (int verb = 0; verb < EXTRACT_VERBS; verb++) {
		const char *word = extract_verb_word((enum extract_verb)verb);

		assert_true(extract_verb_find(word, &found));
		assert_int_equal(found, verb);
	}
	assert_false(extract_verb_find("start", &found));
	assert_false(extract_verb_find("", &found));
}

static void test_nonsense(void **state)
{
	struct fake *fake = ((struct fixture *)*state)->fake;
	char *heard, flood[1000];

	start_held(fake);
	heard = converse(&fake->run, "{\"cmd\":\"dance\"}\n", 16);
	assert_non_null(strstr(heard, "there is no such command"));
	free(heard);
	/* One process is not given up by another. */
	heard = converse(&fake->run, "{\"cmd\":\"abort\"}\n", 16);
	assert_non_null(strstr(heard, "there is no such command"));
	free(heard);
	heard = converse(&fake->run, "\x00\xff{[\n", 5);
	assert_non_null(strstr(heard, "\"error\""));
	free(heard);
	heard = converse(&fake->run, "[]\n{\"cmd\":5}\n", 13);
	assert_non_null(strstr(heard, "\"error\""));
	free(heard);
	memset(flood, 'x', sizeof(flood));
	heard = converse(&fake->run, flood, sizeof(flood));
	assert_string_equal(heard, "");
	free(heard);
	/* and it still answers */
	heard = converse(&fake->run, "{\"cmd\":\"progress\"}\n", 19);
	assert_non_null(strstr(heard, "\"state\":\"running\""));
	free(heard);
	fake_release_reads(fake);
	fake_join(fake);
}

/* More connections than there are places: the others still are served. */
static void test_many_connections(void **state)
{
	struct fake *fake = ((struct fixture *)*state)->fake;
	struct control_client *first;
	struct extract_progress p;
	int fds[40];

	start_held(fake);
	assert_int_equal(control_connect(&fake->run, &first, NULL), 0);
	ask(first, "progress");
	answer(first, &p);
	for (size_t i = 0; i < ARRAY_LEN(fds); i++)
		if (socket_connect(fake->run.id, &fds[i], NULL) < 0)
			fds[i] = -1;
	ask(first, "progress");
	answer(first, &p);
	for (size_t i = 0; i < ARRAY_LEN(fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
	control_close(first);
	fake_release_reads(fake);
	fake_join(fake);
}

static char *socket_name(const struct fixture *f)
{
	return mem_printf("%s/vasculum/%s.sock", f->runtime, f->fake->run.id);
}

static void test_place(void **state)
{
	struct fixture *f = *state;
	char *path = socket_name(f), *dir = file_join(f->runtime, "vasculum");
	struct control_client *client;
	struct stat st;

	/* what a killed process left is replaced */
	scratch_puts(f->runtime, "vasculum/.keep", "");
	assert_int_equal(chmod(dir, 0700), 0);
	scratch_puts("/", path, "left");
	assert_int_equal(control_connect(&f->fake->run, &client, NULL), -1);
	start_held(f->fake);
	assert_int_equal(stat(path, &st), 0);
	assert_true(S_ISSOCK(st.st_mode));
	fake_release_reads(f->fake);
	fake_join(f->fake);
	assert_int_equal(stat(path, &st), -1);
	free(path);
	free(dir);
}

/* A directory that others may enter is not used; the next place is. */
static void test_open_directory(void **state)
{
	struct fixture *f = *state;
	char *path = socket_name(f), *dir = file_join(f->runtime, "vasculum");
	struct control_client *client;
	struct stat st;

	assert_int_equal(mkdir(dir, 0755), 0);
	assert_int_equal(chmod(dir, 0777), 0);
	start_held(f->fake);
	assert_int_equal(stat(path, &st), -1);
	assert_int_equal(control_connect(&f->fake->run, &client, NULL), 0);
	control_close(client);
	fake_release_reads(f->fake);
	fake_join(f->fake);
	free(path);
	free(dir);
}

/* A place whose name is too long for a socket. */
static void test_long_place(void **state)
{
	struct fixture *f = *state;
	char *longer = mem_printf("%s/%0150d", f->runtime, 1);
	struct control_client *client;

	setenv("XDG_RUNTIME_DIR", longer, 1);
	start_held(f->fake);
	assert_int_equal(control_connect(&f->fake->run, &client, NULL), 0);
	control_close(client);
	fake_release_reads(f->fake);
	fake_join(f->fake);
	free(longer);
}

/* --- following ------------------------------------------------------------ */

/* Another process, played by the test: its listening socket. */
struct other {
	int listener, fd;
	char *path;
};

static void other_start(struct other *other, const struct run *run)
{
	assert_int_equal(
		socket_listen(run->id, &other->listener, &other->path, NULL),
		0);
}

static void other_accept(struct other *other)
{
	struct pollfd fd = {other->listener, POLLIN, 0};
	char heard[64];
	ssize_t got;

	assert_int_equal(poll(&fd, 1, WAIT_MS), 1);
	other->fd = accept(other->listener, NULL, NULL);
	assert_true(other->fd >= 0);
	got = recv(other->fd, heard, sizeof(heard) - 1, 0);
	assert_true(got > 0);
	heard[got] = '\0';
	assert_string_equal(heard, "{\"cmd\":\"watch\"}\n");
}

static void other_say(struct other *other, const char *state, int succeeded)
{
	char line[128];
	int len = snprintf(line, sizeof(line),
			   "{\"state\":\"%s\",\"pid\":1,\"succeeded\":%d}\n",
			   state, succeeded);

	assert_int_equal(send(other->fd, line, (size_t)len, MSG_NOSIGNAL), len);
}

static void other_end(struct other *other)
{
	close(other->fd);
	close(other->listener);
	unlink(other->path);
	free(other->path);
}

static void next_mail(struct fake *fake, struct extract_progress *ret)
{
	struct mail *mail = mailbox_wait(fake->watcher, WAIT_MS);

	assert_non_null(mail);
	assert_int_equal(mail->kind, EXTRACT_MAIL_PROGRESS);
	*ret = CONTAINER_OF(mail, struct extract_mail, mail)->progress;
	mail_free(mail);
}

static void test_follow(void **state)
{
	struct fake *fake = ((struct fixture *)*state)->fake;
	struct other other;
	struct remote *remote;
	struct extract_progress p;
	char heard[64];
	ssize_t got;

	other_start(&other, &fake->run);
	assert_int_equal(
		remote_attach(&fake->run, fake->watcher, &remote, NULL), 0);
	other_accept(&other);
	other_say(&other, "running", 5);
	next_mail(fake, &p);
	assert_true(p.elsewhere);
	assert_int_equal(p.state, EXTRACT_RUNNING);
	assert_int_equal(p.succeeded, 5);
	assert_true(remote_connected(remote));
	remote_command(remote, VERB_PAUSE);
	got = recv(other.fd, heard, sizeof(heard) - 1, 0);
	assert_true(got > 0);
	heard[got] = '\0';
	assert_string_equal(heard, "{\"cmd\":\"pause\"}\n");
	other_say(&other, "finished", 9);
	next_mail(fake, &p);
	assert_int_equal(p.state, EXTRACT_FINISHED);
	other_end(&other);
	/* the next one is found as well */
	other_start(&other, &fake->run);
	other_accept(&other);
	other_say(&other, "scanning", 0);
	next_mail(fake, &p);
	assert_int_equal(p.state, EXTRACT_SCANNING);
	remote_detach(remote);
	assert_null(mailbox_take(fake->watcher));
	other_end(&other);
}

static void test_followed_one_is_killed(void **state)
{
	struct fake *fake = ((struct fixture *)*state)->fake;
	struct other other;
	struct remote *remote;
	struct extract_progress p;

	other_start(&other, &fake->run);
	assert_int_equal(
		remote_attach(&fake->run, fake->watcher, &remote, NULL), 0);
	other_accept(&other);
	other_say(&other, "running", 5);
	next_mail(fake, &p);
	other_end(&other);
	next_mail(fake, &p);
	assert_int_equal(p.state, EXTRACT_FAILED);
	assert_true(p.elsewhere);
	assert_int_equal(p.succeeded, 5);
	assert_non_null(strstr(p.error.text, "ended before"));
	assert_false(remote_connected(remote));
	remote_detach(remote);
}

static json_t *hear(struct control_client *client)
{
	struct pollfd fd = {control_fd(client), POLLIN, 0};
	json_t *said;
	int rc;

	while ((rc = control_hear(client, &said, NULL)) == 0)
		assert_int_equal(poll(&fd, 1, WAIT_MS), 1);
	assert_int_equal(rc, 1);
	return said;
}

static void hear_key(struct control_client *client, const char *key)
{
	json_t *said = hear(client);

	if (json_object_get(said, key) == NULL)
		fail_msg("no %s in %s", key, json_dumps(said, 0));
	json_decref(said);
}

/* RUN/lock is lent to one at a time, once nothing is under way; meanwhile no
 * sheet is begun, and the rest is read when it is given back. */
static void test_lend(void **state)
{
	struct fake *fake = ((struct fixture *)*state)->fake;
	struct control_client *borrower, *other;
	struct extract_progress p;

	start_held(fake);
	assert_int_equal(control_connect(&fake->run, &borrower, NULL), 0);
	assert_int_equal(control_connect(&fake->run, &other, NULL), 0);
	ask(borrower, "borrow");
	ask(other, "progress"); /* the first one has asked when this is there */
	answer(other, &p);
	do {
		ask(other, "borrow");
		hear_key(other, "error");
		ask(other, "progress");
		answer(other, &p);
	} while (p.in_flight == 0);
	fake_release_reads(fake);
	hear_key(borrower, "lent");
	ask(other, "progress");
	answer(other, &p);
	assert_true(p.succeeded >= 1 && p.succeeded < 5);
	assert_int_equal(p.in_flight, 0);
	ask(other, "watch");
	answer(other, &p);
	control_close(borrower);
	answer_until(other, EXTRACT_FINISHED, &p);
	assert_int_equal(p.succeeded, 5);
	fake_join(fake);
	control_close(other);
}

/* Who is to end wants it back, and waits for it. */
static void test_recall(void **state)
{
	struct fake *fake = ((struct fixture *)*state)->fake;
	struct control_client *borrower, *other;
	struct extract_progress p;

	start_held(fake);
	assert_int_equal(control_connect(&fake->run, &borrower, NULL), 0);
	assert_int_equal(control_connect(&fake->run, &other, NULL), 0);
	ask(borrower, "borrow");
	ask(other, "progress");
	answer(other, &p);
	fake_release_reads(fake);
	hear_key(borrower, "lent");
	ask(other, "stop");
	answer(other, &p);
	hear_key(borrower, "recall");
	ask(other, "progress");
	answer(other, &p);
	assert_false(extract_state_is_over(p.state));
	control_close(borrower);
	fake_join(fake);
	control_close(other);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_commands),
		TEST(test_retry),
		TEST(test_lend),
		TEST(test_recall),
		TEST(test_verbs),
		TEST(test_nonsense),
		TEST(test_many_connections),
		TEST(test_place),
		TEST(test_open_directory),
		TEST(test_long_place),
		TEST(test_follow),
		TEST(test_followed_one_is_killed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
