/*
 * sign.c: signing, rejecting, marks, undo. See sign.h.
 *
 * 1. Nobody signs what they cannot have seen: a record that has come this
 *    moment is looked at first (app.looked), and a question stands for what was
 *    on the screen when it was put (app.asked).
 * 2. What speaks against a signature is told before it is given, all of it in
 *    one question: values that the check finds wrong, terms passed over, fields
 *    that are still doubtful, the flag, the note. Wrong values are signed for a
 *    reason alone. Of a value that somebody looked at and found right (Enter)
 *    nothing is asked any more: that they did is the reason.
 * 3. An act on a record that somebody else changed is not made. What changed
 *    is told, and one key makes the act all the same.
 * 4. After an approval or rejection is durable, the next record comes by
 *    itself; undo brings back the record and the field of the act.
 */
#include "config.h"

#include "ui/update/sign.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/state/menu.h"
#include "ui/state/pendings.h"
#include "ui/update/columns.h"
#include "ui/update/field.h"
#include "ui/update/grid.h"

/* What is named of each kind, so that all of it fits a menu at 80 x 24. */
#define SIGN_WRONG     3 /* with what is wrong; of more, only the first */
#define SIGN_NAMED     6 /* by their names alone */
#define SIGN_UNTOUCHED 7
#define SIGN_DOUBTFUL  9  /* with a word each */
#define SIGN_BESIDE    5  /* so many beside wrong values */
#define SIGN_NOTE      60 /* bytes */

/* Whether the record has been on the screen as it is. */
static bool sign_may_look(struct app *app)
{
	if (app_is_shown(app))
		return true;
	app_say(app, "%s", APP_NOT_SHOWN);
	return false;
}

static void sign_submit(struct app *app, struct pending_ask ask,
			struct effects *effects)
{
	pendings_submit(app, &ask, effects);
}

/* What was typed for an act of this kind and could not be saved, or NULL. */
static const char *sign_typed(const struct app *app, enum act_op op)
{
	const struct pending_act *failed = pendings_of_record(app);

	if (failed == NULL || failed->op != op)
		return NULL;
	return op == ACT_NOTE ? failed->value : failed->reason;
}

/* ---- approval ------------------------------------------------------------ */

/* What could not be saved must not be passed over. */
static bool record_is_whole(struct app *app)
{
	if (sign_typed(app, ACT_NOTE) != NULL) {
		app_alarm(app,
			  "the note is not saved{: {note} writes it again}{, "
			  "{close} drops it}");
		return false;
	}
	for (size_t i = 0; i < app->pendings.n; i++) {
		const struct pending_act *p = &app->pendings.items[i];

		if (!p->failed || p->term == NULL ||
		    !app_is_here(app, p->specimen_id))
			continue;
		grid_select(app, p->term);
		app_alarm(app,
			  "%s is not saved{: {accept} tries again}{, {edit} "
			  "edits}{, {close} drops it}",
			  p->term);
		return false;
	}
	return true;
}

/* The n-th value that the check finds wrong, or NULL. A value that is being
 * saved is not the one that was checked. */
static const struct verdict *sign_wrong(const struct app *app, size_t n)
{
	const struct specimen *s = &app->here.specimen;

	for (size_t i = 0; i < s->verdicts.n; i++) {
		const struct verdict *verdict = &s->verdicts.items[i];

		if (verdict_condemns(verdict, &s->record) &&
		    app_pending(app, verdict->term) == NULL &&
		    !app_is_accepted(app, verdict->term) && n-- == 0)
			return verdict;
	}
	return NULL;
}

/* The reason for which a record is signed whose wrong values were all accepted,
 * one by one; owned. NULL: there is none of them. */
static char *sign_accepted_reason(const struct app *app)
{
	const struct specimen *s = &app->here.specimen;
	struct bytes names CLEANUP(bytes_done) = {0};
	const char *last = "";

	for (size_t i = 0; i < s->verdicts.n; i++) {
		const struct verdict *verdict = &s->verdicts.items[i];

		if (!verdict_condemns(verdict, &s->record) ||
		    !app_is_accepted(app, verdict->term) ||
		    strcmp(last, verdict->term) == 0)
			continue;
		last = verdict->term;
		bytes_printf(&names, "%s%s", names.len > 0 ? ", " : "", last);
	}
	return names.len > 0
		       ? mem_printf("looked at and found right: %s", names.data)
		       : NULL;
}

