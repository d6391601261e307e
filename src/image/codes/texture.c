/*
 * texture.c: where a picture looks like a code. See texture.h.
 *
 * 1. A block is of BLOCK by BLOCK pixels; every other row of it is looked at.
 * 2. Blocks that touch and agree are one area: of bars those whose gradients
 *    have one direction, of a matrix those that have edges in both together
 *    with their neighbours, since a module may be as large as a block.
 */
#include "config.h"

#include "image/codes/texture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/compiler.h"
#include "base/mem.h"

enum {
	BLOCK = 16,
	BLOCK_ROWS = BLOCK / 2, /* that are looked at */
	ANGLES = 6,
};

/* Found on sheets of several herbaria; pure bars have a coherence of 1, print
 * of .3 to .6. */
#define EDGE_LEAST   150.0 /* mean squared difference: a contrast of 12 */
#define MATRIX_LEAST 600.0
#define COHERENT     0.72
#define SCATTERED    0.6
#define ANGLE_NEAR   (12 * M_PI / 180)

/* How large and how full an area is, in blocks and as a share. */
#define BARS_BLOCKS   10
#define BARS_LENGTH   4.0
#define BARS_BREADTH  1.5
#define BARS_FULL     0.45
#define BARS_RATIO    1.25 /* a code is longer than its bars, or nearly */
#define MATRIX_BLOCKS 9
#define MATRIX_FULL   0.62
#define MATRIX_RATIO  1.5
#define MATRIX_SIDE   60

/* Pixels, the blur of blocks among them: one of a smaller side has modules of
 * hardly a pixel. */
#define MATRIX_LEAST_SIDE 72

/* The quiet zone: how much less edge than inside, around how much of it. */
#define RING_EDGE  0.2
#define RING_QUIET 0.7

enum cell_kind { CELL_PLAIN, CELL_BARS, CELL_MATRIX, CELL_TAKEN };

struct cell {
	float xx, yy, xy; /* mean products of the gradient */
	enum cell_kind kind;
};

void texture_init(struct texture *texture, int width, int height)
{
	*texture = (struct texture){.width = width,
				    .height = height,
				    .across = width / BLOCK,
				    .down = height / BLOCK};
	texture->cells = mem_zalloc(
		((size_t)texture->across * (size_t)texture->down + 1) *
		sizeof(*texture->cells));
	for (int i = 0; i < 3; i++)
		texture->rows[i] = mem_zalloc((size_t)width);
	texture->sums = mem_zalloc((size_t)width * 3 * sizeof(*texture->sums));
}

void texture_done(struct texture *texture)
{
	free(texture->cells);
	for (int i = 0; i < 3; i++)
		free(texture->rows[i]);
	free(texture->sums);
	*texture = (struct texture){0};
}

/* Adds the gradients of the middle one of three rows. */
static void texture_sum(struct texture *texture)
{
	const unsigned char *above = texture->rows[0];
	const unsigned char *at = texture->rows[1];
	const unsigned char *below = texture->rows[2];
	int32_t *xx = texture->sums, *yy = xx + texture->width;
	int32_t *xy = yy + texture->width;

	for (int x = 1; x + 1 < texture->width; x++) {
		int dx = at[x + 1] - at[x - 1];
		int dy = below[x] - above[x];

		xx[x] += dx * dx;
		yy[x] += dy * dy;
		xy[x] += dx * dy;
	}
}

static float sum_mean(const int32_t *sums, int from)
{
	int64_t sum = 0;

	for (int x = from; x < from + BLOCK; x++)
		sum += sums[x];
	return (float)sum / (BLOCK * BLOCK_ROWS);
}

static double cell_edge(const struct cell *cell)
{
	return (double)cell->xx + (double)cell->yy;
}

/* 1: all gradients have one direction; 0: none is preferred. */
static double cell_coherence(const struct cell *cell)
{
	return hypot((double)cell->xx - (double)cell->yy,
		     2 * (double)cell->xy) /
	       cell_edge(cell);
}

static enum cell_kind cell_kind_of(const struct cell *cell)
{
	double edge = cell_edge(cell);

	if (edge < EDGE_LEAST)
		return CELL_PLAIN;
	if (cell_coherence(cell) >= COHERENT)
		return CELL_BARS;
	return CELL_PLAIN;
}

/* Ends a row of blocks. */
static void texture_flush(struct texture *texture, int block)
{
	struct cell *cell =
		texture->cells + (size_t)block * (size_t)texture->across;
	const int32_t *sums = texture->sums;

	for (int i = 0; i < texture->across; i++, cell++) {
		cell->xx = sum_mean(sums, i * BLOCK);
		cell->yy = sum_mean(sums + texture->width, i * BLOCK);
		cell->xy = sum_mean(sums + 2 * texture->width, i * BLOCK);
		cell->kind = cell_kind_of(cell);
	}
	memset(texture->sums, 0,
	       (size_t)texture->width * 3 * sizeof(*texture->sums));
}

