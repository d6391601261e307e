/*
 * excerpt.h: what a server sent, as a piece of a line for people. Pure; any
 * thread.
 */
#ifndef ENGINE_NET_EXCERPT_H
#define ENGINE_NET_EXCERPT_H

#include <stddef.h>

#include "base/bytes.h"

/*
 * Appends at most about `max` bytes of a text of any kind, as one clean line:
 * without its tags where it is HTML, white space squeezed, "…" where it was
 * cut. What looks like a key is masked before the cut: servers say again what
 * they were sent, and their words go to logs and journals.
 */
void http_excerpt(const char *text, size_t len, size_t max, struct bytes *ret);

#endif
