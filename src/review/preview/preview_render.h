/*
 * preview_render.h: renders what preview.h asks for, and keeps what it may need
 * again: decoded pictures and finished answers. One thread's.
 */
#ifndef REVIEW_PREVIEW_PREVIEW_RENDER_H
#define REVIEW_PREVIEW_PREVIEW_RENDER_H

#include <stdbool.h>

#include "review/preview/preview.h"

struct preview_render;

struct preview_render *preview_render_new(void);
void preview_render_free(struct preview_render *render); /* NULL is fine */

struct preview_render_watch {
	/* Asked between the steps of the work, while it is decoded and before
	 * each strip, on several threads at once: true gives it up. A NULL one
	 * never does. */
	bool (*stale)(void *data);
	/* Takes the answer as soon as a strip is made, and then the others
	 * (preview_late), on the caller's thread. NULL: it is given whole. */
	void (*post)(void *data, struct mail *mail);
	void *data;
};

/* The answer, owned by the caller (mail_free); what went wrong is told in
 * it, also after strips were posted, which it takes the place of. NULL when it
 * was given up, or posted. */
struct preview_reply *
preview_render_reply(struct preview_render *render,
		     const struct preview_request *request,
		     const struct preview_render_watch *watch);

/* The picture alone, as preview_bitmap says. */
int preview_render_bitmap(struct preview_render *render,
			  const struct preview_request *request,
			  struct bitmap *ret, struct error *err) MUST_USE;

#endif
