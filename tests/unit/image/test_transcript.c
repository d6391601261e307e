/*
 * test_transcript.c: words lie on a page of cells as they lie on the paper, and say
 * together what is printed.
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

#include "base/mem.h"
#include "base/text.h"
#include "image/facts/transcript.h"

#define LETTER 10 /* pixels */
#define LINE   30

static struct region *region_add(struct facts *facts, enum region_role role)
{
	struct label label = {.box = {1000, 2000, 900, 600}, .rotation = 0};
	struct region *region = facts_add_region(facts, &label);

	region->role = role;
	region->place = (struct view_place){
		.crop = label.box, .width = 900, .height = 600, .scale = 1};
	return region;
}

static void word_put(struct region *region, const char *text, int x, int line)
{
	struct box box = {x, line * LINE, LETTER * text_width(text), 20};

	words_add(&region->words, text, box, -1, 0.9);
}

/* Puts words, each a blank behind the one before it. */
static void line_put(struct region *region, int line, const char *text)
{
	int x = 0;

	while (*text != '\0') {
		size_t len = strcspn(text, " ");
		char *word = mem_strndup(text, len);

		word_put(region, word, x, line);
		x += LETTER * (text_width(word) + 1);
		free(word);
		text += len + (text[len] == ' ');
	}
}

static void label_put(struct facts *facts)
{
	struct region *region = region_add(facts, ROLE_LABEL);

	line_put(region, 0, "HERBARIUM OF REGINA");
	line_put(region, 1, "Agropyron dasystachyum (Hook.)");
	line_put(region, 2, "Railway grade, creep-");
	line_put(region, 3, "ing-rooted near Saint-");
	line_put(region, 4, "Hubert 1200- 12");
	line_put(region, 5, "1300 m");
}

/* The page as rows of text, '-' before a heading. */
static char *transcript_draw(const struct transcript *page)
{
	struct bytes out = {0};

	bytes_append_str(&out, "");
	for (int row = 0; row < page->rows; row++) {
		int at = 0;

		for (size_t i = 0; i < page->n_headings; i++)
			if (page->headings[i].row == row)
				bytes_printf(&out, "-%s",
					     region_role_word(
						     page->headings[i].role));
		for (int column = 0; column <= page->columns; column++) {
			size_t i = transcript_word_at(page, column, row, 0);

			if (i == page->n || page->words[i].column != column)
				continue;
			bytes_printf(&out, "%*s%s", column - at, "",
				     page->words[i].text);
			at = column + page->words[i].width;
		}
		bytes_append_char(&out, '\n');
	}
	return bytes_steal(&out);
}

static void assert_lies(const struct facts *facts, struct transcript_form form,
			const char *want)
{
	struct transcript page CLEANUP(transcript_done);
	char *drawn CLEANUP(mem_free_str) = NULL;

	transcript_make(facts, &form, &page);
	drawn = transcript_draw(&page);
	assert_string_equal(drawn, want);
}

static void test_lies_as_printed(void **state)
{
	struct facts facts CLEANUP(facts_done) = {0};
	struct region *region = region_add(&facts, ROLE_LABEL);

	word_put(region, "No.", 0, 0);
	word_put(region, "2809", 400, 0);
	word_put(region, "Agropyron", 100, 1);
	word_put(region, "Hook.", 200, 1);
	word_put(region, "June", 0, 3);
	word_put(region, "1935", 0, 4);
	assert_lies(&facts, (struct transcript_form){.columns = 80},
		    "-label\n"
		    "No.                         2809\n"
		    "          Agropyron Hook.\n"
		    "\n"
		    "June\n"
		    "1935\n");
	/* Blanks shrink, words do not. */
	assert_lies(&facts, (struct transcript_form){.columns = 17},
		    "-label\n"
		    "No.     2809\n"
		    "  Agropyron Hook.\n"
		    "\n"
		    "June\n"
		    "1935\n");
	/* Room for numbers. */
	assert_lies(&facts, (struct transcript_form){.columns = 17, .room = 3},
		    "-label\n"
		    "   No.    2809\n"
		    "   Agropyron\n"
		    "     Hook.\n"
		    "\n"
		    "   June\n"
		    "   1935\n");
}

