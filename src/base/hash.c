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

void hash_sum_begin(struct hash_sum *sum)
{
	sum->ctx = EVP_MD_CTX_new();
	if (sum->ctx == NULL ||
	    EVP_DigestInit_ex(sum->ctx, EVP_sha256(), NULL) != 1)
		abort();
}

void hash_sum_add(struct hash_sum *sum, const void *data, size_t len)
{
	if (EVP_DigestUpdate(sum->ctx, data, len) != 1)
		abort();
}

void hash_sum_drop(struct hash_sum *sum)
{
	EVP_MD_CTX_free(sum->ctx);
	sum->ctx = NULL;
}

void hash_sum_end(struct hash_sum *sum, char ret[HASH_HEX_SIZE])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int size = 0;

	if (EVP_DigestFinal_ex(sum->ctx, digest, &size) != 1 || size != 32)
		abort();
	hash_hex(digest, size, ret);
	hash_sum_drop(sum);
}

int hash_fd(int fd, char ret[HASH_HEX_SIZE])
{
	struct hash_sum sum;
	char piece[HASH_PIECE];
	ssize_t got;
	int sys;

	hash_sum_begin(&sum);
	while ((got = read(fd, piece, sizeof(piece))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			break;
		hash_sum_add(&sum, piece, (size_t)got);
	}
	sys = errno;
	if (got == 0)
		hash_sum_end(&sum, ret);
	else
		hash_sum_drop(&sum);
	errno = sys;
	return got < 0 ? -1 : 0;
}

int hash_file(const char *path, char ret[HASH_HEX_SIZE], struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int rc, sys;

	if (fd < 0)
		return error_sys(err, errno, "cannot open %s", path);
	rc = hash_fd(fd, ret);
	sys = errno;
	close(fd);
	return rc < 0 ? error_sys(err, sys, "cannot read %s", path) : 0;
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
