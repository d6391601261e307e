/*
 * signs.c: what is known of a value. See signs.h.
 *
 * 1. Each sign is within about 2.5 of 0, so that one penalty suits all.
 */
#include "config.h"

#include "engine/map/signs.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define READ_SURE    0.7  /* a word that was read surely */
#define READ_MOST    0.99 /* surer than tesseract is of any */
#define WORD_UNTOLD  0.8  /* of a word that may be one or not */
#define WORD_BORDER  0.5  /* between a word and garble */
#define WORDS_MANY   40	  /* of one value */
#define AGREED_USUAL 0.7  /* of words that were read once */

/* Within 2.3 of 0, as the other signs are within 1. */
static double log_odds(double p)
{
	p = fmin(fmax(p, 1e-4), 1 - 1e-4);
	return log(p / (1 - p)) / 4;
}

/* The share of the words of a region that were read surely. */
static double region_read(const struct words *words)
{
	double sure = 0;

	for (size_t i = 0; i < words->n; i++)
		sure += words->items[i].confidence > READ_SURE;
	return words->n > 0 ? sure / (double)words->n : 0;
}

/* How sure the worst read word is that says anything. */
static double least_read(const struct label_text *text,
			 const struct token_list *list)
{
	double least = 1;

	for (size_t i = 0; i < list->n; i++) {
		const struct token *t = &text->tokens[list->items[i]];

		if (t->letters[0] != '\0')
			least = fmin(least,
				     text->words->items[t->word].confidence);
	}
	return least;
}

/* A word of letters begins behind the first, and is no initial. */
static bool has_second_word(const char *text)
{
	const char *at = text + strcspn(text, " .");

	while (*at != '\0') {
		size_t len;

		at += strspn(at, " .");
		len = strcspn(at, " .");
		if (len > 1)
			return true;
		at += len;
	}
	return false;
}

/* A date, or an end of a span of them, without its day. */
static bool date_is_partial(const char *text)
{
	const char *slash = strchr(text, '/');

	return (slash != NULL ? (size_t)(slash - text) : strlen(text)) <
	       strlen("1950-08-23");
}

static bool value_is_partial(enum map_field field, const char *text)
{
	const uint32_t dates =
		FIELD_BIT(FIELD_DATE) | FIELD_BIT(FIELD_DETERMINED);
	const uint32_t words = FIELD_BIT(FIELD_NAME) |
			       FIELD_BIT(FIELD_COLLECTOR) |
			       FIELD_BIT(FIELD_DETERMINER);

	if (text == NULL)
		return false;
	return (dates & FIELD_BIT(field)) != 0	 ? date_is_partial(text)
	       : (words & FIELD_BIT(field)) != 0 ? !has_second_word(text)
						 : false;
}

/* How many of the readings agree on the words that say anything: on the mean,
 * and on the one that fewest have. */
static void agreed_look(const struct label_text *text,
			const struct token_list *list, double *ret_mean,
			double *ret_least)
{
	double sum = 0, least = 1;
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++) {
		const struct token *t = &text->tokens[list->items[i]];
		double agreed = text->words->items[t->word].agreed;

		if (t->letters[0] == '\0')
			continue;
		agreed = agreed < 0 ? AGREED_USUAL : agreed;
		least = fmin(least, agreed);
		sum += agreed;
		n++;
	}
	*ret_mean = n > 0 ? sum / (double)n : AGREED_USUAL;
	*ret_least = n > 0 ? least : AGREED_USUAL;
}

/* What the letters of a value say. */
struct letters {
	double likely;	/* how likely each word is one */
	double garbled; /* share of letters in words that are hardly one */
	double known;	/* share in words that the tables know */
};

/* Of what cannot be told, as in figures, nothing is said against it. */
static void letters_look(const struct marks *marks, const struct claim *claim,
			 struct letters *ret)
{
	double all = 0;

