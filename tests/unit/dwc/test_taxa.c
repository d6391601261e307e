/*
 * test_taxa.c: lists of names taken in, matched and completed.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/mem.h"
#include "dwc/taxa/import.h"
#include "dwc/taxa/taxa.h"
#include "tests/kit/scratch.h"

#define HEAD                                                             \
	"taxonID\tscientificName\tscientificNameAuthorship\ttaxonRank\t" \
	"taxonomicStatus\tacceptedNameUsageID\tacceptedNameUsage\tfamily\n"

static const char list[] = HEAD
	"g1\tCarex\tL.\tgenus\taccepted\t\t\tCyperaceae\n"
	"1\tCarex aquatilis\tWahlenb.\tspecies\taccepted\t1\t\t\n"
	"2\tCarex aquatilis var. altior\t(Rydb.) Fernald\tvariety\tsynonym\t1"
	"\t\tCyperaceae\n"
	"3\tAgropyron dasystachyum\t(Hook.) Scribn.\tspecies\tHeterotypic "
	"Synonym\t4\t\t\n"
	"4\tElymus lanceolatus\tGould\tspecies\taccepted\t\t\tPoaceae\n"
	"5\tElymus dasystachys\tTrin.\tspecies\tsynonym\t3\t\tPoaceae\n"
	"6\tCarex alba\tScop.\tspecies\taccepted\t\t\tCyperaceae\n"
	"7\tCarex alba\tVill.\tspecies\tunchecked\t\t\tCyperaceae\n"
	"8\tCarex amoena\tX.\tspecies\tsynonym\t999\t\tCyperaceae\n"
	"9\tCarex bona\tX.\tspecies\tsynonym\t\tElymus lanceolatus Gould\t\n"
	"10\tCarex cara\tX.\tspecies\tsynonym\t\tCarex nusquam Y.\t\n"
	"11\tArctostaphylos uva-ursi\t(L.) Spreng.\tspecies\taccepted\t\t\t"
	"Ericaceae\n"
	"12\tArnica montana\tL.\tspecies\taccepted\t\t\tAsteraceae\n"
	"13\tPoa circa\tX.\tspecies\tsynonym\t14\t\t\n"
	"14\tPoa circula\tX.\tspecies\tsynonym\t13\t\t\n"
	"15\tRosa una\tX.\tspecies\tsynonym\t16\t\t\n"
	"16\tRosa duae\tX.\tspecies\tsynonym\t17\t\t\n"
	"17\tRosa tres\tX.\tspecies\tsynonym\t15\t\t\n"
	"18\tMorus\tL.\tgenus\taccepted\t\t\tMoraceae\n"
	"19\tMorus\tVieillot\tgenus\taccepted\t\t\tSulidae\n"
	"24\tMorus alba\tL.\tspecies\taccepted\t\t\t\n"
	"12\tArnica alpina\tX.\tspecies\taccepted\t\t\tAsteraceae\n"
	"20\tCyperaceae\tJuss.\tfamily\taccepted\t\t\t\n"
	"21\tSalix alba \xc3\x97 fragilis\t\tspecies\taccepted\t\t\t\n"
	"22\tbroken row\n"
	"23\t\t\tspecies\t\t\t\t\n";

struct place {
	char *dir, *taxa;
};

static int place_setup(void **state)
{
	struct place *place = mem_zalloc(sizeof(*place));

	place->dir = scratch_new();
	place->taxa = file_join(place->dir, "taxa");
	*state = place;
	return 0;
}

static int place_teardown(void **state)
{
	struct place *place = *state;

	scratch_free(place->dir);
	free(place->taxa);
	free(place);
	return 0;
}

/* Takes a text in as the file `file`. */
static int take_in(const struct place *place, const char *file,
		   const char *text, struct taxa_import_report *ret,
		   struct error *err)
{
	char *path CLEANUP(mem_free_str) = file_join(place->dir, file);
	struct taxa_import import = {.dir = place->taxa, .file = path};

	scratch_puts(place->dir, file, text);
	return taxa_import(&import, ret, err);
}

static void take_list(const struct place *place)
{
	struct taxa_import_report report;

	assert_int_equal(take_in(place, "Plants 1.tsv", list, &report, NULL),
			 0);
	assert_string_equal(report.name, "plants-1");
	taxa_import_report_done(&report);
}

static struct taxa *opened(const struct place *place)
{
	struct taxa *taxa;

