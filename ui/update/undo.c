/*
 * undo.c: undo and redo. See undo.h.
 *
 * 1. Nothing is taken back of a record that is not on the screen: the first key
 *    goes there, or asks where it is not known what comes next; the second one
 *    acts.
 * 2. A change of many records is no record's: one stays where one is.
 * 3. What it was about is told with it, before and after.
 * 4. What is not saved yet cannot be taken back: the store would take back what
 *    was done before it.
 */
#include "config.h"

#include "ui/update/undo.h"

#include <string.h>

#include "base/array.h"
#include "base/human.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/state/state.h"
#include "ui/update/columns.h"
#include "ui/update/record.h"

#define UNDO_SHOWN 22 /* of a value */

static void value_write(const struct app *app, const char *value,
			struct bytes *ret)
{
	size_t len = value != NULL ? text_cut(value, UNDO_SHOWN) : 0;

	if (text_blank(value))
		bytes_append_str(ret, "nothing");
	else
		bytes_printf(ret, "\"%.*s%s\"", (int)len, value,
			     value[len] != '\0' ? glyph_text(app->caps.ascii,
							     GLYPH_ELLIPSIS)
						: "");
}

/* "the approval of 0a47.jpg" */
static void deed_whole_words(const struct deed *deed, struct bytes *ret)
{
	static const char *const words[] = {
		[ACT_APPROVE] = "the approval", [ACT_REJECT] = "the rejection",
		[ACT_REOPEN] = "the reopening", [ACT_NOTE] = "the comment",
		[ACT_FLAG] = "the flag",	[ACT_UNFLAG] = "unflagging",
	};
	const char *word =
		(size_t)deed->op < ARRAY_LEN(words) ? words[deed->op] : NULL;

	bytes_printf(ret, "%s", word != NULL ? word : act_op_word(deed->op));
}

/* "\"Habitat\" → \"HABITAT\"" */
static void deed_values(const struct app *app, const char *from, const char *to,
			struct bytes *ret)
{
	bytes_append_char(ret, ' ');
	value_write(app, from, ret);
	bytes_printf(ret, " %s ", glyph_text(app->caps.ascii, GLYPH_ARROW));
	value_write(app, to, ret);
}

/* What it changed; `back`: what taking it back changes. */
static void deed_words(const struct app *app, const struct deed *deed,
		       bool back, struct bytes *ret)
{
	bool many = deed->specimen_id == NULL;

	if (deed->term == NULL) {
		deed_whole_words(deed, ret);
		return;
	}
	bytes_append_str(ret, deed->term);
	if (deed->op == ACT_ACCEPT)
		bytes_append_str(ret, ": that it is right");
	else if (many && deed->from == NULL && deed->to != NULL)
		bytes_printf(ret, ": %s", deed->to);
	else if (!many || deed->from != NULL)
		deed_values(app, back ? deed->to : deed->from,
			    back ? deed->from : deed->to, ret);
	if (deed->more > 0)
		bytes_printf(ret, ", and %zu more", deed->more);
	if (!many)
		return;
	bytes_append_str(ret, " in ");
	human_count(deed->records, ret);
	bytes_append_str(ret, deed->records == 1 ? " record" : " records");
}

/* To the record that it would be about; a second key does it there. */
static void undo_go(struct app *app, const struct deed *deed, bool redo)
{
	struct bytes words CLEANUP(bytes_done) = {0};

	deed_words(app, deed, false, &words);
	record_go(app, deed->specimen_id, 0, ARRIVE_MOVE);
	mem_replace(&app->fetch.term, deed->term);
	app_say(app,
		redo ? "undone here: %s{; {redo} does it again}"
		     : "here: %s{; {undo} takes it back}",
		words.data);
}

static bool undo_asks(struct app *app, bool redo)
{
	if (app->deeds.asked)
		return false;
	app->deeds.asked = true;
	app_say(app, "nothing more was %s since the start%s",
		redo ? "undone" : "done",
		redo ? "{; {redo} again goes further back}"
		     : "{; {undo} again goes further back}");
	return true;
}

static bool deed_is_saved(const struct app *app, const struct deed *deed)
{
	for (size_t i = 0; i < app->pendings.n; i++)
		if (app->pendings.items[i].failed &&
		    strcmp(app->pendings.items[i].id, deed->act) == 0)
			return false;
	return true;
}

