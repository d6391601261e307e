/*
 * test_outcome.c: lines of raw.jsonl in all shapes.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "base/file/file.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "run/journal/outcome.h"
#include "tests/kit/scratch.h"

#define SHA "0a3108d66f7e04b8245781a8ed99d30c4f64e5ecc7a234e1913b21407b3afa7d"
#define CAPITALS \
	"0A3108D66F7E04B8245781A8ED99D30C4F64E5ECC7A234E1913B21407B3AFA7D"

static void assert_same(const char *a, const char *b, const char *line)
{
	if ((a == NULL) != (b == NULL) || (a != NULL && strcmp(a, b) != 0))
		fail_msg("%s, not %s: %s", a, b, line);
}

/* Read without its values a line says the same of all else. */
static void assert_head(const char *text, const struct outcome *whole)
{
	struct outcome head;
	struct error err = {0};

	if (outcome_read_head(text, strlen(text), &head, &err) < 0)
		fail_msg("%s: %s", err.text, text);
	assert_same(head.specimen_id, whole->specimen_id, text);
	assert_same(head.image, whole->image, text);
	assert_same(head.model, whole->model, text);
	assert_same(head.provider, whole->provider, text);
	assert_same(head.timestamp, whole->timestamp, text);
	assert_same(head.params_sha256, whole->params_sha256, text);
	assert_same(head.error, whole->error, text);
	assert_same(head.error_kind, whole->error_kind, text);
	assert_true(head.cost_usd == whole->cost_usd);
	assert_true(head.latency_ms == whole->latency_ms);
	assert_true((head.dwc.n > 0) == (whole->dwc.n > 0));
	outcome_done(&head);
}

/* Reads a line that has to be good; returns its shape. */
static int read_line(const char *text, struct outcome *ret)
{
	struct error err = {0};
	int shape = -1;

	if (outcome_read(text, strlen(text), ret, &shape, &err) < 0)
		fail_msg("%s: %s", err.text, text);
	assert_head(text, ret);
	return shape;
}

