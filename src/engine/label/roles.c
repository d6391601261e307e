/*
 * roles.c: who speaks. See roles.h.
 *
 * The words of each region stand in columns and rows (image/facts/rows.h).
 * Each row is weighed for each role by its cues (role_cues.h), and of all ways
 * to give the rows of a column their roles the best is taken (the algorithm of
 * A. Viterbi, Error Bounds for Convolutional Codes, IEEE Transactions on
 * Information Theory 13, 1967): a change of role costs, and the less the wider
 * the gap is, since another's paper begins there. So a slip that lies close
 * over a label in one region is told from it, and "Det." in the midst of a
 * label does not make a slip.
 *
 * What says nothing by itself is told by what else is on the sheet: a name
 * with a person or a year, beside a label that tells of a gathering, is a later
 * determination; an institution alone is a stamp, on a label or a slip it is
 * their frame.
 *
 * 1. Weights are general and stand in one table; the words are the lexicon's.
 * 2. Every word has the role of its row. Facts without words stay unknown.
 */
#include "config.h"

#include "engine/label/roles.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"
#include "engine/label/role_cues.h"
#include "image/facts/rows.h"

/* What a row has to say for one role; all sums are of these. */
struct role_weights {
	double none;	  /* before anything is known */
	double gathering; /* for each word of it, GATHERING_MAX at most */
	double collector, number, title, prose;
	double determiner, revision, name, person, date;
	double copy, house, figures;
};

#define GATHERING_MAX 4

static const struct role_weights role_weights[ROLE_COUNT] = {
	[ROLE_UNKNOWN] = {.none = -9},
	[ROLE_LABEL] = {.none = 0.5,
			.gathering = 0.5,
			.collector = 3,
			.number = 0.8,
			.title = 2,
			.prose = 1,
			.name = 0.3,
			.person = 0.2,
			.date = 0.3},
	[ROLE_SLIP] = {.gathering = -0.4,
		       .collector = -3,
		       .number = -0.5,
		       .title = -1,
		       .prose = -1,
		       .determiner = 3,
		       .revision = 2.2,
		       .name = 0.9,
		       .person = 0.4,
		       .date = 0.5,
		       .copy = -0.5,
		       .figures = -1},
	[ROLE_ANNOTATION] = {.none = -0.5,
			     .gathering = -0.3,
			     .collector = -2,
			     .title = -1,
			     .revision = 1.8,
			     .name = -0.5,
			     .copy = 3,
			     .date = 0.3},
	[ROLE_STAMP] = {.none = -9},
	[ROLE_CODE] = {.none = -2,
		       .gathering = -1,
		       .collector = -3,
		       .title = -3,
		       .name = -2,
		       .house = 0.5,
		       .figures = 3},
	[ROLE_FRAME] = {.none = -1,
			.gathering = -0.1,
			.collector = -3,
			.title = -1,
			.prose = -1,
			.determiner = -2,
			.name = -1,
			.person = -0.3,
			.date = -1,
			.house = 3.2},
};

/* What a change costs at the usual gap: between texts of different people,
 * to a note of one row, and to what others' texts stand in. */
#define COST_TEXT  4.0
#define COST_NOTE  1.3
#define COST_FRAME 0.4
#define COST_LEAST 0.3
/* Share of the cost where the row is one that papers begin with. */
#define COST_HEAD 0.6

/* A column that tells so much of a gathering is a collector's label, and so
 * much more of it than another one tells what that is. */
#define GATHERED      1.5
#define GATHERED_MORE 1.0
/* Rows and words of a slip that does not say "det." at most. */
#define SLIP_ROWS  6
#define SLIP_WORDS 24
/* Words of places that a slip has none of, and the gap, in usual ones, that
 * tells a slip without a name from a line of the label. */
#define SLIP_GATHERING 2
#define SLIP_GAP       2.2
/* An address stands no further under its institution, in usual gaps. */
#define ADDRESS_GAP 1.3
/* A code's own print lies no further from it than so many of its heights. */
#define CODE_REACH 0.8

/* A row with what is known of it. */
struct told_row {
	struct role_cues cues;
	double score[ROLE_COUNT];
	double best[ROLE_COUNT]; /* of all rows to here */
	enum region_role from[ROLE_COUNT];
	enum region_role role;
};

/* The rows of one region. */
struct told_region {
	struct region *region;
	struct word_rows rows;
	struct told_row *told; /* one for each row */
	bool *coded; /* one for each word: it is a code's, in no row */
};

/* --- rows ----------------------------------------------------------------- */

