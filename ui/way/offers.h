/*
 * offers.h: what may be meant by what stands in the line of a command or of a
 * term: words that complete it, each with what it is.
 */
#ifndef UI_WAY_OFFERS_H
#define UI_WAY_OFFERS_H

#include "ui/state/state.h"

struct offer {
	const char *text; /* borrowed of a table */
	const char *note; /* likewise; "" for none */
	bool whole;	  /* nothing follows it */
};
#define OFFERS_MAX 128

struct offers {
	struct offer items[OFFERS_MAX];
	int n;
	size_t from; /* bytes of the line that stay before them */
};

/* For this text in a line of this kind; none for other kinds. */
void offers_make(const struct app *app, enum prompt_kind kind, const char *text,
		 struct offers *ret);
/* Bytes that all of them begin with. */
size_t offers_common(const struct offers *offers);

/* The term that a name begins, whatever its case; or NULL, where it begins
 * none or several. */
const struct term *offers_term(const struct app *app, const char *name);

#endif
