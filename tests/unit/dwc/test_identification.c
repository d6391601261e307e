/*
 * test_identification.c: the history of determinations.
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
#include "base/json/json.h"
#include "dwc/record/identification.h"
#include "dwc/validate/verdict.h"

static void what_is_typed_is_a_list(void **state)
{
	static const char *const wrong[] = {
		"",
		"Salix caprea",
		"{}",
		"[1]",
		"[{}]",
		"[{\"isCurrent\":true}]",
		"[{\"scientificName\":\" \"}]",
		"[{\"scientificName\":[\"x\"]}]",
		"[{\"scientificName\":\"x\",\"colour\":\"y\"}]",
		"[{\"scientificName\":\"x\",\"isCurrent\":\"yes\"}]",
		"[{\"scientificName\":\"x\",\"scientificName\":\"y\"}]",
		"[{\"scientificName\":\"x\",\"isCurrent\":true},"
		"{\"scientificName\":\"y\",\"isCurrent\":true}]",
	};
	struct error err;
	json_t *list;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		assert_int_equal(identifications_read(wrong[i], &list, &err),
				 -1);
	assert_int_equal(identifications_read("[]", &list, &err), 0);
	assert_int_equal(json_array_size(list), 0);
	json_decref(list);
}

static void members_have_an_order(void **state)
{
	static const char typed[] =
		" [{\"isCurrent\":false,\"scientificName\":\"Salix aurita L.\","
		"\"dateIdentified\":1988, \"identifiedBy\":\"W. F\\u0007\"}] ";
	struct error err;
	json_t *list;
	char *text, *words;

	(void)state;
	assert_int_equal(identifications_read(typed, &list, &err), 0);
	text = identifications_text(list);
	assert_null(strchr(text, '\n'));
	assert_true(strstr(text, "identifiedBy") <
		    strstr(text, "scientificName"));
	assert_non_null(strstr(text, "\"1988\""));
	words = identifications_words(text);
	assert_non_null(strstr(words, "Salix aurita L., W. F"));
	assert_null(strchr(words, '\007'));
	free(words);
	words = identifications_shown(IDENTIFICATION_TERM, text);
	assert_non_null(strstr(words, "Salix aurita L., W. F"));
	free(words);
	words = identifications_shown("locality", text);
	assert_string_equal(words, text);
	free(words);
	words = identifications_shown(IDENTIFICATION_TERM, "no list");
	assert_string_equal(words, "no list");
	free(words);
	words = identifications_shown(IDENTIFICATION_TERM, NULL);
	assert_string_equal(words, "");
	free(words);
	free(text);
	json_decref(list);
	assert_null(identifications_words("no list"));
}

static void of_a_line_what_fits_is_taken(void **state)
{
	json_t *line = json_loads("[{\"x\":1},7,{\"identifiedBy\":\"A\","
				  "\"x\":[2]},{\"isCurrent\":true}]",
				  0, NULL);
	json_t *list = identifications_take(line);

	(void)state;
	assert_int_equal(json_array_size(list), 1);
	assert_string_equal(
		json_string_at(json_array_get(list, 0), "identifiedBy"), "A");
	json_decref(list);
	json_decref(line);
	assert_null(identifications_take(NULL));
}

static void the_latest_is_in_force(void **state)
{
	static const struct {
		const char *list, *by;
	} rows[] = {
		{"[{\"identifiedBy\":\"A\"},{\"identifiedBy\":\"B\"}]", "B"},
		{"[{\"identifiedBy\":\"A\",\"dateIdentified\":\"1990\"},"
		 "{\"identifiedBy\":\"B\",\"dateIdentified\":\"1931-05\"}]",
		 "A"},
		{"[{\"identifiedBy\":\"A\",\"dateIdentified\":\"1990\"},"
		 "{\"identifiedBy\":\"B\"}]",
		 "A"},
		{"[{\"identifiedBy\":\"A\",\"isCurrent\":true},"
		 "{\"identifiedBy\":\"B\",\"dateIdentified\":\"1931\"}]",
		 "A"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		json_t *list = json_loads(rows[i].list, 0, NULL);

		assert_string_equal(json_string_at(identifications_latest(list),
						   "identifiedBy"),
				    rows[i].by);
		json_decref(list);
	}
	assert_null(identifications_latest(NULL));
}

/* What of the verdicts is said of a term under a code, or NULL. */
static const struct verdict *said(const struct verdicts *verdicts,
				  const char *term, const char *code)
{
	for (size_t i = 0; i < verdicts->n; i++)
		if (strcmp(verdicts->items[i].term, term) == 0 &&
		    strcmp(verdicts->items[i].code, code) == 0)
			return &verdicts->items[i];
	return NULL;
}

