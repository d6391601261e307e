/*
 * cells.c: values of a row that stand in no cell of their own. See cells.h.
 *
 * 1. A date is written in ISO 8601 where its parts are figures that can be one,
 *    else as they stand, day, month and year: what is wrong with it the
 *    validators say. A month or day of 0 is none, as many databases have it.
 * 2. A blank cell is not filled from a row that cannot be read, nor from above it:
 *    who knows which group it belongs to.
 */
#include "config.h"

#include "run/tables/column/cells.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

static const struct heading_column *heading_named(const struct heading *heading,
						  const char *name)
{
	for (size_t i = 0; i < heading->n; i++)
		if (strcmp(heading->columns[i].name, name) == 0 &&
		    heading->columns[i].use != HEADING_LEFT_OUT)
			return &heading->columns[i];
	return NULL;
}

static const struct heading_column *heading_keyed(const struct heading *heading,
						  const char *key)
{
	for (size_t i = 0; i < heading->n; i++)
		if (heading->columns[i].use == HEADING_VALUE &&
		    text_casecmp(heading->columns[i].key, key) == 0)
			return &heading->columns[i];
	return NULL;
}

static bool heading_has_key(const struct heading *heading, const char *key)
{
	return heading_keyed(heading, key) != NULL;
}

/* Adds a part, and its name to that of the whole. */
static void joined_add_part(struct heading *heading, enum heading_whole whole,
			    const struct heading_column *column,
			    const char *mark, struct bytes *name)
{
	struct heading_joined *joined = &heading->joined[whole];

	if (column == NULL || joined->n == HEADING_PARTS)
		return;
	bytes_printf(name, "%s%s", joined->n > 0 ? " + " : "", column->name);
	joined->parts[joined->n++] = (struct heading_part){
		(size_t)(column - heading->columns), mark};
}

/* Adds the column that the parts make, or none. */
static void joined_add(struct heading *heading, enum heading_whole whole,
		       const struct term *term, const struct bytes *name)
{
	struct heading_joined *joined = &heading->joined[whole];
	struct heading_column *column;

	if (joined->n < 2 || term == NULL ||
	    heading_has_key(heading, term->name) ||
	    !heading_add(heading, name->data, HEADING_JOINED + (size_t)whole,
			 NULL)) {
		joined->n = 0;
		return;
	}
	column = &heading->columns[heading->n - 1];
	mem_replace(&column->key, term->name);
	column->how = HEADING_TOGETHER;
}

/* --- names ------------------------------------------------------------------ */

/* Any table may have genus and epithet apart. What this program exported comes
 * back as it was; of a third part the rank would have to be known. */
static bool heading_has_binomen(const struct heading *heading)
{
	for (size_t i = 0; i < heading->n; i++)
		if (heading->columns[i].use == HEADING_SPECIMEN)
			return false;
	return heading_has_key(heading, "genus") &&
	       heading_has_key(heading, "specificEpithet") &&
	       !heading_has_key(heading, "infraspecificEpithet");
}

/* Whether the first part is a genus: --map can say that it is not, and of no
 * genus nothing is a name. */
static bool joined_has_genus(const struct heading *heading,
			     const struct terms *terms)
{
	const struct heading_joined *joined = &heading->joined[WHOLE_NAME];
	const struct term *genus = terms_role(terms, ROLE_GENUS);

	return genus != NULL && joined->n > 0 &&
	       strcmp(heading->columns[joined->parts[0].column].key,
		      genus->name) == 0;
}

static void joined_add_name(struct heading *heading,
			    const struct preset *preset,
			    const struct terms *terms)
{
	struct bytes name CLEANUP(bytes_done) = {0};
	const struct preset_part *part;

	for (size_t i = 0; preset != NULL; i++) {
		part = preset_name_part(preset, i);
		if (part == NULL)
			break;
		joined_add_part(heading, WHOLE_NAME,
				heading_named(heading, part->column),
				part->mark, &name);
	}
	if (heading->joined[WHOLE_NAME].n == 0 &&
	    heading_has_binomen(heading)) {
		joined_add_part(heading, WHOLE_NAME,
				heading_keyed(heading, "genus"), "", &name);
		joined_add_part(heading, WHOLE_NAME,
				heading_keyed(heading, "specificEpithet"), "",
				&name);
	}
	if (!joined_has_genus(heading, terms))
		heading->joined[WHOLE_NAME].n = 0;
	joined_add(heading, WHOLE_NAME, terms_role(terms, ROLE_NAME), &name);
}

