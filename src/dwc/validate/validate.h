/*
 * validate.h: what the validators share (validation.c), and the validators:
 * one file for each kind of value; verdict.c calls them. Private to dwc/.
 */
#ifndef DWC_VALIDATE_VALIDATE_H
#define DWC_VALIDATE_VALIDATE_H

#include "dwc/record/word_tables.h"
#include "dwc/validate/verdict.h"

#define COLLECTED_YEAR_MIN  1700 /* the oldest herbaria's younger sheets */
#define COLLECTED_YEAR_RARE 1753 /* before Linnaeus, Species Plantarum */

/* One value under examination. */
struct validation {
	const struct terms *terms;
	const struct record *record;
	const struct word_tables *tables;
	int this_year;
	enum verdict_origin origin;

	const struct term *term;
	const char *value;    /* squeezed, not blank */
	struct phrase phrase; /* its words */
	bool has_heading;     /* validate_heading_inside found one */
	struct verdicts *ret;
};

/*
 * Adds a verdict on the value. `proposal` may be NULL, and is dropped when it
 * is blank or the value itself; verdict.c drops what does not stand its test.
 * "%s" of texts from outside goes through validation_quote.
 */
void validation_add(struct validation *v, enum severity severity,
		    const char *code, const char *proposal, const char *format,
		    ...) PRINTF_LIKE(5, 6);

/* What the record says in the term of this role; "" for nothing. Borrowed. */
const char *validation_value(const struct validation *v, enum term_role role);

/* A text in quotation marks, cut to a line's length. Owned. */
char *validation_quote(const char *text);

/* The bytes [start, end) of a text without the marks, dots and dashes around
 * them, and without dotted leaders. Owned. */
char *validation_tidy(const char *text, size_t start, size_t end);

/* The people that a text names beyond doubt, to be proposed; NULL for none.
 * Owned. */
char *validation_people(const struct validation *v, const char *text);

/* Whether the word at the bytes [start, end) of a text was misread beyond
 * doubt, by its letters alone. */
bool validation_is_garbled(const char *text, size_t start, size_t end);

/* Whether a text is a plain decimal number in the C notation, whatever the
 * locale: what Darwin Core wants. Any other notation is dwc/parse's. */
bool validation_number(const char *text, double *ret);
/* Whether the term takes so much; says so where it does not. */
bool validation_in_range(struct validation *v, double number);

/* Each returns true when the value is nothing worth looking at further. */
bool validate_placeholder(struct validation *v);
bool validate_boilerplate(struct validation *v);
bool validate_heading_inside(struct validation *v);

void validate_leaders(struct validation *v);

/* By kind of term. */
void validate_text(struct validation *v);
void validate_locality(struct validation *v);
void validate_name(struct validation *v);
void validate_person(struct validation *v);
void validate_identifier(struct validation *v);
void validate_date(struct validation *v);
void validate_number(struct validation *v);
void validate_coordinate(struct validation *v);
void validate_place(struct validation *v);
void validate_county(struct validation *v);
/* Of a county, a municipality: no person is called so. */
void validate_place_name(struct validation *v);
void validate_vocabulary(struct validation *v);
void validate_flag(struct validation *v);
void validate_history(struct validation *v);

/* A value, and how it is written in the term for that. */
void validate_written(struct validation *v, const struct field *field);
/* Whether it is how a date is written, and says just what a person has said
 * that it is. */
bool validation_is_confirmed(const struct validation *v);

/* Offers what the latest of the history says, where it is not the value;
 * `value` may be NULL. */
void validate_latest(struct validation *v, const struct field *field);

#endif
