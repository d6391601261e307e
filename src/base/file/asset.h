/*
 * asset.h: the files of data/ that are compiled into the program.
 */
#ifndef BASE_FILE_ASSET_H
#define BASE_FILE_ASSET_H

#include <stddef.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/hash.h"

struct asset {
	const char *name; /* below data/: "terms.tsv" */
	const unsigned char *data;
	size_t size;
};

/* The compiled-in file, or NULL. Static storage. */
const struct asset *asset_find(const char *name);

/* The path of the file of this name in the configuration directory, or NULL:
 * there is none, or `config_dir` is NULL. Owned. */
char *asset_path(const char *config_dir, const char *name);

/* Appends that file, which is of a reasonable size. */
int asset_read(const char *path, struct bytes *ret, struct error *err) MUST_USE;

/*
 * Appends the file of this name in the configuration directory `config_dir`
 * (may be NULL) when it is there, else the compiled-in one. An unreadable
 * replacement is an error, never passed over. Tables are not replaced: see
 * tsv.h.
 */
int asset_load(const char *config_dir, const char *name, struct bytes *ret,
	       struct error *err) MUST_USE;

/* Hashes these compiled-in files with those in the configuration directory
 * that add to them, so that a change of either is seen. */
int asset_hash(const char *config_dir, const char *const *names, size_t n,
	       char ret[HASH_HEX_SIZE], struct error *err) MUST_USE;

#endif
