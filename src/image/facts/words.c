/*
 * words.c: lists of words, and how readings of one picture vote. See
 * words.h.
 *
 * Voting: the words of all readings are nodes; two words of different
 * readings that share more than a third of the smaller one's area are joined
 * (union-find with path halving, as in image/find/ink.c). Each connected patch
 * is then decided as a whole, so that "50-8-15" + "W," of one reading competes
 * with "50-8-15 W," of the other and nothing is said twice. Readings that say
 * the same add up.
 *
 * 1. Every word of a list is clean, not blank, and has an area; a list never
 *    has more than WORDS_MAX.
 * 2. A patch takes the words of one reading alone, or none.
 * 3. The same readings in the same order give the same words: of two that are
 *    equally sure the first one wins.
 * 4. A word that won knows how many readings have its letters in its place,
 *    whatever words they part them into.
 */
#include "config.h"

#include "image/facts/words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"

/* Confidence that a word needs which one reading alone saw. */
#define LONELY_MIN 0.5
/* Letters and figures from which on a part of a word is no chance. */
#define PART_LEAST 2

void words_add(struct words *words, const char *text, struct box box,
	       int baseline, double confidence)
{
	char *clean;

	if (words->n >= WORDS_MAX || text == NULL)
		return;
	clean = text_cleaned(text);
	if (text_blank(clean) || box.w <= 0 || box.h <= 0) {
		free(clean);
		return;
	}
	ARRAY_GROW(words->items, words->n, words->cap);
	words->items[words->n++] = (struct word){
		.text = clean,
		.box = box,
		.baseline = baseline < 0 ? box.y + box.h : baseline,
		.confidence = confidence,
		.agreed = AGREED_UNKNOWN,
	};
}

