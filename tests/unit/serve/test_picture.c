/*
 * test_picture.c: pictures that are decoded for whoever waits for them, and for
 * nobody else.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/thread/mailbox.h"
#include "serve/answer/picture.h"

#define SHEET "data/demo/sheets/sheet-01.jpg"

/* What becomes of a picture that this connection waits for. */
static struct picture_job *ask(int fd)
{
	const char *top = getenv("top_srcdir");
	struct picture_job *job = picture_job_new();
	struct picture_pool *pool;
	struct mailbox *reply;
	struct mail *mail;
	struct error err;

	assert_int_equal(mailbox_new(&reply, &err), 0);
	assert_int_equal(picture_pool_start(reply, &pool, &err), 0);
	job->path = mem_printf("%s/" SHEET, top != NULL ? top : ".");
	job->turn = -1;
	job->edge = 64;
	job->fd = fd;
	picture_pool_ask(pool, job);
	mail = mailbox_wait(reply, -1);
	assert_non_null(mail);
	picture_pool_stop(pool);
	mailbox_free(reply);
	return CONTAINER_OF(mail, struct picture_job, mail);
}

static void test_waited_for(void **state)
{
	struct picture_job *job;
	int ends[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	job = ask(ends[0]);
	assert_int_equal(job->error.kind, ERROR_NONE);
	assert_true(job->file.len > 0);
	mail_free(&job->mail);
	close(ends[1]);
	job = ask(ends[0]);
	assert_int_equal(job->error.kind, ERROR_STOPPED);
	assert_int_equal(job->file.len, 0);
	mail_free(&job->mail);
	close(ends[0]);
	job = ask(-1);
	assert_true(job->file.len > 0);
	mail_free(&job->mail);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_waited_for),
	};

	return cmocka_run_group_tests_name("picture", tests, NULL, NULL);
}
