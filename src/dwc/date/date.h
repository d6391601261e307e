/*
 * date.h: dates as labels write them, to ISO 8601.
 */
#ifndef DWC_DATE_DATE_H
#define DWC_DATE_DATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"

#define DATE_ISO_SIZE 24

enum date_hedge {
	DATE_EXACT,
	DATE_ABOUT,  /* "ca. 1890", "early June 1890" */
	DATE_BEFORE, /* "before 1890", "vor 1890" */
	DATE_AFTER,
};

struct date_reading {
	char iso[DATE_ISO_SIZE]; /* 1935-06-27, 1935-06, 1935, or a range
				    1935-06-27/1935-06-29 */
	bool ambiguous;		 /* day and month could be swapped (3/4/1935) */
	bool two_digit_year;	 /* the century was inferred */
	/* and may be another: 25 is 2025 or 1925, where this is 2026 */
	bool century_open;
	/* too weak to be a date amid other words: "1888", "6/1935" */
	bool weak;
	enum date_hedge hedge;
	bool season;	 /* "Spring 1888": a part of the year */
	bool identified; /* "det." stands beside it */
	/* Nothing was inferred, hedged or left over, and nothing was mended but
	 * a digit that OCR took for a letter: the text is this date and says no
	 * more. */
	bool sure;
	size_t start, end; /* bytes of the text that were read as the date */
	/* the same with the words that hedge it, and its season */
	size_t said_start, said_end;
};

/*
 * Reads the first date found in `text`: "June 27, 1935", "27.vi.1935",
 * "27 juin 1935", "14-VIII-63", "Aug. 20, 1987", "1935-06-27", "20/8/87",
 * "13. Juli 1902", "5 de mayo de 1954", "28 June - 2 July 1935",
 * "1935-06-27/29" (ISO 8601-1, 5.5.2: what the second end leaves out it has of
 * the first), months in English, French, German,
 * Spanish, Portuguese, Italian, Dutch, the Nordic languages, Latin and Roman
 * numerals, with the confusions of OCR inside
 * digits (O for 0, l and I for 1) where the rest is unmistakable. Two-digit
 * years are resolved to the latest year not after `this_year` (63 -> 1963,
 * 25 -> 2025 in 2026). A date that cannot be (30 February) does not count.
 * -1 when there is none; *ret is untouched then. Any thread; no state.
 */
int date_read(const char *text, int this_year,
	      struct date_reading *ret) MUST_USE;

/*
 * The first date that begins at byte `from` of the text or behind it. Amid
 * other words one that is too weak to stand there counts, too, and is said to
 * be weak. Otherwise as date_read.
 */
int date_read_from(const char *text, size_t from, int this_year,
		   struct date_reading *ret) MUST_USE;

/*
 * All dates of a text, in its order, as date_read_from finds one behind the
 * other. Returns how many; *ret is owned, NULL for none.
 */
size_t date_read_all(const char *text, int this_year,
		     struct date_reading **ret);

/* Whether the ISO date can be given as the date that is meant: "before 1890"
 * only limits one, and "7/20/25" leaves its century open. Then only what is
 * written can be. */
bool date_is_definite(const struct date_reading *reading);

/* True for YYYY[-MM[-DD]] and ranges of two, all parts possible. */
bool date_is_iso(const char *text);

/* The first year of an ISO date; 0 when it has none. */
int date_year(const char *iso);

#endif
