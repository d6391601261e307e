/*
 * app.c: the console's state: beginning, keys, and what views ask of it. See
 * app.h.
 *
 * 1. Reducers only change the state; what has to be asked of other threads
 *    follows from the state (reconcile.c).
 * 2. An answer whose ticket is not the one waited for is dropped.
 * 3. What the curator typed leaves the state only when it is durable, or
 *    when he takes it back.
 */
#include "config.h"

#include "ui/app/app.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/app/acts.h"

void app_init(struct app *app, const struct app_options *options)
{
	*app = (struct app){
		.terms = options->terms,
		.keymap = options->keymap,
		.run_name = mem_strdup(options->run_name),
		.by = mem_strdup(options->by),
		.read_only = options->read_only,
		.caps = options->caps,
		.engines = options->engines,
		.extract = options->extract,
		.grid.fold = FOLD_VALUES,
		.sheet.zoom = 1,
		.sheet.pan_x = 0.5,
		.sheet.pan_y = 0.5,
		.restored.at_specimen = mem_strdup(options->at),
	};
	specimen_init(&app->here.specimen);
	specimen_init(&app->ahead.specimen);
	layout_make(options->columns, options->rows, false, &app->layout);
}

void slot_done(struct slot *slot)
{
	specimen_done(&slot->specimen);
	free(slot->image_path);
	*slot = (struct slot){0};
	specimen_init(&slot->specimen);
}

static void edit_done(struct edit *edit)
{
	lineedit_done(&edit->line);
	free(edit->term);
	free(edit->seen);
}

static void sheet_done(struct sheet_pane *sheet)
{
	if (sheet->reply != NULL)
		mail_free(&sheet->reply->mail);
	free(sheet->path);
}

void app_done(struct app *app)
{
	slot_done(&app->here);
	slot_done(&app->ahead);
	free(app->fetch.id);
	trail_clear(&app->back);
	trail_clear(&app->forward);
	free(app->next_id);
	free(app->previous_id);
	free(app->beside_id);
	free(app->grid.rows);
	free(app->grid.term);
	edit_done(&app->edit);
	pendings_done(&app->pendings);
	sheet_done(&app->sheet);
	queue_done(&app->queue);
	menu_close(app);
	lineedit_done(&app->prompt.line);
	form_done(&app->form);
	bytes_done(&app->paste);
	draft_done(&app->restored);
	draft_done(&app->drafted);
	free(app->told);
	free(app->run_name);
	free(app->by);
	*app = (struct app){0};
}

uint64_t app_ticket(struct app *app)
{
	return ++app->ticket;
}

PRINTF_LIKE(3, 0)
static void message_set(struct app *app, bool alarm, const char *format,
			va_list args)
{
	vsnprintf(app->message.text, sizeof(app->message.text), format, args);
	text_clean_line(app->message.text);
	app->message.alarm = alarm;
}

void app_say(struct app *app, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	message_set(app, false, format, args);
	va_end(args);
}

void app_alarm(struct app *app, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	message_set(app, true, format, args);
	va_end(args);
}

enum mode app_mode(const struct app *app)
{
	static const enum mode overlays[] = {
		[OVERLAY_NONE] = MODE_GRID,    [OVERLAY_QUEUE] = MODE_QUEUE,
		[OVERLAY_HELP] = MODE_LIST,    [OVERLAY_HISTORY] = MODE_LIST,
		[OVERLAY_MENU] = MODE_MENU,    [OVERLAY_FORM] = MODE_FORM,
		[OVERLAY_TRAFFIC] = MODE_LIST,
	};

	if (app->prompt.active)
		return MODE_PROMPT;
	if (app->overlay == OVERLAY_NONE && app->edit.active)
		return MODE_EDIT;
	return overlays[app->overlay];
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
		queue_restore(app, draft->filter);
		mem_replace(&app->grid.term, draft->at_term);
		app->grid.selected = draft->at_term != NULL;
	}
	record_go(app, app->restored.at_specimen, 0, ARRIVE_MOVE);
	app_reconcile(app, effects);
}

void app_resize(struct app *app, int columns, int rows, struct effects *effects)
{
	layout_make(columns, rows, app->sheet.wide, &app->layout);
	app_reconcile(app, effects);
}

