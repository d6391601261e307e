/*
 * test_report.c: the figures of a report, held against what was counted by
 * hand, and what it makes of texts that others wrote.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/time/clock.h"
#include "report/json.h"
#include "report/page/html.h"
#include "report/page/page.h"
#include "report/page/periods.h"
#include "report/page/svg.h"
#include "report/summary.h"
#include "tests/kit/history.h"
#include "tests/kit/scratch.h"

#define NOON 1795694400.0 /* 2026-11-26, noon in UTC */

/* Wilson's interval, by its formula: of 8 of 10, 0 of 10 and 10 of 10. */
static void test_share(void **state)
{
	struct bytes text = {0};
	double low, high;

	(void)state;
	share_likely((struct share){8, 10}, &low, &high);
	assert_true(low > .4901 && low < .4903);
	assert_true(high > .9432 && high < .9434);
	share_likely((struct share){0, 10}, &low, &high);
	assert_true(low == 0 && high > .2775 && high < .2776);
	share_likely((struct share){10, 10}, &low, &high);
	assert_true(low > .7224 && low < .7225 && high == 1);
	share_likely((struct share){0, 0}, &low, &high);
	assert_true(low == 0 && high == 1);
	assert_true(share_of((struct share){0, 0}) < 0);
	assert_true(share_is_of_few((struct share){29, 29}));
	assert_false(share_is_of_few((struct share){0, 30}));
	share_write((struct share){1, 1000}, &text);
	share_write((struct share){999, 1000}, &text);
	share_write((struct share){0, 0}, &text);
	share_write((struct share){0, 9}, &text);
	share_write_likely((struct share){8, 10}, &text);
	assert_string_equal(text.data, "<1 %>99 %–0 %49–95 %");
	bytes_done(&text);
}

static void test_html(void **state)
{
	static const struct html_column columns[] = {{"<One>", false},
						     {"Two", true}};
	struct bytes text = {0}, lengthy = {0};
	struct html_table table;

	(void)state;
	html_text(&text, "<a href=\"x\" id='y'>&amp;\033[2J\342\200\256\377"
			 "\357\277\276\357\277\277z");
	assert_string_equal(text.data,
			    "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;"
			    "&amp;amp;[2J\357\277\275z");
	bytes_clear(&text);
	html_foreign(&text, "  ");
	html_foreign(&text, "<b>");
	assert_string_equal(text.data, "<span class=\"none\">(nothing)</span>"
				       "<bdi>&lt;b&gt;</bdi>");
	bytes_clear(&text);
	/* A value may have 64 KiB; letters are not cut. */
	for (int i = 0; i < 1000; i++)
		bytes_append_str(&lengthy, "\303\251&");
	html_foreign(&text, lengthy.data);
	assert_true(strlen(text.data) < 700);
	assert_non_null(strstr(text.data, "\303\251&amp;…</bdi>"));
	bytes_done(&lengthy);
	bytes_clear(&text);
	html_money(&text, .0123);
	html_money(&text, 1234.5);
	html_counted(&text, 1, " sheet", " sheets");
	html_counted(&text, 2702, "sheet", "sheets");
	assert_string_equal(text.data, "$0.0123$1,234.501  sheet2,702 sheets");
	bytes_clear(&text);
	html_table_begin(&table, &text, "A & B", columns, 2);
	html_cell_foreign(&table, "x");
	html_cell_share(&table, (struct share){1, 500});
	html_cell_text(&table, "y");
	html_cell_real(&table, -1, 2);
	html_table_end(&table);
	assert_string_equal(
		text.data,
		"<table><caption>A &amp; B</caption><thead><tr>"
		"<th scope=\"col\">&lt;One&gt;</th><th scope=\"col\" "
		"class=\"n\">Two</th></tr></thead><tbody>\n"
		"<tr><th scope=\"row\"><bdi>x</bdi></th>"
		"<td class=\"n\">&lt;1 %</td></tr>\n"
		"<tr><th scope=\"row\">y</th><td class=\"n\">–</td></tr>\n"
		"</tbody></table>\n");
	bytes_done(&text);
}

