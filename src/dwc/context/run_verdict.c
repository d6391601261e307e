/*
 * run_verdict.c: what the statistics of a run say of one record. See
 * run_words.h.
 *
 * A name or a collector that is met seldom, a letter or two from one that is
 * met often, was most likely misread; how much oftener is asked of a proof
 * depends on what else the two have in common. A year far from all others of
 * its collector, or a bare year far from those of the run, was most likely
 * another number.
 *
 * 1. What is said of a value is said only where the record alone has neither
 *    an error nor a warning for it.
 * 2. A count that includes the record itself is never what convicts it.
 */
#include "config.h"

#include "dwc/context/run_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/time/clock.h"
#include "dwc/context/run_state.h"
#include "dwc/date/date.h"
#include "dwc/validate/validate.h"

#define OFTEN_NAME    8 /* times: nobody asks whether such a name is misread */
#define TIMES_NAME    3 /* as often as the other, to be what was meant */
#define TIMES_GENUS   8 /* the same for a genus without its epithet */
#define LONG_GENUS    8 /* letters: two such genera are not a letter apart */
#define TIMES_PERSON  3 /* the same for a collector */
#define TIMES_SURNAME 4 /* the same for a surname with whatever before it */
#define PLAUSIBLE     0.4 /* below that letters are hardly a word */
#define DATED_OWN     8	  /* dated records that make a collector's years */
#define DATED_RUN     100
#define RARE_RUN      200 /* one in so many is far from the others */
#define HABIT_LEAST   10  /* dates that make a habit */
#define HABIT_TIMES   10  /* as often as the other way round */

/* A record that is looked at. */
struct looked {
	const struct run_words *words;
	const struct terms *terms;
	const struct record *record;
	struct verdicts *verdicts;
	const char *date;	     /* as it is written */
	struct date_reading reading; /* what it says */
};

/* The best of what is near. */
struct meant {
	const struct run_words *words;
	const struct run_name *name;	 /* or … */
	const struct run_person *person; /* whose word is asked about */
	uint32_t own;			 /* how often it is met itself, … */
	uint32_t own_genus, own_surname; /* … and this word of it */
	char word[SPELLING_MAX + 1];	 /* "" for none */
	uint32_t count;
	unsigned int edits;
};

static bool is_sound(const struct looked *at, const struct term *term)
{
	const struct verdict *worst = verdicts_worst(at->verdicts, term->name);

	return worst == NULL || worst->severity == SEVERITY_NOTE;
}

/* Says something of a term's value, marked as the run's. */
static void say(const struct looked *at, const struct term *term,
		const char *code, const char *proposal, const char *message)
{
	const char *value = record_value(at->record, term->name);
	struct validation v = {.term = term,
			       .value = value,
			       .origin = VERDICT_RUN,
			       .ret = at->verdicts};

	validation_add(&v, SEVERITY_WARNING, code, proposal, "%s", message);
}

/* Folded words as people write them: the first with a capital, or each.
 * Owned. */
static char *titled(const char *folded, bool each)
{
	char *text = mem_strdup(folded + strspn(folded, " "));

	for (size_t i = 0; text[i] != '\0'; i++)
		if ((i == 0 || (each && text[i - 1] == ' ')) &&
		    text[i] >= 'a' && text[i] <= 'z')
			text[i] = (char)(text[i] & ~0x20);
	return text;
}

/* --- near ----------------------------------------------------------------- */

static unsigned int edits_between(const char *a, const char *b)
{
	struct spelling spelling;

	spelling_init(&spelling, a);
	return spelling_edits(&spelling, b, strlen(b), SPELLING_MAX);
}

/* How many letters may be misread where the longer of two words has so many. */
static unsigned int edits_allowed(size_t longer)
{
	return longer >= 7 ? 2 : longer >= 4 ? 1 : 0;
}

/* Whether a word may be another one, with this many edits. */
static bool word_may_be(const char *own, const char *other, unsigned int edits)
{
	size_t a = strlen(own), b = strlen(other);

	return edits <= edits_allowed(a > b ? a : b);
}

/* The edits within which a word has to be looked for. */
static unsigned int edits_sought(const char *word)
{
	return edits_allowed(strlen(word) + 1);
}

/* Takes a word that was found, if it is the best so far: nearest, then met
 * most, then first by its letters. */
