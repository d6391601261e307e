/*
 * test_import.c: outcomes of other runs.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/hash.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "run/index/counts.h"
#include "run/index/index.h"
#include "run/index/specimen.h"
#include "run/intake/import.h"
#include "run/journal/journal.h"
#include "tests/kit/scratch.h"

#define SHA "0a3108d66f7e04b8245781a8ed99d30c4f64e5ecc7a234e1913b21407b3afa7d"

struct world {
	char *dir;
	struct run *run;
	char told[2048]; /* bad lines: "name:number why|" */
};

static int setup(void **state)
{
	struct world *w = mem_zalloc(sizeof(*w));
	char *dir;

	w->dir = scratch_new();
	dir = file_join(w->dir, "run");
	assert_int_equal(run_open(dir, RUN_CREATE, &w->run, NULL), 0);
	free(dir);
	*state = w;
	return 0;
}

#define LAID_A "{\"image\":\"a.jpg\",\"dwc\":{}}"
#define LAID_B "{\"image\":\"b.jpg\",\"dwc\":{}}"

static int teardown(void **state)
{
	struct world *w = *state;

	run_close(w->run);
	scratch_free(w->dir);
	free(w);
	return 0;
}

static void tell_bad(void *arg, const char *name, uint64_t number,
		     const char *why)
{
	struct world *w = arg;
	size_t used = strlen(w->told);

	snprintf(w->told + used, sizeof(w->told) - used, "%s:%d %s|", name,
		 (int)number, why);
}

static void tell_decoded(void *arg, const char *name, uint64_t first, size_t n)
{
	struct world *w = arg;
	size_t used = strlen(w->told);

	snprintf(w->told + used, sizeof(w->told) - used, "%s: %d from %d|",
		 name, (int)n, (int)first);
}

static struct import_counts take_in(struct world *w, const char *path)
{
	const struct import_listener listener = {
		.bad = tell_bad, .decoded = tell_decoded, .arg = w};
	struct import_counts counts = {0};
	struct import *import = NULL;
	struct error err = {0};
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool refused;

	assert_true(fd >= 0);
	assert_int_equal(import_open(w->run, &import, NULL), 0);
	if (import_lines(import, fd, file_base(path), &listener, &counts,
			 &refused, &err) < 0)
		fail_msg("%s", err.text);
	import_close(import);
	close(fd);
	return counts;
}

static struct import_counts take_text(struct world *w, const char *text)
{
	char *path CLEANUP(mem_free_str) = file_join(w->dir, "in.jsonl");

	scratch_puts(w->dir, "in.jsonl", text);
	return take_in(w, path);
}

static void assert_counts(struct import_counts counts, size_t imported,
			  size_t skipped, size_t bad)
{
	assert_int_equal(counts.imported, imported);
	assert_int_equal(counts.skipped, skipped);
	assert_int_equal(counts.bad, bad);
}

static struct specimen specimen_of(struct world *w, const char *id)
{
	struct index *index = NULL;
	struct specimen specimen;

	assert_int_equal(index_open(w->run, INDEX_READ, &index, NULL), 0);
	assert_int_equal(index_specimen(index, id, &specimen, NULL), 0);
	index_close(index);
	return specimen;
}

static size_t sheets(struct world *w)
{
	struct index *index = NULL;
	struct index_counts counts;

	assert_int_equal(index_open(w->run, INDEX_READ, &index, NULL), 0);
	assert_int_equal(index_counts(index, &counts, NULL), 0);
	index_close(index);
	return counts.sheets;
}

