/*
 * along.c: see along.h.
 *
 * Each word of the page is a place that the typing may have come to. What
 * speaks for it are the words typed last, compared with those before it: the
 * same word, one that was misread, or another one in the place of one that was;
 * a word that was read and not typed, or the other way round, is stepped over.
 *
 * 1. Where nothing was begun and nothing before it is the same, nothing is
 *    told: a blank alone does not say where one is.
 * 2. A place is one line of print, and the rest of a word that is broken at its
 *    end: there, the next is found anew.
 * 3. A word that may go on is not taken for one that was misread.
 */
#include "config.h"

#include "review/suggest/along.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"

#define TYPED_BYTES 4000 /* a longer text is not typed off a label */
#define TYPED_WORDS 4	 /* whose places are compared, the last ones */
#define REST_BYTES  160
#define MISREAD	    0.5 /* of a word's bytes may be read otherwise */
#define SHORT_WORD  6	/* of one with fewer bytes a single one */
#define HARDLY	    0.3 /* confidence of a word that is not told of */
#define PAGE_WORDS  2000
#define WORD_MARKS  "\"'()[],.;:" /* around words */

/* What speaks for a place. */
#define SAYS_SAME    4.0 /* the word before it is the one typed before */
#define SAYS_MISREAD 2.0 /* nearly */
#define SAYS_ORDER   0.5 /* of that, for each word that is further off */
#define SAYS_APART   0.4 /* of that, where one word is stepped over */
#define SAYS_BEGIN   1.5 /* a value of this field was read there, … */
#define SAYS_LINE    0.4 /* … or a line begins there */
#define FOLLOWS	     1.9 /* what the words before have to say */

struct typed {
	char *words[TYPED_WORDS]; /* folded; the last typed first */
	size_t n, all;		  /* of these, and of all that were typed */
	bool open;   /* no blank says that the last is whole (invariant 3) */
	char *begun; /* folded: the word that is typed; or "" */
	size_t begun_at; /* its first byte in the text */
};

static void typed_done(struct typed *typed)
{
	for (size_t i = 0; i < typed->n; i++)
		free(typed->words[i]);
	free(typed->begun);
}

/* Folded, and without marks around it. Owned. */
static char *word_bare(const char *text, size_t len)
{
	char *word CLEANUP(mem_free_str) = mem_strndup(text, len);
	char *folded CLEANUP(mem_free_str) = text_folded(word);
	const char *from = folded + strspn(folded, WORD_MARKS);
	size_t end = strlen(from);

	while (end > 0 && strchr(WORD_MARKS, from[end - 1]) != NULL)
		end--;
	return end > 0 ? mem_strndup(from, end) : mem_strdup(folded);
}

/* A value may have lines of its own. */
static bool is_gap(char c)
{
	return c == ' ' || c == '\n';
}

/* `whole`: what stands at its end is a whole word. */
static void typed_read(const char *text, bool whole, struct typed *ret)
{
	size_t end = strlen(text);
	char *begun CLEANUP(mem_free_str) = NULL;

	*ret = (struct typed){
		.begun_at = end,
		.open = whole && end > 0 && !is_gap(text[end - 1]),
	};
	while (!whole && ret->begun_at > 0 && !is_gap(text[ret->begun_at - 1]))
		ret->begun_at--;
	begun = mem_strdup(text + ret->begun_at);
	ret->begun = text_folded(begun);
	for (end = ret->begun_at; end > 0;) {
		size_t from;

		while (end > 0 && is_gap(text[end - 1]))
			end--;
		for (from = end; from > 0 && !is_gap(text[from - 1]);)
			from--;
		if (from < end && ret->n < TYPED_WORDS)
			ret->words[ret->n++] =
				word_bare(text + from, end - from);
		ret->all += from < end;
		end = from;
	}
}

/* ---- places -------------------------------------------------------------- */

struct page {
	const struct transcript *of;
	char **bare; /* of each word, made when it is compared; owned */
	size_t n, begin;
};

/* The whole of a word whose rest stands there, at the beginning of a line;
 * NULL: the word there is whole. Owned. */
