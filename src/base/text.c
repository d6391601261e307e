/*
 * text.c: UTF-8 text by libunistring. See text.h.
 *
 * 1. Nothing depends on the locale.
 * 2. Offsets are bytes; functions that move stop at the text's ends.
 * 3. Most text is ASCII: it is told by its bytes, without asking a table, and
 *    with the same result.
 */
#include "config.h"

#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <unigbrk.h>
#include <uninorm.h>
#include <unistr.h>
#include <uniwidth.h>
#include <unistring/version.h>

#include "base/mem.h"

#define TEXT_REPLACEMENT      "\xef\xbf\xbd" /* U+FFFD */
#define TEXT_SIMILARITY_LIMIT 4096
/* Bytes of a cluster: looking for the end of a long text at each of its
 * characters would take the square of its length. */
#define TEXT_CLUSTER_LIMIT 512

static const uint8_t *text_u8(const char *text)
{
	return (const uint8_t *)text;
}

/* Decodes one code point of at most `len` bytes; returns its length, and
 * *ret = 0xfffd with length 1 for an invalid byte. */
static size_t text_decode(const char *text, size_t len, ucs4_t *ret)
{
	int used;

	if (len > 0 && (unsigned char)*text < 0x80) {
		*ret = (unsigned char)*text;
		return 1;
	}
	used = u8_mbtoucr(ret, text_u8(text), len);
	if (used > 0)
		return (size_t)used;
	*ret = 0xfffd;
	return 1;
}

static int text_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
}

/* How many bytes from here on are ASCII and no controls. */
static size_t text_plain(const char *text, size_t len)
{
	size_t n = 0;

	while (n < len && text[n] >= 0x20 && text[n] < 0x7f)
		n++;
	return n;
}

