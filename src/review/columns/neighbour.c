/*
 * neighbour.c: texts that are nearly the same. See neighbour.h.
 *
 * By pieces, as in "Pass-Join: A Partition-based Method for Similarity Joins"
 * (Li, Deng, Wang and Feng, PVLDB 5(3), 2011): a text cut into r + 1 pieces
 * that is at most r edits away from another has a piece that stands in the
 * other one unchanged, at most r letters away from its place.
 *
 * 1. Texts are taken from short to long; each asks the blocks of the pieces of
 *    shorter ones (and of as long ones before it), and then adds its own. So
 *    each pair is met by the pieces of its shorter text.
 * 2. A block is known by length, place and a hash of the piece. That two hashes
 *    collide costs a comparison and changes nothing.
 * 3. Pairs of one group are not compared again.
 */
#include "config.h"

#include "review/columns/neighbour.h"

#include <stdlib.h>
#include <string.h>

#include <unistr.h>

#include "base/mem.h"
#include "base/mix.h"

#define RADIUS_MAX  2
#define LETTERS_MAX 4096 /* longer texts are neighbours of none */
#define STOP_EVERY  256

size_t neighbour_radius(size_t letters)
{
	return letters < 4 ? 0 : letters < 10 ? 1 : RADIUS_MAX;
}

/* --- distance ------------------------------------------------------------- */

/* In a band about the diagonal: what leaves it is farther than `limit`. */
static size_t distance_of(const uint16_t *a, size_t n, const uint16_t *b,
			  size_t m, size_t limit)
{
	size_t row[2 * RADIUS_MAX + 3];
	size_t width = 2 * limit + 1, far = limit + 1;

	if (limit > RADIUS_MAX || n > m + limit || m > n + limit)
		return far;
	/* row[k] is the distance to b[0 .. i + k - limit). */
	for (size_t k = 0; k < width + 2; k++)
		row[k] = k < limit || k > 2 * limit ? far : k - limit;
	for (size_t i = 1; i <= n; i++) {
		size_t before = far;

		for (size_t k = 0; k < width; k++) {
			size_t best = row[k + 1] + 1; /* a's letter is gone */

			if (k + i >= limit && k + i - limit <= m) {
				size_t j = k + i - limit;

				if (before + 1 < best)
					best = before + 1;
				if (j > 0 &&
				    row[k] + (a[i - 1] != b[j - 1]) < best)
					best = row[k] + (a[i - 1] != b[j - 1]);
			} else {
				best = far;
			}
			row[k] = best < far ? best : far;
			before = row[k];
		}
		row[width] = far;
	}
	return row[m + limit - n];
}

/* Letters beyond the basic plane are all alike. Owned. */
static uint16_t *letters_of(const char *text, size_t *ret_n)
{
	const uint8_t *at = (const uint8_t *)text;
	size_t len = strlen(text);
	uint16_t *letters = mem_alloc((len + 1) * sizeof(*letters));
	size_t n = 0;
	ucs4_t c;

	while (len > 0) {
		int used = u8_mbtoucr(&c, at, len);

		letters[n++] = used > 0 && c <= 0xffff ? (uint16_t)c : 0xfffd;
		at += used > 0 ? used : 1;
		len -= used > 0 ? (size_t)used : 1;
	}
	*ret_n = n;
	return letters;
}

size_t neighbour_distance(const char *a, const char *b, size_t limit)
{
	size_t n, m, distance;
	uint16_t *left = letters_of(a, &n), *right = letters_of(b, &m);

	distance = distance_of(left, n, right, m, limit);
	free(left);
	free(right);
	return distance;
}

/* --- blocks --------------------------------------------------------------- */

struct text {
	uint16_t *letters; /* owned */
	size_t n, index;
};

/* A text that has a piece; the next one of its block. */
struct link {
	uint32_t text, next; /* 1 + index; 0 ends */
};

struct block {
	uint64_t hash; /* 0: free */
	uint32_t first, n;
};

struct blocks {
	struct block *slots;
	size_t n_slots, used; /* a power of two */
	struct link *links;
	size_t n_links, cap;
};

struct join {
	struct text *texts; /* from short to long */
	size_t n;
	size_t *groups; /* parents, by index; a root is its own */
	struct blocks blocks;
};

/* Of a piece of texts of `len` letters, the `place`th. */
static uint64_t block_hash(size_t len, size_t place, const uint16_t *piece,
			   size_t n)
{
	uint64_t x = MIX_BEGIN ^ (len * 8 + place);

	for (size_t i = 0; i < n; i++)
		x = mix_add(x, piece[i]);
	x = mix_end(x);
	return x != 0 ? x : 1;
}

static struct block *blocks_slot(const struct blocks *blocks, uint64_t hash)
{
	size_t at = (size_t)hash & (blocks->n_slots - 1);

	while (blocks->slots[at].hash != 0 && blocks->slots[at].hash != hash)
		at = (at + 1) & (blocks->n_slots - 1);
	return &blocks->slots[at];
}

static void blocks_grow(struct blocks *blocks)
{
	struct blocks old = *blocks;

	if (blocks->n_slots > 0 && 2 * blocks->used < blocks->n_slots)
		return;
	blocks->n_slots = old.n_slots > 0 ? 2 * old.n_slots : 1024;
	blocks->slots = mem_zalloc(blocks->n_slots * sizeof(*blocks->slots));
	for (size_t i = 0; i < old.n_slots; i++)
		if (old.slots[i].hash != 0)
			*blocks_slot(blocks, old.slots[i].hash) = old.slots[i];
	free(old.slots);
}

