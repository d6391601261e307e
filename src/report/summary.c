/*
 * summary.c: all that a report says of a run. See summary.h.
 *
 * 1. What another command prints is read by the same functions: standing.h
 *    (status), account.h (stats), watch/read/outcomes.h (monitor).
 * 2. How good readings are is told by signed records alone.
 */
#include "config.h"

#include "report/summary.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "run/batches/batches.h"
#include "run/index/filter.h"
#include "run/index/rows.h"
#include "run/index/specimen.h"

/* --- records -------------------------------------------------------------- */

/* How many records match. */
static int count_matches(struct index *index, const struct index_filter *filter,
			 size_t *ret, struct error *err)
{
	struct specimen_row *rows;
	size_t n;

	if (index_rows(index, filter, ORDER_NAME, 0, 0, &rows, &n, ret, err) <
	    0)
		return -1;
	free(rows);
	return 0;
}

static void filter_bound(struct index_filter *filter, const char *column,
			 const char *relation, double value)
{
	filter->bounds[filter->n_bounds++] =
		(struct index_bound){column, relation, value};
}

static int read_record(struct index *index, const struct specimen_row *row,
		       struct summary_record *ret, struct error *err)
{
	struct specimen specimen;

	if (index_specimen(index, row->id, &specimen, err) < 0)
		return -1;
	*ret = (struct summary_record){
		.id = mem_strdup(row->id),
		.image = mem_strdup(row->image),
		.number = mem_strdup(record_role_value(
			&specimen.record, index_terms(index), ROLE_CATALOGUE)),
		.name = mem_strdup(row->name),
		.reasons = mem_strdup(row->reasons),
		.doubt = row->quality.doubt,
	};
	specimen_done(&specimen);
	return 0;
}

static int read_worst(struct index *index, struct summary *summary,
		      struct error *err)
{
	struct index_filter filter;
	struct specimen_row *rows;
	size_t n, total;
	int rc = 0;

	index_filter_init(&filter);
	filter.open_only = true;
	filter_bound(&filter, "turn", "<", 10);
	if (index_rows(index, &filter, ORDER_DOUBT, 0, SUMMARY_WORST, &rows, &n,
		       &total, err) < 0)
		return -1;
	summary->worst = mem_zalloc((n + 1) * sizeof(*summary->worst));
	for (size_t i = 0; i < n; i++) {
		if (rc == 0)
			rc = read_record(index, &rows[i],
					 &summary->worst[summary->n_worst],
					 err);
		summary->n_worst += rc == 0;
		specimen_row_done(&rows[i]);
	}
	free(rows);
	return rc;
}

static int read_open(struct index *index, struct summary *summary,
		     struct error *err)
{
	if (index_open_doubts(index, &summary->open, err) < 0)
		return -1;
	for (size_t i = 0; i < INDEX_DOUBTS; i++)
		if ((double)i / 2 >= DOUBT_CRITICAL)
			summary->critical += summary->open.doubts[i];
	return read_worst(index, summary, err);
}

static int read_counts(struct index *index, struct summary *summary,
		       struct error *err)
{
	struct index_filter filter;
	size_t unseen;

	index_filter_init(&filter);
	filter_bound(&filter, "completeness", ">", 100 - 1e-6);
	if (count_matches(index, &filter, &summary->complete, err) < 0)
		return -1;
	index_filter_init(&filter);
	filter.support = SUPPORT_UNKNOWN;
	if (count_matches(index, &filter, &unseen, err) < 0)
		return -1;
	summary->looked = summary->now.counts.sheets - unseen;
	index_filter_init(&filter);
	filter.marks = INDEX_DISPUTED;
	return count_matches(index, &filter, &summary->disputed, err);
}

/* A run whose batches cannot be read is told without them. */
static void read_batches(const struct run *run, struct summary *summary)
{
	struct batches batches;

	batches_init(&batches);
	if (batches_fold(&batches, run->dir, NULL) == 0) {
		for (size_t i = 0; i < batches.n; i++) {
			const struct batch_chunk *chunk = batches.chunks[i];

			if (!chunk_state_is_open(chunk->state))
				continue;
			summary->n_batches++;
			summary->in_flight += chunk_n_sheets(chunk);
		}
		summary->reserved_usd = batches_reserved_usd(&batches);
	}
	batches_done(&batches);
}

/* --- what follows --------------------------------------------------------- */

static void sum_add(struct summary_sum *sum, const struct worth_term *term)
{
	sum->right.n += term->right;
	sum->right.of += term->n;
	sum->missed += term->missed;
	for (size_t i = 0; i < WORTH_BINS; i++) {
		sum->said[i].n += term->said[i].n;
		sum->said[i].right += term->said[i].right;
	}
}

/* Those with most values first. */
static int sum_order(const void *a, const void *b)
{
	const struct summary_sum *x = a, *y = b;
	size_t left = x->right.of + x->missed, right = y->right.of + y->missed;

	if (left != right)
		return left > right ? -1 : 1;
	return strcmp(x->name, y->name);
}

