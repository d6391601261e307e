/*
 * test_roles.c: who speaks on pages that are made of text.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "engine/label/roles.h"
#include "tests/kit/label_page.h"

static struct label_lexicon *lexicon;

static int lexicon_up(void **state)
{
	struct error err;

	(void)state;
	return label_lexicon_load(NULL, &lexicon, &err);
}

static int lexicon_down(void **state)
{
	(void)state;
	label_lexicon_free(lexicon);
	return 0;
}

/* A region whose upright picture is the stored one, `x`, `y` off. */
static void sheet_add(struct facts *facts, const char *page, int x, int y)
{
	struct label label = {.box = {x, y, 1200, 1200}};
	struct region *region = facts_add_region(facts, &label);

	region->read = true;
	region->place = (struct view_place){
		.crop = label.box, .width = 1200, .height = 1200, .scale = 1};
	label_page(page, &region->words);
	for (size_t i = 0; i < region->words.n; i++) {
		struct word *word = &region->words.items[i];

		word->stored = view_place_stored(&region->place, word->box);
	}
}

/* The role of the first such word of the region. */
static const char *role_of(const struct facts *facts, size_t region,
			   const char *text)
{
	const struct words *words = &facts->regions[region].words;

	for (size_t i = 0; i < words->n; i++)
		if (strcmp(words->items[i].text, text) == 0)
			return region_role_word(words->items[i].role);
	fail_msg("no word \"%s\"", text);
	return NULL;
}

static const char *region_of(const struct facts *facts, size_t region)
{
	return region_role_word(facts->regions[region].role);
}

static const char label[] = "HERBARIUM OF THE UNIVERSITY OF VIENNA\n"
			    "Plants of Lower Austria\n"
			    "Salix caprea L.\n"
			    "Wet meadow near the river, 3 km north of Krems\n"
			    "alt. 240 m\n"
			    "leg. K. Moosbrugger 1234      12 May 1931\n";

static void slip_beside_label(void **state)
{
	struct facts facts = {0};

	(void)state;
	sheet_add(&facts, label, 100, 3000);
	sheet_add(&facts,
		  "Salix aurita L.\n"
		  "Det. W. Feldhaus 1988\n"
		  "University of Graz\n",
		  100, 1000);
	roles_tell(lexicon, &facts);
	assert_string_equal(region_of(&facts, 0), "label");
	assert_string_equal(role_of(&facts, 0, "HERBARIUM"), "frame");
	assert_string_equal(role_of(&facts, 0, "Moosbrugger"), "label");
	assert_string_equal(role_of(&facts, 0, "caprea"), "label");
	assert_string_equal(region_of(&facts, 1), "slip");
	assert_string_equal(role_of(&facts, 1, "aurita"), "slip");
	assert_string_equal(role_of(&facts, 1, "1988"), "slip");
	assert_string_equal(role_of(&facts, 1, "Graz"), "frame");
	facts_done(&facts);
}

/* A form of an institution: what its headings ask for is not the house's. */
static void headings_are_not_the_house(void **state)
{
	struct facts facts = {0};

	(void)state;
	sheet_add(&facts,
		  "FOREST INSECT SURVEY\n"
		  "Botanical Name Pinus Contorta Dougl.\n"
		  "Locality near Sample Lake\n"
		  "Collector A. Example\n",
		  100, 100);
	roles_tell(lexicon, &facts);
	assert_string_equal(role_of(&facts, 0, "SURVEY"), "frame");
	assert_string_equal(role_of(&facts, 0, "Pinus"), "label");
	assert_string_equal(role_of(&facts, 0, "Example"), "label");
	facts_done(&facts);
}

