/*
 * place.c: place words in a text. See place.h.
 *
 * Each way to write a place is an entry, found by its folded words. What
 * stands around the words then decides whether they mean the place: names
 * need a capital, short forms their dots or a comma before them.
 *
 * 1. `entries` is sorted by key; entries of one key stand as in the file.
 * 2. Strings of rows lie in `text`, those of entries are their own.
 */
#include "config.h"

#include "dwc/place.h"

#include <stdlib.h>
#include <string.h>

#include "base/asset.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/tsv.h"

#define PLACES_FILE    "places.tsv"
#define PLACES_COLUMNS "country\tstateProvince\tnames\tabbreviations\tshort"
#define PLACE_WORDS    8    /* in one name */
#define TEXT_WORDS_MAX 4096 /* looked at in one text */
#define GAP_MAX	       3    /* bytes between the words of a name */

enum { COL_COUNTRY, COL_STATE, COL_NAMES, COL_ABBREVIATIONS, COL_SHORT };

enum entry_kind {
	ENTRY_NAME,
	ENTRY_WEAK, /* a name that is also a word or a town */
	ENTRY_ABBREVIATION,
	ENTRY_SHORT,	/* written without dots */
	ENTRY_INITIALS, /* written with dots: "B.C.", "Man." */
};

struct row {
	const char *country;
	const char *state; /* "" for the country itself */
};

struct entry {
	char *key;   /* folded words, a space between two */
	char *exact; /* the same as written, without dots */
	size_t words;
	enum entry_kind kind;
	size_t row, order;
};

struct places {
	char *text;
	struct row *rows;
	size_t n_rows;
	struct entry *entries;
	size_t n_entries, cap;
};

/* --- words --------------------------------------------------------------- */

struct word {
	size_t start, end;
	char *folded;
};

struct words {
	const char *text;
	struct word *items;
	size_t n;
};

static void words_read(const char *text, struct words *ret)
{
	size_t at = 0, cap = 0;

	*ret = (struct words){.text = text};
	while (text[at] != '\0' && ret->n < TEXT_WORDS_MAX) {
		struct word word = {.start = at};
		char *raw CLEANUP(mem_free_str) = NULL;
		size_t len;

		while ((len = text_letter(text + at)) > 0)
			at += len;
		word.end = at;
		if (word.end == word.start) {
			at++;
			continue;
		}
		raw = mem_strndup(text + word.start, word.end - word.start);
		word.folded = text_folded(raw);
		if (ret->n == cap) {
			cap = cap > 0 ? 2 * cap : 16;
			ret->items =
				mem_grow(ret->items, cap, sizeof(*ret->items));
		}
		ret->items[ret->n++] = word;
	}
}

static void words_done(struct words *words)
{
	for (size_t i = 0; i < words->n; i++)
		free(words->items[i].folded);
	free(words->items);
}

/* Words `first` to `first + n - 1` joined by spaces; folded, or as they are
 * written. Owned. */
static char *words_join(const struct words *words, size_t first, size_t n,
			bool folded)
{
	struct bytes out = {0};

	for (size_t i = first; i < first + n; i++) {
		const struct word *word = &words->items[i];

		if (i > first)
			bytes_append_char(&out, ' ');
		if (folded)
			bytes_append_str(&out, word->folded);
		else
			bytes_append(&out, words->text + word->start,
				     word->end - word->start);
	}
	return bytes_steal(&out);
}

/* --- the table ------------------------------------------------------------ */

static int entry_order(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;
	int order = strcmp(left->key, right->key);

	if (order != 0)
		return order;
	return left->order < right->order ? -1 : left->order > right->order;
}

/* Adds one way to write the last row. */
static int places_add(struct places *places, const struct tsv *tsv,
		      const char *form, enum entry_kind kind, struct error *err)
{
	struct words words;
	struct entry *entry;

	if (form[0] == '~' && kind == ENTRY_NAME)
		kind = ENTRY_WEAK;
	if (strchr(form, '.') != NULL && kind == ENTRY_SHORT)
		kind = ENTRY_INITIALS;
	words_read(form, &words);
	if (words.n == 0 || words.n > PLACE_WORDS) {
		words_done(&words);
		return error_set(err, ERROR_FAILED,
				 "%s line %zu: \"%s\" is no name of one to %d "
				 "words",
				 tsv->name, tsv->line, form, PLACE_WORDS);
	}
	if (places->n_entries == places->cap) {
		places->cap = places->cap > 0 ? 2 * places->cap : 1024;
		places->entries = mem_grow(places->entries, places->cap,
					   sizeof(*places->entries));
	}
	entry = &places->entries[places->n_entries];
	*entry = (struct entry){
		.key = words_join(&words, 0, words.n, true),
		.exact = words_join(&words, 0, words.n, false),
		.words = words.n,
		.kind = kind,
		.row = places->n_rows - 1,
		.order = places->n_entries++,
	};
	words_done(&words);
	return 0;
}

