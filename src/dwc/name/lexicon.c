/*
 * lexicon.c: the words of a list of names. See lexicon.h.
 *
 * A shelf in bytes: for n words of one length n masks of eight bytes and n
 * numbers of four, least first, then the words. It is used as it lies.
 *
 * 1. Slots are at most half full, so that a search ends at a free one.
 * 2. A shelf's words are sorted by their bytes: what is found comes in the
 *    same order on every machine.
 */
#include "config.h"

#include "dwc/name/lexicon.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/mix.h"

#define SLOTS_FIRST 1024
#define WORD_HEAD   12 /* bytes of number and mask */
#define PLACE_BITS  6  /* of a length, in a place */

/* --- making ----------------------------------------------------------------- */

const char *lexicon_maker_word(const struct lexicon_maker *maker,
			       uint32_t number)
{
	return maker->text.data + maker->starts[number - 1];
}

/* Where the word is, or would be. */
static uint32_t *slot_of(const struct lexicon_maker *maker, const char *word)
{
	size_t at =
		(size_t)mix_add_text(MIX_BEGIN, word) & (maker->n_slots - 1);

	while (maker->slots[at] != 0 &&
	       strcmp(lexicon_maker_word(maker, maker->slots[at]), word) != 0)
		at = (at + 1) & (maker->n_slots - 1);
	return &maker->slots[at];
}

static void slots_grow(struct lexicon_maker *maker)
{
	maker->n_slots = maker->n_slots > 0 ? maker->n_slots * 2 : SLOTS_FIRST;
	free(maker->slots);
	maker->slots = mem_zalloc(maker->n_slots * sizeof(*maker->slots));
	for (uint32_t i = 1; i <= maker->n; i++)
		*slot_of(maker, lexicon_maker_word(maker, i)) = i;
}

uint32_t lexicon_number(struct lexicon_maker *maker, const char *word)
{
	size_t len = strnlen(word, LEXICON_TEXT_MAX + 1);
	uint32_t *slot;

	if (len > LEXICON_TEXT_MAX)
		return 0;
	if (2 * (maker->n + 1) > maker->n_slots)
		slots_grow(maker);
	slot = slot_of(maker, word);
	if (*slot != 0)
		return *slot;
	if (maker->n == LEXICON_WORDS_MAX ||
	    maker->text.len + len + 1 > UINT32_MAX)
		return 0;
	ARRAY_GROW(maker->starts, maker->n, maker->cap);
	maker->starts[maker->n++] = (uint32_t)maker->text.len;
	bytes_append(&maker->text, word, len + 1);
	*slot = (uint32_t)maker->n;
	return *slot;
}

uint32_t lexicon_maker_find(const struct lexicon_maker *maker, const char *word)
{
	return maker->n_slots > 0 ? *slot_of(maker, word) : 0;
}

struct sorted {
	const char *word;
	uint32_t number;
};

static int sorted_compare(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;

	return strcmp(x->word, y->word);
}

static void put_number(struct bytes *ret, uint64_t value, int size)
{
	for (int i = 0; i < size; i++)
		bytes_append_char(ret, (char)(value >> (8 * i) & 0xff));
}

size_t lexicon_shelve(const struct lexicon_maker *maker, size_t length,
		      struct bytes *ret)
{
	struct sorted *words = NULL;
	size_t n = 0, cap = 0;

	for (uint32_t i = 1; i <= maker->n; i++) {
		const char *word = lexicon_maker_word(maker, i);

		if (strlen(word) != length)
			continue;
		ARRAY_GROW(words, n, cap);
		words[n++] = (struct sorted){.word = word, .number = i};
	}
	if (n > 0)
		qsort(words, n, sizeof(*words), sorted_compare);
	bytes_reserve(ret, n * (WORD_HEAD + length));
	for (size_t i = 0; i < n; i++)
		put_number(ret, spelling_mask(words[i].word, length), 8);
	for (size_t i = 0; i < n; i++)
		put_number(ret, words[i].number, 4);
	for (size_t i = 0; i < n; i++)
		bytes_append(ret, words[i].word, length);
	free(words);
	return n;
}

void lexicon_maker_done(struct lexicon_maker *maker)
{
	bytes_done(&maker->text);
	free(maker->starts);
	free(maker->slots);
	*maker = (struct lexicon_maker){0};
}

/* --- asking ----------------------------------------------------------------- */

static void shelf_done(struct lexicon_shelf *shelf)
{
	free(shelf->data);
	*shelf = (struct lexicon_shelf){0};
}

/* The number of `size` bytes, least first. */
static uint64_t get_number(const unsigned char *at, int size)
{
	uint64_t value = 0;

	for (int i = size; i > 0; i--)
		value = value << 8 | at[i - 1];
	return value;
}

/* Puts the shelf's numbers into the order of this machine's bytes, in place:
 * on most there is nothing to do. */
static void shelf_order(struct lexicon_shelf *shelf)
{
	static const uint32_t one = 1;
	unsigned char first;

	memcpy(&first, &one, 1);
	if (first == 1)
		return;
	for (uint32_t i = 0; i < shelf->n; i++) {
		shelf->masks[i] =
			get_number((const unsigned char *)&shelf->masks[i], 8);
		shelf->numbers[i] = (uint32_t)get_number(
			(const unsigned char *)&shelf->numbers[i], 4);
	}
}

/* An allocation is aligned for the masks, which come first. */
static void shelf_fill(struct lexicon_shelf *shelf, void *data, size_t n)
{
	char *bytes = data;

	*shelf = (struct lexicon_shelf){
		.n = (uint32_t)n,
		.data = data,
		.masks = data,
		.numbers = (uint32_t *)(void *)(bytes + 8 * n),
		.words = bytes + WORD_HEAD * n,
	};
	shelf_order(shelf);
}

