/*
 * sign.c: signs of doubt. See sign.h.
 *
 * 1. Strings of rows lie in `tsv`; no two of these have both keys in common
 *    (tsv_load), and they are found by both, sorted.
 */
#include "config.h"

#include "dwc/words/sign.h"

#include <stdlib.h>
#include <string.h>

#include "base/file/tsv.h"
#include "base/mem.h"

enum { COL_SIGN, COL_OF, COL_WRONG, COL_WORDS };

static const struct tsv_form signs_form = {
	.file = "doubt.tsv",
	.columns = "sign\tof\twrong\twords",
	.keys = 2,
};

struct keyed {
	const char *name, *of; /* borrowed of a row */
	struct sign sign;
};

struct signs {
	struct tsv tsv;
	struct keyed *items; /* sorted */
};

static int keyed_order(const void *a, const void *b)
{
	const struct keyed *left = a, *right = b;
	int order = strcmp(left->name, right->name);

	return order != 0 ? order : strcmp(left->of, right->of);
}

int signs_load(const char *config_dir, struct signs **ret, struct error *err)
{
	struct signs *all = mem_zalloc(sizeof(*all));
	int rc = tsv_load(&signs_form, config_dir, &all->tsv, err);

	all->items = mem_zalloc((all->tsv.n + 1) * sizeof(*all->items));
	for (size_t i = 0; i < all->tsv.n && rc == 0; i++) {
		const struct tsv_row *row = &all->tsv.rows[i];
		char *end;
		double wrong = strtod(row->fields[COL_WRONG], &end);

		if (end == row->fields[COL_WRONG] || *end != '\0' ||
		    !(wrong >= 0 && wrong <= 1))
			rc = tsv_refuse(row, err,
					"wrong is a number from 0 to 1");
		all->items[i] = (struct keyed){
			.name = row->fields[COL_SIGN],
			.of = row->fields[COL_OF],
			.sign = {.wrong = wrong,
				 .words = row->fields[COL_WORDS]},
		};
	}
	if (rc < 0) {
		signs_free(all);
		return -1;
	}
	if (all->tsv.n > 1)
		qsort(all->items, all->tsv.n, sizeof(*all->items), keyed_order);
	*ret = all;
	return 0;
}

void signs_free(struct signs *all)
{
	if (all == NULL)
		return;
	free(all->items);
	tsv_done(&all->tsv);
	free(all);
}

const struct sign *signs_find(const struct signs *all, const char *sign,
			      const char *of)
{
	const struct keyed wanted = {.name = sign, .of = of};
	const struct keyed *found = bsearch(&wanted, all->items, all->tsv.n,
					    sizeof(*all->items), keyed_order);

	return found != NULL ? &found->sign : NULL;
}
