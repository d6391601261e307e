/*
 * id_fold.h: when two identifiers are the same: Unicode's canonical caseless
 * match (Unicode Standard, D145), so that neither capitals nor how an accent is
 * written tells two apart. Pure.
 */
#ifndef RUN_IDS_ID_FOLD_H
#define RUN_IDS_ID_FOLD_H

#include <stddef.h>

#include "base/bytes.h"

/* Appends `len` bytes of `text` as they are compared: case folded, in NFC. What
 * is not UTF-8 stays as it is. */
void id_fold(const char *text, size_t len, struct bytes *ret);

/* Less than, equal to or greater than 0: the order of the folded texts, byte by
 * byte. */
int id_compare(const char *a, size_t a_len, const char *b, size_t b_len);

#endif
