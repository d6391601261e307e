/*
 * sheet.c: what of the sheet is shown: which label, how turned, how
 * large, which part. See sheet.h.
 *
 * 1. Label, turn and zoom outlive the record: on the next one they apply to
 *    its own labels and its own upright.
 * 2. The request follows from the state; it goes out when it differs from
 *    the last one. While nothing else waits, the next record's is rendered
 *    ahead of need.
 */
#include "config.h"

#include "ui/update/sheet.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "image/pixels/bitmap.h"

#define ZOOM_MAX  16.0
#define ZOOM_STEP 1.5
#define PAN_STEP  0.5 /* of what is seen */

static const struct label *slot_label(const struct slot *slot, int label)
{
	if (!slot->have || label < 0 || label >= slot->labels.n)
		return NULL;
	return &slot->labels.items[label];
}

static bool box_overlaps(struct box a, struct box b)
{
	return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h &&
	       b.y < a.y + a.h;
}

/* Region and rotation of the request. Returns false for the whole sheet. */
static void sheet_upright(const struct app *app, const struct slot *slot,
			  struct preview_request *ret)
{
	const struct label *label = slot_label(slot, app->sheet.label);
	int turn = slot->labels.n > 0 ? slot->labels.sheet_rotation : -1;

	if (label != NULL) {
		ret->region = label->box;
		if (label->rotation >= 0)
			turn = label->rotation;
	}
	ret->exif = turn < 0;
	ret->rotation = ((turn < 0 ? 0 : turn) + app->sheet.turn) % 360;
}

static void sheet_frames(const struct app *app, const struct slot *slot,
			 struct preview_request *ret)
{
	struct record *record =
		(struct record *)(uintptr_t)&slot->specimen.record;
	const struct field *field =
		app->grid.term != NULL ? record_find(record, app->grid.term)
				       : NULL;

	for (size_t i = 0; field != NULL && i < field->n_boxes &&
			   ret->n_frames < (int)ARRAY_LEN(ret->frames);
	     i++)
		ret->frames[ret->n_frames++] = field->boxes[i];
}

/* The request for a record; false when it has none to show. */
static bool sheet_request(const struct app *app, const struct slot *slot,
			  struct preview_request *ret)
{
	const struct app_caps *caps = &app->caps;

	memset(ret, 0, sizeof(*ret));
	if (!slot->have || slot->image_path == NULL || !app->layout.fits ||
	    app->layout.picture.w <= 0)
		return false;
	sheet_upright(app, slot, ret);
	sheet_frames(app, slot, ret);
	ret->path = slot->image_path;
	ret->zoom = app->sheet.zoom;
	ret->pan_x = app->sheet.pan_x;
	ret->pan_y = app->sheet.pan_y;
	ret->columns = app->layout.picture.w;
	ret->rows = app->layout.picture.h;
	ret->cell_width = caps->cell_width;
	ret->cell_height = caps->cell_height;
	ret->sixel = caps->sixel;
	ret->sixel_bands = caps->sixel_bands;
	ret->sixel_colours = caps->sixel_colours;
	ret->max_width = caps->max_width;
	ret->max_height = caps->max_height;
	ret->colours = caps->colours;
	ret->ascii = caps->ascii;
	return true;
}

/* Requests are zeroed before they are filled, so their bytes compare; only
 * the path is compared as text. */
static bool sheet_asked(const struct sheet_pane *sheet,
			const struct preview_request *request)
{
	struct preview_request a = *request, b = sheet->asked;

	if (sheet->ticket == 0 || strcmp(request->path, sheet->path) != 0)
		return false;
	a.path = b.path = NULL;
	a.ticket = b.ticket = 0;
	return memcmp(&a, &b, sizeof(a)) == 0;
}

static void sheet_drop(struct sheet_pane *sheet)
{
	if (sheet->reply != NULL)
		mail_free(&sheet->reply->mail);
	sheet->reply = NULL;
	sheet->ticket = 0;
}

static void sheet_send(const struct preview_request *request,
		       enum effect_kind kind, struct effects *effects)
{
	struct effect *effect = effects_add(effects, kind);

	effect->preview.request = *request;
	effect->preview.path = mem_strdup(request->path);
	effect->preview.request.path = effect->preview.path;
	effect->ticket = request->ticket;
}

