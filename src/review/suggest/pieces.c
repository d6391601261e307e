/*
 * pieces.c: words of the label that are a piece of a value, or a value and a
 * piece of what stands beside it. See gather.h.
 *
 * 1. What is looked at are words that the label alone offers. A clause of prose
 *    is a passage, too, and a locality may name what other fields say; with all
 *    of the plant's name, the people or the day in it, it is the label.
 * 2. Words that another field was read from are that field's, where its reader
 *    is surer of it than of the offer: a collector's name has no month in it,
 *    nor a scientific name a collector. One person may be meant for another. Of
 *    a country or a state the table of places tells (weigh.c).
 * 3. What says less than the value in force, and ends where no value does, is
 *    none: within brackets, between initials and a name, before the last
 *    author, at the year of a date.
 */
#include "config.h"

#include <string.h>

#include "base/ascii.h"
#include "base/box.h"
#include "base/mem.h"
#include "base/text.h"
#include "review/suggest/gather.h"

#define BOX_SHARED  0.5 /* of a word's box: it is the same word */
#define ISO_YEAR    4	/* bytes of a year */
#define PLACE_LEAST 3	/* letters of a place's name */

/* What a term is of: one of them has no words of another. */
enum realm {
	REALM_ANY,
	REALM_NAME,
	REALM_PERSON,
	REALM_DATE,
	REALM_NUMBER,
	REALM_COUNTRY,
	REALM_STATE,
	REALM_COUNTY,
};

static enum realm term_realm(const struct term *term)
{
	static const enum realm of_kind[] = {
		[TERM_TEXT] = REALM_ANY,
		[TERM_NAME] = REALM_NAME,
		[TERM_PERSON] = REALM_PERSON,
		[TERM_DATE] = REALM_DATE,
		[TERM_NUMBER] = REALM_NUMBER,
		[TERM_COORDINATE] = REALM_NUMBER,
		[TERM_IDENTIFIER] = REALM_NUMBER,
		[TERM_PLACE] = REALM_ANY,
		[TERM_VOCABULARY] = REALM_ANY,
		[TERM_HISTORY] = REALM_ANY,
		[TERM_FLAG] = REALM_ANY,
	};

	if (term->role == ROLE_COUNTRY)
		return REALM_COUNTRY;
	if (term->role == ROLE_STATE)
		return REALM_STATE;
	if (term->role == ROLE_COUNTY)
		return REALM_COUNTY;
	/* A genus or an author stands in the name. */
	if (term->role == ROLE_GENUS || term->role == ROLE_AUTHOR ||
	    term->role == ROLE_FAMILY)
		return REALM_ANY;
	return of_kind[term->kind];
}

/* --- words of other fields ------------------------------------------------ */

static bool boxes_are_one_word(struct box a, struct box b)
{
	double area = box_area(a) < box_area(b) ? box_area(a) : box_area(b);

	return box_area(box_common(a, b)) > BOX_SHARED * area;
}

static bool field_has_word(const struct field *field, struct box word)
{
	for (size_t i = 0; field != NULL && i < field->n_boxes; i++)
		if (boxes_are_one_word(field->boxes[i], word))
			return true;
	return false;
}

/* Whether a field of another realm has a word of the offer that the term's own
 * field has not. */
static bool field_claims(const struct field *field, const struct field *own,
			 const struct suggestion *s)
{
	if (field->source != SOURCE_HUMAN && field->confidence < s->score)
		return false;
	for (size_t i = 0; i < s->n_boxes; i++)
		if (field_has_word(field, s->boxes[i]) &&
		    !field_has_word(own, s->boxes[i]))
			return true;
	return false;
}

/* Invariant 2. Where nothing stands yet, the other field may well be what is
 * wrong. */
static bool offer_is_claimed(const struct gather *gather,
			     const struct gather_term *of,
			     const struct suggestion *s)
{
	const struct record *record = &gather->specimen->record;
	const struct field *own = record_find(record, of->term->name);
	enum realm realm = term_realm(of->term);

	for (size_t i = 0; !text_blank(of->now) && i < record->n; i++) {
		const struct field *field = &record->fields[i];
		const struct term *term =
			terms_find(gather->terms, field->term);
		enum realm other = term != NULL ? term_realm(term) : REALM_ANY;

		if (other != REALM_ANY && other != realm &&
		    field_claims(field, own, s))
			return true;
	}
	return false;
}

/* Whether all of a field's words are in the offer, and not all in the term's own
 * field. One word alone may well be another's. */
static bool field_is_held(const struct field *field, const struct field *own,
			  const struct suggestion *s)
{
	const struct field held = {.boxes = s->boxes, .n_boxes = s->n_boxes};
	bool all_own = true;

	for (size_t i = 0; i < field->n_boxes; i++) {
		if (!field_has_word(&held, field->boxes[i]))
			return false;
		all_own = all_own && field_has_word(own, field->boxes[i]);
	}
	return field->n_boxes > 1 && !all_own;
}

