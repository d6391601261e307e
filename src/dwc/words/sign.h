/*
 * sign.h: signs that a value may be wrong, how likely each makes it, and the
 * words of the reason, from data/doubt.tsv. Private to dwc/.
 */
#ifndef DWC_WORDS_SIGN_H
#define DWC_WORDS_SIGN_H

#include "base/error.h"

struct signs; /* immutable once loaded; shared by all threads */

struct sign {
	double wrong;	   /* 0-1 */
	const char *words; /* a few, for people */
};

int signs_load(const char *config_dir, struct signs **ret,
	       struct error *err) MUST_USE;
void signs_free(struct signs *all);

/* What the table has of `sign` (verdict, support, readings, empty) and `of`;
 * NULL where that does not stand there. Borrowed. */
const struct sign *signs_find(const struct signs *all, const char *sign,
			      const char *of);

#endif
