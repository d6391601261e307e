/*
 * words.c: lists of words, and how readings of one picture vote.
 *
 * Voting: the words of all readings are nodes; two words of different
 * readings that share more than a third of the smaller one's area are
 * joined. Each connected patch is then decided as a whole, so that "50-8-15"
 * + "W," of one reading competes with "50-8-15 W," of the other and nothing
 * is said twice. Readings that say the same add up.
 */
#include "config.h"

#include "engine/label/words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"

/* Confidence that a word needs which one reading alone saw. */
#define LONELY_MIN 0.5

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

/* A word of any reading and its patch. */
struct node {
	const struct word *word;
	int reading;
	size_t patch; /* union-find */
};

/* What one reading says of one patch. */
struct ballot {
	struct bytes text; /* letters and figures, folded */
	double sum;	   /* confidence times size */
	double size;
};

static size_t patch_of(struct node *nodes, size_t i)
{
	while (nodes[i].patch != i)
		i = nodes[i].patch = nodes[nodes[i].patch].patch;
	return i;
}

static void nodes_join(struct node *nodes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1; j < n; j++)
			if (nodes[i].reading != nodes[j].reading &&
			    boxes_share(&nodes[i].word->box,
					&nodes[j].word->box))
				nodes[patch_of(nodes, j)].patch =
					patch_of(nodes, i);
}

/* By patch, then as one reads. */
static int node_order(const void *pa, const void *pb)
{
	const struct node *a = pa, *b = pb;
	if (a->patch != b->patch)
		return a->patch < b->patch ? -1 : 1;
	return a->word->box.x - b->word->box.x;
}

static void ballots_fill(const struct node *nodes, size_t n,
			 struct ballot *ballots)
{
	for (size_t i = 0; i < n; i++) {
		struct ballot *b = &ballots[nodes[i].reading];
		const struct word *w = nodes[i].word;
		double size = substance(w->text, NULL) + 0.3;
		char *folded = text_folded(w->text);
		for (const char *c = folded; *c; c++)
			if (isalnum((unsigned char)*c) ||
			    (unsigned char)*c >= 0x80)
				bytes_append_char(&b->text, *c);
		free(folded);
		b->sum += w->confidence * size;
		b->size += size;
	}
}

static bool ballots_agree(const struct ballot *a, const struct ballot *b)
{
	return a->text.len == b->text.len &&
	       (a->text.len == 0 ||
		memcmp(a->text.data, b->text.data, a->text.len) == 0);
}

/* How sure a reading is of the patch. One that saw far less than another
 * does not win by seeing it clearly. */
static double ballot_weight(const struct ballot *b, double most)
{
	return b->size > 0 ? b->sum / (b->size + 0.25 * (most - b->size)) : 0;
}

/* The reading whose words a patch takes, or -1 for none of them. */
static int patch_winner(const struct ballot *ballots, size_t readings)
{
	double most = 0, best = 0, best_single = 0;
	int winner = -1, seen = 0;
	for (size_t i = 0; i < readings; i++) {
		most = ballots[i].size > most ? ballots[i].size : most;
		seen += ballots[i].size > 0;
	}
	for (size_t i = 0; i < readings; i++) {
		double own = ballot_weight(&ballots[i], most), all = 0;
		for (size_t k = 0; k < readings && own > 0; k++)
			if (ballots_agree(&ballots[i], &ballots[k]))
				all += ballot_weight(&ballots[k], most);
		/* of those who agree the surest one's boxes are taken */
		if (all > best + 1e-9 ||
		    (all > best - 1e-9 && own > best_single)) {
			best = all;
			best_single = own;
			winner = (int)i;
		}
	}
	if (seen == 1 && readings > 2 && best < LONELY_MIN)
		return -1;
	return winner;
}

static void patch_take(const struct node *nodes, size_t n, size_t readings,
		       struct words *ret)
{
	struct ballot ballots[READINGS_MAX] = {0};
	ballots_fill(nodes, n, ballots);
	int winner = patch_winner(ballots, readings);
	for (size_t i = 0; i < n; i++) {
		const struct word *w = nodes[i].word;
		if (nodes[i].reading == winner)
			words_add(ret, w->text, w->box, w->baseline,
				  w->confidence);
	}
	for (size_t i = 0; i < READINGS_MAX; i++)
		bytes_done(&ballots[i].text);
}

void words_vote(const struct words *readings, size_t n, struct words *ret)
{
	size_t count = 0, total = 0;
	if (n > READINGS_MAX)
		n = READINGS_MAX;
	for (size_t i = 0; i < n; i++)
		total += readings[i].n;
	struct node *nodes = mem_alloc((total + 1) * sizeof(*nodes));
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < readings[i].n; k++, count++)
			nodes[count] =
				(struct node){.word = &readings[i].items[k],
					      .reading = (int)i,
					      .patch = count};
	nodes_join(nodes, count);
	for (size_t i = 0; i < count; i++)
		nodes[i].patch = patch_of(nodes, i);
	qsort(nodes, count, sizeof(*nodes), node_order);
	for (size_t from = 0, to; from < count; from = to) {
		for (to = from;
		     to < count && nodes[to].patch == nodes[from].patch; to++)
			;
		patch_take(nodes + from, to - from, n, ret);
	}
	free(nodes);
}
