/*
 * barcodes.h: codes drawn for tests: Code 39 of any text, and one QR code and
 * one Data Matrix of a fixed one.
 */
#ifndef TESTS_BARCODES_H
#define TESTS_BARCODES_H

#include "base/bytes.h"
#include "image/pixels/bitmap.h"

/* A grey sheet without a mark, to be drawn on; the caller's to
 * bitmap_done(). */
struct bitmap barcodes_sheet(int width, int height);

/* How a code is drawn. */
struct barcode {
	const char *text;
	int x, y;	/* its middle */
	double module;	/* width of a narrow bar, or side of a module */
	int height;	/* of the bars */
	double degrees; /* turned clockwise */
	int ink;	/* 0: black */
};

/* Draws Code 39 with its start and stop: digits, capitals and "-. $/+%". */
void barcodes_draw(struct bitmap *sheet, const struct barcode *barcode);

/* Draws the QR code that says "http://id.example.org/herb/00012345"; `text` and
 * `height` of the barcode are not looked at. */
void barcodes_draw_qr(struct bitmap *sheet, const struct barcode *barcode);
/* Draws a QR code of bytes that are not text. */
void barcodes_draw_binary(struct bitmap *sheet, const struct barcode *barcode);
/* Draws the Data Matrix that says "DM0012345". */
void barcodes_draw_matrix(struct bitmap *sheet, const struct barcode *barcode);

/* Appends the sheet as a JPEG of that quality. */
void barcodes_jpeg(const struct bitmap *sheet, int quality, struct bytes *ret);

#endif
