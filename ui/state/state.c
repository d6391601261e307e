/*
 * state.c: what is said on the bottom line, and what is asked of the state.
 * See state.h.
 *
 * 1. Questions change nothing. What is being saved comes before the record's
 *    own value in each of them.
 */
#include "config.h"

#include "ui/state/state.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dwc/record/identification.h"
#include "dwc/record/written.h"
#include "ui/input/keytext.h"

uint64_t app_ticket(struct app *app)
{
	return ++app->ticket;
}

char *app_words(const struct app *app, const char *text)
{
	struct bytes words = {0};

	keytext_write(app->keymap, app_mode(app), text, &words);
	return bytes_steal(&words);
}

PRINTF_LIKE(3, 0)
static void message_set(struct app *app, bool alarm, const char *format,
			va_list args)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	char *words CLEANUP(mem_free_str) = NULL;

	bytes_vprintf(&text, format, args);
	words = app_words(app, text.data);
	snprintf(app->message.text, sizeof(app->message.text), "%s", words);
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

void app_lay(struct app *app, enum overlay overlay)
{
	enum overlay now = app->overlay;

	if (now == OVERLAY_VALUES || now == OVERLAY_PREVIEW)
		app->under = now;
	else if (now == OVERLAY_NONE)
		app->under = OVERLAY_NONE;
	app->overlay = overlay;
	app->scroll = 0;
}

void app_lift(struct app *app)
{
	app->overlay = app->under;
	app->under = OVERLAY_NONE;
	app->scroll = 0;
}

enum mode app_mode(const struct app *app)
{
	static const enum mode overlays[] = {
		[OVERLAY_NONE] = MODE_GRID,
		[OVERLAY_QUEUE] = MODE_QUEUE,
		[OVERLAY_HELP] = MODE_LIST,
		[OVERLAY_HISTORY] = MODE_LIST,
		[OVERLAY_MENU] = MODE_MENU,
		[OVERLAY_FORM] = MODE_FORM,
		[OVERLAY_TRAFFIC] = MODE_LIST,
		[OVERLAY_DETERMINATIONS] = MODE_DETERMINATIONS,
		[OVERLAY_SUMMARY] = MODE_LIST,
		[OVERLAY_VALUES] = MODE_VALUES,
		[OVERLAY_PREVIEW] = MODE_PREVIEW,
	};

	if (app->prompt.active)
		return MODE_PROMPT;
	if (app->overlay == OVERLAY_NONE && app->pick.active)
		return MODE_WORDS;
	if (app->overlay == OVERLAY_NONE && app->edit.active)
		return MODE_EDIT;
	return overlays[app->overlay];
}

bool app_moving(const struct app *app)
{
	if (app->fetch.wanted || (app->fetch.ticket != 0 && !app->fetch.ahead &&
				  app->fetch.why != ARRIVE_FRESH))
		return true;
	for (size_t i = 0; i < app->pendings.n; i++) {
		const struct pending_act *p = &app->pendings.items[i];

		/* What takes long is not waited for, and goes nowhere. */
		if (p->revision == 0 && !p->failed &&
		    p->ticket != app->undoing.ticket &&
		    (p->op == ACT_APPROVE || p->op == ACT_REJECT ||
		     p->op == ACT_UNDO || p->op == ACT_REDO))
			return true;
	}
	return false;
}

void app_lay_out(struct app *app, int columns, int rows, enum layout_kind kind)
{
	layout_make(columns, rows, kind, &app->layout);
	if (app->caps.shut)
		layout_offer(&app->layout);
}

void app_fit(struct app *app)
{
	enum layout_kind kind = LAYOUT_FIELDS;

	if (app->overlay == OVERLAY_QUEUE)
		kind = LAYOUT_LIST;
	else if (app->sheet.wide && app->overlay == OVERLAY_NONE)
		kind = LAYOUT_SHEET;
	else if (app->sheet.across &&
		 layout_has_strip(app->layout.columns, app->layout.rows))
		kind = LAYOUT_STRIP;
	if (kind != app->layout.kind)
		app_lay_out(app, app->layout.columns, app->layout.rows, kind);
}

/* ---- questions ----------------------------------------------------------- */

bool app_is_shown(const struct app *app)
{
	struct seen now CLEANUP(seen_done) = specimen_seen(&app->here.specimen);

	return app_is_here(app, app->shown_id) && seen_same(&now, &app->shown);
}

void app_looked(struct app *app)
{
	if (app->looked == LOOKED_BRIEFLY)
		app->looked = LOOKED_WELL;
}

bool app_is_signed(const struct app *app)
{
	return app->here.have &&
	       (app->here.specimen.status == STATUS_APPROVED ||
		app->here.specimen.status == STATUS_REJECTED);
}

/* Whether a value is of the plant or its gathering: read, or what a person put
 * there. Numbers of a collection come off codes, too. */
static bool field_tells(const struct app *app, const struct field *field)
{
	const struct term *term = terms_find(app->terms, field->term);

	return !text_blank(app_value(app, field->term)) &&
	       (term == NULL ||
		(!term->unchecked && term->said != SAID_NOWHERE &&
		 term->role != ROLE_CATALOGUE));
}

