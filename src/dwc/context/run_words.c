/*
 * run_words.c: the statistics of a run. See run_words.h; what they say of a
 * record is in run_verdict.c.
 *
 * 1. What is taken in is what may be right: words of plain language and what
 *    is printed on labels are no names of taxa or people.
 */
#include "config.h"

#include "dwc/context/run_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/date/date.h"
#include "dwc/context/gathering.h"
#include "dwc/context/run_state.h"

#define GENERA_MAX   8192
#define NAMES_MAX    32768
#define PEOPLE_MAX   8192
#define SURNAMES_MAX 8192
#define FAMILIES_MAX 16384
#define FAMILY_LEAST 3	/* records beside the one asked about that agree */
#define FAMILY_OTHER 10 /* one in so many may say another family */
#define ORDERS_MAX   1024
#define FORMAT	     "run-words 3" /* changes with what is counted, and how */

struct run_words *run_words_new(const struct terms *terms)
{
	struct run_words *words = mem_zalloc(sizeof(*words));

	words->terms = terms;
	atomic_init(&words->holders, 1);
	census_init(&words->genera, GENERA_MAX, false);
	census_init(&words->names, NAMES_MAX, false);
	census_init(&words->people, PEOPLE_MAX, true);
	census_init(&words->surnames, SURNAMES_MAX, false);
	census_init(&words->families, FAMILIES_MAX, false);
	census_init(&words->orders, ORDERS_MAX, false);
	return words;
}

struct run_words *run_words_share(struct run_words *words)
{
	if (words != NULL)
		atomic_fetch_add(&words->holders, 1);
	return words;
}

void run_words_free(struct run_words *words)
{
	if (words == NULL || atomic_fetch_sub(&words->holders, 1) > 1)
		return;
	census_done(&words->genera);
	census_done(&words->names);
	census_done(&words->people);
	census_done(&words->surnames);
	census_done(&words->families);
	census_done(&words->orders);
	free(words);
}

int64_t run_words_due(int64_t records)
{
	int64_t due = RUN_WORDS_LEAST;

	if (records < due)
		return 0;
	while (due <= records / 2 && due < RUN_WORDS_MOST)
		due *= 2;
	return due;
}

/* --- names ---------------------------------------------------------------- */

/* Whether no name of a taxon has this word. */
static bool is_foreign(const struct terms *terms, const char *folded)
{
	const struct wordlist *list = terms_word_tables(terms)->words;

	return wordlist_is_plain(list, folded) ||
	       wordlist_has(list, WORD_REMARK, folded) ||
	       wordlist_has(list, WORD_HEADING, folded) ||
	       wordlist_has(list, WORD_PRINTED, folded);
}

bool run_name_read(const struct terms *terms, const char *value,
		   struct run_name *ret)
{
	struct taxon_name name CLEANUP(taxon_name_done);
	const char *genus, *epithet;

	if (!taxon_name_read(value, false, &name))
		return false;
	genus = name.parts[TAXON_GENUS];
	epithet = name.parts[TAXON_EPITHET];
	if (strlen(genus) < 3 ||
	    strlen(genus) + 1 + strlen(epithet) > SPELLING_MAX ||
	    is_foreign(terms, genus) || is_foreign(terms, epithet))
		return false;
	strcpy(ret->genus, genus);
	strcpy(ret->epithet, epithet);
	strcpy(ret->both, genus);
	strcat(ret->both, " ");
	strcat(ret->both, epithet);
	return true;
}

static void add_name(struct run_words *words, const struct record *record)
{
	struct run_name name;

	if (!run_name_read(words->terms,
			   record_role_value(record, words->terms, ROLE_NAME),
			   &name))
		return;
	census_add(&words->genera, name.genus, 0);
	if (name.epithet[0] != '\0')
		census_add(&words->names, name.both, 0);
}

/* --- families ------------------------------------------------------------- */

/* The genus and the family of a record as they are counted together; false
 * where one of them is not a word. */
