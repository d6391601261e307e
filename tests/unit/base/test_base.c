/*
 * test_base.c: bytes, memory, boxes, errors, clocks, hashes, files, paths,
 * tables and compiled-in data.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/ascii.h"
#include "base/box.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/file/asset.h"
#include "base/file/file.h"
#include "base/file/xdg.h"
#include "base/hash.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/mix.h"
#include "base/text.h"
#include "base/time/clock.h"

/* --- bytes and memory ----------------------------------------------------- */

static void test_bytes(void **state)
{
	struct bytes b = {0};
	char *stolen;

	bytes_append(&b, "", 0);
	assert_int_equal(b.len, 0);
	assert_string_equal(b.data, "");
	for (int i = 0; i < 1000; i++)
		bytes_append(&b, "ab", 2);
	assert_int_equal(b.len, 2000);
	assert_int_equal(strlen(b.data), 2000);
	bytes_clear(&b);
	assert_string_equal(b.data, "");
	bytes_append(&b, "a\0b", 3);
	bytes_append_char(&b, 'c');
	bytes_printf(&b, "%d-%s", 42, "x");
	assert_int_equal(b.len, 8);
	assert_memory_equal(b.data, "a\0bc42-x", 9);
	stolen = bytes_steal(&b);
	assert_null(b.data);
	assert_int_equal(stolen[3], 'c');
	free(stolen);
	stolen = bytes_steal(&b);
	assert_string_equal(stolen, "");
	free(stolen);
	bytes_clear(&b);
	bytes_done(&b);
}

static void test_mem(void **state)
{
	char *slot = mem_strdup("one two");
	char *copy = mem_strndup("abc", 10);

	assert_string_equal(copy, "abc");
	assert_null(mem_strdup(NULL));
	/* The new text may lie inside the old one. */
	mem_replace(&slot, slot + 4);
	assert_string_equal(slot, "two");
	mem_replace(&slot, NULL);
	assert_null(slot);
	mem_free_str(&copy);
	assert_null(copy);
}

/* --- errors --------------------------------------------------------------- */

static void test_error_text_is_filtered(void **state)
{
	struct error err;

	assert_int_equal(error_set(&err, ERROR_USAGE, "no %s\nhere",
				   "x\x1b[31m\xe2\x80\xae\x9b\xff"),
			 -1);
	assert_string_equal(err.text, "no x[31m?? here");
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_int_equal(err.sys, 0);
	assert_int_equal(error_set(NULL, ERROR_USAGE, "%s", "x"), -1);
}

/* A long text is cut, and never in the middle of a character. */
static void test_error_text_is_cut(void **state)
{
	struct error err;
	struct bytes longer CLEANUP(bytes_done) = {0};

	bytes_append_char(&longer, 'x');
	for (int i = 0; i < 1000; i++)
		bytes_append_str(&longer, "\xc3\xa9");
	error_set(&err, ERROR_FAILED, "%s", longer.data);
	assert_true(strlen(err.text) < sizeof(err.text));
	assert_true(text_is_utf8(err.text, strlen(err.text)));
	error_sys(&err, ENOENT, "%s", longer.data);
	assert_true(text_is_utf8(err.text, strlen(err.text)));
}

static void test_error_sys(void **state)
{
	struct error err;

	assert_int_equal(error_sys(&err, ENOENT, "cannot open %s", "f"), -1);
	assert_int_equal(err.kind, ERROR_FAILED);
	assert_int_equal(err.sys, ENOENT);
	assert_string_equal(err.text,
			    "cannot open f: No such file or directory");
	error_sys(&err, ENOSPC, "x");
	assert_int_equal(err.kind, ERROR_NO_SPACE);
	assert_non_null(strstr(err.text, "; free some room"));
	error_sys(&err, EDQUOT, "x");
	assert_int_equal(err.kind, ERROR_NO_SPACE);
	assert_int_equal(error_sys(NULL, EIO, "x"), -1);
}

