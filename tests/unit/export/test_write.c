/*
 * test_write.c: cells, metadata, addresses of pictures, and files that are
 * whole or not there.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "export/dataset/metadata.h"
#include "export/media.h"
#include "export/write/cell_text.h"
#include "export/write/document.h"
#include "export/write/output.h"
#include "export/write/packer.h"
#include "tests/kit/scratch.h"

static void assert_folded(const char *text, const char *want, bool folded)
{
	struct bytes got CLEANUP(bytes_done) = {0};

	bytes_append_str(&got, "");
	assert_int_equal(cell_text_folded(text, strlen(text), &got), folded);
	assert_string_equal(got.data, want);
}

static void assert_quoted(const char *text, bool guard, const char *want)
{
	struct bytes got CLEANUP(bytes_done) = {0};

	bytes_append_str(&got, "");
	cell_text_quoted(text, strlen(text), guard, &got);
	assert_string_equal(got.data, want);
}

static void test_cells(void **state)
{
	(void)state;
	assert_folded("plain", "plain", false);
	assert_folded("a\r\n\tb", "a b", true);
	assert_folded("\na\x01", " a ", true);
	assert_folded("a\xc2\x85"
		      "b\xe2\x80\xa8"
		      "c\xc2\xa0",
		      "a b c\xc2\xa0", true);
	assert_folded("caf\xc3\xa9 \xe2\x80\x93 \"x\"",
		      "caf\xc3\xa9 \xe2\x80\x93 \"x\"", false);
	assert_folded("\xe2\x80", "\xe2\x80", false);
	assert_quoted("plain", false, "plain");
	assert_quoted("a,b", false, "\"a,b\"");
	assert_quoted("say \"x\"", false, "\"say \"\"x\"\"\"");
	assert_quoted("a\nb", false, "\"a\nb\"");
	assert_quoted(" a", false, "\" a\"");
	assert_quoted("=1+1", false, "=1+1");
	assert_quoted("=1+1", true, "'=1+1");
	assert_quoted("\n=1+1", true, "\"'\n=1+1\"");
	assert_quoted(" =1+1", true, "\"' =1+1\"");
	assert_quoted("  ", true, "\"  \"");
	assert_quoted(" a", true, "\" a\"");
	assert_quoted("-104.5", true, "-104.5");
	assert_quoted("@x,", true, "\"'@x,\"");
}

/* --- metadata ------------------------------------------------------------- */

static void test_metadata(void **state)
{
	struct metadata m;
	struct bytes text CLEANUP(bytes_done) = {0};
	struct error err;

	(void)state;
	bytes_append_str(&text, "[dataset]\ntitle = One ; two\ndescription =");
	for (int i = 0; i < 100; i++)
		bytes_append_str(&text, " word");
	bytes_append_str(&text, "\n  and more\n"
				"licence = cc by 4.0\n[defaults]\nkingdom =\n");
	assert_int_equal(metadata_parse(text.data, "m", &m, &err), 0);
	assert_string_equal(m.title, "One ; two");
	assert_int_equal(strlen(m.description), 4 + 99 * 5 + 9);
	assert_string_equal(m.licence->word, "CC-BY-4.0");
	assert_string_equal(metadata_default(&m, "kingdom"), "");
	assert_null(metadata_default(&m, "phylum"));
	metadata_done(&m);
	/* the line of a fault is that of the file */
	bytes_append_str(&text, "[dataset]\nnonsense = 1\n");
	assert_int_equal(metadata_parse(text.data, "m", &m, &err), -1);
	assert_non_null(strstr(err.text, "m:9:"));
	assert_int_equal(
		metadata_parse("[media]\nurl = https://x/y\n", "m", &m, &err),
		-1);
	assert_int_equal(metadata_parse("[dataset]\npublished = 1983-02-30\n",
					"m", &m, &err),
			 -1);
}

static void test_licences(void **state)
{
	static const struct {
		const char *said, *word;
	} cases[] = {
		{"CC0-1.0", "CC0-1.0"},
		{"https://creativecommons.org/publicdomain/zero/1.0/",
		 "CC0-1.0"},
		{"http://creativecommons.org/licenses/by-nc/4.0/legalcode",
		 "CC-BY-NC-4.0"},
		{"CC BY-NC 4.0", "CC-BY-NC-4.0"},
		{"CC-BY-SA-4.0", NULL},
		{"mine", NULL},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *text CLEANUP(mem_free_str) =
			mem_printf("[dataset]\nlicence = %s\n", cases[i].said);
		struct issues issues = {0};
		struct metadata m;

		assert_int_equal(metadata_parse(text, "m", &m, NULL), 0);
		metadata_check(&m, &issues);
		assert_int_equal(issues.of[ISSUE_LICENCE].n,
				 cases[i].word == NULL);
		if (cases[i].word != NULL)
			assert_string_equal(m.licence->word, cases[i].word);
		issues_done(&issues);
		metadata_done(&m);
	}
}

