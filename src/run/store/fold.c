/*
 * fold.c: the index follows the journals. See thread.h.
 *
 * 1. What is told are sums, so that a message which a later one replaced has
 *    told nothing that is lost.
 * 2. A fold that fails leaves the journals as they are; it is tried again.
 * 3. While a fold runs nothing is acknowledged, and whoever waits for that
 *    asks no server meanwhile. A few lines take about as long as many: so it
 *    begins at once where all was quiet, and in a burst takes a part of the
 *    time.
 * 4. Who leaves does not wait for work that whoever opens the run next can do:
 *    lines of the journals, and rows that follow from them, are left where they
 *    are many. Only signed lines that this store owes keep it: what is not in
 *    curated.jsonl others take for signed, or for unsigned. An index that is
 *    being made anew does not: whoever makes it writes them.
 */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/time/clock.h"
#include "run/store/thread.h"

#define FOLD_RETRY_MS  1000 /* after a failure, doubled after each further … */
#define FOLD_RETRY_MAX 16000 /* … up to this: a build begins anew each time */
#define FOLD_REST      4     /* times the last fold, between two … */
#define FOLD_REST_MS   200   /* … and at most */
/* What is taken in at the end, however long it takes: lines of some hundred
 * records, as of a curator's last acts or an extraction's last sheets. */
#define LAST_BYTES (1u << 20)
#define LAST_ROWS  256

static int fold_pause(int before)
{
	if (before == 0)
		return FOLD_RETRY_MS;
	return before < FOLD_RETRY_MAX ? 2 * before : FOLD_RETRY_MAX;
}

/* Whether how far the making of a new index is is told otherwise. */
static bool fold_made_changed(const struct fold_report *sum,
			      const struct fold_report *report)
{
	return sum->making != report->making ||
	       (report->making && sum->made != report->made);
}

/* When the next fold may begin. */
static int64_t fold_next(int64_t began_ms)
{
	int64_t now_ms = clock_ms();
	int64_t rest_ms = FOLD_REST * (now_ms - began_ms);

	return now_ms + (rest_ms < FOLD_REST_MS ? rest_ms : FOLD_REST_MS);
}

/* Whether a journal grew since the watcher was told: another process may
 * have written it, and folded it too. */
static bool fold_sizes_changed(struct store *store)
{
	bool changed = false;

	for (int id = 0; id < JOURNAL_FOLDED; id++) {
		uint64_t size =
			journal_size(store->run->dir, (enum journal_id)id);

		changed = changed || size != store->told_sizes[id];
		store->told_sizes[id] = size;
	}
	return changed;
}

/* Whether facts of sheets came since the watcher was told: another process may
 * have made their rows anew. */
static bool fold_facts_changed(struct store *store)
{
	struct facts_place place = {0}, *told = &store->told_facts;
	bool changed;

	if (index_facts_place(store->index, &place, NULL) < 0)
		return false;
	changed = place.id != told->id || place.n != told->n;
	*told = place;
	return changed;
}

void store_fold_tell(struct store *store)
{
	struct store_folded *told = mem_alloc(sizeof(*told));

	*told = store->folded;
	told->mail.kind = STORE_MAIL_FOLDED;
	store_tell(store, &told->mail);
}

/* Whether nobody who watches has heard of a fold yet. */
static bool fold_is_news(struct store *store)
{
	bool told;

	pthread_mutex_lock(&store->lock);
	told = store->told || store->watcher == NULL;
	pthread_mutex_unlock(&store->lock);
	return !told;
}

/* What was folded may say something of records that were folded before. A
 * failure is not told: the rows stay as they were, and the next fold tries
 * again. */
void store_renew(struct store *store)
{
	int64_t began_ms = clock_ms();
	struct renewal renewal = {0};

	if (index_renew(store->index, STORE_FOLD_MS, &renewal, NULL) < 0)
		renewal.more = false;
	store->renew_due = renewal.more;
	store->renew_ms = fold_next(began_ms);
	if (renewal.rows > 0)
		store_fold_tell(store);
}

static int fold_with(struct store *store,
		     int (*fold)(struct index *, int, struct fold_report *,
				 struct error *),
		     int budget_ms, struct error *err)
{
	struct fold_report report = {0};
	struct error why = {0};
	bool failed_before = store->folded.error.kind != ERROR_NONE;
	bool changed = fold_sizes_changed(store);
	int64_t began_ms = clock_ms();

	if (fold(store->index, budget_ms, &report, &why) < 0) {
		store->folded.error = why;
		store->fold_due = store->lines_due = true;
		store->fold_pause_ms = fold_pause(store->fold_pause_ms);
		store->fold_ms = clock_ms() + store->fold_pause_ms;
		if (!failed_before)
			store_fold_tell(store);
		if (err != NULL)
			*err = why;
		return -1;
	}
	store->folded.error = (struct error){0};
	store->fold_pause_ms = 0;
	store->fold_due = !report.complete;
	store->lines_due = !report.taken;
	store->renew_due = true;
	store->fold_ms = report.complete ? fold_next(began_ms) : 0;
	changed = changed || fold_made_changed(&store->folded.report, &report);
	/* What was left another process may have made. */
	changed =
		changed || (report.complete && !store->folded.report.complete);
	changed = fold_facts_changed(store) || changed;
	fold_report_add(&store->folded.report, &report);
	if (changed || failed_before || fold_is_news(store) ||
	    report.lines > 0 || report.bad > 0 || report.remade > 0)
		store_fold_tell(store);
	return 0;
}

int store_fold(struct store *store, int budget_ms, struct error *err)
{
	return fold_with(store, index_fold, budget_ms, err);
}

int store_fold_lines(struct store *store, int budget_ms, struct error *err)
{
	return fold_with(store, index_fold_lines, budget_ms, err);
}

/* Whether the lines that are left are few. */
static bool last_lines_are_few(struct store *store)
{
	uint64_t left;

	return index_left(store->index, &left, NULL) == 0 && left <= LAST_BYTES;
}

static bool last_rows_are_few(struct store *store)
{
	size_t late;

	return index_rows_late(store->index, &late, NULL) == 0 &&
	       late <= LAST_ROWS;
}

void store_fold_last(struct store *store)
{
	int lines_ms = last_lines_are_few(store) ? -1 : STORE_FOLD_MS;

	if (store->folded.report.making)
		store_fold(store, STORE_FOLD_MS, NULL);
	else if (store->owes)
		store_fold(store, -1, NULL);
	else if (store_fold_lines(store, lines_ms, NULL) == 0 &&
		 !store->lines_due && store->fold_due &&
		 last_rows_are_few(store))
		store_fold(store, STORE_FOLD_MS, NULL);
}
