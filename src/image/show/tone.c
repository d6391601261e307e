/*
 * tone.c: contrast by a table of 256 values. See tone.h.
 *
 * 1. The darkest and lightest TONE_CLIP of the pixels do not count: dust and
 *    glare stretch nothing. A picture of one shade stays as it is.
 * 2. Values keep their order (or all reverse it).
 */
#include "config.h"

#include "image/show/tone.h"

#include <math.h>
#include <stddef.h>

#define TONE_CLIP  0.005
#define TONE_POWER 2.0 /* above 1 darkens what is lightly written */

struct levels {
	int dark, light;
};

const char *tone_word(enum tone tone)
{
	static const char *const words[TONE_COUNT] = {
		[TONE_PLAIN] = "",
		[TONE_LEVELS] = "contrast",
		[TONE_GAMMA] = "gamma",
		[TONE_INVERT] = "inverted",
	};

	return words[tone];
}

static void tone_count(const struct bitmap *bitmap, size_t counts[256])
{
	int channels = bitmap->channels;

	for (int y = 0; y < bitmap->height; y++) {
		const unsigned char *at =
			bitmap->pixels + (size_t)y * bitmap->stride;

		/* Of colours green is most of the brightness (BT.601). */
		for (int x = 0; x < bitmap->width; x++, at += channels)
			counts[at[channels == 3]]++;
	}
}

static struct levels tone_levels(const struct bitmap *bitmap)
{
	size_t counts[256] = {0}, seen;
	double clip = TONE_CLIP * bitmap->width * bitmap->height;
	struct levels levels = {0, 255};

	tone_count(bitmap, counts);
	for (seen = 0; levels.dark < 255; levels.dark++) {
		seen += counts[levels.dark];
		if ((double)seen > clip)
			break;
	}
	for (seen = 0; levels.light > 0; levels.light--) {
		seen += counts[levels.light];
		if ((double)seen > clip)
			break;
	}
	if (levels.light <= levels.dark)
		levels = (struct levels){0, 255};
	return levels;
}

static unsigned char tone_value(int value, enum tone tone,
				const struct levels *levels)
{
	double part =
		(double)(value - levels->dark) / (levels->light - levels->dark);

	part = part < 0 ? 0 : part > 1 ? 1 : part;
	if (tone == TONE_GAMMA)
		part = pow(part, TONE_POWER);
	if (tone == TONE_INVERT)
		part = 1 - part;
	return (unsigned char)(part * 255 + 0.5);
}

void tone_measure(struct tone_curve *ret, const struct bitmap *bitmap,
		  enum tone tone)
{
	struct levels levels;

	ret->same = tone == TONE_PLAIN;
	if (ret->same)
		return;
	levels = tone_levels(bitmap);
	for (int i = 0; i < 256; i++)
		ret->values[i] = tone_value(i, tone, &levels);
}

void tone_apply(const struct tone_curve *curve, struct bitmap *bitmap)
{
	size_t n = (size_t)bitmap->width * (size_t)bitmap->channels;

	for (int y = 0; y < bitmap->height && !curve->same; y++) {
		unsigned char *at = bitmap->pixels + (size_t)y * bitmap->stride;

		for (size_t i = 0; i < n; i++)
			at[i] = curve->values[at[i]];
	}
}