/* Does the word lie in a code, or close beside it? */
static bool word_at_code(const struct facts *facts, const struct word *word)
{
	for (size_t i = 0; i < facts->n_codes; i++) {
		struct box code = facts->codes[i].box;
		int side = code.w < code.h ? code.w : code.h;
		int reach = (int)(CODE_REACH * side);
		int x = word->stored.x + word->stored.w / 2;
		int y = word->stored.y + word->stored.h / 2;

		if (x >= code.x - reach && x <= code.x + code.w + reach &&
		    y >= code.y - reach && y <= code.y + code.h + reach)
			return true;
	}
	return false;
}

static double row_weigh(const struct role_weights *w,
			const struct role_cues *cues)
{
	double sum =
		w->none + w->gathering * fmin(cues->gathering, GATHERING_MAX);

	sum += w->collector * cues->collector + w->number * cues->number +
	       w->title * cues->title + w->prose * cues->prose;
	/* "leg. & det." is the collector's */
	sum += w->determiner * (cues->determiner && !cues->collector);
	sum += w->revision * cues->revision + w->name * cues->name +
	       w->person * cues->person + w->date * cues->date;
	return sum + w->copy * cues->copy + w->house * cues->house +
	       w->figures * cues->figures;
}

/* The words of a row, in reading order, to `into`; returns how many. */
static size_t row_words(const struct told_region *t, size_t i,
			const struct word **into)
{
	const struct word_row *row = &t->rows.items[i];

	for (size_t k = 0; k < row->n; k++)
		into[k] =
			&t->region->words.items[t->rows.order[row->first + k]];
	return row->n;
}

/* What is printed at a code, and what OCR makes of its bars, is the code's:
 * an institution, a number, scraps; anything else was there before. */
static void row_give_code(const struct label_lexicon *lexicon,
			  const struct facts *facts, const struct word **row,
			  size_t n, const struct told_region *t)
{
	struct role_cues cues;
	size_t count = 0;

	for (size_t k = 0; k < n; k++)
		if (word_at_code(facts, row[k]))
			row[count++] = row[k];
	role_cues_read(lexicon, row, count, &cues);
	if (!cues.house && !cues.figures && !cues.scrap)
		return;
	for (size_t k = 0; k < count; k++)
		t->coded[row[k] - t->region->words.items] = true;
}

/* Tells the codes' words, and sorts the others into rows. */
static void region_rows(const struct label_lexicon *lexicon,
			const struct facts *facts, struct told_region *t)
{
	const struct words *words = &t->region->words;
	const struct word **row = mem_alloc((words->n + 1) * sizeof(*row));

	t->coded = mem_zalloc(words->n + 1);
	word_rows_make(words, NULL, &t->rows);
	for (size_t i = 0; i < t->rows.n && facts->n_codes > 0; i++)
		row_give_code(lexicon, facts, row, row_words(t, i, row), t);
	word_rows_done(&t->rows);
	word_rows_make(words, t->coded, &t->rows);
	free(row);
}

/* An address goes with the institution over it. */
static bool row_is_address(const struct told_region *t, size_t i)
{
	const struct word_row *row = &t->rows.items[i];

	return i > 0 && t->told[i].cues.address &&
	       row->column == row[-1].column && row->gap <= ADDRESS_GAP &&
	       t->told[i - 1].cues.house;
}

/* Fills cues and scores of the region's rows. */
static void region_weigh(const struct label_lexicon *lexicon,
			 struct told_region *t)
{
	const struct words *words = &t->region->words;
	const struct word **row = mem_alloc((words->n + 1) * sizeof(*row));

	for (size_t i = 0; i < t->rows.n; i++) {
		struct told_row *told = &t->told[i];

		role_cues_read(lexicon, row, row_words(t, i, row), &told->cues);
		told->cues.house |= row_is_address(t, i);
		for (int role = 0; role < ROLE_COUNT; role++)
			told->score[role] =
				row_weigh(&role_weights[role], &told->cues);
	}
	free(row);
}

/* --- columns -------------------------------------------------------------- */

static bool role_is_frame(enum region_role role)
{
	return role == ROLE_FRAME || role == ROLE_CODE;
}

/* What it costs that `b`, `gap` below a row of role `from`, has role `to`. */
static double change_cost(enum region_role from, enum region_role to,
			  const struct told_row *b, double gap)
{
	double cost = COST_TEXT;

	if (from == to)
		return 0;
	if (role_is_frame(from) || role_is_frame(to))
		return COST_FRAME;
	if (from == ROLE_ANNOTATION || to == ROLE_ANNOTATION)
		cost = COST_NOTE;
	if (b->cues.title || b->cues.house)
		cost *= COST_HEAD;
	if (gap > 1)
		cost /= gap * sqrt(gap);
	return cost > COST_LEAST ? cost : COST_LEAST;
}

/* The text that a role speaks for, before or behind a frame: what stands in a
 * frame goes on behind it. */
