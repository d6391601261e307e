/*
 * test_gbif.c: what GBIF says, read from its JSON; how it is asked; what its
 * replies mean.
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
#include "engine/gbif/ask.h"
#include "engine/gbif/gbif.h"

#define SYNONYM                                                             \
	"{\"synonym\":true,\"usage\":{\"key\":\"93V8\",\"name\":"           \
	"\"Agropyron dasystachyum (Hook.) Scribn.\",\"canonicalName\":"     \
	"\"Agropyron dasystachyum\",\"authorship\":\"(Hook.) Scribn.\","    \
	"\"rank\":\"SPECIES\",\"status\":\"SYNONYM\"},\"acceptedUsage\":{"  \
	"\"key\":6,\"name\":\"Elymus lanceolatus\",\"authorship\":"         \
	"\"(Scribn. & J.G.Sm.) Gould\"},\"classification\":[{\"name\":"     \
	"\"Plantae\",\"rank\":\"KINGDOM\"},{\"name\":\"Poaceae\",\"rank\":" \
	"\"FAMILY\"}],\"diagnostics\":{\"matchType\":\"EXACT\","            \
	"\"confidence\":98,\"alternatives\":[{\"usage\":{\"name\":"         \
	"\"Agropyron x\"},\"diagnostics\":{\"matchType\":\"VARIANT\","      \
	"\"confidence\":70}},{\"diagnostics\":{}}]}}"

static void check_synonym(const struct gbif_match *match)
{
	char *whole CLEANUP(mem_free_str) = gbif_usage_whole(&match->accepted);
	char *plain CLEANUP(mem_free_str) = gbif_usage_plain(&match->usage);

	assert_int_equal(match->type, GBIF_EXACT);
	assert_int_equal(match->confidence, 98);
	assert_string_equal(plain, "Agropyron dasystachyum");
	assert_string_equal(whole,
			    "Elymus lanceolatus (Scribn. & J.G.Sm.) Gould");
	assert_string_equal(match->accepted.key, "6");
	assert_string_equal(match->kingdom, "Plantae");
	assert_string_equal(match->family, "Poaceae");
	/* One without a name is not an alternative. */
	assert_int_equal(match->n_others, 1);
	assert_int_equal(match->others[0].type, GBIF_VARIANT);
	assert_int_equal(match->others[0].confidence, 70);
}

/* What is kept is read as what came. */
static void test_match_is_read_again(void **state)
{
	struct gbif_match match, again;
	struct bytes text CLEANUP(bytes_done) = {0};
	json_t *value CLEANUP(json_release) = NULL;

	assert_int_equal(
		gbif_match_read(SYNONYM, strlen(SYNONYM), &match, NULL), 0);
	check_synonym(&match);
	value = gbif_match_write(&match);
	json_write_line(value, &text);
	assert_int_equal(gbif_match_read(text.data, text.len, &again, NULL), 0);
	check_synonym(&again);
	gbif_match_done(&match);
	gbif_match_done(&again);
}

static void test_types(void **state)
{
	static const struct {
		const char *text;
		enum gbif_type type;
		int confidence;
	} rows[] = {
		{"{\"diagnostics\":{\"matchType\":\"EXACT\"}}", GBIF_EXACT, -1},
		{"{\"diagnostics\":{\"matchType\":\"VARIANT\","
		 "\"confidence\":85}}",
		 GBIF_VARIANT, 85},
		{"{\"diagnostics\":{\"matchType\":\"HIGHERRANK\","
		 "\"confidence\":1e9}}",
		 GBIF_HIGHERRANK, -1},
		{"{\"diagnostics\":{\"matchType\":\"NONE\","
		 "\"confidence\":\"100\"}}",
		 GBIF_NONE, -1},
		{"{\"diagnostics\":{\"matchType\":\"AMBIGUOUS\"}}", GBIF_UNTOLD,
		 -1},
		{"{\"diagnostics\":{\"matchType\":\"\"}}", GBIF_UNTOLD, -1},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct gbif_match match;

		assert_int_equal(gbif_match_read(rows[i].text,
						 strlen(rows[i].text), &match,
						 NULL),
				 0);
		assert_int_equal(match.type, rows[i].type);
		assert_int_equal(match.confidence, rows[i].confidence);
		assert_string_equal(match.usage.name, "");
		gbif_match_done(&match);
	}
}

/* What is no answer of version 2 is refused, not taken for "no such name". */
static void test_what_is_no_match(void **state)
{
	static const char *const texts[] = {
		"",
		"{",
		"[]",
		"{}",
		"\"EXACT\"",
		"{\"matchType\":\"EXACT\",\"usageKey\":1}",
		"{\"diagnostics\":{}}",
		"{\"diagnostics\":{\"matchType\":3}}",
		"<html>busy</html>",
	};
	struct gbif_match match;

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		assert_int_equal(gbif_match_read(texts[i], strlen(texts[i]),
						 &match, NULL),
				 -1);
}

