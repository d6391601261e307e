/*
 * test_table.c: tables of text row by row, their first lines, meta.xml, and
 * archives with faults.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include <cmocka.h>

#include "base/file/file.h"
#include "base/mem.h"
#include "dwc/table/archive.h"
#include "dwc/table/layout.h"
#include "dwc/table/meta.h"
#include "dwc/table/table.h"
#include "tests/kit/scratch.h"

/* --- tables ----------------------------------------------------------------- */

struct text_source {
	const char *text;
	size_t len, at, piece;
};

static int text_read(void *data, char *to, size_t size, size_t *ret_n,
		     struct error *err)
{
	struct text_source *source = data;
	size_t n = source->len - source->at;

	(void)err;
	if (n > source->piece)
		n = source->piece;
	if (n > size)
		n = size;
	memcpy(to, source->text + source->at, n);
	source->at += n;
	*ret_n = n;
	return 0;
}

static void show_row(const struct table_row *row, struct bytes *ret)
{
	bytes_printf(ret, "%zu:", row->line);
	for (size_t i = 0; i < row->n && i < TABLE_COLUMNS_MAX; i++)
		bytes_printf(ret, "[%s]", row->cells[i]);
	bytes_append_str(ret, row->fault != NULL ? "! " : " ");
}

/* All rows, or what is wrong. Owned. */
static char *rows(const char *text, size_t len, const struct table_form *form,
		  size_t piece)
{
	struct text_source from = {.text = text, .len = len, .piece = piece};
	struct table_source source = {
		.name = "t", .data = &from, .read = text_read};
	struct bytes out = {0};
	struct table table CLEANUP(table_done);
	struct table_row row;
	struct error err;
	int got = -1;

	bytes_reserve(&out, 1);
	out.data[0] = '\0';
	if (table_init(&table, &source, &err) == 0 &&
	    table_begin(&table, form, &err) == 0)
		while ((got = table_next(&table, &row, &err)) > 0)
			show_row(&row, &out);
	if (got < 0)
		bytes_append_str(&out, err.text);
	return bytes_steal(&out);
}

static void check_rows(const char *text, size_t len,
		       const struct table_form *form, const char *expected)
{
	static const size_t pieces[] = {1, 2, 7, 65536};

	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		char *got CLEANUP(mem_free_str) =
			rows(text, len, form, pieces[i]);

		assert_string_equal(got, expected);
	}
}

#define CHECK(text, form, expected) \
	check_rows(text, sizeof(text) - 1, form, expected)

static const struct table_form tabs = {.separator = '\t'};
static const struct table_form stripped = {.separator = '\t', .unquoted = true};
static const struct table_form commas = {.separator = ',', .quote = '"'};
static const struct table_form plain = {0};

static void test_rows(void **state)
{
	(void)state;
	CHECK("", &tabs, "");
	CHECK("\n\n", &tabs, "");
	CHECK("a\tb\nc\td", &tabs, "1:[a][b] 2:[c][d] ");
	CHECK("\xef\xbb\xbf"
	      "a\tb\r\n\r\n\tc\r\n",
	      &tabs, "1:[a][b] 3:[][c] ");
	CHECK("a\tb\rc\td\r", &tabs, "1:[a][b] 2:[c][d] ");
	CHECK("a\t\"b\nc\t\"d\"\n", &tabs, "1:[a][\"b] 2:[c][\"d\"] ");
	CHECK("a\t\"b c\"\t\"\n", &stripped, "1:[a][b c][\"] ");
	CHECK("a,\"b,\nc\"\"d\",e\nf,g\n", &commas,
	      "1:[a][b,\nc\"d][e] 3:[f][g] ");
	CHECK("a,b\nc,\"d\ne,f\n", &commas,
	      "1:[a][b] t line 2: the row does not end; a quotation mark is "
	      "not closed there");
	CHECK("a,\"b", &commas,
	      "t line 1: the row does not end; a quotation mark is not closed "
	      "there");
	CHECK("a,\"b\"", &commas, "1:[a][b] ");
	CHECK("a,\"b\nx\0y\"\nc,d\n", &commas, "2:! 3:[c][d] ");
	/* A mark that is not doubled does not make one row of all below it. */
	CHECK("a,\"b\" c,d\ne,f\n\"g\",h\n", &commas, "1:! 2:[e][f] 3:[g][h] ");
	CHECK("a,\"b\" c,d\n", &commas, "1:! ");
	CHECK("a,\"b\nc\"d\ne,f\n", &commas, "2:! 3:[e][f] ");
	CHECK("a,\"b\" ,c\n \nd,\"\"\"e\n\"\"f\"\n", &commas,
	      "1:[a][b][c] 2:[d][\"e\n\"f] ");
	CHECK("a, b\n# c\n", &plain, "1:[a, b] 2:[# c] ");
	CHECK("a\tb\nx\0y\tz\nc\td\n", &tabs, "1:[a][b] 2:! 3:[c][d] ");
	CHECK("a\tb\nL\xe9on\n", &tabs,
	      "1:[a][b] t line 2 is not UTF-8 (Latin-1, perhaps); convert it: "
	      "iconv -f LATIN1 -t UTF-8");
}

