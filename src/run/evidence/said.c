/*
 * said.c: dates, quantities, coordinates and places of a page. See said.h.
 *
 * Each line is read with the next one of its region, and what begins in it is
 * taken: so nothing is read twice, and what is carried over is not lost. The
 * parsers are those of dwc/, so that what the built-in reader, import and the
 * validators understand is understood here.
 *
 * What begins in a line without a figure is left to date_parts().
 *
 * 1. A list holds at most SAID_MAX things.
 * 2. Years of two digits are compared as such: which century is meant, the
 *    value says.
 */
#include "config.h"

#include "run/evidence/said.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/date/date.h"
#include "dwc/parse/coordinates.h"
#include "dwc/parse/quantity.h"

#define SAID_MAX   512
#define LINE_MAX   4 /* things of one kind in a line */
#define DATE_REACH 5 /* words between the parts of a date */
#define DAY_PARTS  3
#define THIS_YEAR  1999 /* of years with two digits: see invariant 2 */

/* A line with the next one, being read. */
struct span_text {
	const struct page *page;
	size_t line;
	struct bytes text;
	size_t starts[PAGE_SPAN_WORDS];
	size_t n;
	size_t own; /* bytes of the line itself */
};

static void span_text_read(struct span_text *span, size_t line)
{
	const struct page_line *at = &span->page->lines[line];

	span->line = line;
	span->n = page_span(span->page, line, 2, &span->text, span->starts);
	span->own = at->n < span->n ? span->starts[at->n] : span->text.len;
}

/* The words between two bytes. */
static void span_text_words(const struct span_text *span, size_t start,
			    size_t end, struct found *ret)
{
	for (size_t i = 0; i < span->n; i++) {
		size_t from = span->starts[i];
		size_t to = i + 1 < span->n ? span->starts[i + 1] - 1
					    : span->text.len;

		if (from < end && to > start)
			found_add_word(ret,
				       span->page->lines[span->line].first +
					       (uint32_t)i);
	}
}

static struct said *said_add(struct said_list *list, enum said_kind kind)
{
	if (list->n == SAID_MAX)
		return NULL;
	ARRAY_GROW(list->items, list->n, list->cap);
	list->items[list->n] = (struct said){.kind = kind};
	return &list->items[list->n++];
}

/* --- reading -------------------------------------------------------------- */

/* Appends a date; "A/B" as its two ends. */
static void date_add(struct said_list *list, const struct span_text *span,
		     const struct date_reading *reading, size_t at)
{
	const char *slash = strchr(reading->iso, '/');
	const char *ends[] = {reading->iso, slash != NULL ? slash + 1 : NULL};

	for (size_t i = 0; i < ARRAY_LEN(ends) && ends[i] != NULL; i++) {
		struct said *said = said_add(list, SAYS_DATE);
		size_t len = strcspn(ends[i], "/");

		if (said == NULL)
			return;
		memcpy(said->date, ends[i], len);
		said->swappable = reading->ambiguous;
		said->bare = reading->two_digit_year;
		span_text_words(span, at + reading->start, at + reading->end,
				&said->found);
	}
}

static void span_dates(const struct span_text *span, struct said_list *list)
{
	size_t at = 0;
	struct date_reading reading;

	for (int i = 0; i < LINE_MAX; i++) {
		if (date_read(span->text.data + at, THIS_YEAR, &reading) < 0 ||
		    at + reading.start >= span->own)
			return;
		date_add(list, span, &reading, at);
		at += reading.end;
	}
}

static void span_lengths(const struct span_text *span, struct said_list *list)
{
	size_t at = 0;
	struct quantity q;

	for (int i = 0; i < 2 * LINE_MAX; i++) {
		struct said *said;
		double metres;

		if (quantity_read(span->text.data + at, &q) < 0 ||
		    at + q.start >= span->own)
			return;
		metres = quantity_metres(&q);
		if (quantity_is_length(&q)) {
			said = said_add(list, SAYS_LENGTH);
			if (said == NULL)
				return;
			said->from = said->to = metres;
			said->bare = q.unit == NULL;
			if (q.range && q.from.value > 0)
				said->to = metres * q.to.value / q.from.value;
			span_text_words(span, at + q.start, at + q.end,
					&said->found);
		}
		at += q.end > 0 ? q.end : 1;
	}
}

/* How far a coordinate may be off that was written so. */
static double coordinate_slack(const struct coordinate *c)
{
	static const double units[] = {1, 1, 1 / 60.0, 1 / 3600.0};
	double slack = units[c->parts >= 1 && c->parts <= 3 ? c->parts : 1];

	return 0.6 * slack * pow(10, -c->decimals);
}

static void span_coordinates(const struct span_text *span,
			     struct said_list *list)
{
	size_t at = 0;
	struct coordinates found;