/* ---- keys -------------------------------------------------------------- */

/* What is missing for an action, in a sentence; NULL when nothing is. */
static const char *app_lacks(const struct app *app, unsigned needs)
{
	if ((needs & NEED_RECORD) != 0 && !app->here.have)
		return "there is no record yet: s reads sheets";
	if ((needs & NEED_WRITABLE) != 0 && app->read_only)
		return "this run can only be read: its directory is not "
		       "writable";
	if ((needs & NEED_FIELD) != 0 && app->grid.term == NULL)
		return "choose a field first";
	if ((needs & NEED_PROPOSAL) != 0 && !app_proposes(app))
		return "nothing is proposed for this field";
	if ((needs & NEED_IMAGE) != 0 && app->here.image_path == NULL)
		return "there is no image of this record here";
	return NULL;
}

bool app_offers(const struct app *app, unsigned needs)
{
	return app_lacks(app, needs) == NULL;
}

void app_apply(struct app *app, const struct action *action,
	       struct effects *effects)
{
	if (!app->layout.fits && action->fn != act_quit)
		return;
	if (app_offers(app, action->needs))
		action->fn(app, effects);
	else
		app_say(app, "%s", app_lacks(app, action->needs));
	app_reconcile(app, effects);
}

static void app_unbound(struct app *app, const struct key *key,
			struct effects *effects)
{
	char name[KEY_NAME_SIZE];
	char text[5];

	if (app_line(app) != NULL) {
		if (key_is_text(key))
			app_typed(app, text, key_utf8(key, text));
		return;
	}
	if (app_mode(app) == MODE_MENU && menu_typed(app, key, effects))
		return;
	key_format(key, name);
	app_say(app, "%s does nothing here; ? tells what the keys do", name);
}

bool app_moving(const struct app *app)
{
	if (app->fetch.wanted || (app->fetch.ticket != 0 && !app->fetch.ahead &&
				  app->fetch.why != ARRIVE_FRESH))
		return true;
	for (size_t i = 0; i < app->pendings.n; i++) {
		const struct pending_act *p = &app->pendings.items[i];

		if (p->revision == 0 && !p->failed &&
		    (p->op == ACT_APPROVE || p->op == ACT_REJECT ||
		     p->op == ACT_UNDO || p->op == ACT_REDO))
			return true;
	}
	return false;
}

/* Whether a key has to wait for the record it is meant for: a fast hand is
 * ahead of the disk. */
static bool app_holds(struct app *app, const struct action *action)
{
	if (action != NULL &&
	    (action->fn == act_quit || action->fn == act_repaint ||
	     action->fn == act_suspend))
		return false;
	if (app->n_held > 0)
		return true;
	return app_moving(app) && app->here.have &&
	       (action == NULL || (action->needs & NEED_RECORD) != 0 ||
		action->group == GROUP_RECORD);
}

static void app_hold(struct app *app)
{
	for (int i = 0; i < app->n_keys && app->n_held < APP_HELD; i++)
		app->held[app->n_held++] = app->keys[i];
	app->n_keys = 0;
	if (app->n_held == APP_HELD)
		app_alarm(app, "waiting for the last act to be written");
}

static void app_press(struct app *app, const struct key *key,
		      struct effects *effects)
{
	const struct action *action = NULL;
	enum keymap_match match;

	app->keys[app->n_keys++] = *key;
	match = keymap_find(app->keymap, app_mode(app), app->keys, app->n_keys,
			    &action);
	if (match == KEYMAP_PREFIX && app->n_keys < KEYMAP_KEYS)
		return;
	if (app_holds(app, action)) {
		app_hold(app);
		return;
	}
	app->n_keys = 0;
	if (match == KEYMAP_MATCH)
		app_apply(app, action, effects);
	else if (app->layout.fits)
		app_unbound(app, key, effects);
}

/* Plays what was typed ahead, until it has to wait again. */
void app_release(struct app *app, struct effects *effects)
{
	struct key held[APP_HELD];
	int n = app->n_held;

	if (n == 0 || app_moving(app))
		return;
	memcpy(held, app->held, sizeof(held));
	app->n_held = 0;
	for (int i = 0; i < n; i++)
		app_press(app, &held[i], effects);
}