static char *page_whole(const struct page *page, size_t i)
{
	const struct transcript_word *word = &page->of->words[i];
	char *whole;

	if (i == 0 || word->line == word[-1].line ||
	    word->region != word[-1].region)
		return NULL;
	whole = transcript_text(page->of, i - 1, i);
	if (strchr(whole, ' ') == NULL)
		return whole;
	free(whole);
	return NULL;
}

static const char *page_bare(struct page *page, size_t i)
{
	char *whole CLEANUP(mem_free_str) = NULL;
	const char *text = page->of->words[i].text;

	if (page->bare[i] != NULL)
		return page->bare[i];
	whole = page_whole(page, i);
	if (whole != NULL)
		text = whole;
	page->bare[i] = word_bare(text, strlen(text));
	return page->bare[i];
}

static double word_says(struct page *page, size_t i, const char *typed)
{
	const char *read = page_bare(page, i);
	size_t n = strlen(read), m = strlen(typed), longer = n > m ? n : m;
	int most = longer < SHORT_WORD ? longer > 2
				       : (int)((double)longer * MISREAD);

	if (strcmp(read, typed) == 0)
		return SAYS_SAME;
	return most > 0 && text_distance(read, typed, most) <= most
		       ? SAYS_MISREAD
		       : 0;
}

/* Whether the last word, of which no blank says that it is whole, is the one
 * before word `at`: the same, or as long as it at least and behind one that
 * stands before that (invariant 3). */
static bool last_is_whole(struct page *page, const struct typed *typed,
			  size_t at)
{
	const char *read = page_bare(page, at - 1);

	if (strcmp(read, typed->words[0]) == 0)
		return true;
	return typed->n > 1 && at > 1 &&
	       strlen(typed->words[0]) >= strlen(read) &&
	       word_says(page, at - 1, typed->words[0]) > 0 &&
	       word_says(page, at - 2, typed->words[1]) > 0;
}

/* What the words typed before say of the place before word `at`, in this
 * region. */
static double before_says(struct page *page, const struct typed *typed,
			  size_t at, size_t region)
{
	const struct transcript_word *words = page->of->words;
	double says = 0, weight = 1;
	size_t i = at;

	if (at > 0 && typed->open && typed->n > 0 &&
	    !last_is_whole(page, typed, at))
		return 0;
	for (size_t k = 0; k < typed->n; k++, weight *= SAYS_ORDER) {
		double here = 0, apart = 0;

		if (i == 0 || words[i - 1].region != region)
			break;
		here = word_says(page, i - 1, typed->words[k]);
		if (here == 0 && i > 1 && words[i - 2].region == region)
			apart = SAYS_APART *
				word_says(page, i - 2, typed->words[k]);
		says += weight * (here + apart);
		i -= apart > 0 ? 2 : 1;
	}
	return says;
}

static bool line_begins(const struct transcript *page, size_t at)
{
	return at == 0 || page->words[at].line != page->words[at - 1].line;
}

/* The bytes of a text that are what was begun; 0: it does not begin so. Most
 * words do not by their first letter. */
static size_t text_begins(const char *text, const char *folded)
{
	size_t len = strlen(folded);

	if (isascii((unsigned char)text[0]) &&
	    tolower((unsigned char)text[0]) != folded[0])
		return 0;
	for (size_t at = 0; text[at] != '\0';) {
		char *part CLEANUP(mem_free_str) = NULL;
		char *same CLEANUP(mem_free_str) = NULL;

		at = text_next(text, at);
		part = mem_strndup(text, at);
		same = text_folded(part);
		if (strncmp(same, folded, strlen(same)) != 0)
			return 0;
		if (strlen(same) == len)
			return at;
	}
	return 0;
}

/* The same of a word of a form, whose dots may run into what is typed there:
 * nobody types them. */
static size_t word_begins(const char *text, const char *folded)
{
	size_t marks = strspn(text, WORD_MARKS), begun;

	if (marks == 0 || folded[0] == '\0' ||
	    strchr(WORD_MARKS, folded[0]) != NULL)
		return text_begins(text, folded);
	begun = text_begins(text + marks, folded);
	return begun > 0 ? marks + begun : 0;
}

