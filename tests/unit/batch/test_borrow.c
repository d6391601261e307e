/*
 * test_borrow.c: what a borrower of RUN/lock makes of what the lender says.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/compiler.h"
#include "base/thread/thread.h"
#include "batch/borrow.h"
#include "extract/control/socket.h"
#include "tests/kit/scratch.h"

#define LOOKS 100 /* of a tenth of a second */
#define LENT \
	"{\"lent\":true,\"pid\":7,\"busy\":[\"b\",\"a\"],\"reserved_usd\":2}\n"
#define RECALL "{\"recall\":true}\n"

/* Says its words once it was asked, and then nothing until the other ends. */
struct lender {
	const char *words;
	int listener, fd;
	char *path, *runtime;
	char id[33];
	struct run run;
	pthread_t thread;
};

static void *lender_main(void *arg)
{
	struct lender *lender = arg;
	struct pollfd asked = {lender->listener, POLLIN, 0};
	char heard[64];

	if (poll(&asked, 1, LOOKS * 100) == 1)
		lender->fd = accept(lender->listener, NULL, NULL);
	if (lender->fd >= 0 && recv(lender->fd, heard, sizeof(heard), 0) > 0)
		(void)!send(lender->fd, lender->words, strlen(lender->words),
			    MSG_NOSIGNAL);
	return NULL;
}

static void lender_start(struct lender *lender, const char *words)
{
	*lender = (struct lender){
		.words = words, .fd = -1, .runtime = scratch_new()};
	setenv("XDG_RUNTIME_DIR", lender->runtime, 1);
	snprintf(lender->id, sizeof(lender->id), "borrow-%ld", (long)getpid());
	lender->run.id = lender->id;
	assert_int_equal(socket_listen(lender->run.id, &lender->listener,
				       &lender->path, NULL),
			 0);
	assert_int_equal(thread_start(&lender->thread, "lender", lender_main,
				      lender, NULL),
			 0);
}

static void lender_end(struct lender *lender)
{
	pthread_join(lender->thread, NULL);
	close(lender->fd);
	close(lender->listener);
	unlink(lender->path);
	free(lender->path);
	scratch_free(lender->runtime);
}

static void test_lent(void **state)
{
	struct lender lender;
	struct borrowed *borrowed;

	(void)state;
	lender_start(&lender, LENT);
	assert_int_equal(batch_borrow(&lender.run, NULL, &borrowed, NULL), 0);
	assert_int_equal(borrowed_pid(borrowed), 7);
	assert_true(borrowed_reserved_usd(borrowed) == 2);
	assert_true(borrowed_is_busy(borrowed, "a", "x.jpg"));
	assert_false(borrowed_is_busy(borrowed, "c", "x.jpg"));
	assert_false(atomic_load(borrowed_stop(borrowed)));
	batch_give_back(borrowed);
	lender_end(&lender);
}

/* Both lines come at once. */
static void test_recalled_at_once(void **state)
{
	struct lender lender;
	struct borrowed *borrowed;

	(void)state;
	lender_start(&lender, LENT RECALL);
	assert_int_equal(batch_borrow(&lender.run, NULL, &borrowed, NULL), 0);
	for (int i = 0; i < LOOKS && !atomic_load(borrowed_stop(borrowed)); i++)
		usleep(100000);
	assert_true(atomic_load(borrowed_stop(borrowed)));
	batch_give_back(borrowed);
	lender_end(&lender);
}

/* It is wanted back before anybody was told that it is lent. */
static void test_recalled_before(void **state)
{
	struct lender lender;
	struct borrowed *borrowed;
	struct error err;

	(void)state;
	lender_start(&lender, RECALL);
	assert_int_equal(batch_borrow(&lender.run, NULL, &borrowed, &err), -1);
	assert_int_equal(err.kind, ERROR_BUSY);
	assert_non_null(strstr(err.text, "ends"));
	lender_end(&lender);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lent),
		cmocka_unit_test(test_recalled_at_once),
		cmocka_unit_test(test_recalled_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
