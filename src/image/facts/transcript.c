/*
 * transcript.c: from the rows of words to rows of cells. See transcript.h; what
 * the words say together is transcript_text.c's.
 *
 * A row of words begins a row of cells where its baseline is lower than that
 * of the row before, whichever column of the paper they are of; in it each
 * word begins where it lies, by the usual width of a letter, or behind the one
 * before it. Blanks shrink, a step at a time for a whole region, until its
 * widest row fits.
 *
 * 1. Words of a row of cells are apart: by a blank at least, and the room that
 *    was asked for.
 * 2. Reading order is that of image/facts/rows.h, region by region; a line of
 *    a script that runs to the left is read from the right.
 * 3. What is far away in pixels is GAP_MAX cells away: sizes come from
 *    outside.
 */
#include "config.h"

#include "image/facts/transcript.h"

#include <math.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/box.h"
#include "base/mem.h"
#include "base/text.h"
#include "image/facts/rows.h"

#define GAP_MAX	    24 /* cells */
#define FOLD_INDENT 2
#define LETTER_TALL 0.5 /* widths of a letter by a word's height, if unknown */
#define BLANK_GAP   1.6 /* usual gaps between rows from which one is blank */

/* A region being laid out. */
struct sheet_part {
	const struct region *region;
	const struct transcript_form *form;
	struct word_rows rows;
	size_t *place;	       /* of each of rows.order: its word of the page */
	size_t *order;	       /* rows from the top, whatever their column */
	int *cell_rows;	       /* of each of rows.items */
	int left;	       /* pixels: where its leftmost word begins */
	double letter;	       /* pixels: the usual width */
	enum region_role role; /* of the row above */
};

bool transcript_word_within(const struct transcript_word *word, struct box box)
{
	return word->stored.w > 0 && box_holds_middle(box, word->stored);
}

static struct box word_stored(const struct region *region,
			      const struct word *word)
{
	if (word->stored.w > 0 && word->stored.h > 0)
		return word->stored;
	if (region->place.scale > 0)
		return view_place_stored(&region->place, word->box);
	return (struct box){0};
}

/* ---- words in reading order ---------------------------------------------- */

static bool line_runs_left(const struct words *words,
			   const struct word_rows *rows,
			   const struct word_row *row)
{
	size_t left = 0;

	for (size_t i = 0; i < row->n; i++)
		left += text_runs_left(
			words->items[rows->order[row->first + i]].text);
	return left * 2 > row->n;
}

/* Whether the text is more than marks. */
static bool text_speaks(const char *text)
{
	for (; *text != '\0'; text += text_next(text, 0))
		if (text_letter(text) > 0 || (*text >= '0' && *text <= '9'))
			return true;
	return false;
}

static void transcript_add(struct transcript *page, const struct region *region,
			   size_t number, const struct word *word, size_t line)
{
	int width = text_width(word->text);

	ARRAY_GROW(page->words, page->n, page->cap);
	page->words[page->n++] = (struct transcript_word){
		.text = mem_strdup(word->text),
		.stored = word_stored(region, word),
		.confidence = word->confidence,
		.role = word->role != ROLE_UNKNOWN ? word->role : region->role,
		.region = number,
		.line = line,
		.width = width > 0 ? width : 1,
		.speaks = text_speaks(word->text),
	};
}

static void part_read(struct transcript *page, struct sheet_part *part,
		      size_t number)
{
	const struct words *words = &part->region->words;
	size_t line = page->n > 0 ? page->words[page->n - 1].line + 1 : 0;

	for (size_t r = 0; r < part->rows.n; r++) {
		const struct word_row *row = &part->rows.items[r];
		bool back = line_runs_left(words, &part->rows, row);

		for (size_t i = 0; i < row->n; i++) {
			size_t at = row->first + (back ? row->n - 1 - i : i);

			part->place[at] = page->n;
			transcript_add(page, part->region, number,
				       &words->items[part->rows.order[at]],
				       line + r);
		}
	}
}

/* ---- on cells ------------------------------------------------------------ */

static int double_order(const void *pa, const void *pb)
{
	double a = *(const double *)pa, b = *(const double *)pb;

	return (a > b) - (a < b);
}

