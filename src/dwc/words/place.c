/*
 * place.c: place words in a text. See place.h.
 *
 * Each way to write a place is an entry of the table (place_table.h), found
 * by its folded words. What stands around the words then decides whether they
 * mean the place: names need a capital, short forms their dots or a comma
 * before them.
 */
#include "config.h"

#include "dwc/words/place.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/words/place_mark.h"
#include "dwc/words/place_table.h"

#define GAP_MAX 3 /* bytes between the words of a name */

/* --- what stands around --------------------------------------------------- */

/* Words of a text that may name a place. */
struct span {
	const struct phrase *words;
	size_t first, n;
	size_t start, end; /* bytes */
	bool after_comma;
	bool whole; /* the text says nothing else */
};

static bool words_touch(const struct phrase *words, size_t left)
{
	size_t from = words->words[left].end;
	size_t to = words->words[left + 1].start;

	if (to - from > GAP_MAX)
		return false;
	for (size_t at = from; at < to; at++)
		if ((unsigned char)words->text[at] < 0x80 &&
		    strchr(" .-'\n", words->text[at]) == NULL)
			return false;
	return true;
}

static void span_read(const struct phrase *words, size_t first, size_t n,
		      struct span *ret)
{
	const char *text = words->text;
	size_t at = words->words[first].start;

	*ret = (struct span){
		.words = words,
		.first = first,
		.n = n,
		.start = at,
		.end = words->words[first + n - 1].end,
		.whole = n == words->n && strpbrk(text, "0123456789") == NULL,
	};
	while (at > 0 && strchr(" \t\n", text[at - 1]) != NULL)
		at--;
	ret->after_comma = at > 0 && strchr(",;(/", text[at - 1]) != NULL;
}

/* The word after the span, or NULL. */
static const struct phrase_word *span_next(const struct span *span)
{
	size_t next = span->first + span->n;

	return next < span->words->n ? &span->words->words[next] : NULL;
}

static bool word_among(const struct phrase_word *word, const char *const *list,
		       size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(word->folded, list[i]) == 0)
			return true;
	return false;
}

/* "Saskatchewan River", "Lake Ontario", "New England", "Nueva Gerona": named
 * after it. */
static bool span_is_namesake(const struct span *span)
{
	static const char *const after[] = {
		"river",  "rivers", "r",      "creek",	"lake",	     "lakes",
		"street", "st",	    "avenue", "ave",	"road",	     "rd",
		"county", "co",	    "city",   "museum", "university"};
	static const char *const before[] = {
		"lake",	   "lac",   "fort",   "port",  "mount",	 "mt",
		"rio",	   "new",   "point",  "cape",  "nueva",	 "nuevo",
		"nova",	   "novo",  "neu",    "neue",  "neuer",	 "nouvelle",
		"nouveau", "nieuw", "nieuwe", "nya",   "puerto", "porto",
		"monte",   "villa", "san",    "santa", "santo"};
	static const char *const academy[] = {"university", "universite",
					      "universitat", "museum"};
	const struct phrase *words = span->words;
	const struct phrase_word *items = words->words;
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
		if (text_upper(span->words->text + span->words->words[i].start))
			return true;
	return false;
}

