/*
 * form.c: the form that starts the reading of sheets. See form.h.
 *
 * 1. One table says to which engines a field means something; the others are
 *    neither shown nor read, and keep what was typed there.
 * 2. The form begins with the options of the command line and then stays as
 *    it was left. Options that are not in it pass through.
 * 3. An address that was told for one engine is never used for another: the
 *    keys would go to the wrong server.
 */
#include "config.h"

#include "ui/update/form.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/state/painted.h"

#define FORM_NUMBER_MAX 1000000000L
#define FORM_MONEY_MAX	9 /* digits before the point … */
#define FORM_CENTS_MAX	6 /* … and behind it */

/* ---- the fields ---------------------------------------------------------- */

static bool for_all(const struct app_engine *engine)
{
	return true;
}

static bool for_local(const struct app_engine *engine)
{
	return !engine->network;
}

static bool for_network(const struct app_engine *engine)
{
	return engine->network;
}

static bool for_any_server(const struct app_engine *engine)
{
	return engine->any_server;
}

static void toggle_engine(struct app *app)
{
	if (app->engines[++app->form.engine].name == NULL)
		app->form.engine = 0;
	app->form.asked = app->form.agreed = 0;
}

static void toggle_send(struct app *app)
{
	app->form.send = (app->form.send + 1) % PAYLOAD_SENDS;
	app->form.sends = true;
}

static void toggle_retry(struct app *app)
{
	app->form.retry_failed = !app->form.retry_failed;
}

static void toggle_again(struct app *app)
{
	app->form.again = !app->form.again;
}

static void toggle_batch(struct app *app)
{
	app->form.by_batch = !app->form.by_batch;
}

static const struct {
	bool (*applies)(const struct app_engine *engine);
	void (*toggle)(struct app *app); /* NULL: it is typed */
} form_fields[FORM_FIELDS] = {
	[FORM_IMAGES] = {for_all, NULL},
	[FORM_ENGINE] = {for_all, toggle_engine},
	[FORM_URL] = {for_any_server, NULL},
	[FORM_MODELS] = {for_network, NULL},
	[FORM_SEND] = {for_network, toggle_send},
	[FORM_KEYS] = {for_network, NULL},
	[FORM_WINDOW] = {for_network, NULL},
	[FORM_BUDGET] = {for_network, NULL},
	[FORM_OFFSET] = {for_all, NULL},
	[FORM_LIMIT] = {for_all, NULL},
	[FORM_THREADS] = {for_local, NULL},
	[FORM_RETRY] = {for_all, toggle_retry},
	[FORM_AGAIN] = {for_all, toggle_again},
	[FORM_BATCH] = {for_network, toggle_batch},
};

const struct app_engine *form_engine(const struct app *app)
{
	return &app->engines[app->form.engine];
}

static bool form_applies(const struct app *app, enum form_field field)
{
	return form_fields[field].applies(form_engine(app));
}

bool form_chooses(enum form_field field)
{
	return form_fields[field].toggle != NULL;
}

int form_rows(const struct app *app, enum form_field ret[FORM_FIELDS])
{
	int n = 0;

	for (int field = 0; field < FORM_FIELDS; field++)
		if (form_applies(app, (enum form_field)field))
			ret[n++] = (enum form_field)field;
	return n;
}

int form_first(const struct app *app, const enum form_field *rows, int n)
{
	int lines = app->layout.pane.h - FORM_HEAD - FORM_FOOT, at = 0;

	while (at < n && rows[at] != app->form.selected)
		at++;
	return lines > 0 && at >= lines ? at - lines + 1 : 0;
}

int form_field_at(const struct app *app, int y)
{
	enum form_field rows[FORM_FIELDS];
	int n = form_rows(app, rows);
	int line = y - app->layout.pane.y - FORM_HEAD;
	int at = line + form_first(app, rows, n);

	return line >= 0 && at < n ? (int)rows[at] : -1;
}

void form_done(struct form *form)
{
	for (int i = 0; i < FORM_FIELDS; i++)
		lineedit_done(&form->lines[i]);
}

