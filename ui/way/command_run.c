/*
 * command_run.c: runs the line of a command. See command_run.h.
 *
 * 1. A whole name comes first, then what begins only one: a command before a
 *    term. A number alone is a place in the queue.
 * 2. What is not understood changes nothing, and the nearest word is named.
 */
#include "config.h"

#include "ui/way/command_run.h"

#include <stdlib.h>
#include <string.h>

#include "base/human.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/list/list.h"
#include "ui/update/grid.h"
#include "ui/update/leave.h"
#include "ui/update/queue.h"
#include "ui/update/record.h"
#include "ui/way/offers.h"
#include "ui/way/setting.h"
#include "ui/words/command.h"

#define PLACE_DIGITS 9 /* longer ones are names */
#define NEAR	     2 /* letters that a mistyped name may differ in */

static void tell_error(struct app *app, const struct error *err)
{
	app_alarm(app, "%s", err->text);
}

/* A place in the queue, from 1 on; 0: it is not one. */
static size_t place_of(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	if (digits == 0 || digits > PLACE_DIGITS || text[digits] != '\0')
		return 0;
	return (size_t)strtoul(text, NULL, 10);
}

static void run_goto(struct app *app, const char *args, struct effects *effects)
{
	size_t place = place_of(args);

	if (args[0] == '\0') {
		app_say(app, "where to? a place in the queue, an id or an "
			     "image");
		return;
	}
	app->overlay = OVERLAY_NONE;
	trail_clear(&app->forward);
	if (app->here.have)
		trail_push(&app->back, app->here.specimen.id);
	if (place > 0 && place <= app->queue.total)
		record_go(app, NULL, place - 1, ARRIVE_MOVE);
	else
		record_go(app, args, 0, ARRIVE_FOUND);
}

static void run_search(struct app *app, const char *args,
		       struct effects *effects)
{
	if (text_blank(args) && queue_search_end(app))
		return;
	queue_search_for(app, args);
}

static void run_where(struct app *app, const char *args,
		      struct effects *effects)
{
	struct error err;

	if (queue_where(app, args, &err) < 0)
		tell_error(app, &err);
	else if (text_blank(args))
		app_say(app, "no condition any more");
}

static void run_sort(struct app *app, const char *args, struct effects *effects)
{
	struct error err;

	if (setting_set(app, SETTING_ORDER, args, &err) < 0)
		tell_error(app, &err);
	else
		app_say(app, "by %s", queue_order_word(app->queue.order));
}

static void set_tell(struct app *app, int first, int last)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	for (int i = first; i <= last; i++) {
		bytes_printf(&text, "%s%s ", i > first ? "  " : "",
			     setting_name((enum setting)i));
		setting_write(app, (enum setting)i, &text);
	}
	app_say(app, "%s", text.data);
}

static void run_set(struct app *app, const char *args, struct effects *effects)
{
	size_t len = strcspn(args, " =");
	const char *value = args + len + strspn(args + len, " =");
	enum setting setting;
	struct error err;

	if (args[0] == '\0') {
		set_tell(app, 0, SETTINGS - 1);
		return;
	}
	if (setting_find(args, len, &setting) < 0) {
		app_alarm(app,
			  "nothing is called \"%.*s\"; :set tells what "
			  "can be set",
			  (int)len, args);
		return;
	}
	if (value[0] != '\0' && setting_set(app, setting, value, &err) < 0)
		tell_error(app, &err);
	else
		set_tell(app, (int)setting, (int)setting);
}

static void run_unmark(struct app *app, const char *args,
		       struct effects *effects)
{
	app_say(app, "%zu marks taken away", app->marks.n);
	queue_marks_clear(&app->marks);
}

static void run_summary(struct app *app, const char *args,
			struct effects *effects)
{
	app->overlay = OVERLAY_SUMMARY;
	app->scroll = 0;
	app->work.at_end = false;
}

/* The first line of the list that is open with a word in it; 0: none has. */
static int list_find(const struct app *app, const char *word)
{
	struct listing listing CLEANUP(listing_done) = {0};
	char *folded CLEANUP(mem_free_str) = text_folded(word);

	list_make(app, &listing);
	for (size_t i = 0; i < listing.n; i++) {
		const struct listing_line *line = &listing.items[i];
		char *text CLEANUP(mem_free_str) = mem_printf(
			"%s %s", line->label != NULL ? line->label : "",
			line->text);
		char *in CLEANUP(mem_free_str) = text_folded(text);

		if (strstr(in, folded) != NULL)
			return (int)i;
	}
	return 0;
}

