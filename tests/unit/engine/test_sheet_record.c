/*
 * test_sheet_record.c: the regions of a sheet make one record.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "dwc/record/identification.h"
#include "engine/local/sheet_record.h"
#include "engine/local/slip.h"
#include "tests/kit/label_page.h"

static void say(struct sheet_part *part, const char *term, const char *value,
		double confidence)
{
	struct field *f =
		record_set(&part->record, term, value, confidence, SOURCE_RULE);

	f->evidence = confidence;
	field_add_box(f, (struct box){1, 2, 3, 4});
}

static void sheet_new(struct sheet_part *parts, size_t n, enum region_role role)
{
	memset(parts, 0, n * sizeof(*parts));
	for (size_t i = 0; i < n; i++) {
		parts[i].role = role;
		record_init(&parts[i].record);
	}
}

static void sheet_done(struct sheet_part *parts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sheet_part_done(&parts[i]);
}

static void label_say(struct sheet_part *part)
{
	say(part, "scientificName", "Festuca scabrella Torr.", 0.9);
	say(part, "identifiedBy", "R.D. Sandoval", 0.9);
	say(part, "recordedBy", "R.D. Sandoval", 0.9);
	say(part, "locality", "5 mi. W of Kila", 0.9);
}

/* Of a determination the record has its history, and what the label says. */
static void test_determination(void **state)
{
	struct sheet_part parts[2];
	struct record got;
	json_t *slips =
		json_pack("[{s:s, s:s, s:s}]", "identifiedBy", "L. Whitcombe",
			  "dateIdentified", "1994", "scientificName",
			  "Festuca hallii (Vasey) Piper");
	json_t *list;

	(void)state;
	sheet_new(parts, 2, ROLE_LABEL);
	label_say(&parts[0]);
	parts[1].role = ROLE_STAMP;
	say(&parts[1], "catalogNumber", "106824", 0.9);
	say(&parts[1], "locality", "Vienna", 0.9);
	say(&parts[1], "country", "Austria", 0.9);
	say(&parts[1], "eventDate", "1899-07-07", 0.9);
	sheet_record_join(parts, 2, slips, &got);
	assert_string_equal(record_value(&got, "scientificName"),
			    "Festuca scabrella Torr.");
	assert_string_equal(record_value(&got, "identifiedBy"),
			    "R.D. Sandoval");
	assert_string_equal(record_value(&got, "dateIdentified"), "");
	assert_string_equal(record_value(&got, "recordedBy"), "R.D. Sandoval");
	assert_string_equal(record_value(&got, "catalogNumber"), "106824");
	assert_string_equal(record_value(&got, "country"), "");
	assert_string_equal(record_value(&got, "eventDate"), "");
	assert_int_equal(record_find(&got, "scientificName")->n_boxes, 1);
	list = identifications_of(&got);
	assert_int_equal(json_array_size(list), 2);
	assert_string_equal(
		json_string_at(json_array_get(list, 0), "scientificName"),
		"Festuca scabrella Torr.");
	assert_string_equal(
		json_string_at(identifications_latest(list), "scientificName"),
		"Festuca hallii (Vasey) Piper");
	json_decref(list);
	record_done(&got);
	/* without a slip the values say it all */
	sheet_record_join(parts, 2, NULL, &got);
	assert_null(record_find(&got, IDENTIFICATION_TERM));
	record_done(&got);
	/* a slip's name is better than none, and not sure */
	record_remove(&parts[0].record, "scientificName");
	sheet_record_join(parts, 2, slips, &got);
	assert_string_equal(record_value(&got, "scientificName"),
			    "Festuca hallii (Vasey) Piper");
	assert_true(record_find(&got, "scientificName")->confidence <= 0.5);
	record_done(&got);
	json_decref(slips);
	sheet_done(parts, 2);
}

/* A label that names another country gives no state: not the house's. */
static void test_other_country(void **state)
{
	struct sheet_part parts[2];
	struct record got;

	(void)state;
	sheet_new(parts, 2, ROLE_LABEL);
	label_say(&parts[0]);
	say(&parts[0], "country", "Japan", 0.9);
	say(&parts[1], "country", "United States", 0.9);
	say(&parts[1], "stateProvince", "Tennessee", 0.9);
	say(&parts[1], "habitat", "on rock", 0.9);
	sheet_record_join(parts, 2, NULL, &got);
	assert_string_equal(record_value(&got, "country"), "Japan");
	assert_string_equal(record_value(&got, "stateProvince"), "");
	assert_string_equal(record_value(&got, "habitat"), "on rock");
	record_done(&got);
	/* where none is told otherwise, it is */
	record_remove(&parts[0].record, "country");
	sheet_record_join(parts, 2, NULL, &got);
	assert_string_equal(record_value(&got, "stateProvince"), "Tennessee");
	record_done(&got);
	sheet_done(parts, 2);
}

