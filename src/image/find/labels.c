/*
 * labels.c: the label finder. See labels.h.
 *
 * Writing differs from a plant in that its marks are small, alike in size and
 * stand in straight rows. The sheet is reduced to WORK_SIDE pixels, where ten
 * point type is about ten pixels high; what is darker than the paper around
 * it becomes ink; ink falls into marks (ink.h). What is too large for a letter
 * is dropped: plants, colour cards, rulers, frames. Each mark is linked to the
 * nearest one that can follow it, and a chain that lies along a line (least
 * squares) is a row of letters. This is done along x and, with the axes
 * exchanged, along y: a sheet photographed sideways has its rows along y. Rows
 * near each other are one region; the axis with more letters wins it. (From
 * components to neighbours, rows and blocks: as L. O'Gorman, The Document
 * Spectrum for Page Layout Analysis, IEEE Transactions on Pattern Analysis and
 * Machine Intelligence 15, 1993, which measures all angles where two do here.)
 *
 * Up and down: letters stand on a line, while their tops differ (x-height,
 * capitals, ascenders). The side on which more marks agree is the foot.
 *
 * 1. "Reading axes": in pass 0 (u,v) = (x,y), in pass 1 (u,v) = (y,x). Rows
 *    run along u. A row found in pass 1 reads upwards or downwards on the
 *    bitmap.
 * 2. letter.next and letter.prev form simple chains: each letter has at most
 *    one of either, and u of the next is not smaller.
 * 3. Rows and regions are in work pixels on the bitmap's own axes, whatever
 *    their pass; region_label alone goes from there to stored pixels.
 * 4. After rows_make the letters are in the axes of pass 1.
 */
#include "config.h"

#include "image/find/labels.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "image/find/ink.h"

enum {
	WORK_SIDE = 1600,   /* longer side of the reduced sheet */
	MARK_MIN = 2,	    /* longer side of a mark: dots of a leader */
	MARK_MAX = 130,	    /* the same: touching letters of one word */
	MARK_MAX_THIN = 40, /* shorter side of a mark */
	ROW_HEIGHT_MIN = 4,
	ROW_HEIGHT_MAX = 34,
	MARKS_MAX = 20000, /* a sheet with more is all texture */
	ROWS_MAX = 2000,
	LINE_LETTERS = 4, /* a line of a label, beside others of it */
};

struct letter {
	int u, v, len, tall; /* extent along and across the row */
	int next, prev;	     /* index, or -1 */
};

struct row {
	int x, y, w, h; /* work pixels, bitmap axes */
	int letters;
	double tall; /* mean height of a letter */
	double feet; /* votes: the larger v is the foot (> 0) or head */
	int pass;    /* the axis, see invariant 1 */
	int group;   /* union-find: rows of one region */
};

/* Grey at work size; its scale is ret->width / sheet->width. *ret_owned is
 * what of it the caller gives back with bitmap_done: a grey sheet of that size
 * is taken as it is. */
static int work_grey(const struct bitmap *sheet, struct bitmap *ret,
		     struct bitmap *ret_owned, struct error *err)
{
	int side = sheet->width > sheet->height ? sheet->width : sheet->height;
	int w = (int)((int64_t)sheet->width * WORK_SIDE / side);
	int h = (int)((int64_t)sheet->height * WORK_SIDE / side);
	struct bitmap grey = {0};
	const struct bitmap *from = sheet->channels == 1 ? sheet : &grey;
	int rc;

	if (sheet->channels != 1 && bitmap_grey(sheet, &grey, err) < 0)
		return -1;
	*ret = *from;
	*ret_owned = grey;
	if (side <= WORK_SIDE)
		return 0;
	rc = bitmap_resize(from, w > 0 ? w : 1, h > 0 ? h : 1, ret, err);
	bitmap_done(&grey);
	*ret_owned = *ret;
	return rc;
}

