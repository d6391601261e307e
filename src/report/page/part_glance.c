/*
 * part_glance.c: the first page of a report: what a manager asks. See part.h.
 */
#include "config.h"

#include "report/page/part.h"

#include <math.h>
#include <string.h>

#include "base/human.h"
#include "base/time/clock.h"
#include "run/index/counts.h"

/* --- figures -------------------------------------------------------------- */

/* One figure with what it is, and a line below it. */
static void tile_begin(struct bytes *out, const char *name)
{
	bytes_printf(out, "<div><dt>%s</dt><dd>", name);
}

static void tile_note(struct bytes *out)
{
	bytes_append_str(out, "</dd><dd class=\"note\">");
}

static void tile_end(struct bytes *out)
{
	bytes_append_str(out, "</dd></div>\n");
}

static struct share records_share(const struct summary *f, size_t n)
{
	return (struct share){n, f->now.counts.sheets};
}

static void tile_sheets(const struct summary *f, struct bytes *out)
{
	const struct standing *now = &f->now;

	tile_begin(out, "Sheets read");
	html_count(out, now->counts.extracted);
	tile_note(out);
	bytes_append_str(out, "of ");
	html_count(out, standing_sheets(now));
	if (now->counts.failed > 0) {
		bytes_append_str(out, ", ");
		html_count(out, now->counts.failed);
		bytes_append_str(out, " failed");
	}
	if (now->waiting > 0) {
		bytes_append_str(out, ", ");
		html_count(out, now->waiting);
		bytes_append_str(out, " waiting");
	}
	if (f->spend.rows > 0) {
		bytes_append_str(out, "; with ");
		html_counted(out, f->spend.rows, "row of a table",
			     "rows of tables");
	}
	tile_end(out);
}

static void tile_signed(const struct summary *f, struct bytes *out)
{
	size_t rejected = f->now.counts.by_status[STATUS_REJECTED];
	size_t approved = f->now.counts.by_status[STATUS_APPROVED];

	tile_begin(out, "Records signed");
	html_count(out, approved);
	tile_note(out);
	html_share(out, records_share(f, approved));
	bytes_append_str(out, " of the records");
	if (rejected > 0) {
		bytes_append_str(out, "; ");
		html_count(out, rejected);
		bytes_append_str(out, " rejected");
	}
	if (f->account.effort.rows > 0) {
		bytes_append_str(out, "; ");
		html_count(out, f->account.effort.rows);
		bytes_append_str(out, " came signed, in tables");
	}
	tile_end(out);
}

static void tile_complete(const struct summary *f, struct bytes *out)
{
	tile_begin(out, "Complete");
	html_share(out, records_share(f, f->complete));
	tile_note(out);
	html_counted(out, f->complete, "record has", "records have");
	bytes_printf(out,
		     " every required field; on average %.0f %% of these "
		     "are filled",
		     f->now.counts.completeness_mean);
	tile_end(out);
}

static void tile_right(const struct summary *f, struct bytes *out)
{
	tile_begin(out, "Read rightly");
	html_share(out, f->required);
	tile_note(out);
	if (f->required.of == 0) {
		bytes_append_str(out, "not known: no reading is signed yet");
	} else {
		bytes_append_str(out, "of ");
		html_counted(out, f->required.of, "required value",
			     "required values");
		bytes_append_str(out, " in ");
		html_counted(out, f->unchanged.of, "signed record",
			     "signed records");
		bytes_append_str(out, "; likely ");
		share_write_likely(f->required, out);
		if (f->required_missed > 0) {
			bytes_append_str(out, "; ");
			html_count(out, f->required_missed);
			bytes_append_str(out, " more were not read at all");
		}
	}
	tile_end(out);
}