static void count_day(struct days *days, const char *stamp, size_t good)
{
	days_of(days, stamp)->good += good;
}

static void test_periods(void **state)
{
	struct days days = {0};
	struct periods periods;

	(void)state;
	periods_make(&days, &periods);
	assert_int_equal(periods.n, 0);
	count_day(&days, "2026-03-02T08:00:00", 1);
	count_day(&days, "2026-02-27T08:00:00", 2);
	count_day(&days, "no time", 5);
	count_day(&days, NULL, 1);
	periods_make(&days, &periods);
	assert_string_equal(periods.unit, "day");
	assert_int_equal(periods.n, 4);
	assert_string_equal(periods.items[0].label, "2026-02-27");
	assert_string_equal(periods.items[3].label, "2026-03-02");
	assert_int_equal(periods.items[0].good, 2);
	assert_int_equal(periods.items[1].good, 0);
	assert_int_equal(days.undated.good, 6);
	count_day(&days, "2026-05-01T08:00:00", 4);
	periods_make(&days, &periods);
	assert_string_equal(periods.unit, "month");
	assert_int_equal(periods.n, 4);
	assert_string_equal(periods.items[3].label, "2026-05");
	assert_int_equal(periods.items[0].good, 2);
	assert_int_equal(periods.items[2].good, 0);
	count_day(&days, "1901-05-01T08:00:00", 7);
	periods_make(&days, &periods);
	assert_string_equal(periods.unit, "year");
	assert_int_equal(periods.n, PERIODS_MAX);
	assert_int_equal(periods.left_off, 7);
	assert_string_equal(periods.items[PERIODS_MAX - 1].label, "2026");
	assert_int_equal(periods.items[PERIODS_MAX - 1].good, 7);
	days_done(&days);
}

/* Days at the edges of what four digits name, and beyond. */
static void test_far_periods(void **state)
{
	struct days days = {0};
	struct periods periods;

	(void)state;
	count_day(&days, "0001-01-01T12:00:00", 1);
	count_day(&days, "0001-02-28T12:00:00", 2);
	periods_make(&days, &periods);
	assert_string_equal(periods.unit, "month");
	assert_int_equal(periods.n, 2);
	assert_string_equal(periods.items[0].label, "0001-01");
	assert_string_equal(periods.items[1].label, "0001-02");
	count_day(&days, "9999-12-31T23:59:60", 4);
	count_day(&days, "9999-12-31T23:00:00-11:00", 4);
	count_day(&days, "-001-12-31T12:00:00", 4);
	assert_int_equal(days.undated.good, 12);
	count_day(&days, "9999-12-31T12:00:00", 8);
	periods_make(&days, &periods);
	assert_string_equal(periods.unit, "year");
	assert_int_equal(periods.n, PERIODS_MAX);
	assert_int_equal(periods.left_off, 3);
	assert_string_equal(periods.items[PERIODS_MAX - 1].label, "9999");
	assert_int_equal(periods.items[PERIODS_MAX - 1].good, 8);
	days_done(&days);
}

static void test_svg(void **state)
{
	const struct svg_words words = {7, "a < b", "\"c\" & d"};
	const struct svg_part parts[] = {{"<x>", "good", 1}, {"y", "gone", 0}};
	const struct svg_column column = {"<l>", 0, 0};
	struct bytes text = {0};

	(void)state;
	svg_parts(&text, &words, parts, 2);
	assert_non_null(strstr(text.data, "aria-labelledby=\"t7 d7\""));
	assert_non_null(strstr(text.data, "<title id=\"t7\">a &lt; b</title>"));
	assert_non_null(strstr(text.data,
			       "<desc id=\"d7\">&quot;c&quot; &amp; d</desc>"));
	assert_non_null(strstr(text.data, "&lt;x&gt;"));
	assert_null(strstr(text.data, "gone"));
	bytes_clear(&text);
	/* Of nothing there is nothing to divide by. */
	svg_columns(&text, &words, &(struct svg_columns){"g", "b", &column, 1});
	svg_rows(&text, &words,
		 &(struct svg_rows){"o", "i", "m",
				    &(struct svg_row){.name = "r"}, 1});
	assert_null(strstr(text.data, "nan"));
	assert_null(strstr(text.data, "inf"));
	bytes_done(&text);
}

