/*
 * role_cues.c: cues of a row. See role_cues.h.
 *
 * Words are asked for their classes (dwc/words/label_lexicon.h), and runs of
 * them for names, people and dates (dwc/span/span.h). A class is a hint: what
 * is made of the hints is decided by roles.c, over all rows of a column.
 */
#include "config.h"

#include "engine/label/role_cues.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dwc/span/span.h"

/* A name, or people, are believed from here on. */
#define NAME_SURE   0.5
#define PEOPLE_SURE 0.4

/* Digits of a catalogue number, where nothing else stands in its row: a
 * collector's has less, and does not begin with a nought. */
#define FIGURES_MIN	   7
#define FIGURES_MIN_NOUGHT 5

/* Facts follow from the picture, not from the day on which it is read. */
#define YEAR_MAX 2999

/* Classes that speak of where a plant stood and what it was like. */
#define GATHERING_CLASSES                                            \
	(LABEL_BIT(LABEL_LOCALITY) | LABEL_BIT(LABEL_HABITAT) |      \
	 LABEL_BIT(LABEL_SUBSTRATE) | LABEL_BIT(LABEL_REMARKS) |     \
	 LABEL_BIT(LABEL_COLOUR) | LABEL_BIT(LABEL_DIRECTION) |      \
	 LABEL_BIT(LABEL_DISTANCE) | LABEL_BIT(LABEL_ELEVATION) |    \
	 LABEL_BIT(LABEL_COORDINATE) | LABEL_BIT(LABEL_ASSOCIATED) | \
	 LABEL_BIT(LABEL_VERNACULAR) | LABEL_BIT(LABEL_COUNTY) |     \
	 LABEL_BIT(LABEL_DATUM))

/* Words that stand between the words of an institution's name. */
#define JOINING_CLASSES                                           \
	(LABEL_BIT(LABEL_PREPOSITION) | LABEL_BIT(LABEL_COMMON) | \
	 LABEL_BIT(LABEL_JOINT) | LABEL_BIT(LABEL_PARTICLE))

/* What the letters of a word are like. */
struct word_shape {
	int letters, digits;
	bool capital; /* begins with one */
	bool small;   /* begins with a small letter */
};

static struct word_shape shape_of(const char *text)
{
	struct word_shape shape = {0};

	for (const unsigned char *c = (const unsigned char *)text; *c != '\0';
	     c++) {
		bool letter = isalpha(*c) != 0 || *c >= 0xc3;

		if (letter && shape.letters == 0 && shape.digits == 0) {
			shape.small = islower(*c) != 0;
			shape.capital = !shape.small;
		}
		shape.letters += letter;
		shape.digits += isdigit(*c) != 0;
	}
	return shape;
}

static bool has(label_set classes, enum label_class class)
{
	return (classes & LABEL_BIT(class)) != 0;
}

/* Sums over a row. */
struct row_sums {
	size_t words, institution, joining, capital, small, digits;
	label_set classes;
	bool figures; /* a number like a catalogue's */
	bool inside;  /* the row begins in the midst of a sentence */
	bool comma;   /* between two words */
	int longest;  /* letters of a word */
};

static void sums_add(struct row_sums *sums, const char *text, label_set classes)
{
	struct word_shape shape = shape_of(text);

	if (shape.letters + shape.digits < 2)
		return;
	sums->inside |= sums->words == 0 && shape.small;
	sums->words++;
	sums->classes |= classes;
	sums->digits += shape.digits > shape.letters;
	sums->figures |= shape.digits >= FIGURES_MIN ||
			 (shape.digits >= FIGURES_MIN_NOUGHT &&
			  text[strcspn(text, "0123456789")] == '0');
	if (shape.letters > sums->longest)
		sums->longest = shape.letters;
	/* "Botanical" alone, not that of "Botanical Name". */
	if (has(classes, LABEL_INSTITUTION) && !has(classes, LABEL_COMMON) &&
	    !shape.small)
		sums->institution++;
	else if (classes & JOINING_CLASSES)
		sums->joining++;
	else if (shape.capital)
		sums->capital++;
	sums->small += shape.small && shape.letters >= 3 &&
		       !(classes & JOINING_CLASSES);
}

