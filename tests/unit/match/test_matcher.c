/*
 * test_matcher.c: how a session with GBIF ends where nobody answers, where it
 * is stopped, and where another one is at work. What is asked and kept:
 * tests/scripts/match.sh.
 */
#include "config.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "match/matching.h"
#include "tests/kit/scratch.h"

struct world {
	char *dir;
	struct run *run;
	int taken; /* a socket that nobody listens to */
	char *url;
};

static int setup(void **state)
{
	struct world *w = mem_zalloc(sizeof(*w));
	struct sockaddr_in at = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t len = sizeof(at);
	char *path;

	w->dir = scratch_new();
	path = file_join(w->dir, "run");
	assert_int_equal(run_open(path, RUN_CREATE, &w->run, NULL), 0);
	free(path);
	w->taken = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(w->taken, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(getsockname(w->taken, (struct sockaddr *)&at, &len),
			 0);
	w->url = mem_printf("http://127.0.0.1:%d", ntohs(at.sin_port));
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	close(w->taken);
	run_close(w->run);
	scratch_free(w->dir);
	free(w->url);
	free(w);
	return 0;
}

static int work_knowing(struct world *w, const char *index,
			const atomic_bool *stop, struct match_progress *ret,
			struct error *err)
{
	const struct match_options options = {
		.base_url = w->url,
		.rate = MATCH_RATE_MAX,
		.backoff_ms = 1,
	};
	const struct match_setup call = {
		.run = w->run,
		.options = &options,
		.stop = stop,
		.state = index,
	};

	return match_work(&call, ret, err);
}

static int work(struct world *w, const atomic_bool *stop,
		struct match_progress *ret, struct error *err)
{
	return work_knowing(w, NULL, stop, ret, err);
}

static void test_nobody_answers(void **state)
{
	struct match_progress progress;
	struct error err;

	assert_int_equal(work(*state, NULL, &progress, &err), -1);
	assert_int_equal(err.kind, ERROR_STOPPED);
	assert_non_null(strstr(err.text, "was given up"));
	assert_non_null(strstr(err.text, "goes on where it was"));
	assert_true(progress.fault[0] != '\0');
	assert_int_equal(progress.failed, 0);
}

static void test_stopped(void **state)
{
	struct match_progress progress;
	atomic_bool stop;
	struct error err;

	atomic_init(&stop, true);
	assert_int_equal(work(*state, &stop, &progress, &err), -1);
	assert_int_equal(err.kind, ERROR_STOPPED);
	assert_null(strstr(err.text, "was given up"));

	/* Also before the first question was found: it is not all done. */
	assert_int_equal(work_knowing(*state, "COL", &stop, &progress, &err),
			 -1);
	assert_int_equal(err.kind, ERROR_STOPPED);
	assert_string_equal(progress.state, "COL");
}

static void test_others_are_at_work(void **state)
{
	struct world *w = *state;
	char *path CLEANUP(mem_free_str) = run_path(w->run, "cache/match.lock");
	char *dir CLEANUP(mem_free_str) = run_path(w->run, "cache");
	struct match_progress progress;
	struct error err;
	int lock;

	assert_int_equal(file_make_dirs(dir, 0777, NULL), 0);
	lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	assert_int_equal(flock(lock, LOCK_EX), 0);
	assert_int_equal(work(w, NULL, &progress, &err), -1);
	assert_int_equal(err.kind, ERROR_BUSY);
	assert_true(progress.others);
	close(lock);
}

/* The thread says that it is over, and why, also where nobody answers. */
static void test_thread_ends(void **state)
{
	struct world *w = *state;
	const struct match_options options = {.base_url = w->url,
					      .backoff_ms = 1};
	struct matching *matching;
	struct mailbox *inbox;
	bool over = false;

	assert_int_equal(mailbox_new(&inbox, NULL), 0);
	assert_int_equal(
		matching_start(w->run, &options, inbox, &matching, NULL), 0);
	matching_finish(matching);
	while (!over) {
		struct mail *mail = mailbox_wait(inbox, -1);
		struct matching_mail *said =
			CONTAINER_OF(mail, struct matching_mail, mail);

		assert_int_equal(mail->kind, MATCHING_MAIL);
		over = said->over;
		assert_int_equal(said->error.kind,
				 over ? ERROR_STOPPED : ERROR_NONE);
		mail_free(mail);
	}
	matching_stop(matching);
	mailbox_free(inbox);
}

/* Who only looks makes nothing. */
static void test_foreseeing_makes_no_cache(void **state)
{
	struct world *w = *state;
	char *path CLEANUP(mem_free_str) = run_path(w->run, "cache/gbif.db");
	const struct match_options options = {.base_url = w->url};
	const struct match_setup call = {.run = w->run, .options = &options};
	struct match_progress progress;

	assert_int_equal(match_foresee(&call, &progress, NULL), 0);
	assert_int_equal(progress.total, 0);
	assert_int_not_equal(access(path, F_OK), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_nobody_answers, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_stopped, setup, teardown),
		cmocka_unit_test_setup_teardown(test_others_are_at_work, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_thread_ends, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_foreseeing_makes_no_cache,
						setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
