/*
 * guess.h: the days that may be meant where the month of a date was misread:
 * "11 aogt 1966". For somebody who chooses; nothing is ever read so.
 */
#ifndef DWC_DATE_GUESS_H
#define DWC_DATE_GUESS_H

#include <stddef.h>

#include "dwc/date/date.h"

#define DATE_GUESSES 4

struct date_guess {
	char iso[DATE_ISO_SIZE]; /* a day */
	size_t start, end;	 /* bytes of the text that are the date */
	size_t month, month_end; /* those of its month */
};

/*
 * The days that the first such date of a text may be; none where date_read
 * reads a day, nor of a text of more than 400 bytes. The word for the month may be
 * a slip of a name in any language that date.h knows but Finnish, or of a Roman
 * numeral; where it may be one of several months, each is a day, in the order of
 * the year. A year of two digits that may be of two centuries is no day. Returns
 * how many. Any thread; no state.
 */
size_t date_guess(const char *text, int this_year,
		  struct date_guess ret[DATE_GUESSES]);

#endif