/* The next record's picture, once this one's is here. */
static void sheet_ask_ahead(struct app *app, struct effects *effects)
{
	struct sheet_pane *sheet = &app->sheet;
	struct preview_request request;

	if (sheet->ahead_done || !app->ahead.have || sheet->reply == NULL ||
	    sheet->reply->ticket != sheet->ticket)
		return;
	sheet->ahead_done = true;
	if (sheet_request(app, &app->ahead, &request))
		sheet_send(&request, EFFECT_PREFETCH, effects);
}

void sheet_ask(struct app *app, struct effects *effects)
{
	struct sheet_pane *sheet = &app->sheet;
	struct preview_request request;

	if (app->fetch.wanted)
		return;
	if (!sheet_request(app, &app->here, &request)) {
		if (app->layout.fits)
			sheet_drop(sheet);
		return;
	}
	if (sheet_asked(sheet, &request)) {
		sheet_ask_ahead(app, effects);
		return;
	}
	request.ticket = app_ticket(app);
	sheet_send(&request, EFFECT_PREVIEW, effects);
	mem_replace(&sheet->path, request.path);
	sheet->asked = request;
	sheet->asked.path = NULL;
	sheet->ticket = request.ticket;
	sheet->ahead_done = false;
}

void sheet_ask_look(struct app *app, struct effects *effects)
{
	struct sheet_pane *sheet = &app->sheet;
	const char *path = app->here.have ? app->here.image_path : NULL;
	struct effect *effect;

	if (app->read_only || app->fetch.wanted ||
	    (path == NULL && sheet->looked == NULL) ||
	    (path != NULL && sheet->looked != NULL &&
	     strcmp(path, sheet->looked) == 0))
		return;
	effect = effects_add(effects, EFFECT_LOOK);
	effect->look.path = mem_strdup(path);
	if (path != NULL)
		effect->look.image = mem_strdup(app->here.specimen.image);
	mem_replace(&sheet->looked, path);
}

/* ---- following the field ------------------------------------------------- */

static double clamp01(double v)
{
	return v < 0 ? 0 : v > 1 ? 1 : v;
}

/*
 * Where to look (0-1) so that `at` (0-1 of the region) comes to the middle,
 * when `seen` of it fits the pane.
 */
static double pan_to(double at, double seen)
{
	return seen >= 1 ? 0.5 : clamp01((at - seen / 2) / (1 - seen));
}

/* How much of the turned region the pane shows in each direction. */
static void sheet_seen(const struct app *app, int width, int height,
		       double *ret_x, double *ret_y)
{
	const struct rect *pane = &app->layout.picture;
	double cw = app->caps.cell_width > 0 ? app->caps.cell_width : 8;
	double ch = app->caps.cell_height > 0 ? app->caps.cell_height : 16;
	double pw = pane->w * cw, ph = pane->h * ch;
	double fit = pw / width < ph / height ? pw / width : ph / height;
	double scale = fit * app->sheet.zoom;

	*ret_x = pw / (width * scale) < 1 ? pw / (width * scale) : 1;
	*ret_y = ph / (height * scale) < 1 ? ph / (height * scale) : 1;
}

/* Brings a box of the stored image to the middle of the pane. */
static void sheet_centre(struct app *app, struct box box)
{
	struct preview_request request;
	struct box in;
	double seen_x, seen_y;
	int w, h;

	if (!sheet_request(app, &app->here, &request) ||
	    request.region.w <= 0 || request.region.h <= 0)
		return;
	in = (struct box){box.x - request.region.x, box.y - request.region.y,
			  box.w, box.h};
	in = box_rotate(in, request.region.w, request.region.h,
			request.rotation);
	w = request.rotation % 180 == 0 ? request.region.w : request.region.h;
	h = request.rotation % 180 == 0 ? request.region.h : request.region.w;
	sheet_seen(app, w, h, &seen_x, &seen_y);
	app->sheet.pan_x = pan_to((in.x + in.w / 2.0) / w, seen_x);
	app->sheet.pan_y = pan_to((in.y + in.h / 2.0) / h, seen_y);
}

/* The label that holds the box, or -1. */
static int sheet_label_of(const struct app *app, struct box box)
{
	const struct labels *labels = app_labels(app);

	for (int i = 0; labels != NULL && i < labels->n; i++)
		if (box_overlaps(labels->items[i].box, box))
			return i;
	return -1;
}

void sheet_follow(struct app *app)
{
	const struct field *field = app_field(app, app->grid.term);
	struct sheet_pane *sheet = &app->sheet;
	const struct label *label = slot_label(&app->here, sheet->label);
	int other;

	if (field == NULL || field->n_boxes == 0)
		return;
	/* A label is shown, and the field is written on another one. */
	if (label != NULL && !box_overlaps(label->box, field->boxes[0])) {
		other = sheet_label_of(app, field->boxes[0]);
		if (other >= 0)
			sheet->label = other;
	}
	if (sheet->zoom > 1)
		sheet_centre(app, field->boxes[0]);
}

