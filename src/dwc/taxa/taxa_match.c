/*
 * taxa_match.c: which names of the lists are near one. See taxa.h.
 *
 * Genus and epithet are looked for apart: the lexicons give the words that are
 * near each, and the names that have one of either are candidates. A genus may
 * be far off where the epithet is all but right. Candidates are few; they are
 * weighed by what the slips of a reader cost (spelling.h).
 *
 * 1. A name is found whenever each of its words is within the edits allowed,
 *    and no more than WEIGHED_MAX names of the list are nearer: nothing is drawn
 *    by lot, and ties are broken by text, so that the answer is the same on
 *    every machine.
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/taxa/taxa_file.h"

#define QUERY_MAX      512 /* bytes; no name is longer */
#define CANDIDATES_MAX 100000
#define WEIGHED_MAX    200 /* candidates of a list, nearest first */
#define EDITS_MAX      4   /* of genus and epithet together */
#define GENUS_FAR      5   /* edits of a genus whose epithet is right */
#define SCORE_MIN      .7
#define INFRA_ABSENT   2  /* edits that a missing infraspecific epithet is */
#define ABSENT_SHARE   .9 /* what is left of the score then */
#define AUTHOR_SHARE   .05
#define INITIAL_COST   .5 /* of a genus of which the initial is known */

struct candidate {
	int64_t taxon;
	unsigned int edits;
};

/* The search of one list. */
struct search {
	struct taxa_file *file;
	const struct taxon_name *asked;
	/* By number: edits + 1; 0: not near. */
	uint8_t *genera, *epithets;
	unsigned int genus_limit, infra_limit;
	struct spelling infra; /* of no letters: none was asked for */
	struct candidate *items;
	size_t n, cap;
};

struct hit {
	struct taxa_match match;
	struct taxon_name name;
};

struct hits {
	struct hit *items;
	size_t n, cap;
};

/* --- words ------------------------------------------------------------------ */

/* The edits that words of this length may differ by. */
static unsigned int edits_limit(const char *word)
{
	size_t n = strlen(word);

	if (n <= 3)
		return n <= 1 ? 0 : 1;
	return n <= 7 ? 2 : 3;
}

static void note_word(void *data, uint32_t number, unsigned int edits,
		      const char *word, size_t len)
{
	uint8_t *near = data;

	(void)word, (void)len;
	near[number] = (uint8_t)(edits + 1);
}

/* Reads the words that may be so near. */
static int read_near(struct taxa_file *file, enum taxa_lexicon kind,
		     const char *word, unsigned int limit, struct error *err)
{
	size_t n = strlen(word);

	if (n == 0)
		return 0;
	return taxa_file_words(file, kind, n > limit ? n - limit : 1, n + limit,
			       err);
}

static int near_words(struct taxa_file *file, enum taxa_lexicon kind,
		      const char *word, unsigned int limit, uint8_t **ret,
		      struct error *err)
{
	const struct lexicon *lexicon = &file->words[kind];

	*ret = mem_zalloc((size_t)lexicon->last + 1);
	if (read_near(file, kind, word, limit, err) < 0)
		return -1;
	if (word[0] != '\0')
		lexicon_near(lexicon, word, limit, note_word, *ret);
	return 0;
}

static bool is_initial(const struct taxon_name *asked)
{
	return strlen(asked->parts[TAXON_GENUS]) == 1;
}

/* The edits that a genus may be away at all. */
static unsigned int genus_far(const struct taxon_name *asked)
{
	size_t half = strlen(asked->parts[TAXON_GENUS]) / 2 + 1;

	if (asked->parts[TAXON_EPITHET][0] == '\0')
		return edits_limit(asked->parts[TAXON_GENUS]);
	return half < GENUS_FAR ? (unsigned int)half : GENUS_FAR;
}

