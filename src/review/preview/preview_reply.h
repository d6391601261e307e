/*
 * preview_reply.h: making, copying and clearing answers of preview.h.
 */
#ifndef REVIEW_PREVIEW_PREVIEW_REPLY_H
#define REVIEW_PREVIEW_PREVIEW_REPLY_H

#include <stddef.h>
#include <stdint.h>

#include "review/preview/preview.h"

#define PREVIEW_EDGE_MAX  4000		    /* cells along an edge */
#define PREVIEW_CELLS_MAX (2 * 1000 * 1000) /* and in all */

/* An answer of blank cells and no strips, owned by the caller; 0 x 0 where
 * more were asked for than the limits allow. */
struct preview_reply *preview_reply_new(int columns, int rows);

/* Another one of the same contents. */
struct preview_reply *preview_reply_copy(const struct preview_reply *reply,
					 uint64_t ticket);

/* A strip of an answer that was given without it; copied. */
struct mail *preview_late_new(uint64_t ticket, int strip,
			      const struct bytes *sixel);

/* What it takes in memory. */
size_t preview_reply_bytes(const struct preview_reply *reply);

/* Blank again: of a picture that failed nothing is shown. The error stays. */
void preview_reply_clear(struct preview_reply *reply);

#endif
