/*
 * value_person.c: people: collectors and those who named the plant.
 *
 * People are capitals, initials and particles.
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
#include "dwc/parse/people.h"
#include "engine/local/value.h"

static bool is_particle(const char *letters)
{
	static const char *const words[] = {
		"de",  "da",  "do",  "du",  "la",  "le",  "del",  "der", "den",
		"van", "von", "zu",  "and", "und", "et",  "y",	  "e",	 "con",
		"ter", "te",  "mac", "dos", "los", "las", "with", "u"};
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strcmp(letters, words[i]) == 0)
			return true;
	return false;
}

size_t person_span(const struct label_text *text, const struct token_list *list)
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
			continue; /* '&', or a mark that was not a letter */
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

size_t person_with_others(const struct label_text *text,
			  const struct token_list *list)
{
	struct bytes plain CLEANUP(bytes_done) = {0};
	struct token_list rest = {0};
	size_t n = person_span(text, list);
	struct people people;

	token_list_text(text, list, &plain);
	if (plain.data == NULL || people_read(plain.data, &people) < 0 ||
	    !people.others)
		return n;
	for (size_t i = 0; i < list->n; i++)
		token_list_add(&rest, list->items[i]);
	list_narrow(text, &rest, 0, people.end);
	n = rest.n > n ? rest.n : n;
	token_list_done(&rest);
	return n;
}

bool person_plausible(const struct label_text *text,
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

size_t person_before_date(const struct value *v)
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
