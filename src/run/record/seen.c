/*
 * seen.c: what was seen of a record, compared with what it is. See seen.h.
 *
 * 1. Acts are known by their order in the file: those behind the one that
 *    was seen last are new. A history without that one is another history.
 * 2. What is told are the acts themselves, in order, so that the reader
 *    learns who did what; few of them, and cut, since it is one line.
 */
#include "config.h"

#include "run/record/seen.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/record/identification.h"
#include "run/record/pin.h"

#define SEEN_TOLD      3  /* changes that are told; of others, how many */
#define SEEN_VALUE_MAX 60 /* bytes of a value that are told */

void seen_done(struct seen *seen)
{
	json_decref(seen->own);
	json_decref(seen->pin);
	*seen = (struct seen){0};
}

void seen_copy(const struct seen *seen, struct seen *ret)
{
	*ret = *seen;
	ret->own = json_deep_copy(seen->own);
	ret->pin = json_deep_copy(seen->pin);
}

struct seen specimen_seen(const struct specimen *specimen)
{
	struct seen seen = {.given = true, .act = specimen->revision};

	seen.pin = pin_write(&specimen->proposal);
	for (size_t i = 0; i < specimen->n_outcomes; i++)
		seen.outcomes += specimen->outcomes[i].error == NULL;
	return seen;
}

bool seen_same(const struct seen *a, const struct seen *b)
{
	return a->act == b->act && a->outcomes == b->outcomes &&
	       (a->pin == b->pin || json_equal(a->pin, b->pin));
}

/* --- as text and JSON ----------------------------------------------------- */

void seen_text(const struct seen *seen, char ret[SEEN_TEXT_SIZE])
{
	snprintf(ret, SEEN_TEXT_SIZE, "%" PRId64 ".%" PRId64, seen->act,
		 seen->outcomes);
}

int seen_parse(const char *text, struct seen *ret, struct error *err)
{
	struct seen seen = {.given = true};
	int end = -1;

	if (strspn(text, "0123456789.") != strlen(text) || strlen(text) > 36 ||
	    sscanf(text, "%18" SCNd64 ".%18" SCNd64 "%n", &seen.act,
		   &seen.outcomes, &end) != 2 ||
	    end < 0 || text[end] != '\0')
		return error_set(err, ERROR_USAGE,
				 "\"%s\" is not a revision, such as 17.2, "
				 "which \"vasculum show\" prints",
				 text);
	*ret = seen;
	return 0;
}

json_t *seen_write(const struct seen *seen)
{
	json_t *json = json_object();

	json_object_set_new(json, "act", json_integer(seen->act));
	json_object_set_new(json, "outcomes", json_integer(seen->outcomes));
	if (json_array_size(seen->own) > 0)
		json_object_set_new(json, "own", json_deep_copy(seen->own));
	return json;
}

/* --- what came since ------------------------------------------------------ */

struct news {
	struct bytes text;
	size_t n;
	bool untold; /* a value is left out, or not whole */
};

/* Begins a change; false when it is only counted. */
static bool news_begin(struct news *news)
{
	if (news->n++ >= SEEN_TOLD) {
		news->untold = true;
		return false;
	}
	if (news->n > 1)
		bytes_append_str(&news->text, "; ");
	return true;
}

/* A value of a term; NULL: any text. */
static void news_quote(struct news *news, const char *term, const char *value)
{
	char *text CLEANUP(mem_free_str) = identifications_shown(term, value);
	size_t len = text_blank(text) ? 0 : strlen(text);
	size_t cut = text_cut(text, SEEN_VALUE_MAX);

	if (len == 0)
		bytes_append_str(&news->text, "(nothing)");
	else if (cut < len)
		bytes_printf(&news->text, "\"%.*s...\"", (int)cut, text);
	else
		bytes_printf(&news->text, "\"%s\"", text);
}

static void news_value(struct news *news, const struct act *act,
		       const char *term, const char *from, const char *to)
{
	if (!news_begin(news))
		return;
	if (to != NULL && strlen(to) > SEEN_VALUE_MAX)
		news->untold = true;
	if (act->op == ACT_ACCEPT) {
		bytes_printf(&news->text, "%s: ", term);
		news_quote(news, term, to);
		bytes_printf(&news->text, " confirmed by %s", act->by);
		return;
	}
	bytes_printf(&news->text, "%s: ", term);
	news_quote(news, term, from);
	bytes_append_str(&news->text, " -> ");
	news_quote(news, term, to);
	bytes_printf(&news->text, " by %s", act->by);
}

