/*
 * plan.c: what is sent of a sheet. See plan.h.
 *
 * 1. Labels come before the sheet, the best first; there are PAYLOAD_LABELS_MAX
 *    at most, and no more than the bytes are enough for.
 * 2. A picture is never enlarged by more than PAYLOAD_ENLARGE, and no edge is
 *    longer than --max-edge.
 * 3. A sheet is sent even where labels alone were asked for, if there are none.
 * 4. The same labels, header and options give the same plan.
 */
#include "config.h"

#include "engine/payload/plan.h"

#include <math.h>
#include <string.h>

#include "engine/label/upright.h"

/* The sheet beside its labels shows what they do not say; it need not be
 * read. 1024 pixels for 1600. */
#define PLAN_BESIDE 0.64
/* What a server found too large is sent again so. */
#define PLAN_SMALLER_EDGE  0.7
#define PLAN_SMALLER_BYTES 2
/* More of the lesser one under another: they are one label. */
#define PLAN_OVERLAP 0.25
/* A picture of a label takes so many bytes, or fewer labels are sent. */
#define PLAN_LABEL_BYTES 6144

static bool labels_overlap(const struct label *a, const struct label *b)
{
	double least = fmin(box_area(a->box), box_area(b->box));

	return box_area(box_common(a->box, b->box)) > PLAN_OVERLAP * least;
}

/* Takes the label in, as one of the *n that are kept or as a part of one. */
static void labels_take(struct label *kept, int *n, const struct label *label)
{
	for (int i = 0; i < *n; i++) {
		if (!labels_overlap(&kept[i], label))
			continue;
		if (kept[i].rotation == label->rotation)
			kept[i].box = box_around(kept[i].box, label->box);
		return;
	}
	if (*n < PAYLOAD_LABELS_MAX)
		kept[(*n)++] = *label;
}

static int labels_choose(const struct labels *labels, size_t bytes,
			 struct label *kept)
{
	int n = 0, most = (int)(bytes / PLAN_LABEL_BYTES);

	for (int i = 0; i < labels->n; i++)
		labels_take(kept, &n, &labels->items[i]);
	most = most < 1 ? 1 : most;
	return n < most ? n : most;
}

/* Scaled, and even: turning keeps colours where they are then. */
static int plan_edge(int edge, double scale)
{
	int scaled = 2 * (int)lround(edge * scale / 2);

	if (scale == 1)
		return edge;
	return scaled < 2 ? (edge < 2 ? 1 : 2) : scaled;
}

static void plan_add(struct payload_plan *plan, struct box crop, double scale,
		     struct turn turn, bool is_label)
{
	int i = plan->n++;

	plan->items[i].crop = crop;
	plan->items[i].width = plan_edge(crop.w, scale);
	plan->items[i].height = plan_edge(crop.h, scale);
	plan->items[i].turn = turn;
	plan->items[i].is_label = is_label;
	plan->n_labels += is_label;
}

/* The scale that takes the box's longer edge to `edge` at most. */
static double scale_within(struct box box, double edge)
{
	int longer = box.w > box.h ? box.w : box.h;

	return longer > edge ? floor(edge / 2) * 2 / longer : 1;
}

/* The label with a letter's height around it: what is written over the edge
 * of the rows belongs to it. */
static struct box label_crop(const struct label *label,
			     const struct picture_info *info)
{
	int margin = label->text_height;
	struct box box = {label->box.x - margin, label->box.y - margin,
			  label->box.w + 2 * margin, label->box.h + 2 * margin};

	return box_clip(box, info->width, info->height);
}

static double label_scale(const struct label *label, struct box crop,
			  int max_edge)
{
	double scale = label->text_height > 0
			       ? (double)PAYLOAD_TALL / label->text_height
			       : 1;
	int longer = crop.w > crop.h ? crop.w : crop.h;

	scale = fmin(scale, PAYLOAD_ENLARGE);
	return fmin(scale, floor(max_edge / 2.0) * 2 / longer);
}

void payload_plan_make(const struct payload_options *options, bool smaller,
		       const struct picture_info *info,
		       const struct labels *labels, struct payload_plan *ret)
{
	struct label kept[PAYLOAD_LABELS_MAX];
	struct box all = {0, 0, info->width, info->height};
	double shrink = smaller ? PLAN_SMALLER_EDGE : 1;
	double edge = options->max_edge;
	struct turn turn = {info->exif_rotation, info->exif_mirrored};
	size_t bytes = options->max_bytes / (smaller ? PLAN_SMALLER_BYTES : 1);
	int n;

	memset(ret, 0, sizeof(*ret));
	ret->max_bytes = bytes;
	n = labels_choose(labels, bytes, kept);
	for (int i = 0; i < n; i++) {
		struct box crop = label_crop(&kept[i], info);

		if (crop.w == 0)
			continue;
		turn.degrees = kept[i].rotation >= 0 ? kept[i].rotation
						     : info->exif_rotation;
		plan_add(ret, crop,
			 label_scale(&kept[i], crop, options->max_edge) *
				 shrink,
			 turn, true);
	}
	if (ret->n > 0 && options->send == PAYLOAD_LABELS)
		return;
	if (ret->n > 0) {
		edge *= PLAN_BESIDE;
		turn.degrees = upright_sheet(labels, info);
	} else {
		turn.degrees = info->exif_rotation;
	}
	plan_add(ret, all, scale_within(all, edge) * shrink, turn, false);
}
