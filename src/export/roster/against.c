/*
 * against.c: what was published. See against.h.
 *
 * The identifier is occurrenceID where the core has that, else its id.
 */
#include "config.h"

#include "export/roster/against.h"

#include "base/compiler.h"
#include "dwc/table/archive.h"

static int against_row(const struct layout *layout, const struct table_row *row,
		       struct roster *roster, struct error *err)
{
	const char *id = layout_cell(layout, row, LAYOUT_OCCURRENCE);

	if (id[0] == '\0')
		id = layout_cell(layout, row, LAYOUT_ID);
	if (row->fault != NULL || id[0] == '\0')
		return 0;
	return roster_add_old(roster, id,
			      layout_cell(layout, row, LAYOUT_CATALOG), err);
}

static int against_table(const struct table_source *source,
			 const struct layout *layout, struct roster *roster,
			 struct error *err)
{
	struct table table CLEANUP(table_done) = {0};
	struct table_row row;
	int got;

	if (table_init(&table, source, err) < 0 ||
	    table_begin(&table, &layout->form, err) < 0)
		return -1;
	while ((got = table_next(&table, &row, err)) > 0)
		if (against_row(layout, &row, roster, err) < 0)
			return -1;
	return got;
}

static int against_files(struct archive *archive, struct roster *roster,
			 struct error *err)
{
	const struct layout *layout = archive_layout(archive);
	struct table_source source;
	int got;

	if (layout == NULL || (layout->columns[LAYOUT_OCCURRENCE] < 0 &&
			       layout->columns[LAYOUT_ID] < 0))
		return error_set(err, ERROR_USAGE,
				 "it has no meta.xml that says which column is "
				 "the identifier; it is not an archive of "
				 "occurrences");
	while ((got = archive_next(archive, &source, err)) > 0)
		if (against_table(&source, layout, roster, err) < 0)
			return -1;
	return got;
}

int against_read(const char *path, struct roster *roster, struct error *err)
{
	struct archive *archive;
	struct error why;
	int rc = archive_open_core(path, META_OCCURRENCES, &archive, &why);

	if (rc == 0) {
		rc = against_files(archive, roster, &why);
		archive_close(archive);
	}
	if (rc < 0)
		return error_set(err, ERROR_USAGE,
				 "--against %s cannot be compared with: %s",
				 path, why.text);
	return 0;
}
