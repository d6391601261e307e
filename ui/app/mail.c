/*
 * mail.c: what other threads say. See mail.h.
 *
 * 1. An answer whose ticket is not the one waited for is dropped: the
 *    curator has moved on.
 * 2. "Saved" is said when the store says so. What failed stays where it was
 *    typed, with the reason; what failed for want of room is tried again.
 */
#include "config.h"

#include "ui/app/mail.h"

#include <string.h>

#include "base/bytes.h"
#include "base/human.h"
#include "base/mem.h"
#include "batch/send/batcher.h"
#include "match/matching.h"
#include "ui/app/arrive.h"
#include "ui/app/keys.h"
#include "ui/app/reconcile.h"
#include "ui/update/undo.h"
#include "ui/update/columns.h"
#include "ui/update/foresee.h"
#include "ui/update/grid.h"
#include "ui/state/pendings.h"
#include "ui/typing/outside.h"
#include "ui/update/queue.h"
#include "ui/update/record.h"
#include "ui/update/sign.h"

/* ---- acts ---------------------------------------------------------------- */

/* Nothing is open that a change of record would disturb. */
static bool app_at_rest(const struct app *app)
{
	return !app->edit.active && !app->prompt.active &&
	       app->overlay == OVERLAY_NONE;
}

/* A second reading: what differs is shown at once, to be decided; else the next
 * record comes. */
static void reading_has_ended(struct app *app, const struct pending_act *p,
			      const struct review_reply *reply)
{
	app->work.read_twice++;
	if (!app_is_here(app, p->specimen_id) || !app_at_rest(app))
		return;
	if (reply->differ == 0) {
		app_say(app, "read the same: all of %zu values", reply->read);
		record_go_next(app);
		return;
	}
	app->looked = LOOKED_NOT;
	record_go(app, p->specimen_id, 0, ARRIVE_READ);
	app_say(app,
		"%zu of %zu values were signed otherwise: it is open again, "
		"to be decided",
		reply->differ, reply->read);
}

/* Kept until the record shows it: see pendings.c, 3. */
static void act_is_saved(struct app *app, struct pending_act *p,
			 const struct review_reply *reply)
{
	bool here = app_is_here(app, reply->specimen_id);

	app->saved = true;
	p->failed = p->waits = p->trying = false;
	p->revision = reply->revision > 0 ? reply->revision : 1;
	pendings_saved(app, p);
	if (p->op == ACT_APPROVE || p->op == ACT_REJECT)
		spent_settle(&app->spent, reply->specimen_id);
	if (p->op == ACT_APPROVE && p->second) {
		reading_has_ended(app, p, reply);
		return;
	}
	app->work.approved += p->op == ACT_APPROVE ? 1 : 0;
	app->work.rejected += p->op == ACT_REJECT ? 1 : 0;
	if ((p->op == ACT_UNDO || p->op == ACT_REDO) &&
	    reply->specimen_id != NULL) {
		/* Whoever waited for many has gone on, or stays. */
		if (app->undoing.ticket != reply->ticket &&
		    (p->told == NULL || p->target != NULL))
			record_go(app, reply->specimen_id, 0,
				  here && app->edit.active ? ARRIVE_FRESH
							   : ARRIVE_UNDO);
		if (!app->burst.offered)
			undo_say(app, p, reply->left);
	} else if ((p->op == ACT_APPROVE || p->op == ACT_REJECT) && here &&
		   app_at_rest(app)) {
		app_say(app, p->op == ACT_APPROVE ? "approved" : "rejected");
		record_go_next(app);
	}
}

/* Whether it holds something that was typed, or that is tried again. */
static bool act_is_kept(const struct pending_act *p)
{
	if (p->op == ACT_UNDO || p->op == ACT_REDO)
		return false;
	return p->term != NULL || p->op == ACT_NOTE || p->reason != NULL ||
	       p->waits;
}

/* Asks, where one key can make the act all the same. */
static bool act_asks(struct app *app, const struct pending_act *p)
{
	if (!p->stale || p->term != NULL || !app_at_rest(app) ||
	    !app_is_here(app, p->specimen_id))
		return false;
	record_stale_ask(app, p);
	return true;
}