static void assert_refused(const char *text, const char *why)
{
	struct outcome outcome = {.http_status = 77};
	struct error err = {0};

	assert_int_equal(outcome_read(text, strlen(text), &outcome, NULL, &err),
			 -1);
	if (strstr(err.text, why) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", err.text, why);
	assert_int_equal(outcome.http_status, 77);
}

static char *written(const struct outcome *outcome)
{
	struct bytes line = {0};

	outcome_write(outcome, &line);
	assert_int_equal(line.data[line.len - 1], '\n');
	line.data[--line.len] = '\0';
	assert_null(strchr(line.data, '\n'));
	return bytes_steal(&line);
}

/* What is written reads back, and is then written the same. */
static void assert_stable(const struct outcome *outcome)
{
	char *once CLEANUP(mem_free_str) = written(outcome);
	char *twice CLEANUP(mem_free_str) = NULL;
	struct outcome again;

	read_line(once, &again);
	assert_string_equal(again.specimen_id, outcome->specimen_id);
	assert_string_equal(again.image, outcome->image);
	assert_string_equal(again.timestamp, outcome->timestamp);
	assert_int_equal(again.error != NULL, outcome->error != NULL);
	assert_int_equal(again.dwc.n, outcome->dwc.n);
	twice = written(&again);
	assert_string_equal(twice, once);
	outcome_done(&again);
}

static double confidence(const struct outcome *o, const char *term)
{
	const struct field *field = record_find(&o->dwc, term);

	assert_non_null(field);
	return field->confidence;
}

/* --- the shapes ----------------------------------------------------------- */

static void test_shape_1(void **state)
{
	struct outcome o;

	assert_int_equal(
		read_line("{\"image\":\"b/" SHA ".jpg\",\"model\":\"qwen\","
			  "\"provider\":\"openrouter\",\"dwc\":{"
			  "\"country\":{\"value\":\"Canada\","
			  "\"confidence\":0.9},\"locality\":\"Regina\","
			  "\"county\":{\"value\":\"x\",\"confidence\":null}},"
			  "\"timestamp\":\"2025-10-09T03:08:04.225116\","
			  "\"usage\":{\"total_tokens\":7,\"cost\":0.25,"
			  "\"new\":[1]},\"later\":{\"a\":1}}",
			  &o),
		1);
	assert_string_equal(o.specimen_id, SHA);
	assert_null(o.sha256);
	assert_string_equal(o.model, "qwen");
	assert_string_equal(o.provider, "openrouter");
	assert_string_equal(o.timestamp, "2025-10-09T03:08:04.225116");
	assert_string_equal(record_value(&o.dwc, "country"), "Canada");
	assert_true(confidence(&o, "country") == 0.9);
	assert_true(confidence(&o, "locality") == 0.5);
	assert_true(confidence(&o, "county") == 0.5);
	assert_int_equal(record_find(&o.dwc, "country")->source, SOURCE_MODEL);
	assert_true(o.cost_usd == 0.25);
	assert_null(o.error);
	assert_non_null(json_object_get(o.extra, "later"));
	assert_null(json_object_get(o.extra, "usage"));
	assert_stable(&o);
	outcome_done(&o);
}

static void test_shape_2(void **state)
{
	struct outcome o;

	assert_int_equal(read_line("{\"image\":\"x.jpg\",\"model\":\"m\","
				   "\"provider\":\"openrouter\",\"timestamp\":"
				   "\"2025-10-09T03:08:04+00:00\",\"error\":"
				   "\"429 Too Many Requests\"}",
				   &o),
			 2);
	assert_string_equal(o.specimen_id, "name:x.jpg");
	assert_string_equal(o.error, "429 Too Many Requests");
	assert_string_equal(o.timestamp, "2025-10-09T03:08:04Z");
	assert_int_equal(o.dwc.n, 0);
	assert_null(o.extra);
	assert_stable(&o);
	outcome_done(&o);
}

static void test_shape_3(void **state)
{
	struct outcome o;

	assert_int_equal(
		read_line("{\"run_id\":\"batch-2025-10-06T22:49:15.150722\","
			  "\"image\":\"" SHA ".jpg\",\"sha256\":\"" SHA
			  "\",\"engine\":\"gpt\",\"engine_version\":\"gpt-4o\","
			  "\"dwc\":{\"country\":\"CANADA\",\"sex\":\"\","
			  "\"locality\":\"Regina\"},\"dwc_confidence\":{"
			  "\"country\":1.0,\"sex\":null},\"flags\":[],"
			  "\"added_fields\":[],\"errors\":[],"
			  "\"batch_custom_id\":\"specimen-" SHA
			  "\",\"batch_response_id\":\"b1\"}",
			  &o),
		3);
	assert_string_equal(o.specimen_id, SHA);
	assert_string_equal(o.sha256, SHA);
	assert_string_equal(o.model, "gpt-4o");
	assert_string_equal(o.provider, "openai");
	assert_string_equal(o.timestamp, "2025-10-06T22:49:15.150722");
	assert_true(confidence(&o, "country") == 1);
	assert_true(confidence(&o, "sex") == 0.5);
	assert_true(confidence(&o, "locality") == 0.5);
	assert_string_equal(json_string_at(o.extra, "engine"), "gpt");
	assert_non_null(json_object_get(o.extra, "dwc_confidence"));
	assert_stable(&o);
	outcome_done(&o);
}

static void test_shape_4(void **state)
{
	static const char *const lines[] = {
		"{\"sha256\":\"" SHA "\",\"custom_id\":\"specimen-" SHA
		"\",\"error\":\"no JSON\",\"status\":\"failed\","
		"\"raw_content\":\"I am sorry\"}",
		"{\"custom_id\":\"specimen-" SHA "\",\"error\":{\"code\":500,"
		"\"message\":\"no JSON\"},\"status\":\"failed\","
		"\"raw_content\":\"I am sorry\"}",
		/* As OpenRouter has them. */
		"{\"custom_id\":\"" CAPITALS "\",\"error\":{\"code\":500,"
		"\"message\":\"no JSON\"},\"status\":\"failed\","
		"\"raw_content\":\"I am sorry\"}",
	};

	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		struct outcome o;

		assert_int_equal(read_line(lines[i], &o), 4);
		assert_string_equal(o.specimen_id, SHA);
		assert_string_equal(o.image, "");
		assert_string_equal(o.error, "no JSON");
		assert_string_equal(o.timestamp, "");
		assert_string_equal(json_string_at(o.extra, "raw_content"),
				    "I am sorry");
		assert_stable(&o);
		outcome_done(&o);
	}
}

