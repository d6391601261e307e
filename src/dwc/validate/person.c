/*
 * person.c: people, and the numbers of sheets and gatherings.
 */
#include "config.h"

#include "dwc/validate/validate.h"

#include <string.h>

#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/catalogue/catalog_number.h"
#include "dwc/parse/number_mark.h"
#include "dwc/parse/people.h"

static bool has_digit(const char *text)
{
	return strpbrk(text, "0123456789") != NULL;
}

/* How many words have two letters or more, and how many of those are plain
 * language. */
static size_t count_words(const struct validation *v, size_t *ret_plain)
{
	size_t words = 0;

	*ret_plain = 0;
	for (size_t i = 0; i < v->phrase.n; i++) {
		const struct phrase_word *word = &v->phrase.words[i];

		if (strlen(word->folded) < 2 || has_digit(word->folded))
			continue;
		words++;
		*ret_plain += wordlist_has(v->tables->words, WORD_PLAIN,
					   word->folded);
	}
	return words;
}

char *validation_people(const struct validation *v, const char *text)
{
	char *people = people_of_text(text);
	struct place_reading place;
	struct phrase words;
	bool plain;

	if (people == NULL)
		return NULL;
	/* "A. Example, N. Dakota" */
	plain = place_find(v->tables->places, people, &place) == 0;
	phrase_read(people, PHRASE_LETTERS, &words);
	for (size_t i = 0; i < words.n; i++)
		plain = plain ||
			wordlist_has(v->tables->words, WORD_PLAIN,
				     words.words[i].folded) ||
			wordlist_has(v->tables->words, WORD_HEADING,
				     words.words[i].folded);
	phrase_done(&words);
	if (plain)
		mem_free_str(&people);
	return people;
}

/* Whether the record's own words are broken by stops that were not printed
 * between them: "P. He.ris", not "Arch.C. Budd" or "et al.". */
static bool is_broken(const struct validation *v)
{
	const struct phrase_word *words = v->phrase.words;

	for (size_t i = 0; i + 1 < v->phrase.n; i++) {
		size_t gap = words[i + 1].start - words[i].end;

		if (gap == 1 && v->value[words[i].end] == '.' &&
		    words[i].end - words[i].start >= 2 &&
		    words[i + 1].end - words[i + 1].start >= 2 &&
		    !text_upper(v->value + words[i + 1].start))
			return true;
	}
	return false;
}

/* An initial in lower case before a name: "d. I. Bolton", "k.ise". */
static bool has_small_initial(const struct validation *v)
{
	const struct phrase_word *word = &v->phrase.words[0];

	return v->phrase.n > 1 && word->end - word->start == 1 &&
	       text_letter(v->value + word->start) == 1 &&
	       !text_upper(v->value + word->start) &&
	       v->value[word->end] == '.';
}

/* "J.F.A.": capitals, two or more, as people sign. */
static bool are_initials(const struct validation *v)
{
	for (size_t i = 0; i < v->phrase.n; i++)
		if (!text_upper(v->value + v->phrase.words[i].start))
			return false;
	return v->phrase.n > 1;
}

/* The longest word that nobody would take for a name: "M. Mo." is cut short.
 * Surnames of two letters (Li, Ng, Wu) stand without a stop. */
static bool is_cut_short(const struct validation *v)
{
	const struct phrase_word *longest = NULL;

	for (size_t i = 0; i < v->phrase.n; i++) {
		const struct phrase_word *word = &v->phrase.words[i];

		if (longest == NULL ||
		    word->end - word->start > longest->end - longest->start)
			longest = word;
	}
	return longest != NULL && longest->end - longest->start == 2 &&
	       v->value[longest->end] == '.' && longest != v->phrase.words;
}

/* Whether no word begins with a capital. */
static bool is_small(const struct validation *v)
{
	for (size_t i = 0; i < v->phrase.n; i++)
		if (text_letter(v->value + v->phrase.words[i].start) == 0 ||
		    text_upper(v->value + v->phrase.words[i].start))
			return false;
	return true;
}

/* The word before whoever did it: "Collection made by A. Example". */
static size_t doer_follows(const struct validation *v)
{
	static const char *const by[] = {"by", "par", "por", "durch"};
	size_t i = 0;

	while (i + 1 < v->phrase.n &&
	       !(text_among(v->phrase.words[i].folded, by, ARRAY_LEN(by)) &&
		 v->value[v->phrase.words[i].end] == ' ' &&
		 (i == 0 || !text_upper(v->value + v->phrase.words[i].start))))
		i++;
	return i + 1 < v->phrase.n ? i + 1 : 0;
}

static void say_doer(struct validation *v, const char *quoted, size_t from)
{
	char *rest CLEANUP(mem_free_str) = validation_tidy(
		v->value, v->phrase.words[from].start, strlen(v->value));
	char *proposal CLEANUP(mem_free_str) =
		from == 1 ? validation_people(v, rest) : NULL;

	validation_add(v, SEVERITY_WARNING, "heading-in-value", proposal,
		       "%s says that it was done by somebody: that is not part "
		       "of their name.",
		       quoted);
}