static void tile_cost(const struct summary *f, struct bytes *out)
{
	const struct index_counts *counts = &f->now.counts;

	tile_begin(out, "Cost of reading");
	html_money(out, counts->cost_usd);
	tile_note(out);
	if (!(counts->cost_usd > 0)) {
		bytes_append_str(out, "no reading says that it cost anything");
	} else if (counts->extracted > 0) {
		html_money(out, counts->cost_usd / (double)counts->extracted);
		bytes_append_str(out, " a sheet that was read");
	}
	if (f->reserved_usd > 0) {
		bytes_append_str(out, "; ");
		html_money(out, f->reserved_usd);
		bytes_append_str(out, " reserved for batches");
	}
	tile_end(out);
}

static void tile_left(const struct summary *f, struct bytes *out)
{
	const struct summary_pace *pace = &f->pace;

	tile_begin(out, "Left to review");
	html_count(out, f->open.n);
	tile_note(out);
	if (f->open.n == 0) {
		bytes_append_str(out, "nothing is open");
	} else if (pace->hours_left >= 0) {
		bytes_append_str(out, "about ");
		human_duration(pace->hours_left * 3600, out);
		bytes_printf(out, " at work, %.0f s a record (told by ",
			     pace->seconds_each);
		html_counted(out, pace->told, "decision)", "decisions)");
	} else {
		bytes_append_str(out, "no decision tells how long one takes");
	}
	tile_end(out);
}

#define FAR_DAYS 3650 /* a date behind these says nothing */

static void tile_done(const struct summary *f, struct bytes *out)
{
	const struct summary_pace *pace = &f->pace;
	bool near = pace->days_left >= 0 && pace->days_left < FAR_DAYS;

	tile_begin(out, "Done at this pace");
	if (f->open.n == 0)
		bytes_append_str(out, "now");
	else if (near)
		html_day(out,
			 clock_day_of(f->at) + (int64_t)ceil(pace->days_left));
	else
		bytes_append_str(out,
				 pace->per_day > 0 ? "in over ten years" : "–");
	tile_note(out);
	if (pace->per_day > 0) {
		html_counted(out, pace->decided, "record", "records");
		bytes_append_str(out, " decided in ");
		html_counted(out, (size_t)pace->days, "day", "days");
		bytes_printf(out, ": %.*f a day", pace->per_day < 10 ? 1 : 0,
			     pace->per_day);
	} else if (pace->last_day >= 0) {
		bytes_append_str(out, "nobody has decided on a record since ");
		html_day(out, pace->last_day);
	} else if (f->open.n > 0) {
		bytes_append_str(out,
				 f->account.effort.rows > 0
					 ? "signed with their tables alone; "
					   "nobody has decided on a record here"
					 : "nobody has decided on a record "
					   "yet");
	}
	if (f->open.n > 0 && f->now.waiting > 0)
		bytes_append_str(out,
				 "; sheets that are not read yet come to it");
	tile_end(out);
}

static void (*const tiles[])(const struct summary *f, struct bytes *out) = {
	tile_sheets, tile_signed, tile_complete, tile_right,
	tile_cost,   tile_left,	  tile_done,
};

/* --- what needs attention ------------------------------------------------- */

static void need_failed(const struct summary *f, struct bytes *out)
{
	if (f->open.failed == 0)
		return;
	html_counted(out, f->open.failed, "sheet", "sheets");
	bytes_append_str(out, " could not be read");
	for (size_t i = 0; i < f->spend.n_kinds && i < 3; i++) {
		bytes_append_str(out, i == 0 ? " (failures: " : ", ");
		html_text(out, f->spend.kinds[i].kind);
		bytes_append_char(out, ' ');
		html_count(out, (size_t)f->spend.kinds[i].n);
	}
	bytes_append_str(out, f->spend.n_kinds > 0 ? ")." : ".");
}

static void need_blank(const struct summary *f, struct bytes *out)
{
	if (f->open.blank == 0)
		return;
	html_counted(out, f->open.blank, "open record is", "open records are");
	bytes_append_str(out, " blank: nothing of a label was read. A better "
			      "reading helps them, not a curator.");
}