/* What is pasted is text wherever one types, and nothing elsewhere: a paste
 * must not run commands. */
static void app_pasted(struct app *app)
{
	if (app_line(app) != NULL && app->paste.len > 0)
		app_typed(app, app->paste.data, app->paste.len);
	else if (app_line(app) == NULL)
		app_say(app, "that was a paste: e opens a field to paste into");
	bytes_clear(&app->paste);
}

static void app_paste_key(struct app *app, const struct key *key)
{
	char text[5];

	if (app->paste.len >= LINEEDIT_MAX)
		return;
	if (key->code < KEYCODE_NONE && key->mods == 0)
		bytes_append(&app->paste, text, key_utf8(key, text));
	else if (key->code == KEYCODE_ENTER || key->code == KEYCODE_TAB)
		bytes_append_char(&app->paste, ' ');
}

void app_key(struct app *app, const struct key *key, struct effects *effects)
{
	if (key->code == KEYCODE_PASTE_BEGIN) {
		app->pasting = true;
		return;
	}
	if (app->pasting && key->code != KEYCODE_PASTE_END) {
		app_paste_key(app, key);
		return;
	}
	app->message.text[0] = '\0';
	if (key->code == KEYCODE_PASTE_END) {
		app->pasting = false;
		app_pasted(app);
	} else if (key->code >= KEYCODE_CLICK &&
		   key->code <= KEYCODE_WHEEL_DOWN) {
		if (app->layout.fits)
			app_mouse(app, key, effects);
	} else if (key->code < KEYCODE_CLICK) {
		app_press(app, key, effects);
	}
	app_reconcile(app, effects);
}

static bool same_id(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* ---- what views ask ---------------------------------------------------- */

const struct pending_act *app_pending(const struct app *app, const char *term)
{
	if (!app->here.have)
		return NULL;
	for (size_t i = app->pendings.n; i-- > 0;) {
		const struct pending_act *p = &app->pendings.items[i];

		if (same_id(p->specimen_id, app->here.specimen.id) &&
		    same_id(p->term, term))
			return p;
	}
	return NULL;
}

const struct field *app_field(const struct app *app, const char *term)
{
	struct record *record;

	if (!app->here.have || term == NULL)
		return NULL;
	/* record_find gives a way to change the field; we only look. */
	record = (struct record *)(uintptr_t)&app->here.specimen.record;
	return record_find(record, term);
}

const char *app_value(const struct app *app, const char *term)
{
	const struct pending_act *pending = app_pending(app, term);
	const struct field *field;

	if (pending != NULL)
		return pending->value != NULL ? pending->value : "";
	field = app_field(app, term);
	return field != NULL ? field->value : "";
}

const struct labels *app_labels(const struct app *app)
{
	const struct specimen *s = &app->here.specimen;

	if (!app->here.have || s->base >= s->n_outcomes)
		return NULL;
	return &s->outcomes[s->base].labels;
}

bool app_extracting(const struct app *app)
{
	return app->have_progress && app->progress.state >= EXTRACT_SCANNING &&
	       app->progress.state <= EXTRACT_STOPPING;
}

size_t app_saving(const struct app *app)
{
	size_t n = 0;

	for (size_t i = 0; i < app->pendings.n; i++)
		if (!app->pendings.items[i].failed &&
		    app->pendings.items[i].revision == 0)
			n++;
	return n;
}

size_t app_failed(const struct app *app)
{
	size_t n = 0;

	for (size_t i = 0; i < app->pendings.n; i++)
		n += app->pendings.items[i].failed ? 1 : 0;
	return n;
}

size_t app_untouched(const struct app *app, const char **ret, size_t most)
{
	size_t n = 0;

	for (size_t i = 0; i < terms_count(app->terms); i++) {
		const struct term *term = terms_at(app->terms, i);
		const struct pending_act *pending =
			app_pending(app, term->name);
		const struct field *field = app_field(app, term->name);

		if (!term_is_required(term) ||
		    !text_blank(app_value(app, term->name)) ||
		    (pending != NULL && pending->op == ACT_ACCEPT) ||
		    (pending == NULL && field != NULL &&
		     field->source == SOURCE_EMPTY))
			continue;
		if (n < most)
			ret[n] = term->name;
		n++;
	}
	return n;
}
