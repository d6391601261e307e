/*
 * validate_text.c: what can be wrong with a value of any kind: it says
 * nothing, or it is what was printed around the value.
 */
#include "config.h"

#include "dwc/validate.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

bool validate_placeholder(struct validation *v)
{
	char *quoted CLEANUP(mem_free_str) = validation_quote(v->value);

	if (v->phrase.n == 0) {
		validation_add(v, SEVERITY_ERROR, "no-letters", NULL,
			       "%s has neither letters nor digits.", quoted);
		return true;
	}
	if (wordlist_match(v->lore->words, WORD_PLACEHOLDER, &v->phrase, 0) !=
	    v->phrase.n)
		return false;
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
		size_t n = wordlist_match(v->lore->words, classes[i],
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

/* "Department of Agriculture" is no place to collect at. */
static bool is_institution(const struct validation *v)
{
	return strcmp(v->term->name, "locality") == 0 &&
	       strpbrk(v->value, "0123456789,") == NULL &&
	       wordlist_match(v->lore->words, WORD_INSTITUTION, &v->phrase, 0) >
		       0;
}

bool validate_boilerplate(struct validation *v)
{
	char *quoted CLEANUP(mem_free_str) = validation_quote(v->value);

	if (is_all_headings(v)) {
		validation_add(v, SEVERITY_ERROR, "boilerplate", NULL,
			       "%s is printed on the label, it is no %s.",
			       quoted, v->term->label);
		return true;
	}
	if (is_institution(v)) {
		validation_add(v, SEVERITY_ERROR, "boilerplate", NULL,
			       "%s names who owns the label, not where it was "
			       "collected.",
			       quoted);
		return true;
	}
	return false;
}

/* A heading inside a value begins with a capital; makers' marks need none.
 * Before a person's name a short heading does too: "No. Auser". */
static size_t heading_inside_at(const struct validation *v, size_t first)
{
	const struct phrase_word *word = &v->phrase.words[first];
	bool capital = text_upper(v->value + word->start);
	char after = v->value[word->end];
	size_t n =
		wordlist_match(v->lore->words, WORD_PRINTED, &v->phrase, first);

	if (n > 0)
		return n;
	if (v->term->kind == TERM_PERSON && (after == '.' || after == ':'))
		return heading_at(v, first, true);
	return capital ? heading_at(v, first, false) : 0;
}

void validate_heading_inside(struct validation *v)
{
	const struct phrase_word *words = v->phrase.words;
	char *quoted CLEANUP(mem_free_str) = NULL;
	char *heading CLEANUP(mem_free_str) = NULL;
	char *proposal CLEANUP(mem_free_str) = NULL;
	size_t first = 0, n = 0, from, to;

	while (first < v->phrase.n && (n = heading_inside_at(v, first)) == 0)
		first++;
	if (first == v->phrase.n)
		return;
	heading = mem_strndup(v->value + words[first].start,
			      words[first + n - 1].end - words[first].start);
	quoted = validation_quote(heading);
	proposal = validation_tidy(v->value, 0, words[first].start);
	/* Nothing before it: what follows, up to the next heading. */
	if (text_blank(proposal)) {
		from = words[first + n - 1].end;
		for (first += n;
		     first < v->phrase.n && heading_inside_at(v, first) == 0;)
			first++;
		to = first < v->phrase.n ? words[first].start
					 : strlen(v->value);
		free(proposal);
		proposal = validation_tidy(v->value, from, to);
	}
	validation_add(v, SEVERITY_WARNING, "heading-in-value", proposal,
		       "%s is a heading of the label, no part of the %s.",
		       quoted, v->term->label);
}

void validate_leaders(struct validation *v)
{
	char *proposal CLEANUP(mem_free_str) = NULL;

	if (strstr(v->value, "..") == NULL && strstr(v->value, ". .") == NULL &&
	    strstr(v->value, "__") == NULL)
		return;
	proposal = validation_tidy(v->value, 0, strlen(v->value));
	validation_add(v, SEVERITY_NOTE, "leaders", proposal,
		       "The dotted line of the form was read as part of the "
		       "%s.",
		       v->term->label);
}
