/*
 * test_term.c: the table of terms and its file.
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
#include "dwc/record/term.h"

#define HEAD "term\tgroup\tIRI\tkind\trequired\tlabel\thelp\n"

/* The order of the exported table (50 terms), then the twelve others. */
static const char *const grid_order[] = {"occurrenceID",
					 "catalogNumber",
					 "otherCatalogNumbers",
					 "institutionCode",
					 "collectionCode",
					 "ownerInstitutionCode",
					 "basisOfRecord",
					 "preparations",
					 "hasFragmentPacket",
					 "disposition",
					 "recordedBy",
					 "recordedByID",
					 "recordNumber",
					 "eventDate",
					 "eventTime",
					 "country",
					 "stateProvince",
					 "county",
					 "municipality",
					 "locality",
					 "verbatimLocality",
					 "decimalLatitude",
					 "decimalLongitude",
					 "geodeticDatum",
					 "coordinateUncertaintyInMeters",
					 "habitat",
					 "eventRemarks",
					 "scientificName",
					 "scientificNameAuthorship",
					 "taxonRank",
					 "family",
					 "genus",
					 "specificEpithet",
					 "infraspecificEpithet",
					 "identificationQualifier",
					 "identifiedBy",
					 "dateIdentified",
					 "identificationRemarks",
					 "identificationReferences",
					 "identificationVerificationStatus",
					 "typeStatus",
					 "associatedOccurrences",
					 "occurrenceRemarks",
					 "dynamicProperties",
					 "scientificName_verbatim",
					 "verbatimEventDate",
					 "eventDateUncertaintyInDays",
					 "datasetName",
					 "verbatimLabel",
					 "flags",
					 "vernacularName",
					 "minimumElevationInMeters",
					 "verbatimCoordinates",
					 "reproductiveCondition",
					 "establishmentMeans",
					 "associatedTaxa",
					 "individualCount",
					 "sex",
					 "lifeStage",
					 "fieldNotes",
					 "recordEnteredBy",
					 "previousIdentifications",
					 "identificationHistory"};

static int load(void **state)
{
	struct terms *terms = NULL;

	if (terms_load(NULL, &terms, NULL) < 0)
		return -1;
	*state = terms;
	return 0;
}

static int unload(void **state)
{
	terms_free(*state);
	return 0;
}

static void test_order(void **state)
{
	const struct terms *terms = *state;

	assert_int_equal(terms_count(terms), 63);
	assert_int_equal(ARRAY_LEN(grid_order), 63);
	for (size_t i = 0; i < ARRAY_LEN(grid_order); i++) {
		assert_string_equal(terms_at(terms, i)->name, grid_order[i]);
		assert_int_equal(terms_index(terms, grid_order[i]), i);
		assert_ptr_equal(terms_find(terms, grid_order[i]),
				 terms_at(terms, i));
	}
}

static void test_every_term_is_told(void **state)
{
	const struct terms *terms = *state;

	for (size_t i = 0; i < terms_count(terms); i++) {
		const struct term *term = terms_at(terms, i);

		assert_true(term->group[0] != '\0' && term->label[0] != '\0');
		assert_true(strncmp(term->iri, "http://rs.tdwg.org/dwc/terms/",
				    29) == 0 ||
			    strncmp(term->iri, "urn:vasculum:terms:", 19) == 0);
		assert_int_equal(term->help[strlen(term->help) - 1], '.');
	}
}

static void test_required(void **state)
{
	static const struct {
		const char *name;
		enum term_required required;
	} rows[] = {
		{"catalogNumber", TERM_TELLING},
		{"scientificName", TERM_TELLING},
		{"eventDate", TERM_TELLING},
		{"recordedBy", TERM_TELLING},
		{"locality", TERM_TELLING},
		{"country", TERM_REQUIRED},
		{"stateProvince", TERM_REQUIRED},
	};
	const struct terms *terms = *state;
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(terms_find(terms, rows[i].name)->required,
				 rows[i].required);
	for (size_t i = 0; i < terms_count(terms); i++)
		count += terms_at(terms, i)->required != TERM_OPTIONAL;
	assert_int_equal(count, ARRAY_LEN(rows));
}

static void test_unknown(void **state)
{
	assert_null(terms_find(*state, "scientificname"));
	assert_null(terms_find(*state, ""));
	assert_int_equal(terms_index(*state, "none"), 63);
}

