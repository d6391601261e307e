/*
 * text.c: what can be wrong with a value of any kind: it says
 * nothing, or it is what was printed around the value.
 */
#include "config.h"

#include "dwc/validate/validate.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dwc/parse/name.h"

/* Whether the words of a class are the whole value. */
static bool is_all_of(const struct validation *v, enum word_class class)
{
	return wordlist_match(v->tables->words, class, &v->phrase, 0) ==
	       v->phrase.n;
}

/* "s.d." is a day that was not noted, a state, and initials of a person: what is
 * meant by so few letters is told by where they stand. "s.n." is what one
 * writes as the number of a gathering that has none. */
static bool is_placeholder(const struct validation *v)
{
	return is_all_of(v, WORD_PLACEHOLDER) ||
	       (v->term->kind == TERM_DATE && is_all_of(v, WORD_UNDATED)) ||
	       (v->term->kind == TERM_PERSON && is_all_of(v, WORD_UNNAMED)) ||
	       (v->term->role == ROLE_LOCALITY && is_all_of(v, WORD_UNPLACED));
}

bool value_says_nothing(const struct terms *terms, const struct term *term,
			const char *value)
{
	struct validation v = {.terms = terms,
			       .tables = terms_word_tables(terms),
			       .term = term,
			       .value = value};
	bool nothing;

	phrase_read(value, PHRASE_LETTERS_AND_DIGITS, &v.phrase);
	nothing = v.phrase.n == 0 || is_placeholder(&v);
	phrase_done(&v.phrase);
	return nothing;
}

bool validate_placeholder(struct validation *v)
{
	char *quoted CLEANUP(mem_free_str) = NULL;

	if (v->phrase.n > 0 && !is_placeholder(v))
		return false;
	quoted = validation_quote(v->value);
	if (v->phrase.n == 0) {
		validation_add(v, SEVERITY_ERROR, "no-letters", NULL,
			       "%s has neither letters nor digits.", quoted);
		return true;
	}
	validation_add(v, SEVERITY_ERROR, "placeholder", NULL,
		       "%s stands for nothing: leave the field empty.", quoted);
	return true;
}

/* The longest heading or printed matter at word `first`; 0 for none. */
static size_t heading_at(const struct validation *v, size_t first, bool alone)
{
	static const enum word_class classes[] = {WORD_HEADING, WORD_PRINTED,
						  WORD_ALONE};
	size_t longest = 0;

	for (size_t i = 0; i < ARRAY_LEN(classes) - !alone; i++) {
		size_t n = wordlist_match(v->tables->words, classes[i],
					  &v->phrase, first);

		longest = n > longest ? n : longest;
	}
	return longest;
}

static bool word_is_number(const struct phrase_word *word)
{
	return strspn(word->folded, "0123456789") == strlen(word->folded);
}

/* A scrap that misreading leaves between headings: a letter or two; in names
 * also digits. */
static bool word_is_scrap(const struct validation *v,
			  const struct phrase_word *word)
{
	if (word_is_number(word))
		return v->term->kind == TERM_NAME ||
		       v->term->kind == TERM_PERSON;
	return strlen(word->folded) <= 1;
}

/* Whether the value is made of headings alone. */
static bool is_all_headings(const struct validation *v)
{
	size_t headings = 0;

	for (size_t i = 0; i < v->phrase.n;) {
		size_t n = heading_at(v, i, true);

		if (n == 0 && !word_is_scrap(v, &v->phrase.words[i]))
			return false;
		headings += n > 0;
		i += n > 0 ? n : 1;
	}
	return headings > 0;
}

/* "Department of Agriculture" is not a place to collect at. */
static bool is_institution(const struct validation *v)
{
	return v->term->role == ROLE_LOCALITY &&
	       strpbrk(v->value, "0123456789,") == NULL &&
	       wordlist_match(v->tables->words, WORD_INSTITUTION, &v->phrase,
			      0) > 0;
}

bool validate_boilerplate(struct validation *v)
{
	char *quoted CLEANUP(mem_free_str) = NULL;
	bool headings = is_all_headings(v);

	if (!headings && !is_institution(v))
		return false;
	quoted = validation_quote(v->value);
	if (headings) {
		validation_add(v, SEVERITY_ERROR, "boilerplate", NULL,
			       "%s is printed on the label, it is no value of "
			       "%s.",
			       quoted, v->term->label);
		return true;
	}
	validation_add(v, SEVERITY_ERROR, "boilerplate", NULL,
		       "%s names who owns the label, not where it was "
		       "collected.",
		       quoted);
	return true;
}

