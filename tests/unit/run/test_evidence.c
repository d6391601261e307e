/*
 * test_evidence.c: values found on sheets: in other notations, over line
 * breaks, through slips of OCR; who speaks; what follows; and what is not
 * there.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/array.h"
#include "base/mem.h"
#include "run/evidence/evidence.h"

static struct terms *terms;

static int setup(void **state)
{
	(void)state;
	return terms_load(NULL, &terms, NULL);
}

static int teardown(void **state)
{
	(void)state;
	terms_free(terms);
	return 0;
}

/* --- sheets --------------------------------------------------------------- */

#define LETTER 10 /* pixels */
#define LINE   40

/* Adds a region with the lines of a text; words end in '~' where they were
 * hardly read. Where it is on the sheet: to the right of the one before. */
static struct region *sheet_add(struct facts *facts, const char *text,
				enum region_role role)
{
	int x0 = 2000 * (int)facts->n_regions, x = 0, y = 0;
	struct label label = {.box = {x0, 0, 2000, 2000}, .rotation = 0};
	struct region *region = facts_add_region(facts, &label);

	region->role = role;
	region->read = true;
	region->legible = 0.9;
	while (*text != '\0') {
		size_t len = strcspn(text, " \n");
		bool unsure = len > 0 && text[len - 1] == '~';
		char *word CLEANUP(mem_free_str) =
			mem_strndup(text, len - unsure);
		struct box box = {x, y, LETTER * (int)len, 20};
		size_t n = region->words.n;

		words_add(&region->words, word, box, y + 20,
			  unsure ? 0.3 : 0.95);
		if (region->words.n > n) {
			box.x += x0;
			region->words.items[n].stored = box;
		}
		x += LETTER * ((int)len + 1);
		text += len;
		if (*text == '\n') {
			x = 0;
			y += LINE;
		}
		text += *text != '\0';
	}
	return region;
}

/* Words enough that a sheet counts as read. */
#define REST                                                                   \
	"\nOpen grassland with scattered shrubs on gravelly slope above the\n" \
	"stream; flowers white, stems prostrate, locally frequent among\n"     \
	"sedges and mosses."

/* The field of one value, judged by a sheet of one label. */
static void judge(const struct facts *facts, const char *term,
		  const char *value, struct record *ret)
{
	struct evidence_sheet *sheet = evidence_sheet_new(facts, terms);

	record_init(ret);
	record_set(ret, term, value, 1, SOURCE_MODEL);
	evidence_match(sheet, NULL, ret);
	evidence_sheet_free(sheet);
}

static void assert_support(const char *text, const char *term,
			   const char *value, enum field_support support)
{
	char *whole CLEANUP(mem_free_str) = mem_printf("%s%s", text, REST);
	struct facts facts = {.sheet_rotation = -1};
	struct record record;

	sheet_add(&facts, whole, ROLE_LABEL);
	judge(&facts, term, value, &record);
	if (record.fields[0].support != support)
		fail_msg("\"%s\" says %s \"%s\": %s, %.2f", text, term, value,
			 field_support_word(record.fields[0].support),
			 record.fields[0].evidence);
	record_done(&record);
	facts_done(&facts);
}

/* --- notations ------------------------------------------------------------ */

struct row {
	const char *text, *term, *value;
};

