/*
 * asset.h: the files of data/ that are compiled into the program.
 */
#ifndef BASE_ASSET_H
#define BASE_ASSET_H

#include <stddef.h>

#include "base/bytes.h"
#include "base/error.h"

struct asset {
	const char *name; /* below data/: "terms.tsv" */
	const unsigned char *data;
	size_t size;
};

/* The compiled-in file, or NULL. Static storage. */
const struct asset *asset_find(const char *name);

/*
 * Appends the file of this name in the configuration directory `config_dir`
 * (may be NULL) when it is there, else the compiled-in one. An unreadable
 * replacement is an error, never passed over.
 */
int asset_load(const char *config_dir, const char *name, struct bytes *ret,
	       struct error *err) MUST_USE;

#endif
