/*
 * part_readings.c: how good readings are, and what they were corrected into.
 * See part.h.
 *
 * 1. All of it is of signed records, and of what was read as it came from its
 *    reader, before anybody weighed or changed it.
 */
#include "config.h"

#include "report/page/part.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "dwc/record/identification.h"

#define READINGS_ROWS	 30 /* the JSON has all */
#define CORRECTIONS_ROWS 25

/* Bands of what was said, from the tenth `first` to the tenth `last`. */
static const struct {
	size_t first, last;
} bands[] = {{0, 4}, {5, 6}, {7, 7}, {8, 8}, {9, 9}};
#define BANDS 5

static struct share band_of(const struct worth_bin said[WORTH_BINS],
			    size_t band)
{
	struct share sum = {0};

	for (size_t i = bands[band].first; i <= bands[band].last; i++) {
		sum.n += said[i].right;
		sum.of += said[i].n;
	}
	return sum;
}

/* --- calibration ---------------------------------------------------------- */

static void readings_plot(struct part *part)
{
	const struct summary *f = part->summary;
	struct svg_panel panels[SVG_PANELS] = {0};
	const struct svg_words words = {
		++part->plots, "How often each confidence was right",
		"By reader: over the confidence that it gave the share of "
		"values that were signed as they were read, with the range "
		"that is likely; on the dashed line confidence is as often "
		"right as it says. The table below has the figures."};
	size_t n = 0;

	for (size_t i = 0; i < f->n_models && n < SVG_PANELS; i++) {
		const struct summary_sum *sum = &f->by_model[i];
		size_t said = 0;

		for (size_t k = 0; k < WORTH_BINS; k++) {
			panels[n].bins[k] = (struct share){sum->said[k].right,
							   sum->said[k].n};
			said += sum->said[k].n;
		}
		panels[n].name = sum->name;
		n += said > 0;
	}
	if (n == 0) {
		part_say(part, "No reader has said how sure it was, so that "
			       "there is nothing to plot.");
		return;
	}
	bytes_append_str(part->out, "<figure>");
	svg_panels(part->out, &words, panels, n);
	bytes_append_str(
		part->out,
		"<figcaption>Across: what the reader said of its answer. Up: "
		"how often that was right. Above the dashed line it is better "
		"than it says, below it too sure. Hollow dots rest on fewer "
		"than 30 values; the lines show between what the share likely "
		"lies.</figcaption></figure>\n");
}

/* Right of how many, for each band. */
static void cells_bands(struct html_table *table,
			const struct worth_bin said[WORTH_BINS])
{
	for (size_t band = 0; band < BANDS; band++) {
		struct share share = band_of(said, band);

		html_cell_begin(table);
		if (share.of > 0) {
			html_count(table->out, share.n);
			bytes_append_char(table->out, '/');
			html_count(table->out, share.of);
		}
		html_cell_end(table);
	}
}

/* clang-format off */
#define BAND_COLUMNS \
	{"said <.5", true}, {"<.7", true}, {"<.8", true}, {"<.9", true}, \
	{".9–1", true}
/* clang-format on */

static void readings_models(struct part *part)
{
	static const struct html_column columns[] = {
		{"Read by", false}, {"Values", true}, {"Right", true},
		{"Likely", true},   {"Missed", true}, BAND_COLUMNS,
	};
	const struct summary *f = part->summary;
	struct html_table table;

	html_table_begin(&table, part->out, "By reader, all fields", columns,
			 ARRAY_LEN(columns));
	for (size_t i = 0; i < f->n_models; i++) {
		const struct summary_sum *sum = &f->by_model[i];

		html_cell_foreign(&table, sum->name);
		html_cell_count(&table, sum->right.of);
		html_cell_share(&table, sum->right);
		html_cell_likely(&table, sum->right);
		html_cell_count(&table, sum->missed);
		cells_bands(&table, sum->said);
	}
	html_table_end(&table);
}