static void test_shape_5(void **state)
{
	struct outcome o;

	assert_int_equal(
		read_line("{\"run_id\":\"2025-10-05T18:42:52+00:00\","
			  "\"image\":\"a.jpg\",\"sha256\":\"" SHA
			  "\",\"engine\":\"vision\",\"engine_version\":null,"
			  "\"dwc\":{\"country\":\"CANADA\"},\"flags\":[],"
			  "\"errors\":[],\"dwc_confidence\":{\"country\":0.8},"
			  "\"identification_history\":[{\"x\":1}]}",
			  &o),
		5);
	assert_string_equal(o.model, "vision");
	assert_string_equal(o.provider, "vision");
	assert_string_equal(o.timestamp, "2025-10-05T18:42:52Z");
	assert_true(confidence(&o, "country") == 0.8);
	assert_int_equal(record_find(&o.dwc, "country")->source, SOURCE_RULE);
	assert_non_null(json_object_get(o.extra, "identification_history"));
	assert_stable(&o);
	outcome_done(&o);
	assert_int_equal(read_line("{\"image\":\"a.jpg\",\"engine\":\"gpt\","
				   "\"dwc\":{},\"errors\":[\"no key\","
				   "\"no luck\"]}",
				   &o),
			 5);
	assert_string_equal(o.error, "no key; no luck");
	assert_stable(&o);
	outcome_done(&o);
}

/* A history of determinations is a value, and stands in a line as a list;
 * what of an imported one is unknown here stays beside it. */
static void test_history(void **state)
{
	static const char own[] =
		"{\"image\":\"a.jpg\",\"dwc\":{\"sex\":\"male\"},"
		"\"identification_history\":[{\"identifiedBy\":\"A\"}]}";
	static const char imported[] =
		"{\"image\":\"a.jpg\",\"dwc\":{\"sex\":\"male\"},"
		"\"identification_history\":[{\"identifiedBy\":\"A\","
		"\"taxonID\":\"t:1\"},{\"x\":1}]}";
	struct bytes line = {0};
	struct outcome o;

	read_line(own, &o);
	assert_string_equal(record_value(&o.dwc, "identificationHistory"),
			    "[{\"identifiedBy\":\"A\"}]");
	assert_null(json_object_get(o.extra, "identification_history"));
	outcome_write(&o, &line);
	assert_non_null(strstr(line.data, "\"identification_history\":[{"));
	assert_null(strstr(line.data, "identificationHistory"));
	assert_stable(&o);
	outcome_done(&o);
	bytes_done(&line);
	read_line(imported, &o);
	assert_string_equal(record_value(&o.dwc, "identificationHistory"),
			    "[{\"identifiedBy\":\"A\"}]");
	outcome_write(&o, &line);
	assert_non_null(strstr(line.data, "taxonID"));
	assert_stable(&o);
	outcome_done(&o);
	bytes_done(&line);
}

