/*
 * score_right.c: whether a value is right. See score_right.h.
 */
#include "config.h"

#include "tests/bench/score_right.h"

#include <ctype.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/json/json.h"
#include "base/mem.h"
#include "base/text.h"

#define ALIKE	    0.85
#define WORDS_ALIKE 0.8

const char *score_text(const json_t *value)
{
	const char *text = json_is_object(value)
				   ? json_string_at(value, "value")
				   : json_string_value(value);

	return text != NULL ? text : "";
}

/* Folded, and nothing but letters and digits with one space between. */
static char *score_normal(const char *text)
{
	char *folded CLEANUP(mem_free_str) = text_folded(text);

	for (char *p = folded; *p != '\0'; p++)
		if (!(*p >= 'a' && *p <= 'z') && !(*p >= '0' && *p <= '9') &&
		    !(*p & 0x80))
			*p = ' ';
	return text_squeezed(folded);
}

/* The first ISO day of a text as one number, or 0. */
static int score_day(const char *text)
{
	int y, m, d;

	for (const char *at = text; *at != '\0'; at++)
		if (sscanf(at, "%4d-%2d-%2d", &y, &m, &d) == 3 && y > 999)
			return (y * 100 + m) * 100 + d;
	return 0;
}

static bool score_date(const char *got, const char *want)
{
	size_t len = strspn(got, "0123456789-");

	if (strlen(want) <= 7)
		return strlen(want) == len && strncmp(got, want, len) == 0;
	return score_day(got) != 0 && score_day(got) == score_day(want);
}

/* A country by one of its names; both are normal. */
static const char *country_same(const char *normal)
{
	static const char *const same[][2] = {
		{"usa", "united states"},
		{"u s a", "united states"},
		{"united states of america", "united states"},
		{"us", "united states"},
		{"bahama", "bahamas"},
		{"u s", "united states"},
		{"bahama islands", "bahamas"},
		{"the bahamas", "bahamas"},
		{"islas bahamas", "bahamas"},
		{"republica dominicana", "dominican republic"},
		{"rep dominicana", "dominican republic"},
		{"santo domingo", "dominican republic"},
	};

	for (size_t i = 0; i < ARRAY_LEN(same); i++)
		if (strcmp(normal, same[i][0]) == 0)
			return same[i][1];
	return normal;
}

struct word_list {
	char *items[4096];
	size_t n;
};

static void words_done(struct word_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->items[i]);
	list->n = 0;
}

static bool words_have(const struct word_list *list, const char *word)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->items[i], word) == 0)
			return true;
	return false;
}

/* Appends the words of a text, but those in `but` (may be NULL). */
static void words_of(const char *text, const struct word_list *but,
		     struct word_list *ret)
{
	char *normal CLEANUP(mem_free_str) = score_normal(text);
	char *save = NULL;

	for (char *word = strtok_r(normal, " ", &save); word != NULL;
	     word = strtok_r(NULL, " ", &save))
		if (ret->n < ARRAY_LEN(ret->items) &&
		    (but == NULL || !words_have(but, word)))
			ret->items[ret->n++] = mem_strdup(word);
}

/* Blanks out coordinates and elevations. */
static char *place_alone(const char *text)
{
	static const char *const patterns[] = {
		"[0-9]+ *°[^,;.]*",
		"(^|[^a-z0-9])[0-9]+([.,][0-9]+)? *"
		"(m|ft|feet|meters|metres|msnm)($|[^a-z0-9])",
		"(^|[^a-z0-9])(ca|alt|elev|elevation)($|[^a-z0-9])",
	};
	char *copy = mem_strdup(text);

	for (size_t i = 0; i < ARRAY_LEN(patterns); i++) {
		regex_t regex;
		regmatch_t at;

		if (regcomp(&regex, patterns[i], REG_EXTENDED | REG_ICASE) != 0)
			continue;
		while (regexec(&regex, copy, 1, &at, 0) == 0 &&
		       at.rm_eo > at.rm_so)
			memset(copy + at.rm_so, ' ',
			       (size_t)(at.rm_eo - at.rm_so));
		regfree(&regex);
	}
	return copy;
}

