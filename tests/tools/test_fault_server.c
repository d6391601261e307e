/*
 * test_fault_server.c: the fault server can be trusted: its scan of bodies,
 * its rules and its ledger, and every answer it gives, seen by libcurl.
 */
#include "config.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "tests/kit/wire.h"
#include "tests/tools/fault_kind.h"
#include "tests/tools/fault_ledger.h"
#include "tests/tools/fault_rules.h"
#include "tests/tools/fault_scan.h"

/* --- the scan ------------------------------------------------------------- */

static struct fault_body scan_pieces(const char *text, size_t len, size_t piece)
{
	struct fault_scan *scan = fault_scan_new();
	struct fault_body body;

	for (size_t at = 0; at < len; at += piece)
		fault_scan_feed(scan, text + at,
				len - at < piece ? len - at : piece);
	fault_scan_end(scan, &body);
	fault_scan_free(scan);
	return body;
}

static struct fault_body scan_text(const char *text)
{
	return scan_pieces(text, strlen(text), 1 << 20);
}

static void scan_tells_json(void **state)
{
	static const char *const good[] = {
		"{}",
		" {\"a\":[1,-0.5e+3,true,null,\"x\\u00e9\\n\",{}],\"b\":{}} \n",
		"{\"long\":\"0123456789012345678901234567890123456789\"}",
		"{\"a\":[[],[{}]]}",
	};
	static const char *const bad[] = {
		"",
		"[1]",
		"{",
		"{\"a\":}",
		"{\"a\" 1}",
		"{\"a\":1,}",
		"{a:1}",
		"{\"a\":01}",
		"{\"a\":tru}",
		"{\"a\":1}}",
		"{\"a\":\"\\x\"}",
		"{\"a\":\"\n\"}",
		"{\"a\":[1}",
		"{\"a\":1 2}",
		"{} {}",
		"{\"a\":\"\\u12g4\"}",
		"{\"a\":\"12345678\n\"}",
		"{\"a\":\"data:image/jpeg;base64,AA\nAA\"}",
	};

	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		if (!scan_text(good[i]).valid)
			fail_msg("refused: %s", good[i]);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (scan_text(bad[i]).valid)
			fail_msg("taken: %s", bad[i]);
}

static const char two_pictures[] =
	"{\"model\":\"a/b\",\"messages\":[{\"role\":\"user\",\"content\":[{"
	"\"type\":\"text\",\"text\":\"data:, \\\"read\\\" it\"},{\"image_url\":"
	"{\"url\":\"data:image/jpeg;base64,/9j/AAAA+BBBB==\"}},{\"image_url\":{"
	"\"url\":\"data:image/png;base64,iVBORCCCCDDDD\"}}],\"max_tokens\":9}],"
	"\"max_tokens\":4096,\"temperature\":0.5,\"stream\":true}";

static void scan_is_the_same_in_any_pieces(void **state)
{
	struct fault_body whole = scan_text(two_pictures);

	assert_true(whole.valid);
	assert_string_equal(whole.model, "a/b");
	assert_int_equal(whole.max_tokens, 4096);
	assert_float_equal(whole.temperature, 0.5, 0);
	assert_true(whole.stream);
	assert_int_equal(whole.pictures, 2);
	assert_int_equal(whole.length, strlen(two_pictures));
	for (size_t piece = 1; piece < 60; piece++) {
		struct fault_body body =
			scan_pieces(two_pictures, strlen(two_pictures), piece);

		assert_memory_equal(&body, &whole, sizeof(body));
	}
}

/* Changes one byte that follows `mark`. */
static struct fault_body scan_changed(const char *mark)
{
	char *text CLEANUP(mem_free_str) = mem_strdup(two_pictures);
	char *at = strstr(text, mark);

	assert_non_null(at);
	at[strlen(mark)]++;
	return scan_text(text);
}