static void readings_terms(struct part *part)
{
	static const struct html_column columns[] = {
		{"Field", false}, {"Read by", false}, {"Values", true},
		{"Right", true},  {"Likely", true},   {"Missed", true},
		BAND_COLUMNS,
	};
	const struct summary *f = part->summary;
	struct html_table table;

	html_table_begin(&table, part->out,
			 f->n_terms > READINGS_ROWS
				 ? "By field and reader: the 30 met most often"
				 : "By field and reader",
			 columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < f->n_terms && i < READINGS_ROWS; i++) {
		const struct worth_term *t = &f->terms[i];
		struct share right = {t->right, t->n};

		html_cell_text(&table, summary_term_label(f, t->term));
		html_cell_foreign(&table, t->model);
		html_cell_count(&table, t->n);
		html_cell_share(&table, right);
		html_cell_likely(&table, right);
		html_cell_count(&table, t->missed);
		cells_bands(&table, t->said);
	}
	html_table_end(&table);
}

void part_readings(struct part *part)
{
	bytes_append_str(part->out,
			 "<section aria-labelledby=\"readings\"><h2 "
			 "id=\"readings\">How good the readings are</h2>\n");
	if (part->summary->n_terms == 0) {
		part_say(part, "No reading is signed yet: how often they are "
			       "right is told by what curators sign of them, "
			       "and by nothing else.");
	} else {
		part_say(part,
			 "A value is right where it was signed letter by "
			 "letter as it was read, and missed where nothing was "
			 "read and a curator found something. A changed comma "
			 "counts as wrong. The last columns of the tables say "
			 "how many were right of how many, by the confidence "
			 "that the reader gave.");
		readings_plot(part);
		readings_models(part);
		readings_terms(part);
	}
	bytes_append_str(part->out, "</section>\n");
}

/* --- corrections ---------------------------------------------------------- */

static void corrections_examples(struct html_table *table,
				 const struct worth_pair *pair)
{
	html_cell_begin(table);
	for (size_t i = 0; i < WORTH_EXAMPLES; i++) {
		if (pair->examples[i][0] == '\0')
			break;
		if (i > 0)
			bytes_append_str(table->out, ", ");
		part_sheet(table->out, pair->examples[i]);
	}
	html_cell_end(table);
}

static void corrections_value(struct html_table *table, const char *term,
			      const char *value)
{
	char *words CLEANUP(mem_free_str) = identifications_shown(term, value);

	html_cell_foreign(table, words);
}

void part_corrections(struct part *part)
{
	static const struct html_column columns[] = {
		{"Field", false},    {"Read by", false},    {"Times", true},
		{"Was read", false}, {"Was signed", false}, {"Met on", false},
	};
	const struct summary *f = part->summary;
	struct html_table table;

	bytes_append_str(part->out,
			 "<section aria-labelledby=\"corrections\"><h2 "
			 "id=\"corrections\">What was corrected into what</h2>"
			 "\n");
	if (f->n_pairs == 0) {
		part_say(part, f->unchanged.of > 0
				       ? "Nothing of what was read in signed "
					 "records was changed."
				       : "No reading is signed yet.");
	} else {
		html_table_begin(&table, part->out,
				 f->n_pairs > CORRECTIONS_ROWS
					 ? "The 25 corrections made most often"
					 : "All corrections",
				 columns, ARRAY_LEN(columns));
		for (size_t i = 0; i < f->n_pairs && i < CORRECTIONS_ROWS;
		     i++) {
			const struct worth_pair *pair = &f->pairs[i];

			html_cell_text(&table,
				       summary_term_label(f, pair->term));
			html_cell_foreign(&table, pair->model);
			html_cell_count(&table, pair->n);
			corrections_value(&table, pair->term, pair->from);
			corrections_value(&table, pair->term, pair->to);
			corrections_examples(&table, pair);
		}
		html_table_end(&table);
	}
	bytes_append_str(part->out, "</section>\n");
}
