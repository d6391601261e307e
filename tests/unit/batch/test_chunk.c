/*
 * test_chunk.c: a chunk as it is made: the file of its requests, and the lines
 * that put it in force.
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

#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "batch/plan/chunk.h"
#include "batch/plan/chunk_file.h"
#include "run/batches/batches.h"
#include "tests/kit/scratch.h"

#define SHEETS 450 /* more than a line holds */
#define NAME   "name:https://h/a.jpg"

static const struct plan_sums weight = {.tokens = 10, .nano_usd = 5};

static void name(size_t i, char custom_id[BATCH_ID_SIZE], char hash[65])
{
	char text[32];

	snprintf(text, sizeof(text), "sheet %zu", i);
	hash_bytes(text, strlen(text), hash);
	batch_custom_id(BATCH_OPENROUTER, hash, custom_id);
}

static void make(const struct run *run, struct chunk_draft *draft)
{
	static const struct chunk_asked asked = {
		.shape = BATCH_OPENROUTER,
		.engine = "openrouter",
		.base_url = "https://h/v1",
		.model = "some/model",
		.params_sha256 = "p",
	};
	struct error err;

	assert_int_equal(chunk_draft_begin(draft, run, &asked, &err), 0);
	for (size_t i = 0; i < SHEETS; i++) {
		char id[BATCH_ID_SIZE], hash[65], row[200];

		name(i, id, hash);
		snprintf(row, sizeof(row), "{\"custom_id\":\"%s\",\"body\":{}}",
			 id);
		assert_int_equal(chunk_file_add_row(&draft->file, row,
						    strlen(row), &err),
				 0);
		/* One that was never fetched has no hash, but a name. */
		chunk_draft_add(draft, id, i == 0 ? NAME : hash,
				i == 0 ? "https://h/a.jpg" : "a.jpg", &weight);
	}
}

static void take(struct batches *batches, const struct bytes *lines)
{
	const char *at = lines->data, *end = lines->data + lines->len;

	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));

		assert_non_null(stop);
		batches_take(batches, at, (size_t)(stop - at));
		at = stop + 1;
	}
}

/* The whole body, as it will be sent. */
static void assert_body(int fd, uint64_t bytes)
{
	char *text CLEANUP(mem_free_str) = mem_zalloc(bytes + 1);
	json_t *body CLEANUP(json_release) = NULL;
	const char *key;

	assert_int_equal(pread(fd, text, bytes, 0), (ssize_t)bytes);
	body = json_loads(text, 0, NULL);
	assert_non_null(body);
	assert_int_equal(json_array_size(json_object_get(body, "requests")),
			 SHEETS);
	/* What the rows need to be read stands before them. */
	key = strstr(text, "\"requests\"");
	assert_true(strstr(text, "\"endpoint\"") < key);
	assert_true(strstr(text, "\"model\":\"some/model\"") < key);
}

static void test_made(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct bytes lines CLEANUP(bytes_done) = {0};
	struct batches batches;
	struct chunk_draft draft;
	const struct batch_chunk *c;
	struct error err;
	char *path;
	int fd;

	make(&run, &draft);
	assert_int_equal(chunk_draft_end(&draft, NULL, &lines, &err), 0);
	batches_init(&batches);
	take(&batches, &lines);
	assert_int_equal(batches.bad + batches.unknown, 0);
	assert_int_equal(batches.n, 1);
	c = batches.chunks[0];
	assert_int_equal(chunk_n_sheets(c), SHEETS);
	assert_string_equal(chunk_sheet(c, 0).specimen_id, NAME);
	assert_string_equal(chunk_sheet(c, 0).image, "https://h/a.jpg");
	assert_string_equal(chunk_sheet(c, 449).specimen_id,
			    chunk_sheet(c, 449).custom_id);
	assert_string_equal(chunk_sheet(c, 449).image, "a.jpg");
	assert_true(strlen(lines.data) == lines.len);
	assert_true(c->tokens == 10 * SHEETS);
	assert_true(c->reserved_usd > 5e-9 * SHEETS - 1e-12 &&
		    c->reserved_usd < 5e-9 * SHEETS + 1e-12);
	fd = chunk_file_open(&run, c->file, c->bytes, c->hash, &err);
	assert_true(fd >= 0);
	assert_body(fd, c->bytes);
	close(fd);
	/* What was changed is not sent. */
	path = file_join(run.dir, c->file);
	assert_int_equal(truncate(path, (off_t)c->bytes - 1), 0);
	assert_int_equal(
		chunk_file_open(&run, c->file, c->bytes, c->hash, &err), -1);
	/* Its file stays while it is open; what nobody knows of goes. */
	scratch_puts(run.dir, "cache/batches/bother.jsonl", "x");
	scratch_puts(run.dir, "cache/batches/note.txt", "x");
	chunk_files_tidy(&run, &batches);
	assert_int_equal(access(path, F_OK), 0);
	assert_false(scratch_exists(run.dir, "cache/batches/bother.jsonl"));
	assert_true(scratch_exists(run.dir, "cache/batches/note.txt"));
	chunk_file_remove(&run, c->file);
	assert_int_equal(access(path, F_OK), -1);
	free(path);
	batches_done(&batches);
}

/* A name of the journal's leads nowhere else. */
static void test_names(void **state)
{
	static const char *const names[] = {"raw.jsonl", "../x",
					    "cache/batches/../../raw.jsonl",
					    "/etc/passwd", "cache/batches"};
	struct run run = scratch_bare_run(*state);
	char *path CLEANUP(mem_free_str) = file_join(run.dir, "raw.jsonl");
	char hash[65];
	struct error err;

	scratch_puts(run.dir, "raw.jsonl", "x");
	hash_bytes("x", 1, hash);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		assert_int_equal(chunk_file_open(&run, names[i], 1, hash, &err),
				 -1);
		chunk_file_remove(&run, names[i]);
	}
	assert_int_equal(access(path, F_OK), 0);
}

static void test_dropped(void **state)
{
	struct run run = scratch_bare_run(*state);
	struct chunk_draft draft;
	char *path;

	make(&run, &draft);
	path = mem_strdup(draft.file.path);
	assert_int_equal(access(path, F_OK), 0);
	chunk_draft_drop(&draft);
	assert_int_equal(access(path, F_OK), -1);
	free(path);
}

/* A run that was moved away is not begun anew in its old place. */
static void test_gone_run(void **state)
{
	char *dir CLEANUP(mem_free_str) =
		mem_printf("%s/gone", (const char *)*state);
	struct run run = scratch_bare_run(dir);
	struct error err;

	assert_int_equal(chunk_files_make_dir(&run, &err), -1);
	assert_false(scratch_exists(*state, "gone"));
	assert_int_equal(file_make_dir(dir, 0755, &err), 0);
	assert_int_equal(chunk_files_make_dir(&run, &err), 0);
	assert_int_equal(chunk_files_make_dir(&run, &err), 0);
	assert_true(scratch_exists(dir, "cache/batches"));
}

static int setup(void **state)
{
	*state = scratch_new();
	return 0;
}

static int teardown(void **state)
{
	scratch_free(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_made, setup, teardown),
		cmocka_unit_test_setup_teardown(test_names, setup, teardown),
		cmocka_unit_test_setup_teardown(test_dropped, setup, teardown),
		cmocka_unit_test_setup_teardown(test_gone_run, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
