/*
 * test_occurrence.c: records as rows of an archive: what becomes of values, and
 * what is told of them.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "export/dataset/uuid.h"
#include "export/record/occurrence.h"
#include "export/record/taxon.h"
#include "tests/kit/history.h"
#include "tests/kit/scratch.h"

/* --- names ---------------------------------------------------------------- */

static void test_taxon(void **state)
{
	static const struct {
		const char *said, *name, *qualifier, *rank;
	} cases[] = {
		{"Carex aquatilis Wahlenb.", "Carex aquatilis Wahlenb.", "",
		 "species"},
		{"Carex cf. aquatilis Wahlenb.", "Carex aquatilis Wahlenb.",
		 "cf. aquatilis", "species"},
		{"Carex aff. aquatilis", "Carex aquatilis", "aff. aquatilis",
		 "species"},
		{"Carex aquatilis?", "Carex aquatilis", "?", "species"},
		{"Carex ? aquatilis", "Carex aquatilis", "?", "species"},
		{"Carex sp.", "Carex", "", "genus"},
		{"Carex", "Carex", "", "genus"},
		{"Poaceae", "Poaceae", "", "family"},
		{"Achillea millefolium var. occidentalis DC.",
		 "Achillea millefolium var. occidentalis DC.", "", "variety"},
		{"Achillea millefolium ssp. lanulosa (Nutt.) Piper",
		 "Achillea millefolium ssp. lanulosa (Nutt.) Piper", "",
		 "subspecies"},
		{"Achillea millefolium cf. var. nigrescens",
		 "Achillea millefolium var. nigrescens", "cf. var. nigrescens",
		 "variety"},
		{"Salix \xc3\x97palustris Host", "Salix \xc3\x97palustris Host",
		 "", "species"},
		{"?", "?", "?", ""},
		{"identified by", "identified by", "", ""},
		{"", "", "", ""},
	};
	struct taxon_memory *memory = taxon_memory_new();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct taxon *t = taxon_tell(memory, cases[i].said);

		assert_string_equal(t->qualifier, cases[i].qualifier);
		if (strcmp(cases[i].said, "?") != 0)
			assert_string_equal(t->name, cases[i].name);
		assert_string_equal(t->rank, cases[i].rank);
		/* and once more, out of the memory */
		assert_ptr_equal(taxon_tell(memory, cases[i].said), t);
	}
	taxon_memory_free(memory);
}

/* --- identifiers ---------------------------------------------------------- */

static void test_uuid(void **state)
{
	char uuid[UUID_SIZE];

	(void)state;
	/* RFC 9562, A.4 */
	uuid_of_name("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com",
		     15, uuid);
	assert_string_equal(uuid, "2ed6657d-e927-568b-95e1-2665a8aea6a2");
	uuid_of_name("6ba7b811-9dad-11d1-80b4-00c04fd430c8",
		     "urn:vasculum:specimens", 22, uuid);
	assert_string_equal(uuid, UUID_SPECIMENS);
}

/* --- sensitive taxa ------------------------------------------------------- */