static void need_critical(const struct summary *f, struct bytes *out)
{
	if (f->critical == 0)
		return;
	html_counted(out, f->critical, "open record has", "open records have");
	bytes_append_str(
		out,
		" a doubt of 2.5 and more: so many of their telling values are likely wrong or missing.");
}

static void need_marked(const struct summary *f, struct bytes *out)
{
	const struct index_counts *counts = &f->now.counts;
	const struct {
		size_t n;
		const char *words;
	} marks[] = {
		{counts->flagged, " flagged to come back to"},
		{counts->expert, " waiting for an expert"},
		{counts->second, " waiting for a second reader"},
		{f->disputed, " read a second time otherwise, undecided"},
	};
	bool any = false;

	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		if (marks[i].n == 0)
			continue;
		bytes_append_str(out, any ? ", " : "Records: ");
		html_count(out, marks[i].n);
		bytes_append_str(out, marks[i].words);
		any = true;
	}
	bytes_append_str(out, any ? "." : "");
}

/* Of the required terms that enough was signed of, the one read worst. */
static void need_term(const struct summary *f, struct bytes *out)
{
	const struct summary_sum *worst = NULL;

	for (size_t i = 0; i < f->n_by_term; i++) {
		const struct summary_sum *sum = &f->by_term[i];

		if (sum->term == NULL || !term_is_required(sum->term) ||
		    share_is_of_few(sum->right))
			continue;
		if (worst == NULL ||
		    share_of(sum->right) < share_of(worst->right))
			worst = sum;
	}
	if (worst == NULL || share_of(worst->right) >= .9)
		return;
	html_text(out, summary_term_label(f, worst->name));
	bytes_append_str(out, " is read worst: ");
	html_share(out, worst->right);
	bytes_append_str(out, " of ");
	html_counted(out, worst->right.of, "value", "values");
	bytes_append_str(out, " were right.");
}

/* A reader that is surer than it may be. */
static void need_trust(const struct summary *f, struct bytes *out)
{
	for (size_t i = 0; i < f->n_models; i++) {
		const struct worth_bin *bin =
			&f->by_model[i].said[WORTH_BINS - 1];
		struct share sure = {bin->right, bin->n};
		double low, high;

		share_likely(sure, &low, &high);
		if (share_is_of_few(sure) || high >= .9)
			continue;
		html_foreign(out, f->by_model[i].name);
		bytes_append_str(out, " is too sure: where it said .9 or "
				      "more, ");
		html_share(out, sure);
		bytes_append_str(out, " were right.");
		return;
	}
}

static void need_evidence(const struct summary *f, struct bytes *out)
{
	size_t unseen = f->now.counts.sheets - f->looked;

	if (unseen == 0 || f->now.counts.sheets == 0)
		return;
	bytes_append_str(out, "Of ");
	html_counted(out, unseen, "record", "records");
	bytes_append_str(out, " no sheet was looked at for evidence "
			      "(<code>vasculum look</code>).");
}

static void need_waiting(const struct summary *f, struct bytes *out)
{
	const struct standing *now = &f->now;

	if (now->waiting > 0) {
		html_counted(out, now->waiting, "sheet has", "sheets have");
		bytes_append_str(out, " not been read yet. ");
	}
	if (f->n_batches > 0) {
		html_counted(out, f->in_flight, "sheet is", "sheets are");
		bytes_append_str(out, " with a server, in ");
		html_counted(out, f->n_batches, "batch. ", "batches. ");
	}
	if (now->extracting && now->session.per_minute > 0 &&
	    now->waiting > 0) {
		bytes_append_str(out, "Reading goes on, and takes another ");
		human_duration(60 * (double)now->waiting /
				       now->session.per_minute,
			       out);
		bytes_append_char(out, '.');
	}
}

static void need_bad(const struct summary *f, struct bytes *out)
{
	if (f->now.bad == 0)
		return;
	html_counted(out, (size_t)f->now.bad, "line", "lines");
	bytes_append_str(out, " of the run's journals could not be read, and "
			      "count for nothing.");
}

