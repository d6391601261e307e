/*
 * mail.c: what other threads say. See app.h.
 *
 * 1. An answer whose ticket is not the one waited for is dropped: the
 *    curator has moved on.
 * 2. "Saved" is said when the store says so. What failed stays where it was
 *    typed, with the reason.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ui/app/acts.h"

/* ---- records ---------------------------------------------------------------- */

static void slot_take(struct slot *slot, struct query_specimen *reply)
{
	slot_done(slot);
	*slot = (struct slot){
		.have = true,
		.specimen = reply->specimen,
		.image_path = reply->image_path,
		.rank = reply->rank,
		.total = reply->total,
	};
	specimen_init(&reply->specimen);
	reply->image_path = NULL;
}

static void pending_remove(struct pendings *all, size_t i)
{
	struct pending_act *p = &all->items[i];

	free(p->specimen_id);
	free(p->term);
	free(p->value);
	free(p->error);
	all->n--;
	memmove(p, p + 1, (all->n - i) * sizeof(*p));
}

/* Acts that the record shows now are no longer pending. */
static void pendings_resolve(struct app *app)
{
	for (size_t i = app->pendings.n; i-- > 0;) {
		struct pending_act *p = &app->pendings.items[i];

		if (p->revision > 0 &&
		    (strcmp(p->specimen_id, app->here.specimen.id) != 0 ||
		     p->revision <= app->here.specimen.revision))
			pending_remove(&app->pendings, i);
	}
}

static const struct act *specimen_act(const struct specimen *s, const char *id)
{
	for (size_t i = s->n_acts; i-- > 0;)
		if (s->acts[i].id != NULL && strcmp(s->acts[i].id, id) == 0)
			return &s->acts[i];
	return NULL;
}

/* The field of the act that the last undo or redo was about. */
static const char *specimen_undone_term(const struct specimen *s)
{
	const struct act *last = s->n_acts > 0 ? &s->acts[s->n_acts - 1] : NULL;
	const struct act *act;
	const char *id;

	if (last == NULL || last->ids == NULL)
		return NULL;
	id = json_string_value(json_array_get(last->ids, 0));
	act = id != NULL ? specimen_act(s, id) : NULL;
	return act != NULL ? act->term : NULL;
}

/* Typed in an earlier session and not committed: offered again. */
static void draft_offer(struct app *app)
{
	struct draft *draft = &app->restored;

	if (draft->value == NULL || draft->term == NULL ||
	    draft->specimen_id == NULL ||
	    strcmp(draft->specimen_id, app->here.specimen.id) != 0 ||
	    app->edit.active || app->overlay != OVERLAY_NONE)
		return;
	if (strcmp(draft->value, app_value(app, draft->term)) != 0) {
		grid_select(app, draft->term);
		if (grid_selected(app) < 0) {
			app->grid.fold = FOLD_ALL;
			grid_rebuild(app);
			grid_select(app, draft->term);
		}
		edit_open(app, draft->term, draft->value, true);
		app_say(app, "you had typed this and not saved it: Enter "
			     "saves, Esc drops it");
	}
	mem_replace(&draft->value, NULL);
	mem_replace(&draft->term, NULL);
	mem_replace(&draft->specimen_id, NULL);
}

/* Typing goes on in the record it was begun in, or is kept as not saved. */
static void edit_leave(struct app *app, const char *id)
{
	struct pendings *all = &app->pendings;

	if (!app->edit.active)
		return;
	all->items = mem_grow(all->items, all->n + 1, sizeof(all->items[0]));
	all->items[all->n++] = (struct pending_act){
		.op = ACT_SET,
		.specimen_id = mem_strdup(id),
		.term = mem_strdup(app->edit.term),
		.value = mem_strdup(lineedit_text(&app->edit.line)),
		.failed = true,
		.error = mem_strdup("the record changed while you typed"),
	};
	edit_close(app);
}

/* `before`: the id of the record that was here, or NULL. */
static void record_arrive(struct app *app, enum arrival why, const char *before)
{
	struct slot *here = &app->here;
	bool other = before == NULL || strcmp(before, here->specimen.id) != 0;
	const char *term = why == ARRIVE_UNDO
				   ? specimen_undone_term(&here->specimen)
				   : NULL;

	if (other && before != NULL)
		edit_leave(app, before);
	pendings_resolve(app);
	grid_rebuild(app);
	if (here->rank >= 0)
		app->place = (size_t)here->rank;
	if (term != NULL)
		grid_select(app, term);
	if (!other)
		return;
	sheet_arrive(app);
	record_beside(app);
	draft_offer(app);
}

static void record_missing(struct app *app, const struct error *err)
{
	struct query_fetch *fetch = &app->fetch;

	if (fetch->ahead) {
		mem_replace(&app->next_id, NULL);
		return;
	}
	if (fetch->why == ARRIVE_FRESH) {
		app_alarm(app, "%s", err->text);
		return;
	}
	if (err->kind == ERROR_NOT_FOUND &&
	    (fetch->id != NULL || fetch->rank > 0)) {
		if (fetch->id != NULL)
			app_alarm(app, "%s", err->text);
		record_go(app, NULL, 0, ARRIVE_MOVE);
		return;
	}
	if (err->kind != ERROR_NOT_FOUND)
		app_alarm(app, "%s", err->text);
	else if (app->here.have)
		app_say(app, "the queue has no further record");
	app->n_held = 0;
}

