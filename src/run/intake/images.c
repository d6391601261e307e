/*
 * images.c: where the photographs of a run are. See images.h.
 */
#include "config.h"

#include "run/intake/images.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/file/file.h"
#include "run/cache/image.h"
#include "run/intake/address.h"
#include "run/journal/filesystem.h"

bool images_are_list(const char *images)
{
	struct stat st;

	return stat(images, &st) == 0 && S_ISREG(st.st_mode);
}

int images_scan(const char *images, const struct scan_tick *tick,
		struct scan *ret, struct error *err)
{
	return images_are_list(images) ? scan_list(images, tick, ret, err)
				       : scan_tree(images, tick, ret, err);
}

void images_look(const char *images, struct images_place *ret)
{
	ret->list = images_are_list(images);
	ret->remote = filesystem_is_remote(images);
}

bool images_want_cache(bool asked, const struct images_place *place)
{
	return asked || place->list || place->remote;
}

static char *images_find_below(const char *root, const char *image)
{
	struct stat st;
	char *path;

	if (root == NULL || address_is(image) || !file_is_below(image))
		return NULL;
	path = file_join(root, image);
	if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
		return path;
	free(path);
	return NULL;
}

char *images_find(const struct run *run, const char *root, const char *image,
		  const char *sha256)
{
	char *path = images_find_below(root, image);

	if (path == NULL && sha256 != NULL)
		path = image_cache_look_up(run, sha256);
	return path;
}