static void run_help(struct app *app, const char *args, struct effects *effects)
{
	app->overlay = OVERLAY_HELP;
	app->scroll = args[0] != '\0' ? list_find(app, args) : 0;
	if (args[0] != '\0' && app->scroll == 0)
		app_say(app, "nothing is said of \"%s\"", args);
}

static void run_quit(struct app *app, const char *args, struct effects *effects)
{
	leave_ask(app, effects);
}

static void (*const runs[COMMAND_COUNT])(struct app *, const char *args,
					 struct effects *) = {
	[COMMAND_GOTO] = run_goto,	 [COMMAND_SEARCH] = run_search,
	[COMMAND_WHERE] = run_where,	 [COMMAND_SORT] = run_sort,
	[COMMAND_SET] = run_set,	 [COMMAND_UNMARK] = run_unmark,
	[COMMAND_SUMMARY] = run_summary, [COMMAND_HELP] = run_help,
	[COMMAND_QUIT] = run_quit,
};

/* ---- which is meant ------------------------------------------------------ */

static void run_term(struct app *app, const struct term *term)
{
	app->overlay = OVERLAY_NONE;
	if (app->here.have)
		grid_reveal(app, term->name);
	app_say(app, "%s", term->label);
}

/* "search, set, sort": all that begin so. */
static void tell_several(struct app *app, const char *word)
{
	struct bytes text CLEANUP(bytes_done) = {0};

	for (int i = 0; i < COMMAND_COUNT; i++)
		if (strncmp(console_commands[i].name, word, strlen(word)) == 0)
			bytes_printf(&text, "%s%s", text.len > 0 ? ", " : "",
				     console_commands[i].name);
	app_say(app, "\"%s\" begins several: %s", word, text.data);
}

/* How far a word is from a name, or from as much of it as the word is long:
 * most are not typed to their end. */
static int distance(const char *word, const char *name)
{
	char *low CLEANUP(mem_free_str) = text_folded(name);
	int d = text_distance(word, low, NEAR);
	size_t len = strlen(word);

	for (size_t n = len > 1 ? len - 1 : len; n <= len + 1; n++) {
		char *part CLEANUP(mem_free_str) = mem_strndup(low, n);
		int of_part = text_distance(word, part, NEAR);

		d = of_part < d ? of_part : d;
	}
	return d;
}

static void nearer(const char *word, const char *name, int *least,
		   const char **best)
{
	int d = distance(word, name);

	if (d >= *least)
		return;
	*least = d;
	*best = name;
}

/* The nearest command or term; NULL where none is near. A short word is near
 * to nothing. */
static const char *nearest(const struct app *app, const char *typed)
{
	char *word CLEANUP(mem_free_str) = text_folded(typed);
	const char *best = NULL;
	int least = strlen(word) > 3 ? NEAR + 1 : strlen(word) > 1 ? 2 : 0;

	for (int i = 0; i < COMMAND_COUNT; i++)
		nearer(word, console_commands[i].name, &least, &best);
	for (size_t i = 0; i < terms_count(app->terms); i++)
		nearer(word, terms_at(app->terms, i)->name, &least, &best);
	return best;
}

static void tell_unknown(struct app *app, const char *word)
{
	char *hint CLEANUP(mem_free_str) = human_suggestion(nearest(app, word));

	app_alarm(app, "there is no command and no term \"%s\"%s", word, hint);
}

void command_run(struct app *app, const char *line, struct effects *effects)
{
	char *text CLEANUP(mem_free_str) = text_squeezed(line);
	size_t len = strcspn(text, " ");
	char *word CLEANUP(mem_free_str) = mem_strndup(text, len);
	const char *args = text[len] != '\0' ? text + len + 1 : text + len;
	enum command_id id = COMMAND_GOTO;
	size_t n = console_command_find(text, len, &id);
	const struct term *term;

	if (text[0] == '\0')
		return;
	if (place_of(text) > 0) {
		run_goto(app, text, effects);
		return;
	}
	term = terms_find_loose(app->terms, text);
	if (term == NULL && n != 1)
		term = offers_term(app, text);
	if (n == 1)
		runs[id](app, args, effects);
	else if (term != NULL)
		run_term(app, term);
	else if (n > 1)
		tell_several(app, word);
	else
		tell_unknown(app, word);
}
