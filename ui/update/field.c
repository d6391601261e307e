/*
 * field.c: acts on one field, and typing its value. See field.h.
 *
 * 1. Who types nothing new says that the value is right.
 * 2. After an act the next doubtful field is selected; what acts on a value
 *    without a look at it does not act on one that has not been painted.
 * 3. A value that could not be saved because another one came meanwhile is
 *    saved all the same by accepting it: the field tells what came.
 */
#include "config.h"

#include "ui/update/field.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "dwc/record/printed.h"
#include "dwc/record/written.h"
#include "review/suggest/along.h"
#include "ui/ditto/ditto.h"
#include "ui/ditto/move.h"
#include "ui/state/lacks.h"
#include "ui/state/menu.h"
#include "ui/state/pendings.h"
#include "ui/typing/determinations.h"
#include "ui/typing/list.h"
#include "ui/update/grid.h"
#include "ui/update/sheet/pick.h"

/* Once more what could not be saved. */
static void field_again(struct app *app, const struct pending_act *failed,
			struct effects *effects)
{
	const char *value = failed->value != NULL ? failed->value : "";
	bool other = strcmp(value, pendings_value(app, failed->term)) != 0;
	struct pending_more more[PENDING_MORE];
	size_t n_more = pendings_beside(app, failed, more);

	pendings_submit(app,
			&(struct pending_ask){
				.op = failed->op == ACT_ACCEPT && other
					      ? ACT_SET
					      : failed->op,
				.term = failed->term,
				.value = failed->value,
				.via = failed->via,
				.boxes = failed->boxes,
				.n_boxes = failed->n_boxes,
				.more = more,
				.n_more = n_more,
			},
			effects);
}

/* Whether the value is a person's already. One that they typed and that the
 * check speaks against can be found right all the same. */
static bool field_is_checked(const struct app *app, const char *term)
{
	const struct field *field = app_field(app, term);
	const struct verdict *worst =
		verdicts_worst(&app->here.specimen.verdicts, term);

	if (field == NULL ||
	    (field->source != SOURCE_HUMAN && field->source != SOURCE_EMPTY))
		return false;
	return worst == NULL || worst->severity == SEVERITY_NOTE ||
	       app_is_accepted(app, term);
}

/* What one has typed oneself need not be looked at again to be saved, unless
 * another value came meanwhile. */
static bool field_may_accept(struct app *app, const struct pending_act *pending)
{
	if (pending != NULL && pending->failed && !pending->stale &&
	    app_is_shown(app))
		return true;
	return painted_allows(app);
}

void field_accept(struct app *app, struct effects *effects)
{
	const char *term = app->grid.term;
	const char *lacks = app_lacks(app, NEED_OPEN);
	const struct pending_act *pending = app_pending(app, term);

	if (term == NULL) {
		grid_fold(app, effects);
		return;
	}
	if (lacks != NULL) {
		app_say(app, "%s", lacks);
		return;
	}
	if (!field_may_accept(app, pending))
		return;
	if (pending != NULL && pending->failed)
		field_again(app, pending, effects);
	else if (pending == NULL && !field_is_checked(app, term))
		pendings_submit(app,
				&(struct pending_ask){
					.op = ACT_ACCEPT,
					.term = term,
					.value = app_value(app, term),
				},
				effects);
	grid_next(app);
}

void field_open(struct app *app, const char *term, const char *text,
		bool at_end)
{
	struct edit *edit = &app->edit;
	const struct term *known = terms_find(app->terms, term);

	if (known != NULL && known->kind == TERM_HISTORY) {
		determinations_open(app);
		return;
	}
	mem_replace(&edit->term, term);
	mem_replace(&edit->seen, app_value(app, term));
	mem_replace(&edit->base, pendings_value(app, term));
	edit->replaces = edit->unseen = false;
	edit->noted = '\0';
	helps_forget_completion(app);
	edit->line.lines = known != NULL && term_has_lines(known);
	lineedit_set(&edit->line, text);
	typing_begin(app);
	if (!at_end)
		lineedit_apply(&edit->line, LINEEDIT_HOME);
	edit->via = VIA_TYPED;
	edit->active = true;
	app->pick.n_used = 0;
}

