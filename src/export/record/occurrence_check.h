/*
 * occurrence_check.h: what GBIF would flag of an occurrence, as far as that
 * needs none of its servers. Known to this folder alone. Any thread.
 */
#ifndef EXPORT_RECORD_OCCURRENCE_CHECK_H
#define EXPORT_RECORD_OCCURRENCE_CHECK_H

#include "export/record/occurrence.h"

/* All is borrowed. */
struct occurrence_said {
	const struct columns *columns;
	const struct occurrence *occurrence; /* as it will be written */
	const char *date, *identified;	     /* as the record has them */
	const char *code;		     /* of its country, or NULL */
	const char *today;		     /* YYYY-MM-DD */
};

void occurrence_check(const struct occurrence_said *said,
		      struct issues *issues);

#endif
