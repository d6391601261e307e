/*
 * label_text.c: lines and tokens. See label_text.h.
 *
 * Words are taken from left to right; each joins the line whose last word
 * has nearly the same baseline, or starts one. So a label that leans a little
 * keeps its lines, and typing that floats half a line above the printed
 * headings makes lines of its own.
 *
 * 1. Tokens stand in reading order: by line from the top, from left to right,
 *    as they follow each other in a word. Those of a line are neighbours.
 * 2. The tokens of a word cover it without gap or overlap; a word that is dirt
 *    has none.
 * 3. A line has at least one token.
 */
#include "config.h"

#include "engine/map/label_text.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/box.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/words/mark.h"

size_t letters_fold(const char *text, char *ret, size_t size)
{
	char *folded = text_folded(text);
	size_t n = 0;

	for (const unsigned char *c = (const unsigned char *)folded; *c != '\0';
	     c++)
		if (*c < 0x80 && isalnum(*c) && n + 1 < size)
			ret[n++] = (char)tolower(*c);
	ret[n] = '\0';
	free(folded);
	return n;
}

/* A lower-case letter or two that were hardly read; "L." is an initial. */
static bool word_is_scrap(const struct word *w)
{
	const char *text = w->text;
	size_t len = strlen(text);
	bool initial = isupper((unsigned char)text[0]) && text[1] == '.';

	return (len == 1 && islower((unsigned char)text[0]) &&
		w->confidence < 0.45) ||
	       (len <= 2 && w->confidence < 0.22 && !initial);
}

/* What OCR makes of rules, leaders and dirt. */
static bool word_is_dirt(const struct word *w)
{
	static const char keep[] = "&+$()#°'\"×%";
	bool word = false, kept = false;

	for (const unsigned char *c = (const unsigned char *)w->text;
	     *c != '\0'; c++) {
		word |= *c >= 0xc3 || isalnum(*c);
		kept |= strchr(keep, *c) != NULL;
	}
	if (word)
		return word_is_scrap(w);
	return !(kept && w->confidence > 0.3);
}

static int int_order(const void *pa, const void *pb)
{
	return *(const int *)pa - *(const int *)pb;
}

/* The median height of the words that were read well. */
static int usual_height(const struct words *words)
{
	int heights[WORDS_MAX], n = 0;

	for (size_t i = 0; i < words->n && n < WORDS_MAX; i++)
		if (words->items[i].confidence > 0.5 &&
		    strlen(words->items[i].text) > 2)
			heights[n++] = words->items[i].box.h;
	if (n == 0)
		return 26;
	qsort(heights, (size_t)n, sizeof(*heights), int_order);
	return heights[n / 2] > 4 ? heights[n / 2] : 4;
}

/* A word on its way into a line. */
struct placed {
	size_t word;
	int x, baseline;
	int right, middle; /* of its box */
	int line;
};

static int placed_by_x(const void *pa, const void *pb)
{
	const struct placed *a = pa, *b = pb;

	return a->x != b->x ? (a->x > b->x) - (a->x < b->x)
			    : (a->word > b->word) - (a->word < b->word);
}

/* A line being filled: its last word, and the sum of its baselines. */
struct course {
	int last, right, middle, n;
	double sum;
	int rank; /* from the top */
};

/* How far off a line lies from a word, as a part of what is bearable: by the
 * baselines, or by the middles where they are nearer, since a tail or an accent
 * moves one of them; and a little by the blank between. */
static double course_off(const struct course *course, const struct placed *word,
			 int tall)
{
	int base = abs(course->last - word->baseline);
	int middle = abs(course->middle - word->middle);
	double off = base < middle ? base : middle;
	double gap = word->x - course->right - 2 * tall;

	off /= tall / 2 + 1;
	if (off >= 1)
		return INFINITY;
	return gap > 0 ? off + 0.01 * gap / tall : off;
}

/* The line that lies nearest to a word, or -1. */
static int course_for(const struct course *courses, int n,
		      const struct placed *word, int tall)
{
	int best = -1;
	double best_off = INFINITY;

	for (int i = 0; i < n; i++) {
		double off = course_off(&courses[i], word, tall);

		if (off < best_off) {
			best = i;
			best_off = off;
		}
	}
	return best;
}

/* The word nearest to the left (way -1) or right of one, at its height and no
 * further off than two heights; NULL for none. */
static const struct word *word_beside(const struct words *words,
				      const struct word *of, int way, int tall)
{
	const struct word *best = NULL;
	int middle = of->box.y + of->box.h / 2, best_gap = 2 * tall;

	for (size_t i = 0; i < words->n; i++) {
		const struct word *w = &words->items[i];
		int gap = way < 0 ? of->box.x - (w->box.x + w->box.w)
				  : w->box.x - (of->box.x + of->box.w);

		if (w == of || gap < -tall / 2 || gap > best_gap ||
		    middle < w->box.y || middle > w->box.y + w->box.h)
			continue;
		best_gap = gap;
		best = w;
	}
	return best;
}