/* ---- start values -------------------------------------------------------- */

static void form_text(struct form *form, enum form_field field,
		      const char *text)
{
	lineedit_set(&form->lines[field], text != NULL ? text : "");
}

static void form_number(struct form *form, enum form_field field, size_t value)
{
	char *text CLEANUP(mem_free_str) =
		value > 0 ? mem_printf("%zu", value) : NULL;

	form_text(form, field, text);
}

/* Never rounded: what is shown is what will be kept. */
static void form_money(struct form *form, enum form_field field, double usd)
{
	char *text CLEANUP(mem_free_str) =
		usd > 0 ? mem_printf("%.*f", FORM_CENTS_MAX, usd) : NULL;
	size_t len = text != NULL ? strlen(text) : 0;

	while (len > 0 && text[len - 1] == '0' && text[len - 3] != '.')
		text[--len] = '\0';
	form_text(form, field, text);
}

static void form_fill(struct app *app)
{
	const struct extract_options *o = &app->extract;
	struct form *form = &app->form;

	if (form->filled)
		return;
	form->filled = true;
	form_text(form, FORM_IMAGES, o->images);
	for (int i = 0; app->engines[i].name != NULL; i++)
		if (o->engine != NULL &&
		    strcmp(o->engine, app->engines[i].name) == 0)
			form->engine = i;
	form_text(form, FORM_URL, o->base_url);
	form_text(form, FORM_MODELS, o->models);
	form_text(form, FORM_KEYS, o->key_file);
	form_money(form, FORM_BUDGET, o->budget_usd);
	form_number(form, FORM_OFFSET, o->offset);
	form_number(form, FORM_LIMIT, o->limit);
	form_number(form, FORM_WINDOW, o->window > 0 ? (size_t)o->window : 0);
	form_number(form, FORM_THREADS,
		    o->threads > 0 ? (size_t)o->threads : 0);
	form->send = o->send;
	form->sends = o->sends;
	form->retry_failed = o->retry_failed;
	form->again = o->again;
	form->by_batch = o->by_batch;
}

void form_select(struct app *app, enum form_field field)
{
	app->form.selected = field;
	app->form.error[0] = '\0';
	app->form.asked = 0;
}

void form_open(struct app *app, enum form_field field)
{
	if (app->engines == NULL || app->engines[0].name == NULL) {
		app_alarm(app, "this program was built without a reader: "
			       "build it with tesseract and leptonica");
		return;
	}
	form_fill(app);
	if (field == FORM_RETRY)
		app->form.retry_failed = true;
	form_select(app, field);
	app->overlay = OVERLAY_FORM;
}

void form_begin(struct app *app, struct effects *effects)
{
	if (app_extracting(app))
		app_say(app, app->progress.elsewhere
				     ? "another process reads sheets here now"
				     : "sheets are being read{; {pause} pauses}"
				       "{, {stop} stops}");
	else
		form_open(app, FORM_IMAGES);
}

/* ---- moving -------------------------------------------------------------- */

/* The row one stands on; there always is one. */
static int form_row(const struct app *app, const enum form_field *rows, int n)
{
	for (int i = 0; i < n; i++)
		if (rows[i] == app->form.selected)
			return i;
	return 0;
}

void form_move(struct app *app, int by)
{
	enum form_field rows[FORM_FIELDS];
	int n = form_rows(app, rows);
	int at = form_row(app, rows, n) + by;

	form_select(app, rows[at < 0 ? 0 : at < n ? at : n - 1]);
}

void form_turn(struct app *app, int by)
{
	enum form_field rows[FORM_FIELDS];
	int n = form_rows(app, rows);

	form_select(app, rows[(form_row(app, rows, n) + n + by) % n]);
}

void form_toggle(struct app *app, struct effects *effects)
{
	enum form_field field = app->form.selected;

	if (form_chooses(field))
		form_fields[field].toggle(app);
	else
		lineedit_insert(&app->form.lines[field], " ", 1);
}

/* ---- reading it ---------------------------------------------------------- */

