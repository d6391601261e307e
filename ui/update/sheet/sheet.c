/*
 * sheet.c: what of the sheet is shown: which label, how turned, how
 * large, which part. See sheet.h.
 *
 * 1. Turn, zoom and tone outlive the record, and whether a label is shown or the
 *    whole sheet: on the next one they apply to its own labels and its own
 *    upright. It opens on the label that most of its values are written on, or
 *    the field it opens on.
 * 2. The request follows from the state; it goes out when it differs from
 *    the last one. While nothing else waits, the next record's is rendered
 *    ahead of need. Where text is shown no picture is asked for.
 * 3. What is seen moves only when the words of the field are out of sight, and
 *    never cuts them at both ends: all becomes smaller for them, and as large
 *    as it was chosen again for the next field.
 */
#include "config.h"

#include "ui/update/sheet/sheet.h"

#include <stdlib.h>
#include <string.h>

#include "base/box.h"
#include "base/mem.h"
#include "image/pixels/bitmap.h"
#include "ui/update/sheet/pick.h"
#include "ui/update/sheet/sheet_text.h"

#define ZOOM_MAX  16.0
#define ZOOM_STEP 1.5
#define PAN_STEP  0.5 /* of what is seen */
/* Of a cell's height is a letter, to be read well; less by so much is well
 * enough. */
#define READING	       0.55
#define READING_LEAST  0.6
#define LETTER_OF_WORD 0.75 /* heights of a word's box */

static const struct label *slot_label(const struct slot *slot, int label)
{
	if (!slot->have || label < 0 || label >= slot->labels.n)
		return NULL;
	return &slot->labels.items[label];
}

/* Where a label is, or the whole sheet, and what turns it upright. */
static struct preview_next sheet_upright(const struct app *app,
					 const struct slot *slot, int number)
{
	const struct label *label = slot_label(slot, number);
	struct preview_next part = {0};
	int turn = slot->labels.n > 0 ? slot->labels.sheet_rotation : -1;

	if (label != NULL) {
		part.region = label->box;
		if (label->rotation >= 0)
			turn = label->rotation;
	}
	part.exif = turn < 0;
	part.rotation = ((turn < 0 ? 0 : turn) + app->sheet.turn) % 360;
	return part;
}

/* The label that most values were read from; the first where none was. */
static int slot_told_label(const struct slot *slot)
{
	const struct record *record = &slot->specimen.record;
	int best = 0, most = 0;

	for (int i = 0; i < slot->labels.n; i++) {
		int told = 0;

		for (size_t k = 0; k < record->n; k++)
			told += record->fields[k].n_boxes > 0 &&
				boxes_meet(slot->labels.items[i].box,
					   record->fields[k].boxes[0]);
		if (told > most) {
			most = told;
			best = i;
		}
	}
	return best;
}

/* What is shown, and the label that would be shown after it. Field by field, since
 * requests are compared byte by byte. */
static void sheet_parts(const struct app *app, const struct slot *slot,
			struct preview_request *ret)
{
	int number = slot == &app->ahead && app->sheet.label >= 0
			     ? slot_told_label(slot)
			     : app->sheet.label;
	struct preview_next part = sheet_upright(app, slot, number);
	struct preview_next next = sheet_upright(app, slot, number + 1);

	ret->region = part.region;
	ret->rotation = part.rotation;
	ret->exif = part.exif;
	ret->next.region = next.region;
	ret->next.rotation = next.rotation;
	ret->next.exif = next.exif;
}

/* Frames around the words of the field; while words are chosen, around those. */
static void sheet_frames(const struct app *app, const struct slot *slot,
			 struct preview_request *ret)
{
	struct record *record =
		(struct record *)(uintptr_t)&slot->specimen.record;
	const struct field *field =
		app->grid.term != NULL ? record_find(record, app->grid.term)
				       : NULL;

	if (slot == &app->here)
		ret->n_frames = (int)pick_boxes(app, ret->frames,
						ARRAY_LEN(ret->frames));
	if (ret->n_frames > 0)
		return;
	for (size_t i = 0; field != NULL && i < field->n_boxes &&
			   ret->n_frames < (int)ARRAY_LEN(ret->frames);
	     i++)
		ret->frames[ret->n_frames++] = field->boxes[i];
}

/* Numbers beside words that are to be chosen. */
static void sheet_marks(const struct app *app, const struct slot *slot,
			struct preview_request *ret)
{
	const struct transcript *page = &app->text.page;

	if (slot != &app->here || !app->pick.active)
		return;
	for (size_t i = 0; i < page->n && ret->n_marks < PREVIEW_MARKS; i++)
		if (pick_number(app, i) > 0 && page->words[i].stored.w > 0)
			ret->marks[ret->n_marks++] = (struct preview_mark){
				page->words[i].stored, pick_number(app, i)};
}

