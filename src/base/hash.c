/*
 * hash.c: SHA-256 by libcrypto's EVP interface. See hash.h.
 */
#include "config.h"

#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HASH_PIECE 65536

static void hash_hex(const unsigned char *digest, size_t len, char *ret)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		ret[2 * i] = digits[digest[i] >> 4];
		ret[2 * i + 1] = digits[digest[i] & 15];
	}
	ret[2 * len] = '\0';
}

void hash_bytes(const void *data, size_t len, char ret[HASH_HEX_SIZE])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int size = 0;

	if (EVP_Digest(data, len, digest, &size, EVP_sha256(), NULL) != 1 ||
	    size != 32)
		abort();
	hash_hex(digest, size, ret);
}

static int hash_descriptor(int fd, EVP_MD_CTX *ctx)
{
	char piece[HASH_PIECE];
	ssize_t got;

	for (;;) {
		got = read(fd, piece, sizeof(piece));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 ? -1 : 0;
		if (EVP_DigestUpdate(ctx, piece, (size_t)got) != 1)
			abort();
	}
}

int hash_file(const char *path, char ret[HASH_HEX_SIZE], struct error *err)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int size = 0;
	EVP_MD_CTX *ctx;
	int fd, rc, sys;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return error_sys(err, errno, "cannot open %s", path);
	ctx = EVP_MD_CTX_new();
	if (ctx == NULL || EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) != 1)
		abort();
	rc = hash_descriptor(fd, ctx);
	sys = errno;
	close(fd);
	if (rc == 0 && EVP_DigestFinal_ex(ctx, digest, &size) != 1)
		abort();
	EVP_MD_CTX_free(ctx);
	if (rc < 0)
		return error_sys(err, sys, "cannot read %s", path);
	hash_hex(digest, size, ret);
	return 0;
}

bool hash_is_hex(const char *text)
{
	return strspn(text, "0123456789abcdefABCDEF") >= 64;
}

void hash_random_id(char ret[33])
{
	unsigned char raw[16];

	if (RAND_bytes(raw, sizeof(raw)) != 1)
		abort();
	hash_hex(raw, sizeof(raw), ret);
}