/* Format controls that are invisible or reorder what stands around them. */
static bool text_is_hidden(ucs4_t c)
{
	static const struct {
		ucs4_t first, last;
	} ranges[] = {
		{0x00, 0x1f},	  {0x7f, 0x9f},	      {0x061c, 0x061c},
		{0x180e, 0x180e}, {0x200b, 0x200b},   {0x200e, 0x200f},
		{0x2028, 0x202e}, {0x2060, 0x206f},   {0xfeff, 0xfeff},
		{0xfff9, 0xfffb}, {0xe0000, 0xe007f},
	};

	for (size_t i = 0; i < ARRAY_LEN(ranges); i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

/* `lines`: line breaks stay. */
static void text_clean_as(const char *text, size_t len, bool lines,
			  struct bytes *ret)
{
	bytes_reserve(ret, len);
	for (size_t at = 0; at < len;) {
		size_t plain = text_plain(text + at, len - at);
		size_t used;
		ucs4_t c;

		bytes_append(ret, text + at, plain);
		at += plain;
		if (at == len)
			break;
		used = text_decode(text + at, len - at, &c);
		if (lines && c == '\r' && at + 1 < len && text[at + 1] == '\n')
			used = 2;
		if (lines && (c == '\n' || c == '\r'))
			bytes_append_char(ret, '\n');
		else if (c == '\t' || c == '\n' || c == '\r')
			bytes_append_char(ret, ' ');
		else if (c == 0xfffd)
			bytes_append_str(ret, TEXT_REPLACEMENT);
		else if (!text_is_hidden(c))
			bytes_append(ret, text + at, used);
		at += used;
	}
}

void text_clean(const char *text, size_t len, struct bytes *ret)
{
	text_clean_as(text, len, false, ret);
}

void text_clean_lines(const char *text, size_t len, struct bytes *ret)
{
	text_clean_as(text, len, true, ret);
}

void text_clean_line(char *text)
{
	size_t len = strlen(text), put = 0;

	for (size_t at = 0; at < len;) {
		ucs4_t c;
		size_t used = text_decode(text + at, len - at, &c);

		if (c == '\t' || c == '\n' || c == '\r') {
			text[put++] = ' ';
		} else if (c == 0xfffd && used == 1) {
			text[put++] = '?';
		} else if (!text_is_hidden(c)) {
			memmove(text + put, text + at, used);
			put += used;
		}
		at += used;
	}
	text[put] = '\0';
}

char *text_cleaned(const char *text)
{
	struct bytes clean = {0};

	text_clean(text, strlen(text), &clean);
	return bytes_steal(&clean);
}

void text_repair(const char *text, size_t len, struct bytes *ret)
{
	bytes_reserve(ret, len);
	for (size_t at = 0; at < len;) {
		size_t plain = text_plain(text + at, len - at);
		size_t used;
		ucs4_t c;

		bytes_append(ret, text + at, plain);
		at += plain;
		if (at == len)
			break;
		used = text_decode(text + at, len - at, &c);
		if (c == 0xfffd)
			bytes_append_str(ret, TEXT_REPLACEMENT);
		else if (c != 0)
			bytes_append(ret, text + at, used);
		at += used;
	}
}

int text_unicode_version(void)
{
	return _libunistring_version;
}

bool text_is_utf8(const char *text, size_t len)
{
	return u8_check(text_u8(text), len) == NULL;
}

static bool text_is_space(ucs4_t c)
{
	if (c < 0x80)
		return c == ' ' || (c >= '\t' && c <= '\r');
	return uc_is_property_white_space(c);
}

bool text_blank(const char *text)
{
	size_t len = text != NULL ? strlen(text) : 0;

	for (size_t at = 0; at < len;) {
		ucs4_t c;

		at += text_decode(text + at, len - at, &c);
		if (!text_is_space(c))
			return false;
	}
	return true;
}

char *text_squeezed(const char *text)
{
	struct bytes out = {0};
	size_t len = strlen(text);
	bool gap = false;

	for (size_t at = 0; at < len;) {
		ucs4_t c;
		size_t used = text_decode(text + at, len - at, &c);

		if (text_is_space(c)) {
			gap = out.len > 0;
		} else {
			if (gap)
				bytes_append_char(&out, ' ');
			gap = false;
			bytes_append(&out, text + at, used);
		}
		at += used;
	}
	return bytes_steal(&out);
}

/* Columns of the bytes [at, end), one grapheme cluster: that of its widest
 * code point. */
static int text_cluster_width(const char *text, size_t at, size_t end)
{
	int width = 0;

	while (at < end) {
		ucs4_t c;
		int columns;

		at += text_decode(text + at, end - at, &c);
		columns = uc_width(c, "UTF-8");
		if (columns > width)
			width = columns;
	}
	return width;
}

size_t text_fit(const char *text, int columns, int *ret_width)
{
	size_t at = 0;
	int width = 0;

	while (text[at] != '\0') {
		/* What stands before ASCII has no mark on it. */
		bool plain = text_plain(text + at, 1) == 1 &&
			     (unsigned char)text[at + 1] < 0x80;
		size_t next = plain ? at + 1 : text_next(text, at);
		int more = plain ? 1 : text_cluster_width(text, at, next);

		if (width + more > columns)
			break;
		width += more;
		at = next;
	}
	if (ret_width != NULL)
		*ret_width = width;
	return at;
}

int text_width(const char *text)
{
	int width;

	text_fit(text, INT32_MAX / 2, &width);
	return width;
}

size_t text_cut(const char *text, size_t max)
{
	size_t len = strnlen(text, max + 1);

	if (len <= max)
		return len;
	while (max > 0 && ((unsigned char)text[max] & 0xc0) == 0x80)
		max--;
	return max;
}

size_t text_next(const char *text, size_t at)
{
	const uint8_t *start = text_u8(text) + at;
	const uint8_t *end = start + strnlen(text + at, TEXT_CLUSTER_LIMIT);
	const uint8_t *next = u8_grapheme_next(start, end);

	return next != NULL ? at + (size_t)(next - start) : at;
}

size_t text_prev(const char *text, size_t at)
{
	const uint8_t *start = text_u8(text);
	const uint8_t *prev = u8_grapheme_prev(start + at, start);

	return prev != NULL ? (size_t)(prev - start) : 0;
}

static bool text_in_word(const char *text, size_t at, size_t end)
{
	ucs4_t c;

	text_decode(text + at, end - at, &c);
	return uc_is_alnum(c);
}

size_t text_word_next(const char *text, size_t at)
{
	size_t len = strlen(text);

	while (at < len && !text_in_word(text, at, len))
		at = text_next(text, at);
	while (at < len && text_in_word(text, at, len))
		at = text_next(text, at);
	return at;
}

size_t text_word_prev(const char *text, size_t at)
{
	while (at > 0 && !text_in_word(text, text_prev(text, at), at))
		at = text_prev(text, at);
	while (at > 0 && text_in_word(text, text_prev(text, at), at))
		at = text_prev(text, at);
	return at;
}

size_t text_letter(const char *at)
{
	ucs4_t c;
	size_t used;

	if ((unsigned char)*at < 0x80)
		return text_lower(*at) >= 'a' && text_lower(*at) <= 'z';
	used = text_decode(at, strnlen(at, 4), &c);
	return uc_is_alpha(c) || uc_combining_class(c) != UC_CCC_NR ? used : 0;
}

bool text_upper(const char *at)
{
	ucs4_t c;

	if ((unsigned char)*at < 0x80)
		return *at >= 'A' && *at <= 'Z';
	text_decode(at, strnlen(at, 4), &c);
	return uc_is_upper(c);
}

bool text_in_capitals(const char *text)
{
	size_t letters = 0;

	for (size_t len; *text != '\0'; text += len > 0 ? len : 1) {
		len = text_letter(text);
		if (len > 0 && !text_upper(text))
			return false;
		letters += len > 0;
	}
	return letters > 1;
}

char *text_to_capitals(const char *text)
{
	size_t len = 0;
	uint8_t *upper = u8_toupper((const uint8_t *)text, strlen(text), NULL,
				    NULL, NULL, &len);
	char *ret = upper != NULL ? mem_strndup((const char *)upper, len)
				  : mem_strdup(text);

	free(upper);
	return ret;
}

bool text_runs_left(const char *text)
{
	size_t len = strlen(text);

	for (size_t at = 0; at < len;) {
		ucs4_t c;
		int kind;

		at += text_decode(text + at, len - at, &c);
		kind = uc_bidi_class(c);
		if (kind == UC_BIDI_R || kind == UC_BIDI_AL)
			return true;
		if (kind == UC_BIDI_L)
			return false;
	}
	return false;
}

static bool text_is_ascii(const char *text)
{
	while (*text != '\0' && (unsigned char)*text < 0x80)
		text++;
	return *text == '\0';
}

static char *text_lowered(const char *text)
{
	char *lowered = mem_strdup(text);

	for (char *c = lowered; *c != '\0'; c++)
		*c = (char)text_lower(*c);
	return lowered;
}

char *text_folded(const char *text)
{
	struct bytes valid CLEANUP(bytes_done) = {0};
	size_t len = 0, folded_len = 0, put = 0;
	uint8_t *nfkd, *folded;
	char *out;

	if (text_is_ascii(text))
		return text_lowered(text);
	text_repair(text, strlen(text), &valid);
	nfkd = u8_normalize(UNINORM_NFKD, text_u8(valid.data), valid.len, NULL,
			    &len);
	if (nfkd == NULL)
		return mem_strdup("");
	folded = u8_casefold(nfkd, len, NULL, NULL, NULL, &folded_len);
	free(nfkd);
	if (folded == NULL)
		return mem_strdup("");
	out = mem_alloc(folded_len + 1);
	for (size_t at = 0; at < folded_len;) {
		ucs4_t c;
		size_t used = text_decode((const char *)folded + at,
					  folded_len - at, &c);

		if (uc_combining_class(c) == UC_CCC_NR) {
			memcpy(out + put, folded + at, used);
			put += used;
		}
		at += used;
	}
	out[put] = '\0';
	free(folded);
	return out;
}

#define EDITS_ROOM 256 /* code points that need no memory of their own */

/* One row of a Levenshtein distance more; returns its least number. */
static size_t edits_row(size_t *row, size_t i, uint32_t a, const uint32_t *b,
			size_t m)
{
	size_t diagonal = row[0], least = i;

	row[0] = i;
	for (size_t j = 1; j <= m; j++) {
		size_t best = diagonal + (a != b[j - 1]);

		diagonal = row[j];
		if (row[j] + 1 < best)
			best = row[j] + 1;
		if (row[j - 1] + 1 < best)
			best = row[j - 1] + 1;
		row[j] = best;
		least = best < least ? best : least;
	}
	return least;
}

/* Levenshtein distance over code points, at most `limit` + 1, with one row of
 * memory. What both begin and end with costs nothing. */
static size_t text_edits(const uint32_t *a, size_t n, const uint32_t *b,
			 size_t m, size_t limit)
{
	size_t room[EDITS_ROOM + 1], *row = room, least = 0;

	if ((n > m ? n - m : m - n) > limit)
		return limit + 1;
	for (; n > 0 && m > 0 && a[0] == b[0]; n--, m--, a++, b++)
		;
	for (; n > 0 && m > 0 && a[n - 1] == b[m - 1]; n--, m--)
		;
	if (m > EDITS_ROOM)
		row = mem_alloc((m + 1) * sizeof(*row));
	for (size_t j = 0; j <= m; j++)
		row[j] = j;
	for (size_t i = 1; i <= n && least <= limit; i++)
		least = edits_row(row, i, a[i - 1], b, m);
	if (least <= limit)
		least = row[m] <= limit ? row[m] : limit + 1;
	else
		least = limit + 1;
	if (row != room)
		free(row);
	return least;
}

/* Of 1 for the same; 0 where one of them is nothing, or it is below `floor`. */
static double text_likeness(const char *a, const char *b, double floor)
{
	uint32_t room_a[EDITS_ROOM], room_b[EDITS_ROOM];
	size_t n = EDITS_ROOM, m = EDITS_ROOM, longest, limit, edits;
	uint32_t *ua = u8_to_u32(text_u8(a), strlen(a), room_a, &n);
	uint32_t *ub = u8_to_u32(text_u8(b), strlen(b), room_b, &m);
	double like = 0;

	if (ua != NULL && ub != NULL && n > 0 && m > 0) {
		longest = n > m ? n : m;
		/* Rather one too many: what is told is exact. */
		limit = (size_t)((1 - floor) * (double)longest) + 1;
		edits = text_edits(ua, n, ub, m, limit);
		if (edits <= limit)
			like = 1 - (double)edits / (double)longest;
	}
	if (ua != room_a)
		free(ua);
	if (ub != room_b)
		free(ub);
	return like >= floor ? like : 0;
}

double text_similarity_above(const char *a, const char *b, double floor)
{
	char *fa CLEANUP(mem_free_str) = text_folded(a);
	char *fb CLEANUP(mem_free_str) = text_folded(b);

	if (strcmp(fa, fb) == 0)
		return 1;
	if (strlen(fa) > TEXT_SIMILARITY_LIMIT ||
	    strlen(fb) > TEXT_SIMILARITY_LIMIT)
		return 0;
	return text_likeness(fa, fb, floor);
}

double text_similarity(const char *a, const char *b)
{
	return text_similarity_above(a, b, 0);
}

int text_distance(const char *a, const char *b, int limit)
{
	size_t n = strlen(a), m = strlen(b);
	size_t gap = n > m ? n - m : m - n;
	uint32_t ua[128], ub[128];

	if (gap > (size_t)limit || n > ARRAY_LEN(ua) || m > ARRAY_LEN(ub))
		return limit + 1;
	for (size_t i = 0; i < n; i++)
		ua[i] = (unsigned char)a[i];
	for (size_t i = 0; i < m; i++)
		ub[i] = (unsigned char)b[i];
	return (int)text_edits(ua, n, ub, m, (size_t)limit);
}

int text_casecmp(const char *a, const char *b)
{
	while (*a != '\0' && text_lower(*a) == text_lower(*b)) {
		a++;
		b++;
	}
	return text_lower(*a) - text_lower(*b);
}

bool text_among(const char *text, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(text, list[i]) == 0)
			return true;
	return false;
}

bool text_in_words(const char *text, const char *words)
{
	size_t len = strlen(text);

	for (const char *at = words; *at != '\0'; at += strspn(at, " ")) {
		size_t own = strcspn(at, " ");

		if (own == len && strncmp(at, text, len) == 0)
			return true;
		at += own;
	}
	return false;
}
