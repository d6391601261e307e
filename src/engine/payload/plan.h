/*
 * plan.h: which pictures a payload holds, how large and how turned.
 * Arithmetic alone.
 */
#ifndef ENGINE_PAYLOAD_PLAN_H
#define ENGINE_PAYLOAD_PLAN_H

#include <stdbool.h>

#include "base/box.h"
#include "engine/payload/payload.h"
#include "image/find/labels.h"
#include "image/decode/picture.h"
#include "image/pixels/turn.h"

#define PAYLOAD_LABELS_MAX 4
/* Height in pixels that letters are brought to, where that takes no more than
 * PAYLOAD_ENLARGE. */
#define PAYLOAD_TALL	28
#define PAYLOAD_ENLARGE 1.5

struct payload_plan {
	struct {
		struct box crop;   /* of the stored picture; w == 0: all */
		int width, height; /* to be sent, not yet turned */
		struct turn turn;
		bool is_label;
	} items[PAYLOAD_IMAGES]; /* labels first, best first */
	int n;
	int n_labels;
	size_t max_bytes; /* of all */
};

/*
 * Plans, in *ret, for a picture with the header `info`, whose labels have their
 * turns (n == 0 where they are not wanted). Labels that overlap become one
 * picture where they stand the same way, and the lesser one is left out where
 * not. Never fails; any thread.
 */
void payload_plan_make(const struct payload_options *options, bool smaller,
		       const struct picture_info *info,
		       const struct labels *labels, struct payload_plan *ret);

#endif