static void test_sensitive(void **state)
{
	static const struct {
		const char *name;
		enum sensitive_level level;
	} told[] = {
		{"", SENSITIVE_NO},
		{"Carex", SENSITIVE_NO},
		{"Carex aquatilis Wahlenb.", SENSITIVE_STATE},
		{"carex aquatilis var. x", SENSITIVE_STATE},
		{"CAREX AQUATILIS", SENSITIVE_STATE},
		{"Carex aquatiliss", SENSITIVE_NO},
		/* marks, wherever they stand */
		{"Carex cf. aquatilis", SENSITIVE_STATE},
		{"cf. Carex aquatilis Wahlenb.", SENSITIVE_STATE},
		{"Carex aquatilis?", SENSITIVE_STATE},
		{"Carex ?aquatilis", SENSITIVE_STATE},
		{"Carex (cf.) aquatilis", SENSITIVE_STATE},
		{"CAREX CF. AQUATILIS", SENSITIVE_STATE},
		{"Carex (Vignea) aquatilis", SENSITIVE_STATE},
		{"Carex [aquatilis]", SENSITIVE_STATE},
		{"Carex \xc3\x97"
		 "aquatilis",
		 SENSITIVE_STATE},
		{"\xc3\x97 Cypripedium album", SENSITIVE_COUNTRY},
		{"Cypripedium", SENSITIVE_COUNTRY},
		{"Goodyera", SENSITIVE_NO},
		{"orchidaceae Juss.", SENSITIVE_COUNTY},
		/* authors, in the list or not */
		{"Poa alpina", SENSITIVE_STATE},
		{"Poa alpina var. minor", SENSITIVE_STATE},
		{"Poa annua", SENSITIVE_NO},
		{"Viola adunca var. minor", SENSITIVE_STATE},
		{"Viola adunca Sm. ssp. minor (Hook.) Y", SENSITIVE_STATE},
		{"Viola adunca", SENSITIVE_NO},
		{"Viola adunca subsp. major", SENSITIVE_NO},
		/* of a formula the parents are not */
		{"Salix alba", SENSITIVE_NO},
		{"Salix alba \xc3\x97 fragilis", SENSITIVE_STATE},
		{"Rosa", SENSITIVE_NO},
		{"Rosa acicularis", SENSITIVE_STATE},
		{"ROSA ACICULARIS", SENSITIVE_STATE},
	};
	struct sensitive *list;
	struct error err;

	(void)state;
	assert_int_equal(
		sensitive_parse("# rare\r\nCypripedium\tcountry\r\n"
				"Carex  aquatilis\nOrchidaceae\tcounty\n"
				"Poa alpina L.\nROSA ACICULARIS\n"
				"Viola adunca Sm. subsp. minor (Hook.) Y\n"
				"Salix alba \xc3\x97 fragilis\n",
				"l", &list, &err),
		0);
	for (size_t i = 0; i < ARRAY_LEN(told); i++)
		if (sensitive_level(list, told[i].name) != told[i].level)
			fail_msg("%s: %d", told[i].name,
				 sensitive_level(list, told[i].name));
	assert_int_equal(sensitive_level(NULL, "Goodyera"), SENSITIVE_NO);
	assert_int_equal(sensitive_stricter(SENSITIVE_NO, SENSITIVE_COUNTY),
			 SENSITIVE_COUNTY);
	assert_int_equal(sensitive_stricter(SENSITIVE_COUNTY, SENSITIVE_STATE),
			 SENSITIVE_STATE);
	sensitive_free(list);
	assert_int_equal(sensitive_parse("Carex\tvillage\n", "l", &list, &err),
			 -1);
	assert_non_null(strstr(err.text, "l:1:"));
}

/* --- rows ----------------------------------------------------------------- */

struct place {
	char *dir;
	struct run *run;
	struct metadata metadata;
	struct columns columns;
	struct occurrence_maker *maker;
	struct sensitive *list;
	struct occurrence o;
	struct issues issues;
	struct index_value values[16];
	struct index_record record;
};

static int setup(void **state)
{
	struct place *p = mem_zalloc(sizeof(*p));
	struct error err;

	p->dir = scratch_new();
	p->run = history_run(p->dir);
	assert_int_equal(metadata_parse("[defaults]\ninstitutionCode = DAO\n"
					"license = x\nwaterBody = w\n",
					"m", &p->metadata, &err),
			 0);
	assert_int_equal(
		columns_init(&p->columns, p->run->terms, &p->metadata, &err),
		0);
	assert_int_equal(sensitive_parse("Cypripedium\n", "l", &p->list, &err),
			 0);
	assert_int_equal(occurrence_maker_new(p->run, &p->columns, p->list,
					      true, &p->maker, &err),
			 0);
	p->record = (struct index_record){
		.key = 1,
		.id = "id",
		.image = "1.jpg",
		.status = STATUS_APPROVED,
		.modified = "2026-05-31T10:11:12.345678Z",
		.values = p->values,
	};
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct place *p = *state;

	occurrence_done(&p->o);
	occurrence_maker_free(p->maker);
	sensitive_free(p->list);
	columns_done(&p->columns);
	metadata_done(&p->metadata);
	issues_done(&p->issues);
	run_close(p->run);
	scratch_free(p->dir);
	free(p);
	return 0;
}

static void add(struct place *p, const char *term, const char *text)
{
	p->values[p->record.n++] = (struct index_value){
		.place = terms_index(p->run->terms, term),
		.term = term,
		.term_len = strlen(term),
		.text = text,
		.len = strlen(text),
	};
}