/* A heading inside a value begins with a capital; makers' marks need none.
 * Before a person's name a short heading does too: "No. Auser". */
static size_t heading_inside_at(const struct validation *v, size_t first)
{
	const struct phrase_word *word = &v->phrase.words[first];
	bool capital = text_upper(v->value + word->start);
	char after = v->value[word->end];
	size_t n = wordlist_match(v->tables->words, WORD_PRINTED, &v->phrase,
				  first);

	if (n > 0)
		return n;
	if (v->term->kind == TERM_PERSON && (after == '.' || after == ':'))
		return heading_at(v, first, true);
	/* "collected by A. Example": no name begins so. */
	if (v->term->kind == TERM_PERSON && first == 0)
		return heading_at(v, first, false);
	return capital ? heading_at(v, first, false) : 0;
}

/* Whether what is left can be of use for the term: a name of two words, a
 * person of some letters, anything that is not blank otherwise. */
static bool rest_fits(const struct validation *v, const char *rest)
{
	const char *blank = strchr(rest, ' ');

	if (v->term->kind == TERM_NAME)
		return text_upper(rest) && blank != NULL;
	return text_letter(rest) > 0 || strpbrk(rest, "0123456789");
}

/* The people of what is left; the stop of "Jr." and "al." was tidied away. */
static char *rest_people(const struct validation *v, const char *rest)
{
	char *stopped CLEANUP(mem_free_str) = mem_printf("%s.", rest);
	char *people = NULL;

	if (strncmp(v->value, stopped, strlen(stopped)) == 0)
		people = validation_people(v, stopped);
	return people != NULL ? people : validation_people(v, rest);
}

/* Whether a heading before a person says that they did what the term is
 * about: who determined a plant is not its collector. */
static bool heading_suits(const struct validation *v, const char *heading)
{
	static const struct {
		enum term_role beside; /* in the set of the person's term */
		const char *word;      /* a beginning, folded */
	} parts[] = {
		{ROLE_GATHERING, "leg"},      {ROLE_GATHERING, "col"},
		{ROLE_GATHERING, "gather"},   {ROLE_GATHERING, "samm"},
		{ROLE_GATHERING, "gesammel"}, {ROLE_GATHERING, "recol"},
		{ROLE_GATHERING, "lectore"},  {ROLE_IDENTIFIED, "det"},
		{ROLE_IDENTIFIED, "id"},      {ROLE_IDENTIFIED, "check"},
		{ROLE_IDENTIFIED, "verif"},   {ROLE_IDENTIFIED, "rev"},
		{ROLE_IDENTIFIED, "annot"},   {ROLE_IDENTIFIED, "conf"},
		{ROLE_IDENTIFIED, "named"},   {ROLE_IDENTIFIED, "best"},
	};
	char *folded CLEANUP(mem_free_str) = text_folded(heading);

	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		const struct term *beside =
			terms_role(v->terms, parts[i].beside);

		if (beside != NULL &&
		    strcmp(beside->together, v->term->together) == 0 &&
		    strncmp(folded, parts[i].word, strlen(parts[i].word)) == 0)
			return true;
	}
	return false;
}

/* What may be proposed of what is left: what can be read as the term's kind of
 * value, whole; of a locality what stood before the heading. NULL for none,
 * owned otherwise. */
static char *rest_proposal(const struct validation *v, const char *rest,
			   const char *heading)
{
	size_t len = strlen(rest);
	bool before = strncmp(v->value, rest, len) == 0;

	switch (v->term->kind) {
	case TERM_PERSON:
		return before || heading_suits(v, heading)
			       ? rest_people(v, rest)
			       : NULL;
	case TERM_NAME:
		return name_is_text(rest) ? mem_strdup(rest) : NULL;
	case TERM_IDENTIFIER:
		return strcspn(rest, "0123456789") < len &&
				       strcspn(rest, " ,;") == len
			       ? mem_strdup(rest)
			       : NULL;
	case TERM_TEXT:
		return before ? mem_strdup(rest) : NULL;
	default:
		return NULL;
	}
}

/* What is left of the value without the heading of `n` words at `first`:
 * what stands before it, else what follows up to the next heading. Owned. */
