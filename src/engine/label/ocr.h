/*
 * ocr.h: words from pixels, by tesseract. Built with OCR only.
 */
#ifndef ENGINE_LABEL_OCR_H
#define ENGINE_LABEL_OCR_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/bytes.h"
#include "base/error.h"
#include "image/facts/words.h"

struct Pix; /* of leptonica */

/* How the print on a picture is arranged. */
enum ocr_layout {
	OCR_BLOCK,  /* lines of one block */
	OCR_SPARSE, /* pieces anywhere, in no order */
	OCR_LINE,   /* one line */
};

/* A tesseract handle with its models (some 20 MB). One thread at a time. */
struct ocr;

/*
 * Makes leptonica and tesseract silent for good: neither may write over the
 * screen. To be called before the first thread that reads starts.
 */
void ocr_silence(void);

/*
 * Loads the models named by `lang` ("eng", "eng+deu"; NULL or "" is "eng").
 * *ret is the caller's to ocr_free(). Fails when a model is not installed, and
 * says which package holds it. Blocks; any thread.
 */
int ocr_new(const char *lang, struct ocr **ret, struct error *err) MUST_USE;
void ocr_free(struct ocr *ocr); /* NULL is fine */

/*
 * Appends the words of an upright grey picture (8 bits, letters 20 to 40
 * pixels high read best) to *ret. `zoom` enlarges it for the reading alone:
 * what is misread at one size is often read well at another. Boxes are in
 * pixels of the picture as given, which stays the caller's. Uses one core:
 * tesseract's own threads are turned off for the calling thread. Fails where
 * tesseract does, and with ERROR_STOPPED soon after *cancelled (may be NULL) is
 * set; *ret is as it was then. Blocks; the handle's thread.
 */
int ocr_read(struct ocr *ocr, struct Pix *grey, enum ocr_layout layout,
	     double zoom, const atomic_bool *cancelled, struct words *ret,
	     struct error *err) MUST_USE;

/* The files of the trained data that a handle reads with, in the order of its
 * languages: paths, each ended by a NUL. */
void ocr_trained_data(const struct ocr *ocr, struct bytes *ret);
/* Its languages, "eng+deu"; borrowed. */
const char *ocr_lang(const struct ocr *ocr);

#endif