/* Whether a term is among those that are asked about as doubtful: not as wrong,
 * nor as neither filled nor confirmed empty. */
static bool sign_is_doubtful(const struct app *app, const char *term)
{
	const struct term *known = terms_find(app->terms, term);
	const struct verdict *worst =
		verdicts_worst(&app->here.specimen.verdicts, term);
	bool warned = app_verdict_counts(app, worst) &&
		      worst->severity == SEVERITY_WARNING;

	if (text_blank(app_value(app, term)) && known != NULL &&
	    term_is_required(known))
		return false;
	if (worst != NULL &&
	    verdict_condemns(worst, &app->here.specimen.record))
		return false;
	if ((app_doubts(app, term) & ~(unsigned)DOUBT_MISSED) != 0)
		return true;
	/* Typed, and the check does not like it. */
	return warned && app_pending(app, term) == NULL &&
	       !text_blank(app_value(app, term)) && !app_is_accepted(app, term);
}

/* The n-th of them in the order of the rows, or NULL. */
static const char *sign_doubtful(const struct app *app, size_t n)
{
	for (int i = 0; i < app->grid.n; i++)
		if (app->grid.rows[i] != NULL &&
		    sign_is_doubtful(app, app->grid.rows[i]) && n-- == 0)
			return app->grid.rows[i];
	return NULL;
}

/* Those from the n-th on, by their names. */
static void sign_name_wrong(const struct app *app, size_t n, struct bytes *ret)
{
	const struct verdict *verdict;
	size_t named = 0, more = 0;

	for (; (verdict = sign_wrong(app, n)) != NULL; n++) {
		if (named == SIGN_NAMED) {
			more++;
			continue;
		}
		bytes_printf(ret, "%s%s", named > 0 ? ", " : "", verdict->term);
		named++;
	}
	if (more > 0)
		bytes_printf(ret, " and %zu more", more);
}

static void sign_say_wrong(const struct app *app, struct bytes *ret)
{
	const char *mark = glyph_text(app->caps.ascii, GLYPH_WRONG);
	const struct verdict *verdict;
	size_t n = 0, most = SIGN_WRONG;

	while (sign_wrong(app, n) != NULL)
		n++;
	if (n > most)
		most = 1;
	for (size_t i = 0; i < n && i < most; i++) {
		verdict = sign_wrong(app, i);
		bytes_printf(ret, "%s %s: %s\n", mark, verdict->term,
			     verdict->message);
	}
	if (n > most) {
		bytes_printf(ret, "%s wrong, too: ", mark);
		sign_name_wrong(app, most, ret);
		bytes_append_char(ret, '\n');
	}
}

static void sign_say_untouched(const struct app *app, struct bytes *ret)
{
	const char *terms[SIGN_UNTOUCHED];
	size_t n = app_untouched(app, terms, SIGN_UNTOUCHED);

	if (n == 0)
		return;
	bytes_append_str(ret, "Neither filled nor confirmed empty: ");
	for (size_t i = 0; i < n && i < SIGN_UNTOUCHED; i++)
		bytes_printf(ret, "%s%s", i > 0 ? ", " : "", terms[i]);
	bytes_append_str(ret, n > SIGN_UNTOUCHED ? " and others.\n" : ".\n");
}

static void sign_say_doubtful(const struct app *app, struct bytes *ret)
{
	const char *term;
	size_t most = sign_wrong(app, 0) != NULL ? SIGN_BESIDE : SIGN_DOUBTFUL;
	size_t n = 0;

	for (; (term = sign_doubtful(app, n)) != NULL; n++) {
		unsigned doubts = app_doubts(app, term);

		if (n < most)
			bytes_printf(ret, "%s%s (%s)",
				     n > 0 ? ", " : "Still doubtful: ", term,
				     app_doubt_word(app, term,
						    doubts != 0
							    ? doubts
							    : DOUBT_WARNING));
	}
	if (n > most)
		bytes_printf(ret, " and %zu more", n - most);
	if (n > 0)
		bytes_append_str(ret, ".\n");
}