void field_drop(struct app *app)
{
	app->edit.active = false;
	draft_done(&app->restored);
	app->restored = (struct draft){0};
}

void field_edit(struct app *app, struct effects *effects)
{
	field_open(app, app->grid.term, app_value(app, app->grid.term), true);
}

void field_edit_start(struct app *app, struct effects *effects)
{
	field_open(app, app->grid.term, app_value(app, app->grid.term), false);
}

void field_replace(struct app *app, struct effects *effects)
{
	field_open(app, app->grid.term, "", true);
	app->edit.replaces = app->edit.active;
}

void field_clear(struct app *app, struct effects *effects)
{
	if (text_blank(app_value(app, app->grid.term))) {
		field_accept(app, effects);
		return;
	}
	if (!painted_allows(app))
		return;
	pendings_submit(
		app,
		&(struct pending_ask){.op = ACT_CLEAR, .term = app->grid.term},
		effects);
	grid_next(app);
}

/* How a value came that a candidate of this source was taken for. */
static const enum act_via source_via[SUGGESTION_SOURCES] = {
	[SUGGESTION_READING] = VIA_CANDIDATE,
	[SUGGESTION_CHECK] = VIA_CANDIDATE,
	[SUGGESTION_TAXA] = VIA_TAXA,
	[SUGGESTION_GBIF] = VIA_CANDIDATE,
	[SUGGESTION_LABEL] = VIA_LABEL,
	[SUGGESTION_SIGNED] = VIA_CANDIDATE,
	[SUGGESTION_DUPLICATE] = VIA_DITTO,
};

/* A candidate that stood on the screen; else NULL, and why is said. */
static const struct suggestion *field_offer(struct app *app, size_t i)
{
	const struct suggestions *list = helps_of_term(app, app->grid.term);

	if (list == NULL || i >= list->n) {
		app_say(app, "there is no such candidate");
		return NULL;
	}
	if (!painted_allows(app) ||
	    !painted_offers(app, i, list->items[i].value))
		return NULL;
	return &list->items[i];
}

/* Whether a reader took other words for how this value is written. */
static bool printed_is_denied(const struct app *app, const struct term *term,
			      const struct term *printed, const char *value)
{
	const struct field *field = app_field(app, printed->name);

	return field != NULL && field->source != SOURCE_HUMAN &&
	       app_pending(app, printed->name) == NULL &&
	       written_denies(term, field->value, value, clock_year());
}

/* The words of the label that a candidate was read from, into the term for what
 * is printed, where a reader has others there. */
static size_t offer_also(const struct app *app, const struct suggestion *s,
			 struct pending_more *ret)
{
	const struct term *term = terms_find(app->terms, app->grid.term);
	const struct term *printed =
		term != NULL ? term_verbatim(app->terms, term) : NULL;
	const struct suggestions *list =
		printed != NULL ? helps_of_term(app, printed->name) : NULL;

	if (list == NULL || s->n_boxes == 0 ||
	    !printed_is_denied(app, term, printed, s->value))
		return 0;
	for (size_t i = 0; i < list->n; i++) {
		const struct suggestion *words = &list->items[i];

		if (words->n_boxes != s->n_boxes ||
		    memcmp(words->boxes, s->boxes,
			   s->n_boxes * sizeof(*s->boxes)) != 0 ||
		    written_denies(term, words->value, s->value, clock_year()))
			continue;
		*ret = (struct pending_more){printed->name, words->value};
		return 1;
	}
	return 0;
}

/* Values that are written with the one that is typed. */
static size_t field_also(const struct typed *typed,
			 struct pending_more ret[TYPED_ALSO])
{
	for (size_t i = 0; i < typed->n_also; i++)
		ret[i] = (struct pending_more){typed->also[i].term,
					       typed->also[i].value};
	return typed->n_also;
}

static bool typed_means(const struct typed *typed, const char *value)
{
	if (typed->value != NULL)
		return strcmp(typed->value, value) == 0;
	for (size_t i = 0; i < typed->n_options; i++)
		if (strcmp(typed->options[i].value, value) == 0)
			return true;
	return false;
}

