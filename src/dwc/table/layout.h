/*
 * layout.h: which column of a table of taxa is what, told by its first line
 * (or by a meta.xml, meta.h).
 *
 * Terms are those of the class Taxon of Darwin Core
 * (https://dwc.tdwg.org/terms/#taxon), and what names an occurrence.
 */
#ifndef DWC_TABLE_LAYOUT_H
#define DWC_TABLE_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "dwc/table/table.h"

enum layout_term {
	LAYOUT_ID,
	LAYOUT_NAME,
	LAYOUT_AUTHOR,
	LAYOUT_RANK,
	LAYOUT_STATUS,
	LAYOUT_ACCEPTED_ID,
	LAYOUT_ACCEPTED_NAME,
	LAYOUT_FAMILY,
	LAYOUT_KINGDOM,
	LAYOUT_GENUS,
	LAYOUT_EPITHET,
	LAYOUT_INFRA,
	LAYOUT_OCCURRENCE, /* of tables of occurrences */
	LAYOUT_CATALOG,	   /* likewise */
	LAYOUT_TERMS,
};

struct layout {
	struct table_form form;
	size_t width; /* columns that are known to be there, at least */
	int columns[LAYOUT_TERMS];    /* -1: the table has none */
	char *defaults[LAYOUT_TERMS]; /* where it has none; owned, or NULL */
};

void layout_init(struct layout *layout); /* no columns */
void layout_done(struct layout *layout); /* also for CLEANUP */

/* Which term this is, in any case, with or without its namespace; -1: none
 * that is needed. */
int layout_term_find(const char *name);
/* Says that a column is of this term; of two the first counts. */
void layout_set(struct layout *layout, int term, int column);
/* Whether the columns hold a name. */
bool layout_has_name(const struct layout *layout);
/* What a row says of the term; "" for nothing. Borrowed of the two. */
const char *layout_cell(const struct layout *layout,
			const struct table_row *row, enum layout_term term);

/*
 * What the bytes are that a file begins with: a table with a line of columns,
 * or plain names, one a line. ERROR_FAILED where they are neither; `name` is
 * the file's, for the message.
 */
int layout_guess(const char *head, size_t len, const char *name,
		 struct layout *ret, struct error *err) MUST_USE;

#endif
