/*
 * leaders.c: dotted leaders and rules.
 *
 * A leader is a row of equal dots at an even pitch. Small marks of ink are
 * strung into rows from left to right; a row is a leader when most of its
 * gaps are alike, and a dot of it is removed when it keeps time with dots
 * near it. So the period behind an abbreviation survives, as a rule, though
 * it stands on the leader. A dot must stand alone: a broken stroke of a
 * faint letter has grey around it.
 *
 * A rule is a straight run of ink several letters long and thin; where a
 * letter's stroke crosses it, the crossing stays.
 */
#include "config.h"

#include "engine/label/leaders.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"

enum {
	INK_LEVEL = 210,  /* darker is ink, on a ground near 250 */
	INK_DARK = 170,	  /* darker is ink without its blurred edge */
	RING_LEVEL = 228, /* lighter than this beside a dot, on average */
	ROW_DOTS_MIN = 5,
	ROW_DOTS_MAX = 1000,
	DOTS_MAX = 20000,
};

struct dot {
	int x, y, w, h;
	double cx, cy;
	bool used; /* belongs to a row */
};

static int dot_order(const void *pa, const void *pb)
{
	const struct dot *a = pa, *b = pb;
	return a->cx != b->cx ? (a->cx > b->cx) - (a->cx < b->cx)
			      : (a->cy > b->cy) - (a->cy < b->cy);
}

static int double_order(const void *pa, const void *pb)
{
	double a = *(const double *)pa, b = *(const double *)pb;
	return (a > b) - (a < b);
}

/* Mean grey of a strip `wide` rows high that begins at row y, over the dot. */
static double strip_grey(PIX *grey, const struct dot *d, int y, int wide)
{
	double sum = 0;
	int n = 0;
	for (int k = 0; k < wide; k++)
		for (int x = d->x; x < d->x + d->w; x++) {
			l_uint32 value;
			if (pixGetPixel(grey, x, y + k, &value))
				continue;
			sum += value;
			n++;
		}
	return n ? sum / n : 255;
}

/* Is there paper above and below the dot, or (`either`) on one of the two
 * sides? Beside it the next dots may follow closely, and a letter may stand
 * on it. */
static bool dot_alone(PIX *grey, const struct dot *d, int tall, bool either)
{
	int wide = tall / 12 + 1;
	bool above = strip_grey(grey, d, d->y - 1 - wide, wide) > RING_LEVEL;
	bool below = strip_grey(grey, d, d->y + d->h + 1, wide) > RING_LEVEL;
	return either ? above || below : above && below;
}

/* Small round marks that stand alone, from left to right. */
static int dots_of(PIX *bits, PIX *grey, int tall, bool either,
		   struct dot **ret)
{
	BOXA *boxes = pixConnCompBB(bits, 8);
	int n = boxes ? boxaGetCount(boxes) : 0, count = 0;
	struct dot *dots = mem_alloc((size_t)(n + 1) * sizeof(*dots));
	for (int i = 0; i < n && count < DOTS_MAX; i++) {
		struct dot d = {0};
		boxaGetBoxGeometry(boxes, i, &d.x, &d.y, &d.w, &d.h);
		if (d.w < 2 || d.h < 2 || d.w > 0.5 * tall ||
		    d.h > 0.42 * tall || d.w > 3 * d.h || d.h > 3 * d.w ||
		    !dot_alone(grey, &d, tall, either))
			continue;
		d.cx = d.x + d.w / 2.0;
		d.cy = d.y + d.h / 2.0;
		dots[count++] = d;
	}
	boxaDestroy(&boxes);
	qsort(dots, (size_t)count, sizeof(*dots), dot_order);
	*ret = dots;
	return count;
}

/* Indexes of the dots that follow `first` on a level course. */
static int row_follow(const struct dot *dots, int n, int first, int tall,
		      int *row)
{
	int count = 1, last = first;
	double level = dots[first].cy;
	row[0] = first;
	for (int j = first + 1; j < n && count < ROW_DOTS_MAX; j++) {
		double dx = dots[j].cx - dots[last].cx;
		if (dx > 14 * tall)
			break;
		if (dots[j].used || dx < 0.2 * tall ||
		    fabs(dots[j].cy - level) > 0.12 * tall + 0.006 * dx)
			continue;
		row[count++] = j;
		last = j;
		level = (level + dots[j].cy) / 2;
	}
	return count;
}

/* The pitch of a row, or 0 when it is not a leader. */
static double row_pitch(const struct dot *dots, const int *row, int n, int tall)
{
	double gaps[ROW_DOTS_MAX];
	int alike = 0;
	for (int i = 1; i < n; i++)
		gaps[i - 1] = dots[row[i]].cx - dots[row[i - 1]].cx;
	qsort(gaps, (size_t)(n - 1), sizeof(*gaps), double_order);
	double pitch = gaps[(n - 1) / 4];
	for (int i = 0; i < n - 1; i++)
		alike += fabs(gaps[i] - pitch) < 0.2 * pitch;
	bool leader = alike >= ROW_DOTS_MIN - 2 && 5 * alike >= 2 * (n - 1) &&
		      pitch <= 2.6 * tall;
	return leader ? pitch : 0;
}

