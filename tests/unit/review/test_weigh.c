/*
 * test_weigh.c: what words of a label are worth as a value of a term, beside
 * what stands there.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/mem.h"
#include "dwc/words/place.h"
#include "review/suggest/gather.h"

struct kit {
	struct terms *terms;
	struct places *places;
	struct specimen specimen;
	struct gather gather;
};

static int setup(void **state)
{
	static struct kit kit;

	kit = (struct kit){0};
	assert_int_equal(terms_load(NULL, &kit.terms, NULL), 0);
	assert_int_equal(places_load(NULL, &kit.places, NULL), 0);
	specimen_init(&kit.specimen);
	*state = &kit;
	return 0;
}

static int teardown(void **state)
{
	struct kit *kit = *state;

	specimen_done(&kit->specimen);
	places_free(kit->places);
	terms_free(kit->terms);
	return 0;
}

static void boxes_set(struct field *field, const struct box *boxes, size_t n)
{
	free(field->boxes);
	field->boxes = mem_alloc((n + 1) * sizeof(*boxes));
	memcpy(field->boxes, boxes, n * sizeof(*boxes));
	field->n_boxes = n;
}

static void begin(struct kit *kit, const char *term, const char *now,
		  enum field_support support)
{
	struct record *record = &kit->specimen.record;

	record_set(record, term, now, 0.9, SOURCE_MODEL);
	if (*now != '\0')
		record_find(record, term)->support = support;
	gather_init(&kit->gather, kit->terms, &kit->specimen);
}

static void offer(struct kit *kit, const char *term, const char *value,
		  enum suggestion_source source, double score)
{
	gather_add(&kit->gather, gather_find(&kit->gather, term),
		   &(struct offer){
			   .value = value, .source = source, .score = score});
}

/* What is offered for the term then, in order. */
static void check(struct kit *kit, const char *term, const char *expected)
{
	struct bytes got CLEANUP(bytes_done) = {0};
	struct term_suggestions *list;
	size_t n;

	suggest_weigh(&kit->gather, kit->places);
	gather_rank(&kit->gather, &list, &n);
	bytes_append_str(&got, "");
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0;
		     strcmp(list[i].term, term) == 0 && k < list[i].list.n; k++)
			bytes_printf(&got, "%s\n", list[i].list.items[k].value);
	assert_string_equal(got.data, expected);
	term_suggestions_free(list, n);
	gather_done(&kit->gather);
}

#define PASSAGE "On barnacles, Danes Beach near the pier, Beverly"

/* Out of the midst of what stands there nothing is offered; a piece made of
 * clauses is, behind the same and more. */
static void test_pieces(void **state)
{
	struct kit *kit = *state;

	begin(kit, "locality", PASSAGE, SUPPORT_SEEN);
	offer(kit, "locality", "Beach near the pier", SUGGESTION_LABEL, 0.7);
	offer(kit, "locality", "On barnacles, Danes", SUGGESTION_LABEL, 0.7);
	offer(kit, "locality", "pier, Beverly", SUGGESTION_LABEL, 0.7);
	offer(kit, "locality", "Beverly", SUGGESTION_LABEL, 0.7);
	offer(kit, "locality", "Danes Beach near the pier, Beverly",
	      SUGGESTION_LABEL, 0.6);
	offer(kit, "locality", PASSAGE ", Mass.", SUGGESTION_LABEL, 0.5);
	check(kit, "locality",
	      PASSAGE ", Mass.\nDanes Beach near the pier, Beverly\n");
}

/* What a reading or a signed record says is not weighed so. */
static void test_others_are_not_weighed(void **state)
{
	struct kit *kit = *state;

	begin(kit, "locality", PASSAGE, SUPPORT_SEEN);
	offer(kit, "locality", "Beach", SUGGESTION_READING, 0.6);
	offer(kit, "locality", "near the", SUGGESTION_SIGNED, 0.5);
	offer(kit, "locality", "near the", SUGGESTION_LABEL, 0.2);
	check(kit, "locality", "Beach\nnear the\n");
}

/* Another passage is offered where the one that stands there is not believed,
 * and where it is not one. */