/* Genera that begin with the initial that was asked. */
static int initial_genera(struct search *s, struct error *err)
{
	const struct lexicon *genera = &s->file->words[TAXA_GENERA];

	s->genera = mem_zalloc((size_t)genera->last + 1);
	if (taxa_file_words(s->file, TAXA_GENERA, 1, SPELLING_MAX, err) < 0)
		return -1;
	lexicon_begins(genera, s->asked->parts[TAXON_GENUS], note_word,
		       s->genera);
	return 0;
}

/* search_done is to be called in any case. */
static int search_init(struct search *s, struct taxa_file *file,
		       const struct taxon_name *asked, struct error *err)
{
	const char *genus = asked->parts[TAXON_GENUS];
	const char *epithet = asked->parts[TAXON_EPITHET];
	const char *infra = asked->parts[TAXON_INFRA];
	int rc;

	*s = (struct search){
		.file = file,
		.asked = asked,
		.genus_limit = edits_limit(genus),
		.infra_limit = edits_limit(infra),
	};
	spelling_init(&s->infra, infra);
	rc = is_initial(asked) ? initial_genera(s, err)
			       : near_words(file, TAXA_GENERA, genus,
					    genus_far(asked), &s->genera, err);
	if (rc < 0 || near_words(file, TAXA_EPITHETS, epithet,
				 edits_limit(epithet), &s->epithets, err) < 0)
		return -1;
	return read_near(file, TAXA_EPITHETS, infra, s->infra_limit, err);
}

static void search_done(struct search *s)
{
	free(s->genera);
	free(s->epithets);
	free(s->items);
}

/* --- candidates ------------------------------------------------------------- */

static unsigned int near_edits(const uint8_t *near, const struct lexicon *words,
			       int64_t number)
{
	if (number <= 0 || number > words->last || near[number] == 0)
		return UINT8_MAX;
	return near[number] - 1u;
}

/* Edits that a name's infraspecific epithet is away from what was asked. */
static unsigned int infra_edits(const struct search *s, int64_t infra)
{
	bool asked = s->infra.n > 0;
	const char *word;
	unsigned int edits;
	size_t len;

	if (infra == 0)
		return asked ? INFRA_ABSENT : 0;
	if (!asked)
		return UINT8_MAX;
	word = lexicon_word(&s->file->words[TAXA_EPITHETS], infra, &len);
	if (word == NULL)
		return UINT8_MAX;
	edits = spelling_edits(&s->infra, word, len, s->infra_limit);
	return edits <= s->infra_limit ? edits : UINT8_MAX;
}

static void add_candidate(struct search *s, int64_t taxon, unsigned int edits)
{
	if (s->n == CANDIDATES_MAX)
		return;
	ARRAY_GROW(s->items, s->n, s->cap);
	s->items[s->n++] = (struct candidate){.taxon = taxon, .edits = edits};
}

/* Whether words so far away may still be meant: a genus that is far off needs
 * an epithet that is all but right. */
static bool edits_fit(const struct search *s, unsigned int genus,
		      unsigned int epithet)
{
	if (genus == UINT8_MAX || epithet == UINT8_MAX)
		return false;
	if (genus > s->genus_limit)
		return epithet == 0 || (epithet == 1 && genus <= EDITS_MAX);
	return genus + epithet <= EDITS_MAX || genus == 0;
}

/* The names of this epithet whose genus is near. */
static int search_epithet(struct search *s, uint32_t number,
			  unsigned int epithet, struct error *err)
{
	const struct lexicon *genera = &s->file->words[TAXA_GENERA];
	sqlite3_stmt *stmt CLEANUP(taxa_file_end) =
		taxa_file_ask(s->file, TAXA_OF_EPITHET, number, 0, 0);
	int got;

	while ((got = taxa_file_next(s->file, stmt, err)) > 0) {
		unsigned int genus = near_edits(s->genera, genera,
						sqlite3_column_int64(stmt, 0));
		unsigned int infra;

		if (!edits_fit(s, genus, epithet))
			continue;
		infra = infra_edits(s, sqlite3_column_int64(stmt, 1));
		if (infra != UINT8_MAX)
			add_candidate(s, sqlite3_column_int64(stmt, 2),
				      genus + epithet + infra);
	}
	return got;
}

