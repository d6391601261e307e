/*
 * find.h: the labels of a sheet's file, and which way they are tried
 * first. What the local reader and the payloads share; needs no OCR.
 */
#ifndef ENGINE_LABEL_FIND_H
#define ENGINE_LABEL_FIND_H

#include <stdatomic.h>

#include "base/error.h"
#include "image/find/labels.h"
#include "image/decode/picture.h"

/* The finder is believed from here on; less is a guess. */
#define LABEL_SURE 0.6

/*
 * Decodes the picture at `path` as small as does and finds its labels; `info`
 * is its header. Boxes are in pixels of the stored picture. Fails where the
 * picture cannot be decoded or memory is gone. A JPEG that ends early is an
 * error: the sheet would count as done. Gives a JPEG up, with ERROR_STOPPED,
 * once *cancelled (may be NULL) is set. Blocks; any thread.
 */
int label_find(const char *path, const struct picture_info *info,
	       const atomic_bool *cancelled, struct labels *ret,
	       struct error *err) MUST_USE;

/* The clockwise turn (0, 90, 180, 270 degrees) to try first: the finder's, or
 * where that is a guess, what EXIF or the other labels of the sheet say, if
 * they agree on the axis. Any thread; no state. */
int label_first_turn(const struct label *label, const struct labels *labels,
		     const struct picture_info *info);

#endif
