/*
 * sign.c: signs of doubt. See sign.h.
 *
 * 1. Strings of rows lie in `tsv`; there are some dozens, looked through in
 *    order.
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

struct signs {
	struct tsv tsv;
	struct sign *items; /* by row */
};

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
		all->items[i] = (struct sign){.wrong = wrong,
					      .words = row->fields[COL_WORDS]};
	}
	if (rc < 0) {
		signs_free(all);
		return -1;
	}
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
	for (size_t i = 0; i < all->tsv.n; i++)
		if (strcmp(all->tsv.rows[i].fields[COL_SIGN], sign) == 0 &&
		    strcmp(all->tsv.rows[i].fields[COL_OF], of) == 0)
			return &all->items[i];
	return NULL;
}