static void test_elsewhere(void **state)
{
	struct kit *kit = *state;

	begin(kit, "locality", PASSAGE, SUPPORT_SEEN);
	offer(kit, "locality", "Grand Cayman", SUGGESTION_LABEL, 0.4);
	check(kit, "locality", "");
	begin(kit, "locality", PASSAGE, SUPPORT_NOWHERE);
	offer(kit, "locality", "Grand Cayman", SUGGESTION_LABEL, 0.4);
	check(kit, "locality", "Grand Cayman\n");
	begin(kit, "county", "Along the road to Cape", SUPPORT_SEEN);
	offer(kit, "county", "Coos", SUGGESTION_LABEL, 0.4);
	check(kit, "county", "Coos\n");
	begin(kit, "locality", "", SUPPORT_UNKNOWN);
	offer(kit, "locality", "Grand Cayman", SUGGESTION_LABEL, 0.4);
	check(kit, "locality", "Grand Cayman\n");
}

/* One offer beside what stands there, and whether it is shown. */
struct beside {
	const char *term, *now, *value;
	bool shown;
};

/* A value that is cut off where no value ends; names that are no places, beside
 * one that is. */
static void test_cut(void **state)
{
	static const struct beside rows[] = {
		{"recordedBy", "A. H. Curtiss", "A. H.", false},
		{"recordedBy", "A. H. Curtiss", "H. Curtiss", false},
		{"recordedBy", "N. L. BRITTON E. G.", "N. L. BRITTON", true},
		{"recordedBy", "N. Oak M. Elm", "M. Elm", true},
		{"scientificName", "Carex aurea (Ach.) Arn.",
		 "Carex aurea (Ach.)", false},
		{"scientificName", "Carex aurea (Ach.) Arn.", "Carex aurea",
		 true},
		{"scientificName", "Carex aurea (Bull) Bailey (Araliaceae)",
		 "Carex aurea (Bull) Bailey", true},
		{"scientificName", "", "Carex aurea Nutt. (Carex", false},
		{"eventDate", "1961-02", "1929", false},
		{"eventDate", "1961", "1929", true},
		{"stateProvince", "Saskatchewan", "OOOO", false},
		{"stateProvince", "Saskatchewan", "TENN-L-20", false},
		{"stateProvince", "Saskatchewan", "Saskatchewan, Canada",
		 false},
		{"stateProvince", "Saskatchewan", "Alberta", true},
		{"stateProvince", "Saskatchewan", "Assiniboia", true},
		{"stateProvince", "Sasxatchewan", "Assiniboia", true},
	};
	struct kit *kit = *state;
	struct bytes shown CLEANUP(bytes_done) = {0};

	record_set(&kit->specimen.record, "country", "Canada", 0.9,
		   SOURCE_MODEL);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		begin(kit, rows[i].term, rows[i].now, SUPPORT_SEEN);
		offer(kit, rows[i].term, rows[i].value, SUGGESTION_LABEL, 0.5);
		bytes_clear(&shown);
		bytes_printf(&shown, "%s%s", rows[i].shown ? rows[i].value : "",
			     rows[i].shown ? "\n" : "");
		check(kit, rows[i].term, shown.data);
	}
}

/* A name with the month of the date in it is nobody's; one from elsewhere may
 * be, so may one whose words the reader of the date was less sure of, and any where
 * nobody stands yet: the date may be what is wrong. */
static void test_words_of_another_field(void **state)
{
	static const struct {
		const char *now;
		struct box box;
		double confidence;
		const char *shown;
	} rows[] = {
		{"J. Oak", {10, 10, 40, 20}, 0.9, ""},
		{"J. Oak", {10, 10, 40, 20}, 0.2, "Alex Aucuet\n"},
		{"J. Oak", {90, 10, 40, 20}, 0.9, "Alex Aucuet\n"},
		{"", {10, 10, 40, 20}, 0.9, "Alex Aucuet\n"},
	};
	const struct box words[] = {{0, 10, 9, 20}, {11, 11, 38, 18}};
	struct kit *kit = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct field *date = record_set(
			&kit->specimen.record, "eventDate", "1966-08-11",
			rows[i].confidence, SOURCE_MODEL);

		boxes_set(date, &rows[i].box, 1);
		begin(kit, "recordedBy", rows[i].now, SUPPORT_UNKNOWN);
		gather_add(&kit->gather,
			   gather_find(&kit->gather, "recordedBy"),
			   &(struct offer){.value = "Alex Aucuet",
					   .source = SUGGESTION_LABEL,
					   .score = 0.5,
					   .boxes = words,
					   .n_boxes = 2});
		check(kit, "recordedBy", rows[i].shown);
	}
}

/* Prose with all of the collectors in it is the label, if they are not in what
 * stands there; with one of their words it may be a place. */
