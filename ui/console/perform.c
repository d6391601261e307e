/*
 * perform.c: does what the state asks for: each effect is handed to the
 * thread that does it.
 *
 * 1. Nothing here waits, but for an extraction that has ended already, and for
 *    tmux where the console leaves it to others.
 * 2. What fails is told on the bottom line; the console goes on.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/time/clock.h"

#include "ui/console/session.h"

static void do_quit(struct session *s, struct effect *e)
{
	s->end = SESSION_QUIT;
}

void session_stop(struct session *s)
{
	bool passes = passthrough_take_back(s->passthrough);

	sigwatch_suspend(s->signals);
	if (passes)
		passthrough_open(s->passthrough, clock_ms());
}

static void do_suspend(struct session *s, struct effect *e)
{
	if (!picture_stop(s->picture) || !session_may_leave(s, ACTION_SUSPEND))
		return;
	term_suspend(s->term);
	session_stop(s);
	term_resume(s->term);
	s->ask = true;
	picture_damage(s->picture, 0, s->surface.rows);
	s->dirty = true;
}

/* Until its mail comes the terminal is the editor's; the loop goes on. */
static void do_editor(struct session *s, struct effect *e)
{
	struct error err;

	s->app.typing.away = false;
	if (!picture_stop(s->picture)) {
		app_alarm(&s->app, "the terminal is still busy with the "
				   "picture; try again");
		return;
	}
	if (!session_may_leave(s, ACTION_EDIT_OUTSIDE))
		return;
	term_suspend(s->term);
	s->app.typing.away = true;
	if (editor_start(e->editor, LINEEDIT_MAX - 1, s->mail, &s->editor,
			 &err) == 0)
		return;
	s->app.typing.away = false;
	app_alarm(&s->app, "%s", err.text);
	session_take_terminal(s);
}

void session_take_terminal(struct session *s)
{
	editor_stop(s->editor);
	s->editor = NULL;
	term_resume(s->term);
	s->ask = true;
	picture_damage(s->picture, 0, s->surface.rows);
	s->dirty = true;
}

static void do_repaint(struct session *s, struct effect *e)
{
	term_redraw(s->term);
	picture_again(s->picture);
	s->ask = true;
	s->dirty = true;
}

static void do_pass(struct session *s, struct effect *e)
{
	passthrough_open(s->passthrough, clock_ms());
}

static void do_rows(struct session *s, struct effect *e)
{
	query_ask_rows(s->query, e->ticket, &e->rows.filter, e->rows.order,
		       e->rows.offset, e->rows.limit);
}

static void do_specimen(struct session *s, struct effect *e)
{
	query_ask_specimen(s->query, e->ticket, &e->specimen.filter,
			   e->specimen.order, e->specimen.id, e->specimen.rank,
			   e->specimen.place);
}

static void do_counts(struct session *s, struct effect *e)
{
	query_ask_counts(s->query, e->ticket, s->app.by);
}

/* The changes of a bulk act, whose texts stay the effect's. */
static struct review_change *review_changes(const struct effect_review *review)
{
	struct review_change *changes =
		mem_zalloc((review->n_changes + 1) * sizeof(*changes));

	for (size_t i = 0; i < review->n_changes; i++)
		changes[i] = (struct review_change){
			.specimen_id = review->specimen_id,
			.term = review->changes[i].term,
			.value = review->changes[i].value,
			.seen = review->changes[i].seen,
		};
	return changes;
}

static void do_review(struct session *s, struct effect *e)
{
	struct review_change *changes = review_changes(&e->review);
	const struct review_request request = {
		.op = e->review.op,
		.specimen_id = e->review.specimen_id,
		.by = s->app.by,
		.term = e->review.term,
		.value = e->review.value,
		.reason = e->review.reason,
		.seen = e->review.seen,
		.id = e->review.id,
		.view = e->review.view,
		.override = e->review.override,
		.second = e->review.second,
		.mark = e->review.mark,
		.via = e->review.via,
		.boxes = e->review.boxes,
		.n_boxes = e->review.n_boxes,
		.spent = e->review.spent,
		.changes = changes,
		.n_changes = e->review.n_changes,
		.cancel = &s->cancel,
	};

	/* Of what goes back, one is at a time. */
	if (e->review.op == ACT_UNDO || e->review.op == ACT_REDO)
		atomic_store(&s->cancel, false);
	if (s->store != NULL)
		review_submit(s->store, &request, e->ticket, s->mail);
	free(changes);
}

