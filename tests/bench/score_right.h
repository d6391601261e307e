/*
 * score_right.h: when a value that was read is what the label says.
 *
 * The rules are those of the scorer that lies with the transcriptions, so
 * that figures can be compared:
 * 1. Folded to letters and digits the value is at least 85 % like the truth,
 *    or like one of a list of alternatives.
 * 2. A date is right when it names the same day, or the same month or year
 *    where the truth has no day.
 * 3. A country may be named in another usual form.
 * 4. Of a locality the words of the truth's other place terms, coordinates and
 *    elevations are left aside on both sides; four fifths of the words (F1)
 *    will do.
 */
#ifndef TESTS_BENCH_SCORE_RIGHT_H
#define TESTS_BENCH_SCORE_RIGHT_H

#include <jansson.h>
#include <stdbool.h>

/* `want`: a string or a list of alternatives; `truth`: all terms of the
 * sheet. */
bool score_right(const char *term, const char *got, const json_t *want,
		 const json_t *truth);

/* One of the texts of the truth to the letter; a date by its days, a period by
 * its two ends. */
bool score_exact(const char *term, const char *got, const json_t *want);
/* The same but for anything other than letters and figures, and for how they
 * are written. */
bool score_same(const char *term, const char *got, const json_t *want);

/* The text of a value, plain or {"value"}; borrowed, never NULL. */
const char *score_text(const json_t *value);

#endif
