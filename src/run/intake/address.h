/*
 * address.h: sheets that are named by their address on the web, in place of
 * a path below the images root. Pure.
 */
#ifndef RUN_INTAKE_ADDRESS_H
#define RUN_INTAKE_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#define ADDRESS_MAX 2048 /* bytes */

/* Whether an image is named by an address. No path below a root looks like
 * one: it has no two slashes in a row. */
bool address_is(const char *image);

/*
 * Why `len` bytes are not an address that sheets are fetched from (static), or
 * NULL where they are: https, or http to this very machine; valid UTF-8
 * without blanks and control characters; no user name and password, which
 * would go into the journals.
 */
const char *address_problem(const char *text, size_t len);

#endif
