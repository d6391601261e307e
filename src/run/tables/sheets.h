/*
 * sheets.h: the sheets of a run, found by what rows of a table call them.
 *
 * A value of one thread; it grows with the run, not with the table, but for
 * eight bytes (twice that while it grows) for each row that was taken.
 */
#ifndef RUN_TABLES_SHEETS_H
#define RUN_TABLES_SHEETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "run/index/index.h"

/* How a row names its sheet, in the order in which it is asked. The first two
 * to the letter, the others as identifiers are compared (id_fold.h). */
enum sheets_by {
	SHEETS_SPECIMEN,
	SHEETS_PATH, /* of the image, below the images root */
	SHEETS_NAME, /* of the image's file, with or without its ending */
	SHEETS_OCCURRENCE,
	SHEETS_CATALOG,
	SHEETS_WAYS,
};

struct sheets_one {
	const char *id, *image; /* borrowed */
};

struct sheets;

/* The sheets of the index, which has been folded, and of the journal of
 * identifiers in `dir`; NULL: of no run. */
int sheets_load(struct index *index, const char *dir, struct sheets **ret,
		struct error *err) MUST_USE;
void sheets_free(struct sheets *sheets); /* NULL is fine */

/* Adds a picture that nobody has read, by its path below the images root;
 * false: the run knows it. */
bool sheets_add_picture(struct sheets *sheets, const char *path);

/* How many sheets have this name: 0, 1 and *ret, or 2 for several. */
int sheets_find(const struct sheets *sheets, enum sheets_by by,
		const char *name, struct sheets_one *ret);
/* Says that a row was taken for this specimen; false: another was before. */
bool sheets_take(struct sheets *sheets, const char *id);
/* Forgets which were taken: another table begins. */
void sheets_give_back(struct sheets *sheets);

/* "occurrenceID", …: what a name of this kind is. */
const char *sheets_by_word(enum sheets_by by);

#endif
