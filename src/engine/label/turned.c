/*
 * turned.c: which way a label gives words. See turned.h.
 *
 * The axis is known (labels.h), so a label has two ways to stand. The one that
 * is likelier is read first; the other is read only where that gave no words.
 *
 * 1. What is returned is the view and the words of one and the same turn.
 * 2. A failure leaves nothing to be freed.
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
	return ocr_read(turner->ocr, grey, layout, zoom, turner->cancelled, ret,
			err);
}

static int turned_read(const struct turner *turner, const char *path,
		       const struct label *label, int turn, struct turned *ret,
		       struct error *err)
{
	memset(ret, 0, sizeof(*ret));
	if (label_view_init(&ret->view, path, label, turn, turner->mirrored,
			    err) < 0)
		return -1;
	if (turner_ocr(turner, ret->view.grey, OCR_SPARSE, 1, &ret->words,
		       err) < 0) {
		turned_done(ret);
		return -1;
	}
	ret->legible = words_legibility(&ret->words);
	return 0;
}

/* How much the reading gives: what is legible of it, by its length. */
static double turned_yield(const struct turned *turned)
{
	return turned->legible * words_substance(&turned->words);
}

int turned_read_upright(const struct turner *turner, const char *path,
			const struct label *label, int turn, struct turned *ret,
			struct error *err)
{
	struct turned first, other;

	if (turned_read(turner, path, label, turn, &first, err) < 0)
		return -1;
	if (first.legible >= LEGIBLE) {
		*ret = first;
		return 0;
	}
	if (turned_read(turner, path, label, (turn + 180) % 360, &other, err) <
	    0) {
		turned_done(&first);
		return -1;
	}
	if (turned_yield(&other) > turned_yield(&first)) {
		turned_done(&first);
		*ret = other;
	} else {
		turned_done(&other);
		*ret = first;
	}
	return 0;
}
