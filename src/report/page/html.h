/*
 * html.h: text, figures and tables as HTML that is well-formed XML, too. The
 * only place of the report that escapes: whatever comes from a run goes
 * through html_text. All functions append.
 */
#ifndef REPORT_PAGE_HTML_H
#define REPORT_PAGE_HTML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "report/share.h"

/* The text, cleaned (base/text.h) and escaped, for elements and attributes. */
void html_text(struct bytes *ret, const char *text);
/* The same of what others wrote, which may run from right to left: in an
 * element of its own. "" is written as "(nothing)", and what is very long as its
 * beginning. */
void html_foreign(struct bytes *ret, const char *text);

void html_count(struct bytes *ret, size_t n); /* "2,702" */
/* "1 record", "2,702 records" */
void html_counted(struct bytes *ret, size_t n, const char *one,
		  const char *many);
void html_share(struct bytes *ret, struct share share);
/* "$12.30", and of less than a dime "$0.0123" */
void html_money(struct bytes *ret, double usd);
void html_day(struct bytes *ret, int64_t day);

/* --- tables --------------------------------------------------------------- */

struct html_column {
	const char *heading;
	bool number; /* stands at the right */
};

/* A table that is being written, cell by cell; rows begin and end by
 * themselves. The first cell of a row is its heading. */
struct html_table {
	struct bytes *out; /* borrowed, as are the columns */
	const struct html_column *columns;
	size_t n, at;
};

void html_table_begin(struct html_table *table, struct bytes *out,
		      const char *caption, const struct html_column *columns,
		      size_t n);
void html_table_end(struct html_table *table);

/* A cell; what is appended to table->out in between is in it. */
void html_cell_begin(struct html_table *table);
void html_cell_end(struct html_table *table);

void html_cell_text(struct html_table *table, const char *text);
void html_cell_foreign(struct html_table *table, const char *text);
void html_cell_count(struct html_table *table, size_t n);
void html_cell_share(struct html_table *table, struct share share);
void html_cell_likely(struct html_table *table, struct share share);
void html_cell_money(struct html_table *table, double usd);
/* With so many digits behind the point; "–" for what is negative. */
void html_cell_real(struct html_table *table, double value, int digits);

#endif
