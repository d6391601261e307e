/*
 * printed.h: words as they are printed on a label, as the value of a term:
 * what somebody points at, where the parsers find values by themselves.
 */
#ifndef DWC_RECORD_PRINTED_H
#define DWC_RECORD_PRINTED_H

#include "dwc/record/term.h"

/*
 * The value, owned. A date becomes ISO 8601 where one is meant beyond doubt, a
 * length metres, a coordinate decimal degrees; loose marks and headings ("No.",
 * "leg.") around it go. What says no such value stays as it is printed, and so
 * does what is written as it is printed (term->unchecked). Years of two digits
 * are of the hundred years that end with `this_year`. Never fails; any thread.
 */
char *printed_value(const struct term *term, const char *text, int this_year);

#endif
