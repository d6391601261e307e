/*
 * sheet_record.h: what the labels of one sheet say together.
 */
#ifndef ENGINE_LOCAL_SHEET_RECORD_H
#define ENGINE_LOCAL_SHEET_RECORD_H

#include <stddef.h>

#include "dwc/record/record.h"
#include "engine/local/label_rules.h"

/*
 * Makes one record of the readings of a sheet's labels: the fullest label
 * leads, a determination slip changes the name, stamps give the catalogue
 * number, others fill what is missing. A sheet that is not a specimen, or whose
 * labels say too little to be one's, gives a record with a catalogue number at
 * most. The readings are unchanged; *ret is initialised by the call and the
 * caller's to record_done(). Never fails. Any thread; no state.
 */
void sheet_record_make(const struct label_reading *readings, size_t n,
		       struct record *ret);

#endif
