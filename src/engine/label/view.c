/*
 * view.c: the picture of one label, prepared for reading.
 *
 * Colour becomes grey by the darkest channel mixed with the luminance: red
 * typewriter ribbon and blue ink come out nearly as dark as black, while the
 * paper's tint is levelled afterwards.
 */
#include "config.h"

#include "engine/label/view.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <string.h>

#include "engine/label/leaders.h"
#include "image/decode/picture.h"

#define VIEW_SCALE_MAX	6.0
#define VIEW_SCALE_MIN	0.1
#define VIEW_PIXELS_MAX 60e6
#define PAPER_LEVEL	250
#define SKEW_MIN	0.4 /* degrees; less is left alone */
#define SKEW_SURE	3.0 /* leptonica's confidence */

static unsigned grey_of(const unsigned char *pixel, int channels)
{
	if (channels < 3)
		return pixel[0];
	unsigned r = pixel[0], g = pixel[1], b = pixel[2];
	unsigned light = (r * 77 + g * 151 + b * 28) >> 8;
	unsigned least = r < g ? r : g;
	least = b < least ? b : least;
	return (light + least) / 2;
}

static PIX *pix_of(const struct bitmap *bitmap)
{
	PIX *pix = pixCreate(bitmap->width, bitmap->height, 8);
	for (int y = 0; pix && y < bitmap->height; y++) {
		const unsigned char *in =
			bitmap->pixels + (size_t)y * bitmap->stride;
		l_uint32 *out = pixGetData(pix) + (ptrdiff_t)y * pixGetWpl(pix);
		for (int x = 0; x < bitmap->width; x++)
			SET_DATA_BYTE(out, x,
				      grey_of(in + x * bitmap->channels,
					      bitmap->channels));
	}
	return pix;
}

/* Replaces *slot by `next` unless that failed. */
static void pix_step(PIX **slot, PIX *next)
{
	if (!next)
		return;
	pixDestroy(slot);
	*slot = next;
}

/* Turns the view level when its lines clearly lean. */
static void view_level(struct label_view *view)
{
	l_float32 angle = 0, sure = 0;
	PIX *bits = pixThresholdToBinary(view->grey, 200);
	if (!bits)
		return;
	if (pixFindSkew(bits, &angle, &sure) == 0 && sure > SKEW_SURE &&
	    fabs((double)angle) > SKEW_MIN && fabs((double)angle) < 15) {
		double radians = (double)angle * 3.14159265358979 / 180;
		PIX *level = pixRotateAMGray(view->grey, (float)radians, 250);
		if (level)
			view->skew = radians;
		pix_step(&view->grey, level);
	}
	pixDestroy(&bits);
}

static double view_scale(const struct label *label)
{
	int tall = label->text_height > 0 ? label->text_height : 9;
	double scale = (double)LABEL_VIEW_TALL / tall;
	double pixels = (double)label->box.w * label->box.h;
	if (scale * scale * pixels > VIEW_PIXELS_MAX)
		scale = sqrt(VIEW_PIXELS_MAX / pixels);
	return fmin(fmax(scale, VIEW_SCALE_MIN), VIEW_SCALE_MAX);
}

/* The paper alone: the brightest pixel of each cell, closed over a window
 * wider than a letter, smoothed, at full size. */
static PIX *paper_of(PIX *grey)
{
	enum { CELL = 8, WINDOW = 9 };
	PIX *cells = pixScaleGrayMinMax(grey, CELL, CELL, L_CHOOSE_MAX);
	if (cells)
		pix_step(&cells, pixCloseGray(cells, WINDOW, WINDOW));
	if (cells)
		pix_step(&cells, pixBlockconv(cells, 3, 3));
	if (cells)
		pix_step(&cells, pixScaleToSize(cells, pixGetWidth(grey),
						pixGetHeight(grey)));
	return cells;
}

/* The commonest light grey of the picture: its paper. */
static int paper_mode(PIX *grey)
{
	int count[256] = {0}, best = 200;
	for (int y = 0; y < pixGetHeight(grey); y += 2) {
		const l_uint32 *line =
			pixGetData(grey) + (ptrdiff_t)y * pixGetWpl(grey);
		for (int x = 0; x < pixGetWidth(grey); x += 2)
			count[GET_DATA_BYTE(line, x)]++;
	}
	for (int i = 201; i < 256; i++)
		if (count[i] > count[best])
			best = i;
	return best;
}

/* value * to / from for each pixel; `from` is a level, or of the pixel of
 * `paper` where that is given. */
