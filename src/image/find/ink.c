/*
 * ink.c: ink and its marks. See ink.h.
 *
 * The paper is estimated on cells of CELL x CELL pixels: the brightest pixel
 * of each cell, closed over a window wider than any letter (the grey-scale
 * closing of J. Serra, Image Analysis and Mathematical Morphology, 1982: the
 * maximum, then the minimum over a square, one axis after the other), then
 * averaged. A pixel is ink where it is clearly darker than its cell's paper.
 *
 * Marks are connected components, found in one pass from the top: the runs of
 * ink in a row join the runs that they touch in the row above. Sets of runs
 * are kept by union-find with path halving (Tarjan and van Leeuwen, Worst-case
 * Analysis of Set Union Algorithms, Journal of the ACM 31, 1984).
 *
 * 1. A run's `set` is an index of the array of sets. The root of a set is the
 *    entry whose `parent` is itself, and only the root's box counts.
 * 2. Runs of a row stand from left to right, and at least one pixel of paper
 *    lies between two of them: a row of w pixels has (w + 1) / 2 at most.
 * 3. A picture of nothing but noise ends early instead of taking all memory:
 *    no row is begun with SETS_MAX sets or more.
 */
#include "config.h"

#include "image/find/ink.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"

enum {
	CELL = 4,
	CLOSE_REACH = 6,  /* cells: half of the closing window */
	SMOOTH_REACH = 3, /* cells: half of the averaging window */
	SETS_MAX = 400000,
};

/* A plane of cells. */
struct cells {
	int w, h;
	unsigned char *value; /* w * h, owned */
	unsigned char *spare; /* the same size, for filters */
};

static void cells_done(struct cells *cells)
{
	free(cells->value);
	free(cells->spare);
}

/* Allocates the plane of `grey`'s cells, each as bright as its brightest
 * pixel; -1 where memory is gone. */
static int cells_brightest(const struct bitmap *grey, struct cells *ret)
{
	struct cells c = {.w = (grey->width + CELL - 1) / CELL,
			  .h = (grey->height + CELL - 1) / CELL};

	c.value = calloc((size_t)c.w, (size_t)c.h);
	c.spare = calloc((size_t)c.w, (size_t)c.h);
	if (c.value == NULL || c.spare == NULL) {
		cells_done(&c);
		return -1;
	}
	for (int y = 0; y < grey->height; y++) {
		const unsigned char *in =
			grey->pixels + (size_t)y * grey->stride;
		unsigned char *out = c.value + (size_t)(y / CELL) * (size_t)c.w;

		for (int x = 0; x < grey->width; x++)
			if (in[x] > out[x / CELL])
				out[x / CELL] = in[x];
	}
	*ret = c;
	return 0;
}

/* out[i] becomes the larger (or smaller) of itself and in[i]. */
static void line_extreme(unsigned char *out, const unsigned char *in, int n,
			 bool larger)
{
	for (int i = 0; i < n; i++)
		if ((in[i] > out[i]) == larger)
			out[i] = in[i];
}

/* Maximum or minimum over a square window, one axis after the other. */
static void cells_extreme(struct cells *c, int reach, bool larger)
{
	size_t w = (size_t)c->w;

	memcpy(c->spare, c->value, w * (size_t)c->h);
	for (int y = 0; y < c->h; y++)
		for (int k = -reach; k <= reach; k++)
			if (k != 0 && y + k >= 0 && y + k < c->h)
				line_extreme(c->spare + (size_t)y * w,
					     c->value + (size_t)(y + k) * w,
					     c->w, larger);
	memcpy(c->value, c->spare, w * (size_t)c->h);
	for (int y = 0; y < c->h; y++) {
		unsigned char *out = c->value + (size_t)y * w;
		const unsigned char *in = c->spare + (size_t)y * w;

		for (int k = 1; k <= reach && k < c->w; k++) {
			line_extreme(out + k, in, c->w - k, larger);
			line_extreme(out, in + k, c->w - k, larger);
		}
	}
}

/* The mean of `reach` values on either side, over a line of n values `step`
 * apart; the window is cut at the ends. */
static void line_smooth(const unsigned char *in, unsigned char *out, int n,
			size_t step, int reach)
{
	int sum = 0, count = 0;

	for (int i = 0; i < reach && i < n; i++, count++)
		sum += in[(size_t)i * step];
	for (int i = 0; i < n; i++) {
		if (i + reach < n) {
			sum += in[(size_t)(i + reach) * step];
			count++;
		}
		if (i - reach - 1 >= 0) {
			sum -= in[(size_t)(i - reach - 1) * step];
			count--;
		}
		out[(size_t)i * step] = (unsigned char)(sum / count);
	}
}

static void cells_smooth(struct cells *c, int reach)
{
	size_t w = (size_t)c->w;

	for (int y = 0; y < c->h; y++)
		line_smooth(c->value + (size_t)y * w, c->spare + (size_t)y * w,
			    c->w, 1, reach);
	for (int x = 0; x < c->w; x++)
		line_smooth(c->spare + x, c->value + x, c->h, w, reach);
}

/* One set of touching runs. */
struct ink_set {
	int parent;
	int x0, y0, x1, y1; /* x1, y1 just outside */
};

