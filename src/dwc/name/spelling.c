/*
 * spelling.c: how far two words are apart. See spelling.h.
 */
#include "config.h"

#include "dwc/name/spelling.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/compiler.h"

/* Two spellings that are taken for each other, in both directions. */
struct slip {
	const char *a, *b;
	double cost;
	bool ending; /* at the end of a word only */
};

static const struct slip slips[] = {
	/* Letters that look alike in print and in old hands. */
	{"rn", "m", .3, false},
	{"nn", "m", .6, false},
	{"in", "m", .4, false},
	{"ni", "m", .4, false},
	{"ri", "n", .4, false},
	{"vv", "w", .3, false},
	{"cl", "d", .3, false},
	{"li", "h", .4, false},
	{"ii", "u", .4, false},
	{"ll", "u", .5, false},
	{"l", "i", .3, false},
	{"l", "1", .2, false},
	{"i", "1", .2, false},
	{"o", "0", .2, false},
	{"s", "5", .2, false},
	{"l", "t", .5, false},
	{"f", "t", .5, false},
	{"c", "e", .3, false},
	{"c", "o", .5, false},
	{"e", "o", .5, false},
	{"a", "o", .5, false},
	{"a", "u", .6, false},
	{"u", "n", .3, false},
	{"u", "v", .3, false},
	{"n", "r", .6, false},
	{"r", "v", .6, false},
	{"b", "h", .5, false},
	{"h", "n", .5, false},
	{"g", "q", .4, false},
	/* Spellings of one name, as Latin lets them vary. */
	{"y", "i", .3, false},
	{"j", "i", .2, false},
	{"ae", "e", .2, false},
	{"oe", "e", .2, false},
	{"ph", "f", .4, false},
	{"th", "t", .3, false},
	{"rh", "r", .3, false},
	{"k", "c", .4, false},
	{"us", "um", .2, true},
	{"us", "a", .2, true},
	{"um", "a", .2, true},
	{"is", "e", .2, true},
	{"er", "ra", .3, true},
	{"er", "rum", .3, true},
	{"ii", "i", .2, true},
	{"iae", "ae", .2, true},
};

#define SLIP_SWAPPED 0.8 /* two neighbours */

void spelling_init(struct spelling *spelling, const char *word)
{
	size_t n = strlen(word);

	*spelling = (struct spelling){.n = n, .mask = spelling_mask(word, n)};
	for (size_t i = 0; i < n; i++)
		spelling->at[(unsigned char)word[i]] |= UINT64_C(1) << i;
}

uint64_t spelling_mask(const char *word, size_t n)
{
	uint64_t mask = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t letter = UINT64_C(1) << ((unsigned char)word[i] & 31);

		mask |= (mask & letter) << 32 | letter;
	}
	return mask;
}

/* Vertical and horizontal differences of a column of the table of edits, each
 * a bit a row: the names are the paper's. */
unsigned int spelling_edits(const struct spelling *spelling, const char *other,
			    size_t n, unsigned int limit)
{
	uint64_t vp = ~UINT64_C(0), vn = 0, d0 = 0, pm_before = 0;
	uint64_t last;
	unsigned int edits = (unsigned int)spelling->n;

	if (spelling->n == 0)
		return (unsigned int)n;
	last = UINT64_C(1) << (spelling->n - 1);
	/* A letter more takes away one edit at most. */
	for (size_t i = 0; i < n && edits <= limit + (n - i); i++) {
		uint64_t pm = spelling->at[(unsigned char)other[i]];
		uint64_t swap = ((~d0 & pm) << 1) & pm_before;
		uint64_t hp, hn;

		d0 = swap | (((pm & vp) + vp) ^ vp) | pm | vn;
		hp = vn | ~(d0 | vp);
		hn = d0 & vp;
		edits += (hp & last) != 0;
		edits -= (hn & last) != 0;
		hp = (hp << 1) | 1;
		hn <<= 1;
		vp = hn | ~(d0 | hp);
		vn = hp & d0;
		pm_before = pm;
	}
	return edits;
}

/* --- costs ------------------------------------------------------------------ */

/* The table of costs: of the first i bytes of `a` and the first j of `b`. */
struct costs {
	const char *a, *b;
	size_t n, m;
	double at[SPELLING_MAX + 1][SPELLING_MAX + 1];
};

/* Whether `part` stands in the first `end` bytes of `text` at their end. */
static bool ends_with(const char *text, size_t end, const char *part)
{
	size_t len = strlen(part);

	return len <= end && memcmp(text + end - len, part, len) == 0;
}

static double slip_cost(const struct costs *costs, size_t i, size_t j,
			const char *a, const char *b)
{
	if (!ends_with(costs->a, i, a) || !ends_with(costs->b, j, b))
		return INFINITY;
	return costs->at[i - strlen(a)][j - strlen(b)];
}

/* The cheapest slip that ends here. */
static double slips_cost(const struct costs *costs, size_t i, size_t j)
{
	bool end = i == costs->n && j == costs->m;
	double best = INFINITY;

	for (size_t k = 0; k < ARRAY_LEN(slips); k++) {
		const struct slip *slip = &slips[k];

		if (slip->ending && !end)
			continue;
		best = fmin(best, slip->cost + slip_cost(costs, i, j, slip->a,
							 slip->b));
		best = fmin(best, slip->cost + slip_cost(costs, i, j, slip->b,
							 slip->a));
	}
	return best;
}

static double cell_cost(const struct costs *costs, size_t i, size_t j)
{
	const char *a = costs->a + i - 1, *b = costs->b + j - 1;
	double best;

	if (*a == *b)
		best = costs->at[i - 1][j - 1];
	else
		best = costs->at[i - 1][j - 1] + 1;
	best = fmin(best, costs->at[i - 1][j] + 1);
	best = fmin(best, costs->at[i][j - 1] + 1);
	if (i > 1 && j > 1 && a[0] == b[-1] && a[-1] == b[0])
		best = fmin(best, costs->at[i - 2][j - 2] + SLIP_SWAPPED);
	return fmin(best, slips_cost(costs, i, j));
}

double spelling_cost(const char *a, const char *b)
{
	struct costs costs = {.a = a, .b = b};

	costs.n = strnlen(a, SPELLING_MAX);
	costs.m = strnlen(b, SPELLING_MAX);
	for (size_t i = 0; i <= costs.n; i++)
		costs.at[i][0] = (double)i;
	for (size_t j = 0; j <= costs.m; j++)
		costs.at[0][j] = (double)j;
	for (size_t i = 1; i <= costs.n; i++)
		for (size_t j = 1; j <= costs.m; j++)
			costs.at[i][j] = cell_cost(&costs, i, j);
	return costs.at[costs.n][costs.m];
}
