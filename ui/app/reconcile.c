/*
 * reconcile.c: what follows from a change of the state. See reconcile.h.
 *
 * 1. What is wanted is compared with what was asked last; the difference is
 *    listed as effects, nothing is asked twice.
 * 2. One request for a record is in flight at a time; that of a row one stands
 *    on, and the one beside the record, are asked for when nothing else is. So
 *    the latest row wins, and nobody waits for those between.
 */
#include "config.h"

#include "ui/app/reconcile.h"

#include <string.h>

#include "base/mem.h"
#include "dwc/record/identification.h"
#include "ui/app/arrive.h"
#include "ui/state/menu.h"
#include "ui/typing/determinations.h"
#include "ui/update/foresee.h"
#include "ui/update/grid.h"
#include "ui/update/sheet/sheet_text.h"
#include "ui/update/queue.h"
#include "ui/update/sheet/sheet.h"

static void specimen_ask(struct app *app, const char *id, size_t rank,
			 struct effects *effects)
{
	struct effect *effect = effects_add(effects, EFFECT_SPECIMEN);

	effect->ticket = app_ticket(app);
	effect->specimen.id = mem_strdup(id);
	effect->specimen.rank = rank;
	/* A record that is fetched ahead is looked up again (arrive.h). */
	effect->specimen.place = !app->fetch.ahead && !app->fetch.peek;
	effect->specimen.order = app->queue.order;
	queue_filter(app, effect, &effect->specimen.filter);
	app->fetch.ticket = effect->ticket;
}

/* The row one stands on in the list of records, where its sheet is not known;
 * or NULL. */
static const char *peek_wanted(const struct app *app)
{
	const struct queue *queue = &app->queue;
	const char *id = queue->selected_id;

	if (app->overlay != OVERLAY_QUEUE || id == NULL ||
	    app->layout.picture.w <= 0 || app_is_here(app, id) ||
	    (queue->peeked != NULL && strcmp(queue->peeked, id) == 0))
		return NULL;
	return id;
}

/* Whether the next record is known and not here yet. */
static bool ahead_wanted(const struct app *app)
{
	return app_is_here(app, app->beside_id) && app->next_id != NULL &&
	       !(app->ahead.have &&
		 strcmp(app->ahead.specimen.id, app->next_id) == 0);
}

static void reconcile_specimen(struct app *app, struct effects *effects)
{
	struct query_fetch *fetch = &app->fetch;
	const char *peek = peek_wanted(app);

	if (fetch->wanted) {
		fetch->wanted = false;
		fetch->ahead = fetch->peek = false;
		fetch->stale = false;
		specimen_ask(app, fetch->id, fetch->rank, effects);
	} else if (fetch->ticket != 0) {
		return;
	} else if (fetch->stale) {
		fetch->stale = false;
		fetch->ahead = fetch->peek = false;
		fetch->why = app->here.have ? ARRIVE_FRESH : ARRIVE_MOVE;
		specimen_ask(app,
			     app->here.have ? app->here.specimen.id : fetch->id,
			     app->place, effects);
	} else if (peek != NULL) {
		fetch->ahead = false;
		fetch->peek = true;
		fetch->why = ARRIVE_FRESH;
		mem_replace(&app->queue.peeked, peek);
		specimen_ask(app, peek, 0, effects);
	} else if (ahead_wanted(app)) {
		fetch->ahead = true;
		fetch->peek = false;
		specimen_ask(app, app->next_id, 0, effects);
	}
}

static void reconcile_counts(struct app *app, struct effects *effects)
{
	struct query_fetch *fetch = &app->counts_fetch;
	struct effect *effect;

	if (!fetch->stale || fetch->ticket != 0)
		return;
	fetch->stale = false;
	effect = effects_add(effects, EFFECT_COUNTS);
	effect->ticket = fetch->ticket = app_ticket(app);
}

/* A note or a reason that is being typed, as the act that it is for. */
static void draft_add_typed(const struct app *app, enum act_op op,
			    struct draft *ret)
{
	const struct specimen *s = &app->here.specimen;
	char *word CLEANUP(mem_free_str) = mem_strdup(act_op_word(op));
	char *text CLEANUP(mem_free_str) =
		mem_strdup(lineedit_text(&app->prompt.line));