	assert_int_equal(taxa_open(place->taxa, NULL, &taxa, NULL), 0);
	return taxa;
}

/* The matches, one a line: "name|author|accepted|status". */
static char *asked(const struct place *place, const char *name, size_t limit)
{
	struct taxa *taxa = opened(place);
	struct taxa_matches matches CLEANUP(taxa_matches_done) = {0};
	struct bytes out = {0};

	bytes_append_str(&out, "");
	assert_int_equal(taxa_match(taxa, name, limit, &matches, NULL), 0);
	for (size_t i = 0; i < matches.n; i++) {
		const struct taxa_match *m = &matches.items[i];

		bytes_printf(&out, "%s%s|%s|%s%s|%s%s ", m->exact ? "=" : "~",
			     m->name, m->author,
			     m->accepted_name != NULL ? m->accepted_name : "",
			     m->accepted_missing ? "?" : "",
			     taxa_status_word(m->status),
			     m->homonym ? ",homonym" : "");
	}
	taxa_close(taxa);
	return bytes_steal(&out);
}

static void check_asked(const struct place *place, const char *name,
			const char *first)
{
	char *got CLEANUP(mem_free_str) = asked(place, name, 1);

	assert_string_equal(got, first);
}

static void test_report(void **state)
{
	const struct place *place = *state;
	struct taxa_import_report report;

	assert_int_equal(take_in(place, "a.tsv", list, &report, NULL), 0);
	assert_int_equal(report.names, 22);
	assert_int_equal(report.synonyms, 11);
	assert_int_equal(report.missing, 2);
	assert_int_equal(report.duplicates, 1);
	assert_int_equal(report.higher, 1);
	assert_int_equal(report.higher_line, 24);
	assert_int_equal(report.nameless, 2);
	assert_int_equal(report.nameless_line, 25);
	assert_int_equal(report.broken, 1);
	assert_int_equal(report.broken_line, 26);
	taxa_import_report_done(&report);
	assert_false(scratch_exists(place->taxa, "import.tmp"));
}

static void test_match(void **state)
{
	const struct place *place = *state;

	take_list(place);
	check_asked(place, "Carex aquatilis",
		    "=Carex aquatilis|Wahlenb.||accepted ");
	check_asked(place, "CAREX AQUATILIS",
		    "=Carex aquatilis|Wahlenb.||accepted ");
	check_asked(place, "Carcx aquatills",
		    "~Carex aquatilis|Wahlenb.||accepted ");
	check_asked(place, "C. aquatilis",
		    "~Carex aquatilis|Wahlenb.||accepted ");
	check_asked(place, "Carex cf. aquatalis",
		    "~Carex aquatilis|Wahlenb.||accepted ");
	check_asked(place, "Carex aquatilis altior",
		    "=Carex aquatilis var. altior|(Rydb.) Fernald|Carex "
		    "aquatilis|synonym ");
	check_asked(place, "Carex aquatilis var. nova",
		    "~Carex aquatilis|Wahlenb.||accepted ");
	check_asked(place, "Agropyzon dasystachyum",
		    "~Agropyron dasystachyum|(Hook.) Scribn.|Elymus "
		    "lanceolatus|synonym ");
	/* A synonym of a synonym leads to the end of the chain. */
	check_asked(place, "Elymus dasystachys",
		    "=Elymus dasystachys|Trin.|Elymus lanceolatus|synonym ");
	check_asked(place, "Elymus lanceolatum",
		    "~Elymus lanceolatus|Gould||accepted ");
	check_asked(place, "Amica montana", "~Arnica montana|L.||accepted ");
	check_asked(place, "Arctostaphylos uva ursi",
		    "=Arctostaphylos uva-ursi|(L.) Spreng.||accepted ");
	check_asked(place, "Carex", "=Carex|L.||accepted ");
	check_asked(place, "Quercus robur", "");
	check_asked(place, "", "");
	check_asked(place, "\x01\xff", "");
}

static void test_accepted(void **state)
{
	const struct place *place = *state;

	take_list(place);
	check_asked(place, "Carex amoena", "=Carex amoena|X.|?|synonym ");
	check_asked(place, "Carex bona",
		    "=Carex bona|X.|Elymus lanceolatus|synonym ");
	check_asked(place, "Carex cara",
		    "=Carex cara|X.|Carex nusquam?|synonym ");
	/* Those that name each other have no accepted name. */
	check_asked(place, "Poa circa", "=Poa circa|X.||synonym ");
	check_asked(place, "Rosa una", "=Rosa una|X.||synonym ");
}