/* The finder takes papers that nearly touch for one. */
static void slip_and_label_in_one_region(void **state)
{
	static const char slip[] = "Salix aurita L.\n"
				   "Det. W. Feldhaus 1988\n"
				   "\n"
				   "\n";
	static const char *const others[] = {
		"Salix aurita L.\nRevidit W. Feldhaus 1988\n\n\n",
		"Salix aurita L.\nBestimmt von W. Feldhaus 1988\n\n\n",
		"Salix aurita L.\nDéterminé par W. Feldhaus 1988\n\n\n",
		"Salix aurita L.\nDeterminó: W. Feldhaus 1988\n\n\n",
	};
	char page[1000];
	struct facts facts = {0};

	(void)state;
	snprintf(page, sizeof(page), "%s%s", slip, label);
	sheet_add(&facts, page, 0, 0);
	snprintf(page, sizeof(page), "%s\n\n%s", label, slip);
	sheet_add(&facts, page, 0, 2000);
	for (size_t i = 0; i < 4; i++) {
		snprintf(page, sizeof(page), "%s%s", others[i], label);
		sheet_add(&facts, page, 0, 3000);
	}
	roles_tell(lexicon, &facts);
	for (size_t i = 0; i < facts.n_regions; i++) {
		assert_string_equal(region_of(&facts, i), "label");
		assert_string_equal(role_of(&facts, i, "aurita"), "slip");
		assert_string_equal(role_of(&facts, i, "1988"), "slip");
		assert_string_equal(role_of(&facts, i, "caprea"), "label");
		assert_string_equal(role_of(&facts, i, "1931"), "label");
	}
	facts_done(&facts);
}

/* A determiner whom the collector names is on the label. */
static void determiner_on_the_label(void **state)
{
	struct facts facts = {0};

	(void)state;
	sheet_add(&facts,
		  "Plants of Lower Austria\n"
		  "Salix caprea L.\n"
		  "Det. W. Feldhaus\n"
		  "Wet meadow near the river, north of Krems\n"
		  "leg. K. Moosbrugger 1234      12 May 1931\n",
		  0, 0);
	sheet_add(&facts,
		  "Salix caprea L.\n"
		  "Wet meadow near the river, north of Krems\n"
		  "leg. et det. K. Moosbrugger 1234      12 May 1931\n",
		  0, 2000);
	roles_tell(lexicon, &facts);
	assert_string_equal(role_of(&facts, 0, "Feldhaus"), "label");
	assert_string_equal(role_of(&facts, 0, "1931"), "label");
	assert_string_equal(role_of(&facts, 1, "Moosbrugger"), "label");
	assert_string_equal(role_of(&facts, 1, "1931"), "label");
	sheet_add(&facts,
		  "Salix caprea L.\n"
		  "Wet meadow near the river, north of Krems\n"
		  "leg. K. Moosbrugger 1234      12 May 1931\n"
		  "\n\n"
		  "Det. W. Feldhaus 1988\n",
		  0, 4000);
	roles_tell(lexicon, &facts);
	assert_string_equal(role_of(&facts, 2, "Feldhaus"), "label");
	facts_done(&facts);
}

static void name_person_and_year_alone(void **state)
{
	struct facts facts = {0};

	(void)state;
	sheet_add(&facts, label, 100, 3000);
	sheet_add(&facts,
		  "Salix aurita L.\n"
		  "W. Feldhaus 1988\n",
		  100, 1000);
	roles_tell(lexicon, &facts);
	assert_string_equal(region_of(&facts, 1), "slip");
	facts_done(&facts);
	/* the same where nothing else is said is what the collector wrote */
	sheet_add(&facts,
		  "Salix aurita L.\n"
		  "W. Feldhaus 1988\n",
		  100, 1000);
	roles_tell(lexicon, &facts);
	assert_string_equal(region_of(&facts, 0), "label");
	facts_done(&facts);
}

static void stamp_and_copyist(void **state)
{
	struct facts facts = {0};

	(void)state;
	sheet_add(&facts, label, 100, 3000);
	sheet_add(&facts,
		  "NATIONAL MUSEUM OF KENYA\n"
		  "EAST AFRICAN HERBARIUM\n",
		  100, 1000);
	sheet_add(&facts, "Date of copying label: 4 June 1962\n", 900, 1000);
	sheet_add(&facts, "Received 7 July 1899\n", 900, 100);
	roles_tell(lexicon, &facts);
	assert_string_equal(region_of(&facts, 1), "stamp");
	assert_string_equal(role_of(&facts, 1, "KENYA"), "stamp");
	assert_string_equal(region_of(&facts, 2), "annotation");
	assert_string_equal(region_of(&facts, 3), "annotation");
	facts_done(&facts);
}