bool app_is_unread(const struct app *app)
{
	const struct specimen *s = &app->here.specimen;

	if (!app->here.have || (!s->failed && !s->quality.blank) ||
	    app_is_signed(app) || s->blind)
		return false;
	for (size_t i = 0; i < s->record.n; i++)
		if (field_tells(app, &s->record.fields[i]))
			return false;
	for (size_t i = 0; i < app->pendings.n; i++)
		if (app_is_here(app, app->pendings.items[i].specimen_id))
			return false;
	return true;
}

bool app_is_here(const struct app *app, const char *id)
{
	return app->here.have && id != NULL &&
	       specimen_is(&app->here.specimen, id);
}

int app_row(const struct app *app)
{
	const struct queue *queue = &app->queue;

	for (size_t i = 0; queue->have && i < queue->n; i++)
		if (app_is_here(app, queue->rows[i].id))
			return (int)i;
	return -1;
}

bool app_has_others(const struct app *app)
{
	size_t total = app->queue.total;

	return total > 1 || (total == 1 && app_row(app) < 0);
}

const struct pending_act *app_pending(const struct app *app, const char *term)
{
	for (size_t i = app->pendings.n; i-- > 0 && term != NULL;) {
		const struct pending_act *p = &app->pendings.items[i];

		if (p->term != NULL && strcmp(p->term, term) == 0 &&
		    app_is_here(app, p->specimen_id))
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

static bool act_is_of_term(const struct act *act, const char *term)
{
	return act->term != NULL && strcmp(act->term, term) == 0 &&
	       (act->op == ACT_SET || act->op == ACT_CLEAR ||
		act->op == ACT_ACCEPT);
}

bool app_is_accepted(const struct app *app, const char *term)
{
	const struct specimen *s = &app->here.specimen;
	const struct pending_act *pending = app_pending(app, term);
	const struct field *field = app_field(app, term);

	if (pending != NULL)
		return !pending->failed && pending->op == ACT_ACCEPT;
	if (field == NULL || field->source != SOURCE_HUMAN)
		return false;
	for (size_t i = s->n_acts; i-- > 0;) {
		const struct act *act = &s->acts[i];

		if (act->op == ACT_BULK)
			return false;
		if (act_is_of_term(act, term) &&
		    (s->undone == NULL || !s->undone[i]))
			return act->op == ACT_ACCEPT && act->to != NULL &&
			       strcmp(act->to, field->value) == 0;
	}
	return false;
}

char *app_value_words(const struct app *app, const char *term)
{
	return identifications_shown(term, app_value(app, term));
}

bool app_pair_words(const struct app *app, const char *term, struct bytes *ret)
{
	const struct term *known = terms_find(app->terms, term);
	const struct term *other;
	const char *value;

	if (known == NULL)
		return false;
	other = term_verbatim(app->terms, known);
	if (other == NULL)
		other = term_interpreted(app->terms, known);
	if (other == NULL)
		return false;
	value = app_value(app, other->name);
	if (text_blank(value))
		return false;
	bytes_printf(ret, "%s: %s", other->label, value);
	return true;
}

const struct slot *app_sheet_slot(const struct app *app)
{
	const struct queue *queue = &app->queue;

	return app->overlay == OVERLAY_QUEUE && queue->peek.have &&
			       !app_is_here(app, queue->selected_id)
		       ? &queue->peek
		       : &app->here;
}

const struct labels *app_labels(const struct app *app)
{
	return app->here.have ? &app->here.labels : NULL;
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

/* ---- who else is at work ------------------------------------------------- */

const struct claim *app_claim(const struct app *app, const char *specimen_id)
{
	return claims_find(&app->claimed.others, specimen_id);
}

void claimed_words(const struct app *app, bool since, struct bytes *ret)
{
	const struct claim *claim = app_claim(app, app->here.specimen.id);
	char *who CLEANUP(mem_free_str) =
		claim != NULL ? text_cleaned(claim->who) : NULL;

	if (claim == NULL)
		return;
	bytes_printf(ret, "open at %s", who);
	/* The minutes of a stamp. */
	if (since && strlen(claim->since) >= 16)
		bytes_printf(ret, " since %.5s UTC", claim->since + 11);
	text_clean_line(ret->data);
	ret->len = strlen(ret->data);
}

void claimed_say(struct app *app)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	claimed_words(app, true, &text);
	if (text.len > 0)
		app_say(app, "%s", text.data);
}

void claimed_take(struct app *app, struct claims_list *list)
{
	bool known =
		app->here.have && app_claim(app, app->here.specimen.id) != NULL;

	claims_list_done(&app->claimed.others);
	app->claimed.others = *list;
	*list = (struct claims_list){0};
	if (!known && app->here.have)
		claimed_say(app);
	else if (known && app_claim(app, app->here.specimen.id) == NULL)
		app_say(app, "nobody else has it open any more");
}

void claimed_ask(struct app *app, struct effects *effects)
{
	const char *id = app->here.have ? app->here.specimen.id : NULL;

	if (app->read_only || app_is_here(app, app->claimed.told) ||
	    (id == NULL && app->claimed.told == NULL))
		return;
	mem_replace(&app->claimed.told, id);
	effects_add(effects, EFFECT_CLAIM)->claim = mem_strdup(id);
}

void claimed_done(struct claimed *claimed)
{
	claims_list_done(&claimed->others);
	free(claimed->told);
	*claimed = (struct claimed){0};
}