/* What a label says, and how a record says it. */
static const struct row said[] = {
	{"Aug. 14, 1963", "eventDate", "1963-08-14"},
	{"14.viii.63", "eventDate", "1963-08-14"},
	{"14/8/63", "eventDate", "1963-08-14"},
	{"8/14/1963", "eventDate", "1963-08-14"},
	{"14 August 1963", "eventDate", "1963-08"},
	{"14 August 1963", "eventDate", "1963"},
	{"Date: l4 August l963", "eventDate", "1963-08-14"},
	{"14 de agosto de 1963", "eventDate", "1963-08-14"},
	{"28 June - 2 July 1935", "eventDate", "1935-06-28/1935-07-02"},
	{"Coll. August\n14, 1963", "eventDate", "1963-08-14"},
	{"Aug : 14 ; 19 63", "eventDate", "1963-08-14"},
	{"14-VIII-1963", "verbatimEventDate", "14-VIII-1963"},
	{"alt. 5000 ft", "minimumElevationInMeters", "1524"},
	{"Elev. 1200-1300 m", "minimumElevationInMeters", "1200"},
	{"elevation 1,524 m", "minimumElevationInMeters", "1524"},
	{"50\302\26016'N 104\302\26030'W", "decimalLatitude", "50.26667"},
	{"50\302\26016'N 104\302\26030'W", "decimalLongitude", "-104.5"},
	{"50.2667, -104.5000", "decimalLatitude", "50.2667"},
	{"Regina, Sask.", "stateProvince", "Saskatchewan"},
	{"Regina, Sask., Canada", "country", "Canada"},
	{"Plants of the U.S.A.", "country", "United States"},
	{"Boise, Idaho, U.S.A.", "country", "USA"},
	{"Kanada, Manitoba", "country", "Canada"},
	{"A. Example & B. Sample", "recordedBy", "A. Example | B. Sample"},
	{"A.Example and B.Sample", "recordedBy", "A. Example | B. Sample"},
	{"leg. Anna Example", "recordedBy", "A. Example"},
	{"leg. A. Example", "recordedBy", "Anna Example"},
	{"leg. A. Example", "recordedBy", "Example, A."},
	{"det. J.F.A. 1963", "identifiedBy", "J. F. A."},
	{"det. JFA", "identifiedBy", "J.F.A."},
	{"coll. E. Little, Jr.", "recordedBy", "E. Little, Jr."},
	{"Stipa comata Trin. & Rupr.", "scientificName", "Stipa comata"},
	{"Stipa comata Trin. & Rupr.", "scientificName",
	 "Stipa comata Trin. & Rupr."},
	{"Stipa comata", "scientificName", "Stipa comata Trin."},
	{"Stipa viridula, S. comata", "scientificName", "Stipa comata"},
	{"STIPA COMATA", "scientificName", "Stipa comata"},
	{"Poa glauca ssp. rupicola", "scientificName",
	 "Poa glauca subsp. rupicola"},
	{"No. 2809", "recordNumber", "2809"},
	{"No. 28O9", "recordNumber", "2809"},
	{"# 88069-19", "recordNumber", "88069-19"},
	{"SASK 010047", "catalogNumber", "SASK 010047"},
	{"SASK 010047", "catalogNumber", "10047"},
	{"with Carex aurea and Poa glauca", "associatedTaxa",
	 "Poa glauca | Carex aurea"},
};

/* The same, misread or torn. */
static const struct row misread[] = {
	{"Stlpa cornata Trin.", "scientificName", "Stipa comata"},
	{"Stipa comaia", "scientificName", "Stipa comata"},
	{"leg. Wm. Shevkeneh", "recordedBy", "Wm. Shevkenek"},
	{"Saskatchewan Landlng on the river", "locality",
	 "Saskatchewan Landing on the river"},
	{"Saskatchewan Land- ing", "locality", "Saskatchewan Landing"},
	{"SaskatchewanLanding", "locality", "Saskatchewan Landing"},
	{"Saskat chewan Landing", "locality", "Saskatchewan Landing"},
	{"five miles north of Saskat-\nchewan Landing", "locality",
	 "Saskatchewan Landing"},
	{"Saskatchewam", "stateProvince", "Saskatchewan"},
	{"Railway grade, dry sond", "habitat", "railway grade, dry sand"},
};

