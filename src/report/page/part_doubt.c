/*
 * part_doubt.c: the records that are open, by doubt. See part.h.
 */
#include "config.h"

#include "report/page/part.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"

#define NAME_SIZE 16

/* From the first that has a record to the last. */
static void doubt_plot(struct part *part)
{
	const struct index_open *open = &part->summary->open;
	char labels[INDEX_DOUBTS][NAME_SIZE];
	struct svg_column items[INDEX_DOUBTS];
	const struct svg_columns columns = {"open records", NULL, items,
					    INDEX_DOUBTS};
	const struct svg_words words = {
		++part->plots, "Open records by doubt",
		"How many open records have how much doubt, in steps of a "
		"half; the table below has the figures."};

	for (size_t i = 0; i < INDEX_DOUBTS; i++) {
		snprintf(labels[i], NAME_SIZE, "%.1f", (double)i / 2);
		items[i] = (struct svg_column){labels[i], open->doubts[i], 0};
	}
	bytes_append_str(part->out, "<figure>");
	svg_columns(part->out, &words, &columns);
	bytes_append_str(part->out, "<figcaption>Doubt, from … on</figcaption>"
				    "</figure>\n");
}

static void doubt_table(struct part *part)
{
	static const struct html_column columns[] = {
		{"Doubt", false},
		{"Records", true},
		{"", true},
	};
	const struct index_open *open = &part->summary->open;
	const struct {
		const char *name;
		size_t n;
	} apart[] = {{"nothing was read", open->blank},
		     {"could not be read", open->failed}};
	struct html_table table;
	char name[2 * NAME_SIZE];

	html_table_begin(&table, part->out, "Open records", columns,
			 ARRAY_LEN(columns));
	for (size_t i = INDEX_DOUBTS; i-- > 0;) {
		if (open->doubts[i] == 0)
			continue;
		snprintf(name, sizeof(name),
			 i + 1 < INDEX_DOUBTS ? "%.1f to %.1f" : "over %.1f",
			 (double)i / 2, (double)(i + 1) / 2);
		html_cell_text(&table, name);
		html_cell_count(&table, open->doubts[i]);
		html_cell_share(&table,
				(struct share){open->doubts[i], open->n});
	}
	for (size_t i = 0; i < ARRAY_LEN(apart); i++) {
		if (apart[i].n == 0)
			continue;
		html_cell_text(&table, apart[i].name);
		html_cell_count(&table, apart[i].n);
		html_cell_share(&table, (struct share){apart[i].n, open->n});
	}
	html_table_end(&table);
}

/* "eventDate: an impossible year", with what people call the term. */
static void doubt_reason(const struct part *part, const char *line, size_t len)
{
	char *text CLEANUP(mem_free_str) = mem_strndup(line, len);
	char *words = strstr(text, ": ");

	if (words != NULL) {
		*words = '\0';
		html_text(part->out, summary_term_label(part->summary, text));
		*words = ':';
		html_text(part->out, words);
	} else {
		html_text(part->out, text);
	}
}

static void doubt_reasons(struct part *part, struct html_table *table,
			  const char *reasons)
{
	html_cell_begin(table);
	for (const char *at = reasons; *at != '\0';) {
		size_t len = strcspn(at, "\n");

		if (at != reasons)
			bytes_append_str(table->out, "; ");
		doubt_reason(part, at, len);
		at += len + (at[len] != '\0');
	}
	html_cell_end(table);
}

/* By its catalogue number, which may be wrong, and by its image. */
static void doubt_record(struct html_table *table,
			 const struct summary_record *record)
{
	html_cell_begin(table);
	if (record->number[0] != '\0') {
		html_foreign(table->out, record->number);
		bytes_append_str(table->out, " <small>");
	}
	part_sheet(table->out, record->image);
	if (record->number[0] != '\0')
		bytes_append_str(table->out, "</small>");
	html_cell_end(table);
}

static void doubt_worst(struct part *part)
{
	static const struct html_column columns[] = {
		{"Record", false},
		{"Name as read", false},
		{"Doubt", true},
		{"Why", false},
	};
	const struct summary *f = part->summary;
	struct html_table table;

	html_table_begin(&table, part->out, "The most doubtful records",
			 columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < f->n_worst; i++) {
		const struct summary_record *r = &f->worst[i];

		doubt_record(&table, r);
		html_cell_foreign(&table, r->name);
		html_cell_real(&table, r->doubt, 1);
		doubt_reasons(part, &table, r->reasons);
	}
	html_table_end(&table);
}

void part_doubt(struct part *part)
{
	const struct index_open *open = &part->summary->open;

	bytes_append_str(part->out,
			 "<section aria-labelledby=\"doubt\"><h2 "
			 "id=\"doubt\">Records that are open, by doubt</h2>\n");
	if (open->n == 0) {
		part_say(part, "No record is open.");
	} else {
		if (open->n > open->failed + open->blank)
			doubt_plot(part);
		doubt_table(part);
		if (part->summary->n_worst > 0)
			doubt_worst(part);
	}
	bytes_append_str(part->out, "</section>\n");
}
