/*
 * view.h: a label as the reader wants it: cut out, upright, level,
 * enlarged, dark on an even ground, without leaders and rules.
 */
#ifndef ENGINE_LABEL_VIEW_H
#define ENGINE_LABEL_VIEW_H

#include <stdbool.h>

#include "base/error.h"
#include "image/facts/place.h"
#include "image/find/labels.h"

struct Pix; /* of leptonica */

/* Height in pixels that letters are brought to. */
#define LABEL_VIEW_TALL 26

struct label_view {
	struct Pix *grey; /* owned */
	struct view_place place;
};

/*
 * Cuts `label` out of the picture at `path` and prepares it, turned clockwise
 * by `rotation` (0, 90, 180 or 270 degrees), then mirrored; its picture is
 * grey, 8 bits deep. Fails, and leaves *view as it was, where the picture
 * cannot be decoded or memory is gone. Blocks; any thread.
 */
int label_view_init(struct label_view *view, const char *path,
		    const struct label *label, int rotation, bool mirrored,
		    struct error *err) MUST_USE;
void label_view_done(struct label_view *view);

#endif