static void part_measure(const struct transcript *page, struct sheet_part *part)
{
	const struct words *words = &part->region->words;
	double *widths = mem_alloc((words->n + 1) * sizeof(*widths));
	size_t n = 0;

	for (size_t r = 0; r < part->rows.n; r++) {
		const struct word_row *row = &part->rows.items[r];

		if (r == 0 || row->box.x < part->left)
			part->left = row->box.x;
		for (size_t i = row->first; i < row->first + row->n; i++) {
			int cells = page->words[part->place[i]].width;

			if (cells >= 3)
				widths[n++] =
					(double)words
						->items[part->rows.order[i]]
						.box.w /
					cells;
		}
	}
	qsort(widths, n, sizeof(*widths), double_order);
	part->letter = n > 0 ? widths[n / 2] : part->rows.tall * LETTER_TALL;
	if (!(part->letter >= 1))
		part->letter = 1;
	free(widths);
}

/* Puts the rows into the order of their baselines. There are few that are not
 * in it already, but for those of further columns. */
static void part_sort(struct sheet_part *part)
{
	const struct word_row *rows = part->rows.items;

	for (size_t i = 0; i < part->rows.n; i++) {
		size_t at = i;

		while (at > 0 &&
		       rows[part->order[at - 1]].baseline > rows[i].baseline) {
			part->order[at] = part->order[at - 1];
			at--;
		}
		part->order[at] = i;
	}
}

/* Who speaks in most words of the row. */
static enum region_role part_role(const struct transcript *page,
				  const struct sheet_part *part,
				  const struct word_row *row)
{
	size_t counts[ROLE_COUNT] = {0};
	enum region_role most = ROLE_UNKNOWN;

	for (size_t i = row->first; i < row->first + row->n; i++)
		counts[page->words[part->place[i]].role]++;
	for (int role = 0; role < ROLE_COUNT; role++)
		if (counts[role] > counts[most])
			most = (enum region_role)role;
	return most;
}

static void transcript_head(struct transcript *page, enum region_role role)
{
	ARRAY_GROW(page->headings, page->n_headings, page->cap_headings);
	page->headings[page->n_headings++] =
		(struct transcript_heading){.row = page->rows++, .role = role};
}

/* Whether a row stands on the same line of cells as the one before it: nearly
 * on its baseline, beside it. */
static bool part_joins(const struct sheet_part *part, size_t at, int baseline)
{
	const struct word_row *row = &part->rows.items[part->order[at]];

	for (size_t k = at; k-- > 0;) {
		const struct word_row *other =
			&part->rows.items[part->order[k]];

		if (part->cell_rows[part->order[k]] !=
		    part->cell_rows[part->order[at - 1]])
			break;
		if (other->column == row->column)
			return false;
	}
	return row->baseline - baseline <= part->rows.tall / 2;
}

/* Gives each row of words its row of cells. */
static void part_rows(struct transcript *page, struct sheet_part *part)
{
	int baseline = 0;

	for (size_t i = 0; i < part->rows.n; i++) {
		const struct word_row *row = &part->rows.items[part->order[i]];
		enum region_role role = part_role(page, part, row);

		if (i > 0 && part_joins(part, i, baseline)) {
			part->cell_rows[part->order[i]] = page->rows - 1;
			continue;
		}
		if (i == 0 || role != part->role)
			transcript_head(page, role);
		else if (row->gap >= BLANK_GAP)
			page->rows++;
		part->role = role;
		baseline = row->baseline;
		part->cell_rows[part->order[i]] = page->rows++;
	}
}

struct cell_word {
	int x; /* pixels */
	size_t word;
};

static int cell_word_order(const void *pa, const void *pb)
{
	const struct cell_word *a = pa, *b = pb;

	if (a->x != b->x)
		return (a->x > b->x) - (a->x < b->x);
	return (a->word > b->word) - (a->word < b->word);
}

/* Where a word begins that lies `x` pixels from the left, `end` being taken. */
static int cell_place(const struct sheet_part *part, int x, double shrink,
		      int end)
{
	int room = part->form->room;
	int least = end > 0 ? end + 1 + room : room;
	double lies = ((double)x - part->left) / part->letter * shrink + room;

	if (!(lies > least))
		return least;
	return lies > least + GAP_MAX ? least + GAP_MAX : (int)(lies + 0.5);
}

/* The words of one row of cells, from the left; they are those of the rows
 * order[from] to order[to - 1]. Owned; *ret_n gets how many. */