static void row_step(const struct told_row *above, struct told_row *row,
		     double gap)
{
	for (int to = 0; to < ROLE_COUNT; to++) {
		row->best[to] = -INFINITY;
		for (int from = 0; from < ROLE_COUNT; from++) {
			double sum = above->best[from] + row->score[to] -
				     change_cost(from, to, row, gap);

			if (sum <= row->best[to])
				continue;
			row->best[to] = sum;
			row->from[to] = from;
		}
	}
}

/* The best roles for rows `from` to `to` - 1. */
static void column_decide(struct told_region *t, size_t from, size_t to)
{
	int best = 0;

	for (int role = 0; role < ROLE_COUNT; role++)
		t->told[from].best[role] = t->told[from].score[role];
	for (size_t i = from + 1; i < to; i++)
		row_step(&t->told[i - 1], &t->told[i], t->rows.items[i].gap);
	for (int role = 1; role < ROLE_COUNT; role++)
		if (t->told[to - 1].best[role] > t->told[to - 1].best[best])
			best = role;
	for (size_t i = to; i-- > from;) {
		t->told[i].role = best;
		best = t->told[i].from[best];
	}
}

/* The end of the column that begins with row `from`. */
static size_t column_end(const struct told_region *t, size_t from)
{
	size_t to = from;

	while (to < t->rows.n &&
	       t->rows.items[to].column == t->rows.items[from].column)
		to++;
	return to;
}

/* --- what else is on the sheet -------------------------------------------- */

/* How much rows tell of a gathering, as a label does. */
static double rows_gathered(const struct told_row *rows, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		const struct role_cues *cues = &rows[i].cues;

		if (rows[i].role != ROLE_LABEL)
			continue;
		sum += 0.5 * fmin(cues->gathering, GATHERING_MAX) +
		       1.5 * cues->collector + cues->title + cues->number +
		       0.5 * cues->prose;
	}
	return sum;
}

static size_t rows_of_role(const struct told_row *rows, size_t n,
			   enum region_role role)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += rows[i].role == role;
	return count;
}

static void rows_rename(struct told_row *rows, size_t n, enum region_role from,
			enum region_role to)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].role == from)
			rows[i].role = to;
}

/* A name with who gave it and when, in a few rows. */
static bool rows_are_slip(const struct told_row *rows, size_t n)
{
	bool name = false, person = false, date = false;
	size_t words = 0;

	for (size_t i = 0; i < n; i++) {
		name |= rows[i].cues.name;
		person |= rows[i].cues.person;
		date |= rows[i].cues.date;
		words += rows[i].cues.n;
	}
	return name && person && date && n <= SLIP_ROWS && words <= SLIP_WORDS;
}

/* An owner, at most a number and a date, and no text around them. */
static bool rows_are_stamp(const struct told_row *rows, size_t n)
{
	bool house = false, other = false;
	size_t telling = 0;

	for (size_t i = 0; i < n; i++) {
		const struct role_cues *cues = &rows[i].cues;

		house |= cues->house || cues->figures;
		telling += !cues->scrap;
		other |= cues->name || cues->collector || cues->determiner ||
			 cues->title || cues->prose;
	}
	return house && !other && telling <= SLIP_ROWS;
}

/* Anything that a collector may have written. */
static bool rows_are_text(const struct told_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct role_cues *cues = &rows[i].cues;

		if (cues->name || cues->person || cues->date || cues->title ||
		    cues->number || cues->collector || cues->gathering >= 1)
			return true;
	}
	return false;
}

/* What a column is that says little of a gathering, where another says it. */
static enum region_role rows_quiet(const struct told_row *rows, size_t n)
{
	if (rows_are_slip(rows, n))
		return ROLE_SLIP;
	if (rows_are_stamp(rows, n))
		return ROLE_STAMP;
	return rows_are_text(rows, n) ? ROLE_LABEL : ROLE_UNKNOWN;
}

/* `elsewhere`: how much the column that tells most of a gathering tells. */
static void column_settle(struct told_row *rows, size_t n, double elsewhere)
{
	double gathered = rows_gathered(rows, n);

	if (gathered < GATHERED && elsewhere >= gathered + GATHERED_MORE)
		rows_rename(rows, n, ROLE_LABEL, rows_quiet(rows, n));
	if (rows_of_role(rows, n, ROLE_LABEL) +
		    rows_of_role(rows, n, ROLE_SLIP) +
		    rows_of_role(rows, n, ROLE_ANNOTATION) ==
	    0)
		rows_rename(rows, n, ROLE_FRAME, ROLE_STAMP);
}

/* Rows of one role that follow each other, with what they say together. */
struct told_run {
	size_t from, to;
	bool named, revised, several; /* rows that have words */
	double gathering;
	double gap; /* the widest to what stands above and below */
};