static void join_name(const struct heading *heading,
		      const struct table_row *row, struct bytes *ret)
{
	const struct heading_joined *joined = &heading->joined[WHOLE_NAME];
	size_t plain = 0;

	for (size_t i = 0; i < joined->n; i++) {
		const struct heading_part *part = &joined->parts[i];
		char *cell CLEANUP(mem_free_str) = text_squeezed(
			heading_cell(&heading->columns[part->column], row));

		/* Of no genus it is no name, and of no epithet no more than
		 * that of the genus. */
		if ((cell[0] == '\0' && i == 0) ||
		    (part->mark[0] != '\0' && plain < 2))
			return;
		plain += cell[0] != '\0';
		if (cell[0] != '\0')
			bytes_printf(ret, "%s%s%s", ret->len > 0 ? " " : "",
				     part->mark, cell);
	}
}

/* --- dates ------------------------------------------------------------------ */

enum { DATE_YEAR, DATE_MONTH, DATE_DAY, DATE_PARTS };

static const char *const date_names[DATE_PARTS] = {"year", "month", "day"};

static void joined_add_date(struct heading *heading, const struct terms *terms)
{
	struct bytes name CLEANUP(bytes_done) = {0};

	if (heading->own || !heading_has_key(heading, "year") ||
	    !heading_has_key(heading, "month"))
		return;
	for (size_t i = 0; i < DATE_PARTS; i++)
		joined_add_part(heading, WHOLE_DATE,
				heading_keyed(heading, date_names[i]), "",
				&name);
	joined_add(heading, WHOLE_DATE, terms_role(terms, ROLE_COLLECTED),
		   &name);
}

/* The figure that a text is, up to `most`; 0 for a blank and for 0; -1. */
static int date_figure(const char *text, size_t digits, int most)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (text[0] == '\0')
		return 0;
	if (*end != '\0' || strspn(text, "0123456789") != strlen(text) ||
	    strlen(text) > digits || value > most)
		return -1;
	return (int)value;
}

static void join_date(const struct heading *heading,
		      const struct table_row *row, struct bytes *ret)
{
	const struct heading_joined *joined = &heading->joined[WHOLE_DATE];
	char *cells[DATE_PARTS] = {NULL, NULL, NULL};
	int year, month, day;

	for (size_t i = 0; i < DATE_PARTS; i++)
		cells[i] = text_squeezed(
			i < joined->n
				? heading_cell(
					  &heading->columns[joined->parts[i]
								    .column],
					  row)
				: "");
	year = date_figure(cells[DATE_YEAR], 4, 9999);
	month = date_figure(cells[DATE_MONTH], 2, 12);
	day = date_figure(cells[DATE_DAY], 2, 31);
	if (year > 999 && month > 0 && day > 0)
		bytes_printf(ret, "%04d-%02d-%02d", year, month, day);
	else if (year > 999 && month > 0 && day == 0)
		bytes_printf(ret, "%04d-%02d", year, month);
	else if (year > 999 && month == 0 && day >= 0)
		bytes_printf(ret, "%04d", year);
	else if (year != 0)
		for (size_t i = DATE_PARTS; i-- > 0;)
			if (strspn(cells[i], "0") != strlen(cells[i]))
				bytes_printf(ret, "%s%s",
					     ret->len > 0 ? " " : "", cells[i]);
	for (size_t i = 0; i < DATE_PARTS; i++)
		free(cells[i]);
}

/* --- columns put together --------------------------------------------------- */

void heading_add_joined(struct heading *heading, const struct preset *preset,
			const struct terms *terms)
{
	joined_add_name(heading, preset, terms);
	joined_add_date(heading, terms);
}

