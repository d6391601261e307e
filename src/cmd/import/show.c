/*
 * show.c: what `vasculum import` says: while it takes files in, and at
 * its end. See import.h.
 */
#include "config.h"

#include "cmd/import/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/human.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "cmd/common/print.h"
#include "cmd/common/told.h"

#define IMPORT_BAD_SHOWN 50   /* lines; all are counted */
#define IMPORT_TELL_MS	 3000 /* of folding without a word */

/* --- lines ---------------------------------------------------------------- */

static void import_show_bad(void *arg, const char *name, uint64_t number,
			    const char *why)
{
	struct import_job *job = arg;
	struct error err;

	if (job->counts.bad > IMPORT_BAD_SHOWN)
		return;
	error_set(&err, ERROR_FAILED, "%s:%llu: %s", name,
		  (unsigned long long)number, why);
	fprintf(stderr, "%s\n", err.text);
	if (job->counts.bad == IMPORT_BAD_SHOWN)
		fprintf(stderr, "further bad lines are only counted\n");
}

static void import_show_decoded(void *arg, const char *name, uint64_t first,
				size_t n)
{
	(void)arg;
	fprintf(stderr,
		"%s: %zu %s not UTF-8 and %s read as Windows-1252 (the first: "
		"line %llu); look at the letters that are not English\n",
		name, n, n == 1 ? "line is" : "lines are",
		n == 1 ? "was" : "were", (unsigned long long)first);
}

static void import_show_cut(void *arg, const char *name, uint64_t first,
			    size_t n)
{
	(void)arg;
	fprintf(stderr,
		"%s: %zu %s more than a record takes (512 values of 65,536 "
		"bytes, names of 256) and %s cut (the first: line %llu)\n",
		name, n, n == 1 ? "line holds" : "lines hold",
		n == 1 ? "was" : "were", (unsigned long long)first);
}

struct import_listener import_show_lines(struct import_job *job)
{
	return (struct import_listener){
		.bad = import_show_bad,
		.decoded = import_show_decoded,
		.cut = import_show_cut,
		.arg = job,
	};
}

/* --- tables --------------------------------------------------------------- */

static void import_show_left(void *arg, const char *name, size_t row,
			     size_t line, const char *why)
{
	struct import_job *job = arg;
	struct error err;

	if (job->shown > IMPORT_BAD_SHOWN)
		return;
	if (job->shown++ == IMPORT_BAD_SHOWN) {
		fprintf(stderr, "further rows are only counted\n");
		return;
	}
	ticker_clear(&job->ticker);
	error_set(&err, ERROR_FAILED, "%s: row %zu (line %zu): %s", name, row,
		  line, why);
	fprintf(stderr, "%s\n", err.text);
}

static void import_show_note(void *arg, const char *name, const char *what)
{
	struct import_job *job = arg;
	struct error err;

	ticker_clear(&job->ticker);
	error_set(&err, ERROR_FAILED, "%s: %s", name, what);
	fprintf(stderr, "%s\n", err.text);
}

static void import_show_progress(void *arg, size_t rows)
{
	struct import_job *job = arg;
	struct bytes line CLEANUP(bytes_done) = {0};

	if (!job->ticker.shown || ticker_wait(&job->ticker) > 0)
		return;
	bytes_append_str(&line, "rows  ");
	human_count(rows, &line);
	ticker_say(&job->ticker, line.data);
}

/* One line of two columns, filtered. */
static void import_print_pair(const char *left, const char *right)
{
	char *a CLEANUP(mem_free_str) = text_cleaned(left);
	char *b CLEANUP(mem_free_str) = text_cleaned(right);
	int pad = 30 - text_width(a);

	printf("  %s%*s %s\n", a, pad > 0 ? pad : 0, "", b);
}