/* The shape of somebody's name. */
static void check_person_shape(struct validation *v, const char *quoted)
{
	if (is_small(v))
		validation_add(v, SEVERITY_WARNING, "name-case", NULL,
			       "%s has no capital: is it a person?", quoted);
	else if (has_small_initial(v))
		validation_add(v, SEVERITY_WARNING, "name-case", NULL,
			       "%s begins with an initial that is not a "
			       "capital.",
			       quoted);
	else if (is_broken(v) || is_cut_short(v))
		validation_add(v, SEVERITY_WARNING, "person-shape", NULL,
			       "%s is a fragment of a name: compare it with "
			       "the label.",
			       quoted);
}

void validate_person(struct validation *v)
{
	char *quoted CLEANUP(mem_free_str) = validation_quote(v->value);
	size_t plain, words = count_words(v, &plain);

	if (has_digit(v->value)) {
		char *proposal CLEANUP(mem_free_str) =
			v->has_heading ? NULL : validation_people(v, v->value);

		validation_add(v, SEVERITY_ERROR, "digits-in-name", proposal,
			       "%s has a number in it: people have none.",
			       quoted);
	} else if (words == 0)
		validation_add(
			v, are_initials(v) ? SEVERITY_NOTE : SEVERITY_WARNING,
			"person-shape", NULL, "%s is no more than initials.",
			quoted);
	else if (words == plain && words == v->phrase.n)
		validation_add(v, SEVERITY_WARNING, "plain-words", NULL,
			       "%s is made of plain words: is it a person?",
			       quoted);
	else if (!v->has_heading && doer_follows(v) > 0)
		say_doer(v, quoted, doer_follows(v));
	else if (!v->has_heading)
		check_person_shape(v, quoted);
}

/* --- numbers of sheets ---------------------------------------------------- */

static bool is_zeros(const char *text)
{
	return strspn(text, "0-. ") == strlen(text);
}

/* A code, and another number printed beside it: one of the two was stuck on
 * the wrong sheet, or misprinted. */
static void check_printed(struct validation *v)
{
	const struct field *field = record_find(v->record, v->term->name);
	const char *printed;

	if (field == NULL || field->source != SOURCE_BARCODE)
		return;
	printed = json_string_at(field->extra, FIELD_PRINTED);
	if (printed == NULL || !catalog_number_differs(v->value, printed))
		return;
	validation_add(v, SEVERITY_WARNING, "code-differs", printed,
		       "The code says so; %s is printed beside it.", printed);
}

static void check_catalog_number(struct validation *v)
{
	char *quoted CLEANUP(mem_free_str) = validation_quote(v->value);
	const char *own = validation_value(v, ROLE_GATHERING);

	if (!has_digit(v->value))
		validation_add(v, SEVERITY_ERROR, "no-digits", NULL,
			       "%s has no digit: catalogue numbers do.",
			       quoted);
	else if (is_zeros(v->value))
		validation_add(v, SEVERITY_ERROR, "number-shape", NULL,
			       "%s is not the number of a sheet.", quoted);
	else if (v->value[0] == '-')
		validation_add(v, SEVERITY_ERROR, "number-shape", NULL,
			       "%s begins with a dash: it is a piece of "
			       "something else.",
			       quoted);
	else if (v->phrase.n > 4)
		validation_add(v, SEVERITY_WARNING, "number-shape", NULL,
			       "%s is long for a catalogue number.", quoted);
	else if (strlen(v->value) == 1)
		validation_add(v, SEVERITY_WARNING, "number-shape", NULL,
			       "%s is short for a catalogue number: compare it "
			       "with the label.",
			       quoted);
	else if (strcmp(v->value, own) == 0)
		validation_add(v, SEVERITY_NOTE, "same-number", NULL,
			       "The collector's number is the same: which of "
			       "the two is on the label?");
	check_printed(v);
}

/* Whether a number is four digits that the date begins with. */
static bool is_year_of_date(const struct validation *v)
{
	return strlen(v->value) == 4 && strspn(v->value, "0123456789") == 4 &&
	       strncmp(validation_value(v, ROLE_COLLECTED), v->value, 4) == 0;
}

/* So long a number is hardly the same by chance. */
static bool is_long_number(const char *text)
{
	return strcspn(text, "0123456789") + 5 <= strlen(text);
}

static void check_record_number(struct validation *v)
{
	char *quoted CLEANUP(mem_free_str) = validation_quote(v->value);

	if (number_is_none(v->value))
		return;
	if (!has_digit(v->value))
		validation_add(v, SEVERITY_WARNING, "no-digits", NULL,
			       "%s has no digit: collectors' numbers do.",
			       quoted);
	else if (is_year_of_date(v))
		validation_add(v, SEVERITY_WARNING, "same-number", NULL,
			       "%s is the year of the date: is it the "
			       "collector's number, too?",
			       quoted);
	else if (is_long_number(v->value) &&
		 strcmp(v->value, validation_value(v, ROLE_CATALOGUE)) == 0)
		validation_add(v, SEVERITY_WARNING, "same-number", NULL,
			       "%s is the catalogue number: is it the "
			       "collector's number, too?",
			       quoted);
}

void validate_identifier(struct validation *v)
{
	if (v->term->role == ROLE_CATALOGUE)
		check_catalog_number(v);
	else if (v->term->role == ROLE_GATHERING)
		check_record_number(v);
}
