/*
 * census.c: words and how often they were met. See census.h.
 *
 * 1. What is kept depends on the words and their order alone, never on where
 *    they lie in memory.
 * 2. Written and read again, a census goes on as if it had not been.
 */
#include "config.h"

#include "dwc/context/census.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define KEEP_PART 4 /* at least one of so many is forgotten at once */

void census_init(struct census *census, size_t max, bool dated)
{
	*census = (struct census){.max = max, .dated = dated};
}

static void census_unseal(struct census *census)
{
	lexicon_done(&census->solid);
	census->solid = (struct lexicon){0};
	free(census->solid_counts);
	census->solid_counts = NULL;
}

void census_done(struct census *census)
{
	census_unseal(census);
	lexicon_maker_done(&census->words);
	free(census->counts);
	free(census->years);
	*census = (struct census){0};
}

int census_decade(int year)
{
	int decade = (year - CENSUS_FIRST) / 10;

	return year >= CENSUS_FIRST && decade < CENSUS_DECADES ? decade : -1;
}

/* --- filling -------------------------------------------------------------- */

/* The number of a word that is met for the first time, with room for what is
 * counted. */
static uint32_t census_new(struct census *census, const char *word)
{
	uint32_t number = lexicon_number(&census->words, word);

	if (number > census->cap) {
		size_t cap = census->cap > 0 ? 2 * census->cap : 64;

		census->counts =
			mem_grow(census->counts, cap, sizeof(*census->counts));
		if (census->dated)
			census->years = mem_grow(census->years, cap,
						 sizeof(*census->years));
		census->cap = cap;
	}
	census->counts[number - 1] = 0;
	if (census->dated)
		census->years[number - 1] = (struct census_decades){{0}};
	return number;
}

/* The least count of those that stay. */
static uint32_t census_bar(const struct census *census)
{
	for (uint32_t bar = 2;; bar++) {
		size_t gone = 0;

		for (size_t i = 0; i < census->words.n; i++)
			gone += census->counts[i] < bar;
		if (gone >= census->words.n / KEEP_PART)
			return bar;
	}
}

/* Forgets those that were met least, and keeps the order of the others. */
static void census_forget(struct census *census)
{
	struct lexicon_maker before = census->words;
	uint32_t bar = census_bar(census);

	census->words = (struct lexicon_maker){0};
	for (uint32_t i = 1; i <= before.n; i++) {
		uint32_t count = census->counts[i - 1], number;

		if (count < bar)
			continue;
		number = lexicon_number(&census->words,
					lexicon_maker_word(&before, i));
		census->counts[number - 1] = count;
		if (census->dated)
			census->years[number - 1] = census->years[i - 1];
	}
	lexicon_maker_done(&before);
}

static void census_date(struct census *census, uint32_t number, int year)
{
	int decade = census_decade(year);
	uint16_t *n;

	if (!census->dated || decade < 0)
		return;
	n = &census->years[number - 1].n[decade];
	*n += *n < UINT16_MAX;
}

void census_add(struct census *census, const char *word, int year)
{
	uint32_t number;

	if (word[0] == '\0' || strlen(word) > SPELLING_MAX)
		return;
	number = lexicon_maker_find(&census->words, word);
	if (number == 0) {
		if (census->words.n == census->max)
			census_forget(census);
		number = census_new(census, word);
	}
	census->counts[number - 1]++;
	census_date(census, number, year);
}

/* --- asking --------------------------------------------------------------- */

void census_seal(struct census *census)
{
	struct lexicon_maker solid = {0};

	census_unseal(census);
	census->solid_counts =
		mem_alloc((census->words.n + 1) * sizeof(uint32_t));
	for (uint32_t i = 1; i <= census->words.n; i++) {
		const char *word = lexicon_maker_word(&census->words, i);

		if (census->counts[i - 1] >= CENSUS_SOLID)
			census->solid_counts[lexicon_number(&solid, word)] =
				census->counts[i - 1];
	}
	lexicon_begin(&census->solid, (uint32_t)solid.n);
	for (size_t len = 1; len <= SPELLING_MAX; len++) {
		struct bytes shelf = {0};
		size_t n = lexicon_shelve(&solid, len, &shelf), size;

		size = shelf.len;
		/* what was just made is a shelf */
		if (n == 0 || lexicon_take(&census->solid, len,
					   bytes_steal(&shelf), size, NULL) < 0)
			bytes_done(&shelf);
	}
	lexicon_maker_done(&solid);
}