/* Marks of a size that letters have, in the axes of pass 0; *ret is owned. */
static int letters_make(const struct bitmap *grey, struct letter **ret,
			int *ret_n, struct error *err)
{
	static const struct mark_limits limits = {.longer_min = MARK_MIN,
						  .longer_max = MARK_MAX,
						  .shorter_max = MARK_MAX_THIN,
						  .most = MARKS_MAX};
	struct mark *marks;
	struct letter *letters;
	size_t n;

	if (ink_marks(grey, &limits, &marks, &n, err) < 0)
		return -1;
	letters = mem_alloc((n + 1) * sizeof(*letters));
	for (size_t i = 0; i < n; i++)
		letters[i] = (struct letter){.u = marks[i].x,
					     .v = marks[i].y,
					     .len = marks[i].w,
					     .tall = marks[i].h,
					     .next = -1,
					     .prev = -1};
	free(marks);
	*ret = letters;
	*ret_n = (int)n;
	return 0;
}

static void letters_exchange_axes(struct letter *letters, int n)
{
	for (int i = 0; i < n; i++) {
		struct letter m = letters[i];

		letters[i] = (struct letter){.u = m.v,
					     .v = m.u,
					     .len = m.tall,
					     .tall = m.len,
					     .next = -1,
					     .prev = -1};
	}
}

static int letter_order(const void *pa, const void *pb)
{
	const struct letter *a = pa, *b = pb;

	return a->u != b->u ? (a->u > b->u) - (a->u < b->u)
			    : (a->v > b->v) - (a->v < b->v);
}

/* May `b` be the letter after `a`? The gap between them, or INT32_MAX. */
static int letter_gap(const struct letter *a, const struct letter *b)
{
	int taller = a->tall > b->tall ? a->tall : b->tall;
	int lower = a->tall < b->tall ? a->tall : b->tall;
	int gap = b->u - a->u - a->len;
	int a_end = a->v + a->tall, b_end = b->v + b->tall;
	int from = a->v > b->v ? a->v : b->v;
	int to = a_end < b_end ? a_end : b_end;

	if (5 * taller > 13 * lower || 5 * gap < -2 * taller ||
	    20 * gap > 13 * taller + 20)
		return INT32_MAX;
	return 2 * (to - from) < lower ? INT32_MAX : gap;
}

/* Links each mark to the nearest one that can follow it. */
static void letters_chain(struct letter *letters, int n)
{
	qsort(letters, (size_t)n, sizeof(*letters), letter_order);
	for (int i = 0; i < n; i++) {
		int best = -1, best_gap = INT32_MAX;
		int reach = letters[i].u + letters[i].len + MARK_MAX_THIN;

		for (int j = i + 1; j < n && letters[j].u < reach; j++) {
			int gap = letter_gap(&letters[i], &letters[j]);

			if (gap < best_gap) {
				best_gap = gap;
				best = j;
			}
		}
		if (best >= 0 && letters[best].prev < 0) {
			letters[i].next = best;
			letters[best].prev = i;
		}
	}
}

/* Sums over a chain, for a straight line through its middles. */
struct chain_fit {
	int n;
	double u, v, uu, uv, tall; /* sums */
	int u0, u1, v0, v1;	   /* bounding box */
	double slope, offset;	   /* v = offset + slope * u */
};

/* The least-squares line of v over u. */
static struct chain_fit chain_measure(const struct letter *letters, int first)
{
	struct chain_fit f = {.u0 = INT32_MAX, .v0 = INT32_MAX};
	double spread;

	for (int i = first; i >= 0; i = letters[i].next) {
		const struct letter *m = &letters[i];
		double u = m->u + m->len / 2.0, v = m->v + m->tall / 2.0;

		f.n++;
		f.u += u;
		f.v += v;
		f.uu += u * u;
		f.uv += u * v;
		f.tall += m->tall;
		f.u0 = m->u < f.u0 ? m->u : f.u0;
		f.v0 = m->v < f.v0 ? m->v : f.v0;
		f.u1 = m->u + m->len > f.u1 ? m->u + m->len : f.u1;
		f.v1 = m->v + m->tall > f.v1 ? m->v + m->tall : f.v1;
	}
	spread = f.n * f.uu - f.u * f.u;
	f.slope = spread > 0 ? (f.n * f.uv - f.u * f.v) / spread : 0;
	f.offset = (f.v - f.slope * f.u) / f.n;
	return f;
}

