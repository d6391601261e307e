/*
 * app_extract.c: reading sheets: the form that starts it, pause, stop. See
 * acts.h.
 *
 * 1. The extraction may be this process's or another's (progress.elsewhere);
 *    pause, resume and stop go to whichever it is.
 */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/acts.h"

#define FORM_NUMBER_MAX	 1000000000L
#define FORM_THREADS_MAX 64L

void form_done(struct form *form)
{
	for (int i = 0; i < FORM_FIELDS; i++)
		lineedit_done(&form->lines[i]);
}

struct lineedit *form_line(struct form *form)
{
	switch (form->selected) {
	case FORM_ENGINE:
	case FORM_RETRY:
	case FORM_AGAIN:
		return NULL;
	default:
		return &form->lines[form->selected];
	}
}

static void form_number(struct form *form, enum form_field field, size_t value)
{
	char *text CLEANUP(mem_free_str) =
		value > 0 ? mem_printf("%zu", value) : mem_strdup("");

	lineedit_set(&form->lines[field], text);
}

static void form_fill(struct app *app)
{
	const struct extract_options *o = &app->extract;
	struct form *form = &app->form;

	if (form->filled)
		return;
	form->filled = true;
	lineedit_set(&form->lines[FORM_IMAGES], o->images);
	for (int i = 0; app->engines != NULL && app->engines[i] != NULL; i++)
		if (o->engine != NULL &&
		    strcmp(o->engine, app->engines[i]) == 0)
			form->engine = i;
	form_number(form, FORM_OFFSET, o->offset);
	form_number(form, FORM_LIMIT, o->limit);
	form_number(form, FORM_THREADS,
		    o->threads > 0 ? (size_t)o->threads : 0);
	form->retry_failed = o->retry_failed;
	form->again = o->again;
}

ACT(extract_form)
{
	if (app_extracting(app)) {
		app_say(app, app->progress.elsewhere
				     ? "another process reads sheets here now"
				     : "sheets are being read; p pauses, S "
				       "stops");
		return;
	}
	if (app->engines == NULL || app->engines[0] == NULL) {
		app_alarm(app, "this program was built without a reader: "
			       "build it with tesseract and leptonica");
		return;
	}
	form_fill(app);
	app->form.selected = FORM_IMAGES;
	app->form.error[0] = '\0';
	app->overlay = OVERLAY_FORM;
}

ACT(form_next)
{
	app->form.selected = (app->form.selected + 1) % FORM_FIELDS;
}

ACT(form_previous)
{
	app->form.selected =
		(app->form.selected + FORM_FIELDS - 1) % FORM_FIELDS;
}

ACT(form_toggle)
{
	struct form *form = &app->form;

	if (form_line(form) != NULL) {
		lineedit_insert(form_line(form), " ", 1);
		return;
	}
	if (form->selected == FORM_RETRY)
		form->retry_failed = !form->retry_failed;
	else if (form->selected == FORM_AGAIN)
		form->again = !form->again;
	else if (app->engines[++form->engine] == NULL)
		form->engine = 0;
}

static int form_read(struct form *form, enum form_field field,
		     const char *label, long max, long *ret)
{
	const char *text = lineedit_text(&form->lines[field]);
	char *end;
	long value;

	if (text_blank(text)) {
		*ret = 0;
		return 0;
	}
	errno = 0;
	value = strtol(text, &end, 10);
	if (errno == 0 && *end == '\0' && value >= 0 && value <= max) {
		*ret = value;
		return 0;
	}
	form->selected = field;
	snprintf(form->error, sizeof(form->error),
		 "%s takes a whole number up to %ld", label, max);
	return -1;
}

/* The form as an effect; -1 when it says something impossible. */
static int form_submit(struct app *app, struct effects *effects)
{
	struct form *form = &app->form;
	const char *images = lineedit_text(&form->lines[FORM_IMAGES]);
	long offset, limit, threads;
	struct effect *effect;

	form->error[0] = '\0';
	if (form_read(form, FORM_OFFSET, "offset", FORM_NUMBER_MAX, &offset) <
		    0 ||
	    form_read(form, FORM_LIMIT, "limit", FORM_NUMBER_MAX, &limit) < 0 ||
	    form_read(form, FORM_THREADS, "threads", FORM_THREADS_MAX,
		      &threads) < 0)
		return -1;
	effect = effects_add(effects, EFFECT_EXTRACT);
	effect->extract.images = text_blank(images) ? NULL : mem_strdup(images);
	effect->extract.engine = mem_strdup(app->engines[form->engine]);
	effect->extract.options = (struct extract_options){
		.images = effect->extract.images,
		.engine = effect->extract.engine,
		.ocr_lang = app->extract.ocr_lang,
		.offset = (size_t)offset,
		.limit = (size_t)limit,
		.threads = (int)threads,
		.retry_failed = form->retry_failed,
		.again = form->again,
	};
	return 0;
}

ACT(form_start)
{
	if (form_submit(app, effects) < 0)
		return;
	app->overlay = OVERLAY_NONE;
}

ACT(extract_pause)
{
	if (!app_extracting(app)) {
		app_say(app, "no sheets are being read; s starts");
	} else if (app->progress.state == EXTRACT_PAUSED) {
		app_say(app, "it is paused; R goes on");
	} else {
		effects_add(effects, EFFECT_PAUSE);
		app_say(app, "pausing after the sheets in hand");
	}
}

ACT(extract_resume)
{
	if (!app_extracting(app))
		act_extract_form(app, effects);
	else if (app->progress.state != EXTRACT_PAUSED)
		app_say(app, "it is not paused");
	else
		effects_add(effects, EFFECT_RESUME);
}

ACT(extract_stop)
{
	if (!app_extracting(app)) {
		app_say(app, "no sheets are being read; s starts");
		return;
	}
	menu_open(app, MENU_STOP, "Stop reading sheets?",
		  "What was read is kept; s goes on with the rest.");
	menu_add(app, 'y', "stop after the sheets in hand", NULL);
	menu_add(app, 'n', "go on", NULL);
}

void menu_stop_chosen(struct app *app, int i, struct effects *effects)
{
	menu_close(app);
	if (i == 0)
		effects_add(effects, EFFECT_STOP);
}

ACT(quit)
{
	bool ours = app_extracting(app) && !app->progress.elsewhere;

	if (!ours) {
		effects_add(effects, EFFECT_QUIT);
		return;
	}
	menu_open(app, MENU_QUIT, "Sheets are being read",
		  app->quitting ? "The sheets in hand are being finished."
				: "The reading ends with this console; what "
				  "was read is kept.");
	if (!app->quitting)
		menu_add(app, 's', "stop after the sheets in hand, then leave",
			 NULL);
	menu_add(app, 'x', "leave at once",
		 "the sheets in hand are read again next time");
	menu_add(app, 'k', "keep the console open", NULL);
}

void menu_quit_chosen(struct app *app, int i, struct effects *effects)
{
	char letter = app->menu.items[i].letter;

	menu_close(app);
	app->quitting = letter == 's';
	if (letter == 's') {
		effects_add(effects, EFFECT_STOP);
		app_say(app, "leaving when the sheets in hand are read");
	} else if (letter == 'x') {
		effects_add(effects, EFFECT_ABORT);
		effects_add(effects, EFFECT_QUIT);
	}
}