/* --- a run ---------------------------------------------------------------- */

struct desk {
	char *dir;
	struct run *run;
	struct index *index;
	struct summary summary;
};

static void desk_open(struct desk *desk, const char *raw, const char *edits)
{
	struct bytes lines = {0};
	struct fold_report report;
	struct error err;

	setenv("TZ", "UTC", 1);
	tzset();
	*desk = (struct desk){.dir = scratch_new()};
	desk->run = history_run(desk->dir);
	bytes_append_str(&lines, raw);
	history_append(desk->run, "raw.jsonl", &lines);
	bytes_clear(&lines);
	bytes_append_str(&lines, edits);
	history_append(desk->run, "edits.jsonl", &lines);
	bytes_done(&lines);
	if (index_open(desk->run, INDEX_FOLD, &desk->index, &err) < 0 ||
	    index_fold(desk->index, -1, &report, &err) < 0 ||
	    summary_read(desk->run, desk->index, NOON, NULL, NULL,
			 &desk->summary, &err) < 0)
		fail_msg("%s", err.text);
}

static void desk_close(struct desk *desk)
{
	summary_done(&desk->summary);
	index_close(desk->index);
	run_close(desk->run);
	scratch_free(desk->dir);
}

static char *desk_page(const struct desk *desk, bool names)
{
	struct bytes page = {0};

	report_page(&desk->summary, names, &page);
	return bytes_steal(&page);
}

#define RAW(sheet, day, dwc)                                                 \
	"{\"image\":\"" sheet ".jpg\",\"specimen_id\":\"name:" sheet         \
	".jpg\",\"model\":\"m1\",\"provider\":\"openrouter\",\"timestamp\":" \
	"\"2026-11-" #day "T10:00:00Z\",\"usage\":{\"cost\":0.25}," dwc "}\n"
#define VALUE(term, value, sure) \
	"\"" term "\":{\"value\":\"" value "\",\"confidence\":" sure "}"
#define ACT(seq, by, sheet, day, rest)                        \
	"{\"seq\":" #seq ",\"id\":\"a" #seq "\",\"by\":\"" by \
	"\",\"timestamp\":\"2026-11-" #day                    \
	"T11:00:00Z\",\"specimen_id\":\"name:" sheet ".jpg\"," rest "}\n"

/* Four sheets that were read and one that was not. Of three that are signed one
 * had its locality corrected, and one an event date that was missed. */
static const char run_raw[] = RAW(
	"a", 20,
	"\"dwc\":{" VALUE("locality", "Regma <b>", "0.95") "," VALUE(
		"country", "Canada", "0.95") "," VALUE("catalogNumber", "DAO 1",
						       "0.8") "}")
	RAW("b", 20, "\"dwc\":{" VALUE("country", "Canada", "0.55") "}") RAW(
		"c", 21, "\"dwc\":{" VALUE("country", "Canada", "0.95") "}")
		RAW("d", 22, "\"dwc\":{" VALUE("country", "Canada", "0.95") "}")
			RAW("e", 22,
			    "\"error\":\"timed out\",\"error_kind\":"
			    "\"timeout\"");
static const char run_edits[] = ACT(
	1, "zoe", "a", 25,
	"\"op\":\"set\",\"term\":\"locality\",\"to\":\"Regina\"")
	ACT(2, "zoe", "a", 25,
	    "\"op\":\"approve\",\"spent\":{\"keys\":8,\"seconds\":30}")
		ACT(3, "mb", "b", 25,
		    "\"op\":\"set\",\"term\":\"eventDate\",\"to\":\"1935\"")
			ACT(4, "mb", "b", 26,
			    "\"op\":\"approve\",\"spent\":{\"keys\":4,"
			    "\"seconds\":10}")
				ACT(5, "mb", "c", 26, "\"op\":\"approve\"");

