/*
 * packer.h: a zip file, entry by entry, packed by a thread of its own while the
 * caller makes what comes next. By libzip; with the same content it has the
 * same bytes: times are fixed, names and order the caller's.
 *
 * The caller is one thread.
 */
#ifndef EXPORT_WRITE_PACKER_H
#define EXPORT_WRITE_PACKER_H

#include <stdint.h>

#include "base/error.h"
#include "base/hash.h"
#include "export/write/output.h"

#define PACKER_ENTRIES 8

struct packer;

/* What an entry came to. */
struct packer_entry {
	const char *name;
	uint64_t size;
	char sha256[HASH_HEX_SIZE];
};

/* Begins the first entry. `output`, and the names, of at most PACKER_ENTRIES
 * entries, are borrowed until it ends. */
int packer_start(struct output *output, const char *const *names, size_t n,
		 struct packer **ret, struct error *err) MUST_USE;
int packer_write(struct packer *packer, const void *data, size_t len,
		 struct error *err) MUST_USE;
/* Ends an entry, and begins the next. */
int packer_next(struct packer *packer, struct error *err) MUST_USE;
/* An entry that has ended. */
const struct packer_entry *packer_entry(const struct packer *packer, size_t i);
/* When all have ended: waits until all is written. The packer is to be freed
 * then, as after every failure. */
int packer_finish(struct packer *packer, struct error *err) MUST_USE;
void packer_free(struct packer *packer); /* NULL is fine */

#endif