static void test_folds(void **state)
{
	struct facts facts CLEANUP(facts_done) = {0};

	label_put(&facts);
	line_put(region_add(&facts, ROLE_SLIP), 0, "det. A. Nobody");
	assert_lies(&facts, (struct transcript_form){.columns = 17},
		    "-label\n"
		    "HERBARIUM OF\n"
		    "  REGINA\n"
		    "Agropyron\n"
		    "  dasystachyum\n"
		    "  (Hook.)\n"
		    "Railway grade,\n"
		    "  creep-\n"
		    "ing-rooted near\n"
		    "  Saint-\n"
		    "Hubert 1200- 12\n"
		    "1300 m\n"
		    "-slip\n"
		    "det. A. Nobody\n");
	/* A word stays whole. */
	facts_done(&facts);
	line_put(region_add(&facts, ROLE_SLIP), 0, "det. Nobody");
	assert_lies(&facts, (struct transcript_form){.columns = 5, .room = 1},
		    "-slip\n"
		    " det.\n"
		    "   Nobody\n");
}

static void test_columns_and_roles(void **state)
{
	struct facts facts CLEANUP(facts_done) = {0};
	struct region *region = region_add(&facts, ROLE_LABEL);

	line_put(region, 0, "Flora of Canada");
	line_put(region, 1, "Regina");
	word_put(region, "SASK", 600, 0);
	word_put(region, "10047", 600, 1);
	word_put(region, "det.", 0, 2);
	region->words.items[region->words.n - 1].role = ROLE_SLIP;
	line_put(region_add(&facts, ROLE_CODE), 0, "00020326");
	assert_lies(&facts, (struct transcript_form){.columns = 30},
		    "-label\n"
		    "Flora of Canada         SASK\n"
		    "Regina                  10047\n"
		    "-slip\n"
		    "det.\n"
		    "-code\n"
		    "00020326\n");
}

static void assert_text(const struct transcript *page, size_t from, size_t to,
			const char *want)
{
	char *text CLEANUP(mem_free_str) = transcript_text(page, from, to);

	assert_string_equal(text, want);
}

static size_t word_find(const struct transcript *page, const char *text)
{
	for (size_t i = 0; i < page->n; i++)
		if (strcmp(page->words[i].text, text) == 0)
			return i;
	fail_msg("there is no word %s", text);
	return 0;
}

static void test_says_what_is_printed(void **state)
{
	struct facts facts CLEANUP(facts_done) = {0};
	struct transcript page CLEANUP(transcript_done);
	size_t grade, saint;

	label_put(&facts);
	transcript_make(&facts, &(struct transcript_form){.columns = 40},
			&page);
	grade = word_find(&page, "grade,");
	saint = word_find(&page, "Saint-");
	assert_text(&page, grade, saint - 1, "grade, creeping-rooted near");
	assert_text(&page, saint - 1, grade, "grade, creeping-rooted near");
	assert_text(&page, saint, saint + 1, "Saint-Hubert");
	assert_text(&page, saint + 1, page.n - 1, "Hubert 1200- 12 1300 m");
	assert_text(&page, 0, 0, "HERBARIUM");
	assert_text(&page, page.n, page.n, "");
}