/* What a label does not say, however near. */
static const struct row unsaid[] = {
	{"Aug. 14, 1963", "eventDate", "1963-08-15"},
	{"Aug. 14, 1963", "eventDate", "1964-08-14"},
	{"Aug. 14, 1963", "eventDate", "1963-09-14"},
	{"alt. 5000 ft", "minimumElevationInMeters", "5000"},
	{"alt. 5000 ft", "minimumElevationInMeters", "1624"},
	{"50\302\26016'N 104\302\26030'W", "decimalLatitude", "51.26667"},
	{"50\302\26016'N 104\302\26030'W", "decimalLongitude", "104.5"},
	{"Regina, Sask.", "stateProvince", "Manitoba"},
	{"Regina, Sask.", "country", "United States"},
	{"leg. A. Example", "recordedBy", "A. Sample"},
	{"det. J.F.A. 1963", "identifiedBy", "J.F.B."},
	{"leg. A. Example", "recordedBy", "A. Example | Bertha Samplington"},
	{"Stipa comata", "scientificName", "Stipa viridula"},
	{"Stipa comata", "scientificName", "Bouteloua gracilis"},
	{"Stipa comata", "scientificName", "Carex comata"},
	{"No. 2809", "recordNumber", "2808"},
	{"SASK 010047", "catalogNumber", "SASK 010048"},
	{"No. 5, Co. road, ca. 3 m", "stateProvince", "North Carolina"},
	{"No. 6, 28 m", "catalogNumber", "TENN-L-0000006"},
	{"Saskatchewan Landing", "locality", "Cypress Hills Park"},
};

static void test_said(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(said); i++)
		assert_support(said[i].text, said[i].term, said[i].value,
			       SUPPORT_SEEN);
}

static void test_misread(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(misread); i++)
		assert_support(misread[i].text, misread[i].term,
			       misread[i].value, SUPPORT_SEEN);
}

static void test_unsaid(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(unsaid); i++)
		assert_support(unsaid[i].text, unsaid[i].term, unsaid[i].value,
			       SUPPORT_NOWHERE);
}

/* --- boxes ---------------------------------------------------------------- */

static void test_boxes(void **state)
{
	struct facts facts = {.sheet_rotation = -1};
	struct record record;
	const struct field *field;

	(void)state;
	sheet_add(&facts, "Plants of the prairie" REST, ROLE_LABEL);
	sheet_add(&facts, "Regina\nleg. A. Example No. 2809" REST, ROLE_LABEL);
	judge(&facts, "recordNumber", "2809", &record);
	field = &record.fields[0];
	assert_int_equal(field->n_boxes, 1);
	assert_int_equal(field->boxes[0].x, 2000 + 20 * LETTER);
	assert_int_equal(field->boxes[0].y, LINE);
	assert_int_equal(field->boxes[0].w, 4 * LETTER);
	assert_true(field->evidence == 1);
	record_done(&record);
	judge(&facts, "recordNumber", "9999", &record);
	assert_int_equal(record.fields[0].n_boxes, 0);
	record_done(&record);
	facts_done(&facts);
}

/* Words that stand on the label more than once are framed where the value
 * stands, not where they are met first. */
static void test_together(void **state)
{
	static const struct {
		const char *text, *term, *value;
		int line;
	} rows[] = {
		{"PLANTS OF THE LESSER ISLANDS\nnear lighthouse south of "
		 "Matthew Town",
		 "locality", "near lighthouse south of Matthew Town", 1},
		{"CAICOS ISLANDS\nSouth Caicos", "locality", "South Caicos", 1},
		{"REVISION OF LINDERNIA ALLIONI\nLindernia diffusa (L.) "
		 "Wettst.",
		 "scientificName", "Lindernia diffusa (L.) Wettst.", 1},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *text CLEANUP(mem_free_str) =
			mem_printf("%s%s", rows[i].text, REST);
		struct facts facts = {.sheet_rotation = -1};
		struct record record;
		const struct field *field;

		sheet_add(&facts, text, ROLE_LABEL);
		judge(&facts, rows[i].term, rows[i].value, &record);
		field = &record.fields[0];
		assert_int_equal(field->support, SUPPORT_SEEN);
		for (size_t k = 0; k < field->n_boxes; k++)
			if (field->boxes[k].y != rows[i].line * LINE)
				fail_msg("%s: a box at %d, %d", rows[i].value,
					 field->boxes[k].x, field->boxes[k].y);
		record_done(&record);
		facts_done(&facts);
	}
}

