/*
 * uuid.c: names as UUIDs. See uuid.h.
 */
#include "config.h"

#include "export/dataset/uuid.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UUID_BYTES 16

static unsigned int digit_of(char hex)
{
	static const char digits[] = "0123456789abcdef";

	return (unsigned int)(strchr(digits, hex) - digits);
}

static void uuid_read(const char *text, unsigned char ret[UUID_BYTES])
{
	for (size_t i = 0; i < UUID_BYTES; i++) {
		text += *text == '-';
		ret[i] = (unsigned char)(digit_of(text[0]) << 4 |
					 digit_of(text[1]));
		text += 2;
	}
}

void uuid_of_name(const char *space, const void *name, size_t len,
		  char ret[UUID_SIZE])
{
	unsigned char bytes[UUID_BYTES], digest[EVP_MAX_MD_SIZE];
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	uuid_read(space, bytes);
	if (ctx == NULL || EVP_DigestInit_ex(ctx, EVP_sha1(), NULL) != 1 ||
	    EVP_DigestUpdate(ctx, bytes, sizeof(bytes)) != 1 ||
	    EVP_DigestUpdate(ctx, name, len) != 1 ||
	    EVP_DigestFinal_ex(ctx, digest, NULL) != 1)
		abort();
	EVP_MD_CTX_free(ctx);
	digest[6] = (unsigned char)((digest[6] & 0x0f) | 0x50);
	digest[8] = (unsigned char)((digest[8] & 0x3f) | 0x80);
	for (size_t i = 0; i < UUID_BYTES; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*ret++ = '-';
		ret += snprintf(ret, 3, "%02x", digest[i]);
	}
}
