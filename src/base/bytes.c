/*
 * bytes.c: a growing run of bytes. See bytes.h.
 *
 * 1. data is NULL, or data[len] is '\0' and len < cap.
 */
#include "config.h"

#include "base/bytes.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

char *bytes_reserve(struct bytes *b, size_t len)
{
	if (len > SIZE_MAX / 2 - b->len)
		abort();
	if (b->data == NULL || b->len + len >= b->cap) {
		size_t cap = b->cap > 0 ? b->cap : 64;

		while (cap <= b->len + len)
			cap *= 2;
		b->data = mem_grow(b->data, cap, 1);
		b->cap = cap;
		b->data[b->len] = '\0';
	}
	return b->data + b->len;
}

void bytes_append(struct bytes *b, const void *data, size_t len)
{
	char *at = bytes_reserve(b, len);

	if (len > 0)
		memcpy(at, data, len);
	b->len += len;
	b->data[b->len] = '\0';
}

void bytes_append_str(struct bytes *b, const char *text)
{
	bytes_append(b, text, strlen(text));
}

void bytes_append_char(struct bytes *b, char c)
{
	bytes_append(b, &c, 1);
}

void bytes_vprintf(struct bytes *b, const char *format, va_list args)
{
	va_list again;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (len < 0)
		abort();
	bytes_reserve(b, (size_t)len);
	vsnprintf(b->data + b->len, (size_t)len + 1, format, args);
	b->len += (size_t)len;
}

void bytes_printf(struct bytes *b, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	bytes_vprintf(b, format, args);
	va_end(args);
}

void bytes_clear(struct bytes *b)
{
	b->len = 0;
	if (b->data != NULL)
		b->data[0] = '\0';
}

void bytes_done(struct bytes *b)
{
	free(b->data);
	*b = (struct bytes){0};
}

char *bytes_steal(struct bytes *b)
{
	char *data;

	bytes_reserve(b, 0);
	data = b->data;
	*b = (struct bytes){0};
	return data;
}