static void act_tell_failure(struct app *app, const struct pending_act *p)
{
	if (p->op == ACT_UNDO || p->op == ACT_REDO)
		app_alarm(app, "%s", p->error); /* it is not tried again */
	else if (p->waits)
		app_alarm(app, "not saved, tried again by itself: %s",
			  p->error);
	else
		app_alarm(app, "not saved: %s", p->error);
}

static void act_has_failed(struct app *app, size_t i,
			   struct review_reply *reply)
{
	struct pending_act *p = &app->pendings.items[i];
	enum error_kind kind = reply->error.kind;
	bool known = p->trying;

	p->failed = true;
	p->trying = false;
	p->waits = kind == ERROR_NO_SPACE || kind == ERROR_BUSY;
	p->stale = kind == ERROR_STALE;
	seen_done(&p->now);
	seen_copy(&reply->now, &p->now);
	mem_replace(&p->error, reply->error.text);
	if (known && p->waits)
		return;
	app->n_held = 0;
	if (p->op == ACT_UNDO || p->op == ACT_REDO)
		undo_failed(app, p);
	else if (!p->waits)
		deeds_drop(&app->deeds, p->id);
	if (act_asks(app, p))
		return;
	act_tell_failure(app, p);
	if (!act_is_kept(p))
		pendings_remove(&app->pendings, i);
}

/* What is here is older than the index. */
static void mail_outdates(struct app *app)
{
	app->fetch.stale = true;
	app->counts_fetch.stale = true;
	app->queue.fetch.stale = true;
}

static void mail_saved(struct app *app, struct mail *mail,
		       struct effects *effects)
{
	struct review_reply *reply =
		CONTAINER_OF(mail, struct review_reply, mail);
	bool undone = false;

	/* One act may have several values. */
	for (size_t i = app->pendings.n; i-- > 0;) {
		enum act_op op = app->pendings.items[i].op;

		if (app->pendings.items[i].ticket != reply->ticket)
			continue;
		undone = undone || op == ACT_UNDO || op == ACT_REDO;
		if (reply->status == 0)
			act_is_saved(app, &app->pendings.items[i], reply);
		else
			act_has_failed(app, i, reply);
	}
	if (app->undoing.ticket == reply->ticket)
		app->undoing = (struct back_view){0};
	mail_outdates(app);
	if (undone)
		columns_again(app, effects);
	keys_release(app, effects);
}

/* Batches of the run: how they stand, and what came of one. */
static void mail_batches(struct app *app, struct mail *mail,
			 struct effects *effects)
{
	const struct keeper_mail *batches =
		CONTAINER_OF(mail, struct keeper_mail, mail);

	(void)effects;
	app->batches = batches->view;
	if (app->batches.collected > 0)
		app_say(app, "a batch has ended: %zu read, %zu failed",
			app->batches.succeeded, app->batches.failed);
}

/* ---- the others ---------------------------------------------------------- */

/* What is begun stands anywhere in the list: who comes back is told of it, once,
 * when it is known how much of it is on the screen already. */
static void counts_begun(struct app *app)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	size_t begun = app->counts.by_status[STATUS_IN_REVIEW];
	bool here = app->here.specimen.status == STATUS_IN_REVIEW;

	if (app->told_begun || !app->have_counts || !app->here.have)
		return;
	app->told_begun = true;
	if (here && begun > 0)
		begun--;
	if (begun == 0 || app->message.text[0] != '\0')
		return;
	human_count(begun, &text);
	app_say(app,
		"%s%s begun and not signed{: {queue}, then "
		"{queue:queue-scope} shows %s}",
		text.data, here ? " more" : "", begun == 1 ? "it" : "them");
}

static void mail_specimen(struct app *app, struct mail *mail,
			  struct effects *effects)
{
	struct query_specimen *reply =
		CONTAINER_OF(mail, struct query_specimen, mail);

	if (reply->ticket != app->fetch.ticket)
		return;
	arrive_reply(app, reply);
	counts_begun(app);
	keys_release(app, effects);
}

