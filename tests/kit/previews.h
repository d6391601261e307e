/*
 * previews.h: what tests of the preview share: a picture's file, a request for it,
 * and answers that are to be the same.
 */
#ifndef TESTS_KIT_PREVIEWS_H
#define TESTS_KIT_PREVIEWS_H

#include <stddef.h>

#include "review/preview/preview.h"

#include "tests/kit/jpegs.h"

/* Writes DIR/NAME, whole or (`cut` > 0) only that part of it; its path, owned. */
char *previews_jpeg(const char *dir, const char *name,
		    const struct jpeg_recipe *recipe, size_t cut);
/* The sheet upright, in sixel, on 40 x 24 cells of 10 x 20 pixels; the path is
 * borrowed. */
struct preview_request previews_request(const char *path);
/* Fails the test where strips or cells differ. */
void previews_same(const struct preview_reply *a,
		   const struct preview_reply *b);

#endif
