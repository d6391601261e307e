/*
 * taxon.c: names for archives. See taxon.h.
 *
 * The memory has a place for each of some ten thousand hashes; a name takes the
 * place of another that has the same.
 */
#include "config.h"

#include "export/record/taxon.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/mix.h"
#include "base/text.h"
#include "dwc/parse/name.h"

#define TAXON_PLACES 32768

struct taxon_memory {
	struct taxon places[TAXON_PLACES];
};

struct taxon_memory *taxon_memory_new(void)
{
	return mem_zalloc(sizeof(struct taxon_memory));
}

static void taxon_done(struct taxon *taxon)
{
	free(taxon->said);
	free(taxon->name);
	free(taxon->qualifier);
	*taxon = (struct taxon){0};
}

void taxon_memory_free(struct taxon_memory *memory)
{
	if (memory == NULL)
		return;
	for (size_t i = 0; i < TAXON_PLACES; i++)
		taxon_done(&memory->places[i]);
	free(memory);
}

/* --- marks of doubt ------------------------------------------------------- */

static void append_word(struct bytes *text, const char *word, size_t len)
{
	if (len == 0)
		return;
	if (text->len > 0)
		bytes_append_char(text, ' ');
	bytes_append(text, word, len);
}

/* The word that a mark of doubt is about: an epithet, or a rank with one. */
static size_t doubted_words(const struct name_words *words, size_t at)
{
	size_t n = 0;

	if (at < words->n && (words->items[at].roles & NAME_RANK) != 0)
		n++;
	if (at + n < words->n && words->items[at + n].plain &&
	    !words->items[at + n].capital)
		return n + 1;
	return 0;
}

static void take_doubt(const struct name_words *words, size_t at,
		       struct bytes *qualifier)
{
	const struct name_word *mark = &words->items[at];
	size_t n = doubted_words(words, at + 1);

	append_word(qualifier, mark->text, strlen(mark->text));
	for (size_t i = 1; strcmp(mark->text, "?") != 0 && i <= n; i++)
		append_word(qualifier, words->items[at + i].text,
			    strlen(words->items[at + i].text));
}

/* Whether there is anything to be taken out; a text of very many words is not a
 * name. */
static bool has_marks(const char *text, const struct name_words *words)
{
	bool marks = strchr(text, '?') != NULL;

	for (size_t i = 0; i < words->n; i++)
		marks |= (words->items[i].roles &
			  (NAME_DOUBT | NAME_SPECIES)) != 0;
	return marks && words->n < NAME_WORDS_MAX;
}

/* Takes the text apart into the name and the doubt. What stands between two
 * words of the name is as it was. */
static void take_apart(const char *text, const struct name_words *words,
		       struct bytes *name, struct bytes *qualifier)
{
	for (size_t i = 0; i < words->n; i++) {
		const struct name_word *word = &words->items[i];
		size_t end = i + 1 < words->n ? words->items[i + 1].start
					      : strlen(text);
		size_t len;

		if ((word->roles & NAME_DOUBT) != 0) {
			take_doubt(words, i, qualifier);
			continue;
		}
		if ((word->roles & NAME_SPECIES) != 0)
			continue;
		len = end - word->start;
		while (len > 0 && strchr(" \t?", text[word->start + len - 1]))
			len--;
		append_word(name, text + word->start, len);
		if (memchr(text + word->start, '?', end - word->start) !=
			    NULL &&
		    (i + 1 == words->n ||
		     (words->items[i + 1].roles & NAME_DOUBT) == 0))
			append_word(qualifier, "?", 1);
	}
}

/* --- ranks ---------------------------------------------------------------- */

static const struct {
	const char *mark, *rank;
} ranks[] = {
	{"subsp", "subspecies"}, {"ssp", "subspecies"},	   {"var", "variety"},
	{"varietas", "variety"}, {"subvar", "subvariety"}, {"f", "form"},
	{"fo", "form"},		 {"forma", "form"},	   {"subf", "subform"},
	{"cv", "cultivar"},
};

static const char *rank_of_mark(const char *mark)
{
	size_t len = strcspn(mark, ".");

	for (size_t i = 0; i < ARRAY_LEN(ranks); i++)
		if (strlen(ranks[i].mark) == len &&
		    strncmp(ranks[i].mark, mark, len) == 0)
			return ranks[i].rank;
	return "";
}

static const char *rank_of_word(const char *word)
{
	static const char *const families[] = {"aceae"};
	static const char *const orders[] = {"ales"};

	if (name_ends_as(word, families, ARRAY_LEN(families)))
		return "family";
	return name_ends_as(word, orders, ARRAY_LEN(orders)) ? "order"
							     : "genus";
}

/* Of the last mark that an epithet follows; of a species, or of one word. */
static const char *rank_tell(const char *name)
{
	struct name_words words CLEANUP(name_words_done);
	struct name_reading reading;
	const char *rank = "";

	name_words_read(name, &words);
	if (words.n == 0 || !words.items[0].capital || !words.items[0].plain)
		return "";
	for (size_t i = 0; i + 1 < words.n; i++)
		if ((words.items[i].roles & NAME_RANK) != 0 &&
		    words.items[i + 1].plain && !words.items[i + 1].capital)
			rank = rank_of_mark(words.items[i].text);
	if (rank[0] != '\0')
		return rank;
	if (name_read(name, &reading) == 0 && reading.epithet)
		return reading.formula || reading.rank ? "" : "species";
	if (words.n == 1 || words.items[1].capital)
		return rank_of_word(words.items[0].text);
	return "";
}

static void taxon_make(struct taxon *taxon, const char *text)
{
	struct bytes name = {0}, qualifier = {0};
	struct name_words words CLEANUP(name_words_done);

	taxon_done(taxon);
	name_words_read(text, &words);
	if (has_marks(text, &words))
		take_apart(text, &words, &name, &qualifier);
	else
		bytes_append_str(&name, text);
	taxon->said = mem_strdup(text);
	taxon->name = bytes_steal(&name);
	taxon->qualifier = bytes_steal(&qualifier);
	if (taxon->qualifier[0] == '\0' && text_blank(taxon->name))
		mem_replace(&taxon->name, text);
	taxon->doubted = strcmp(taxon->name, text) != 0;
	taxon->rank = rank_tell(taxon->name);
}

const struct taxon *taxon_tell(struct taxon_memory *memory, const char *name)
{
	struct taxon *taxon =
		&memory->places[mix_add_text(MIX_BEGIN, name) % TAXON_PLACES];

	if (taxon->said == NULL || strcmp(taxon->said, name) != 0)
		taxon_make(taxon, name);
	return taxon;
}
