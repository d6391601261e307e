/*
 * words.c: a view in words. See words.h.
 */
#include "config.h"

#include "watch/words.h"

#include <string.h>
#include <time.h>

#include "base/human.h"
#include "base/mem.h"
#include "run/index/counts.h"
#include "run/record/specimen.h"

/* A comma before what is not the first. */
static void words_comma(struct bytes *ret, size_t begin)
{
	if (ret->len > begin)
		bytes_append_str(ret, ", ");
}

static void words_count(size_t n, const char *what, struct bytes *ret)
{
	human_count(n, ret);
	bytes_append_char(ret, ' ');
	bytes_append_str(ret, what);
}

void watch_words_ago(double at, double now, struct bytes *ret)
{
	if (at < 0)
		return;
	human_duration(now > at ? now - at : 0, ret);
	bytes_append_str(ret, " ago");
}

void watch_words_state(const struct watch_view *view, struct bytes *ret)
{
	const struct watch_session *s = &view->log.session;

	bytes_append_str(ret, watch_state_word(view->state));
	if (view->state == WATCH_SILENT && s->last_at >= 0) {
		bytes_append_str(ret, ": nothing was said for ");
		human_duration(view->now - s->last_at, ret);
	} else if (s->reason[0] != '\0' && view->state != WATCH_WORKING &&
		   view->state != WATCH_DONE && view->state != WATCH_GONE) {
		bytes_printf(ret, ": %s", s->reason);
	}
	if (view->have_progress && view->progress.error.kind != ERROR_NONE)
		bytes_printf(ret, ": %s", view->progress.error.text);
}

void watch_words_progress(const struct watch_view *view, struct bytes *ret)
{
	double share = watch_view_share(view);

	human_count(view->done, ret);
	if (view->total > 0) {
		bytes_append_str(ret, " of ");
		human_count(view->total, ret);
	}
	if (share >= 0)
		bytes_printf(ret, "  %d %%", (int)(share * 100));
	if (view->per_minute > 0)
		bytes_printf(ret, "  %.1f/min", view->per_minute);
	if (view->eta_s >= 0 && view->done < view->total) {
		bytes_append_str(ret, "  ");
		human_duration(view->eta_s, ret);
		bytes_append_str(ret, " left");
	}
}

void watch_words_outcome(const struct watch_view *view, struct bytes *ret)
{
	double good = watch_view_success(view);

	words_count(view->succeeded, "read, ", ret);
	words_count(view->failed, "failed", ret);
	/* Ninety-nine and a bit are not all of them. */
	if (good >= 0 && view->failed > 0)
		bytes_printf(ret, ", %.1f %% good",
			     (double)(int)(good * 1000) / 10);
}

void watch_words_kinds(const struct watch_view *view, struct bytes *ret)
{
	size_t begin = ret->len;

	for (size_t i = 0; i < view->n_kinds; i++) {
		words_comma(ret, begin);
		bytes_printf(ret, "%s ", view->kinds[i].kind);
		human_count((size_t)view->kinds[i].n, ret);
	}
}

void watch_words_money(const struct watch_view *view, struct bytes *ret)
{
	if (view->cost_usd <= 0 && view->budget_usd <= 0)
		return;
	human_money(view->cost_usd, ret);
	if (view->budget_usd > 0) {
		bytes_append_str(ret, " of ");
		human_money(view->budget_usd, ret);
	}
	if (view->projected_usd > 0 && view->done < view->total) {
		bytes_append_str(ret, ", about ");
		human_money(view->projected_usd, ret);
		bytes_append_str(ret, " in all");
	}
	if (view->figures.batches.may_usd > 0) {
		bytes_append_str(ret, ", may have cost ");
		human_money(view->figures.batches.may_usd, ret);
		bytes_append_str(ret, " more");
	}
}

/* How much of what counts stands on its sheet, where that was looked for. */
static void words_evidence(const struct watch_records *records,
			   struct bytes *ret)
{
	size_t filled = 0, seen = 0;

	for (size_t i = 0; i < records->n_fields; i++) {
		if (!records->fields[i].required)
			continue;
		filled += records->fields[i].filled;
		seen += records->fields[i].seen;
	}
	if (seen > 0)
		bytes_printf(ret, ", on sheet %.0f %%",
			     100 * (double)seen / (double)filled);
}

void watch_words_work(const struct watch_view *view, struct bytes *ret)
{
	const struct watch_log *log = &view->log;

	if (log->n_work == 0 || view->state != WATCH_WORKING)
		return;
	words_count(log->n_work, "at work", ret);
	/* They stand in the order in which they began. */
	if (log->work[0].since < 0 || view->now <= log->work[0].since)
		return;
	bytes_append_str(ret, ", the longest for ");
	human_duration(view->now - log->work[0].since, ret);
}

