/*
 * said.h: what a page says in one notation and a value in another: dates,
 * quantities, coordinates, places. Known to this folder alone.
 */
#ifndef RUN_EVIDENCE_SAID_H
#define RUN_EVIDENCE_SAID_H

#include "dwc/words/place.h"
#include "run/evidence/find.h"

enum said_kind {
	SAYS_DATE,
	SAYS_LENGTH,
	SAYS_COORDINATES,
	SAYS_PLACE,
};

/* One thing that a page says. */
struct said {
	enum said_kind kind;
	char date[24];		     /* ISO */
	bool swappable;		     /* its day and month */
	double from, to;	     /* metres; or latitude and longitude */
	bool bare;		     /* a number without a unit */
	double slack;		     /* how far degrees may be off */
	const char *country, *state; /* borrowed of the places, or NULL */
	struct found found;
};

struct said_list {
	struct said *items;
	size_t n, cap;
};

/* All that the page says, read line by line and over their breaks. */
void said_read(const struct page *page, const struct places *places,
	       struct said_list *ret);
void said_done(struct said_list *list);

/* What comes nearest to a value. Each gives score 0 where nothing does. */
void said_date(const struct said_list *list, const struct page *page,
	       const char *value, struct found *ret);
void said_length(const struct said_list *list, double metres,
		 struct found *ret);
void said_coordinate(const struct said_list *list, double degrees,
		     bool longitude, struct found *ret);
/* The country, or where `state` is not NULL that state of it (`country` may
 * be NULL then). *ret_inferred: the country is named by its state alone. */
void said_place(const struct said_list *list, const char *country,
		const char *state, struct found *ret, bool *ret_inferred);

#endif