static void meant_take(struct meant *meant, const char *word, uint32_t count,
		       unsigned int edits)
{
	bool better =
		meant->word[0] == '\0' || edits < meant->edits ||
		(edits == meant->edits &&
		 (count > meant->count ||
		  (count == meant->count && strcmp(word, meant->word) < 0)));

	if (!better)
		return;
	strcpy(meant->word, word);
	meant->count = count;
	meant->edits = edits;
}

/* --- names ---------------------------------------------------------------- */

/* The same of a word of a name: a long one may have a letter more misread where
 * the other word of the name agrees. */
static bool part_may_be(const char *own, const char *other, unsigned int edits,
			bool other_agrees)
{
	return word_may_be(own, other, edits) ||
	       (other_agrees && edits == 3 && strlen(own) >= 8);
}

/* A name of the run that is near. */
static void visit_name(void *data, const char *text, size_t len, uint32_t count,
		       unsigned int edits)
{
	struct meant *meant = data;
	char *word CLEANUP(mem_free_str) = mem_strndup(text, len);
	char *epithet = strchr(word, ' ');
	unsigned int in_genus, in_epithet;
	uint32_t genus;

	if (epithet == NULL || edits == 0)
		return;
	*epithet++ = '\0';
	in_genus = edits_between(meant->name->genus, word);
	in_epithet = edits_between(meant->name->epithet, epithet);
	if (!part_may_be(meant->name->genus, word, in_genus, in_epithet == 0) ||
	    !part_may_be(meant->name->epithet, epithet, in_epithet,
			 in_genus == 0))
		return;
	genus = census_count(&meant->words->genera, word);
	epithet[-1] = ' ';
	/* The same epithet under a genus that is met more: that will do. */
	if (count >= TIMES_NAME * (meant->own > 0 ? meant->own : 1) ||
	    (in_epithet == 0 && count >= meant->own &&
	     genus >= TIMES_NAME *
			      (meant->own_genus > 0 ? meant->own_genus : 1)))
		meant_take(meant, word, count, edits);
}

/* A genus of the run that is near. It need not be met so much more often where
 * it has the same epithet, or where the words are so long that no two genera
 * are that near. */
static void visit_genus(void *data, const char *text, size_t len,
			uint32_t count, unsigned int edits)
{
	struct meant *meant = data;
	char *word CLEANUP(mem_free_str) = mem_strndup(text, len);
	char *both CLEANUP(mem_free_str) =
		mem_printf("%s %s", word, meant->name->epithet);
	uint32_t own = meant->own_genus > 0 ? meant->own_genus : 1;
	bool telling = (len >= LONG_GENUS && edits == 1 && own == 1) ||
		       (meant->name->epithet[0] != '\0' &&
			census_count(&meant->words->names, both) > 0);

	if (edits > 0 && count >= (telling ? TIMES_NAME : TIMES_GENUS) * own)
		meant_take(meant, word, count, edits);
}

/* Puts the epithet behind a genus that was found, where the run has the two
 * together. */
static void meant_complete(struct meant *meant)
{
	char *both CLEANUP(mem_free_str) =
		mem_printf("%s %s", meant->word, meant->name->epithet);

	if (meant->word[0] != '\0' && meant->name->epithet[0] != '\0' &&
	    census_count(&meant->words->names, both) > 0)
		strcpy(meant->word, both);
}

/* The name that is meant, or its genus alone; false where it is none but its
 * own. */
static bool name_meant(const struct run_words *words,
		       const struct run_name *name, struct meant *ret)
{
	size_t len = strlen(name->both), genus = strlen(name->genus);

	*ret = (struct meant){
		.words = words,
		.name = name,
		.own = census_count(&words->names, name->both),
		.own_genus = census_count(&words->genera, name->genus),
	};
	if (ret->own >= OFTEN_NAME && ret->own_genus >= 2 * OFTEN_NAME)
		return false;
	if (name->epithet[0] != '\0')
		census_near(&words->names, name->both,
			    len >= 16  ? 3
			    : len >= 9 ? 2
				       : 1,
			    visit_name, ret);
	if (ret->word[0] == '\0' && genus >= 5) {
		census_near(&words->genera, name->genus, genus >= 8 ? 2 : 1,
			    visit_genus, ret);
		meant_complete(ret);
	}
	return ret->word[0] != '\0';
}

