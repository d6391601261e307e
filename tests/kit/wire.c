/*
 * wire.c: see wire.h.
 */
#include "config.h"

#include "tests/kit/wire.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "tests/kit/scratch.h"

#define OPTIONS_MAX 32

static void run_server(const char *name, const char *ready,
		       const char *const *options)
{
	const char *top = getenv("top_builddir");
	char *program =
		mem_printf("%s/tests/tools/%s", top != NULL ? top : ".", name);
	char *args[OPTIONS_MAX] = {
		program, mem_strdup("--ready"), mem_strdup(ready),
		mem_strdup("--max-seconds"), mem_strdup("300")};
	size_t n = 5;

	for (; options != NULL && *options != NULL && n + 1 < OPTIONS_MAX;
	     options++)
		args[n++] = mem_strdup(*options);
	execv(program, args);
	_exit(127);
}

void wire_open(struct wire *wire, const char *name, const char *const *options)
{
	char *ready CLEANUP(mem_free_str) = NULL;
	char *text CLEANUP(mem_free_str) = NULL;
	size_t len = 0;

	*wire = (struct wire){.dir = scratch_new()};
	ready = mem_printf("%s/ready", wire->dir);
	wire->pid = fork();
	assert_true(wire->pid >= 0);
	if (wire->pid == 0)
		run_server(name, ready, options);
	for (int i = 0; i < 3000 && len == 0; i++) {
		free(text);
		text = scratch_read(wire->dir, "ready", &len);
		assert_int_equal(waitpid(wire->pid, NULL, WNOHANG), 0);
		if (len == 0)
			poll(NULL, 0, 10);
	}
	wire->port = strtol(text, NULL, 10);
	assert_true(wire->port > 0);
	wire->curl = curl_easy_init();
}

void wire_close(struct wire *wire)
{
	int status;

	curl_easy_cleanup(wire->curl);
	kill(wire->pid, SIGTERM);
	assert_int_equal(waitpid(wire->pid, &status, 0), wire->pid);
	assert_int_equal(status, 0);
	bytes_done(&wire->body);
	bytes_done(&wire->head);
	scratch_free(wire->dir);
}

static size_t keep(char *at, size_t size, size_t n, void *data)
{
	bytes_append(data, at, size * n);
	return size * n;
}

void wire_begin(struct wire *wire, const char *path)
{
	char *url CLEANUP(mem_free_str) =
		mem_printf("http://127.0.0.1:%ld%s", wire->port, path);

	bytes_clear(&wire->body);
	bytes_append_str(&wire->body, "");
	bytes_clear(&wire->head);
	bytes_append_str(&wire->head, "");
	curl_easy_reset(wire->curl);
	curl_easy_setopt(wire->curl, CURLOPT_URL, url);
	curl_easy_setopt(wire->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(wire->curl, CURLOPT_PROXY, "");
	curl_easy_setopt(wire->curl, CURLOPT_TIMEOUT, 120L);
	curl_easy_setopt(wire->curl, CURLOPT_WRITEFUNCTION, keep);
	curl_easy_setopt(wire->curl, CURLOPT_WRITEDATA, &wire->body);
	curl_easy_setopt(wire->curl, CURLOPT_HEADERFUNCTION, keep);
	curl_easy_setopt(wire->curl, CURLOPT_HEADERDATA, &wire->head);
	if (wire->fresh)
		curl_easy_setopt(wire->curl, CURLOPT_FRESH_CONNECT, 1L);
}

CURLcode wire_perform(struct wire *wire)
{
	struct curl_slist *headers = curl_slist_append(NULL, "Expect:");
	CURLcode code;

	if (wire->secret != NULL) {
		char *key =
			mem_printf("Authorization: Bearer %s", wire->secret);

		headers = curl_slist_append(headers, key);
		free(key);
	}
	curl_easy_setopt(wire->curl, CURLOPT_HTTPHEADER, headers);
	code = curl_easy_perform(wire->curl);
	curl_easy_getinfo(wire->curl, CURLINFO_RESPONSE_CODE, &wire->status);
	curl_slist_free_all(headers);
	return code;
}

CURLcode wire_ask(struct wire *wire, const char *path, const char *post)
{
	wire_begin(wire, path);
	if (post != NULL)
		curl_easy_setopt(wire->curl, CURLOPT_POSTFIELDS, post);
	return wire_perform(wire);
}

json_t *wire_json(const struct wire *wire)
{
	json_t *value = NULL;

	if (json_read(wire->body.data, wire->body.len, &value, NULL, NULL) < 0)
		fail_msg("no JSON: %s", wire->body.data);
	return value;
}