/* Adds the forms of one column, "; " between them. */
static int places_add_forms(struct places *places, const struct tsv *tsv,
			    char *forms, enum entry_kind kind,
			    struct error *err)
{
	while (*forms != '\0') {
		size_t len = strcspn(forms, ";");
		bool more = forms[len] == ';';

		forms[len] = '\0';
		if (places_add(places, tsv, forms, kind, err) < 0)
			return -1;
		forms += len + more;
		forms += strspn(forms, " ");
	}
	return 0;
}

static int places_add_row(struct places *places, const struct tsv *tsv,
			  char *const fields[], struct error *err)
{
	static const enum entry_kind kinds[] = {
		[COL_NAMES] = ENTRY_NAME,
		[COL_ABBREVIATIONS] = ENTRY_ABBREVIATION,
		[COL_SHORT] = ENTRY_SHORT,
	};

	if (fields[COL_COUNTRY][0] == '\0')
		return error_set(err, ERROR_FAILED,
				 "%s line %zu has no country; every row needs "
				 "one",
				 tsv->name, tsv->line);
	places->rows = mem_grow(places->rows, places->n_rows + 1,
				sizeof(*places->rows));
	places->rows[places->n_rows++] = (struct row){
		.country = fields[COL_COUNTRY],
		.state = fields[COL_STATE],
	};
	for (size_t i = COL_NAMES; i <= COL_SHORT; i++)
		if (places_add_forms(places, tsv, fields[i], kinds[i], err) < 0)
			return -1;
	return 0;
}

static int places_fill(struct places *places, struct error *err)
{
	char *fields[TSV_COLUMNS_MAX];
	struct tsv tsv;
	int got;

	if (tsv_open(&tsv, PLACES_FILE, places->text, PLACES_COLUMNS, err) < 0)
		return -1;
	while ((got = tsv_next(&tsv, fields, err)) > 0)
		if (places_add_row(places, &tsv, fields, err) < 0)
			return -1;
	if (got == 0 && places->n_entries > 0)
		qsort(places->entries, places->n_entries,
		      sizeof(*places->entries), entry_order);
	return got;
}

int places_load(const char *config_dir, struct places **ret, struct error *err)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	struct places *places;

	if (asset_load(config_dir, PLACES_FILE, &text, err) < 0)
		return -1;
	places = mem_zalloc(sizeof(*places));
	places->text = bytes_steal(&text);
	if (places_fill(places, err) < 0) {
		places_free(places);
		return -1;
	}
	*ret = places;
	return 0;
}

void places_free(struct places *places)
{
	if (places == NULL)
		return;
	for (size_t i = 0; i < places->n_entries; i++) {
		free(places->entries[i].key);
		free(places->entries[i].exact);
	}
	free(places->entries);
	free(places->rows);
	free(places->text);
	free(places);
}

/* The first entry of this key, or NULL. */
static const struct entry *places_lookup(const struct places *places,
					 const char *key)
{
	size_t low = 0, high = places->n_entries;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(places->entries[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == places->n_entries ||
	    strcmp(places->entries[low].key, key) != 0)
		return NULL;
	return &places->entries[low];
}

/* --- what stands around ---------------------------------------------------- */

/* Words of a text that may name a place. */
struct span {
	const struct words *words;
	size_t first, n;
	size_t start, end; /* bytes */
	bool after_comma;
	bool whole; /* the text says nothing else */
};

static bool words_touch(const struct words *words, size_t left)
{
	size_t from = words->items[left].end;
	size_t to = words->items[left + 1].start;

	if (to - from > GAP_MAX)
		return false;
	for (size_t at = from; at < to; at++)
		if ((unsigned char)words->text[at] < 0x80 &&
		    strchr(" .-'\n", words->text[at]) == NULL)
			return false;
	return true;
}

static void span_read(const struct words *words, size_t first, size_t n,
		      struct span *ret)
{
	const char *text = words->text;
	size_t at = words->items[first].start;

	*ret = (struct span){
		.words = words,
		.first = first,
		.n = n,
		.start = at,
		.end = words->items[first + n - 1].end,
		.whole = n == words->n && strpbrk(text, "0123456789") == NULL,
	};
	while (at > 0 && strchr(" \t\n", text[at - 1]) != NULL)
		at--;
	ret->after_comma = at > 0 && strchr(",;(/", text[at - 1]) != NULL;
}

/* The word after the span, or NULL. */
static const struct word *span_next(const struct span *span)
{
	size_t next = span->first + span->n;

	return next < span->words->n ? &span->words->items[next] : NULL;
}

static bool word_among(const struct word *word, const char *const *list,
		       size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(word->folded, list[i]) == 0)
			return true;
	return false;
}

