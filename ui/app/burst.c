/*
 * burst.c: letters typed as if into a field. See burst.h.
 *
 * 1. Over a slow line the keys of a second come at once: those that make a word
 *    are judged before the first of them is done. Where they come one by one,
 *    the first letters have been obeyed: what they opened is closed again, the
 *    record and the field they were typed at come back, what they did to values
 *    is taken back, and what cannot be is told.
 * 2. What is a word, and what are orders, is word.h's to judge; what strays into
 *    a window that has no use for it is one, too.
 * 3. What was taken for a word is offered, never saved: Enter that comes before
 *    anybody can have seen where belongs to it, and what is typed behind that is
 *    left out.
 * 4. A figure for which there is no candidate begins a number, or goes on with
 *    one whose figures were taken for those of candidates; but not where values
 *    have none. Figures that took candidates in field after field are none.
 */
#include "config.h"

#include "ui/app/burst.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/app/word.h"
#include "ui/state/lacks.h"
#include "ui/state/menu.h"
#include "ui/update/field.h"
#include "ui/update/grid.h"
#include "ui/update/line.h"
#include "ui/update/record.h"
#include "ui/update/sheet/pick.h"
#include "ui/update/undo.h"
#include "ui/update/window.h"

#define WORD_SHOWN 24
/* Between two letters of a word; nobody presses two orders so fast, and has
 * seen what the first did. */
#define BURST_GAP_MS 200
/* Who ends a word so soon behind its being offered has not seen where. */
#define BURST_SEEN_MS 200

/* A key that edits a line, and does not leave it for good. */
static bool key_is_typing(const struct key *key)
{
	return key_is_text(key) || key->code == KEYCODE_ENTER ||
	       key->code == KEYCODE_TAB || key->code == KEYCODE_BACKSPACE;
}

int burst_word(const struct app *app, const struct key *keys, int n)
{
	int text = 0;

	while (text < n && key_is_text(&keys[text]))
		text++;
	if (app_mode(app) != MODE_GRID || app->pasting || app->n_keys > 0 ||
	    word_judge(app, keys, text, false) != WORD_IS)
		return 0;
	while (text < n && key_is_typing(&keys[text]))
		text++;
	return text;
}

/* ---- offering it --------------------------------------------------------- */

static void burst_clear(struct burst *burst)
{
	struct bytes text = burst->text;

	bytes_clear(&text);
	free(burst->id);
	free(burst->term);
	*burst = (struct burst){.text = text};
}

void burst_done(struct burst *burst)
{
	burst_clear(burst);
	bytes_done(&burst->text);
}

void burst_pause(struct app *app)
{
	if (!app->burst.back)
		burst_clear(&app->burst);
}

/* What a field would have to have for somebody to type into it. */
#define BURST_NEEDS (NEED_RECORD | NEED_FIELD | NEED_WRITABLE | NEED_OPEN)

static void burst_say(struct app *app)
{
	const struct bytes *text = &app->burst.text;
	const char *lacks = app_lacks(app, BURST_NEEDS);
	int len = (int)text_cut(text->data, WORD_SHOWN);

	if (app->burst.offered && app->burst.undone > 0)
		app_say(app, "no field was open, what the keys did is undone"
			     "{: {commit} saves this here}{, {cancel} drops "
			     "it}");
	else if (app->burst.offered && app->burst.acted != '\0')
		app_say(app,
			"\"%c\" was obeyed, no field was open{: {commit} saves "
			"this here}{, {cancel} drops it}",
			app->burst.acted);
	else if (app->burst.offered)
		app_say(app,
			"no field was open{: {commit} saves this here}{, "
			"{cancel} drops it}%s",
			app->edit.noted != '\0'
				? "{, {note} makes it a comment}"
				: "");
	else
		app_say(app, "\"%.*s%s\" was typed where no field is open%s%s",
			len, text->data,
			(size_t)len < text->len
				? glyph_text(app->caps.ascii, GLYPH_ELLIPSIS)
				: "",
			lacks != NULL ? "; " : "",
			lacks != NULL ? lacks
				      : "{; {replace} or {edit} opens one}");
}

/* `noted`: its first letter is the key of a comment. */
static void burst_offer_text(struct app *app, const char *text, bool noted,
			     struct effects *effects)
{
	struct burst *burst = &app->burst;
	char acted = burst->acted;
	size_t undone = burst->undone;
	const char *before;

