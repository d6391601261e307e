/*
 * palette.c: median cut. See palette.h.
 *
 * The colours that occur are cut into boxes, the one first whose pixels lie
 * farthest from each other along one channel (largest sum of squares), at that
 * channel's mean.
 */
#include "config.h"

#include "image/palette/palette.h"

#include "image/palette/colours.h"

struct palette_box {
	size_t first, n; /* of the colours */
	double spread;	 /* sum of squares along `channel` */
	int channel;
	double mean[3];
};

static void palette_measure(struct palette_box *box,
			    const struct colour *colours)
{
	double count = 0, sum[3] = {0}, squares[3] = {0};

	for (size_t i = box->first; i < box->first + box->n; i++) {
		double weight = (double)colours[i].count;

		count += weight;
		for (int c = 0; c < 3; c++) {
			sum[c] += weight * colours[i].rgb[c];
			squares[c] +=
				weight * colours[i].rgb[c] * colours[i].rgb[c];
		}
	}
	box->spread = 0;
	for (int c = 0; c < 3; c++) {
		double spread = squares[c] - sum[c] * sum[c] / count;

		box->mean[c] = sum[c] / count;
		if (spread > box->spread && box->n > 1) {
			box->spread = spread;
			box->channel = c;
		}
	}
}

/* Moves what is below the mean to the front; both sides get something, since
 * the values differ. Returns how many are in front. */
static size_t palette_part(const struct palette_box *box,
			   struct colour *colours)
{
	struct colour *at = colours + box->first;
	size_t front = 0;

	for (size_t i = 0; i < box->n; i++)
		if (at[i].rgb[box->channel] <= box->mean[box->channel]) {
			struct colour kept = at[i];

			at[i] = at[front];
			at[front++] = kept;
		}
	return front;
}

static struct palette_box *palette_widest(struct palette_box *boxes, int n)
{
	struct palette_box *widest = &boxes[0];

	for (int i = 1; i < n; i++)
		if (boxes[i].spread > widest->spread)
			widest = &boxes[i];
	return widest;
}

static int palette_cut(struct palette_box *boxes, int limit,
		       struct colour *colours)
{
	int n = 1;

	while (n < limit) {
		struct palette_box *box = palette_widest(boxes, n);
		size_t front;

		/* Rounding alone may leave a spread near 0. */
		if (box->spread < 0.5)
			break;
		front = palette_part(box, colours);
		if (front == 0 || front == box->n) {
			box->spread = 0;
			continue;
		}
		boxes[n] = (struct palette_box){.first = box->first + front,
						.n = box->n - front};
		box->n = front;
		palette_measure(box, colours);
		palette_measure(&boxes[n++], colours);
	}
	return n;
}

void palette_name(const double rgb[3], unsigned char ret[3])
{
	for (int c = 0; c < 3; c++) {
		int percent = (int)(rgb[c] * 100 / 255 + 0.5);

		percent = percent < 0 ? 0 : percent > 100 ? 100 : percent;
		ret[c] = (unsigned char)((percent * 255 + 50) / 100);
	}
}

int palette_add(struct palette *palette, int red, int green, int blue)
{
	int i = palette->n < PALETTE_MAX ? palette->n++ : PALETTE_MAX - 1;

	palette_name((const double[3]){red, green, blue}, palette->rgb[i]);
	return i;
}

void palette_make(const struct bitmap *bitmap, int colours, struct palette *ret)
{
	struct colours all CLEANUP(colours_done) = {0};
	struct palette_box boxes[PALETTE_MAX];
	int limit = colours < 1		    ? 1
		    : colours > PALETTE_MAX ? PALETTE_MAX
					    : colours;
	int n;

	colours_count(bitmap, 1, &all);
	boxes[0] = (struct palette_box){.n = all.n};
	palette_measure(&boxes[0], all.items);
	n = palette_cut(boxes, limit, all.items);
	ret->n = n;
	for (int i = 0; i < n; i++)
		palette_name(boxes[i].mean, ret->rgb[i]);
}
