/*
 * gathering.c: an order that puts gatherings together. See gathering.h.
 *
 * 1. Parts are joined by a tab, which stands before whatever is in one: a name
 *    comes before a longer one that it begins.
 * 2. Of a number each run of digits is as wide as the others, so that 9 comes
 *    before 10, and 10a behind 10.
 */
#include "config.h"

#include "dwc/context/gathering.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dwc/context/run_people.h"

#define KEY_DIGITS  12 /* of one run, with zeros before it */
#define KEY_PART    48 /* bytes of one part */
#define KEY_MISSING "~"

_Static_assert(4 * (KEY_PART + KEY_DIGITS + 1) < GATHERING_KEY_MAX,
	       "all parts have room");

const struct term *gathering_collector(const struct terms *terms)
{
	const struct term *number = terms_role(terms, ROLE_GATHERING);
	struct term_list set;

	if (number == NULL)
		return NULL;
	set = terms_together(terms, number);
	for (size_t i = 0; i < set.n; i++)
		if (set.items[i]->kind == TERM_PERSON)
			return set.items[i];
	return NULL;
}

bool gathering_is_own(const struct term *term)
{
	bool house =
		term->said == SAID_HOUSE || term->said == SAID_HOUSE_PERHAPS;

	return term->role == ROLE_CATALOGUE || term->said == SAID_ANY ||
	       (term->kind == TERM_IDENTIFIER && house);
}

bool gathering_shares(const struct term *term)
{
	bool remark = term->kind == TERM_TEXT && term->unchecked &&
		      term->said == SAID_NOWHERE;

	return !gathering_is_own(term) && !remark && term->kind != TERM_FLAG &&
	       term->kind != TERM_HISTORY;
}

bool gathering_is_one(const struct term *term)
{
	bool remark = term->kind == TERM_TEXT && term->unchecked &&
		      term->said == SAID_LABEL && term->together[0] == '\0';

	return term->role == ROLE_GATHERING || term->kind == TERM_COORDINATE ||
	       remark;
}

/* One run of digits of `text`, see 2; returns where it ends. */
static size_t key_digits(const char *text, struct bytes *ret)
{
	static const char zeros[KEY_DIGITS + 1] = "000000000000";
	size_t end = strspn(text, "0123456789"), lead = strspn(text, "0");
	size_t n = end - lead;

	if (n < KEY_DIGITS)
		bytes_append_str(ret, zeros + n);
	bytes_append(ret, text + lead, n < KEY_DIGITS ? n : KEY_DIGITS);
	return end;
}

/* Letters and digits of a text, folded. */
static void key_text(const char *text, struct bytes *ret)
{
	char *folded CLEANUP(mem_free_str) = text_folded(text);
	size_t start = ret->len, at = 0, n;

	while (folded[at] != '\0' && ret->len < start + KEY_PART) {
		if (folded[at] >= '0' && folded[at] <= '9') {
			at += key_digits(folded + at, ret);
			continue;
		}
		n = text_letter(folded + at);
		bytes_append(ret, folded + at, n);
		at += n > 0 ? n : text_next(folded, at) - at;
	}
}

static void key_surname(const struct terms *terms, const struct record *record,
			struct bytes *ret)
{
	const struct term *term = gathering_collector(terms);
	const char *value =
		term != NULL ? record_value(record, term->name) : "";
	struct run_person people[RUN_PEOPLE_MAX];

	if (!text_blank(value) &&
	    run_people_read(terms_word_tables(terms), value, people) > 0)
		value = people[0].surname;
	key_text(value, ret);
}

static void key_end(size_t start, const char *sign, struct bytes *ret)
{
	if (ret->len == start)
		bytes_append_str(ret, KEY_MISSING);
	bytes_append_str(ret, sign);
}

static void key_value(const struct terms *terms, const struct record *record,
		      enum term_role role, const char *sign, struct bytes *ret)
{
	size_t start = ret->len;

	key_text(record_role_value(record, terms, role), ret);
	key_end(start, sign, ret);
}

/* ISO dates are in order as they are. */
static void key_date(const struct terms *terms, const struct record *record,
		     struct bytes *ret)
{
	const char *date = record_role_value(record, terms, ROLE_COLLECTED);
	size_t start = ret->len;

	bytes_append(ret, date, text_cut(date, KEY_PART));
	key_end(start, "\t", ret);
}

void gathering_key(const struct terms *terms, const struct record *record,
		   struct bytes *ret)
{
	size_t start = ret->len;

	key_surname(terms, record, ret);
	key_end(start, "\t", ret);
	key_value(terms, record, ROLE_GATHERING, "\t", ret);
	key_date(terms, record, ret);
	key_value(terms, record, ROLE_CATALOGUE, "", ret);
}