static void test_long_rows(void **state)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	char *got;

	(void)state;
	bytes_append_str(&text, "a,\"");
	for (int i = 0; i < 3000; i++)
		bytes_printf(&text, "%0999d\n", i);
	got = rows(text.data, text.len, &commas, 65536);
	assert_string_equal(got, "t line 1: the row does not end; a quotation "
				 "mark is not closed there");
	free(got);
	memset(text.data, 'x', text.len);
	got = rows(text.data, text.len, &tabs, 65536);
	assert_string_equal(got, "1:! ");
	free(got);
	/* The row is bad, and what follows it is read. */
	memcpy(text.data, "a\n", 2);
	bytes_append_str(&text, "\nb,\"c\"\n");
	got = rows(text.data, text.len, &commas, 65536);
	assert_string_equal(got, "1:[a] 2:! 3:[b][c] ");
	free(got);
	/* Also where it is long by its lines, or in one of them. */
	memcpy(text.data, "a,b\n1,\"", 7);
	for (size_t i = 1000; i < text.len - 10; i += 1000)
		memcpy(text.data + i, " \"\"\n,", 5);
	memcpy(text.data + text.len - 8, "\"", 1);
	got = rows(text.data, text.len, &commas, 4096);
	assert_string_equal(got, "1:[a][b] 2:! 3002:[b][c] ");
	free(got);
	for (size_t i = 2000; i < text.len - 10; i += 1000)
		memcpy(text.data + i, " \"\";,", 5);
	got = rows(text.data, text.len, &commas, 4096);
	assert_string_equal(got, "1:[a][b] 2:! 4:[b][c] ");
	free(got);
	memset(text.data, '\t', 1000);
	text.len = 1000;
	got = rows(text.data, text.len, &tabs, 65536);
	assert_true(strncmp(got, "1:[][]", 6) == 0);
	free(got);
}

/* --- first lines ------------------------------------------------------------ */

static int guess(const char *text, struct layout *ret, struct error *err)
{
	return layout_guess(text, strlen(text), "t", ret, err);
}

static void check_guess(const char *text, char separator, char quote, int name,
			int author)
{
	struct layout layout CLEANUP(layout_done);
	struct error err;

	layout_init(&layout);
	assert_int_equal(guess(text, &layout, &err), 0);
	assert_int_equal(layout.form.separator, separator);
	assert_int_equal(layout.form.quote, quote);
	assert_int_equal(layout.columns[LAYOUT_NAME], name);
	assert_int_equal(layout.columns[LAYOUT_AUTHOR], author);
}

static void check_refused(const char *text, size_t len, const char *why)
{
	struct layout layout CLEANUP(layout_done);
	struct error err;

	layout_init(&layout);
	assert_int_equal(layout_guess(text, len, "t", &layout, &err), -1);
	assert_non_null(strstr(err.text, why));
}

static void test_guess(void **state)
{
	(void)state;
	check_guess("taxonID\tscientificName\n1\tPoa\n", '\t', 0, 1, -1);
	check_guess("\"taxonID\"\t\"scientificName\"\n", '\t', '"', 1, -1);
	check_guess("scientificName,scientificNameAuthorship\r\n", ',', '"', 0,
		    1);
	check_guess("ScientificName;x;dwc:scientificNameAuthorship\n", ';', '"',
		    0, 2);
	check_guess("http://rs.tdwg.org/dwc/terms/scientificName|x\n", '|', '"',
		    0, -1);
	check_guess("genus\tspecificEpithet\n", '\t', 0, -1, -1);
	check_guess("Poa annua L.\n# none\n\nCarex flava L., nom. cons.\n", 0,
		    0, 0, -1);
	check_refused("taxonID\ttaxonRank\n", 18, "no column scientificName");
	check_refused("a\0b", 3, "is not a table of taxa");
	check_refused("\xff\xfeS\0c\0", 6, "is UTF-16");
	check_refused("<html>\n<p>hello</p>\n", 20, "is not a table of taxa");
	check_refused("", 0, "is not a table of taxa");
}

