/*
 * verdict.h: what the validators say of a record.
 */
#ifndef DWC_VALIDATE_VERDICT_H
#define DWC_VALIDATE_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "dwc/record/record.h"
#include "dwc/record/term.h"

enum severity {
	SEVERITY_NOTE,	  /* worth knowing; the value stays sound */
	SEVERITY_WARNING, /* doubtful: lowers priority's floor to LOW */
	SEVERITY_ERROR,	  /* the value is not sound */
};

/*
 * What a verdict follows from. One that does not follow from the record itself
 * warns and orders; it never chooses a value, nor takes one back.
 */
enum verdict_origin {
	VERDICT_RECORD,
	VERDICT_RUN,  /* the other records of the run: run_words.h */
	VERDICT_TAXA, /* the lists of names: dwc/taxa/taxa_verdict.h */
	VERDICT_GBIF, /* what GBIF answered: match/view.h */
};

/*
 * The codes:
 *	empty			a required term has no value
 *	no-letters placeholder	the value says nothing
 *	boilerplate		it is what is printed around the value
 *	heading-in-value	a heading or maker's mark stands inside it
 *	leaders			the dotted line of a form was read
 *	plain-words		plain language where a name belongs
 *	name-shape name-case name-above-species name-differs
 *	digits-in-name person-shape
 *	date-format year-range year-from-number date-order
 *	no-digits number-shape same-number not-a-number number-range
 *	code-differs	another number is printed beside the bar code
 *	feet			another field says it as so many feet
 *	coordinate-pair zero-coordinates
 *	coordinate-sign coordinates-swapped outside-country
 *	place-form place-unknown place-mismatch habitat
 *	same-place		the county is the state again
 *	person-in-place		a county or a municipality is a person
 *	cut-off			a place ends in a word that something follows
 *	vocabulary flag-word
 *	foreign-text		an address of a page, a long number, who named
 *				it, in a locality; a date in a county
 *	history-shape		it is not a list of determinations
 *	later-determination	the latest of the history says something else
 *	garbled			a word was misread beyond doubt
 *	misspelt		near a word that is met more, or on a list
 *	synonym			a list has another name as the accepted one
 *	homonym			GBIF has the name more than once, or of another
 *				author
 *	name-unknown		GBIF has not the name, at most its genus
 *	coordinates-elsewhere	they lie in another country, says GBIF
 *	year-outside		far from the collector's, or the run's, others
 *	written-otherwise	what is written as printed cannot mean the
 *				value, or has a word that was mended there
 *	low-confidence		below 0.5, or below 0.65 of a calibrated
 *				reader, and nothing else is amiss
 */
struct verdict {
	char *term;
	const char *code; /* static, of the list above */
	enum severity severity;
	enum verdict_origin origin;
	char *message;	/* one sentence for the curator, clean text */
	char *proposal; /* a better value, or NULL */
};

struct verdicts {
	struct verdict *items;
	size_t n;
	size_t cap;
};

void verdicts_done(struct verdicts *verdicts);

/*
 * Runs every validator over every field, and "empty" over the required
 * terms that have no value. A field that a person confirmed empty
 * (SOURCE_EMPTY) gets no "empty". Appends to *ret, in term order.
 */
void record_validate(const struct terms *terms, const struct record *record,
		     struct verdicts *ret);

/* The same for one term alone, as its value is typed. */
void record_validate_term(const struct terms *terms,
			  const struct record *record, const char *term,
			  struct verdicts *ret);

/* Whether a value of the term says nothing by itself: no letter or digit, or what
 * is written for "nothing" there, as "unknown", "s.d.", "s.coll.". */
bool value_says_nothing(const struct terms *terms, const struct term *term,
			const char *value);

/* Puts them in the order of the terms, those of one term as they came. */
void verdicts_sort(struct verdicts *verdicts, const struct terms *terms);

/* The worst verdict of a term, or NULL. */
const struct verdict *verdicts_worst(const struct verdicts *verdicts,
				     const char *term);

/* Whether it is an error in a value that is there: one that nobody should
 * sign without a reason. What is missing is not of them. */
bool verdict_condemns(const struct verdict *verdict,
		      const struct record *record);

const char *severity_word(enum severity severity);
const char *verdict_origin_word(enum verdict_origin origin);

#endif