static void test_rewritten(void **state)
{
	static const char line[] =
		"{\"image\":\"" SHA ".jpg\",\"engine\":\"gpt\",\"flags\":[],"
		"\"dwc\":{\"country\":\"CANADA\"},\"errors\":[],"
		"\"dwc_confidence\":{\"country\":0.75},\"own\":{\"a\":[1]}}";
	struct world *w = *state;
	char hash[HASH_HEX_SIZE];
	json_t *json CLEANUP(json_release) = NULL;
	json_t *country;
	char *raw CLEANUP(mem_free_str) = NULL;
	char *text CLEANUP(mem_free_str) = mem_printf("%s\n", line);

	assert_counts(take_text(w, text), 1, 0, 0);
	raw = scratch_read(w->run->dir, "raw.jsonl", NULL);
	assert_int_equal(json_read(raw, strlen(raw), &json, NULL, NULL), 0);
	hash_bytes(line, strlen(line), hash);
	assert_string_equal(json_string_at(json, "source_sha256"), hash);
	assert_string_equal(json_string_at(json, "specimen_id"), SHA);
	assert_string_equal(json_string_at(json, "engine"), "gpt");
	assert_non_null(json_object_get(json_object_get(json, "own"), "a"));
	country = json_object_get(json_object_get(json, "dwc"), "country");
	assert_string_equal(json_string_at(country, "value"), "CANADA");
	assert_true(json_number_at(country, "confidence", 0) == 0.75);
}

/* Again, twice in one file, and from a run that imported it itself. */
static void test_once(void **state)
{
	struct world *w = *state;
	struct import_counts counts;
	char *raw CLEANUP(mem_free_str) = NULL;

	counts = take_text(w, "{\"image\":\"a.jpg\",\"dwc\":{}}\n"
			      "{\"image\":\"a.jpg\",\"dwc\":{}}\n"
			      "{\"image\":\"b.jpg\",\"dwc\":{}}\n");
	assert_counts(counts, 2, 1, 0);
	counts = take_text(w, "{\"image\":\"b.jpg\",\"dwc\":{}}\r\n\n"
			      "{\"image\":\"c.jpg\",\"dwc\":{}}");
	/* What a CR ends is the same line: DOS wrote the same file. */
	assert_counts(counts, 1, 1, 0);
	raw = scratch_read(w->run->dir, "raw.jsonl", NULL);
	assert_counts(take_text(w, raw), 0, 3, 0);
	assert_int_equal(sheets(w), 3);
}

/* One record however it is laid out: in an array, over several lines, after a
 * byte order mark. */
static void test_layouts(void **state)
{
	static const char *const texts[] = {
		"\xef\xbb\xbf" LAID_A "\r\n\xef\xbb\xbf" LAID_B "\r\n",
		"[" LAID_A "," LAID_B "]",
		"\n [\n" LAID_A ",\n" LAID_B "\n]\n",
		LAID_B "\n" LAID_A,
	};
	struct world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct import_counts counts = take_text(w, texts[i]);

		assert_counts(counts, i == 0 ? 2 : 0, i == 0 ? 0 : 2, 0);
	}
	assert_counts(take_text(w, "{\n  \"image\": \"p.jpg\",\n  \"dwc\": {"
				   "\n    \"locality\": \"a [b} \\\"{c\"\n"
				   "  }\n}\n{\n  \"image\": \"q.jpg\",\n  "
				   "\"dwc\": {}\n}\n"),
		      2, 0, 0);
	assert_counts(take_text(w, "[{\"image\":\"r.jpg\",\"dwc\":{}}, 7,\n"
				   "[1,{}],\n{\"image\":\"half"),
		      1, 0, 3);
	assert_non_null(strstr(w->told, "in.jsonl:1 it is not"));
	assert_non_null(strstr(w->told, "in.jsonl:2 it is not"));
	assert_non_null(strstr(w->told, "in.jsonl:3 not JSON"));
	assert_int_equal(sheets(w), 5);
}

/* Digits as they were written, also where the record is a batch's answer. */
static void test_numbers(void **state)
{
	struct world *w = *state;
	char *raw CLEANUP(mem_free_str) = NULL;

	take_text(w, "{\"image\":\"n.jpg\",\"model\":\"m\",\"dwc\":{"
		     "\"catalogNumber\":12345678901234567890,"
		     "\"decimalLatitude\":49.10000000000001,"
		     "\"decimalLongitude\":{\"value\":-110.50,"
		     "\"confidence\":NaN}},"
		     "\"key\":12345678901234567890,\"other\":57.1}\n"
		     "{\"custom_id\":\"x\",\"response\":{\"status_code\":200,"
		     "\"body\":{\"choices\":[{\"message\":{\"content\":"
		     "\"{\\\"recordNumber\\\":98765432109876543210}\"}}]}}}\n");
	raw = scratch_read(w->run->dir, "raw.jsonl", NULL);
	assert_non_null(strstr(raw, "{\"value\":\"12345678901234567890\""));
	assert_non_null(strstr(raw, "{\"value\":\"49.10000000000001\""));
	assert_non_null(strstr(raw, "\"decimalLongitude\":{\"value\":"
				    "\"-110.50\"}"));
	assert_non_null(strstr(raw, "\"key\":\"12345678901234567890\""));
	assert_non_null(strstr(raw, "\"other\":57.1"));
	assert_non_null(strstr(raw, "\"98765432109876543210\""));
}