/* Offered, and neither taken nor held against the value. */
static void the_latest_is_offered(void **state)
{
	static const char code[] = "later-determination";
	struct record record;
	struct verdicts verdicts = {0};
	const struct verdict *verdict;

	record_init(&record);
	record_set(&record, "scientificName", "Salix caprea L.", 0.9,
		   SOURCE_RULE);
	record_set(&record, IDENTIFICATION_TERM,
		   "[{\"scientificName\":\"Salix aurita L.\","
		   "\"identifiedBy\":\"W. Feldhaus\","
		   "\"dateIdentified\":\"1988\"}]",
		   -1, SOURCE_RULE);
	record_validate(*state, &record, &verdicts);
	verdict = said(&verdicts, "scientificName", code);
	assert_non_null(verdict);
	assert_int_equal(verdict->severity, SEVERITY_NOTE);
	assert_string_equal(verdict->proposal, "Salix aurita L.");
	assert_non_null(strstr(verdict->message, "of W. Feldhaus says"));
	verdict = said(&verdicts, "identifiedBy", code);
	assert_non_null(verdict);
	assert_string_equal(verdict->message, "The latest determination is by "
					      "\"W. Feldhaus\".");
	assert_null(said(&verdicts, IDENTIFICATION_TERM, "history-shape"));
	assert_string_equal(record_value(&record, "scientificName"),
			    "Salix caprea L.");
	verdicts_done(&verdicts);
	/* not to somebody who decided, nor where the record is later */
	record_find(&record, "scientificName")->source = SOURCE_HUMAN;
	record_validate(*state, &record, &verdicts);
	assert_null(said(&verdicts, "scientificName", code));
	verdicts_done(&verdicts);
	record_set(&record, "dateIdentified", "1999", 0.9, SOURCE_RULE);
	record_validate(*state, &record, &verdicts);
	assert_null(said(&verdicts, "identifiedBy", code));
	verdicts_done(&verdicts);
	record_set(&record, IDENTIFICATION_TERM, "Salix", -1, SOURCE_RULE);
	record_validate(*state, &record, &verdicts);
	assert_non_null(said(&verdicts, IDENTIFICATION_TERM, "history-shape"));
	verdicts_done(&verdicts);
	record_done(&record);
}

/* Somebody's name goes with the name that they gave, whoever put it there. */
static void names_go_with_people(void **state)
{
	static const char code[] = "later-determination";
	struct record record;
	struct verdicts verdicts = {0};

	record_init(&record);
	record_set(&record, "scientificName", "Cynoctonum mitreola (L.) Britt.",
		   0.9, SOURCE_HUMAN);
	record_set(&record, "identifiedBy", "W. Feldhaus", 1, SOURCE_HUMAN);
	record_set(&record, IDENTIFICATION_TERM,
		   "[{\"scientificName\":\"Mitreola petiolata (J.F. Gmel.)\","
		   "\"identifiedBy\":\"W. Feldhaus\","
		   "\"dateIdentified\":\"1971\"}]",
		   -1, SOURCE_RULE);
	record_validate(*state, &record, &verdicts);
	assert_non_null(said(&verdicts, "identifiedBy", code));
	assert_int_equal(said(&verdicts, "identifiedBy", code)->severity,
			 SEVERITY_WARNING);
	verdicts_done(&verdicts);
	record_set(&record, "scientificName", "Mitreola petiolato Gmel.", 0.9,
		   SOURCE_HUMAN);
	record_validate(*state, &record, &verdicts);
	assert_null(said(&verdicts, "identifiedBy", code));
	verdicts_done(&verdicts);
	record_set(&record, "scientificName", "Mitreola sp.", 0.9,
		   SOURCE_HUMAN);
	record_validate(*state, &record, &verdicts);
	assert_null(said(&verdicts, "identifiedBy", code));
	verdicts_done(&verdicts);
	record_set(&record, "scientificName", "Cynoctonum mitreola", 0.9,
		   SOURCE_HUMAN);
	record_set(&record, "identifiedBy", "R.A. Howard", 1, SOURCE_HUMAN);
	record_validate(*state, &record, &verdicts);
	assert_null(said(&verdicts, "identifiedBy", code));
	verdicts_done(&verdicts);
	record_done(&record);
}

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_typed_is_a_list),
		cmocka_unit_test(members_have_an_order),
		cmocka_unit_test(of_a_line_what_fits_is_taken),
		cmocka_unit_test(the_latest_is_in_force),
		cmocka_unit_test(names_go_with_people),
		cmocka_unit_test(the_latest_is_offered),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