static void test_error_exit_codes(void **state)
{
	static const int codes[][2] = {
		{ERROR_NONE, 0},      {ERROR_FAILED, 1}, {ERROR_USAGE, 2},
		{ERROR_NOT_FOUND, 1}, {ERROR_BUSY, 1},	 {ERROR_NO_SPACE, 1},
		{ERROR_STOPPED, 4},
	};

	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		struct error err = {.kind = (enum error_kind)codes[i][0]};

		assert_int_equal(error_exit_code(&err), codes[i][1]);
	}
}

/* --- clocks --------------------------------------------------------------- */

static void test_clock_parse(void **state)
{
	static const struct {
		const char *stamp;
		double seconds;
	} rows[] = {
		{"1970-01-01T00:00:00Z", 0},
		{"1970-01-02", 86400},
		{"1969-12-31T23:59:59Z", -1},
		{"2000-02-29T12:00:00Z", 951825600},
		{"2025-10-31T21:56:16.5+00:00", 1761947776.5},
		{"2025-10-31T21:56:16,5Z", 1761947776.5},
		{"2025-10-31 21:56:16", 1761947776},
		{"2025-10-31T22:56:16+01:00", 1761947776},
		{"2025-10-31T16:26:16-0530", 1761947776},
		{"2025-10-31T21:56:16z", 1761947776},
	};
	static const char *const bad[] = {
		"",
		"yesterday",
		"2025-10",
		"2025-02-29",
		"2025-13-01",
		"2025-00-01",
		"2025-01-32",
		"2025-01-01T24:00:00Z",
		"2025-01-01T10:60:00Z",
		"2025-01-01T10:00",
		"2025-01-01T10:00:00Zx",
		"2025-01-01T10:00:00+25:00",
		"2025-01-01T10:00:00+01:75",
		"2025-01-01T10:00:00+1",
	};
	double got;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (clock_parse(rows[i].stamp, &got) < 0)
			fail_msg("%s", rows[i].stamp);
		if (got - rows[i].seconds > 1e-5 ||
		    rows[i].seconds - got > 1e-5)
			fail_msg("%s is %f", rows[i].stamp, got);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		got = 7;
		if (clock_parse(bad[i], &got) == 0)
			fail_msg("%s", bad[i]);
		assert_true(got > 6 && got < 8);
	}
}

static void test_clock_now(void **state)
{
	char stamp[CLOCK_STAMP_SIZE], year[8];
	int64_t before = clock_ns();
	double seconds;

	clock_stamp(stamp);
	assert_int_equal(clock_parse(stamp, &seconds), 0);
	assert_int_equal(strlen(stamp), strlen("2026-11-23T20:15:04.123456Z"));
	assert_true(seconds > 1.7e9);
	snprintf(year, sizeof(year), "%.4s", stamp);
	assert_true(abs(clock_year() - atoi(year)) <= 1);
	assert_true(clock_ns() >= before);
	assert_true(clock_ms() >= before / 1000000);
}

/* --- hashes --------------------------------------------------------------- */

static void test_hash(void **state)
{
	static const char abc[] = "ba7816bf8f01cfea414140de5dae2223"
				  "b00361a396177a9cb410ff61f20015ad";
	char hex[HASH_HEX_SIZE], again[HASH_HEX_SIZE], id[33], other[33];
	char path[] = "test-hash.XXXXXX";
	int fd = mkstemp(path);

	hash_bytes("abc", 3, hex);
	assert_string_equal(hex, abc);
	assert_true(fd >= 0);
	assert_int_equal(file_write_all(fd, "abc", 3), 0);
	close(fd);
	assert_int_equal(hash_file(path, again, NULL), 0);
	assert_string_equal(again, abc);
	unlink(path);
	assert_int_equal(hash_file(path, again, NULL), -1);
	assert_true(hash_is_hex(abc));
	assert_false(hash_is_hex("abc"));
	assert_false(hash_is_hex("ga7816bf8f01cfea414140de5dae2223"
				 "b00361a396177a9cb410ff61f20015ad"));
	hash_random_id(id);
	hash_random_id(other);
	assert_int_equal(strlen(id), 32);
	assert_string_not_equal(id, other);
}

/* --- files ---------------------------------------------------------------- */