/* --- meta.xml --------------------------------------------------------------- */

#define CORE_BEGIN                                                          \
	"<archive xmlns='http://rs.tdwg.org/dwc/text/' metadata='eml.xml'>" \
	"<core rowType='http://rs.tdwg.org/dwc/terms/Taxon' "               \
	"fieldsTerminatedBy='\\t' fieldsEnclosedBy='' ignoreHeaderLines='1'>"
#define FILES "<files><location> taxon.txt </location></files>"
#define FIELDS                                                 \
	"<id index='0'/>"                                      \
	"<field index='2' "                                    \
	"term='http://rs.tdwg.org/dwc/terms/scientificName'/>" \
	"<field default='Plantae' "                            \
	"term='http://rs.tdwg.org/dwc/terms/kingdom'/>"
#define CORE_END "</core></archive>"

static void test_meta(void **state)
{
	static const char text[] = CORE_BEGIN FILES FIELDS CORE_END;
	struct meta meta CLEANUP(meta_done);
	struct error err;

	(void)state;
	assert_int_equal(meta_read(text, strlen(text), &meta, &err), 0);
	assert_int_equal(meta.n_files, 1);
	assert_string_equal(meta.files[0], "taxon.txt");
	assert_string_equal(meta.eml, "eml.xml");
	assert_int_equal(meta.layout.form.separator, '\t');
	assert_int_equal(meta.layout.form.quote, 0);
	assert_int_equal(meta.layout.form.skip, 1);
	assert_int_equal(meta.layout.width, 3);
	assert_int_equal(meta.layout.columns[LAYOUT_ID], 0);
	assert_int_equal(meta.layout.columns[LAYOUT_NAME], 2);
	assert_int_equal(meta.layout.columns[LAYOUT_KINGDOM], -1);
	assert_string_equal(meta.layout.defaults[LAYOUT_KINGDOM], "Plantae");
}

static void test_meta_refused(void **state)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
		{"", "line 1"},
		{"<archive/>", "no core"},
		{CORE_BEGIN FILES FIELDS, "line 1"},
		{CORE_BEGIN FIELDS CORE_END, "names no file"},
		{CORE_BEGIN FILES CORE_END, "no scientificName"},
		{CORE_BEGIN FILES FIELDS "</core><core "
					 "rowType='x/Taxon'/></archive>",
		 "several cores"},
		{"<archive><core rowType='http://rs.tdwg.org/dwc/terms/"
		 "Occurrence'/></archive>",
		 "not of taxa"},
		{"<archive><core rowType='x/Taxon' "
		 "fieldsTerminatedBy='\xc2\xa7'/></archive>",
		 "fieldsTerminatedBy"},
		{"<archive><core rowType='x/Taxon' fieldsEnclosedBy='ab'/>"
		 "</archive>",
		 "fieldsEnclosedBy"},
		{CORE_BEGIN FILES
		 "<field index='-1' term='x/family'/>" FIELDS CORE_END,
		 "its index is \"-1\", not a number"},
		{CORE_BEGIN FILES
		 "<field index='256' term='x/family'/>" FIELDS CORE_END,
		 "its index is \"256\""},
		{"<archive><core rowType='x/Taxon' ignoreHeaderLines='yes'/>"
		 "</archive>",
		 "its ignoreHeaderLines is \"yes\""},
		{CORE_BEGIN FILES FIELDS "<extension rowType='y'>" FILES
					 "</extension>" CORE_END,
		 "(rowType \"y\") stands within another"},
		{"<archive><extension rowType='y'><core rowType='x/Taxon'/>"
		 "</extension></archive>",
		 "(rowType \"x/Taxon\") stands within another"},
		{"<!DOCTYPE a [<!ENTITY b 'c'>]><archive/>", "document type"},
		{"<!DOCTYPE a SYSTEM '/etc/passwd'><archive/>",
		 "document type"},
		{"<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>",
		 "too deeply"},
		{"<archive>\xff</archive>", "line 1"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct meta meta CLEANUP(meta_done);
		struct error err;

		assert_int_equal(meta_read(cases[i].text, strlen(cases[i].text),
					   &meta, &err),
				 -1);
		assert_non_null(strstr(err.text, cases[i].why));
	}
}

