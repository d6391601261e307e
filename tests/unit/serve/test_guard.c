/*
 * test_guard.c: who may ask the page's server, and who may not.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "serve/door/guard.h"

static int setup(void **state)
{
	struct guard *guard = mem_zalloc(sizeof(*guard));

	guard_init(guard, false);
	*state = guard;
	return 0;
}

static int teardown(void **state)
{
	guard_done(*state);
	free(*state);
	return 0;
}

/* A request that only lacks who sends it. */
static struct guard_request asked(void)
{
	return (struct guard_request){
		.method = "GET", .host = "localhost:5001", .n_hosts = 1};
}

static void hosts(void **state)
{
	static const struct {
		const char *host;
		bool ours;
	} cases[] = {
		{"localhost", true},
		{"LocalHost:5001", true},
		{"localhost:8080", true},
		{"127.0.0.1:5001", true},
		{"[::1]:5001", true},
		{"[::1]", true},
		{"herbarium.example:80", true},
		{"[fd00::7]:5001", true},
		{"", false},
		{":5001", false},
		{"localhost:", false},
		{"localhost:port", false},
		{"localhost:123456", false},
		{"localhost.", false},
		{"localhost.evil.example", false},
		{"evil.example", false},
		{"127.0.0.2", false},
		{"127.0.0.1.evil.example", false},
		{"::1", false},
		{"[::1", false},
		{"[::1]5001", false},
		{"user@localhost", false},
		{"localhost,evil.example", false},
		{"localhost evil", false},
		{"xlocalhost", false},
	};
	struct guard *guard = *state;

	assert_int_equal(guard_add_host(guard, "Herbarium.Example"), 0);
	assert_int_equal(guard_add_host(guard, "[fd00::7]"), 0);
	assert_int_equal(guard_add_host(guard, "two words"), -1);
	assert_int_equal(guard_add_host(guard, ""), -1);
	assert_int_equal(guard_add_host(guard, "a/b"), -1);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct guard_request request = asked();
		enum guard_verdict verdict;

		request.host = cases[i].host;
		request.bare = true;
		verdict = guard_judge(guard, &request);
		if (verdict !=
		    (cases[i].ours ? GUARD_LETS_IN : GUARD_MISDIRECTED))
			fail_msg("\"%s\": %d", cases[i].host, verdict);
	}
}

static void no_host_or_two(void **state)
{
	struct guard_request request = asked();

	request.bare = true;
	request.n_hosts = 2;
	assert_int_equal(guard_judge(*state, &request), GUARD_MISDIRECTED);
	request.host = NULL;
	request.n_hosts = 0;
	assert_int_equal(guard_judge(*state, &request), GUARD_MISDIRECTED);
}

static void too_many_hosts(void **state)
{
	struct guard *guard = *state;

	while (guard->n_hosts < GUARD_HOSTS)
		assert_int_equal(guard_add_host(guard, "a.example"), 0);
	assert_int_equal(guard_add_host(guard, "b.example"), -1);
}

/* What a request with this line is; `format` gets the secret. */
static enum guard_verdict with(const struct guard *guard, bool cookie,
			       const char *before, const char *secret,
			       const char *after)
{
	char *line CLEANUP(mem_free_str) =
		mem_printf("%s%s%s", before, secret, after);
	struct guard_request request = asked();

	if (cookie)
		request.cookie = line;
	else
		request.authorization = line;
	return guard_judge(guard, &request);
}

static void bearer(void **state)
{
	const struct guard *guard = *state;
	struct guard_request request = asked();
	const char *token = guard->token;

	assert_int_equal(guard_judge(guard, &request), GUARD_UNKNOWN);
	assert_int_equal(with(guard, false, "Bearer ", token, ""),
			 GUARD_LETS_IN);
	assert_int_equal(with(guard, false, "bearer ", token, ""),
			 GUARD_LETS_IN);
	assert_int_equal(with(guard, false, "Bearer ", token, "0"),
			 GUARD_UNKNOWN);
	assert_int_equal(with(guard, false, "Bearer ", token + 1, ""),
			 GUARD_UNKNOWN);
	assert_int_equal(with(guard, false, "Basic ", token, ""),
			 GUARD_UNKNOWN);
	assert_int_equal(with(guard, false, "", token, ""), GUARD_UNKNOWN);
	assert_int_equal(with(guard, false, "Bearer ", "", ""), GUARD_UNKNOWN);
	assert_int_equal(with(guard, false, "Bearer ", guard->cookie, ""),
			 GUARD_UNKNOWN);
}

static void cookie(void **state)
{
	const struct guard *guard = *state;
	char *ours CLEANUP(mem_free_str) =
		mem_printf("%s=%s", guard->cookie_name, guard->cookie);
	char *token CLEANUP(mem_free_str) =
		mem_printf("%s=%s", guard->cookie_name, guard->token);

	assert_string_not_equal(guard->cookie, guard->token);
	assert_int_equal(with(guard, true, "", ours, ""), GUARD_LETS_IN);
	assert_int_equal(with(guard, true, "a=b; ", ours, "; c=d"),
			 GUARD_LETS_IN);
	assert_int_equal(with(guard, true, "x", ours, ""), GUARD_UNKNOWN);
	assert_int_equal(with(guard, true, "", ours, "0"), GUARD_UNKNOWN);
	assert_int_equal(with(guard, true, "a=", ours, ""), GUARD_UNKNOWN);
	assert_int_equal(with(guard, true, "", token, ""), GUARD_UNKNOWN);
	assert_int_equal(with(guard, true, "vasculum=", guard->cookie, ""),
			 GUARD_UNKNOWN);
}

