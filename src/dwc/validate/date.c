/*
 * date.c: dates, alone and beside other values of the record.
 */
#include "config.h"

#include "dwc/validate/validate.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/compiler.h"
#include "base/mem.h"
#include "base/text.h"
#include "dwc/date/date.h"
#include "dwc/record/written.h"

#define MONTH_MISREAD 3 /* one letter of so many */

struct word_at {
	size_t from, len;
};

/* A year within what herbaria hold. */
static bool check_year(struct validation *v, const char *iso)
{
	int year = date_year(iso);

	if (year >= COLLECTED_YEAR_MIN && year < COLLECTED_YEAR_RARE)
		validation_add(v, SEVERITY_WARNING, "year-range", NULL,
			       "Hardly any sheet that is kept is as old as "
			       "%d.",
			       year);
	if (year >= COLLECTED_YEAR_MIN && year <= v->this_year)
		return true;
	validation_add(v, SEVERITY_ERROR, "year-range", NULL,
		       "%d is not between %d and %d.", year, COLLECTED_YEAR_MIN,
		       v->this_year);
	return false;
}

/* A bare year that the catalogue number has in it was most likely read from
 * that number. */
static void check_year_from_number(struct validation *v)
{
	const char *number = validation_value(v, ROLE_CATALOGUE);
	char *quoted CLEANUP(mem_free_str) = NULL;

	if (strlen(v->value) != 4 || strstr(number, v->value) == NULL)
		return;
	quoted = validation_quote(number);
	validation_add(v, SEVERITY_ERROR, "year-from-number", NULL,
		       "%s is a piece of the catalogue number %s, no year.",
		       v->value, quoted);
}

/* Why a reading is no proposal. */
static const char *doubt_of(const struct date_reading *reading)
{
	if (reading->ambiguous)
		return "day and month can be turned around";
	if (reading->two_digit_year)
		return "the century is not said";
	if (reading->hedge == DATE_BEFORE || reading->hedge == DATE_AFTER)
		return "only as a limit";
	if (reading->hedge == DATE_ABOUT || reading->season)
		return "only about";
	return "not beyond doubt";
}

/* Whether nothing but a century had to be added to what is written: "24/07/47"
 * is one day to whoever reads it. */
static bool lacks_century_alone(const char *text,
				const struct date_reading *reading)
{
	return reading->two_digit_year && !reading->ambiguous &&
	       reading->hedge == DATE_EXACT && !reading->season &&
	       !reading->identified &&
	       strspn(text, " .,") >= reading->said_start &&
	       text[reading->said_end +
		    strspn(text + reading->said_end, " .,")] == '\0';
}

/* A date that can be read is worth a note, one that is doubtful a warning. */
static void say_readable(struct validation *v, const char *text,
			 const struct date_reading *reading)
{
	char *quoted CLEANUP(mem_free_str) = validation_quote(v->value);

	if (reading->sure &&
	    (!reading->identified || v->term->role != ROLE_COLLECTED))
		validation_add(v, SEVERITY_NOTE, "date-format", reading->iso,
			       "%s is written %s.", quoted, reading->iso);
	else
		validation_add(v,
			       lacks_century_alone(text, reading)
				       ? SEVERITY_NOTE
				       : SEVERITY_WARNING,
			       "date-format", NULL,
			       "%s says %s, but %s: compare it with the "
			       "label.",
			       quoted, reading->iso, doubt_of(reading));
}

/* What is not an ISO date may still be readable. */
static void check_readable(struct validation *v)
{
	char *quoted CLEANUP(mem_free_str) = validation_quote(v->value);
	/* without what cannot be seen: that is the only thing amiss then */
	char *clean CLEANUP(mem_free_str) = text_cleaned(v->value);
	struct date_reading reading;

	if (date_read(clean, v->this_year, &reading) < 0)
		validation_add(v, SEVERITY_ERROR, "date-format", NULL,
			       "%s cannot be read as a date: write "
			       "YYYY-MM-DD, or what is known of it.",
			       quoted);
	else if (check_year(v, reading.iso))
		say_readable(v, clean, &reading);
}

/* The same stretch of two ISO dates, compared. */
static bool before(const char *a, const char *b)
{
	size_t len = strlen(a) < strlen(b) ? strlen(a) : strlen(b);

	return strncmp(a, b, len > 10 ? 10 : len) < 0;
}