static struct told_run run_read(const struct told_region *t, size_t from,
				size_t end)
{
	struct told_run run = {.from = from, .to = from};

	size_t telling = 0;

	if (from > 0)
		run.gap = t->rows.items[from].gap;
	for (; run.to < end && t->told[run.to].role == t->told[from].role;
	     run.to++) {
		const struct role_cues *cues = &t->told[run.to].cues;

		run.named |= cues->name;
		run.revised |= cues->revision && !cues->determiner;
		run.gathering += cues->gathering;
		telling += !cues->scrap;
	}
	run.several = telling > 1;
	if (run.to < end)
		run.gap = fmax(run.gap, t->rows.items[run.to].gap);
	return run;
}

/*
 * What was taken for a slip and has no name on it is a line of the label that
 * it is set in or stands under, whose name it speaks of, or a note that
 * confirms one; and what speaks of places is the label's, whoever determined a
 * host in it.
 */
static void column_check_slips(struct told_region *t, size_t from, size_t to)
{
	size_t labels = rows_of_role(t->told + from, to - from, ROLE_LABEL);

	for (size_t i = from; i < to;) {
		struct told_run run = run_read(t, i, to);
		enum region_role role = ROLE_SLIP;
		bool under =
			rows_of_role(t->told + from, i - from, ROLE_LABEL) > 0;

		if (run.gathering >= SLIP_GATHERING ||
		    (!run.named && labels > 0 && (under || run.gap < SLIP_GAP)))
			role = ROLE_LABEL;
		else if (!run.named && run.revised && !run.several)
			role = ROLE_ANNOTATION;
		if (t->told[i].role == ROLE_SLIP)
			rows_rename(t->told + i, run.to - i, ROLE_SLIP, role);
		i = run.to;
	}
}

/* --- regions -------------------------------------------------------------- */

/* The role of most of the words; a label's goes before all others. */
static enum region_role region_role_of(const struct words *words)
{
	int count[ROLE_COUNT] = {0};
	int best = ROLE_UNKNOWN, all = 0;

	for (size_t i = 0; i < words->n; i++) {
		count[words->items[i].role]++;
		all++;
	}
	if (4 * count[ROLE_LABEL] > all)
		return ROLE_LABEL;
	for (int role = 1; role < ROLE_COUNT; role++)
		if (count[role] > count[best])
			best = role;
	return best;
}

static void region_take(struct told_region *t)
{
	struct words *words = &t->region->words;

	for (size_t i = 0; i < t->rows.n; i++)
		for (size_t k = 0; k < t->rows.items[i].n; k++)
			words->items[t->rows.order[t->rows.items[i].first + k]]
				.role = t->told[i].role;
	for (size_t i = 0; i < words->n; i++)
		if (t->coded[i])
			words->items[i].role = ROLE_CODE;
	t->region->role = region_role_of(words);
}

static void region_begin(const struct label_lexicon *lexicon,
			 const struct facts *facts, struct region *region,
			 struct told_region *ret)
{
	*ret = (struct told_region){.region = region};
	region_rows(lexicon, facts, ret);
	ret->told = mem_zalloc((ret->rows.n + 1) * sizeof(*ret->told));
	region_weigh(lexicon, ret);
	for (size_t i = 0, to; i < ret->rows.n; i = to) {
		to = column_end(ret, i);
		column_decide(ret, i, to);
		column_check_slips(ret, i, to);
	}
}

/* What the columns of the sheet tell of a gathering at most. */
static double gathered_most(const struct told_region *regions, size_t n)
{
	double most = 0;

	for (size_t r = 0; r < n; r++)
		for (size_t i = 0, to; i < regions[r].rows.n; i = to) {
			to = column_end(&regions[r], i);
			most = fmax(most,
				    rows_gathered(regions[r].told + i, to - i));
		}
	return most;
}

void roles_tell(const struct label_lexicon *lexicon, struct facts *facts)
{
	struct told_region *regions =
		mem_zalloc((facts->n_regions + 1) * sizeof(*regions));
	size_t n = facts->n_regions;
	double most;

	for (size_t r = 0; r < n; r++)
		region_begin(lexicon, facts, &facts->regions[r], &regions[r]);
	most = gathered_most(regions, n);
	for (size_t r = 0; r < n; r++)
		for (size_t i = 0, to; i < regions[r].rows.n; i = to) {
			to = column_end(&regions[r], i);
			column_settle(regions[r].told + i, to - i, most);
		}
	for (size_t r = 0; r < n; r++) {
		region_take(&regions[r]);
		word_rows_done(&regions[r].rows);
		free(regions[r].told);
		free(regions[r].coded);
	}
	free(regions);
}