/* Names of one word. */
static int search_genus(struct search *s, uint32_t number, unsigned int edits,
			struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(taxa_file_end) =
		taxa_file_ask(s->file, TAXA_OF_WORDS, number, 0, 0);
	int got;

	while ((got = taxa_file_next(s->file, stmt, err)) > 0)
		add_candidate(s, sqlite3_column_int64(stmt, 0), edits);
	return got;
}

static int search_names(struct search *s, struct error *err)
{
	bool single = s->asked->parts[TAXON_EPITHET][0] == '\0';
	const uint8_t *near = single ? s->genera : s->epithets;
	uint32_t last =
		s->file->words[single ? TAXA_GENERA : TAXA_EPITHETS].last;
	int rc = 0;

	for (uint32_t i = 1; rc == 0 && i <= last; i++) {
		if (near[i] == 0)
			continue;
		rc = single ? search_genus(s, i, near[i] - 1u, err)
			    : search_epithet(s, i, near[i] - 1u, err);
	}
	return rc;
}

/* The names of a genus whose epithet is anything near: half of it may be
 * wrong. */
static int search_within(struct search *s, uint32_t number, unsigned int genus,
			 const struct spelling *epithet, struct error *err)
{
	struct lexicon *words = &s->file->words[TAXA_EPITHETS];
	unsigned int limit = (unsigned int)epithet->n / 2;
	sqlite3_stmt *stmt CLEANUP(taxa_file_end) =
		taxa_file_ask(s->file, TAXA_OF_GENUS, number, 0, 0);
	int got;

	while ((got = taxa_file_next(s->file, stmt, err)) > 0) {
		unsigned int infra =
			infra_edits(s, sqlite3_column_int64(stmt, 1));
		unsigned int edits;
		size_t len;
		const char *word = lexicon_word(
			words, sqlite3_column_int64(stmt, 0), &len);

		if (word == NULL || infra == UINT8_MAX)
			continue;
		edits = spelling_edits(epithet, word, len, limit);
		if (edits <= limit)
			add_candidate(s, sqlite3_column_int64(stmt, 2),
				      genus + edits + infra);
	}
	return got;
}

/* Where no epithet is near: what else those genera have that all but are what
 * was asked. */
static int search_far(struct search *s, struct error *err)
{
	uint32_t last = s->file->words[TAXA_GENERA].last;
	struct spelling epithet;
	int rc = 0;

	spelling_init(&epithet, s->asked->parts[TAXON_EPITHET]);
	if (read_near(s->file, TAXA_EPITHETS, s->asked->parts[TAXON_EPITHET],
		      (unsigned int)epithet.n / 2, err) < 0)
		return -1;
	for (uint32_t i = 1; rc == 0 && i <= last; i++)
		if (s->genera[i] == 1 || s->genera[i] == 2)
			rc = search_within(s, i, s->genera[i] - 1u, &epithet,
					   err);
	return rc;
}

static int compare_candidates(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->edits != y->edits)
		return x->edits < y->edits ? -1 : 1;
	return (x->taxon > y->taxon) - (x->taxon < y->taxon);
}

/* --- weighing --------------------------------------------------------------- */

/* Fills in score and `exact`. */
static void weigh(const struct taxon_name *asked, struct hit *hit)
{
	const char *author = hit->match.author;
	bool absent = asked->parts[TAXON_INFRA][0] != '\0' &&
		      hit->name.parts[TAXON_INFRA][0] == '\0';
	double cost = 0, letters = 0, score;

	for (int i = 0; i < TAXON_PARTS; i++) {
		if (i == TAXON_INFRA && absent)
			continue;
		letters += (double)strlen(asked->parts[i]);
		if (i == TAXON_GENUS && is_initial(asked))
			cost += INITIAL_COST;
		else
			cost += spelling_cost(asked->parts[i],
					      hit->name.parts[i]);
	}
	score = fmax(0, 1 - cost / letters);
	if (absent)
		score *= ABSENT_SHARE;
	if (asked->author[0] != '\0' && author[0] != '\0')
		score -=
			AUTHOR_SHARE *
			(1 - taxon_name_author_likeness(asked->author, author));
	hit->match.score = fmax(0, score);
	hit->match.exact = cost == 0 && !absent;
}

