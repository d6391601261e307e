/*
 * statistics.c: how an extraction goes, in a few words. See statistics.h.
 *
 * 1. A table says what each statistic is and which gives way first; who shows
 *    them says only in which order.
 */
#include "config.h"

#include "extract/control/statistics.h"

#include <string.h>

#include "base/compiler.h"
#include "base/human.h"
#include "base/text.h"

static size_t progress_finished(const struct extract_progress *p)
{
	return p->skipped + p->succeeded + p->failed;
}

static void word_count(const char *word, size_t n, struct bytes *ret)
{
	bytes_append_str(ret, word);
	human_count(n, ret);
}

static void write_percent(const struct extract_progress *p, struct bytes *ret)
{
	if (p->total > 0)
		bytes_printf(ret, "%zu %%",
			     progress_finished(p) * 100 / p->total);
}

static void write_ok(const struct extract_progress *p, struct bytes *ret)
{
	word_count("ok ",
		   p->succeeded + p->skipped - p->failed_before - p->batched,
		   ret);
}

static void write_failed(const struct extract_progress *p, struct bytes *ret)
{
	word_count("failed ", p->failed, ret);
}

static void write_left(const struct extract_progress *p, struct bytes *ret)
{
	size_t finished = progress_finished(p);

	word_count("left ", p->total > finished ? p->total - finished : 0, ret);
}

static void write_rate(const struct extract_progress *p, struct bytes *ret)
{
	if (p->per_minute > 0)
		bytes_printf(ret, "%.1f/min", p->per_minute);
}

static void write_eta(const struct extract_progress *p, struct bytes *ret)
{
	if (!(p->eta_s >= 0 && p->eta_s < 1e9))
		return;
	human_duration(p->eta_s, ret);
	bytes_append_str(ret, " left");
}

static void write_spend(const struct extract_progress *p, struct bytes *ret)
{
	const struct extract_traffic *t = &p->traffic;

	human_money(t->window > 0 ? t->spent_usd : p->cost_usd, ret);
	if (t->budget_usd <= 0)
		return;
	bytes_append_str(ret, " of ");
	human_money(t->budget_usd, ret);
}

static void write_projected(const struct extract_progress *p, struct bytes *ret)
{
	if (p->traffic.window == 0 || p->traffic.projected_usd < 0)
		return;
	bytes_append_str(ret, "about ");
	human_money(p->traffic.projected_usd, ret);
	bytes_append_str(ret, " in all");
}

static void write_flight(const struct extract_progress *p, struct bytes *ret)
{
	if (p->traffic.window > 0)
		bytes_printf(ret, "%zu/%zu in flight", p->traffic.in_flight,
			     p->traffic.window);
}

void statistic_latency(double ms, struct bytes *ret)
{
	if (!(ms >= 0))
		bytes_append_char(ret, '?');
	else
		bytes_printf(ret, ms < 9950 ? "%.1f s" : "%.0f s", ms / 1000);
}

static void write_latency(const struct extract_progress *p, struct bytes *ret)
{
	const struct extract_traffic *t = &p->traffic;

	if (t->window == 0 || t->p50_ms < 0)
		return;
	bytes_append_str(ret, "p50 ");
	statistic_latency(t->p50_ms, ret);
	bytes_append_str(ret, "  p95 ");
	statistic_latency(t->p95_ms, ret);
}

static void write_tokens(const struct extract_progress *p, struct bytes *ret)
{
	double n = p->traffic.prompt_tokens + p->traffic.completion_tokens;

	if (!(n >= 1))
		return;
	human_count((size_t)n, ret);
	bytes_append_str(ret, " tokens");
}

static void write_keys(const struct extract_progress *p, struct bytes *ret)
{
	if (p->traffic.keys > 0)
		bytes_printf(ret, "%zu/%zu keys", p->traffic.keys_left,
			     p->traffic.keys);
}

static void write_wait(const struct extract_progress *p, struct bytes *ret)
{
	const struct extract_traffic *t = &p->traffic;

	if (t->n_cooldowns == 0)
		return;
	bytes_printf(ret, "%s waits ", t->cooldowns[0].scope);
	human_duration(t->cooldowns[0].left_s, ret);
}

static void write_waits(const struct extract_progress *p, struct bytes *ret)
{
	const struct extract_traffic *t = &p->traffic;

	for (int i = 0; i < t->n_cooldowns; i++) {
		const char *name = t->cooldowns[i].name;

		bytes_printf(ret, "%s%s%s%s waits ", i > 0 ? ", " : "",
			     t->cooldowns[i].scope, name[0] != '\0' ? " " : "",
			     name);
		human_duration(t->cooldowns[i].left_s, ret);
	}
}

static void write_kinds(const struct extract_progress *p, struct bytes *ret)
{
	const struct extract_traffic *t = &p->traffic;

	for (int i = 0; i < t->n_kinds; i++) {
		bytes_printf(ret, "%s%s ", i > 0 ? ", " : "requests failed: ",
			     t->kinds[i].kind);
		human_count(t->kinds[i].n, ret);
	}
}

/* The higher the worth, the longer it stays. */
static const struct {
	void (*write)(const struct extract_progress *, struct bytes *);
	int worth;
} statistic_ops[STATISTICS] = {
	[STATISTIC_PERCENT] = {write_percent, 9},
	[STATISTIC_OK] = {write_ok, 8},
	[STATISTIC_FAILED] = {write_failed, 11},
	[STATISTIC_LEFT] = {write_left, 4},
	[STATISTIC_RATE] = {write_rate, 10},
	[STATISTIC_ETA] = {write_eta, 7},
	[STATISTIC_SPEND] = {write_spend, 12},
	[STATISTIC_PROJECTED] = {write_projected, 5},
	[STATISTIC_FLIGHT] = {write_flight, 6},
	[STATISTIC_LATENCY] = {write_latency, 3},
	[STATISTIC_TOKENS] = {write_tokens, 1},
	[STATISTIC_KEYS] = {write_keys, 2},
	[STATISTIC_WAIT] = {write_wait, 13},
	[STATISTIC_WAITS] = {write_waits, 13},
	[STATISTIC_KINDS] = {write_kinds, 0},
};

void statistic_write(enum statistic statistic,
		     const struct extract_progress *progress, struct bytes *ret)
{
	statistic_ops[statistic].write(progress, ret);
}

static int statistic_width(enum statistic statistic,
			   const struct extract_progress *progress)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	statistic_write(statistic, progress, &text);
	return text.len > 0 ? text_width(text.data) : 0;
}

int statistics_fit(const struct extract_progress *progress,
		   const enum statistic *statistics, int n, int columns,
		   enum statistic *ret)
{
	int widths[STATISTICS], kept = 0, total = -2;

	for (int i = 0; i < n; i++) {
		widths[kept] = statistic_width(statistics[i], progress);
		if (widths[kept] == 0)
			continue;
		total += widths[kept] + 2;
		ret[kept++] = statistics[i];
	}
	while (kept > 1 && total > columns) {
		int least = 0;

		for (int i = 1; i < kept; i++)
			if (statistic_ops[ret[i]].worth <
			    statistic_ops[ret[least]].worth)
				least = i;
		total -= widths[least] + 2;
		kept--;
		memmove(ret + least, ret + least + 1,
			(size_t)(kept - least) * sizeof(*ret));
		memmove(widths + least, widths + least + 1,
			(size_t)(kept - least) * sizeof(*widths));
	}
	return kept;
}
