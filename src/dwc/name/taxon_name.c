/*
 * taxon_name.c: a scientific name in its parts. See taxon_name.h.
 *
 * 1. Authors begin at the first word behind the genus that cannot be an
 *    epithet; a mark of rank with an epithet behind it ends them.
 * 2. "f." is a mark of rank only where an epithet follows, else the son of
 *    the author before it.
 */
#include "config.h"

#include "dwc/name/taxon_name.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/parse/name.h"

#define TOKENS_MAX  48
#define EPITHET_MIN 2 /* letters */

struct token {
	const char *text;
	size_t len;
	unsigned int roles;
	bool asked; /* what its roles are */
};

/* A name as it is being read. */
struct reading {
	bool lenient;
	bool shouted; /* in capitals alone: they tell nothing */
	struct token tokens[TOKENS_MAX];
	size_t n, at;
	size_t author; /* the token that authors begin with; n: none yet */
	struct bytes canonical;
	struct taxon_name *name;
};

/* --- words ------------------------------------------------------------------ */

/* What a word can be beside a part of the name (parse/name.h), found out when
 * it is first asked. */
static unsigned int token_roles(struct token *token)
{
	char *word CLEANUP(mem_free_str) = NULL;

	if (!token->asked) {
		word = mem_strndup(token->text, token->len);
		token->roles = name_word_roles(word);
		token->asked = true;
	}
	return token->roles;
}

static bool token_is(struct token *token, unsigned int roles)
{
	return (token_roles(token) & roles) != 0;
}

static bool token_is_subgeneric(const struct token *token)
{
	static const char *const ranks[] = {
		"sect.",    "subg.",   "subgen.",    "ser.",
		"subsect.", "subser.", "nothosect.", "nothosubg."};

	for (size_t i = 0; i < ARRAY_LEN(ranks); i++)
		if (strlen(ranks[i]) == token->len &&
		    memcmp(ranks[i], token->text, token->len) == 0)
			return true;
	return false;
}

/* Letters that do not fall apart into a letter and its mark. */
static const struct {
	const char *from, *to;
} letters[] = {
	{"\xc3\xa6", "ae"}, {"\xc5\x93", "oe"}, {"\xc3\xb8", "o"},
	{"\xc5\x82", "l"},  {"\xc4\x91", "d"},	{"\xc3\xb0", "d"},
	{"\xc3\xbe", "th"}, {"\xc4\xb1", "i"},
};

/* Puts the next character of a folded word; returns its bytes. */
static size_t fold_next(const char *at, struct bytes *ret)
{
	unsigned char c = (unsigned char)*at;
	size_t len;

	for (size_t i = 0; c >= 0x80 && i < ARRAY_LEN(letters); i++)
		if (strncmp(at, letters[i].from, 2) == 0) {
			bytes_append_str(ret, letters[i].to);
			return 2;
		}
	if (c < 0x80) {
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			bytes_append_char(ret, *at);
		return 1;
	}
	len = text_letter(at);
	if (len == 0)
		return 1;
	bytes_append(ret, at, len);
	return len;
}

bool taxon_name_fold(const char *text, size_t len, char ret[SPELLING_MAX + 1])
{
	char *copy CLEANUP(mem_free_str) = mem_strndup(text, len);
	char *folded CLEANUP(mem_free_str) = text_folded(copy);
	struct bytes word CLEANUP(bytes_done) = {0};

	for (const char *at = folded; *at != '\0';)
		at += fold_next(at, &word);
	if (word.len == 0 || word.len > SPELLING_MAX)
		return false;
	memcpy(ret, word.data, word.len + 1);
	return true;
}

static bool token_is_capital(const struct reading *r, const struct token *token)
{
	return !r->shouted && text_upper(token->text);
}

/* Letters and hyphens alone (and digits, in what was read by a machine), more
 * than one. */
static bool token_is_word(const struct reading *r, const struct token *token)
{
	size_t n = 0;

	for (size_t i = 0; i < token->len; n++) {
		size_t len = text_letter(token->text + i);
		char c = token->text[i];
		bool digit = c >= '0' && c <= '9';

		if (len == 0 && c != '-' && !(digit && (r->lenient || i == 0)))
			return false;
		i += len > 0 ? len : 1;
	}
	return n >= EPITHET_MIN;
}

static bool token_is_epithet(const struct reading *r, struct token *token)
{
	return token_is_word(r, token) && !token_is_capital(r, token) &&
	       !token_is(token, NAME_LINK | NAME_SPECIES | NAME_RANK);
}