static void news_bulk(struct news *news, const struct specimen *specimen,
		      const struct act *act)
{
	size_t i;
	json_t *change;

	json_array_foreach(act->changes, i, change)
	{
		if (strcmp(json_string_at(change, "specimen_id"),
			   specimen->id) == 0)
			news_value(news, act, json_string_at(change, "term"),
				   json_string_at(change, "from"),
				   json_string_at(change, "to"));
	}
}

/* Acts that change no value, in words. */
static const char *const news_words[] = {
	[ACT_APPROVE] = "approved",    [ACT_REJECT] = "rejected",
	[ACT_REOPEN] = "opened again", [ACT_FLAG] = "flagged",
	[ACT_UNFLAG] = "unflagged",    [ACT_NOTE] = "note",
	[ACT_UNDO] = "undo",	       [ACT_REDO] = "redo",
};

/* The act that an undo or a redo is about, or NULL. */
static const struct act *news_about(const struct specimen *specimen,
				    const struct act *act)
{
	const char *id = json_string_value(json_array_get(act->ids, 0));

	for (size_t i = 0; id != NULL && i < specimen->n_acts; i++)
		if (strcmp(specimen->acts[i].id, id) == 0)
			return &specimen->acts[i];
	return NULL;
}

/* Whom a flag is for. */
static void news_for(struct news *news, const struct act *act)
{
	static const char *const readers[MARK_COUNT] = {
		[MARK_EXPERT] = " for an expert",
		[MARK_SECOND] = " for a second reader",
	};

	if ((act->op == ACT_FLAG || act->op == ACT_UNFLAG) &&
	    readers[act_mark(act)] != NULL)
		bytes_append_str(&news->text, readers[act_mark(act)]);
}

static void news_mark(struct news *news, const struct specimen *specimen,
		      const struct act *act)
{
	const struct act *about = news_about(specimen, act);

	if (!news_begin(news))
		return;
	if (act->op == ACT_UNDO || act->op == ACT_REDO)
		news->untold = true;
	bytes_append_str(&news->text, news_words[act->op]);
	news_for(news, act);
	if (act->op == ACT_NOTE) {
		bytes_append_str(&news->text, ": ");
		news_quote(news, NULL, act->to);
	}
	if (about != NULL)
		bytes_printf(&news->text, " of %s%s%s", act_op_word(about->op),
			     about->term != NULL ? " " : "",
			     about->term != NULL ? about->term : "");
	bytes_printf(&news->text, " by %s", act->by);
	if (act->op == ACT_REJECT && act->reason != NULL)
		bytes_printf(&news->text, ": %.*s",
			     (int)text_cut(act->reason, SEEN_VALUE_MAX),
			     act->reason);
}

static void news_act(struct news *news, const struct specimen *specimen,
		     const struct act *act)
{
	if (act->op == ACT_BULK)
		news_bulk(news, specimen, act);
	else if (act->term != NULL)
		news_value(news, act, act->term, act->from,
			   act->op == ACT_CLEAR ? "" : act->to);
	else
		news_mark(news, specimen, act);
}

/* Readings that came; those that are gone too. */
static void news_outcomes(struct news *news, const struct seen *seen,
			  const struct specimen *specimen, bool pins)
{
	int64_t n = 0;

	for (size_t i = 0; i < specimen->n_outcomes; i++) {
		const struct outcome *outcome = &specimen->outcomes[i];

		if (outcome->error != NULL || ++n <= seen->outcomes || pins ||
		    !news_begin(news))
			continue;
		news->untold = true;
		bytes_printf(&news->text, "read again by %s",
			     outcome->model != NULL ? outcome->model
						    : "another engine");
	}
	if (n < seen->outcomes && news_begin(news)) {
		news->untold = true;
		bytes_append_str(&news->text, "a reading is gone");
	}
}

/* The first act that pins; n_acts for none. */
static size_t news_pinning(const struct specimen *specimen)
{
	for (size_t i = 0; i < specimen->n_acts; i++) {
		struct pin pin = act_pin(specimen, &specimen->acts[i]);
		struct record record;

		if (!pin_read(specimen, &pin, &record))
			continue;
		record_done(&record);
		return i;
	}
	return specimen->n_acts;
}

/* A value that was proposed, and is not what is now, or (`by`) what somebody
 * pinned. */
static void news_proposed(struct news *news, const char *term, const char *from,
			  const char *to, const char *by)
{
	if (strcmp(from, to) == 0 || !news_begin(news))
		return;
	if (strlen(to) > SEEN_VALUE_MAX)
		news->untold = true;
	bytes_printf(&news->text, "%s: ", term);
	news_quote(news, term, from);
	bytes_append_str(&news->text, by != NULL ? " was proposed, " : " -> ");
	news_quote(news, term, to);
	if (by != NULL)
		bytes_printf(&news->text, " when %s acted", by);
}