static void test_all_of_another_field(void **state)
{
	static const struct box people[] = {{10, 10, 40, 20}, {60, 10, 40, 20}};
	static const struct box label[] = {
		{11, 11, 38, 18}, {61, 11, 38, 18}, {10, 40, 90, 20}};
	static const struct {
		size_t n_people, n_own, n_label;
		const char *shown;
	} rows[] = {
		{2, 0, 3, ""},
		{2, 0, 1, "Alex Aucuet Harbour\n"},
		{1, 0, 3, "Alex Aucuet Harbour\n"},
		{2, 2, 3, "Alex Aucuet Harbour\n"},
	};
	struct kit *kit = *state;
	struct record *record = &kit->specimen.record;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		record_set(record, "recordedBy", "Alex Aucuet", 0.2,
			   SOURCE_MODEL);
		boxes_set(record_find(record, "recordedBy"), people,
			  rows[i].n_people);
		begin(kit, "locality", "Harbour", SUPPORT_UNKNOWN);
		boxes_set(record_find(record, "locality"), people,
			  rows[i].n_own);
		gather_add(&kit->gather, gather_find(&kit->gather, "locality"),
			   &(struct offer){.value = "Alex Aucuet Harbour",
					   .source = SUGGESTION_LABEL,
					   .score = 0.5,
					   .boxes = label,
					   .n_boxes = rows[i].n_label});
		check(kit, "locality", rows[i].shown);
	}
}

static void test_names_and_people(void **state)
{
	struct kit *kit = *state;

	begin(kit, "scientificName", "", SUPPORT_UNKNOWN);
	offer(kit, "scientificName", "PLANTED AS", SUGGESTION_LABEL, 0.6);
	offer(kit, "scientificName", "Carex", SUGGESTION_LABEL, 0.5);
	offer(kit, "scientificName", "Carex aurea Nutt.", SUGGESTION_LABEL,
	      0.4);
	check(kit, "scientificName", "Carex aurea Nutt.\nCarex\n");
	begin(kit, "recordedBy", "A. H. Curtiss, March", SUPPORT_SEEN);
	offer(kit, "recordedBy", "March", SUGGESTION_LABEL, 0.5);
	offer(kit, "recordedBy", "A. H. Curtiss", SUGGESTION_LABEL, 0.3);
	check(kit, "recordedBy", "A. H. Curtiss\n");
	begin(kit, "recordedBy", "M Sherwood", SUPPORT_SEEN);
	offer(kit, "recordedBy", "M.", SUGGESTION_LABEL, 0.5);
	offer(kit, "recordedBy", "M. K.", SUGGESTION_LABEL, 0.5);
	offer(kit, "recordedBy", "Kneiper", SUGGESTION_LABEL, 0.3);
	check(kit, "recordedBy", "Kneiper\n");
}

/* A place that the table has goes before one that it does not, also where the
 * record's country is the wrong one. */
static void test_places(void **state)
{
	struct kit *kit = *state;

	begin(kit, "country", "", SUPPORT_UNKNOWN);
	offer(kit, "country", "COOPERATIVE", SUGGESTION_LABEL, 0.4);
	offer(kit, "country", "Japan", SUGGESTION_LABEL, 0.3);
	check(kit, "country", "Japan\nCOOPERATIVE\n");
	record_set(&kit->specimen.record, "country", "United States", 1,
		   SOURCE_MODEL);
	begin(kit, "stateProvince", "", SUPPORT_UNKNOWN);
	offer(kit, "stateProvince", "Prov.", SUGGESTION_LABEL, 0.4);
	offer(kit, "stateProvince", "Saskatchewan", SUGGESTION_LABEL, 0.3);
	check(kit, "stateProvince", "Saskatchewan\nProv.\n");
	record_set(&kit->specimen.record, "country", "Bermuda", 1,
		   SOURCE_MODEL);
	begin(kit, "stateProvince", "", SUPPORT_UNKNOWN);
	offer(kit, "stateProvince", "BERMUDA", SUGGESTION_LABEL, 0.4);
	offer(kit, "stateProvince", "Georgia", SUGGESTION_LABEL, 0.3);
	check(kit, "stateProvince", "Georgia\n");
	begin(kit, "stateProvince", "Massachusetts", SUPPORT_SEEN);
	offer(kit, "stateProvince", "Massachusetts.", SUGGESTION_LABEL, 0.4);
	offer(kit, "stateProvince", "New York", SUGGESTION_LABEL, 0.3);
	check(kit, "stateProvince", "New York\n");
}

/* What the term's own check warns of comes last, what it finds wrong does not
 * come; nor does a number that another field has. */
