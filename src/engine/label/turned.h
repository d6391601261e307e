/*
 * turned.h: a label read as scattered pieces, turned the way that gives
 * words: what tells whether it stands upright. Built with OCR only.
 */
#ifndef ENGINE_LABEL_TURNED_H
#define ENGINE_LABEL_TURNED_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/error.h"
#include "engine/label/view.h"
#include "engine/label/ocr.h"
#include "image/facts/words.h"
#include "image/find/labels.h"

/* Of words_legibility, 0-1. */
#define LEGIBLE	    0.5	 /* so it is the right way up */
#define LEGIBLE_MIN 0.12 /* less is not writing */

/* Who reads, and what of: all borrowed. One thread at a time. */
struct turner {
	struct ocr *ocr;
	const atomic_bool *cancelled; /* of the sheet being read, or NULL */
	bool mirrored;		      /* that sheet, as EXIF says */
};

/* One label turned one way. */
struct turned {
	struct label_view view; /* its rotation is the one that was taken;
				   owned, as are the words */
	struct words words;
	double legible; /* words_legibility */
};
void turned_done(struct turned *turned);

/* ocr_read, unless nobody wants the sheet any more: that fails with
 * ERROR_STOPPED. The turner's thread. */
int turner_ocr(const struct turner *turner, struct Pix *grey,
	       enum ocr_layout layout, double zoom, struct words *ret,
	       struct error *err) MUST_USE;

/*
 * Reads the label of the picture at `path` upright: turned clockwise by `turn`
 * degrees (0, 90, 180, 270), and where that is not legible the opposite way,
 * whichever gives more. *ret is the caller's to turned_done(). Fails where the
 * picture cannot be decoded, or as turner_ocr does. Blocks; the turner's
 * thread.
 */
int turned_read_upright(const struct turner *turner, const char *path,
			const struct label *label, int turn, struct turned *ret,
			struct error *err) MUST_USE;

#endif