static void scan_tells_sheets_from_bodies(void **state)
{
	struct fault_body was = scan_text(two_pictures);
	struct fault_body text = scan_changed("it"), odd;
	struct fault_body first = scan_changed("/9j/");
	struct fault_body second = scan_changed("iVBORCCCCDDD");

	odd = scan_changed("\"read\\");
	assert_string_not_equal(was.bytes, odd.bytes);
	text = scan_changed("\"ro");
	assert_string_equal(was.sheet, text.sheet);
	assert_string_not_equal(was.bytes, text.bytes);
	assert_string_not_equal(was.sheet, first.sheet);
	assert_string_not_equal(was.bytes, first.bytes);
	assert_string_not_equal(was.sheet, second.sheet);
}

static void scan_knows_the_front_early(void **state)
{
	struct fault_scan *scan = fault_scan_new();
	static const char head[] = "{\"u\":\"data:image/jpeg;base64,";
	char *body = mem_alloc(40000);
	char front[17], other[17];

	memset(body, 'A', 40000);
	fault_scan_feed(scan, head, strlen(head));
	fault_scan_feed(scan, body, FAULT_FRONT - 1);
	assert_false(fault_scan_front(scan, front));
	fault_scan_feed(scan, body, 40000 - FAULT_FRONT);
	assert_true(fault_scan_front(scan, front) ||
		    fault_scan_front(scan, front));
	assert_false(fault_scan_front(scan, other));
	fault_scan_begin(scan);
	fault_scan_feed(scan, head, strlen(head));
	fault_scan_feed(scan, body, 40000);
	assert_true(fault_scan_front(scan, other));
	/* the front is of the first characters, not of those that came */
	assert_string_equal(front, other);
	fault_scan_free(scan);
	free(body);
}

/* --- rules ---------------------------------------------------------------- */

static struct fault_rules *rules_of(const char *text)
{
	struct fault_rules *rules = mem_zalloc(sizeof(*rules));
	struct error err;

	rules->seed = 11;
	if (fault_rules_add(rules, text, 0, &err) < 0)
		fail_msg("%s", err.text);
	return rules;
}

/* What a sheet gets at its nth request of the server; "" for nothing. */
static const char *chosen(struct fault_rules *rules, const char *sheet,
			  unsigned char *plays, uint64_t serial)
{
	struct fault_moment moment = {
		.sheet = sheet,
		.model = "m",
		.key = 2,
		.max_tokens = 4096,
		.first_max_tokens = 4096,
		.length = 1000,
		.serial = serial,
		.plays = plays,
	};
	int i = fault_rules_choose(rules, &moment);

	if (i < 0)
		return "";
	plays[i]++;
	return rules->items[i].fault->name;
}

static void shares_are_of_sheets(void **state)
{
	struct fault_rules *rules =
		rules_of("status_503:p=0.2,n=2;fenced:p=0.3");
	int busy = 0, fenced = 0;

	for (int i = 0; i < 10000; i++) {
		unsigned char plays[FAULT_RULES_MAX] = {0};
		char sheet[16];
		const char *first, *second, *third;

		snprintf(sheet, sizeof(sheet), "sheet-%d", i);
		first = chosen(rules, sheet, plays, 1);
		second = chosen(rules, sheet, plays, 2);
		third = chosen(rules, sheet, plays, 3);
		assert_string_equal(third, "");
		if (strcmp(first, "status_503") == 0) {
			assert_string_equal(second, first);
			busy++;
		} else {
			assert_string_equal(second, "");
			fenced += strcmp(first, "fenced") == 0;
		}
	}
	assert_in_range(busy, 1850, 2150);
	assert_in_range(fenced, 2850, 3150);
	free(rules);
}