static void make(struct place *p)
{
	issues_done(&p->issues);
	occurrence_make(p->maker, &p->record, "urn:x", &p->o, &p->issues);
	p->record.n = 0;
}

static const char *at(const struct place *p, const char *name)
{
	for (size_t i = 0; i < p->columns.n; i++)
		if (strcmp(p->columns.items[i].name, name) == 0)
			return p->o.cells[i].text;
	fail_msg("no column %s", name);
	return NULL;
}

static void test_row(void **state)
{
	struct place *p = *state;

	add(p, "scientificName", "Carex cf. aquatilis");
	add(p, "eventDate", "27 June 1935");
	add(p, "country", "Kanada");
	add(p, "ownWord", "kept");
	make(p);
	assert_string_equal(at(p, "occurrenceID"), "urn:x");
	assert_string_equal(at(p, "scientificName"), "Carex aquatilis");
	assert_string_equal(at(p, "identificationQualifier"), "cf. aquatilis");
	assert_string_equal(at(p, "verbatimIdentification"),
			    "Carex cf. aquatilis");
	assert_string_equal(at(p, "taxonRank"), "species");
	assert_string_equal(at(p, "eventDate"), "1935-06-27");
	assert_string_equal(at(p, "verbatimEventDate"), "27 June 1935");
	assert_string_equal(at(p, "country"), "Kanada");
	assert_string_equal(at(p, "countryCode"), "CA");
	assert_string_equal(at(p, "basisOfRecord"), "PreservedSpecimen");
	assert_string_equal(at(p, "kingdom"), "Plantae");
	assert_string_equal(at(p, "occurrenceStatus"), "present");
	assert_string_equal(at(p, "institutionCode"), "DAO");
	assert_string_equal(at(p, "license"), "x");
	assert_string_equal(at(p, "modified"), "2026-05-31T10:11:12Z");
	assert_int_equal(p->o.n_foreign, 1);
	assert_int_equal(issues_warning(&p->issues), 0);
	/* nothing of it is left in the next */
	make(p);
	assert_string_equal(at(p, "scientificName"), "");
	assert_string_equal(at(p, "countryCode"), "");
	assert_int_equal(p->o.n_foreign, 0);
	assert_int_equal(p->issues.of[ISSUE_NAME_MISSING].n, 1);
}

/* What one value of a term is flagged as. */
static void assert_flag(struct place *p, const char *term, const char *text,
			enum issue issue)
{
	add(p, term, text);
	make(p);
	for (size_t i = ISSUE_RECORDED_INVALID; i < ISSUES; i++)
		if (i != ISSUE_RECORDED_MISSING)
			assert_int_equal(p->issues.of[i].n, i == issue ? 1 : 0);
}

/* A time that is not one does not stand as if it were. */
static void test_times(void **state)
{
	static const char *const times[] = {
		"1935-06-27Tab:cd",	     "1935-06-27T25:00:00",
		"1935-06-27T10:30:15 or so", "1935-06-27T10:30+99:00",
		"1935-06-27T10:30:",
	};
	struct place *p = *state;

	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		add(p, "eventDate", times[i]);
		make(p);
		assert_string_not_equal(at(p, "eventDate"), times[i]);
		assert_string_equal(at(p, "verbatimEventDate"), times[i]);
	}
}

