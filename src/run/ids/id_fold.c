/*
 * id_fold.c: when two identifiers are the same. See id_fold.h.
 *
 * A million of them are compared in one export, nearly all in ASCII: there
 * folding is what it is for letters from A to Z, and the rest is not asked.
 */
#include "config.h"

#include "run/ids/id_fold.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <uninorm.h>

static bool id_is_ascii(const char *text, size_t len)
{
	unsigned char all = 0;

	for (size_t i = 0; i < len; i++)
		all |= (unsigned char)text[i];
	return all < 0x80;
}

static unsigned char id_lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

void id_fold(const char *text, size_t len, struct bytes *ret)
{
	uint8_t *folded = NULL;
	size_t n = 0;

	if (id_is_ascii(text, len)) {
		char *to = bytes_reserve(ret, len);

		for (size_t i = 0; i < len; i++)
			to[i] = (char)id_lower(text[i]);
		ret->len += len;
		ret->data[ret->len] = '\0';
		return;
	}
	folded = u8_casefold((const uint8_t *)text, len, NULL, UNINORM_NFC,
			     NULL, &n);
	if (folded != NULL)
		bytes_append(ret, folded, n);
	else
		bytes_append(ret, text, len);
	free(folded);
}

static int id_order(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t both = a_len < b_len ? a_len : b_len;
	int order = both > 0 ? memcmp(a, b, both) : 0;

	return order != 0 ? order : (a_len > b_len) - (a_len < b_len);
}

int id_compare(const char *a, size_t a_len, const char *b, size_t b_len)
{
	struct bytes folded[2] = {{0}, {0}};
	int order = 0;

	if (!id_is_ascii(a, a_len) || !id_is_ascii(b, b_len)) {
		id_fold(a, a_len, &folded[0]);
		id_fold(b, b_len, &folded[1]);
		order = id_order(folded[0].data, folded[0].len, folded[1].data,
				 folded[1].len);
		bytes_done(&folded[0]);
		bytes_done(&folded[1]);
		return order;
	}
	for (size_t i = 0; i < a_len && i < b_len && order == 0; i++)
		order = id_lower(a[i]) - id_lower(b[i]);
	return order != 0 ? order : (a_len > b_len) - (a_len < b_len);
}