static void mail_place(struct app *app, struct mail *mail,
		       struct effects *effects)
{
	(void)effects;
	arrive_place(app, CONTAINER_OF(mail, struct query_place, mail));
}

static void mail_rows(struct app *app, struct mail *mail,
		      struct effects *effects)
{
	struct query_rows *reply = CONTAINER_OF(mail, struct query_rows, mail);

	if (reply->ticket != app->queue.fetch.ticket)
		return;
	app->queue.fetch.ticket = 0;
	if (reply->error.kind != ERROR_NONE) {
		app_alarm(app, "%s", reply->error.text);
		return;
	}
	queue_take(app, reply);
	queue_tell(app);
	record_beside(app);
}

/* That there are none says nothing while the index is behind. */
static void counts_doubt(struct app *app)
{
	if (app->behind && app->counts.sheets == 0)
		app->have_counts = false;
}

static void mail_counts(struct app *app, struct mail *mail,
			struct effects *effects)
{
	struct query_counts *reply =
		CONTAINER_OF(mail, struct query_counts, mail);

	if (reply->ticket != app->counts_fetch.ticket)
		return;
	app->counts_fetch.ticket = 0;
	if (reply->error.kind != ERROR_NONE) {
		app_alarm(app, "%s", reply->error.text);
		return;
	}
	app->counts = reply->counts;
	app->pace.pace = reply->pace;
	index_agreements_free(app->agreements, app->n_agreements);
	app->agreements = reply->agreements;
	app->n_agreements = reply->n_agreements;
	app->read_twice = reply->read_twice;
	reply->agreements = NULL;
	reply->n_agreements = 0;
	app->have_counts = true;
	counts_doubt(app);
	counts_begun(app);
}

static void mail_suggestions(struct app *app, struct mail *mail,
			     struct effects *effects)
{
	helps_take(app, CONTAINER_OF(mail, struct query_suggestions, mail));
	/* What the label may say has a row. */
	grid_rebuild(app);
	/* Nor is doubted what signed records say. */
	if (app_at_rest(app))
		grid_settle(app);
}

static void mail_completion(struct app *app, struct mail *mail,
			    struct effects *effects)
{
	helps_take_completion(
		app, CONTAINER_OF(mail, struct query_completion, mail));
}

static void mail_values(struct app *app, struct mail *mail,
			struct effects *effects)
{
	columns_take_values(
		app, CONTAINER_OF(mail, struct columns_values, mail), effects);
}

static void mail_clusters(struct app *app, struct mail *mail,
			  struct effects *effects)
{
	columns_take_clusters(
		app, CONTAINER_OF(mail, struct columns_clusters, mail));
}

static void mail_plan(struct app *app, struct mail *mail,
		      struct effects *effects)
{
	columns_take_plan(app, CONTAINER_OF(mail, struct columns_plan, mail));
}

static void mail_bulk_progress(struct app *app, struct mail *mail,
			       struct effects *effects)
{
	columns_take_progress(app,
			      CONTAINER_OF(mail, struct bulk_progress, mail));
}

static void mail_back_progress(struct app *app, struct mail *mail,
			       struct effects *effects)
{
	columns_take_back(app,
			  CONTAINER_OF(mail, struct review_progress, mail));
}

static void mail_bulk_done(struct app *app, struct mail *mail,
			   struct effects *effects)
{
	columns_take_done(app, CONTAINER_OF(mail, struct bulk_done, mail),
			  effects);
	mail_outdates(app);
}

/* Paid answers that could not be journaled, or were taken in; said once. */
static void mail_rescued(struct app *app, const struct store_folded *folded)
{
	struct bytes words CLEANUP(bytes_done) = {0};

	store_rescue_words(folded, &words);
	if (words.len == 0 ||
	    (app->rescued != NULL && strcmp(app->rescued, words.data) == 0))
		return;
	mem_replace(&app->rescued, words.data);
	app_alarm(app, "%s", words.data);
}

