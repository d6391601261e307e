/*
 * chunk.h: the chunks that PNG and WebP files consist of.
 * Formats: PNG third edition, 5.3 and 11; RFC 9649, 2.
 *
 * Any bytes do; nothing outside of them is read. Any thread.
 */
#ifndef IMAGE_DECODE_CHUNK_H
#define IMAGE_DECODE_CHUNK_H

#include <stdbool.h>
#include <stddef.h>

/* The data of the first chunk of that name, borrowed, or NULL. */
const unsigned char *chunk_find_png(const unsigned char *png, size_t len,
				    const char *name, size_t *ret_len);
const unsigned char *chunk_find_webp(const unsigned char *webp, size_t len,
				     const char *name, size_t *ret_len);

/* Whether the file ends before it says it does. */
bool chunk_is_cut_png(const unsigned char *png, size_t len);
bool chunk_is_cut_webp(const unsigned char *webp, size_t len);

#endif
