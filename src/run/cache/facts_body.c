/*
 * facts_body.c: facts as bytes. See facts_body.h.
 *
 * Eight digits of hex say how long the JSON is, then it follows as zlib packs
 * it (RFC 1950): a sheet of 300 words is 30 KB, and 8 KB packed.
 */
#include "config.h"

#include "run/cache/facts_body.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/hash.h"
#include "base/json/json.h"

#define BODY_HEAD 8
#define BODY_MAX  (32u << 20) /* LABELS_MAX regions of WORDS_MAX words */

/* As many digits as make a positive number. */
#define STAMP_DIGITS 15

static int64_t body_stamp(const struct bytes *json)
{
	char hash[HASH_HEX_SIZE];
	int64_t stamp;

	hash_bytes(json->data, json->len, hash);
	hash[STAMP_DIGITS] = '\0';
	stamp = (int64_t)strtoull(hash, NULL, 16);
	return stamp > 0 ? stamp : 1;
}

void facts_pack(const struct facts *facts, struct bytes *ret,
		int64_t *ret_stamp)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	json_t *json CLEANUP(json_release) = facts_write(facts);
	uLongf len;

	json_write_line(json, &text);
	*ret_stamp = body_stamp(&text);
	bytes_printf(ret, "%08zx", text.len);
	len = compressBound((uLong)text.len);
	bytes_reserve(ret, len);
	if (compress2((Bytef *)ret->data + ret->len, &len,
		      (const Bytef *)text.data, (uLong)text.len,
		      Z_BEST_SPEED) == Z_OK)
		ret->len += len;
}

/* How long the JSON is; 0: it is not one of ours. */
static size_t body_size(const char *data, size_t len)
{
	char head[BODY_HEAD + 1] = "";
	char *end;
	unsigned long size;

	if (len <= BODY_HEAD)
		return 0;
	memcpy(head, data, BODY_HEAD);
	size = strtoul(head, &end, 16);
	return *end == '\0' && size <= BODY_MAX ? size : 0;
}

bool facts_unpack(const void *data, size_t len, struct facts *ret)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	json_t *json CLEANUP(json_release) = NULL;
	size_t size = body_size(data, len);
	uLongf got = (uLongf)size;

	if (size == 0)
		return false;
	bytes_reserve(&text, size);
	return uncompress((Bytef *)text.data, &got,
			  (const Bytef *)data + BODY_HEAD,
			  (uLong)(len - BODY_HEAD)) == Z_OK &&
	       got == size &&
	       json_read(text.data, size, &json, NULL, NULL) == 0 &&
	       facts_read(json, ret, NULL) == 0;
}
