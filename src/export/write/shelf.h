/*
 * shelf.h: rows that are made now and written later, in another order: a file
 * without a name. An entry has a few parts, each a text that may be empty.
 *
 * One thread's.
 */
#ifndef EXPORT_WRITE_SHELF_H
#define EXPORT_WRITE_SHELF_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"

#define SHELF_PARTS 3

struct shelf;

/* In the directory of `path`. */
int shelf_new(const char *path, struct shelf **ret, struct error *err) MUST_USE;
void shelf_free(struct shelf *shelf); /* NULL is fine */

/* Adds an entry; its place in *ret, which is greater than those before. */
int shelf_put(struct shelf *shelf, const struct bytes parts[SHELF_PARTS],
	      int64_t *ret, struct error *err) MUST_USE;

/* The parts of an entry, borrowed until the next call. */
struct shelf_part {
	const char *text;
	size_t len;
};
int shelf_get(struct shelf *shelf, int64_t place,
	      struct shelf_part ret[SHELF_PARTS], struct error *err) MUST_USE;

#endif
