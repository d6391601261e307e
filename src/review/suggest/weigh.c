/*
 * weigh.c: what words of the label are worth beside what the label makes of
 * them: whether they can be a value of that term, and what they have to do with
 * the value in force. What is offered first is taken by one key: it has to be
 * right often, and what hardly ever is has no place on the screen
 * (tests/bench/offered.sh counts it). See gather.h.
 *
 * 1. What is weighed are words of the label that nothing else says: no reading,
 *    no list of names, no signed record.
 * 2. A text that stands in the record was cut out of the label by who read it.
 *    A piece out of its midst corrects nothing; one that begins and ends where
 *    clauses do may be what is meant, and so may all of somebody's name, which
 *    is more than a word. Words of elsewhere than a passage of prose are
 *    another passage: they are offered where the one that stands there is not
 *    believed.
 * 3. Words are not offered as a name that is not built as one, nor a number that
 *    another field explains better, nor as how a value is written that they
 *    cannot mean; as a family only as far as they are built like one. They
 *    count less as a place that the table does not
 *    have, and as what the term's own check would warn of.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/box.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "dwc/parse/name.h"
#include "dwc/parse/name_likeness.h"
#include "dwc/record/written.h"
#include "dwc/validate/verdict.h"
#include "review/suggest/gather.h"

#define SAME_PASSAGE  0.8  /* likeness of two readings of one */
#define PART_CLAUSE   0.5  /* of its worth: a piece made of clauses */
#define PART_LEAST    0.25 /* of the value's length */
#define PASSAGE_WORDS 4	   /* of a value that is one */
#define LONGER	      0.7  /* of its worth: the same and more */
#define ELSEWHERE     0.5  /* of its worth: another passage */
#define NOT_BELIEVED  0.2  /* confidence of a value that others may replace */
#define UNKNOWN_PLACE 0.4  /* of its worth */
#define UNSOUND	      0.3  /* of its worth: the term's check warns of it */
#define NAME_ALONE    0.5  /* of its worth: a genus without an epithet */
#define LONG_NUMBER   5	   /* figures that are no other number by chance */

#define BIT(source) (1u << (source))

/* What is weighed, and against what. */
struct weighing {
	const struct gather *gather;
	const struct terms *terms;
	const struct record *record;
	const struct places *places; /* or NULL */
	const struct gather_term *of;
	const struct field *field; /* that stands there; or NULL */
	const char *country;	   /* of the record, as the table has it */
};

/* --- prose ---------------------------------------------------------------- */

static bool is_stop(char c)
{
	return strchr(".,;:()", c) != NULL;
}

/* Whether the piece of `whole` at `at` begins and ends where clauses do. */
static bool piece_is_clauses(const char *whole, const char *at, size_t len)
{
	const char *end = at + len;
	const char *before = at;

	while (before > whole && before[-1] == ' ')
		before--;
	if (before > whole && !is_stop(before[-1]))
		return false;
	return *end == '\0' || is_stop(*end) || is_stop(end[-1]);
}

/* The share of its worth that a piece of the value in force keeps; -1: it is
 * not one. */
static double piece_share(const struct weighing *weighing, const char *value)
{
	const char *now = weighing->of->now;
	const char *piece = strstr(now, value);
	size_t len = strlen(value);

	if (piece == NULL || text_blank(now))
		return -1;
	if (weighing->of->term->kind == TERM_PERSON)
		return strchr(value, ' ') != NULL ? 1 : 0;
	return piece_is_clauses(now, piece, len) &&
			       (double)len > PART_LEAST * (double)strlen(now)
		       ? PART_CLAUSE
		       : 0;
}

/* The share that words keep which are not a piece of a passage. */
static double passage_share(const struct weighing *weighing, const char *value)
{
	const char *now = weighing->of->now;
	const struct field *field = weighing->field;

	if (strstr(value, now) != NULL)
		return LONGER;
	if (text_similarity(now, value) >= SAME_PASSAGE)
		return 1;
	return field->support == SUPPORT_NOWHERE ||
			       (field->confidence >= 0 &&
				field->confidence < NOT_BELIEVED)
		       ? ELSEWHERE
		       : 0;
}

