/*
 * find.c: words of a value among those of a page. See find.h.
 *
 * Each token of the value is a part with a weight: long words tell much,
 * short ones little. All places of the page where a part may stand are its
 * hits: tokens that are as good as the same, or that few slips of a reader make
 * of it; two or three tokens joined, where a word was torn; one that stands for
 * two of the value; what is cut short by a full stop. Then every hit of the
 * weightiest parts is tried as the anchor of the whole: parts that stand near
 * it count in full, those further off less. The best anchor wins; of equal
 * ones, and of equal hits of a part, what stands closest together.
 *
 * 1. Figures are found as they are or not at all: of two numbers that differ in
 *    one digit neither supports the other.
 * 2. What is looked at is bounded: PARTS_MAX parts, HITS_MAX hits of each,
 *    ANCHORS_MAX anchors.
 */
#include "config.h"

#include "run/evidence/find.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/name/spelling.h"
#include "dwc/name/taxon_name.h"

#define PARTS_MAX   400
#define HITS_MAX    12
#define ANCHORS_MAX 3 /* parts whose hits are tried */

#define EDIT_COST  1.3	/* of an edit, over the length of its word */
#define JOIN_COST  0.03 /* of each token that had to be joined */
#define NEAR_SAME  0.75 /* what a hit counts elsewhere in the region */
#define NEAR_ELSE  0.5	/* and in another */
#define SAME_WORTH 1e-6
#define NAME_PARTS 8 /* of a formula, too */
#define NAME_REACH 6 /* words that parts of a name or a person may span */

struct hit {
	uint32_t token, n;
	double score;
};

struct part {
	size_t token; /* of the value */
	double weight;
	struct hit hits[HITS_MAX];
	size_t n;
};

struct search {
	const struct page *page;
	struct tokens value;
	struct part *parts;
	size_t n;
	uint32_t reach; /* words around an anchor that count in full */
};

/* --- what was found ------------------------------------------------------- */

void found_add_word(struct found *found, uint32_t word)
{
	for (size_t i = 0; i < found->n; i++)
		if (found->words[i] == word)
			return;
	if (found->n < FOUND_WORDS_MAX)
		found->words[found->n++] = word;
}

void found_add(struct found *found, const struct found *other)
{
	for (size_t i = 0; i < other->n; i++)
		found_add_word(found, other->words[i]);
}

bool found_near(const struct found *found, const struct found *others,
		uint32_t reach)
{
	for (size_t i = 0; i < found->n; i++)
		for (size_t k = 0; k < others->n; k++) {
			uint32_t a = found->words[i], b = others->words[k];

			if ((a > b ? a - b : b - a) <= reach)
				return true;
		}
	return false;
}

/* From the first of its words to the last. */
static uint32_t found_spread(const struct found *found)
{
	uint32_t first = UINT32_MAX, last = 0;

	for (size_t i = 0; i < found->n; i++) {
		first = found->words[i] < first ? found->words[i] : first;
		last = found->words[i] > last ? found->words[i] : last;
	}
	return found->n > 0 ? last - first : 0;
}

/* What is worth more, and of equals what stands together. */
static bool found_better(const struct found *found, const struct found *than)
{
	if (fabs(found->score - than->score) > SAME_WORTH)
		return found->score > than->score;
	return found_spread(found) < found_spread(than);
}

/* --- hits ----------------------------------------------------------------- */

/* Edits that a word of this length may be off. */
static unsigned int edits_allowed(size_t len, bool figure)
{
	if (figure || len < 4)
		return 0;
	return len < 7 ? 1 : len < 11 ? 2 : 3;
}

static void part_hit(struct part *part, struct hit hit)
{
	size_t worst = 0;

	if (part->n < HITS_MAX) {
		part->hits[part->n++] = hit;
		return;
	}
	for (size_t i = 1; i < part->n; i++)
		if (part->hits[i].score < part->hits[worst].score)
			worst = i;
	if (hit.score > part->hits[worst].score)
		part->hits[worst] = hit;
}

/* A word that is looked for: a token of the value, or two joined. */
struct wanted {
	const char *letters;
	size_t len;
	uint64_t mask;
	bool figure, dotted;
	unsigned int limit;
	struct spelling spelling;
};

