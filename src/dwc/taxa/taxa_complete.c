/*
 * taxa_complete.c: the names that begin as what was typed. See taxa.h.
 *
 * 1. Each word is a beginning: of a genus, of epithets.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "dwc/parse/name.h"
#include "dwc/taxa/taxa_file.h"

#define TYPED_MAX  256	 /* bytes */
#define WORDS_MOST 1000	 /* of which the names are looked through … */
#define NAMES_MOST 20000 /* … and so many names of several words, … */
#define FOUND_MOST 500	 /* … of which so many fit: each is read */

/* What was typed: whole words, then the beginning of one. */
struct typed {
	char words[TAXON_PARTS][SPELLING_MAX + 1];
	size_t n; /* of which the last is the beginning, and may be "" */
};

struct found {
	struct taxa_match *items;
	size_t n, cap;
	/* of this list */
	size_t begun;  /* where its items begin */
	size_t looked; /* names that were looked at */
};

/* Numbers of words, marked. */
struct marks {
	uint8_t *items;
	uint32_t *numbers; /* in the order of their words' lengths */
	size_t n, cap;
};

/* --- what was typed --------------------------------------------------------- */

/* Marks of rank, of hybrids and of doubt. */
static bool is_passed_over(const char *text, size_t len)
{
	char *word CLEANUP(mem_free_str) = mem_strndup(text, len);

	return (name_word_roles(word) &
		(NAME_HYBRID | NAME_RANK | NAME_DOUBT)) != 0;
}

/* False where it is more than a name has. */
static bool typed_read(const char *text, struct typed *ret)
{
	*ret = (struct typed){0};
	while (*text == ' ')
		text++;
	for (;;) {
		size_t len = strcspn(text, " ");
		bool last = text[len] == '\0';

		if (last || !is_passed_over(text, len)) {
			if (ret->n == TAXON_PARTS)
				return false;
			if (!taxon_name_fold(text, len, ret->words[ret->n]) &&
			    !last)
				return false;
			ret->n++;
		}
		if (last)
			return ret->words[0][0] != '\0';
		text += len + strspn(text + len, " ");
	}
}

static void mark_word(void *data, uint32_t number, unsigned int edits,
		      const char *word, size_t len)
{
	struct marks *marks = data;

	(void)edits, (void)word, (void)len;
	marks->items[number] = 1;
	ARRAY_GROW(marks->numbers, marks->n, marks->cap);
	marks->numbers[marks->n++] = number;
}

static void marks_init(struct marks *marks, const struct lexicon *words,
		       const char *begin)
{
	*marks = (struct marks){.items = mem_zalloc((size_t)words->last + 1)};
	lexicon_begins(words, begin, mark_word, marks);
}

static void marks_done(struct marks *marks)
{
	free(marks->items);
	free(marks->numbers);
}

static bool is_marked(const struct marks *marks, const struct lexicon *words,
		      int64_t number)
{
	return number > 0 && number <= words->last && marks->items[number] != 0;
}

/* --- names ------------------------------------------------------------------ */

static int add_found(struct taxa_file *file, int64_t taxon, bool genus,
		     struct found *found, struct error *err)
{
	struct taxa_match match;
	struct taxon_name name CLEANUP(taxon_name_done) = {0};
	int got = taxa_file_row(file, taxon, &match, err);

	if (got <= 0)
		return got;
	taxon_name_read(match.name, false, &name);
	/* A genus that has no row of its own is known by its species. */
	if (genus && name.parts[TAXON_EPITHET][0] != '\0') {
		match.name[strcspn(match.name, " ")] = '\0';
		match.author[0] = match.id[0] = match.rank[0] = '\0';
		match.status_word[0] = '\0';
		match.status = TAXA_UNTOLD;
	}
	ARRAY_GROW(found->items, found->n, found->cap);
	found->items[found->n++] = match;
	return 0;
}

static int complete_genera(struct taxa_file *file, const struct typed *typed,
			   struct found *found, struct error *err)
{
	struct marks marks CLEANUP(marks_done) = {0};

	if (taxa_file_words(file, TAXA_GENERA, strlen(typed->words[0]),
			    SPELLING_MAX, err) < 0)
		return -1;
	marks_init(&marks, &file->words[TAXA_GENERA], typed->words[0]);
	for (size_t i = 0; i < marks.n && i < FOUND_MOST; i++) {
		sqlite3_stmt *stmt CLEANUP(taxa_file_end) = taxa_file_ask(
			file, TAXA_FIRST_OF, marks.numbers[i], 0, 0);
		int got = taxa_file_next(file, stmt, err);

		if (got < 0 ||
		    (got > 0 && add_found(file, sqlite3_column_int64(stmt, 0),
					  true, found, err) < 0))
			return -1;
	}
	return 0;
}

/* Words that may stand for the typed ones: those that begin so. */
struct beginnings {
	struct marks genera, epithets, below;
};

static void beginnings_done(struct beginnings *b)
{
	marks_done(&b->genera);
	marks_done(&b->epithets);
	marks_done(&b->below);
}

static int beginnings_read(struct taxa_file *file, const struct typed *typed,
			   struct beginnings *ret, struct error *err)
{
	const struct lexicon *words = &file->words[TAXA_EPITHETS];

	if (taxa_file_words(file, TAXA_GENERA, strlen(typed->words[0]),
			    SPELLING_MAX, err) < 0 ||
	    taxa_file_words(file, TAXA_EPITHETS, 1, SPELLING_MAX, err) < 0)
		return -1;
	marks_init(&ret->genera, &file->words[TAXA_GENERA], typed->words[0]);
	marks_init(&ret->epithets, words, typed->words[1]);
	marks_init(&ret->below, words, typed->words[2]);
	return 0;
}