/* "Saskatchewan River", "Lake Ontario", "New England": named after it. */
static bool span_is_namesake(const struct span *span)
{
	static const char *const after[] = {
		"river",  "rivers", "r",      "creek",	"lake",	     "lakes",
		"street", "st",	    "avenue", "ave",	"road",	     "rd",
		"county", "co",	    "city",   "museum", "university"};
	static const char *const before[] = {"lake",  "lac", "fort", "port",
					     "mount", "mt",  "rio",  "new",
					     "point", "cape"};
	static const char *const academy[] = {"university", "universite",
					      "universitat", "museum"};
	const struct words *words = span->words;
	const struct word *items = words->items;
	size_t first = span->first, last = first + span->n - 1;

	if (last + 1 < words->n && words_touch(words, last) &&
	    word_among(&items[last + 1], after, ARRAY_LEN(after)))
		return true;
	if (first > 0 && words_touch(words, first - 1) &&
	    word_among(&items[first - 1], before, ARRAY_LEN(before)))
		return true;
	return first > 1 && strcmp(items[first - 1].folded, "of") == 0 &&
	       word_among(&items[first - 2], academy, ARRAY_LEN(academy));
}

static bool span_capital(const struct span *span)
{
	for (size_t i = span->first; i < span->first + span->n; i++)
		if (text_upper(span->words->text + span->words->items[i].start))
			return true;
	return false;
}

/* Written as the entry is, or in capitals throughout. */
static bool span_exact(const struct span *span, const struct entry *entry)
{
	char *written CLEANUP(mem_free_str) =
		words_join(span->words, span->first, span->n, false);

	if (strcmp(written, entry->exact) == 0)
		return true;
	for (const char *at = written; *at != '\0';) {
		size_t len = text_letter(at);

		if (len > 0 && !text_upper(at))
			return false;
		at += len > 0 ? len : 1;
	}
	return true;
}

static bool span_dotted(const struct span *span)
{
	for (size_t i = span->first; i < span->first + span->n; i++)
		if (span->words->text[span->words->items[i].end] != '.')
			return false;
	return true;
}

/* Nothing follows, or a mark, a number, a postal code, another place: not
 * "Smith, Col. Jones". */
static bool span_ends(const struct places *places, const struct span *span)
{
	const struct word *next = span_next(span);
	const char *at = span->words->text + span->end;

	at += strspn(at, ". ");
	return next == NULL || *at == '\0' || strchr(",;:()\n/", *at) != NULL ||
	       (*at >= '0' && *at <= '9') || (at[1] >= '0' && at[1] <= '9') ||
	       (text_upper(at) && places_lookup(places, next->folded) != NULL);
}

/* "B.C. Jones": initials of a person, not a province. */
static bool span_is_person(const struct places *places, const struct span *span)
{
	const struct word *next = span_next(span);

	for (size_t i = span->first; i < span->first + span->n; i++)
		if (span->words->items[i].end - span->words->items[i].start > 2)
			return false;
	return next != NULL && text_upper(span->words->text + next->start) &&
	       words_touch(span->words, span->first + span->n - 1) &&
	       places_lookup(places, next->folded) == NULL;
}

/* Whether these words, which have the entry's key, mean its place. */
static bool span_means(const struct places *places, const struct span *span,
		       const struct entry *entry)
{
	switch (entry->kind) {
	case ENTRY_NAME:
	case ENTRY_WEAK:
		return span->whole ||
		       ((span->after_comma || span_capital(span)) &&
			!span_is_namesake(span));
	case ENTRY_ABBREVIATION:
		return span_exact(span, entry);
	case ENTRY_INITIALS:
		if (span_exact(span, entry) && span_dotted(span) &&
		    !span_is_person(places, span))
			return true;
		break;
	case ENTRY_SHORT:
		break;
	}
	return span_exact(span, entry) &&
	       (span->whole || (span->after_comma && span_ends(places, span)));
}

/* --- finding --------------------------------------------------------------- */

struct match {
	const struct row *row;
	size_t start, end;
	bool weak, after_comma;
};

struct matches {
	const struct places *places;
	struct match *items;
	size_t n, cap;
};