static void test_suggest(void **state)
{
	static const char *const rows[][2] = {
		{"scientficName", "scientificName"},
		{"scientificname", "scientificName"},
		{"Scientific name", "scientificName"},
		{"eventdate", "eventDate"},
		{"collector", "recordedBy"},
		{"stateprovence", "stateProvince"},
		{"sexx", "sex"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_string_equal(terms_suggest(*state, rows[i][0]),
				    rows[i][1]);
	assert_null(terms_suggest(*state, "xyzzy"));
	assert_null(terms_suggest(*state, ""));
}

static void test_find_loose(void **state)
{
	static const char *const rows[][2] = {
		{"eventDate", "eventDate"},
		{"event_date", "eventDate"},
		{"Event Date", "eventDate"},
		{"EVENT-DATE", "eventDate"},
		{"dwc:eventDate", "eventDate"},
		{"dwc_event_date", "eventDate"},
		{"DwC.EventDate", "eventDate"},
		{"http://rs.tdwg.org/dwc/terms/eventDate", "eventDate"},
		{"scientificName_verbatim", "scientificName_verbatim"},
		{"Scientific name verbatim", "scientificName_verbatim"},
	};
	static const char *const unknown[] = {
		"",	 "_",	       "dwc:",	       "dwc_",
		"event", "eventDates", "my eventDate", "dwceventDate",
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct term *term = terms_find_loose(*state, rows[i][0]);

		if (term == NULL || strcmp(term->name, rows[i][1]) != 0)
			fail_msg("%s: %s", rows[i][0],
				 term != NULL ? term->name : "none");
	}
	for (size_t i = 0; i < ARRAY_LEN(unknown); i++)
		if (terms_find_loose(*state, unknown[i]) != NULL)
			fail_msg("%s is one", unknown[i]);
}

static void test_kinds_have_words(void **state)
{
	assert_string_equal(term_kind_word(TERM_TEXT), "text");
	assert_string_equal(term_kind_word(TERM_FLAG), "flag");
}

/* Each bad file and what its message must name. */
static void test_bad_files(void **state)
{
	static const char *const rows[][2] = {
		{"", "line of columns"},
		{"term\tcolour\n", "column 2 is unknown"},
		{"group\tterm\n", "line of columns"},
		{"term\tlabel\n", "no terms"},
		{HEAD, "no terms"},
		{HEAD "\n# nothing\n", "no terms"},
		{HEAD "a\tg\ti\ttext\t\tl\n", "line 2 has 6 columns"},
		{HEAD "\na\tg\ti\ttext\t\tl\th\tx\n", "line 3 has 8 columns"},
		{HEAD "a\tg\ti\tcolour\t\tl\th\n", "\"colour\" is not a kind"},
		{HEAD "a\tg\ti\ttext\tyes\tl\th\n",
		 "\"yes\" in column required"},
		{"term\tkind\trole\na\ttext\tking\n", "\"king\" is not a role"},
		{"term\tkind\trole\na\tname\tname\nb\tname\tname\n",
		 "line 3: the role name is that of a already"},
		{"term\tkind\tcheck\na\ttext\tsome\n",
		 "\"some\" in column check"},
		{"term\tkind\tunit\na\tnumber\tft\n", "\"ft\" in column unit"},
		{"term\tkind\tsaid\na\ttext\tslip\n",
		 "\"slip\" in column said"},
		{"term\tkind\trange\na\tnumber\t1-2\n",
		 "\"1-2\" is not a range"},
		{"term\tkind\trange\na\tnumber\t1..\n", "not a range"},
		{"term\tkind\trange\na\tnumber\t..1\n", "not a range"},
		{"term\tkind\trange\na\tnumber\t1..2m\n", "not a range"},
		{"term\tkind\trange\na\tnumber\t2..1\n", "not a range"},
		{HEAD "a b\tg\ti\ttext\t\tl\th\n", "\"a b\" cannot be a term"},
		{HEAD "\tg\ti\ttext\t\tl\th\n", "cannot be a term"},
		{HEAD "a\tg\ti\ttext\t\tl\th\nb\tg\ti\ttext\t\tl\th\n"
		      "a\tg\ti\ttext\t\tl\th\n",
		 "line 4: the term a stands there twice"},
		{HEAD "a\tg\ti\ttext\t\t\xff\th\n", "line 2 is not UTF-8"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct terms *terms = NULL;
		struct error err = {0};

		assert_int_equal(terms_parse(rows[i][0], &terms, &err), -1);
		assert_null(terms);
		if (strstr(err.text, rows[i][1]) == NULL ||
		    strstr(err.text, "terms.tsv") == NULL)
			fail_msg("row %zu says: %s", i, err.text);
	}
}

static void test_lenient_file(void **state)
{
	struct terms *terms = NULL;

	assert_int_equal(
		terms_parse("\xef\xbb\xbf" HEAD "# mine\r\n\r\n"
			    "mine:note\tMine\turn:x\ttext\t\t\t\r\n"
			    "eventDate\tEvent\tx\tdate\ttelling\tDate\tWhen.",
			    &terms, NULL),
		0);
	assert_int_equal(terms_count(terms), 2);
	assert_string_equal(terms_at(terms, 0)->label, "mine:note");
	assert_string_equal(terms_at(terms, 0)->help, "");
	assert_int_equal(terms_at(terms, 1)->kind, TERM_DATE);
	assert_string_equal(terms_at(terms, 1)->help, "When.");
	terms_free(terms);
}

static void test_roles(void **state)
{
	static const struct {
		enum term_role role;
		const char *name;
	} rows[] = {
		{ROLE_CATALOGUE, "catalogNumber"},
		{ROLE_GATHERING, "recordNumber"},
		{ROLE_AUTHOR, "scientificNameAuthorship"},
		{ROLE_COLLECTOR, "recordedBy"},
		{ROLE_COLLECTED, "eventDate"},
		{ROLE_IDENTIFIED, "dateIdentified"},
		{ROLE_NAME, "scientificName"},
		{ROLE_FAMILY, "family"},
		{ROLE_GENUS, "genus"},
		{ROLE_COUNTRY, "country"},
		{ROLE_STATE, "stateProvince"},
		{ROLE_COUNTY, "county"},
		{ROLE_LOCALITY, "locality"},
		{ROLE_LATITUDE, "decimalLatitude"},
		{ROLE_LONGITUDE, "decimalLongitude"},
	};
	struct terms *bare = NULL;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_string_equal(terms_role(*state, rows[i].role)->name,
				    rows[i].name);
	assert_int_equal(ARRAY_LEN(rows), TERM_ROLES - 1);
	assert_null(terms_role(*state, ROLE_NONE));
	assert_int_equal(terms_parse("term\tkind\na\ttext\n", &bare, NULL), 0);
	for (int i = 0; i < TERM_ROLES; i++)
		assert_null(terms_role(bare, (enum term_role)i));
	assert_string_equal(terms_at(bare, 0)->group, "Other");
	terms_free(bare);
}

/* The headings partition the table, each in grid order. */
static void test_groups(void **state)
{
	static const char *const names[] = {
		"Identity",	  "Event", "Place",  "Taxon",
		"Identification", "Other", "Project"};
	const struct terms *terms = *state;
	size_t count = 0;

	assert_int_equal(terms_groups(terms), ARRAY_LEN(names));
	for (size_t i = 0; i < terms_groups(terms); i++) {
		struct term_list list = terms_group(terms, i);

		for (size_t k = 0; k < list.n; k++) {
			assert_string_equal(list.items[k]->group, names[i]);
			assert_true(k == 0 ||
				    list.items[k] > list.items[k - 1]);
		}
		count += list.n;
	}
	assert_int_equal(count, terms_count(terms));
}

/* What belongs with a term, blanks between names. */
static void test_together(void **state)
{
	static const char *const rows[][2] = {
		{"specificEpithet",
		 "scientificName scientificNameAuthorship taxonRank family "
		 "genus specificEpithet infraspecificEpithet "
		 "identificationQualifier scientificName_verbatim"},
		{"verbatimEventDate", "eventDate eventTime verbatimEventDate "
				      "eventDateUncertaintyInDays"},
		{"recordedBy", "recordedBy recordedByID recordNumber"},
		{"country",
		 "country stateProvince county municipality locality "
		 "verbatimLocality"},
		{"geodeticDatum",
		 "decimalLatitude decimalLongitude geodeticDatum "
		 "coordinateUncertaintyInMeters verbatimCoordinates"},
		{"minimumElevationInMeters", "minimumElevationInMeters"},
		{"dateIdentified", "identifiedBy dateIdentified"},
		{"habitat", "habitat"},
		{"occurrenceID", "occurrenceID"},
	};
	const struct terms *terms = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes names CLEANUP(bytes_done) = {0};
		struct term_list list =
			terms_together(terms, terms_find(terms, rows[i][0]));

		for (size_t k = 0; k < list.n; k++)
			bytes_printf(&names, "%s%s", k > 0 ? " " : "",
				     list.items[k]->name);
		assert_string_equal(names.data, rows[i][1]);
	}
}

static void test_kinds_of_value(void **state)
{
	const struct term *height =
		terms_find(*state, "minimumElevationInMeters");
	const struct term *place = terms_find(*state, "locality");

	assert_true(height->has_range && height->metres);
	assert_int_equal(height->least, -430);
	assert_int_equal(height->most, 8850);
	assert_true(!place->has_range && !place->metres && !place->unchecked);
	assert_true(terms_find(*state, "verbatimLabel")->unchecked);
	assert_true(term_is_telling(place) && term_is_required(place));
	assert_false(term_is_required(height) || term_is_telling(height));
	assert_true(term_is_required(terms_find(*state, "country")));
	assert_false(term_is_telling(terms_find(*state, "country")));
}

/* What verdicts follow from besides the terms is in the hash, too: all tables
 * that are loaded with them. */
static void test_own_triples(void **state)
{
	static const char own[] =
		"pair\tcosts\naa\taaaaaaaaaaaaaaaaaaaaaaaaaaa\n";
	char dir[] = "test-term.XXXXXX";
	char *path CLEANUP(mem_free_str) = NULL;
	struct terms *terms;
	struct error err = {0};

	assert_non_null(mkdtemp(dir));
	path = file_join(dir, "letter-triples.tsv");
	assert_int_equal(
		file_write_atomic(path, own, sizeof(own) - 1, 0600, &err), 0);
	assert_int_equal(terms_load(dir, &terms, &err), 0);
	assert_string_not_equal(terms_sha256(terms), terms_sha256(*state));
	terms_free(terms);
	unlink(path);
	rmdir(dir);
}

/* A file in the configuration directory adds to the table. */
static void test_own_file(void **state)
{
	static const char own[] =
		"term\tkind\tgroup\ttogether\trange\tunit\tlabel\n"
		"maximumElevationInMeters\tnumber\tPlace\televation\t"
		"-430..8850\tm\tHighest (m)\n"
		"-lifeStage\n";
	/* As the table was before it had all its columns. */
	static const char old[] =
		HEAD "verbatimLabel\tProject\tx\ttext\t\tAll of it\t\n"
		     "genus\tTaxon\tx\tname\trequired\t\t\n";
	char dir[] = "test-term.XXXXXX";
	struct terms *terms = NULL;
	const struct term *term;
	struct error err = {0};
	char *path CLEANUP(mem_free_str) = NULL;

	assert_non_null(mkdtemp(dir));
	path = file_join(dir, "terms.tsv");
	assert_int_equal(terms_load(dir, &terms, &err), 0);
	assert_int_equal(terms_count(terms), 63);
	assert_string_equal(terms_sha256(terms), terms_sha256(*state));
	terms_free(terms);
	assert_int_equal(
		file_write_atomic(path, own, sizeof(own) - 1, 0600, &err), 0);
	assert_int_equal(terms_load(dir, &terms, &err), 0);
	assert_int_equal(terms_count(terms), 63);
	assert_string_not_equal(terms_sha256(terms), terms_sha256(*state));
	assert_null(terms_find(terms, "lifeStage"));
	term = terms_at(terms, 62);
	assert_string_equal(term->name, "maximumElevationInMeters");
	assert_string_equal(term->iri, "");
	assert_int_equal(terms_together(terms, term).n, 2);
	terms_free(terms);
	assert_int_equal(
		file_write_atomic(path, old, sizeof(old) - 1, 0600, &err), 0);
	assert_int_equal(terms_load(dir, &terms, &err), 0);
	assert_int_equal(terms_count(terms), 63);
	term = terms_find(terms, "verbatimLabel");
	assert_string_equal(term->label, "All of it");
	assert_true(term->unchecked);
	term = terms_role(terms, ROLE_GENUS);
	assert_string_equal(term->name, "genus");
	assert_string_equal(term->together, "name");
	assert_true(term_is_required(term));
	terms_free(terms);
	terms = NULL;
	assert_int_equal(file_write_atomic(path, "x", 1, 0600, &err), 0);
	assert_int_equal(terms_load(dir, &terms, &err), -1);
	assert_non_null(strstr(err.text, path));
	assert_null(terms);
	unlink(path);
	rmdir(dir);
	terms_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_every_term_is_told),
		cmocka_unit_test(test_required),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_suggest),
		cmocka_unit_test(test_kinds_have_words),
		cmocka_unit_test(test_bad_files),
		cmocka_unit_test(test_lenient_file),
		cmocka_unit_test(test_roles),
		cmocka_unit_test(test_find_loose),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_together),
		cmocka_unit_test(test_kinds_of_value),
		cmocka_unit_test(test_own_triples),
		cmocka_unit_test(test_own_file),
	};

	return cmocka_run_group_tests_name("term", tests, load, unload);
}
