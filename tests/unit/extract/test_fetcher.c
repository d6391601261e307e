/*
 * test_fetcher.c: sheets fetched from a server that misbehaves.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/time/clock.h"
#include "engine/net/header.h"
#include "engine/net/url.h"
#include "extract/fetch/download.h"
#include "extract/fetch/fetcher.h"
#include "tests/kit/scratch.h"
#include "tests/kit/sheet_server.h"

struct world {
	char *dir, *copies;
	struct run *run;
	struct image_cache *cache;
	struct mailbox *box;
	struct server *server;
	struct fetcher *fetcher;
	struct fetcher_options options;
};

static void world_start(struct world *w)
{
	struct error err;

	if (fetcher_start(&w->options, w->cache, w->box, &w->fetcher, &err) < 0)
		fail_msg("%s", err.text);
}

static int setup(void **state)
{
	struct world *w = mem_zalloc(sizeof(*w));
	const struct image_cache_options options = {0};
	char *dir;

	w->dir = scratch_new();
	dir = mem_printf("%s/run", w->dir);
	w->copies = mem_printf("%s/cache/images", dir);
	assert_int_equal(run_open(dir, RUN_CREATE, &w->run, NULL), 0);
	free(dir);
	assert_int_equal(image_cache_open(w->run, &options, &w->cache, NULL),
			 0);
	assert_int_equal(mailbox_new(&w->box, NULL), 0);
	w->server = server_start();
	w->options.backoff_ms = 1;
	world_start(w);
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	fetcher_stop(w->fetcher);
	server_stop(w->server);
	/* Nothing half fetched is left behind. */
	assert_int_equal(scratch_count(w->copies, "part-", NULL), 0);
	mailbox_free(w->box);
	image_cache_close(w->cache);
	run_close(w->run);
	free(w->copies);
	scratch_free(w->dir);
	free(w);
	return 0;
}

static void restart(struct world *w)
{
	fetcher_stop(w->fetcher);
	world_start(w);
}

static void submit(struct world *w, size_t item, const char *path)
{
	char *url CLEANUP(mem_free_str) = server_url(w->server, path);

	fetcher_submit(w->fetcher, fetch_job_new(item, url));
}

static struct fetch_job *answer(struct world *w)
{
	struct mail *mail = mailbox_wait(w->box, -1);

	assert_int_equal(mail->kind, FETCHER_MAIL_DONE);
	return CONTAINER_OF(mail, struct fetch_job, mail);
}

/* Fetches one; owned. */
static struct fetch_job *fetch(struct world *w, const char *path)
{
	submit(w, 7, path);
	return answer(w);
}

static void assert_fetched(const struct fetch_job *job)
{
	char hash[HASH_HEX_SIZE];

	if (job->status < 0)
		fail_msg("%s", job->error.text);
	assert_int_equal(job->error.kind, ERROR_NONE);
	assert_int_equal(job->copy.size, SERVER_SHEET);
	assert_int_equal(hash_file(job->copy.path, hash, NULL), 0);
	assert_string_equal(hash, job->copy.sha256);
}

static void assert_fails(struct world *w, const char *path, const char *why,
			 int status, int asked)
{
	struct fetch_job *job = fetch(w, path);

	assert_int_equal(job->status, -1);
	assert_int_equal(job->error.kind, ERROR_FAILED);
	if (strstr(job->error.text, why) == NULL)
		fail_msg("%s: \"%s\"", path, job->error.text);
	assert_int_equal(job->http_status, status);
	assert_null(job->copy.path);
	if (server_count(w->server, path) != asked)
		fail_msg("%s was asked for %d times", path,
			 server_count(w->server, path));
	fetch_job_free(job);
}

static void assert_comes(struct world *w, const char *path, int attempts)
{
	struct fetch_job *job = fetch(w, path);

	assert_fetched(job);
	if (job->attempts != attempts)
		fail_msg("%s came at attempt %d", path, job->attempts);
	fetch_job_free(job);
}

static void test_ok(void **state)
{
	struct world *w = *state;
	struct fetch_job *job = fetch(w, "/ok1");

	assert_fetched(job);
	assert_int_equal(job->item, 7);
	assert_int_equal(job->http_status, 200);
	fetch_job_free(job);
	/* It is in the cache now, for another fetcher too. */
	restart(w);
	job = fetch(w, "/ok1");
	assert_fetched(job);
	assert_int_equal(job->attempts, 0);
	fetch_job_free(job);
	assert_int_equal(server_count(w->server, "/ok1"), 1);
	assert_false(server_saw(w->server, "\nAuthorization"));
	assert_false(server_saw(w->server, "\nCookie"));
	assert_true(server_saw(w->server, "\nAccept: image/*"));
}

