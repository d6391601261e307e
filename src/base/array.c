/*
 * array.c: arrays that grow. See array.h.
 */
#include "config.h"

#include "base/array.h"
#include "base/mem.h"

#define ARRAY_FIRST 16

void *array_grow(void *items, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return items;
	*cap = *cap > 0 ? *cap * 2 : ARRAY_FIRST;
	return mem_grow(items, *cap, size);
}
