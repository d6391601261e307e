/*
 * part_fields.c: coverage, soundness and evidence by term. See part.h.
 */
#include "config.h"

#include "report/page/part.h"

#include <stdlib.h>

#include "base/mem.h"
#include "run/index/counts.h"

#define FIELDS_PLOT  24 /* rows of the plot; the table has all */
#define FIELDS_SHARE 50 /* of fields that are not required: one in so many */

static bool field_is_shown(const struct summary *f, size_t i)
{
	return f->now.coverage[i].filled > 0 ||
	       term_is_required(terms_at(f->run->terms, i));
}

/* The required ones first, then the others that are filled most often. */
static int row_order(const void *a, const void *b)
{
	const struct svg_row *x = a, *y = b;

	return x->outer > y->outer ? -1 : x->outer < y->outer;
}

static size_t fields_rows(const struct summary *f, struct svg_row *rows)
{
	size_t sheets = f->now.counts.sheets, n = 0, required;

	for (int pass = 1; pass >= 0; pass--) {
		required = pass == 1 ? 0 : n;
		for (size_t i = 0; i < terms_count(f->run->terms); i++) {
			const struct term *term = terms_at(f->run->terms, i);
			const struct coverage *c = &f->now.coverage[i];

			if (term_is_required(term) == (pass == 1) &&
			    n < FIELDS_PLOT &&
			    (pass == 1 || c->filled * FIELDS_SHARE >= sheets))
				rows[n++] = (struct svg_row){
					summary_term_label(f, term->name),
					sheets, c->filled, c->sound, c->seen};
		}
		if (pass == 0 && n > required)
			qsort(rows + required, n - required, sizeof(*rows),
			      row_order);
	}
	return n;
}

static void fields_plot(struct part *part)
{
	const struct summary *f = part->summary;
	struct svg_row *rows =
		mem_zalloc((terms_count(f->run->terms) + 1) * sizeof(*rows));
	const struct svg_words words = {
		++part->plots, "Fields that are filled",
		"By field the share of records with a value, with one that "
		"passes its checks, and with one that stands on the sheet; the "
		"table below has the figures."};
	struct svg_rows plot = {"filled", "sound",
				f->looked > 0 ? "on the sheet" : NULL, rows, 0};

	plot.n = fields_rows(f, rows);
	bytes_append_str(part->out, "<figure>");
	svg_rows(part->out, &words, &plot);
	bytes_append_str(part->out, "</figure>\n");
	free(rows);
}

/* Those that hardly any record has would be half of the table. */
static bool field_is_rare(const struct summary *f, size_t i)
{
	return !term_is_required(terms_at(f->run->terms, i)) &&
	       f->now.coverage[i].filled * 100 < f->now.counts.sheets;
}

static void fields_rare(struct part *part)
{
	const struct summary *f = part->summary;
	size_t n = 0;

	for (size_t i = 0; i < terms_count(f->run->terms); i++) {
		const struct term *term = terms_at(f->run->terms, i);

		if (!field_is_shown(f, i) || !field_is_rare(f, i))
			continue;
		bytes_append_str(part->out,
				 n++ == 0 ? "<p>In fewer than 1 % of records: "
					  : ", ");
		html_text(part->out, summary_term_label(f, term->name));
		bytes_append_str(part->out, " (");
		html_count(part->out, f->now.coverage[i].filled);
		bytes_append_str(part->out, ")");
	}
	if (n > 0)
		bytes_append_str(part->out, ".</p>\n");
}

static void fields_table(struct part *part)
{
	static const struct html_column columns[] = {
		{"Field", false},	{"Required", false},
		{"Filled", true},	{"", true},
		{"Sound", true},	{"", true},
		{"On the sheet", true}, {"", true},
	};
	const struct summary *f = part->summary;
	size_t sheets = f->now.counts.sheets;
	struct html_table table;

	/* Of evidence only where somebody looked for it. */
	html_table_begin(&table, part->out, "Fields over all records", columns,
			 f->looked > 0 ? 8 : 6);
	for (size_t i = 0; i < terms_count(f->run->terms); i++) {
		const struct term *term = terms_at(f->run->terms, i);
		const struct coverage *c = &f->now.coverage[i];

		if (!field_is_shown(f, i) || field_is_rare(f, i))
			continue;
		html_cell_text(&table, summary_term_label(f, term->name));
		html_cell_text(&table, term_is_required(term) ? "yes" : "");
		html_cell_count(&table, c->filled);
		html_cell_share(&table, (struct share){c->filled, sheets});
		html_cell_count(&table, c->sound);
		html_cell_share(&table, (struct share){c->sound, sheets});
		if (f->looked == 0)
			continue;
		html_cell_count(&table, c->seen);
		html_cell_share(&table, (struct share){c->seen, sheets});
	}
	html_table_end(&table);
	fields_rare(part);
}

void part_fields(struct part *part)
{
	const struct summary *f = part->summary;

	bytes_append_str(part->out, "<section aria-labelledby=\"fields\"><h2 "
				    "id=\"fields\">Fields</h2>\n");
	if (f->now.counts.sheets == 0) {
		part_say(part, "There is no record yet.");
	} else {
		bytes_append_str(part->out, "<p>");
		if (f->looked == 0) {
			bytes_append_str(
				part->out,
				"What stands on the sheets is not known: none "
				"of them was looked at for evidence. ");
		} else {
			bytes_append_str(part->out,
					 "Evidence was looked for on the "
					 "sheets of ");
			html_count(part->out, f->looked);
			bytes_append_str(part->out, " of ");
			html_counted(part->out, f->now.counts.sheets,
				     "record. ", "records. ");
		}
		bytes_append_str(part->out, "Shares are of all records.</p>\n");
		fields_plot(part);
		fields_table(part);
	}
	bytes_append_str(part->out, "</section>\n");
}