/* --- who speaks ----------------------------------------------------------- */

static void test_roles(void **state)
{
	static const struct {
		const char *term, *value;
		enum field_support by[ROLE_COUNT]; /* SEEN or NOWHERE */
	} rows[] = {
		{"recordedBy",
		 "B. Sample",
		 {[ROLE_UNKNOWN] = SUPPORT_SEEN, [ROLE_LABEL] = SUPPORT_SEEN}},
		{"eventDate",
		 "1987-02-03",
		 {[ROLE_UNKNOWN] = SUPPORT_SEEN, [ROLE_LABEL] = SUPPORT_SEEN}},
		{"locality",
		 "Botany Lane",
		 {[ROLE_UNKNOWN] = SUPPORT_SEEN, [ROLE_LABEL] = SUPPORT_SEEN}},
		{"identifiedBy",
		 "B. Sample",
		 {[ROLE_UNKNOWN] = SUPPORT_SEEN,
		  [ROLE_LABEL] = SUPPORT_SEEN,
		  [ROLE_SLIP] = SUPPORT_SEEN,
		  [ROLE_ANNOTATION] = SUPPORT_SEEN}},
		{"dateIdentified",
		 "1987-02-03",
		 {[ROLE_UNKNOWN] = SUPPORT_SEEN,
		  [ROLE_LABEL] = SUPPORT_SEEN,
		  [ROLE_SLIP] = SUPPORT_SEEN,
		  [ROLE_ANNOTATION] = SUPPORT_SEEN}},
		{"catalogNumber",
		 "445566",
		 {[ROLE_UNKNOWN] = SUPPORT_SEEN,
		  [ROLE_LABEL] = SUPPORT_SEEN,
		  [ROLE_SLIP] = SUPPORT_SEEN,
		  [ROLE_ANNOTATION] = SUPPORT_SEEN,
		  [ROLE_STAMP] = SUPPORT_SEEN,
		  [ROLE_CODE] = SUPPORT_SEEN,
		  [ROLE_FRAME] = SUPPORT_SEEN}},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (int role = 0; role < ROLE_COUNT; role++) {
			enum field_support by = rows[i].by[role];
			struct facts facts = {.sheet_rotation = -1};
			struct record record;

			sheet_add(
				&facts,
				"Stipa comata A. Example 778899 1901-02-03" REST,
				ROLE_LABEL);
			sheet_add(&facts,
				  "B. Sample 3 Feb. 1987 Botany Lane 445566",
				  (enum region_role)role);
			judge(&facts, rows[i].term, rows[i].value, &record);
			if (by == SUPPORT_UNKNOWN)
				by = SUPPORT_NOWHERE;
			if (record.fields[0].support != by)
				fail_msg("%s in a %s: %s", rows[i].term,
					 region_role_word(
						 (enum region_role)role),
					 field_support_word(
						 record.fields[0].support));
			record_done(&record);
			facts_done(&facts);
		}
}

/* A word's own role counts before that of its region. */
static void test_word_role(void **state)
{
	struct facts facts = {.sheet_rotation = -1};
	struct region *region;
	struct record record;

	(void)state;
	region =
		sheet_add(&facts, "Cypress Hills Botany Lane" REST, ROLE_LABEL);
	region->words.items[2].role = ROLE_FRAME;
	region->words.items[3].role = ROLE_FRAME;
	judge(&facts, "locality", "Botany Lane", &record);
	assert_int_equal(record.fields[0].support, SUPPORT_NOWHERE);
	record_done(&record);
	judge(&facts, "locality", "Cypress Hills", &record);
	assert_int_equal(record.fields[0].support, SUPPORT_SEEN);
	record_done(&record);
	facts_done(&facts);
}

static void test_codes(void **state)
{
	static const struct {
		const char *code, *term, *value;
		enum field_support support;
	} rows[] = {
		{"01075759", "catalogNumber", "01075759", SUPPORT_SEEN},
		{"01075759", "catalogNumber", "1075759", SUPPORT_SEEN},
		{"NY01075759", "catalogNumber", "01075759", SUPPORT_SEEN},
		{"http://herbarium.example/B%2010", "catalogNumber", "NY 7",
		 SUPPORT_NOWHERE},
		{"01075759", "catalogNumber", "01075758", SUPPORT_NOWHERE},
		{"01075759", "recordNumber", "01075759", SUPPORT_NOWHERE},
		{"01075759", "otherCatalogNumbers", "01075759", SUPPORT_SEEN},
		{"http://id.example/NY01075759", "occurrenceID",
		 "http://id.example/NY01075759", SUPPORT_SEEN},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct facts facts = {.sheet_rotation = -1};
		struct record record;

		sheet_add(&facts, "Stipa comata No. 12345678" REST, ROLE_LABEL);
		facts_add_code(&facts, "CODE-39", rows[i].code,
			       (struct box){7, 8, 90, 20}, 1);
		judge(&facts, rows[i].term, rows[i].value, &record);
		if (record.fields[0].support != rows[i].support)
			fail_msg("%s of %s", rows[i].value, rows[i].code);
		if (rows[i].support == SUPPORT_SEEN)
			assert_int_equal(record.fields[0].boxes[0].x, 7);
		record_done(&record);
		facts_done(&facts);
	}
}

/* --- what follows --------------------------------------------------------- */

static int family_is(void *data, const char *name, const char *family)
{
	(void)data;
	if (strncmp(name, "Stipa", 5) != 0)
		return -1;
	return strcmp(family, "Poaceae") == 0;
}

static void test_inferred(void **state)
{
	static const struct {
		const char *term, *value;
		enum field_support support;
	} rows[] = {
		{"scientificName", "Stipa comata Trin.", SUPPORT_SEEN},
		{"scientificNameAuthorship", "Trin.", SUPPORT_SEEN},
		{"genus", "Stipa", SUPPORT_INFERRED},
		{"specificEpithet", "comata", SUPPORT_SEEN},
		{"family", "Poaceae", SUPPORT_INFERRED},
		{"stateProvince", "Saskatchewan", SUPPORT_SEEN},
		{"country", "Canada", SUPPORT_INFERRED},
		{"county", "Lajord", SUPPORT_NOWHERE},
		{"basisOfRecord", "PreservedSpecimen", SUPPORT_UNKNOWN},
		{"institutionCode", "DAO", SUPPORT_UNKNOWN},
		{"habitat", "", SUPPORT_UNKNOWN},
		{"mine:note", "Saskatchewan", SUPPORT_UNKNOWN},
	};
	struct evidence_help help = {.family_is = family_is};
	struct facts facts = {.sheet_rotation = -1};
	struct evidence_sheet *sheet;
	struct record record;

	(void)state;
	sheet_add(&facts, "S. comata Trin. Regina, Sask." REST, ROLE_LABEL);
	record_init(&record);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		record_set(&record, rows[i].term, rows[i].value, 1,
			   SOURCE_MODEL);
	sheet = evidence_sheet_new(&facts, terms);
	evidence_match(sheet, &help, &record);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct field *field = &record.fields[i];

		if (field->support != rows[i].support)
			fail_msg("%s: %s", rows[i].term,
				 field_support_word(field->support));
		assert_true((field->evidence < 0) ==
			    (field->support == SUPPORT_UNKNOWN));
		if (field->support == SUPPORT_INFERRED)
			assert_true(field->n_boxes > 0);
	}
	/* Without a list of names nobody knows the family; with one, another
	 * family is wrong. */
	evidence_match(sheet, NULL, &record);
	assert_int_equal(record_find(&record, "family")->support,
			 SUPPORT_UNKNOWN);
	record_set(&record, "family", "Rosaceae", 1, SOURCE_MODEL);
	evidence_match(sheet, &help, &record);
	assert_int_equal(record_find(&record, "family")->support,
			 SUPPORT_NOWHERE);
	evidence_forget(&record);
	for (size_t i = 0; i < record.n; i++)
		assert_true(record.fields[i].evidence == -1 &&
			    record.fields[i].support == SUPPORT_UNKNOWN);
	evidence_sheet_free(sheet);
	record_done(&record);
	facts_done(&facts);
}

