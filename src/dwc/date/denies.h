/*
 * denies.h: whether what is written contradicts a date.
 */
#ifndef DWC_DATE_DENIES_H
#define DWC_DATE_DENIES_H

#include <stdbool.h>

/*
 * Whether the text says a date, and none that it says can be this one (ISO 8601,
 * a range, too), whichever of day and month stands first and whichever century
 * two figures are of. What is vaguer or more exact can be the same. A text that
 * hedges or has no date that can be read contradicts nothing. Pure; any thread.
 */
bool date_denies(const char *text, const char *iso, int this_year);

#endif
