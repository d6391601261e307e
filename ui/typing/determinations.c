/*
 * determinations.c: changes of the list of determinations. See
 * determinations.h.
 *
 * 1. The list is read from the field, changed and saved as a whole: what others
 *    did to it meanwhile is refused as with every field.
 * 2. A determination that says nothing any more is taken out.
 * 3. What is typed goes into the list that was there when it was begun, and
 *    what a key changes is the list that was on the screen: places in a list
 *    mean nothing in another one.
 */
#include "config.h"

#include "ui/typing/determinations.h"

#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/record/identification.h"
#include "dwc/typed/typed.h"
#include "ui/state/menu.h"
#include "ui/state/painted.h"
#include "ui/state/pendings.h"

#define IS_CURRENT "isCurrent"

/* The member that is the date of a determination. */
#define MEMBER_DATE 4

void determinations_open(struct app *app)
{
	json_t *list CLEANUP(json_release) = determinations_list(app);

	app->overlay = OVERLAY_DETERMINATIONS;
	app->determinations = (struct determinations){.member = -1};
	if (json_array_size(list) == 0)
		app_say(app, "there is no determination yet: a adds one");
}

/* ---- moving -------------------------------------------------------------- */

static void step_down(struct determinations *d, size_t n)
{
	if (d->at >= n)
		return;
	if (d->member + 1 < DETERMINATION_MEMBERS) {
		d->member++;
		return;
	}
	d->at++;
	d->member = -1;
}

static void step_up(struct determinations *d)
{
	if (d->member >= 0)
		d->member--;
	else if (d->at > 0)
		d->at--;
}

void determinations_move(struct app *app, int by)
{
	json_t *list CLEANUP(json_release) = determinations_list(app);
	size_t n = json_array_size(list);
	int most = (int)(n + 1) * (DETERMINATION_MEMBERS + 1);

	for (int i = 0; i < most && by > 0; i++, by--)
		step_down(&app->determinations, n);
	for (int i = 0; i < most && by < 0; i++, by++)
		step_up(&app->determinations);
}

/* ---- saving -------------------------------------------------------------- */

/* Saves the list, with what follows from it for other terms; `seen` is what
 * stood in the record, NULL: what stands there now. */
static void history_save(struct app *app, const json_t *list, const char *seen,
			 const struct pending_more *more, size_t n_more,
			 struct effects *effects)
{
	json_t *taken CLEANUP(json_release) = identifications_take(list);
	char *text CLEANUP(mem_free_str) =
		taken != NULL ? identifications_text(taken) : NULL;

	pendings_submit(app,
			&(struct pending_ask){
				.op = text != NULL ? ACT_SET : ACT_CLEAR,
				.term = IDENTIFICATION_TERM,
				.value = text,
				.seen = seen,
				.via = text != NULL ? VIA_TYPED : VIA_UNTOLD,
				.more = more,
				.n_more = n_more,
			},
			effects);
}

/* The one that is stood on, borrowed from the list; NULL: says so. */
static json_t *history_chosen(struct app *app, const json_t *list)
{
	json_t *entry = json_array_get(list, app->determinations.at);

	if (entry == NULL)
		app_say(app, "choose a determination first; a adds one");
	return entry;
}

void determinations_remove(struct app *app, struct effects *effects)
{
	json_t *list CLEANUP(json_release) = determinations_list(app);
	const struct determinations *d = &app->determinations;
	json_t *entry = history_chosen(app, list);

	if (entry == NULL || !painted_window(app))
		return;
	if (d->member < 0)
		json_array_remove(list, d->at);
	else
		json_object_del(entry, determination_members[d->member].key);
	history_save(app, list, NULL, NULL, 0, effects);
}

/* ---- the current one ----------------------------------------------------- */

/* The name with its author, as the record has it; owned, NULL for none. */
static char *entry_name(const json_t *entry)
{
	const char *name = json_string_at(entry, "scientificName");
	const char *author = json_string_at(entry, "scientificNameAuthorship");

	if (name == NULL)
		return NULL;
	if (author == NULL || strstr(name, author) != NULL)
		return mem_strdup(name);
	return mem_printf("%s %s", name, author);
}

/* What a record says of its determination beside the list. */
static const char *const shown_terms[] = {"scientificName", "identifiedBy",
					  "dateIdentified",
					  "identificationQualifier"};

/* What the record has to say then; its author and qualifier along with the
 * name, where the record has them or the determination. */
static size_t entry_values(const struct app *app, const json_t *entry,
			   const char *name,
			   struct pending_more ret[PENDING_MORE])
{
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(shown_terms); i++) {
		const char *term = shown_terms[i];
		const char *value = i == 0 ? name : json_string_at(entry, term);
		const char *now = app_value(app, term);

		if (value == NULL)
			value = "";
		if (terms_find(app->terms, term) == NULL ||
		    strcmp(value, now) == 0 || (i == 0 && *value == '\0'))
			continue;
		ret[n++] = (struct pending_more){term, value};
	}
	return n;
}

static bool entry_says(const json_t *entry, const char *key, const char *value)
{
	const char *said = json_string_at(entry, key);

	return text_blank(value) || (said != NULL && strcmp(said, value) == 0);
}

/* Whether the list has the determination that the record shows. */
static bool list_has_shown(const struct app *app, const json_t *list)
{
	const char *name = app_value(app, "scientificName");
	const json_t *entry;
	size_t i;

	json_array_foreach(list, i, entry)
	{
		char *whole CLEANUP(mem_free_str) = entry_name(entry);
		bool same = entry_says(entry, "scientificName", name) ||
			    (whole != NULL && strcmp(whole, name) == 0);

		if (same &&
		    entry_says(entry, "identifiedBy",
			       app_value(app, "identifiedBy")) &&
		    entry_says(entry, "dateIdentified",
			       app_value(app, "dateIdentified")))
			return true;
	}
	return false;
}