/* Mean distance of the letters' middles from the fitted line. */
static double chain_waviness(const struct letter *letters, int first,
			     const struct chain_fit *f)
{
	double sum = 0;

	for (int i = first; i >= 0; i = letters[i].next) {
		double u = letters[i].u + letters[i].len / 2.0;
		double v = letters[i].v + letters[i].tall / 2.0;

		sum += fabs(v - f->offset - f->slope * u);
	}
	return sum / f->n;
}

static int double_order(const void *pa, const void *pb)
{
	double a = *(const double *)pa, b = *(const double *)pb;

	return (a > b) - (a < b);
}

/* How many of the values lie within 0.12 heights (one pixel at least) of
 * their median. Reorders them. */
static int values_agreeing(double *values, int n, double tall)
{
	double reach = tall * 0.12 > 0.75 ? tall * 0.12 : 0.75;
	int count = 0;

	qsort(values, (size_t)n, sizeof(*values), double_order);
	for (int i = 0; i < n; i++)
		count += fabs(values[i] - values[n / 2]) <= reach;
	return count;
}

/* Votes for "the larger v is the foot of the letters". */
static double chain_feet(const struct letter *letters, int first,
			 const struct chain_fit *f, double tall)
{
	enum { MOST = 64 };
	double low[MOST], high[MOST];
	int n = 0;

	for (int i = first; i >= 0 && n < MOST; i = letters[i].next) {
		double level = f->slope * (letters[i].u + letters[i].len / 2.0);

		if (2 * letters[i].tall < tall)
			continue; /* a full stop, an apostrophe */
		low[n] = letters[i].v - level;
		high[n++] = letters[i].v + letters[i].tall - level;
	}
	return values_agreeing(high, n, tall) - values_agreeing(low, n, tall);
}

/* Turns a chain into a row if it is as straight as writing. */
static bool chain_row(const struct letter *letters, int first, int pass,
		      struct row *ret)
{
	struct chain_fit f = chain_measure(letters, first);
	double tall = f.tall / f.n;

	if (f.n < 3 || fabs(f.slope) > 0.12 || tall < ROW_HEIGHT_MIN ||
	    tall > ROW_HEIGHT_MAX || f.u1 - f.u0 < 2.2 * tall ||
	    chain_waviness(letters, first, &f) > 0.22 * tall)
		return false;
	*ret = (struct row){.letters = f.n,
			    .tall = tall,
			    .feet = chain_feet(letters, first, &f, tall),
			    .pass = pass};
	ret->x = pass == 1 ? f.v0 : f.u0;
	ret->y = pass == 1 ? f.u0 : f.v0;
	ret->w = pass == 1 ? f.v1 - f.v0 : f.u1 - f.u0;
	ret->h = pass == 1 ? f.u1 - f.u0 : f.v1 - f.v0;
	return true;
}

/* Fills `rows` (ROWS_MAX of them) with the rows of both passes; returns how
 * many. Reorders the letters and exchanges their axes. */
static int rows_make(struct letter *letters, int n, struct row *rows)
{
	int count = 0;

	for (int pass = 0; pass < 2; pass++) {
		if (pass == 1)
			letters_exchange_axes(letters, n);
		letters_chain(letters, n);
		for (int i = 0; i < n && count < ROWS_MAX; i++)
			if (letters[i].prev < 0 &&
			    chain_row(letters, i, pass, &rows[count]))
				count++;
	}
	return count;
}

/* The root of the row's group, by path halving as in ink.c. */
static int row_group(struct row *rows, int i)
{
	while (rows[i].group != i) {
		rows[i].group = rows[rows[i].group].group;
		i = rows[i].group;
	}
	return i;
}

/* Gap between two spans; negative when they overlap. */
static int span_gap(int a, int a_len, int b, int b_len)
{
	return a > b ? a - b - b_len : b - a - a_len;
}

/*
 * Rows of one label: a form leaves wide gaps along its lines (between a
 * heading and what is filled in), and a blank line or two between them.
 */
