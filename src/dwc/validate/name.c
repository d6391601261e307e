/*
 * name.c: the shape of a scientific name, after the International
 * Code of Nomenclature: a genus with a capital, an epithet in lower case,
 * then ranks with their epithets, and authors. Only the shape is looked at:
 * whether the name exists is another question.
 *
 * 1. A value gets one verdict on its shape, the worst that was found first.
 */
#include "config.h"

#include "dwc/validate/validate.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dwc/parse/name.h"
#include "dwc/parse/name_likeness.h"

enum shape {
	SHAPE_LOWER,
	SHAPE_CAPITAL, /* one capital, then lower case */
	SHAPE_UPPER,   /* capitals alone, two or more */
	SHAPE_MIXED,   /* letters otherwise */
	SHAPE_OTHER,   /* something besides letters and hyphens */
};

/* The words of a name, and where the name itself begins. */
struct name {
	struct name_words words;
	size_t genus;
};

/* --- words ---------------------------------------------------------------- */

static enum shape shape_of(const struct name_word *word)
{
	if (!word->plain)
		return SHAPE_OTHER;
	if (word->capitals == 0)
		return SHAPE_LOWER;
	if (word->capitals == 1 && word->capital)
		return SHAPE_CAPITAL;
	return word->capitals == word->letters ? SHAPE_UPPER : SHAPE_MIXED;
}

static bool is_a(const struct name_word *word, unsigned roles)
{
	return (word->roles & roles) != 0;
}

static bool has_digit(const char *text)
{
	return strpbrk(text, "0123456789") != NULL;
}

static bool has_vowel(const char *text)
{
	char *folded CLEANUP(mem_free_str) = text_folded(text);

	for (const char *at = folded; *at != '\0'; at++)
		if ((unsigned char)*at >= 0x80 || strchr("aeiouy", *at) != NULL)
			return true;
	return false;
}

static void name_split(const char *value, struct name *ret)
{
	*ret = (struct name){0};
	name_words_read(value, &ret->words);
	while (ret->genus + 1 < ret->words.n &&
	       is_a(&ret->words.items[ret->genus], NAME_HYBRID | NAME_DOUBT))
		ret->genus++;
}

static const struct name_word *name_genus(const struct name *name)
{
	return &name->words.items[name->genus];
}

/* The index of the epithet, over marks of doubt and hybrids; n for none. */
static size_t name_epithet(const struct name *name)
{
	size_t at = name->genus + 1;

	while (at < name->words.n &&
	       is_a(&name->words.items[at], NAME_HYBRID | NAME_DOUBT))
		at++;
	return at;
}

/* --- checks: each returns true when it has said something ----------------- */

/* "Open woods": words that no scientific name has. */
static bool check_plain(struct validation *v, const struct name *name,
			size_t epithet)
{
	size_t parts[] = {name->genus, epithet};

	for (size_t i = 0; i < ARRAY_LEN(parts) && parts[i] < name->words.n;
	     i++) {
		const char *text = name->words.items[parts[i]].text;
		char *tidy CLEANUP(mem_free_str) =
			validation_tidy(text, 0, strlen(text));
		char *folded CLEANUP(mem_free_str) = text_folded(tidy);
		char *quoted CLEANUP(mem_free_str) = NULL;

		if (strlen(tidy) + 1 < strlen(text) ||
		    is_a(&name->words.items[parts[i]], NAME_DOUBT) ||
		    !wordlist_is_plain(v->tables->words, folded))
			continue;
		quoted = validation_quote(tidy);
		validation_add(v, SEVERITY_ERROR, "plain-words", NULL,
			       "%s is a word of plain language, no part of a "
			       "scientific name.",
			       quoted);
		return true;
	}
	return false;
}

static bool check_digits(struct validation *v, const struct name *name,
			 size_t epithet)
{
	char *quoted CLEANUP(mem_free_str) = validation_quote(v->value);
	size_t parts[] = {name->genus, epithet};

	for (size_t i = 0; i < ARRAY_LEN(parts) && parts[i] < name->words.n;
	     i++)
		if (has_digit(name->words.items[parts[i]].text)) {
			validation_add(v, SEVERITY_ERROR, "digits-in-name",
				       NULL,
				       "%s has digits where a name has "
				       "letters.",
				       quoted);
			return true;
		}
	return false;
}

static bool say_shape(struct validation *v, enum severity severity,
		      const char *part, const char *fault)
{
	char *quoted CLEANUP(mem_free_str) = validation_quote(part);

	validation_add(v, severity, "name-shape", NULL, "%s %s.", quoted,
		       fault);
	return true;
}

