/*
 * code.c: the codes of a sheet. See code.h.
 */
#include "config.h"

#include "image/codes/code.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"

/* A reading may find one end of a code and the next its other: boxes that are
 * as near as this share of their longer side are of one. */
#define CODE_NEAR 0.5

static bool boxes_near(struct box a, struct box b)
{
	int longest = a.w;
	int near;

	longest = a.h > longest ? a.h : longest;
	longest = b.w > longest ? b.w : longest;
	longest = b.h > longest ? b.h : longest;
	near = (int)ceil(longest * CODE_NEAR);
	return boxes_meet(box_grown(a, near), b);
}

/* The code that this reading is another of, or NULL. */
static struct code *codes_same(struct codes *codes, const char *text,
			       struct box box)
{
	for (size_t i = 0; i < codes->n; i++)
		if (strcmp(codes->items[i].text, text) == 0 &&
		    boxes_near(codes->items[i].box, box))
			return &codes->items[i];
	return NULL;
}

void codes_add(struct codes *codes, const char *type, const char *text,
	       struct box box, double quality)
{
	char *clean = text_cleaned(text != NULL ? text : "");
	struct code *same = codes_same(codes, clean, box);

	if (same != NULL) {
		same->box = box_around(same->box, box);
		same->quality = fmax(same->quality, quality);
	}
	if (same != NULL || codes->n >= CODES_MAX || text_blank(clean) ||
	    strlen(clean) > CODE_TEXT_MAX) {
		free(clean);
		return;
	}
	ARRAY_GROW(codes->items, codes->n, codes->cap);
	codes->items[codes->n++] =
		(struct code){.type = text_cleaned(type != NULL ? type : ""),
			      .text = clean,
			      .box = box,
			      .quality = quality};
}

void codes_done(struct codes *codes)
{
	for (size_t i = 0; i < codes->n; i++) {
		free(codes->items[i].type);
		free(codes->items[i].text);
	}
	free(codes->items);
	*codes = (struct codes){0};
}
