/*
 * form.c: the form that starts an extraction.
 *
 * 1. What it would do stands above the fields before it does.
 * 2. What is wrong with it stands where the help of the field stood.
 */
#include "config.h"

#include "ui/view/view.h"

#include "ui/input/keytext.h"
#include "ui/update/foresee.h"
#include "ui/update/form.h"

#define FORM_LABEL_W 14
#define FORM_FOLDERS 12 /* that are named */

static const struct {
	const char *label, *help;
} form_texts[FORM_FIELDS] = {
	[FORM_IMAGES] =
		{"Images",
		 "directory of photographs{; {form-next} completes}; empty: "
		 "the run's own"},
	[FORM_ENGINE] = {"Engine", "{{form-toggle} changes it}"},
	[FORM_URL] = {"Base URL", "of the server, as http://127.0.0.1:8080/v1"},
	[FORM_MODELS] = {"Model", "several with commas, the best first; "
				  "`vasculum models` lists them; empty: "},
	[FORM_SEND] = {"Send",
		       "{{form-toggle}: }what the model sees of a sheet"},
	[FORM_KEYS] = {"Keys", "file that holds them; empty: those of the "
			       "environment"},
	[FORM_WINDOW] = {"Window", "requests in flight at most"},
	[FORM_BUDGET] = {"Budget USD", "of the whole run, never exceeded; "
				       "empty: no limit"},
	[FORM_OFFSET] = {"Offset", "sheets to pass over, in order of names"},
	[FORM_LIMIT] = {"Limit", "sheets to take; empty: all"},
	[FORM_THREADS] = {"Threads", "sheets read at once; empty: one for "
				     "each processor"},
	[FORM_RETRY] = {"Failed ones",
			"{{form-toggle}: }read again what failed before"},
	[FORM_AGAIN] = {"Done ones",
			"{{form-toggle}: }read again what was read before"},
	[FORM_BATCH] =
		{"By batch",
		 "{{form-toggle}: }read by the provider's batch, for about "
		 "half the price, within a day"},
};

static const char *form_choice(const struct app *app, enum form_field field)
{
	static const char *const sends[PAYLOAD_SENDS] = {
		[PAYLOAD_BOTH] = "labels and sheet",
		[PAYLOAD_LABELS] = "labels",
		[PAYLOAD_SHEET] = "sheet",
		[PAYLOAD_TEXT] = "words, no pictures",
	};
	const struct form *form = &app->form;

	if (field == FORM_ENGINE)
		return form_engine(app)->name;
	/* The run may remember another way. */
	if (field == FORM_SEND && !form->sends)
		return "as last, else labels and sheet";
	if (field == FORM_SEND)
		return sends[form->send];
	if (field == FORM_RETRY)
		return form->retry_failed ? "[x] again" : "[ ] leave out";
	if (field == FORM_BATCH)
		return form->by_batch ? "[x] within a day" : "[ ] at once";
	return form->again ? "[x] again" : "[ ] leave out";
}

/* What is typed, with what would complete it, in brackets where there are no
 * colours. */
static void form_render_line(const struct app *app, enum form_field field,
			     int x, int y, int width, struct surface *surface)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	bool letters = app->caps.letters;
	size_t len = 0;
	const char *rest = foresee_rest(app, &len);

	lineedit_render(&app->form.lines[field], surface, x, y, width,
			STYLE_INPUT);
	if (rest == NULL || surface->cursor_x < 0)
		return;
	bytes_printf(&text, "%s%.*s%s", letters ? "[" : "", (int)len, rest,
		     letters ? "]" : "");
	surface_put_cut(surface, surface->cursor_x, y,
			x + width - surface->cursor_x, STYLE_DIM, text.data);
}

static void form_render_field(const struct app *app, enum form_field field,
			      struct rect line, struct surface *surface)
{
	const struct form *form = &app->form;
	bool chosen = field == form->selected;
	int x = line.x + 2 + FORM_LABEL_W;
	int width = line.w - FORM_LABEL_W - 3;