static bool say_case(struct validation *v)
{
	char *proposal CLEANUP(mem_free_str) = name_recased(v->value);

	validation_add(v, SEVERITY_WARNING, "name-case", proposal,
		       "The genus begins with a capital, the epithet is in "
		       "lower case.");
	return true;
}

static bool check_genus(struct validation *v, const struct name *name)
{
	const struct name_word *genus = name_genus(name);
	size_t len = strlen(genus->text);

	if (len == 2 && genus->text[1] == '.' && text_upper(genus->text))
		return say_shape(v, SEVERITY_WARNING, genus->text,
				 "is an abbreviated genus: write it in full");
	if (shape_of(genus) == SHAPE_OTHER || shape_of(genus) == SHAPE_MIXED ||
	    len < 3)
		return say_shape(v, SEVERITY_ERROR, genus->text,
				 "cannot be a genus");
	if (!has_vowel(genus->text))
		return say_shape(v, SEVERITY_ERROR, genus->text,
				 "has no vowel: it was misread");
	return false;
}

/* No epithet behind the genus: a genus or family, with or without author. */
static bool check_uninomial(struct validation *v, const struct name *name,
			    size_t epithet)
{
	const struct name_word *next =
		epithet < name->words.n ? &name->words.items[epithet] : NULL;

	if (next != NULL && name_word_is_epithet_cased(next))
		return say_case(v);
	if (next == NULL || is_a(next, NAME_SPECIES)) {
		validation_add(v, SEVERITY_NOTE, "name-above-species", NULL,
			       "The name stops at the genus or above it.");
		return true;
	}
	if (shape_of(next) == SHAPE_LOWER)
		return false;
	if (next->text[0] == '(' || next->text[0] == '&' ||
	    text_upper(next->text)) {
		validation_add(v, SEVERITY_NOTE, "name-above-species", NULL,
			       "No epithet follows the genus: is the second "
			       "word an author?");
		return true;
	}
	return false;
}

/* Whether Latin and Greek have epithets that end so: consonants that end none,
 * -m but in -um, -n but in -on and -en; plurals, and the adverbs that readers
 * make of -ata and -osa. */
static bool ends_as_latin(const char *text)
{
	/* Names in use that end as no Latin word does. */
	static const char *const odd[] = {"tetrahit", "ginseng", "mahaleb",
					  "sesban",   "arjan",	 "cajan"};
	static const char *const none[] = {"ate",  "ete",  "ite",   "ute",
					   "cte",  "pte",  "nte",   "ose",
					   "ales", "iles", "enses", "aceas",
					   "osas", "atas", "inas",  "icas"};
	size_t len = strlen(text);
	char last = text[len - 1], before = text[len - 2];

	if (text_among(text, odd, ARRAY_LEN(odd)))
		return true;
	if (name_ends_as(text, none, ARRAY_LEN(none)))
		return false;
	if (last == 'm')
		return before == 'u';
	if (last == 'n')
		return strchr("aiu", before) == NULL;
	return strchr("bcdfghjklpqtvwyz", last) == NULL;
}

static bool check_epithet(struct validation *v, const struct name_word *epithet)
{
	/* Of three letters hardly any is in use. */
	static const char *const shortest[] = {"mas", "nil", "rex", "uva",
					       "sol", "lux", "pes", "fax"};
	const char *text = epithet->text;

	if (shape_of(epithet) != SHAPE_LOWER)
		return say_shape(v, SEVERITY_ERROR, text,
				 "cannot be an epithet");
	if (strlen(text) < 3)
		return say_shape(v, SEVERITY_ERROR, text,
				 "is too short for an epithet");
	if (!has_vowel(text))
		return say_shape(v, SEVERITY_ERROR, text,
				 "has no vowel: it was misread");
	if (strlen(text) == 3 &&
	    !text_among(text, shortest, ARRAY_LEN(shortest)))
		return say_shape(v, SEVERITY_WARNING, text,
				 "is short for an epithet: compare it with "
				 "the label");
	if (!ends_as_latin(text))
		return say_shape(v, SEVERITY_WARNING, text,
				 "does not end as Latin epithets do: compare "
				 "it with the label");
	return false;
}

/* Whether a word of the tail is a year: "1753", "(1753)", "1753,". */
static bool is_year_token(const char *text)
{
	size_t digits = 0;

	for (; *text != '\0'; text++) {
		if (*text >= '0' && *text <= '9')
			digits++;
		else if (strchr("(),.;:[]", *text) == NULL)
			return false;
	}
	return digits == 4;
}