static void test_homonyms(void **state)
{
	const struct place *place = *state;
	char *both CLEANUP(mem_free_str) = NULL;

	take_list(place);
	both = asked(place, "Carex alba", 2);
	assert_string_equal(both, "=Carex alba|Scop.||accepted,homonym =Carex "
				  "alba|Vill.||doubtful,homonym ");
	check_asked(place, "Carex alba Vill.",
		    "=Carex alba|Vill.||doubtful,homonym ");
}

static void test_family(void **state)
{
	const struct place *place = *state;
	struct taxa_matches matches CLEANUP(taxa_matches_done) = {0};
	struct taxa *taxa;

	take_list(place);
	taxa = opened(place);
	/* Of its genus; below, of its accepted name. */
	assert_int_equal(taxa_match(taxa, "Carex aquatilis", 1, &matches, NULL),
			 0);
	assert_string_equal(matches.items[0].family, "Cyperaceae");
	taxa_matches_done(&matches);
	assert_int_equal(
		taxa_match(taxa, "Agropyron dasystachyum", 1, &matches, NULL),
		0);
	assert_string_equal(matches.items[0].family, "Poaceae");
	assert_string_equal(matches.items[0].accepted_id, "4");
	assert_string_equal(matches.items[0].list->name, "plants-1");
	/* Two genera of one name: either may be meant. */
	taxa_matches_done(&matches);
	assert_int_equal(taxa_match(taxa, "Morus alba", 1, &matches, NULL), 0);
	assert_string_equal(matches.items[0].family, "");
	assert_int_equal(
		taxa_family_is(taxa, "Carex aquatilis Wahlenb.", "cyperaceae"),
		1);
	assert_int_equal(taxa_family_is(taxa, "Carex aquatilis", "Poaceae"), 0);
	assert_int_equal(taxa_family_is(taxa, "Morus alba", "Moraceae"), -1);
	assert_int_equal(taxa_family_is(taxa, "Carex aquatilus", "Poaceae"),
			 -1);
	assert_int_equal(taxa_family_is(NULL, "Carex", "Poaceae"), -1);
	taxa_close(taxa);
}

static char *completed(struct taxa *taxa, const char *prefix, size_t limit)
{
	struct taxa_matches matches CLEANUP(taxa_matches_done) = {0};
	struct bytes out = {0};

	bytes_append_str(&out, "");
	assert_int_equal(taxa_complete(taxa, prefix, limit, &matches, NULL), 0);
	for (size_t i = 0; i < matches.n; i++)
		bytes_printf(&out, "%s;", matches.items[i].name);
	return bytes_steal(&out);
}

static void test_complete(void **state)
{
	static const struct {
		const char *prefix, *names;
	} cases[] = {
		{"a", "Agropyron;Arctostaphylos;Arnica;"},
		{"CAR", "Carex;"},
		/* A name of two authors is offered with each. */
		{"carex a", "Carex alba;Carex alba;Carex amoena;"},
		{"carex ", "Carex alba;Carex alba;Carex amoena;"},
		{"ca am", "Carex amoena;"},
		{"c. aqu", "Carex aquatilis;"},
		{"ca aqu al", "Carex aquatilis var. altior;"},
		{"cy am", ""},
		{"Carex aquatilis var. a", "Carex aquatilis var. altior;"},
		{"Carex cf. aquatilis subf. a", "Carex aquatilis var. altior;"},
		{"Rosa a", ""},
		{"", ""},
		{"a b c d", ""},
	};
	const struct place *place = *state;
	struct taxa *taxa;

	take_list(place);
	taxa = opened(place);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *got CLEANUP(mem_free_str) =
			completed(taxa, cases[i].prefix, 3);

		assert_string_equal(got, cases[i].names);
	}
	taxa_close(taxa);
}

/* Two letters begin a tenth of all names: not all of them are read, and a list
 * of many does not hide another one's. Of one genus all are. */