/* Whether a name is of these words; those below the species only where three
 * words were typed. */
static bool name_fits(const struct taxa_file *file, const struct typed *typed,
		      const struct beginnings *b, const int64_t parts[3])
{
	const struct lexicon *words = &file->words[TAXA_EPITHETS];

	return is_marked(&b->genera, &file->words[TAXA_GENERA], parts[0]) &&
	       is_marked(&b->epithets, words, parts[1]) &&
	       (typed->n == TAXON_PARTS ? is_marked(&b->below, words, parts[2])
					: parts[2] == 0);
}

/* The words that names are looked for by. */
static const struct marks *beginnings_by(const struct beginnings *b,
					 enum taxa_sql sql)
{
	return sql == TAXA_OF_GENUS ? &b->genera : &b->epithets;
}

/* Whether no more is looked at: "C " begins a tenth of all names, and whoever
 * types on does not wait for them. Of one word all names are. */
static bool found_is_enough(const struct found *found,
			    const struct beginnings *b, enum taxa_sql sql)
{
	return beginnings_by(b, sql)->n > 1 &&
	       (found->n - found->begun >= FOUND_MOST ||
		found->looked >= NAMES_MOST);
}

/* Of the names of this genus, or of this epithet, those that fit. */
static int complete_of(struct taxa_file *file, const struct typed *typed,
		       const struct beginnings *b, enum taxa_sql sql,
		       int64_t number, struct found *found, struct error *err)
{
	sqlite3_stmt *stmt CLEANUP(taxa_file_end) =
		taxa_file_ask(file, sql, number, 0, 0);
	bool genus = sql == TAXA_OF_GENUS;
	int got = 0;

	while (!found_is_enough(found, b, sql) &&
	       (got = taxa_file_next(file, stmt, err)) > 0) {
		int64_t other = sqlite3_column_int64(stmt, 0);
		const int64_t parts[3] = {genus ? number : other,
					  genus ? other : number,
					  sqlite3_column_int64(stmt, 1)};

		found->looked++;
		if (name_fits(file, typed, b, parts) &&
		    add_found(file, sqlite3_column_int64(stmt, 2), false, found,
			      err) < 0)
			return -1;
	}
	return got;
}

/* Names whose words begin so: "cir flod" is Cirsium flodmanii. They are looked
 * for by genus or by epithet, whichever of the two are fewer. */
static int complete_names(struct taxa_file *file, const struct typed *typed,
			  struct found *found, struct error *err)
{
	struct beginnings b CLEANUP(beginnings_done) = {0};
	const struct marks *fewer;
	enum taxa_sql sql;

	if (beginnings_read(file, typed, &b, err) < 0)
		return -1;
	sql = b.genera.n <= b.epithets.n ? TAXA_OF_GENUS : TAXA_OF_EPITHET;
	fewer = beginnings_by(&b, sql);
	for (size_t i = 0;
	     i < fewer->n && i < WORDS_MOST && !found_is_enough(found, &b, sql);
	     i++)
		if (complete_of(file, typed, &b, sql, fewer->numbers[i], found,
				err) < 0)
			return -1;
	return 0;
}

/* --- completing ------------------------------------------------------------- */

static int compare_found(const void *a, const void *b)
{
	const struct taxa_match *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	if (order == 0)
		order = (y->author[0] != '\0') - (x->author[0] != '\0');
	if (order == 0)
		order = (y->status == TAXA_ACCEPTED) -
			(x->status == TAXA_ACCEPTED);
	if (order == 0)
		order = strcmp(x->author, y->author);
	return order != 0 ? order : strcmp(x->list->name, y->list->name);
}

/* Whether it says no more than the one before: the same name of the same
 * author, or of one that the list does not tell. */
static bool found_again(const struct taxa_match *before,
			const struct taxa_match *match)
{
	return strcmp(before->name, match->name) == 0 &&
	       (match->author[0] == '\0' ||
		strcmp(before->author, match->author) == 0);
}

/* Leaves each name of an author once, and no more than `limit`. */
static void found_take(struct found *found, size_t limit,
		       struct taxa_matches *ret)
{
	size_t kept = 0;

	if (found->n > 0)
		qsort(found->items, found->n, sizeof(*found->items),
		      compare_found);
	for (size_t i = 0; i < found->n; i++) {
		bool again = kept > 0 && found_again(&found->items[kept - 1],
						     &found->items[i]);

		if (again || kept == limit)
			taxa_match_done(&found->items[i]);
		else
			found->items[kept++] = found->items[i];
	}
	*ret = (struct taxa_matches){.items = found->items, .n = kept};
	*found = (struct found){0};
}

static void found_done(struct found *found)
{
	for (size_t i = 0; i < found->n; i++)
		taxa_match_done(&found->items[i]);
	free(found->items);
}

int taxa_complete(struct taxa *taxa, const char *prefix, size_t limit,
		  struct taxa_matches *ret, struct error *err)
{
	struct found found CLEANUP(found_done) = {0};
	struct typed typed;
	bool good = strlen(prefix) <= TYPED_MAX && typed_read(prefix, &typed);

	for (size_t i = 0; good && i < taxa->n; i++) {
		struct taxa_file *file = taxa->files[i];
		int rc;

		found.begun = found.n;
		found.looked = 0;
		rc = typed.n == 1 ? complete_genera(file, &typed, &found, err)
				  : complete_names(file, &typed, &found, err);
		if (rc < 0)
			return -1;
	}
	found_take(&found, limit, ret);
	return 0;
}