static void test_shape_6(void **state)
{
	struct outcome o;

	assert_int_equal(
		read_line("{\"image\":\"x.jpg\",\"specimen_id\":\"abc\","
			  "\"model\":\"vision-api\",\"provider\":\"apple\","
			  "\"extraction_method\":\"simple\",\"ocr_engine\":"
			  "\"vision\",\"dwc\":{\"country\":{\"value\":"
			  "\"Canada\",\"confidence\":0.963}},\"timestamp\":"
			  "\"2025-10-31T21:56:16.591399+00:00\","
			  "\"converted_from_csv\":true}",
			  &o),
		6);
	assert_string_equal(o.specimen_id, "abc");
	assert_int_equal(record_find(&o.dwc, "country")->source, SOURCE_RULE);
	assert_string_equal(o.timestamp, "2025-10-31T21:56:16.591399Z");
	assert_stable(&o);
	outcome_done(&o);
}

/* Everything of our own shape comes back. */
static void test_own_shape(void **state)
{
	static const char line[] =
		"{\"image\":\"a/\xc3\xa9.jpg\",\"specimen_id\":\"" SHA
		"#2\",\"sha256\":\"" SHA "\",\"model\":\"vasculum-local\","
		"\"provider\":\"local\",\"dwc\":{\"country\":{\"value\":"
		"\"Canada\",\"confidence\":0.5,\"boxes\":[[1,2,3,4]],"
		"\"evidence\":0.25,\"why\":\"x\"},\"sex\":{\"value\":\"\"}},"
		"\"timestamp\":\"2026-11-23T20:15:04.123456Z\",\"run_id\":"
		"\"r1\",\"params_sha256\":\"" SHA "\",\"attempts\":2,"
		"\"latency_ms\":12.5,\"finish_reason\":\"stop\",\"usage\":{"
		"\"total_tokens\":9,\"cost\":0.001},\"generation_id\":\"g\","
		"\"labels\":[{\"box\":[10,20,30,40],\"rotation\":90,"
		"\"score\":0.75}],\"sheet_rotation\":270,\"later\":1}";
	struct outcome o;
	char *again CLEANUP(mem_free_str) = NULL;

	assert_int_equal(read_line(line, &o), 0);
	assert_string_equal(o.specimen_id, SHA "#2");
	assert_int_equal(record_find(&o.dwc, "country")->source, SOURCE_RULE);
	assert_true(confidence(&o, "sex") == -1);
	assert_int_equal(o.attempts, 2);
	assert_true(o.latency_ms == 12.5);
	assert_int_equal(o.labels.n, 1);
	assert_int_equal(o.labels.items[0].box.h, 40);
	assert_int_equal(o.labels.items[0].rotation, 90);
	assert_int_equal(o.labels.sheet_rotation, 270);
	again = written(&o);
	assert_string_equal(again, line);
	outcome_done(&o);
}

static void test_own_failure(void **state)
{
	static const char line[] =
		"{\"image\":\"a.jpg\",\"specimen_id\":\"" SHA
		"\",\"sha256\":\"" SHA "\",\"model\":\"m\",\"provider\":"
		"\"openai\",\"error\":\"no room\",\"error_kind\":\"http\","
		"\"error_scope\":\"account\",\"http_status\":402,"
		"\"timestamp\":\"2026-11-23T20:15:04Z\",\"run_id\":\"r\","
		"\"params_sha256\":\"" SHA "\"}";
	struct outcome o;
	char *again CLEANUP(mem_free_str) = NULL;

	assert_int_equal(read_line(line, &o), 0);
	assert_string_equal(o.error_scope, "account");
	assert_int_equal(o.http_status, 402);
	again = written(&o);
	assert_string_equal(again, line);
	outcome_done(&o);
}

/* One that was never fetched has no hash: what its request was called in a
 * batch is that of its address. */
static void test_own_without_hash(void **state)
{
	struct outcome o;

	read_line("{\"image\":\"https://h/a.jpg\",\"specimen_id\":"
		  "\"name:https://h/a.jpg\",\"model\":\"m\",\"dwc\":{},"
		  "\"custom_id\":\"specimen-" SHA "\",\"batch_id\":\"b\","
		  "\"params_sha256\":\"" SHA "\"}",
		  &o);
	assert_null(o.sha256);
	assert_string_equal(o.specimen_id, "name:https://h/a.jpg");
	outcome_done(&o);
}