static void mail_specimen(struct app *app, struct mail *mail,
			  struct effects *effects)
{
	struct query_specimen *reply =
		CONTAINER_OF(mail, struct query_specimen, mail);
	char *before CLEANUP(mem_free_str) =
		app->here.have ? mem_strdup(app->here.specimen.id) : NULL;

	if (reply->ticket != app->fetch.ticket)
		return;
	app->fetch.ticket = 0;
	if (reply->error.kind != ERROR_NONE) {
		record_missing(app, &reply->error);
	} else if (app->fetch.ahead) {
		slot_take(&app->ahead, reply);
		app->sheet.ahead_done = false;
	} else {
		slot_take(&app->here, reply);
		record_arrive(app, app->fetch.why, before);
	}
	app_release(app, effects);
}

/* The next record is here already: no need to wait for the answer. */
void record_swap(struct app *app)
{
	struct query_fetch *fetch = &app->fetch;
	struct slot slot = app->ahead;
	char *before CLEANUP(mem_free_str) = NULL;

	if (!fetch->wanted || fetch->why != ARRIVE_MOVE || fetch->id == NULL ||
	    !slot.have || strcmp(slot.specimen.id, fetch->id) != 0)
		return;
	before = app->here.have ? mem_strdup(app->here.specimen.id) : NULL;
	app->ahead = app->here;
	app->here = slot;
	slot_done(&app->ahead);
	fetch->wanted = false;
	/* It may have changed since it was fetched ahead. */
	fetch->stale = true;
	record_arrive(app, ARRIVE_MOVE, before);
}

/* ---- acts -------------------------------------------------------------------- */

/* Nothing is open that a change of record would disturb. */
static bool app_at_rest(const struct app *app)
{
	return !app->edit.active && !app->prompt.active &&
	       app->overlay == OVERLAY_NONE;
}

static void act_is_saved(struct app *app, size_t i,
			 const struct review_reply *reply)
{
	struct pending_act *p = &app->pendings.items[i];
	bool here = app->here.have && reply->specimen_id != NULL &&
		    strcmp(reply->specimen_id, app->here.specimen.id) == 0;
	enum act_op op = p->op;

	app->saved = true;
	if (p->term != NULL && here)
		p->revision = reply->revision > 0 ? reply->revision : 1;
	else
		pending_remove(&app->pendings, i);
	if ((op == ACT_UNDO || op == ACT_REDO) && reply->specimen_id != NULL) {
		record_go(app, reply->specimen_id, 0, ARRIVE_UNDO);
		app_say(app, op == ACT_UNDO ? "undone" : "done again");
	} else if ((op == ACT_APPROVE || op == ACT_REJECT) && here &&
		   app_at_rest(app)) {
		app_say(app, op == ACT_APPROVE ? "approved" : "rejected");
		record_go_next(app);
	}
}

static void act_has_failed(struct app *app, size_t i,
			   const struct review_reply *reply)
{
	struct pending_act *p = &app->pendings.items[i];

	app_alarm(app, "not saved: %s", reply->error.text);
	app->n_held = 0;
	if (p->term != NULL) {
		p->failed = true;
		mem_replace(&p->error, reply->error.text);
		return;
	}
	/* The note's text is offered again. */
	if (p->op == ACT_NOTE && app_at_rest(app)) {
		prompt_open(app, PROMPT_NOTE);
		lineedit_set(&app->prompt.line, p->value);
	}
	pending_remove(&app->pendings, i);
}

static void mail_saved(struct app *app, struct mail *mail,
		       struct effects *effects)
{
	const struct review_reply *reply =
		CONTAINER_OF(mail, struct review_reply, mail);

	for (size_t i = 0; i < app->pendings.n; i++) {
		if (app->pendings.items[i].ticket != reply->ticket)
			continue;
		if (reply->status == 0)
			act_is_saved(app, i, reply);
		else
			act_has_failed(app, i, reply);
		break;
	}
	app->fetch.stale = true;
	app->counts_fetch.stale = true;
	app->queue.fetch.stale = true;
	app_release(app, effects);
}

/* ---- the others --------------------------------------------------------------- */

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
	record_beside(app);
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
	app->have_counts = true;
}

static void mail_folded(struct app *app, struct mail *mail,
			struct effects *effects)
{
	const struct store_folded *folded =
		CONTAINER_OF(mail, struct store_folded, mail);
	const struct fold_report *report = &folded->report;

	app->fetch.stale = true;
	app->counts_fetch.stale = true;
	app->queue.fetch.stale = true;
	if (report->bad == 0 ||
	    (app->told != NULL && strcmp(app->told, report->first_bad) == 0))
		return;
	mem_replace(&app->told, report->first_bad);
	app_alarm(app, "skipped %zu bad line%s: %s", report->bad,
		  report->bad == 1 ? "" : "s", report->first_bad);
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
		{QUERY_MAIL_COUNTS, mail_counts},
		{REVIEW_MAIL_SAVED, mail_saved},
		{STORE_MAIL_FOLDED, mail_folded},
		{EXTRACT_MAIL_PROGRESS, mail_progress},
	};

	if (mail->kind == PREVIEW_MAIL_DONE && preview_take(app, mail))
		mail = NULL;
	for (size_t i = 0; mail != NULL && i < ARRAY_LEN(handlers); i++)
		if (handlers[i].kind == mail->kind)
			handlers[i].fn(app, mail, effects);
	mail_free(mail);
	app_reconcile(app, effects);
}