/* --- what could not be read ----------------------------------------------- */

static void test_illegible(void **state)
{
	struct facts facts = {.sheet_rotation = -1};

	(void)state;
	/* Much of it badly. */
	assert_support("Qvcr~ hjk~ wlmtr~ pqrst~ uvwxyz~ bcdfgh~ jklmnp~ "
		       "qrstvwx~ zxcvbnm~ lkjhgf~ dsapoi~ uytrew~",
		       "locality", "Cypress Hills", SUPPORT_ILLEGIBLE);
	/* Nothing that may be a date, while a word may be anything. */
	assert_support("Stipa comata jl4~ xc~", "eventDate", "1963-08-14",
		       SUPPORT_ILLEGIBLE);
	assert_support("Stipa comata jl4~ xc~ 3 May 1901", "eventDate",
		       "1963-08-14", SUPPORT_NOWHERE);
	assert_support("Stlp~ cmt~ leg. A. Example", "scientificName",
		       "Bouteloua gracilis", SUPPORT_ILLEGIBLE);
	/* A number that may be this one. */
	assert_support("No. 1?02~ jl~ alt. 1524 m", "recordNumber", "1202",
		       SUPPORT_ILLEGIBLE);
	assert_support("No. 1?02 jl4~ alt. 1524 m", "recordNumber", "1202",
		       SUPPORT_NOWHERE);
	/* What is nearest was not read surely. */
	assert_support("leg. Wm. Shavkunzk~", "recordedBy", "Wm. Shevkenek",
		       SUPPORT_NOWHERE);
	/* Next to nothing, and nothing at all. */
	for (int i = 0; i < 2; i++) {
		struct record record;

		judge(&facts, "locality", "Cypress Hills", &record);
		assert_int_equal(record.fields[0].support, SUPPORT_ILLEGIBLE);
		record_done(&record);
		if (i == 0)
			sheet_add(&facts, "Herbarium", ROLE_LABEL);
	}
	facts_done(&facts);
}

