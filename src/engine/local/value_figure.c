/*
 * value_figure.c: numbers, dates, elevations, coordinates.
 */
#include "config.h"

#include "engine/local/value_kind.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dwc/date/date.h"
#include "dwc/parse/quantity.h"
#include "dwc/words/mark.h"

/* Of what is taken for a place: the shore of the Dead Sea, the Everest. */
#define ELEVATION_MIN (-430)
#define ELEVATION_MAX 8850

/* The letters that OCR takes for digits, back to digits; for texts that are
 * digits otherwise. */
static void write_number(const char *s, size_t len, struct bytes *out)
{
	static const char wrong[] = "OoIl|", right[] = "00111";
	size_t digits = 0, letters = 0;
	for (size_t i = 0; i < len; i++) {
		digits += isdigit((unsigned char)s[i]) != 0;
		letters += isalpha((unsigned char)s[i]) != 0;
	}
	for (size_t i = 0; i < len; i++) {
		const char *at = strchr(wrong, s[i]);
		bool mend = at && digits > letters && i > 0;
		bytes_append_char(out, mend ? right[at - wrong] : s[i]);
	}
}

/* What a collector's or a catalogue number is made of; a '?' or a degree
 * sign in one is a figure that was not read. */
#define NUMBER_CHARACTERS \
	"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-./|"

/* The first word with a digit, with the parts that belong to it. */
bool value_number(struct value *v)
{
	const struct label_text *text = v->text;
	list_trim(text, v->list);
	while (v->list->n && !token_has_digit(text, v->list->items[0]) &&
	       text->tokens[v->list->items[0]].start == 0 && v->list->n > 1)
		list_drop_first(v->list);
	if (v->list->n == 0)
		return false;
	size_t n = 1, word = text->tokens[v->list->items[0]].word;
	while (n < v->list->n && text->tokens[v->list->items[n]].word == word)
		n++;
	bool digit = false;
	for (size_t i = 0; i < n; i++)
		digit |= token_has_digit(text, v->list->items[i]);
	token_list_cut(v->list, n);
	struct bytes plain CLEANUP(bytes_done) = {0};
	list_write(text, v->list, &plain);
	if (plain.len > 1 && plain.data[0] == '#')
		memmove(plain.data, plain.data + 1, plain.len--);
	while (plain.len && strchr(".)", plain.data[plain.len - 1]))
		plain.data[--plain.len] = '\0';
	if (!digit || plain.len == 0 || plain.len > 20 ||
	    strspn(plain.data, NUMBER_CHARACTERS) != plain.len)
		return false;
	write_number(plain.data, plain.len, v->out);
	return true;
}

/* The month that a misread word comes nearest to, by at most half of its
 * letters, or NULL when none or two of them do. */
static const char *nearest_month(const char *letters)
{
	static const char *const months[] = {
		"january",  "february", "march",     "april",	  "may",
		"june",	    "july",	"august",    "september", "october",
		"november", "december", "sept",	     "janvier",	  "fevrier",
		"avril",    "juin",	"juillet",   "aout",	  "septembre",
		"octobre",  "novembre", "decembre",  "januar",	  "februar",
		"juli",	    "oktober",	"dezember",  "enero",	  "febrero",
		"marzo",    "abril",	"mayo",	     "junio",	  "julio",
		"agosto",   "octubre",	"diciembre", "septiembre"};
	int limit = (int)strlen(letters) / 2, best = 2 * limit + 2;
	const char *found = NULL;
	for (size_t i = 0; i < ARRAY_LEN(months); i++) {
		int wrong = text_distance(months[i], letters, limit);
		/* capitals are read best: the first letter breaks a tie */
		int cost = 2 * wrong + (months[i][0] != letters[0]);
		if (wrong > limit)
			continue;
		if (cost < best) {
			best = cost;
			found = months[i];
		} else if (cost == best && found &&
			   strncmp(found, months[i], 3) != 0) {
			found = NULL;
		}
	}
	return found;
}

/* Reads a date whose month is misread: "Aucnet 14, 1963". Other words than
 * one month must not be there, and the year must be whole. */
static bool date_mend(struct value *v, struct date_reading *ret)
{
	struct bytes text CLEANUP(bytes_done) = {0};
	int words = 0;
	if (v->list->n > 6)
		return false;
	for (size_t i = 0; i < v->list->n; i++) {
		size_t token = v->list->items[i];
		const char *letters = v->text->tokens[token].letters;
		bool word = strlen(letters) >= 4 &&
			    !token_has_digit(v->text, token);
		const char *month = word ? nearest_month(letters) : NULL;
		words += word;
		bytes_append_char(&text, ' ');
		if (month)
			bytes_append_str(&text, month);
		else
			bytes_append(&text, token_text(v->text, token),
				     token_len(v->text, token));
	}
	if (words != 1 || date_read(text.data, v->rules->this_year, ret) ||
	    ret->two_digit_year || strlen(ret->iso) < 10)
		return false;
	v->sure *= 0.7;
	return true;
}