static void test_check(void **state)
{
	struct kit *kit = *state;

	begin(kit, "family", "", SUPPORT_UNKNOWN);
	offer(kit, "family", "Verified", SUGGESTION_LABEL, 0.6);
	offer(kit, "family", "Rosacae", SUGGESTION_LABEL, 0.6);
	offer(kit, "family", "Parmeliaceae", SUGGESTION_LABEL, 0.3);
	check(kit, "family", "Parmeliaceae\nRosacae\n");
	begin(kit, "minimumElevationInMeters", "914", SUPPORT_SEEN);
	offer(kit, "recordNumber", "914", SUGGESTION_LABEL, 0.6);
	offer(kit, "recordNumber", "526", SUGGESTION_LABEL, 0.2);
	offer(kit, "minimumElevationInMeters", "20000", SUGGESTION_LABEL, 0.9);
	check(kit, "recordNumber", "526\n");
	gather_init(&kit->gather, kit->terms, &kit->specimen);
	offer(kit, "minimumElevationInMeters", "20000", SUGGESTION_LABEL, 0.9);
	check(kit, "minimumElevationInMeters", "");
}

/* A number of another field, at its place and elsewhere. */
static void test_numbers(void **state)
{
	static const struct {
		const char *number;
		bool here, person;
		double confidence, score;
		const char *offered;
	} rows[] = {
		{"914", true, false, 0.9, 0.6, ""},
		{"914", false, false, 0.9, 0.6, "914\n"},
		/* it is likelier this one's, unless somebody has said so */
		{"914", true, false, 0.3, 0.6, "914\n"},
		{"914", true, true, 0.3, 0.6, ""},
		{"01914", false, false, 0.9, 0.6, ""},
	};
	const struct box read = {10, 10, 50, 20};
	const struct box places[] = {{300, 10, 50, 20}, {12, 8, 40, 20}};
	struct kit *kit = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct field *field = record_set(
			&kit->specimen.record, "catalogNumber", rows[i].number,
			rows[i].confidence,
			rows[i].person ? SOURCE_HUMAN : SOURCE_MODEL);

		field->n_boxes = 0;
		field_add_box(field, read);
		begin(kit, "recordNumber", "", SUPPORT_UNKNOWN);
		gather_add(&kit->gather,
			   gather_find(&kit->gather, "recordNumber"),
			   &(struct offer){
				   .value = rows[i].number,
				   .source = SUGGESTION_LABEL,
				   .score = rows[i].score,
				   .boxes = &places[rows[i].here],
				   .n_boxes = 1,
			   });
		check(kit, "recordNumber", rows[i].offered);
	}
}

/* Of what may be how a date is written, what is another one. */
static void test_written(void **state)
{
	struct kit *kit = *state;

	for (int person = 0; person < 2; person++) {
		record_set(&kit->specimen.record, "eventDate", "1969-08-14", 1,
			   person ? SOURCE_HUMAN : SOURCE_MODEL);
		begin(kit, "verbatimEventDate", "Aug 14 1966", SUPPORT_SEEN);
		offer(kit, "verbatimEventDate", "Sept 1 1969", SUGGESTION_LABEL,
		      0.6);
		offer(kit, "verbatimEventDate", "Aug 14 1969", SUGGESTION_LABEL,
		      0.5);
		check(kit, "verbatimEventDate",
		      person ? "Aug 14 1969\n" : "Sept 1 1969\nAug 14 1969\n");
	}
}

/* A list, or who signs, has it in the same letters: that is told, unless what
 * stands there is theirs as well, and not of blanks or of capitals alone. */