static bool family_read(const struct terms *terms, const char *value,
			const char *family, struct run_name *ret_name,
			char ret[2 * SPELLING_MAX + 2])
{
	char *folded CLEANUP(mem_free_str) = text_folded(family);
	const char *word = folded + strspn(folded, " ");
	size_t len = strcspn(word, " ,;(");

	if (len == 0 || len > SPELLING_MAX ||
	    !run_name_read(terms, value, ret_name))
		return false;
	sprintf(ret, "%s %.*s", ret_name->genus, (int)len, word);
	return strlen(ret) <= SPELLING_MAX;
}

static void add_family(struct run_words *words, const struct record *record)
{
	char both[2 * SPELLING_MAX + 2];
	struct run_name name;

	if (!family_read(words->terms,
			 record_role_value(record, words->terms, ROLE_NAME),
			 record_role_value(record, words->terms, ROLE_FAMILY),
			 &name, both))
		return;
	census_add(&words->families, both, 0);
	census_add(&words->families, name.genus, 0);
}

bool run_words_agree(const struct run_words *words, const char *value,
		     const char *family)
{
	char both[2 * SPELLING_MAX + 2];
	uint32_t agree, all;
	struct run_name name;

	if (words == NULL ||
	    !family_read(words->terms, value, family, &name, both))
		return false;
	/* The record itself may be one of them. */
	agree = census_count(&words->families, both);
	all = census_count(&words->families, name.genus);
	return agree > FAMILY_LEAST && (all - agree) * FAMILY_OTHER <= all;
}

/* --- numbers -------------------------------------------------------------- */

static void add_number(struct run_words *words, const struct record *record)
{
	shapes_learn(&words->shapes,
		     record_role_value(record, words->terms, ROLE_CATALOGUE));
}

const struct shapes *run_words_shapes(const struct run_words *words)
{
	return words != NULL ? &words->shapes : NULL;
}

/* --- people and dates ----------------------------------------------------- */

const char *run_collector(const struct terms *terms,
			  const struct record *record)
{
	const struct term *term = gathering_collector(terms);

	return term != NULL ? record_value(record, term->name) : "";
}

static void add_people(struct run_words *words, const struct record *record,
		       int year)
{
	struct run_person people[RUN_PEOPLE_MAX];
	size_t n = run_people_read(terms_word_tables(words->terms),
				   run_collector(words->terms, record), people);

	for (size_t i = 0; i < n; i++) {
		census_add(&words->people, people[i].key, year);
		census_add(&words->surnames, people[i].surname, 0);
	}
}

void run_order_key(const char *table, const char *term, bool month,
		   char ret[RUN_ORDER_KEY])
{
	char *text CLEANUP(mem_free_str) = mem_printf("%s\n%s", table, term);
	char hex[HASH_HEX_SIZE];

	hash_bytes(text, strlen(text), hex);
	snprintf(ret, RUN_ORDER_KEY, "%c%.16s", month ? 'm' : 'd', hex);
}

/* "08/18/83", "24.7.1947": two numbers before the year, of which one alone can
 * be a month. */
static bool order_is_told(const char *value, const struct date_reading *reading,
			  bool *ret_month)
{
	int first, second, used = 0;

	if (reading->ambiguous || strlen(reading->iso) != 10 ||
	    sscanf(value, "%2d%*1[-/. ]%2d%*1[-/. ]%n", &first, &second,
		   &used) != 2 ||
	    used == 0 || (first > 12) == (second > 12))
		return false;
	*ret_month = second > 12;
	return true;
}

/* Of a column of a table, or of all labels: each table is filled by somebody
 * else, and labels say nothing of them. */
static void add_order(struct run_words *words, const struct field *field,
		      const char *model, const struct date_reading *reading)
{
	char key[RUN_ORDER_KEY];
	bool month;

	if (!order_is_told(field->value, reading, &month))
		return;
	if (field->source != SOURCE_TABLE) {
		words->month_first += month;
		words->day_first += !month;
	} else if (model != NULL) {
		run_order_key(model, field->term, month, key);
		census_add(&words->orders, key, 0);
	}
}