static struct cell_word *cells_line(const struct sheet_part *part, size_t from,
				    size_t to, size_t *ret_n)
{
	const struct words *words = &part->region->words;
	struct cell_word *line;
	size_t n = 0;

	for (size_t r = from; r < to; r++)
		n += part->rows.items[part->order[r]].n;
	line = mem_alloc((n + 1) * sizeof(*line));
	*ret_n = n;
	n = 0;
	for (size_t r = from; r < to; r++) {
		const struct word_row *row = &part->rows.items[part->order[r]];

		for (size_t i = row->first; i < row->first + row->n; i++)
			line[n++] = (struct cell_word){
				words->items[part->rows.order[i]].box.x,
				part->place[i]};
	}
	qsort(line, n, sizeof(*line), cell_word_order);
	return line;
}

/* The end of the rows that stand on the same row of cells as order[from]. */
static size_t cells_end(const struct sheet_part *part, size_t from)
{
	size_t to = from;

	while (to < part->rows.n && part->cell_rows[part->order[to]] ==
					    part->cell_rows[part->order[from]])
		to++;
	return to;
}

/* Places the words of one row of cells; returns where the last one ends. */
static int cells_place(struct transcript *page, const struct sheet_part *part,
		       size_t from, double shrink)
{
	size_t n;
	struct cell_word *line =
		cells_line(part, from, cells_end(part, from), &n);
	int end = 0;

	for (size_t i = 0; i < n; i++) {
		struct transcript_word *word = &page->words[line[i].word];

		word->row = part->cell_rows[part->order[from]];
		word->column = cell_place(part, line[i].x, shrink, end);
		end = word->column + word->width;
	}
	free(line);
	return end;
}

/* Places all words; returns the end of the widest row. */
static int part_place(struct transcript *page, const struct sheet_part *part,
		      double shrink)
{
	int most = 0;

	for (size_t from = 0; from < part->rows.n;
	     from = cells_end(part, from)) {
		int end = cells_place(page, part, from, shrink);

		most = end > most ? end : most;
	}
	return most;
}

/* Puts the words of one row of cells on as many as they need, `down` rows
 * lower; returns how many rows more than one. */
static int cells_fold(struct transcript *page, const struct sheet_part *part,
		      size_t from, int down)
{
	int room = part->form->room, more = 0, end = 0;
	size_t n;
	struct cell_word *line =
		cells_line(part, from, cells_end(part, from), &n);

	for (size_t i = 0; i < n; i++) {
		struct transcript_word *word = &page->words[line[i].word];
		int at = cell_place(part, line[i].x, 0, end);

		if (end > 0 && at + word->width > part->form->columns) {
			more++;
			at = FOLD_INDENT + room;
		}
		word->row = part->cell_rows[part->order[from]] + down + more;
		word->column = at;
		end = at + word->width;
		page->columns = end > page->columns ? end : page->columns;
	}
	free(line);
	return more;
}

/* Folds the rows of the part, whose first heading is `heading`. */
static void part_fold(struct transcript *page, const struct sheet_part *part,
		      size_t heading)
{
	int down = 0;

	for (size_t from = 0; from < part->rows.n;
	     from = cells_end(part, from)) {
		int row = part->cell_rows[part->order[from]];

		while (heading < page->n_headings &&
		       page->headings[heading].row < row)
			page->headings[heading++].row += down;
		down += cells_fold(page, part, from, down);
	}
	page->rows += down;
}

static void part_columns(struct transcript *page, const struct sheet_part *part,
			 size_t heading)
{
	static const double shrinks[] = {1, 0.8, 0.6, 0.4, 0.2, 0};

	for (size_t i = 0; i < ARRAY_LEN(shrinks); i++) {
		int wide = part_place(page, part, shrinks[i]);

		if (wide > part->form->columns)
			continue;
		page->columns = wide > page->columns ? wide : page->columns;
		return;
	}
	part_fold(page, part, heading);
}

/* ---- the whole ----------------------------------------------------------- */

/* Dirt and lines of the paper are read as marks, and take rows. */
static bool word_is_dirt(const struct word *word)
{
	return word->confidence < TRANSCRIPT_DOUBTED &&
	       !text_speaks(word->text);
}

/* Says for each word of the region whether it is left out; owned. */
static bool *part_skips(const struct region *region,
			const struct transcript_form *form)
{
	bool *skip = mem_zalloc((region->words.n + 1) * sizeof(*skip));

	for (size_t i = 0; i < region->words.n; i++) {
		const struct word *word = &region->words.items[i];

		skip[i] = word_is_dirt(word) ||
			  (form->part.w > 0 &&
			   !box_holds_middle(form->part,
					     word_stored(region, word)));
	}
	return skip;
}

