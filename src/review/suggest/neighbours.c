/*
 * neighbours.c: signed records that are near to another one. See
 * neighbours.h.
 *
 * 1. Looked at are those that share a whole value: collector (as it is spelled
 *    in signed records), date, number, locality; of each the last signed, so
 *    many that a million records take no longer than a thousand.
 * 2. How near each is follows from a few of its values (signed_glance); the
 *    others are read of those that are kept. Which these are is the same.
 */
#include "config.h"

#include "review/suggest/neighbours.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/date/date.h"
#include "dwc/parse/people.h"
#include "dwc/validate/verdict.h"
#include "run/record/alike.h"
#include "run/record/alike_memory.h"

#define KEYS_MOST    300
#define LOOK_EACH    60 /* records that share one value */
#define NUMBERS_OFF  2	/* how far numbers are looked up */
#define NUMBERS_NEAR 20
#define SPELLINGS    3
#define COMPANIONS   3 /* lists that somebody is in */
#define KEPT	     30

/* The record that the others are compared with. */
struct known {
	struct index *index;
	struct alike_memory *memory;
	const struct terms *terms;
	const struct term *person, *number, *date, *place, *name;
	const struct record *record;
	char *alike; /* of its collector */
	/* The collector who was compared last, and what came of it: records of
	 * one value mostly have one. */
	char *other;
	bool other_same;
	bool has_day;
	long day;
};

struct keys {
	int64_t items[KEYS_MOST];
	size_t n;
};

/* --- how far apart -------------------------------------------------------- */

/* Days since 1970 of a date "YYYY-MM-DD" (Hinnant, "chrono-Compatible Low-Level
 * Date Algorithms", days_from_civil); false for any other. */
static bool date_day(const char *date, long *ret)
{
	int y, m, d, n = 0;
	long era, yoe, doy;

	if (sscanf(date, "%4d-%2d-%2d%n", &y, &m, &d, &n) < 3 ||
	    date[n] != '\0' || y < 1 || m < 1 || m > 12 || d < 1 || d > 31)
		return false;
	y -= m <= 2;
	era = y / 400;
	yoe = y - era * 400;
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	*ret = era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
	return true;
}

/* The last run of figures of a number, and what stands before it. */
static bool number_read(const char *text, long *ret, size_t *ret_prefix)
{
	size_t end = strlen(text), at;

	while (end > 0 && !isdigit((unsigned char)text[end - 1]))
		end--;
	at = end;
	while (at > 0 && isdigit((unsigned char)text[at - 1]))
		at--;
	if (at == end || end - at > 9)
		return false;
	*ret = strtol(text + at, NULL, 10);
	*ret_prefix = at;
	return true;
}

/* Whether it tells gatherings apart: "s.n." is what all have that were not
 * numbered. */
static bool number_tells(const char *number)
{
	return strpbrk(number, "0123456789") != NULL;
}

/* How far two numbers of one series are apart; -1: they are not of one. */
static long number_apart(const char *a, const char *b)
{
	size_t before_a, before_b;
	long x, y;

	if (!number_tells(a) || !number_tells(b))
		return -1;
	if (text_casecmp(a, b) == 0)
		return 0;
	if (!number_read(a, &x, &before_a) || !number_read(b, &y, &before_b) ||
	    before_a != before_b || strncmp(a, b, before_a) != 0 || x == y)
		return -1;
	return labs(x - y);
}

static const char *value_of(const struct record *record,
			    const struct term *term)
{
	return term != NULL ? record_value(record, term->name) : "";
}

/* --- what is looked at ---------------------------------------------------- */

static void keys_add(struct known *known, int64_t text, struct keys *keys)
{
	int64_t found[LOOK_EACH];
	int n = signed_records(known->index, text, LOOK_EACH, found, NULL);

	for (int i = 0; i < n && keys->n < KEYS_MOST; i++) {
		bool had = false;

		for (size_t k = 0; k < keys->n && !had; k++)
			had = keys->items[k] == found[i];
		if (!had)
			keys->items[keys->n++] = found[i];
	}
}

static size_t keys_same(struct known *known, const struct term *term,
			const char *value, struct keys *keys)
{
	struct signed_list list CLEANUP(signed_list_done) = {0};

	if (term == NULL || text_blank(value) ||
	    signed_same(known->index, term, value, &list, NULL) < 0)
		return 0;
	for (size_t i = 0; i < list.n; i++)
		keys_add(known, list.items[i].id, keys);
	return list.n;
}