static void test_complete_many(void **state)
{
	const struct place *place = *state;
	struct taxa_import_report report;
	struct taxa_matches matches CLEANUP(taxa_matches_done) = {0};
	struct bytes names CLEANUP(bytes_done) = {0};
	char *first CLEANUP(mem_free_str) = NULL;
	struct taxa *taxa;

	for (char a = 'b'; a <= 'k'; a++)
		for (char b = 'a'; b <= 'j'; b++)
			for (char c = 'a'; c <= 'l'; c++)
				bytes_printf(&names, "C%c%cella %cus\n", a, b,
					     c);
	for (char a = 'a'; a <= 'z'; a++)
		for (char b = 'a'; b <= 'z'; b++)
			bytes_printf(&names, "Drosella %c%cus\n", a, b);
	assert_int_equal(take_in(place, "many.txt", names.data, &report, NULL),
			 0);
	taxa_import_report_done(&report);
	assert_int_equal(
		take_in(place, "one.txt", "Caaella aus\n", &report, NULL), 0);
	taxa_import_report_done(&report);
	taxa = opened(place);
	first = completed(taxa, "c ", 1);
	assert_string_equal(first, "Caaella aus;");
	assert_int_equal(taxa_complete(taxa, "c ", 10000, &matches, NULL), 0);
	assert_in_range(matches.n, 100, 1000);
	taxa_matches_done(&matches);
	assert_int_equal(
		taxa_complete(taxa, "drosella ", 10000, &matches, NULL), 0);
	assert_int_equal(matches.n, 26 * 26);
	taxa_close(taxa);
}

static void test_plain(void **state)
{
	const struct place *place = *state;
	struct taxa_import_report report;

	assert_int_equal(take_in(place, "names.txt",
				 "# mine\nPoa annua L.\n\nPoa pratensis\n",
				 &report, NULL),
			 0);
	assert_int_equal(report.names, 2);
	assert_int_equal(report.broken, 0);
	taxa_import_report_done(&report);
	check_asked(place, "Poa anua", "~Poa annua|L.||unknown ");
}

/* What is too long for a family does not take the name with it. */
static void test_long_fields(void **state)
{
	const struct place *place = *state;
	struct taxa_import_report report;
	struct taxa_matches matches CLEANUP(taxa_matches_done) = {0};
	struct bytes text CLEANUP(bytes_done) = {0};
	struct taxa *taxa;

	bytes_append_str(&text, "scientificName,family,taxonomicStatus\n"
				"Poa annua,");
	for (int i = 0; i < 1500; i++)
		bytes_append_str(&text, "\xc3\xa9");
	bytes_append_str(&text, ",accepted\n");
	assert_int_equal(take_in(place, "a.csv", text.data, &report, NULL), 0);
	taxa_import_report_done(&report);
	taxa = opened(place);
	assert_int_equal(taxa_match(taxa, "Poa annua", 1, &matches, NULL), 0);
	assert_int_equal(matches.n, 1);
	assert_int_equal(matches.items[0].status, TAXA_ACCEPTED);
	assert_int_equal(strlen(matches.items[0].family), 254);
	taxa_close(taxa);
}

static void zip_put(zip_t *zip, const char *name, const char *text)
{
	zip_source_t *source = zip_source_buffer(zip, text, strlen(text), 0);

	assert_true(zip_file_add(zip, name, source, 0) >= 0);
}

/* An archive as they are published: several files of the core, a default, and
 * the day of its edition in eml.xml. */
static void test_archive(void **state)
{
	static const char meta[] =
		"<archive metadata='about.xml'><core fieldsTerminatedBy='\\t' "
		"fieldsEnclosedBy='' ignoreHeaderLines='1' "
		"rowType='http://rs.tdwg.org/dwc/terms/Taxon'><files>"
		"<location>a.txt</location><location>b.txt</location></files>"
		"<id index='0'/><field index='1' "
		"term='http://rs.tdwg.org/dwc/terms/scientificName'/>"
		"<field default='Poaceae' "
		"term='http://rs.tdwg.org/dwc/terms/family'/></core></archive>";
	const struct place *place = *state;
	char *path CLEANUP(mem_free_str) = file_join(place->dir, "p.zip");
	struct taxa_import import = {.dir = place->taxa, .file = path};
	struct taxa_import_report report;
	struct taxa_matches matches CLEANUP(taxa_matches_done) = {0};
	struct taxa *taxa;
	zip_t *zip = zip_open(path, ZIP_CREATE, NULL);

	assert_non_null(zip);
	zip_put(zip, "meta.xml", meta);
	zip_put(zip, "about.xml", "<eml><pubDate>2026-06-01</pubDate></eml>");
	zip_put(zip, "a.txt", "id\tname\n7\tPoa \"annua\" L.\n8\tPoa bona\n");
	zip_put(zip, "b.txt", "id\tname\n9\tPoa cara\n9\tx\ty\n");
	assert_int_equal(zip_close(zip), 0);
	assert_int_equal(taxa_import(&import, &report, NULL), 0);
	assert_string_equal(report.edition, "2026-06-01");
	assert_int_equal(report.names, 3);
	assert_int_equal(report.broken, 1);
	taxa_import_report_done(&report);
	taxa = opened(place);
	assert_int_equal(taxa_match(taxa, "Poa carra", 1, &matches, NULL), 0);
	assert_string_equal(matches.items[0].family, "Poaceae");
	assert_string_equal(matches.items[0].id, "9");
	assert_string_equal(matches.items[0].list->edition, "2026-06-01");
	taxa_close(taxa);
}