	burst_clear(burst);
	burst->acted = acted;
	burst->undone = undone;
	bytes_append_str(&burst->text, text);
	if (app_lacks(app, BURST_NEEDS) == NULL)
		field_replace(app, effects);
	before = app->edit.active && undone > 0
			 ? undo_before(app, app->edit.term, undone)
			 : NULL;
	if (before != NULL) {
		mem_replace(&app->edit.seen, before);
		mem_replace(&app->edit.base, before);
	}
	burst->offered = app->edit.active;
	burst->offered_ms = app->spent.now_ms;
	burst->deaf = !app->edit.active;
	if (app->edit.active)
		lineedit_insert(&app->edit.line, text, strlen(text));
	app->edit.noted = noted ? text[0] : '\0';
	burst_say(app);
}

/* What a key would have put into a line. */
static void burst_type(struct bytes *text, const struct key *key)
{
	char utf8[5];

	if (key_is_text(key))
		bytes_append(text, utf8, key_utf8(key, utf8));
	else if (key->code == KEYCODE_ENTER || key->code == KEYCODE_TAB)
		bytes_append_char(text, ' ');
	else if (key->code == KEYCODE_BACKSPACE && text->len > 0)
		text->len = text_prev(text->data, text->len);
}

void burst_offer(struct app *app, const struct key *keys, int n,
		 struct effects *effects)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	bytes_reserve(&text, 0);
	while (n > 0 && (keys[n - 1].code == KEYCODE_ENTER ||
			 keys[n - 1].code == KEYCODE_TAB))
		n--;
	for (int i = 0; i < n; i++)
		burst_type(&text, &keys[i]);
	burst_offer_text(app, text.data, word_notes(app, &keys[0]), effects);
}

/* ---- one by one ---------------------------------------------------------- */

/* Closes what the letters of a word opened. */
static void burst_close(struct app *app, struct effects *effects)
{
	struct lineedit *line = line_current(app);

	for (int i = 0; i < app->burst.lined && line != NULL; i++)
		lineedit_apply(line, LINEEDIT_BACKSPACE);
	app->prompt.active = false;
	if (app->pick.active)
		pick_end(app);
	app->edit.active = false;
	if (app->overlay != OVERLAY_NONE)
		window_close(app, effects);
}

/* To the record where the word began; false where one is there. */
static bool burst_return(struct app *app, struct effects *effects)
{
	struct burst *burst = &app->burst;
	const struct trail *back = &app->back, *forward = &app->forward;

	if (burst->id == NULL ||
	    (app_is_here(app, burst->id) && !app_moving(app)))
		return false;
	if (back->n > 0 && strcmp(back->ids[back->n - 1], burst->id) == 0)
		record_previous(app, effects);
	else if (forward->n > 0 &&
		 strcmp(forward->ids[forward->n - 1], burst->id) == 0)
		record_next(app, effects);
	else
		record_go(app, burst->id, 0, ARRIVE_MOVE);
	return true;
}

/* The letters up to this one are a word: of the field where it began. */
static void burst_ends(struct app *app, const struct key *key,
		       struct effects *effects)
{
	struct burst *burst = &app->burst;
	struct key keys[BURST_MAX];
	int n = burst->n;

	burst_close(app, effects);
	memcpy(keys, burst->keys, sizeof(keys));
	if (n < BURST_MAX)
		keys[n++] = *key;
	if (burst->n > 0)
		burst->undone =
			undo_since(app, burst->deed, burst->id, effects);
	if (burst->undone > 0)
		burst->acted = '\0';
	burst->back = burst_return(app, effects);
	/* Behind a signature the next record comes. */
	if (burst->signs && !burst->back)
		burst->acted = '\0';
	if (!burst->back) {
		burst_resume(app, keys, n, effects);
		return;
	}
	memcpy(app->held, keys, (size_t)n * sizeof(keys[0]));
	app->n_held = n;
}

void burst_resume(struct app *app, const struct key *keys, int n,
		  struct effects *effects)
{
	if (app->burst.term != NULL)
		grid_select(app, app->burst.term);
	burst_offer(app, keys, n, effects);
}

