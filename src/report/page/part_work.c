/*
 * part_work.c: what reading costs and how fast it goes, and the same of review.
 * See part.h.
 */
#include "config.h"

#include "report/page/part.h"

#include <stdlib.h>

#include "base/human.h"
#include "report/page/periods.h"
#include "run/index/counts.h"

#define PERIOD_ROWS 14 /* of the table; the JSON has all */

/* --- over time ------------------------------------------------------------ */

/* What a plot of time and its table show. */
struct over_time {
	const char *title, *good, *bad;
	bool usd;
};

static void time_plot(struct part *part, const struct over_time *what,
		      const struct periods *periods)
{
	struct svg_column items[PERIODS_MAX];
	struct svg_columns columns = {what->good, what->bad, items, periods->n};
	struct svg_words words = {++part->plots, what->title,
				  "Over time; the table below has the figures "
				  "of the last periods."};

	for (size_t i = 0; i < periods->n; i++)
		items[i] = (struct svg_column){periods->items[i].label,
					       periods->items[i].good,
					       periods->items[i].bad};
	bytes_append_str(part->out, "<figure>");
	svg_columns(part->out, &words, &columns);
	bytes_append_str(part->out, "</figure>\n");
}

static bool period_is_empty(const struct period *period)
{
	return period->good == 0 && period->bad == 0 && !(period->usd > 0);
}

static void time_table(struct part *part, const struct over_time *what,
		       const struct periods *periods)
{
	const struct html_column columns[] = {
		{"When", false},
		{what->good, true},
		{what->bad, true},
		{"US $", true},
	};
	struct html_table table;
	size_t rows = 0, from = periods->n;

	while (from > 0 && rows < PERIOD_ROWS)
		rows += !period_is_empty(&periods->items[--from]);
	html_table_begin(&table, part->out,
			 from > 0 ? "The last of these periods, without those "
				    "of rest"
				  : "The same, without periods of rest",
			 columns, what->usd ? 4 : 3);
	for (size_t i = from; i < periods->n; i++) {
		const struct period *period = &periods->items[i];

		if (period_is_empty(period))
			continue;
		html_cell_text(&table, period->label);
		html_cell_count(&table, period->good);
		html_cell_count(&table, period->bad);
		if (what->usd)
			html_cell_money(&table, period->usd);
	}
	html_table_end(&table);
}

static void time_show(struct part *part, const struct over_time *what,
		      const struct days *days)
{
	struct periods periods;
	size_t undated = days->undated.good + days->undated.bad;

	periods_make(days, &periods);
	if (periods.n > 0) {
		time_plot(part, what, &periods);
		time_table(part, what, &periods);
	}
	if (periods.left_off == 0 && undated == 0)
		return;
	bytes_append_str(part->out, "<p>Not in the plot: ");
	html_count(part->out, periods.left_off);
	bytes_append_str(part->out, " of earlier years, ");
	html_count(part->out, undated);
	bytes_append_str(part->out, " that tell no day.</p>\n");
}

/* What came in tables, where anything did. */
static void part_rows(struct part *part, size_t n, const char *one,
		      const char *many)
{
	if (n == 0)
		return;
	bytes_append_str(part->out, "<p>");
	html_counted(part->out, n, one, many);
	bytes_append_str(part->out, "</p>\n");
}

/* --- reading -------------------------------------------------------------- */

static void spend_models(struct part *part)
{
	static const struct html_column columns[] = {
		{"Model", false},  {"Read", true}, {"Failed", true},
		{"Success", true}, {"US $", true}, {"A sheet", true},
	};
	const struct spend *spend = &part->summary->spend;
	struct html_table table;

	html_table_begin(&table, part->out, "Readings and cost by model",
			 columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < spend->n_models; i++) {
		const struct watch_model *m = &spend->models[i];
		size_t good = (size_t)m->succeeded, bad = (size_t)m->failed;

		html_cell_foreign(&table, m->model);
		html_cell_count(&table, good);
		html_cell_count(&table, bad);
		html_cell_share(&table, (struct share){good, good + bad});
		html_cell_money(&table, m->cost_usd);
		html_cell_money(&table,
				good > 0 ? m->cost_usd / (double)good : 0);
	}
	html_table_end(&table);
}

static void spend_session(struct part *part)
{
	const struct index_session *session = &part->summary->now.session;

	if (session->started[0] == '\0')
		return;
	bytes_printf(part->out, "<p>The last extraction, begun %.10s, ",
		     session->started);
	bytes_append_str(part->out, part->summary->now.extracting ? "goes on: "
				    : session->ended		  ? "ended: "
						     : "stopped: ");
	html_counted(part->out, (size_t)session->succeeded, "sheet", "sheets");
	bytes_append_str(part->out, " read, ");
	html_count(part->out, (size_t)session->failed);
	bytes_printf(part->out, " failed, %.1f a minute.</p>\n",
		     session->per_minute);
}