uint32_t census_count(const struct census *census, const char *word)
{
	uint32_t number = lexicon_maker_find(&census->words, word);

	return number > 0 ? census->counts[number - 1] : 0;
}

const struct census_decades *census_years(const struct census *census,
					  const char *word)
{
	uint32_t number = lexicon_maker_find(&census->words, word);

	return number > 0 && census->dated ? &census->years[number - 1] : NULL;
}

struct near {
	const struct census *census;
	census_visit *visit;
	void *data;
};

static void near_visit(void *data, uint32_t number, unsigned int edits,
		       const char *word, size_t len)
{
	const struct near *near = data;

	near->visit(near->data, word, len, near->census->solid_counts[number],
		    edits);
}

void census_near(const struct census *census, const char *word,
		 unsigned int limit, census_visit *visit, void *data)
{
	struct near near = {census, visit, data};

	if (word[0] != '\0' && strlen(word) <= SPELLING_MAX)
		lexicon_near(&census->solid, word, limit, near_visit, &near);
}

/* --- as text -------------------------------------------------------------- */

/* "count word", and of a dated one " decade:n" for each; an empty line ends. */
void census_write(const struct census *census, struct bytes *ret)
{
	for (uint32_t i = 1; i <= census->words.n; i++) {
		bytes_printf(ret, "%u\t%s", census->counts[i - 1],
			     lexicon_maker_word(&census->words, i));
		for (int d = 0; census->dated && d < CENSUS_DECADES; d++)
			if (census->years[i - 1].n[d] > 0)
				bytes_printf(ret, "\t%d:%u", d,
					     census->years[i - 1].n[d]);
		bytes_append_char(ret, '\n');
	}
	bytes_append_char(ret, '\n');
}

/* Reads what one line says; false where it is not one. */
static bool census_read_line(struct census *census, char *line)
{
	char *word = strchr(line, '\t'), *at, *end;
	unsigned long count = strtoul(line, &end, 10);
	uint32_t number;

	if (word == NULL || end != word || count == 0 || count > UINT32_MAX ||
	    census->words.n >= census->max)
		return false;
	at = strchr(++word, '\t');
	if (at != NULL)
		*at++ = '\0';
	if (word[0] == '\0' || strlen(word) > SPELLING_MAX ||
	    lexicon_maker_find(&census->words, word) != 0)
		return false;
	number = census_new(census, word);
	census->counts[number - 1] = (uint32_t)count;
	while (at != NULL && census->dated) {
		unsigned long decade = strtoul(at, &end, 10), n;

		if (*end != ':' || decade >= CENSUS_DECADES)
			return false;
		n = strtoul(end + 1, &end, 10);
		if (n > UINT16_MAX || (*end != '\0' && *end != '\t'))
			return false;
		census->years[number - 1].n[decade] = (uint16_t)n;
		at = *end == '\t' ? end + 1 : NULL;
	}
	return at == NULL;
}

int census_read(struct census *census, const char **at, const char *end,
		struct error *err)
{
	while (*at < end) {
		const char *stop = memchr(*at, '\n', (size_t)(end - *at));
		char *line CLEANUP(mem_free_str) = NULL;
		size_t len;

		if (stop == NULL)
			break;
		len = (size_t)(stop - *at);
		line = mem_strndup(*at, len);
		*at = stop + 1;
		if (len == 0)
			return 0;
		if (!census_read_line(census, line))
			break;
	}
	return error_set(err, ERROR_FAILED,
			 "the statistics of the run are damaged; they are "
			 "made anew");
}
