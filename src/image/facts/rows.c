/*
 * rows.c: columns and rows of words. See rows.h.
 *
 * A column ends where no word that was read well stands over a band of
 * COLUMN_GAP heights: a stamp beside a label, two labels side by side. Inside
 * a column words are taken from left to right; each joins the row whose last
 * word has nearly the same baseline, or begins one, so that a label that leans
 * a little keeps its rows.
 *
 * 1. `order` has each word that counts once; rows are neighbouring parts of it,
 *    sorted by column, and in a column by baseline.
 */
#include "config.h"

#include "image/facts/rows.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/box.h"
#include "base/mem.h"

#define COLUMN_GAP 4   /* heights of a word */
#define READ_WELL  0.4 /* confidence from which a word divides columns */
#define PITCH	   1.7 /* heights from row to row, where nothing tells */
#define PITCH_MAX  2.5 /* heights: more is a gap, however many there are */
#define PITCH_MIN  0.9 /* heights: less is a row that leans */
#define TALL_MIN   4   /* pixels */
#define TALL_USUAL 26  /* pixels, where nothing was read */

/* A word on its way into a row. */
struct placed {
	size_t word, column, row;
	int x, baseline;
};

static int int_order(const void *pa, const void *pb)
{
	int a = *(const int *)pa, b = *(const int *)pb;

	return (a > b) - (a < b);
}

static bool word_is_read(const struct word *word)
{
	int letters = 0;

	for (const char *c = word->text; *c != '\0'; c++)
		letters += isalnum((unsigned char)*c) != 0;
	return letters >= 2 && word->confidence >= READ_WELL;
}

/* The median of `n` values, which it sorts; `none` where there are none. */
static int median(int *values, size_t n, int none)
{
	if (n == 0)
		return none;
	qsort(values, n, sizeof(*values), int_order);
	return values[n / 2];
}

static int usual_height(const struct words *words)
{
	int *heights = mem_alloc((words->n + 1) * sizeof(*heights));
	size_t n = 0;
	int tall;

	for (size_t i = 0; i < words->n; i++)
		if (word_is_read(&words->items[i]))
			heights[n++] = words->items[i].box.h;
	tall = median(heights, n, TALL_USUAL);
	free(heights);
	return tall < TALL_MIN ? TALL_MIN : tall;
}

static int placed_by_x(const void *pa, const void *pb)
{
	const struct placed *a = pa, *b = pb;

	if (a->x != b->x)
		return (a->x > b->x) - (a->x < b->x);
	return (a->word > b->word) - (a->word < b->word);
}

static int placed_by_row(const void *pa, const void *pb)
{
	const struct placed *a = pa, *b = pb;

	if (a->column != b->column)
		return (a->column > b->column) - (a->column < b->column);
	if (a->row != b->row)
		return (a->row > b->row) - (a->row < b->row);
	return placed_by_x(pa, pb);
}

/* Gives the words, which stand by x, their columns; returns how many. */
static size_t place_columns(const struct words *words, struct placed *placed,
			    size_t n, int tall)
{
	size_t column = 0;
	int end = 0;
	bool begun = false;

	for (size_t i = 0; i < n; i++) {
		const struct word *word = &words->items[placed[i].word];
		int right = word->box.x + word->box.w;

		if (word_is_read(word)) {
			if (begun && word->box.x > end + COLUMN_GAP * tall)
				column++;
			end = begun && end > right ? end : right;
			begun = true;
		}
		placed[i].column = column;
	}
	return column + 1;
}

/* A row being filled. */
struct course {
	size_t column;
	int first, last; /* baselines of its ends */
};

/* The course of that column whose last word is nearest, or n. */
static size_t course_for(const struct course *courses, size_t n,
			 const struct placed *word, int tall)
{
	size_t best = n;
	int best_off = tall / 2 + 1;

	for (size_t i = 0; i < n; i++) {
		int off = abs(courses[i].last - word->baseline);

		if (courses[i].column != word->column || off >= best_off)
			continue;
		best = i;
		best_off = off;
	}
	return best;
}