/* Whether a word was read well enough to be told of. */
static bool word_is_read(const struct transcript_word *word, bool follows)
{
	return word->confidence >= (follows ? HARDLY : TRANSCRIPT_DOUBTED) &&
	       (word->speaks || follows);
}

struct place {
	size_t at;    /* the word that follows; the page's n: none */
	size_t begun; /* bytes of it that are typed */
	double says;
	bool follows;
};

static void place_try(struct page *page, const struct typed *typed, size_t at,
		      struct place *best)
{
	const struct transcript_word *word = &page->of->words[at];
	char *text CLEANUP(mem_free_str) = along_typed(word->text);
	struct place place = {.at = at,
			      .begun = word_begins(text, typed->begun)};
	double says;

	if (typed->begun[0] != '\0' && place.begun == 0)
		return;
	says = before_says(page, typed, at, word->region);
	place.follows = says >= FOLLOWS;
	if (!word_is_read(word, place.follows) ||
	    (!place.follows && typed->begun[0] == '\0'))
		return;
	if (page->begin + typed->all == at)
		says += SAYS_BEGIN;
	if (line_begins(page->of, at))
		says += SAYS_LINE;
	place.says = says + word->confidence / 10;
	if (place.says > best->says)
		*best = place;
}

/* Behind the last word of a region there is nothing to tell, and none of the
 * places that look like it is meant. */
static void place_try_end(struct page *page, const struct typed *typed,
			  size_t at, struct place *best)
{
	const struct transcript_word *words = page->of->words;
	double says;

	if (at == 0 || typed->begun[0] != '\0' ||
	    (at < page->n && words[at].region == words[at - 1].region))
		return;
	says = before_says(page, typed, at, words[at - 1].region);
	if (says > best->says)
		*best = (struct place){.at = page->n, .says = says};
}

/* ---- what is left there -------------------------------------------------- */

/* The last word of the line that is told of. */
static size_t line_end(const struct transcript *page, size_t at)
{
	size_t end = at, bytes = strlen(page->words[at].text);

	while (end + 1 < page->n &&
	       page->words[end + 1].line == page->words[at].line &&
	       page->words[end + 1].region == page->words[at].region &&
	       word_is_read(&page->words[end + 1], true)) {
		bytes += 1 + strlen(page->words[end + 1].text);
		if (bytes > REST_BYTES)
			break;
		end++;
	}
	return end;
}

/* What is printed from there to word `end`, as somebody types it. Owned. */
static char *place_text(const struct page *page, const struct place *place,
			size_t end)
{
	char *printed CLEANUP(mem_free_str) =
		transcript_text(page->of, place->at, end);

	return along_typed(printed);
}

/* With the rest of a word that is broken at the end of the line, unless it was
 * typed with its hyphen; NULL: none is. Owned. */
static char *place_unbroken(const struct page *page, const struct place *place,
			    size_t end, const char *line)
{
	const struct transcript_word *next = &page->of->words[end] + 1;
	char *whole;

	if (end + 1 >= page->of->n || next->region != next[-1].region ||
	    next->line == next[-1].line || !word_is_read(next, true))
		return NULL;
	whole = place_text(page, place, end + 1);
	/* A blank: the next word is one of its own. */
	if (strncmp(whole, line, place->begun) == 0 &&
	    (strncmp(whole, line, strlen(line)) != 0 ||
	     whole[strlen(line)] != ' '))
		return whole;
	free(whole);
	return NULL;
}

static void place_tell(const struct page *page, const struct place *place,
		       const char *before, struct along *ret)
{
	size_t end = line_end(page->of, place->at);
	char *line CLEANUP(mem_free_str) = place_text(page, place, end);
	char *whole CLEANUP(mem_free_str) =
		place_unbroken(page, place, end, line);
	const char *text = whole != NULL ? whole : line;

	if (text[place->begun] == '\0')
		return;
	*ret = (struct along){
		.rest = mem_printf("%s%s", before, text + place->begun),
		.follows = place->follows,
		.from = place->at,
		.to = whole != NULL ? end + 1 : end,
	};
}

