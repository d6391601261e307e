/*
 * page.c: the words of a sheet in reading order. See page.h.
 *
 * Words of a region are taken from left to right; each joins the line whose
 * last word has nearly the same baseline, or begins one, so that a label that
 * leans a little keeps its lines.
 *
 * 1. Words stand by region, line and place in it; tokens as their words do.
 * 2. Tokens are joined within a region only.
 * 3. There are at most PAGE_TOKENS_MAX tokens, whatever the facts hold.
 */
#include "config.h"

#include "run/evidence/page.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/name/spelling.h"

/* --- tokens --------------------------------------------------------------- */

/* What a byte of folded text is taken for: others are themselves. */
static char letter_alike(char c)
{
	static const char from[] = "0158i|", to[] = "olsbll";
	const char *at = c != '\0' ? strchr(from, c) : NULL;

	return at != NULL ? to[at - from] : c;
}

/* Whether a figure and this letter behind or before it may be one number. */
static bool letter_like_figure(char c)
{
	return c != '\0' && strchr("olisb|", c) != NULL;
}

/* Bytes that do not part a word and are no part of it: apostrophes. */
static size_t text_apostrophe(const char *at)
{
	if (*at == '\'' || *at == '`')
		return 1;
	return strncmp(at, "\xe2\x80\x98", 3) == 0 ||
			       strncmp(at, "\xe2\x80\x99", 3) == 0
		       ? 3
		       : 0;
}

/* Bytes of the letter or figure at `at`; 0: neither. */
static size_t text_sign(const char *at)
{
	if (isdigit((unsigned char)*at))
		return 1;
	return text_letter(at);
}

/* A figure beside a letter that cannot be one: "50m". */
static bool text_parts(char before, char at)
{
	bool digit = isdigit((unsigned char)before);

	if (before == '\0' || digit == (isdigit((unsigned char)at) != 0))
		return false;
	return !letter_like_figure(digit ? at : before);
}

static void letter_put(struct tokens *tokens, const struct token *token, char c)
{
	struct bytes *letters = &tokens->letters;
	char alike = letter_alike(c);

	if (alike == 'n' && letters->len > token->start &&
	    letters->data[letters->len - 1] == 'r')
		letters->data[letters->len - 1] = 'm';
	else
		bytes_append_char(letters, alike);
}

/* The token that begins at `at`; returns what follows. */
static const char *token_read(struct tokens *tokens, const char *at,
			      struct token *token)
{
	char before = '\0';

	for (;;) {
		size_t len = text_sign(at), skip = text_apostrophe(at);

		if (len == 0 && *at == '|' && before != '\0')
			len = 1;
		if (len == 0 && skip > 0 && text_sign(at + skip) > 0) {
			at += skip;
			continue;
		}
		if (len == 0 || text_parts(before, *at))
			return at;
		token->figure |= isdigit((unsigned char)*at) != 0;
		for (size_t i = 0; i < len; i++)
			letter_put(tokens, token, at[i]);
		before = *at;
		at += len;
	}
}

void tokens_add(struct tokens *tokens, const char *text, size_t word)
{
	char *folded CLEANUP(mem_free_str) = text_folded(text);
	bool capital = text_upper(text);

	for (const char *at = folded; *at != '\0';) {
		struct token token = {.word = (uint32_t)word,
				      .capital = capital};

		if (text_sign(at) == 0) {
			at++;
			continue;
		}
		if (tokens->n >= PAGE_TOKENS_MAX)
			return;
		bytes_reserve(&tokens->letters, 1);
		token.start = (uint32_t)tokens->letters.len;
		at = token_read(tokens, at, &token);
		token.len = (uint32_t)tokens->letters.len - token.start;
		token.dotted = *at == '.';
		ARRAY_GROW(tokens->items, tokens->n, tokens->cap);
		tokens->items[tokens->n++] = token;
	}
}

size_t token_length(const struct tokens *tokens, size_t i, size_t n)
{
	const struct token *last = &tokens->items[i + n - 1];

	return last->start + last->len - tokens->items[i].start;
}

void tokens_join(struct tokens *tokens, size_t first)
{
	for (size_t i = first; i < tokens->n; i++)
		for (size_t n = 1; n <= TOKEN_JOINS && i + n <= tokens->n; n++)
			tokens->items[i].masks[n - 1] =
				spelling_mask(token_letters(tokens, i),
					      token_length(tokens, i, n)) |
				1;
}

void tokens_done(struct tokens *tokens)
{
	free(tokens->items);
	bytes_done(&tokens->letters);
	*tokens = (struct tokens){0};
}

/* --- lines ---------------------------------------------------------------- */

/* A word on its way into a line. */
struct placed {
	const struct word *word;
	int line;
	int top; /* of its line */
};

/* A line being filled. */
struct course {
	int last;  /* baseline of its last word */
	int first; /* and of its first */
};

static int placed_by_x(const void *pa, const void *pb)
{
	const struct placed *a = pa, *b = pb;

	return a->word->box.x != b->word->box.x
		       ? (a->word->box.x > b->word->box.x) -
				 (a->word->box.x < b->word->box.x)
		       : (a->word > b->word) - (a->word < b->word);
}