/* Whether all that was typed are figures. */
static bool burst_is_number(const struct burst *burst)
{
	for (int i = 0; i < burst->n; i++)
		if (!key_is_digit(&burst->keys[i]))
			return false;
	return true;
}

/* A key that is held down, or bounces, makes no word, and one that takes a
 * candidate in field after field no number. */
static bool burst_repeats(const struct burst *burst, const struct key *key)
{
	for (int i = 0; i < burst->n; i++)
		if (burst->keys[i].code != key->code)
			return false;
	return burst->n > 0;
}

/* Whether a value of the field that they began on may begin with a figure. */
static bool burst_may_count(const struct app *app)
{
	const char *of = app->burst.n > 0 ? app->burst.term : app->grid.term;
	const struct term *term =
		of != NULL ? terms_find(app->terms, of) : NULL;

	return term == NULL ||
	       (term->kind != TERM_NAME && term->kind != TERM_PERSON &&
		term->role != ROLE_COUNTRY && term->role != ROLE_STATE &&
		term->role != ROLE_COUNTY);
}

/* The selected field is known to have no such candidate. */
static bool burst_misses(const struct app *app, const struct key *key)
{
	const struct suggestions *list = helps_of_term(app, app->grid.term);
	size_t n = list != NULL ? list->n : 0;

	return helps_known(app) && key_is_digit(key) && key->code > '0' + n;
}

/* It has no candidate here, and is of a number. */
static bool burst_counts(const struct app *app, const struct key *key,
			 enum action_id action)
{
	if (app_mode(app) != MODE_GRID || !burst_is_number(&app->burst) ||
	    !burst_may_count(app) || app_lacks(app, BURST_NEEDS) != NULL)
		return false;
	if (action == ACTION_TAKE_DIGIT)
		return burst_misses(app, key);
	/* Behind one that was taken, what nobody presses there. */
	return app->burst.n > 0 && key_is_word(key) &&
	       (action == ACTION_NONE || key->code == '0');
}

/* With this key what was typed since the last pause is a word. */
static bool burst_ripens(const struct app *app, const struct key *key,
			 enum action_id action)
{
	const struct burst *burst = &app->burst;
	const struct key *first = &burst->keys[0];
	bool grid = app_mode(app) == MODE_GRID;
	struct key keys[BURST_MAX];

	if (burst->n == BURST_MAX || burst_repeats(burst, key))
		return false;
	if (burst_counts(app, key, action))
		return true;
	if (burst->n == 0)
		return false;
	if (burst->strange && grid &&
	    (!word_is_small(action) ||
	     (key_is_capital(first) && key_is_word(key))))
		return true;
	if (!burst->slow &&
	    word_goes_on(app, &burst->keys[burst->n - 1], action))
		return true;
	if (grid && !(key_is_digit(key) && burst->missed && !burst->slow) &&
	    (word_is_small(action) || !burst->ordered))
		return false;
	memcpy(keys, burst->keys, (size_t)burst->n * sizeof(keys[0]));
	keys[burst->n] = *key;
	return word_judge(app, keys, burst->n + 1, burst->slow) == WORD_IS;
}

/* It was opened by the letter before, and has no use for this one. */
static bool burst_strays(const struct app *app, const struct key *key,
			 enum action_id action)
{
	static const bool deaf[MODE_COUNT] = {
		[MODE_FORM] = true,  [MODE_MENU] = true,   [MODE_LIST] = true,
		[MODE_QUEUE] = true, [MODE_VALUES] = true, [MODE_WORDS] = true,
	};

	return app->burst.n > 0 && !burst_repeats(&app->burst, key) &&
	       key_is_word(key) && !key_is_digit(key) && deaf[app_mode(app)] &&
	       action == ACTION_NONE;
}

/* A line was opened, and what is typed is that line's. */
static bool burst_is_over(const struct app *app)
{
	const struct burst *burst = &app->burst;
	enum mode mode = app_mode(app);

	return (mode == MODE_EDIT || mode == MODE_PROMPT) &&
	       (burst->n == BURST_MAX || word_judge(app, burst->keys, burst->n,
						    burst->slow) == WORD_LINE);
}

static void burst_add(struct app *app, const struct key *key,
		      enum action_id action)
{
	struct burst *burst = &app->burst;
	const struct deed *last;
	bool grid = app_mode(app) == MODE_GRID;