/* Behind the epithet stand ranks, further epithets and authors. */
static bool check_tail(struct validation *v, const struct name *name,
		       size_t first)
{
	bool epithet_due = true; /* a trinomial's third word */

	for (size_t i = first; i < name->words.n; i++) {
		const struct name_word *token = &name->words.items[i];

		if (is_a(token, NAME_HYBRID))
			return false; /* a hybrid's formula: any name follows */
		if (is_a(token, NAME_RANK)) {
			epithet_due = true;
			continue;
		}
		if (shape_of(token) == SHAPE_LOWER && epithet_due &&
		    !is_a(token, NAME_LINK)) {
			epithet_due = false;
			continue;
		}
		epithet_due = false;
		if (has_digit(token->text) && !is_year_token(token->text))
			return say_shape(v, SEVERITY_WARNING, token->text,
					 "is neither an author nor a rank");
		if (shape_of(token) == SHAPE_LOWER && !is_a(token, NAME_LINK))
			return say_shape(v, SEVERITY_WARNING, token->text,
					 "is neither an author nor a rank");
	}
	return false;
}

/* A formula of two genera is a name; "Carex sect. Vesicariae" stops above the
 * species. */
static void check_above(struct validation *v,
			const struct name_reading *reading)
{
	if (reading->formula)
		return;
	validation_add(v, SEVERITY_NOTE, "name-above-species", NULL,
		       "The name stops at a rank above the species.");
}

static void check_name(struct validation *v, const struct name *name)
{
	const struct name_word *genus = name_genus(name);
	size_t epithet = name_epithet(name);
	struct name_reading reading;

	if (check_plain(v, name, epithet) || check_digits(v, name, epithet) ||
	    check_genus(v, name))
		return;
	if (shape_of(genus) == SHAPE_LOWER || shape_of(genus) == SHAPE_UPPER) {
		say_case(v);
		return;
	}
	if (epithet < name->words.n &&
	    shape_of(&name->words.items[epithet]) != SHAPE_LOWER &&
	    name_read(v->value, &reading) == 0 && !reading.epithet &&
	    (reading.formula || reading.rank)) {
		check_above(v, &reading);
		return;
	}
	if (check_uninomial(v, name, epithet) ||
	    check_epithet(v, &name->words.items[epithet]))
		return;
	check_tail(v, name, epithet + 1);
}

/* --- families and genera -------------------------------------------------- */

/* A text in lower case, with a capital. ASCII alone is changed. */
static char *recased(const char *text)
{
	char *copy = mem_strdup(text);

	for (size_t i = 0; copy[i] != '\0'; i++) {
		if (i > 0 && copy[i] >= 'A' && copy[i] <= 'Z')
			copy[i] = (char)(copy[i] | 0x20);
		if (i == 0 && copy[i] >= 'a' && copy[i] <= 'z')
			copy[i] = (char)(copy[i] & ~0x20);
	}
	return copy;
}

/* The shape of a text that is one word. */
static enum shape shape_of_text(const char *text)
{
	struct name_words words CLEANUP(name_words_done) = {0};

	name_words_read(text, &words);
	return words.n == 1 && words.items[0].end == strlen(text)
		       ? shape_of(&words.items[0])
		       : SHAPE_OTHER;
}

static void check_family(struct validation *v)
{
	char *proposal CLEANUP(mem_free_str) = recased(v->value);

	if (shape_of_text(v->value) != SHAPE_OTHER &&
	    family_likeness(v->value) == 1) {
		if (strcmp(proposal, v->value) != 0)
			validation_add(v, SEVERITY_NOTE, "name-case", proposal,
				       "A family begins with a capital, the "
				       "rest is in lower case.");
		return;
	}
	say_shape(v, SEVERITY_WARNING, v->value,
		  "is not a family: their names end in -aceae");
}

static void check_genus_term(struct validation *v)
{
	const char *name = validation_value(v, ROLE_NAME);
	size_t len = strcspn(name, " ");

	if (shape_of_text(v->value) != SHAPE_CAPITAL) {
		say_shape(v, SEVERITY_WARNING, v->value,
			  "is not a genus: one word with a capital");
		return;
	}
	if (text_upper(name) &&
	    (len != strlen(v->value) || strncmp(name, v->value, len) != 0)) {
		char *quoted CLEANUP(mem_free_str) = validation_quote(v->value);

		validation_add(v, SEVERITY_NOTE, "name-differs", NULL,
			       "The scientific name does not begin with %s.",
			       quoted);
	}
}

void validate_name(struct validation *v)
{
	struct name name = {0};

	if (v->term->role == ROLE_FAMILY) {
		check_family(v);
		return;
	}
	if (v->term->role == ROLE_GENUS) {
		check_genus_term(v);
		return;
	}
	name_split(v->value, &name);
	check_name(v, &name);
	name_words_done(&name.words);
}