void lexicon_begin(struct lexicon *lexicon, uint32_t last)
{
	lexicon->last = last < LEXICON_WORDS_MAX ? last : LEXICON_WORDS_MAX;
}

/* Notes where the words of a shelf are, by their numbers. */
static void lexicon_place(struct lexicon *lexicon, size_t length)
{
	const struct lexicon_shelf *shelf = &lexicon->shelves[length];

	for (uint32_t i = 0; i < shelf->n; i++)
		lexicon->places[shelf->numbers[i]] =
			i << PLACE_BITS | (uint32_t)length;
}

int lexicon_take(struct lexicon *lexicon, size_t length, void *data,
		 size_t size, struct error *err)
{
	size_t n = size / (WORD_HEAD + length);
	struct lexicon_shelf *shelf;

	if (length == 0 || length > SPELLING_MAX || n == 0 ||
	    n > LEXICON_WORDS_MAX || size % (WORD_HEAD + length) != 0) {
		free(data);
		return error_set(err, ERROR_FAILED, "its words are damaged");
	}
	shelf = &lexicon->shelves[length];
	shelf_done(shelf);
	shelf_fill(shelf, data, n);
	for (size_t i = 0; i < n; i++)
		if (shelf->numbers[i] > lexicon->last) {
			shelf_done(shelf);
			return error_set(err, ERROR_FAILED,
					 "its words are damaged");
		}
	if (lexicon->places != NULL)
		lexicon_place(lexicon, length);
	return 0;
}

void lexicon_done(struct lexicon *lexicon)
{
	for (size_t i = 0; i <= SPELLING_MAX; i++)
		shelf_done(&lexicon->shelves[i]);
	free(lexicon->places);
	lexicon->places = NULL;
	lexicon->last = 0;
}

/* The first word of the shelf that does not stand before these bytes. */
static uint32_t shelf_from(const struct lexicon_shelf *shelf, size_t length,
			   const char *bytes, size_t n)
{
	uint32_t low = 0, high = shelf->n;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (memcmp(shelf->words + middle * length, bytes, n) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

uint32_t lexicon_find(const struct lexicon *lexicon, const char *word)
{
	size_t len = strlen(word);
	const struct lexicon_shelf *shelf;
	uint32_t at;

	if (len == 0 || len > SPELLING_MAX)
		return 0;
	shelf = &lexicon->shelves[len];
	at = shelf_from(shelf, len, word, len);
	if (at == shelf->n || memcmp(shelf->words + at * len, word, len) != 0)
		return 0;
	return shelf->numbers[at];
}

static void lexicon_index(struct lexicon *lexicon)
{
	lexicon->places = mem_zalloc(((size_t)lexicon->last + 1) *
				     sizeof(*lexicon->places));
	for (size_t length = 1; length <= SPELLING_MAX; length++)
		lexicon_place(lexicon, length);
}

const char *lexicon_word(struct lexicon *lexicon, int64_t number,
			 size_t *ret_len)
{
	uint32_t place;

	if (number <= 0 || number > lexicon->last)
		return NULL;
	if (lexicon->places == NULL)
		lexicon_index(lexicon);
	place = lexicon->places[number];
	if (place == 0)
		return NULL;
	*ret_len = place & ((1u << PLACE_BITS) - 1);
	return lexicon->shelves[*ret_len].words +
	       (place >> PLACE_BITS) * *ret_len;
}

/* How many bits are set; no instruction that every machine has. */
static unsigned int bits(uint64_t x)
{
	x -= x >> 1 & UINT64_C(0x5555555555555555);
	x = (x & UINT64_C(0x3333333333333333)) +
	    (x >> 2 & UINT64_C(0x3333333333333333));
	x = (x + (x >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
	return (unsigned int)(x * UINT64_C(0x0101010101010101) >> 56);
}

static void shelf_near(const struct lexicon_shelf *shelf, size_t length,
		       const struct spelling *spelling, unsigned int limit,
		       lexicon_visit *visit, void *data)
{
	for (uint32_t i = 0; i < shelf->n; i++) {
		const char *word = shelf->words + i * length;
		unsigned int edits;

		if (bits(shelf->masks[i] ^ spelling->mask) > 2 * limit)
			continue;
		edits = spelling_edits(spelling, word, length, limit);
		if (edits <= limit)
			visit(data, shelf->numbers[i], edits, word, length);
	}
}

void lexicon_near(const struct lexicon *lexicon, const char *word,
		  unsigned int limit, lexicon_visit *visit, void *data)
{
	size_t n = strnlen(word, SPELLING_MAX + 1);
	size_t first = n > limit ? n - limit : 1;
	struct spelling spelling;

	if (n > SPELLING_MAX)
		return;
	spelling_init(&spelling, word);
	for (size_t i = first; i <= n + limit && i <= SPELLING_MAX; i++)
		shelf_near(&lexicon->shelves[i], i, &spelling, limit, visit,
			   data);
}

void lexicon_begins(const struct lexicon *lexicon, const char *prefix,
		    lexicon_visit *visit, void *data)
{
	size_t n = strlen(prefix);

	for (size_t i = n > 0 ? n : 1; i <= SPELLING_MAX; i++) {
		const struct lexicon_shelf *shelf = &lexicon->shelves[i];
		uint32_t at = shelf_from(shelf, i, prefix, n);

		for (; at < shelf->n &&
		       memcmp(shelf->words + at * i, prefix, n) == 0;
		     at++)
			visit(data, shelf->numbers[at], 0,
			      shelf->words + at * i, i);
	}
}