/* What differs between the proposal that was seen and the one there is. */
static void news_proposal(struct news *news, const struct seen *seen,
			  const struct specimen *specimen, const char *by)
{
	const struct pin pin = {.kind = PIN_TERMS, .terms = seen->pin};
	const struct record *now = &specimen->proposal;
	struct record then;

	if (seen->pin == NULL || !pin_read(specimen, &pin, &then))
		return;
	for (size_t i = 0; i < now->n; i++)
		news_proposed(news, now->fields[i].term,
			      record_value(&then, now->fields[i].term),
			      now->fields[i].value, by);
	for (size_t i = 0; i < then.n; i++)
		if (record_find(now, then.fields[i].term) == NULL)
			news_proposed(news, then.fields[i].term,
				      then.fields[i].value, "", by);
	record_done(&then);
}

/* Of two consoles the second finds the record held to what the first saw. */
static void news_pin(struct news *news, const struct seen *seen,
		     const struct specimen *specimen)
{
	size_t by = news_pinning(specimen);

	if (by < specimen->n_acts)
		news_proposal(news, seen, specimen, specimen->acts[by].by);
}

/* --- the check ------------------------------------------------------------ */

static bool seen_is_own(const struct seen *seen, const struct act *act)
{
	size_t i;
	json_t *id;

	json_array_foreach(seen->own, i, id)
	{
		const char *text = json_string_value(id);

		if (text != NULL && strcmp(text, act->id) == 0)
			return true;
	}
	return false;
}

/* The first act behind the one that was seen; n_acts + 1 where that one is
 * not there. */
static size_t seen_first_new(const struct seen *seen,
			     const struct specimen *specimen, size_t n_acts)
{
	if (seen->act == 0)
		return 0;
	for (size_t i = n_acts; i > 0; i--)
		if (specimen->acts[i - 1].seq == seen->act)
			return i;
	return n_acts + 1;
}

static void seen_news(const struct seen *seen, const struct specimen *specimen,
		      size_t n_acts, enum act_op op, struct news *ret)
{
	size_t first = seen_first_new(seen, specimen, n_acts);
	bool pins = seen->pin != NULL && pin_is_for(op);

	if (first > n_acts && news_begin(ret)) {
		ret->untold = true;
		bytes_append_str(&ret->text, "its history is another one");
	}
	for (size_t i = first; i < n_acts; i++)
		if (!seen_is_own(seen, &specimen->acts[i]))
			news_act(ret, specimen, &specimen->acts[i]);
	if (pins)
		news_pin(ret, seen, specimen);
	news_outcomes(ret, seen, specimen, pins);
	if (ret->n > SEEN_TOLD)
		bytes_printf(&ret->text, "; and %zu more", ret->n - SEEN_TOLD);
}

/* Whether all acts of one's own have arrived. */
static bool seen_own_arrived(const struct seen *seen,
			     const struct specimen *specimen)
{
	size_t arrived = 0;

	for (size_t i = 0; i < specimen->n_acts; i++)
		arrived += seen_is_own(seen, &specimen->acts[i]);
	return arrived == json_array_size(seen->own);
}

int seen_check(const struct seen *seen, const struct specimen *specimen,
	       size_t n_acts, enum act_op op, struct error *err)
{
	struct news news = {0};
	int rc = 0;

	if (!seen->given)
		return 0;
	seen_news(seen, specimen, n_acts, op, &news);
	if (news.n > 0)
		rc = error_set(err, ERROR_STALE, "changed meanwhile: %s",
			       news.text.data);
	else if (op == ACT_APPROVE && !seen_own_arrived(seen, specimen))
		rc = error_set(err, ERROR_STALE,
			       "an edit of yours before it was not saved");
	bytes_done(&news.text);
	return rc;
}

bool seen_moved(const struct seen *seen, const struct specimen *specimen,
		struct error *err)
{
	struct news news = {0};

	news_proposal(&news, seen, specimen, NULL);
	if (news.n > SEEN_TOLD)
		bytes_printf(&news.text, "; and %zu more", news.n - SEEN_TOLD);
	if (news.n > 0)
		(void)error_set(err, ERROR_STALE, "the sheet was looked at: %s",
				news.text.data);
	bytes_done(&news.text);
	return news.n > 0;
}

bool seen_untold(const struct seen *seen, const struct specimen *specimen,
		 size_t n_acts, enum act_op op)
{
	struct news news = {0};

	if (seen->given)
		seen_news(seen, specimen, n_acts, op, &news);
	bytes_done(&news.text);
	return news.untold;
}