/* What a reader of words says is worth no more than its words. */
static void test_reader(void **state)
{
	static const struct {
		const char *text, *value;
		bool boxed; /* in the box of the first word */
		enum field_support support;
	} rows[] = {
		{"Cypress Hills", "Cypress Hills", false, SUPPORT_SEEN},
		{"Cypr~ Hlls~", "Cypr Hlls", false, SUPPORT_ILLEGIBLE},
		{"Cypr~ Hlls~", "Cypr Hlls", true, SUPPORT_ILLEGIBLE},
		{"T12R3W2 Hills", "Township twelve", true, SUPPORT_SEEN},
		{"T12R3W2~ Hills", "Township twelve", true, SUPPORT_ILLEGIBLE},
		{"T12R3W2 Hills", "Township twelve", false, SUPPORT_NOWHERE},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *text CLEANUP(mem_free_str) =
			mem_printf("%s%s", rows[i].text, REST);
		struct facts facts = {.sheet_rotation = -1};
		struct evidence_sheet *sheet;
		struct record record;
		struct field *field;

		sheet_add(&facts, text, ROLE_LABEL);
		sheet = evidence_sheet_new(&facts, terms);
		record_init(&record);
		field = record_set(&record, "locality", rows[i].value, 1,
				   SOURCE_RULE);
		if (rows[i].boxed)
			field_add_box(field,
				      facts.regions[0].words.items[0].stored);
		/* It is judged anew whenever its record is. */
		for (int turn = 0; turn < 3; turn++) {
			evidence_match(sheet, NULL, &record);
			if (record.fields[0].support != rows[i].support)
				fail_msg("row %zu, turn %d: %s, %.2f", i, turn,
					 field_support_word(
						 record.fields[0].support),
					 record.fields[0].evidence);
			assert_true(record.fields[0].evidence <= 0.95);
		}
		evidence_sheet_free(sheet);
		record_done(&record);
		facts_done(&facts);
	}
}