/* Whatever a file is, what is not a list leaves the one that was there. */
static void test_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"\x89PNG",
		"taxonID\tscientificName\n",
		"taxonID\tscientificName\n1\tcaf\xe9\n",
		"scientificName\n123\n456\n",
		"PK\x03\x04 this is not one",
		"id,name\n1,Poa\n",
	};
	const struct place *place = *state;

	take_list(place);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct taxa_import_report report;
		struct error err = {0};

		assert_int_equal(
			take_in(place, "Plants 1.tsv", texts[i], &report, &err),
			-1);
		assert_true(err.text[0] != '\0');
		assert_false(scratch_exists(place->taxa, "import.tmp"));
		check_asked(place, "Arnica montana",
			    "=Arnica montana|L.||accepted ");
	}
}

static void test_swap(void **state)
{
	const struct place *place = *state;
	struct taxa_import_report report;
	struct taxa *taxa;
	char *got CLEANUP(mem_free_str) = NULL;

	take_list(place);
	taxa = opened(place);
	assert_true(taxa_current(taxa));
	/* What is left of an import that was killed goes with the next. */
	scratch_puts(place->taxa, "import.tmp", "half of a list");
	assert_int_equal(take_in(place, "Plants 1.tsv",
				 "scientificName\nPoa annua\n", &report, NULL),
			 0);
	taxa_import_report_done(&report);
	assert_false(scratch_exists(place->taxa, "import.tmp"));
	assert_false(taxa_current(taxa));
	/* Whoever has the old one open goes on with it. */
	got = completed(taxa, "Arn", 5);
	assert_string_equal(got, "Arnica;");
	taxa_close(taxa);
	check_asked(place, "Arnica montana", "");
	check_asked(place, "Poa annua", "=Poa annua|||unknown ");
}

static void test_lists(void **state)
{
	const struct place *place = *state;
	struct taxa_import_report report;
	struct taxa *taxa;
	struct error err;

	assert_int_equal(taxa_open(NULL, NULL, &taxa, NULL), 0);
	assert_int_equal(taxa_count(taxa), 0);
	taxa_close(taxa);
	take_list(place);
	assert_int_equal(take_in(place, "a.txt", "Poa annua\n", &report, NULL),
			 0);
	taxa_import_report_done(&report);
	scratch_puts(place->taxa, "worn.db", "not a database at all");
	taxa = opened(place);
	assert_int_equal(taxa_count(taxa), 2);
	assert_string_equal(taxa_at(taxa, 0)->name, "a");
	assert_string_equal(taxa_at(taxa, 1)->name, "plants-1");
	assert_int_equal(taxa_at(taxa, 1)->names, 22);
	assert_non_null(strstr(taxa_trouble(taxa), "worn.db"));
	taxa_close(taxa);
	assert_int_equal(taxa_open(place->taxa, "worn", &taxa, &err), -1);
	assert_int_equal(taxa_open(place->taxa, "../a", &taxa, &err), -1);
	assert_int_equal(err.kind, ERROR_NOT_FOUND);
	assert_int_equal(taxa_remove(place->taxa, "worn", NULL), 0);
	assert_int_equal(taxa_remove(place->taxa, "a", NULL), 0);
	assert_int_equal(taxa_remove(place->taxa, "a", &err), -1);
	assert_int_equal(taxa_remove(place->taxa, "../x", &err), -1);
	check_asked(place, "Poa annua", "");
}

/* What comes and goes beside a list that cannot be read is noticed, and so is
 * that one when it can be. */