void heading_join(const struct heading *heading, const struct table_row *row,
		  struct bytes ret[HEADING_WHOLES])
{
	for (size_t i = 0; i < HEADING_WHOLES; i++)
		bytes_clear(&ret[i]);
	if (row->fault != NULL)
		return;
	if (heading->joined[WHOLE_NAME].n > 0)
		join_name(heading, row, &ret[WHOLE_NAME]);
	if (heading->joined[WHOLE_DATE].n > 0)
		join_date(heading, row, &ret[WHOLE_DATE]);
}

/* --- cells that mean more --------------------------------------------------- */

/* What the cells of a column were last, or are now with their unit. */
struct cells_kept {
	struct bytes text;
	size_t lost; /* line of the row that has what stands above, and cannot
			be read; 0: none */
};

void cells_done(struct cells *cells)
{
	for (size_t i = 0; cells->kept != NULL && i < TABLE_COLUMNS_MAX; i++)
		bytes_done(&cells->kept[i].text);
	free(cells->kept);
	bytes_done(&cells->fault);
	*cells = (struct cells){0};
}

/* A figure gets its unit; what has a letter behind it has one. */
static void cells_add_unit(const struct heading_column *column,
			   struct bytes *kept, const char **cell)
{
	size_t len = strlen(*cell);

	while (len > 0 && isspace((unsigned char)(*cell)[len - 1]))
		len--;
	if (len == 0 || !isdigit((unsigned char)(*cell)[len - 1]))
		return;
	bytes_clear(kept);
	bytes_printf(kept, "%.*s %.*s", (int)len, *cell, (int)column->unit_len,
		     column->unit);
	*cell = kept->data;
}

static void cells_fill(struct cells_kept *kept, const char **cell)
{
	bool blank = text_blank(*cell);

	if (blank && kept->text.len > 0)
		*cell = kept->text.data;
	if (blank || *cell == kept->text.data)
		return;
	bytes_clear(&kept->text);
	bytes_append_str(&kept->text, *cell);
}

/* Which cell of a broken row is whose nobody knows. */
static void cells_lose(struct cells *cells, const struct heading *heading,
		       size_t line)
{
	for (size_t i = 0; i < heading->n; i++)
		if (heading->columns[i].fills &&
		    heading->columns[i].cell < TABLE_COLUMNS_MAX)
			cells->kept[heading->columns[i].cell].lost = line;
}

/* Whether what stands above the cell is known. */
static bool cells_have_above(struct cells *cells,
			     const struct heading_column *column,
			     struct table_row *row)
{
	struct cells_kept *kept = &cells->kept[column->cell];

	if (!text_blank(row->cells[column->cell]))
		kept->lost = 0;
	if (kept->lost == 0)
		return true;
	bytes_clear(&cells->fault);
	bytes_printf(&cells->fault,
		     "its %s is blank, and the row above that has it (line "
		     "%zu) cannot be read; mend that first",
		     column->name, kept->lost);
	row->fault = cells->fault.data;
	return false;
}

static void cells_mean_one(struct cells *cells,
			   const struct heading_column *column,
			   struct table_row *row)
{
	struct cells_kept *kept = &cells->kept[column->cell];

	if (column->fills && !cells_have_above(cells, column, row))
		return;
	if (column->unit != NULL)
		cells_add_unit(column, &kept->text, &row->cells[column->cell]);
	if (column->fills)
		cells_fill(kept, &row->cells[column->cell]);
}

void cells_mean(struct cells *cells, const struct heading *heading,
		struct table_row *row)
{
	if (cells->kept == NULL)
		cells->kept =
			mem_zalloc(TABLE_COLUMNS_MAX * sizeof(*cells->kept));
	if (row->fault != NULL || row->n != heading->width) {
		cells_lose(cells, heading, row->line);
		return;
	}
	for (size_t i = 0; row->fault == NULL && i < heading->n; i++) {
		const struct heading_column *column = &heading->columns[i];

		if ((column->fills || column->unit != NULL) &&
		    column->cell < row->n && column->cell < TABLE_COLUMNS_MAX)
			cells_mean_one(cells, column, row);
	}
}