	*ret = (struct letters){0};
	for (size_t i = 0; i < claim->list.n; i++) {
		size_t len, at = claim->list.items[i];
		const char *text = marks_token(marks, at, &len);
		char *own CLEANUP(mem_free_str) = mem_strndup(text, len);
		double p = plausible_word(marks->tables->plausible, own);

		all += (double)len;
		ret->likely += p < 0 ? WORD_UNTOLD : p;
		if (p >= 0 && p < WORD_BORDER)
			ret->garbled += (double)len;
		if (marks->classes[at] != 0)
			ret->known += (double)len;
	}
	if (claim->list.n == 0)
		return;
	ret->likely /= (double)claim->list.n;
	ret->garbled /= all;
	ret->known /= all;
}

static bool claim_has(const struct claim *claim, size_t token)
{
	for (size_t i = 0; i < claim->list.n; i++)
		if (claim->list.items[i] == token)
			return true;
	return false;
}

/* How likely the likeliest word of the field is that the value does not have:
 * one beside it or within (`beside`), or one elsewhere. */
static double best_other(const struct chain *chain, const struct claim *claim,
			 bool beside)
{
	size_t first = claim->list.items[0];
	size_t last = claim->list.items[claim->list.n - 1];
	double best = 0;

	for (size_t i = 0; i < chain->n; i++)
		if ((i + 1 >= first && i <= last + 1) == beside &&
		    !claim_has(claim, i))
			best = fmax(best, chain_field(chain, i, claim->field));
	return best;
}

/* The country of a place that the table knows; NULL for any other span. */
static const char *span_country(const struct marks *marks, const struct span *s)
{
	return place_is_plain(marks, s) ? s->as.place.country : NULL;
}

static bool span_meets(const struct span *s, const struct claim *claim)
{
	return s->first <= claim->list.items[claim->list.n - 1] &&
	       s->first + s->n > claim->list.items[0];
}

/* The country that the words of a country or a state name; NULL for none. */
static const char *claim_country(const struct marks *marks,
				 const struct claim *claim)
{
	const char *country = NULL;

	if (claim->field != FIELD_COUNTRY && claim->field != FIELD_STATE)
		return NULL;
	for (size_t k = 0; k < marks->spans.n && country == NULL; k++)
		if (span_meets(&marks->spans.items[k], claim))
			country = span_country(marks, &marks->spans.items[k]);
	return country;
}

/* What the other places of the region say of the country. */
static double country_borne(const struct marks *marks,
			    const struct claim *claim)
{
	const char *own = claim_country(marks, claim);
	double ret = 0;

	for (size_t k = 0; k < marks->spans.n && own != NULL; k++) {
		const struct span *s = &marks->spans.items[k];
		const char *other = span_country(marks, s);

		if (other == NULL || span_meets(s, claim))
			continue;
		if (strcmp(own, other) == 0)
			return 1;
		ret = -1;
	}
	return ret;
}

void signs_fill(const struct marks *marks, const struct chain *chain,
		const struct claim *claim, const struct map_value *value,
		double signs[MAP_SIGNS])
{
	const struct label_text *text = &marks->text;
	struct letters letters;

	letters_look(marks, claim, &letters);
	signs[SIGN_BIAS] = 1;
	signs[SIGN_POSTERIOR] = log_odds(claim->run);
	signs[SIGN_READ] = token_list_confidence(text, &claim->list);
	signs[SIGN_SOUND] = value->sound;
	signs[SIGN_RIVAL] = log_odds(claim->words);
	signs[SIGN_REGION] = region_read(text->words);
	signs[SIGN_WORDS] = letters.likely;
	signs[SIGN_LEAST] = least_read(text, &claim->list);
	signs[SIGN_GARBLED] = letters.garbled;
	signs[SIGN_KNOWN] = letters.known;
	signs[SIGN_BESIDE] = log_odds(best_other(chain, claim, true));
	signs[SIGN_OTHER] = log_odds(best_other(chain, claim, false));
	signs[SIGN_LENGTH] = log((double)claim->list.n) / log(WORDS_MANY);
	signs[SIGN_PLAIN] = claim->plain;
	signs[SIGN_BORNE] = country_borne(marks, claim);
	agreed_look(text, &claim->list, &signs[SIGN_AGREED],
		    &signs[SIGN_SPLIT]);
	signs[SIGN_IMPLIED] = 0;
	signs[SIGN_FAINT] = log_odds(fmin(signs[SIGN_LEAST], READ_MOST));
	signs[SIGN_PARTIAL] = value_is_partial(claim->field, value->text);
}
