/*
 * view.c: the picture of one label, prepared for reading. See view.h.
 *
 * Colour becomes grey by the darkest channel mixed with the luma of ITU-R
 * BT.601: red typewriter ribbon and blue ink come out nearly as dark as black,
 * while the paper's tint is levelled afterwards. The paper is what a closing
 * leaves of the picture, as in image/find/ink.c. A label that leans is turned
 * level by the angle that leptonica's pixFindSkew measures on its lines.
 *
 * 1. The steps come in one order: turn, mirror, scale, even out the paper,
 *    level, take out leaders. view_place_stored goes the same way back, so a
 *    step that moves pixels is one that it knows.
 * 2. A step that fails for want of memory is left out; only without the
 *    picture itself does a view fail.
 * 3. The picture is 8 bits deep from the first step to the last.
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
#define PAPER_LEVEL	250  /* grey that the paper is brought to */
#define INK_LEVEL	200  /* what is darker is ink, for the skew */
#define SCALE_MIN	0.05 /* a smaller step is not worth its blur */
#define SKEW_MAX	15.0 /* degrees; more is not a lean */
#define SKEW_MIN	0.4  /* degrees; less is left alone */
#define SKEW_SURE	3.0  /* leptonica's confidence */

static l_uint32 *pix_row(PIX *pix, int y)
{
	return pixGetData(pix) + (ptrdiff_t)y * pixGetWpl(pix);
}

static unsigned grey_of(const unsigned char *pixel, int channels)
{
	unsigned r, g, b, light, least;

	if (channels < 3)
		return pixel[0];
	r = pixel[0];
	g = pixel[1];
	b = pixel[2];
	light = (r * 77 + g * 151 + b * 28) >> 8;
	least = r < g ? r : g;
	least = b < least ? b : least;
	return (light + least) / 2;
}

/* The bitmap in grey, owned by the caller; NULL where memory is gone. */
static PIX *pix_of(const struct bitmap *bitmap)
{
	PIX *pix = pixCreate(bitmap->width, bitmap->height, 8);

	for (int y = 0; pix != NULL && y < bitmap->height; y++) {
		const unsigned char *in =
			bitmap->pixels + (size_t)y * bitmap->stride;
		l_uint32 *out = pix_row(pix, y);

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
	if (next == NULL)
		return;
	pixDestroy(slot);
	*slot = next;
}

/* Turns the view level when its lines clearly lean. */
static void view_level(struct label_view *view)
{
	l_float32 angle = 0, sure = 0;
	PIX *bits = pixThresholdToBinary(view->grey, INK_LEVEL);
	PIX *level;
	double degrees, radians;
	int rc;

	if (bits == NULL)
		return;
	rc = pixFindSkew(bits, &angle, &sure);
	pixDestroy(&bits);
	degrees = fabs((double)angle);
	if (rc != 0 || sure <= SKEW_SURE || degrees <= SKEW_MIN ||
	    degrees >= SKEW_MAX)
		return;
	radians = (double)angle * 3.14159265358979 / 180;
	level = pixRotateAMGray(view->grey, (float)radians, PAPER_LEVEL);
	if (level != NULL)
		view->place.skew = radians;
	pix_step(&view->grey, level);
}

/* Pixels of the view per stored pixel. */
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
 * wider than a letter, smoothed, at full size. Owned by the caller; NULL where
 * memory is gone. */
static PIX *paper_of(PIX *grey)
{
	enum { CELL = 8, WINDOW = 9 };
	PIX *cells = pixScaleGrayMinMax(grey, CELL, CELL, L_CHOOSE_MAX);

	if (cells == NULL)
		return NULL;
	pix_step(&cells, pixCloseGray(cells, WINDOW, WINDOW));
	pix_step(&cells, pixBlockconv(cells, 3, 3));
	pix_step(&cells,
		 pixScaleToSize(cells, pixGetWidth(grey), pixGetHeight(grey)));
	return cells;
}

/* The commonest light grey of the picture: its paper. */
static int paper_mode(PIX *grey)
{
	int count[256] = {0}, best = 200;

	for (int y = 0; y < pixGetHeight(grey); y += 2) {
		const l_uint32 *line = pix_row(grey, y);

		for (int x = 0; x < pixGetWidth(grey); x += 2)
			count[GET_DATA_BYTE(line, x)]++;
	}
	for (int i = 201; i < 256; i++)
		if (count[i] > count[best])
			best = i;
	return best;
}

/* Brings what is as light as the paper to PAPER_LEVEL, pixel by pixel: as
 * light as the pixel of `paper`, or where that is NULL as the level `from`. */
static void pix_even(PIX *grey, PIX *paper, int from)
{
	for (int y = 0; y < pixGetHeight(grey); y++) {
		l_uint32 *line = pix_row(grey, y);
		const l_uint32 *back = paper != NULL ? pix_row(paper, y) : NULL;

		for (int x = 0; x < pixGetWidth(grey); x++) {
			int base = back != NULL ? (int)GET_DATA_BYTE(back, x)
						: from;
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

	if (paper != NULL)
		pix_even(grey, paper, 0);
	pix_even(grey, NULL, paper_mode(grey));
	pixDestroy(&paper);
}

/* Makes the view's picture of the decoded crop; -1 where memory is gone. */
static int view_prepare(struct label_view *view, const struct bitmap *bitmap)
{
	PIX *pix = pix_of(bitmap);
	double scale;

	if (pix == NULL)
		return -1;
	if (view->place.rotation != 0)
		pix_step(&pix, pixRotateOrth(pix, view->place.rotation / 90));
	if (view->place.mirrored)
		pix_step(&pix, pixFlipLR(NULL, pix));
	/* The decoder may have reduced the crop. */
	scale = view->place.scale * view->place.crop.w / bitmap->width;
	if (fabs(scale - 1) > SCALE_MIN)
		pix_step(&pix, pixScale(pix, (float)scale, (float)scale));
	else
		view->place.scale /= scale;
	paper_even(pix);
	view->grey = pix;
	view_level(view);
	leaders_remove(view->grey, LABEL_VIEW_TALL);
	view->place.width = pixGetWidth(view->grey);
	view->place.height = pixGetHeight(view->grey);
	return 0;
}

int label_view_init(struct label_view *view, const char *path,
		    const struct label *label, int rotation, bool mirrored,
		    struct error *err)
{
	struct label_view v = {.place = {.crop = label->box,
					 .rotation = rotation,
					 .mirrored = mirrored,
					 .scale = view_scale(label)}};
	struct picture_request want = {.crop = label->box};
	struct bitmap bitmap;
	int rc;

	if (v.place.scale < 1) {
		want.min_width = (int)(v.place.crop.w * v.place.scale) + 1;
		want.min_height = (int)(v.place.crop.h * v.place.scale) + 1;
	}
	if (picture_read(path, &want, &bitmap, NULL, err) < 0)
		return -1;
	rc = view_prepare(&v, &bitmap);
	bitmap_done(&bitmap);
	if (rc < 0)
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