/* What stands between a text whose last word is whole and the place behind it:
 * a blank, and the mark that the label has there. Owned. */
static char *place_gap(const struct page *page, size_t at, const char *text)
{
	const char *word = at > 0 ? page->of->words[at - 1].text : "";
	size_t len = strlen(word), typed = strlen(text);

	if (typed == 0 || is_gap(text[typed - 1]))
		return mem_strdup("");
	if (len == 0 || strchr(",;:", word[len - 1]) == NULL ||
	    strchr(",;:.", text[typed - 1]) != NULL)
		return mem_strdup(" ");
	return mem_printf("%c ", word[len - 1]);
}

/* Behind the words of `text`, of which the last may be whole. */
static void along_try(struct page *page, const char *text, bool whole,
		      struct along *ret)
{
	struct typed typed CLEANUP(typed_done);
	struct place best = {.at = page->n};
	char *gap CLEANUP(mem_free_str) = NULL;

	typed_read(text, whole, &typed);
	for (size_t at = 0; at < page->n; at++) {
		place_try(page, &typed, at, &best);
		place_try_end(page, &typed, at + 1, &best);
	}
	if (best.at == page->n)
		return;
	gap = place_gap(page, best.at, whole ? text : "");
	place_tell(page, &best, gap, ret);
}

void along_find(const struct transcript *page, const char *text, size_t begin,
		struct along *ret)
{
	struct page p = {.of = page,
			 .n = page->n < PAGE_WORDS ? page->n : PAGE_WORDS,
			 .begin = begin < page->n ? begin : PAGE_WORDS};

	*ret = (struct along){0};
	if (text_blank(text) || strlen(text) > TYPED_BYTES || p.n == 0)
		return;
	p.bare = mem_zalloc(p.n * sizeof(*p.bare));
	along_try(&p, text, false, ret);
	if (ret->rest == NULL)
		along_try(&p, text, true, ret);
	for (size_t i = 0; i < p.n; i++)
		free(p.bare[i]);
	free(p.bare);
}

void along_done(struct along *along)
{
	free(along->rest);
	*along = (struct along){0};
}

void along_stop(struct along *along, const struct transcript *page, size_t word)
{
	size_t end;

	if (along->rest == NULL || word > along->to)
		return;
	end = strlen(along->rest);
	for (size_t i = along->to + 1; i > word && end > 0; i--) {
		/* Of a broken word the rest has no blank before it. */
		if (i - 1 > along->from && i - 1 == along->to &&
		    page->words[i - 1].line != page->words[i - 2].line)
			continue;
		while (end > 0 && along->rest[end - 1] != ' ')
			end--;
		while (end > 0 && along->rest[end - 1] == ' ')
			end--;
	}
	while (end > 0 && strchr(",;: ", along->rest[end - 1]) != NULL)
		end--;
	if (end == 0 || word <= along->from) {
		along_done(along);
		return;
	}
	along->rest[end] = '\0';
	along->to = word - 1;
}

char *along_typed(const char *text)
{
	static const struct {
		const char *mark, *typed;
	} marks[] = {
		{"\u2018", "'"},  {"\u2019", "'"},  {"\u2032", "'"},
		{"\u201c", "\""}, {"\u201d", "\""}, {"\u2033", "\""},
		{"\u2013", "-"},  {"\u2014", "-"},
	};
	struct bytes ret = {0};

	bytes_append_str(&ret, "");
	while (*text != '\0') {
		size_t i = 0, len = 1;

		while (i < ARRAY_LEN(marks) &&
		       strncmp(text, marks[i].mark, strlen(marks[i].mark)))
			i++;
		if (i < ARRAY_LEN(marks)) {
			len = strlen(marks[i].mark);
			bytes_append_str(&ret, marks[i].typed);
		} else {
			bytes_append_char(&ret, *text);
		}
		text += len;
	}
	return bytes_steal(&ret);
}