/* Numbers the courses from the top: words say the rank of theirs. */
static void courses_rank(const struct course *courses, size_t n,
			 struct placed *placed, size_t n_placed)
{
	size_t *rank = mem_zalloc((n + 1) * sizeof(*rank));

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++)
			rank[i] +=
				courses[k].first < courses[i].first ||
				(courses[k].first == courses[i].first && k < i);
	for (size_t i = 0; i < n_placed; i++)
		placed[i].row = rank[placed[i].row];
	free(rank);
}

/* Gives the words, which stand by x, their rows. */
static void place_rows(struct placed *placed, size_t n, int tall)
{
	struct course *courses = mem_alloc((n + 1) * sizeof(*courses));
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		size_t to = course_for(courses, count, &placed[i], tall);

		if (to == count)
			courses[count++] =
				(struct course){.column = placed[i].column,
						.first = placed[i].baseline};
		courses[to].last = placed[i].baseline;
		placed[i].row = to;
	}
	courses_rank(courses, count, placed, n);
	free(courses);
}

static void box_include(struct box *box, struct box other)
{
	*box = box->w == 0 ? other : box_around(*box, other);
}

/* Makes rows of the words in their order. */
static void rows_fill(const struct words *words, const struct placed *placed,
		      size_t n, struct word_rows *ret)
{
	for (size_t i = 0; i < n; i++) {
		const struct placed *p = &placed[i];
		struct word_row *row;

		if (i == 0 || p->column != p[-1].column || p->row != p[-1].row)
			ret->items[ret->n++] =
				(struct word_row){.first = i,
						  .column = p->column,
						  .baseline = p->baseline,
						  .gap = 1};
		row = &ret->items[ret->n - 1];
		row->n++;
		box_include(&row->box, words->items[p->word].box);
		ret->order[i] = p->word;
	}
}

/* The gaps of the rows of one column, which are items[from] to items[to - 1],
 * by the usual one. */
static void rows_gaps(struct word_rows *rows, size_t from, size_t to)
{
	int *steps = mem_alloc((to - from + 1) * sizeof(*steps));
	size_t n = 0;
	int pitch;

	for (size_t i = from + 1; i < to; i++) {
		int step =
			rows->items[i].baseline - rows->items[i - 1].baseline;

		if (step > PITCH_MIN * rows->tall)
			steps[n++] = step;
	}
	pitch = median(steps, n, (int)(PITCH * rows->tall));
	if (pitch > PITCH_MAX * rows->tall)
		pitch = (int)(PITCH_MAX * rows->tall);
	for (size_t i = from + 1; i < to; i++)
		rows->items[i].gap = (double)(rows->items[i].baseline -
					      rows->items[i - 1].baseline) /
				     pitch;
	free(steps);
}

void word_rows_make(const struct words *words, const bool *skip,
		    struct word_rows *ret)
{
	struct placed *placed = mem_alloc((words->n + 1) * sizeof(*placed));
	size_t n = 0;

	*ret = (struct word_rows){
		.order = mem_alloc((words->n + 1) * sizeof(*ret->order)),
		.items = mem_alloc((words->n + 1) * sizeof(*ret->items)),
		.tall = usual_height(words)};
	for (size_t i = 0; i < words->n; i++)
		if (skip == NULL || !skip[i])
			placed[n++] = (struct placed){
				.word = i,
				.x = words->items[i].box.x,
				.baseline = words->items[i].baseline};
	qsort(placed, n, sizeof(*placed), placed_by_x);
	ret->n_columns = place_columns(words, placed, n, ret->tall);
	place_rows(placed, n, ret->tall);
	qsort(placed, n, sizeof(*placed), placed_by_row);
	rows_fill(words, placed, n, ret);
	free(placed);
	for (size_t from = 0, to = 0; from < ret->n; from = to) {
		while (to < ret->n &&
		       ret->items[to].column == ret->items[from].column)
			to++;
		rows_gaps(ret, from, to);
	}
}

void word_rows_done(struct word_rows *rows)
{
	free(rows->order);
	free(rows->items);
	*rows = (struct word_rows){0};
}