/* The request for a record; false when it has none to show. */
static bool sheet_request(const struct app *app, const struct slot *slot,
			  struct preview_request *ret)
{
	const struct app_caps *caps = &app->caps;

	memset(ret, 0, sizeof(*ret));
	if (!slot->have || slot->image_path == NULL || !app->layout.fits ||
	    app->layout.picture.w <= 0 || caps->awaited)
		return false;
	sheet_parts(app, slot, ret);
	sheet_frames(app, slot, ret);
	sheet_marks(app, slot, ret);
	ret->path = slot->image_path;
	ret->zoom = app->sheet.aim.zoom;
	ret->scale = app->sheet.aim.scale;
	ret->pan_x = app->sheet.aim.pan_x;
	ret->pan_y = app->sheet.aim.pan_y;
	ret->tone = app->sheet.tone;
	ret->columns = app->layout.picture.w;
	ret->rows = app->layout.picture.h;
	ret->cell_width = caps->cell_width;
	ret->cell_height = caps->cell_height;
	ret->sixel = caps->sixel;
	ret->protocol = caps->protocol;
	ret->sixel_bands = caps->sixel_bands;
	ret->sixel_colours = caps->sixel_colours;
	ret->max_width = caps->max_width;
	ret->max_height = caps->max_height;
	ret->colours = caps->colours;
	ret->blocks = caps->blocks;
	ret->ascii = caps->ascii;
	ret->plain = caps->plain;
	ret->early = true;
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
	    app->overlay == OVERLAY_QUEUE ||
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
	if (sheet_text_shows(app) ||
	    !sheet_request(app, app_sheet_slot(app), &request)) {
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

/* The pane as pictures are fitted into it (review/preview/preview_render.c). */
static struct view_pane sheet_view_pane(const struct app *app)
{
	bool pixels = app->caps.cell_width > 0 && app->caps.cell_height > 0;

	return (struct view_pane){
		.columns = app->layout.picture.w,
		.rows = app->layout.picture.h,
		.cell_width = pixels ? app->caps.cell_width : 8,
		.cell_height = pixels ? app->caps.cell_height : 16,
	};
}

/* The size of the label in the pane as it is turned; false for the whole
 * sheet, whose size is not known here. */
static bool sheet_turned_size(const struct preview_request *request,
			      int *ret_across, int *ret_down)
{
	bool across = request->rotation % 180 != 0;

	*ret_across = across ? request->region.h : request->region.w;
	*ret_down = across ? request->region.w : request->region.h;
	return request->region.w > 0 && request->region.h > 0;
}

/* All boxes of the field that are in the region, together, as it is turned. */
static struct box sheet_field_box(const struct field *field,
				  const struct preview_request *request)
{
	const struct box *region = &request->region;
	struct box all = {0};

	for (size_t i = 0; i < field->n_boxes; i++) {
		struct box box = field->boxes[i];

		if (!boxes_meet(box, *region))
			continue;
		box.x -= region->x;
		box.y -= region->y;
		box = box_clip(box, region->w, region->h);
		all = all.w == 0 ? box : box_around(all, box);
	}
	return box_rotate(all, region->w, region->h, request->rotation);
}

/* The scale at which the label's print is read well; all of its breadth is
 * shown where that is hardly smaller. 0: not known. */
static double sheet_reading_scale(const struct app *app)
{
	const struct label *label = slot_label(&app->here, app->sheet.label);
	struct view_pane pane = sheet_view_pane(app);
	struct preview_request request;
	double height = label != NULL ? label->text_height : 0, scale, fit;
	int across, down;

	if (height <= 0)
		height = sheet_text_height(app) * LETTER_OF_WORD;
	if (label == NULL || height <= 0 ||
	    !sheet_request(app, &app->here, &request) ||
	    !sheet_turned_size(&request, &across, &down))
		return 0;
	scale = READING * pane.cell_height / height;
	fit = (double)pane.columns * pane.cell_width / across;
	return fit < scale && fit > READING_LEAST * scale ? fit : scale;
}

/* The aim as it was chosen, with what is seen now. */
static void sheet_aim(struct app *app)
{
	struct sheet_pane *sheet = &app->sheet;

	sheet->aim.zoom = sheet->zoom;
	sheet->aim.scale = sheet->scale;
	if (app->layout.kind == LAYOUT_STRIP && sheet->zoom <= 1 &&
	    sheet->scale <= 0)
		sheet->aim.scale = sheet_reading_scale(app);
}

static bool sheet_is_enlarged(const struct app *app)
{
	return app->sheet.aim.zoom > 1 || app->sheet.aim.scale > 0;
}

/* Aims at the words of the field. */
static void sheet_aim_at(struct app *app, const struct field *field)
{
	struct view_pane pane = sheet_view_pane(app);
	struct preview_request request;
	int across, down;

	sheet_aim(app);
	if (!sheet_is_enlarged(app) ||
	    !sheet_request(app, &app->here, &request) ||
	    !sheet_turned_size(&request, &across, &down))
		return;
	view_aim_at(&app->sheet.aim, across, down, &pane,
		    sheet_field_box(field, &request));
}

/* The label that holds the box, or -1. */
static int sheet_label_of(const struct app *app, struct box box)
{
	const struct labels *labels = app_labels(app);

	for (int i = 0; labels != NULL && i < labels->n; i++)
		if (boxes_meet(labels->items[i].box, box))
			return i;
	return -1;
}

void sheet_follow(struct app *app)
{
	const struct field *field = app_field(app, app->grid.term);
	struct sheet_pane *sheet = &app->sheet;
	const struct label *label = slot_label(&app->here, sheet->label);
	int other;

	if (field == NULL || field->n_boxes == 0) {
		sheet_text_follow(app);
		return;
	}
	/* A label is shown, and the field is written on another one. */
	if (label != NULL && !boxes_meet(label->box, field->boxes[0])) {
		other = sheet_label_of(app, field->boxes[0]);
		if (other >= 0)
			sheet->label = other;
	}
	sheet_aim_at(app, field);
	sheet_text_follow(app);
}

void sheet_arrive(struct app *app)
{
	const struct labels *labels = app_labels(app);
	struct sheet_pane *sheet = &app->sheet;

	if (labels != NULL && labels->n > 0 && sheet->label >= 0)
		sheet->label = slot_told_label(&app->here);
	sheet_aim(app);
	sheet_follow(app);
}

/* ---- keys and mouse ------------------------------------------------------ */

/* Another label, or -1. */
static void sheet_show_label(struct app *app, int label)
{
	struct sheet_pane *sheet = &app->sheet;

	sheet->label = label;
	sheet->aim.pan_x = sheet->aim.pan_y = 0.5;
	sheet_aim(app);
	sheet_text_follow(app);
	if (label < 0)
		app_say(app, "the whole sheet");
	else
		app_say(app, "label %d of %d", label + 1, app_labels(app)->n);
}

void sheet_label(struct app *app, int by)
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
	int n = labels != NULL ? labels->n : 0;

	if (n == 0) {
		app_say(app, "%s",
			no_labels[app->here.have ? app->here.specimen.looked
						 : FACTS_UNKNOWN]);
		return;
	}
	/* -1, the whole sheet, is one of them. */
	sheet_show_label(app,
			 (app->sheet.label + 1 + by + n + 1) % (n + 1) - 1);
}

/* What is done with pictures alone is told where text is shown. */
static bool sheet_is_text(struct app *app)
{
	if (!sheet_text_shows(app))
		return false;
	app_say(app, "this is the label's text{; {text} shows the picture}");
	return true;
}

static void sheet_zoom(struct app *app, double zoom)
{
	struct sheet_pane *sheet = &app->sheet;

	sheet->zoom = zoom < 1.01 ? 1 : zoom > ZOOM_MAX ? ZOOM_MAX : zoom;
	sheet->scale = 0;
	if (sheet->zoom <= 1)
		sheet->aim.pan_x = sheet->aim.pan_y = 0.5;
	sheet_aim(app);
}

/* How many times as large as fits it is shown. */
static double sheet_zoom_shown(const struct app *app)
{
	struct view_pane pane = sheet_view_pane(app);
	struct preview_request request;
	struct view_aim fit = {.zoom = 1};
	int across, down;

	if (app->sheet.aim.scale <= 0 ||
	    !sheet_request(app, &app->here, &request))
		return app->sheet.aim.zoom;
	if (!sheet_turned_size(&request, &across, &down)) {
		const struct preview_reply *reply = app->sheet.reply;

		if (reply == NULL || reply->view.region.w == 0)
			return app->sheet.zoom;
		across = reply->view.region.w;
		down = reply->view.region.h;
		if (reply->view.turn.degrees % 180 != 0) {
			across = reply->view.region.h;
			down = reply->view.region.w;
		}
	}
	return app->sheet.aim.scale / view_aim_scale(&fit, across, down, &pane);
}

void sheet_enlarge(struct app *app, int by)
{
	bool first = !sheet_is_enlarged(app) && by > 0;
	double zoom = sheet_zoom_shown(app);

	if (sheet_is_text(app))
		return;
	sheet_zoom(app, by > 0 ? zoom * ZOOM_STEP : zoom / ZOOM_STEP);
	if (first)
		sheet_follow(app);
}

void sheet_zoom_step(struct app *app, struct effects *effects)
{
	double zoom = app->sheet.zoom;

	if (sheet_is_text(app))
		return;
	sheet_zoom(app, zoom < 2 ? 2 : zoom < 4 ? 4 : 1);
	if (zoom <= 1)
		sheet_follow(app);
}

void sheet_whole_pixels(struct app *app, struct effects *effects)
{
	if (sheet_is_text(app))
		return;
	if (!app->caps.sixel) {
		app_say(app,
			"this terminal shows cells, not pixels{; {zoom-in} "
			"enlarges}{, {text} shows text}");
		return;
	}
	if (app->sheet.scale > 0) {
		sheet_zoom(app, 1);
		return;
	}
	app->sheet.scale = 1;
	sheet_aim(app);
	sheet_follow(app);
	app_say(app, "one pixel of the sheet is one of the screen");
}

void sheet_pass(struct app *app, struct effects *effects)
{
	if (app->caps.shut)
		effects_add(effects, EFFECT_PASS);
	else
		app_say(app, app->caps.sixel
				     ? "pictures are shown already"
				     : "it is not a tmux that keeps pictures "
				       "away; vasculum doctor says what does");
}

void sheet_tone_next(struct app *app, struct effects *effects)
{
	enum tone tone = (enum tone)((app->sheet.tone + 1) % TONE_COUNT);

	if (sheet_is_text(app))
		return;
	app->sheet.tone = tone;
	app_say(app, "%s",
		tone == TONE_PLAIN ? "as it was photographed"
				   : tone_word(tone));
}

void sheet_turn(struct app *app, int degrees)
{
	if (!sheet_is_text(app))
		app->sheet.turn = (app->sheet.turn + 360 + degrees) % 360;
}

void sheet_reset(struct app *app, struct effects *effects)
{
	app->sheet.turn = 0;
	app->sheet.tone = TONE_PLAIN;
	sheet_zoom(app, 1);
	sheet_text_follow(app);
}

static double clamp01(double v)
{
	return v < 0 ? 0 : v > 1 ? 1 : v;
}

static void sheet_pan(struct app *app, double dx, double dy)
{
	struct sheet_pane *sheet = &app->sheet;
	double zoom = sheet_zoom_shown(app);
	double step = PAN_STEP / (zoom > 1.5 ? zoom - 1 : 0.5);

	if (!sheet_is_enlarged(app)) {
		app_say(app, "all of it is in sight; + or z enlarges");
		return;
	}
	sheet->aim.pan_x = clamp01(sheet->aim.pan_x + dx * step);
	sheet->aim.pan_y = clamp01(sheet->aim.pan_y + dy * step);
}

void sheet_pan_aside(struct app *app, int by)
{
	if (sheet_text_shows(app))
		sheet_text_pan(app, by, 0);
	else
		sheet_pan(app, by, 0);
}

void sheet_pan_down(struct app *app, int by)
{
	if (sheet_text_shows(app))
		sheet_text_pan(app, 0, by);
	else
		sheet_pan(app, 0, by);
}

/* In a strip a whole sheet cannot be read: the field's label is. */
static void sheet_strip_label(struct app *app)
{
	const struct field *field = app_field(app, app->grid.term);
	const struct labels *labels = app_labels(app);
	int label = -1;

	if (app->sheet.label >= 0 || labels == NULL || labels->n == 0)
		return;
	if (field != NULL && field->n_boxes > 0)
		label = sheet_label_of(app, field->boxes[0]);
	app->sheet.label = label >= 0 ? label : 0;
}

void sheet_wide(struct app *app, struct effects *effects)
{
	struct sheet_pane *sheet = &app->sheet;

	bool strip = layout_has_strip(app->layout.columns, app->layout.rows);

	if (sheet->wide) {
		sheet->wide = sheet->across = false;
	} else if (sheet->across || !strip) {
		sheet->wide = true;
	} else {
		sheet->across = true;
		sheet_strip_label(app);
	}
	app_fit(app);
	sheet_aim(app);
	sheet_follow(app);
}

void sheet_click(struct app *app, int x, int y)
{
	const struct rect *pane = &app->layout.picture;

	if (!sheet_is_enlarged(app) || sheet_text_shows(app))
		return;
	/* Half a pane from the middle is half of what is seen. */
	sheet_pan(app, 2.0 * (x - pane->x - pane->w / 2) / pane->w,
		  2.0 * (y - pane->y - pane->h / 2) / pane->h);
}

void sheet_wheel(struct app *app, bool up)
{
	double zoom = sheet_zoom_shown(app);

	if (sheet_text_shows(app))
		sheet_text_pan(app, 0, up ? -1 : 1);
	else
		sheet_zoom(app, up ? zoom * ZOOM_STEP : zoom / ZOOM_STEP);
}
