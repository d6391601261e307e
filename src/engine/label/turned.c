/*
 * turned.c: which way a label gives words. See turned.h.
 */
#include "config.h"

#include "engine/label/turned.h"

#include <string.h>

void turned_done(struct turned *turned)
{
	label_view_done(&turned->view);
	words_done(&turned->words);
}

int turner_ocr(const struct turner *turner, struct Pix *grey,
	       enum ocr_layout layout, double zoom, struct words *ret,
	       struct error *err)
{
	if (turner->cancelled != NULL && atomic_load(turner->cancelled))
		return error_set(err, ERROR_STOPPED,
				 "the reading was given up");
	return ocr_read(turner->ocr, grey, layout, zoom, ret, err);
}

static int turned_read(const struct turner *turner, const char *path,
		       const struct label *label, int turn, struct turned *ret,
		       struct error *err)
{
	memset(ret, 0, sizeof(*ret));
	if (label_view_init(&ret->view, path, label, turn, turner->mirrored,
			    err))
		return -1;
	if (turner_ocr(turner, ret->view.grey, OCR_SPARSE, 1, &ret->words,
		       err)) {
		turned_done(ret);
		return -1;
	}
	ret->legible = words_legibility(&ret->words);
	return 0;
}

int turned_read_upright(const struct turner *turner, const char *path,
			const struct label *label, int turn, struct turned *ret,
			struct error *err)
{
	struct turned other;
	if (turned_read(turner, path, label, turn, ret, err))
		return -1;
	if (ret->legible >= LEGIBLE)
		return 0;
	if (turned_read(turner, path, label, (turn + 180) % 360, &other, err)) {
		turned_done(ret);
		return -1;
	}
	int here = words_substance(&ret->words);
	int there = words_substance(&other.words);
	if (other.legible * there > ret->legible * here) {
		struct turned swap = *ret;
		*ret = other;
		other = swap;
	}
	turned_done(&other);
	return 0;
}