static void pix_even(PIX *grey, PIX *paper, int from)
{
	for (int y = 0; y < pixGetHeight(grey); y++) {
		l_uint32 *line =
			pixGetData(grey) + (ptrdiff_t)y * pixGetWpl(grey);
		const l_uint32 *back =
			paper ? pixGetData(paper) +
					(ptrdiff_t)y * pixGetWpl(paper)
			      : NULL;
		for (int x = 0; x < pixGetWidth(grey); x++) {
			int base = back ? (int)GET_DATA_BYTE(back, x) : from;
			int value = GET_DATA_BYTE(line, x);
			value = base > 8 ? value * PAPER_LEVEL / base : value;
			SET_DATA_BYTE(line, x, value > 255 ? 255 : value);
		}
	}
}

/* Brings the paper to PAPER_LEVEL everywhere, so that ink is what is darker.
 * The brightest pixels of a cell lie a little above the paper, hence the
 * second pass. */
static void paper_even(PIX *grey)
{
	PIX *paper = paper_of(grey);
	if (paper)
		pix_even(grey, paper, 0);
	pix_even(grey, NULL, paper_mode(grey));
	pixDestroy(&paper);
}

static int view_prepare(struct label_view *view, const struct bitmap *bitmap)
{
	PIX *pix = pix_of(bitmap);
	if (!pix)
		return -1;
	if (view->rotation)
		pix_step(&pix, pixRotateOrth(pix, view->rotation / 90));
	if (view->mirrored)
		pix_step(&pix, pixFlipLR(NULL, pix));
	/* The decoder may have reduced the crop. */
	double scale = view->scale * view->crop.w / bitmap->width;
	if (fabs(scale - 1) > 0.05)
		pix_step(&pix, pixScale(pix, (float)scale, (float)scale));
	paper_even(pix);
	view->grey = pix;
	view_level(view);
	leaders_remove(view->grey, LABEL_VIEW_TALL);
	return 0;
}

int label_view_init(struct label_view *view, const char *path,
		    const struct label *label, int rotation, bool mirrored,
		    struct error *err)
{
	struct label_view v = {.crop = label->box,
			       .rotation = rotation,
			       .mirrored = mirrored,
			       .scale = view_scale(label)};
	struct picture_request want = {.crop = label->box};
	struct bitmap bitmap;
	if (v.scale < 1) {
		want.min_width = (int)(v.crop.w * v.scale) + 1;
		want.min_height = (int)(v.crop.h * v.scale) + 1;
	}
	if (picture_read(path, &want, &bitmap, NULL, err))
		return -1;
	int rc = view_prepare(&v, &bitmap);
	bitmap_done(&bitmap);
	if (rc)
		return error_set(err, ERROR_FAILED,
				 "no memory for a label of %dx%d pixels in "
				 "\"%s\"; read fewer sheets at once",
				 label->box.w, label->box.h, path);
	*view = v;
	return 0;
}

void label_view_done(struct label_view *view)
{
	pixDestroy(&view->grey);
}

/* Where a point of the view lies on the stored image. */
static void view_point(const struct label_view *view, double x, double y,
		       double *ret_x, double *ret_y)
{
	double w = pixGetWidth(view->grey) / 2.0;
	double h = pixGetHeight(view->grey) / 2.0;
	double c = cos(view->skew), s = sin(view->skew);
	double dx = x - w, dy = y - h;
	double ux = (w + c * dx + s * dy) / view->scale;
	double uy = (h - s * dx + c * dy) / view->scale;
	if (view->mirrored)
		ux = 2 * w / view->scale - ux;
	double to_x = view->crop.w, to_y = view->crop.h;
	const double at[4][2] = {{ux, uy},
				 {uy, to_y - ux},
				 {to_x - ux, to_y - uy},
				 {to_x - uy, ux}};
	*ret_x = view->crop.x + at[view->rotation / 90][0];
	*ret_y = view->crop.y + at[view->rotation / 90][1];
}

struct box label_view_stored(const struct label_view *view, struct box box)
{
	double x0 = 1e9, y0 = 1e9, x1 = -1e9, y1 = -1e9;
	for (int i = 0; i < 4; i++) {
		double x, y;
		view_point(view, box.x + (i & 1 ? box.w : 0),
			   box.y + (i & 2 ? box.h : 0), &x, &y);
		x0 = fmin(x0, x);
		y0 = fmin(y0, y);
		x1 = fmax(x1, x);
		y1 = fmax(y1, y);
	}
	const struct box *crop = &view->crop;
	x0 = fmax(x0, crop->x);
	y0 = fmax(y0, crop->y);
	x1 = fmin(x1, crop->x + crop->w);
	y1 = fmin(y1, crop->y + crop->h);
	struct box stored = {(int)lround(x0), (int)lround(y0), 0, 0};
	stored.w = (int)lround(x1) - stored.x;
	stored.h = (int)lround(y1) - stored.y;
	return stored;
}
