/*
 * preview_key.h: what decoded pictures and answers are kept under. Any thread.
 */
#ifndef REVIEW_PREVIEW_PREVIEW_KEY_H
#define REVIEW_PREVIEW_PREVIEW_KEY_H

#include "image/show/view.h"
#include "review/preview/preview.h"

/* Names the file and its present state. Owned. */
char *preview_key_file(const char *path);
void preview_key_box(struct bytes *key, struct box box);
/* Appends all that an answer depends on; of where and how large only what is seen
 * of it. */
void preview_key_reply(const char *file, const struct preview_request *r,
		       const struct view *view, struct bytes *ret);

#endif
