/*
 * objects.h: objects of JSON as a table: what VoucherVision writes of each
 * picture (write_json_to_file in vouchervision/utils_VoucherVision.py of
 * Gene-Weaver/VoucherVision, 006b16a5), and VoucherVisionGO, whose record is
 * inside (`formatted_json`), and stands there corrected once people went over
 * it (`review_metadata`, "complete" when over all of it; src/backend/file-manager.js of
 * Gene-Weaver/VoucherVisionGO-Editor, 49bd0167). Their members are the columns,
 * those of the first object; `filename` is among them.
 *
 * One thread's.
 */
#ifndef RUN_TABLES_OBJECTS_H
#define RUN_TABLES_OBJECTS_H

#include <stdbool.h>

#include "base/error.h"
#include "dwc/table/table.h"
#include "run/tables/column/heading.h"

struct objects;

/* Whether the file holds such objects, by the first that can be read. It is read
 * from where it stands. */
bool objects_are(int fd);

/* Reads the first object of a file that holds such, and adds its columns to the
 * heading. `name` and the file outlive the objects. */
int objects_open(int fd, const char *name, struct heading *heading,
		 struct objects **ret, struct error *err) MUST_USE;
void objects_close(struct objects *objects); /* NULL is fine */
/* The next one as a row: 1, 0 at the end, or -1. What is none is a row, too, with
 * its fault. */
int objects_next(struct objects *objects, struct table_row *ret,
		 struct error *err) MUST_USE;
/* Who read the one that was read last; static. */
const char *objects_reader(const struct objects *objects);
/* Those that were not UTF-8, and the line of the first. */
size_t objects_decoded(const struct objects *objects, size_t *ret_line);

#endif
