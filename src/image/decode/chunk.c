/*
 * chunk.c: the chunks of PNG and WebP. See chunk.h.
 */
#include "config.h"

#include "image/decode/chunk.h"

#include <stdint.h>
#include <string.h>

#define CHUNK_HEAD 8 /* length and name */

/* How a format divides itself. */
struct chunk_form {
	size_t first;  /* offset of the first chunk */
	size_t length; /* offsets within the head of one */
	size_t name;
	size_t checksum; /* bytes behind the data */
	bool little;
	bool even; /* chunks begin at even offsets */
};

static const struct chunk_form chunk_png = {
	.first = 8, .length = 0, .name = 4, .checksum = 4};
static const struct chunk_form chunk_webp = {
	.first = 12, .length = 4, .name = 0, .little = true, .even = true};

static uint32_t chunk_number(const unsigned char *at, bool little)
{
	uint32_t value = 0;

	for (int i = 0; i < 4; i++)
		value |= (uint32_t)at[i] << (8 * (little ? i : 3 - i));
	return value;
}

static const unsigned char *chunk_find(const struct chunk_form *form,
				       const unsigned char *data, size_t len,
				       const char *name, size_t *ret_len)
{
	size_t at = form->first;

	while (at < len && len - at >= CHUNK_HEAD) {
		const unsigned char *head = data + at;
		size_t size = chunk_number(head + form->length, form->little);
		size_t left = len - at - CHUNK_HEAD;

		/* no sum: it would wrap where size_t has 32 bits */
		if (size > left || form->checksum > left - size)
			return NULL;
		if (memcmp(head + form->name, name, 4) == 0) {
			*ret_len = size;
			return head + CHUNK_HEAD;
		}
		at += CHUNK_HEAD + size + form->checksum;
		at += form->even ? at & 1 : 0;
	}
	return NULL;
}

const unsigned char *chunk_find_png(const unsigned char *png, size_t len,
				    const char *name, size_t *ret_len)
{
	return chunk_find(&chunk_png, png, len, name, ret_len);
}

const unsigned char *chunk_find_webp(const unsigned char *webp, size_t len,
				     const char *name, size_t *ret_len)
{
	return chunk_find(&chunk_webp, webp, len, name, ret_len);
}

/* A walk that meets nonsense runs off the end, too: such a file is taken for
 * cut only where its first chunk is as it should be. */
bool chunk_is_cut_png(const unsigned char *png, size_t len)
{
	size_t size;

	if (chunk_find_png(png, len, "IEND", &size) != NULL)
		return false;
	return len < 33 || memcmp(png + 8, "\0\0\0\x0dIHDR", 8) == 0;
}

bool chunk_is_cut_webp(const unsigned char *webp, size_t len)
{
	return len < chunk_webp.first + CHUNK_HEAD ||
	       chunk_number(webp + 4, true) > len - CHUNK_HEAD;
}