/* A county, a word or two are not one. */
static bool term_is_passage(const struct gather_term *of)
{
	size_t words = 0;

	for (const char *at = of->now; *at != '\0'; words++) {
		at += strspn(at, " ");
		at += strcspn(at, " ");
	}
	return of->term->kind == TERM_TEXT && of->term->role != ROLE_COUNTY &&
	       words >= PASSAGE_WORDS;
}

/* --- whether it can be one ------------------------------------------------ */

static double name_share(const char *value)
{
	struct name_reading reading;

	if (name_read(value, &reading) < 0)
		return 0;
	return reading.epithet ? 1 : NAME_ALONE;
}

/* Whether it is a country; a state of the record's country, or of any: the
 * country may be what is wrong. */
static bool place_is_known(const struct weighing *weighing, const char *value)
{
	const struct places *places = weighing->places;

	if (weighing->of->term->role == ROLE_COUNTRY)
		return places_country_named(places, value) != NULL;
	return places_state_named(places, weighing->country, value, NULL) !=
		       NULL ||
	       places_state_named(places, NULL, value, NULL) != NULL;
}

/* Whether what stands there is a country, or a state of the record's country. */
static bool place_stands(const struct weighing *weighing)
{
	const char *now = weighing->of->now;

	return weighing->of->term->role == ROLE_COUNTRY
		       ? places_country_named(weighing->places, now) != NULL
		       : weighing->country != NULL &&
				 places_state_named(weighing->places,
						    weighing->country, now,
						    NULL) != NULL;
}

/* A state or a country: one that the table has goes before one that it has not,
 * which is nothing where it is a scrap beside a known one. What stands there
 * already, with a stop behind it, is nothing new, and the record's country is no
 * state of it. */
static double place_share(const struct weighing *weighing,
			  const struct suggestion *s)
{
	const char *value = s->value;
	const char *now = weighing->of->now;
	const char *country = places_country_named(weighing->places, value);
	size_t len = strlen(now);

	if (len > 0 && strncmp(value, now, len) == 0 &&
	    strcmp(value + len, ".") == 0)
		return 0;
	if (place_is_known(weighing, value))
		return 1;
	if (place_stands(weighing) &&
	    suggest_is_scrap(weighing->gather, weighing->of, s))
		return 0;
	return weighing->of->term->role == ROLE_STATE && country != NULL &&
			       weighing->country != NULL &&
			       strcmp(country, weighing->country) == 0
		       ? 0
		       : UNKNOWN_PLACE;
}

/* Whether there is a name in it and not initials alone. */
static bool has_surname(const char *value)
{
	size_t letters = 0;

	for (size_t at = 0; value[at] != '\0'; at = text_next(value, at)) {
		letters = text_letter(value + at) > 0 ? letters + 1 : 0;
		if (letters > 1)
			return true;
	}
	return false;
}

/* What the term's own check makes of it, without the record around it. */
static double sound_share(const struct weighing *weighing, const char *value)
{
	const char *term = weighing->of->term->name;
	struct verdicts verdicts = {0};
	const struct verdict *worst;
	struct record record;
	double share = 1;

	record_init(&record);
	record_set(&record, term, value, 1, SOURCE_MODEL);
	record_validate_term(weighing->terms, &record, term, &verdicts);
	worst = verdicts_worst(&verdicts, term);
	if (worst != NULL && worst->severity == SEVERITY_ERROR)
		share = 0;
	else if (worst != NULL && worst->severity == SEVERITY_WARNING)
		share = UNSOUND;
	verdicts_done(&verdicts);
	record_done(&record);
	return share;
}

/* Whether so many figures stand twice on a sheet only as the same number. */
static bool number_is_long(const char *value)
{
	size_t figures = 0;

	for (; *value != '\0'; value++)
		figures += ascii_digit(*value);
	return figures >= LONG_NUMBER;
}

/* Whether what is offered are the words that the field was read from; unknown
 * counts as that. */
static bool is_place_of(const struct suggestion *s, const struct field *field)
{
	for (size_t i = 0; i < s->n_boxes; i++)
		for (size_t k = 0; k < field->n_boxes; k++)
			if (boxes_meet(s->boxes[i], field->boxes[k]))
				return true;
	return s->n_boxes == 0 || field->n_boxes == 0;
}