/* What there is no room for is refused: it would be missed without a word. */
static void test_meta_too_many(void **state)
{
	static const struct {
		const char *before, *again, *after, *why;
		size_t most;
	} cases[] = {
		{CORE_BEGIN FILES FIELDS "</core>", "<extension rowType='x'/>",
		 "</archive>", "more than 64 tables", META_TABLES_MAX - 1},
		{"<archive>", "<extension rowType='x'/>",
		 CORE_BEGIN FILES FIELDS CORE_END "</archive>",
		 "more than 64 tables", META_TABLES_MAX - 1},
		{CORE_BEGIN FIELDS "<files>", "<location>a</location>",
		 "</files>" CORE_END, "more than 16 files", META_FILES_MAX},
		{CORE_BEGIN FILES FIELDS, "<field term='x/y' default='z'/>",
		 CORE_END, "more than 512 fields", 2 * TABLE_COLUMNS_MAX - 2},
		{CORE_BEGIN FIELDS "<files><location>", "n",
		 "</location></files>" CORE_END, "more than 1024 bytes", 1023},
	};

	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_LEN(cases); i++) {
		size_t at = i / 2, n = cases[at].most + i % 2;
		struct bytes text CLEANUP(bytes_done) = {0};
		struct meta meta CLEANUP(meta_done);
		struct error err;

		bytes_append_str(&text, cases[at].before);
		while (n-- > 0)
			bytes_append_str(&text, cases[at].again);
		bytes_append_str(&text, cases[at].after);
		assert_int_equal(meta_read(text.data, text.len, &meta, &err),
				 i % 2 == 0 ? 0 : -1);
		if (i % 2 == 1)
			assert_non_null(strstr(err.text, cases[at].why));
	}
}

static void test_eml(void **state)
{
	static const char text[] =
		"<eml:eml><dataset><pubDate>\n 2026-06-01 </pubDate></dataset>"
		"<pubDate>1999</pubDate></eml:eml>";
	char *date CLEANUP(mem_free_str) = meta_eml_date(text, strlen(text));
	static const char typed[] =
		"<!DOCTYPE a [<!ENTITY b '2026'>]><a><pubDate>&b;</pubDate></a>";
	char *none CLEANUP(mem_free_str) = meta_eml_date("<a>", 3);
	char *entity CLEANUP(mem_free_str) =
		meta_eml_date(typed, strlen(typed));

	(void)state;
	assert_string_equal(date, "2026-06-01");
	assert_null(none);
	assert_null(entity);
}

/* --- archives --------------------------------------------------------------- */

struct entry {
	const char *name, *text;
	size_t len; /* 0: the text's */
};

static char *make_zip(const char *dir, const struct entry *entries, size_t n)
{
	char *path = file_join(dir, "a.zip");
	zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);

	assert_non_null(zip);
	for (size_t i = 0; i < n; i++) {
		size_t len = entries[i].len > 0 ? entries[i].len
						: strlen(entries[i].text);
		zip_source_t *source =
			zip_source_buffer(zip, entries[i].text, len, 0);

		assert_true(zip_file_add(zip, entries[i].name, source, 0) >= 0);
	}
	assert_int_equal(zip_close(zip), 0);
	return path;
}

/* The first bytes of the table in the archive, or what is wrong. Owned. */
static char *archive_text(const char *path)
{
	struct archive *archive = NULL;
	struct table_source source;
	struct error err = {0};
	char text[64] = "";
	size_t n = 0;
	int rc = archive_open(path, &archive, &err);

	if (rc == 0)
		rc = archive_next(archive, &source, &err);
	if (rc > 0)
		rc = source.read(source.data, text, sizeof(text) - 1, &n, &err);
	text[n] = '\0';
	archive_close(archive);
	return mem_strdup(rc < 0 ? err.text : text);
}

static void check_archive(const char *dir, const struct entry *entries,
			  size_t n, const char *expected)
{
	char *path CLEANUP(mem_free_str) = make_zip(dir, entries, n);
	char *got CLEANUP(mem_free_str) = archive_text(path);

	assert_non_null(strstr(got, expected));
}

