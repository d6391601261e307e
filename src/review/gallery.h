/*
 * gallery.h: renders what preview.h asks for, and keeps what it may need
 * again: decoded pictures and finished answers. One thread's.
 */
#ifndef REVIEW_GALLERY_H
#define REVIEW_GALLERY_H

#include <stdbool.h>

#include "review/preview.h"

struct gallery;

struct gallery *gallery_new(void);
void gallery_free(struct gallery *gallery); /* NULL is fine */

/* Asked between the steps of the work and after each strip: true gives it
 * up. A NULL stale never does. */
struct gallery_watch {
	bool (*stale)(void *data);
	void *data;
};

/* The answer, owned by the caller (mail_free); what went wrong is told in
 * it. NULL when it was given up. */
struct preview_reply *gallery_render(struct gallery *gallery,
				     const struct preview_request *request,
				     const struct gallery_watch *watch);

/* The picture alone, as preview_bitmap says. */
int gallery_bitmap(struct gallery *gallery,
		   const struct preview_request *request, struct bitmap *ret,
		   struct error *err) MUST_USE;

#endif
