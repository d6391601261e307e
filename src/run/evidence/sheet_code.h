/*
 * sheet_code.h: the catalogue number that the codes of a sheet say, whoever
 * read its words.
 */
#ifndef RUN_EVIDENCE_SHEET_CODE_H
#define RUN_EVIDENCE_SHEET_CODE_H

#include "dwc/catalogue/shape.h"
#include "dwc/record/record.h"
#include "image/facts/facts.h"

/*
 * Puts the catalogue number of the sheet's codes, where they say one, into the
 * record, as `term`, in place of what words say: SOURCE_BARCODE, with the code's box. A
 * number that is printed beside the code and differs is kept with the field as
 * "printed", for the validators. `pattern`, which a person set, and `shapes`, of
 * the collection's other numbers (dwc/catalogue/shape.h), may be NULL. Any
 * thread; no state. Never fails.
 */
void sheet_code_take(const struct facts *facts, const char *term,
		     const char *pattern, const struct shapes *shapes,
		     struct record *record);

#endif