static void undo_refuse(struct app *app, const struct deed *deed)
{
	struct bytes words CLEANUP(bytes_done) = {0};

	deed_words(app, deed, false, &words);
	app_say(app, "not saved yet: %s{; {close} drops it}", words.data);
}

static void undo_submit(struct app *app, const struct deed *deed, bool redo,
			struct effects *effects)
{
	struct bytes words CLEANUP(bytes_done) = {0};

	bytes_reserve(&words, 0);
	if (deed != NULL)
		deed_words(app, deed, !redo, &words);
	pendings_submit(app,
			&(struct pending_ask){
				.op = redo ? ACT_REDO : ACT_UNDO,
				.of = deed != NULL ? deed->specimen_id : NULL,
				.told = deed != NULL ? words.data : NULL,
			},
			effects);
	if (deed != NULL)
		deeds_go(&app->deeds, redo);
	app->deeds.asked = false;
}

static void undo_make(struct app *app, bool redo, struct effects *effects)
{
	const struct deed *deed = deeds_next(&app->deeds, redo);
	const char *of = deed != NULL ? deed->specimen_id : NULL;

	if (columns_is_busy(app) || (deed == NULL && undo_asks(app, redo)))
		return;
	if (of != NULL && !app_is_here(app, of))
		undo_go(app, deed, redo);
	else if (of != NULL && app->looked == LOOKED_NOT)
		app_say(app, APP_NOT_SHOWN);
	else if (of != NULL && !deed_is_saved(app, deed))
		undo_refuse(app, deed);
	else
		undo_submit(app, deed, redo, effects);
}

void undo_back(struct app *app, struct effects *effects)
{
	undo_make(app, false, effects);
}

void undo_forth(struct app *app, struct effects *effects)
{
	undo_make(app, true, effects);
}

/* A value of this record, or a flag: nothing goes anywhere by it. */
static bool deed_is_small(const struct deed *deed, const char *id)
{
	static const bool small[] = {
		[ACT_SET] = true,    [ACT_ACCEPT] = true, [ACT_CLEAR] = true,
		[ACT_UNFLAG] = true, [ACT_FLAG] = true,
	};

	return deed != NULL && deed->specimen_id != NULL && id != NULL &&
	       strcmp(deed->specimen_id, id) == 0 &&
	       (size_t)deed->op < ARRAY_LEN(small) && small[deed->op];
}

size_t undo_since(struct app *app, const char *act, const char *id,
		  struct effects *effects)
{
	const struct deed *deed = deeds_next(&app->deeds, true);
	size_t n = 0, most = deeds_since(&app->deeds, act);

	if (deed_is_small(deed, id) && strcmp(deed->act, act) == 0) {
		undo_submit(app, deed, true, effects);
		return 1;
	}
	while (n < most) {
		deed = deeds_next(&app->deeds, false);
		if (!deed_is_small(deed, id) || !deed_is_saved(app, deed))
			break;
		undo_submit(app, deed, false, effects);
		n++;
	}
	return n;
}

const char *undo_before(const struct app *app, const char *term, size_t n)
{
	const struct deeds_list *undone = &app->deeds.undone;

	/* The first that was done is the last that was taken back. */
	for (size_t i = undone->n; i > 0 && n > 0; i--, n--) {
		const struct deed *deed = &undone->items[i - 1];

		if (deed->term != NULL && strcmp(deed->term, term) == 0)
			return deed->from;
	}
	return NULL;
}

void undo_say(struct app *app, const struct pending_act *undo, size_t left)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	bytes_append_str(&text, undo->op == ACT_UNDO ? "undone" : "done again");
	if (left > 0) {
		bytes_append_str(&text, ", but for ");
		human_count(left, &text);
		bytes_printf(&text, " %s changed since",
			     left == 1 ? "record that was"
				       : "records that were");
	}
	if (undo->told != NULL)
		bytes_printf(&text, ": %s", undo->told);
	app_say(app, "%s", text.data);
}

void undo_failed(struct app *app, const struct pending_act *undo)
{
	if (undo->told != NULL)
		deeds_go(&app->deeds, undo->op == ACT_UNDO);
}
