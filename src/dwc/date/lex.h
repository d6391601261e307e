/*
 * lex.h: cuts a text into the tokens that dates are made of. Private to
 * date.c. Any thread; no state.
 */
#ifndef DWC_DATE_LEX_H
#define DWC_DATE_LEX_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A number, a word, or both ("I" is a numeral, and 1 misread). What stands
 * between two tokens is their gap.
 */
struct date_token {
	size_t start, end; /* bytes, with ordinal endings and apostrophes */
	int number;	   /* -1 when it cannot be one */
	int digits;	   /* how many characters the number has */
	bool misread;	   /* some of its digits were letters */
	bool letters;	   /* none of them was a digit */
	bool apostrophe;   /* '35 */
	int month;	   /* 1-12 by its name; 0 for no month */
	bool misspelt;	   /* the name is off by a letter or two */
	bool weak_month;   /* and it is a word of other languages: "set" */
	int roman;	   /* 1-12 as a Roman numeral; 0 for none */
	char word[16];	   /* folded, "" for numbers and long words */
};

struct date_tokens {
	struct date_token *items;
	size_t n;
};

/* Never fails; at most 4096 tokens are read. Free with date_tokens_done. */
void date_tokens_read(const char *text, struct date_tokens *ret);
void date_tokens_done(struct date_tokens *tokens);

#endif