/* Values that are written with a candidate: what follows from it, or how it is
 * written, where that is what stands in its place. `typed` is filled and is to be
 * given to typed_done. */
static size_t offer_more(const struct app *app, const struct suggestion *s,
			 struct typed *typed,
			 struct pending_more ret[TYPED_ALSO])
{
	const char *term = app->grid.term;
	size_t n = offer_also(app, s, ret);

	typing_read_as(app, term, s->value, typed);
	if (n == 0 && typed->value == NULL)
		n = field_also(typed, ret);
	if (n > 0)
		return n;
	typed_done(typed);
	typing_read_as(app, term, app_value(app, term), typed);
	return typed_means(typed, s->value) ? field_also(typed, ret) : 0;
}

static void field_take_offer(struct app *app, size_t i, struct effects *effects)
{
	const struct suggestion *s = field_offer(app, i);
	struct pending_more more[TYPED_ALSO];
	struct typed typed CLEANUP(typed_done) = {0};
	bool same, label;
	size_t n_more;

	if (s == NULL)
		return;
	same = strcmp(s->value, app_value(app, app->grid.term)) == 0;
	label = s->source == SUGGESTION_LABEL;
	n_more = same ? 0 : offer_more(app, s, &typed, more);
	pendings_submit(
		app,
		&(struct pending_ask){
			.op = same ? ACT_ACCEPT : ACT_SET,
			.term = app->grid.term,
			.value = s->value,
			.via = same ? VIA_UNTOLD : source_via[s->source],
			.boxes = label ? s->boxes : NULL,
			.n_boxes = label ? s->n_boxes : 0,
			.more = more,
			.n_more = n_more,
		},
		effects);
	grid_next(app);
}

/* Before candidates have come, what the check proposes is here already. */
static void field_take_proposal(struct app *app, struct effects *effects)
{
	if (!painted_proposes(app))
		return;
	pendings_submit(app,
			&(struct pending_ask){
				.op = ACT_SET,
				.term = app->grid.term,
				.value = app_proposal(app, app->grid.term),
				.via = VIA_CANDIDATE,
			},
			effects);
	grid_next(app);
}

void field_take(struct app *app, struct effects *effects)
{
	if (app->edit.active)
		typing_take(app);
	else if (helps_of_term(app, app->grid.term) != NULL)
		field_take_offer(app, 0, effects);
	else
		field_take_proposal(app, effects);
}

/* From 0, of the key that the action was found by. */
static size_t field_figure(const struct app *app)
{
	uint32_t code = app->keys[0].code;

	return code >= '1' && code <= '9' ? code - '1' : 0;
}

void field_take_digit(struct app *app, struct effects *effects)
{
	field_take_offer(app, field_figure(app), effects);
}

void field_edit_digit(struct app *app, struct effects *effects)
{
	const struct suggestion *s = field_offer(app, field_figure(app));
	struct pick *pick = &app->pick;

	if (s == NULL)
		return;
	field_open(app, app->grid.term, s->value, true);
	if (!app->edit.active)
		return;
	app->edit.via = source_via[s->source];
	for (size_t i = 0; i < s->n_boxes && pick->n_used < PICK_BOXES; i++)
		pick->used[pick->n_used++] = s->boxes[i];
}

/* What stood there, as the line has it; owned. */
static char *seen_value(const struct edit *edit)
{
	struct bytes clean = {0};

	if (edit->line.lines)
		text_clean_lines(edit->seen, strlen(edit->seen), &clean);
	else
		text_clean(edit->seen, strlen(edit->seen), &clean);
	bytes_append_str(&clean, "");
	return bytes_steal(&clean);
}

/* Values that are written with what is saved. Nothing follows from what was
 * only found right. */
static size_t save_also(const struct app *app, const char *value,
			const char *seen, const struct typing_item *item,
			struct pending_more ret[TYPED_ALSO])
{
	const struct typed *typed = &app->typing.typed;

	if (item != NULL ? !item->meant
			 : typed->value == NULL && strcmp(value, seen) == 0)
		return 0;
	return field_also(typed, ret);
}