	/* Moves before a number, or a capital, are no part of it. */
	if (((key_is_digit(key) || key_is_capital(key)) && burst->moves) ||
	    word_begins(burst->keys, burst->n, key))
		burst_clear(burst);
	if (burst->n == BURST_MAX ||
	    (burst->n == 0 && (!grid || !key_is_word(key))))
		return;
	if (burst->n == 0) {
		mem_replace(&burst->id,
			    app->here.have ? app->here.specimen.id : NULL);
		mem_replace(&burst->term, app->grid.term);
		last = deeds_next(&app->deeds, false);
		snprintf(burst->deed, sizeof(burst->deed), "%s",
			 last != NULL ? last->act : "");
	}
	burst->moves = (burst->n == 0 || burst->moves) && word_moves(action) &&
		       !key_is_capital(key);
	burst_type(&burst->text, key);
	burst->keys[burst->n++] = *key;
	burst->lined += line_current(app) != NULL;
	burst->strange = burst->strange || (grid && action == ACTION_NONE);
	burst->missed = burst->missed || (grid && burst_misses(app, key));
	burst->ordered = burst->ordered || (grid && word_is_order(action));
	if (grid && word_acts(action) && burst->acted == '\0' &&
	    key->code < 0x80) {
		burst->acted = (char)key->code;
		burst->signs = action == ACTION_APPROVE;
	}
}

/* What comes behind a word belongs to it. */
static bool burst_follows(struct app *app, const struct key *key)
{
	struct burst *burst = &app->burst;
	bool ends = key->code == KEYCODE_ENTER || key->code == KEYCODE_TAB;

	if (burst->deaf && (key_is_text(key) || ends)) {
		burst_type(&burst->text, key);
		burst_say(app);
		return true;
	}
	if (!burst->offered || !app->edit.active)
		return false;
	burst->ended =
		burst->ended ||
		(ends && app->spent.now_ms - burst->offered_ms < BURST_SEEN_MS);
	if (!burst->ended || !(ends || key_is_text(key)))
		return false;
	burst_say(app);
	return true;
}

/* Who chooses has read what there is; the reasons to reject are the same each
 * time, and so is the answer to the question before a signature. */
static bool burst_chooses(const struct app *app, const struct key *key)
{
	return app_mode(app) == MODE_MENU &&
	       menu_item_of(&app->menu, key) >= 0 &&
	       (app->menu.kind != MENU_MOVE || key_is_digit(key) ||
		app->burst.slow || app->burst.n == 0);
}

/* The answer that signs nothing: "ag" or "an" of a name may be it, too. */
static bool burst_signs_nothing(const struct app *app, const struct key *key)
{
	return app->menu.kind == MENU_APPROVE &&
	       menu_item_of(&app->menu, key) == 0 && key_is_word(key) &&
	       app->burst.n > 0 && !app->burst.slow;
}

/* Notes whether somebody has waited since the key before. */
static void burst_time(struct app *app)
{
	struct burst *burst = &app->burst;
	int64_t now = app->spent.now_ms;

	burst->slow = burst->slow ||
		      (burst->n > 0 && now - burst->last_ms >= BURST_GAP_MS);
	burst->last_ms = now;
}

bool burst_takes(struct app *app, const struct key *key, enum action_id action,
		 struct effects *effects)
{
	struct burst *burst = &app->burst;
	enum mode mode = app_mode(app);

	if (burst_follows(app, key))
		return true;
	if (!key_is_text(key))
		burst_clear(burst);
	/* It is told as long as the word is typed. */
	if (key_is_text(key) && burst->offered)
		burst_say(app);
	if (!key_is_text(key) || burst->offered)
		return false;
	burst_time(app);
	if (burst_chooses(app, key)) {
		if (burst_signs_nothing(app, key))
			burst_add(app, key, action);
		else
			burst_clear(burst);
		return false;
	}
	if (burst_strays(app, key, action) || burst_ripens(app, key, action)) {
		burst_ends(app, key, effects);
		return true;
	}
	if (mode == MODE_FORM && !key_is_word(key))
		burst_clear(burst);
	else
		burst_add(app, key, action);
	if (burst_is_over(app))
		burst_clear(burst);
	return false;
}