/* --- oddities ------------------------------------------------------------- */

static void test_no_label_found(void **state)
{
	struct outcome o;

	read_line("{\"image\":\"a.jpg\",\"dwc\":{}}", &o);
	assert_null(o.error);
	assert_int_equal(o.dwc.n, 0);
	assert_stable(&o);
	outcome_done(&o);
}

static void test_passes(void **state)
{
	static const char *const names[] = {"PASS_2", "pass_2", "PASS 2"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char *line CLEANUP(mem_free_str) = mem_printf(
			"{\"image\":\"a.jpg\",\"batch_custom_id\":\"c\","
			"\"dwc\":{\"PASS_1\":{\"country\":\"no\"},\"%s\":{"
			"\"country\":\"yes\"}},\"dwc_confidence\":{\"%s\":{"
			"\"country\":\"0.7\"}}}",
			names[i], names[i]);
		struct outcome o;

		assert_int_equal(read_line(line, &o), 3);
		assert_int_equal(o.dwc.n, 1);
		assert_string_equal(record_value(&o.dwc, "country"), "yes");
		assert_true(confidence(&o, "country") == 0.7);
		assert_stable(&o);
		outcome_done(&o);
	}
}

/* An error beside fields is not a failure, and is kept. */
static void test_error_beside_fields(void **state)
{
	struct outcome o;

	read_line("{\"image\":\"a.jpg\",\"dwc\":{\"sex\":\"f\"},\"error\":"
		  "\"late\",\"errors\":[\"e\"]}",
		  &o);
	assert_null(o.error);
	assert_string_equal(json_string_at(o.extra, "error"), "late");
	assert_stable(&o);
	outcome_done(&o);
}

/* Data only: kept as written, and never a file of ours. */
static void test_hostile_image(void **state)
{
	struct outcome o;

	read_line("{\"image\":\"../../etc/passwd\",\"dwc\":{}}", &o);
	assert_string_equal(o.image, "../../etc/passwd");
	assert_string_equal(o.specimen_id, "name:../../etc/passwd");
	assert_false(file_is_below(o.image));
	assert_stable(&o);
	outcome_done(&o);
}

static void test_broken_strings(void **state)
{
	static const char line[] = "{\"image\":\"a\xff.jpg\",\"dwc\":{\"sex\":"
				   "\"f\\u0000\xc3\"},\"x\":\"\\ud800\"}";
	struct outcome o;

	read_line(line, &o);
	assert_string_equal(o.image, "a\xef\xbf\xbd.jpg");
	assert_string_equal(record_value(&o.dwc, "sex"), "f\xef\xbf\xbd");
	assert_stable(&o);
	outcome_done(&o);
}

static void test_upper_case_hash(void **state)
{
	struct outcome o;

	read_line("{\"image\":\"A3108D66F7E04B8245781A8ED99D30C4F64E5ECC7A234E1"
		  "913B21407B3AFA7D0.JPG\",\"dwc\":{}}",
		  &o);
	assert_string_equal(o.specimen_id,
			    "a3108d66f7e04b8245781a8ed99d30c4f64e5ecc7a234e191"
			    "3b21407b3afa7d0");
	outcome_done(&o);
	/* 65 digits, or none: no hash. */
	read_line("{\"image\":\"" SHA "0.jpg\",\"sha256\":\"abc\",\"dwc\":{}}",
		  &o);
	assert_string_equal(o.specimen_id, "name:" SHA "0.jpg");
	assert_null(o.sha256);
	assert_stable(&o);
	outcome_done(&o);
}

static void test_no_person(void **state)
{
	struct outcome o;

	read_line("{\"image\":\"a.jpg\",\"dwc\":{\"sex\":{\"value\":\"f\","
		  "\"source\":\"human\",\"by\":\"eve\"}}}",
		  &o);
	assert_int_equal(record_find(&o.dwc, "sex")->source, SOURCE_MODEL);
	assert_null(record_find(&o.dwc, "sex")->by);
	outcome_done(&o);
}

