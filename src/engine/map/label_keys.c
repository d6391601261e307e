/*
 * label_keys.c: the table of headings and the fuzzy search in it. See
 * label_keys.h.
 *
 * At a token the letters of one, two, three… tokens are put together and
 * compared with each heading by their edit distance (text_distance). OCR
 * splits and joins words, so letters alone count, never the gaps between them.
 *
 * 1. Of all headings that fit, and all numbers of tokens, the one wins that
 *    explains most: letters, less what is wrong or split. Of two that explain
 *    as much the fewer tokens win, then the one that stands first in the table.
 * 2. A heading never goes past the end of a line, a gap as wide as three words
 *    are high, or a colon.
 * 3. A token without letters is taken along but never ends a heading.
 */
#include "config.h"

#include "engine/map/label_keys.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/file/tsv.h"
#include "base/mem.h"
#include "base/text.h"

enum {
	KEYS_MAX = 5000,
	TOKENS_MAX = 8, /* of one heading, as OCR may split it */
};

enum { COL_HEADING, COL_TERM, COL_ROLE, COL_LANGUAGE };

static const struct tsv_form keys_form = {
	.file = "label-keys.tsv",
	.columns = "heading\tterm\trole\tlanguage",
	.keys = 1,
	.bare = true,
};

struct label_keys {
	struct tsv tsv; /* has the strings of the items */
	struct label_key *items;
	size_t n, cap;
};

static const char *const role_words[] = {
	[KEY_HEADING] = "heading", [KEY_STRICT] = "strict",
	[KEY_NUMBER] = "number",   [KEY_IGNORE] = "ignore",
	[KEY_TITLE] = "title",	   [KEY_SLIP] = "slip",
};

static int role_parse(const char *word, enum key_role *ret)
{
	for (size_t i = 0; i < ARRAY_LEN(role_words); i++)
		if (strcmp(role_words[i], word) == 0) {
			*ret = (enum key_role)i;
			return 0;
		}
	return -1;
}

/* A bit for a language's code; unknown ones share one. */
static unsigned language_bit(const char *code)
{
	static const char *const codes[] = {"en", "fr", "de", "es",
					    "la", "pt", "it", "nl"};

	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		if (strcmp(codes[i], code) == 0)
			return 1u << i;
	return 1u << ARRAY_LEN(codes);
}

/* Tokens that the heading falls into when it is read well. */
static int words_of(const char *heading)
{
	int n = 0;
	bool inside = false;

	for (const char *c = heading; *c != '\0'; c++) {
		bool gap = strchr(" ./", *c) != NULL;

		n += !gap && !inside;
		inside = !gap;
	}
	return n;
}

static int key_add(struct label_keys *keys, const struct tsv_row *row,
		   struct error *err)
{
	struct label_key key = {
		.heading = row->fields[COL_HEADING],
		.term = row->fields[COL_TERM],
		.words = words_of(row->fields[COL_HEADING]),
		.languages = language_bit(row->fields[COL_LANGUAGE]),
	};

	if (key.term[0] == '\0')
		return tsv_refuse(row, err,
				  "there is no term; put - where the heading "
				  "asks for none");
	if (role_parse(row->fields[COL_ROLE], &key.role) < 0)
		return tsv_refuse(row, err,
				  "\"%s\" is not a role; use heading, strict, "
				  "number, ignore, title or slip",
				  row->fields[COL_ROLE]);
	if (keys->n >= KEYS_MAX)
		return tsv_refuse(row, err,
				  "more than %d headings; take some "
				  "out",
				  KEYS_MAX);
	key.len = (int)letters_fold(key.heading, key.letters,
				    sizeof(key.letters));
	if (key.len == 0)
		return tsv_refuse(row, err,
				  "the heading has no letters; give it some");
	ARRAY_GROW(keys->items, keys->n, keys->cap);
	keys->items[keys->n++] = key;
	return 0;
}

/* Makes a table of the rows, which it takes. */
static int keys_make(struct tsv *tsv, struct label_keys **ret,
		     struct error *err)
{
	struct label_keys *keys = mem_zalloc(sizeof(*keys));

	keys->tsv = *tsv;
	for (size_t i = 0; i < tsv->n; i++)
		if (key_add(keys, &tsv->rows[i], err) < 0) {
			label_keys_free(keys);
			return -1;
		}
	*ret = keys;
	return 0;
}

int label_keys_parse(const char *text, struct label_keys **ret,
		     struct error *err)
{
	struct tsv tsv;

	if (tsv_parse(&keys_form, text, NULL, NULL, &tsv, err) < 0)
		return -1;
	return keys_make(&tsv, ret, err);
}

int label_keys_load(const char *config_dir, struct label_keys **ret,
		    struct error *err)
{
	struct tsv tsv;

	if (tsv_load(&keys_form, config_dir, &tsv, err) < 0)
		return -1;
	return keys_make(&tsv, ret, err);
}

void label_keys_free(struct label_keys *keys)
{
	if (keys == NULL)
		return;
	tsv_done(&keys->tsv);
	free(keys->items);
	free(keys);
}

size_t label_keys_count(const struct label_keys *keys)
{
	return keys->n;
}

