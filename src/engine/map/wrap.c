/*
 * wrap.c: over the ends of lines. See wrap.h.
 *
 * A hyphen at the end of a line was put there by the line, or belongs to the
 * word: "sand-" and "stone", "north-" and "facing". It is the line's where small
 * letters go on behind it, unless the label has the word with its hyphen
 * elsewhere, or the half before it is one that is joined so.
 *
 * 1. Nothing but a hyphen, a blank and a repeated name is left out.
 */
#include "config.h"

#include "engine/map/wrap.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dwc/words/mark.h"

#define HALF_LEAST  2 /* letters before the hyphen */
#define TWICE_MOST  4 /* words of a name that stands twice */
#define TWICE_LEAST 4 /* letters of it */

static const char *token_at(const struct label_text *text,
			    const struct token *t)
{
	return text->words->items[t->word].text + t->start;
}

/* Whether token i of a list stands on another line than the one before it. */
static bool is_wrapped(const struct label_text *text,
		       const struct token_list *list, size_t i)
{
	return i > 0 && text->tokens[list->items[i]].line !=
				text->tokens[list->items[i - 1]].line;
}

/* Bytes of the hyphen that the token ends with, behind a letter; 0 for none. */
static size_t hyphen_len(const struct label_text *text, const struct token *t)
{
	const char *word = token_at(text, t);
	size_t len = t->end - t->start;

	if (strlen(t->letters) < HALF_LEAST)
		return 0;
	for (size_t mark = 1; mark <= 3 && mark < len; mark++) {
		unsigned char before = (unsigned char)word[len - mark - 1];

		if (mark_minus(word + len - mark) == mark &&
		    (isalpha(before) || before >= 0x80))
			return mark;
	}
	return 0;
}

/* Halves behind which a hyphen stays. */
static bool half_is_joined(const char *letters)
{
	static const char *const halves[] = {
		"north",     "south",	  "east",      "west",	"northeast",
		"northwest", "southeast", "southwest", "well",	"semi",
		"half",	     "non",	  "mid",       "self",	"ex",
		"low",	     "high",	  "long",      "short", "open",
		"red",	     "yellow",	  "white",     "green", "blue",
		"dark",	     "light",	  "one",       "two",	"three"};

	return text_among(letters, halves, ARRAY_LEN(halves));
}

/* Whether the label has the two halves with a hyphen between elsewhere. */
static bool label_has_joined(const struct label_text *text,
			     const struct token *left,
			     const struct token *right, size_t hyphen)
{
	char *joined CLEANUP(mem_free_str) = mem_printf(
		"%.*s-%.*s", (int)(left->end - left->start - hyphen),
		token_at(text, left), (int)strcspn(token_at(text, right), " ,"),
		token_at(text, right));

	for (size_t i = 0; i < text->words->n; i++)
		if (text_casecmp(text->words->items[i].text, joined) == 0)
			return true;
	return false;
}

/* What of the token is left out before the one that begins the next line, in
 * *ret_drop bytes of its end; whether the two are one word. */
static bool wrap_joins(const struct label_text *text, const struct token *left,
		       const struct token *right, size_t *ret_drop)
{
	const char *next = token_at(text, right);
	size_t hyphen = hyphen_len(text, left);

	*ret_drop = 0;
	if (hyphen == 0 || text_letter(next) == 0)
		return false;
	if (!text_upper(next) && !half_is_joined(left->letters) &&
	    !label_has_joined(text, left, right, hyphen))
		*ret_drop = hyphen;
	return true;
}

/* Whether token i of a list begins something: "Institute of Jamaica" does not
 * begin with its last word. */
static bool is_fresh(const struct label_text *text,
		     const struct token_list *list, size_t i)
{
	const struct token *before;

	if (i == 0)
		return true;
	before = &text->tokens[list->items[i - 1]];
	return strchr(".,:;",
		      token_at(text,
			       before)[before->end - before->start - 1]) !=
	       NULL;
}

/* How many tokens from i on say again what stands at the end of the line before
 * them; 0 for none. */
static size_t twice_at(const struct label_text *text,
		       const struct token_list *list, size_t i)
{
	/* "Baden-" and "Baden" are one name */
	if (hyphen_len(text, &text->tokens[list->items[i - 1]]) > 0)
		return 0;
	for (size_t n = TWICE_MOST; n > 0; n--) {
		size_t letters = 0, same = 0;

		if (n > i || i + n > list->n || !is_fresh(text, list, i - n))
			continue;
		for (size_t k = 0; k < n; k++) {
			const struct token *a =
				&text->tokens[list->items[i - n + k]];
			const struct token *b =
				&text->tokens[list->items[i + k]];

			same += strcmp(a->letters, b->letters) == 0 &&
				text_upper(token_at(text, a)) &&
				text_upper(token_at(text, b));
			letters += strlen(a->letters);
		}
		if (same == n && letters >= TWICE_LEAST)
			return n;
	}
	return 0;
}

/* Marks in skip[list->n] what stands there twice: its first time. */
static void twice_skip(const struct label_text *text,
		       const struct token_list *list, bool *skip)
{
	for (size_t i = 1; i < list->n; i++) {
		size_t n =
			is_wrapped(text, list, i) ? twice_at(text, list, i) : 0;

		for (size_t k = i - n; k < i; k++)
			skip[k] = true;
	}
}

void wrap_text(const struct label_text *text, const struct token_list *list,
	       struct bytes *ret)
{
	bool *skip = mem_zalloc(list->n + 1);
	const struct token *before = NULL;

	twice_skip(text, list, skip);
	for (size_t i = 0; i < list->n; i++) {
		const struct token *t = &text->tokens[list->items[i]];
		size_t drop = 0;
		bool joins = is_wrapped(text, list, i) && before == t - 1 &&
			     wrap_joins(text, before, t, &drop);

		if (skip[i])
			continue;
		if (joins)
			ret->data[ret->len -= drop] = '\0';
		else if (before != NULL &&
			 (before->word != t->word || before->end != t->start))
			bytes_append_char(ret, ' ');
		bytes_append(ret, token_at(text, t), t->end - t->start);
		before = t;
	}
	free(skip);
}