/* The terms of the account added up by their readers, or by themselves. */
static struct summary_sum *sums_make(const struct summary *summary,
				     bool by_term, size_t *ret_n)
{
	struct summary_sum *sums =
		mem_zalloc((summary->n_terms + 1) * sizeof(*sums));
	size_t n = 0;

	for (size_t i = 0; i < summary->n_terms; i++) {
		const struct worth_term *term = &summary->terms[i];
		const char *name = by_term ? term->term : term->model;
		size_t at = 0;

		while (at < n && strcmp(sums[at].name, name) != 0)
			at++;
		if (at == n)
			sums[n++] = (struct summary_sum){
				.name = name,
				.term = by_term ? terms_find(
							  summary->run->terms,
							  name)
						: NULL,
			};
		sum_add(&sums[at], term);
	}
	qsort(sums, n, sizeof(*sums), sum_order);
	*ret_n = n;
	return sums;
}

static void follow_worth(struct summary *summary)
{
	const struct worth *worth = summary->account.worth;

	summary->terms = worth_terms(worth, &summary->n_terms);
	summary->pairs = worth_pairs(worth, &summary->n_pairs);
	summary->seconds = worth_seconds(worth, &summary->n_seconds);
	summary->by_model = sums_make(summary, false, &summary->n_models);
	summary->by_term = sums_make(summary, true, &summary->n_by_term);
	summary->unchanged =
		(struct share){worth_unchanged(worth), worth_read(worth)};
	for (size_t i = 0; i < summary->n_by_term; i++) {
		const struct summary_sum *sum = &summary->by_term[i];

		summary->right.n += sum->right.n;
		summary->right.of += sum->right.of;
		if (sum->term == NULL || !term_is_required(sum->term))
			continue;
		summary->required.n += sum->right.n;
		summary->required.of += sum->right.of;
		summary->required_missed += sum->missed;
	}
}

/* Days of the future, of a clock that is wrong, tell no pace. */
static void follow_days(const struct summary *summary,
			struct summary_pace *pace)
{
	const struct days *days = &summary->account.effort.days;
	int64_t today = clock_day_of(summary->at);
	int64_t first = today - SUMMARY_PACE + 1;
	struct day sum;

	pace->last_day = -1;
	for (size_t i = 0; i < days->n && days->items[i].day <= today; i++)
		pace->last_day = days->items[i].day;
	if (days->n > 0 && days->items[0].day > first)
		first = days->items[0].day;
	if (first > today)
		return;
	sum = days_sum(days, first, today);
	pace->decided = sum.good + sum.bad;
	pace->days = (int)(today - first + 1);
	pace->per_day = (double)pace->decided / pace->days;
}

static void follow_pace(struct summary *summary)
{
	const struct effort *effort = &summary->account.effort;
	struct summary_pace *pace = &summary->pace;
	double open = (double)summary->open.n;
	int64_t seconds = 0;

	follow_days(summary, pace);
	for (size_t i = 0; i < effort->n; i++) {
		pace->told += effort->people[i].told;
		seconds += effort->people[i].seconds;
	}
	pace->days_left = pace->per_day > 0 ? open / pace->per_day : -1;
	pace->seconds_each = pace->told > 0 && seconds > 0
				     ? (double)seconds / (double)pace->told
				     : -1;
	pace->hours_left =
		pace->seconds_each > 0 ? open * pace->seconds_each / 3600 : -1;
}

/* --- all ------------------------------------------------------------------ */

/* Passes on what one part tells. */
struct teller {
	summary_tell *tell;
	void *arg;
	const char *what;
};

static void teller_hear(void *arg, size_t done, size_t total)
{
	const struct teller *teller = arg;

	if (teller->tell != NULL)
		teller->tell(teller->arg, teller->what, done, total);
}

int summary_read(const struct run *run, struct index *index, double at,
		 summary_tell *tell, void *arg, struct summary *ret,
		 struct error *err)
{
	struct teller signed_ones = {tell, arg, "signed records"};
	struct teller readings = {tell, arg, "readings"};

	*ret = (struct summary){.run = run, .at = at};
	if (standing_read(run, index, &ret->now, err) < 0 ||
	    read_counts(index, ret, err) < 0 ||
	    read_open(index, ret, err) < 0 ||
	    account_read(index, teller_hear, &signed_ones, &ret->account, err) <
		    0 ||
	    spend_read(run->dir, teller_hear, &readings, &ret->spend, err) <
		    0) {
		summary_done(ret);
		return -1;
	}
	read_batches(run, ret);
	follow_worth(ret);
	follow_pace(ret);
	return 0;
}

void summary_done(struct summary *summary)
{
	for (size_t i = 0; i < summary->n_worst; i++) {
		struct summary_record *record = &summary->worst[i];

		free(record->id);
		free(record->image);
		free(record->number);
		free(record->name);
		free(record->reasons);
	}
	free(summary->worst);
	free(summary->by_model);
	free(summary->by_term);
	free(summary->terms);
	free(summary->pairs);
	free(summary->seconds);
	spend_done(&summary->spend);
	account_done(&summary->account);
	standing_done(&summary->now);
	*summary = (struct summary){0};
}

const char *summary_term_label(const struct summary *summary, const char *term)
{
	const struct term *known = terms_find(summary->run->terms, term);

	return known != NULL && !text_blank(known->label) ? known->label : term;
}

void summary_curator(const struct summary *summary, size_t i, bool names,
		     struct bytes *ret)
{
	const char *by = summary->account.effort.people[i].by;

	if (by == NULL)
		bytes_append_str(ret, "others");
	else if (names)
		bytes_append_str(ret, by);
	else
		bytes_printf(ret, "curator %zu", i + 1);
}
