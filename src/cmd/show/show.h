/*
 * show.h: one specimen as text and as JSON, for `vasculum show`.
 */
#ifndef CMD_SHOW_SHOW_H
#define CMD_SHOW_SHOW_H

#include "run/run/run.h"
#include "run/record/specimen.h"

/* What the file system says of the specimen's image. */
enum show_image {
	IMAGE_NO_ROOT, /* nobody said where images are */
	IMAGE_MISSING,
	IMAGE_THERE,
	IMAGE_CHANGED, /* other bytes than those that were read */
};

void show_text(const struct run *run, const struct specimen *specimen,
	       enum show_image image);
void show_json(const struct run *run, const struct specimen *specimen,
	       enum show_image image);

#endif
