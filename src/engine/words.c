/*
 * words.c: lists of words, and how two readings of one picture are merged.
 *
 * Merging: the words of both readings are nodes; two words of different
 * readings that share more than a third of the smaller one's area are
 * joined. Each connected patch is then decided as a whole, so that "50-8-15"
 * + "W," of one reading competes with "50-8-15 W," of the other and nothing
 * is said twice.
 */
#include "config.h"

#include "engine/words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

void words_add(struct words *words, const char *text, struct box box,
	       int baseline, double confidence)
{
	if (words->n >= WORDS_MAX || !text)
		return;
	char *clean = text_cleaned(text);
	if (text_blank(clean) || box.w <= 0 || box.h <= 0) {
		free(clean);
		return;
	}
	if (words->n == words->cap) {
		words->cap = words->cap ? 2 * words->cap : 64;
		words->items = mem_grow(words->items, words->cap,
					sizeof(*words->items));
	}
	if (baseline < 0)
		baseline = box.y + box.h;
	words->items[words->n++] = (struct word){.text = clean,
						 .box = box,
						 .baseline = baseline,
						 .confidence = confidence};
}

void words_clear(struct words *words)
{
	for (size_t i = 0; i < words->n; i++)
		free(words->items[i].text);
	words->n = 0;
}

void words_done(struct words *words)
{
	words_clear(words);
	free(words->items);
	memset(words, 0, sizeof(*words));
}

/* Letters and figures of a text; bytes over 127 count as letters. */
static int substance(const char *text, int *ret_letters)
{
	int n = 0, letters = 0;
	for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
		bool letter = *c >= 0xc0 || (*c < 0x80 && isalpha(*c));
		letters += letter;
		n += letter || (*c < 0x80 && isdigit(*c));
	}
	if (ret_letters)
		*ret_letters = letters;
	return n;
}

double words_legibility(const struct words *words)
{
	int good = 0, all = 0;
	for (size_t i = 0; i < words->n; i++) {
		const struct word *w = &words->items[i];
		int letters, n = substance(w->text, &letters);
		if (letters >= 3 && w->confidence >= 0.6)
			good += n;
		all += n > 1 ? n : 1;
	}
	return all ? (double)good / all : 0;
}

int words_substance(const struct words *words)
{
	int n = 0;
	for (size_t i = 0; i < words->n; i++)
		if (words->items[i].confidence >= 0.6)
			n += substance(words->items[i].text, NULL);
	return n;
}

static bool boxes_share(const struct box *a, const struct box *b)
{
	int x0 = a->x > b->x ? a->x : b->x, y0 = a->y > b->y ? a->y : b->y;
	int x1 = a->x + a->w < b->x + b->w ? a->x + a->w : b->x + b->w;
	int y1 = a->y + a->h < b->y + b->h ? a->y + a->h : b->y + b->h;
	if (x1 <= x0 || y1 <= y0)
		return false;
	double shared = (double)(x1 - x0) * (y1 - y0);
	double area_a = (double)a->w * a->h, area_b = (double)b->w * b->h;
	return shared * 3 > (area_a < area_b ? area_a : area_b);
}

/* A node of the merge: a word of either reading and its patch. */
struct node {
	struct word *word;
	int reading; /* 0 or 1 */
	size_t patch;
};

static size_t patch_of(struct node *nodes, size_t i)
{
	while (nodes[i].patch != i)
		i = nodes[i].patch = nodes[nodes[i].patch].patch;
	return i;
}

static void nodes_join(struct node *nodes, size_t n, size_t first_other)
{
	for (size_t i = 0; i < first_other; i++)
		for (size_t j = first_other; j < n; j++)
			if (boxes_share(&nodes[i].word->box,
					&nodes[j].word->box))
				nodes[patch_of(nodes, j)].patch =
					patch_of(nodes, i);
}

/* The weight of one reading of a patch. */
struct vote {
	double sum;  /* confidence times characters */
	double size; /* characters */
};

static void nodes_vote(struct node *nodes, size_t n, struct vote (*votes)[2])
{
	for (size_t i = 0; i < n; i++) {
		struct vote *v = &votes[patch_of(nodes, i)][nodes[i].reading];
		double size = substance(nodes[i].word->text, NULL) + 0.3;
		v->sum += nodes[i].word->confidence * size;
		v->size += size;
	}
}

/* Which reading a patch takes: 0 or 1. A reading that saw far less than the
 * other does not win by seeing it clearly. */
static int vote_winner(const struct vote v[2])
{
	if (v[0].size <= 0 || v[1].size <= 0)
		return v[1].size > 0;
	double most = v[0].size > v[1].size ? v[0].size : v[1].size;
	double a = v[0].sum / (v[0].size + 0.25 * (most - v[0].size));
	double b = v[1].sum / (v[1].size + 0.25 * (most - v[1].size));
	return b > a;
}

void words_merge(struct words *words, struct words *other)
{
	size_t first = words->n, n = words->n + other->n;
	struct node *nodes = mem_alloc((n + 1) * sizeof(*nodes));
	struct vote(*votes)[2] = mem_zalloc((n + 1) * sizeof(*votes));
	for (size_t i = 0; i < n; i++)
		nodes[i] = (struct node){
			.word = i < first ? &words->items[i]
					  : &other->items[i - first],
			.reading = i >= first,
			.patch = i};
	nodes_join(nodes, n, first);
	nodes_vote(nodes, n, votes);
	struct words merged = {0};
	for (size_t i = 0; i < n; i++) {
		const struct word *w = nodes[i].word;
		if (vote_winner(votes[patch_of(nodes, i)]) == nodes[i].reading)
			words_add(&merged, w->text, w->box, w->baseline,
				  w->confidence);
	}
	free(nodes);
	free(votes);
	words_clear(other);
	words_done(words);
	*words = merged;
}