static void transcript_add_region(struct transcript *page,
				  const struct region *region, size_t number,
				  const struct transcript_form *form)
{
	struct sheet_part part = {.region = region, .form = form};
	bool *skip = part_skips(region, form);
	size_t n = region->words.n + 1, heading = page->n_headings;

	word_rows_make(&region->words, skip, &part.rows);
	part.place = mem_alloc(n * sizeof(*part.place));
	part.order = mem_alloc(n * sizeof(*part.order));
	part.cell_rows = mem_alloc(n * sizeof(*part.cell_rows));
	if (part.rows.n > 0) {
		part_read(page, &part, number);
		part_measure(page, &part);
		part_sort(&part);
		part_rows(page, &part);
		part_columns(page, &part, heading);
	}
	word_rows_done(&part.rows);
	free(part.place);
	free(part.order);
	free(part.cell_rows);
	free(skip);
}

/* ---- which can be told apart ---------------------------------------------- */

/* Fewer letters than this are as likely a stain as a word. */
#define WORD_SHORT 3

/* How well a word can be told from others and from dirt; below 0: it is a mark
 * alone. */
static double word_clearness(const struct transcript_word *word)
{
	size_t letters = 0, figures = 0;

	for (const char *at = word->text; *at != '\0'; at += text_next(at, 0)) {
		letters += text_letter(at) > 0;
		figures += *at >= '0' && *at <= '9';
	}
	if (letters + figures == 0)
		return -1;
	return word->confidence +
	       (figures > 0 || letters >= WORD_SHORT ? 1 : 0);
}

static int clearness_order(const void *a, const void *b)
{
	return -double_order(a, b);
}

/* The clearest of them; of those alike the first. */
static void transcript_rank(struct transcript *page)
{
	double *sorted = mem_alloc((page->n + 1) * sizeof(*sorted)), least;
	size_t n = 0, clearer = 0, alike;

	for (size_t i = 0; i < page->n; i++) {
		double clear = word_clearness(&page->words[i]);

		if (clear >= 0)
			sorted[n++] = clear;
	}
	if (n > 0)
		qsort(sorted, n, sizeof(*sorted), clearness_order);
	least = n > TRANSCRIPT_RANKED ? sorted[TRANSCRIPT_RANKED - 1] : 0;
	while (clearer < n && sorted[clearer] > least)
		clearer++;
	alike = n > TRANSCRIPT_RANKED ? TRANSCRIPT_RANKED - clearer : n;
	for (size_t i = 0; i < page->n; i++) {
		double clear = word_clearness(&page->words[i]);

		if (clear < least || (clear == least && alike == 0))
			continue;
		alike -= clear == least;
		page->words[i].rank = ++page->n_ranked;
	}
	free(sorted);
}

void transcript_make(const struct facts *facts,
		     const struct transcript_form *form, struct transcript *ret)
{
	*ret = (struct transcript){0};
	for (size_t i = 0; i < facts->n_regions; i++)
		transcript_add_region(ret, &facts->regions[i], i, form);
	transcript_rank(ret);
}

void transcript_done(struct transcript *page)
{
	for (size_t i = 0; i < page->n; i++)
		free(page->words[i].text);
	free(page->words);
	free(page->headings);
	*page = (struct transcript){0};
}

/* ---- which word ---------------------------------------------------------- */

size_t transcript_word_at(const struct transcript *page, int column, int row,
			  int room)
{
	for (size_t i = 0; i < page->n; i++) {
		const struct transcript_word *word = &page->words[i];

		if (word->row == row && column >= word->column - room &&
		    column < word->column + word->width)
			return i;
	}
	return page->n;
}

/* Pixels from a point to the nearest of a box, along one axis. */
static double away(int at, int from, int size)
{
	if (at < from)
		return (double)from - at;
	return at >= from + size ? (double)at - from - size + 1 : 0;
}

size_t transcript_word_near(const struct transcript *page, int x, int y)
{
	size_t best = page->n;
	double least = HUGE_VAL;

	for (size_t i = 0; i < page->n; i++) {
		const struct box *box = &page->words[i].stored;
		double dx = away(x, box->x, box->w);
		double dy = away(y, box->y, box->h);

		if (box->w <= 0 || dx * dx + dy * dy >= least)
			continue;
		least = dx * dx + dy * dy;
		best = i;
	}
	return best;
}

size_t transcript_word_under(const struct transcript *page, struct box box)
{
	for (size_t i = 0; i < page->n; i++)
		if (transcript_word_within(&page->words[i], box))
			return i;
	return page->n;
}