static bool rows_together(const struct row *a, const struct row *b)
{
	double tall = a->tall > b->tall ? a->tall : b->tall;
	int dx = span_gap(a->x, a->w, b->x, b->w);
	int dy = span_gap(a->y, a->h, b->y, b->h);
	int along = a->pass == 1 ? dy : dx, across = a->pass == 1 ? dx : dy;
	/* a date at the far end of a line, with nothing between */
	bool short_end = a->letters < 14 || b->letters < 14;

	if (a->pass != b->pass)
		return dx < 0 && dy < 0;
	if (tall > 3 * a->tall || tall > 3 * b->tall)
		return false;
	return (along < 2 * tall && across < 4.5 * tall) ||
	       (along < 12 * tall && across < 1.2 * tall) ||
	       (along < 25 * tall && across < -0.5 * tall && short_end);
}

static void rows_group(struct row *rows, int n)
{
	for (int i = 0; i < n; i++)
		rows[i].group = i;
	for (int i = 0; i < n; i++)
		for (int j = i + 1; j < n; j++)
			if (rows_together(&rows[i], &rows[j]))
				rows[row_group(rows, i)].group =
					row_group(rows, j);
}

/* What the rows of one group add up to. */
struct tally {
	int letters[2]; /* per pass */
	int rows[2];
	double feet[2];
	double tall[2]; /* heights times letters */
};

static struct tally group_tally(struct row *rows, int n, int group)
{
	struct tally t = {0};

	for (int i = 0; i < n; i++) {
		int pass = rows[i].pass;

		if (row_group(rows, i) != group)
			continue;
		t.letters[pass] += rows[i].letters;
		t.rows[pass]++;
		t.feet[pass] += rows[i].feet;
		t.tall[pass] += rows[i].tall * rows[i].letters;
	}
	return t;
}

/* A label in the making, in work pixels. */
struct region {
	int x, y, w, h;
	int rotation;
	double sure, tall, letters;
	double feet; /* votes, see chain_feet */
	int pass;
	bool poor; /* too little to be a label by itself */
};

/* Widens the region by the box; a region of no width becomes the box. */
static void region_include(struct region *r, int x, int y, int w, int h)
{
	int x1 = r->x + r->w, y1 = r->y + r->h;

	if (r->w == 0) {
		x1 = x;
		y1 = y;
		r->x = x;
		r->y = y;
	}
	r->x = x < r->x ? x : r->x;
	r->y = y < r->y ? y : r->y;
	r->w = (x + w > x1 ? x + w : x1) - r->x;
	r->h = (y + h > y1 ? y + h : y1) - r->y;
}

/*
 * The region of the group's rows along its winning axis. It is poor when it
 * has too little to be writing by itself: bits of plants fall into line now
 * and then. False when it is not even a line of a label.
 */
static bool group_region(struct row *rows, int n, int group, struct region *ret)
{
	struct tally t = group_tally(rows, n, group);
	int pass = t.letters[1] > t.letters[0];
	int letters = t.letters[pass];
	struct region r = {.tall = t.tall[pass] / letters,
			   .letters = letters - t.letters[!pass],
			   .feet = t.feet[pass],
			   .pass = pass};

	if (letters < LINE_LETTERS || t.letters[!pass] * 2 > letters)
		return false;
	r.poor = letters < 7 || (t.rows[pass] < 2 && letters < 10);
	for (int i = 0; i < n; i++)
		if (row_group(rows, i) == group && rows[i].pass == pass)
			region_include(&r, rows[i].x, rows[i].y, rows[i].w,
				       rows[i].h);
	*ret = r;
	return true;
}

/* Is the letter (in the axes of pass 1) beside the region and near it? The
 * region may grow further along its rows than across them. */
static bool region_wants(const struct region *r, const struct region *start,
			 const struct letter *l)
{
	int x = l->v, y = l->u, w = l->tall, h = l->len;
	int dx = span_gap(r->x, r->w, x, w), dy = span_gap(r->y, r->h, y, h);
	double reach = 2 * r->tall, most = 3 * r->tall;
	double room_x = (r->pass == 1 ? 4 : 20) * r->tall;
	double room_y = (r->pass == 1 ? 20 : 4) * r->tall;
	bool inside = dx < 0 && dy < 0, corner = dx >= 0 && dy >= 0;

	return !inside && !corner && dx <= reach && dy <= reach && w <= most &&
	       h <= most && x >= start->x - room_x && y >= start->y - room_y &&
	       x + w <= start->x + start->w + room_x &&
	       y + h <= start->y + start->h + room_y;
}

