/*
 * head_line.c: where a table names its columns. See head_line.h.
 *
 * 1. The first line is believed, unless less than half of its cells are called
 *    as something that is known, or one alone is, or some have no name at all;
 *    and even then only a line that has more such names, two at least and half of
 *    its cells, is one.
 *    No row of values looks like that.
 * 2. Each line is looked at as if the table began there: a title has other
 *    separators, and a list of them is no list of names.
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

/* What the cells of a heading are worth as the names of columns; it is settled,
 * or has none. */
static struct head_worth head_weigh(const struct head_line_ask *wanted,
				    struct heading *heading)
{
	struct heading_maps maps = wanted->options->maps;
	struct head_worth worth = {0};
	struct error why;

	/* What is tried uses nothing of --map and --fill-down. */
	maps.used = mem_zalloc(maps.n + 1);
	maps.filled = mem_zalloc(maps.n_fills + 1);
	if (heading_settle(heading, wanted->terms, &maps,
			   wanted->options->preset, &why) < 0)
		heading_done(heading);
	free(maps.used);
	free(maps.filled);
	for (size_t i = 0; i < heading->n; i++) {
		const struct heading_column *column = &heading->columns[i];

		if (column->cell >= TABLE_COLUMNS_MAX ||
		    column->name[0] == '\0')
			continue;
		worth.named++;
		worth.known += column->how != HEADING_OWN_NAME ||
			       (maps.likely != NULL &&
				maps.likely(maps.arg, column->name) != NULL);
	}
	return worth;
}

/* Opens the rows below the line of names, the first behind `skip` lines, and
 * says what that is worth; *ret_width, how many cells it has. */
static int head_try(const struct head_line_ask *wanted,
		    const struct package_ask *asked, size_t skip,
		    struct head_worth *ret, size_t *ret_width, size_t *ret_line)
{
	struct heading *heading = mem_zalloc(sizeof(*heading));
	struct package_ask ask = *asked;
	struct rows *rows;
	struct error why;
	int rc;

	ask.skip = skip;
	heading_init(heading);
	rc = rows_open(wanted->path, &ask, heading, &rows, &why);
	if (rc == 0) {
		*ret_line = rows_head_line(rows);
		*ret_width = heading->n;
		*ret = head_weigh(wanted, heading);
		rows_close(rows);
	}
	heading_done(heading);
	free(heading);
	return rc;
}

/* Lines above the one that names the columns (invariant 1). */
static size_t head_find(const struct head_line_ask *wanted,
			const struct package_ask *ask)
{
	struct head_worth worth;
	size_t best, skip = 0, width, line;

	if (head_try(wanted, ask, 0, &worth, &width, &line) < 0 ||
	    (worth.known > 1 && 2 * worth.known >= worth.named &&
	     worth.named == width))
		return 0;
	best = worth.known > 0 ? worth.known : 1;
	for (size_t n = 1; n < HEAD_LINES; n++) {
		if (head_try(wanted, ask, n, &worth, &width, &line) < 0 ||
		    line > HEAD_LINES || worth.known <= best ||
		    2 * worth.known < worth.named)
			continue;
		best = worth.known;
		skip = line - 1;
	}
	return skip;
}

int head_line_open(const struct head_line_ask *wanted, struct package_ask *ask,
		   struct heading *heading, struct rows **ret,
		   struct error *err)
{
	const struct tables_options *o = wanted->options;

	ask->skip = o->skip > 0 ? (size_t)o->skip : 0;
	if (rows_open(wanted->path, ask, heading, ret, err) < 0)
		return -1;
	if (o->skip < 0 && rows_are_text(*ret))
		ask->skip = head_find(wanted, ask);
	if (ask->skip == 0 || o->skip >= 0)
		return 0;
	rows_close(*ret);
	heading_done(heading);
	return rows_open(wanted->path, ask, heading, ret, err);
}