static void two_servers(void **state)
{
	const struct guard *guard = *state;
	struct guard other;

	guard_init(&other, false);
	assert_string_not_equal(other.token, guard->token);
	assert_string_not_equal(other.cookie, guard->cookie);
	assert_string_not_equal(other.cookie_name, guard->cookie_name);
	guard_done(&other);
}

static void open_socket(void **state)
{
	struct guard open;
	struct guard_request request = asked();

	(void)state;
	guard_init(&open, true);
	assert_int_equal(guard_judge(&open, &request), GUARD_LETS_IN);
	request.host = "evil.example";
	assert_int_equal(guard_judge(&open, &request), GUARD_MISDIRECTED);
	guard_done(&open);
}

static void methods(void **state)
{
	static const char *const refused[] = {"PUT", "DELETE", "OPTIONS",
					      "TRACE", "BREW"};
	const struct guard *guard = *state;
	struct guard_request request = asked();

	request.bare = true;
	request.method = "HEAD";
	assert_int_equal(guard_judge(guard, &request), GUARD_LETS_IN);
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		request.method = refused[i];
		assert_int_equal(guard_judge(guard, &request), GUARD_METHOD);
	}
	request = asked();
	request.login = true;
	assert_int_equal(guard_judge(guard, &request), GUARD_METHOD);
}

static void posts(void **state)
{
	static const struct {
		const char *origin, *site, *type;
		enum guard_verdict verdict;
	} cases[] = {
		{"http://localhost:5001", NULL, "application/json",
		 GUARD_LETS_IN},
		{"http://localhost:5001", "same-origin",
		 "Application/JSON; charset=utf-8", GUARD_LETS_IN},
		{"https://localhost:5001", NULL, "application/json",
		 GUARD_LETS_IN},
		{NULL, NULL, "application/json", GUARD_FOREIGN},
		{"null", NULL, "application/json", GUARD_FOREIGN},
		{"http://localhost:5002", NULL, "application/json",
		 GUARD_FOREIGN},
		{"http://localhost", NULL, "application/json", GUARD_FOREIGN},
		{"http://127.0.0.1:5001", NULL, "application/json",
		 GUARD_FOREIGN},
		{"http://localhost:5001.evil.example", NULL, "application/json",
		 GUARD_FOREIGN},
		{"ftp://localhost:5001", NULL, "application/json",
		 GUARD_FOREIGN},
		{"http://localhost:5001", "cross-site", "application/json",
		 GUARD_FOREIGN},
		{"http://localhost:5001", NULL, NULL, GUARD_NOT_JSON},
		{"http://localhost:5001", NULL, "text/plain", GUARD_NOT_JSON},
		{"http://localhost:5001", NULL, "application/jsonp",
		 GUARD_NOT_JSON},
		{"http://localhost:5001", NULL, "text/plain; application/json",
		 GUARD_NOT_JSON},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct guard_request request = asked();

		request.method = "POST";
		request.login = true;
		request.origin = cases[i].origin;
		request.site = cases[i].site;
		request.content_type = cases[i].type;
		if (guard_judge(*state, &request) != cases[i].verdict)
			fail_msg("case %zu: %d", i,
				 guard_judge(*state, &request));
	}
}

/* What changes something wants the token and our own page, both. */
static void changes(void **state)
{
	const struct guard *guard = *state;
	char *cookie CLEANUP(mem_free_str) =
		mem_printf("%s=%s", guard->cookie_name, guard->cookie);
	char *bearer CLEANUP(mem_free_str) =
		mem_printf("Bearer %s", guard->token);
	struct guard_request request = asked();

	request.method = "POST";
	request.takes = true;
	request.origin = "http://localhost:5001";
	request.content_type = "application/json";
	request.authorization = request.cookie = NULL;
	assert_int_equal(guard_judge(guard, &request), GUARD_UNKNOWN);
	request.cookie = cookie;
	assert_int_equal(guard_judge(guard, &request), GUARD_LETS_IN);
	request.takes = false;
	assert_int_equal(guard_judge(guard, &request), GUARD_METHOD);
	request.takes = true;
	request.authorization = bearer;
	request.origin = NULL;
	assert_int_equal(guard_judge(guard, &request), GUARD_FOREIGN);
	request.origin = "http://evil.example";
	assert_int_equal(guard_judge(guard, &request), GUARD_FOREIGN);
	request.method = "GET";
	assert_int_equal(guard_judge(guard, &request), GUARD_LETS_IN);
	request.method = "PUT";
	assert_int_equal(guard_judge(guard, &request), GUARD_METHOD);
}

static void set_cookie(void **state)
{
	const struct guard *guard = *state;
	struct bytes line CLEANUP(bytes_done) = {0};

	guard_set_cookie(guard, &line);
	assert_non_null(strstr(line.data, "; HttpOnly"));
	assert_non_null(strstr(line.data, "; SameSite=Strict"));
	assert_non_null(strstr(line.data, guard->cookie));
	assert_null(strstr(line.data, guard->token));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(hosts, setup, teardown),
		cmocka_unit_test_setup_teardown(no_host_or_two, setup,
						teardown),
		cmocka_unit_test_setup_teardown(too_many_hosts, setup,
						teardown),
		cmocka_unit_test_setup_teardown(bearer, setup, teardown),
		cmocka_unit_test_setup_teardown(cookie, setup, teardown),
		cmocka_unit_test_setup_teardown(two_servers, setup, teardown),
		cmocka_unit_test(open_socket),
		cmocka_unit_test_setup_teardown(methods, setup, teardown),
		cmocka_unit_test_setup_teardown(posts, setup, teardown),
		cmocka_unit_test_setup_teardown(changes, setup, teardown),
		cmocka_unit_test_setup_teardown(set_cookie, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