/* Takes in letters close to the region that stood in no row: handwriting,
 * leaders, single figures. */
static void region_grow(struct region *r, const struct letter *letters, int n)
{
	const struct region start = *r;
	bool grown = true;

	for (int turn = 0; grown && turn < 30; turn++) {
		grown = false;
		for (int i = 0; i < n; i++) {
			const struct letter *l = &letters[i];

			if (!region_wants(r, &start, l))
				continue;
			region_include(r, l->v, l->u, l->tall, l->len);
			grown = true;
		}
	}
}

/* What two spans have in common; negative when nothing. */
static int span_common(int a, int a_len, int b, int b_len)
{
	int from = a > b ? a : b;
	int a_end = a + a_len, b_end = b + b_len;

	return (a_end < b_end ? a_end : b_end) - from;
}

/* Does `a` hold most of `b`? */
static bool region_holds(const struct region *a, const struct region *b)
{
	int w = span_common(a->x, a->w, b->x, b->w);
	int h = span_common(a->y, a->h, b->y, b->h);

	return w > 0 && h > 0 && 10 * (int64_t)w * h > 7 * (int64_t)b->w * b->h;
}

/*
 * Parts of one label with an empty band between them: a title, the name in
 * the middle, the address at its foot. They lie side by side across the rows,
 * within each other's width; an empty band is wide where many lines were left
 * for what was never written, and the parts are about as wide then.
 */
static bool regions_together(const struct region *a, const struct region *b)
{
	double tall = fmax(a->tall, b->tall);
	int dx = span_gap(a->x, a->w, b->x, b->w);
	int dy = span_gap(a->y, a->h, b->y, b->h);
	int along = a->pass == 1 ? dy : dx, across = a->pass == 1 ? dx : dy;
	int a_wide = a->pass == 1 ? a->h : a->w;
	int b_wide = b->pass == 1 ? b->h : b->w;
	int narrow = a_wide < b_wide ? a_wide : b_wide;
	int wide = a_wide < b_wide ? b_wide : a_wide;
	bool like = 10 * narrow > 6 * wide && !b->poor;
	double low = fmin(a->tall, b->tall);

	if (a->pass != b->pass || -along <= 0.6 * narrow || tall >= 3 * low)
		return false;
	if (tall >= 2 * low) /* a hand among printed lines */
		return across < 6 * low;
	return across < (like ? 10.5 : 6) * tall;
}

/* One within the other, or parts of one label; `b` has fewer letters. */
static bool regions_belong(const struct region *a, const struct region *b)
{
	return region_holds(a, b) || regions_together(a, b) ||
	       (!b->poor && a->pass == b->pass && region_holds(b, a));
}

/* Takes `from` into `to`. */
static void region_absorb(struct region *to, const struct region *from)
{
	double both = to->letters + from->letters;

	if (to->pass == from->pass) {
		to->tall =
			(to->tall * to->letters + from->tall * from->letters) /
			both;
		to->letters = both;
		to->feet += from->feet;
	}
	region_include(to, from->x, from->y, from->w, from->h);
}

/* What can stand for itself first, the fullest of it before others. */
static int region_order(const void *pa, const void *pb)
{
	const struct region *a = pa, *b = pb;

	if (a->poor != b->poor)
		return a->poor - b->poor;
	return (b->letters > a->letters) - (b->letters < a->letters);
}

/* Takes into the region all others of the `n` behind it that belong to it;
 * returns how many are left. */
static size_t region_gather(struct region *r, size_t n)
{
	for (size_t j = 1; j < n; j++) {
		if (!regions_belong(r, &r[j]))
			continue;
		region_absorb(r, &r[j]);
		memmove(&r[j], &r[j + 1], (--n - j) * sizeof(*r));
		j = 0; /* the larger one may reach others now */
	}
	return n;
}