	if (chosen)
		surface_put_glyph(surface, line.x, line.y, STYLE_ACCENT,
				  GLYPH_HERE);
	surface_put(surface, line.x + 2, line.y, FORM_LABEL_W,
		    chosen ? STYLE_CHOSEN : STYLE_NORMAL,
		    form_texts[field].label);
	if (form_chooses(field))
		surface_put_cut(surface, x, line.y, width,
				chosen ? STYLE_STRONG : STYLE_NORMAL,
				form_choice(app, field));
	else if (chosen)
		form_render_line(app, field, x, line.y, width, surface);
	else
		surface_put_cut(surface, x, line.y, width, STYLE_NORMAL,
				lineedit_text(&form->lines[field]));
}

/* What it would do: "Enter: 217 sheets, about $0.80, 25 min"; what says more
 * takes the line of the title, too. */
static void form_render_head(const struct app *app, struct rect area,
			     struct surface *surface)
{
	const struct foresight *foresight = &app->foresight;
	struct bytes text CLEANUP(bytes_done) = {0};
	bool reads = foresight->have && foresight->error.kind == ERROR_NONE;
	enum style style = reads ? STYLE_STRONG : STYLE_DIM;

	bytes_append_str(&text, "");
	if (reads) {
		if (foresight->forecast.sheets > 0)
			keytext_write(app->keymap, app_mode(app),
				      "{{form-start}: }", &text);
		forecast_write(&foresight->forecast, &text);
	} else if (foresight->have) {
		bytes_append_str(&text, foresight->error.text);
	} else if (foresight->asked != NULL) {
		bytes_append_str(&text, "counting the sheets");
	}
	if (surface_wrap_lines(text.data, area.w, area.h) > 1) {
		surface_wrap(surface, area, style, text.data);
		return;
	}
	surface_put(surface, area.x, area.y, area.w, STYLE_STRONG,
		    "Read sheets");
	surface_put_cut(surface, area.x, area.y + 1, area.w, style, text.data);
}

/* Directories that begin as what is typed, as far as there is room. */
static void form_write_folders(const struct app *app, struct bytes *ret)
{
	const struct folders *folders = &app->foresight.folders;
	size_t len = 0;

	if (foresee_rest(app, &len) == NULL && folders->n < 2)
		return;
	bytes_clear(ret);
	keytext_write(app->keymap, app_mode(app), "{{form-next}: }", ret);
	for (size_t i = 0; i < folders->n && i < FORM_FOLDERS; i++)
		bytes_printf(ret, "%s%s", i > 0 ? "  " : "", folders->items[i]);
}

/* What the selected field is for, or what is wrong with it. */
static void form_render_help(const struct app *app, struct rect area,
			     struct surface *surface)
{
	const struct form *form = &app->form;
	const char *usual = form_engine(app)->default_model;
	struct bytes text CLEANUP(bytes_done) = {0};

	if (form->error[0] != '\0') {
		/* The empty line above is for what is long. */
		bool more = surface_wrap_lines(form->error, area.w,
					       area.h + 1) > area.h;

		area.y -= more;
		area.h += more;
		surface_wrap(surface, area, STYLE_STRONG, form->error);
		return;
	}
	keytext_write(app->keymap, app_mode(app),
		      form_texts[form->selected].help, &text);
	if (form->selected == FORM_MODELS)
		bytes_append_str(&text,
				 usual != NULL ? usual : "the usual one");
	if (form->selected == FORM_IMAGES)
		form_write_folders(app, &text);
	if (form->selected == FORM_WINDOW)
		bytes_printf(&text, "; empty: %d", EXTRACT_WINDOW);
	surface_wrap(surface, area, STYLE_DIM, text.data);
}

void form_view_render(const struct app *app, struct rect area,
		      struct surface *surface)
{
	enum form_field rows[FORM_FIELDS];
	int n = form_rows(app, rows);
	int first = form_first(app, rows, n);
	int shown = area.h - FORM_HEAD - FORM_FOOT;
	struct rect line = {area.x, area.y + FORM_HEAD, area.w, 1};
	struct rect help = {area.x + 2, 0, area.w - 4, 0};

	shown = n - first < shown ? n - first : shown;
	help.y = line.y + shown + 1;
	help.h = area.y + area.h - help.y;
	form_render_head(
		app, (struct rect){area.x + 2, area.y, area.w - 4, FORM_HEAD},
		surface);
	for (int i = first; i < first + shown; i++, line.y++)
		form_render_field(app, rows[i], line, surface);
	form_render_help(app, help, surface);
}
