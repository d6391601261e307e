/*
 * test_claims.c: who has which record open. Two desks stand for two consoles:
 * flock tells descriptions of an open file apart, not processes.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "base/time/clock.h"
#include "review/team/claims.h"
#include "tests/kit/scratch.h"

#define ID "0a476e41c2b75a1c3b0fd93a3d3a0a470a476e41c2b75a1c3b0fd93a3d3a0a47"

struct office {
	char *dir;
	struct claims_desk *mb, *ts;
};

static int setup(void **state)
{
	struct office *office = mem_zalloc(sizeof(*office));

	office->dir = scratch_new();
	office->mb = claims_desk_new(office->dir, "mb");
	office->ts = claims_desk_new(office->dir, "ts");
	*state = office;
	return 0;
}

static int teardown(void **state)
{
	struct office *office = *state;

	claims_desk_free(office->mb);
	claims_desk_free(office->ts);
	scratch_free(office->dir);
	free(office);
	return 0;
}

/* What this one sees: "ID by WHO" of the first, or "". */
static char *looks(struct claims_desk *desk, int64_t now)
{
	struct claims_list list;
	char *text;

	claims_desk_look(desk, now, &list);
	text = list.n == 0 ? mem_strdup("")
			   : mem_printf("%zu: %.8s by %s", list.n,
					list.items[0].specimen_id,
					list.items[0].who);
	claims_list_done(&list);
	return text;
}

static void sees(struct claims_desk *desk, int64_t now, const char *want)
{
	char *text CLEANUP(mem_free_str) = looks(desk, now);

	assert_string_equal(text, want);
}

static void test_one_holds(void **state)
{
	struct office *o = *state;

	sees(o->mb, 1000, "");
	assert_false(scratch_exists(o->dir, "claims"));
	claims_desk_hold(o->mb, ID, 1000, 1000);
	sees(o->mb, 1000, "");
	sees(o->ts, 1000, "1: 0a476e41 by mb");
	/* Both want it: who was first has it, until they go on. */
	claims_desk_hold(o->ts, ID, 1000, 1000);
	sees(o->mb, 1000, "");
	claims_desk_hold(o->mb, "other", 2000, 2000);
	claims_desk_hold(o->ts, ID, 2000, 2000);
	sees(o->mb, 2000, "1: 0a476e41 by ts");
	sees(o->ts, 2000, "1: other by mb");
	claims_desk_hold(o->mb, NULL, 3000, 3000);
	sees(o->ts, 3000, "");
}

/* An id may be a path; its file is not. */
static void test_names_are_safe(void **state)
{
	struct office *o = *state;
	char *claims CLEANUP(mem_free_str) = file_join(o->dir, "claims");

	claims_desk_hold(o->mb, "name:../../etc/passwd", 1, 1);
	sees(o->ts, 1, "1: name:../ by mb");
	assert_int_equal(scratch_count(claims, "id-", NULL), 1);
	assert_int_equal(scratch_count(claims, "name", NULL), 0);
}

/* Without a key it is given back, and taken again with the next. */
static void test_idle(void **state)
{
	struct office *o = *state;
	int64_t end = 1000 + CLAIM_IDLE_MS;

	claims_desk_hold(o->mb, ID, 1000, 1000);
	claims_desk_hold(o->mb, ID, 1000, end);
	sees(o->ts, end, "1: 0a476e41 by mb");
	claims_desk_hold(o->mb, ID, 1000, end + 1);
	sees(o->ts, end + 1, "");
	claims_desk_hold(o->ts, ID, end, end + 1);
	claims_desk_hold(o->mb, ID, end + 5, end + 5);
	sees(o->mb, end + 5, "1: 0a476e41 by ts");
}

/* A stopped console holds its flock and is not believed for ever; one that
 * goes on typing is. */
static void test_stopped(void **state)
{
	struct office *o = *state;
	int64_t late = 1000 + 2 * (int64_t)CLAIM_IDLE_MS;

	claims_desk_hold(o->mb, ID, 1000, 1000);
	sees(o->ts, late, "");
	claims_desk_hold(o->mb, ID, late - 10, late - 10);
	sees(o->ts, late, "1: 0a476e41 by mb");
	/* A clock that went back is none to judge by. */
	sees(o->ts, 5, "1: 0a476e41 by mb");
}

/* Files go, the directory too: what is held is held again. */
static void test_deleted(void **state)
{
	struct office *o = *state;
	char *claims CLEANUP(mem_free_str) = file_join(o->dir, "claims");
	char *file CLEANUP(mem_free_str) = file_join(claims, ID);

	claims_desk_hold(o->mb, ID, 1000, 1000);
	assert_int_equal(unlink(file), 0);
	assert_int_equal(rmdir(claims), 0);
	sees(o->ts, 1000, "");
	claims_desk_hold(o->mb, ID, 1000, 1000);
	sees(o->ts, 1000, "1: 0a476e41 by mb");
}

