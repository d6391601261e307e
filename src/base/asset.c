/*
 * asset.c: compiled-in data files. See asset.h; tools/embed.awk makes the
 * table.
 */
#include "config.h"

#include "base/asset.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

#include "data/assets.inc"

#define ASSET_LIMIT (16u << 20)

const struct asset *asset_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(assets); i++)
		if (strcmp(assets[i].name, name) == 0)
			return &assets[i];
	return NULL;
}

int asset_load(const char *config_dir, const char *name, struct bytes *ret,
	       struct error *err)
{
	const struct asset *asset = asset_find(name);

	if (config_dir != NULL) {
		char *path CLEANUP(mem_free_str) = file_join(config_dir, name);

		if (access(path, F_OK) == 0)
			return file_read(path, ASSET_LIMIT, ret, err);
	}
	if (asset == NULL)
		return error_set(err, ERROR_NOT_FOUND,
				 "there is no data file named %s", name);
	bytes_append(ret, asset->data, asset->size);
	return 0;
}
