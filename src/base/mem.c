/*
 * mem.c: allocation that cannot fail. See mem.h.
 */
#include "config.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *mem_alloc(size_t size)
{
	void *ptr = malloc(size > 0 ? size : 1);

	if (ptr == NULL)
		abort();
	return ptr;
}

void *mem_zalloc(size_t size)
{
	void *ptr = calloc(1, size > 0 ? size : 1);

	if (ptr == NULL)
		abort();
	return ptr;
}

void *mem_grow(void *ptr, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		abort();
	size *= count;
	ptr = realloc(ptr, size > 0 ? size : 1);
	if (ptr == NULL)
		abort();
	return ptr;
}

char *mem_strdup(const char *text)
{
	return text != NULL ? mem_strndup(text, strlen(text)) : NULL;
}

char *mem_strndup(const char *text, size_t n)
{
	size_t len = strnlen(text, n);
	char *copy = mem_alloc(len + 1);

	memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

char *mem_printf(const char *format, ...)
{
	va_list args;
	char *text;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0)
		abort();
	text = mem_alloc((size_t)len + 1);
	va_start(args, format);
	vsnprintf(text, (size_t)len + 1, format, args);
	va_end(args);
	return text;
}

void mem_replace(char **slot, const char *text)
{
	char *copy = mem_strdup(text);

	free(*slot);
	*slot = copy;
}

void mem_free_str(char **slot)
{
	free(*slot);
	*slot = NULL;
}

void mem_wipe(void *ptr, size_t size)
{
	volatile unsigned char *at = ptr;

	while (size-- > 0)
		*at++ = 0;
}