/* Numbers beside this one. */
static void keys_numbers(struct known *known, const char *number,
			 struct keys *keys)
{
	size_t prefix;
	long n;

	if (!number_read(number, &n, &prefix))
		return;
	for (long i = n - NUMBERS_OFF; i <= n + NUMBERS_OFF; i++) {
		char *other CLEANUP(mem_free_str) =
			mem_printf("%.*s%ld", (int)prefix, number, i);

		if (i >= 0 && i != n)
			keys_same(known, known->number, other, keys);
	}
}

/* Who is named first, whose number the gathering has; where that cannot be told,
 * as of a name in small letters, all of it. Owned. */
static char *person_first(const char *value)
{
	struct people_part part = {0, strlen(value)};

	if (people_split(value, &part, 1) == 0)
		return mem_strdup(value);
	return mem_strndup(value + part.start, part.end - part.start);
}

/* Signed lists of people that begin so. */
static void keys_beginning(struct known *known, const char *first,
			   struct keys *keys)
{
	struct signed_list list CLEANUP(signed_list_done) = {0};

	if (signed_beginning(known->index, known->person, first, COMPANIONS,
			     &list, NULL) < 0)
		return;
	for (size_t i = 0; i < list.n; i++)
		keys_add(known, list.items[i].id, keys);
}

/* Lists of people that have who is named first here, with blanks between their
 * initials or without. */
static void keys_companions(struct known *known, const char *value,
			    struct keys *keys)
{
	char *first CLEANUP(mem_free_str) = person_first(value);
	char *apart CLEANUP(mem_free_str) = people_set(first, true);
	char *close CLEANUP(mem_free_str) = people_set(first, false);

	if (text_blank(first))
		return;
	keys_beginning(known, apart, keys);
	if (strcmp(apart, close) != 0)
		keys_beginning(known, close, keys);
}

/* The collector, as signed records spell them. */
static void keys_collector(struct known *known, const char *value,
			   struct keys *keys)
{
	struct signed_list list CLEANUP(signed_list_done) = {0};
	double like[SPELLINGS];

	keys_companions(known, value, keys);
	if (keys_same(known, known->person, value, keys) > 0)
		return;
	signed_spelled(known->index, known->terms, known->memory, known->person,
		       value, SPELLINGS, &list, like);
	for (size_t i = 0; i < list.n; i++)
		keys_add(known, list.items[i].id, keys);
}

static void known_keys(struct known *known, struct keys *keys)
{
	const char *number = value_of(known->record, known->number);

	if (number_tells(number))
		keys_same(known, known->number, number, keys);
	keys_numbers(known, number, keys);
	keys_same(known, known->date, value_of(known->record, known->date),
		  keys);
	if (known->person != NULL)
		keys_collector(known, value_of(known->record, known->person),
			       keys);
	keys_same(known, known->place, value_of(known->record, known->place),
		  keys);
}

/* --- how near ------------------------------------------------------------- */

#define NEAR_MONTH     0.6 /* as much as days_near has for one */
#define NEAR_YEAR      0.4
#define LIKE_COLLECTOR 0.8 /* likeness of a collector who was misread */

/* Who is named first, as it is compared. Owned. */
static char *first_alike(const struct known *known, const char *value)
{
	char *first CLEANUP(mem_free_str) = person_first(value);

	return alike_recall(known->memory, known->terms, known->person, first);
}

/* Whether both name the same person first, whoever was with them. */
static bool first_same(const struct known *known, const char *a, const char *b)
{
	char *left CLEANUP(mem_free_str) = first_alike(known, a);
	char *right CLEANUP(mem_free_str) = first_alike(known, b);

	return strcmp(left, right) == 0;
}

static bool collector_is(const struct known *known, const char *other)
{
	const char *own = value_of(known->record, known->person);
	char *alike CLEANUP(mem_free_str) = NULL;

	/* Nobody is not the same as nobody. */
	if (known->person == NULL ||
	    value_says_nothing(known->terms, known->person, own) ||
	    value_says_nothing(known->terms, known->person, other))
		return false;
	alike = alike_recall(known->memory, known->terms, known->person, other);
	return alike_says(known->person, known->alike, alike) ||
	       alike_says(known->person, alike, known->alike) ||
	       text_similarity_above(own, other, LIKE_COLLECTOR) > 0 ||
	       first_same(known, own, other);
}

