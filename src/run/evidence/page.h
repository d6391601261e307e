/*
 * page.h: the words of a sheet that may say a value, in the order in which
 * they are read, cut into tokens that values are compared with. Known to this
 * folder alone.
 *
 * A token is a run of letters and figures in its *letters*: folded, with what
 * eyes and machines confuse made one (0 and O, 1 and l and I, 5 and S, 8 and
 * B, rn and m). Tokens of a region lie side by side, so that words which were
 * torn apart, hyphenated or carried over to the next line are joined for
 * nothing.
 */
#ifndef RUN_EVIDENCE_PAGE_H
#define RUN_EVIDENCE_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "image/facts/facts.h"

#define TOKEN_JOINS	3 /* tokens that may be one word */
#define PAGE_TOKENS_MAX 16384
#define WORD_SURE	0.7 /* confidence of a word that was read surely */

struct token {
	uint32_t start, len;	     /* in `letters` of its tokens */
	uint32_t word;		     /* of the page, or of the value */
	uint64_t masks[TOKEN_JOINS]; /* of it, and joined with the next ones;
					0: there are no next ones */
	bool figure;		     /* it has a digit */
	bool dotted;		     /* a full stop follows: cut short */
	bool capital;		     /* it begins with a capital */
};

struct tokens {
	struct token *items;
	size_t n, cap;
	struct bytes letters;
};

/* Appends the tokens of a text; `word` is noted in each. */
void tokens_add(struct tokens *tokens, const char *text, size_t word);
/* Works out the masks of those from `first` on: they are neighbours. */
void tokens_join(struct tokens *tokens, size_t first);
void tokens_done(struct tokens *tokens);

/* The letters of a token, or of `n` neighbours. */
static inline const char *token_letters(const struct tokens *tokens, size_t i)
{
	return tokens->letters.data + tokens->items[i].start;
}
size_t token_length(const struct tokens *tokens, size_t i, size_t n);

struct page_word {
	const struct word *word; /* borrowed */
	uint32_t region, line;
};

struct page_line {
	uint32_t first, n; /* words */
	uint32_t region;
};

struct page {
	struct page_word *words;
	size_t n_words, cap_words;
	struct page_line *lines;
	size_t n_lines, cap_lines;
	struct tokens tokens;
	/* Letters in words that were read surely, and in others; regions of
	 * which nothing was read count as some of these. */
	size_t sure, unsure;
};

/* Takes in the words whose role is in `roles`, a set of bits. A word without a
 * role of its own has that of its region. */
void page_read(const struct facts *facts, unsigned int roles, struct page *ret);
void page_done(struct page *page);

/* The role of a word of a region. */
enum region_role page_role(const struct region *region,
			   const struct word *word);

/* The text of a line and of what follows it in its region, up to `lines` of
 * them; *ret_starts (room for PAGE_SPAN_WORDS) are the bytes at which its words
 * begin. Returns how many words there are. */
#define PAGE_SPAN_WORDS 256
size_t page_span(const struct page *page, size_t line, size_t lines,
		 struct bytes *ret, size_t ret_starts[PAGE_SPAN_WORDS]);

#endif