	for (int i = 0; i < LINE_MAX; i++) {
		struct said *said;

		if (coordinates_find(span->text.data + at, &found) < 0 ||
		    at + found.start >= span->own)
			return;
		said = said_add(list, SAYS_COORDINATES);
		if (said == NULL)
			return;
		said->from = found.latitude.degrees;
		said->to = found.longitude.degrees;
		said->slack = fmax(coordinate_slack(&found.latitude),
				   coordinate_slack(&found.longitude));
		span_text_words(span, at + found.start, at + found.end,
				&said->found);
		at += found.end;
	}
}

/* Whether a part of the text between commas names the country itself. */
static bool names_country(const struct places *places, const char *text,
			  const char *country)
{
	char *copy CLEANUP(mem_free_str) = mem_strdup(text);
	char *save = NULL;

	for (char *part = strtok_r(copy, ",;()/\n", &save); part != NULL;
	     part = strtok_r(NULL, ",;()/\n", &save)) {
		char *squeezed CLEANUP(mem_free_str) = text_squeezed(part);
		const char *named = places_country_named(places, squeezed);

		if (named != NULL && strcmp(named, country) == 0)
			return true;
	}
	return false;
}

/* What was read is blotted out, until nothing more is. */
static void span_places(struct span_text *span, const struct places *places,
			struct said_list *list)
{
	struct place_reading reading;
	char *text = span->text.data;

	text[span->own] = '\0';
	for (int i = 0; i < LINE_MAX; i++) {
		struct said *said;
		char *part CLEANUP(mem_free_str) = NULL;

		if (place_find(places, text, &reading) < 0)
			return;
		said = said_add(list, SAYS_PLACE);
		if (said == NULL)
			return;
		part = mem_strndup(text + reading.start,
				   reading.end - reading.start);
		said->country = reading.country;
		said->state = reading.state_province;
		said->bare = said->state != NULL &&
			     !names_country(places, part, reading.country);
		span_text_words(span, reading.start, reading.end, &said->found);
		memset(text + reading.start, ' ', reading.end - reading.start);
	}
}

void said_read(const struct page *page, const struct places *places,
	       struct said_list *ret)
{
	struct span_text span = {.page = page};

	*ret = (struct said_list){0};
	for (size_t line = 0; line < page->n_lines; line++) {
		span_text_read(&span, line);
		if (strcspn(span.text.data, "0123456789") < span.own) {
			span_dates(&span, ret);
			span_lengths(&span, ret);
			span_coordinates(&span, ret);
		}
		span_places(&span, places, ret);
	}
	bytes_done(&span.text);
}

void said_done(struct said_list *list)
{
	free(list->items);
	*list = (struct said_list){0};
}

/* --- dates ---------------------------------------------------------------- */

/* Day, month and year of a value; 0 for what it does not say. */
struct day_value {
	int parts[DAY_PARTS]; /* year, month, day */
};

static void day_value_read(const char *iso, size_t len, struct day_value *ret)
{
	const char *at = iso, *end = iso + len;

	*ret = (struct day_value){0};
	for (int i = 0; i < DAY_PARTS && at < end; i++) {
		while (at < end && isdigit((unsigned char)*at)) {
			if (ret->parts[i] < 100000)
				ret->parts[i] = 10 * ret->parts[i] + *at - '0';
			at++;
		}
		if (at < end && *at != '-')
			return;
		at++;
	}
}

/* How much of the wanted day the page's says: 1 all of it. */
static double days_same(const struct day_value *want, const struct said *said)
{
	struct day_value says, turned;

	day_value_read(said->date, strlen(said->date), &says);
	if (said->bare ? want->parts[0] % 100 != says.parts[0] % 100
		       : want->parts[0] != says.parts[0])
		return 0;
	turned = says;
	if (said->swappable) {
		turned.parts[1] = says.parts[2];
		turned.parts[2] = says.parts[1];
	}
	for (int i = 1; i < DAY_PARTS; i++) {
		if (want->parts[i] == 0)
			return 1;
		if (says.parts[i] == 0)
			return i == 1 ? 0.4 : 0.6;
		if (want->parts[i] != says.parts[i] &&
		    (want->parts[1] != turned.parts[1] ||
		     (i == 2 && want->parts[2] != turned.parts[2])))
			return i == 1 ? 0.3 : 0.5;
	}
	return 1;
}

/* Whether letters are those of a number, however many zeros it has. */
static bool letters_number(const char *letters, size_t len, int number)
{
	char text[12];
	int wide = snprintf(text, sizeof(text), "%d", number);
	struct tokens tokens = {0};
	bool same = false;

	tokens_add(&tokens, text, 0);
	while (len > (size_t)wide && *letters == 'o') {
		letters++;
		len--;
	}
	if (tokens.n == 1 && tokens.items[0].len == len)
		same = memcmp(letters, token_letters(&tokens, 0), len) == 0;
	tokens_done(&tokens);
	return same;
}

/* Whether a word means this month: its name in any language that dates are
 * read in, its Roman or plain number. */
static bool word_is_month(const struct page *page, uint32_t word, int month)
{
	struct date_reading reading;
	char *text CLEANUP(mem_free_str) =
		mem_printf("5 %.20s 1900", page->words[word].word->text);

	if (date_read(text, THIS_YEAR, &reading) < 0)
		return false;
	return strncmp(reading.iso, "1900-", 5) == 0 &&
	       atoi(reading.iso + 5) == month;
}

