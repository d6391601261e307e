/*
 * test_along.c: what a label goes on with behind what is typed off it.
 */
#include "config.h"

#include "review/suggest/along.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"

/* A page of these lines; a word with a '%' before it was hardly read, one with
 * a '~' not well. The words are borrowed of `text`, which is cut up. */
static void page_make(char *text, struct transcript_word words[100],
		      struct transcript *ret)
{
	char *line, *lines = NULL;
	size_t n_lines = 0;

	*ret = (struct transcript){.words = words};
	for (line = strtok_r(text, "\n", &lines); line != NULL;
	     line = strtok_r(NULL, "\n", &lines)) {
		char *word, *rest = NULL;

		for (word = strtok_r(line, " ", &rest); word != NULL;
		     word = strtok_r(NULL, " ", &rest)) {
			bool hardly = *word == '%', badly = *word == '~';

			words[ret->n] = (struct transcript_word){
				.text = word + (hardly || badly),
				.confidence = hardly  ? 0.2
					      : badly ? 0.5
						      : 0.9,
				.line = n_lines,
				.speaks = true,
			};
			ret->n++;
		}
		n_lines++;
	}
}

static void goes_on(const char *label, const char *typed, const char *rest)
{
	char *text CLEANUP(mem_free_str) = mem_strdup(label);
	struct transcript_word words[100];
	struct transcript page;
	struct along along CLEANUP(along_done) = {0};

	page_make(text, words, &page);
	along_find(&page, typed, page.n, &along);
	if (rest == NULL)
		assert_null(along.rest);
	else
		assert_string_equal(along.rest != NULL ? along.rest : "(none)",
				    rest);
}

/* The same up to a word of the page that something else begins with. */
static void stops(const char *label, const char *typed, size_t word,
		  const char *rest)
{
	char *text CLEANUP(mem_free_str) = mem_strdup(label);
	struct transcript_word words[100];
	struct transcript page;
	struct along along CLEANUP(along_done) = {0};

	page_make(text, words, &page);
	along_find(&page, typed, page.n, &along);
	along_stop(&along, &page, word);
	if (rest == NULL)
		assert_null(along.rest);
	else
		assert_string_equal(along.rest != NULL ? along.rest : "(none)",
				    rest);
}

#define PARK                                              \
	"on barnacles in Arago State Park\n"              \
	"Coos County: Along Cape Arago Hwy, from Cape\n"  \
	"Arago State Park (43\u00b018\u2019N), through\n" \
	"Shore Acres State Park, to\n"

static void test_a_word_that_is_begun(void **state)
{
	goes_on(PARK, "b", "arnacles in Arago State Park");
	goes_on(PARK, "BARN", "acles in Arago State Park");
	goes_on(PARK, "x", NULL);
	goes_on(PARK, "", NULL);
	goes_on(PARK, " ", NULL);
	goes_on("Caf\u00e9 noir\n", "caf\u00e9", " noir");
	goes_on("\u00c9tang noir\n", "e", "tang noir");
}

/* What was typed before says which of several words is meant. */
static void test_words_before(void **state)
{
	goes_on(PARK, "in ", "Arago State Park");
	goes_on(PARK, "in Arago State P", "ark");
	goes_on(PARK, "Along Cape A", "rago Hwy, from Cape");
	goes_on(PARK, "Along Cape Arago ", "Hwy, from Cape");
	goes_on(PARK, "from Cape A", "rago State Park (43\u00b018'N), through");
	goes_on(PARK, "through Shore ", "Acres State Park, to");
}

/* Behind a line the next one goes on. */
static void test_lines(void **state)
{
	goes_on(PARK, "Along Cape Arago Hwy, from Cape",
		" Arago State Park (43\u00b018'N), through");
	goes_on(PARK, "from Cape ", "Arago State Park (43\u00b018'N), through");
	goes_on(PARK, "Shore Acres State Park, to", NULL);
	/* Lines of the value are gaps, too. */
	goes_on(PARK, "on barnacles in Arago State Park\nCoos County:\nAl",
		"ong Cape Arago Hwy, from Cape");
	goes_on(PARK, "Coos County:\n", "Along Cape Arago Hwy, from Cape");
}

/* A word that is broken at the end of its line is one word, and typing goes on
 * behind it. */
