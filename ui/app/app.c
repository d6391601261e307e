/*
 * app.c: the state's beginning and end. See app.h.
 *
 * 1. Reducers only change the state; what has to be asked of other threads
 *    follows from the state (reconcile.c).
 * 2. What the curator typed leaves the state only when it is durable, or
 *    when they take it back.
 */
#include "config.h"

#include "ui/app/app.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "ui/app/arrive.h"
#include "ui/app/burst.h"
#include "ui/app/reconcile.h"
#include "ui/state/menu.h"
#include "ui/state/pendings.h"
#include "ui/update/foresee.h"
#include "ui/update/form.h"
#include "ui/update/sheet/sheet_text.h"
#include "ui/update/queue.h"
#include "ui/update/record.h"
#include "ui/way/way.h"

void app_init(struct app *app, const struct app_options *options)
{
	*app = (struct app){
		.terms = options->terms,
		.keymap = options->keymap,
		.run_name = mem_strdup(options->run_name),
		.by = mem_strdup(options->by),
		.read_only = options->read_only,
		.behind = options->follows,
		.looks = options->looks,
		.caps = options->caps,
		.engines = options->engines,
		.extract = options->extract,
		.records_of = options->records_of,
		.home = options->home,
		.grid.fold = FOLD_VALUES,
		.sheet.zoom = 1,
		.sheet.aim = {.zoom = 1, .pan_x = 0.5, .pan_y = 0.5},
		.restored.at_specimen = mem_strdup(options->at),
	};
	specimen_init(&app->here.specimen);
	specimen_init(&app->ahead.specimen);
	specimen_init(&app->queue.peek.specimen);
	app_lay_out(app, options->columns, options->rows, LAYOUT_FIELDS);
}

static void edit_done(struct edit *edit)
{
	lineedit_done(&edit->line);
	free(edit->term);
	free(edit->seen);
	free(edit->base);
}

static void sheet_done(struct sheet_pane *sheet)
{
	if (sheet->reply != NULL)
		mail_free(&sheet->reply->mail);
	free(sheet->path);
	free(sheet->looked);
}

/* Where one was, is and goes next. */
static void places_done(struct app *app)
{
	trail_clear(&app->back);
	trail_clear(&app->forward);
	free(app->fetch.id);
	free(app->fetch.term);
	free(app->next_id);
	free(app->decided_id);
	free(app->previous_id);
	free(app->beside_id);
	free(app->shown_id);
	seen_done(&app->shown);
	seen_done(&app->asked);
	way_done(&app->way);
}

static void prompt_done(struct app *app)
{
	free(app->prompt.of);
	free(app->prompt.seen);
	free(app->prompt.base);
	lineedit_done(&app->prompt.line);
}

void app_done(struct app *app)
{
	slot_done(&app->here);
	slot_done(&app->ahead);
	places_done(app);
	columns_view_done(&app->columns);
	doubtful_done(&app->doubtful);
	painted_done(&app->painted);
	burst_done(&app->burst);
	free(app->grid.rows);
	free(app->grid.heads);
	free(app->grid.term);
	edit_done(&app->edit);
	typing_done(&app->typing);
	helps_done(&app->helps);
	pendings_done(&app->pendings);
	spent_done(&app->spent);
	claimed_done(&app->claimed);
	prompt_done(app);
	sheet_done(&app->sheet);
	sheet_text_done(&app->text);
	slot_done(&app->queue.peek);
	index_agreements_free(app->agreements, app->n_agreements);
	queue_done(&app->queue);
	queue_marks_done(&app->marks);
	deeds_done(&app->deeds);
	menu_close(app);
	form_done(&app->form);
	foresight_done(&app->foresight);
	bytes_done(&app->paste);
	draft_done(&app->restored);
	draft_done(&app->drafted);
	free(app->told);
	free(app->making);
	free(app->rescued);
	free(app->run_name);
	free(app->by);
	*app = (struct app){0};
}

/* What could not be saved in an earlier session is not saved yet. */
static void app_restore_acts(struct app *app)
{
	const struct draft *draft = &app->restored;

	for (size_t i = 0; i < draft->n_unsaved; i++) {
		const struct draft_act *act = &draft->unsaved[i];
		struct pending_act p = {.failed = true};

		if (act_op_parse(act->op, &p.op) < 0)
			continue;
		hash_random_id(p.id);
		p.specimen_id = mem_strdup(act->specimen_id);
		p.image = mem_strdup(act->image);
		p.term = mem_strdup(act->term);
		p.value = mem_strdup(act->value);
		p.reason = mem_strdup(act->reason);
		p.error = mem_strdup("it was not saved in an earlier "
				     "session");
		pendings_add(&app->pendings, p);
	}
	if (app->pendings.n > 0)
		app_alarm(
			app,
			"not saved in an earlier session: %zu{; {leave} lists "
			"what it is}",
			app->pendings.n);
}

void app_start(struct app *app, const struct draft *draft,
	       struct effects *effects)
{
	app->started = true;
	app->counts_fetch.stale = true;
	app->queue.fetch.stale = true;
	if (draft != NULL) {
		char *asked = app->restored.at_specimen;

		draft_copy(draft, &app->restored);
		if (asked != NULL)
			mem_replace(&app->restored.at_specimen, asked);
		free(asked);
		prompt_tell(app);
		app_restore_acts(app);
		queue_restore(app, draft);
		app->pace.off =
			draft->pace != NULL && strcmp(draft->pace, "off") == 0;
		mem_replace(&app->grid.term, draft->at_term);
		app->grid.selected = draft->at_term != NULL;
	}
	record_go(app, app->restored.at_specimen, 0, ARRIVE_MOVE);
	reconcile(app, effects);
}

void app_resize(struct app *app, int columns, int rows, struct effects *effects)
{
	app_lay_out(app, columns, rows, app->layout.kind);
	reconcile(app, effects);
}

void app_tick(struct app *app, struct effects *effects)
{
	pendings_retry(app, effects);
	reconcile(app, effects);
}