static enum act_op save_op(const char *value, const char *seen, size_t n_more)
{
	if (text_blank(value))
		return text_blank(seen) ? ACT_ACCEPT : ACT_CLEAR;
	return strcmp(value, seen) == 0 && n_more == 0 ? ACT_ACCEPT : ACT_SET;
}

/* Saves a value for the field that is typed into; `item` is what of the list
 * it was, or NULL. */
static void field_save(struct app *app, const char *value,
		       const struct typing_item *item, struct effects *effects)
{
	struct edit *edit = &app->edit;
	struct pending_more more[TYPED_ALSO];
	const struct pending_act *pending = app_pending(app, edit->term);
	bool failed = pending != NULL && pending->failed;
	char *seen CLEANUP(mem_free_str) = seen_value(edit);
	enum act_via via = item != NULL ? typing_via(app, item) : edit->via;
	size_t n_more = save_also(app, value, seen, item, more);
	enum act_op op = save_op(value, seen, n_more);

	edit->active = false;
	if (text_blank(value) && edit->replaces) {
		app_say(app, "nothing was typed, nothing is changed{; {clear} "
			     "empties a field}");
		return;
	}
	if (op == ACT_ACCEPT && !failed) {
		/* Nothing was changed: the same as saying it is right. */
		field_accept(app, effects);
		return;
	}
	if (op == ACT_ACCEPT)
		op = text_blank(value) ? ACT_CLEAR : ACT_SET;
	pendings_submit(app,
			&(struct pending_ask){
				.op = op,
				.term = edit->term,
				.value = op == ACT_CLEAR ? NULL : value,
				.seen = edit->base,
				.via = op == ACT_SET ? via : VIA_UNTOLD,
				.more = more,
				.n_more = n_more,
				.boxes = app->pick.used,
				.n_boxes = op == ACT_SET && via == VIA_LABEL
						   ? app->pick.n_used
						   : 0,
			},
			effects);
	grid_next(app);
}

static void field_save_item(struct app *app, size_t i, struct effects *effects)
{
	struct typing_item items[TYPING_ITEMS];
	char *value CLEANUP(mem_free_str) = NULL;

	if (i >= typing_items(app, items)) {
		app_say(app, "there is no %zu in the list", i + 1);
		return;
	}
	if (!painted_offers(app, i, items[i].value))
		return;
	value = mem_strdup(items[i].value);
	field_save(app, value, &items[i], effects);
}

void field_commit(struct app *app, struct effects *effects)
{
	char *value CLEANUP(mem_free_str) = NULL;

	typing_follow(app);
	if (app->typing.list) {
		field_save_item(app, (size_t)app->typing.selected, effects);
		return;
	}
	if (typing_asks(app) && typing_open_list(app)) {
		app_say(app, "this may mean several things: which?");
		return;
	}
	if (!painted_typed(app))
		return;
	value = typing_value(app);
	field_save(app, value, NULL, effects);
}

/* The row above or below; it stays where there is none. */
static bool field_beside(struct app *app, const char *term, int by)
{
	int at;

	grid_go(app, term);
	at = grid_selected(app) + by;
	while (at >= 0 && at < app->grid.n && app->grid.rows[at] == NULL)
		at += by;
	if (at < 0 || at >= app->grid.n)
		return false;
	grid_select_row(app, at);
	return true;
}

static void field_commit_beside(struct app *app, int by,
				struct effects *effects)
{
	char *was CLEANUP(mem_free_str) = mem_strdup(app->edit.term);

	field_commit(app, effects);
	if (app->edit.active || app->painted.refused)
		return;
	/* Where committing alone would have gone is told of. */
	if (!app->message.alarm)
		app->message.text[0] = '\0';
	if (!field_beside(app, was, by))
		app_say(app, "%s is the %s field", was,
			by > 0 ? "last" : "first");
	else if (app_lacks(app, NEED_OPEN) == NULL)
		field_replace(app, effects);
}

void field_commit_next(struct app *app, struct effects *effects)
{
	field_commit_beside(app, 1, effects);
}

void field_commit_previous(struct app *app, struct effects *effects)
{
	field_commit_beside(app, -1, effects);
}