static void test_respelled(void **state)
{
	static const struct {
		const char *term, *now, *value;
		enum suggestion_source source;
		size_t stands;
		bool told;
	} rows[] = {
		{"scientificName", "Carex alba LEv.", "Carex alba Lév.",
		 SUGGESTION_TAXA, 0, true},
		{"scientificName", "Carex alba (Ach ) Mull. Arg",
		 "Carex alba (Ach.) Müll. Arg.", SUGGESTION_TAXA, 0, true},
		{"scientificName", "Carex alba Kocourkova",
		 "Carex alba Kocourková", SUGGESTION_SIGNED, 0, true},
		{"scientificName", "Carex alba Kocourkova",
		 "Carex alba Kocourková", SUGGESTION_SIGNED, 1, false},
		{"scientificName", "Carex alba Kocourková",
		 "Carex alba Kocourkova", SUGGESTION_SIGNED, 0, false},
		{"scientificName", "Carex alba (J.F. Gmel.) Torr.",
		 "Carex alba (J. F. Gmel.) Torr.", SUGGESTION_TAXA, 0, false},
		{"scientificName", "Carex alba Scop.", "CAREX alba Scop.",
		 SUGGESTION_TAXA, 0, false},
		{"scientificName", "Carex alba Lev.", "Carex alba Lam.",
		 SUGGESTION_TAXA, 0, false},
		{"recordedBy", "G T. Johnson", "G. T. Johnson",
		 SUGGESTION_CHECK, 0, true},
		{"recordedBy", "G T Johnson", "G. T. Johnson", SUGGESTION_CHECK,
		 0, false},
		{"recordedBy", "D.S. Correll", "D. S. Correll",
		 SUGGESTION_SIGNED, 0, false},
	};
	struct kit *kit = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct gather_term *of;

		begin(kit, rows[i].term, rows[i].now, SUPPORT_SEEN);
		of = gather_find(&kit->gather, rows[i].term);
		of->stands = rows[i].stands;
		offer(kit, rows[i].term, rows[i].value, rows[i].source, 0.6);
		suggest_respelled(&kit->gather);
		if (of->items[0].suggestion.respelled != rows[i].told)
			fail_msg("%s, %s", rows[i].now, rows[i].value);
		gather_done(&kit->gather);
	}
}

/* What is signed is quoted to the letter, whoever offers nearly the same, and
 * each way in which it is. */
static void test_signed_words(void **state)
{
	struct kit *kit = *state;

	begin(kit, "scientificName", "Carex nigra", SUPPORT_SEEN);
	offer(kit, "scientificName", "Carex alba (J.F. Gmel.) Torr.",
	      SUGGESTION_LABEL, 0.6);
	offer(kit, "scientificName", "Carex alba (J. F. Gmel.) Torr.",
	      SUGGESTION_SIGNED, 0.5);
	offer(kit, "scientificName", "Carex alba (J.F.Gmel.) Torr.",
	      SUGGESTION_SIGNED, 0.4);
	check(kit, "scientificName",
	      "Carex alba (J. F. Gmel.) Torr.\nCarex alba (J.F.Gmel.) Torr.\n");
}

/* What runs over the name, the collector or another passage is no passage, nor
 * is the value with as much again; where nothing stands, one may be both. */
static void test_whole(void **state)
{
	struct kit *kit = *state;
	struct record *record = &kit->specimen.record;

	record_set(record, "recordedBy", "A. J. Sharp", 0.9, SOURCE_MODEL);
	record_set(record, "scientificName", "Alectoria nigra", 0.9,
		   SOURCE_MODEL);
	record_set(record, "habitat", "open face of cliff", 0.9, SOURCE_MODEL);
	begin(kit, "locality", "Bay from Port Moller", SUPPORT_SEEN);
	offer(kit, "locality", "Bay from Port Moller, A. J. Sharp",
	      SUGGESTION_LABEL, 0.5);
	offer(kit, "locality", "Alectoria nigra Bay from Port Moller",
	      SUGGESTION_LABEL, 0.5);
	offer(kit, "locality", "open face of cliff, Bay from Port Moller",
	      SUGGESTION_LABEL, 0.5);
	offer(kit, "locality", "THE BOTANICAL GARDEN 1964 Bay from Port Moller",
	      SUGGESTION_LABEL, 0.5);
	offer(kit, "locality", "Across Bay from Port Moller", SUGGESTION_LABEL,
	      0.4);
	check(kit, "locality", "Across Bay from Port Moller\n");
	begin(kit, "locality", "", SUPPORT_SEEN);
	offer(kit, "locality", "open face of cliff, Bay from Port Moller",
	      SUGGESTION_LABEL, 0.5);
	check(kit, "locality", "open face of cliff, Bay from Port Moller\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_pieces, setup, teardown),
		cmocka_unit_test_setup_teardown(test_others_are_not_weighed,
						setup, teardown),
		cmocka_unit_test_setup_teardown(test_elsewhere, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_cut, setup, teardown),
		cmocka_unit_test_setup_teardown(test_all_of_another_field,
						setup, teardown),
		cmocka_unit_test_setup_teardown(test_words_of_another_field,
						setup, teardown),
		cmocka_unit_test_setup_teardown(test_names_and_people, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_places, setup, teardown),
		cmocka_unit_test_setup_teardown(test_check, setup, teardown),
		cmocka_unit_test_setup_teardown(test_numbers, setup, teardown),
		cmocka_unit_test_setup_teardown(test_written, setup, teardown),
		cmocka_unit_test_setup_teardown(test_respelled, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_signed_words, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_whole, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