static void words_aside(const json_t *truth, struct word_list *ret)
{
	static const char *const places[] = {"country", "stateProvince",
					     "county", "municipality"};

	words_of("usa u s a", NULL, ret);
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		const json_t *value = json_object_get(truth, places[i]);

		words_of(score_text(value), NULL, ret);
		for (size_t k = 0; k < json_array_size(value); k++)
			words_of(score_text(json_array_get(value, k)), NULL,
				 ret);
	}
}

/* F1 of the words of both, each counted as often as it stands there. */
static double words_alike(struct word_list *a, struct word_list *b)
{
	size_t hit = 0, n = a->n + b->n;

	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < b->n; k++)
			if (strcmp(a->items[i], b->items[k]) == 0) {
				hit++;
				*b->items[k] = '\0';
				break;
			}
	return a->n > 0 && b->n > 0 ? 2.0 * (double)hit / (double)n : 0;
}

static bool score_locality(const char *got, const char *want,
			   const json_t *truth)
{
	char *a CLEANUP(mem_free_str) = place_alone(got);
	char *b CLEANUP(mem_free_str) = place_alone(want);
	struct word_list *lists = mem_zalloc(3 * sizeof(*lists));
	double alike;

	words_aside(truth, &lists[0]);
	words_of(a, &lists[0], &lists[1]);
	words_of(b, &lists[0], &lists[2]);
	alike = words_alike(&lists[1], &lists[2]);
	for (int i = 0; i < 3; i++)
		words_done(&lists[i]);
	free(lists);
	return alike >= WORDS_ALIKE;
}

static bool score_right_one(const char *term, const char *got, const char *want,
			    const json_t *truth)
{
	char *a CLEANUP(mem_free_str) = score_normal(got);
	char *b CLEANUP(mem_free_str) = score_normal(want);

	if (strcmp(term, "eventDate") == 0)
		return score_date(got, want);
	if (strcmp(term, "locality") == 0 && score_locality(got, want, truth))
		return true;
	if (strcmp(term, "country") == 0)
		return *a != '\0' && text_similarity(country_same(a),
						     country_same(b)) >= ALIKE;
	return *a != '\0' && *b != '\0' && text_similarity(a, b) >= ALIKE;
}

bool score_right(const char *term, const char *got, const json_t *want,
		 const json_t *truth)
{
	if (!json_is_array(want))
		return score_right_one(term, got, score_text(want), truth);
	for (size_t i = 0; i < json_array_size(want); i++)
		if (score_right_one(term, got,
				    score_text(json_array_get(want, i)), truth))
			return true;
	return false;
}

/* ---- to the letter -------------------------------------------------------- */

/* A period by its two ends: "1903-03/05" is "1903-03/1903-05". Owned. */
static char *date_whole(const char *text)
{
	const char *slash = strchr(text, '/');
	size_t first = slash != NULL ? (size_t)(slash - text) : 0;
	size_t second = slash != NULL ? strlen(slash + 1) : 0;

	return second < first
		       ? mem_printf("%.*s/%.*s%s", (int)first, text,
				    (int)(first - second), text, slash + 1)
		       : mem_strdup(text);
}

static bool exact_one(const char *term, const char *got, const char *want)
{
	char *a CLEANUP(mem_free_str) = NULL, *b CLEANUP(mem_free_str) = NULL;

	if (strcmp(term, "eventDate") != 0)
		return strcmp(got, want) == 0;
	a = date_whole(got);
	b = date_whole(want);
	return strcmp(a, b) == 0;
}

static bool same_one(const char *term, const char *got, const char *want)
{
	char *a CLEANUP(mem_free_str) = score_normal(got);
	char *b CLEANUP(mem_free_str) = score_normal(want);

	if (strcmp(term, "country") == 0 &&
	    strcmp(country_same(a), country_same(b)) == 0)
		return true;
	return strcmp(a, b) == 0 || exact_one(term, got, want);
}

static bool any_of(const char *term, const char *got, const json_t *want,
		   bool (*is)(const char *, const char *, const char *))
{
	if (!json_is_array(want))
		return is(term, got, score_text(want));
	for (size_t i = 0; i < json_array_size(want); i++)
		if (is(term, got, score_text(json_array_get(want, i))))
			return true;
	return false;
}

bool score_exact(const char *term, const char *got, const json_t *want)
{
	return any_of(term, got, want, exact_one);
}

bool score_same(const char *term, const char *got, const json_t *want)
{
	return any_of(term, got, want, same_one);
}