void field_digit(struct app *app, struct effects *effects)
{
	struct typing_item items[TYPING_ITEMS];
	size_t i = field_figure(app);

	if (i >= typing_items(app, items) || items[i].meant || items[i].raw)
		field_save_item(app, i, effects);
	else if (painted_offers(app, i, items[i].value))
		typing_put(app, &items[i]);
}

void field_candidates(struct app *app, struct effects *effects)
{
	const struct specimen *s = &app->here.specimen;
	const char *term = app->grid.term;
	const char *proposal = app_proposal(app, term);

	pendings_look(app);
	menu_open(app, MENU_CANDIDATE, term, NULL);
	for (size_t i = s->n_outcomes; i-- > 0;) {
		const char *value = record_value(&s->outcomes[i].dwc, term);

		if (!text_blank(value) && !menu_has(&app->menu, value))
			menu_add(app, 0, value,
				 s->outcomes[i].model != NULL
					 ? s->outcomes[i].model
					 : s->outcomes[i].provider);
	}
	if (!text_blank(record_value(&s->found, term)) &&
	    !menu_has(&app->menu, record_value(&s->found, term)))
		menu_add(app, 0, record_value(&s->found, term),
			 "code on the sheet");
	if (proposal != NULL && !menu_has(&app->menu, proposal))
		menu_add(app, 0, proposal, "proposed by the check");
	if (app->menu.n > 0)
		return;
	menu_close(app);
	app_say(app, "no extraction has read a value for %s", term);
}

void field_chosen(struct app *app, int i, struct effects *effects)
{
	char *value CLEANUP(mem_free_str) = mem_strdup(app->menu.items[i].text);
	bool same = strcmp(value, app_value(app, app->grid.term)) == 0;

	menu_close(app);
	pendings_submit(app,
			&(struct pending_ask){
				.op = same ? ACT_ACCEPT : ACT_SET,
				.term = app->grid.term,
				.value = value,
				.view = &app->asked,
				.via = same ? VIA_UNTOLD : VIA_CANDIDATE,
			},
			effects);
	grid_next(app);
}

/* ---- words of the label -------------------------------------------------- */

void field_words(struct app *app, struct effects *effects)
{
	pick_begin(app);
}

void field_words_line(struct app *app, struct effects *effects)
{
	field_replace(app, effects);
	if (app->edit.active)
		pick_begin(app);
}

void field_words_back(struct app *app, struct effects *effects)
{
	pick_back(app);
}

/* Words that were chosen. */
struct words_taken {
	char *text;  /* as it is printed, with the marks of a keyboard */
	char *value; /* as the term needs it */
	struct box boxes[PICK_BOXES];
	size_t n_boxes;
};

static void words_taken_done(struct words_taken *words)
{
	free(words->text);
	free(words->value);
}

/* Words go into the line that is typed, at the cursor; into an empty one as
 * its term needs them. */
static void words_insert(struct app *app, const struct words_taken *words)
{
	struct pick *pick = &app->pick;
	struct lineedit *line = &app->edit.line;
	bool empty = text_blank(lineedit_text(line));
	const char *put = empty ? words->value : words->text;

	if (line->at > 0 && lineedit_text(line)[line->at - 1] != ' ')
		lineedit_insert(line, " ", 1);
	lineedit_insert(line, put, strlen(put));
	app->edit.via = VIA_LABEL;
	for (size_t i = 0; i < words->n_boxes && pick->n_used < PICK_BOXES; i++)
		pick->used[pick->n_used++] = words->boxes[i];
}

/* What is printed goes into the term for that, where nothing stands there, or
 * nothing that can mean it, and the value was made of it. */
static size_t words_also(const struct app *app, const struct words_taken *words,
			 struct pending_more *ret)
{
	const struct term *term = terms_find(app->terms, app->grid.term);
	const struct term *printed =
		term != NULL ? term_verbatim(app->terms, term) : NULL;

	if (printed == NULL || strstr(words->text, words->value) != NULL ||
	    (!text_blank(app_value(app, printed->name)) &&
	     !printed_is_denied(app, term, printed, words->value)))
		return 0;
	*ret = (struct pending_more){printed->name, words->text};
	return 1;
}

/* Whether words in capitals are offered in another case for this field: by what
 * is signed elsewhere, or as one writes them. */