void part_spend(struct part *part)
{
	static const struct over_time what = {"Sheets that were read", "read",
					      "failed", true};
	const struct spend *spend = &part->summary->spend;

	bytes_append_str(part->out,
			 "<section aria-labelledby=\"spend\"><h2 "
			 "id=\"spend\">Reading: cost and throughput</h2>\n");
	part_rows(part, spend->rows,
		  "row of a table was taken in, which is "
		  "not a reading.",
		  "rows of tables were taken in, which are not readings.");
	if (spend->n_models == 0) {
		part_say(part, "No sheet was read yet.");
	} else {
		part_say(part, "A sheet that was read more than once counts "
			       "each time.");
		spend_session(part);
		spend_models(part);
		time_show(part, &what, &spend->days);
	}
	bytes_append_str(part->out, "</section>\n");
}

/* --- review --------------------------------------------------------------- */

static void review_curators(struct part *part)
{
	static const struct html_column columns[] = {
		{"Curator", false},	 {"Approved", true}, {"Rejected", true},
		{"Keys a record", true}, {"Seconds", true},  {"An hour", true},
		{"Told by", true},
	};
	const struct effort *effort = &part->summary->account.effort;
	struct html_table table;

	html_table_begin(&table, part->out, "Curators", columns,
			 ARRAY_LEN(columns));
	for (size_t i = 0; i < effort->n; i++) {
		const struct effort_person *p = &effort->people[i];
		struct bytes name CLEANUP(bytes_done) = {0};
		double told = (double)p->told, seconds = (double)p->seconds;

		summary_curator(part->summary, i, part->names, &name);
		html_cell_foreign(&table, name.data);
		html_cell_count(&table, p->approved);
		html_cell_count(&table, p->rejected);
		html_cell_real(&table,
			       p->told > 0 ? (double)p->keys / told : -1, 1);
		html_cell_real(&table, p->told > 0 ? seconds / told : -1, 0);
		html_cell_real(&table, seconds > 0 ? 3600 * told / seconds : -1,
			       0);
		html_cell_count(&table, p->told);
	}
	html_table_end(&table);
}

static void review_helps(struct part *part)
{
	static const struct html_column columns[] = {
		{"Values came by", false},
		{"Values", true},
		{"Characters", true},
	};
	const struct effort *effort = &part->summary->account.effort;
	struct html_table table;
	size_t all = 0;

	for (int i = 0; i < VIA_COUNT; i++)
		all += effort->helps[i].values;
	if (all == 0)
		return;
	html_table_begin(&table, part->out, "How curators filled fields",
			 columns, ARRAY_LEN(columns));
	for (int i = 0; i < VIA_COUNT; i++) {
		const struct effort_help *help = &effort->helps[i];

		if (help->values == 0)
			continue;
		html_cell_text(&table, i == VIA_UNTOLD
					       ? "not told"
					       : act_via_word((enum act_via)i));
		html_cell_count(&table, help->values);
		html_cell_count(&table, help->characters);
	}
	html_table_end(&table);
}

static void review_seconds(struct part *part)
{
	static const struct html_column columns[] = {
		{"Field", false}, {"Records", true}, {"Same", true},
		{"Likely", true}, {"Kappa", true},
	};
	const struct summary *f = part->summary;
	struct html_table table;

	if (f->n_seconds == 0)
		return;
	html_table_begin(&table, part->out,
			 "How far a second reader agrees with what was signed",
			 columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < f->n_seconds; i++) {
		const struct worth_second *s = &f->seconds[i];
		struct share same = {s->same, s->n};

		html_cell_text(&table, summary_term_label(f, s->term));
		html_cell_count(&table, s->n);
		html_cell_share(&table, same);
		html_cell_likely(&table, same);
		html_cell_begin(&table);
		if (s->kappa != WORTH_NO_KAPPA)
			bytes_printf(part->out, "%.2f", s->kappa);
		html_cell_end(&table);
	}
	html_table_end(&table);
}

void part_review(struct part *part)
{
	static const struct over_time what = {"Records that were decided on",
					      "approved", "rejected", false};
	const struct effort *effort = &part->summary->account.effort;

	bytes_append_str(part->out, "<section aria-labelledby=\"review\"><h2 "
				    "id=\"review\">Review: pace</h2>\n");
	part_rows(part, effort->rows,
		  "record came signed, as the row of a table: it is not in the "
		  "plot, nor in the pace.",
		  "records came signed, as rows of tables: they are not in the "
		  "plot, nor in the pace.");
	if (effort->n == 0)
		part_say(part, "Nobody has decided on a record yet.");
	if (effort->n > 0) {
		review_curators(part);
		part_say(part,
			 "Keys and seconds are of those decisions that tell "
			 "what they cost (made in the console); pauses of more "
			 "than a minute are left out. In the plot each record "
			 "stands on the day of the decision that is in force.");
		time_show(part, &what, &effort->days);
	}
	review_helps(part);
	review_seconds(part);
	bytes_append_str(part->out, "</section>\n");
}