/* What a table says of when somebody named it. */
static void add_identified(struct run_words *words, const struct record *record,
			   const char *model)
{
	const struct term *term = terms_role(words->terms, ROLE_IDENTIFIED);
	const struct field *field =
		term != NULL ? record_find(record, term->name) : NULL;
	struct date_reading reading;

	if (field != NULL && field->source == SOURCE_TABLE &&
	    !text_blank(field->value) &&
	    date_read(field->value, 9999, &reading) == 0)
		add_order(words, field, model, &reading);
}

/* The year that the record was collected in, or 0. */
static int add_date(struct run_words *words, const struct record *record,
		    const char *model)
{
	const struct term *term = terms_role(words->terms, ROLE_COLLECTED);
	const struct field *field =
		term != NULL ? record_find(record, term->name) : NULL;
	struct date_reading reading;
	int year, decade;

	if (field == NULL || text_blank(field->value) ||
	    date_read(field->value, 9999, &reading) < 0)
		return 0;
	add_order(words, field, model, &reading);
	year = reading.two_digit_year ? 0 : date_year(reading.iso);
	decade = census_decade(year);
	if (decade < 0)
		return 0;
	words->decades[decade]++;
	words->dated++;
	return year;
}

void run_words_add(struct run_words *words, const struct record *record,
		   const char *model)
{
	int year = add_date(words, record, model);

	add_identified(words, record, model);
	add_name(words, record);
	add_family(words, record);
	add_people(words, record, year);
	add_number(words, record);
}

void run_words_seal(struct run_words *words)
{
	census_seal(&words->genera);
	census_seal(&words->names);
	census_seal(&words->people);
	census_seal(&words->surnames);
	census_seal(&words->families);
	census_seal(&words->orders);
}

/* --- as text -------------------------------------------------------------- */

void run_words_write(const struct run_words *words, struct bytes *ret)
{
	bytes_printf(ret, "%s\n%u %u %u", FORMAT, words->dated,
		     words->month_first, words->day_first);
	for (size_t i = 0; i < CENSUS_DECADES; i++)
		bytes_printf(ret, " %u", words->decades[i]);
	bytes_append_char(ret, '\n');
	census_write(&words->genera, ret);
	census_write(&words->names, ret);
	census_write(&words->people, ret);
	census_write(&words->surnames, ret);
	census_write(&words->families, ret);
	census_write(&words->orders, ret);
	shapes_write(&words->shapes, ret);
}

static int read_censuses(struct run_words *words, const char **at,
			 const char *end, struct error *err)
{
	struct census *const all[] = {&words->genera,	&words->names,
				      &words->people,	&words->surnames,
				      &words->families, &words->orders};

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (census_read(all[i], at, end, err) < 0)
			return -1;
	return 0;
}

/* The numbers of the second line; false where it is another. */
static bool read_numbers(struct run_words *words, const char **at)
{
	uint32_t *const first[] = {&words->dated, &words->month_first,
				   &words->day_first};

	for (size_t i = 0; i < ARRAY_LEN(first) + CENSUS_DECADES; i++) {
		char *end;
		unsigned long n = strtoul(*at, &end, 10);

		if (end == *at || n > UINT32_MAX)
			return false;
		if (i < ARRAY_LEN(first))
			*first[i] = (uint32_t)n;
		else
			words->decades[i - ARRAY_LEN(first)] = (uint32_t)n;
		*at = end;
	}
	return *(*at)++ == '\n';
}

int run_words_read(const struct terms *terms, const char *text, size_t len,
		   struct run_words **ret, struct error *err)
{
	struct run_words *words = run_words_new(terms);
	char *copy CLEANUP(mem_free_str) =
		mem_strndup(text != NULL ? text : "", len);
	const char *at = copy + strlen(FORMAT) + 1;
	const char *end = copy + strlen(copy);

	if (strncmp(copy, FORMAT "\n", strlen(FORMAT) + 1) == 0 &&
	    read_numbers(words, &at) &&
	    read_censuses(words, &at, end, NULL) == 0 &&
	    shapes_read(&words->shapes, &at)) {
		run_words_seal(words);
		*ret = words;
		return 0;
	}
	run_words_free(words);
	return error_set(err, ERROR_FAILED,
			 "the statistics of the run are of another version; "
			 "they are made anew");
}