static bool words_have_case(const struct app *app,
			    const struct words_taken *words)
{
	const struct suggestions *list = helps_of_term(app, app->grid.term);
	char *folded CLEANUP(mem_free_str) = text_folded(words->value);

	if (!text_in_capitals(words->value))
		return false;
	for (size_t i = 0; list != NULL && i < list->n; i++) {
		const char *value = list->items[i].value;
		char *other CLEANUP(mem_free_str) = text_folded(value);

		if (strcmp(other, folded) == 0 && !text_in_capitals(value))
			return true;
	}
	return false;
}

/* Who takes them sees the other case first, in the list below the line; nothing
 * is changed for them. */
static void words_ask(struct app *app, const struct words_taken *words)
{
	if (!painted_allows(app))
		return;
	field_replace(app, NULL);
	if (!app->edit.active)
		return;
	words_insert(app, words);
	app_say(app, "printed in capitals; how it is usual stands below{; "
		     "{commit} saves it as printed}");
}

/* Words become the value of the selected field. */
static void words_submit(struct app *app, const struct words_taken *words,
			 struct effects *effects)
{
	const char *term = app->grid.term;
	bool same = strcmp(words->value, app_value(app, term)) == 0;
	struct pending_more more;
	size_t n_more = same ? 0 : words_also(app, words, &more);

	if (!painted_allows(app))
		return;
	pendings_submit(app,
			&(struct pending_ask){
				.op = same ? ACT_ACCEPT : ACT_SET,
				.term = term,
				.value = words->value,
				.via = same ? VIA_UNTOLD : VIA_LABEL,
				.boxes = words->boxes,
				.n_boxes = same ? 0 : words->n_boxes,
				.more = &more,
				.n_more = n_more,
			},
			effects);
	grid_next(app);
}

static void field_take_words(struct app *app, enum pick_step step,
			     const struct pick_span *span,
			     struct effects *effects)
{
	const struct transcript *page = &app->text.page;
	struct words_taken words CLEANUP(words_taken_done) = {0};
	char *printed CLEANUP(mem_free_str) = NULL;

	if (step != PICK_DONE || app->grid.term == NULL)
		return;
	printed = transcript_text(page, span->from, span->to);
	words.text = along_typed(printed);
	words.value = printed_value(terms_find(app->terms, app->grid.term),
				    words.text, clock_year());
	words.n_boxes = transcript_boxes(page, span->from, span->to,
					 words.boxes, PICK_BOXES);
	/* Before another field is selected: its words are looked for in the
	 * text without numbers. */
	pick_end(app);
	if (app->edit.active)
		words_insert(app, &words);
	else if (words_have_case(app, &words))
		words_ask(app, &words);
	else
		words_submit(app, &words, effects);
}

void field_word_take(struct app *app, struct effects *effects)
{
	struct pick_span span;
	enum pick_step step = pick_first(app, &span);

	field_take_words(app, step, &span, effects);
}

bool field_words_key(struct app *app, const struct key *key,
		     struct effects *effects)
{
	struct pick_span span;
	enum pick_step step;

	/* Nobody knows a number that they have not seen. */
	if (pick_takes(app, key) && !painted_window(app))
		return true;
	step = pick_key(app, key, &span);
	field_take_words(app, step, &span, effects);
	return step != PICK_PASSED;
}

bool field_words_mouse(struct app *app, const struct key *key,
		       struct effects *effects)
{
	struct pick_span span;
	enum pick_step step = pick_mouse(app, key, &span);

	field_take_words(app, step, &span, effects);
	return step != PICK_PASSED;
}

void field_ditto(struct app *app, struct effects *effects)
{
	if (ditto_take(app, effects))
		grid_next(app);
}

void field_repeat(struct app *app, struct effects *effects)
{
	bool here = app->grid.term != NULL && app->pendings.last_term != NULL &&
		    strcmp(app->grid.term, app->pendings.last_term) == 0;

	if (ditto_repeat(app, effects) && here)
		grid_next(app);
}

void field_move(struct app *app, struct effects *effects)
{
	value_move_ask(app, effects);
}

void field_moved(struct app *app, int i, struct effects *effects)
{
	value_move(app, i, effects);
}