/* Vectors of RFC 9923, and the first number that SplitMix64 gives for 0. */
static void test_mix(void **state)
{
	static const struct {
		const char *text;
		uint64_t mix;
	} rows[] = {
		{"", UINT64_C(0xcbf29ce484222325)},
		{"a", UINT64_C(0xaf63dc4c8601ec8c)},
		{"foobar", UINT64_C(0x85944171f73967e8)},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_true(mix_add_text(MIX_BEGIN, rows[i].text) ==
			    rows[i].mix);
	assert_true(mix_end(UINT64_C(0x9e3779b97f4a7c15)) ==
		    UINT64_C(0xe220a8397b1dcdaf));
}

static void assert_box(struct box box, int x, int y, int w, int h)
{
	assert_int_equal(box.x, x);
	assert_int_equal(box.y, y);
	assert_int_equal(box.w, w);
	assert_int_equal(box.h, h);
}

static void test_boxes(void **state)
{
	const struct box a = {10, 20, 30, 40}, right = {40, 20, 5, 5};
	const struct box corner = {39, 59, 10, 10}, inner = {24, 39, 3, 3};

	assert_true(box_area((struct box){0, 0, 1 << 20, 1 << 20}) ==
		    (double)(UINT64_C(1) << 40));
	assert_false(boxes_meet(a, right));
	assert_false(boxes_meet(right, a));
	assert_true(boxes_meet(box_grown(a, 1), right));
	assert_true(boxes_meet(a, corner));
	assert_box(box_common(a, corner), 39, 59, 1, 1);
	assert_box(box_common(a, right), 0, 0, 0, 0);
	assert_box(box_common(a, inner), 24, 39, 3, 3);
	assert_box(box_around(a, corner), 10, 20, 39, 49);
	assert_box(box_around(inner, a), 10, 20, 30, 40);
	assert_box(box_grown(a, 5), 5, 15, 40, 50);
	assert_true(box_holds_middle(a, inner));
	assert_true(box_holds_middle(inner, a));
	assert_false(box_holds_middle(a, right));
	assert_false(box_holds_middle(a, corner));
}

static void test_ascii(void **state)
{
	for (int c = 0; c < 256; c++) {
		bool digit = c != 0 && strchr("0123456789", c) != NULL;
		bool small = c >= 'a' && c <= 'z', great = c >= 'A' && c <= 'Z';

		assert_int_equal(ascii_digit((char)c), digit);
		assert_int_equal(ascii_letter((char)c), small || great);
	}
}

static void test_file_is_below(void **state)
{
	static const char *const good[] = {"a",	   "a/b.jpg", "a..b/c",
					   "...",  "a/.../b", ".hidden",
					   "a\nb", "a\x7f"};
	static const char *const bad[] = {
		"",	"/",	  "/etc/passwd", "..",
		"../x", "a/../b", "a/..",	 "a/../../etc/passwd",
	};

	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_true(file_is_below(good[i]));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (file_is_below(bad[i]))
			fail_msg("%s", bad[i]);
}

static void test_file_names(void **state)
{
	static const char *const rows[][3] = {
		{"a", "b", "a/b"}, {"a/", "b", "a/b"}, {"", "b", "b"},
		{"a", "/b", "/b"}, {"/", "b", "/b"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *joined CLEANUP(mem_free_str) =
			file_join(rows[i][0], rows[i][1]);

		assert_string_equal(joined, rows[i][2]);
	}
	assert_string_equal(file_base("a/b/c.jpg"), "c.jpg");
	assert_string_equal(file_base("c.jpg"), "c.jpg");
	assert_string_equal(file_base("a/"), "");
}

static size_t count_entries(const char *dir)
{
	char *command CLEANUP(mem_free_str) =
		mem_printf("ls -A %s | wc -l", dir);
	FILE *pipe = popen(command, "r");
	unsigned int count = 0;

	assert_non_null(pipe);
	assert_int_equal(fscanf(pipe, "%u", &count), 1);
	pclose(pipe);
	return count;
}

/* The umask takes from the mode, of a new file and of one that is replaced. */
static void test_file_umask(void **state)
{
	char path[] = "masked.test";
	mode_t was = umask(027);
	struct stat st;

	for (int i = 0; i < 2; i++) {
		assert_int_equal(file_write_atomic(path, "x", 1, 0666, NULL),
				 0);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_mode & 07777, 0640);
		assert_int_equal(chmod(path, 0600), 0);
	}
	assert_int_equal(unlink(path), 0);
	file_touch(path);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	assert_int_equal(unlink(path), 0);
	umask(was);
}

/* Neither links nor pipes are opened, nor waited for. */
static void test_file_open_own(void **state)
{
	char path[] = "own.test", other[] = "other.test";
	struct error err;
	int fd;

	assert_int_equal(file_check_own(path, false, &err), 0);
	fd = file_open_own(path, O_RDWR | O_CREAT, 0600);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(file_check_own(path, false, &err), 0);
	assert_int_equal(file_check_own(path, true, &err), -1);
	assert_int_equal(symlink(path, other), 0);
	assert_int_equal(file_open_own(other, O_RDWR | O_CREAT, 0600), -1);
	assert_int_equal(file_check_own(other, false, &err), -1);
	assert_non_null(strstr(err.text, "a symbolic link"));
	assert_int_equal(unlink(other), 0);
	assert_int_equal(mkfifo(other, 0600), 0);
	assert_int_equal(file_open_own(other, O_RDONLY, 0), -1);
	assert_int_equal(file_open_own(other, O_WRONLY, 0), -1);
	assert_int_equal(file_open_own(other, O_RDWR, 0), -1);
	assert_int_equal(file_open_own(".", O_RDONLY, 0), -1);
	assert_int_equal(file_check_own(".", true, &err), 0);
	assert_int_equal(unlink(other), 0);
	assert_int_equal(unlink(path), 0);
}

/* Nothing of it steers a terminal, at any depth. */
static void test_json_cleaned(void **state)
{
	static const char text[] =
		"{\"a\\u001b[m\":[\"x\\u202ey\\n\",{\"b\":\"\\u0007z\"}],\"n\":1.5,"
		"\"t\":true,\"o\":null}";
	json_t *value CLEANUP(json_release) = json_loads(text, 0, NULL);
	json_t *clean CLEANUP(json_release) = json_cleaned(value);
	struct bytes line CLEANUP(bytes_done) = {0};

	json_write_line(clean, &line);
	assert_string_equal(line.data,
			    "{\"a[m\":[\"xy \",{\"b\":\"z\"}],\"n\":1.5,"
			    "\"t\":true,\"o\":null}\n");
}

static void test_file_write_atomic(void **state)
{
	char dir[] = "test-file.XXXXXX";
	char *path CLEANUP(mem_free_str) = NULL;
	struct bytes text CLEANUP(bytes_done) = {0};
	struct error err = {0};
	struct stat st;

	assert_non_null(mkdtemp(dir));
	path = file_join(dir, "f");
	assert_int_equal(file_write_atomic(path, "one", 3, 0640, &err), 0);
	assert_int_equal(file_write_atomic(path, "two!", 4, 0600, &err), 0);
	bytes_append_str(&text, ">");
	assert_int_equal(file_read(path, 4, &text, &err), 0);
	assert_string_equal(text.data, ">two!");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	/* Over the limit: refused, and what was there stays. */
	assert_int_equal(file_read(path, 3, &text, &err), -1);
	assert_string_equal(text.data, ">two!");
	assert_non_null(strstr(err.text, "larger than 3 bytes"));
	/* A name that cannot be replaced leaves nothing behind. */
	unlink(path);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(file_write_atomic(path, "x", 1, 0600, &err), -1);
	assert_int_equal(count_entries(dir), 1);
	assert_int_equal(file_read(path, 10, &text, &err), -1);
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(rmdir(dir), 0);
	assert_int_equal(file_write_atomic(path, "x", 1, 0600, &err), -1);
	assert_int_equal(err.sys, ENOENT);
}

static void test_file_make_dirs(void **state)
{
	char dir[] = "test-dirs.XXXXXX";
	char *deep CLEANUP(mem_free_str) = NULL;
	char *file CLEANUP(mem_free_str) = NULL;
	char *below CLEANUP(mem_free_str) = NULL;
	struct error err = {0};

	assert_non_null(mkdtemp(dir));
	deep = file_join(dir, "a//b/c/");
	file = file_join(dir, "file");
	below = file_join(file, "x");
	assert_int_equal(file_make_dirs(deep, 0700, &err), 0);
	assert_int_equal(file_make_dirs(deep, 0700, &err), 0);
	assert_int_equal(file_make_dirs("/", 0700, &err), 0);
	assert_int_equal(file_make_dirs("", 0700, &err), -1);
	assert_int_equal(file_write_atomic(file, "", 0, 0600, &err), 0);
	assert_int_equal(file_make_dirs(file, 0700, &err), -1);
	assert_int_equal(file_make_dirs(below, 0700, &err), -1);
	assert_non_null(strstr(err.text, "file"));
	unlink(file);
	rmdir(deep);
	deep[strlen(dir) + strlen("/a//b")] = '\0';
	rmdir(deep);
	deep[strlen(dir) + strlen("/a")] = '\0';
	rmdir(deep);
	assert_int_equal(rmdir(dir), 0);
}

/* --- compiled-in data ----------------------------------------------------- */

static void test_assets(void **state)
{
	char dir[] = "test-asset.XXXXXX";
	char *path CLEANUP(mem_free_str) = NULL;
	const struct asset *asset = asset_find("terms.tsv");
	struct bytes text CLEANUP(bytes_done) = {0};
	struct error err = {0};

	assert_non_null(asset);
	assert_memory_equal(asset->data, "# terms.tsv", 11);
	assert_null(asset_find("nothing"));
	assert_null(asset_find(""));
	assert_int_equal(asset_load(NULL, "nothing", &text, &err), -1);
	assert_int_equal(err.kind, ERROR_NOT_FOUND);

	assert_non_null(mkdtemp(dir));
	path = file_join(dir, "terms.tsv");
	assert_int_equal(asset_load(dir, "terms.tsv", &text, &err), 0);
	assert_int_equal(text.len, asset->size);
	assert_int_equal(file_write_atomic(path, "mine", 4, 0600, &err), 0);
	bytes_clear(&text);
	assert_int_equal(asset_load(dir, "terms.tsv", &text, &err), 0);
	assert_string_equal(text.data, "mine");
	/* A replacement that cannot be read is an error. */
	unlink(path);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(asset_load(dir, "terms.tsv", &text, &err), -1);
	rmdir(path);
	rmdir(dir);
}

static void test_xdg(void **state)
{
	char *dir;

	setenv("HOME", "/home/x", 1);
	setenv("XDG_CONFIG_HOME", "/cfg", 1);
	setenv("XDG_CACHE_HOME", "relative", 1);
	unsetenv("XDG_RUNTIME_DIR");
	setenv("TMPDIR", "/var/tmp", 1);
	dir = xdg_config_dir();
	assert_string_equal(dir, "/cfg/vasculum");
	free(dir);
	dir = xdg_cache_dir(); /* a relative path does not count */
	assert_string_equal(dir, "/home/x/.cache/vasculum");
	free(dir);
	dir = xdg_runtime_dir();
	assert_non_null(strstr(dir, "/var/tmp/vasculum-"));
	free(dir);
	unsetenv("HOME");
	assert_null(xdg_cache_dir());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_mem),
		cmocka_unit_test(test_error_text_is_filtered),
		cmocka_unit_test(test_error_text_is_cut),
		cmocka_unit_test(test_error_sys),
		cmocka_unit_test(test_error_exit_codes),
		cmocka_unit_test(test_clock_parse),
		cmocka_unit_test(test_clock_now),
		cmocka_unit_test(test_hash),
		cmocka_unit_test(test_mix),
		cmocka_unit_test(test_boxes),
		cmocka_unit_test(test_ascii),
		cmocka_unit_test(test_file_is_below),
		cmocka_unit_test(test_file_names),
		cmocka_unit_test(test_file_umask),
		cmocka_unit_test(test_file_open_own),
		cmocka_unit_test(test_json_cleaned),
		cmocka_unit_test(test_file_write_atomic),
		cmocka_unit_test(test_file_make_dirs),
		cmocka_unit_test(test_assets),
		cmocka_unit_test(test_xdg),
	};

	return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