static void blocks_add(struct blocks *blocks, uint64_t hash, size_t text)
{
	struct block *block;

	blocks_grow(blocks);
	block = blocks_slot(blocks, hash);
	blocks->used += block->hash == 0;
	block->hash = hash;
	if (block->n++ > NEIGHBOUR_BLOCK)
		return;
	if (blocks->n_links == blocks->cap) {
		blocks->cap = blocks->cap > 0 ? 2 * blocks->cap : 1024;
		blocks->links = mem_grow(blocks->links, blocks->cap,
					 sizeof(*blocks->links));
	}
	blocks->links[blocks->n_links++] =
		(struct link){(uint32_t)text, block->first};
	block->first = (uint32_t)blocks->n_links;
}

/* --- pieces --------------------------------------------------------------- */

/* The `place`th of `n` pieces of a text of `len` letters: the later ones are
 * the longer ones. */
static size_t piece_start(size_t len, size_t n, size_t place)
{
	size_t short_len = len / n, n_short = n - len % n;

	return place <= n_short ? place * short_len
				: n_short * short_len +
					  (place - n_short) * (short_len + 1);
}

static size_t group_root(size_t *groups, size_t i)
{
	while (groups[i] != i) {
		groups[i] = groups[groups[i]];
		i = groups[i];
	}
	return i;
}

static void group_join(size_t *groups, size_t a, size_t b)
{
	a = group_root(groups, a);
	b = group_root(groups, b);
	if (a < b)
		groups[b] = a;
	else
		groups[a] = b;
}

static void join_block(struct join *join, const struct text *text,
		       uint64_t hash, size_t radius)
{
	const struct block *block = blocks_slot(&join->blocks, hash);
	uint32_t at = block->n <= NEIGHBOUR_BLOCK ? block->first : 0;

	while (at > 0) {
		const struct link *link = &join->blocks.links[at - 1];
		const struct text *other = &join->texts[link->text];

		at = link->next;
		if (group_root(join->groups, other->index) ==
		    group_root(join->groups, text->index))
			continue;
		if (distance_of(other->letters, other->n, text->letters,
				text->n, radius) <= radius)
			group_join(join->groups, other->index, text->index);
	}
}

/* Asks for texts of `len` letters that have a piece of this one. */
static void join_ask(struct join *join, const struct text *text, size_t len,
		     size_t radius)
{
	size_t n = radius + 1;

	for (size_t place = 0; place < n; place++) {
		size_t start = piece_start(len, n, place);
		size_t size = piece_start(len, n, place + 1) - start;
		size_t from = start > radius ? start - radius : 0;

		for (size_t at = from;
		     at <= start + radius && at + size <= text->n; at++)
			join_block(join, text,
				   block_hash(len, place, text->letters + at,
					      size),
				   radius);
	}
}

static void join_text(struct join *join, size_t i)
{
	const struct text *text = &join->texts[i];
	size_t least = text->n > RADIUS_MAX ? text->n - RADIUS_MAX : 1;
	size_t n = neighbour_radius(text->n) + 1;

	blocks_grow(&join->blocks);
	for (size_t len = least; len <= text->n; len++) {
		size_t radius = neighbour_radius(len);

		if (len + radius >= text->n)
			join_ask(join, text, len, radius);
	}
	for (size_t place = 0; place < n; place++) {
		size_t start = piece_start(text->n, n, place);

		blocks_add(
			&join->blocks,
			block_hash(text->n, place, text->letters + start,
				   piece_start(text->n, n, place + 1) - start),
			i);
	}
}

/* --- all of them ---------------------------------------------------------- */

static int text_order(const void *a, const void *b)
{
	const struct text *left = a, *right = b;

	if (left->n != right->n)
		return left->n < right->n ? -1 : 1;
	return left->index < right->index ? -1 : left->index > right->index;
}

static void join_take(struct join *join, const char *const *texts, size_t n)
{
	join->texts = mem_alloc((n + 1) * sizeof(*join->texts));
	for (size_t i = 0; i < n; i++) {
		struct text *text = &join->texts[join->n];

		join->groups[i] = i;
		if (texts[i] == NULL || texts[i][0] == '\0' ||
		    strlen(texts[i]) > LETTERS_MAX)
			continue;
		text->letters = letters_of(texts[i], &text->n);
		text->index = i;
		join->n++;
	}
	qsort(join->texts, join->n, sizeof(*join->texts), text_order);
}

static void join_done(struct join *join)
{
	for (size_t i = 0; i < join->n; i++)
		free(join->texts[i].letters);
	free(join->texts);
	free(join->blocks.slots);
	free(join->blocks.links);
}

int neighbour_groups(const char *const *texts, size_t n, size_t *ret_groups,
		     bool (*stop)(void *arg), void *arg)
{
	struct join join CLEANUP(join_done) = {.groups = ret_groups};

	join_take(&join, texts, n);
	for (size_t i = 0; i < join.n; i++) {
		if (i % STOP_EVERY == 0 && stop != NULL && stop(arg))
			return -1;
		join_text(&join, i);
	}
	for (size_t i = 0; i < n; i++)
		ret_groups[i] = group_root(ret_groups, i);
	return 0;
}