/* Prose that runs over all of another field. */
static bool prose_is_label(const struct gather *gather,
			   const struct gather_term *of,
			   const struct suggestion *s)
{
	const struct record *record = &gather->specimen->record;
	const struct field *own = record_find(record, of->term->name);

	for (size_t i = 0; i < record->n; i++) {
		const struct field *field = &record->fields[i];
		const struct term *term =
			terms_find(gather->terms, field->term);
		enum realm realm = term != NULL ? term_realm(term) : REALM_ANY;

		if ((realm == REALM_NAME || realm == REALM_PERSON ||
		     realm == REALM_DATE) &&
		    field_is_held(field, own, s))
			return true;
	}
	return false;
}

/* --- pieces of the value in force ----------------------------------------- */

static bool brackets_match(const char *text)
{
	int open = 0;

	for (; *text != '\0' && open >= 0; text++)
		open += (*text == '(') - (*text == ')');
	return open == 0;
}

/* Whether the word that ends at `end` is an initial: "N.", "N", "h". */
static bool initial_ends_at(const char *text, const char *end)
{
	while (end > text && (end[-1] == '.' || end[-1] == ' '))
		end--;
	return end > text && ascii_letter(end[-1]) &&
	       (end == text + 1 ||
		!(ascii_letter(end[-2]) || (end[-2] & 0x80) != 0));
}

/* Whether what goes on at `at` belongs to the word before it. */
static bool goes_on(const char *at)
{
	at += strspn(at, ". ");
	return ascii_letter(*at) || (*at & 0x80) != 0;
}

/* A person without initials that stand before it, or initials without the name
 * behind them. */
static bool person_is_cut(const char *now, const char *value)
{
	const char *piece = strstr(now, value);
	const char *end = value + strlen(value);

	return piece != NULL && ((piece > now && initial_ends_at(now, piece)) ||
				 (initial_ends_at(value, end) &&
				  goes_on(piece + (end - value))));
}

/* A name without the author that stands behind the one in brackets. */
static bool name_is_cut(const char *now, const char *value)
{
	size_t len = strlen(value);

	return len > 0 && strncmp(now, value, len) == 0 && now[len] != '\0' &&
	       (value[len - 1] == ')' || initial_ends_at(value, value + len)) &&
	       goes_on(now + len);
}

/* A year where more is known, be it of another year. */
static bool date_is_cut(const char *now, const char *value)
{
	return strlen(value) == ISO_YEAR && strlen(now) > ISO_YEAR;
}

/* --- places --------------------------------------------------------------- */

/* Figures, a letter or two, or one letter over and over: a ruled line. */
static bool is_no_name(const char *value)
{
	size_t letters = 0;
	bool differ = false;

	for (size_t at = 0; value[at] != '\0'; at = text_next(value, at)) {
		if (ascii_digit(value[at]))
			return true;
		letters += text_letter(value + at) > 0;
		differ |= value[at] != value[0];
	}
	return letters < PLACE_LEAST || !differ;
}

/* Whether a better offer says all of it, and more. */
static bool is_of_better(const struct gather_term *of,
			 const struct suggestion *s, const char *folded)
{
	for (size_t i = 0; i < of->n; i++) {
		const struct suggestion *other = &of->items[i].suggestion;
		char *more CLEANUP(mem_free_str) = text_folded(other->value);

		if (other->score >= s->score && strlen(more) > strlen(folded) &&
		    strstr(more, folded) != NULL)
			return true;
	}
	return false;
}

bool suggest_is_scrap(const struct gather *gather, const struct gather_term *of,
		      const struct suggestion *s)
{
	char *now CLEANUP(mem_free_str) = text_folded(of->now);
	char *folded CLEANUP(mem_free_str) = text_folded(s->value);

	return is_no_name(s->value) || strstr(now, folded) != NULL ||
	       strstr(folded, now) != NULL || is_of_better(of, s, folded) ||
	       offer_is_claimed(gather, of, s);
}

/* --- all of it ------------------------------------------------------------ */

bool suggest_is_piece(const struct gather *gather, const struct gather_term *of,
		      const struct suggestion *s)
{
	enum realm realm = term_realm(of->term);

	if (realm == REALM_ANY)
		return of->term->kind == TERM_TEXT &&
		       prose_is_label(gather, of, s);
	if (!brackets_match(s->value))
		return true;
	if (realm != REALM_COUNTRY && realm != REALM_STATE &&
	    offer_is_claimed(gather, of, s))
		return true;
	return (realm == REALM_PERSON && person_is_cut(of->now, s->value)) ||
	       (realm == REALM_NAME && name_is_cut(of->now, s->value)) ||
	       (realm == REALM_DATE && date_is_cut(of->now, s->value));
}
