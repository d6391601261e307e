/*
 * fingerprint.c: keys of values. See fingerprint.h.
 *
 * The description names these steps. Of the fingerprint: remove blanks at both
 * ends; small letters; remove punctuation and control characters; western
 * letters to their ASCII representation; split at blanks; sort the words and
 * remove duplicates; join them. Of the n-gram fingerprint: small letters;
 * remove punctuation, blanks and control characters; all n-grams; sort them and
 * remove duplicates; join them; western letters to ASCII.
 *
 * 1. Letters are made plain before n-grams are taken, not after: an n-gram is
 *    of the letters that are compared.
 */
#include "config.h"

#include "review/columns/fingerprint.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <unictype.h>
#include <unistr.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"

/* Small letters of western alphabets that no decomposition makes ASCII. */
static const struct {
	ucs4_t letter;
	const char *plain;
} fingerprint_letters[] = {
	{0x00e6, "ae"}, {0x00f0, "d"},	{0x00f8, "o"}, {0x00fe, "th"},
	{0x0111, "d"},	{0x0127, "h"},	{0x0131, "i"}, {0x0142, "l"},
	{0x014b, "n"},	{0x0153, "oe"}, {0x0167, "t"},
};

enum mark_kind { MARK_KEPT, MARK_BLANK, MARK_DROPPED };

static enum mark_kind fingerprint_kind(ucs4_t c)
{
	if (uc_is_property_white_space(c))
		return MARK_BLANK;
	if (uc_is_general_category(c, UC_CATEGORY_P) ||
	    uc_is_general_category(c, UC_CATEGORY_C))
		return MARK_DROPPED;
	return MARK_KEPT;
}

static void fingerprint_put(ucs4_t c, const uint8_t *at, size_t len,
			    struct bytes *ret)
{
	for (size_t i = 0; i < ARRAY_LEN(fingerprint_letters); i++)
		if (fingerprint_letters[i].letter == c) {
			bytes_append_str(ret, fingerprint_letters[i].plain);
			return;
		}
	bytes_append(ret, at, len);
}

/* The folded value letter by letter: of each whether it is kept. */
static char *fingerprint_filter(const char *value, enum mark_kind dropped,
				const char *blank)
{
	char *folded CLEANUP(mem_free_str) = text_folded(value);
	const uint8_t *at = (const uint8_t *)folded;
	const uint8_t *end = at + strlen(folded);
	struct bytes plain = {0};
	bool gap = false;
	ucs4_t c;

	bytes_reserve(&plain, 0);
	while (at < end) {
		int len = u8_mbtoucr(&c, at, (size_t)(end - at));
		enum mark_kind kind =
			len > 0 ? fingerprint_kind(c) : MARK_DROPPED;

		if (kind == MARK_BLANK) {
			gap = plain.len > 0;
		} else if (kind < dropped) {
			bytes_append_str(&plain, gap ? blank : "");
			fingerprint_put(c, at, (size_t)len, &plain);
			gap = false;
		}
		at += len > 0 ? len : 1;
	}
	return bytes_steal(&plain);
}

char *fingerprint_plain(const char *value)
{
	return fingerprint_filter(value, MARK_DROPPED + 1, " ");
}

/* --- pieces, sorted, each once -------------------------------------------- */

struct piece {
	const char *at;
	size_t len;
};

static int piece_order(const void *a, const void *b)
{
	const struct piece *left = a, *right = b;
	size_t len = left->len < right->len ? left->len : right->len;
	int order = memcmp(left->at, right->at, len);

	if (order != 0)
		return order;
	return left->len < right->len ? -1 : left->len > right->len;
}

static char *pieces_join(struct piece *pieces, size_t n, const char *between)
{
	struct bytes joined = {0};

	bytes_reserve(&joined, 0);
	if (n > 1)
		qsort(pieces, n, sizeof(*pieces), piece_order);
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && piece_order(&pieces[i - 1], &pieces[i]) == 0)
			continue;
		bytes_append_str(&joined, i > 0 ? between : "");
		bytes_append(&joined, pieces[i].at, pieces[i].len);
	}
	free(pieces);
	return bytes_steal(&joined);
}

char *fingerprint_words(const char *value)
{
	char *plain CLEANUP(mem_free_str) =
		fingerprint_filter(value, MARK_DROPPED, " ");
	struct piece *words = mem_alloc((strlen(plain) + 1) * sizeof(*words));
	size_t n = 0;

	for (const char *at = plain; *at != '\0';) {
		size_t len = strcspn(at, " ");

		if (len > 0)
			words[n++] = (struct piece){at, len};
		at += len + (at[len] != '\0');
	}
	return pieces_join(words, n, " ");
}

/* Bytes of the first `n` letters; 0 where there are fewer. */
static size_t ngram_len(const char *text, size_t n)
{
	size_t at = 0;

	for (; n > 0; n--) {
		if (text[at] == '\0')
			return 0;
		for (at++; (text[at] & 0xc0) == 0x80;)
			at++;
	}
	return at;
}

char *fingerprint_ngrams(const char *value, size_t n)
{
	char *plain CLEANUP(mem_free_str) =
		fingerprint_filter(value, MARK_DROPPED, "");
	struct piece *grams = mem_alloc((strlen(plain) + 1) * sizeof(*grams));
	size_t n_grams = 0, len;

	for (const char *at = plain; *at != '\0'; at += ngram_len(at, 1)) {
		len = ngram_len(at, n);
		if (len == 0)
			break;
		grams[n_grams++] = (struct piece){at, len};
	}
	if (n_grams == 0)
		grams[n_grams++] = (struct piece){plain, strlen(plain)};
	return pieces_join(grams, n_grams, "");
}