/*
 * A short dash beside a number says "to": "3500 - 4683 ft", "28 June - 2 July".
 * It stands above the line; *ret_baseline is that of the word behind it.
 */
static bool word_is_range_dash(const struct words *words, const struct word *w,
			       int tall, int *ret_baseline)
{
	size_t len = mark_dash(w->text);
	const struct word *left, *right;
	char before, behind;

	if (len == 0 || w->text[len] != '\0' || w->confidence < 0.5 ||
	    w->box.w > 2 * tall)
		return false;
	left = word_beside(words, w, -1, tall);
	right = word_beside(words, w, 1, tall);
	if (left == NULL || right == NULL)
		return false;
	before = left->text[strlen(left->text) - 1];
	behind = right->text[0];
	*ret_baseline = right->baseline;
	return (isdigit((unsigned char)before) &&
		isalnum((unsigned char)behind)) ||
	       (isalnum((unsigned char)before) &&
		isdigit((unsigned char)behind));
}

/* Lists the words that are not dirt from left to right; returns how many. */
static size_t words_sift(const struct words *words, int tall,
			 struct placed *placed)
{
	size_t n = 0;

	for (size_t i = 0; i < words->n; i++) {
		const struct word *w = &words->items[i];
		int baseline = w->baseline;

		if (!word_is_dirt(w) ||
		    word_is_range_dash(words, w, tall, &baseline))
			placed[n++] = (struct placed){
				.word = i,
				.x = w->box.x,
				.baseline = baseline,
				.right = w->box.x + w->box.w,
				.middle = w->box.y + w->box.h / 2};
	}
	qsort(placed, n, sizeof(*placed), placed_by_x);
	return n;
}

/* Gives each of the words its line; returns how many lines there are. */
static int words_place(struct placed *placed, size_t n, int tall,
		       struct course *courses)
{
	int lines = 0;

	for (size_t i = 0; i < n; i++) {
		int line = course_for(courses, lines, &placed[i], tall);

		if (line < 0) {
			line = lines++;
			courses[line] = (struct course){0};
		}
		courses[line].last = placed[i].baseline;
		courses[line].right = placed[i].right;
		courses[line].middle = placed[i].middle;
		courses[line].sum += placed[i].baseline;
		courses[line].n++;
		placed[i].line = line;
	}
	return lines;
}

static double course_baseline(const struct course *course)
{
	return course->sum / course->n;
}

/* Ranks the lines from top to bottom. */
static void courses_rank(struct course *courses, int n)
{
	for (int i = 0; i < n; i++) {
		double mine = course_baseline(&courses[i]);

		for (int j = 0; j < n; j++) {
			double other = course_baseline(&courses[j]);

			courses[i].rank +=
				other < mine || (other == mine && j < i);
		}
	}
}

static int placed_by_line(const void *pa, const void *pb)
{
	const struct placed *a = pa, *b = pb;

	return a->line != b->line ? a->line - b->line : placed_by_x(pa, pb);
}

/* Where the token of a word ends that begins at `at`: behind the next run of
 * dots, colons, semicolons or slashes. */
static size_t token_end(const char *text, size_t at)
{
	size_t end = at + strcspn(text + at, ".:;/");

	end += strspn(text + end, ".:;/");
	/* "3.5" and "1/2" are numbers */
	while (text[end] != '\0' && end > at + 1 &&
	       isdigit((unsigned char)text[end]) &&
	       isdigit((unsigned char)text[end - 2])) {
		end += strcspn(text + end, ".:;/");
		end += strspn(text + end, ".:;/");
	}
	/* closing brackets and quotes belong to what they close */
	end += strspn(text + end, ")]\",'");
	return end;
}

/* Whether a part ends with a stop, as headings do: "leg./det." has two. */
static bool part_is_closed(const char *part)
{
	size_t len = strlen(part);

	while (len > 1 && part[len - 1] == '/')
		len--;
	return strchr(":.;", part[len - 1]) != NULL;
}

/* Appends the tokens of a word. */
static void tokens_add(struct label_text *text, size_t word, int line)
{
	const struct word *w = &text->words->items[word];
	size_t len = strlen(w->text);

	for (size_t at = 0; at < len;) {
		size_t end = token_end(w->text, at);
		char *part = mem_strndup(w->text + at, end - at);
		struct token *t = &text->tokens[text->n_tokens++];

		*t = (struct token){
			.word = word, .start = at, .end = end, .line = line};
		letters_fold(part, t->letters, sizeof(t->letters));
		t->colon = part_is_closed(part);
		t->x0 = w->box.x + (int)((size_t)w->box.w * at / len);
		t->x1 = w->box.x + (int)((size_t)w->box.w * end / len);
		free(part);
		at = end;
	}
}

/* Most tokens that a word can fall into. */
static size_t tokens_most(const struct words *words)
{
	size_t n = 1;

	for (size_t i = 0; i < words->n; i++)
		n += strlen(words->items[i].text);
	return n;
}