/* The determination that another takes the place of stays in the list: the
 * record's own, where no row of the list says it. */
static void list_keep_shown(const struct app *app, json_t *list)
{
	json_t *entry;

	if (text_blank(app_value(app, "scientificName")) ||
	    list_has_shown(app, list) ||
	    json_array_size(list) >= IDENTIFICATIONS_MAX)
		return;
	entry = json_object();
	for (size_t i = 0; i < ARRAY_LEN(shown_terms); i++) {
		const char *value = app_value(app, shown_terms[i]);

		if (!text_blank(value))
			json_set_string(entry, shown_terms[i], value);
	}
	json_array_append_new(list, entry);
}

void determinations_current(struct app *app, struct effects *effects)
{
	json_t *list CLEANUP(json_release) = determinations_list(app);
	json_t *entry = history_chosen(app, list), *other;
	struct pending_more more[PENDING_MORE];
	char *name CLEANUP(mem_free_str) = NULL;
	size_t i, n;

	if (entry == NULL || !painted_window(app))
		return;
	json_array_foreach(list, i, other)
	{
		json_object_del(other, IS_CURRENT);
	}
	json_object_set_new(entry, IS_CURRENT, json_true());
	name = entry_name(entry);
	n = entry_values(app, entry, name, more);
	if (n > 0)
		list_keep_shown(app, list);
	history_save(app, list, NULL, more, n, effects);
	app_say(app,
		"the current one: the record has its name, by whom and when{; "
		"{undo} takes all of it back}");
}

/* ---- typing -------------------------------------------------------------- */

/* "" for nothing. Borrowed. */
static const char *member_text(const json_t *entry, const char *key)
{
	const char *text = json_string_at(entry, key);

	return text != NULL ? text : "";
}

static void member_type(struct app *app, size_t at, int member,
			const char *text)
{
	app->determinations.typed_at = at;
	app->determinations.typed_member = member;
	prompt_open(app, PROMPT_DETERMINATION);
	mem_replace(&app->prompt.seen, app_value(app, IDENTIFICATION_TERM));
	mem_replace(&app->prompt.base,
		    pendings_value(app, IDENTIFICATION_TERM));
	lineedit_set(&app->prompt.line, text);
}

void determinations_add(struct app *app, struct effects *effects)
{
	json_t *list CLEANUP(json_release) = determinations_list(app);

	if (json_array_size(list) >= IDENTIFICATIONS_MAX) {
		app_say(app, "a history has %d determinations at most",
			IDENTIFICATIONS_MAX);
		return;
	}
	member_type(app, json_array_size(list), 0, "");
}

void determinations_edit(struct app *app, struct effects *effects)
{
	json_t *list CLEANUP(json_release) = determinations_list(app);
	const struct determinations *d = &app->determinations;
	int member = d->member < 0 ? 0 : d->member;
	const json_t *entry = json_array_get(list, d->at);

	if (entry == NULL)
		determinations_add(app, effects);
	else if (painted_window(app))
		member_type(
			app, d->at, member,
			member_text(entry, determination_members[member].key));
}

/* A date as one writes them, as ISO 8601 where that is sure; owned. */
static char *member_date(const struct app *app, const char *text)
{
	const struct term *term = terms_role(app->terms, ROLE_IDENTIFIED);
	struct verdicts verdicts = {0};
	struct record record;
	struct typed typed;
	char *value;

	if (term == NULL)
		return mem_strdup(text);
	pendings_record(app, &record);
	record_set(&record, term->name, text, 1, SOURCE_HUMAN);
	typed_read(app->terms, &record, term->name, &verdicts,
		   (struct typed_known){0}, &typed);
	value = mem_strdup(typed.value != NULL ? typed.value : text);
	typed_done(&typed);
	record_done(&record);
	return value;
}

/* Puts what was typed into the list; false where that changes nothing. */
static bool list_take_typed(const struct app *app, json_t *list)
{
	const struct determinations *d = &app->determinations;
	const char *key = determination_members[d->typed_member].key;
	char *text CLEANUP(mem_free_str) =
		text_squeezed(lineedit_text(&app->prompt.line));
	char *value CLEANUP(mem_free_str) = d->typed_member == MEMBER_DATE
						    ? member_date(app, text)
						    : mem_strdup(text);
	json_t *entry = json_array_get(list, d->typed_at);

	if (entry == NULL && value[0] == '\0')
		return false;
	if (entry == NULL) {
		entry = json_object();
		json_array_append_new(list, entry);
	}
	if (strcmp(member_text(entry, key), value) == 0)
		return false;
	if (value[0] == '\0')
		json_object_del(entry, key);
	else
		json_set_string(entry, key, value);
	return true;
}

void determinations_typed(struct app *app, struct effects *effects)
{
	json_t *list CLEANUP(json_release) =
		determinations_of(app->prompt.seen);
	struct determinations *d = &app->determinations;
	size_t before = json_array_size(list);

	if (!list_take_typed(app, list))
		return;
	if (json_array_size(list) > before) {
		d->at = before;
		d->member = 0;
	}
	history_save(app, list, app->prompt.base, NULL, 0, effects);
}

char *determinations_unsaved(const struct app *app)
{
	json_t *list CLEANUP(json_release) = NULL;

	if (!app->prompt.active || app->prompt.kind != PROMPT_DETERMINATION ||
	    !app->here.have)
		return NULL;
	list = determinations_of(app->prompt.seen);
	return list_take_typed(app, list) ? identifications_text(list) : NULL;
}
