/*
 * extraction.c: reading sheets: pause, stop, retry.
 * See extraction.h; form.c starts it.
 *
 * 1. The extraction may be this process's or another's (progress.elsewhere);
 *    pause, resume, stop and retry go to whichever it is.
 * 2. Each asks first, in a menu that names what it would do: a letter that was
 *    meant for something else changes nothing of what costs time and money.
 */
#include "config.h"

#include "ui/update/extraction.h"

#include "ui/state/menu.h"
#include "ui/update/form.h"

/* Asks; the first choice, which Enter takes, is to do it. */
static void extraction_ask(struct app *app, enum extract_verb verb,
			   const char *title, const char *text,
			   const char *does, const char *leaves)
{
	menu_open(app, MENU_EXTRACTION, title, text);
	app->menu.verb = verb;
	menu_add(app, 'y', does, NULL);
	menu_add(app, 'n', leaves, NULL);
}

void extraction_pause(struct app *app, struct effects *effects)
{
	if (!app_extracting(app))
		app_say(app, "no sheets are being read{; {extract} starts}");
	else if (app->progress.state == EXTRACT_PAUSED)
		app_say(app, "it is paused{; {resume} goes on}");
	else
		extraction_ask(
			app, VERB_PAUSE, "Pause the reading of sheets?",
			"The sheets in hand are read to their end{; {resume} "
			"goes on with the rest}.",
			"pause", "go on reading");
}

void extraction_resume(struct app *app, struct effects *effects)
{
	if (!app_extracting(app))
		form_begin(app, effects);
	else if (app->progress.state != EXTRACT_PAUSED)
		app_say(app, "it is not paused");
	else
		extraction_ask(app, VERB_RESUME, "Go on reading sheets?",
			       "Those that are left are read as it was begun.",
			       "go on", "stay paused");
}

void extraction_retry(struct app *app, struct effects *effects)
{
	size_t failed = app->progress.failed;
	struct bytes text CLEANUP(bytes_done) = {0};

	if (!app_extracting(app)) {
		form_open(app, FORM_RETRY);
	} else if (app->progress.state == EXTRACT_STOPPING) {
		app_say(app, "it is stopping{; once it has, {retry} reads them "
			     "again}");
	} else if (failed == 0) {
		app_say(app, "no sheet has failed since it was started");
	} else {
		bytes_printf(&text,
			     "%zu sheet%s failed since it was started. They "
			     "are read behind the others.",
			     failed, failed == 1 ? "" : "s");
		extraction_ask(app, VERB_RETRY, "Read the failed sheets again?",
			       text.data, "read them again", "leave them");
	}
}

void extraction_stop(struct app *app, struct effects *effects)
{
	if (!app_extracting(app))
		app_say(app, "no sheets are being read{; {extract} starts}");
	else
		extraction_ask(
			app, VERB_STOP, "Stop reading sheets?",
			"What was read is kept{; {extract} goes on with the "
			"rest}.",
			"stop after the sheets in hand", "go on");
}

void extraction_chosen(struct app *app, int i, struct effects *effects)
{
	enum extract_verb verb = app->menu.verb;

	menu_close(app);
	if (i != 0)
		return;
	effects_add_command(effects, verb);
	if (verb == VERB_PAUSE)
		app_say(app, "pausing after the sheets in hand");
	else if (verb == VERB_RETRY)
		app_say(app, "the failed sheets are read again after the "
			     "others");
}
