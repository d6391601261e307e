/*
 * upright.h: which way the labels of a sheet are turned when they are
 * sent: by the finder where it is sure, else by one reading of one label.
 */
#ifndef ENGINE_LABEL_UPRIGHT_H
#define ENGINE_LABEL_UPRIGHT_H

#include <stdbool.h>

#include "base/error.h"
#include "image/find/labels.h"
#include "image/decode/picture.h"

/* Of what decides boxes and turns: the finder, and this module. A build
 * without OCR decides otherwise. Raise it when either changes, or the pixels
 * that they are given (2: a TIFF is as it is stored; 3: a tall label is one,
 * the turn of the sheet follows what was read). */
#define LABEL_UPRIGHT_VERSION 3

struct ocr;

/* All zero at first. One thread at a time. */
struct upright {
	struct ocr *ocr; /* made when it is first needed; its models take some
			    20 MB */
	bool no_ocr;	 /* it cannot be had */
};
void upright_done(struct upright *upright);
int upright_version(void);

/*
 * Decides `rotation` of every label; one that was read has `sure` raised to
 * LABEL_SURE at least. Of the picture at `path` with the header `info` at
 * most one label is read, and of a large one a part. *ret_guessed: it should
 * have been read, but no models are installed: not to be kept. Never fails for
 * want of OCR; blocks.
 */
int upright_decide(struct upright *upright, const char *path,
		   const struct picture_info *info, struct labels *labels,
		   bool *ret_guessed, struct error *err) MUST_USE;

/* As the built-in reader turns one label, after upright_decide: by reading the
 * whole of it. Without OCR it stays as it is. Blocks. */
int upright_read_label(struct upright *upright, const char *path,
		       const struct picture_info *info, struct label *label,
		       struct error *err) MUST_USE;

/* The clockwise turn of the whole sheet: that of its best label, if that is
 * sure, else EXIF's, else what most labels ask for. */
int upright_sheet(const struct labels *labels, const struct picture_info *info);

#endif