void texture_row(struct texture *texture, int y, const unsigned char *row)
{
	unsigned char *oldest = texture->rows[0];

	texture->rows[0] = texture->rows[1];
	texture->rows[1] = texture->rows[2];
	texture->rows[2] = oldest;
	memcpy(oldest, row, (size_t)texture->width);
	if (y >= 2 && y % 2 == 0)
		texture_sum(texture);
	if (y % BLOCK == BLOCK - 1 && y / BLOCK < texture->down)
		texture_flush(texture, y / BLOCK);
}

/* --- areas ---------------------------------------------------------------- */

/* The direction of most change. */
static double tensor_angle(double xx, double yy, double xy)
{
	return atan2(2 * xy, xx - yy) / 2;
}

static double angle_apart(double a, double b)
{
	double apart = fabs(a - b);

	return fmin(apart, M_PI - apart);
}

/* Blocks that belong together. */
struct blocks {
	int *at;
	size_t n, cap;
	double xx, yy, xy;
};

static void blocks_take(struct blocks *blocks, struct texture *texture, int at)
{
	struct cell *cell = &texture->cells[at];

	ARRAY_GROW(blocks->at, blocks->n, blocks->cap);
	blocks->at[blocks->n++] = at;
	blocks->xx += (double)cell->xx;
	blocks->yy += (double)cell->yy;
	blocks->xy += (double)cell->xy;
	cell->kind = CELL_TAKEN;
}

static bool cells_agree(const struct cell *a, const struct cell *b,
			enum cell_kind kind)
{
	return b->kind == kind &&
	       (kind == CELL_MATRIX ||
		angle_apart(tensor_angle((double)a->xx, (double)a->yy,
					 (double)a->xy),
			    tensor_angle((double)b->xx, (double)b->yy,
					 (double)b->xy)) <= ANGLE_NEAR);
}

/* Gathers what touches the block `from` and agrees. */
static void blocks_flood(struct blocks *blocks, struct texture *texture,
			 int from)
{
	static const int dx[] = {-1, 1, 0, 0}, dy[] = {0, 0, -1, 1};
	enum cell_kind kind = texture->cells[from].kind;

	blocks_take(blocks, texture, from);
	for (size_t done = 0; done < blocks->n; done++) {
		int x = blocks->at[done] % texture->across;
		int y = blocks->at[done] / texture->across;

		for (size_t i = 0; i < ARRAY_LEN(dx); i++) {
			int to_x = x + dx[i], to_y = y + dy[i];
			int to = to_y * texture->across + to_x;

			if (to_x >= 0 && to_x < texture->across && to_y >= 0 &&
			    to_y < texture->down &&
			    cells_agree(&texture->cells[blocks->at[done]],
					&texture->cells[to], kind))
				blocks_take(blocks, texture, to);
		}
	}
}

/* Measures the blocks along an axis and across it. */
static void area_measure(struct code_area *area, const struct blocks *blocks,
			 int across)
{
	double c = cos(area->angle), s = sin(area->angle);
	double least[4] = {INFINITY, INFINITY, INFINITY, INFINITY};
	double most[4] = {-INFINITY, -INFINITY, -INFINITY, -INFINITY};

	for (size_t i = 0; i < blocks->n; i++) {
		double x = blocks->at[i] % across + 0.5;
		double y = (double)(blocks->at[i] / across) + 0.5;
		double at[4] = {x * c + y * s, y * c - x * s, x, y};

		for (int k = 0; k < 4; k++) {
			least[k] = fmin(least[k], at[k]);
			most[k] = fmax(most[k], at[k]);
		}
	}
	area->length = (most[0] - least[0] + 1) * BLOCK;
	area->breadth = (most[1] - least[1] + 1) * BLOCK;
	area->x = (c * (least[0] + most[0]) - s * (least[1] + most[1])) / 2 *
		  BLOCK;
	area->y = (s * (least[0] + most[0]) + c * (least[1] + most[1])) / 2 *
		  BLOCK;
	area->box = (struct box){(int)(least[2] - 0.5) * BLOCK,
				 (int)(least[3] - 0.5) * BLOCK,
				 (int)(most[2] - least[2] + 1) * BLOCK,
				 (int)(most[3] - least[3] + 1) * BLOCK};
}

/* A square may stand at any angle: the one at which it is smallest. */
static void area_fit(struct code_area *area, const struct blocks *blocks,
		     int across)
{
	struct code_area best = {.length = INFINITY, .breadth = INFINITY};

	for (int i = 0; i < ANGLES; i++) {
		struct code_area at = {.angle = M_PI / 2 * i / ANGLES};

		area_measure(&at, blocks, across);
		if (at.length * at.breadth < best.length * best.breadth)
			best = at;
	}
	*area = best;
}