static void test_flags(void **state)
{
	struct place *p = *state;

	assert_flag(p, "eventDate", "1983-02-30", ISSUE_RECORDED_INVALID);
	assert_string_equal(at(p, "eventDate"), "");
	assert_string_equal(at(p, "verbatimEventDate"), "1983-02-30");
	assert_flag(p, "eventDate", "2809", ISSUE_RECORDED_UNLIKELY);
	assert_flag(p, "eventDate", "1599-12-31", ISSUE_RECORDED_UNLIKELY);
	assert_flag(p, "eventDate", "1935-06-27/1935-06-29", ISSUES);
	assert_flag(p, "eventDate", "1935-06-27T10:30", ISSUES);
	assert_flag(p, "eventDate", "1935-06-27T10:30:15.5+02:00", ISSUES);
	assert_flag(p, "eventDate", "1935-06-27T10:30Z", ISSUES);
	assert_flag(p, "dateIdentified", "1699", ISSUE_IDENTIFIED_UNLIKELY);
	assert_flag(p, "dateIdentified", "soon", ISSUE_IDENTIFIED_INVALID);
	assert_flag(p, "country", "Atlantis", ISSUE_COUNTRY_INVALID);
	assert_flag(p, "decimalLatitude", "50", ISSUE_COORDINATE_INVALID);
	assert_flag(p, "coordinateUncertaintyInMeters", "0",
		    ISSUE_UNCERTAINTY_INVALID);
	assert_flag(p, "minimumElevationInMeters", "high",
		    ISSUE_ELEVATION_NUMBER);
	assert_flag(p, "minimumElevationInMeters", "9000",
		    ISSUE_ELEVATION_UNLIKELY);
	assert_flag(p, "basisOfRecord", "sheet", ISSUE_BASIS_INVALID);
	assert_flag(p, "typeStatus", "voucher", ISSUE_TYPE_INVALID);
	assert_flag(p, "individualCount", "two", ISSUE_COUNT_INVALID);
	add(p, "decimalLatitude", "0");
	assert_flag(p, "geodeticDatum", "WGS84", ISSUE_COORDINATE_INVALID);
	add(p, "decimalLatitude", "0");
	add(p, "geodeticDatum", "WGS84");
	assert_flag(p, "decimalLongitude", "0.0", ISSUE_COORDINATE_ZERO);
	add(p, "decimalLatitude", "50");
	assert_flag(p, "decimalLongitude", "-104", ISSUE_DATUM_ASSUMED);
	add(p, "decimalLatitude", "91");
	add(p, "geodeticDatum", "WGS84");
	assert_flag(p, "decimalLongitude", "0", ISSUE_COORDINATE_RANGE);
}

static void test_withheld(void **state)
{
	struct place *p = *state;

	add(p, "scientificName", "Cypripedium cf. album");
	add(p, "locality", "behind the mill");
	add(p, "verbatimLabel", "Canada, behind the mill");
	add(p, "decimalLatitude", "50");
	add(p, "stateProvince", "Saskatchewan");
	add(p, "country", "Canada");
	add(p, "county", "Regina");
	add(p, "ownWord", "behind the mill");
	add(p, "waterBody", "behind the mill");
	make(p);
	assert_string_equal(at(p, "waterBody"), "");
	assert_string_equal(at(p, "locality"), "");
	assert_string_equal(at(p, "verbatimLabel"), "");
	assert_string_equal(at(p, "decimalLatitude"), "");
	assert_string_equal(at(p, "county"), "");
	assert_string_equal(at(p, "stateProvince"), "Saskatchewan");
	assert_string_equal(at(p, "country"), "Canada");
	assert_int_equal(p->o.n_foreign, 0);
	assert_string_not_equal(at(p, "informationWithheld"), "");
	assert_string_equal(at(p, "dataGeneralizations"),
			    "Place generalized to stateProvince.");
}

/* Tables have the values as they were signed, and tell no more for that. */
static void test_withheld_of_tables(void **state)
{
	static const char *const names[][2] = {
		{"scientificName", "Cypripedium cf. album"},
		{"scientificName", "? Cypripedium"},
		{"genus", "Cypripedium"},
		{"scientificName_verbatim", "Cypripedium album L."},
		{"identificationHistory",
		 "[{\"scientificName\":\"Cypripedium album\","
		 "\"identificationRemarks\":\"behind the mill\"}]"},
	};
	struct place *p = *state;
	struct error err;

	occurrence_maker_free(p->maker);
	assert_int_equal(occurrence_maker_new(p->run, &p->columns, p->list,
					      false, &p->maker, &err),
			 0);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		add(p, names[i][0], names[i][1]);
		add(p, "locality", "behind the mill");
		add(p, "identificationRemarks", "behind the mill");
		make(p);
		if (p->o.sensitive != SENSITIVE_STATE)
			fail_msg("%s is told", names[i][1]);
		for (size_t j = 0; j < p->columns.n; j++)
			assert_null(strstr(p->o.cells[j].text, "mill"));
	}
	add(p, "scientificName", "Carex aquatilis");
	add(p, "locality", "behind the mill");
	make(p);
	assert_string_equal(at(p, "locality"), "behind the mill");
}

