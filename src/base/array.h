/*
 * array.h: arrays that grow. An array is what its owner makes of it: a
 * pointer, how many items it has, and how many there is room for.
 *
 * One thread's, as the array is.
 */
#ifndef BASE_ARRAY_H
#define BASE_ARRAY_H

#include <stddef.h>

/*
 * Returns `items` with room for `n` + 1 items of `size` bytes, moved where it
 * has to be, and sets *cap to what there is room for: doubled, so that adding
 * one item after another takes time in proportion to their number. What is
 * new is not zeroed. Aborts when memory is gone; a number that comes from
 * outside is limited by the caller.
 */
void *array_grow(void *items, size_t n, size_t *cap, size_t size);

/* Makes room for one more item behind `n` of them. */
#define ARRAY_GROW(items, n, cap) \
	((items) = array_grow((items), (n), &(cap), sizeof(*(items))))

#endif