void watch_words_records(const struct watch_view *view, struct bytes *ret)
{
	const struct watch_records *records = &view->figures.records;
	const struct index_counts *c = &records->counts;

	if (!records->known) {
		bytes_append_str(ret, records->why);
		return;
	}
	if (c->sheets == 0)
		return;
	words_count(c->sheets, c->sheets == 1 ? "record" : "records", ret);
	bytes_printf(ret, ": complete %.0f %%, sound %.0f %%",
		     c->completeness_mean, c->soundness_mean);
	words_evidence(records, ret);
	bytes_printf(ret, ", doubt %.2f", c->doubt_mean);
	if (c->blank > 0) {
		bytes_append_str(ret, ", ");
		words_count(c->blank, "blank", ret);
	}
	if (records->making)
		bytes_append_str(ret, " (of those that were counted so far)");
}

void watch_words_review(const struct watch_view *view, struct bytes *ret)
{
	static const char *const words[STATUS_COUNT] = {
		[STATUS_PENDING] = "pending",
		[STATUS_IN_REVIEW] = "in review",
		[STATUS_APPROVED] = "approved",
		[STATUS_REJECTED] = "rejected",
	};
	const struct index_counts *c = &view->figures.records.counts;
	size_t begin = ret->len;

	if (!view->figures.records.known)
		return;
	for (size_t i = 0; i < STATUS_COUNT; i++) {
		if (c->by_status[i] == 0)
			continue;
		words_comma(ret, begin);
		bytes_printf(ret, "%s ", words[i]);
		human_count(c->by_status[i], ret);
	}
	if (c->flagged == 0)
		return;
	words_comma(ret, begin);
	bytes_append_str(ret, "flagged ");
	human_count(c->flagged, ret);
}

void watch_words_batches(const struct watch_view *view, struct bytes *ret)
{
	const struct watch_batches *b = &view->figures.batches;

	if (b->n == 0)
		return;
	human_count(b->n_open, ret);
	bytes_append_str(ret, " of ");
	words_count(b->n, b->n == 1 ? "batch open" : "batches open", ret);
	if (b->n_unresolved > 0) {
		bytes_append_str(ret, ", ");
		words_count(b->n_unresolved, "unresolved", ret);
	}
	if (b->in_flight > 0) {
		bytes_append_str(ret, ", ");
		words_count(b->in_flight, "sheets in flight", ret);
	}
	if (b->reserved_usd > 0) {
		bytes_append_str(ret, ", ");
		human_money(b->reserved_usd, ret);
		bytes_append_str(ret, " reserved");
	}
}

void watch_words_chunk(const struct watch_chunk *chunk, double now,
		       struct bytes *ret)
{
	bytes_append_str(ret, chunk->open && chunk->status[0] != '\0'
				      ? chunk->status
				      : chunk->state);
	bytes_append_char(ret, ' ');
	if (chunk->completed >= 0) {
		human_count((size_t)chunk->completed, ret);
		bytes_append_char(ret, '/');
	}
	human_count(chunk->requests, ret);
	if (chunk->failed > 0) {
		bytes_append_str(ret, ", ");
		words_count((size_t)chunk->failed, "failed", ret);
	}
	if (chunk->open && chunk->submitted_at >= 0) {
		bytes_append_str(ret, ", age ");
		human_duration(now > (double)chunk->submitted_at
				       ? now - (double)chunk->submitted_at
				       : 0,
			       ret);
	}
	if (chunk->open && (double)chunk->ends_at > now) {
		bytes_append_str(ret, ", ends in ");
		human_duration((double)chunk->ends_at - now, ret);
	}
	if (chunk->cost_usd > 0) {
		bytes_append_str(ret, ", ");
		human_money(chunk->cost_usd, ret);
	}
	if (chunk->why[0] != '\0')
		bytes_printf(ret, ": %s", chunk->why);
}

void watch_words_curator(const struct watch_curator *curator, double now,
			 struct bytes *ret)
{
	double per_hour = pace_per_hour(&curator->pace);

	bytes_append_str(ret, curator->who);
	if (curator->since >= 0 && now >= curator->since) {
		bytes_append_str(ret, ": a record open for ");
		human_duration(now - curator->since, ret);
	}
	if (curator->pace.decided > 0) {
		bytes_append_str(ret, ", ");
		words_count(curator->pace.decided, "today", ret);
	}
	if (per_hour > 0)
		bytes_printf(ret, ", %.0f an hour", per_hour);
}

void watch_words_time(double at, struct bytes *ret)
{
	time_t whole = (time_t)at;
	char text[16];
	struct tm tm;

	if (!(at >= 0 && at < 253402300800.0) ||
	    localtime_r(&whole, &tm) == NULL ||
	    strftime(text, sizeof(text), "%H:%M:%S", &tm) == 0)
		bytes_append_str(ret, "        ");
	else
		bytes_append_str(ret, text);
}

void watch_words_event(const struct watch_event *event, struct bytes *ret)
{
	static const char *const short_ids = "0123456789abcdef";
	bool hash = strlen(event->sheet) == 64 &&
		    strspn(event->sheet, short_ids) == 64;

	if (event->sheet[0] != '\0')
		bytes_printf(ret, "%.*s  ", hash ? 12 : 95, event->sheet);
	if (event->class != WATCH_READ && event->class != WATCH_FAILED &&
	    event->class != WATCH_NOTICE)
		bytes_printf(ret, "%s  ", event->type);
	bytes_append_str(ret, event->text);
}