	draft_add(ret, &(struct draft_act){
			       .op = word,
			       .specimen_id = s->id,
			       .image = s->image,
			       .value = op == ACT_NOTE ? text : NULL,
			       .reason = op == ACT_NOTE ? NULL : text,
		       });
}

/* A line of the list of determinations, as the list with it. */
static void draft_add_determination(const struct app *app, struct draft *ret)
{
	const struct specimen *s = &app->here.specimen;
	char *word CLEANUP(mem_free_str) = mem_strdup(act_op_word(ACT_SET));
	char *term CLEANUP(mem_free_str) = mem_strdup(IDENTIFICATION_TERM);
	char *list CLEANUP(mem_free_str) = determinations_unsaved(app);

	if (list != NULL)
		draft_add(ret, &(struct draft_act){
				       .op = word,
				       .specimen_id = s->id,
				       .image = s->image,
				       .term = term,
				       .value = list,
			       });
}

/* Acts that could not be saved, as they were asked for; what is typed now
 * stands for the one that it began with. */
static void draft_add_unsaved(const struct app *app, struct draft *ret)
{
	enum act_op typed = ACT_SET;
	bool types = prompt_typed(app, &typed);

	if (types)
		draft_add_typed(app, typed, ret);
	draft_add_determination(app, ret);
	for (size_t i = 0; i < app->pendings.n; i++) {
		const struct pending_act *p = &app->pendings.items[i];
		char *op CLEANUP(mem_free_str) = mem_strdup(act_op_word(p->op));

		if (types && p->op == typed && app_is_here(app, p->specimen_id))
			continue;
		if (p->failed && p->specimen_id != NULL)
			draft_add(ret, &(struct draft_act){
					       .op = op,
					       .specimen_id = p->specimen_id,
					       .image = p->image,
					       .term = p->term,
					       .value = p->value,
					       .reason = p->reason,
				       });
	}
}

/* What the draft file should say now; for draft_done. */
static void draft_want(const struct app *app, struct draft *ret)
{
	const struct draft *restored = &app->restored;
	bool typing = app->edit.active && app->here.have &&
		      !(app->edit.replaces && app->edit.line.text.len == 0);
	const char *here = app->here.specimen.id;
	const char *line = prompt_line_word(app);

	*ret = (struct draft){
		.at_specimen = mem_strdup(
			app->here.have ? here : restored->at_specimen),
		.at_term = mem_strdup(app->grid.term),
		.filter = mem_printf(
			"%s%s%s", queue_scope_word(app->queue.scope),
			app->queue.text != NULL ? " " : "",
			app->queue.text != NULL ? app->queue.text : ""),
		.where = mem_strdup(app->queue.where),
		.order = mem_strdup(index_order_word(app->queue.order)),
		.columns = queue_columns_text(&app->queue),
		.pace = mem_strdup(app->pace.off ? "off" : NULL),
		.specimen_id =
			mem_strdup(typing ? here : restored->specimen_id),
		.term = mem_strdup(typing ? app->edit.term : restored->term),
		.value = mem_strdup(typing ? app->edit.line.text.data
					   : restored->value),
		.line_of = mem_strdup(line != NULL ? line : restored->line_of),
		.line = mem_strdup(line != NULL
					   ? lineedit_text(&app->prompt.line)
					   : restored->line),
		.line_term = mem_strdup(line != NULL ? prompt_line_term(app)
						     : restored->line_term),
	};
	draft_add_unsaved(app, ret);
}

static void reconcile_draft(struct app *app, struct effects *effects)
{
	struct draft now;

	if (app->read_only)
		return;
	draft_want(app, &now);
	if (draft_is_same(&now, &app->drafted)) {
		draft_done(&now);
		return;
	}
	draft_copy(&now, &effects_add(effects, EFFECT_DRAFT)->draft);
	draft_done(&app->drafted);
	app->drafted = now;
}

void reconcile(struct app *app, struct effects *effects)
{
	if (!app->started)
		return;
	app_fit(app);
	typing_follow(app);
	arrive_ahead(app);
	grid_scroll(app);
	queue_scroll(app);
	reconcile_counts(app, effects);
	reconcile_specimen(app, effects);
	queue_ask(app, effects);
	helps_ask(app, effects);
	sheet_text_arrange(app);
	sheet_ask(app, effects);
	sheet_ask_look(app, effects);
	claimed_ask(app, effects);
	foresee_ask(app, effects);
	reconcile_draft(app, effects);
}