/* The template can be read, and lacks what it says is required. */
static void test_template(void **state)
{
	struct issues issues = {0};
	struct metadata m;
	struct error err;

	(void)state;
	assert_int_equal(
		metadata_parse(metadata_template(), "template", &m, &err), 0);
	metadata_check(&m, &issues);
	assert_true(issues_blocking(&issues) >= 5);
	issues_done(&issues);
	metadata_done(&m);
}

/* Each thing that is required blocks where it alone is missing, or is not
 * enough, under its own name. */
static void test_required(void **state)
{
	static const char *const lines[] = {
		"[dataset]",
		"title = A dataset of plants",
		"description = It is long enough, surely.",
		"organisation = O",
		"licence = CC0-1.0",
		"[contact]",
		"surname = A",
		"email = a@x.org",
		"[creator]",
		"surname = B",
		"[metadata-provider]",
		"organisation = P",
		"email = p@x.org",
	};
	static const struct {
		size_t line; /* that is another one */
		const char *other;
		enum issue issue;
	} cases[] = {
		{1, "", ISSUE_TITLE},
		{1, "title = Plants", ISSUE_TITLE},
		{2, "", ISSUE_DESCRIPTION},
		{2, "description = Short.", ISSUE_DESCRIPTION},
		{3, "", ISSUE_EML_SCHEMA},
		{4, "", ISSUE_LICENCE},
		{6, "", ISSUE_CONTACTS},
		{7, "", ISSUE_CONTACTS},
		{7, "email = nowhere", ISSUE_CONTACTS},
		{9, "", ISSUE_CREATOR},
		{11, "", ISSUE_CONTACTS},
		{12, "", ISSUE_CONTACTS},
		{0, "[dataset]", ISSUES}, /* nothing is missing */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct bytes text CLEANUP(bytes_done) = {0};
		struct issues issues = {0};
		struct metadata m;

		for (size_t j = 0; j < ARRAY_LEN(lines); j++)
			bytes_printf(&text, "%s\n",
				     j == cases[i].line ? cases[i].other
							: lines[j]);
		assert_int_equal(metadata_parse(text.data, "m", &m, NULL), 0);
		metadata_check(&m, &issues);
		assert_int_equal(issues_blocking(&issues),
				 cases[i].issue != ISSUES);
		if (cases[i].issue != ISSUES)
			assert_int_equal(issues.of[cases[i].issue].n, 1);
		issues_done(&issues);
		metadata_done(&m);
	}
}

/* --- pictures ------------------------------------------------------------- */

static void test_media(void **state)
{
	const struct media_sheet sheet = {"a b/\xc3\xa9.jpg", "00ff", "12/3"};
	struct bytes got CLEANUP(bytes_done) = {0};

	(void)state;
	assert_true(media_address("https://x.org/{file}?n={catalogNumber}",
				  &sheet, &got));
	assert_string_equal(got.data,
			    "https://x.org/a%20b/%C3%A9.jpg?n=12%2F3");
	bytes_clear(&got);
	assert_false(media_address("ftp://x/{file}", &sheet, &got));
	assert_false(media_address("https://x/{else}", &sheet, &got));
	assert_false(media_address("https://x/{file", &sheet, &got));
	assert_false(media_address("https://x/{sha256}",
				   &(struct media_sheet){"a", "", ""}, &got));
	assert_string_equal(media_format("a.JPEG"), "image/jpeg");
	assert_string_equal(media_format("a"), "");
}

/* --- files ---------------------------------------------------------------- */

static void test_output(void **state)
{
	char *dir = scratch_new();
	char *path CLEANUP(mem_free_str) = file_join(dir, "x.csv");
	char *text;
	struct output *output;
	struct error err;

	(void)state;
	scratch_puts(dir, "x.csv", "old");
	assert_int_equal(output_open(path, &output, &err), 0);
	assert_int_equal(output_write(output, "new", 3, &err), 0);
	text = scratch_read(dir, "x.csv", NULL);
	assert_string_equal(text, "old");
	free(text);
	output_drop(output);
	assert_int_equal(scratch_count(dir, "x.csv", NULL), 1);
	assert_int_equal(output_open(path, &output, &err), 0);
	assert_int_equal(output_write(output, "new", 3, &err), 0);
	assert_int_equal(output_finish(output, &err), 0);
	text = scratch_read(dir, "x.csv", NULL);
	assert_string_equal(text, "new");
	free(text);
	assert_int_equal(scratch_count(dir, "x.csv", NULL), 1);
	assert_int_equal(output_check(dir, &err), -1);
	assert_int_equal(output_check("/dev/null", &err), -1);
	assert_int_equal(output_check("", &err), -1);
	assert_int_equal(output_check("/nonesuch/x", &err), -1);
	assert_int_equal(output_check_room(path, UINT64_MAX / 2, &err), -1);
	assert_int_equal(err.kind, ERROR_NO_SPACE);
	scratch_free(dir);
}