void sheet_arrive(struct app *app)
{
	const struct labels *labels = app_labels(app);
	struct sheet_pane *sheet = &app->sheet;

	if (labels != NULL && labels->n > 0 && sheet->label >= labels->n)
		sheet->label = 0;
	sheet_follow(app);
}

/* ---- keys and mouse ------------------------------------------------------ */

void sheet_label(struct app *app, struct effects *effects)
{
	/* That there is none is said only where one was looked for. */
	static const char *const no_labels[FACTS_STATE_COUNT] = {
		[FACTS_UNKNOWN] = "where the labels are is not known: nobody "
				  "has looked at this sheet yet",
		[FACTS_KNOWN] = "no label was found on this sheet",
		[FACTS_CHANGED] = "where the labels are is not known: this "
				  "file is another than was read",
	};
	const struct labels *labels = app_labels(app);
	struct sheet_pane *sheet = &app->sheet;
	int n = labels != NULL ? labels->n : 0;

	if (n == 0) {
		app_say(app, "%s",
			no_labels[app->here.have ? app->here.specimen.looked
						 : FACTS_UNKNOWN]);
		return;
	}
	sheet->label = sheet->label + 1 < n ? sheet->label + 1 : -1;
	sheet->pan_x = sheet->pan_y = 0.5;
	if (sheet->label < 0)
		app_say(app, "the whole sheet");
	else
		app_say(app, "label %d of %d", sheet->label + 1, n);
}

static void sheet_zoom(struct app *app, double zoom)
{
	struct sheet_pane *sheet = &app->sheet;

	sheet->zoom = zoom < 1.01 ? 1 : zoom > ZOOM_MAX ? ZOOM_MAX : zoom;
	if (sheet->zoom <= 1)
		sheet->pan_x = sheet->pan_y = 0.5;
}

void sheet_enlarge(struct app *app, int by)
{
	bool first = app->sheet.zoom <= 1 && by > 0;

	sheet_zoom(app, by > 0 ? app->sheet.zoom * ZOOM_STEP
			       : app->sheet.zoom / ZOOM_STEP);
	if (first)
		sheet_follow(app);
}

void sheet_zoom_step(struct app *app, struct effects *effects)
{
	double zoom = app->sheet.zoom;

	sheet_zoom(app, zoom < 2 ? 2 : zoom < 4 ? 4 : 1);
	if (zoom <= 1)
		sheet_follow(app);
}

void sheet_turn(struct app *app, int degrees)
{
	app->sheet.turn = (app->sheet.turn + 360 + degrees) % 360;
}

void sheet_reset(struct app *app, struct effects *effects)
{
	app->sheet.turn = 0;
	sheet_zoom(app, 1);
}

static void sheet_pan(struct app *app, double dx, double dy)
{
	struct sheet_pane *sheet = &app->sheet;
	double step = PAN_STEP / (sheet->zoom > 1.5 ? sheet->zoom - 1 : 0.5);

	if (sheet->zoom <= 1) {
		app_say(app, "all of it is in sight; + or z enlarges");
		return;
	}
	sheet->pan_x = clamp01(sheet->pan_x + dx * step);
	sheet->pan_y = clamp01(sheet->pan_y + dy * step);
}

void sheet_pan_aside(struct app *app, int by)
{
	sheet_pan(app, by, 0);
}

void sheet_pan_down(struct app *app, int by)
{
	sheet_pan(app, 0, by);
}

void sheet_wide(struct app *app, struct effects *effects)
{
	app->sheet.wide = !app->sheet.wide;
	app_fit(app);
	if (app->sheet.zoom > 1)
		sheet_follow(app);
}

void sheet_click(struct app *app, int x, int y)
{
	const struct rect *pane = &app->layout.picture;
	struct sheet_pane *sheet = &app->sheet;

	if (sheet->zoom <= 1)
		return;
	/* Half a pane from the middle is half of what is seen. */
	sheet_pan(app, 2.0 * (x - pane->x - pane->w / 2) / pane->w,
		  2.0 * (y - pane->y - pane->h / 2) / pane->h);
}

void sheet_wheel(struct app *app, bool up)
{
	sheet_zoom(app, up ? app->sheet.zoom * ZOOM_STEP
			   : app->sheet.zoom / ZOOM_STEP);
}