static void wanted_init(struct wanted *wanted, const struct tokens *value,
			size_t at, size_t n)
{
	char word[SPELLING_MAX + 1];
	size_t len = token_length(value, at, n);

	wanted->len = len < SPELLING_MAX ? len : SPELLING_MAX;
	wanted->letters = token_letters(value, at);
	wanted->mask = spelling_mask(wanted->letters, wanted->len);
	wanted->figure = false;
	for (size_t i = at; i < at + n; i++)
		wanted->figure |= value->items[i].figure;
	wanted->dotted = value->items[at + n - 1].dotted;
	wanted->limit = edits_allowed(wanted->len, wanted->figure);
	memcpy(word, wanted->letters, wanted->len);
	word[wanted->len] = '\0';
	spelling_init(&wanted->spelling, word);
}

/* One is the other cut short: "Sask." of "Saskatchewan". */
static double cut_score(const struct wanted *wanted, const struct token *token,
			const char *letters)
{
	bool shorter = token->len < wanted->len;
	size_t len = shorter ? token->len : wanted->len;

	if (len < 2 || token->len == wanted->len || wanted->figure ||
	    token->figure || !(shorter ? token->dotted : wanted->dotted) ||
	    memcmp(letters, wanted->letters, len) != 0)
		return 0;
	return len > 2 ? 0.85 : 0.55;
}

/* How well `n` tokens from `at` on are the wanted word; 0: not at all. */
static double unit_score(const struct tokens *tokens, size_t at, size_t n,
			 const struct wanted *wanted)
{
	const struct token *token = &tokens->items[at];
	size_t len = token_length(tokens, at, n);
	size_t apart =
		len > wanted->len ? len - wanted->len : wanted->len - len;
	const char *letters = token_letters(tokens, at);
	unsigned int edits;

	if (apart > wanted->limit || len > SPELLING_MAX)
		return n == 1 ? cut_score(wanted, token, letters) : 0;
	if (__builtin_popcountll((token->masks[n - 1] ^ wanted->mask) &
				 ~(uint64_t)1) > 2 * (int)wanted->limit)
		return n == 1 ? cut_score(wanted, token, letters) : 0;
	if (wanted->figure && n == 1 && !token->figure)
		return 0;
	edits = spelling_edits(&wanted->spelling, letters, len, wanted->limit);
	if (edits > wanted->limit)
		return n == 1 ? cut_score(wanted, token, letters) : 0;
	return 1 - EDIT_COST * edits / (double)wanted->len -
	       JOIN_COST * (double)(n - 1);
}

/* All that the page has of `n` tokens of the value from `at` on. */
static void search_hits(struct search *search, size_t at, size_t n)
{
	const struct tokens *tokens = &search->page->tokens;
	struct wanted wanted;

	wanted_init(&wanted, &search->value, search->parts[at].token, n);
	if (n > 1 && wanted.len < 6)
		return;
	for (size_t i = 0; i < tokens->n; i++)
		for (size_t k = 1; k <= (n > 1 ? 1 : TOKEN_JOINS); k++) {
			double score = 0;

			if (tokens->items[i].masks[k - 1] != 0)
				score = unit_score(tokens, i, k, &wanted);
			for (size_t p = at; score > 0 && p < at + n; p++)
				part_hit(&search->parts[p],
					 (struct hit){(uint32_t)i, (uint32_t)k,
						      score});
		}
}

static double word_weight(size_t len, bool figure)
{
	static const double small[] = {0, 0.3, 0.5, 1.2};

	if (figure)
		return len > 3 ? 5 : 1 + (double)len;
	return len < ARRAY_LEN(small) ? small[len]
				      : (double)(len < 10 ? len - 1 : 9);
}

static void search_begin(struct search *search, const struct page *page,
			 const char *text)
{
	*search = (struct search){.page = page};
	tokens_add(&search->value, text, 0);
	tokens_join(&search->value, 0);
	search->n = search->value.n < PARTS_MAX ? search->value.n : PARTS_MAX;
	search->parts = mem_zalloc((search->n + 1) * sizeof(*search->parts));
	for (size_t i = 0; i < search->n; i++) {
		const struct token *token = &search->value.items[i];

		search->parts[i].token = i;
		search->parts[i].weight =
			word_weight(token->len, token->figure);
	}
	search->reach = (uint32_t)(2 * search->n + 8);
}

static void search_fill(struct search *search)
{
	for (size_t i = 0; i < search->n; i++) {
		search_hits(search, i, 1);
		if (i + 1 < search->n)
			search_hits(search, i, 2);
	}
}