static void hit_done(struct hit *hit)
{
	taxa_match_done(&hit->match);
	taxon_name_done(&hit->name);
}

static void hits_done(struct hits *hits)
{
	for (size_t i = 0; i < hits->n; i++)
		hit_done(&hits->items[i]);
	free(hits->items);
}

static int add_hit(struct search *s, int64_t taxon, struct hits *hits,
		   struct error *err)
{
	struct hit hit = {0};
	int got = taxa_file_row(s->file, taxon, &hit.match, err);

	if (got <= 0)
		return got;
	taxon_name_read(hit.match.name, false, &hit.name);
	weigh(s->asked, &hit);
	if (hit.match.score < SCORE_MIN) {
		hit_done(&hit);
		return 0;
	}
	ARRAY_GROW(hits->items, hits->n, hits->cap);
	hits->items[hits->n++] = hit;
	return 0;
}

static int search_list(struct taxa_file *file, const struct taxon_name *asked,
		       bool far, struct hits *hits, struct error *err)
{
	struct search s CLEANUP(search_done);

	if (search_init(&s, file, asked, err) < 0 ||
	    (far ? search_far(&s, err) : search_names(&s, err)) < 0)
		return -1;
	if (s.n > 0)
		qsort(s.items, s.n, sizeof(*s.items), compare_candidates);
	for (size_t i = 0; i < s.n && i < WEIGHED_MAX; i++)
		if (add_hit(&s, s.items[i].taxon, hits, err) < 0)
			return -1;
	return 0;
}

/* --- order, doubles, homonyms ----------------------------------------------- */

/* The order in which names of one score come. */
static int status_order(enum taxa_status status)
{
	static const int orders[TAXA_STATUSES] = {
		[TAXA_ACCEPTED] = 0,
		[TAXA_SYNONYM] = 1,
		[TAXA_UNTOLD] = 2,
		[TAXA_DOUBTFUL] = 3,
	};

	return orders[status];
}

static int compare_texts(const struct taxa_match *x, const struct taxa_match *y)
{
	const char *pairs[][2] = {
		{x->name, y->name},
		{x->author, y->author},
		{x->list->name, y->list->name},
		{x->id, y->id},
		{x->accepted_name, y->accepted_name},
	};

	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		const char *a = pairs[i][0] != NULL ? pairs[i][0] : "";
		const char *b = pairs[i][1] != NULL ? pairs[i][1] : "";
		int order = strcmp(a, b);

		if (order != 0)
			return order;
	}
	return 0;
}

static int compare_hits(const void *a, const void *b)
{
	const struct taxa_match *x = &((const struct hit *)a)->match;
	const struct taxa_match *y = &((const struct hit *)b)->match;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	if (x->status != y->status)
		return status_order(x->status) - status_order(y->status);
	return compare_texts(x, y);
}

static bool same_text(const char *a, const char *b)
{
	return strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0;
}

static bool same_match(const struct taxa_match *x, const struct taxa_match *y)
{
	return x->list == y->list && same_text(x->name, y->name) &&
	       same_text(x->author, y->author) && x->status == y->status &&
	       same_text(x->accepted_name, y->accepted_name) &&
	       same_text(x->accepted_author, y->accepted_author);
}

/* Takes out what a list says twice. Doubles need not stand side by side. */
static void drop_doubles(struct hits *hits)
{
	size_t kept = 0;

	for (size_t i = 0; i < hits->n; i++) {
		size_t j = 0;

		while (j < kept && !same_match(&hits->items[j].match,
					       &hits->items[i].match))
			j++;
		if (j < kept)
			hit_done(&hits->items[i]);
		else
			hits->items[kept++] = hits->items[i];
	}
	hits->n = kept;
}