static void conditions_bound_rules(void **state)
{
	static const struct {
		const char *rule;
		const char *got[4]; /* at the 1st ... 4th request */
	} cases[] = {
		{"empty", {"empty", "", "", ""}},
		{"empty:n=0", {"empty", "empty", "empty", "empty"}},
		{"empty:n=3", {"empty", "empty", "empty", ""}},
		{"empty:first=2", {"empty", "empty", "", ""}},
		{"empty:from=3", {"", "", "empty", "empty"}},
		{"empty:from=2,first=1", {"", "empty", "", ""}},
		{"empty:model=x", {"", "", "", ""}},
		{"empty:model=m,n=1", {"empty", "", "", ""}},
		{"empty:key=1", {"", "", "", ""}},
		{"empty:key=2", {"empty", "empty", "empty", "empty"}},
		{"empty:over=1000", {"", "", "", ""}},
		{"empty:over=999", {"empty", "", "", ""}},
		{"afford_402:tokens=4096", {"", "", "", ""}},
		{"afford_402:tokens=4095,n=1", {"afford_402", "", "", ""}},
		{"reset_upload", {"", "", "", ""}},
		{"empty ; html # first one, then the other",
		 {"empty", "html", "", ""}},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fault_rules *rules = rules_of(cases[i].rule);
		unsigned char plays[FAULT_RULES_MAX] = {0};

		for (size_t k = 0; k < 4; k++)
			if (strcmp(chosen(rules, "s", plays, k + 1),
				   cases[i].got[k]) != 0)
				fail_msg("%s, request %zu", cases[i].rule,
					 k + 1);
		free(rules);
	}
}

static void bad_rules_are_refused(void **state)
{
	static const char *const bad[] = {
		"nonsense",	  "empty:p=2",
		"empty:n=x",	  "empty:n",
		"empty:scope=me", "empty:what=1",
		"empty:n=",	  "empty:p=0.6;html:p=0.6",
	};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct fault_rules *rules = mem_zalloc(sizeof(*rules));
		struct error err;

		if (fault_rules_add(rules, bad[i], 0, &err) == 0)
			fail_msg("taken: %s", bad[i]);
		free(rules);
	}
	free(rules_of("all;empty:p=0.1"));
}

/* --- the ledger ----------------------------------------------------------- */

/* A request that is answered at once. */
static void book(struct ledger *ledger, const char *key, const char *fault,
		 int64_t at_ms)
{
	struct fault_body body = {
		.valid = true, .model = "m", .max_tokens = 100, .sheet = "s"};
	size_t row = ledger_open(ledger, key, at_ms);
	const struct fault *kind = fault_find(fault);

	ledger_body(ledger, row, &body, "", at_ms);
	ledger_row(ledger, row)->fault = kind;
	ledger_complete(ledger, row, true, kind->hold, 2000, at_ms);
}

static int64_t violations_of(struct ledger *ledger, const char *kind)
{
	json_t *json CLEANUP(json_release) = ledger_json(ledger, true, true);

	return json_int_at(json_object_get(json, "violation_counts"), kind, -1);
}

static void waits_are_watched(void **state)
{
	const struct ledger_options options = {.grace_ms = 250};
	struct ledger *ledger = ledger_new(&options);

	book(ledger, "k", "rate_retry_after", 1000);
	book(ledger, "k", "none", 1200); /* was on its way */
	assert_int_equal(violations_of(ledger, "too_early"), 0);
	book(ledger, "other", "none", 1300);
	assert_int_equal(violations_of(ledger, "too_early"), 1);
	book(ledger, "k", "none", 2990);
	assert_int_equal(violations_of(ledger, "too_early"), 2);
	book(ledger, "k", "none", 3000);
	assert_int_equal(violations_of(ledger, "too_early"), 2);
	/* Twice may be a gateway's whim: the third time counts. */
	for (int64_t at = 4000; at <= 6000; at += 1000)
		book(ledger, "k", "key_401", at);
	book(ledger, "other", "none", 9000);
	assert_int_equal(violations_of(ledger, "dead_key"), 0);
	book(ledger, "k", "none", 9000000);
	assert_int_equal(violations_of(ledger, "dead_key"), 1);
	ledger_reset(ledger);
	assert_int_equal(violations_of(ledger, "dead_key"), 0);
	ledger_free(ledger);
}

