/*
 * date.h: dates as labels write them, to ISO 8601.
 */
#ifndef DWC_DATE_DATE_H
#define DWC_DATE_DATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"

#define DATE_ISO_SIZE 24

struct date_reading {
	char iso[DATE_ISO_SIZE]; /* 1935-06-27, 1935-06, 1935, or a range
				    1935-06-27/1935-06-29 */
	bool ambiguous;		 /* day and month could be swapped (3/4/1935) */
	bool two_digit_year;	 /* the century was inferred */
	size_t start, end; /* bytes of the text that were read as the date */
};

/*
 * Reads the first date found in `text`: "June 27, 1935", "27.vi.1935",
 * "27 juin 1935", "14-VIII-63", "Aug. 20, 1987", "1935-06-27", "20/8/87",
 * "13. Juli 1902", "5 de mayo de 1954", months in English, French, German,
 * Spanish, Latin and Roman numerals, with the confusions of OCR inside
 * digits (O for 0, l and I for 1) where the rest is unmistakable. Two-digit
 * years are resolved to the latest year not after `this_year` (63 -> 1963,
 * 25 -> 2025 in 2026). A date that cannot be (30 February) does not count.
 * -1 when there is none; *ret is untouched then. Any thread; no state.
 */
int date_read(const char *text, int this_year,
	      struct date_reading *ret) MUST_USE;

/* True for YYYY[-MM[-DD]] and ranges of two, all parts possible. */
bool date_is_iso(const char *text);

/* The first year of an ISO date; 0 when it has none. */
int date_year(const char *iso);

#endif
