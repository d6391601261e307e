/*
 * history.c: what was read on a sheet, and who did what to its record,
 * newest first. See list.h.
 *
 * 1. An entry for each act and each reading, and for each field of an act on
 *    several, broken over as many lines as it takes: a value is told whole, but
 *    for a very long one. The heading stays in sight.
 */
#include "config.h"

#include "ui/list/list.h"

#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/record/identification.h"
#include "run/record/proposal.h"

#define HISTORY_TIME_W	  16  /* "2026-11-23 20:15" */
#define HISTORY_VALUE_MAX 300 /* columns of one value */

static void history_entry(const char *stamp, enum style style, const char *text,
			  struct listing *ret)
{
	char *clean CLEANUP(mem_free_str) = text_cleaned(text);
	struct bytes time CLEANUP(bytes_done) = {0};

	if (stamp != NULL && strlen(stamp) >= HISTORY_TIME_W)
		bytes_printf(&time, "%.10s %.5s", stamp, stamp + 11);
	else
		bytes_append_str(&time, "");
	listing_add_entry(ret, HISTORY_TIME_W, style, time.data, style, clean);
}

static void history_value(const char *term, const char *value,
			  struct bytes *ret)
{
	char *words CLEANUP(mem_free_str) = identifications_shown(term, value);
	size_t len = text_fit(words, HISTORY_VALUE_MAX, NULL);

	if (text_blank(words))
		bytes_append_str(ret, "(nothing)");
	else
		bytes_printf(ret, "%.*s%s", (int)len, words,
			     words[len] != '\0' ? "..." : "");
}

static void history_change(const struct app *app, const char *term,
			   const char *from, const char *to, struct bytes *ret)
{
	bytes_printf(ret, " %s: ", term);
	history_value(term, from, ret);
	bytes_printf(ret, " %s ", glyph_text(app->caps.ascii, GLYPH_ARROW));
	history_value(term, to, ret);
}

/* How the value came. */
static void history_via(const struct act *act, struct bytes *ret)
{
	if (act_via_word(act->via) != NULL)
		bytes_printf(ret, " (%s)", act_via_word(act->via));
}

/* What a second reader read by it. */
static void history_reading(const struct act *act, struct bytes *ret)
{
	json_t *dwc = json_object_get(act->record, "dwc"), *value;
	const char *term, *between = ": ";

	if (act_mark(act) != MARK_SECOND)
		return;
	json_object_foreach(dwc, term, value)
	{
		bytes_printf(ret, "%s%s ", between, term);
		history_value(term, json_string_at(value, "value"), ret);
		between = "; ";
	}
}

static void history_act(const struct app *app, const struct act *act,
			struct bytes *ret)
{
	bytes_printf(ret, "%s %s", act->by, act_op_word(act->op));
	if (act->term != NULL)
		history_change(app, act->term, act->from, act->to, ret);
	else if (act->reason != NULL)
		bytes_printf(ret, ": %s", act->reason);
	else if (act->to != NULL)
		bytes_printf(ret, ": %s", act->to);
	if (act->op == ACT_FLAG || act->op == ACT_UNFLAG)
		history_reading(act, ret);
	history_via(act, ret);
}

/* Several fields at once: each as if it had been set alone. */
static void history_bulk(const struct app *app, const struct act *act,
			 struct listing *ret)
{
	size_t i;
	json_t *change;

	json_array_foreach(act->changes, i, change)
	{
		const char *term = json_string_at(change, "term");
		struct bytes text CLEANUP(bytes_done) = {0};

		bytes_printf(&text, "%s %s", act->by, act_op_word(ACT_SET));
		history_change(app, term != NULL ? term : "",
			       json_string_at(change, "from"),
			       json_string_at(change, "to"), &text);
		history_via(act, &text);
		history_entry(act->timestamp, STYLE_NORMAL, text.data, ret);
	}
}

/* How much of a reading is in force. */
static void history_in_force(const struct specimen *s, size_t i,
			     struct bytes *ret)
{
	json_t *terms CLEANUP(json_release) = proposal_terms_of(s, i);
	size_t n = json_array_size(terms);

	if (n > 0 && n < s->proposal.n)
		bytes_printf(ret, " (%zu in force)", n);
	else if (n > 0 || i == s->base)
		bytes_append_str(ret, " (in force)");
}

static void history_outcome(const struct app *app, size_t i, struct bytes *ret)
{
	const struct specimen *s = &app->here.specimen;
	const struct outcome *o = &s->outcomes[i];
	const char *who = o->model != NULL ? o->model : o->provider;

	bytes_append_str(ret, who != NULL ? who : "unknown");
	if (s->blind) {
		bytes_append_str(ret, " read it: shown when you have read it");
		return;
	}
	if (o->error != NULL)
		bytes_printf(ret, " failed: %s", o->error);
	else
		bytes_printf(ret, " read %zu field%s", o->dwc.n,
			     o->dwc.n == 1 ? "" : "s");
	if (o->error == NULL)
		history_in_force(s, i, ret);
}

static void history_heading(const struct app *app, struct bytes *ret)
{
	bytes_append_str(ret, "History, newest first (UTC)");
	if (app->grid.term != NULL)
		bytes_printf(ret, "{; {revert} reverts %s}", app->grid.term);
}

void history_list(const struct app *app, struct listing *ret)
{
	const struct specimen *s = &app->here.specimen;
	struct bytes heading CLEANUP(bytes_done) = {0};
	char *words CLEANUP(mem_free_str) = NULL;

	history_heading(app, &heading);
	words = app_words(app, heading.data);
	listing_add(ret, STYLE_STRONG, words);
	ret->fixed = 1;
	for (size_t i = s->n_acts; i-- > 0;) {
		const struct act *act = &s->acts[i];
		struct bytes text CLEANUP(bytes_done) = {0};

		if (json_array_size(act->changes) > 0) {
			history_bulk(app, act, ret);
			continue;
		}
		history_act(app, act, &text);
		history_entry(act->timestamp, STYLE_NORMAL, text.data, ret);
	}
	for (size_t i = s->n_outcomes; i-- > 0;) {
		struct bytes text CLEANUP(bytes_done) = {0};

		history_outcome(app, i, &text);
		history_entry(s->outcomes[i].timestamp, STYLE_DIM, text.data,
			      ret);
	}
}