/* While the index is being made nothing else is to be found in it. */
static void mail_making(struct app *app, const struct fold_report *report)
{
	struct bytes words CLEANUP(bytes_done) = {0};

	fold_report_making(report, &words);
	mem_replace(&app->making, words.len > 0 ? words.data : NULL);
	app->behind = app->making != NULL;
	counts_doubt(app);
	if (app->making == NULL)
		mail_outdates(app);
}

static void mail_folded(struct app *app, struct mail *mail,
			struct effects *effects)
{
	const struct store_folded *folded =
		CONTAINER_OF(mail, struct store_folded, mail);
	const struct fold_report *report = &folded->report;

	mail_making(app, report);
	mail_rescued(app, folded);
	if (report->bad == 0 ||
	    (app->told != NULL && strcmp(app->told, report->first_bad) == 0))
		return;
	mem_replace(&app->told, report->first_bad);
	app_alarm(app, "skipped %zu bad line%s: %s", report->bad,
		  report->bad == 1 ? "" : "s", report->first_bad);
}

static void mail_draft(struct app *app, struct mail *mail,
		       struct effects *effects)
{
	const struct draft_state *state =
		CONTAINER_OF(mail, struct draft_state, mail);

	app->draft_fails = state->error.kind != ERROR_NONE;
	if (app->draft_fails)
		app_alarm(app, "what you type is not kept as a draft: %s",
			  state->error.text);
	else
		app_say(app, "what you type is kept as a draft again");
}

static void mail_editor(struct app *app, struct mail *mail,
			struct effects *effects)
{
	typing_take_back(app, CONTAINER_OF(mail, struct editor_done, mail));
}

static void mail_claims(struct app *app, struct mail *mail,
			struct effects *effects)
{
	struct claims_told *told = CONTAINER_OF(mail, struct claims_told, mail);

	claimed_take(app, &told->list);
}

static void mail_forecast(struct app *app, struct mail *mail,
			  struct effects *effects)
{
	foresee_take(app, CONTAINER_OF(mail, struct forecaster_forecast, mail));
}

static void mail_folders(struct app *app, struct mail *mail,
			 struct effects *effects)
{
	foresee_take_folders(
		app, CONTAINER_OF(mail, struct forecaster_folders, mail));
}

static void mail_batch_note(struct app *app, struct mail *mail,
			    struct effects *effects)
{
	app_say(app, "%s", CONTAINER_OF(mail, struct batcher_note, mail)->text);
}

/* GBIF is asked meanwhile: that it begins, that it ended, and what is in its
 * way; what comes between is nobody's business here. */
static void mail_asked(struct app *app, struct mail *mail,
		       struct effects *effects)
{
	const struct match_progress *p =
		&CONTAINER_OF(mail, struct matching_mail, mail)->progress;
	bool ended = p->answered + p->failed >= p->total;

	if (p->total == 0)
		return;
	/* Nothing that was lost is covered by it; what was not told is told by
	 * what comes next. */
	if (app->message.alarm) {
		if (ended) {
			app->gbif_asked = 0;
			app->gbif_faulty = false;
		}
		return;
	}
	if (ended)
		app_say(app,
			"GBIF has answered %zu of %zu question%s about names "
			"and places",
			p->answered, p->total, p->total == 1 ? "" : "s");
	else if (p->fault[0] != '\0' && !app->gbif_faulty)
		app_say(app, "GBIF is asked again later: %s", p->fault);
	else if (app->gbif_asked == 0)
		app_say(app,
			"asking GBIF %zu question%s about names and places",
			p->total, p->total == 1 ? "" : "s");
	app->gbif_asked = ended ? 0 : p->total;
	app->gbif_faulty = !ended && p->fault[0] != '\0';
}

/* Why sheets are left, or "". */
static const char *batch_rest(const struct submit_report *report)
{
	if (report->unresolved > 0)
		return "; whether the server has a batch cannot be told yet";
	if (report->no_money)
		return "; the budget pays for no more";
	if (report->unpaid)
		return "; the account has no money for more";
	if (report->no_room)
		return "; the server takes no more until a batch has ended";
	return "";
}