/* Whether the field that has the same number says better what it is than the
 * one that it is offered for. */
static bool field_explains(const struct field *field,
			   const struct suggestion *s)
{
	if (number_is_long(s->value))
		return true;
	return is_place_of(s, field) &&
	       (field->source == SOURCE_HUMAN || field->confidence < 0 ||
		field->confidence >= s->score);
}

/* A number that is another field's: the elevation is not the number of the
 * gathering. One that stands elsewhere on the sheet may be, and so may one
 * that the other field is less likely to have. */
static bool is_elsewhere(const struct weighing *weighing,
			 const struct suggestion *s)
{
	const struct record *record = weighing->record;
	const struct term *own = weighing->of->term;

	if (own->kind != TERM_IDENTIFIER && own->kind != TERM_NUMBER)
		return false;
	for (size_t i = 0; i < record->n; i++) {
		const struct field *field = &record->fields[i];
		const struct term *term =
			terms_find(weighing->terms, field->term);

		if (term != NULL && term != own &&
		    (term->kind == TERM_IDENTIFIER ||
		     term->kind == TERM_NUMBER) &&
		    strcmp(field->value, s->value) == 0 &&
		    field_explains(field, s))
			return true;
	}
	return false;
}

/* Words that cannot mean what a person has set the value to that they would be
 * written for. */
static bool is_denied(const struct weighing *weighing, const char *value)
{
	const struct term *meant =
		term_interpreted(weighing->terms, weighing->of->term);
	const struct field *field =
		meant != NULL ? record_find(weighing->record, meant->name)
			      : NULL;

	return field != NULL && field->source == SOURCE_HUMAN &&
	       written_denies(meant, value, field->value, clock_year());
}

static double label_share(const struct weighing *weighing,
			  const struct suggestion *s)
{
	const struct term *term = weighing->of->term;
	const char *value = s->value;
	double piece = term->kind == TERM_TEXT || term->kind == TERM_PERSON
			       ? piece_share(weighing, value)
			       : -1;

	if (piece >= 0)
		return piece;
	if (term->role == ROLE_NAME)
		return name_share(value);
	if (term->role == ROLE_FAMILY)
		return family_likeness(value);
	if (weighing->places != NULL &&
	    (term->role == ROLE_COUNTRY || term->role == ROLE_STATE))
		return place_share(weighing, s);
	if (term->kind == TERM_PERSON && !has_surname(value))
		return 0;
	if (weighing->field != NULL && term_is_passage(weighing->of))
		return passage_share(weighing, value);
	return 1;
}

/* --- all of them ---------------------------------------------------------- */

static void offer_weigh(const struct weighing *weighing, struct suggestion *s)
{
	const unsigned told = BIT(SUGGESTION_READING) | BIT(SUGGESTION_TAXA) |
			      BIT(SUGGESTION_SIGNED) |
			      BIT(SUGGESTION_DUPLICATE);

	if ((s->sources & BIT(SUGGESTION_LABEL)) == 0 ||
	    (s->sources & told) != 0)
		return;
	if (is_elsewhere(weighing, s) || is_denied(weighing, s->value) ||
	    suggest_is_piece(weighing->gather, weighing->of, s) ||
	    suggest_is_whole(weighing->gather, weighing->of, s))
		s->score = 0;
	else
		s->score *= label_share(weighing, s) *
			    sound_share(weighing, s->value);
}

void suggest_weigh(struct gather *gather, const struct places *places)
{
	const struct gather_term *country = gather_role(gather, ROLE_COUNTRY);
	struct weighing weighing = {
		.gather = gather,
		.terms = gather->terms,
		.record = &gather->specimen->record,
		.places = places,
	};

	if (places != NULL && country != NULL)
		weighing.country = places_country_named(places, country->now);
	for (size_t t = 0; t < gather->n; t++) {
		weighing.of = &gather->of[t];
		weighing.field = record_find(&gather->specimen->record,
					     gather->of[t].term->name);
		for (size_t i = 0; i < gather->of[t].n; i++)
			offer_weigh(&weighing,
				    &gather->of[t].items[i].suggestion);
	}
}
