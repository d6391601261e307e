/*
 * span.h: what the words of a label may say, run by run: dates, quantities,
 * coordinates, scientific names, people, places, numbers. The parsers of
 * dwc/date, dwc/parse and dwc/words read them; here they are asked at every
 * word, and what they find is given as words, value and sureness.
 *
 * A span is a candidate. Spans of different kinds overlap ("May" is a month
 * and a surname, "Carex Willd. 1753" ends with people and a year); those of
 * one kind do not, but for names and people, of which a surer one may begin
 * inside another. Who weighs them against each other is the caller.
 */
#ifndef DWC_SPAN_SPAN_H
#define DWC_SPAN_SPAN_H

#include <stdbool.h>
#include <stddef.h>

#include "dwc/date/date.h"
#include "dwc/parse/coordinates.h"
#include "dwc/parse/measure.h"
#include "dwc/parse/name.h"
#include "dwc/parse/number_mark.h"
#include "dwc/parse/people.h"
#include "dwc/parse/quantity.h"
#include "dwc/words/place.h"

/* --- words ---------------------------------------------------------------- */

/* What stands before a word. */
enum span_gap {
	SPAN_BLANK,
	SPAN_GLUED, /* nothing: it is a part of the word before it */
	SPAN_LINE,  /* it begins a line */
};

/* Words in reading order; all borrowed. */
struct span_words {
	const char *const *items;
	const enum span_gap *gaps; /* one for each; NULL: blanks */
	size_t n;
};

/* The same as one text, which the parsers read. */
struct span_text {
	char *text;
	size_t *starts; /* byte of each word; starts[n] is the length */
	size_t n;
};

/* Joins the words; they are not needed any more. Free with span_text_done.
 * Never fails. Any thread. */
void span_text_init(struct span_text *text, const struct span_words *words);
void span_text_done(struct span_text *text); /* also for CLEANUP */

/* The word that byte `at` belongs to, or the gap before it. */
size_t span_text_word(const struct span_text *text, size_t at);

/* --- spans ---------------------------------------------------------------- */

enum span_kind {
	SPAN_DATE,
	SPAN_QUANTITY,
	SPAN_COORDINATES,
	SPAN_NAME,
	SPAN_PEOPLE,
	SPAN_PLACE,
	SPAN_NUMBER,
	SPAN_KINDS,
};

struct span {
	enum span_kind kind;
	size_t first, n;   /* words */
	size_t start, end; /* bytes of the text that are meant */
	double sure;	   /* 0-1: that it is one, whatever it is for */
	/* What it says in Darwin Core's notation: an ISO date, metres, decimal
	 * degrees with ", " between, the name, the people, the place, the
	 * number; "" where it says none, as a date does that is not definite.
	 * Owned. */
	char *value;
	/* Bytes in these count from the beginning of the text, too. */
	union {
		struct date_reading date;
		struct {
			struct quantity quantity;
			enum measure measure;
			double metres, metres_to; /* the same, not of a range */
		} quantity;
		struct coordinates coordinates;
		struct name_reading name;
		struct people people;
		struct place_span place;
		struct number_mark number;
	} as;
};

/* In the order of their first words. All zero at first. */
struct span_list {
	struct span *items; /* owned, with their values */
	size_t n, cap;
};

void span_list_done(struct span_list *list); /* also for CLEANUP */

/* The finders append to *list. They never fail, keep no state, and take time
 * that grows with the words alone, but for a small factor. Any thread. */
void spans_find_dates(const struct span_text *text, int this_year,
		      struct span_list *list);
void spans_find_quantities(const struct span_text *text,
			   struct span_list *list);
void spans_find_coordinates(const struct span_text *text,
			    struct span_list *list);
void spans_find_names(const struct span_text *text, struct span_list *list);
void spans_find_people(const struct span_text *text, struct span_list *list);
void spans_find_places(const struct span_text *text,
		       const struct places *places, struct span_list *list);
void spans_find_numbers(const struct span_text *text, struct span_list *list);

#endif
