/*
 * traffic.c: all that is known of the extraction: how far it is, how it
 * stands with the server, what it waits for, what failed, what happened last.
 * See list.h.
 *
 * 1. A table says what is told in which order; an entry that has nothing to
 *    say takes no line. What comes and goes stands last, so that the rest
 *    keeps its place.
 */
#include "config.h"

#include "ui/list/list.h"

#include "base/human.h"
#include "base/text.h"
#include "extract/control/statistics.h"
#include "ui/list/advice.h"

#define TRAFFIC_LABEL_W 11

static void tell_state(const struct app *app, int i, struct bytes *ret)
{
	const struct extract_progress *p = &app->progress;

	bytes_append_str(ret, extract_state_word(p->state));
	if (p->elapsed_s > 0) {
		bytes_append_str(ret, ", ");
		human_duration(p->elapsed_s, ret);
	}
	if (p->stopped[0] != '\0')
		bytes_printf(ret, ", %s", p->stopped);
	if (p->elsewhere)
		bytes_append_str(ret, ", in another process");
}

static void tell_advice(const struct app *app, int i, struct bytes *ret)
{
	advice_write(app, ret);
}

static void tell_error(const struct app *app, int i, struct bytes *ret)
{
	if (app->progress.error.kind != ERROR_NONE)
		bytes_append_str(ret, app->progress.error.text);
}

static void tell_engine(const struct app *app, int i, struct bytes *ret)
{
	bytes_append_str(ret, app->progress.engine);
}

static void tell_model(const struct app *app, int i, struct bytes *ret)
{
	bytes_append_str(ret, app->progress.model);
}

static void tell_sheets(const struct app *app, int i, struct bytes *ret)
{
	const struct extract_progress *p = &app->progress;
	size_t finished = p->skipped + p->succeeded + p->failed;

	human_count(finished, ret);
	bytes_append_str(ret, " of ");
	human_count(p->total, ret);
	bytes_append_str(ret, ", ");
	statistic_write(STATISTIC_FAILED, p, ret);
	bytes_append_str(ret, ", ");
	statistic_write(STATISTIC_LEFT, p, ret);
}

static void tell_others(size_t n, const char *words, struct bytes *ret)
{
	if (n == 0)
		return;
	bytes_append_str(ret, ", ");
	human_count(n, ret);
	bytes_append_str(ret, words);
}

static void tell_before(const struct app *app, int i, struct bytes *ret)
{
	const struct extract_progress *p = &app->progress;

	if (p->skipped == 0)
		return;
	human_count(p->skipped - p->failed_before - p->batched, ret);
	bytes_append_str(ret, " read before");
	tell_others(p->failed_before, " had failed", ret);
	tell_others(p->batched, " in batches", ret);
}

static void tell_rate(const struct app *app, int i, struct bytes *ret)
{
	const struct extract_progress *p = &app->progress;

	if (p->per_minute <= 0) {
		bytes_append_str(ret, "not known yet");
		return;
	}
	statistic_write(STATISTIC_RATE, p, ret);
	if (p->eta_s < 0)
		return;
	bytes_append_str(ret, ", ");
	statistic_write(STATISTIC_ETA, p, ret);
}

static void tell_flight(const struct app *app, int i, struct bytes *ret)
{
	const struct extract_traffic *t = &app->progress.traffic;

	bytes_printf(ret, "%zu requests, room for %zu", t->in_flight,
		     t->window);
}

static void tell_latency(const struct app *app, int i, struct bytes *ret)
{
	if (app->progress.traffic.p50_ms < 0)
		bytes_append_str(ret, "not known yet");
	statistic_write(STATISTIC_LATENCY, &app->progress, ret);
}

static void tell_tokens(const struct app *app, int i, struct bytes *ret)
{
	const struct extract_traffic *t = &app->progress.traffic;

	human_count((size_t)t->prompt_tokens, ret);
	bytes_append_str(ret, " sent, ");
	human_count((size_t)t->completion_tokens, ret);
	bytes_append_str(ret, " answered");
}

static void tell_spent(const struct app *app, int i, struct bytes *ret)
{
	statistic_write(STATISTIC_SPEND, &app->progress, ret);
	if (app->progress.traffic.budget_usd <= 0)
		bytes_append_str(ret, ", no budget");
}

static void tell_lost(const struct app *app, int i, struct bytes *ret)
{
	if (app->progress.traffic.lost_usd <= 0)
		return;
	human_money(app->progress.traffic.lost_usd, ret);
	bytes_append_str(ret, " for answers that never came");
}