void words_copy(struct words *words, const struct word *word)
{
	size_t before = words->n;
	char *text;

	words_add(words, word->text, word->box, word->baseline,
		  word->confidence);
	if (words->n == before)
		return;
	text = words->items[before].text;
	words->items[before] = *word;
	words->items[before].text = text;
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

/* Letters and figures of a text; *ret_letters (may be NULL): letters alone.
 * What begins a character beyond ASCII counts as a letter. */
static int text_substance(const char *text, int *ret_letters)
{
	int n = 0, letters = 0;

	for (const unsigned char *c = (const unsigned char *)text; *c != '\0';
	     c++) {
		bool letter = *c >= 0xc0 || (*c < 0x80 && isalpha(*c));

		letters += letter;
		n += letter || (*c < 0x80 && isdigit(*c));
	}
	if (ret_letters != NULL)
		*ret_letters = letters;
	return n;
}

double words_legibility(const struct words *words)
{
	int good = 0, all = 0;

	for (size_t i = 0; i < words->n; i++) {
		const struct word *w = &words->items[i];
		int letters, n = text_substance(w->text, &letters);

		if (letters >= 3 && w->confidence >= 0.6)
			good += n;
		all += n > 1 ? n : 1;
	}
	return all > 0 ? (double)good / all : 0;
}

int words_substance(const struct words *words)
{
	int n = 0;

	for (size_t i = 0; i < words->n; i++)
		if (words->items[i].confidence >= 0.6)
			n += text_substance(words->items[i].text, NULL);
	return n;
}

/* Do they share more than a third of the smaller one? */
static bool boxes_share(struct box a, struct box b)
{
	double area_a = box_area(a), area_b = box_area(b);

	return box_area(box_common(a, b)) * 3 >
	       (area_a < area_b ? area_a : area_b);
}

/* A word of any reading and its patch. */
struct node {
	const struct word *word;
	int reading;
	size_t patch; /* a node of the same patch; the root's is itself */
};

/* What one reading says of one patch. */
struct ballot {
	struct bytes text; /* letters and figures, folded */
	double sum;	   /* confidence times size */
	double size;
};

/* The root of the node's patch. */
static size_t patch_of(struct node *nodes, size_t i)
{
	while (nodes[i].patch != i) {
		nodes[i].patch = nodes[nodes[i].patch].patch;
		i = nodes[i].patch;
	}
	return i;
}

static void nodes_join(struct node *nodes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1; j < n; j++)
			if (nodes[i].reading != nodes[j].reading &&
			    boxes_share(nodes[i].word->box, nodes[j].word->box))
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

/* Appends the letters and figures of a text, folded. */
static void letters_append(const char *text, struct bytes *ret)
{
	char *folded CLEANUP(mem_free_str) = text_folded(text);

	for (const char *c = folded; *c != '\0'; c++)
		if (isalnum((unsigned char)*c) || (unsigned char)*c >= 0x80)
			bytes_append_char(ret, *c);
}

static void ballots_fill(const struct node *nodes, size_t n,
			 struct ballot *ballots)
{
	for (size_t i = 0; i < n; i++) {
		struct ballot *b = &ballots[nodes[i].reading];
		const struct word *w = nodes[i].word;
		double size = text_substance(w->text, NULL) + 0.3;

		letters_append(w->text, &b->text);
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

/* Whether a reading has the letters of a word in its place: in one word, in
 * several together, or as a part of a longer one. */
static bool reading_agrees(const struct node *nodes, size_t n, int reading,
			   const struct word *word)
{
	struct bytes own CLEANUP(bytes_done) = {0};
	struct bytes all CLEANUP(bytes_done) = {0};
	size_t seen = 0;

	letters_append(word->text, &own);
	bytes_append_str(&own, "");
	for (size_t i = 0; i < n; i++) {
		const char *one;
		size_t at = all.len;

		if (nodes[i].reading != reading ||
		    !boxes_share(nodes[i].word->box, word->box))
			continue;
		letters_append(nodes[i].word->text, &all);
		bytes_append_str(&all, "");
		one = all.data + at;
		if (strcmp(one, own.data) == 0 ||
		    (own.len >= PART_LEAST && strstr(one, own.data) != NULL))
			return true;
		seen++;
	}
	return seen > 1 && strcmp(all.data, own.data) == 0;
}

/* The share of the readings of a patch's picture that agree with a word. */
static double readings_agreed(const struct node *nodes, size_t n,
			      size_t readings, const struct word *word)
{
	size_t agreed = 0;

	for (size_t i = 0; i < readings; i++)
		agreed += reading_agrees(nodes, n, (int)i, word);
	return (double)agreed / (double)readings;
}

/* Adds the words that win the patch of these `n` nodes. */
static void patch_take(const struct node *nodes, size_t n, size_t readings,
		       struct words *ret)
{
	struct ballot ballots[READINGS_MAX] = {0};
	int winner;

	ballots_fill(nodes, n, ballots);
	winner = patch_winner(ballots, readings);
	for (size_t i = 0; i < n; i++) {
		size_t before = ret->n;

		if (nodes[i].reading == winner)
			words_copy(ret, nodes[i].word);
		if (ret->n > before)
			ret->items[before].agreed = readings_agreed(
				nodes, n, readings, nodes[i].word);
	}
	for (size_t i = 0; i < READINGS_MAX; i++)
		bytes_done(&ballots[i].text);
}

/* The words of all readings as nodes, each a patch of its own; owned by the
 * caller. */
static struct node *nodes_make(const struct words *readings, size_t n,
			       size_t *ret_count)
{
	size_t count = 0, total = 0;
	struct node *nodes;

	for (size_t i = 0; i < n; i++)
		total += readings[i].n;
	nodes = mem_alloc((total + 1) * sizeof(*nodes));
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < readings[i].n; k++, count++)
			nodes[count] = (struct node){
				.word = &readings[i].items[k],
				.reading = (int)i,
				.patch = count,
			};
	*ret_count = count;
	return nodes;
}

void words_vote(const struct words *readings, size_t n, struct words *ret)
{
	size_t taken = n < READINGS_MAX ? n : READINGS_MAX;
	size_t count, to;
	struct node *nodes = nodes_make(readings, taken, &count);

	nodes_join(nodes, count);
	for (size_t i = 0; i < count; i++)
		nodes[i].patch = patch_of(nodes, i);
	qsort(nodes, count, sizeof(*nodes), node_order);
	for (size_t from = 0; from < count; from = to) {
		to = from;
		while (to < count && nodes[to].patch == nodes[from].patch)
			to++;
		patch_take(nodes + from, to - from, taken, ret);
	}
	free(nodes);
}