/* Merges until no two belong together; returns how many are left that stand
 * for themselves. Those come first, the fullest before others. */
static size_t regions_merge(struct region *regions, size_t n)
{
	size_t left = 0, before;

	qsort(regions, n, sizeof(*regions), region_order);
	do {
		before = n;
		for (size_t i = 0; i < n && !regions[i].poor; i++)
			n = i + region_gather(&regions[i], n - i);
	} while (n < before);
	while (left < n && !regions[left].poor)
		left++;
	qsort(regions, left, sizeof(*regions), region_order);
	return left;
}

/* From the votes. In pass 1 a foot at the larger x means that the label
 * needs a quarter turn clockwise. */
static void region_decide(struct region *r)
{
	double sure = fabs(r->feet) / sqrt(r->letters) / 1.5;

	r->sure = sure > 1 ? 1 : sure;
	if (r->pass == 1)
		r->rotation = r->feet >= 0 ? 90 : 270;
	else
		r->rotation = r->feet >= 0 ? 0 : 180;
}

/* To stored pixels, with a margin of a letter; `work` is work pixels per
 * bitmap pixel. */
static struct label region_label(const struct region *r, double work,
				 double scale, const struct bitmap *sheet)
{
	double margin = r->tall + 2, to = scale / work;
	double x0 = fmax((r->x - margin) / work, 0);
	double y0 = fmax((r->y - margin) / work, 0);
	double x1 = fmin((r->x + r->w + margin) / work, sheet->width);
	double y1 = fmin((r->y + r->h + margin) / work, sheet->height);
	struct label label = {.rotation = r->rotation,
			      .sure = r->sure,
			      .score = r->letters / (r->letters + 30),
			      .text_height = (int)lround(r->tall * to)};

	label.box.x = (int)lround(x0 * scale);
	label.box.y = (int)lround(y0 * scale);
	label.box.w = (int)lround(x1 * scale) - label.box.x;
	label.box.h = (int)lround(y1 * scale) - label.box.y;
	return label;
}

int labels_rotation(const struct labels *labels)
{
	double votes[4] = {0};
	int best = 0;

	for (int i = 0; i < labels->n; i++) {
		const struct label *l = &labels->items[i];

		votes[l->rotation / 90] += l->sure * l->score;
	}
	for (int i = 1; i < 4; i++)
		if (votes[i] > votes[best])
			best = i;
	return votes[best] > 0.1 ? best * 90 : -1;
}

static void labels_fill(struct row *rows, int n, const struct letter *letters,
			int n_letters, double work, double scale,
			const struct bitmap *sheet, struct labels *ret)
{
	struct region *regions = mem_alloc(((size_t)n + 1) * sizeof(*regions));
	size_t count = 0;

	rows_group(rows, n);
	for (int i = 0; i < n; i++) {
		if (row_group(rows, i) != i ||
		    !group_region(rows, n, i, &regions[count]))
			continue;
		if (!regions[count].poor)
			region_grow(&regions[count], letters, n_letters);
		count++;
	}
	count = regions_merge(regions, count);
	for (size_t i = 0; i < count; i++)
		region_decide(&regions[i]);
	memset(ret, 0, sizeof(*ret));
	for (size_t i = 0; i < count && ret->n < LABELS_MAX; i++)
		ret->items[ret->n++] =
			region_label(&regions[i], work, scale, sheet);
	ret->sheet_rotation = labels_rotation(ret);
	free(regions);
}

int labels_find(const struct bitmap *sheet, double scale, struct labels *ret,
		struct error *err)
{
	struct bitmap grey, owned;
	struct letter *letters;
	struct row *rows;
	double work;
	int n, rc;

	if (work_grey(sheet, &grey, &owned, err) < 0)
		return -1;
	work = (double)grey.width / sheet->width;
	rc = letters_make(&grey, &letters, &n, err);
	bitmap_done(&owned);
	if (rc < 0)
		return -1;
	rows = mem_alloc(ROWS_MAX * sizeof(*rows));
	labels_fill(rows, rows_make(letters, n, rows), letters, n, work, scale,
		    sheet, ret);
	free(letters);
	free(rows);
	return 0;
}