/* A copyist's date is not one of collecting. */
static void test_annotation(void **state)
{
	struct sheet_part parts[2];
	struct record got;

	(void)state;
	sheet_new(parts, 2, ROLE_LABEL);
	label_say(&parts[0]);
	parts[1].role = ROLE_ANNOTATION;
	parts[1].text = mem_strdup("Date of copying label 4 June 1962");
	say(&parts[1], "eventDate", "1962-06-04", 0.9);
	say(&parts[1], "catalogNumber", "1962", 0.9);
	sheet_record_join(parts, 2, NULL, &got);
	assert_string_equal(record_value(&got, "eventDate"), "");
	assert_string_equal(record_value(&got, "catalogNumber"), "");
	assert_string_equal(record_value(&got, "verbatimLabel"),
			    "Date of copying label 4 June 1962");
	record_done(&got);
	sheet_done(parts, 2);
}

/* Labels of one gathering fill each other, of several they do not. */
static void test_several(void **state)
{
	struct sheet_part parts[2];
	struct record got;

	(void)state;
	sheet_new(parts, 2, ROLE_LABEL);
	label_say(&parts[0]);
	say(&parts[0], "recordNumber", "96", 0.9);
	say(&parts[1], "recordedBy", "R.D. Sandoval", 0.8);
	say(&parts[1], "habitat", "open slope", 0.8);
	sheet_record_join(parts, 2, NULL, &got);
	assert_string_equal(record_value(&got, "habitat"), "open slope");
	assert_string_equal(record_value(&got, "flags"), "");
	record_done(&got);
	say(&parts[1], "recordedBy", "K. Moosbrugger", 0.8);
	say(&parts[1], "recordNumber", "12345", 0.8);
	sheet_record_join(parts, 2, NULL, &got);
	assert_string_equal(record_value(&got, "habitat"), "");
	assert_string_equal(record_value(&got, "recordNumber"), "96");
	assert_non_null(strstr(record_value(&got, "flags"), "several"));
	record_done(&got);
	sheet_done(parts, 2);
}

/* What looks like no specimen is kept, and said. */
static void test_no_specimen(void **state)
{
	struct sheet_part part;
	struct record got;

	(void)state;
	sheet_record_join(NULL, 0, NULL, &got);
	assert_int_equal(got.n, 0);
	record_done(&got);
	/* a folder's cover: family and name */
	sheet_new(&part, 1, ROLE_LABEL);
	part.text = mem_strdup("COMPOSITAE / SOLIDAGO PTARMICOIDES");
	say(&part, "scientificName", "Solidago ptarmicoides", 0.9);
	say(&part, "family", "Compositae", 0.9);
	sheet_record_join(&part, 1, NULL, &got);
	assert_string_equal(record_value(&got, "scientificName"),
			    "Solidago ptarmicoides");
	assert_non_null(strstr(record_value(&got, "flags"), "no specimen"));
	assert_string_equal(record_value(&got, "verbatimLabel"), part.text);
	record_done(&got);
	say(&part, "recordedBy", "R.D. Sandoval", 0.9);
	sheet_record_join(&part, 1, NULL, &got);
	assert_string_equal(record_value(&got, "flags"), "");
	record_done(&got);
	/* a hand that could not be read says nothing either way */
	record_done(&part.record);
	record_init(&part.record);
	say(&part, "scientificName", "Uil", 0.2);
	sheet_record_join(&part, 1, NULL, &got);
	assert_string_equal(record_value(&got, "flags"), "");
	record_done(&got);
	sheet_done(&part, 1);
}