static bool line_capitals(const struct label_text *text,
			  const struct text_line *line)
{
	int upper = 0, lower = 0;

	for (size_t i = line->first; i < line->first + line->n; i++) {
		const struct token *t = &text->tokens[i];
		const char *word = text->words->items[t->word].text;

		for (size_t k = t->start; k < t->end; k++) {
			upper += isupper((unsigned char)word[k]) != 0;
			lower += islower((unsigned char)word[k]) != 0;
		}
	}
	return upper >= 4 && lower * 6 <= upper;
}

/* Appends an empty line that begins with the next token. */
static void line_begin(struct label_text *text, const struct course *course,
		       const struct box *box)
{
	text->lines[text->n_lines++] = (struct text_line){
		.first = text->n_tokens,
		.baseline = (int)course_baseline(course),
		.x0 = box->x,
		.x1 = box->x + box->w,
	};
}

static void lines_fill(struct label_text *text, const struct placed *placed,
		       size_t n, const struct course *courses)
{
	for (size_t i = 0; i < n; i++) {
		const struct box *box = &text->words->items[placed[i].word].box;
		struct text_line *line;

		if (i == 0 || placed[i].line != placed[i - 1].line)
			line_begin(text, &courses[placed[i].line], box);
		line = &text->lines[text->n_lines - 1];
		tokens_add(text, placed[i].word, (int)text->n_lines - 1);
		line->n = text->n_tokens - line->first;
		if (box->x + box->w > line->x1)
			line->x1 = box->x + box->w;
	}
	for (size_t i = 0; i < text->n_lines; i++)
		text->lines[i].capitals = line_capitals(text, &text->lines[i]);
}

/* Puts lines and words in reading order, by the ranks of the lines. */
static void lines_order(struct placed *placed, size_t n, struct course *courses,
			size_t lines)
{
	struct course *ranked = mem_alloc((lines + 1) * sizeof(*ranked));

	for (size_t i = 0; i < lines; i++)
		ranked[courses[i].rank] = courses[i];
	for (size_t i = 0; i < n; i++)
		placed[i].line = courses[placed[i].line].rank;
	qsort(placed, n, sizeof(*placed), placed_by_line);
	memcpy(courses, ranked, lines * sizeof(*ranked));
	free(ranked);
}

void label_text_init(struct label_text *text, const struct words *words)
{
	struct placed *placed = mem_alloc((words->n + 1) * sizeof(*placed));
	struct course *courses = mem_alloc((words->n + 1) * sizeof(*courses));
	int tall = usual_height(words);
	size_t n = words_sift(words, tall, placed);
	int lines = words_place(placed, n, tall, courses);

	courses_rank(courses, lines);
	lines_order(placed, n, courses, (size_t)lines);
	memset(text, 0, sizeof(*text));
	text->words = words;
	text->tall = tall;
	text->lines = mem_alloc(((size_t)lines + 1) * sizeof(*text->lines));
	text->tokens = mem_alloc(tokens_most(words) * sizeof(*text->tokens));
	lines_fill(text, placed, n, courses);
	free(placed);
	free(courses);
}

void label_text_done(struct label_text *text)
{
	free(text->tokens);
	free(text->lines);
	memset(text, 0, sizeof(*text));
}

double token_gap(const struct label_text *text, size_t token)
{
	const struct token *t = &text->tokens[token];

	if (token == text->lines[t->line].first || t[-1].word == t->word)
		return 0;
	return (double)(t->x0 - t[-1].x1) / text->tall;
}

void token_list_add(struct token_list *list, size_t token)
{
	ARRAY_GROW(list->items, list->n, list->cap);
	list->items[list->n++] = token;
}

void token_list_done(struct token_list *list)
{
	free(list->items);
	memset(list, 0, sizeof(*list));
}

void token_list_text(const struct label_text *text,
		     const struct token_list *list, struct bytes *ret)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct token *t = &text->tokens[list->items[i]];
		const struct token *before =
			i > 0 ? &text->tokens[list->items[i - 1]] : NULL;

		if (before != NULL &&
		    (before->word != t->word || before->end != t->start))
			bytes_append_char(ret, ' ');
		bytes_append(ret, text->words->items[t->word].text + t->start,
			     t->end - t->start);
	}
}

double token_list_confidence(const struct label_text *text,
			     const struct token_list *list)
{
	double sum = 0, size = 0;

	for (size_t i = 0; i < list->n; i++) {
		const struct token *t = &text->tokens[list->items[i]];
		double len = (double)(t->end - t->start);

		sum += len * text->words->items[t->word].confidence;
		size += len;
	}
	return size > 0 ? sum / size : 0;
}

void token_list_boxes(const struct label_text *text,
		      const struct token_list *list, struct field *field)
{
	struct box box = {0};
	int line = -1;

	for (size_t i = 0; i < list->n; i++) {
		const struct token *t = &text->tokens[list->items[i]];
		struct box word = text->words->items[t->word].box;

		if (line >= 0 && t->line != line)
			field_add_box(field, box);
		box = t->line == line ? box_around(box, word) : word;
		line = t->line;
	}
	if (line >= 0)
		field_add_box(field, box);
}
