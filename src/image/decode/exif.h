/*
 * exif.h: the orientation that a camera noted in a picture.
 * Formats: Exif 2.32 (CIPA DC-008), TIFF 6.0 section 2; where PNG and WebP
 * keep it: chunk.h.
 */
#ifndef IMAGE_DECODE_EXIF_H
#define IMAGE_DECODE_EXIF_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The Orientation (tag 0x0112), 1 to 8, of a TIFF structure: the bytes of an
 * Exif APP1 segment after "Exif\0\0". Only the first directory is looked at;
 * 0 where there is none, or anything in it makes no sense. Any bytes do.
 */
int exif_orientation(const unsigned char *tiff, size_t len);

/* The same of a whole PNG or WebP file that has such a chunk. */
int exif_orientation_of_png(const unsigned char *png, size_t len);
int exif_orientation_of_webp(const unsigned char *webp, size_t len);

/* What makes a picture of that orientation upright: turn it clockwise by
 * these degrees, then mirror it left to right. 0 for an unknown one. */
int exif_degrees(int orientation);
bool exif_mirrored(int orientation);

#endif