/* What died, or is garbage, is taken away; what is held is not believed where
 * it says nothing. */
static void test_garbage(void **state)
{
	struct office *o = *state;

	scratch_puts(o->dir, "claims/" ID, "{\"specimen_id\":\"x\"");
	scratch_puts(o->dir, "claims/x", "");
	sees(o->mb, 1000, "");
	assert_false(scratch_exists(o->dir, "claims/" ID));
	assert_false(scratch_exists(o->dir, "claims/x"));
	claims_desk_hold(o->mb, ID, 1000, 1000);
	scratch_puts(o->dir, "claims/" ID, "[1,2]");
	sees(o->ts, 1000, "");
}

/* It goes with its process, however that ends. */
static void test_killed(void **state)
{
	struct office *o = *state;
	int gate[2];
	pid_t pid;
	char c;

	assert_int_equal(pipe(gate), 0);
	pid = fork();
	if (pid == 0) {
		struct claims_desk *own = claims_desk_new(o->dir, "jl");

		claims_desk_hold(own, ID, 1000, 1000);
		if (write(gate[1], "x", 1) != 1)
			_exit(1);
		pause();
		_exit(0);
	}
	assert_int_equal(read(gate[0], &c, 1), 1);
	sees(o->ts, 1000, "1: 0a476e41 by jl");
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	sees(o->ts, 1000, "");
	close(gate[0]);
	close(gate[1]);
}

/* Where nothing can be written there are no claims, and no trouble. */
/* Who only looks locks and removes nothing: also not what a process left that
 * is gone. */
static void test_looked_at(void **state)
{
	struct office *o = *state;
	struct claims_list list;
	char *name, *text CLEANUP(mem_free_str) = NULL;
	char *dead CLEANUP(mem_free_str) = NULL, *pid;

	claims_look(o->dir, 0, &list);
	assert_int_equal(list.n, 0);
	claims_desk_hold(o->mb, ID, 0, 0);
	claims_look(o->dir, 0, &list);
	assert_int_equal(list.n, 1);
	assert_string_equal(list.items[0].who, "mb");
	claims_list_done(&list);
	name = mem_printf("claims/%s", ID);
	text = scratch_read(o->dir, name, NULL);
	pid = strstr(text, "\"pid\":");
	assert_non_null(pid);
	dead = mem_printf("%.*s\"pid\":999999999%s", (int)(pid - text), text,
			  pid + strcspn(pid, ","));
	scratch_puts(o->dir, name, dead);
	claims_look(o->dir, 0, &list);
	assert_int_equal(list.n, 0);
	assert_true(scratch_exists(o->dir, name));
	free(name);
}

static void test_no_directory(void **state)
{
	struct office *o = *state;

	scratch_puts(o->dir, "claims", "a file");
	claims_desk_hold(o->mb, ID, 1000, 1000);
	sees(o->ts, 1000, "");
}

/* The threads: what one opens the other is told of. */
static void test_told(void **state)
{
	struct office *o = *state;
	struct claims *mb, *ts;
	struct mailbox *one, *two;
	struct claims_told *told;
	struct error err;
	struct mail *mail;

	assert_int_equal(mailbox_new(&one, &err), 0);
	assert_int_equal(mailbox_new(&two, &err), 0);
	assert_int_equal(claims_start(o->dir, "mb", one, &mb, &err), 0);
	assert_int_equal(claims_start(o->dir, "ts", two, &ts, &err), 0);
	claims_hold(mb, ID);
	mail = mailbox_wait(two, 60000);
	assert_non_null(mail);
	assert_int_equal(mail->kind, CLAIMS_MAIL);
	told = CONTAINER_OF(mail, struct claims_told, mail);
	assert_non_null(claims_find(&told->list, ID));
	assert_null(claims_find(&told->list, "another"));
	assert_null(claims_find(&told->list, NULL));
	mail_free(mail);
	claims_stop(mb);
	mail = mailbox_wait(two, 60000);
	assert_non_null(mail);
	told = CONTAINER_OF(mail, struct claims_told, mail);
	assert_int_equal(told->list.n, 0);
	mail_free(mail);
	claims_stop(ts);
	claims_stop(NULL);
	claims_hold(NULL, ID);
	claims_touch(NULL);
	mailbox_free(one);
	mailbox_free(two);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_one_holds), TEST(test_names_are_safe),
		TEST(test_idle),      TEST(test_stopped),
		TEST(test_deleted),   TEST(test_garbage),
		TEST(test_killed),    TEST(test_no_directory),
		TEST(test_told),      TEST(test_looked_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
