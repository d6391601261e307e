/*
 * records.h: the records of a file that another program wrote, one text of
 * JSON each: lines, an array of objects, or objects over several lines. What
 * holds no such thing is refused in one sentence.
 */
#ifndef RUN_INTAKE_RECORDS_H
#define RUN_INTAKE_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "run/journal/lines.h"

struct records {
	struct lines lines;
	const char *name; /* for errors; borrowed */
	bool spread;	  /* over lines, or in an array */
	/* of those: */
	struct bytes text;    /* of the record that is being read */
	const char *at, *end; /* of the line that is being read */
	uint64_t number;      /* of that line */
	uint64_t first;	      /* line that the record began in */
	int depth, bottom;    /* of brackets; where a record begins */
	bool in_string, escaped, dropped;
};

/*
 * Looks at what `fd` begins with. Fails where that cannot be records, saying
 * what it is and what to do. The file is read from its position; nothing that
 * was looked at is lost, also of a stream. Done is due in any case.
 */
int records_open(struct records *records, int fd, const char *name,
		 struct error *err) MUST_USE;
void records_done(struct records *records);

/* The next one: 1 and *ret, as lines_next gives it, its number that of the
 * line it begins in; 0 at the end; -1. */
int records_next(struct records *records, struct line *ret,
		 struct error *err) MUST_USE;

#endif
