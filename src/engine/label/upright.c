/*
 * upright.c: which way labels are up. See upright.h.
 *
 * 1. Labels of one axis (0 and 180, or 90 and 270) are taken to stand the same
 *    way: one that the finder is sure of speaks for the others, and so does
 *    the one that was read.
 * 2. What is read is small: whether a label has words when it is turned so
 *    shows at letters too small to be read well, and in a part of it.
 */
#include "config.h"

#include "engine/label/upright.h"

#include <stddef.h>

#include "engine/label/find.h"

#ifdef HAVE_OCR
#include <math.h>

#include "engine/label/ocr.h"
#include "engine/label/turned.h"
#include "image/decode/lept.h"
#endif

static bool same_axis(int a, int b)
{
	return (a - b) % 180 == 0;
}

static bool is_sure(const struct label *label)
{
	return label->sure >= LABEL_SURE;
}

/* The first sure label of that axis, or NULL. */
static const struct label *sure_label(const struct labels *labels, int rotation)
{
	for (int i = 0; i < labels->n; i++)
		if (is_sure(&labels->items[i]) &&
		    same_axis(labels->items[i].rotation, rotation))
			return &labels->items[i];
	return NULL;
}

static void labels_follow(struct labels *labels,
			  const struct picture_info *info)
{
	for (int i = 0; i < labels->n; i++) {
		struct label *label = &labels->items[i];
		const struct label *sure = sure_label(labels, label->rotation);

		if (is_sure(label))
			continue;
		label->rotation =
			sure != NULL ? sure->rotation
				     : label_first_turn(label, labels, info);
	}
}

int upright_sheet(const struct labels *labels, const struct picture_info *info)
{
	if (labels->n > 0 && is_sure(&labels->items[0]))
		return labels->items[0].rotation;
	if (info->has_exif_orientation)
		return info->exif_rotation;
	return labels->sheet_rotation > 0 ? labels->sheet_rotation : 0;
}

#ifdef HAVE_OCR

/* The best label for which neither the finder nor another label speaks. */
static struct label *label_to_read(struct labels *labels)
{
	for (int i = 0; i < labels->n; i++)
		if (sure_label(labels, labels->items[i].rotation) == NULL)
			return &labels->items[i];
	return NULL;
}

/* Letters are read at this height; of the label so many of them along the
 * rows, and so many across. */
#define READ_TALL   20
#define READ_ALONG  45
#define READ_ACROSS 18

static void cut_middle(int *at, int *len, int most)
{
	if (*len <= most)
		return;
	*at += (*len - most) / 2;
	*len = most;
}

/* The middle of the label, at the size that is read. */
static struct label label_sample(const struct label *label)
{
	struct label sample = *label;
	int tall = label->text_height > 0 ? label->text_height : 9;
	bool lying = label->rotation % 180 == 90;

	cut_middle(&sample.box.x, &sample.box.w,
		   tall * (lying ? READ_ACROSS : READ_ALONG));
	cut_middle(&sample.box.y, &sample.box.h,
		   tall * (lying ? READ_ALONG : READ_ACROSS));
	sample.text_height =
		(int)lround((double)tall * LABEL_VIEW_TALL / READ_TALL);
	return sample;
}

static bool upright_has_ocr(struct upright *upright)
{
	if (upright->ocr == NULL && !upright->no_ocr) {
		lept_silence();
		upright->no_ocr = ocr_new(NULL, &upright->ocr, NULL) != 0;
	}
	return !upright->no_ocr;
}

/* Reads `sample`, a part or all of the label, and turns the label as that is
 * legible. */
static int upright_read(struct upright *upright, const char *path,
			const struct picture_info *info,
			const struct label *sample, int turn,
			struct label *label, struct error *err)
{
	const struct turner turner = {.ocr = upright->ocr,
				      .mirrored = info->exif_mirrored};
	struct turned turned;

	if (turned_read_upright(&turner, path, sample, turn, &turned, err) < 0)
		return -1;
	if (turned.legible >= LEGIBLE_MIN) {
		label->rotation = turned.view.place.rotation;
		label->sure = fmax(turned.legible, LABEL_SURE);
	}
	turned_done(&turned);
	return 0;
}

static int upright_read_sample(struct upright *upright, const char *path,
			       const struct picture_info *info,
			       const struct labels *labels, struct label *label,
			       struct error *err)
{
	const struct label sample = label_sample(label);

	return upright_read(upright, path, info, &sample,
			    label_first_turn(label, labels, info), label, err);
}

int upright_read_label(struct upright *upright, const char *path,
		       const struct picture_info *info, struct label *label,
		       struct error *err)
{
	const struct label whole = *label;

	if (!upright_has_ocr(upright))
		return 0;
	return upright_read(upright, path, info, &whole, label->rotation, label,
			    err);
}

void upright_done(struct upright *upright)
{
	ocr_free(upright->ocr);
	*upright = (struct upright){0};
}

int upright_version(void)
{
	return 2 * LABEL_UPRIGHT_VERSION + 1;
}

int upright_decide(struct upright *upright, const char *path,
		   const struct picture_info *info, struct labels *labels,
		   bool *ret_guessed, struct error *err)
{
	struct label *label = label_to_read(labels);

	*ret_guessed = label != NULL && !upright_has_ocr(upright);
	if (label != NULL && !*ret_guessed &&
	    upright_read_sample(upright, path, info, labels, label, err) < 0)
		return -1;
	labels_follow(labels, info);
	return 0;
}

#else

void upright_done(struct upright *upright)
{
	*upright = (struct upright){0};
}

int upright_version(void)
{
	return 2 * LABEL_UPRIGHT_VERSION;
}

int upright_decide(struct upright *upright, const char *path,
		   const struct picture_info *info, struct labels *labels,
		   bool *ret_guessed, struct error *err)
{
	(void)upright;
	(void)path;
	(void)err;
	*ret_guessed = false;
	labels_follow(labels, info);
	return 0;
}

int upright_read_label(struct upright *upright, const char *path,
		       const struct picture_info *info, struct label *label,
		       struct error *err)
{
	(void)upright;
	(void)path;
	(void)info;
	(void)label;
	(void)err;
	return 0;
}

#endif