static void mail_batch_done(struct app *app, struct mail *mail,
			    struct effects *effects)
{
	const struct batcher_done *done =
		CONTAINER_OF(mail, struct batcher_done, mail);
	const struct submit_report *report = &done->report;
	const char *rest = batch_rest(report);

	if (done->error.kind != ERROR_NONE)
		app_alarm(app, "%s", done->error.text);
	else if (report->sent == 0 && rest[0] == '\0')
		app_say(app, "no sheet was left to be sent by batch");
	else
		app_say(app, "%zu %s sent in %zu %s%s", report->sent,
			report->sent == 1 ? "sheet" : "sheets", report->chunks,
			report->chunks == 1 ? "batch" : "batches", rest);
}

static void mail_progress(struct app *app, struct mail *mail,
			  struct effects *effects)
{
	const struct extract_mail *progress =
		CONTAINER_OF(mail, struct extract_mail, mail);
	bool ran = app_extracting(app);

	app->progress = progress->progress;
	app->have_progress = true;
	if (app->progress.state == EXTRACT_FAILED ||
	    (ran && app->progress.error.kind == ERROR_STOPPED))
		app_alarm(app, "%s", app->progress.error.text);
	else if (ran && app->progress.state == EXTRACT_FINISHED)
		app_say(app, "reading has ended: %zu read, %zu failed",
			app->progress.succeeded, app->progress.failed);
	if (app->quitting && !app_extracting(app))
		effects_add(effects, EFFECT_QUIT);
}

/* Takes the message's contents by leaving it empty: the reply is kept. */
static bool preview_take(struct app *app, struct mail *mail)
{
	struct preview_reply *reply =
		CONTAINER_OF(mail, struct preview_reply, mail);
	struct sheet_pane *sheet = &app->sheet;

	if (reply->ticket != sheet->ticket)
		return false;
	if (sheet->reply != NULL)
		mail_free(&sheet->reply->mail);
	sheet->reply = reply;
	return true;
}

void app_event(struct app *app, struct mail *mail, struct effects *effects)
{
	static const struct {
		int kind;
		void (*fn)(struct app *, struct mail *, struct effects *);
	} handlers[] = {
		{QUERY_MAIL_SPECIMEN, mail_specimen},
		{QUERY_MAIL_ROWS, mail_rows},
		{QUERY_MAIL_PLACE, mail_place},
		{QUERY_MAIL_COUNTS, mail_counts},
		{QUERY_MAIL_SUGGESTIONS, mail_suggestions},
		{QUERY_MAIL_COMPLETION, mail_completion},
		{COLUMNS_MAIL_VALUES, mail_values},
		{COLUMNS_MAIL_CLUSTERS, mail_clusters},
		{COLUMNS_MAIL_PLAN, mail_plan},
		{BULK_MAIL_PROGRESS, mail_bulk_progress},
		{BULK_MAIL_DONE, mail_bulk_done},
		{REVIEW_MAIL_PROGRESS, mail_back_progress},
		{REVIEW_MAIL_SAVED, mail_saved},
		{STORE_MAIL_FOLDED, mail_folded},
		{DRAFT_MAIL_STATE, mail_draft},
		{EDITOR_MAIL_DONE, mail_editor},
		{CLAIMS_MAIL, mail_claims},
		{FORECASTER_MAIL_FORECAST, mail_forecast},
		{FORECASTER_MAIL_FOLDERS, mail_folders},
		{EXTRACT_MAIL_PROGRESS, mail_progress},
		{MATCHING_MAIL, mail_asked},
		{BATCHER_MAIL_NOTE, mail_batch_note},
		{BATCHER_MAIL_DONE, mail_batch_done},
		{KEEPER_MAIL_VIEW, mail_batches},
	};

	if (mail->kind == PREVIEW_MAIL_DONE && preview_take(app, mail))
		mail = NULL;
	for (size_t i = 0; mail != NULL && i < ARRAY_LEN(handlers); i++)
		if (handlers[i].kind == mail->kind)
			handlers[i].fn(app, mail, effects);
	mail_free(mail);
	reconcile(app, effects);
}