/* Keeps how the date is written, with its season and what limits it. */
static void date_verbatim(struct value *v, const char *plain,
			  const struct date_reading *date)
{
	char *words CLEANUP(mem_free_str) = NULL;
	struct field *f;

	if (*record_value(v->record, "verbatimEventDate") != '\0')
		return;
	words = mem_strndup(plain + date->said_start,
			    date->said_end - date->said_start);
	f = record_set(v->record, "verbatimEventDate", words,
		       token_list_confidence(v->text, v->list), SOURCE_RULE);
	f->evidence = 1;
	token_list_boxes(v->text, v->list, f);
}

/* A bare year, and nothing that says why there is no more, may be all that was
 * read of a date. */
static bool date_needs_mending(const struct date_reading *date)
{
	return strlen(date->iso) < 7 && !date->season &&
	       date->hedge == DATE_EXACT;
}

bool value_date(struct value *v)
{
	struct bytes plain CLEANUP(bytes_done) = {0};
	struct date_reading date, mended;
	bool read;

	token_list_text(v->text, v->list, &plain);
	if (plain.data == NULL)
		return false;
	read = date_read(plain.data, v->rules->this_year, &date) == 0;
	if ((!read || date_needs_mending(&date)) && date_mend(v, &mended)) {
		date = mended;
		date.said_start = 0;
		date.said_end = plain.len;
	} else if (read) {
		list_narrow(v->text, v->list, date.said_start, date.said_end);
	} else {
		return false;
	}
	date_verbatim(v, plain.data, &date);
	/* "before 1890" is not a date, but not left to others either */
	if (!date_is_definite(&date)) {
		for (size_t i = 0; i < v->list->n; i++)
			v->text->used[v->list->items[i]] = true;
		return false;
	}
	bytes_append_str(v->out, date.iso);
	if (date.ambiguous || date.two_digit_year)
		v->sure *= 0.8;
	return true;
}

bool value_date_identified(struct value *v)
{
	struct bytes plain CLEANUP(bytes_done) = {0};
	struct date_reading date;
	token_list_text(v->text, v->list, &plain);
	if (!plain.data || date_read(plain.data, v->rules->this_year, &date) ||
	    !date_is_definite(&date))
		return false;
	list_narrow(v->text, v->list, date.start, date.end);
	bytes_append_str(v->out, date.iso);
	return true;
}

/* "5000-6000 ft" whose dash was not read is two numbers with one unit. */
static bool quantity_join(const char *plain, struct quantity *quantity)
{
	struct quantity next;

	if (quantity->unit != NULL || quantity->range)
		return true;
	if (quantity_read(plain + quantity->end, &next) < 0 ||
	    next.start > mark_blanks(plain + quantity->end))
		return true;
	if (next.unit == NULL || next.range ||
	    next.from.grouped <= quantity->from.grouped)
		return false;
	quantity->unit = next.unit;
	quantity->range = true;
	quantity->end += next.end;
	return true;
}

/* The lower end, in metres; a number that can be read two ways is doubted. */
bool value_elevation(struct value *v)
{
	struct bytes plain CLEANUP(bytes_done) = {0};
	struct quantity quantity;
	double metres;

	token_list_text(v->text, v->list, &plain);
	if (plain.data == NULL || quantity_read(plain.data, &quantity) < 0 ||
	    !quantity_join(plain.data, &quantity) ||
	    !quantity_is_length(&quantity) || quantity.hedge == QUANTITY_BELOW)
		return false;
	metres = quantity_metres(&quantity);
	if (fabs(metres) < 1 || metres > ELEVATION_MAX ||
	    metres < ELEVATION_MIN)
		return false;
	if (quantity.from.doubt == NUMBER_POINT ||
	    quantity.hedge == QUANTITY_ABOVE)
		v->sure *= 0.5;
	list_narrow(v->text, v->list, quantity.start, quantity.end);
	bytes_printf(v->out, "%ld", lround(metres));
	return true;
}

/* Decimal degrees, where the record has none yet. */
void value_degrees(struct value *v, const struct coordinates *coordinates)
{
	const struct {
		const char *term, *value;
	} found[] = {{"decimalLatitude", coordinates->latitude.text},
		     {"decimalLongitude", coordinates->longitude.text}};
	double seen = token_list_confidence(v->text, v->list);

	if (!coordinates->latitude.sure || !coordinates->longitude.sure)
		return;
	for (size_t i = 0; i < ARRAY_LEN(found); i++) {
		struct field *f;

		if (*record_value(v->record, found[i].term) != '\0')
			continue;
		f = record_set(v->record, found[i].term, found[i].value,
			       seen * v->sure, SOURCE_RULE);
		f->evidence = seen;
		token_list_boxes(v->text, v->list, f);
	}
}

bool value_coordinates(struct value *v)
{
	struct bytes plain CLEANUP(bytes_done) = {0};
	struct coordinates coordinates;
	size_t kept = 0; /* "Long." inside is a heading of its own */
	int digits = 0;

	token_list_text(v->text, v->list, &plain);
	for (const char *c = plain.data ? plain.data : ""; *c; c++)
		digits += isdigit((unsigned char)*c) != 0;
	if (digits < 3)
		return false;
	if (coordinates_find(plain.data, &coordinates) == 0)
		value_degrees(v, &coordinates);
	for (size_t i = 0; i < v->list->n; i++)
		if (strncmp(v->text->tokens[v->list->items[i]].letters, "long",
			    4) != 0)
			v->list->items[kept++] = v->list->items[i];
	v->list->n = kept;
	return value_text(v);
}