static void test_texts_are_clean(void **state)
{
	static const char text[] =
		"{\"usage\":{\"name\":\"\\u001b[31mCarex\\u202e\\n a\"},"
		"\"diagnostics\":{\"matchType\":\"EXACT\"}}";
	struct gbif_match match;

	assert_int_equal(gbif_match_read(text, sizeof(text) - 1, &match, NULL),
			 0);
	assert_string_equal(match.usage.name, "[31mCarex a");
	gbif_match_done(&match);
}

static void test_areas(void **state)
{
	static const char text[] =
		"[{\"type\":\"Political\",\"title\":\"Canada\","
		"\"isoCountryCode2Digit\":\"CA\",\"distance\":0.0},"
		"{\"type\":\"WGSRPD\",\"title\":\"Saskatchewan\"},"
		"{\"isoCountryCode2Digit\":\"usa\"},"
		"{\"isoCountryCode2Digit\":\"US\",\"distance\":0.05}]";
	struct gbif_areas areas;

	assert_int_equal(gbif_areas_read(text, sizeof(text) - 1, &areas, NULL),
			 0);
	assert_int_equal(areas.n, 2);
	assert_string_equal(areas.items[0].title, "Canada");
	assert_true(areas.items[0].distance == 0);
	assert_string_equal(areas.items[1].code, "US");
	assert_true(areas.items[1].distance > 0);
	gbif_areas_done(&areas);
	assert_int_equal(gbif_areas_read("{}", 2, &areas, NULL), -1);
}

static void test_index(void **state)
{
	static const struct {
		const char *text, *state;
	} rows[] = {
		{"{\"created\":\"2026-08-01\",\"mainIndex\":{\"datasetAlias\":"
		 "\"COL26.6 XR\",\"clbDatasetKey\":\"315557\"}}",
		 "COL26.6 XR 315557"},
		{"{\"created\":\"2026-08-01\",\"mainIndex\":{\"datasetTitle\":"
		 "\"My list\"}}",
		 "My list 2026-08-01"},
		{"{\"mainIndex\":{\"datasetAlias\":\"A\"}}", "A"},
		{"{}", NULL},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *is = NULL;
		int rc = gbif_index_read(rows[i].text, strlen(rows[i].text),
					 &is, NULL);

		assert_int_equal(rc, rows[i].state != NULL ? 0 : -1);
		if (rc == 0)
			assert_string_equal(is, rows[i].state);
		free(is);
	}
}

static void test_addresses(void **state)
{
	const struct gbif_server server = {"http://h/", "K"};
	char *name CLEANUP(mem_free_str) =
		gbif_name_url(&server, &(struct gbif_name){.name = "Carex & co",
							   .author = "(L.) Ö",
							   .family = "",
							   .kingdom = NULL});
	char *place CLEANUP(mem_free_str) =
		gbif_place_url(&server, 50.45678, -0.001);

	assert_string_equal(name, "http://h/v2/species/match?scientificName="
				  "Carex%20%26%20co&scientificNameAuthorship="
				  "%28L.%29%20%C3%96&checklistKey=K&"
				  "verbose=true");
	assert_string_equal(place, "http://h/v1/geocode/reverse?lat=50.5&"
				   "lng=0.0&uncertaintyDegrees=0.2");
}

static void test_replies(void **state)
{
	static const struct {
		enum http_fate fate;
		int status;
		enum gbif_reply reply;
	} rows[] = {
		{HTTP_ANSWERED, 200, GBIF_REPLY_GOOD},
		{HTTP_ANSWERED, 204, GBIF_REPLY_GOOD},
		{HTTP_ANSWERED, 301, GBIF_REPLY_CLOSED},
		{HTTP_ANSWERED, 400, GBIF_REPLY_REFUSED},
		{HTTP_ANSWERED, 403, GBIF_REPLY_CLOSED},
		{HTTP_ANSWERED, 404, GBIF_REPLY_CLOSED},
		{HTTP_ANSWERED, 420, GBIF_REPLY_AGAIN},
		{HTTP_ANSWERED, 429, GBIF_REPLY_AGAIN},
		{HTTP_ANSWERED, 500, GBIF_REPLY_AGAIN},
		{HTTP_ANSWERED, 503, GBIF_REPLY_AGAIN},
		{HTTP_NO_SERVER, 0, GBIF_REPLY_AGAIN},
		{HTTP_TIMED_OUT, 0, GBIF_REPLY_AGAIN},
		{HTTP_BROKEN, 200, GBIF_REPLY_AGAIN},
		{HTTP_INSECURE, 0, GBIF_REPLY_CLOSED},
		{HTTP_TOO_LARGE, 200, GBIF_REPLY_REFUSED},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct http_reply reply;
		struct gbif_told told;

		http_reply_init(&reply);
		reply.fate = rows[i].fate;
		reply.status = rows[i].status;
		reply.retry_after_ms = 7000;
		gbif_reply_read(&reply, &told);
		assert_int_equal(told.reply, rows[i].reply);
		assert_int_equal(told.wait_ms,
				 told.reply == GBIF_REPLY_GOOD ? -1 : 7000);
		http_reply_done(&reply);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_match_is_read_again),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_what_is_no_match),
		cmocka_unit_test(test_texts_are_clean),
		cmocka_unit_test(test_areas),
		cmocka_unit_test(test_index),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_replies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