static void tell_projected(const struct app *app, int i, struct bytes *ret)
{
	statistic_write(STATISTIC_PROJECTED, &app->progress, ret);
}

static void tell_keys(const struct app *app, int i, struct bytes *ret)
{
	const struct extract_traffic *t = &app->progress.traffic;

	if (t->keys > 0)
		bytes_printf(ret, "%zu of %zu can be used", t->keys_left,
			     t->keys);
}

static void tell_wait(const struct app *app, int i, struct bytes *ret)
{
	const struct extract_traffic *t = &app->progress.traffic;

	if (i >= t->n_cooldowns)
		return;
	human_duration(t->cooldowns[i].left_s, ret);
	bytes_printf(ret, "  %s %s", t->cooldowns[i].scope,
		     t->cooldowns[i].name);
}

static void tell_kind(const struct app *app, int i, struct bytes *ret)
{
	const struct extract_traffic *t = &app->progress.traffic;

	if (i >= t->n_kinds)
		return;
	human_count(t->kinds[i].n, ret);
	bytes_printf(ret, "  %s", t->kinds[i].kind);
}

static void tell_event(const struct app *app, int i, struct bytes *ret)
{
	const struct extract_progress *p = &app->progress;

	if (i < p->n_recent)
		bytes_printf(ret, "%s  %s  %s", p->recent[i].time,
			     p->recent[i].image, p->recent[i].text);
}

/* Behind its name: how it stands, since when, and for how much. */
static void tell_batch(const struct app *app, int i, struct bytes *ret)
{
	const struct keeper_view *batches = &app->batches;

	if ((size_t)i < batches->n)
		bytes_printf(ret, "%s  %s", batches->rows[i].chunk,
			     batches->rows[i].line);
}

static void tell_batch_note(const struct app *app, int i, struct bytes *ret)
{
	bytes_append_str(ret, app->batches.note);
}

struct traffic_entry {
	const char *label;
	/* Appends the i-th thing to say, nothing when there is none. */
	void (*tell)(const struct app *app, int i, struct bytes *ret);
	int most;
	bool network; /* only where a server is asked */
};

static const struct traffic_entry traffic_entries[] = {
	{"State", tell_state, 1, false},
	{"", tell_advice, 1, false},
	{"", tell_error, 1, false},
	{"Engine", tell_engine, 1, false},
	{"Model", tell_model, 1, false},
	{"Sheets", tell_sheets, 1, false},
	{"", tell_before, 1, false},
	{"Rate", tell_rate, 1, false},
	{"In flight", tell_flight, 1, true},
	{"Latency", tell_latency, 1, true},
	{"Tokens", tell_tokens, 1, true},
	{"Spent", tell_spent, 1, true},
	{"", tell_lost, 1, true},
	{"", tell_projected, 1, true},
	{"Keys", tell_keys, 1, true},
	{"Waiting", tell_wait, EXTRACT_COOLDOWNS, true},
	{"Failures", tell_kind, EXTRACT_KINDS, true},
	{"Last", tell_event, EXTRACT_RECENT, false},
};

/* What a server reads by batch, whether anything else is read or not. */
static const struct traffic_entry batch_entries[] = {
	{"Batches", tell_batch, KEEPER_ROWS, false},
	{"", tell_batch_note, 1, false},
};

static void traffic_tell(const struct app *app,
			 const struct traffic_entry *entry, struct listing *ret)
{
	for (int i = 0; i < entry->most; i++) {
		struct bytes text CLEANUP(bytes_done) = {0};

		entry->tell(app, i, &text);
		if (text.len > 0)
			listing_add_entry(ret, TRAFFIC_LABEL_W, STYLE_DIM,
					  i == 0 ? entry->label : "",
					  STYLE_NORMAL, text.data);
	}
}

void traffic_list(const struct app *app, struct listing *ret)
{
	bool none = !app->have_progress || app->progress.state == EXTRACT_IDLE;

	listing_add(ret, STYLE_STRONG, "Reading sheets");
	if (none)
		listing_add_entry(
			ret, 0, STYLE_NORMAL, "", STYLE_DIM,
			"No sheets have been read since this console was "
			"opened.");
	for (size_t i = 0; !none && i < ARRAY_LEN(traffic_entries); i++)
		if (app->progress.traffic.window > 0 ||
		    !traffic_entries[i].network)
			traffic_tell(app, &traffic_entries[i], ret);
	for (size_t i = 0; i < ARRAY_LEN(batch_entries); i++)
		traffic_tell(app, &batch_entries[i], ret);
}