static void search_done(struct search *search)
{
	tokens_done(&search->value);
	free(search->parts);
}

/* --- what stands together ------------------------------------------------- */

static uint32_t search_word(const struct search *search, uint32_t token)
{
	return search->page->tokens.items[token].word;
}

/* What a hit counts beside an anchor. */
static double hit_near(const struct search *search, const struct hit *hit,
		       const struct hit *anchor)
{
	const struct page_word *words = search->page->words;
	uint32_t a = search_word(search, hit->token);
	uint32_t b = search_word(search, anchor->token);

	if (words[a].region != words[b].region)
		return NEAR_ELSE;
	return (a > b ? a - b : b - a) <= search->reach ? 1 : NEAR_SAME;
}

static void found_hit(const struct search *search, const struct hit *hit,
		      struct found *found)
{
	for (uint32_t i = 0; i < hit->n; i++)
		found_add_word(found, search_word(search, hit->token + i));
}

/* How far apart two hits stand, in words. */
static uint32_t hit_apart(const struct search *search, const struct hit *a,
			  const struct hit *b)
{
	uint32_t at = search_word(search, a->token);
	uint32_t other = search_word(search, b->token);

	return at > other ? at - other : other - at;
}

/* The best hit of a part beside the anchor, of equals the nearest; its worth
 * in *ret_score. */
static const struct hit *part_best(const struct search *search,
				   const struct part *part,
				   const struct hit *anchor, double *ret_score)
{
	const struct hit *best = NULL;
	uint32_t nearest = UINT32_MAX;

	*ret_score = 0;
	for (size_t i = 0; i < part->n; i++) {
		const struct hit *hit = &part->hits[i];
		double score = hit->score * hit_near(search, hit, anchor);
		uint32_t apart = hit_apart(search, hit, anchor);

		if (score > *ret_score ||
		    (best != NULL && score >= *ret_score && apart < nearest)) {
			*ret_score = score;
			best = hit;
			nearest = apart;
		}
	}
	return best;
}

/* What all parts are worth with this anchor. */
static void search_around(const struct search *search, const struct hit *anchor,
			  struct found *ret)
{
	double sum = 0, all = 0;

	*ret = (struct found){0};
	for (size_t i = 0; i < search->n; i++) {
		const struct part *part = &search->parts[i];
		double score;
		const struct hit *hit = part_best(search, part, anchor, &score);

		sum += part->weight * score;
		all += part->weight;
		if (hit != NULL && score >= NEAR_SAME * 0.6)
			found_hit(search, hit, ret);
	}
	ret->score = all > 0 ? sum / all : 0;
}

/* The weightiest part that was found and not tried yet, or n. */
static size_t search_anchor(const struct search *search, const bool *tried)
{
	size_t best = search->n;

	for (size_t i = 0; i < search->n; i++)
		if (!tried[i] && search->parts[i].n > 0 &&
		    (best == search->n ||
		     search->parts[i].weight > search->parts[best].weight))
			best = i;
	return best;
}

static void search_cluster(const struct search *search, struct found *ret)
{
	bool tried[PARTS_MAX] = {false};

	*ret = (struct found){0};
	for (int i = 0; i < ANCHORS_MAX; i++) {
		size_t at = search_anchor(search, tried);

		if (at == search->n)
			return;
		tried[at] = true;
		for (size_t k = 0; k < search->parts[at].n; k++) {
			struct found found;

			search_around(search, &search->parts[at].hits[k],
				      &found);
			if (found_better(&found, ret))
				*ret = found;
		}
	}
}

/* --- people --------------------------------------------------------------- */

/* Which part is the surname: before a comma with initials behind it, else the
 * last word of three letters; n: none. */
static size_t person_surname(const struct search *search, const char *text)
{
	static const char *const behind[] = {"jr",  "sr", "ll",
					     "lll", "dr", "prof"};
	const char *comma = strchr(text, ',');
	size_t last = search->n, before = 0;

	if (comma != NULL) {
		char *head CLEANUP(mem_free_str) =
			mem_strndup(text, (size_t)(comma - text));
		struct tokens tokens = {0};

		tokens_add(&tokens, head, 0);
		before = tokens.n;
		tokens_done(&tokens);
	}
	for (size_t i = 0; i < search->n; i++) {
		const struct token *token = &search->value.items[i];
		char word[8] = "";

		if (token->len < sizeof(word))
			memcpy(word, token_letters(&search->value, i),
			       token->len);
		if (token->len < 2 ||
		    text_among(word, behind, ARRAY_LEN(behind)))
			continue;
		if (last == search->n || i < before || before == 0 ||
		    before > 2)
			last = i;
	}
	return last;
}

