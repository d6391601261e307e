/*
 * asset.c: compiled-in data files. See asset.h; tools/embed.awk makes the
 * table.
 */
#include "config.h"

#include "base/file/asset.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file/file.h"
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

char *asset_path(const char *config_dir, const char *name)
{
	char *path;

	if (config_dir == NULL)
		return NULL;
	path = file_join(config_dir, name);
	if (access(path, F_OK) == 0)
		return path;
	free(path);
	return NULL;
}

int asset_read(const char *path, struct bytes *ret, struct error *err)
{
	return file_read(path, ASSET_LIMIT, ret, err);
}

int asset_load(const char *config_dir, const char *name, struct bytes *ret,
	       struct error *err)
{
	char *path CLEANUP(mem_free_str) = asset_path(config_dir, name);
	const struct asset *asset = asset_find(name);

	if (path != NULL)
		return asset_read(path, ret, err);
	if (asset == NULL)
		return error_set(err, ERROR_NOT_FOUND,
				 "there is no data file named %s", name);
	bytes_append(ret, asset->data, asset->size);
	return 0;
}

int asset_hash(const char *config_dir, const char *const *names, size_t n,
	       char ret[HASH_HEX_SIZE], struct error *err)
{
	struct bytes all CLEANUP(bytes_done) = {0};

	for (size_t i = 0; i < n; i++) {
		char *path CLEANUP(mem_free_str) =
			asset_path(config_dir, names[i]);

		if (asset_load(NULL, names[i], &all, err) < 0)
			return -1;
		/* No text has a NUL: it parts the two. */
		bytes_append_char(&all, '\0');
		if (path != NULL && asset_read(path, &all, err) < 0)
			return -1;
		bytes_append_char(&all, '\0');
	}
	hash_bytes(all.data, all.len, ret);
	return 0;
}
