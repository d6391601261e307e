/*
 * head_line.c: where a table names its columns. See head_line.h.
 *
 * 1. The first line is believed, unless less than half of its cells are called
 *    as something that is known, or some have no name at all; and even then only
 *    a line that has more such names, two at least and half of its cells, is one.
 *    No row of values looks like that.
 */
#include "config.h"

#include "run/tables/head_line.h"

#include <stdlib.h>

#include "base/mem.h"

#define HEAD_LINES 10 /* of which one may name the columns */

/* What speaks for a line of names. */
struct head_worth {
	size_t known, named; /* cells that are called as a term; at all */
};

/* What a row of so many cells is worth as the names of columns. */
static struct head_worth head_weigh(const struct head_line_ask *wanted,
				    const struct table_row *row)
{
	const struct heading_maps *maps = &wanted->options->maps;
	struct heading *heading = mem_zalloc(sizeof(*heading));
	struct head_worth worth = {0};
	struct error why;

	heading_init(heading);
	for (size_t i = 0; i < row->n && i < TABLE_COLUMNS_MAX; i++)
		heading_add(heading, row->cells[i], i, NULL);
	if (heading_settle(heading, wanted->terms, maps,
			   wanted->options->preset, &why) < 0)
		heading_done(heading);
	for (size_t i = 0; i < heading->n; i++) {
		const struct heading_column *column = &heading->columns[i];

		if (column->cell >= TABLE_COLUMNS_MAX ||
		    column->name[0] == '\0')
			continue;
		worth.named++;
		worth.known += column->how != HEADING_OWN_NAME ||
			       (maps->likely != NULL &&
				maps->likely(maps->arg, column->name) != NULL);
	}
	heading_done(heading);
	free(heading);
	return worth;
}

/* Whether the first line is believed (invariant 1); *ret_known, how many of its
 * cells are known. */
static bool head_is_first(const struct head_line_ask *wanted,
			  const struct heading *heading, size_t *ret_known)
{
	struct table_row row = {.n = heading->n};
	struct head_worth worth;

	for (size_t i = 0; i < heading->n; i++)
		row.cells[i] = heading->columns[i].exact;
	worth = head_weigh(wanted, &row);
	*ret_known = worth.known;
	return 2 * worth.known >= worth.named && worth.named == heading->n;
}

/* Lines above the one that has more names than the first, `known`; 0: none
 * has (invariant 1). */
static int head_find(const struct head_line_ask *wanted, struct rows *rows,
		     size_t known, size_t *ret_skip, struct error *err)
{
	size_t best = known > 0 ? known : 1;
	const json_t *history;
	struct table_row row;
	int got = 1;

	*ret_skip = 0;
	for (size_t n = 1; n < HEAD_LINES && got > 0; n++) {
		struct head_worth worth = {0};

		got = rows_next(rows, &row, &history, err);
		if (got > 0 && row.fault == NULL)
			worth = head_weigh(wanted, &row);
		if (worth.known <= best || 2 * worth.known < worth.named)
			continue;
		best = worth.known;
		*ret_skip = row.line - 1;
	}
	return got < 0 ? -1 : 0;
}

int head_line_open(const struct head_line_ask *wanted, struct package_ask *ask,
		   struct heading *heading, struct rows **ret,
		   struct error *err)
{
	const struct tables_options *o = wanted->options;
	struct error why;
	size_t known;

	ask->skip = o->skip > 0 ? (size_t)o->skip : 0;
	if (rows_open(wanted->path, ask, heading, ret, err) < 0)
		return -1;
	if (o->skip >= 0 || !rows_are_text(*ret))
		return 0;
	if (head_is_first(wanted, heading, &known))
		return 0;
	/* A fault further down is told when it is its turn. */
	if (head_find(wanted, *ret, known, &ask->skip, &why) < 0)
		ask->skip = 0;
	rows_close(*ret);
	heading_done(heading);
	return rows_open(wanted->path, ask, heading, ret, err);
}