/* Whether given names or initials of the value stand around the surname. */
static double person_beside(const struct search *search, size_t surname,
			    const struct hit *anchor, struct found *found)
{
	const struct tokens *tokens = &search->page->tokens;
	size_t n = 0, same = 0;

	for (size_t i = 0; i < search->n; i++) {
		const struct token *own = &search->value.items[i];
		char first = *token_letters(&search->value, i);
		uint32_t from = anchor->token > 4 ? anchor->token - 4 : 0;

		if (i == surname || own->figure)
			continue;
		n++;
		for (uint32_t t = from; t < tokens->n && t <= anchor->token + 4;
		     t++) {
			const struct token *token = &tokens->items[t];

			if (t == anchor->token || token->figure ||
			    !token->capital ||
			    *token_letters(tokens, t) != first)
				continue;
			if (token->len > 2 && own->len > 2 &&
			    (token->len < own->len - 2 ||
			     memcmp(token_letters(tokens, t),
				    token_letters(&search->value, i), 3) != 0))
				continue;
			same++;
			found_add_word(found, token->word);
			break;
		}
	}
	return n > 0 ? (double)same / (double)n : 1;
}

/* Initials and no more, as they are written or without their stops. */
static void initials_find(const struct search *search, struct found *ret)
{
	const struct tokens *value = &search->value;
	size_t len = value->n > 0 ? token_length(value, 0, value->n) : 0;
	char *joined CLEANUP(mem_free_str) = NULL;

	*ret = (struct found){0};
	if (len < 2)
		return;
	joined = mem_strndup(token_letters(value, 0), len);
	page_find(search->page, joined, FIND_TEXT, ret);
}

static void search_person(struct search *search, const char *text,
			  struct found *ret)
{
	size_t surname = person_surname(search, text);

	*ret = (struct found){0};
	if (surname == search->n) {
		initials_find(search, ret);
		return;
	}
	search_hits(search, surname, 1);
	for (size_t i = 0; i < search->parts[surname].n; i++) {
		const struct hit *hit = &search->parts[surname].hits[i];
		struct found found = {0};
		double beside;

		found_hit(search, hit, &found);
		beside = person_beside(search, surname, hit, &found);
		found.score = hit->score * (0.72 + 0.28 * beside);
		if (found.score > ret->score)
			*ret = found;
	}
}

/* --- names ---------------------------------------------------------------- */

/* The genus as its initial before the epithet: "C. canadensis". */
static bool name_initial(const struct search *search, const struct hit *epithet)
{
	const struct tokens *tokens = &search->page->tokens;
	const struct token *before;

	if (epithet->token == 0)
		return false;
	before = &tokens->items[epithet->token - 1];
	return before->len == 1 && before->capital &&
	       *token_letters(tokens, epithet->token - 1) ==
		       *token_letters(&search->value, 0);
}

/* Every part counts: what one word lacks no other makes good. */
static void name_around(const struct search *search, const struct hit *anchor,
			struct found *ret)
{
	double least = 1, sum = 0, all = 0;

	*ret = (struct found){0};
	for (size_t i = 0; i < search->n; i++) {
		const struct part *part = &search->parts[i];
		double score;
		const struct hit *hit;

		if (search->value.items[i].len < 3)
			continue;
		hit = part_best(search, part, anchor, &score);
		if (i == 0 && search->n > 1 && score < 0.85 &&
		    name_initial(search, anchor))
			score = 0.85;
		else if (hit != NULL)
			found_hit(search, hit, ret);
		least = fmin(least, score);
		sum += part->weight * score;
		all += part->weight;
	}
	ret->score = all > 0 ? sum / all : 0;
	if (least < 0.6)
		ret->score = fmin(ret->score, 0.55);
}

static void search_name(struct search *search, struct found *ret)
{
	search->reach = NAME_REACH;
	search_fill(search);
	*ret = (struct found){0};
	for (size_t i = 0; i < search->n; i++)
		for (size_t k = 0; k < search->parts[i].n; k++) {
			struct found found;

			name_around(search, &search->parts[i].hits[k], &found);
			if (found_better(&found, ret))
				*ret = found;
		}
}