/* Written as the entry is, or in capitals throughout. */
static bool span_exact(const struct span *span, const struct entry *entry)
{
	char *written CLEANUP(mem_free_str) =
		phrase_join(span->words, span->first, span->n, false);

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

/* Whether a text has a letter that is not one of ASCII. */
static bool text_is_accented(const char *text)
{
	while (*text != '\0' && (unsigned char)*text < 0x80)
		text++;
	return *text != '\0';
}

/* Written with an accent, which one without would not be. */
static bool span_accented(const struct span *span)
{
	char *written CLEANUP(mem_free_str) =
		phrase_join(span->words, span->first, span->n, false);

	return text_is_accented(written);
}

static bool span_dotted(const struct span *span)
{
	for (size_t i = span->first; i < span->first + span->n; i++)
		if (span->words->text[span->words->words[i].end] != '.')
			return false;
	return true;
}

/* Nothing follows, or a mark, a number, a postal code, another place: not
 * "Smith, Col. Jones". */
static bool span_ends(const struct places *places, const struct span *span)
{
	const struct phrase_word *next = span_next(span);
	const char *at = span->words->text + span->end;

	at += strspn(at, ". ");
	return next == NULL || *at == '\0' || strchr(",;:()\n/", *at) != NULL ||
	       (*at >= '0' && *at <= '9') || (at[1] >= '0' && at[1] <= '9') ||
	       (text_upper(at) && places_lookup(places, next->folded) != NULL);
}

/* "B.C. Jones": initials of a person, not a province. */
static bool span_is_person(const struct places *places, const struct span *span)
{
	const struct phrase_word *next = span_next(span);

	for (size_t i = span->first; i < span->first + span->n; i++)
		if (span->words->words[i].end - span->words->words[i].start > 2)
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
	case ENTRY_ACCENTED:
		return span_accented(span) &&
		       (span->whole || span->after_comma || span_capital(span));
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

/* --- finding -------------------------------------------------------------- */

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
	const struct row *row = &matches->places->rows[entry->row];

	for (size_t i = 0; i < matches->n; i++)
		if (matches->items[i].start == span->start &&
		    matches->items[i].row == row)
			return;
	ARRAY_GROW(matches->items, matches->n, matches->cap);
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
static size_t matches_at(struct matches *matches, const struct phrase *words,
			 size_t first)
{
	const struct places *places = matches->places;
	size_t longest = 1, before = matches->n;

	while (longest < PLACE_WORDS && first + longest < words->n &&
	       words_touch(words, first + longest - 1))
		longest++;
	for (size_t n = longest; n > 0; n--) {
		char *key CLEANUP(mem_free_str) =
			phrase_join(words, first, n, true);
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
	struct phrase words;
	const struct match *best;

	phrase_read(text, PHRASE_LETTERS, &words);
	for (size_t i = 0; i < words.n;)
		i += matches_at(&matches, &words, i);
	best = matches_best(&matches);
	if (best != NULL)
		reading_fill(&matches, text, best, ret);
	free(matches.items);
	phrase_done(&words);
	return best != NULL ? 0 : -1;
}

/* --- spans ---------------------------------------------------------------- */

/* Other places of the text speak for one that belongs to them. */
static double match_sureness(const struct matches *matches,
			     const struct match *match)
{
	bool state = match->row->state[0] != '\0';
	double sure = match->weak ? 0.3 : match->after_comma ? 0.85 : 0.75;

	for (size_t i = 0; i < matches->n; i++) {
		const struct match *other = &matches->items[i];

		if ((other->start < match->end && other->end > match->start) ||
		    (other->row->state[0] != '\0') == state ||
		    strcmp(other->row->country, match->row->country) != 0)
			continue;
		return match->weak ? 0.8 : 0.95;
	}
	return sure;
}

struct spans {
	struct place_span *items;
	size_t n, cap;
};

static void spans_add(struct spans *spans, const struct place_span *span)
{
	ARRAY_GROW(spans->items, spans->n, spans->cap);
	spans->items[spans->n++] = *span;
}

static void spans_add_matches(struct spans *spans,
			      const struct matches *matches)
{
	for (size_t i = 0; i < matches->n; i++) {
		const struct match *match = &matches->items[i];
		bool state = match->row->state[0] != '\0';

		spans_add(spans,
			  &(struct place_span){
				  .level = state ? PLACE_STATE : PLACE_COUNTRY,
				  .country = match->row->country,
				  .state_province =
					  state ? match->row->state : NULL,
				  .exact = !match->weak,
				  .after_comma = match->after_comma,
				  .sure = match_sureness(matches, match),
				  .start = match->start,
				  .end = match->end,
				  .name_start = match->start,
				  .name_end = match->end,
			  });
	}
}

/* The one state that these words name, whatever else they mean; NULL for none
 * and for several, of which `matches` may name the country. */
static const struct row *state_named(const struct matches *matches,
				     const struct phrase *words, size_t first,
				     size_t n)
{
	const struct places *places = matches->places;
	char *key CLEANUP(mem_free_str) = phrase_join(words, first, n, true);
	const struct entry *entry = places_lookup(places, key);
	const struct row *found = NULL;
	bool told = false;

	for (; entry != NULL && entry < places->entries + places->n_entries &&
	       strcmp(entry->key, key) == 0;
	     entry++) {
		const struct row *row = &places->rows[entry->row];
		bool here = matches_name_country(matches, row->country);

		if (row->state[0] == '\0' || row == found)
			continue;
		if (found != NULL && here == told)
			return NULL;
		if (found == NULL || here) {
			found = row;
			told = here;
		}
	}
	return found;
}

static void spans_add_mark(struct spans *spans, const struct matches *matches,
			   const struct phrase *words,
			   const struct place_mark *mark)
{
	size_t first = mark->word < mark->first ? mark->word : mark->first;
	size_t last = mark->first + mark->n - 1;
	struct place_span span = {
		.level = mark->level,
		.marked = true,
		.sure = mark->sure,
		.name_start = words->words[mark->first].start,
		.name_end = words->words[last].end,
	};

	if (mark->word > last)
		last = mark->word;
	span.start = words->words[first].start;
	span.end = words->words[last].end;
	span.end += last == mark->word && words->text[span.end] == '.';
	if (mark->level == PLACE_STATE) {
		const struct row *row =
			state_named(matches, words, mark->first, mark->n);

		span.country = row != NULL ? row->country : NULL;
		span.state_province = row != NULL ? row->state : NULL;
		span.exact = row != NULL;
	}
	spans_add(spans, &span);
}

/* What a mark stands beside is nothing else: spans of the table that touch one
 * of a mark are left out. */
static void spans_prefer_marks(struct spans *spans, size_t marked)
{
	size_t kept = 0;

	for (size_t i = 0; i < spans->n; i++) {
		bool beaten = false;

		for (size_t k = 0; k < marked && i >= marked; k++)
			beaten |= spans->items[i].start < spans->items[k].end &&
				  spans->items[i].end > spans->items[k].start;
		if (!beaten)
			spans->items[kept++] = spans->items[i];
	}
	spans->n = kept;
}

static int span_order(const void *pa, const void *pb)
{
	const struct place_span *a = pa, *b = pb;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return (int)a->level - (int)b->level;
}

size_t places_find_spans(const struct places *places, const char *text,
			 struct place_span **ret)
{
	struct matches matches = {.places = places};
	struct spans spans = {0};
	struct phrase words;
	size_t marked;

	phrase_read(text, PHRASE_LETTERS, &words);
	for (size_t i = 0; i < words.n;)
		i += matches_at(&matches, &words, i);
	for (size_t i = 0; i < words.n; i++) {
		struct place_mark mark;

		if (place_mark_read(&words, i, &mark) == 0)
			spans_add_mark(&spans, &matches, &words, &mark);
	}
	marked = spans.n;
	spans_add_matches(&spans, &matches);
	spans_prefer_marks(&spans, marked);
	if (spans.n > 0)
		qsort(spans.items, spans.n, sizeof(*spans.items), span_order);
	free(matches.items);
	phrase_done(&words);
	*ret = spans.items;
	return spans.n;
}

/* --- whole texts ---------------------------------------------------------- */

/* The entries that a whole text can be. */
struct whole {
	struct phrase words;
	struct span span;
	const struct entry *first; /* NULL: none */
};

static void whole_read(const struct places *places, const char *text,
		       struct whole *ret)
{
	char *key CLEANUP(mem_free_str) = NULL;

	*ret = (struct whole){0};
	phrase_read(text, PHRASE_LETTERS, &ret->words);
	if (ret->words.n == 0 || ret->words.n > PLACE_WORDS ||
	    strpbrk(text, "0123456789,;/|&()[]?") != NULL)
		return;
	key = phrase_join(&ret->words, 0, ret->words.n, true);
	span_read(&ret->words, 0, ret->words.n, &ret->span);
	ret->first = places_lookup(places, key);
}

static const struct entry *whole_next(const struct places *places,
				      const struct entry *entry)
{
	const struct entry *end = places->entries + places->n_entries;

	if (entry + 1 == end || strcmp(entry[1].key, entry->key) != 0)
		return NULL;
	return entry + 1;
}

/* Written as the entry wants it: names in any case, short forms exactly. */
static bool whole_means(const struct whole *whole, const struct entry *entry)
{
	if (entry->kind == ENTRY_ACCENTED)
		return span_accented(&whole->span);
	return entry->kind == ENTRY_NAME || entry->kind == ENTRY_WEAK ||
	       span_exact(&whole->span, entry);
}

/* The country of the table that is called so itself, whatever its names. */
static const char *country_called(const struct places *places, const char *text)
{
	char *folded CLEANUP(mem_free_str) = text_folded(text);

	for (size_t i = 0; i < places->n_rows; i++) {
		const struct row *row = &places->rows[i];

		if (row->state[0] == '\0' && strcmp(row->folded, folded) == 0)
			return row->country;
	}
	return NULL;
}

/* "Austr." begins the names of two countries. */
static bool country_is_cut(const struct places *places, const char *key)
{
	size_t n = 0;

	for (size_t i = 0; i < places->n_rows; i++)
		n += places->rows[i].state[0] == '\0' &&
		     strncmp(places->rows[i].folded, key, strlen(key)) == 0;
	return n > 1;
}

/* A form of two or three letters that is a state's, too. */
static bool country_is_code(const struct places *places,
			    const struct whole *whole,
			    const struct entry *entry)
{
	const struct entry *other = whole->first;

	if (strlen(entry->key) > 3)
		return false;
	for (; other != NULL; other = whole_next(places, other))
		if (places->rows[other->row].state[0] != '\0')
			return true;
	return false;
}

const char *places_country_named(const struct places *places, const char *text)
{
	const char *found = country_called(places, text);
	const struct entry *entry;
	struct whole whole;

	if (found != NULL)
		return found;
	whole_read(places, text, &whole);
	for (entry = whole.first; entry != NULL && found == NULL;
	     entry = whole_next(places, entry)) {
		const struct row *row = &places->rows[entry->row];

		if (row->state[0] == '\0' && whole_means(&whole, entry) &&
		    !country_is_code(places, &whole, entry) &&
		    !(entry->kind >= ENTRY_ABBREVIATION &&
		      country_is_cut(places, entry->key)))
			found = row->country;
	}
	phrase_done(&whole.words);
	return found;
}

/* Whether a form stands for its state where no country is named: names that
 * are nothing else, and abbreviations of three letters or more. */
static bool state_is_telling(const struct places *places,
			     const struct whole *whole,
			     const struct entry *entry)
{
	const char *state = places->rows[entry->row].state;

	if (country_called(places, state) != NULL || entry->kind == ENTRY_WEAK)
		return false;
	if (entry->kind == ENTRY_NAME || entry->kind == ENTRY_ABBREVIATION)
		return strlen(entry->key) >= 4;
	return strlen(entry->key) >= 3 && whole->words.n == 1 &&
	       span_dotted(&whole->span);
}

const char *places_state_named(const struct places *places, const char *country,
			       const char *text, const char **ret_country)
{
	const struct row *found = NULL;
	const struct entry *entry;
	struct whole whole;
	size_t n = 0;

	whole_read(places, text, &whole);
	for (entry = whole.first; entry != NULL;
	     entry = whole_next(places, entry)) {
		const struct row *row = &places->rows[entry->row];

		if (row->state[0] == '\0' || !whole_means(&whole, entry) ||
		    row == found)
			continue;
		if (country != NULL ? strcmp(row->country, country) != 0
				    : !state_is_telling(places, &whole, entry))
			continue;
		found = row;
		n++;
	}
	phrase_done(&whole.words);
	if (n != 1)
		return NULL;
	if (ret_country != NULL)
		*ret_country = found->country;
	return found->state;
}