/* The value with other words for genus and epithet; NULL where the words of
 * the value are not just those, as with hyphens. Owned. */
static char *name_proposal(const char *value, const struct run_name *own,
			   const char *meant)
{
	size_t genus = strlen(own->genus), len = strlen(own->both);
	size_t skip = strspn(value, " ");
	char *begin CLEANUP(mem_free_str) = mem_strndup(
		value + skip,
		strlen(value + skip) < len ? strlen(value + skip) : len);

	if (text_casecmp(begin, own->both) != 0 || begin[genus] != ' ')
		return NULL;
	return mem_printf("%c%s%s", meant[0] & ~0x20, meant + 1,
			  value + skip + len);
}

/* A word that no other record has and that is hardly one. Names of taxa are
 * made of names of people and places, too: what is met again is believed. */
static bool is_garbled(const struct looked *at, const struct run_name *name)
{
	/* "Phi lade": hardly a genus is so short. */
	static const char *const shortest[] = {"poa", "iva", "zea"};
	const struct plausible *plausible =
		terms_word_tables(at->terms)->plausible;
	double genus = plausible_word(plausible, name->genus);
	double epithet = plausible_word(plausible, name->epithet);

	if (census_count(&at->words->names, name->both) > 1)
		return false;
	if (strlen(name->genus) == 3 &&
	    !text_among(name->genus, shortest, ARRAY_LEN(shortest)) &&
	    census_count(&at->words->genera, name->genus) <= 1)
		return true;
	return (genus >= 0 && genus < PLAUSIBLE &&
		census_count(&at->words->genera, name->genus) <= 1) ||
	       (epithet >= 0 && epithet < PLAUSIBLE);
}

static void look_name(const struct looked *at)
{
	const struct term *term = terms_role(at->terms, ROLE_NAME);
	const char *value = record_role_value(at->record, at->terms, ROLE_NAME);
	char *proposal CLEANUP(mem_free_str) = NULL;
	char *message CLEANUP(mem_free_str) = NULL;
	char *words CLEANUP(mem_free_str) = NULL;
	struct run_name name;
	struct meant meant;

	if (term == NULL || !is_sound(at, term) ||
	    !run_name_read(at->terms, value, &name))
		return;
	if (!name_meant(at->words, &name, &meant)) {
		if (is_garbled(at, &name))
			say(at, term, "garbled", NULL,
			    "No other record has this name, and its letters "
			    "are hardly words: compare it with the label.");
		return;
	}
	if (strchr(meant.word, ' ') != NULL)
		proposal = name_proposal(value, &name, meant.word);
	words = titled(meant.word, false);
	message = mem_printf("Other records have \"%s\", this one has it with "
			     "%u %s changed: compare it with the label.",
			     words, meant.edits,
			     meant.edits == 1 ? "letter" : "letters");
	say(at, term, "misspelt", proposal, message);
}

/* --- people --------------------------------------------------------------- */

/* Whether what stands before two surnames can be of one person: the same, a
 * part of it, or a name misread; never two initials. */
static bool given_agree(const char *own, const char *other)
{
	size_t a = strlen(own), b = strlen(other);

	if (a == 0 || b == 0)
		return a == b;
	if (a == 1 || b == 1)
		return own[0] == other[0];
	return strcmp(own, other) == 0 ||
	       (a + b >= 4 && edits_between(own, other) <= 1);
}

static void visit_person(void *data, const char *text, size_t len,
			 uint32_t count, unsigned int edits)
{
	struct meant *meant = data;
	char *word CLEANUP(mem_free_str) = mem_strndup(text, len);
	char *surname = strchr(word, ' ');
	unsigned int in_surname;
	bool easy;

	if (surname == NULL || edits == 0)
		return;
	*surname++ = '\0';
	in_surname = edits_between(meant->person->surname, surname);
	if (!given_agree(meant->person->given, word) ||
	    !word_may_be(meant->person->surname, surname, in_surname))
		return;
	/* Letters that readers confuse convict sooner, and so does a surname
	 * that agrees. */
	easy = in_surname == 0 ||
	       spelling_cost(meant->person->surname, surname) < in_surname;
	surname[-1] = ' ';
	if (count >= (uint32_t)(easy ? TIMES_PERSON - 1 : TIMES_PERSON) *
			     (meant->own > 0 ? meant->own : 1))
		meant_take(meant, word, count, edits);
}