static void test_refused(void **state)
{
	char *long_id CLEANUP(mem_free_str) = mem_alloc(6000);
	char *line CLEANUP(mem_free_str) = NULL;

	assert_refused("", "not JSON");
	assert_refused("{\"image\":\"a.jpg\",\"dwc\":{", "not JSON");
	assert_refused("[]", "not a JSON object");
	assert_refused("\"x\"", "not a JSON object");
	assert_refused("{\"dwc\":{}}", "names no sheet");
	assert_refused("{\"image\":\"\",\"dwc\":{}}", "names no sheet");
	assert_refused("{\"image\":7,\"dwc\":{}}", "names no sheet");
	assert_refused("{\"image\":\"a\"}", "neither dwc nor error");
	assert_refused("{\"image\":\"a\",\"dwc\":null}", "neither dwc");
	assert_refused("{\"image\":\"a\",\"dwc\":\"x\"}",
		       "dwc is not an object");
	assert_refused("{\"image\":\"a\",\"dwc\":[1]}", "dwc is not an object");
	assert_refused("{\"image\":\"a\",\"error\":\"\"}", "neither dwc");
	memset(long_id, 'x', 5999);
	long_id[5999] = '\0';
	line = mem_printf("{\"image\":\"%s\",\"dwc\":{}}", long_id);
	assert_refused(line, "longer than");
}

/* Odd types where strings and numbers are expected. */
static void test_odd_types(void **state)
{
	struct outcome o;

	read_line("{\"image\":\"a\",\"dwc\":{},\"params_sha256\":7,\"model\":"
		  "[],\"provider\":null,\"timestamp\":5,\"run_id\":{},"
		  "\"attempts\":\"x\",\"latency_ms\":-5,\"usage\":[1],"
		  "\"http_status\":1e99,\"labels\":[{\"box\":[1,2,3]}],"
		  "\"sheet_rotation\":1e300,\"errors\":{},\"status\":1}",
		  &o);
	assert_null(o.model);
	assert_null(o.params_sha256);
	assert_true(o.latency_ms == -1);
	assert_int_equal(o.labels.n, 0);
	assert_stable(&o);
	outcome_done(&o);
	read_line("{\"image\":\"a\",\"dwc\":{},\"sheet_rotation\":1e300,"
		  "\"labels\":[{\"box\":[1,2,3,4],\"rotation\":-1e30}]}",
		  &o);
	assert_int_equal(o.labels.sheet_rotation, -1);
	assert_int_equal(o.labels.items[0].rotation, -1);
	outcome_done(&o);
}

/* Numbers are written with a point whatever the locale says. */
static void test_comma_locale(void **state)
{
	char *dir = scratch_new();
	bool comma = scratch_comma_locale(dir);
	struct outcome o;

	scratch_free(dir);
	if (!comma)
		skip();
	read_line("{\"image\":\"a\",\"dwc\":{\"sex\":{\"value\":-104.25,"
		  "\"confidence\":\"0.75\"}},\"x\":0.125,"
		  "\"latency_ms\":1.5,\"params_sha256\":null}",
		  &o);
	assert_true(confidence(&o, "sex") == 0.75);
	assert_string_equal(record_value(&o.dwc, "sex"), "-104.25");
	assert_true(o.latency_ms == 1.5);
	assert_stable(&o);
	setlocale(LC_ALL, "C");
	assert_stable(&o);
	outcome_done(&o);
}

/* --- real files ----------------------------------------------------------- */

static void check_specimens(const char *name, int shape, size_t want,
			    size_t want_failed)
{
	char *path CLEANUP(mem_free_str) = scratch_specimen(name);
	char *text CLEANUP(mem_free_str) = NULL;
	size_t n = 0, failed = 0;
	char *save;

	if (path == NULL)
		skip();
	text = scratch_read("", path, NULL);
	for (char *line = strtok_r(text, "\n", &save); line != NULL;
	     line = strtok_r(NULL, "\n", &save), n++) {
		struct outcome o;

		assert_int_equal(read_line(line, &o), shape);
		assert_int_equal(strlen(o.specimen_id), 64);
		assert_memory_equal(o.specimen_id, o.image, 64);
		assert_true(strchr(o.timestamp, 'T') != NULL);
		assert_non_null(o.model);
		assert_non_null(o.provider);
		assert_true(o.error != NULL || o.dwc.n > 0);
		failed += o.error != NULL;
		assert_stable(&o);
		outcome_done(&o);
	}
	assert_int_equal(n, want);
	assert_int_equal(failed, want_failed);
}

