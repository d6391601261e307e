/*
 * sheet_record.h: what the regions of one sheet say together.
 */
#ifndef ENGINE_LOCAL_SHEET_RECORD_H
#define ENGINE_LOCAL_SHEET_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "dwc/record/record.h"
#include "engine/map/map.h"
#include "image/facts/facts.h"

/* What one voice says in one region. */
struct sheet_part {
	enum region_role role; /* LABEL, ANNOTATION, or STAMP for the house */
	struct record record;  /* owned; boxes in stored pixels */
	int headings;	       /* that were recognised in it */
	char *text;	       /* its lines; owned, or NULL */
	bool strange;	       /* its letters make no words */
	const char *script;    /* of a strange one: not Latin; or NULL */
	double confidence;     /* mean of its words */
	struct box box;	       /* of its region, stored pixels */
};
void sheet_part_done(struct sheet_part *part);

/*
 * Makes one record of the facts of a sheet: what its collectors' labels say,
 * the fullest first, filled by the others of the same gathering. Whose words
 * they are decides what they may say: a determination slip goes into the
 * history of determinations alone, of a stamp, a code or a frame a catalogue
 * number is taken at most, of a note nothing. Where letters make no words, or
 * are of another script, nothing but a name is made of them, and the sheet is
 * flagged. Nothing that was read is left out: verbatimLabel holds it, and a
 * sheet that looks like no specimen is flagged, as is one with several. *ret is initialised by the call and the
 * caller's to record_done(). Never fails. Any thread; no state.
 */
void sheet_record_make(const struct map_model *model, const struct facts *facts,
		       struct record *ret);

/* The voices of a region that are mapped, each by itself, the collector's
 * first. */
#define SHEET_VOICES 3
/* Appends the words of a region in which one of them speaks (none where it is
 * silent), and says whose it is. */
enum region_role sheet_voice_words(const struct region *region, size_t voice,
				   struct words *ret);

/* The second half of it: parts in the order of the finder, and the slips'
 * determinations from the top (borrowed; may be NULL). */
void sheet_record_join(const struct sheet_part *parts, size_t n, json_t *slips,
		       struct record *ret);

#endif