static void test_archive(void **state)
{
	static const char meta[] = CORE_BEGIN FILES FIELDS CORE_END;
	static const char away[] = CORE_BEGIN
		"<files><location>../../etc/passwd</location></files>" FIELDS
			CORE_END;
	const struct entry whole[] = {{"meta.xml", meta, 0},
				      {"taxon.txt", "the table", 0}};
	const struct entry folder[] = {{"x/meta.xml", meta, 0},
				       {"x/taxon.txt", "the table", 0}};
	const struct entry single[] = {{"x/y.csv", "the table", 0},
				       {"README.txt", "none", 0}};
	const struct entry two[] = {{"a.csv", "a", 0}, {"b.csv", "b", 0}};
	const struct entry outside[] = {{"meta.xml", away, 0}};
	const struct entry broken[] = {{"meta.xml", "<a", 0}};
	char *dir = scratch_new();

	(void)state;
	check_archive(dir, whole, 2, "the table");
	check_archive(dir, folder, 2, "the table");
	check_archive(dir, single, 2, "the table");
	check_archive(dir, two, 2, "several tables");
	/* refused as such, whether or not an entry is called so */
	check_archive(dir, outside, 1, "which is not in the archive");
	check_archive(dir, broken, 1, "the meta.xml of");
	scratch_free(dir);
}

static void test_bomb(void **state)
{
	static const char meta[] = CORE_BEGIN FILES FIELDS CORE_END;
	size_t len = (size_t)8 << 20;
	char *much = mem_alloc(len);
	struct entry entries[] = {{"meta.xml", meta, 0},
				  {"taxon.txt", much, len}};
	struct entry metas[] = {{"meta.xml", much, len}};
	char *dir = scratch_new();

	(void)state;
	memset(much, 'a', len);
	check_archive(dir, entries, 2, "unpacks to more than");
	check_archive(dir, metas, 1, "unpacks to more than");
	free(much);
	scratch_free(dir);
}

/* All of the table in the archive: whether it is refused on the way, and in
 * *ret_n what was read of it. */
static bool archive_refused(const char *path, size_t *ret_n)
{
	struct archive *archive;
	struct table_source source;
	char piece[4096];
	size_t n = 1;
	int rc;

	*ret_n = 0;
	assert_int_equal(archive_open(path, &archive, NULL), 0);
	assert_int_equal(archive_next(archive, &source, NULL), 1);
	do {
		rc = source.read(source.data, piece, sizeof(piece), &n, NULL);
		*ret_n += rc == 0 ? n : 0;
	} while (rc == 0 && n > 0);
	archive_close(archive);
	return rc < 0;
}

/* A table that claims, wherever the archive says its size, to be small. */
static void test_liar(void **state)
{
	static const char meta[] = CORE_BEGIN FILES FIELDS CORE_END;
	size_t len = (size_t)1 << 20, whole_len, got;
	char *much = mem_alloc(len);
	struct entry entries[] = {{"meta.xml", meta, 0},
				  {"taxon.txt", much, len}};
	const char size[] = {0, 0, 0x10, 0}, claimed[] = {0, 0x10, 0, 0};
	char *dir = scratch_new();
	char *path, *whole;

	(void)state;
	memset(much, 'a', len);
	path = make_zip(dir, entries, 2);
	whole = scratch_read(dir, "a.zip", &whole_len);
	for (size_t i = 0; i + 4 <= whole_len; i++)
		if (memcmp(whole + i, size, 4) == 0)
			memcpy(whole + i, claimed, 4);
	scratch_write(dir, "a.zip", whole, whole_len);
	assert_true(archive_refused(path, &got));
	assert_true(got <= 4096);
	free(path);
	free(whole);
	free(much);
	scratch_free(dir);
}

/* An archive cut off anywhere is refused, and no byte beyond it is touched. */
static void test_cut(void **state)
{
	static const char meta[] = CORE_BEGIN FILES FIELDS CORE_END;
	const struct entry entries[] = {{"meta.xml", meta, 0},
					{"taxon.txt", "the table", 0}};
	char *dir = scratch_new();
	char *path CLEANUP(mem_free_str) = make_zip(dir, entries, 2);
	char *cut CLEANUP(mem_free_str) = file_join(dir, "cut");
	size_t len;
	char *whole = scratch_read(dir, "a.zip", &len);

	(void)state;
	assert_true(archive_is(whole, len));
	for (size_t n = 0; n < len; n += 13) {
		char *got;

		scratch_write(dir, "cut", whole, n);
		got = archive_text(cut);
		assert_null(strstr(got, "the table"));
		free(got);
	}
	free(whole);
	scratch_free(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_long_rows),
		cmocka_unit_test(test_guess),
		cmocka_unit_test(test_meta),
		cmocka_unit_test(test_meta_refused),
		cmocka_unit_test(test_meta_too_many),
		cmocka_unit_test(test_eml),
		cmocka_unit_test(test_archive),
		cmocka_unit_test(test_bomb),
		cmocka_unit_test(test_liar),
		cmocka_unit_test(test_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
