/*
 * facts_body.h: facts as bytes: their JSON, compressed. Known to this folder
 * alone.
 */
#ifndef RUN_CACHE_FACTS_BODY_H
#define RUN_CACHE_FACTS_BODY_H

#include <stdint.h>

#include "base/bytes.h"
#include "image/facts/facts.h"

/* Appends the bytes of facts; *ret_stamp, positive, tells what they say apart
 * from what others do. */
void facts_pack(const struct facts *facts, struct bytes *ret,
		int64_t *ret_stamp);
/* Reads what facts_pack wrote; false where it is something else. */
bool facts_unpack(const void *data, size_t len, struct facts *ret) MUST_USE;

#endif