static bool collector_same(struct known *known, const struct record *record)
{
	const char *other = value_of(record, known->person);

	if (known->other == NULL || strcmp(known->other, other) != 0) {
		mem_replace(&known->other, other);
		known->other_same = collector_is(known, other);
	}
	return known->other_same;
}

/* "on the same day", "2 days later"; owned. */
static char *days_word(long days)
{
	long n = labs(days);

	if (n == 0)
		return mem_strdup("same day");
	return mem_printf("%ld day%s %s", n, n == 1 ? "" : "s",
			  days > 0 ? "later" : "before");
}

static double days_near(long days)
{
	static const struct {
		long most;
		double near;
	} steps[] = {{0, 0.9}, {1, 0.85}, {7, 0.75}, {31, 0.6}, {366, 0.4}};
	long n = labs(days);

	for (size_t i = 0; i < ARRAY_LEN(steps); i++)
		if (n <= steps[i].most)
			return steps[i].near;
	return 0;
}

/* Bytes of the month or the year that two dates have in common, of which one is
 * not more than that; 0: none. */
static size_t date_common(const char *a, const char *b)
{
	static const size_t sizes[] = {7, 4}; /* "1969-08", "1969" */
	size_t shorter = strlen(a) < strlen(b) ? strlen(a) : strlen(b);

	for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
		if (shorter == sizes[i] && date_is_iso(a) && date_is_iso(b) &&
		    strncmp(a, b, shorter) == 0)
			return shorter;
	return 0;
}

/* Raises how near it is, with the reason. */
static void near_raise(struct neighbour *neighbour, double near, char *why)
{
	if (near <= neighbour->near) {
		free(why);
		return;
	}
	neighbour->near = near;
	free(neighbour->why);
	neighbour->why = why;
}

static void near_collector(const struct known *known,
			   struct neighbour *neighbour)
{
	const struct record *other = &neighbour->record.record;
	long apart = number_apart(value_of(known->record, known->number),
				  value_of(other, known->number));
	long day = 0;
	const char *own = value_of(known->record, known->date);
	const char *date = value_of(other, known->date);
	bool days = known->has_day && date_day(date, &day);
	size_t common = days ? 0 : date_common(own, date);

	neighbour->collector = true;
	near_raise(neighbour, NEAR_COLLECTOR, mem_strdup("same collector"));
	if (days && days_near(day - known->day) > 0) {
		char *words CLEANUP(mem_free_str) = days_word(day - known->day);

		near_raise(neighbour, days_near(day - known->day),
			   mem_printf("same collector, %s", words));
	}
	if (common > 0)
		near_raise(
			neighbour, common > 4 ? NEAR_MONTH : NEAR_YEAR,
			mem_printf("same collector, %.*s", (int)common, own));
	if (apart == 0 && (!days || day == known->day)) {
		neighbour->gathering = true;
		near_raise(neighbour, NEAR_GATHERING,
			   mem_strdup("same collector and number"));
	} else if (apart > 0 && apart <= NUMBERS_NEAR &&
		   (!days || labs(day - known->day) <= 366)) {
		near_raise(neighbour, 0.88 - 0.01 * (double)apart,
			   mem_printf("same collector, number %s",
				      value_of(other, known->number)));
	}
}

/* But for case and accents. */
static bool text_same(const char *a, const char *b)
{
	char *left CLEANUP(mem_free_str) = text_folded(a);
	char *right CLEANUP(mem_free_str) = text_folded(b);

	return strcmp(left, right) == 0;
}

static void near_place(const struct known *known, struct neighbour *neighbour)
{
	const char *place = value_of(known->record, known->place);
	const char *other = value_of(&neighbour->record.record, known->place);

	if (!text_blank(place) && text_same(place, other))
		near_raise(neighbour, NEAR_PLACE, mem_strdup("same locality"));
}

static void neighbour_add(struct known *known, int64_t key,
			  struct neighbours *ret)
{
	const struct term *const terms[SIGNED_GLANCE_MAX] = {
		known->person, known->number, known->date, known->place};
	struct neighbour neighbour = {0};