struct ink_run {
	int x0, x1; /* x1 just outside */
	int set;
};

struct ink_scan {
	struct ink_set *sets; /* owned, as are the runs */
	int n_sets;
	size_t cap_sets;
	struct ink_run *above, *here; /* runs of two rows */
	int n_above, n_here;
};

static int set_root(struct ink_scan *s, int i)
{
	while (s->sets[i].parent != i) {
		s->sets[i].parent = s->sets[s->sets[i].parent].parent;
		i = s->sets[i].parent;
	}
	return i;
}

static int set_new(struct ink_scan *s, int x0, int x1, int y)
{
	ARRAY_GROW(s->sets, (size_t)s->n_sets, s->cap_sets);
	s->sets[s->n_sets] = (struct ink_set){
		.parent = s->n_sets, .x0 = x0, .y0 = y, .x1 = x1, .y1 = y + 1};
	return s->n_sets++;
}

static void set_join(struct ink_scan *s, int a, int b)
{
	int root = set_root(s, a);
	struct ink_set *to = &s->sets[root];
	struct ink_set *from = &s->sets[set_root(s, b)];

	if (to == from)
		return;
	from->parent = root;
	to->x0 = from->x0 < to->x0 ? from->x0 : to->x0;
	to->y0 = from->y0 < to->y0 ? from->y0 : to->y0;
	to->x1 = from->x1 > to->x1 ? from->x1 : to->x1;
	to->y1 = from->y1 > to->y1 ? from->y1 : to->y1;
}

/* The runs of ink in row y. */
static void scan_runs(struct ink_scan *s, const struct bitmap *grey,
		      const struct cells *paper, int y)
{
	const unsigned char *in = grey->pixels + (size_t)y * grey->stride;
	const unsigned char *back =
		paper->value + (size_t)(y / CELL) * (size_t)paper->w;
	bool inside = false;

	s->n_here = 0;
	for (int x = 0; x < grey->width; x++) {
		bool dark = in[x] < back[x / CELL] * 220 / 256 - 3;

		if (dark && !inside)
			s->here[s->n_here++] = (struct ink_run){.x0 = x};
		if (dark)
			s->here[s->n_here - 1].x1 = x + 1;
		inside = dark;
	}
}

/* Gives each run of row y its set: a new one, or that of what it touches.
 * Pixels that meet at their corners touch. */
static void scan_join(struct ink_scan *s, int y)
{
	struct ink_run *done = s->above;
	int a = 0;

	for (int i = 0; i < s->n_here; i++) {
		struct ink_run *run = &s->here[i];

		run->set = set_new(s, run->x0, run->x1, y);
		while (a < s->n_above && s->above[a].x1 < run->x0)
			a++;
		for (int k = a; k < s->n_above && s->above[k].x0 <= run->x1;
		     k++)
			set_join(s, s->above[k].set, run->set);
	}
	s->above = s->here;
	s->here = done;
	s->n_above = s->n_here;
}

static void scan_all(struct ink_scan *s, const struct bitmap *grey,
		     const struct cells *paper)
{
	for (int y = 0; y < grey->height && s->n_sets < SETS_MAX; y++) {
		scan_runs(s, grey, paper, y);
		scan_join(s, y);
	}
}

/* The boxes of the sets that are as large as is wanted; *ret is owned. */
static size_t scan_marks(const struct ink_scan *s,
			 const struct mark_limits *want, struct mark **ret)
{
	struct mark *marks = NULL;
	size_t n = 0, cap = 0;

	for (int i = 0; i < s->n_sets && n < want->most; i++) {
		const struct ink_set *set = &s->sets[i];
		int w = set->x1 - set->x0, h = set->y1 - set->y0;
		int longer = w > h ? w : h, shorter = w < h ? w : h;

		if (set->parent != i || longer < want->longer_min ||
		    longer > want->longer_max || shorter > want->shorter_max)
			continue;
		ARRAY_GROW(marks, n, cap);
		marks[n++] = (struct mark){set->x0, set->y0, w, h};
	}
	*ret = marks;
	return n;
}

int ink_marks(const struct bitmap *grey, const struct mark_limits *limits,
	      struct mark **ret, size_t *ret_n, struct error *err)
{
	size_t runs = (size_t)grey->width / 2 + 1;
	struct cells paper;
	struct ink_scan s = {0};

	if (cells_brightest(grey, &paper) < 0)
		return error_set(err, ERROR_FAILED,
				 "no memory to look for writing on a picture "
				 "of %dx%d pixels; read fewer sheets at once",
				 grey->width, grey->height);
	cells_extreme(&paper, CLOSE_REACH, true);
	cells_extreme(&paper, CLOSE_REACH, false);
	cells_smooth(&paper, SMOOTH_REACH);
	s.above = mem_alloc(runs * sizeof(*s.above));
	s.here = mem_alloc(runs * sizeof(*s.here));
	scan_all(&s, grey, &paper);
	*ret_n = scan_marks(&s, limits, ret);
	free(s.sets);
	free(s.above);
	free(s.here);
	cells_done(&paper);
	return 0;
}