/* Windows-1252 is read and told; what it cannot be is refused by its line. */
static void test_charsets(void **state)
{
	static const char *const refused[] = {
		"Qu\x82"
		"bec", /* DOS: é */
		"Montr\x8e"
		"al",			/* Macintosh: é */
		"\xd1\xe0\xeb\xe8\xf5", /* Cyrillic */
		"Montr\xc3"
		"al",			/* half of a character of UTF-8 */
		"\xc3\xa9t\xe9",	/* both */
		"a\x81z",		/* not used */
		"\xe6\x97\xa5\xe6\x9c", /* cut Japanese */
	};
	struct world *w = *state;
	char *raw CLEANUP(mem_free_str) = NULL;

	assert_counts(take_text(w, "{\"image\":\"a.jpg\",\"dwc\":{}}\n"
				   "{\"image\":\"b.jpg\",\"dwc\":{\"locality\":"
				   "\"Ch\xe2teau Br\xfbl\xe9 \x96 c\x9cur de "
				   "l\x92\xcele, 45\xb0N\"}}\n"),
		      2, 0, 0);
	assert_string_equal(w->told, "in.jsonl: 1 from 2|");
	raw = scratch_read(w->run->dir, "raw.jsonl", NULL);
	assert_non_null(strstr(raw, "Ch\xc3\xa2teau Br\xc3\xbbl\xc3\xa9 "
				    "\xe2\x80\x93 c\xc5\x93ur de "
				    "l\xe2\x80\x99\xc3\x8ele, 45\xc2\xb0N"));
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		char *text CLEANUP(mem_free_str) = mem_printf(
			"{\"image\":\"c.jpg\",\"dwc\":{}}\n"
			"{\"image\":\"d%zu.jpg\",\"dwc\":{\"locality\":\"%s\"}}\n",
			i, refused[i]);

		w->told[0] = '\0';
		assert_int_equal(take_text(w, text).bad, 1);
		assert_non_null(strstr(w->told, "in.jsonl:2 it is not UTF-8"));
	}
}

/* Several extractions of a sheet are candidates, the first in force. */
static void test_candidates(void **state)
{
	struct world *w = *state;
	struct specimen specimen;

	assert_counts(take_text(w, "{\"image\":\"" SHA ".jpg\",\"dwc\":{"
				   "\"country\":\"one\"}}\n"
				   "{\"image\":\"x/" SHA ".jpg\",\"dwc\":{"
				   "\"country\":\"two\"}}\n"
				   "{\"sha256\":\"" SHA "\",\"custom_id\":\"c\""
				   ",\"error\":\"no\",\"status\":\"failed\"}"
				   "\n"),
		      3, 0, 0);
	specimen = specimen_of(w, SHA);
	assert_int_equal(specimen.n_outcomes, 3);
	assert_null(specimen.error);
	specimen_done(&specimen);
	assert_int_equal(sheets(w), 1);
}

static void test_bad_lines(void **state)
{
	struct world *w = *state;
	struct bytes text = {0};
	char *path CLEANUP(mem_free_str) = file_join(w->dir, "bad.jsonl");

	bytes_append_str(&text, "{\"image\":\"a.jpg\",\"dwc\":{}}\nno JSON\n");
	bytes_append_str(&text, "{\"image\":\"n\xff");
	bytes_append(&text, "\0.jpg\",\"dwc\":{}}\n", 17);
	for (int i = 0; i < (50 << 20) / 64; i++)
		bytes_append(&text,
			     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
			     "xxxxxxxxxxxxxxxx",
			     64);
	bytes_append_str(&text, "\n{\"dwc\":{}}\n{\"image\":\"z.jpg\",\"dw");
	scratch_write(w->dir, "bad.jsonl", text.data, text.len);
	bytes_done(&text);
	assert_counts(take_in(w, path), 2, 0, 4);
	assert_non_null(strstr(w->told, "bad.jsonl:2 not JSON"));
	assert_non_null(strstr(w->told, "|bad.jsonl:4 a line of 52428800 "));
	assert_non_null(strstr(w->told, "|bad.jsonl:5 it names no sheet"));
	assert_non_null(strstr(w->told, "|bad.jsonl:6 not JSON"));
	assert_int_equal(sheets(w), 2);
}

