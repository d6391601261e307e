/*
 * test_label_lexicon.c: classes of the words of labels.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/compiler.h"
#include "dwc/words/label_lexicon.h"

static void test_own(void **state)
{
	static const char own[] = "direction\ten\tnorth_of Nord\n"
				  "county\ten\tco.\n"
				  "number\t-\t# n\xc2\xb0\n"
				  "habitat\tfr\tfor\xc3\xaat Nord\n";
	const char *words[] = {"km", "North", "of", "(the)", "For\xc3\x8aT,"};
	label_set classes[ARRAY_LEN(words)], found = 0;
	struct label_lexicon *lexicon;
	struct error err;

	(void)state;
	assert_int_equal(label_lexicon_parse(own, &lexicon, &err), 0);
	assert_true(label_lexicon_classes(lexicon, "foret") ==
		    LABEL_BIT(LABEL_HABITAT));
	assert_true(label_lexicon_classes(lexicon, "NORD") ==
		    (LABEL_BIT(LABEL_HABITAT) | LABEL_BIT(LABEL_DIRECTION)));
	assert_true(label_lexicon_classes(lexicon, "Co") == 0);
	assert_true(label_lexicon_classes(lexicon, "Co.,") ==
		    LABEL_BIT(LABEL_COUNTY));
	assert_true(label_lexicon_classes(lexicon, "#") ==
		    LABEL_BIT(LABEL_NUMBER));
	assert_true(label_lexicon_classes(lexicon, "") == 0);
	assert_true(label_lexicon_classes(lexicon, "north") == 0);
	assert_int_equal(label_lexicon_phrase(lexicon, words + 1, 4, &found),
			 2);
	assert_true(found == LABEL_BIT(LABEL_DIRECTION));
	label_lexicon_mark(lexicon, words, ARRAY_LEN(words), classes);
	assert_true(classes[0] == 0 && classes[3] == 0);
	assert_true(classes[1] == found && classes[2] == found);
	assert_true(classes[4] == LABEL_BIT(LABEL_HABITAT));
	label_lexicon_free(lexicon);
}

static void test_faults(void **state)
{
	struct label_lexicon *lexicon;
	struct error err;

	(void)state;
	assert_int_equal(label_lexicon_parse("habitat\ten\n", &lexicon, &err),
			 -1);
	assert_int_equal(
		label_lexicon_parse("smell\ten\tsweet\n", &lexicon, &err), -1);
	assert_non_null(strstr(err.text, "line 1"));
	assert_int_equal(
		label_lexicon_parse("habitat\ten\t.\n", &lexicon, &err), -1);
}

static void test_table(void **state)
{
	struct label_lexicon *lexicon;
	struct error err;

	(void)state;
	assert_int_equal(label_lexicon_load(NULL, &lexicon, &err), 0);
	assert_true(label_lexicon_classes(lexicon, "prairie") &
		    LABEL_BIT(LABEL_HABITAT));
	label_lexicon_free(lexicon);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_own),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