static void check_order(struct validation *v)
{
	const char *collected = validation_value(v, ROLE_COLLECTED);

	if (v->term->role != ROLE_IDENTIFIED || !date_is_iso(v->value) ||
	    !date_is_iso(collected) || !before(v->value, collected))
		return;
	validation_add(v, SEVERITY_WARNING, "date-order", NULL,
		       "The plant was named before it was collected.");
}

/* "11 aogt 1966" was read as 1966: what stands beside the year was a day and a
 * month. */
static void check_left_over(struct validation *v)
{
	const struct term *verbatim = term_verbatim(v->terms, v->term);
	const char *written =
		verbatim != NULL ? record_value(v->record, verbatim->name) : "";
	char *quoted CLEANUP(mem_free_str) = NULL;
	struct date_reading reading;

	if (strlen(v->value) > 7 || !date_is_iso(v->value) ||
	    text_blank(written))
		return;
	if (date_read(written, v->this_year, &reading) == 0 &&
	    (reading.sure || reading.hedge != DATE_EXACT || reading.season ||
	     reading.two_digit_year || reading.identified ||
	     strcmp(reading.iso, v->value) != 0))
		return;
	quoted = validation_quote(written);
	validation_add(v, SEVERITY_WARNING, "date-format", NULL,
		       "%s says more than %s: compare it with the label.",
		       quoted, v->value);
}

/* The word or number that ends at `end`, before blanks and stops. */
static struct word_at word_before(const char *text, size_t end)
{
	struct word_at ret;

	while (end > 0 && strchr(" ,.", text[end - 1]) != NULL)
		end--;
	for (ret.from = end;
	     ret.from > 0 && isalnum((unsigned char)text[ret.from - 1]);)
		ret.from--;
	ret.len = end - ret.from;
	return ret;
}

static bool is_day(const char *text, struct word_at at)
{
	long day = strtol(text + at.from, NULL, 10);

	return at.len > 0 && at.len <= 2 && day >= 1 && day <= 31 &&
	       strspn(text + at.from, "0123456789") == at.len;
}

/* The name of a month, or one that may be misread so. */
static bool is_month_like(const char *text, struct word_at at)
{
	static const char *const months[] = {"january", "february", "march",
					     "april",	"may",	    "june",
					     "july",	"august",   "september",
					     "october", "november", "december"};
	char *word CLEANUP(mem_free_str) = mem_strndup(text + at.from, at.len);
	char *folded CLEANUP(mem_free_str) = text_folded(word);

	for (size_t i = 0; i < ARRAY_LEN(months) && at.len > 2; i++) {
		int most = (int)strlen(months[i]) / MONTH_MISREAD;

		if (strncmp(folded, months[i], strlen(folded)) == 0 ||
		    text_distance(folded, months[i], most) <= most)
			return true;
	}
	return false;
}

/* Whether a day and a month stand before the year at `at`. */
static bool has_day_before(const char *label, size_t at)
{
	struct word_at near = word_before(label, at);
	struct word_at far = word_before(label, near.from);

	return (is_day(label, near) && is_month_like(label, far)) ||
	       (is_month_like(label, near) && is_day(label, far));
}

/* "Aucuet 14, 1963": only the year was read of it. */
static void check_day_on_label(struct validation *v)
{
	const char *label = record_value(v->record, "verbatimLabel");
	size_t year = strlen(v->value);
	const char *at = label;

	if (year != 4 || !date_is_iso(v->value))
		return;
	while ((at = strstr(at, v->value)) != NULL) {
		size_t from = (size_t)(at - label);

		at += year;
		if (!isalnum((unsigned char)*at) && has_day_before(label, from))
			break;
	}
	if (at != NULL)
		validation_add(v, SEVERITY_WARNING, "date-format", NULL,
			       "A day seems to stand before %s: compare it "
			       "with the label.",
			       v->value);
}

void validate_date(struct validation *v)
{
	if (date_is_iso(v->value))
		(void)check_year(v, v->value);
	else
		check_readable(v);
	if (v->term->role == ROLE_COLLECTED) {
		check_year_from_number(v);
		check_left_over(v);
		check_day_on_label(v);
	}
	check_order(v);
}