/* A surname of the run that is near: one that is met with the same before it,
 * or where nothing is before its own. */
static void visit_surname(void *data, const char *text, size_t len,
			  uint32_t count, unsigned int edits)
{
	struct meant *meant = data;
	const char *given = meant->person->given;
	char *key CLEANUP(mem_free_str) =
		mem_printf("%s %.*s", given, (int)len, text);
	uint32_t own = meant->own_surname > 0 ? meant->own_surname : 1;

	if (edits > 0 && strlen(key) <= SPELLING_MAX &&
	    word_may_be(meant->person->surname, key + strlen(given) + 1,
			edits) &&
	    count >= TIMES_SURNAME * own &&
	    (given[0] == '\0' || census_count(&meant->words->people, key) > 0))
		meant_take(meant, key, count, edits);
}

static void look_person(const struct looked *at, const struct term *term,
			const struct run_person *person)
{
	struct meant meant = {
		.words = at->words,
		.person = person,
		.own = census_count(&at->words->people, person->key),
		.own_surname =
			census_count(&at->words->surnames, person->surname),
	};
	char *message CLEANUP(mem_free_str) = NULL;
	char *other CLEANUP(mem_free_str) = NULL;
	char *own CLEANUP(mem_free_str) = NULL;

	if (meant.own >= OFTEN_NAME * TIMES_PERSON)
		return;
	census_near(&at->words->people, person->key,
		    edits_sought(person->surname), visit_person, &meant);
	if (meant.word[0] == '\0')
		census_near(&at->words->surnames, person->surname,
			    edits_sought(person->surname), visit_surname,
			    &meant);
	if (meant.word[0] == '\0')
		return;
	own = titled(person->key, true);
	other = titled(meant.word, true);
	message = mem_printf("\"%s\" is near \"%s\", who is met %u times: "
			     "compare it with the label.",
			     own, other, meant.count);
	say(at, term, "misspelt", NULL, message);
}

/* The collector's term, or NULL. */
static const struct term *collector_term(const struct looked *at)
{
	const char *value = run_collector(at->terms, at->record);

	for (size_t i = 0; i < at->record->n; i++)
		if (at->record->fields[i].value == value)
			return terms_find(at->terms,
					  at->record->fields[i].term);
	return NULL;
}

/* --- dates ---------------------------------------------------------------- */

/* Whether a count of decades has nothing at this one or beside it. */
static bool is_far(const struct census_decades *decades, int decade)
{
	for (int d = decade - 1; d <= decade + 1; d++)
		if (d >= 0 && d < CENSUS_DECADES && decades->n[d] > 0)
			return false;
	return true;
}

/* The record's own date may be one of those that were counted. */
static bool is_alone(const struct census_decades *decades, int decade)
{
	struct census_decades others = *decades;

	others.n[decade] -= others.n[decade] == 1;
	return is_far(&others, decade);
}

static uint32_t dated(const struct census_decades *decades)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < CENSUS_DECADES; i++)
		sum += decades->n[i];
	return sum;
}

/* A year far from all others of its collectors: of whom years are known. */
static bool far_from_own(const struct run_words *words,
			 const struct run_person *people, size_t n, int decade)
{
	bool known = false;

	for (size_t i = 0; i < n; i++) {
		const struct census_decades *years =
			census_years(&words->people, people[i].key);

		if (years == NULL || dated(years) < DATED_OWN)
			continue;
		if (!is_alone(years, decade))
			return false;
		known = true;
	}
	return known;
}

/* A year that hardly any other record of the run has near it. */
static bool far_from_run(const struct run_words *words, int decade)
{
	uint32_t near = 0;

	for (int d = decade - 1; d <= decade + 1; d++)
		near += d >= 0 && d < CENSUS_DECADES ? words->decades[d] : 0;
	return words->dated >= DATED_RUN && near * RARE_RUN < words->dated;
}