static bool area_is_code(const struct code_area *area, size_t n)
{
	double blocks = area->length * area->breadth / (BLOCK * BLOCK);
	double full = (double)n / fmax(blocks, 1);
	double ratio = area->length / area->breadth;

	if (area->bars)
		return n >= BARS_BLOCKS &&
		       area->length >= BARS_LENGTH * BLOCK &&
		       area->breadth >= BARS_BREADTH * BLOCK &&
		       area->breadth <= area->length * BARS_RATIO &&
		       full >= BARS_FULL;
	return n >= MATRIX_BLOCKS && full >= MATRIX_FULL &&
	       ratio <= MATRIX_RATIO && ratio >= 1 / MATRIX_RATIO &&
	       area->length <= MATRIX_SIDE * BLOCK &&
	       fmin(area->length, area->breadth) >= MATRIX_LEAST_SIDE;
}

/* A code stands in a quiet zone: what is around it has hardly an edge. */
static bool area_is_alone(const struct code_area *area,
			  const struct texture *texture)
{
	int left = area->box.x / BLOCK - 1, top = area->box.y / BLOCK - 1;
	int right = (area->box.x + area->box.w) / BLOCK;
	int foot = (area->box.y + area->box.h) / BLOCK;
	double most = area->weight * RING_EDGE;
	int quiet = 0, n = 0;

	for (int y = top; y <= foot; y++)
		for (int x = left; x <= right; x++) {
			if (y != top && y != foot && x != left && x != right)
				continue;
			if (x < 0 || y < 0 || x >= texture->across ||
			    y >= texture->down)
				continue;
			n++;
			quiet += cell_edge(&texture->cells[y * texture->across +
							   x]) <= most;
		}
	return quiet >= n * RING_QUIET;
}

static int area_order(const void *a, const void *b)
{
	double x = ((const struct code_area *)a)->weight;
	double y = ((const struct code_area *)b)->weight;

	return (x < y) - (x > y);
}

/* The sums of a block and its neighbours. */
static struct cell cell_around(const struct texture *texture, int x, int y)
{
	struct cell sum = {0};
	float n = 0;

	for (int to_y = y - 1; to_y <= y + 1; to_y++)
		for (int to_x = x - 1; to_x <= x + 1; to_x++) {
			const struct cell *cell;

			if (to_x < 0 || to_y < 0 || to_x >= texture->across ||
			    to_y >= texture->down)
				continue;
			cell = &texture->cells[to_y * texture->across + to_x];
			sum.xx += cell->xx;
			sum.yy += cell->yy;
			sum.xy += cell->xy;
			n++;
		}
	sum.xx /= n;
	sum.yy /= n;
	sum.xy /= n;
	return sum;
}

/* Marks what may be of a matrix, after bars were looked for. */
static void texture_mark_matrices(struct texture *texture)
{
	for (int i = 0; i < texture->across * texture->down; i++) {
		struct cell around = cell_around(texture, i % texture->across,
						 i / texture->across);

		texture->cells[i].kind =
			cell_edge(&around) >= MATRIX_LEAST &&
					cell_coherence(&around) < SCATTERED
				? CELL_MATRIX
				: CELL_PLAIN;
	}
}

/* The areas of one kind, all of them. */
struct areas {
	struct code_area *items;
	size_t n, cap;
};

static void areas_find(struct texture *texture, enum cell_kind kind,
		       struct areas *ret)
{
	struct blocks blocks = {0};

	for (int i = 0; i < texture->across * texture->down; i++) {
		struct code_area area = {.bars = kind == CELL_BARS};

		if (texture->cells[i].kind != kind)
			continue;
		blocks.n = 0;
		blocks.xx = blocks.yy = blocks.xy = 0;
		blocks_flood(&blocks, texture, i);
		if (area.bars) {
			area.angle =
				tensor_angle(blocks.xx, blocks.yy, blocks.xy);
			area_measure(&area, &blocks, texture->across);
		} else {
			area_fit(&area, &blocks, texture->across);
		}
		area.weight = (blocks.xx + blocks.yy) / (double)blocks.n;
		if (!area_is_code(&area, blocks.n) ||
		    (!area.bars && !area_is_alone(&area, texture)))
			continue;
		area.weight *= (double)blocks.n;
		ARRAY_GROW(ret->items, ret->n, ret->cap);
		ret->items[ret->n++] = area;
	}
	free(blocks.at);
	if (ret->n > 1)
		qsort(ret->items, ret->n, sizeof(*ret->items), area_order);
}

size_t texture_areas(struct texture *texture,
		     struct code_area ret[TEXTURE_AREAS_MAX])
{
	static const struct {
		enum cell_kind kind;
		size_t max;
	} kinds[] = {{CELL_BARS, TEXTURE_BARS_MAX},
		     {CELL_MATRIX, TEXTURE_SQUARE_MAX}};
	size_t n = 0;

	for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
		struct areas areas = {0};

		if (kinds[k].kind == CELL_MATRIX)
			texture_mark_matrices(texture);
		areas_find(texture, kinds[k].kind, &areas);
		for (size_t i = 0; i < areas.n && i < kinds[k].max; i++)
			ret[n++] = areas.items[i];
		free(areas.items);
	}
	return n;
}