static void test_broken_words(void **state)
{
	const char *label = "dry sand, creep-\n"
			    "ing-rooted, spikes\n"
			    "near Saint-\n"
			    "Hubert, 4 cm\n";

	goes_on(label, "dry s", "and, creeping-rooted,");
	goes_on(label, "dry sand, cr", "eeping-rooted,");
	goes_on(label, "dry sand, creeping-rooted, s", "pikes");
	goes_on(label, "dry sand, creep-", " ing-rooted, spikes");
	goes_on(label, "dry sand, creeping-rooted", ", spikes");
	goes_on(label, "dry sand, creeping-rooted,", " spikes");
	goes_on(label, "dry sand, creeping-rooted.", " spikes");
	goes_on(label, "near S", "aint-Hubert,");
	goes_on(label, "near Saint-Hubert, ", "4 cm");
}

/* A word that was misread, left out, or read of a stain is stepped over. */
static void test_misread(void **state)
{
	const char *label = "Fplosers yellow with wine snot Annual\n"
			    "4 dm. % high\n";

	goes_on(label, "Flowers ", "yellow with wine snot Annual");
	goes_on(label, "wine spot ", "Annual");
	goes_on(label, "with wine spot", " Annual");
	goes_on(label, "wine spo", NULL);
	goes_on(label, "Flowers", NULL);
	goes_on(label, "with red wine ", "snot Annual");
	goes_on(label, "yellow wine ", "snot Annual");
}

/* What is begun is not a misreading of another word, and a short word is not
 * one of any that is as short. */
static void test_not_misread(void **state)
{
	const char *label = "Avalanche Lake Trail of the Park\n";

	goes_on(label, "Ale", NULL);
	goes_on(label, "Lake", " Trail of the Park");
	goes_on(label, "Avalenche", NULL);
	goes_on(label, "Avalenche ", "Lake Trail of the Park");
	goes_on(label, "tho ", "Park");
	goes_on(label, "a ", NULL);
	goes_on(label, "on ", NULL);
}

/* What was hardly read is never told of, what was not read well where the
 * words before it say that it stands there. */
static void test_noise(void **state)
{
	goes_on("grassy %xqj slope\n", "x", NULL);
	goes_on("grassy %xqj slope\n", "gr", "assy");
	goes_on("grassy ~slape near\n", "s", NULL);
	goes_on("grassy ~slape near\n", "grassy ", "slape near");
}

/* The dots of a form, or a bracket, before a word. */
static void test_marks_before(void **state)
{
	goes_on("habitat .Grassy area\n", "Gr", "assy area");
	goes_on("habitat .Grassy area\n", ".Gr", "assy area");
	goes_on("on rocks (wet) near\n", "w", "et) near");
	goes_on("on rocks ... near\n", "x", NULL);
}

static void test_hostile(void **state)
{
	char long_text[5000];

	memset(long_text, 'a', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	goes_on(PARK, long_text, NULL);
	goes_on("", "a", NULL);
	goes_on(PARK, "\xff\xfe", NULL);
	goes_on("\xff\xfe b\n", "b", NULL);
}

static void test_stops(void **state)
{
	const char *label = "Roy O. Woodbury, March 27, creep-\n"
			    "ing 1972\n";

	stops(label, "R", 7, "oy O. Woodbury, March 27, creeping");
	stops(label, "R", 6, "oy O. Woodbury, March 27, creeping");
	stops(label, "R", 5, "oy O. Woodbury, March 27");
	stops(label, "R", 3, "oy O. Woodbury");
	stops(label, "Roy", 2, " O.");
	stops(label, "Roy O.", 3, " Woodbury");
	stops(label, "Roy O. Woodbury", 3, NULL);
	stops(label, "R", 1, "oy");
	stops(label, "R", 0, NULL);
	stops(label, "x", 0, NULL);
}

static void test_marks(void **state)
{
	char *text = along_typed("\u201c43\u00b018\u2019N\u201d \u2013 x");

	assert_string_equal(text, "\"43\u00b018'N\" - x");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_word_that_is_begun),
		cmocka_unit_test(test_words_before),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_broken_words),
		cmocka_unit_test(test_misread),
		cmocka_unit_test(test_not_misread),
		cmocka_unit_test(test_noise),
		cmocka_unit_test(test_marks_before),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_stops),
		cmocka_unit_test(test_marks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