static void sign_say_marks(const struct app *app, struct bytes *ret)
{
	const struct specimen *s = &app->here.specimen;
	size_t len;

	if (s->flagged)
		bytes_printf(ret, "Flagged for a second look.%s",
			     s->expert || s->notes != NULL ? " " : "\n");
	if (s->expert)
		bytes_printf(ret, "Flagged for an expert.%s",
			     s->notes != NULL ? " " : "\n");
	if (s->notes == NULL)
		return;
	len = text_cut(s->notes, SIGN_NOTE);
	bytes_printf(ret, "Note: %.*s%s\n", (int)len, s->notes,
		     s->notes[len] != '\0' ? "..." : "");
}

/* Only a signature does, for values that are wrong. */
static bool sign_needs_reason(const struct app *app)
{
	return sign_wrong(app, 0) != NULL && !app->here.specimen.blind;
}

/* Asks where something speaks against it; false where nothing does. */
static bool sign_ask(struct app *app)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	const char *term;
	bool wrong = sign_needs_reason(app), open;
	bool lacking = app_untouched(app, &term, 1) > 0;
	size_t marks;

	sign_say_marks(app, &text);
	marks = text.len;
	sign_say_wrong(app, &text);
	sign_say_untouched(app, &text);
	sign_say_doubtful(app, &text);
	open = text.len > marks;
	if (text.len == 0)
		return false;
	menu_open(app, MENU_APPROVE,
		  app->here.specimen.blind ? "End the second reading?"
					   : "Approve the record?",
		  text.data);
	if (open)
		menu_add(app, 'g', "go to the first of them", NULL);
	else
		menu_add(app, 'n', "not yet", NULL);
	menu_add(app, 'y',
		 app->here.specimen.blind ? "end it all the same"
		 : wrong		  ? "approve all the same, and say why"
		 : lacking ? "approve all the same (it is recorded)"
		 : open	   ? "approve all the same"
			   : "approve",
		 NULL);
	return true;
}

/* A key that repeats, or bounces, must not sign what it brought up; as long as
 * it goes on, nothing is. */
static bool sign_has_looked(struct app *app)
{
	if (!sign_may_look(app))
		return false;
	if (!app->shown_whole) {
		app_say(app, "its fields were not on the screen{: {wide} shows "
			     "them}");
		return false;
	}
	if (app->looked == LOOKED_WELL)
		return true;
	app->looked = LOOKED_NOT;
	app_say(app, "%s", APP_NOT_SHOWN);
	return false;
}

void record_approve(struct app *app, struct effects *effects)
{
	char *reason CLEANUP(mem_free_str) = NULL;

	if (!sign_has_looked(app) || !record_is_whole(app))
		return;
	pendings_look(app);
	if (sign_ask(app))
		return;
	reason = sign_accepted_reason(app);
	sign_submit(app,
		    (struct pending_ask){.op = ACT_APPROVE,
					 .reason = reason,
					 .override = reason != NULL},
		    effects);
}

void record_commit_approve(struct app *app, struct effects *effects)
{
	field_commit(app, effects);
	if (!app->edit.active && !app->painted.refused)
		record_approve(app, effects);
}

static void sign_go_to_first(struct app *app)
{
	const struct verdict *wrong = sign_wrong(app, 0);
	const char *term;

	if (wrong != NULL)
		grid_select(app, wrong->term);
	else if (app_untouched(app, &term, 1) > 0)
		grid_select(app, term);
	else if (sign_doubtful(app, 0) != NULL)
		grid_select(app, sign_doubtful(app, 0));
}

void record_approve_chosen(struct app *app, int i, struct effects *effects)
{
	char *reason CLEANUP(mem_free_str) = sign_accepted_reason(app);

	menu_close(app);
	if (i == 0) {
		sign_go_to_first(app);
	} else if (sign_needs_reason(app)) {
		prompt_open(app, PROMPT_OVERRIDE);
		prompt_offer(app, sign_typed(app, ACT_APPROVE));
	} else {
		sign_submit(app,
			    (struct pending_ask){.op = ACT_APPROVE,
						 .reason = reason,
						 .override = true,
						 .view = &app->asked},
			    effects);
	}
}