/* Entries of every size, the same bytes each time. */
static char *pack(const char *dir, const char *name, size_t *ret_len)
{
	static const char *const names[] = {"a", "b", "c"};
	const size_t sizes[] = {0, 1, 3000001};
	char *path CLEANUP(mem_free_str) = file_join(dir, name);
	struct output *output;
	struct packer *packer;
	struct error err;

	assert_int_equal(output_open(path, &output, &err), 0);
	assert_int_equal(packer_start(output, names, 3, &packer, &err), 0);
	for (size_t i = 0; i < 3; i++) {
		for (size_t j = 0; j < sizes[i]; j++)
			assert_int_equal(packer_write(packer,
						      &"0123456789"[j % 7], 1,
						      &err),
					 0);
		assert_int_equal(packer_next(packer, &err), 0);
		assert_int_equal(packer_entry(packer, i)->size, sizes[i]);
	}
	assert_int_equal(packer_finish(packer, &err), 0);
	packer_free(packer);
	assert_int_equal(output_finish(output, &err), 0);
	return scratch_read(dir, name, ret_len);
}

static void test_packer(void **state)
{
	char *dir = scratch_new();
	size_t len_a, len_b;
	char *a = pack(dir, "a.zip", &len_a), *b = pack(dir, "b.zip", &len_b);

	(void)state;
	assert_int_equal(len_a, len_b);
	assert_memory_equal(a, b, len_a);
	assert_memory_equal(a, "PK\3\4", 4);
	assert_true(len_a < 100000);
	free(a);
	free(b);
	scratch_free(dir);
}

/* Who stops in the middle leaves nothing, and nobody waits. */
static void test_packer_left(void **state)
{
	static const char *const names[] = {"a", "b"};
	char *dir = scratch_new();
	char *path CLEANUP(mem_free_str) = file_join(dir, "a.zip");
	struct output *output;
	struct packer *packer;
	struct error err;

	(void)state;
	assert_int_equal(output_open(path, &output, &err), 0);
	assert_int_equal(packer_start(output, names, 2, &packer, &err), 0);
	assert_int_equal(packer_write(packer, "x", 1, &err), 0);
	packer_free(packer);
	output_drop(output);
	assert_int_equal(scratch_count(dir, "a.zip", NULL), 0);
	scratch_free(dir);
}

/* A descriptor that takes nothing: the error says so, however much comes. */
static void test_packer_full(void **state)
{
	static const char *const names[] = {"a"};
	char *dir = scratch_new(), *noise = mem_alloc(1 << 20);
	char *path CLEANUP(mem_free_str) = file_join(dir, "a.zip");
	struct output *output;
	struct packer *packer;
	struct error err = {0};
	unsigned int seed = 1;
	int rc = 0;

	(void)state;
	for (size_t i = 0; i < 1 << 20; i++) {
		seed = seed * 1103515245u + 12345u;
		noise[i] = (char)(seed >> 16);
	}
	assert_int_equal(output_open(path, &output, &err), 0);
	assert_int_equal(packer_start(output, names, 1, &packer, &err), 0);
	assert_true(dup2(STDIN_FILENO, output_fd(output)) >= 0);
	if (write(output_fd(output), "x", 1) == 1) {
		packer_free(packer); /* standard input can be written here */
		output_drop(output);
		skip();
	}
	for (int i = 0; i < 64 && rc == 0; i++)
		rc = packer_write(packer, noise, 1 << 20, &err);
	assert_int_equal(rc, -1);
	assert_int_not_equal(err.sys, 0);
	packer_free(packer);
	output_drop(output);
	free(noise);
	scratch_free(dir);
}

/* --- documents ------------------------------------------------------------ */

static void test_meta(void **state)
{
	static const char *const iris[] = {"urn:id", "urn:<&\">"};
	static const char *const side[] = {NULL, "urn:b"};
	const struct document_table tables[] = {
		{"o.txt", "urn:core", iris, 2},
		{"i.txt", "urn:side", side, 2},
	};
	struct bytes text CLEANUP(bytes_done) = {0};
	struct error err;

	(void)state;
	assert_int_equal(document_meta(tables, 2, &text, &err), 0);
	assert_non_null(strstr(text.data, "linesTerminatedBy=\"\\n\""));
	assert_non_null(strstr(text.data, "fieldsTerminatedBy=\"\\t\""));
	assert_non_null(strstr(text.data, "<id index=\"0\"/>"));
	assert_non_null(strstr(text.data, "<coreid index=\"0\"/>"));
	assert_non_null(strstr(text.data, "urn:&lt;&amp;&quot;&gt;"));
	assert_non_null(
		strstr(text.data, "<field index=\"1\" term=\"urn:b\"/>"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cells),
		cmocka_unit_test(test_metadata),
		cmocka_unit_test(test_licences),
		cmocka_unit_test(test_template),
		cmocka_unit_test(test_required),
		cmocka_unit_test(test_media),
		cmocka_unit_test(test_output),
		cmocka_unit_test(test_packer),
		cmocka_unit_test(test_packer_left),
		cmocka_unit_test(test_packer_full),
		cmocka_unit_test(test_meta),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