/* A copy that is answered is in use until its job is freed. */
static void test_pinned(void **state)
{
	struct world *w = *state;
	struct fetch_job *job = fetch(w, "/ok1");
	char *path = mem_strdup(job->copy.path);
	const struct image_cache_options tiny = {.max_bytes = 1};

	fetcher_stop(w->fetcher);
	w->fetcher = NULL;
	fetch_job_free(job);
	image_cache_close(w->cache);
	assert_int_equal(image_cache_open(w->run, &tiny, &w->cache, NULL), 0);
	assert_int_equal(access(path, F_OK), -1);
	world_start(w);
	job = fetch(w, "/ok1");
	image_cache_evict(w->cache);
	assert_int_equal(access(job->copy.path, F_OK), 0);
	fetch_job_free(job);
	image_cache_evict(w->cache);
	assert_int_equal(access(path, F_OK), -1);
	free(path);
}

static void test_no_sheet(void **state)
{
	struct world *w = *state;

	assert_fails(w, "/gone", "404: there is nothing", 404, 1);
	assert_fails(w, "/html", "not an image but a web page", 200, 1);
	assert_fails(w, "/empty", "not an image but image/jpeg", 200, 1);
}

static void test_limit(void **state)
{
	struct world *w = *state;

	w->options.max_bytes = 10 << 20;
	restart(w);
	assert_fails(w, "/big", "larger than 10 MB", 200, 1);
	w->options.max_bytes = SERVER_SHEET;
	restart(w);
	assert_comes(w, "/ok1", 1);
	w->options.max_bytes = SERVER_SHEET - 1;
	restart(w);
	assert_fails(w, "/ok2", "larger than", 200, 1);
}

/* Given up before or after the request arrived, as it happens. */
static void assert_given_up(struct world *w, const char *path)
{
	struct fetch_job *job = fetch(w, path);

	assert_int_equal(job->status, -1);
	assert_int_equal(job->error.kind, ERROR_FAILED);
	assert_int_equal(job->attempts, 1 + DOWNLOAD_RETRIES);
	fetch_job_free(job);
}

static void test_bad_way(void **state)
{
	struct world *w = *state;

	assert_comes(w, "/cutonce", 2);
	assert_fails(w, "/cut", "cannot be fetched", 200, 4);
	w->options.idle_ms = 50;
	restart(w);
	assert_given_up(w, "/still");
	assert_given_up(w, "/mute");
}

static void test_no_server(void **state)
{
	struct world *w = *state;
	struct server *other = server_start();
	char *url CLEANUP(mem_free_str) = server_url(other, "/ok1");
	struct fetch_job *job;

	server_stop(other);
	fetcher_submit(w->fetcher, fetch_job_new(1, url));
	job = answer(w);
	assert_int_equal(job->status, -1);
	assert_int_equal(job->http_status, 0);
	assert_int_equal(job->attempts, 1 + DOWNLOAD_RETRIES);
	fetch_job_free(job);
	fetcher_submit(w->fetcher, fetch_job_new(1, "http://example.org/a"));
	job = answer(w);
	assert_int_equal(job->status, -1);
	assert_int_equal(job->error.kind, ERROR_FAILED);
	assert_non_null(strstr(job->error.text, "not encrypted"));
	fetch_job_free(job);
	fetcher_submit(w->fetcher, fetch_job_new(1, "no address"));
	job = answer(w);
	assert_int_equal(job->status, -1);
	fetch_job_free(job);
}

static void test_busy(void **state)
{
	struct world *w = *state;
	int64_t began = clock_ms();

	assert_comes(w, "/busyonce", 2);
	assert_fails(w, "/busy", "503: the server is busy", 503, 4);
	assert_fails(w, "/later", "left alone for 3600 s", 429, 1);
	began = clock_ms();
	assert_comes(w, "/soon", 2);
	assert_true(clock_ms() - began >= 1000);
}