/* What a record says of itself goes before what all records share. */
static void test_beside(void **state)
{
	struct place *p = *state;

	add(p, "scientificName", "Cladonia rangiferina");
	add(p, "kingdom", "Fungi");
	add(p, "license", "own");
	add(p, "ownWord", "kept apart");
	make(p);
	assert_string_equal(at(p, "kingdom"), "Fungi");
	assert_string_equal(at(p, "license"), "own");
	assert_string_equal(at(p, "basisOfRecord"), "PreservedSpecimen");
	assert_int_equal(p->o.n_foreign, 1);
}

/* Columns are told apart by what they mean. */
static void test_columns(void **state)
{
	struct place *p = *state;
	size_t name = p->columns.at[COLUMN_NAME];
	size_t date = p->columns.at[COLUMN_DATE];

	p->columns.items[name].used = p->columns.items[date].used = true;
	columns_check(&p->columns, &p->issues);
	assert_int_equal(p->issues.of[ISSUE_DUPLICATED_TERM].n, 0);
	assert_int_equal(p->issues.of[ISSUE_UNKNOWN_TERM].n, 0);
	p->columns.items[date].iri = p->columns.items[name].iri;
	columns_check(&p->columns, &p->issues);
	assert_int_equal(p->issues.of[ISSUE_DUPLICATED_TERM].n, 1);
	assert_string_equal(issues_first(&p->issues), "DUPLICATED_TERM");
	p->columns.items[date].iri = "urn:own:date";
	columns_check(&p->columns, &p->issues);
	assert_int_equal(p->issues.of[ISSUE_UNKNOWN_TERM].n, 1);
}

static const char *named(const struct place *p, size_t i, const char *member)
{
	return json_string_at(json_array_get(p->o.history, i), member);
}

static void test_history(void **state)
{
	struct place *p = *state;

	add(p, "identificationHistory",
	    "[{\"scientificName\":\"Carex x\",\"dateIdentified\":\"1950\"},"
	    "{\"scientificName\":\"Carex aquatilis\",\"identifiedBy\":"
	    "\"B. Boivin\",\"dateIdentified\":\"1962\",\"isCurrent\":true}]");
	make(p);
	assert_int_equal(json_array_size(p->o.history), 2);
	assert_string_equal(at(p, "scientificName"), "Carex aquatilis");
	assert_string_equal(at(p, "identifiedBy"), "B. Boivin");
	assert_string_equal(at(p, "dateIdentified"), "1962");
	/* names and dates in it are as those of records */
	add(p, "identificationHistory",
	    "[{\"scientificName\":\"Carex cf. aquatilis\",\"identifiedBy\":"
	    "\"B\",\"dateIdentified\":\"27 June 1935\"},{\"scientificName\":"
	    "\"Carex aff. x\",\"identificationQualifier\":\"?\","
	    "\"dateIdentified\":\"once\",\"isCurrent\":true}]");
	make(p);
	assert_string_equal(named(p, 0, "scientificName"), "Carex aquatilis");
	assert_string_equal(named(p, 0, "identificationQualifier"),
			    "cf. aquatilis");
	assert_string_equal(named(p, 0, "dateIdentified"), "1935-06-27");
	assert_string_equal(named(p, 1, "scientificName"), "Carex x");
	assert_string_equal(named(p, 1, "identificationQualifier"), "?");
	assert_string_equal(named(p, 1, "dateIdentified"), "once");
	assert_string_equal(at(p, "scientificName"), "Carex x");
	assert_string_equal(at(p, "verbatimIdentification"), "Carex aff. x");
	/* of another name than the record's it says nothing */
	add(p, "scientificName", "Poa annua");
	add(p, "identificationHistory",
	    "[{\"scientificName\":\"Carex aquatilis\",\"identifiedBy\":\"B\"}]");
	make(p);
	assert_string_equal(at(p, "scientificName"), "Poa annua");
	assert_string_equal(at(p, "identifiedBy"), "");
}

#define PLACE_TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_taxon),
		cmocka_unit_test(test_uuid),
		cmocka_unit_test(test_sensitive),
		PLACE_TEST(test_row),
		PLACE_TEST(test_flags),
		PLACE_TEST(test_times),
		PLACE_TEST(test_withheld),
		PLACE_TEST(test_withheld_of_tables),
		PLACE_TEST(test_beside),
		PLACE_TEST(test_columns),
		PLACE_TEST(test_history),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
