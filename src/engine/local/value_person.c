/*
 * value_person.c: people: collectors and those who named the plant.
 *
 * People are capitals, initials and particles. What follows them on the line
 * is often the date, or their number for the specimen; neither is lost.
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
#include "engine/local/value.h"

static bool is_particle(const char *letters)
{
	static const char *const words[] = {
		"de",  "da",  "do",  "du",  "la",  "le",  "del", "der", "den",
		"van", "von", "zu",  "and", "und", "et",  "y",	 "e",	"con",
		"ter", "te",  "mac", "dos", "los", "las", "with"};
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strcmp(letters, words[i]) == 0)
			return true;
	return false;
}

/* How many leading tokens can be people's names. */
static size_t person_span(const struct label_text *text,
			  const struct token_list *list)
{
	size_t n = 0;
	for (; n < list->n && n < 16; n++) {
		size_t token = list->items[n];
		const struct token *t = &text->tokens[token];
		const char *raw = token_text(text, token);
		char initial = token_initial(text, token);
		if (token_has_digit(text, token) || raw[0] == '(')
			break;
		if (initial == '\0')
			continue; /* '&', or a mark that was no letter */
		bool glued = t->start > 0;
		if (islower((unsigned char)initial) &&
		    !is_particle(t->letters) && !glued &&
		    !(n == 0 && strlen(t->letters) <= 3))
			break;
	}
	while (n && (is_particle(text->tokens[list->items[n - 1]].letters) ||
		     token_initial(text, list->items[n - 1]) == '\0'))
		n--;
	return n;
}

static bool person_plausible(const struct label_text *text,
			     const struct token_list *list, size_t n)
{
	size_t longest = 0;
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(text->tokens[list->items[i]].letters);
		char initial = token_initial(text, list->items[i]);
		if (!islower((unsigned char)initial) && len > longest)
			longest = len;
	}
	return n > 0 && (longest >= 2 || n >= 2);
}

/* A number behind a collector's name is his number for the specimen. */
static void person_number(const struct value *v, size_t from)
{
	struct token_list rest = {0};
	for (size_t i = from; i < v->list->n && i < from + 3; i++)
		token_list_add(&rest, v->list->items[i]);
	bool bracket = rest.n && token_text(v->text, rest.items[0])[0] == '(';
	if (!bracket && rest.n && token_has_digit(v->text, rest.items[0]) &&
	    *record_value(v->record, "recordNumber") == '\0')
		label_value_set(v->rules, v->text, "recordNumber", &rest,
				v->sure * 0.9, v->record);
	token_list_done(&rest);
}

/* The tokens from `from` on hold a date: it is not lost. */
static void person_date(const struct value *v, size_t from, const char *term)
{
	struct token_list rest = {0};
	for (size_t i = from; i < v->list->n; i++)
		token_list_add(&rest, v->list->items[i]);
	if (rest.n && *record_value(v->record, term) == '\0')
		label_value_set(v->rules, v->text, term, &rest, v->sure * 0.9,
				v->record);
	token_list_done(&rest);
}

/*
 * How many leading tokens stand before a date in the list; all when there is
 * none. "Aug." could be a name, "Aug. 20, 1987" cannot.
 */
static size_t before_date(const struct value *v)
{
	struct bytes plain CLEANUP(bytes_done) = {0};
	struct date_reading date;
	struct token_list rest = {0};
	size_t n = v->list->n;
	token_list_text(v->text, v->list, &plain);
	if (!plain.data || date_read(plain.data, v->rules->this_year, &date) ||
	    strlen(date.iso) < 7)
		return n;
	for (size_t i = 0; i < n; i++)
		token_list_add(&rest, v->list->items[i]);
	list_narrow(v->text, &rest, date.start, date.end);
	for (size_t i = 0; i < v->list->n && rest.n; i++)
		if (v->list->items[i] == rest.items[0])
			n = i;
	token_list_done(&rest);
	return n;
}

/* Cuts the list to people. A date behind them becomes `date_term`. */
static bool cut_to_people(struct value *v, const char *date_term)
{
	list_trim(v->text, v->list);
	size_t dated = before_date(v), all = v->list->n;
	if (dated < all)
		person_date(v, dated, date_term);
	v->list->n = dated;
	size_t n = person_span(v->text, v->list);
	v->list->n = all;
	if (!person_plausible(v->text, v->list, n))
		return false;
	if (n < all && dated == all && strcmp(date_term, "eventDate") != 0)
		person_date(v, n, date_term);
	if (n < dated && strcmp(date_term, "eventDate") == 0) {
		v->list->n = dated;
		person_number(v, n);
	}
	token_list_cut(v->list, n);
	list_write(v->text, v->list, v->out);
	return true;
}

bool value_person(struct value *v)
{
	return cut_to_people(v, "eventDate");
}

bool value_determiner(struct value *v)
{
	return cut_to_people(v, "dateIdentified");
}

bool label_value_is_person(const struct label_text *text,
			   const struct token_list *list)
{
	size_t n = person_span(text, list);
	bool initial = false, surname = false;
	if (n == 0 || n > 9 || n < list->n)
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct token *t = &text->tokens[list->items[i]];
		size_t len = strlen(t->letters);
		initial |= len <= 2 && t->colon;
		initial |= len == 1;
		surname |= len >= 3 && !is_particle(t->letters);
	}
	return initial && surname;
}