/* The house's address goes with it; a country of the label does not. */
static void frame_and_its_address(void **state)
{
	struct facts facts = {0};

	(void)state;
	sheet_add(&facts,
		  "JARDIN BOTANICO NACIONAL\n"
		  "SANTO DOMINGO, REPUBLICA DOMINICANA\n"
		  "\n"
		  "Buchnera elongata Sw.\n"
		  "Haiti: wet meadow near the river\n"
		  "Coll. T. Zanoni 35276    11 July 1985\n",
		  0, 0);
	roles_tell(lexicon, &facts);
	assert_string_equal(role_of(&facts, 0, "SANTO"), "frame");
	assert_string_equal(role_of(&facts, 0, "DOMINICANA"), "frame");
	assert_string_equal(role_of(&facts, 0, "Haiti:"), "label");
	facts_done(&facts);
}

static void three_specimens_on_a_sheet(void **state)
{
	struct facts facts = {0};

	(void)state;
	for (int i = 0; i < 3; i++)
		sheet_add(&facts, label, 100, 1500 * i);
	roles_tell(lexicon, &facts);
	for (size_t i = 0; i < 3; i++)
		assert_string_equal(region_of(&facts, i), "label");
	facts_done(&facts);
}

/* What is printed at a code is the code's; a label under it is not. */
static void code_over_print(void **state)
{
	struct facts facts = {0};

	(void)state;
	sheet_add(&facts,
		  "Salix caprea L.\n"
		  "Wet meadow near the river, north of Krems\n"
		  "leg. K. Moosbrugger 1234      12 May 1931\n"
		  "\n"
		  "                                        BOTANICAL GARDEN\n"
		  "along a road                            |i |l || l\n"
		  "                                        01334531\n",
		  0, 0);
	facts_add_code(&facts, "CODE-39", "01334531",
		       (struct box){480, 205, 190, 40}, 1);
	facts_add_code(&facts, "CODE-39", "77", (struct box){0, 45, 600, 40},
		       1);
	roles_tell(lexicon, &facts);
	assert_string_equal(role_of(&facts, 0, "01334531"), "code");
	assert_string_equal(role_of(&facts, 0, "BOTANICAL"), "code");
	assert_string_equal(role_of(&facts, 0, "||"), "code");
	assert_string_equal(role_of(&facts, 0, "along"), "label");
	assert_string_equal(role_of(&facts, 0, "meadow"), "label");
	assert_string_equal(region_of(&facts, 0), "label");
	facts_done(&facts);
}

/* Nothing is made of scraps, and of nothing nothing. */
static void scraps_have_no_speaker(void **state)
{
	struct facts facts = {0};

	(void)state;
	sheet_add(&facts, label, 100, 3000);
	sheet_add(&facts, "%~ ae\n%ii\n%wh A\n", 100, 1000);
	sheet_add(&facts, "", 100, 100);
	roles_tell(lexicon, &facts);
	assert_string_equal(region_of(&facts, 1), "unknown");
	assert_string_equal(region_of(&facts, 2), "unknown");
	facts_done(&facts);
	roles_tell(lexicon, &facts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slip_beside_label),
		cmocka_unit_test(headings_are_not_the_house),
		cmocka_unit_test(slip_and_label_in_one_region),
		cmocka_unit_test(determiner_on_the_label),
		cmocka_unit_test(name_person_and_year_alone),
		cmocka_unit_test(stamp_and_copyist),
		cmocka_unit_test(frame_and_its_address),
		cmocka_unit_test(three_specimens_on_a_sheet),
		cmocka_unit_test(code_over_print),
		cmocka_unit_test(scraps_have_no_speaker),
	};

	return cmocka_run_group_tests(tests, lexicon_up, lexicon_down);
}