static void (*const needs[])(const struct summary *f, struct bytes *out) = {
	need_waiting, need_failed, need_blank,	  need_critical, need_marked,
	need_term,    need_trust,  need_evidence, need_bad,
};

static void glance_needs(struct part *part)
{
	size_t n = 0;

	bytes_append_str(part->out, "<h3>What needs attention</h3>\n<ul>\n");
	for (size_t i = 0; i < ARRAY_LEN(needs); i++) {
		struct bytes item CLEANUP(bytes_done) = {0};

		needs[i](part->summary, &item);
		if (item.len == 0)
			continue;
		bytes_printf(part->out, "<li>%s</li>\n", item.data);
		n++;
	}
	bytes_append_str(part->out,
			 n > 0 ? "</ul>\n" : "<li>Nothing.</li></ul>\n");
}

/* --- the page ------------------------------------------------------------- */

static void glance_plot(struct part *part)
{
	const struct standing *now = &part->summary->now;
	const struct index_counts *counts = &now->counts;
	size_t open = part->summary->open.n - part->summary->open.failed;
	const struct svg_part parts[] = {
		{"signed", "good", counts->by_status[STATUS_APPROVED]},
		{"rejected", "gone", counts->by_status[STATUS_REJECTED]},
		{"to be reviewed", "bar-filled", open},
		{"failed", "bad-bar", part->summary->open.failed},
		{"not read yet", "bar-none", now->waiting},
	};
	struct bytes desc CLEANUP(bytes_done) = {0};
	struct svg_words words = {++part->plots, "How far the sheets are", ""};

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		bytes_printf(&desc, "%s%s: %zu", i > 0 ? ", " : "",
			     parts[i].name, parts[i].n);
	words.desc = desc.data;
	bytes_append_str(part->out, "<figure>");
	svg_parts(part->out, &words, parts, ARRAY_LEN(parts));
	bytes_append_str(part->out, "</figure>\n");
}

/* Figures that rest on little say so before they are believed. */
static void glance_rests(struct part *part)
{
	const struct summary *f = part->summary;
	struct bytes *out = part->out;

	bytes_append_str(out, "<h3>What this rests on</h3>\n<p>");
	if (f->unchanged.of == 0) {
		bytes_append_str(
			out, f->account.effort.rows > 0
				     ? "How good the readings are is told by "
				       "those that curators sign; rows of "
				       "tables that came signed are not held "
				       "against them. What can be told without "
				       "that: "
				     : "How good the readings are is told by "
				       "those that curators sign, and of these "
				       "there are none yet. What can be told "
				       "without them: ");
		bytes_printf(out,
			     "%.0f %% of the telling values are there and pass "
			     "the checks.",
			     f->now.counts.soundness_mean);
	} else {
		html_share(out, f->unchanged);
		bytes_append_str(out, " of ");
		html_counted(out, f->unchanged.of, "signed record",
			     "signed records");
		bytes_append_str(out, " needed no correction at all (likely ");
		share_write_likely(f->unchanged, out);
		bytes_append_str(
			out,
			"). Signed records are not drawn by lot: as a rule the "
			"most doubtful are reviewed first, so that the others "
			"may be better. ");
	}
	if (f->unchanged.of > 0 && share_is_of_few(f->unchanged))
		bytes_append_str(
			out,
			"<strong>These are few: take every share of them as a "
			"first sign, not as a result.</strong>");
	bytes_append_str(out, "</p>\n");
}

void part_glance(struct part *part)
{
	bytes_append_str(part->out,
			 "<section class=\"first\" aria-labelledby=\"glance\">"
			 "<h2 id=\"glance\">At a glance</h2>\n<dl "
			 "class=\"figures\">\n");
	for (size_t i = 0; i < ARRAY_LEN(tiles); i++)
		tiles[i](part->summary, part->out);
	bytes_append_str(part->out, "</dl>\n");
	glance_plot(part);
	glance_needs(part);
	glance_rests(part);
	bytes_append_str(part->out, "</section>\n");
}