void record_override_done(struct app *app, struct effects *effects)
{
	const char *text = lineedit_text(&app->prompt.line);

	if (text_blank(text)) {
		app_say(app, "not approved: a value that is wrong is signed "
			     "for a reason only");
		return;
	}
	sign_submit(app,
		    (struct pending_ask){.op = ACT_APPROVE,
					 .reason = text,
					 .override = true,
					 .view = &app->asked},
		    effects);
}

/* ---- rejection ----------------------------------------------------------- */

void record_reject(struct app *app, struct effects *effects)
{
	const char *const *reasons = review_reasons();

	if (!sign_may_look(app))
		return;
	pendings_look(app);
	menu_open(app, MENU_REASON, "Reject: why?", NULL);
	for (size_t i = 0; reasons[i] != NULL; i++)
		menu_add(app, 0, reasons[i], NULL);
}

static void sign_reject(struct app *app, const char *reason,
			struct effects *effects)
{
	sign_submit(app,
		    (struct pending_ask){.op = ACT_REJECT,
					 .reason = reason,
					 .view = &app->asked},
		    effects);
}

void record_reason_chosen(struct app *app, int i, struct effects *effects)
{
	char *reason CLEANUP(mem_free_str) =
		mem_strdup(app->menu.items[i].text);

	menu_close(app);
	if (strcmp(reason, "other") != 0) {
		sign_reject(app, reason, effects);
		return;
	}
	prompt_open(app, PROMPT_REASON);
	prompt_offer(app, sign_typed(app, ACT_REJECT));
}

void record_reason_done(struct app *app, struct effects *effects)
{
	const char *text = lineedit_text(&app->prompt.line);

	sign_reject(app, text[0] != '\0' ? text : "other", effects);
}

/* ---- marks --------------------------------------------------------------- */

/* Sets the mark, or takes it away; what is on its way counts as done. */
static void record_mark(struct app *app, enum act_mark mark, bool marked,
			struct effects *effects)
{
	for (size_t i = 0; i < app->pendings.n; i++) {
		const struct pending_act *p = &app->pendings.items[i];

		if (!p->failed && app_is_here(app, p->specimen_id) &&
		    (p->op == ACT_FLAG || p->op == ACT_UNFLAG) &&
		    p->mark == mark)
			marked = p->op == ACT_FLAG;
	}
	sign_submit(app,
		    (struct pending_ask){.op = marked ? ACT_UNFLAG : ACT_FLAG,
					 .mark = mark},
		    effects);
}

void record_flag(struct app *app, struct effects *effects)
{
	record_mark(app, MARK_FLAGGED, app->here.specimen.flagged, effects);
}

void record_expert(struct app *app, struct effects *effects)
{
	record_mark(app, MARK_EXPERT, app->here.specimen.expert, effects);
}

/* The line for a note; `text`: one that was typed, or NULL. */
static void note_open(struct app *app, const char *text)
{
	const char *notes = app->here.specimen.notes;

	pendings_look(app);
	mem_replace(&app->prompt.seen, notes != NULL ? notes : "");
	prompt_open(app, PROMPT_NOTE);
	prompt_offer(app, text);
	prompt_offer(app, notes);
}

/* What stands in the line of a field becomes a note, behind the one there is. */
static void note_of_line(struct app *app)
{
	char *text CLEANUP(mem_free_str) = typing_text(app);
	bool noted = text[0] != '\0' && text[0] == app->edit.noted;
	const char *rest = text + (noted ? text_next(text, 0) : 0);
	struct lineedit *line = &app->prompt.line;

	field_drop(app);
	note_open(app, sign_typed(app, ACT_NOTE));
	if (lineedit_text(line)[0] != '\0')
		lineedit_insert(line, " ", 1);
	lineedit_insert(line, rest, strlen(rest));
}

void record_note(struct app *app, struct effects *effects)
{
	if (app_mode(app) == MODE_EDIT)
		note_of_line(app);
	else
		note_open(app, sign_typed(app, ACT_NOTE));
}