static void look_year(const struct looked *at, const struct run_person *people,
		      size_t n)
{
	const struct term *term = terms_role(at->terms, ROLE_COLLECTED);
	char *message CLEANUP(mem_free_str) = NULL;
	int decade = census_decade(date_year(at->reading.iso));
	bool own;

	if (decade < 0 || !is_sound(at, term))
		return;
	own = far_from_own(at->words, people, n, decade);
	if (!own &&
	    (strlen(at->reading.iso) != 4 || !far_from_run(at->words, decade)))
		return;
	message = mem_printf(own ? "The other dates of this collector are far "
				   "from %.4s: compare it with the label."
				 : "The other dates of this run are far from "
				   "%.4s: is it a year?",
			     at->reading.iso);
	say(at, term, "year-outside", NULL, message);
}

/* Which number of an ambiguous date is its month, by how many others have the
 * month and the day first: 1, 2, or 0 where there is no habit. */
static int habit_of(uint32_t month_first, uint32_t day_first)
{
	if (month_first >= HABIT_LEAST &&
	    month_first >= HABIT_TIMES * day_first)
		return 1;
	if (day_first >= HABIT_LEAST && day_first >= HABIT_TIMES * month_first)
		return 2;
	return 0;
}

/* The same of its column of a table. */
static int habit_of_column(const struct run_words *words,
			   const struct field *field)
{
	char month[RUN_ORDER_KEY], day[RUN_ORDER_KEY];

	if (field->model == NULL)
		return 0;
	run_order_key(field->model, field->term, true, month);
	run_order_key(field->model, field->term, false, day);
	return habit_of(census_count(&words->orders, month),
			census_count(&words->orders, day));
}

/* What the date is by that habit. */
static void order_write(const struct field *field, int month,
			const struct date_reading *reading,
			struct verdict *verdict)
{
	bool table = field->source == SOURCE_TABLE;
	int first, second;

	if (sscanf(field->value, "%2d%*1[-/. ]%2d", &first, &second) != 2)
		return;
	verdict->origin = VERDICT_RUN;
	free(verdict->proposal);
	free(verdict->message);
	verdict->proposal = mem_printf("%.4s-%02d-%02d", reading->iso,
				       month == 1 ? first : second,
				       month == 1 ? second : first);
	verdict->message = mem_printf(
		"The other dates of %s have the %s first: then this is %s.",
		table ? field->model : "this run's labels",
		month == 1 ? "month" : "day", verdict->proposal);
}

/* An ambiguous date that the habit of its source makes likely: its warning says
 * so, and proposes that. */
static void look_order(const struct looked *at, enum term_role role)
{
	const struct term *term = terms_role(at->terms, role);
	const struct field *field =
		term != NULL ? record_find(at->record, term->name) : NULL;
	struct date_reading reading;
	int month;

	if (field == NULL || text_blank(field->value) ||
	    date_read(field->value, clock_year(), &reading) < 0 ||
	    !reading.ambiguous || strlen(reading.iso) != 10)
		return;
	month = field->source == SOURCE_TABLE
			? habit_of_column(at->words, field)
			: habit_of(at->words->month_first,
				   at->words->day_first);
	for (size_t i = 0; month != 0 && i < at->verdicts->n; i++) {
		struct verdict *verdict = &at->verdicts->items[i];

		if (strcmp(verdict->term, term->name) == 0 &&
		    strcmp(verdict->code, "date-format") == 0)
			order_write(field, month, &reading, verdict);
	}
}

void run_words_validate(const struct run_words *words,
			const struct terms *terms, const struct record *record,
			struct verdicts *verdicts)
{
	struct looked at = {.words = words,
			    .terms = terms,
			    .record = record,
			    .verdicts = verdicts};
	struct run_person people[RUN_PEOPLE_MAX];
	const struct term *collector;
	size_t n;

	if (words == NULL)
		return;
	n = run_people_read(terms_word_tables(terms),
			    run_collector(terms, record), people);
	collector = n > 0 ? collector_term(&at) : NULL;
	look_name(&at);
	at.date = record_role_value(record, terms, ROLE_COLLECTED);
	if (!text_blank(at.date) &&
	    date_read(at.date, clock_year(), &at.reading) == 0) {
		look_year(&at, people, n);
	}
	look_order(&at, ROLE_COLLECTED);
	look_order(&at, ROLE_IDENTIFIED);
	if (collector != NULL && is_sound(&at, collector))
		for (size_t i = 0; i < n; i++)
			look_person(&at, collector, &people[i]);
	verdicts_sort(verdicts, terms);
}