static void limits_are_counted(void **state)
{
	const struct ledger_options options = {
		.rpm = 2, .window_ms = 1000, .keys = "good,better"};
	struct ledger *ledger = ledger_new(&options);
	static const struct {
		const char *key;
		int64_t at_ms;
		enum ledger_limit limit;
	} asks[] = {
		{"good", 0, LIMIT_NONE},    {"better", 500, LIMIT_NONE},
		{"good", 999, LIMIT_RATE},  {"bad", 999, LIMIT_KEY},
		{"good", 1000, LIMIT_NONE}, {"good", 1499, LIMIT_RATE},
		{"", 1500, LIMIT_KEY},	    {"good", 1500, LIMIT_NONE},
	};

	for (size_t i = 0; i < ARRAY_LEN(asks); i++) {
		size_t row = ledger_open(ledger, asks[i].key, asks[i].at_ms);
		int64_t wait_ms;

		assert_int_equal(
			ledger_limit(ledger, row, asks[i].at_ms, &wait_ms),
			asks[i].limit);
	}
	assert_int_equal(violations_of(ledger, "over_rpm"), 2);
	assert_int_equal(violations_of(ledger, "unknown_key"), 2);
	ledger_free(ledger);
}

static void changed_bytes_are_seen(void **state)
{
	const struct ledger_options options = {0};
	struct ledger *ledger = ledger_new(&options);
	struct fault_body body = {.valid = true,
				  .model = "m",
				  .max_tokens = 100,
				  .sheet = "s",
				  .bytes = "one"};

	ledger_body(ledger, ledger_open(ledger, "", 0), &body, "", 0);
	ledger_body(ledger, ledger_open(ledger, "", 1), &body, "", 1);
	body.max_tokens = 200;
	strcpy(body.bytes, "two");
	ledger_body(ledger, ledger_open(ledger, "", 2), &body, "", 2);
	assert_int_equal(violations_of(ledger, "changed_bytes"), 0);
	body.temperature = 0.5;
	strcpy(body.bytes, "warm");
	ledger_body(ledger, ledger_open(ledger, "", 3), &body, "", 3);
	assert_int_equal(violations_of(ledger, "changed_bytes"), 0);
	strcpy(body.bytes, "three");
	ledger_body(ledger, ledger_open(ledger, "", 3), &body, "", 3);
	assert_int_equal(violations_of(ledger, "changed_bytes"), 1);
	ledger_free(ledger);
}

/* More sheets than there was room for at first. */
static void many_sheets_are_told_apart(void **state)
{
	const struct ledger_options options = {0};
	struct ledger *ledger = ledger_new(&options);
	char id[16];

	for (int round = 1; round <= 2; round++)
		for (int i = 0; i < 5000; i++) {
			snprintf(id, sizeof(id), "sheet-%d", i);
			ledger_sheet(ledger, id)->delivered += (size_t)i + 1;
		}
	for (int i = 0; i < 5000; i++) {
		snprintf(id, sizeof(id), "sheet-%d", i);
		assert_string_equal(ledger_sheet(ledger, id)->id, id);
		assert_int_equal(ledger_sheet(ledger, id)->delivered,
				 2 * (i + 1));
	}
	ledger_free(ledger);
}

/* --- over the wire -------------------------------------------------------- */

static size_t keep(char *at, size_t size, size_t n, void *data)
{
	bytes_append(data, at, size * n);
	return size * n;
}

/* Asks about a sheet of `size` characters. */
static CURLcode wire_chat(struct wire *wire, const char *name, size_t size)
{
	struct bytes post CLEANUP(bytes_done) = {0};

	bytes_printf(&post,
		     "{\"model\":\"test/vision\",\"max_tokens\":4096,"
		     "\"messages\":[{\"role\":\"user\",\"content\":[{"
		     "\"image_url\":{\"url\":\"data:image/jpeg;base64,%s",
		     name);
	memset(bytes_reserve(&post, size), 'Q', size);
	post.len += size;
	bytes_append_str(&post, "\"}}]}]}");
	return wire_ask(wire, "/v1/chat/completions", post.data);
}

/* One number of the ledger's newest request, or of its sums. */
static int64_t wire_last(struct wire *wire, const char *key)
{
	json_t *json CLEANUP(json_release) = NULL;
	json_t *list;

	assert_int_equal(wire_ask(wire, "/__ledger?requests=1", NULL),
			 CURLE_OK);
	assert_int_equal(
		json_read(wire->body.data, wire->body.len, &json, NULL, NULL),
		0);
	if (json_object_get(json, key) != NULL)
		return json_int_at(json, key, -1);
	list = json_object_get(json, "request_list");
	return json_int_at(json_array_get(list, json_array_size(list) - 1), key,
			   -1);
}