/* Does dot k keep time with two dots of its neighbourhood? */
static bool dot_in_time(const struct dot *dots, const int *row, int n, int k,
			double pitch)
{
	int votes = 0;
	for (int i = k - 4; i <= k + 4; i++) {
		if (i < 0 || i >= n || i == k)
			continue;
		double steps = fabs(dots[row[i]].cx - dots[row[k]].cx) / pitch;
		votes += steps > 0.5 && steps < 14 &&
			 fabs(steps - round(steps)) < 0.22;
	}
	return votes >= 2;
}

static int int_order(const void *pa, const void *pb)
{
	return *(const int *)pa - *(const int *)pb;
}

/* Half the outline of the row's usual dot. */
static int row_size(const struct dot *dots, const int *row, int n)
{
	int sizes[ROW_DOTS_MAX];
	for (int i = 0; i < n; i++)
		sizes[i] = dots[row[i]].w + dots[row[i]].h;
	qsort(sizes, (size_t)n, sizeof(*sizes), int_order);
	return sizes[n / 2];
}

/* Leaders at one threshold: at INK_LEVEL faint ones; at INK_DARK dense ones,
 * whose dots run into each other at the first. There a letter breaks up into
 * dots as well, which have its grey around them. */
static void mark_leaders(PIX *grey, PIX *mask, int tall, int level)
{
	int row[ROW_DOTS_MAX];
	struct dot *dots;
	PIX *bits = pixThresholdToBinary(grey, level);
	if (!bits)
		return;
	pixSubtract(bits, bits, mask);
	int n = dots_of(bits, grey, tall, level == INK_LEVEL, &dots);
	for (int i = 0; i < n; i++) {
		if (dots[i].used)
			continue;
		int count = row_follow(dots, n, i, tall, row);
		double pitch = count < ROW_DOTS_MIN
				       ? 0
				       : row_pitch(dots, row, count, tall);
		if (pitch <= 0)
			continue;
		int size = row_size(dots, row, count);
		for (int k = 0; k < count; k++) {
			struct dot *d = &dots[row[k]];
			d->used = true;
			if (abs(d->w + d->h - size) * 5 <= size * 2 &&
			    dot_in_time(dots, row, count, k, pitch))
				pixRasterop(mask, d->x - 2, d->y - 2, d->w + 4,
					    d->h + 4, PIX_SET, NULL, 0, 0);
		}
	}
	free(dots);
	pixDestroy(&bits);
}

/* Share of ink in a box of the picture, 0-1; outside there is none. */
static double ink_share(PIX *bits, int x, int y, int w, int h)
{
	BOX *box = boxCreate(x, y, w, h);
	PIX *part = box ? pixClipRectangle(bits, box, NULL) : NULL;
	l_int32 count = 0;
	if (part)
		pixCountPixels(part, &count, NULL);
	pixDestroy(&part);
	boxDestroy(&box);
	return (double)count / ((double)w * h);
}

/* A rule has paper on both sides. The feet or the shoulders of a row of
 * letters have stems on one. */
static bool is_rule(PIX *bits, BOX *box, int tall, bool level)
{
	l_int32 x, y, w, h;
	int strip = tall / 8 + 1;
	boxGetGeometry(box, &x, &y, &w, &h);
	if ((level ? h : w) * 2 > tall)
		return false;
	double before = level ? ink_share(bits, x, y - strip - 1, w, strip)
			      : ink_share(bits, x - strip - 1, y, strip, h);
	double after = level ? ink_share(bits, x, y + h + 1, w, strip)
			     : ink_share(bits, x + w + 1, y, strip, h);
	return before < 0.3 && after < 0.3;
}

/* Leaves only the rules among straight runs of ink. */
static void keep_rules(PIX *lines, PIX *bits, int tall, bool level)
{
	BOXA *boxes = pixConnCompBB(lines, 8);
	int n = boxes ? boxaGetCount(boxes) : 0;
	for (int i = 0; i < n; i++) {
		BOX *box = boxaGetBox(boxes, i, L_CLONE);
		if (!is_rule(bits, box, tall, level))
			pixClearInRect(lines, box);
		boxDestroy(&box);
	}
	boxaDestroy(&boxes);
}

/* Rules along one axis, into *mask; letters' strokes that cross them are
 * spared. */
static void mark_rules(PIX *bits, PIX *mask, int tall, bool level)
{
	int run = 4 * tall, stroke = tall * 3 / 4;
	PIX *lines =
		pixCloseSafeBrick(NULL, bits, level ? 5 : 1, level ? 1 : 5);
	PIX *crossing = pixOpenBrick(NULL, bits, level ? 1 : stroke,
				     level ? stroke : 1);
	if (lines && crossing) {
		pixOpenBrick(lines, lines, level ? run : 1, level ? 1 : run);
		keep_rules(lines, bits, tall, level);
		pixDilateBrick(lines, lines, level ? 3 : 5, level ? 5 : 3);
		pixSubtract(lines, lines, crossing);
		pixOr(mask, mask, lines);
	}
	pixDestroy(&lines);
	pixDestroy(&crossing);
}

void leaders_remove(struct Pix *grey, int tall)
{
	PIX *bits = pixThresholdToBinary(grey, INK_LEVEL);
	PIX *mask = pixCreate(pixGetWidth(grey), pixGetHeight(grey), 1);
	if (bits && mask && tall >= 6) {
		mark_rules(bits, mask, tall, true);
		mark_rules(bits, mask, tall, false);
		mark_leaders(grey, mask, tall, INK_LEVEL);
		mark_leaders(grey, mask, tall, INK_DARK);
		pixSetMasked(grey, mask, 250);
	}
	pixDestroy(&bits);
	pixDestroy(&mask);
}