/* An institution, the places and people in its name, and nothing that is
 * written in small letters. */
static bool sums_house(const struct row_sums *sums)
{
	static const label_set others =
		LABEL_BIT(LABEL_COLLECTOR) | LABEL_BIT(LABEL_DETERMINER) |
		LABEL_BIT(LABEL_TITLE) | LABEL_BIT(LABEL_MONTH);

	return sums->institution > 0 && !(sums->classes & others) &&
	       !sums->inside && sums->digits == 0 &&
	       4 * sums->small <= sums->words &&
	       4 * sums->institution >= sums->capital;
}

/* What runs of the words are: names, people, dates. */
static void cues_spans(const struct span_text *text, struct role_cues *ret)
{
	struct span_list spans CLEANUP(span_list_done) = {0};

	spans_find_names(text, &spans);
	spans_find_people(text, &spans);
	spans_find_dates(text, YEAR_MAX, &spans);
	for (size_t i = 0; i < spans.n; i++) {
		const struct span *span = &spans.items[i];

		ret->name |= span->kind == SPAN_NAME && span->sure >= NAME_SURE;
		ret->person |=
			span->kind == SPAN_PEOPLE && span->sure >= PEOPLE_SURE;
		ret->date |= span->kind == SPAN_DATE;
	}
}

/* A year by itself: "1984", "1984-5". */
static bool word_is_year(const char *text)
{
	while (ispunct((unsigned char)*text))
		text++;
	return (text[0] == '1' && (text[1] == '8' || text[1] == '9') &&
		isdigit((unsigned char)text[2]) &&
		isdigit((unsigned char)text[3]) &&
		!isdigit((unsigned char)text[4])) ||
	       (text[0] == '2' && text[1] == '0' &&
		isdigit((unsigned char)text[2]) &&
		isdigit((unsigned char)text[3]) &&
		!isdigit((unsigned char)text[4]));
}

static void cues_take(const struct row_sums *sums, struct role_cues *ret)
{
	ret->n = sums->words;
	ret->collector = has(sums->classes, LABEL_COLLECTOR);
	ret->number = has(sums->classes, LABEL_NUMBER);
	ret->title = has(sums->classes, LABEL_TITLE);
	ret->determiner = has(sums->classes, LABEL_DETERMINER);
	ret->revision = has(sums->classes, LABEL_REVISION);
	ret->copy = has(sums->classes, LABEL_COPY);
	ret->house = sums_house(sums);
	ret->prose = sums->small >= 4;
	ret->figures = sums->figures && sums->words <= 2;
	ret->scrap = sums->longest < 3;
	ret->address = sums->comma && sums->institution == 0 &&
		       sums->small == 0 && sums->digits == 0 && !sums->inside &&
		       sums->capital > 1;
}

void role_cues_read(const struct label_lexicon *lexicon,
		    const struct word *const *row, size_t n,
		    struct role_cues *ret)
{
	const char **texts = mem_alloc((n + 1) * sizeof(*texts));
	label_set *classes = mem_zalloc((n + 1) * sizeof(*classes));
	struct row_sums sums = {0};
	struct span_words words = {.items = texts, .n = n};
	struct span_text text CLEANUP(span_text_done) = {0};

	*ret = (struct role_cues){0};
	for (size_t i = 0; i < n; i++)
		texts[i] = row[i]->text;
	label_lexicon_mark(lexicon, texts, n, classes);
	for (size_t i = 0; i < n; i++) {
		sums_add(&sums, texts[i], classes[i]);
		sums.comma |= i + 1 < n && strchr(texts[i], ',') != NULL;
		ret->gathering += (classes[i] & GATHERING_CLASSES) != 0;
		ret->date |= word_is_year(texts[i]);
	}
	cues_take(&sums, ret);
	span_text_init(&text, &words);
	cues_spans(&text, ret);
	free(texts);
	free(classes);
}