/* --- tokens ----------------------------------------------------------------- */

static bool is_gap(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == '_';
}

/* Splits at blanks, and a hybrid sign that is glued to its word from it. */
static void reading_split(struct reading *r, const char *text)
{
	static const char sign[] = "\xc3\x97";

	while (*text != '\0' && r->n < TOKENS_MAX) {
		const char *start;

		while (*text != '\0' && is_gap(*text))
			text++;
		start = text;
		if (strncmp(text, sign, 2) == 0)
			text += 2;
		else
			while (*text != '\0' && !is_gap(*text))
				text++;
		if (text > start)
			r->tokens[r->n++] = (struct token){
				.text = start, .len = (size_t)(text - start)};
	}
	r->author = r->n;
}

/* Whether a text has capitals alone, in words of more than one letter. */
static bool is_shouted(const char *text)
{
	size_t letters_seen = 0;

	for (size_t i = 0; text[i] != '\0';) {
		size_t len = text_letter(text + i);

		if (len > 0 && !text_upper(text + i))
			return false;
		letters_seen += len > 0;
		i += len > 0 ? len : 1;
	}
	return letters_seen > 1;
}

static struct token *reading_peek(struct reading *r, size_t ahead)
{
	return r->at + ahead < r->n ? &r->tokens[r->at + ahead] : NULL;
}

static void canonical_add(struct reading *r, struct token *token)
{
	if (r->canonical.len > 0)
		bytes_append_char(&r->canonical, ' ');
	bytes_append(&r->canonical, token->text, token->len);
}

/* Takes the token as this part of the name. */
static bool take_part(struct reading *r, enum taxon_part part)
{
	struct token *token = &r->tokens[r->at];

	if (!taxon_name_fold(token->text, token->len, r->name->parts[part]))
		return false;
	canonical_add(r, token);
	r->at++;
	return true;
}

/* --- the parts -------------------------------------------------------------- */

static void skip_marks(struct reading *r)
{
	struct token *token = reading_peek(r, 0);

	while (token != NULL && token_is(token, NAME_HYBRID | NAME_DOUBT)) {
		if (token_is(token, NAME_HYBRID))
			canonical_add(r, token);
		r->at++;
		token = reading_peek(r, 0);
	}
}

static bool read_genus(struct reading *r)
{
	struct token *token;
	size_t len;

	skip_marks(r);
	token = reading_peek(r, 0);
	if (token == NULL)
		return false;
	len = text_letter(token->text);
	/* "C." stands for a genus in what is asked. */
	if (r->lenient && len > 0 && token->len == len + 1 &&
	    token->text[len] == '.')
		return take_part(r, TAXON_GENUS);
	if (!token_is_word(r, token) ||
	    (!r->lenient && !text_upper(token->text)))
		return false;
	return take_part(r, TAXON_GENUS);
}

/* "Carex (Vignea) arenaria": a subgenus between the two is passed over. */
static void skip_subgenus(struct reading *r)
{
	struct token *token = reading_peek(r, 0);
	struct token *next = reading_peek(r, 1);

	if (token != NULL && next != NULL && token->text[0] == '(' &&
	    token->text[token->len - 1] == ')' && token->len > 3 &&
	    token->text[token->len - 2] != '.' && token_is_epithet(r, next))
		r->at++;
}

static void read_epithet(struct reading *r)
{
	struct token *token = reading_peek(r, 0);
	struct token *next = reading_peek(r, 1);

	if (token != NULL && next != NULL && token_is_subgeneric(token) &&
	    token_is_word(r, next)) {
		canonical_add(r, token);
		r->at++;
		(void)take_part(r, TAXON_EPITHET);
		return;
	}
	skip_subgenus(r);
	token = reading_peek(r, 0);
	/* A cross of genera has a capital behind its sign. */
	if (token != NULL && token_is(token, NAME_HYBRID)) {
		next = reading_peek(r, 1);
		r->name->formula = next != NULL && token_is_capital(r, next);
		if (r->name->formula)
			return;
	}
	skip_marks(r);
	token = reading_peek(r, 0);
	if (token != NULL && token_is_epithet(r, token))
		(void)take_part(r, TAXON_EPITHET);
}

