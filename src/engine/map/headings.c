/*
 * headings.c: where a heading may stand, and how far it may be misread there.
 */
#include "config.h"

#include "engine/map/headings.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Of the letters of a heading on a form, and more in the headings' column. */
#define LOOSE	     0.34
#define LOOSE_COLUMN 0.42

struct finder {
	const struct label_keys *keys;
	const struct label_text *text;
	struct headings *found;
	int column[HEADINGS_MAX]; /* x of the headings found at first */
	int n_column;
};

static bool token_capital(const struct label_text *text, size_t token)
{
	const struct token *t = &text->tokens[token];
	const char *word = text->words->items[t->word].text;
	return isupper((unsigned char)word[t->start]) != 0;
}

/* Headings inside a line that need neither a colon nor a wide blank before
 * them: "Coll. No. 1531 Checked by Auser". */
static bool stands_inside(const char *term)
{
	static const char *const terms[] = {"eventDate", "recordedBy",
					    "recordNumber", "identifiedBy"};
	for (size_t i = 0; i < ARRAY_LEN(terms); i++)
		if (strcmp(term, terms[i]) == 0)
			return true;
	return false;
}

/* Is a match that does not begin its line one of a heading? */
static bool inside_fits(const struct label_text *text, size_t token,
			const struct key_match *match)
{
	const struct label_key *key = match->key;
	const struct token *last = &text->tokens[token + match->tokens - 1];
	if (text->tokens[token].start > 0 || key->role == KEY_TITLE ||
	    key->role == KEY_SLIP)
		return false; /* within a word, or only for beginnings */
	if (key->role == KEY_STRICT || key->role == KEY_NUMBER)
		return true;
	if (last->colon || token_gap(text, token) > 1.0)
		return true;
	return stands_inside(key->term) && match->likeness > 0.8 &&
	       token_capital(text, token);
}

/* Tokens of mere marks at the beginning of a line do not count. */
static bool begins_line(const struct label_text *text, size_t token)
{
	size_t first = text->lines[text->tokens[token].line].first;
	for (size_t i = first; i < token; i++)
		if (strlen(text->tokens[i].letters) > 1)
			return false;
	return true;
}

/* Only marks between the token and the heading before it: the same heading
 * in two languages, "Récolteur / Collector". */
static bool follows_heading(const struct finder *f, size_t token)
{
	const struct label_text *text = f->text;
	if (f->found->n == 0)
		return false;
	const struct heading *last = &f->found->items[f->found->n - 1];
	if (last->line != text->tokens[token].line)
		return false;
	for (size_t i = last->first + last->n; i < token; i++)
		if (text->tokens[i].letters[0])
			return false;
	return true;
}

/* Does the token stand where the headings of the form stand, one below the
 * other? */
static bool stands_in_column(const struct finder *f, size_t token)
{
	int n = 0;
	for (int i = 0; i < f->n_column; i++)
		n += abs(f->column[i] - f->text->tokens[token].x0) <
		     2 * f->text->tall;
	return n >= FORM_HEADINGS;
}

/* A close match, or a loose one where headings are expected: at the beginning
 * of a line or with a colon; looser still in their column. */
static bool heading_search(const struct finder *f, size_t token, bool begins,
			   const struct key_search *how,
			   struct key_match *match)
{
	const struct label_text *text = f->text;
	const struct label_keys *keys = f->keys;
	struct key_search near = {.languages = how->languages};
	if (label_keys_match(keys, text, token, &near, match))
		return true;
	if (how->loose <= 0)
		return false;
	near.loose = how->loose;
	if (begins && stands_in_column(f, token))
		near.loose = LOOSE_COLUMN;
	if (!label_keys_match(keys, text, token, &near, match))
		return false;
	return begins || text->tokens[token + match->tokens - 1].colon;
}

static bool heading_at(const struct finder *f, size_t token,
		       const struct key_search *how, struct key_match *match)
{
	const struct label_text *text = f->text;
	bool begins = begins_line(text, token);
	if (text->tokens[token].letters[0] == '\0' ||
	    !heading_search(f, token, begins, how, match))
		return false;
	return begins || inside_fits(text, token, match) ||
	       (follows_heading(f, token) && match->likeness > 0.8);
}

static void headings_look(struct finder *f, const struct key_search *how)
{
	const struct label_text *text = f->text;
	f->found->n = 0;
	for (size_t i = 0; i < text->n_tokens;) {
		struct key_match m;
		if (f->found->n == HEADINGS_MAX || !heading_at(f, i, how, &m)) {
			i++;
			continue;
		}
		const struct token *a = &text->tokens[i];
		const struct token *b = &text->tokens[i + m.tokens - 1];
		f->found->items[f->found->n++] =
			(struct heading){.key = m.key,
					 .first = i,
					 .n = m.tokens,
					 .line = a->line,
					 .x0 = a->x0,
					 .x1 = b->x1,
					 .likeness = m.likeness};
		i += m.tokens;
	}
}

void headings_find(const struct label_keys *keys, const struct label_text *text,
		   struct headings *ret)
{
	struct finder f = {.keys = keys, .text = text, .found = ret};
	struct key_search how = {0};
	headings_look(&f, &how);
	for (int i = 0; i < ret->n; i++)
		if (ret->items[i].key->len > 3)
			how.languages |= ret->items[i].key->languages;
	if (how.languages == 0)
		how.languages = ~0u;
	headings_look(&f, &how);
	if (!headings_are_form(ret))
		return;
	for (int i = 0; i < ret->n; i++)
		f.column[f.n_column++] = ret->items[i].x0;
	how.loose = LOOSE;
	headings_look(&f, &how);
}

int headings_asking(const struct headings *headings)
{
	int n = 0;
	for (int i = 0; i < headings->n; i++)
		n += headings->items[i].key->role <= KEY_IGNORE;
	return n;
}

bool headings_are_form(const struct headings *headings)
{
	return headings_asking(headings) >= FORM_HEADINGS;
}

bool headings_ask_for(const struct headings *headings, const char *term)
{
	for (int i = 0; i < headings->n; i++)
		if (strcmp(headings->items[i].key->term, term) == 0)
			return true;
	return false;
}

int headings_left_of(const struct headings *headings, int line, int x,
		     int slack)
{
	int best = -1;
	for (int i = 0; i < headings->n; i++)
		if (headings->items[i].line == line &&
		    headings->items[i].x1 - slack <= x)
			best = i;
	return best;
}