static void test_specimens_openrouter(void **state)
{
	check_specimens("openrouter-20.raw.jsonl", 1, 20, 0);
}

static void test_specimens_batch(void **state)
{
	check_specimens("openai-batch-10.raw.jsonl", 3, 10, 0);
}

static void test_specimens_rules(void **state)
{
	check_specimens("rules-10.raw.jsonl", 5, 10, 0);
}

static void test_specimens_errors(void **state)
{
	check_specimens("errors-10.raw.jsonl", 5, 10, 10);
}

static void test_specimens_published(void **state)
{
	check_specimens("published-2702.raw.jsonl", 6, 2702, 0);
}

/* Where the values stand, what looks like them, and lines that are no lines. */
static void test_head(void **state)
{
	static const char *const lines[] = {
		"{\"dwc\":{\"country\":\"Canada\"},\"image\":\"a.jpg\","
		"\"model\":\"m\",\"usage\":{\"cost\":0.5}}",
		" { \"image\" : \"a \\\"dwc\\\":{}.jpg\" , \"dwc\" : { \"a\" : "
		"{\"value\":\"}\",\"x\":[1,{}]} } , \"model\":\"m\" } ",
		"{\"image\":\"a.jpg\",\"x\":{\"dwc\":{\"a\":\"b\"}},"
		"\"dwc\":{ },\"error\":\"late\"}",
		"{\"image\":\"a.jpg\",\"dwc\":{\"a\":\"b\"},"
		"\"error\":\"beside\"}",
		"{\"image\":\"a.jpg\",\"dwc\":null,\"error\":\"late\"}",
	};
	static const char *const broken[] = {
		"",
		"{",
		"{\"dwc\":{\"a\":\"b\"}",
		"{\"dwc\":{\"a\":\"b\\",
		"{\"image\":\"a.jpg\",\"dwc\":{\"a\"",
		"[{\"dwc\":{\"a\":1}}]",
		"{\"dwc\" {\"a\":1}}",
	};
	struct outcome outcome;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		read_line(lines[i], &outcome);
		outcome_done(&outcome);
	}
	for (size_t i = 0; i < ARRAY_LEN(broken); i++)
		assert_int_equal(outcome_read_head(broken[i], strlen(broken[i]),
						   &outcome, NULL),
				 -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shape_1),
		cmocka_unit_test(test_shape_2),
		cmocka_unit_test(test_shape_3),
		cmocka_unit_test(test_shape_4),
		cmocka_unit_test(test_shape_5),
		cmocka_unit_test(test_history),
		cmocka_unit_test(test_shape_6),
		cmocka_unit_test(test_own_shape),
		cmocka_unit_test(test_own_failure),
		cmocka_unit_test(test_own_without_hash),
		cmocka_unit_test(test_no_label_found),
		cmocka_unit_test(test_passes),
		cmocka_unit_test(test_error_beside_fields),
		cmocka_unit_test(test_hostile_image),
		cmocka_unit_test(test_broken_strings),
		cmocka_unit_test(test_upper_case_hash),
		cmocka_unit_test(test_no_person),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_odd_types),
		cmocka_unit_test(test_head),
		cmocka_unit_test(test_comma_locale),
		cmocka_unit_test(test_specimens_openrouter),
		cmocka_unit_test(test_specimens_batch),
		cmocka_unit_test(test_specimens_rules),
		cmocka_unit_test(test_specimens_errors),
		cmocka_unit_test(test_specimens_published),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
