/*
 * occurrence.h: a record as a row of a table: its values by column. For an
 * archive they are as GBIF wants them: dates in ISO 8601, names without marks
 * of doubt, the code of the country, what all records of the dataset share; for
 * other tables as they were signed. What is sensitive is left out of both.
 *
 * One thread's.
 */
#ifndef EXPORT_RECORD_OCCURRENCE_H
#define EXPORT_RECORD_OCCURRENCE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "dwc/date/date.h"
#include "export/dataset/issue.h"
#include "export/record/column.h"
#include "export/record/sensitive.h"
#include "run/index/records.h"
#include "run/run/run.h"

struct cell {
	const char *text; /* ends in NUL; "" for none */
	size_t len;
};

/* A value under a key that is not of the run's terms. */
struct foreign_cell {
	const char *key;
	struct cell cell;
};

#define OCCURRENCE_STAMP 32

struct occurrence {
	struct cell cells[COLUMNS_MAX]; /* by column */
	struct cell own; /* the occurrenceID that the record has itself */
	json_t *history; /* determinations; owned, NULL for none, and where
			    they are only copied */
	json_t *said;	 /* the same as they were written; owned */
	char *told;	 /* of them, where something is withheld; owned */
	struct foreign_cell *foreign;
	size_t n_foreign, cap_foreign;
	enum sensitive_level sensitive; /* and something is withheld */
	/* what cells lie in */
	struct bytes texts;
	char collected[DATE_ISO_SIZE], identified[DATE_ISO_SIZE];
	char modified[OCCURRENCE_STAMP];
	char withheld[96];
};
void occurrence_done(struct occurrence *occurrence); /* also for CLEANUP */

struct occurrence_maker;

/* Borrows all; `sensitive` may be NULL. `publish`: as GBIF wants them. */
int occurrence_maker_new(const struct run *run, const struct columns *columns,
			 const struct sensitive *sensitive, bool publish,
			 struct occurrence_maker **ret,
			 struct error *err) MUST_USE;
void occurrence_maker_free(struct occurrence_maker *maker); /* NULL is fine */

/*
 * Fills *ret, which was filled before or is all zero, from a record whose
 * occurrenceID is `id`. Cells are borrowed until the next call, and from the
 * record. What is amiss is added to `issues` (may be NULL).
 */
void occurrence_make(struct occurrence_maker *maker,
		     const struct index_record *record, const char *id,
		     struct occurrence *ret, struct issues *issues);

/* The cell of a use; an empty one where no column is of it. */
const struct cell *occurrence_cell(const struct columns *columns,
				   const struct occurrence *occurrence,
				   enum column_use use);

#endif