static void import_show_heading(void *arg, const char *name,
				const struct heading *heading)
{
	static const char *const hows[] = {
		[HEADING_TERM] = "",
		[HEADING_MAP] = " (--map)",
		[HEADING_PRESET] = " (preset)",
		[HEADING_LIKELY] = " (likely)",
		[HEADING_TOGETHER] = " (put together)",
		[HEADING_OWN_NAME] = " (no term: kept under its name)",
	};
	char *shown CLEANUP(mem_free_str) = text_cleaned(name);
	struct import_job *job = arg;

	printf("%s: %zu columns%s%s\n", shown, heading->n,
	       heading->preset != NULL ? ", as of " : "",
	       heading->preset != NULL ? heading->preset : "");
	for (size_t i = 0; i < heading->n; i++) {
		const struct heading_column *column = &heading->columns[i];
		bool out = column->use == HEADING_LEFT_OUT;
		char *is CLEANUP(mem_free_str) =
			mem_printf("%s%s", out ? "left out" : column->key,
				   out ? "" : hows[column->how]);

		import_print_pair(column->name[0] != '\0' ? column->name
							  : "(no name)",
				  is);
	}
	import_show_likely(job, heading);
}

static void import_show_first(void *arg, const struct outcome *outcome,
			      size_t line, const char *how)
{
	char *sheet CLEANUP(mem_free_str) = text_cleaned(how);

	(void)arg;
	printf("first record (line %zu): %s\n", line, sheet);
	for (size_t i = 0; i < outcome->dwc.n; i++)
		import_print_pair(outcome->dwc.fields[i].term,
				  outcome->dwc.fields[i].value);
}

/* What is amiss with the values of a column, each kind once. */
static void import_show_faults(const struct tally_column *column)
{
	for (size_t i = 0; i < column->n_faults; i++) {
		const struct tally_fault *fault = &column->faults[i];
		char figure[32];
		char *words CLEANUP(mem_free_str) = mem_printf(
			"%s %s, %sline %zu: %s%s%s",
			print_figure(fault->n, figure),
			fault->severity == SEVERITY_ERROR
				? "not as it should be"
				: "doubtful",
			fault->n > 1 ? "the first in " : "", fault->line,
			fault->message, fault->proposal != NULL ? " -> " : "",
			fault->proposal != NULL ? fault->proposal : "");
		int at = 4;

		printf("    ");
		print_flow(words, 6, false, &at);
		putchar('\n');
	}
}

/* Which columns have how many values, and what the check will say of them:
 * cells that were merged, days of spreadsheets and decimal commas are mended in
 * the table more quickly than in records. */
static void import_show_tally(void *arg, const struct tally *tally)
{
	char figure[32];
	bool amiss = false;

	(void)arg;
	if (tally->rows == 0)
		return;
	printf("values in %s%s %s:\n",
	       tally->rows == TALLY_ROWS ? "the first " : "",
	       print_figure(tally->rows, figure),
	       tally->rows == 1 ? "row" : "rows");
	for (size_t i = 0; i < tally->n; i++) {
		const struct tally_column *column = &tally->columns[i];
		char *n CLEANUP(mem_free_str) =
			mem_printf("%s", print_figure(column->n, figure));

		import_print_pair(column->key, n);
		import_show_faults(column);
		amiss |= column->n_faults > 0;
	}
	if (amiss)
		printf("Values are taken as they stand; what is amiss with them "
		       "the console shows at\neach record, with what is "
		       "proposed (->).\n");
}

/* --- signing -------------------------------------------------------------- */

static void import_show_unsigned(void *arg, const struct signing_row *row,
				 const char *why)
{
	import_show_left(arg, row->file, row->number, row->line, why);
}

/* Where no terminal shows how far it is, that it takes long is said once. */
static void import_tell_folding(struct import_job *job)
{
	if (job->ticker.shown || job->told_folding ||
	    clock_ms() - job->fold_ms < IMPORT_TELL_MS)
		return;
	job->told_folding = true;
	fprintf(stderr,
		"vasculum %s: the run is being indexed; of a "
		"million records that takes minutes\n",
		job->command->name);
}

void import_show_folding(void *arg, const struct fold_report *report)
{
	struct import_job *job = arg;
	struct bytes line CLEANUP(bytes_done) = {0};

	if (job->fold_ms == 0) {
		job->fold_ms = clock_ms();
		job->folded = 0;
	}
	job->folded += report->lines;
	if (report->complete) {
		job->fold_ms = 0;
		ticker_clear(&job->ticker);
		return;
	}
	import_tell_folding(job);
	if (!job->ticker.shown || ticker_wait(&job->ticker) > 0)
		return;
	fold_report_making(report, &line);
	if (line.len == 0) {
		bytes_append_str(&line, "indexing what is there: lines  ");
		human_count(job->folded, &line);
	}
	ticker_say(&job->ticker, line.data);
}