static void test_breaks(void **state)
{
	static const struct {
		const char *end, *begin, *want;
	} rows[] = {
		{"Sas-", "katoon", "Saskatoon"},
		{"Sas\xe2\x80\x90", "katoon", "Saskatoon"},
		{"Sas\xc2\xac", "Katoon", "SasKatoon"},
		{"Mont-", "Tremblant", "Mont-Tremblant"},
		{"1200-", "1300", "1200-1300"},
		{"14.8-", "e", "14.8-e"},
		{"-", "katoon", "- katoon"},
		{"M\xc3\xbcl-", "\xc3\xa4ther", "M\xc3\xbcl\xc3\xa4ther"},
		{"M\xc3\xbcl-", "\xc3\x84ther", "M\xc3\xbcl-\xc3\x84ther"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct facts facts CLEANUP(facts_done) = {0};
		struct region *region = region_add(&facts, ROLE_LABEL);
		struct transcript page CLEANUP(transcript_done);

		line_put(region, 0, rows[i].end);
		line_put(region, 1, rows[i].begin);
		transcript_make(&facts,
				&(struct transcript_form){.columns = 40},
				&page);
		assert_text(&page, 0, 1, rows[i].want);
	}
}

/* The way from the paper and back, whichever way the label lies on it. */
static void test_boxes_all_turns(void **state)
{
	for (int turn = 0; turn < 360; turn += 90) {
		struct facts facts CLEANUP(facts_done) = {0};
		struct transcript page CLEANUP(transcript_done);
		struct region *region;
		struct box boxes[8];
		size_t n;

		label_put(&facts);
		region = &facts.regions[0];
		region->place.rotation = turn;
		region->place.crop.w = turn % 180 == 0 ? 900 : 600;
		region->place.crop.h = turn % 180 == 0 ? 600 : 900;
		transcript_make(&facts,
				&(struct transcript_form){.columns = 40},
				&page);
		for (size_t i = 0; i < page.n; i++) {
			const struct box *box = &page.words[i].stored;

			assert_true(box->w > 0 && box->h > 0);
			assert_int_equal(
				transcript_word_near(&page, box->x + box->w / 2,
						     box->y + box->h / 2),
				i);
			assert_int_equal(transcript_word_under(&page, *box), i);
		}
		n = transcript_boxes(&page, 1, 4, boxes, ARRAY_LEN(boxes));
		assert_int_equal(n, 2); /* of two lines */
		assert_true(transcript_word_within(&page.words[2], boxes[0]));
		assert_true(transcript_word_within(&page.words[4], boxes[1]));
		assert_false(transcript_word_within(&page.words[5], boxes[1]));
		assert_int_equal(
			transcript_boxes(&page, 0, page.n - 1, boxes, 3), 3);
	}
}

static void test_only_a_part(void **state)
{
	struct facts facts CLEANUP(facts_done) = {0};
	struct transcript page CLEANUP(transcript_done);

	label_put(&facts);
	transcript_make(&facts,
			&(struct transcript_form){.part = {1000, 2000, 900, 25},
						  .columns = 40},
			&page);
	assert_int_equal(page.n, 3);
	assert_text(&page, 0, 2, "HERBARIUM OF REGINA");
}

static void test_leaves_dirt_out(void **state)
{
	struct facts facts CLEANUP(facts_done) = {0};
	struct region *region = region_add(&facts, ROLE_LABEL);
	struct box box = {0, LINE, 40, 20};

	word_put(region, "Regina", 0, 0);
	words_add(&region->words, "\xe2\x80\x94_~", box, -1, 0.3);
	word_put(region, "--", 0, 2);
	words_add(&region->words, "B", (struct box){40, 2 * LINE, 10, 20}, -1,
		  0.3);
	assert_lies(&facts, (struct transcript_form){.columns = 40},
		    "-label\n"
		    "Regina\n"
		    "--  B\n");
}

static void test_runs_left(void **state)
{
	struct facts facts CLEANUP(facts_done) = {0};
	struct region *region = region_add(&facts, ROLE_LABEL);
	struct transcript page CLEANUP(transcript_done);

	word_put(region, "\xd7\x91\xd7\x92", 0, 0);
	word_put(region, "\xd7\x90", 100, 0);
	word_put(region, "Haifa", 0, 1);
	transcript_make(&facts, &(struct transcript_form){.columns = 40},
			&page);
	/* As it is read; on the cells it lies as it is printed. */
	assert_text(&page, 0, 1, "\xd7\x90 \xd7\x91\xd7\x92");
	assert_true(page.words[0].column > page.words[1].column);
}

/* ---- whatever comes ------------------------------------------------------ */

static void assert_apart(const struct transcript *page, int room)
{
	for (size_t i = 0; i < page->n; i++) {
		const struct transcript_word *a = &page->words[i];

		assert_true(a->row >= 0 && a->row < page->rows);
		assert_true(a->column >= room && a->width > 0);
		assert_true(a->column + a->width <= page->columns);
		for (size_t k = 0; k < page->n; k++) {
			const struct transcript_word *b = &page->words[k];

			if (k == i || b->row != a->row || b->column < a->column)
				continue;
			assert_true(b->column > a->column + a->width + room);
		}
	}
	for (size_t i = 0; i < page->n_headings; i++)
		for (size_t k = 0; k < page->n; k++)
			assert_int_not_equal(page->words[k].row,
					     page->headings[i].row);
}

static unsigned draw(unsigned *seed, unsigned most)
{
	*seed = *seed * 1103515245u + 12345u;
	return (*seed >> 16) % most;
}

static void random_words(struct facts *facts, unsigned seed, size_t n)
{
	static const char *const texts[] = {
		"a",	       "Saskatchewan",
		"\033[31mred", "\xd7\x90\xd7\x91-",
		"-",	       "\xe6\x9d\xb1\xe4\xba\xac",
		"e\xcc\x81",   "\xff\xfe",
		"1,200",       "\xf0\x9f\x8c\xb1",
	};
	struct region *region = region_add(facts, ROLE_LABEL);

	for (size_t i = 0; i < n; i++) {
		struct box box = {
			(int)draw(&seed, 3000), (int)draw(&seed, 2000),
			1 + (int)draw(&seed, 600), 1 + (int)draw(&seed, 300)};

		if (region->words.n == WORDS_MAX)
			region = region_add(facts, ROLE_SLIP);
		words_add(&region->words, texts[draw(&seed, 10)], box, -1,
			  draw(&seed, 100) / 100.0);
		if (draw(&seed, 20) == 0)
			region->words.items[region->words.n - 1].role =
				(enum region_role)draw(&seed, ROLE_COUNT);
	}
}

static void test_random_words(void **state)
{
	for (unsigned seed = 1; seed < 40; seed++) {
		struct facts facts CLEANUP(facts_done) = {0};
		struct transcript page CLEANUP(transcript_done);
		struct transcript_form form = {.columns = 1 + (int)seed * 5,
					       .room = (int)seed % 4};
		char *text CLEANUP(mem_free_str) = NULL;

		random_words(&facts, seed, seed * 6);
		transcript_make(&facts, &form, &page);
		assert_apart(&page, form.room);
		text = transcript_text(&page, 0, page.n);
		assert_null(strchr(text, '\033'));
		assert_true(text_is_utf8(text, strlen(text)));
	}
}

static void test_ten_thousand_words(void **state)
{
	struct facts facts CLEANUP(facts_done) = {0};
	struct transcript page CLEANUP(transcript_done);

	random_words(&facts, 7, 10000);
	transcript_make(&facts, &(struct transcript_form){.columns = 60},
			&page);
	assert_true(page.n > 8000); /* less some dirt */
	assert_true(page.rows > 100);
}

/* Of too many words those have a rank that are most likely ones, in the order
 * of reading; of few of them all. */
static void test_ranks_the_clearest(void **state)
{
	struct facts facts CLEANUP(facts_done) = {0};
	struct transcript page CLEANUP(transcript_done);
	struct region *region = region_add(&facts, ROLE_LABEL);
	size_t rank = 0;

	(void)state;
	for (int line = 0; line < 10; line++)
		line_put(region, line, "Regina Sask ab 1936 wood -- north bog");
	transcript_make(&facts, &(struct transcript_form){0}, &page);
	assert_int_equal(page.n_ranked, 10 * 7);
	for (size_t i = 0; i < page.n; i++)
		rank += page.words[i].rank > 0;
	assert_int_equal(rank, page.n_ranked);
	transcript_done(&page);
	for (int line = 10; line < 18; line++)
		line_put(region, line, "Regina Sask ab 1936 wood -- north bog");
	transcript_make(&facts, &(struct transcript_form){0}, &page);
	assert_int_equal(page.n_ranked, TRANSCRIPT_RANKED);
	rank = 0;
	for (size_t i = 0; i < page.n; i++) {
		if (strcmp(page.words[i].text, "ab") == 0)
			assert_int_equal(page.words[i].rank, 0);
		if (page.words[i].rank > 0)
			assert_int_equal(page.words[i].rank, ++rank);
	}
	assert_int_equal(rank, TRANSCRIPT_RANKED);
}

static void test_far_apart(void **state)
{
	struct facts facts CLEANUP(facts_done) = {0};
	struct transcript page CLEANUP(transcript_done);
	struct region *region = region_add(&facts, ROLE_LABEL);

	words_add(&region->words, "here", (struct box){-2000000000, 0, 1, 1},
		  -1, 1);
	words_add(&region->words, "there", (struct box){2000000000, 0, 1, 1},
		  -1, 1);
	transcript_make(&facts, &(struct transcript_form){.columns = 500},
			&page);
	assert_true(page.columns < 100);
	assert_int_equal(transcript_word_near(&page, 5, 5), page.n);
}

static void test_nothing(void **state)
{
	struct facts facts CLEANUP(facts_done) = {0};
	struct transcript page CLEANUP(transcript_done);

	region_add(&facts, ROLE_FRAME);
	transcript_make(&facts, &(struct transcript_form){.columns = 60},
			&page);
	assert_int_equal(page.n, 0);
	assert_int_equal(page.rows, 0);
	assert_int_equal(transcript_word_at(&page, 0, 0, 0), 0);
	assert_int_equal(transcript_word_near(&page, 0, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lies_as_printed),
		cmocka_unit_test(test_folds),
		cmocka_unit_test(test_columns_and_roles),
		cmocka_unit_test(test_says_what_is_printed),
		cmocka_unit_test(test_breaks),
		cmocka_unit_test(test_boxes_all_turns),
		cmocka_unit_test(test_only_a_part),
		cmocka_unit_test(test_leaves_dirt_out),
		cmocka_unit_test(test_runs_left),
		cmocka_unit_test(test_random_words),
		cmocka_unit_test(test_ten_thousand_words),
		cmocka_unit_test(test_ranks_the_clearest),
		cmocka_unit_test(test_far_apart),
		cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