static void test_own_journal(void **state)
{
	struct world *w = *state;
	char *path CLEANUP(mem_free_str) = run_path(w->run, "raw.jsonl");
	struct import_counts counts = {0};
	struct import *import = NULL;
	struct error err;
	bool refused;
	int fd;

	take_text(w, "{\"image\":\"a.jpg\",\"dwc\":{}}\n");
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_int_equal(import_open(w->run, &import, NULL), 0);
	assert_int_equal(
		import_lines(import, fd, path, NULL, &counts, &refused, &err),
		-1);
	assert_int_equal(err.kind, ERROR_USAGE);
	import_close(import);
	close(fd);
}

/* A stream that cannot be sought, of more than one batch. */
static void test_pipe(void **state)
{
	struct world *w = *state;
	struct import_counts counts = {0};
	struct import *import = NULL;
	int fds[2], status;
	bool refused;
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		FILE *out = fdopen(fds[1], "w");

		for (int i = 0; i < 9000; i++)
			fprintf(out, "{\"image\":\"%d.jpg\",\"dwc\":{}}\n",
				i % 8500);
		_exit(fclose(out) != 0);
	}
	close(fds[1]);
	assert_int_equal(import_open(w->run, &import, NULL), 0);
	assert_int_equal(import_lines(import, fds[0], "-", NULL, &counts,
				      &refused, NULL),
			 0);
	import_close(import);
	close(fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_counts(counts, 8500, 500, 0);
	assert_int_equal(sheets(w), 8500);
}

/* Two at once take in each line once. */
static void test_together(void **state)
{
	struct world *w = *state;
	char *path CLEANUP(mem_free_str) = file_join(w->dir, "many.jsonl");
	struct bytes text = {0};
	char *raw CLEANUP(mem_free_str) = NULL;
	int n = 0;

	for (int i = 0; i < 5000; i++)
		bytes_printf(&text, "{\"image\":\"%d.jpg\",\"dwc\":{}}\n", i);
	scratch_write(w->dir, "many.jsonl", text.data, text.len);
	bytes_done(&text);
	for (int i = 0; i < 3; i++) {
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (pid == 0) {
			struct import_counts counts = take_in(w, path);

			_exit(counts.imported + counts.skipped != 5000);
		}
	}
	for (int i = 0; i < 3; i++) {
		int status;

		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	raw = scratch_read(w->run->dir, "raw.jsonl", NULL);
	for (const char *at = raw; (at = strchr(at, '\n')) != NULL; at++)
		n++;
	assert_int_equal(n, 5000);
}

static void test_specimens(void **state)
{
	static const struct {
		const char *name;
		size_t lines;
	} rows[] = {
		{"published-2702.raw.jsonl", 2702},
		{"openrouter-20.raw.jsonl", 20},
		{"openai-batch-10.raw.jsonl", 10},
		{"openai-batch-10.output.jsonl", 10},
		{"rules-10.raw.jsonl", 10},
		{"errors-10.raw.jsonl", 10},
	};
	struct world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *path CLEANUP(mem_free_str) =
			scratch_specimen(rows[i].name);

		if (path == NULL)
			skip();
		assert_counts(take_in(w, path), rows[i].lines, 0, 0);
		assert_counts(take_in(w, path), 0, rows[i].lines, 0);
	}
	assert_string_equal(w->told, "");
}

#define WORLD_TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(test_rewritten),   WORLD_TEST(test_once),
		WORLD_TEST(test_candidates),  WORLD_TEST(test_bad_lines),
		WORLD_TEST(test_own_journal), WORLD_TEST(test_pipe),
		WORLD_TEST(test_together),    WORLD_TEST(test_layouts),
		WORLD_TEST(test_numbers),     WORLD_TEST(test_charsets),
		WORLD_TEST(test_specimens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