void record_note_done(struct app *app, struct effects *effects)
{
	sign_submit(app,
		    (struct pending_ask){
			    .op = ACT_NOTE,
			    .value = lineedit_text(&app->prompt.line),
			    .seen = app->prompt.seen,
			    .view = &app->asked,
		    },
		    effects);
}

/* ---- opening it again --------------------------------------------------------- */

void record_reopen(struct app *app, struct effects *effects)
{
	if (!app_is_signed(app))
		app_say(app, "it is open");
	else
		sign_submit(app, (struct pending_ask){.op = ACT_REOPEN},
			    effects);
}

/* ---- somebody else was there --------------------------------------------- */

static const struct {
	const char *title, *again;
} stale_words[] = {
	[ACT_APPROVE] = {"Not approved: it has changed",
			 "approve it as it is now"},
	[ACT_REJECT] = {"Not rejected: it has changed",
			"reject it all the same"},
	[ACT_REOPEN] = {"Not opened: it has changed", "open it all the same"},
	[ACT_FLAG] = {"Not flagged: it has changed", "flag it all the same"},
	[ACT_UNFLAG] = {"Still flagged: it has changed",
			"unflag it all the same"},
	[ACT_NOTE] = {"Note not written: it has changed",
		      "write your note all the same"},
};

/* A signature is for values; nobody signs those that the question leaves out
 * (invariant 1). */
static bool stale_hides(const struct app *app, const struct pending_act *failed)
{
	const struct error *limit = NULL;
	bool cut = strlen(failed->error) + 1 >= sizeof(limit->text);

	return failed->op == ACT_APPROVE &&
	       (failed->now.untold || cut || !menu_fits(app, failed->error));
}

void record_stale_ask(struct app *app, const struct pending_act *failed)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	if (stale_hides(app, failed))
		bytes_append_str(&text, "Look at it before you approve it: "
					"not every value is told here.\n");
	bytes_printf(&text, "%s\n", failed->error);
	if (failed->op == ACT_NOTE)
		bytes_printf(&text, "Your note: %s\n", failed->value);
	menu_open(app, MENU_STALE, stale_words[failed->op].title, text.data);
	menu_add(app, 'g',
		 failed->op == ACT_NOTE ? "go back to your note"
					: "go and look at it",
		 NULL);
	if (!stale_hides(app, failed))
		menu_add(app, 'y', stale_words[failed->op].again, NULL);
}

/* Back to the record; what was typed is there again when it is asked for. */
static void stale_go(struct app *app, const struct pending_act *failed)
{
	if (failed->op == ACT_NOTE)
		note_open(app, failed->value);
	else if (failed->reason == NULL)
		pendings_drop(app, NULL);
}

/* Whether the record that is here is the one that was told of, or newer. */
static bool stale_has_come(const struct app *app,
			   const struct pending_act *failed)
{
	struct seen here CLEANUP(seen_done) =
		specimen_seen(&app->here.specimen);

	return here.act >= failed->now.act &&
	       here.outcomes >= failed->now.outcomes;
}

/* A reason was given for the values that were wrong then: those that are wrong
 * now are named, and asked about anew. */
static bool stale_asks_anew(struct app *app, const struct pending_act *failed)
{
	if (failed->op != ACT_APPROVE ||
	    (failed->reason == NULL && sign_wrong(app, 0) == NULL))
		return false;
	if (stale_has_come(app, failed)) {
		seen_done(&app->asked);
		seen_copy(&failed->now, &app->asked);
		if (!sign_ask(app))
			return false;
	} else {
		app_say(app, "%s", APP_NOT_SHOWN);
	}
	stale_go(app, failed);
	return true;
}

void record_stale_chosen(struct app *app, int i, struct effects *effects)
{
	const struct pending_act *failed = pendings_of_record(app);

	menu_close(app);
	if (failed == NULL)
		return;
	if (i == 0) {
		stale_go(app, failed);
		return;
	}
	if (stale_asks_anew(app, failed))
		return;
	sign_submit(app,
		    (struct pending_ask){
			    .op = failed->op,
			    .value = failed->value,
			    .reason = failed->reason,
			    .override = failed->override,
			    .mark = failed->mark,
			    .view = &failed->now,
		    },
		    effects);
}