const char *label_keys_term(const struct label_keys *keys, const char *text)
{
	char *bare CLEANUP(mem_free_str) = text_squeezed(text);
	size_t len = strlen(bare);

	while (len > 0 && strchr(".: ", bare[len - 1]) != NULL)
		bare[--len] = '\0';
	for (size_t i = 0; i < keys->n; i++) {
		const struct label_key *key = &keys->items[i];

		if ((key->role == KEY_HEADING || key->role == KEY_NUMBER) &&
		    strcmp(key->term, "-") != 0 &&
		    text_casecmp(key->heading, bare) == 0)
			return key->term;
	}
	return NULL;
}

/* How many letters of a heading may be wrong. */
static int key_slack(const struct label_key *key, const struct key_search *how)
{
	bool brief = key->role == KEY_STRICT || key->role == KEY_NUMBER;

	if ((key->languages & how->languages) == 0)
		return 0;
	if (key->role == KEY_TITLE || key->role == KEY_SLIP)
		return key->len >= 8;
	if (brief)
		return key->len >= 6;
	if (how->loose > 0 && key->len >= 6)
		return (int)(key->len * how->loose);
	return key->len < 5 ? 0 : key->len < 8 ? 1 : key->len < 12 ? 2 : 3;
}

/* Is the word behind the token a number? */
static bool number_follows(const struct label_text *text, size_t token)
{
	size_t next = token + 1;

	return next < text->n_tokens &&
	       text->tokens[next].line == text->tokens[token].line &&
	       isdigit((unsigned char)text->tokens[next].letters[0]);
}

/* Do the marks around the tokens suit the key's role? */
static bool key_role_fits(const struct label_key *key,
			  const struct label_text *text, size_t last,
			  bool loose)
{
	const struct token *t = &text->tokens[last];
	size_t next = last + 1;
	bool colon = t->colon || (loose && key->len >= 3);

	if (next < text->n_tokens && text->tokens[next].line == t->line &&
	    text->tokens[next].letters[0] == '\0' && text->tokens[next].colon)
		colon = true;
	if (key->role == KEY_STRICT)
		return colon;
	if (key->role == KEY_NUMBER)
		return (colon && key->len > 1) || number_follows(text, last);
	return true;
}

/* What is looked for, and the best found so far. */
struct search {
	const struct key_search *how;
	char letters[2 * TOKEN_LETTERS]; /* of the tokens taken so far */
	int len;
	struct key_match best;
	double worth;
};

/* "Herbarium" alone, or "Herbarium of", is not a misread "Herbarium No.": of
 * the last two letters one is there. */
static bool search_ends_alike(const struct search *s,
			      const struct label_key *key)
{
	return s->len >= 2 &&
	       (s->letters[s->len - 1] == key->letters[key->len - 1] ||
		s->letters[s->len - 2] == key->letters[key->len - 2]);
}

/* Tries one heading on the letters of `n` tokens; keeps it where it is the
 * best so far. */
static void search_try(struct search *s, const struct label_key *key, size_t n)
{
	int allowed = key_slack(key, s->how);
	/* more tokens than the heading has words: OCR may have split it */
	int split = (int)n - key->words > 0 ? (int)n - key->words : 0;
	double worth;
	int wrong;

	if (abs(key->len - s->len) > allowed)
		return;
	if (key->words > 1 && !search_ends_alike(s, key))
		return;
	wrong = text_distance(key->letters, s->letters, allowed);
	worth = key->len - 2.5 * wrong - 1.2 * split;
	if (wrong > allowed || (s->best.key != NULL && worth <= s->worth))
		return;
	s->worth = worth;
	s->best = (struct key_match){.key = key,
				     .tokens = n,
				     .likeness = 1 - (double)wrong / key->len};
}

/* Adds the letters of one more token; false when no heading goes so far. */
static bool search_extend(struct search *s, const struct label_text *text,
			  size_t first, size_t last)
{
	const struct token *t = &text->tokens[last];
	int more = (int)strlen(t->letters);

	if (last > first) {
		const struct token *before = t - 1;
		const char *word = text->words->items[before->word].text;

		if (before->line != t->line || token_gap(text, last) > 3 ||
		    word[before->end - 1] == ':')
			return false;
	}
	if (s->len + more >= TOKEN_LETTERS)
		return false;
	memcpy(s->letters + s->len, t->letters, (size_t)more + 1);
	s->len += more;
	return true;
}

bool label_keys_match(const struct label_keys *keys,
		      const struct label_text *text, size_t token,
		      const struct key_search *how, struct key_match *ret)
{
	struct search s = {.how = how};

	for (size_t n = 1; n <= TOKENS_MAX; n++) {
		size_t last = token + n - 1;

		if (last >= text->n_tokens ||
		    !search_extend(&s, text, token, last))
			break;
		if (text->tokens[last].letters[0] == '\0')
			continue;
		for (size_t i = 0; i < keys->n; i++)
			if (key_role_fits(&keys->items[i], text, last,
					  how->loose > 0))
				search_try(&s, &keys->items[i], n);
	}
	if (s.best.key == NULL)
		return false;
	*ret = s.best;
	return true;
}
