/*
 * fit.c: quality and pixels for a budget of bytes. See fit.h.
 *
 * Each try costs as much as the one that counts, so the next quality is
 * chosen by how far the last one missed: libjpeg's quality and the bytes of
 * a photograph go together closely enough.
 *
 * 1. What is chosen depends on the picture and the limit alone.
 * 2. Quality goes first, then pixels: none are given up above the last step.
 * 3. Each try takes a lower quality or fewer pixels than the one before, so
 *    there is an end to them (FIT_TRIES).
 */
#include "config.h"

#include "engine/payload/fit.h"

#include <math.h>

#include "base/compiler.h"

#define FIT_TRIES 12 /* each takes a tenth of the edges at least */

/* Bytes of photographs of sheets at a quality, as a share of those at the
 * first; rather little, so that no quality is passed over that would do. */
static const struct {
	int quality;
	double share;
} fit_steps[] = {{80, 1}, {72, 0.78}, {64, 0.66}, {55, 0.56}, {45, 0.48}};

/* The next step for a file that would take `guess` bytes at `step`. */
static size_t fit_next(size_t step, size_t guess, size_t limit)
{
	double first = (double)guess / fit_steps[step].share;

	while (++step < ARRAY_LEN(fit_steps) - 1)
		if (first * fit_steps[step].share <= (double)limit)
			break;
	return step;
}

/* At the quality that fits, or not at all: ret->len == 0 then. */
static int fit_quality(const struct planes *planes, struct turn turn,
		       size_t limit, struct jpeg_file *ret, struct error *err)
{
	for (size_t step = 0; step < ARRAY_LEN(fit_steps);
	     step = fit_next(step, ret->guess, limit)) {
		if (jpeg_write(planes, turn, fit_steps[step].quality, limit,
			       ret, err) < 0)
			return -1;
		if (ret->len > 0 || step == ARRAY_LEN(fit_steps) - 1)
			break;
	}
	return 0;
}

static int fit_edge(int edge, double scale)
{
	int scaled = (int)(edge * scale / 2) * 2;

	return scaled < 2 ? (edge < 2 ? 1 : 2) : scaled;
}

int payload_fit(const struct planes *planes, struct turn turn, size_t limit,
		struct planes *spare, struct jpeg_file *ret, int *ret_width,
		int *ret_height, struct error *err)
{
	int width = planes->at[0].width, height = planes->at[0].height;
	int last = fit_steps[ARRAY_LEN(fit_steps) - 1].quality;
	bool across = turn.degrees % 180 == 90;

	if (fit_quality(planes, turn, limit, ret, err) < 0)
		return -1;
	for (int i = 0; i < FIT_TRIES && ret->len == 0; i++) {
		double scale = sqrt((double)limit / (double)ret->guess) * 0.95;

		scale = scale < 0.9 ? scale : 0.9;
		width = fit_edge(width, scale);
		height = fit_edge(height, scale);
		if (planes_resize(planes, width, height, spare, err) < 0 ||
		    jpeg_write(spare, turn, last, limit, ret, err) < 0)
			return -1;
	}
	if (ret->len == 0)
		return error_set(err, ERROR_FAILED,
				 "a picture of %d x %d pixels does not fit "
				 "into %zu bytes; allow more",
				 planes->at[0].width, planes->at[0].height,
				 limit);
	*ret_width = across ? height : width;
	*ret_height = across ? width : height;
	return 0;
}