void import_show(struct import_job *job)
{
	struct tables_listener *listener = &job->options.listener;

	job->signing.left = import_show_unsigned;
	job->signing.arg = job;
	*listener = (struct tables_listener){
		.left = import_show_left,
		.note = import_show_note,
		.progress = import_show_progress,
		.arg = job,
	};
	if (!job->options.dry)
		return;
	listener->heading = import_show_heading;
	listener->first = import_show_first;
	listener->tally = import_show_tally;
}

/* --- what came of it ------------------------------------------------------ */

/* How the rows went, to stderr; to stdout where that is all that is asked. */
static void import_report_rows(const struct import_job *job)
{
	const struct tables_counts *rows = &job->rows;
	const struct {
		size_t n;
		const char *words;
	} figures[] = {
		{rows->joined, "of a sheet"},
		{rows->alone, job->options.without_sheets
				      ? "without a sheet"
				      : "without a sheet (--without-sheets "
					"takes them)"},
		{rows->several, "of several sheets"},
		{rows->twice, "of a sheet that an earlier row is of"},
		{rows->bad, "that cannot be read"},
	};
	FILE *to = job->options.dry ? stdout : stderr;
	char figure[32];

	fprintf(to, "%s %s", print_figure(rows->rows, figure),
		rows->rows == 1 ? "row" : "rows");
	for (size_t i = 0; i < ARRAY_LEN(figures); i++)
		if (figures[i].n > 0)
			fprintf(to, ", %s %s",
				print_figure(figures[i].n, figure),
				figures[i].words);
	fputc('\n', to);
}

static bool import_left_rows(const struct import_job *job)
{
	if (job->signed_.touched + job->signed_.refused > 0)
		return true;
	return job->rows.several + job->rows.twice + job->rows.bad > 0 ||
	       (job->rows.alone > 0 && !job->options.without_sheets);
}

static void import_report_signed(const struct import_job *job)
{
	const struct signing_counts *counts = &job->signed_;
	const struct {
		size_t n;
		const char *words;
	} figures[] = {
		{counts->before, "signed before"},
		{counts->touched, "that people had worked on, left"},
		{counts->refused,
		 "not signed (--override REASON signs what the check refuses)"},
	};
	char figure[32];

	fprintf(stderr, "%s signed", print_figure(counts->now, figure));
	for (size_t i = 0; i < ARRAY_LEN(figures); i++)
		if (figures[i].n > 0)
			fprintf(stderr, ", %s %s",
				print_figure(figures[i].n, figure),
				figures[i].words);
	fputc('\n', stderr);
}

static void import_report_taken(const struct import_job *job)
{
	const struct import_counts *counts = &job->counts;
	char imported[32], skipped[32], bad[32];

	fprintf(stderr, "%s imported, %s skipped (already there), %s bad %s\n",
		print_figure(counts->imported, imported),
		print_figure(counts->skipped, skipped),
		print_figure(counts->bad, bad),
		counts->bad == 1 ? "line" : "lines");
	if (counts->torn > 0)
		fprintf(stderr,
			"an unfinished last line of this run was set aside "
			"(*.torn-* in its directory)\n");
	told_taken(job->command, &counts->rescued);
	if (job->sign)
		import_report_signed(job);
}

int import_report(const struct import_job *job)
{
	const struct import_counts *counts = &job->counts;
	bool unread = job->unread == job->files;

	if (job->rows.files > 0)
		import_report_rows(job);
	if (job->options.dry && !unread)
		return command_flush(job->command, import_left_rows(job)
							   ? COMMAND_SOME_FAILED
							   : COMMAND_DONE);
	/* What came before a fault stays taken. */
	if (!unread || counts->imported + counts->skipped > 0)
		import_report_taken(job);
	if (unread)
		return COMMAND_FAILED;
	if ((counts->bad > 0 || import_left_rows(job)) &&
	    counts->imported + counts->skipped == 0)
		return COMMAND_FAILED;
	return counts->bad > 0 || job->unread > 0 || import_left_rows(job)
		       ? COMMAND_SOME_FAILED
		       : COMMAND_DONE;
}