/* Says what is wrong, and goes there. */
PRINTF_LIKE(3, 4)
static int form_wrong(struct form *form, enum form_field field,
		      const char *format, ...)
{
	va_list args;

	form->selected = field;
	va_start(args, format);
	vsnprintf(form->error, sizeof(form->error), format, args);
	va_end(args);
	return -1;
}

/* NULL where the line is blank. */
static const char *form_said(const struct form *form, enum form_field field)
{
	const char *text = lineedit_text(&form->lines[field]);

	return text_blank(text) ? NULL : text;
}

static int form_read_number(struct form *form, enum form_field field, long *ret)
{
	static const struct {
		const char *label;
		long low, high;
	} limits[FORM_FIELDS] = {
		[FORM_OFFSET] = {"offset", 0, FORM_NUMBER_MAX},
		[FORM_LIMIT] = {"limit", 0, FORM_NUMBER_MAX},
		[FORM_WINDOW] = {"window", 1, EXTRACT_WINDOW_MAX},
		[FORM_THREADS] = {"threads", 1, EXTRACT_THREADS_MAX},
	};
	const char *text = form_said(form, field);
	long value;
	char *end;

	*ret = 0;
	if (text == NULL)
		return 0;
	errno = 0;
	value = strtol(text, &end, 10);
	if (errno != 0 || !text_blank(end) || value < limits[field].low ||
	    value > limits[field].high)
		return form_wrong(form, field,
				  "%s takes a whole number from %ld to %ld",
				  limits[field].label, limits[field].low,
				  limits[field].high);
	*ret = value;
	return 0;
}

/* Dollars and cents, and parts of them: what strtod takes besides (hex,
 * exponents, inf) is a slip here. */
static int form_read_budget(struct form *form, double *ret)
{
	const char *text = form_said(form, FORM_BUDGET);
	size_t whole, cents = 0;
	const char *end;

	*ret = 0;
	if (text == NULL)
		return 0;
	text += strspn(text, " $");
	whole = strspn(text, "0123456789");
	end = text + whole;
	if (*end == '.') {
		cents = strspn(end + 1, "0123456789");
		end += 1 + cents;
	}
	if (whole > 0 && whole <= FORM_MONEY_MAX && cents <= FORM_CENTS_MAX &&
	    text_blank(end))
		*ret = strtod(text, NULL);
	if (*ret > 0)
		return 0;
	return form_wrong(form, FORM_BUDGET,
			  "budget takes dollars above 0, as 5 or 2.50; empty: "
			  "no limit");
}

static int form_check_url(struct form *form)
{
	const char *url = form_said(form, FORM_URL);

	if (url != NULL && (strncmp(url, "http://", 7) == 0 ||
			    strncmp(url, "https://", 8) == 0))
		return 0;
	return form_wrong(form, FORM_URL,
			  "this engine needs the address of its server, as "
			  "http://127.0.0.1:8080/v1");
}

/* A key pasted where its file is asked for must not stay on the screen. */
static int form_check_keys(struct form *form)
{
	const char *path = form_said(form, FORM_KEYS);

	if (path == NULL || strncmp(path, "sk-", 3) != 0)
		return 0;
	form_text(form, FORM_KEYS, NULL);
	return form_wrong(form, FORM_KEYS,
			  "that looked like a key: put it into a file of mode "
			  "0600 and name that");
}

static int form_read_network(struct app *app, struct extract_options *ret)
{
	struct form *form = &app->form;
	long window;

	if (form_applies(app, FORM_URL) && form_check_url(form) < 0)
		return -1;
	if (form_check_keys(form) < 0 ||
	    form_read_number(form, FORM_WINDOW, &window) < 0 ||
	    form_read_budget(form, &ret->budget_usd) < 0)
		return -1;
	if (form_applies(app, FORM_URL))
		ret->base_url = form_said(form, FORM_URL);
	ret->models = form_said(form, FORM_MODELS);
	ret->key_file = form_said(form, FORM_KEYS);
	ret->send = form->send;
	ret->sends = form->sends;
	ret->window = (int)window;
	ret->by_batch = form->by_batch;
	return 0;
}