static char *without_heading(const struct validation *v, size_t first, size_t n)
{
	const struct phrase_word *words = v->phrase.words;
	char *before = validation_tidy(v->value, 0, words[first].start);
	size_t next = first + n, end = strlen(v->value);

	if (!text_blank(before))
		return before;
	free(before);
	while (next < v->phrase.n && heading_inside_at(v, next) == 0)
		next++;
	if (next < v->phrase.n)
		end = words[next].start;
	return validation_tidy(v->value, words[first + n - 1].end, end);
}

bool validate_heading_inside(struct validation *v)
{
	const struct phrase_word *words = v->phrase.words;
	char *quoted CLEANUP(mem_free_str) = NULL;
	char *heading CLEANUP(mem_free_str) = NULL;
	char *rest CLEANUP(mem_free_str) = NULL;
	char *proposal CLEANUP(mem_free_str) = NULL;
	size_t first = 0, n = 0;
	bool fits;

	while (first < v->phrase.n && (n = heading_inside_at(v, first)) == 0)
		first++;
	v->has_heading = first < v->phrase.n;
	if (!v->has_heading)
		return false;
	heading = mem_strndup(v->value + words[first].start,
			      words[first + n - 1].end - words[first].start);
	quoted = validation_quote(heading);
	rest = without_heading(v, first, n);
	fits = rest_fits(v, rest);
	proposal = fits ? rest_proposal(v, rest, heading) : NULL;
	validation_add(v, fits ? SEVERITY_WARNING : SEVERITY_ERROR,
		       "heading-in-value", proposal,
		       "%s is printed on the label, it is no part of %s.",
		       quoted, v->term->label);
	/* The rest of a name would be found fault with for the heading. */
	return !fits || v->term->kind == TERM_NAME;
}

/* "1935-06-27/.." (ISO 8601-2, 4.4): the dots say that there is no end. */
static bool is_open_interval(const struct validation *v)
{
	return v->term->kind == TERM_DATE && (strstr(v->value, "/..") != NULL ||
					      strstr(v->value, "../") != NULL);
}

/* "84..85" may be a range, whatever the dots were printed for. */
static bool dots_are_between_digits(const char *text)
{
	size_t at = strspn(text, "._ ");

	while (text[at] != '\0') {
		size_t word = at + strcspn(text + at, "._ ");
		size_t next = word + strspn(text + word, "._ ");

		if (next - word > 1 && word > 0 && text[word - 1] >= '0' &&
		    text[word - 1] <= '9' && text[next] >= '0' &&
		    text[next] <= '9')
			return true;
		at = next;
	}
	return false;
}

/* The value without its dots, owned. What a figure says is for its own parser
 * ("1.200 ....."), and the stop of "et al." is not one of the dots. */
static char *without_leaders(const struct validation *v)
{
	char *tidy, *people;

	if (v->term->kind == TERM_NUMBER || v->term->kind == TERM_COORDINATE ||
	    dots_are_between_digits(v->value))
		return NULL;
	tidy = validation_tidy(v->value, 0, strlen(v->value));
	people = v->term->kind == TERM_PERSON ? rest_people(v, tidy) : NULL;
	if (people == NULL)
		return tidy;
	free(tidy);
	return people;
}

void validate_leaders(struct validation *v)
{
	char *proposal CLEANUP(mem_free_str) = NULL;

	if (v->has_heading || is_open_interval(v))
		return;
	if (strstr(v->value, "..") == NULL && strstr(v->value, ". .") == NULL &&
	    strstr(v->value, "__") == NULL)
		return;
	proposal = without_leaders(v);
	validation_add(v, SEVERITY_NOTE, "leaders", proposal,
		       "The dotted line of the form was read as part of %s.",
		       v->term->label);
}

/* --- texts ---------------------------------------------------------------- */

static size_t count_letters(const char *text)
{
	size_t count = 0;

	for (size_t len; *text != '\0'; text += len > 0 ? len : 1) {
		len = text_letter(text);
		count += len > 0;
	}
	return count;
}

void validate_text(struct validation *v)
{
	char *quoted CLEANUP(mem_free_str) = NULL;

	validate_place_name(v);
	if (v->term->role == ROLE_COUNTY)
		validate_county(v);
	if (v->term->role != ROLE_LOCALITY)
		return;
	quoted = validation_quote(v->value);
	if (count_letters(v->value) < 2)
		validation_add(v, SEVERITY_ERROR, "no-letters", NULL,
			       "%s names no place.", quoted);
	else if (!v->has_heading)
		validate_locality(v);
}