	if (signed_glance(known->index, key, terms, &neighbour.record, NULL) <=
	    0)
		return;
	if (known->person != NULL &&
	    collector_same(known, &neighbour.record.record))
		near_collector(known, &neighbour);
	near_place(known, &neighbour);
	if (neighbour.near <= 0) {
		signed_record_done(&neighbour.record);
		free(neighbour.why);
		return;
	}
	ARRAY_GROW(ret->items, ret->n, ret->cap);
	ret->items[ret->n++] = neighbour;
}

/* The nearer one first, of equals that was signed last; 0 where more has to be
 * known to tell. */
static int neighbour_compare(const struct neighbour *left,
			     const struct neighbour *right)
{
	if (left->near != right->near)
		return left->near > right->near ? -1 : 1;
	if (left->record.revision != right->record.revision)
		return left->record.revision > right->record.revision ? -1 : 1;
	return 0;
}

static int neighbour_glance_order(const void *a, const void *b)
{
	return neighbour_compare(a, b);
}

static int neighbour_order(const void *a, const void *b)
{
	const struct neighbour *left = a, *right = b;
	int order = neighbour_compare(left, right);

	return order != 0 ? order : strcmp(left->record.id, right->record.id);
}

static void neighbour_done(struct neighbour *neighbour)
{
	signed_record_done(&neighbour->record);
	free(neighbour->why);
}

static void neighbours_cut(struct neighbours *list, size_t n)
{
	while (list->n > n)
		neighbour_done(&list->items[--list->n]);
}

/* Drops those that are kept by no means: `but` may be among them, and those
 * that are as near as the last one may be before it. */
static void neighbours_glance(struct neighbours *list)
{
	size_t n = KEPT + 1;

	if (list->n <= n)
		return;
	qsort(list->items, list->n, sizeof(*list->items),
	      neighbour_glance_order);
	while (n < list->n &&
	       neighbour_compare(&list->items[KEPT], &list->items[n]) == 0)
		n++;
	neighbours_cut(list, n);
}

/* Reads all of them, but `but`; one that is signed no more goes. */
static void neighbours_fill(struct index *index, const char *but,
			    struct neighbours *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->n; i++) {
		struct neighbour *neighbour = &list->items[i];
		struct signed_record whole;
		bool is_there = signed_record(index, neighbour->record.key,
					      &whole, NULL) > 0;

		if (is_there) {
			signed_record_done(&neighbour->record);
			neighbour->record = whole;
		}
		if (is_there && (but == NULL || strcmp(whole.id, but) != 0))
			list->items[kept++] = *neighbour;
		else
			neighbour_done(neighbour);
	}
	list->n = kept;
}

static int key_order(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return left < right ? -1 : left > right;
}

void neighbours_find(struct index *index, const struct terms *terms,
		     struct alike_memory *memory, const struct record *record,
		     const char *but, struct neighbours *ret)
{
	struct known known = {
		.index = index,
		.memory = memory,
		.terms = terms,
		.record = record,
		.person = terms_role(terms, ROLE_COLLECTOR),
		.number = terms_role(terms, ROLE_GATHERING),
		.date = terms_role(terms, ROLE_COLLECTED),
		.place = terms_role(terms, ROLE_LOCALITY),
	};
	struct keys keys = {.n = 0};

	*ret = (struct neighbours){0};
	known.has_day = date_day(value_of(record, known.date), &known.day);
	known.alike =
		alike_text(terms, known.person, value_of(record, known.person));
	known_keys(&known, &keys);
	/* In their order in the file. */
	qsort(keys.items, keys.n, sizeof(*keys.items), key_order);
	for (size_t i = 0; i < keys.n; i++)
		neighbour_add(&known, keys.items[i], ret);
	neighbours_glance(ret);
	neighbours_fill(index, but, ret);
	if (ret->n > 0)
		qsort(ret->items, ret->n, sizeof(*ret->items), neighbour_order);
	neighbours_cut(ret, KEPT);
	free(known.alike);
	free(known.other);
}

void neighbours_done(struct neighbours *neighbours)
{
	for (size_t i = 0; i < neighbours->n; i++)
		neighbour_done(&neighbours->items[i]);
	free(neighbours->items);
	*neighbours = (struct neighbours){0};
}