static void name_find(const struct page *page, const char *text,
		      struct found *ret)
{
	struct taxon_name name CLEANUP(taxon_name_done);
	char *parts CLEANUP(mem_free_str) = NULL;
	struct search search;
	struct found author;
	bool good = taxon_name_read(text, true, &name);

	if (good && !name.formula)
		parts = mem_printf("%s %s %s", name.parts[TAXON_GENUS],
				   name.parts[TAXON_EPITHET],
				   name.parts[TAXON_INFRA]);
	search_begin(&search, page,
		     parts != NULL ? parts
		     : good	   ? name.canonical
				   : text);
	if (search.n > NAME_PARTS)
		search.n = NAME_PARTS;
	search_name(&search, ret);
	search_done(&search);
	if (!good || text_blank(name.author) || ret->score < 0.6)
		return;
	page_find(page, name.author, FIND_TEXT, &author);
	if (author.score > 0.5 && found_near(ret, &author, NAME_REACH))
		found_add(ret, &author);
	ret->score *= 0.88 + 0.12 * author.score;
}

/* --- identifiers ---------------------------------------------------------- */

#define IDENTIFIER_JOINS 8
#define ZEROS_BEFORE	 3 /* figures */

/* Zeros in front of a number that is long enough without them. */
static size_t zeros_skip(const char *letters, size_t len)
{
	size_t skip = 0;

	while (skip + ZEROS_BEFORE < len && letters[skip] == 'o')
		skip++;
	return skip;
}

/* How near two runs of letters are: 1, or less where one of seven and more is
 * another one. */
static double letters_same(const char *a, size_t a_len, const char *b,
			   size_t b_len)
{
	size_t skip = zeros_skip(a, a_len), off = 0;

	a += skip;
	a_len -= skip;
	skip = zeros_skip(b, b_len);
	b += skip;
	b_len -= skip;
	if (a_len != b_len)
		return 0;
	for (size_t i = 0; i < a_len; i++)
		off += a[i] != b[i];
	if (off == 0)
		return 1;
	return off == 1 && a_len >= 6 ? 0.6 : 0;
}

/* Looks for `n` tokens of the value from `at` on, as one. */
static void identifier_find(const struct search *search, size_t at, size_t n,
			    double worth, struct found *ret)
{
	const struct tokens *tokens = &search->page->tokens;
	const char *own = token_letters(&search->value, at);
	size_t own_len = token_length(&search->value, at, n);

	for (size_t i = 0; i < tokens->n; i++) {
		uint32_t region =
			search->page->words[tokens->items[i].word].region;
		bool figure = false;

		for (size_t k = 1;
		     k <= IDENTIFIER_JOINS && i + k <= tokens->n &&
		     search->page->words[tokens->items[i + k - 1].word]
				     .region == region &&
		     token_length(tokens, i, k) <= own_len + 8;
		     k++) {
			double score = worth *
				       letters_same(own, own_len,
						    token_letters(tokens, i),
						    token_length(tokens, i, k));

			figure |= tokens->items[i + k - 1].figure;
			if (score <= ret->score || !figure)
				continue;
			*ret = (struct found){.score = score};
			found_hit(search,
				  &(struct hit){(uint32_t)i, (uint32_t)k, 1},
				  ret);
		}
	}
}

/* The whole of it, else its last figures without the letters before them. */
static void search_identifier(const struct search *search, struct found *ret)
{
	*ret = (struct found){0};
	if (search->n == 0 || search->n > 2 * IDENTIFIER_JOINS)
		return;
	identifier_find(search, 0, search->n, 1, ret);
	for (size_t i = 1; i < search->n && ret->score < 1; i++)
		if (search->value.items[i].figure &&
		    !search->value.items[i - 1].figure)
			identifier_find(search, i, search->n - i, 0.85, ret);
}

void page_find(const struct page *page, const char *text, enum find_rule rule,
	       struct found *ret)
{
	struct search search;

	if (rule == FIND_NAME) {
		name_find(page, text, ret);
		return;
	}
	search_begin(&search, page, text);
	if (rule == FIND_PERSON) {
		search_person(&search, text, ret);
	} else if (rule == FIND_IDENTIFIER) {
		search_identifier(&search, ret);
	} else {
		search_fill(&search);
		search_cluster(&search, ret);
	}
	search_done(&search);
}