static void matches_add(struct matches *matches, const struct span *span,
			const struct entry *entry)
{
	const char *text = span->words->text;

	if (matches->n == matches->cap) {
		matches->cap = matches->cap > 0 ? 2 * matches->cap : 8;
		matches->items = mem_grow(matches->items, matches->cap,
					  sizeof(*matches->items));
	}
	matches->items[matches->n++] = (struct match){
		.row = &matches->places->rows[entry->row],
		.start = span->start,
		.end = span->end + (entry->kind >= ENTRY_ABBREVIATION &&
				    text[span->end] == '.'),
		.weak = entry->kind == ENTRY_WEAK && !span->whole &&
			!span->after_comma,
		.after_comma = span->after_comma,
	};
}

/* Adds the longest matches that begin at a word; returns their words. */
static size_t matches_at(struct matches *matches, const struct words *words,
			 size_t first)
{
	const struct places *places = matches->places;
	size_t longest = 1, before = matches->n;

	while (longest < PLACE_WORDS && first + longest < words->n &&
	       words_touch(words, first + longest - 1))
		longest++;
	for (size_t n = longest; n > 0; n--) {
		char *key CLEANUP(mem_free_str) =
			words_join(words, first, n, true);
		const struct entry *entry = places_lookup(places, key);
		struct span span;

		span_read(words, first, n, &span);
		for (; entry != NULL &&
		       entry < places->entries + places->n_entries &&
		       strcmp(entry->key, key) == 0;
		     entry++)
			if (span_means(places, &span, entry))
				matches_add(matches, &span, entry);
		if (matches->n > before)
			return n;
	}
	return 1;
}

static bool matches_name_country(const struct matches *matches,
				 const char *country)
{
	for (size_t i = 0; i < matches->n; i++)
		if (matches->items[i].row->state[0] == '\0' &&
		    strcmp(matches->items[i].row->country, country) == 0)
			return true;
	return false;
}

/* The most trustworthy match, states before countries; NULL for none. */
static const struct match *matches_best(const struct matches *matches)
{
	const struct match *best = NULL;
	int best_score = 0;

	for (size_t i = 0; i < matches->n; i++) {
		const struct match *match = &matches->items[i];
		bool state = match->row->state[0] != '\0';
		bool named = state &&
			     matches_name_country(matches, match->row->country);
		int score = 1 + match->after_comma + 2 * !match->weak +
			    4 * named + 8 * state;

		if (match->weak && !named)
			continue;
		if (score > best_score) {
			best = match;
			best_score = score;
		}
	}
	return best;
}

/* A country right beside its state belongs to what was read. */
static void reading_fill(const struct matches *matches, const char *text,
			 const struct match *best, struct place_reading *ret)
{
	size_t start = best->start, end = best->end;

	for (size_t i = 0; i < matches->n; i++) {
		const struct match *match = &matches->items[i];

		if (strcmp(match->row->country, best->row->country) != 0)
			continue;
		if (match->start >= end &&
		    strspn(text + end, " ,.;()-/\n") >= match->start - end)
			end = match->end;
		else if (match->end <= start &&
			 strspn(text + match->end, " ,.;()-/\n") >=
				 start - match->end)
			start = match->start;
	}
	*ret = (struct place_reading){
		.country = best->row->country,
		.state_province =
			best->row->state[0] != '\0' ? best->row->state : NULL,
		.start = start,
		.end = end,
	};
}

int place_find(const struct places *places, const char *text,
	       struct place_reading *ret)
{
	struct matches matches = {.places = places};
	struct words words;
	const struct match *best;

	words_read(text, &words);
	for (size_t i = 0; i < words.n;)
		i += matches_at(&matches, &words, i);
	best = matches_best(&matches);
	if (best != NULL)
		reading_fill(&matches, text, best, ret);
	free(matches.items);
	words_done(&words);
	return best != NULL ? 0 : -1;
}

const char *places_state(const struct places *places, const char *country,
			 const char *name)
{
	char *folded CLEANUP(mem_free_str) = text_folded(name);

	for (size_t i = 0; i < places->n_rows; i++) {
		const struct row *row = &places->rows[i];
		char *state CLEANUP(mem_free_str) = NULL;

		if (row->state[0] == '\0' || strcmp(row->country, country) != 0)
			continue;
		state = text_folded(row->state);
		if (strcmp(state, folded) == 0)
			return row->state;
	}
	return NULL;
}

bool places_has_states(const struct places *places, const char *country)
{
	for (size_t i = 0; i < places->n_rows; i++)
		if (places->rows[i].state[0] != '\0' &&
		    strcmp(places->rows[i].country, country) == 0)
			return true;
	return false;
}