static int form_read_local(struct app *app, struct extract_options *ret)
{
	long threads;

	ret->by_batch = false;
	if (form_read_number(&app->form, FORM_THREADS, &threads) < 0)
		return -1;
	ret->threads = (int)threads;
	return 0;
}

/* -1 when the form says something impossible. Strings are borrowed. */
static int form_read(struct app *app, struct extract_options *ret)
{
	const struct app_engine *engine = form_engine(app);
	struct form *form = &app->form;
	long offset, limit;

	*ret = app->extract;
	if (ret->engine == NULL || strcmp(ret->engine, engine->name) != 0)
		ret->base_url = NULL;
	if ((engine->network ? form_read_network : form_read_local)(app, ret) <
		    0 ||
	    form_read_number(form, FORM_OFFSET, &offset) < 0 ||
	    form_read_number(form, FORM_LIMIT, &limit) < 0)
		return -1;
	ret->images = form_said(form, FORM_IMAGES);
	ret->engine = engine->name;
	ret->offset = (size_t)offset;
	ret->limit = (size_t)limit;
	ret->retry_failed = form->retry_failed;
	ret->again = form->again;
	return 0;
}

int form_look(struct app *app, struct extract_options *ret)
{
	struct form *form = &app->form;
	const char *keys = form_said(form, FORM_KEYS);
	enum form_field selected = form->selected;
	char error[sizeof(form->error)];
	int rc = -1;

	memcpy(error, form->error, sizeof(error));
	if (keys == NULL || strncmp(keys, "sk-", 3) != 0)
		rc = form_read(app, ret);
	memcpy(form->error, error, sizeof(error));
	form->selected = selected;
	if (rc < 0)
		return -1;
	/* What is asked before it starts is agreed to by starting. */
	ret->repoint = true;
	if (ret->base_url == NULL)
		ret->base_url = form_engine(app)->foreign_url;
	return 0;
}

/* Asks once: starting again, with nothing else between and the question on the
 * screen, agrees. */
static int form_ask(struct form *form, unsigned int what, enum form_field field,
		    const char *why, const char *of, const char *then)
{
	if ((form->agreed & what) != 0)
		return 0;
	(void)form_wrong(form, field, "%s %s: start again %s", why, of, then);
	form->asked = what;
	return -1;
}

/* But for slashes at their ends. */
static bool is_same_folder(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);

	while (n > 1 && a[n - 1] == '/')
		n--;
	while (m > 1 && b[m - 1] == '/')
		m--;
	return n == m && memcmp(a, b, n) == 0;
}

/* What nobody but the run has said, and what would mix two collections. */
static int form_confirm(struct app *app, struct extract_options *options)
{
	const struct app_engine *engine = form_engine(app);
	struct form *form = &app->form;

	if (engine->foreign_url != NULL && options->base_url == NULL) {
		if (form_ask(form, FORM_ASKS_SERVER, FORM_ENGINE,
			     "the run says that keys go to",
			     engine->foreign_url, "where that is right") < 0)
			return -1;
		options->base_url = engine->foreign_url;
	}
	if (app->records_of == NULL || options->images == NULL ||
	    is_same_folder(app->records_of, options->images))
		return 0;
	if (form_ask(form, FORM_ASKS_IMAGES, FORM_IMAGES,
		     "the records are of photographs in", app->records_of,
		     "to take these from now on") < 0)
		return -1;
	options->repoint = true;
	return 0;
}

void form_start(struct app *app, struct effects *effects)
{
	struct extract_options options;

	if (app->form.asked != 0 && !painted_window(app))
		return;
	app->form.agreed |= app->form.asked;
	app->form.asked = 0;
	app->form.error[0] = '\0';
	if (form_read(app, &options) < 0 || form_confirm(app, &options) < 0)
		return;
	app->form.agreed = 0;
	effects_add_options(effects,
			    options.by_batch ? EFFECT_BATCH : EFFECT_EXTRACT,
			    &options);
	app->overlay = OVERLAY_NONE;
}