static void test_moves(void **state)
{
	struct world *w = *state;

	assert_comes(w, "/move/ok1", 1);
	assert_comes(w, "/move/move/move/move/move/ok2", 1);
	assert_fails(w, "/move/move/move/move/move/move/ok3", "circle", 302, 1);
	assert_int_equal(server_count(w->server, "/ok3"), 0);
	assert_fails(w, "/circle", "circle", 302, 1 + DOWNLOAD_MOVES);
	assert_fails(w, "/away", "not encrypted", 302, 1);
	assert_fails(w, "/nowhere", "not an address", 302, 1);
	/* Asked anew where it began, for the way may lead elsewhere then. */
	assert_comes(w, "/move/busyonce2", 2);
	assert_int_equal(server_count(w->server, "/move/busyonce2"), 2);
}

/* Eight at once, but four to one host. */
static void test_window(void **state)
{
	struct world *w = *state;
	bool seen[40] = {0};
	char path[32];

	for (size_t i = 0; i < ARRAY_LEN(seen); i++) {
		snprintf(path, sizeof(path), "/hold%zu", i);
		submit(w, i, path);
	}
	server_wait_held(w->server, 4);
	server_release(w->server);
	for (size_t n = 0; n < ARRAY_LEN(seen); n++) {
		struct fetch_job *job = answer(w);

		assert_fetched(job);
		assert_false(seen[job->item]);
		seen[job->item] = true;
		fetch_job_free(job);
	}
	assert_int_equal(server_peak(w->server), 4);
}

static int count_answers(struct world *w, int n, int *ret_stopped)
{
	int fetched = 0;

	*ret_stopped = 0;
	for (int i = 0; i < n; i++) {
		struct fetch_job *job = answer(w);

		fetched += job->status == 0;
		*ret_stopped +=
			job->status < 0 && job->error.kind == ERROR_STOPPED;
		fetch_job_free(job);
	}
	return fetched;
}

static void test_recall(void **state)
{
	struct world *w = *state;
	int stopped;

	for (size_t i = 0; i < 6; i++)
		submit(w, i, "/hold");
	server_wait_held(w->server, 4);
	fetcher_recall(w->fetcher, false);
	assert_int_equal(count_answers(w, 2, &stopped), 0);
	assert_int_equal(stopped, 2);
	fetcher_recall(w->fetcher, true);
	assert_int_equal(count_answers(w, 4, &stopped), 0);
	assert_int_equal(stopped, 4);
	server_release(w->server);
	assert_comes(w, "/ok1", 1);
}

/* A fetcher that is stopped in the middle leaves nothing. */
static void test_stop(void **state)
{
	struct world *w = *state;

	for (size_t i = 0; i < 10; i++)
		submit(w, i, i % 2 == 0 ? "/still" : "/hold");
	server_wait_held(w->server, 2);
	fetcher_stop(w->fetcher);
	w->fetcher = NULL;
	assert_int_equal(scratch_count(w->copies, "part-", NULL), 0);
}

static void test_addresses(void **state)
{
	static const struct {
		const char *from, *location, *to;
	} moves[] = {
		{"https://h/a/b?c", "d.jpg", "https://h/a/d.jpg"},
		{"https://h/a/b", "/x", "https://h/x"},
		{"https://h/a", "//o/x", "https://o/x"},
		{"https://h/a", "http://o/x", "http://o/x"},
		{"https://h/a", "HTTPS://o/x#part", "https://o/x"},
		{"https://h/a", "ftp://o/x", "ftp://o/x"},
		{"https://h/a", "https://", NULL},
		{"", "x", NULL},
	};
	const char line[] = "LOCATION:  https://h/a b \r\n";
	struct http_reply reply;

	for (size_t i = 0; i < ARRAY_LEN(moves); i++) {
		char *to CLEANUP(mem_free_str) =
			http_url_resolve(moves[i].from, moves[i].location);

		if (moves[i].to == NULL)
			assert_null(to);
		else
			assert_string_equal(to, moves[i].to);
	}
	http_reply_init(&reply);
	http_header_read(line, strlen(line), &reply);
	assert_string_equal(reply.location, "https://h/a b");
	http_reply_done(&reply);
}

#define WORLD_TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(test_ok),	   WORLD_TEST(test_pinned),
		WORLD_TEST(test_no_sheet), WORLD_TEST(test_limit),
		WORLD_TEST(test_bad_way),  WORLD_TEST(test_no_server),
		WORLD_TEST(test_busy),	   WORLD_TEST(test_moves),
		WORLD_TEST(test_window),   WORLD_TEST(test_recall),
		WORLD_TEST(test_stop),	   cmocka_unit_test(test_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
