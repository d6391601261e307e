/*
 * range.h: what the ends of a range of heights or distances mean, where one of
 * them is not written out: "3-400 m", "1200-50 m". Private to quantity.c. Pure;
 * any thread.
 *
 * The first leaves out the word that the second ends in ("three to four
 * hundred"), or the second leaves out the figures that it shares with the first
 * ("twelve hundred to fifty").
 */
#ifndef DWC_PARSE_RANGE_H
#define DWC_PARSE_RANGE_H

#include <stdbool.h>

#include "dwc/parse/number.h"

/*
 * Makes the two ends what they mean, the lower one first. What is `written_out`,
 * each end with its unit, lacks nothing. False where it cannot be told what is
 * meant ("2-1000 m": 2 or 200 m): then both stay as they are written.
 */
bool range_settle(struct number *from, struct number *to, bool written_out);

#endif