static int placed_by_line(const void *pa, const void *pb)
{
	const struct placed *a = pa, *b = pb;

	if (a->top != b->top)
		return (a->top > b->top) - (a->top < b->top);
	if (a->line != b->line)
		return (a->line > b->line) - (a->line < b->line);
	return placed_by_x(pa, pb);
}

/* The line whose last word has the nearest baseline, or `n`. */
static int course_for(const struct course *courses, int n,
		      const struct word *word)
{
	int best = n, best_off = word->box.h / 2 + 1;

	for (int i = 0; i < n; i++) {
		int off = abs(courses[i].last - word->baseline);

		if (off < best_off) {
			best = i;
			best_off = off;
		}
	}
	return best;
}

static void placed_arrange(struct placed *placed, size_t n)
{
	struct course *courses = mem_alloc((n + 1) * sizeof(*courses));
	int lines = 0;

	qsort(placed, n, sizeof(*placed), placed_by_x);
	for (size_t i = 0; i < n; i++) {
		int baseline = placed[i].word->baseline;
		int line = course_for(courses, lines, placed[i].word);

		if (line == lines)
			courses[lines++].first = baseline;
		courses[line].last = baseline;
		placed[i].line = line;
	}
	for (size_t i = 0; i < n; i++)
		placed[i].top = courses[placed[i].line].first;
	qsort(placed, n, sizeof(*placed), placed_by_line);
	free(courses);
}

/* --- the page ------------------------------------------------------------- */

#define REGION_LETTERS 40 /* taken to be in a region that was not read */

enum region_role page_role(const struct region *region, const struct word *word)
{
	return word->role != ROLE_UNKNOWN ? word->role : region->role;
}

static void page_add_word(struct page *page, const struct placed *placed,
			  uint32_t region, bool new_line)
{
	if (new_line) {
		ARRAY_GROW(page->lines, page->n_lines, page->cap_lines);
		page->lines[page->n_lines++] = (struct page_line){
			.first = (uint32_t)page->n_words, .region = region};
	}
	page->lines[page->n_lines - 1].n++;
	ARRAY_GROW(page->words, page->n_words, page->cap_words);
	page->words[page->n_words] =
		(struct page_word){.word = placed->word,
				   .region = region,
				   .line = (uint32_t)page->n_lines - 1};
	tokens_add(&page->tokens, placed->word->text, page->n_words);
	page->n_words++;
}

static void page_add_region(struct page *page, const struct region *region,
			    uint32_t index, unsigned int roles)
{
	const struct words *words = &region->words;
	struct placed *placed = mem_alloc((words->n + 1) * sizeof(*placed));
	size_t n = 0, first = page->tokens.n;

	for (size_t i = 0; i < words->n; i++)
		if ((roles >> page_role(region, &words->items[i]) & 1) != 0)
			placed[n++] = (struct placed){.word = &words->items[i]};
	placed_arrange(placed, n);
	for (size_t i = 0; i < n; i++)
		page_add_word(page, &placed[i], index,
			      i == 0 || placed[i].line != placed[i - 1].line);
	tokens_join(&page->tokens, first);
	free(placed);
}

/* How much of it was read surely. */
static void page_weigh(struct page *page, const struct facts *facts,
		       unsigned int roles)
{
	for (size_t i = 0; i < page->n_words; i++) {
		const struct word *word = page->words[i].word;
		size_t size = strlen(word->text);

		if (word->confidence < WORD_SURE)
			page->unsure += size;
		else
			page->sure += size;
	}
	for (size_t i = 0; i < facts->n_regions; i++) {
		const struct region *region = &facts->regions[i];

		if ((roles >> region->role & 1) != 0 &&
		    (!region->read || region->words.n == 0))
			page->unsure += REGION_LETTERS;
	}
}

void page_read(const struct facts *facts, unsigned int roles, struct page *ret)
{
	*ret = (struct page){0};
	for (size_t i = 0; i < facts->n_regions; i++)
		page_add_region(ret, &facts->regions[i], (uint32_t)i, roles);
	page_weigh(ret, facts, roles);
}

void page_done(struct page *page)
{
	free(page->words);
	free(page->lines);
	tokens_done(&page->tokens);
	*page = (struct page){0};
}

size_t page_span(const struct page *page, size_t line, size_t lines,
		 struct bytes *ret, size_t ret_starts[PAGE_SPAN_WORDS])
{
	const struct page_line *from = &page->lines[line];
	size_t n = 0;

	bytes_clear(ret);
	bytes_reserve(ret, 1);
	for (size_t l = line; l < page->n_lines && l < line + lines &&
			      page->lines[l].region == from->region;
	     l++) {
		for (size_t i = 0; i < page->lines[l].n; i++) {
			const struct page_word *word =
				&page->words[page->lines[l].first + i];

			if (n == PAGE_SPAN_WORDS)
				return n;
			if (n > 0)
				bytes_append_char(ret, i == 0 ? '\n' : ' ');
			ret_starts[n++] = ret->len;
			bytes_append_str(ret, word->word->text);
		}
	}
	return n;
}