/* Takes "var. altior", after which no author that came before counts. */
static bool read_ranked(struct reading *r)
{
	struct token *token = reading_peek(r, 0);
	struct token *next = reading_peek(r, 1);
	size_t before = r->canonical.len;

	if (next == NULL || !token_is(token, NAME_RANK) ||
	    !token_is_epithet(r, next))
		return false;
	canonical_add(r, token);
	r->at++;
	if (!take_part(r, TAXON_INFRA)) {
		r->canonical.len = before;
		r->canonical.data[before] = '\0';
		return false;
	}
	r->name->marked = true;
	r->author = r->n;
	return true;
}

/* "Salix alba × fragilis", "× S. fragilis": two parents. */
static bool is_formula(struct reading *r)
{
	struct token *next = reading_peek(r, 1);

	return token_is(reading_peek(r, 0), NAME_HYBRID) && next != NULL;
}

static void read_rest(struct reading *r)
{
	bool named = r->name->parts[TAXON_EPITHET][0] != '\0';

	while (r->at < r->n) {
		struct token *token = reading_peek(r, 0);

		if (named && read_ranked(r))
			continue;
		if (is_formula(r)) {
			r->name->formula = true;
			return;
		}
		/* A third word without its rank, as zoologists write it. */
		if (named && r->author == r->n &&
		    r->name->parts[TAXON_INFRA][0] == '\0' &&
		    token_is_epithet(r, token) && take_part(r, TAXON_INFRA))
			continue;
		if (r->author == r->n &&
		    !token_is(token, NAME_DOUBT | NAME_SPECIES))
			r->author = r->at;
		r->at++;
	}
}

static char *read_author(const struct reading *r)
{
	const struct token *last;
	char *raw CLEANUP(mem_free_str) = NULL;

	if (r->author >= r->n || r->name->formula)
		return mem_strdup("");
	last = &r->tokens[r->n - 1];
	raw = mem_strndup(
		r->tokens[r->author].text,
		(size_t)(last->text + last->len - r->tokens[r->author].text));
	return text_squeezed(raw);
}

bool taxon_name_read(const char *text, bool lenient, struct taxon_name *ret)
{
	struct reading r = {.lenient = lenient,
			    .shouted = lenient && is_shouted(text),
			    .name = ret};
	bool good;

	*ret = (struct taxon_name){0};
	reading_split(&r, text);
	good = read_genus(&r);
	if (good) {
		read_epithet(&r);
		read_rest(&r);
		ret->author = read_author(&r);
	} else {
		*ret = (struct taxon_name){.author = mem_strdup("")};
		bytes_clear(&r.canonical);
	}
	ret->canonical = bytes_steal(&r.canonical);
	return good;
}

void taxon_name_done(struct taxon_name *name)
{
	free(name->canonical);
	free(name->author);
	*name = (struct taxon_name){0};
}

/* --- authors ---------------------------------------------------------------- */

/* The next word of letters, folded already; its length in *ret_len. */
static const char *author_word(const char *at, size_t *ret_len)
{
	const char *start;

	while (*at != '\0' && text_letter(at) == 0)
		at++;
	start = at;
	while (*at != '\0' && text_letter(at) > 0)
		at += text_letter(at);
	*ret_len = (size_t)(at - start);
	return start;
}

/* Whether a word of one letter is a name by itself ("L.", "(L.)"), not the
 * initial of the one that follows. */
static bool is_whole_name(const char *at, size_t n)
{
	if (n != 1)
		return false;
	at++;
	while (*at == '.' || *at == ' ')
		at++;
	return text_letter(at) == 0;
}

/* Whether one word abbreviates the other. Of names of one letter there is but
 * that of Linnaeus, and "Lam." is someone else. */
static bool same_author_word(const char *a, size_t n, const char *b, size_t m)
{
	size_t least = n < m ? n : m;
	const char *longer = n > m ? a : b;

	if (least == 0 || strncmp(a, b, least) != 0)
		return false;
	if (n == m || !(is_whole_name(a, n) || is_whole_name(b, m)))
		return true;
	return strncmp(longer, "linn", 4) == 0;
}

double taxon_name_author_likeness(const char *a, const char *b)
{
	char *fa CLEANUP(mem_free_str) = text_folded(a);
	char *fb CLEANUP(mem_free_str) = text_folded(b);
	const char *at = fa, *bt = fb;
	size_t same = 0, words = 0;

	for (;;) {
		size_t n, m;

		at = author_word(at, &n);
		bt = author_word(bt, &m);
		if (n == 0 && m == 0)
			break;
		words++;
		same += same_author_word(at, n, bt, m);
		at += n;
		bt += m;
	}
	if (words == 0 || same == words)
		return 1;
	return (double)same / (double)words * .5 + text_similarity(a, b) * .5;
}