/* What curl has to say to the faults of the wire; CURLE_OK for the others. */
static CURLcode expected_code(const struct fault *fault)
{
	static const struct {
		const char *name;
		CURLcode code;
	} codes[] = {
		{"short_body", CURLE_PARTIAL_FILE},
		{"chunked_cut", CURLE_PARTIAL_FILE},
		{"reset_after_answer_billed", CURLE_RECV_ERROR},
		{"silent", CURLE_GOT_NOTHING},
	};

	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		if (strcmp(codes[i].name, fault->name) == 0)
			return codes[i].code;
	return CURLE_OK;
}

/* The nano-dollars that the answer says, in JSON or in its stream. */
static int64_t told_nano(const struct wire *wire)
{
	const char *at = strstr(wire->body.data, "\"cost\":");

	return at != NULL ? llround(strtod(at + 7, NULL) * 1e9) : 0;
}

static void check_fault(struct wire *wire, const struct fault *fault)
{
	char *rule CLEANUP(mem_free_str) =
		mem_printf("%s:n=1,s=1,ms=1", fault->name);
	bool good = fault->flags & FAULT_GOOD;
	int64_t cost, told;
	CURLcode code;

	assert_int_equal(wire_ask(wire, "/__reset?rules=1", NULL), CURLE_OK);
	assert_int_equal(wire_ask(wire, "/__fault", rule), CURLE_OK);
	assert_int_equal(wire->status, 200);
	code = wire_chat(wire, fault->name, 2000);
	if (code != expected_code(fault))
		fail_msg("%s: curl says %d", fault->name, (int)code);
	if (fault->status != 0)
		assert_int_equal(wire->status, fault->status);
	if (good && strstr(wire->body.data, "catalogNumber") == NULL)
		fail_msg("%s: no record in %s", fault->name, wire->body.data);
	told = told_nano(wire);
	cost = wire_last(wire, "cost_nano");
	if ((cost > 0) != ((fault->flags & FAULT_BILLED) != 0))
		fail_msg("%s: billed %lld", fault->name, (long long)cost);
	if (!(fault->flags & FAULT_LOST) && told != cost &&
	    strcmp(fault->name, "no_usage") != 0)
		fail_msg("%s: told %lld, billed %lld", fault->name,
			 (long long)told, (long long)cost);
	assert_int_equal(wire_last(wire, "sheets_once"), good);
	assert_int_equal(wire_last(wire, "lost_nano"),
			 fault->flags & FAULT_LOST ? cost : 0);
}

static void every_fault_is_what_it_says(void **state)
{
	struct wire wire;
	const struct fault *fault;

	wire_open(&wire, "fault_server", NULL);
	wire.fresh = true;
	for (size_t i = 0; (fault = fault_at(i)) != NULL; i++)
		if (!(fault->flags & FAULT_EARLY) &&
		    strcmp(fault->name, "huge") != 0)
			check_fault(&wire, fault);
	wire_close(&wire);
}

static void the_upload_is_reset(void **state)
{
	struct wire wire;
	CURLcode code;

	wire_open(&wire, "fault_server", NULL);
	wire.fresh = true;
	assert_int_equal(wire_ask(&wire, "/__fault", "reset_upload"), CURLE_OK);
	code = wire_chat(&wire, "big", 20 << 20);
	assert_true(code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR);
	assert_int_equal(wire_last(&wire, "body_ms"), -1);
	assert_int_equal(wire_chat(&wire, "big", 20 << 20), CURLE_OK);
	assert_int_equal(wire.status, 200);
	assert_int_equal(wire_last(&wire, "sheets_once"), 1);
	wire_close(&wire);
}