/* The parts of a date around the token of its year, whatever marks or slips
 * stand between. */
static double date_around(const struct page *page, size_t year,
			  const struct day_value *want, struct found *ret)
{
	const struct tokens *tokens = &page->tokens;
	size_t from = year > 2 * DATE_REACH ? year - 2 * DATE_REACH : 0;
	bool month = want->parts[1] == 0, day = want->parts[2] == 0;
	uint32_t home = tokens->items[year].word;

	found_add_word(ret, home);
	for (size_t i = from; i < tokens->n && i <= year + 2 * DATE_REACH;
	     i++) {
		const struct token *token = &tokens->items[i];
		uint32_t word = token->word;
		uint32_t off = word > home ? word - home : home - word;
		bool fits;

		if (i == year || off > DATE_REACH ||
		    page->words[word].region != page->words[home].region)
			continue;
		fits = !month && word_is_month(page, word, want->parts[1]);
		if (!fits && !day && token->figure) {
			fits = letters_number(token_letters(tokens, i),
					      token->len, want->parts[2]);
			day = fits;
		} else if (fits) {
			month = true;
		}
		if (fits)
			found_add_word(ret, word);
	}
	return !month ? 0.4 : !day ? 0.6 : 0.9;
}

static void date_parts(const struct page *page, const struct day_value *want,
		       struct found *ret)
{
	const struct tokens *tokens = &page->tokens;

	for (size_t i = 0; i < tokens->n; i++)
		for (size_t n = 1; n <= 2; n++) {
			struct found found = {0};

			if (tokens->items[i].masks[n - 1] == 0 ||
			    !tokens->items[i].figure ||
			    !letters_number(token_letters(tokens, i),
					    token_length(tokens, i, n),
					    want->parts[0]))
				continue;
			found.score = date_around(page, i, want, &found);
			if (found.score > ret->score)
				*ret = found;
		}
}

static void date_end(const struct said_list *list, const struct page *page,
		     const char *iso, size_t len, struct found *ret)
{
	struct day_value want;

	*ret = (struct found){0};
	day_value_read(iso, len, &want);
	if (want.parts[0] == 0)
		return;
	for (size_t i = 0; i < list->n; i++) {
		const struct said *said = &list->items[i];
		double score =
			said->kind == SAYS_DATE ? days_same(&want, said) : 0;

		if (score > ret->score) {
			*ret = said->found;
			ret->score = score;
		}
	}
	if (ret->score < 1)
		date_parts(page, &want, ret);
}

void said_date(const struct said_list *list, const struct page *page,
	       const char *value, struct found *ret)
{
	const char *slash = strchr(value, '/');
	struct found end;

	date_end(list, page, value, strcspn(value, "/"), ret);
	if (slash == NULL)
		return;
	date_end(list, page, slash + 1, strlen(slash + 1), &end);
	found_add(ret, &end);
	ret->score = (ret->score + end.score) / 2;
}

/* --- figures -------------------------------------------------------------- */

/* Feet and metres are rounded to each other. */
static bool lengths_same(double a, double b)
{
	return fabs(a - b) <= fmax(1, 0.004 * fabs(a));
}

void said_length(const struct said_list *list, double metres, struct found *ret)
{
	*ret = (struct found){0};
	for (size_t i = 0; i < list->n; i++) {
		const struct said *said = &list->items[i];
		double score = said->bare ? 0.75 : 1;

		if (said->kind != SAYS_LENGTH || score <= ret->score ||
		    (said->bare &&
		     (fabs(metres) < 10 || fabs(said->from - metres) > 0.01)) ||
		    (!lengths_same(metres, said->from) &&
		     !lengths_same(metres, said->to)))
			continue;
		*ret = said->found;
		ret->score = score;
	}
}

void said_coordinate(const struct said_list *list, double degrees,
		     bool longitude, struct found *ret)
{
	*ret = (struct found){0};
	for (size_t i = 0; i < list->n; i++) {
		const struct said *said = &list->items[i];
		double own = longitude ? said->to : said->from;

		if (said->kind != SAYS_COORDINATES ||
		    fabs(own - degrees) > fmax(said->slack, 0.0005))
			continue;
		*ret = said->found;
		ret->score = 1;
		return;
	}
}

/* --- places --------------------------------------------------------------- */

static bool same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

void said_place(const struct said_list *list, const char *country,
		const char *state, struct found *ret, bool *ret_inferred)
{
	*ret = (struct found){0};
	*ret_inferred = false;
	for (size_t i = 0; i < list->n; i++) {
		const struct said *said = &list->items[i];
		bool inferred = state == NULL && said->bare;

		if (said->kind != SAYS_PLACE ||
		    (country != NULL && !same(said->country, country)) ||
		    (state != NULL && !same(said->state, state)) ||
		    (ret->score > 0 && (inferred || !*ret_inferred)))
			continue;
		*ret = said->found;
		ret->score = 1;
		*ret_inferred = inferred;
	}
}