static void do_preview(struct session *s, struct effect *e)
{
	preview_ask(s->preview, &e->preview.request);
}

static void do_prefetch(struct session *s, struct effect *e)
{
	preview_prefetch(s->preview, &e->preview.request);
}

static void do_suggest(struct session *s, struct effect *e)
{
	query_ask_suggestions(s->query, e->ticket, e->suggest.id, s->app.by);
}

static void do_complete(struct session *s, struct effect *e)
{
	query_ask_completion(s->query, e->ticket, e->complete.id,
			     e->complete.term, e->complete.text,
			     &e->complete.known);
}

static void do_values(struct session *s, struct effect *e)
{
	columns_ask_values(s->columns, e->ticket, &e->columns.filter,
			   e->columns.term);
}

static void do_clusters(struct session *s, struct effect *e)
{
	columns_ask_clusters(s->columns, e->ticket, e->columns.column,
			     e->columns.way);
}

static void do_plan(struct session *s, struct effect *e)
{
	columns_ask_plan(s->columns, e->ticket, &e->columns.ask);
}

static void do_bulk(struct session *s, struct effect *e)
{
	const struct bulk_order order = {
		.ask = &e->columns.ask,
		.by = s->app.by,
		.shown = e->columns.shown,
		.n_shown = e->columns.n_shown,
		.cancel = &s->cancel,
	};

	atomic_store(&s->cancel, false);
	if (s->store != NULL)
		bulk_submit(s->store, &order, e->ticket, s->mail);
}

static void do_columns_cancel(struct session *s, struct effect *e)
{
	columns_cancel(s->columns);
	atomic_store(&s->cancel, true);
}

static void do_look(struct session *s, struct effect *e)
{
	record_look_ask(s->look, e->look.path, e->look.image);
}

static void do_claim(struct session *s, struct effect *e)
{
	claims_hold(s->claims, e->claim);
}

static void do_habit(struct session *s, struct effect *e)
{
	if (s->habits != NULL)
		habits_keeper_put(s->habits, HABITS_COMMANDS, e->habit);
}

static void do_draft(struct session *s, struct effect *e)
{
	if (s->drafts != NULL)
		draft_saver_put(s->drafts, &e->draft);
}

int session_start_extraction(struct session *s,
			     const struct extract_options *options,
			     struct error *err)
{
	struct extract_progress last;

	/* One that has ended is waited for: it has nothing left to do. */
	if (s->extractor != NULL) {
		extractor_join(s->extractor, &last);
		s->extractor = NULL;
	}
	if (extractor_start(s->run, s->store, options, s->mail, &s->extractor,
			    err) < 0)
		return -1;
	if (options->images != NULL)
		query_set_images(s->query, options->images);
	return 0;
}

static void do_extract(struct session *s, struct effect *e)
{
	const char *images = e->extract.options.images;
	struct error err;

	if (s->habits != NULL && images != NULL)
		habits_keeper_put(s->habits, HABITS_FOLDERS, images);
	if (s->store != NULL &&
	    session_start_extraction(s, &e->extract.options, &err) < 0)
		app_alarm(&s->app, "%s", err.text);
}

static void do_batch(struct session *s, struct effect *e)
{
	const char *images = e->extract.options.images;
	struct error err;

	if (s->store == NULL)
		return;
	if (s->batcher != NULL) {
		app_alarm(&s->app, "batches are being submitted already");
		return;
	}
	if (s->habits != NULL && images != NULL)
		habits_keeper_put(s->habits, HABITS_FOLDERS, images);
	/* The lock of batches is one of the process, too. */
	if (s->keeper != NULL)
		keeper_hold(s->keeper);
	if (batcher_start(s->run, s->store, s->mail, &e->extract.options,
			  &s->batcher, &err) < 0) {
		if (s->keeper != NULL)
			keeper_release(s->keeper);
		app_alarm(&s->app, "%s", err.text);
		return;
	}
	if (images != NULL)
		query_set_images(s->query, images);
	app_say(&s->app, "the sheets are being submitted by batch");
}