static void slips_are_read(void **state)
{
	static const struct {
		const char *page, *name, *by, *date;
	} rows[] = {
		{"Salix aurita L.\nDet. W. Feldhaus 1988\n", "Salix aurita L.",
		 "W. Feldhaus", "1988"},
		{"REVISIONARY STUDIES IN LINDERNIA\n"
		 "Lindernia diffusa (L.) Wettst.\n"
		 "Det. D. A. Qualls 15 June 1984\n",
		 "Lindernia diffusa (L.) Wettst.", "D. A. Qualls",
		 "1984-06-15"},
		{"Det: J. Williams & B.L. Turner, 30 Jul 1996\n", NULL,
		 "J. Williams & B.L. Turner", "1996-07-30"},
		{"Carex cf. rigida Gooden.\nRevidit A. Kneucker\n",
		 "Carex cf. rigida Gooden.", "A. Kneucker", NULL},
	};
	struct label_lexicon *lexicon;
	struct error err;

	(void)state;
	assert_int_equal(label_lexicon_load(NULL, &lexicon, &err), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct region region = {.read = true};
		json_t *list = json_array();
		const json_t *entry;
		const char *said;

		label_page(rows[i].page, &region.words);
		assert_int_equal(slips_read(lexicon, &region, 2026, list), 0);
		for (size_t k = 0; k < region.words.n; k++)
			region.words.items[k].role = ROLE_SLIP;
		assert_int_equal(slips_read(lexicon, &region, 2026, list), 1);
		entry = json_array_get(list, 0);
		said = json_string_at(entry, "scientificName");
		if (rows[i].name != NULL)
			assert_string_equal(said, rows[i].name);
		else
			assert_null(said);
		assert_string_equal(json_string_at(entry, "identifiedBy"),
				    rows[i].by);
		said = json_string_at(entry, "dateIdentified");
		if (rows[i].date != NULL)
			assert_string_equal(said, rows[i].date);
		else
			assert_null(said);
		json_decref(list);
		words_done(&region.words);
	}
	label_lexicon_free(lexicon);
}

/* Of a label whose letters make no words nothing but its name is believed. */
static void test_strange(void **state)
{
	static const struct {
		const char *page, *flag, *name;
	} rows[] = {
		/* what an English OCR model wrote of a Cyrillic label */
		{"TEPBAPHM BOTAHHYECKOTO HHCTUTYTA\n"
		 "Tloc\xc3\xa9mka TaH3bi6eu, TouMa pekxu bonpiuiot Ke6ex\n"
		 "12 urona 1978 r. Co6pan: HU. KpacHo6opos\n",
		 "no words", ""},
		/* a Russian one wrote it right */
		{"Salix viminalis L.\n"
		 "\xd0\x9a\xd1\x80\xd0\xb0\xd1\x81\xd0\xbd\xd0\xbe\xd1\x8f"
		 "\xd1\x80\xd1\x81\xd0\xba\xd0\xb8\xd0\xb9 "
		 "\xd0\xba\xd1\x80\xd0\xb0\xd0\xb9, "
		 "\xd0\xb1\xd0\xb5\xd1\x80\xd0\xb5\xd0\xb3 "
		 "\xd1\x80\xd0\xb5\xd0\xba\xd0\xb8\n"
		 "12 \xd0\xb8\xd1\x8e\xd0\xbb\xd1\x8f 1978\n",
		 "Cyrillic", "Salix viminalis L."},
		{"Salix viminalis L.\n"
		 "Locality: bank of the river near Sample\n",
		 "", "Salix viminalis L."},
	};
	struct map_model model;
	struct error err;

	(void)state;
	assert_int_equal(map_model_init(&model, NULL, NULL, &err), 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct label label = {.box = {0, 0, 900, 400}};
		struct facts facts = {.width = 1000, .height = 1000};
		struct region *region = facts_add_region(&facts, &label);
		struct record got;

		region->place = (struct view_place){
			.crop = label.box, .width = 900, .scale = 1};
		label_page(rows[i].page, &region->words);
		sheet_record_make(&model, &facts, &got);
		assert_string_equal(record_value(&got, "scientificName"),
				    rows[i].name);
		if (rows[i].flag[0] != '\0') {
			assert_non_null(strstr(record_value(&got, "flags"),
					       rows[i].flag));
			assert_string_equal(record_value(&got, "recordedBy"),
					    "");
			assert_string_equal(record_value(&got, "locality"), "");
		} else {
			assert_string_equal(record_value(&got, "flags"), "");
		}
		assert_string_not_equal(record_value(&got, "verbatimLabel"),
					"");
		record_done(&got);
		facts_done(&facts);
	}
	map_model_done(&model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_strange),
		cmocka_unit_test(test_determination),
		cmocka_unit_test(test_other_country),
		cmocka_unit_test(test_annotation),
		cmocka_unit_test(test_several),
		cmocka_unit_test(test_no_specimen),
		cmocka_unit_test(slips_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