/* --- bad input ------------------------------------------------------------ */

static double cpu_ms(void)
{
	struct timespec at;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
	return 1e3 * (double)at.tv_sec + 1e-6 * (double)at.tv_nsec;
}

/* A long text of words that hardly repeat. */
static char *long_text(size_t bytes, unsigned int seed)
{
	char *text = mem_alloc(bytes + 1);

	for (size_t i = 0; i < bytes; i++) {
		seed = seed * 1664525u + 1013904223u;
		text[i] = i % 7 == 6 ? ' ' : (char)('a' + (seed >> 16) % 26);
	}
	text[bytes] = '\0';
	return text;
}

/* The most that facts can hold, asked about the longest values there are. */
static void test_large(void **state)
{
	static const char *const asked[] = {
		"locality",	"recordedBy", "eventDate",    "scientificName",
		"recordNumber", "country",    "verbatimLabel"};
	char *words CLEANUP(mem_free_str) = long_text((size_t)7 * 2000, 1);
	char *value CLEANUP(mem_free_str) = long_text(64 << 10, 2);
	struct facts facts = {.sheet_rotation = -1};
	struct evidence_sheet *sheet;
	struct record record;
	double began = cpu_ms();

	(void)state;
	for (int i = 0; i < 4; i++)
		sheet_add(&facts, words, ROLE_LABEL);
	record_init(&record);
	for (size_t i = 0; i < ARRAY_LEN(asked); i++)
		record_set(&record, asked[i], value, 1, SOURCE_MODEL);
	sheet = evidence_sheet_new(&facts, terms);
	evidence_match(sheet, NULL, &record);
	evidence_sheet_free(sheet);
	print_message("8000 words, %zu values of 64 KiB: %.0f ms\n",
		      ARRAY_LEN(asked), cpu_ms() - began);
	for (size_t i = 0; i < record.n; i++)
		assert_true(record.fields[i].n_boxes <= EVIDENCE_BOXES_MAX);
	record_done(&record);
	facts_done(&facts);
}

/* Whatever bytes: no value is found on a sheet by crashing. */
static void test_odd(void **state)
{
	static const char *const values[] = {
		"|",
		" | ",
		"/",
		"-",
		"0",
		"''",
		"\342\200\231",
		"\377\376",
		"1963-99-99",
		"99999999999999999999",
		"A | | B",
		"&",
		"(",
		",",
		"\346\235\261\344\272\254\351\203\275",
		"0000",
		"1e999",
		"nan",
		"Stipa comata \303\227 S. viridula",
		"x",
		"....",
		"| |1| |"};
	struct facts facts = {.sheet_rotation = -1};

	(void)state;
	sheet_add(&facts,
		  "| || ' \342\200\231 0 00 1 - / \346\235\261 l9 ... "
		  "\303\227 &" REST,
		  ROLE_LABEL);
	for (size_t i = 0; i < ARRAY_LEN(values); i++)
		for (size_t t = 0; t < terms_count(terms); t++) {
			struct record record;
			double evidence;

			judge(&facts, terms_at(terms, t)->name, values[i],
			      &record);
			evidence = record.fields[0].evidence;
			assert_true(evidence == -1 ||
				    (evidence >= 0 && evidence <= 1));
			record_done(&record);
		}
	facts_done(&facts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_said),
		cmocka_unit_test(test_misread),
		cmocka_unit_test(test_unsaid),
		cmocka_unit_test(test_boxes),
		cmocka_unit_test(test_together),
		cmocka_unit_test(test_roles),
		cmocka_unit_test(test_word_role),
		cmocka_unit_test(test_codes),
		cmocka_unit_test(test_inferred),
		cmocka_unit_test(test_illegible),
		cmocka_unit_test(test_reader),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_odd),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