static void test_summary(void **state)
{
	const struct summary *s;
	struct desk desk;

	(void)state;
	desk_open(&desk, run_raw, run_edits);
	s = &desk.summary;
	assert_int_equal(s->now.counts.extracted, 4);
	assert_int_equal(s->now.counts.failed, 1);
	/* country 3 of 3, catalogNumber 1 of 1, locality 0 of 1. */
	assert_int_equal(s->right.n, 4);
	assert_int_equal(s->right.of, 5);
	assert_int_equal(s->required.of, 5);
	assert_int_equal(s->unchanged.n, 1);
	assert_int_equal(s->unchanged.of, 3);
	assert_int_equal(s->n_models, 1);
	assert_int_equal(s->by_model[0].missed, 1);
	/* As the reader said it: .95 right twice of three times. */
	assert_int_equal(s->by_model[0].said[9].n, 3);
	assert_int_equal(s->by_model[0].said[9].right, 2);
	assert_int_equal(s->by_model[0].said[8].right, 1);
	assert_int_equal(s->by_model[0].said[5].right, 1);
	assert_string_equal(s->by_term[0].name, "country");
	assert_int_equal(s->n_pairs, 2);
	/* Two decisions in two days, one in the day before: of 28 days the
	 * first was yesterday. */
	assert_int_equal(s->pace.decided, 3);
	assert_int_equal(s->pace.days, 2);
	assert_true(s->pace.per_day == 1.5);
	assert_int_equal(s->open.n, 2);
	assert_int_equal(s->open.failed, 1);
	assert_int_equal(s->open.blank, 1);
	assert_true(s->pace.days_left * 3 > 3.99 && s->pace.days_left < 1.34);
	assert_true(s->pace.seconds_each == 20);
	assert_true(s->pace.hours_left * 90 > .99 && s->pace.hours_left < .02);
	assert_int_equal(s->spend.n_models, 1);
	assert_int_equal(s->spend.models[0].succeeded, 4);
	assert_true(s->spend.models[0].cost_usd == 1.25);
	assert_int_equal(s->spend.days.n, 3);
	assert_int_equal(s->spend.days.items[2].bad, 1);
	assert_string_equal(s->spend.kinds[0].kind, "timeout");
	assert_int_equal(s->looked, 0);
	desk_close(&desk);
}

static void test_page(void **state)
{
	struct desk desk;
	char *page;

	(void)state;
	desk_open(&desk, run_raw, run_edits);
	page = desk_page(&desk, false);
	assert_non_null(strstr(page, "curator 1"));
	assert_non_null(strstr(page, "curator 2"));
	assert_null(strstr(page, "zoe"));
	assert_null(strstr(page, "<b>"));
	assert_non_null(strstr(page, "Regma &lt;b&gt;"));
	assert_non_null(strstr(page, "DAO 1"));
	assert_non_null(strstr(page, "These are few"));
	assert_null(strstr(page, "<script"));
	assert_null(strstr(page, "http://"
				 "localhost"));
	free(page);
	page = desk_page(&desk, true);
	assert_non_null(strstr(page, "<bdi>zoe</bdi>"));
	free(page);
	desk_close(&desk);
}

/* Of a run without records each part says that there is nothing. */
static void test_nothing(void **state)
{
	struct desk desk;
	json_t *object;
	char *page;

	(void)state;
	desk_open(&desk, "", "");
	page = desk_page(&desk, false);
	assert_non_null(strstr(page, "There is no record yet."));
	assert_non_null(strstr(page, "No record is open."));
	assert_non_null(strstr(page, "Nobody has decided on a record yet."));
	assert_null(strstr(page, "nan"));
	free(page);
	object = report_json(&desk.summary, false);
	assert_true(json_is_null(json_object_get(
		json_object_get(json_object_get(object, "quality"), "values"),
		"share")));
	json_decref(object);
	desk_close(&desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_share),
		cmocka_unit_test(test_html),
		cmocka_unit_test(test_periods),
		cmocka_unit_test(test_far_periods),
		cmocka_unit_test(test_svg),
		cmocka_unit_test(test_summary),
		cmocka_unit_test(test_page),
		cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