static void do_forecast(struct session *s, struct effect *e)
{
	forecaster_ask(s->forecaster, e->ticket, &e->extract.options);
}

static void do_folders(struct session *s, struct effect *e)
{
	forecaster_ask_folders(s->forecaster, e->ticket, e->folders);
}

/* A verb is for this process's extraction, or for the one elsewhere. */
static void do_command(struct session *s, struct effect *e)
{
	if (s->extractor != NULL &&
	    (!s->app.progress.elsewhere || e->verb == VERB_ABORT))
		extractor_command(s->extractor, e->verb, "stopped");
	else if (s->remote != NULL && e->verb != VERB_ABORT)
		remote_command(s->remote, e->verb);
}

/* What only asks other threads: nothing of it is on the next frame. */
static bool effect_asks(enum effect_kind kind)
{
	static const bool asks[] = {
		[EFFECT_ROWS] = true,		[EFFECT_SPECIMEN] = true,
		[EFFECT_COUNTS] = true,		[EFFECT_REVIEW] = true,
		[EFFECT_PREVIEW] = true,	[EFFECT_PREFETCH] = true,
		[EFFECT_SUGGEST] = true,	[EFFECT_COMPLETE] = true,
		[EFFECT_LOOK] = true,		[EFFECT_CLAIM] = true,
		[EFFECT_DRAFT] = true,		[EFFECT_HABIT] = true,
		[EFFECT_FORECAST] = true,	[EFFECT_FOLDERS] = true,
		[EFFECT_VALUES] = true,		[EFFECT_CLUSTERS] = true,
		[EFFECT_PLAN] = true,		[EFFECT_BULK] = true,
		[EFFECT_COLUMNS_CANCEL] = true,
	};

	return (size_t)kind < ARRAY_LEN(asks) && asks[kind];
}

bool session_may_wait(const struct session *s)
{
	for (size_t i = 0; i < s->effects.n; i++)
		if (!effect_asks(s->effects.items[i].kind))
			return false;
	return true;
}

void session_perform(struct session *s)
{
	static void (*const performers[])(struct session *, struct effect *) = {
		[EFFECT_QUIT] = do_quit,
		[EFFECT_SUSPEND] = do_suspend,
		[EFFECT_REPAINT] = do_repaint,
		[EFFECT_PASS] = do_pass,
		[EFFECT_ROWS] = do_rows,
		[EFFECT_SPECIMEN] = do_specimen,
		[EFFECT_COUNTS] = do_counts,
		[EFFECT_REVIEW] = do_review,
		[EFFECT_PREVIEW] = do_preview,
		[EFFECT_PREFETCH] = do_prefetch,
		[EFFECT_DRAFT] = do_draft,
		[EFFECT_EXTRACT] = do_extract,
		[EFFECT_BATCH] = do_batch,
		[EFFECT_COMMAND] = do_command,
		[EFFECT_EDITOR] = do_editor,
		[EFFECT_LOOK] = do_look,
		[EFFECT_VALUES] = do_values,
		[EFFECT_CLUSTERS] = do_clusters,
		[EFFECT_PLAN] = do_plan,
		[EFFECT_BULK] = do_bulk,
		[EFFECT_COLUMNS_CANCEL] = do_columns_cancel,
		[EFFECT_HABIT] = do_habit,
		[EFFECT_SUGGEST] = do_suggest,
		[EFFECT_COMPLETE] = do_complete,
		[EFFECT_CLAIM] = do_claim,
		[EFFECT_FORECAST] = do_forecast,
		[EFFECT_FOLDERS] = do_folders,
	};

	for (size_t i = 0; i < s->effects.n; i++)
		performers[s->effects.items[i].kind](s, &s->effects.items[i]);
	effects_clear(&s->effects);
}