static void a_kept_connection_is_closed(void **state)
{
	struct wire wire;
	long made = 0;

	wire_open(&wire, "fault_server", NULL);
	assert_int_equal(wire_ask(&wire, "/__fault", "close_keepalive"),
			 CURLE_OK);
	assert_int_equal(wire_chat(&wire, "a", 10), CURLE_OK);
	/* curl asks again over a new connection, as a client should */
	assert_int_equal(wire_chat(&wire, "a", 10), CURLE_OK);
	curl_easy_getinfo(wire.curl, CURLINFO_NUM_CONNECTS, &made);
	assert_int_equal(made, 1);
	assert_int_equal(wire_last(&wire, "closed_keepalive"), 1);
	assert_int_equal(wire_last(&wire, "requests"), 2);
	wire_close(&wire);
}

static size_t refuse(char *at, size_t size, size_t n, void *data)
{
	size_t *seen = data;

	*seen += size * n;
	return *seen > (8 << 20) ? 0 : size * n;
}

static void a_huge_answer_can_be_left(void **state)
{
	struct wire wire;
	size_t seen = 0;
	char *url;

	wire_open(&wire, "fault_server", NULL);
	assert_int_equal(wire_ask(&wire, "/__fault", "huge"), CURLE_OK);
	url = mem_printf("http://127.0.0.1:%ld/v1/chat/completions", wire.port);
	curl_easy_reset(wire.curl);
	curl_easy_setopt(wire.curl, CURLOPT_URL, url);
	curl_easy_setopt(wire.curl, CURLOPT_WRITEFUNCTION, refuse);
	curl_easy_setopt(wire.curl, CURLOPT_WRITEDATA, &seen);
	curl_easy_setopt(wire.curl, CURLOPT_POSTFIELDS,
			 "{\"model\":\"m\",\"max_tokens\":1}");
	assert_int_equal(curl_easy_perform(wire.curl), CURLE_WRITE_ERROR);
	free(url);
	assert_int_equal(wire_last(&wire, "delivered"), 0);
	wire_close(&wire);
}

static void bodies_may_be_chunked(void **state)
{
	static const char post[] = "{\"model\":\"m\",\"max_tokens\":20000}";
	struct curl_slist *headers =
		curl_slist_append(NULL, "Transfer-Encoding: chunked");
	struct wire wire;
	char *url;

	wire_open(&wire, "fault_server", NULL);
	url = mem_printf("http://127.0.0.1:%ld/v1/chat/completions", wire.port);
	headers = curl_slist_append(headers, "Expect: 100-continue");
	curl_easy_setopt(wire.curl, CURLOPT_URL, url);
	curl_easy_setopt(wire.curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(wire.curl, CURLOPT_WRITEFUNCTION, keep);
	curl_easy_setopt(wire.curl, CURLOPT_WRITEDATA, &wire.body);
	curl_easy_setopt(wire.curl, CURLOPT_POSTFIELDS, post);
	assert_int_equal(curl_easy_perform(wire.curl), CURLE_OK);
	assert_int_equal(wire_last(&wire, "bytes"), strlen(post));
	/* Expect, and a max_tokens that is too large; and nothing else */
	assert_int_equal(wire_last(&wire, "violations"), 2);
	curl_slist_free_all(headers);
	free(url);
	wire_close(&wire);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scan_tells_json),
		cmocka_unit_test(scan_is_the_same_in_any_pieces),
		cmocka_unit_test(scan_tells_sheets_from_bodies),
		cmocka_unit_test(scan_knows_the_front_early),
		cmocka_unit_test(shares_are_of_sheets),
		cmocka_unit_test(conditions_bound_rules),
		cmocka_unit_test(bad_rules_are_refused),
		cmocka_unit_test(waits_are_watched),
		cmocka_unit_test(limits_are_counted),
		cmocka_unit_test(changed_bytes_are_seen),
		cmocka_unit_test(many_sheets_are_told_apart),
		cmocka_unit_test(every_fault_is_what_it_says),
		cmocka_unit_test(the_upload_is_reset),
		cmocka_unit_test(a_kept_connection_is_closed),
		cmocka_unit_test(a_huge_answer_can_be_left),
		cmocka_unit_test(bodies_may_be_chunked),
	};

	curl_global_init(CURL_GLOBAL_DEFAULT);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