static bool same_words(const struct taxon_name *x, const struct taxon_name *y)
{
	for (int i = 0; i < TAXON_PARTS; i++)
		if (strcmp(x->parts[i], y->parts[i]) != 0)
			return false;
	return true;
}

static void mark_homonyms(struct hits *hits)
{
	for (size_t i = 0; i < hits->n; i++)
		for (size_t j = 0; j < i; j++) {
			struct hit *x = &hits->items[i], *y = &hits->items[j];

			if (x->match.list != y->match.list ||
			    x->match.author[0] == '\0' ||
			    y->match.author[0] == '\0' ||
			    !same_words(&x->name, &y->name) ||
			    taxon_name_author_likeness(x->match.author,
						       y->match.author) == 1)
				continue;
			x->match.homonym = true;
			y->match.homonym = true;
		}
}

/* --- matching --------------------------------------------------------------- */

/* Three words without a rank may be two, of which the epithet was torn apart
 * or lost its hyphen. False where they are not. */
static bool joined(const struct taxon_name *name, struct taxon_name *ret)
{
	const char *epithet = name->parts[TAXON_EPITHET];
	const char *infra = name->parts[TAXON_INFRA];
	char *word CLEANUP(mem_free_str) = NULL;

	if (infra[0] == '\0' || name->marked ||
	    strlen(epithet) + strlen(infra) > SPELLING_MAX)
		return false;
	word = mem_printf("%s%s", epithet, infra);
	*ret = *name;
	strcpy(ret->parts[TAXON_EPITHET], word);
	ret->parts[TAXON_INFRA][0] = '\0';
	return true;
}

static int search_lists(struct taxa *taxa, const struct taxon_name *asked,
			bool far, struct hits *hits, struct error *err)
{
	struct taxon_name other;
	bool torn = joined(asked, &other);

	for (size_t i = 0; i < taxa->n; i++)
		if (search_list(taxa->files[i], asked, far, hits, err) < 0 ||
		    (torn &&
		     search_list(taxa->files[i], &other, far, hits, err) < 0))
			return -1;
	return 0;
}

static void hits_take(struct hits *hits, size_t limit, struct taxa_matches *ret)
{
	size_t n = hits->n < limit ? hits->n : limit;

	*ret = (struct taxa_matches){
		.items = mem_zalloc((n + 1) * sizeof(*ret->items)), .n = n};
	for (size_t i = 0; i < n; i++) {
		ret->items[i] = hits->items[i].match;
		hits->items[i].match = (struct taxa_match){0};
	}
}

int taxa_match(struct taxa *taxa, const char *name, size_t limit,
	       struct taxa_matches *ret, struct error *err)
{
	struct taxon_name asked CLEANUP(taxon_name_done) = {0};
	struct hits hits CLEANUP(hits_done) = {0};

	if (strlen(name) <= QUERY_MAX && taxon_name_read(name, true, &asked)) {
		if (search_lists(taxa, &asked, false, &hits, err) < 0)
			return -1;
		if (hits.n == 0 && asked.parts[TAXON_EPITHET][0] != '\0' &&
		    !is_initial(&asked) &&
		    search_lists(taxa, &asked, true, &hits, err) < 0)
			return -1;
	}
	if (hits.n > 0)
		qsort(hits.items, hits.n, sizeof(*hits.items), compare_hits);
	drop_doubles(&hits);
	mark_homonyms(&hits);
	hits_take(&hits, limit, ret);
	return 0;
}

void taxa_matches_done(struct taxa_matches *matches)
{
	for (size_t i = 0; i < matches->n; i++)
		taxa_match_done(&matches->items[i]);
	free(matches->items);
	*matches = (struct taxa_matches){0};
}