static void test_current(void **state)
{
	const struct place *place = *state;
	struct taxa_import_report report;
	struct taxa *taxa;

	take_list(place);
	scratch_puts(place->taxa, "worn.db", "not a database at all");
	taxa = opened(place);
	assert_true(taxa_current(taxa));
	assert_int_equal(take_in(place, "a.txt", "Poa annua\n", &report, NULL),
			 0);
	taxa_import_report_done(&report);
	assert_false(taxa_current(taxa));
	taxa_close(taxa);
	taxa = opened(place);
	assert_int_equal(
		take_in(place, "worn.txt", "Poa annua\n", &report, NULL), 0);
	taxa_import_report_done(&report);
	assert_false(taxa_current(taxa));
	taxa_close(taxa);
}

/* Of too many lists the first in order are read, and it is told. */
static void test_many(void **state)
{
	const struct place *place = *state;
	struct taxa_import_report report;
	struct taxa *taxa;

	for (int i = TAXA_LISTS_MAX; i >= 0; i--) {
		char *file CLEANUP(mem_free_str) = mem_printf("l%02d.txt", i);

		assert_int_equal(
			take_in(place, file, "Poa annua\n", &report, NULL), 0);
		taxa_import_report_done(&report);
	}
	taxa = opened(place);
	assert_int_equal(taxa_count(taxa), TAXA_LISTS_MAX);
	assert_string_equal(taxa_at(taxa, 0)->name, "l00");
	assert_string_equal(taxa_at(taxa, TAXA_LISTS_MAX - 1)->name, "l15");
	assert_non_null(strstr(taxa_trouble(taxa), "remove some"));
	assert_true(taxa_current(taxa));
	taxa_close(taxa);
}

/* A file of a list that was cut or changed gives an error, or what it still
 * says, and never more. */
static void test_damage(void **state)
{
	const struct place *place = *state;
	size_t len;
	char *whole;

	take_list(place);
	whole = scratch_read(place->taxa, "plants-1.db", &len);
	for (size_t at = 0; at < len; at += 997) {
		struct taxa_matches matches CLEANUP(taxa_matches_done) = {0};
		struct taxa *taxa;
		struct error err;

		for (size_t i = at; i < at + 64 && i < len; i++)
			whole[i] ^= 0x55;
		scratch_write(place->taxa, "plants-1.db", whole,
			      at % 2 == 0 ? len : at);
		taxa = opened(place);
		if (taxa_match(taxa, "Carcx aquatills", 5, &matches, &err) < 0)
			assert_non_null(strstr(err.text, "damaged"));
		taxa_close(taxa);
		for (size_t i = at; i < at + 64 && i < len; i++)
			whole[i] ^= 0x55;
	}
	free(whole);
}

/* Changes the file of a list as someone else might. */
static void meddle(const struct place *place, const char *sql)
{
	char *path CLEANUP(mem_free_str) =
		file_join(place->taxa, "plants-1.db");
	sqlite3 *db;

	take_list(place);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

/* A file is data: what it wants to be run is not, and what it says of itself
 * is not believed. */
static void test_hostile(void **state)
{
	const struct place *place = *state;
	struct taxa *taxa;
	struct error err;

	meddle(place, "UPDATE meta SET value = 'other' WHERE key = 'name'");
	taxa = opened(place);
	assert_string_equal(taxa_at(taxa, 0)->name, "plants-1");
	taxa_close(taxa);
	meddle(place, "ALTER TABLE taxon RENAME TO kept;"
		      "CREATE VIEW taxon AS WITH RECURSIVE r(n) AS (SELECT 1 "
		      "UNION ALL SELECT n + 1 FROM r) SELECT kept.* FROM kept, "
		      "r LIMIT 1000000000");
	assert_int_equal(taxa_open(place->taxa, "plants-1", &taxa, &err), -1);
	assert_non_null(strstr(err.text, "damaged"));
	meddle(place, "UPDATE shelf SET length = 4000000000");
	assert_int_equal(taxa_open(place->taxa, "plants-1", &taxa, &err), -1);
	meddle(place, "UPDATE key SET genus = -genus, epithet = 1 << 40;"
		      "UPDATE synonym SET accepted = -1");
	check_asked(place, "Carex aquatilis", "");
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, place_setup, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_report),	  TEST(test_match),
		TEST(test_accepted),	  TEST(test_homonyms),
		TEST(test_family),	  TEST(test_complete),
		TEST(test_complete_many), TEST(test_plain),
		TEST(test_refused),	  TEST(test_swap),
		TEST(test_lists),	  TEST(test_damage),
		TEST(test_archive),	  TEST(test_long_fields),
		TEST(test_current),	  TEST(test_many),
		TEST(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
