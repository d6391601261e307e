/*
 * preview_guess.h: what is likely to be asked for next. Any thread.
 */
#ifndef REVIEW_PREVIEW_PREVIEW_GUESS_H
#define REVIEW_PREVIEW_PREVIEW_GUESS_H

#include <stdbool.h>

#include "review/preview/preview.h"

/*
 * Who has gone a step over the picture, or closer to it, from `before` (NULL:
 * nothing) to `now`, mostly goes another one; else what is named as next may
 * come. False where there is neither. ret->path is that of `now`.
 */
bool preview_guess(const struct preview_request *before,
		   const struct preview_request *now,
		   struct preview_request *ret);

#endif
